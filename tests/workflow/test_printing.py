"""`kadergen build` for printers: which files it makes, and what it tells the person at the printer."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kadergen.cli import cli
from kadergen.render.print_pdf import Imposed
from kadergen.workflow.build import _how_to_print

FRAMEWORK = "houding-first"


def built(folder: Path, *options: str) -> tuple[list[str], str]:
    """The files that a run made, and what it said."""
    result = CliRunner().invoke(cli, ["build", FRAMEWORK, "-o", str(folder), *options])
    assert result.exit_code == 0, result.output
    return sorted(path.name.removeprefix(f"{FRAMEWORK}-") for path in folder.iterdir()), result.stdout


@pytest.mark.parametrize(
    ("options", "files"),
    [
        (["--only", "print"], ["a3.pdf", "a5.pdf", "print.pdf"]),
        (["--only", "a3"], ["a3.pdf"]),
        (["--only", "a5", "--only", "booklet"], ["a5.pdf", "booklet.pdf"]),
    ],
)
def test_each_name_makes_its_files(options: list[str], files: list[str], tmp_path: Path) -> None:
    assert built(tmp_path, *options)[0] == files


def test_what_was_made_is_said_with_what_it_is_for_and_how_to_print_it(tmp_path: Path) -> None:
    _, said = built(tmp_path, "--only", "print")
    assert "booklet for a print shop" in said
    assert "booklet of A4 size, to print on 4 sheets of A3" in said
    assert "booklet of A5 size, to print on 4 sheets of A4" in said
    assert "both sides, flip on the SHORT edge, actual size (100 %)" in said
    assert "moved inwards for that, by up to 0.3 mm" in said


def test_nothing_about_sheets_is_said_where_there_are_none(tmp_path: Path) -> None:
    assert "SHORT" not in built(tmp_path, "--only", "booklet")[1]


def test_the_help_says_which_file_goes_to_which_printer() -> None:
    words = " ".join(CliRunner().invoke(cli, ["build", "--help"]).stdout.split())
    for promise in ("for a PRINT SHOP", "with A3 paper", "with A4 paper", "flip on the SHORT edge", "actual size"):
        assert promise in words


@pytest.mark.parametrize(("sides", "warned"), [(40, False), (42, True)])
def test_a_pile_too_thick_for_staples_is_said_to_be(sides: int, warned: bool) -> None:
    assert any("too many for staples" in line for line in _how_to_print(Imposed(b"", sides, 1.0))) is warned
