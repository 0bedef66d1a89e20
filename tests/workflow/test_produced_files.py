"""Every file that the whole way produces, judged by programs that are not ours."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from kadergen.workflow.build import Output, build
from kadergen.workflow.demo import demo
from kadergen.workflow.frameworks import list_frameworks


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `kadergen demo` makes, and the files for printers."""
    out = tmp_path_factory.mktemp("demo")
    demo(out)
    for framework in list_frameworks():
        build(framework, out, only=[Output.PRINT])
    return out


def pdfs(folder: Path) -> list[Path]:
    """All PDF files: booklets, forms, files for printers, filled forms; of this year and last the result and the form
    of the meeting, empty and filled; agenda and comparison.
    """
    found = sorted(folder.rglob("*.pdf"))
    assert len(found) == 4 + 6 + 12 + 2 * 3 + 2
    return found


def test_qpdf_finds_nothing_to_complain_about(folder: Path) -> None:
    for path in pdfs(folder):
        checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
        assert (checked.returncode, "WARNING" in checked.stdout + checked.stderr) == (0, False), checked.stderr


def test_poppler_reads_every_page_without_a_complaint(folder: Path) -> None:
    for path in pdfs(folder):
        read = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
        assert read.stderr == ""
        assert read.stdout.count("\f") == len(pypdfium2.PdfDocument(path))


def test_all_fonts_are_embedded(folder: Path) -> None:
    for path in pdfs(folder):
        listed = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout
        fonts = listed.splitlines()[2:]
        assert fonts
        assert [font for font in fonts if font.split()[-5] != "yes"] == []


def test_no_script_and_no_action_that_leaves_the_file(folder: Path) -> None:
    for path in pdfs(folder):
        plain = subprocess.run(
            ["qpdf", "--qdf", "--object-streams=disable", path, "-"], capture_output=True, check=True
        )
        for forbidden in (b"/JavaScript", b"/JS ", b"/Launch", b"/SubmitForm", b"/NeedAppearances", b"/OpenAction"):
            assert forbidden not in plain.stdout, (path.name, forbidden)


def test_the_form_can_be_mailed(folder: Path) -> None:
    for form in folder.glob("*-form.pdf"):
        assert form.stat().st_size <= 500_000


def test_the_spreadsheets_open_and_hold_no_formula(folder: Path) -> None:
    paths = list(folder.rglob("*.xlsx"))
    assert len(paths) == 3  # the results of this year and last, the comparison
    for path in paths:
        kinds = {cell.data_type for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds
        assert "s" in kinds
