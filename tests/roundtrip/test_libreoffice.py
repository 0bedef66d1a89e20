"""LibreOffice fills the Word form in, saves it in all its formats, and every answer comes back.

In .docx and .odt each answer is right to the letter. RTF and .doc keep no check boxes, but their glyphs; a PDF has
lines where the page made them. What LibreOffice itself changes stands in tests/roundtrip/README.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from kadergen.formats.acroform_fill import fill
from kadergen.formats.controlnames import bookmark_name, control_tag
from kadergen.formats.docx_fill import DocxFiller
from kadergen.formats.odt_read import read_odt
from kadergen.model.instrument import FieldKind
from kadergen.readers import ReadResult, read_bytes
from kadergen.render.docx_file import render_form_docx
from kadergen.theme.load import default_theme
from tests.readers.support import flat, instrument, instruments
from tests.roundtrip.office import Cell, Job, fill_all
from tests.roundtrip.support import answers, form

# From the last row of the file's own twelve; LibreOffice's driver adds none.
LAST_ROW: Final = "plan-12__action"
TYPING: Final = ("cursor", "keys")


@cache
def word_form() -> bytes:
    """The form as `kadergen build --only word` makes it."""
    return render_form_docx(instrument().framework, instrument(), default_theme())


def given() -> dict[str, str]:
    """The answers of the other round trips; the plan's last row is the file's."""
    values = answers()
    values[LAST_ROW] = values.pop("plan-24__action")
    return values


def job(values: Mapping[str, str], typing: str) -> Job:
    """What the driver has to do for these answers."""
    columns = [column.id for column in instrument().framework.plan.columns]
    head = instrument().framework.plan.columns[0].label
    texts: dict[str, str] = {}
    ticks: list[str] = []
    cells: list[Cell] = []
    for name, value in values.items():
        spec = instrument().by_name[name]
        if name.startswith("plan-"):
            row, column = int(spec.id.item.removeprefix("plan-")), columns.index(spec.id.facet)
            cells.append(Cell(table=head, row=row, column=column, text=value))
        elif spec.kind is FieldKind.SCORE:
            ticks.append(bookmark_name(control_tag(name, value)))
        elif spec.options:
            texts[bookmark_name(name)] = next(o.label for o in spec.options if o.id == value)
        else:
            texts[bookmark_name(name)] = value
    made: Job = {"texts": texts, "ticks": ticks, "cells": cells, "newline": "line"}
    made["typing"] = "keys" if typing == "keys" else "cursor"
    return made


@cache
def saved() -> dict[tuple[str, str], bytes]:
    """(way of typing, format) → file."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        blank = folder / "form.docx"
        blank.write_bytes(word_form())
        work = [(blank, job(given(), typing), folder / typing) for typing in TYPING]
        for _, _, out in work:
            out.mkdir()
        filled = fill_all(work)
        return {
            (typing, kind): path.read_bytes()
            for typing, one in zip(TYPING, filled, strict=True)
            for kind, path in one.files.items()
        }


def read(typing: str, kind: str) -> ReadResult:
    return read_bytes(saved()[typing, kind], f"form.{kind}", instruments())


def levels(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if name.endswith("__score")}


def words(values: Mapping[str, str]) -> dict[str, list[str]]:
    """The words of each answer, whatever stands between them."""
    return {name: value.split() for name, value in values.items()}


@pytest.mark.parametrize("typing", TYPING)
@pytest.mark.parametrize("kind", ["docx", "docx-iso", "odt"])
def test_every_answer_is_right(typing: str, kind: str) -> None:
    result = read(typing, kind)
    assert result.response is not None, result.diagnostics
    assert flat(result.response) == given()
    assert result.response.unplaced == ()
    assert result.response.identity == instrument().identity
    assert [found for found in result.diagnostics if found.severity.value != "info"] == []


@pytest.mark.parametrize("typing", TYPING)
@pytest.mark.parametrize("kind", ["rtf", "doc"])
def test_old_formats_keep_every_text_and_every_choice(typing: str, kind: str) -> None:
    result = read(typing, kind)
    assert result.response is not None, result.diagnostics
    found = flat(result.response)
    assert levels(found) == levels(given())
    assert words(found) == words(given())
    assert result.response.unplaced == ()


@pytest.mark.parametrize("typing", TYPING)
@pytest.mark.parametrize("kind", ["pdf", "pdf-tagged"])
def test_a_pdf_of_it_has_every_choice_and_every_word(typing: str, kind: str) -> None:
    result = read(typing, kind)
    assert result.response is not None, result.diagnostics
    found = flat(result.response)
    assert levels(found) == levels(given())
    assert words(found) == words(given())
    assert {diagnostic.code.name for diagnostic in result.diagnostics} == {"R033"}


def test_pdf_form_and_word_form_give_the_same_response() -> None:
    """Answers read from a PDF form go into a Word form, and read from there they are the same."""
    values = answers()
    first = read_bytes(fill(form(), values).data, "form.pdf", instruments()).response
    assert first is not None
    second = read_bytes(DocxFiller(word_form()).fill(flat(first)).data, "form.docx", instruments()).response
    assert second is not None
    assert (second.respondent, second.answers, second.plan) == (first.respondent, first.answers, first.plan)
    assert second.unplaced == first.unplaced == ()


def test_the_odt_says_what_form_it_is() -> None:
    document = read_odt(saved()["cursor", "odt"])
    assert instrument().identity.marker in dict(document.properties).values()
    assert "LibreOffice" in document.producer
