"""Forms with last time's colours: the same fields in the same places, read back as any other, and said in words."""

from __future__ import annotations

from functools import cache

import pypdfium2
import pytest
from PIL import Image

from kadergen.documents.booklet import build_booklet
from kadergen.documents.previous import with_previous
from kadergen.formats.acroform_fill import fill
from kadergen.formats.docx_fill import DocxFiller
from kadergen.model.scale import Level
from kadergen.readers import read_bytes
from kadergen.render.document_pdf import RenderedPdf, render_document_pdf
from kadergen.render.docx_file import render_form_docx
from kadergen.render.form_pdf import render_form_pdf
from kadergen.theme.load import default_theme
from kadergen.theme.theme import Theme
from kadergen.theme.variants import Variant, varied
from tests.accessibility.spoken import spoken
from tests.readers.support import instrument, instruments
from tests.returned.flat_files import assert_as_given, codes, drawn, flattened, given, read, response
from tests.roundtrip.support import form

LEGEND = "Het grijze teken onder een nummer is de kleur die vorige keer is afgesproken."
LARGE = varied(default_theme(), Variant(large_print=True))


def levels() -> tuple[Level, ...]:
    scale = instrument().framework.scale
    assert scale
    return scale.levels


@cache
def agreed() -> dict[str, Level]:
    """A colour for all statements but 1.2, each level in turn."""
    found = [statement.id for _, _, statement in instrument().framework.walk()]
    return {item: levels()[place % 3] for place, item in enumerate(found) if item != "p1-2"}


def rendered(theme: Theme, *, marked: bool) -> RenderedPdf:
    return render_form_pdf(instrument().framework, instrument(), theme, None, agreed() if marked else None)


@cache
def marked() -> bytes:
    return rendered(default_theme(), marked=True).data


def test_nothing_is_shown_unless_it_is_asked_for() -> None:
    framework = instrument().framework
    assert render_form_pdf(framework, instrument(), default_theme(), None, {}).data == form()
    document = build_booklet(framework, instrument())
    assert with_previous(document, None, framework.wording) is document


@pytest.mark.parametrize("theme", [default_theme(), LARGE], ids=["usual", "large"])
def test_every_field_stays_where_it_was(theme: Theme) -> None:
    assert rendered(theme, marked=True).field_map == rendered(theme, marked=False).field_map


@pytest.mark.parametrize("theme", [default_theme(), LARGE], ids=["usual", "large"])
def test_the_only_change_on_paper_is_outside_of_every_field(theme: Theme) -> None:
    with_marks, without = (rendered(theme, marked=marked) for marked in (True, False))
    changed = 0
    for index, (one, other) in enumerate(zip(pictures(with_marks.data), pictures(without.data), strict=True)):
        changed += one != other
        for place in without.field_map.places:
            if place.page_index == index:
                rect = place.rect
                box = (
                    int(rect.left) + 1,
                    int(one.height - rect.top) + 1,
                    int(rect.right),
                    int(one.height - rect.bottom),
                )
                assert one.crop(box) == other.crop(box), place.field
    assert changed > 10


def pictures(data: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(data)
    return [document[index].render(scale=1).to_pil() for index in range(len(document))]


def test_a_screen_reader_says_each_mark_in_words() -> None:
    said = spoken(marked())
    figures = [line for line in said if "vorige keer afgesproken" in line]
    assert len(figures) == 31
    assert figures[0] == f"Figure 1.1, vorige keer afgesproken: {levels()[0].label}"
    assert not any(line.startswith("Figure 1.2,") for line in said)
    # It is said where its statement is, before its choices.
    place = said.index(figures[0])
    assert said[place - 1].startswith("P Het uitgangspunt van Housing First")
    assert said[place + 1] == "P Kleurscore"
    assert [line for line in said if line not in figures] == spoken(form())


def test_the_legend_stands_on_the_pages_that_have_marks_alone() -> None:
    document = pypdfium2.PdfDocument(marked())
    words = [document[index].get_textpage().get_text_range() for index in range(len(document))]
    places = rendered(default_theme(), marked=True).field_map.places
    pages = {place.page_index for place in places if place.on_state and place.field.item in agreed()}
    assert [LEGEND in text for text in words] == [index in pages for index in range(len(words))]


def test_the_form_is_read_back_with_its_fields_and_without() -> None:
    filled = fill(marked(), given()).data
    assert_as_given(read(filled))
    result = read(flattened(filled))
    assert_as_given(result)
    assert codes(result) == {"R033"}
    assert not any(reading.doubtful for reading in response(result).readings.values())
    assert response(result).unplaced == ()
    assert response(read(flattened(marked()))).is_untouched


def test_words_beside_the_legend_are_still_somebodys() -> None:
    beside = "BT /F1 9 Tf 300 44 Td (aardvark) Tj ET"
    result = read(drawn(flattened(marked()), 3, beside))
    assert any("aardvark" in words.value for words in response(result).unplaced)
    assert not any("grijze" in words.value for words in response(result).unplaced)


def test_somebody_may_write_the_legend_as_an_answer() -> None:
    filled = fill(marked(), {"p1-1__reflection": LEGEND}).data
    assert response(read(flattened(filled))).answers["p1-1"].texts["reflection"] == LEGEND


@pytest.mark.parametrize("protected", [True, False])
def test_the_word_form_says_it_in_words_and_is_read_back(protected: bool) -> None:
    framework = instrument().framework
    data = render_form_docx(framework, instrument(), default_theme(), None, protected=protected, previous=agreed())
    assert read_bytes(data, "form.docx", instruments()).response
    empty = response(read_bytes(data, "form.docx", instruments()))
    assert empty.is_untouched
    assert {found.code.name for found in empty.diagnostics} == {"R018"}
    answers = {"p1-1__score": "red", "p1-1__reflection": "aardvark"}
    back = response(read_bytes(DocxFiller(data).fill(answers).data, "form.docx", instruments()))
    assert (back.answers["p1-1"].score, back.answers["p1-1"].texts["reflection"]) == ("red", "aardvark")
    assert back.unplaced == ()


def test_the_booklet_has_the_marks_too() -> None:
    framework = instrument().framework
    document = with_previous(build_booklet(framework, instrument()), agreed(), framework.wording)
    said = spoken(render_document_pdf(document, default_theme()).data)
    assert sum("vorige keer afgesproken" in line for line in said) == 31
