"""The table of docs/hostile.md, made of the cases: `python -m tests.hostile.document` writes it anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kadergen.diagnostics import Code
from tests.hostile.table import AREAS, KNOWN, TABLE

PATH: Final = Path(__file__).resolve().parents[2] / "docs" / "hostile.md"
_START: Final = "<!-- the table, made by tests/hostile/document.py -->\n"


def _rows() -> Iterator[str]:
    for area in AREAS:
        cases = [case for case in TABLE if case.area == area]
        yield f"\n### {area} ({len(cases)})\n\n| what it is | outcome | codes |\n| --- | --- | --- |\n"
        for case in cases:
            about = case.about.replace("|", "\\|").replace("<", "&lt;") + (" \\*" if case.name in KNOWN else "")
            yield f"| {about} | {case.outcome.value} | {', '.join(sorted(case.codes))} |\n"
    codes = sorted({code for case in TABLE for code in case.codes})
    yield "\n| code | meaning |\n| --- | --- |\n"
    yield from (f"| {code} | {Code[code].value} |\n" for code in codes)
    if KNOWN:
        yield "\n\\* must come out so, and does not yet:\n\n"
        yield from (f"- {name}: {reason}\n" for name, reason in KNOWN.items())


def documented(text: str) -> str:
    """The document with the table that the cases make."""
    before, start, _ = text.partition(_START)
    return before + start + "".join(_rows())


if __name__ == "__main__":
    PATH.write_text(documented(PATH.read_text(encoding="utf-8")), encoding="utf-8")
