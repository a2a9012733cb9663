"""One name, one thought: every chunk of the paper is defined once.  Only accumulators may be
opened again, whose names begin with one of the nouns below; each time a sentence stands before,
and no function is cut.  Prints how the text is divided.

    python3 tests/test_chunks.py [FILE.nw ...]     paper.nw unless told otherwise
"""
import os
import re
import sys

ACCUMULATORS = ("functions of ", "declarations of ", "headers of ")


def chunks_of(path):
    """(name, line, lines of code, prose before) of every definition in its order; lines of prose."""
    found, prose, before = [], 0, []
    code = None
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        start = re.fullmatch(r"<<(.*)>>= *", line)
        end = re.match(r"@( |$)", line)
        if start:
            code = []
            found.append((start[1], number, code, before))
            before = []
        elif end:
            code = None
            rest = re.sub(r"^@ ?(%def.*)?", "", line).strip()
            before = [rest] if rest else []
            prose += bool(rest)
        elif code is not None:
            code.append(line)
        elif line.strip():
            before.append(line)
            prose += 1
    return found, prose


def is_sentence(before):
    return re.search(r"[A-Za-z]{2}", " ".join(before)) is not None


def allowed_names():
    """Names that may still be defined more than once, until their sections are set in order."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "chunks_allowed.txt")
    if not os.path.exists(path):
        return set()
    return {line.rstrip("\n") for line in open(path, encoding="utf-8")}


def faults_of(path, found, allowed):
    """What is wrong, one line each."""
    first = {}
    for name, number, code, before in found:
        again = name in first
        first.setdefault(name, number)
        if not name.startswith(ACCUMULATORS):
            if again and name not in allowed:
                yield f"{path}:{number}: <<{name}>> is defined already in line {first[name]}"
            continue
        if again and not is_sentence(before):
            yield f"{path}:{number}: <<{name}>> goes on with no sentence before it"
        text = "\n".join(code)
        if text.count("{") != text.count("}"):
            yield f"{path}:{number}: <<{name}>> cuts a function"


def describe(path, found, prose):
    names = {name for name, *_ in found}
    lines = sum(bool(row.strip()) for *_, code, _ in found for row in code)
    accumulators = {name for name in names if name.startswith(ACCUMULATORS)}
    print(f"{path}: {len(found)} chunks of {len(names)} names, {len(found) - len(names)} continuations "
          f"({len(accumulators)} accumulators), {lines / max(1, len(found)):.1f} lines a chunk on average; "
          f"{lines} lines inside chunks, {prose} of prose, none of them blank")


def main(paths):
    wrong, allowed = 0, allowed_names()
    for path in paths:
        found, prose = chunks_of(path)
        faults = list(faults_of(path, found, allowed))
        if not found:
            faults.append(f"{path}: no chunk is defined")
        print("\n".join(faults), end="\n" if faults else "")
        describe(path, found, prose)
        wrong += len(faults)
    if allowed:
        print(f"{len(allowed)} names may still be defined more than once")
    print(f"{wrong} faults" if wrong else "[  PASSED  ] 1 test(s).")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["paper.nw"]))
