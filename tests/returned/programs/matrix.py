"""What is read of every program's file, against what was filled in: the tables of docs/reading.md and, of whose form
it is, of docs/round-out.md.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from kadergen.readers import ReadResult
from tests.returned.flat_files import read, squeezed, values
from tests.returned.programs.programs import PERSON_ID, PROGRAMS, Program, given, kind

_DOCS: Final = Path(__file__).resolve().parents[3] / "docs"
DOCUMENT: Final = _DOCS / "reading.md"
WHOSE: Final = _DOCS / "round-out.md"
KINDS: Final = ("choice", "list", "line", "text", "plan", "long", "foreign", "rare")
VERDICTS: Final = ("ok", "doubtful", "lost", "wrong")
_WHOSE_HEAD: Final = "| program | is the id still there? |\n| --- | --- |"
_BEGIN, _END = "<!-- table: begin -->", "<!-- table: end -->"


def judged(program: Program, result: ReadResult) -> dict[str, Counter[str]]:
    """Kind of answer → how often it was read as given, read with a doubt that is said, lost or read as another one."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in KINDS}
    found = values(result.response) if result.response else {}
    readings = result.response.readings if result.response else {}
    named = {finding.field for finding in result.diagnostics if finding.field}
    for name in {*given(), *found}:
        if kind(name) in program.leaves:
            continue
        wanted, seen = given().get(name, ""), found.get(name, "")
        same = wanted == seen if program.keeps_fields else squeezed(wanted) == squeezed(seen)
        told = name in named or (name in readings and readings[name].doubtful)
        if same:
            verdict = "ok"
        elif name.endswith("__score") and seen:
            verdict = "wrong"  # another colour is wrong, whatever is said of it
        elif told or result.response is None:
            verdict = "doubtful"
        else:
            verdict = "wrong" if seen else "lost"
        counts[kind(name)][verdict] += 1
    return counts


def row(program: Program, counts: Mapping[str, Counter[str]]) -> str:
    """The program's line of the table."""
    if program.refused:
        return f"| {program.name}, {program.what} | refused (R025) |{'  |' * len(KINDS)}  | {program.refused} |"
    total = sum(counts.values(), Counter[str]())
    cells = []
    for name in KINDS:
        others = {verdict: count for verdict in VERDICTS[1:] if (count := counts[name][verdict])}
        said = ", ".join(f"{count} {verdict}" for verdict, count in others.items())
        cells.append(f"{counts[name]['ok']}" + (f" ({said})" if said else ""))
    fields = "fields" if program.keeps_fields else "pages"
    sums = " · ".join(str(total[verdict]) for verdict in VERDICTS)
    note = "; ".join(f"{what}: {why}" for what, why in (program.changes or {}).items())
    return f"| {program.name}, {program.what} | {fields} | {' | '.join(cells)} | {sums} | {note} |"


def whose_row(program: Program, result: ReadResult) -> str:
    """The program's line of the table that says whether the id is still there."""
    found = result.response.respondent_id if result.response else ""
    kept = {PERSON_ID: "yes", "": "no"}[found]  # another one would be worse than none
    return f"| {program.name}, {program.what} | {kept} |"


def measured() -> Iterator[tuple[str, str]]:
    """Every program's line of either table."""
    for program in PROGRAMS:
        print(program.name, program.what, sep=", ", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            result = read(program.run(Path(folder)))
            yield row(program, judged(program, result)), whose_row(program, result)


def table(rows: Sequence[str]) -> str:
    """The whole table."""
    head = f"| program | read from | {' | '.join(KINDS)} | {' · '.join(VERDICTS)} | what the program itself changes |"
    return "\n".join([head, "|---" * (len(KINDS) + 4) + "|", *rows])


def write() -> None:
    """Write the tables anew."""
    rows, whose = zip(*measured(), strict=True)
    for document, lines in ((DOCUMENT, table(rows)), (WHOSE, "\n".join([_WHOSE_HEAD, *whose]))):
        before, _, rest = document.read_text("utf-8").partition(_BEGIN)
        after = rest.partition(_END)[2]
        document.write_text(f"{before}{_BEGIN}\n{lines}\n{_END}{after}", "utf-8")


if __name__ == "__main__":
    write()
