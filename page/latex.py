"""From the LaTeX of the report to the LaTeX that pandoc reads: macros are expanded,
what is counted gets its number, and what only the page knows how to show (figures, the
ledger, numbered equations) becomes an environment that pandoc passes through."""
import os
import re


class Problem(Exception):
    """One line that says what is wrong."""


def group(text, at):
    """The content of the braces that open at TEXT[at], and where it goes on."""
    if at >= len(text) or text[at] != "{":
        raise Problem(f"a brace is expected before '{text[at:at + 40]}'")
    depth, i = 0, at
    while i < len(text):
        if text[i] == "\\":
            i += 1
        elif text[i] == "{":
            depth += 1
        elif text[i] == "}":
            depth -= 1
            if depth == 0:
                return text[at + 1:i], i + 1
        i += 1
    raise Problem(f"a brace is not closed: '{text[at:at + 40]}'")


def without_comments(text):
    return re.sub(r"(?<!\\)((?:\\\\)*)%.*(?:\n[ \t]*|$)", r"\1", text)


def take_macros(text, macros):
    """TEXT without its \\newcommand; these go to MACROS as name: (arguments, body)."""
    out, at = [], 0
    for match in re.finditer(r"\\newcommand\*?\{?\\([A-Za-z]+)\}?(?:\[(\d)\])?(?=\{)", text):
        if match.start() < at:
            continue
        body, end = group(text, match.end())
        macros[match[1]] = (int(match[2] or 0), body)
        out.append(text[at:match.start()])
        at = end
    return "".join(out) + text[at:]


def expand_once(text, macros):
    """Each macro of MACROS in TEXT is replaced by its body, once."""
    out, at = [], 0
    for match in re.finditer(r"\\([A-Za-z]+)[ \t]*", text):
        if match.start() < at or match[1] not in macros:
            continue
        count, body = macros[match[1]]
        end = match.end() if count else match.start() + 1 + len(match[1])
        for i in range(count):
            argument, end = group(text, end)
            body = body.replace(f"#{i + 1}", argument)
        out += [text[at:match.start()], body]
        at = end
    return "".join(out) + text[at:]


def choose(match):
    """\\ifnum\\pdfstrcmp{a}{b}=0 yes\\else no\\fi"""
    same = match[1].strip("{}") == match[2].strip("{}")
    return match[3] if same else match[4]


def choose_number(match):
    """\\ifnum n=0 yes\\else no\\fi"""
    return match[2] if int(match[1]) == 0 else match[3]


def choose_what_is(text, macros):
    """\\ifthereis{value}{yes}{no}: where the value is a dash there is none."""
    out, at = [], 0
    for match in re.finditer(r"\\ifthereis(?=\{)", text):
        if match.start() < at:
            continue
        value, end = group(text, match.end())
        yes, end = group(text, end)
        no, end = group(text, end)
        out += [text[at:match.start()], choose_what_is(no if expand(value, macros).strip("{} ") == "--" else yes, macros)]
        at = end
    return "".join(out) + text[at:]


def expand(text, macros):
    plain = r"\{((?:[^\\{}]|\{\})*)\}"
    for _ in range(20):
        before = text
        text = choose_what_is(expand_once(text, macros), macros)
        text = re.sub(r"\\csname\s+([^\\]*?)\s*\\endcsname", r"\\\1{}", text)
        text = re.sub(r"\\MakeLowercase" + plain, lambda m: m[1].lower(), text)
        text = re.sub(r"\\ifnum\\pdfstrcmp" + plain + plain + r"=0 (.*?)\\else(.*?)\\fi", choose, text, flags=re.S)
        text = re.sub(r"\\ifnum *(\d+)=0 (.*?)\\else(.*?)\\fi", choose_number, text, flags=re.S)
        text = re.sub(r"\\(?:Why|Multiverse)[A-Z][A-Za-z]*(?:\{\})?", lambda m: m[0] if m[0][1:].rstrip("{}") in macros else "--", text)
        if text == before:
            break
    if lost := re.search(r"\\([A-Z][a-z]+[A-Z][A-Za-z]*)(?!.*?\|)", re.sub(r"\\verb(.).*?\1", "", text)):
        raise Problem(f"the macro \\{lost[1]} is used and nothing defines it")
    return text


def number(text):
    """TEXT with numbers in place of references; sections are left to pandoc, which
    counts them in the same way."""
    counts = dict.fromkeys(("part", "section", "subsection", "figure", "table", "equation"), 0)
    numbers, here = {}, ""
    pattern = r"\\(part|section|subsection)\{|\\begin\{(figure|table|equation|align)\}|\\label\{(.*?)\}|(\\\\)|\\end\{(align)\}"
    environment = ""
    for match in re.finditer(pattern, text):
        kind = match[1] or match[2]
        if kind == "part":
            counts["part"] += 1
            here = "I" * counts["part"]
        elif kind == "section":
            counts["section"] += 1
            counts["subsection"] = 0
            here = str(counts["section"])
        elif kind == "subsection":
            counts["subsection"] += 1
            here = f"{counts['section']}.{counts['subsection']}"
        elif kind:
            environment = kind
            kind = "equation" if kind == "align" else kind
            counts[kind] += 1
            here = str(counts[kind])
        elif match[3]:
            numbers[match[3]] = here
        elif match[4] and environment == "align":
            counts["equation"] += 1
            here = str(counts["equation"])
        elif match[5]:
            environment = ""
    for lost in re.findall(r"\\(?:eq)?ref\{(.*?)\}", text):
        if lost not in numbers:
            raise Problem(f"\\ref{{{lost}}} has no \\label")
    text = re.sub(r"\\ref\{(.*?)\}", lambda m: f"\\href{{\\#{m[1]}}}{{{numbers[m[1]]}}}", text)
    return re.sub(r"\\eqref\{(.*?)\}", lambda m: f"\\href{{\\#{m[1]}}}{{({numbers[m[1]]})}}", text), numbers


def show_parts(text):
    """Parts, which pandoc would count as sections, in an environment: what they are called and named."""
    count = 0

    def part(match):
        nonlocal count
        count += 1
        return f"\n\n\\begin{{reportpart}}\\texttt{{{match[2] or f'part-{count}'}}}{{}} Part {'I' * count}. {match[1]}\n\\end{{reportpart}}\n\n"

    return re.sub(r"\\part\{(.*?)\}(?:\s*\\label\{(.*?)\})?", part, text)


def show_equations(text):
    """Numbered equations, each with its numbers and labels in \\texttt behind it."""
    count = 0

    def equation(match):
        nonlocal count
        rows = match[2].split("\\\\") if match[1] == "align" else [match[2]]
        marks = []
        for row in rows:
            count += 1
            label = re.search(r"\\label\{(.*?)\}", row)
            marks.append(f"{count}={label[1] if label else ''}")
        body = re.sub(r"\s*\\label\{.*?\}\s*", "\n", match[2]).strip()
        return (f"\n\n\\begin{{numbered}}\n\\begin{{{match[1]}*}}\n{body}\n\\end{{{match[1]}*}}\n"
                f"\\texttt{{{' '.join(marks)}}}\n\\end{{numbered}}\n\n")

    return re.sub(r"\\begin\{(equation|align)\}(.*?)\\end\{\1\}", equation, text, flags=re.S)


def plain_mathematics(text):
    """What pandoc does not know of formulas, said in another way."""
    text = re.sub(r"\\[bB]ig+[lr](?=\\[lr]angle)", "", text)
    return re.sub(r"\\mbox\{\\emph\{(.*?)\}\}", r"\\textit{\1}", text)


class Cited:
    """What the text cites, as build/PROFILE/reference.tex says: the reference, if there is one."""

    def __init__(self, profile):
        self.profile, self.macros = profile, {}
        folder = f"build/{profile}"
        with open(f"{folder}/reference.tex", encoding="utf-8") as file:
            text = without_comments(file.read())
        self.reference = "\\referencetrue" in text
        for path in re.findall(r"\\input\{(.*?)\}", text):
            with open(f"{folder}/{path}", encoding="utf-8") as file:
                take_macros(without_comments(file.read()), self.macros)
        take_macros(text, self.macros)
        self.readings = dict(re.findall(r"\\csname reading-(.*?)\\endcsname\{(.*)\}", text))

    def reading(self, match):
        """Another reading of a statement, as \\reading names it."""
        name = " ".join("-".join(match.groups()).split())
        if name not in self.readings:
            raise Problem(f"the ledger has no reading '{name}'")
        return self.readings[name]

    def whose(self, name):
        """Of the reference, where that has the figure NAME."""
        return "reference" if os.path.exists(f"build/figures/reference/{name}.svg") else self.profile

    def words(self, of_reference, of_profile):
        return of_reference if self.reference else of_profile


def show_floats(text, numbers, cited):
    """Figures and ledgers: whose they are and their names in \\texttt, then the caption."""

    def caption(body):
        at = body.index("\\caption") + len("\\caption")
        return group(body, at)[0]

    def shown(kind, name, body):
        label = re.search(r"\\label\{(.*?)\}", body)
        if not label:
            raise Problem(f"the {kind} {name} has no \\label")
        return (f"\n\n\\begin{{{kind}}}\\texttt{{{name} {label[1]} {numbers[label[1]]}}}{{}} {caption(body)}\n"
                f"\\end{{{kind}}}\n\n")

    def figure(match):
        drawn = re.search(r"\\drawn(here)?\{(.*?)\}", match[1])
        if not drawn:
            return match[0]
        return shown("drawnfigure", f"{cited.profile if drawn[1] else cited.whose(drawn[2])}/{drawn[2]}", match[1])

    def table(match):
        if "\\ClaimsLedgerRows" not in match[1]:
            return match[0]
        return shown("ledger", cited.words("reference", cited.profile) if "\\input{" not in match[1] else cited.profile, match[1])

    text = re.sub(r"\\begin\{figure\}(?:\[.*?\])?(.*?)\\end\{figure\}", figure, text, flags=re.S)
    return re.sub(r"\\begin\{table\}(?:\[.*?\])?(.*?)\\end\{table\}", table, text, flags=re.S)


def prepare(text, cited):
    """TEXT, the prose of a whole report, for pandoc, with the numbers that are CITED.
    Returns it with the title and the text of the bibliography."""
    bibliography = re.search(r"\\begin\{filecontents\*\}.*?\n(.*?)\\end\{filecontents\*\}", text, re.S)
    text = without_comments(text)
    title = re.search(r"\\title\{(.*?)\}\s*\\author", text, re.S)
    folder, macros = f"build/macros/{cited.profile}", {}
    for file in ("summaries.tex", "../calibration.tex", "../adversary.tex"):
        if os.path.exists(f"{folder}/{file}"):
            with open(f"{folder}/{file}", encoding="utf-8") as stream:
                take_macros(without_comments(stream.read()), macros)
    macros |= cited.macros
    preamble, _, body = text.partition("\\begin{document}")
    take_macros(preamble, macros)
    body = re.sub(r"\\ifreference\b(.*?)\\else(.*?)\\fi", lambda m: cited.words(m[1], m[2]), body, flags=re.S)
    body = take_macros(body.partition("\\section*{Index}")[0], macros)
    body = re.sub(r"\\reading\{(.*?)\}\{(.*?)\}\{(.*?)\}", cited.reading, body, flags=re.S)
    macros["profile"] = (0, cited.profile)
    macros |= {"resting": (3, ""), "restingon": (2, ""), "restingread": (4, ""), "restingstep": (2, ""), "ofreference": (1, cited.words("#1 ", "")), "why": (1, "\\csname Why#1\\endcsname"),
               "ofledger": (0, cited.words("The reference; made by \\texttt{make ledger}.", "Profile \\profile{}; made by \\texttt{make claims}."))}
    body = re.sub(r"\\drawnby\{(\w+)\}", lambda m: (
        f"{'Reference' if cited.whose(m[1]) == 'reference' else f'Profile {cited.profile}'}; "
        f"drawn from \\texttt{{figure-{m[1]}.tsv}} by \\texttt{{figures/{m[1]}.gp}}."), body)
    for name in ("reading", "drawn", "drawnhere", "drawnby", "rowsof", "ifthereis", "ClaimsLedgerRows"):
        macros.pop(name, None)
    body = choose_what_is(body, macros)

    def rows(match):
        with open(f"{folder}/{match[1]}.tex", encoding="utf-8") as stream:
            return without_comments(stream.read())

    body = re.sub(r"\\rowsof\{(.*?)\}", rows, body)
    body, numbers = number(body)
    body = show_equations(show_parts(show_floats(body, numbers, cited)))
    body = plain_mathematics(expand(body, macros))
    body = re.sub(r"\\bibliographystyle\{.*?\}", "", body)
    body = re.sub(r"\\bibliography\{.*?\}", r"\\section*{References}", body)
    return body, re.sub(r"\\\\\s*", " ", title[1]) if title else "", bibliography[1] if bibliography else ""
