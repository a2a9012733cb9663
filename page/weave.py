"""From a noweb file to prose in LaTeX and chunks in HTML.

noweave itself finds chunks, identifiers and who uses them, as for the PDF; what it hands
to its back end is read here.  Where a chunk stands in the prose, \\begin{nowebchunk}7
\\end{nowebchunk} is left.
"""
import html
import re
import subprocess


class Chunk:
    """One definition of a chunk; several of one name form it together."""

    def __init__(self, place):
        self.place = place  # among all definitions, from 0
        self.label = self.name = self.code = ""
        self.first = self.before = self.after = None  # labels of definitions
        self.used_in = []  # labels
        self.defines = []  # (identifier, labels of its users)


class Weave:
    def __init__(self, path):
        # The back end gets arguments of noweave's that `sh -c cat` does not mind.
        run = subprocess.run(["noweave", "-n", "-delay", "-autodefs", "c", "-index", "-backend", "sh -c cat", path],
                             capture_output=True, text=True, check=True)
        self.chunks, self.prose, self.identifiers = [], [], {}
        self.read(iter(run.stdout.splitlines()))
        self.of = {chunk.label: chunk for chunk in self.chunks}
        self.number = {}
        for chunk in self.chunks:
            chunk.first = next(c.label for c in self.chunks if c.name == chunk.name)
            self.number.setdefault(chunk.name, len(self.number) + 1)
            for identifier, users in chunk.defines:
                self.identifiers.setdefault(identifier, ([], []))
                self.identifiers[identifier][0].append(chunk.label)
                self.identifiers[identifier][1].extend(users)

    def read(self, lines):
        for line in lines:
            word, _, rest = line.partition(" ")
            if word == "@begin" and rest.startswith("docs"):
                self.read_docs(lines)
            elif word == "@begin":
                self.chunks.append(Chunk(len(self.chunks)))
                self.read_code(lines, self.chunks[-1])
                self.prose.append(f"\n\n\\begin{{nowebchunk}}{len(self.chunks) - 1}\\end{{nowebchunk}}\n\n")

    def read_docs(self, lines):
        quoted, target, identifier = None, None, None
        for line in lines:
            word, _, rest = line.partition(" ")
            if word == "@end":
                return
            if word == "@quote":
                quoted = ""
            elif word == "@endquote":
                self.prose.append(quoted)
                quoted = None
            elif word == "@xref" and rest.startswith("ref "):
                target = rest[4:]
            elif word == "@index" and rest.startswith("use "):
                identifier = rest[4:]
            elif word == "@text" and quoted is None:
                self.prose.append(rest)
            elif word == "@text":
                text = f"\\texttt{{{escape_tex(rest)}}}"
                quoted += f"\\href{{\\#{target}}}{{{text}}}" if rest == identifier and target else text
                target = identifier = None
            elif word == "@nl":
                self.prose.append("\n")

    def read_code(self, lines, chunk):
        pieces, target, use, users, in_comment = [], None, None, [], False
        for line in lines:
            word, _, rest = line.partition(" ")
            key, _, value = rest.partition(" ")
            if word == "@end":
                chunk.code = "".join(pieces).strip("\n")
                if in_comment:
                    chunk.code += "</i>"
                return
            if word == "@defn":
                chunk.name = rest.removeprefix("[[").removesuffix("]]")
            elif word == "@text":
                text, in_comment = mark_comments(rest, in_comment)
                pieces.append(f'<a href="#{target}">{text}</a>' if rest == use and target else text)
                use = None
            elif word == "@use":
                pieces.append(f'<a class="chunkname" href="#{target}">⟨{name_html(rest)}⟩</a>')
            elif word == "@nl":
                pieces.append("\n")
            elif word == "@xref":
                if key == "label" and not chunk.label:  # uses of chunks have labels too
                    chunk.label = value
                elif key == "ref":
                    target = value
                elif key == "prevdef":
                    chunk.before = value
                elif key == "nextdef":
                    chunk.after = value
                elif key == "useitem":
                    chunk.used_in.append(value)
            elif word == "@index":
                if key == "use":
                    use = value
                elif key == "isused":
                    users.append(value)
                elif key == "isdefined":
                    pass
                elif key == "defitem":
                    # Each user is told twice: by a label and before it a name.
                    chunk.defines.append((value, users))
                    users = []

    ### HTML

    def link(self, label, text=None):
        return f'<a href="#{label}">{text or self.number[self.of[label].name]}</a>'

    def links(self, labels):
        seen = {}
        for label in labels:
            if label in self.of:
                seen.setdefault(self.number[self.of[label].name], label)
        return ", ".join(self.link(label, number) for number, label in sorted(seen.items()))

    def chunk_html(self, place):
        chunk = self.chunks[place]
        sign = "+≡" if chunk.before else "≡"
        turn = "".join(f'<a href="#{label}" title="{title}">{arrow}</a>' for label, title, arrow in (
            (chunk.before, "its definition before", "↑"), (chunk.after, "its next definition", "↓")) if label)
        where = f"Used in {self.links(chunk.used_in)}." if chunk.used_in else \
            f"Continues {self.link(chunk.first)}." if chunk.before else "A file of its own."
        if chunk.defines:
            names = ", ".join(f'<code>{html.escape(name)}</code>' + (f' ({self.links(users)})' if self.links(users) else "")
                              for name, users in sorted(chunk.defines, key=lambda d: d[0].lower()))
            where += f" <details><summary>Defines {len(chunk.defines)}</summary>{names}; in parentheses the chunks that use them.</details>"
        return (f'<div class="chunk" id="{chunk.label}"><div class="chunkhead"><span>⟨{name_html(chunk.name)} '
                f'<small>{self.number[chunk.name]}</small>⟩{sign}</span><span class="turn">{turn}</span></div>'
                f'<pre tabindex="0"><code>{chunk.code}</code></pre><div class="chunkfoot">{where}</div></div>')

    def chunk_index(self):
        rows = []
        for name in sorted(self.number, key=str.lower):
            of_name = [chunk for chunk in self.chunks if chunk.name == name]
            users = self.links(of_name[0].used_in)
            parts = " ".join(self.link(c.label, f"·{i + 2}") for i, c in enumerate(of_name[1:]))
            rows.append(f"<li>{self.link(of_name[0].label, '⟨' + name_html(name) + '⟩')} {self.number[name]} {parts}"
                        + (f" <small>in {users}</small>" if users else "") + "</li>")
        return f'<ul class="index">{"".join(rows)}</ul>'

    def identifier_index(self):
        rows = []
        for name in sorted(self.identifiers, key=str.lower):
            defined, users = self.identifiers[name]
            rest = self.links([label for label in users if label not in defined])
            rows.append(f"<li>{self.link(defined[0], f'<code>{html.escape(name)}</code>')} <b>{self.links(defined)}</b>"
                        + (f"<small>, {rest}</small>" if rest else "") + "</li>")
        return f'<ul class="index narrow">{"".join(rows)}</ul>'


def name_html(name):
    return re.sub(r"\[\[(.*?)\]\]", r"<code>\1</code>", html.escape(name))


def mark_comments(text, inside):
    """HTML of TEXT with /* comments */ in italics; comments may span texts."""
    out = []
    for piece in re.split(r"(/\*|\*/)", text):
        if piece == "/*" and not inside:
            out.append("<i>/*")
            inside = True
        elif piece == "*/" and inside:
            out.append("*/</i>")
            inside = False
        else:
            out.append(html.escape(piece, quote=False))
    return "".join(out), inside


def escape_tex(text):
    special = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return "".join(special.get(c, "\\" + c if c in "_%&#${}" else c) for c in text)
