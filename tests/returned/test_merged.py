"""Forms that were put into one file with something else: other numbers for the same things, widgets without fields."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from kadergen.formats.acroform_fill import fill
from tests.returned.flat_files import codes, filled, given, read, response, values
from tests.returned.programs.programs import letter
from tests.roundtrip.support import form


def _behind(before: bytes, data: bytes) -> bytes:
    """The form's pages behind another document's, by PDFium."""
    made, source = pypdfium2.PdfDocument(before), pypdfium2.PdfDocument(data)
    made.import_pages(source)
    out = io.BytesIO()
    made.save(out)
    source.close()
    made.close()
    return out.getvalue()


def _pages(count: int) -> bytes:
    """Another document, of so many pages."""
    with pikepdf.new() as pdf:
        for _ in range(count):
            pdf.add_blank_page()
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("pages", range(1, 13))
def test_a_choice_whose_parent_is_another_fields_number_by_now(pages: int) -> None:
    found = values(response(read(_behind(_pages(pages), filled()))))
    assert found == given()


def test_a_letter_with_a_field_before_it() -> None:
    result = read(_behind(letter(), filled()))
    assert values(response(result)) == given()
    assert "2027-03" in [words.value for words in response(result).unplaced]


def test_an_empty_form_before_it_gives_no_choice_to_another_question() -> None:
    """The parents' numbers are there, and are fields: of other choices, which do not know these kids."""
    with pikepdf.open(io.BytesIO(filled())) as pdf:
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    result = read(_behind(fill(form(), {"respondent__name": "Deelnemer 4, gemeente"}).data, out.getvalue()))
    found = values(response(result))
    told = {finding.field for finding in result.diagnostics}
    for name, value in given().items():
        assert found.get(name) == value or name in told, name


def test_answers_that_a_merge_lost_from_their_pages_are_named(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(letter())
    (tmp_path / "form.pdf").write_bytes(filled())
    command = ["pdfunite", "letter.pdf", "form.pdf", "out.pdf"]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path, timeout=60)
    data = (tmp_path / "out.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        shown = sum(len(page.get("/Annots", [])) for page in pdf.pages)
    with pikepdf.open(io.BytesIO(filled())) as pdf:
        assert shown < sum(len(page.Annots) for page in pdf.pages)  # otherwise it proves nothing
    result = read(data)
    assert "R043" in codes(result)
    assert values(response(result)) == given()
