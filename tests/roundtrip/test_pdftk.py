"""pdftk (Java, iText) fills the form from FDF and XFDF of ours, and writes FDF that we read."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from kadergen.diagnostics import Severity
from kadergen.formats.fdf import write_fdf
from kadergen.formats.rawform import RawField
from kadergen.formats.xfdf import write_xfdf
from kadergen.model.instrument import FieldKind
from kadergen.readers import read_file
from tests.readers.support import flat, instrument, instruments
from tests.roundtrip.support import answers, assert_reads_as, form

Write = Callable[[Iterable[RawField]], bytes]


def raw_fields(values: Mapping[str, str]) -> list[RawField]:
    return [RawField(n, v, is_state=instrument().by_name[n].kind is FieldKind.SCORE) for n, v in values.items()]


def fill(folder: Path, base: bytes, values: Mapping[str, str], write: Write) -> bytes:
    (folder / "base.pdf").write_bytes(base)
    (folder / "data").write_bytes(write(raw_fields(values)))
    subprocess.run(
        ["pdftk", "base.pdf", "fill_form", "data", "output", "filled.pdf"], cwd=folder, check=True, timeout=120
    )
    return (folder / "filled.pdf").read_bytes()


@pytest.mark.parametrize("write", [write_fdf, write_xfdf])
def test_filled_and_emptied_again(write: Write, tmp_path: Path) -> None:
    filled = fill(tmp_path, form(), answers(), write)
    assert_reads_as(filled, answers())
    changed = {"p1-1__score": "red", "p1-2__score": "", "respondent__party": "anders", "plan-01__owner": ""}
    expected = {name: value for name, value in (answers() | changed).items() if value}
    assert_reads_as(fill(tmp_path, filled, changed, write), expected)
    assert_reads_as(fill(tmp_path, filled, dict.fromkeys(answers(), ""), write), {})


def test_a_field_file_that_pdftk_writes(tmp_path: Path) -> None:
    fill(tmp_path, form(), answers(), write_fdf)
    # What pdftk itself loses: it exports every choice field as empty (its dump_data_fields shows the value).
    exported = {n: v for n, v in answers().items() if instrument().by_name[n].kind is not FieldKind.CHOICE}
    subprocess.run(
        ["pdftk", "filled.pdf", "generate_fdf", "output", "answers.fdf"], cwd=tmp_path, check=True, timeout=120
    )
    result = read_file(tmp_path / "answers.fdf", instruments())
    assert result.response
    assert flat(result.response) == exported
    # It leaves out the read-only field with the form's identity, too; but all other names are there.
    assert [(d.code.name, d.severity) for d in result.diagnostics] == [("R024", Severity.INFO)]
