"""One name, one thought: every chunk of the paper is defined once, none goes on elsewhere, none
cuts a function (what it opens it closes, and nothing else), and what is used twice is a module.
Prints how the text is divided, after texts made up to be refused or not.

    python3 tests/test_chunks.py [FILE.nw ...]     paper.nw unless told otherwise
"""
import collections
import re
import sys

USE = re.compile(r"(?<!@)<<([^<>]*)>>")
# Where a brace is none.  (What stands first counts: no comment begins in a literal.)
NO_CODE = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|/\*.*?\*/|//[^\n]*', re.DOTALL)

# Code of one chunk, and whether it is whole.
MADE_UP = (
    ("if (x) {\n  y();\n} else {\n  z();\n}", True),
    ("return x;", True),
    ("if (x) {", False),
    ("}", False),
    ("} else {", False),
    ("  y();\n} else {\n  z();", False),
    ("if (x) {\n  y(); /* } */", False),
    ("if (x) { /* { */\n  y();\n}", True),
    ("if (x) { // {\n  y();\n}", True),
    ("/* it's { */\ny(\"/* {\", '{', '\\'');", True),
    ("/* {\n * } else {\n */", True),
    ("y(\"\\\"}\"); {", False),
)


def chunks_of(path):
    """(name, line, lines of code) of every definition in its order; lines of prose."""
    found, prose = [], 0
    code = None
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        start = re.fullmatch(r"<<(.*)>>= *", line)
        if start:
            code = []
            found.append((start[1], number, code))
        elif re.match(r"@( |$)", line):
            code = None
            prose += bool(re.sub(r"^@ ?(%def.*)?", "", line).strip())
        elif code is not None:
            code.append(line)
        else:
            prose += bool(line.strip())
    return found, prose


def used_twice(found):
    """Names of chunks that are used more than once and hold more than lines of the preprocessor:
    their functions and tables would be compiled more than once."""
    uses = collections.Counter(name for *_, code in found for row in code for name in USE.findall(row))
    return {name for name, _, code in found
            if uses[name] > 1 and not all(row.startswith("#") or not row.strip() for row in code)}


def is_whole(code):
    """Whether the braces close what was opened before them, and all of that."""
    depth = 0
    for brace in re.findall("[{}]", NO_CODE.sub(" ", code)):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def faults_of(path, found):
    """What is wrong, one line each."""
    first = {}
    twice = used_twice(found)
    for name, number, code in found:
        if first.setdefault(name, number) != number:
            yield f"{path}:{number}: <<{name}>> is defined already in line {first[name]}"
        if not is_whole("\n".join(code)):
            yield f"{path}:{number}: <<{name}>> cuts a function"
        if name in twice:
            yield f"{path}:{number}: <<{name}>> is used more than once; make it a module"


def describe(path, found, prose):
    names = {name for name, *_ in found}
    lines = sum(bool(row.strip()) for *_, code in found for row in code)
    print(f"{path}: {len(found)} chunks of {len(names)} names, {len(found) - len(names)} continuations, "
          f"{lines / max(1, len(found)):.1f} lines a chunk on average; "
          f"{lines} lines inside chunks, {prose} of prose, none of them blank")


def main(paths):
    wrong = 0
    for code, whole in MADE_UP:
        if is_whole(code) != whole:
            print(f"made up, {'whole' if whole else 'cut'}, and not taken for that: {code!r}")
            wrong += 1
    for path in paths:
        found, prose = chunks_of(path)
        faults = list(faults_of(path, found))
        if not found:
            faults.append(f"{path}: no chunk is defined")
        print("\n".join(faults), end="\n" if faults else "")
        describe(path, found, prose)
        wrong += len(faults)
    print(f"{wrong} faults" if wrong else "[  PASSED  ] 1 test(s).")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["paper.nw"]))
