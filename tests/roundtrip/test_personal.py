"""Whose form it is, is still in it after every program that people fill it in with."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kadergen.formats.acroform_fill import Filler
from kadergen.formats.docx_fill import DocxFiller
from kadergen.formats.rawform import RawField
from kadergen.formats.xfdf import write_xfdf
from kadergen.model.instrument import PERSON_FIELD
from kadergen.model.response import Response
from kadergen.model.round import FormFormat, Person
from kadergen.readers import read_bytes
from kadergen.workflow.blanks import BlankForms
from kadergen.workflow.round_forms import PersonalForms
from kadergen.workflow.round_post import blank_forms
from tests.formats.viewers import mupdf_toggled, qpdf_complaints
from tests.readers.support import codes, flat, instrument, instruments
from tests.roundtrip.browser import browser
from tests.roundtrip.office import fill_all
from tests.roundtrip.support import form, widgets_of
from tests.roundtrip.test_libreoffice import job
from tests.roundtrip.test_pdfium import type_answers
from tests.roundtrip.test_pdfjs import type_answers as type_in_pdfjs
from tests.roundtrip.test_pdftk import fill as pdftk_fill
from tests.roundtrip.test_poppler import fill as poppler_fill

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "round-out.md"
PERSON = Person("abcdefgh234567" * 2 + "mnop", "Łukasz 3, gemeente", "p3@example.org", "Gemeente", "gemeente", "beleid")
HEADER = {
    "respondent__name": PERSON.name,
    "respondent__organisation": PERSON.organisation,
    "respondent__party": PERSON.party,
    "respondent__level": PERSON.level,
}
BLANKS = BlankForms(instruments())
PDFS = pytest.mark.parametrize("kind", [FormFormat.PDF, FormFormat.PDF_LARGE_PRINT])
ANSWERS = {"p1-1__score": "orange", "p1-1__reflection": "Wij zien dat anders."}


@cache
def personal(kind: FormFormat) -> bytes:
    framework = instrument().framework
    (made,) = PersonalForms(framework, blank_forms(framework, [kind])).of(PERSON)
    assert made.diagnostics == ()
    return made.data


def response(data: bytes) -> Response:
    """What is read, as `kadergen read` does it: with the blank forms at hand, for not every page has a field."""
    result = read_bytes(data, "returned", instruments(), BLANKS)
    assert result.response, result.diagnostics
    return result.response


def assert_theirs(found: Response) -> None:
    assert found.respondent_id == PERSON.id
    assert flat(found) == HEADER | ANSWERS
    assert found.unplaced == ()
    assert not set(codes(found)) - {"R033"}
    assert not found.is_untouched


@pytest.mark.parametrize("kind", FormFormat)
def test_as_it_is_mailed_it_counts_as_empty(kind: FormFormat) -> None:
    found = response(personal(kind))
    assert (found.respondent_id, flat(found), found.unplaced) == (PERSON.id, HEADER, ())
    assert codes(found) == ["R018"]
    assert found.is_untouched


def test_the_blank_form_is_an_untouched_prefix_and_the_file_is_in_order() -> None:
    data = personal(FormFormat.PDF)
    assert data.startswith(form())
    assert len(data) < len(form()) + 20_000
    assert qpdf_complaints(data) == ""


def test_answers_are_filled_in_over_it_and_another_person_takes_its_place() -> None:
    filled = Filler(personal(FormFormat.PDF)).fill(ANSWERS).data
    assert_theirs(response(filled))
    other = Filler(filled).fill({}, {PERSON_FIELD: "z" * 32}).data
    assert response(other).respondent_id == "z" * 32
    word = DocxFiller(personal(FormFormat.WORD)).fill(ANSWERS).data
    assert_theirs(response(word))
    assert response(DocxFiller(word).fill({}, {PERSON_FIELD: "z" * 32}).data).respondent_id == "z" * 32


@PDFS
def test_pdftk(kind: FormFormat, tmp_path: Path) -> None:
    assert_theirs(response(pdftk_fill(tmp_path, personal(kind), ANSWERS, write_xfdf)))


@PDFS
def test_pdfium(kind: FormFormat) -> None:
    assert_theirs(response(type_answers(personal(kind), ANSWERS, widgets_of(personal(kind)))))


def test_poppler(tmp_path: Path) -> None:
    assert_theirs(response(poppler_fill(tmp_path, personal(FormFormat.PDF), ANSWERS)))


@PDFS
def test_mupdf(kind: FormFormat) -> None:
    filled = Filler(personal(kind)).fill({"p1-1__reflection": ANSWERS["p1-1__reflection"]}).data
    page = next(widget.page_index for widget in widgets_of(filled) if widget.name == "p1-1__score")
    assert_theirs(response(mupdf_toggled(filled, ["p1-1__score/orange"], page)))


def test_qpdf_rewrites_it(tmp_path: Path) -> None:
    (tmp_path / "in.pdf").write_bytes(Filler(personal(FormFormat.PDF)).fill(ANSWERS).data)
    command = ["qpdf", "--object-streams=generate", "--linearize", "in.pdf", "out.pdf"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=60)
    assert_theirs(response((tmp_path / "out.pdf").read_bytes()))


def test_xfdf_alone() -> None:
    fields = {"kadergen__form": instrument().identity.marker, PERSON_FIELD: PERSON.id, **HEADER, **ANSWERS}
    assert_theirs(response(write_xfdf([RawField(name, value) for name, value in fields.items()])))


@cache
def saved_by_libreoffice(form: FormFormat = FormFormat.WORD) -> dict[str, bytes]:
    with TemporaryDirectory() as name:
        blank, out = Path(name, "form.docx"), Path(name, "out")
        blank.write_bytes(personal(form))
        out.mkdir()
        (filled,) = fill_all([(blank, job(ANSWERS, "cursor"), out)])
        return {kind: path.read_bytes() for kind, path in filled.files.items()}


def assert_table_says(kind: str, kept: str) -> None:
    """The row of the table in docs/round-out.md."""
    assert f"| LibreOffice, {kind} | {kept} |" in DOCUMENT.read_text("utf-8")


@pytest.mark.parametrize("kind", ["docx", "docx-iso", "odt"])
def test_libreoffice(kind: str) -> None:
    assert_theirs(response(saved_by_libreoffice()[kind]))
    assert_table_says(f"saved as .{kind.partition('-')[0]}", "yes")


def test_libreoffice_in_large_print() -> None:
    saved = saved_by_libreoffice(FormFormat.WORD_LARGE_PRINT)
    for kind in ("docx", "odt"):
        assert_theirs(response(saved[kind]))


@pytest.mark.parametrize("kind", ["rtf", "doc"])
def test_libreoffice_in_old_formats(kind: str) -> None:
    assert response(saved_by_libreoffice()[kind]).respondent_id == PERSON.id
    assert_table_says(f"saved as .{kind}", "yes")


@pytest.mark.parametrize("kind", ["pdf", "pdf-tagged"])
def test_libreoffice_to_pdf(kind: str) -> None:
    found = response(saved_by_libreoffice()[kind])
    assert (found.respondent_id, found.respondent.name) == ("", PERSON.name)
    assert_table_says("exported to PDF", "no")


def test_pdfjs(tmp_path: Path) -> None:
    """It shows no control for the id: there are as many as in the blank form."""
    with browser(tmp_path) as page:
        assert_theirs(response(type_in_pdfjs(page, personal(FormFormat.PDF), ANSWERS)))
