"""Whatever a framework is like, its documents are laid out: nothing overlaps, leaves its page, is cut or raises."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kadergen.documents.blocks import Document
from kadergen.documents.booklet import build_booklet
from kadergen.documents.form import build_form
from kadergen.layout.engine import layout_document
from kadergen.layout.placement import Layout, Page, PlacedField, PlacedShape, PlacedText
from kadergen.model.framework import Framework
from kadergen.model.instrument import FieldKind, build_instrument
from kadergen.model.text import plain
from kadergen.theme import default_theme
from kadergen.units import Rect, mm
from tests.layout.frameworks import frameworks, small

THEME = default_theme()
PAGE = THEME.page
# Making a failing framework smaller would take minutes; the message names page and items well enough.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def text_rect(text: PlacedText) -> Rect:
    """What the letters of a line cover."""
    size = max(run.size for run in text.runs)
    width = sum(run.width for run in text.runs)
    return Rect(text.x, text.y - size * 0.2, text.x + width, text.y + size * 0.7)


def check_page(page: Page) -> None:
    texts = [(text_rect(item), item) for item in page.items if isinstance(item, PlacedText)]
    fields = [item for item in page.items if isinstance(item, PlacedField)]
    body = Rect(PAGE.margin - 3, mm(9), PAGE.size.width - PAGE.margin + 3, PAGE.size.height - mm(9))
    left_edge = Rect(0, 0, mm(9), PAGE.size.height)
    right_edge = Rect(PAGE.size.width - mm(9), 0, PAGE.size.width, PAGE.size.height)
    for rect, text in texts:
        inside = any(zone.contains(rect) for zone in (body, left_edge, right_edge))
        assert inside, (page.number, text)
    for (a, one), (b, two) in combinations(texts, 2):
        assert not a.overlaps(b, 0.5), (page.number, one, two)
    for field in fields:
        zone = Rect(PAGE.margin - 0.01, PAGE.bottom - 0.01, PAGE.size.width - PAGE.margin + 0.01, PAGE.body_top + 0.01)
        assert zone.contains(field.rect), (page.number, field)
        assert field.rect.width > 20
        assert field.rect.height > 12
        if field.spec.kind is not FieldKind.SCORE:
            assert not [text for rect, text in texts if rect.overlaps(field.rect, 0.5)], (page.number, field)
    for one_field, other in combinations(fields, 2):
        assert not one_field.rect.overlaps(other.rect), (page.number, one_field, other)


def corners_free(page: Page) -> bool:
    side = mm(12)
    width, height = PAGE.size.width, PAGE.size.height
    corners = [Rect(x, y, x + side, y + side) for x in (0, width - side) for y in (0, height - side)]
    rects = [text_rect(item) for item in page.items if isinstance(item, PlacedText)]
    for item in page.items:
        if isinstance(item, PlacedShape):
            points = [operands for _, operands in item.path if operands]
            xs = [x for operands in points for x in operands[::2]]
            ys = [y for operands in points for y in operands[1::2]]
            rects.append(Rect(min(xs), min(ys), max(xs), max(ys)))
    return not any(rect.overlaps(corner) for rect in rects for corner in corners)


def words_of(layout: Layout) -> Counter[str]:
    """The letters and figures of everything on paper, however the lines were broken."""
    texts = (item for page in layout.pages for item in page.items if isinstance(item, PlacedText))
    return Counter(c for text in texts for run in text.runs for c in run.text if c.isalnum())


def expected_words(framework: Framework) -> Counter[str]:
    texts = [framework.title, framework.plan.title, plain(framework.plan.instruction)]
    for section in framework.sections:
        texts += [section.title, plain(section.introduction), *(i.title or "" for i in section.indicators)]
        texts += [plain(statement.text) for statement in section.statements]
    return Counter(c for text in texts for c in text if c.isalnum())


@settings(max_examples=30, phases=PHASES)
@given(frameworks(), st.booleans())
def test_any_framework_is_laid_out(framework: Framework, on_paper: bool) -> None:
    instrument = build_instrument(framework)
    document: Document = (build_booklet if on_paper else build_form)(framework, instrument)
    layout, diagnostics = layout_document(document, THEME)
    assert not diagnostics
    for page in layout.pages:
        check_page(page)
    missing = expected_words(framework) - words_of(layout)
    assert not missing
    assert layout.field_map is not None
    places = Counter((place.field, place.on_state) for place in layout.field_map.places)
    assert set(places.values()) == {1}
    wanted = {
        spec.id for spec in instrument.fields if not on_paper or not spec.id.item.startswith(("plan-", "respondent"))
    }
    assert {field for field, _ in places} == wanted
    if on_paper:
        assert len(layout.pages) % 4 == 0


@settings(max_examples=10, phases=PHASES)
@given(frameworks(), st.booleans())
def test_type_half_as_large_again_fits_as_well(framework: Framework, on_paper: bool) -> None:
    styles = {name: replace(s, size=s.size * 1.57, leading=s.leading * 1.57) for name, s in THEME.type.items()}
    document = (build_booklet if on_paper else build_form)(framework, build_instrument(framework))
    layout, _ = layout_document(document, replace(THEME, type=styles))
    for page in layout.pages:
        check_page(page)


@settings(max_examples=15, phases=PHASES)
@given(frameworks())
def test_corners_of_pages_with_fields_stay_free(framework: Framework) -> None:
    layout, _ = layout_document(build_booklet(framework, build_instrument(framework)), THEME)
    for page in layout.pages:
        if any(isinstance(item, PlacedField) for item in page.items):
            assert corners_free(page), page.number


@pytest.mark.parametrize("on_paper", [True, False])
def test_the_checks_of_this_file_can_fail(on_paper: bool) -> None:
    framework = small()
    build = build_booklet if on_paper else build_form
    layout, _ = layout_document(build(framework, build_instrument(framework)), THEME)
    page = next(page for page in layout.pages if any(isinstance(item, PlacedField) for item in page.items))
    text = next(item for item in page.items if isinstance(item, PlacedText))
    page.add(PlacedText(text.x + 1, text.y, text.runs))
    with pytest.raises(AssertionError):
        check_page(page)
