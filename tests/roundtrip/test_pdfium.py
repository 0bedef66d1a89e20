"""PDFium, the viewer inside Chrome and Edge: clicks and typing through its form-fill interface, then save."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from kadergen.model.instrument import FieldKind
from tests.readers.support import instrument, response
from tests.roundtrip.support import Widget, answers, assert_reads_as, form, widgets


def type_answers(base: bytes, values: Mapping[str, str], places: Sequence[Widget] = ()) -> bytes:
    """Click and type like a person in the viewer: a level is clicked, a text selected and typed over.

    `places` are the widgets, where the form is not laid out as usual.
    """
    places = places or widgets()
    document = pypdfium2.PdfDocument(base)
    try:
        assert document.init_forms()
        environment = document.formenv.raw
        for page_index in sorted({widget.page_index for widget in places}):
            page = document[page_index]
            for widget in places:
                if widget.page_index == page_index and widget.name in values:
                    _answer(environment, page.raw, widget, values[widget.name])
            pdfium.FORM_ForceToKillFocus(environment)
            page.close()
        buffer = io.BytesIO()
        document.save(buffer)
        return buffer.getvalue()
    finally:
        document.close()


def _answer(handle: Any, page: Any, widget: Widget, value: str) -> None:
    if widget.kind is FieldKind.SCORE:
        if widget.on_state == value:
            click(handle, page, widget)
        return
    click(handle, page, widget)
    if widget.kind is FieldKind.CHOICE:
        ids = ["", *instrument().by_name[widget.name].option_ids]
        assert pdfium.FORM_SetIndexSelected(handle, page, ids.index(value), True)
    else:
        pdfium.FORM_SelectAllText(handle, page)
        text = ctypes.create_string_buffer((value + "\0").encode("utf-16-le"))
        pdfium.FORM_ReplaceSelection(handle, page, ctypes.cast(text, pdfium.FPDF_WIDESTRING))
    pdfium.FORM_ForceToKillFocus(handle)


def click(handle: Any, page: Any, widget: Widget) -> None:
    x, y = widget.centre
    for step in (pdfium.FORM_OnMouseMove, pdfium.FORM_OnLButtonDown, pdfium.FORM_OnLButtonUp):
        step(handle, page, 0, x, y)


def test_filled_changed_and_emptied() -> None:
    filled = type_answers(form(), answers())
    assert_reads_as(filled, answers())
    # A click on another level moves the mark; the texts are typed over.
    changed = {"p1-1__score": "red", "p1-2__score": "green", "p1-1__reflection": "", "respondent__party": ""}
    again = type_answers(filled, changed)
    assert_reads_as(again, {name: value for name, value in (answers() | changed).items() if value})


def test_a_second_click_clears_the_choice() -> None:
    scores = {name: value for name, value in answers().items() if name.endswith("__score")}
    filled = type_answers(form(), scores)
    assert_reads_as(filled, scores)
    assert_reads_as(type_answers(filled, scores), {})


def test_what_pdfium_itself_changes_is_flagged() -> None:
    """It writes half of an emoji, as a private character that means nothing, and a space for a tab."""
    found = response(type_answers(form(), {"p1-1__reflection": "a\tb \U0001f600"}))
    assert found.answers["p1-1"].texts["reflection"] == "a b \uf600"
    assert [diagnostic.code.name for diagnostic in found.diagnostics] == ["R022"]
