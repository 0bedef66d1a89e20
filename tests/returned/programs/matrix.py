"""What is read of every program's file, against what was filled in: the table of docs/reading.md."""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from kadergen.readers import ReadResult
from tests.returned.flat_files import read, squeezed, values
from tests.returned.programs.programs import PROGRAMS, Program, given, kind

DOCUMENT: Final = Path(__file__).resolve().parents[3] / "docs" / "reading.md"
KINDS: Final = ("choice", "list", "line", "text", "plan", "long", "foreign", "rare")
VERDICTS: Final = ("ok", "doubtful", "lost", "wrong")
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


def measured() -> Iterator[str]:
    """Every program's line of the table."""
    for program in PROGRAMS:
        print(program.name, program.what, sep=", ", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            yield row(program, judged(program, read(program.run(Path(folder)))))


def table(rows: list[str]) -> str:
    """The whole table."""
    head = f"| program | read from | {' | '.join(KINDS)} | {' · '.join(VERDICTS)} | what the program itself changes |"
    return "\n".join([head, "|---" * (len(KINDS) + 4) + "|", *rows])


def write() -> None:
    """Write the table anew."""
    text = DOCUMENT.read_text("utf-8")
    rows = list(measured())
    pattern = re.compile(re.escape(_BEGIN) + ".*?" + re.escape(_END), re.DOTALL)
    DOCUMENT.write_text(pattern.sub(lambda _: f"{_BEGIN}\n{table(rows)}\n{_END}", text), "utf-8")


if __name__ == "__main__":
    write()
