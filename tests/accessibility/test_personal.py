"""Personal forms: the header is filled in, can be changed, all else is as in the blank form, and the id is nowhere."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pypdfium2
import pytest

from kadergen.formats.acroform_fill import Filler
from kadergen.model.instrument import PERSON_FIELD
from tests.accessibility.faults import planted
from tests.accessibility.made import FRAMEWORKS, NAMES, form, large_print, personal
from tests.accessibility.spoken import spoken
from tests.formats.viewers import qpdf_complaints

FOLDER = FRAMEWORKS[0]


def person_of(data: bytes) -> str:
    """The id in a personal form."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return next(str(field.V) for field in pdf.Root.AcroForm.Fields if field.T == PERSON_FIELD)


def places_of(pdf: pikepdf.Pdf) -> list[tuple[int, str]]:
    """Page and name of all that the Tab key stops at, in its order."""
    return [
        (number, str(annotation.get("/T") or annotation.get("/TU")))
        for number, page in enumerate(pdf.pages)
        for annotation in page.obj.get("/Annots", [])
    ]


def shown(data: bytes, folder: Path) -> dict[str, str]:
    """All words that stand on the pages, fields included, by the program that looks."""
    (folder / "form.pdf").write_bytes(data)
    poppler = subprocess.run(["pdftotext", "form.pdf", "-"], cwd=folder, check=True, capture_output=True, timeout=60)
    document: Any = pymupdf.open(stream=data)  # type: ignore[no-untyped-call]
    with document:
        mupdf = "\n".join(page.get_text() for page in document)
        flat = pypdfium2.PdfDocument(data)
        flat.init_forms()
        for page in flat:
            page.flatten()
        pdfium = "\n".join(page.get_textpage().get_text_range() for page in flat)
        flat.close()
    return {"poppler": poppler.stdout.decode(), "MuPDF": mupdf, "PDFium": pdfium}


@pytest.mark.parametrize("number", range(len(NAMES)))
def test_it_is_in_order_and_said_as_the_blank_form_is(number: int) -> None:
    assert_as_blank(personal(FOLDER)[f"personal-{number}"], form(FOLDER))


def test_in_large_print_too() -> None:
    made = large_print(FOLDER)
    assert_as_blank(made["personal-large-print"], made["large-print"])


def assert_as_blank(data: bytes, empty: bytes) -> None:
    """No complaints, and nothing is said or stopped at that is not in the empty form."""
    assert qpdf_complaints(data) == ""
    assert spoken(data) == spoken(empty)
    with pikepdf.open(io.BytesIO(data)) as own, pikepdf.open(io.BytesIO(empty)) as blank:
        assert places_of(own) == places_of(blank)
        for field, before in zip(own.Root.AcroForm.Fields, blank.Root.AcroForm.Fields, strict=False):
            assert field.get("/Ff") == before.get("/Ff"), "what could be changed can be changed"
            assert field.get("/TU") == before.get("/TU")


def test_the_id_is_on_no_page_and_the_name_is(tmp_path: Path) -> None:
    data = personal(FOLDER)["personal-0"]
    for program, words in shown(data, tmp_path).items():
        assert NAMES[0] in words, program
        assert person_of(data) not in words, program


def test_an_id_on_a_page_would_be_seen(tmp_path: Path) -> None:
    data = personal(FOLDER)["personal-0"]
    wrong = Filler(data).fill({"respondent__organisation": person_of(data)}).data
    assert [program for program, words in shown(wrong, tmp_path).items() if person_of(data) not in words] == []

    def tabbed(pdf: pikepdf.Pdf) -> None:
        field = next(field for field in pdf.Root.AcroForm.Fields if field.T == PERSON_FIELD)
        field.Type, field.Subtype, field.TU = pikepdf.Name.Annot, pikepdf.Name.Widget, "id"
        pdf.pages[0].obj.Annots.append(field)

    with pikepdf.open(io.BytesIO(planted(data, tabbed))) as own, pikepdf.open(io.BytesIO(form(FOLDER))) as blank:
        assert places_of(own) != places_of(blank)


@pytest.mark.parametrize("number", range(len(NAMES)))
def test_what_is_in_the_header_can_be_changed(number: int) -> None:
    data = personal(FOLDER)[f"personal-{number}"]
    values = {"respondent__name": "Deelnemer 4", "respondent__party": "gemeente", "respondent__organisation": ""}
    changed = Filler(data).fill(values)
    assert changed.problems == ()
    assert Filler(data).not_held(changed.data, {**values, PERSON_FIELD: person_of(data)}) == []
