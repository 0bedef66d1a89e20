"""The form in other people's programs: what is drawn, clicked, typed and walked through with the Tab key."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
import pytest
from PIL import ImageChops, ImageStat

from kadergen.formats.acroform_fill import fill
from kadergen.theme.glyphs import glyph_rect
from tests.formats.sample_form import LEVELS, choice_rect, field_order, sample_form, text_rect
from tests.formats.viewers import RENDERERS, PdfiumForm, cropped, mupdf_toggled, poppler_page, scores

SAMPLE_TEXT = "Łukasz en Жанна: «prima» – 1.\nمحمد علي, Νίκος"


@pytest.fixture
def form() -> Iterator[PdfiumForm]:
    opened = PdfiumForm(sample_form())
    yield opened
    opened.close()


def middle_of(statement: int, level: int) -> tuple[float, float]:
    """In the label, right of the glyph."""
    rect = choice_rect(statement, level)
    return (rect.left + rect.right) / 2, (rect.bottom + rect.top) / 2


@pytest.mark.parametrize("renderer", RENDERERS)
def test_the_chosen_glyph_is_filled_and_no_other(renderer: str) -> None:
    empty = sample_form(levels=6)
    for chosen, (state, _, colour) in enumerate(LEVELS):
        filled = fill(empty, {"s-1__score": state}).data
        before, after = RENDERERS[renderer](empty, 0), RENDERERS[renderer](filled, 0)
        for level in range(len(LEVELS)):
            glyph = glyph_rect(choice_rect(0, level))
            parts = [cropped(page, glyph) for page in (before, after)]
            difference = sum(ImageStat.Stat(ImageChops.difference(*parts)).mean)
            assert (difference > 20) if level == chosen else (difference == 0), (state, level)
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        raw = cropped(after, glyph_rect(choice_rect(0, chosen))).tobytes()
        pixels = list(zip(raw[0::3], raw[1::3], raw[2::3], strict=True))
        near = [p for p in pixels if max(abs(p[0] - red), abs(p[1] - green), abs(p[2] - blue)) < 12]
        assert len(near) > 0.25 * len(pixels), state


def test_shapes_differ_without_colour() -> None:
    page = poppler_page(sample_form(levels=6, score=None)).convert("L")
    for filled in (False, True):
        pictures = []
        for level, (state, _, _) in enumerate(LEVELS):
            if filled:
                page = poppler_page(sample_form(levels=6, score=state)).convert("L")
            pictures.append(cropped(page, glyph_rect(choice_rect(0, level))).point(lambda v: 0 if v < 200 else 255))
        for i, picture in enumerate(pictures):
            for other in pictures[i + 1 :]:
                assert ImageStat.Stat(ImageChops.difference(picture, other)).mean[0] > 8


@pytest.mark.parametrize("renderer", RENDERERS)
def test_text_is_drawn_in_its_field(renderer: str) -> None:
    empty = sample_form()
    filled = fill(empty, {"s-1__reflection": SAMPLE_TEXT}).data
    changed = ImageChops.difference(RENDERERS[renderer](empty, 0), RENDERERS[renderer](filled, 0)).convert("L")
    inside = cropped(changed, text_rect(0, "reflection"))
    assert ImageStat.Stat(inside).sum[0] > 30_000
    assert ImageStat.Stat(changed).sum[0] == ImageStat.Stat(inside).sum[0], "drawn outside the field"


def test_all_renderers_draw_the_same() -> None:
    filled = fill(sample_form(), {"s-1__reflection": SAMPLE_TEXT, "s-1__score": "red", "respondent__party": "zorg"})
    pages = [render(filled.data, 0).convert("L") for render in RENDERERS.values()]
    for page in pages[1:]:
        for rect in (text_rect(0, "reflection"), choice_rect(0, 2)):
            pair = [cropped(image, rect) for image in (pages[0], page)]
            assert ImageStat.Stat(ImageChops.difference(*pair)).mean[0] < 12


def test_choices_exclude_each_other_in_pdfium(form: PdfiumForm) -> None:
    form.click(*middle_of(0, 0))
    form.click(*middle_of(0, 2))
    form.click(*middle_of(1, 1))
    saved = scores(form.save())
    assert saved["s-1__score"] == ("red", ("Off", "Off", "red"))
    assert saved["s-2__score"] == ("orange", ("Off", "orange", "Off"))
    assert saved["s-3__score"] == ("Off", ("Off", "Off", "Off"))


def test_a_second_click_clears_in_pdfium(form: PdfiumForm) -> None:
    form.click(*middle_of(0, 1))
    form.click(*middle_of(0, 1))
    assert scores(form.save())["s-1__score"] == ("Off", ("Off", "Off", "Off"))


def test_filled_choices_can_be_changed_in_pdfium() -> None:
    form = PdfiumForm(fill(sample_form(), {"s-1__score": "green", "s-2__score": "red"}).data)
    form.click(*middle_of(0, 1))
    form.click(*middle_of(1, 2))
    saved = scores(form.save())
    form.close()
    assert saved["s-1__score"] == ("orange", ("Off", "orange", "Off"))
    assert saved["s-2__score"] == ("Off", ("Off", "Off", "Off"))


def test_text_can_be_typed_and_extended_in_pdfium() -> None:
    form = PdfiumForm(fill(sample_form(), {"s-1__reflection": "één "}).data)
    rect = text_rect(0, "reflection")
    form.click(rect.right - 5, rect.top - 8)
    form.type("twee\rdrie €")
    saved = form.save()
    form.close()
    with pikepdf.open(io.BytesIO(saved)) as pdf:
        (value,) = (str(f.V) for f in pdf.Root.AcroForm.Fields if f.T == "s-1__reflection")
    assert value.replace("\r\n", "\n").replace("\r", "\n") == "één twee\ndrie €"


@pytest.mark.parametrize("page_index", [0, 1])
def test_tab_walks_in_reading_order_in_pdfium(form: PdfiumForm, page_index: int) -> None:
    order = field_order(page_index)
    first = text_rect(3, "reflection")
    if page_index == 0:
        form.click(100, 788)
    else:
        form.click(first.left + 5, first.top - 5, page_index)
        order = order[3:]
    walked = [form.focused()]
    for _ in order[1:]:
        form.press_tab(page_index)
        walked.append(form.focused())
    assert walked == order


def test_choices_exclude_each_other_and_clear_in_mupdf() -> None:
    filled = fill(sample_form(), {"s-1__score": "green"}).data
    assert scores(mupdf_toggled(filled, ["s-1__score/red"]))["s-1__score"] == ("red", ("Off", "Off", "red"))
    cleared = mupdf_toggled(filled, ["s-1__score/red", "s-1__score/red"])
    assert scores(cleared)["s-1__score"] == ("Off", ("Off", "Off", "Off"))
