"""Files of real programs: nothing lost, nothing wrong, and the tables in the documentation say what is so."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.returned.flat_files import read
from tests.returned.programs.matrix import DOCUMENT, WHOSE, judged, row, whose_row
from tests.returned.programs.programs import PROGRAMS, Program


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: f"{program.name}, {program.what}")
def test_what_a_program_made_is_read(program: Program, tmp_path: Path) -> None:
    result = read(program.run(tmp_path))
    counts = judged(program, result)
    # python -m tests.returned.programs.matrix writes the table anew.
    assert row(program, counts) in DOCUMENT.read_text("utf-8")
    assert whose_row(program, result) in WHOSE.read_text("utf-8")
    if program.refused:
        assert [finding.code.name for finding in result.diagnostics] == ["R025"]
        return
    for kind, found in counts.items():
        if program.keeps_fields or kind not in (program.changes or ()):
            assert (found["lost"], found["wrong"]) == (0, 0), (kind, found)
    assert counts["choice"] == Counter(ok=24)


def test_there_are_at_least_twelve_programs() -> None:
    assert len({program.name for program in PROGRAMS}) >= 12
