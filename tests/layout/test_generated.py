"""Whatever a framework is like, its documents are laid out: nothing overlaps, leaves its page, is cut or raises."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kadergen.documents.blocks import Document
from kadergen.documents.booklet import build_booklet
from kadergen.documents.form import build_form
from kadergen.layout.engine import layout_document
from kadergen.layout.placement import Layout, Node, Page, PlacedField, PlacedShape, PlacedText, Role, box
from kadergen.model.framework import Framework
from kadergen.model.instrument import FieldKind, build_instrument
from kadergen.model.text import plain
from kadergen.theme import Theme, default_theme
from kadergen.theme.logo import Logo
from kadergen.theme.svg import DrawnShape
from kadergen.theme.theme import Brand
from kadergen.theme.variants import Variant, large_print, varied
from kadergen.units import Rect, mm
from tests.layout.frameworks import frameworks, small

THEME = default_theme()
PAGE = THEME.page
LOGO = box(Rect(0, 0, 10, 10))
HEADINGS = (Role.H1, Role.H2, Role.H3)
# Making a failing framework smaller would take minutes; the message names page and items well enough.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def text_rect(text: PlacedText) -> Rect:
    """What the letters of a line cover."""
    size = max(run.size for run in text.runs)
    width = sum(run.width for run in text.runs)
    return Rect(text.x, text.y - size * 0.2, text.x + width, text.y + size * 0.7)


def body_of(theme: Theme) -> Rect:
    page = theme.page
    return Rect(page.margin, page.bottom, page.size.width - page.margin, page.body_top)


def check_page(page: Page, theme: Theme = THEME) -> None:
    measures = theme.page
    texts = [(text_rect(item), item) for item in page.items if isinstance(item, PlacedText)]
    fields = [item for item in page.items if isinstance(item, PlacedField)]
    side = min(measures.margin, mm(20)) - 9  # covers and openers have margins of their own
    body = Rect(side, mm(8), measures.size.width - side, measures.size.height - mm(8))
    left_edge = Rect(0, 0, mm(9), measures.size.height)
    right_edge = Rect(measures.size.width - mm(9), 0, measures.size.width, measures.size.height)
    for rect, text in texts:
        inside = any(zone.contains(rect) for zone in (body, left_edge, right_edge))
        assert inside, (page.number, text)
    for (a, one), (b, two) in combinations(texts, 2):
        assert not a.overlaps(b, 0.5), (page.number, one, two)
    for field in fields:
        zone = Rect(
            measures.margin - 0.01,
            measures.bottom - 0.01,
            measures.size.width - measures.margin + 0.01,
            measures.body_top + 0.01,
        )
        assert zone.contains(field.rect, 0.02), (page.number, field)
        assert field.rect.width > 20
        assert field.rect.height > 12
        if field.spec.kind is not FieldKind.SCORE:
            assert not [text for rect, text in texts if rect.overlaps(field.rect, 0.5)], (page.number, field)
    for one_field, other in combinations(fields, 2):
        assert not one_field.rect.overlaps(other.rect), (page.number, one_field, other)


def check_boxes(page: Page, theme: Theme) -> None:
    """Outlined boxes lie apart, inside the margins, with their fields in them; no words lie across their edges."""
    line = theme.colours.line
    outlined = [item for item in page.items if isinstance(item, PlacedShape) and item.stroke == line and item.fill]
    boxes = [outline(shape) for shape in outlined]
    for rect in boxes:
        assert body_of(theme).contains(rect, 0.02), (page.number, rect)
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other), (page.number, one, other)
    for item in page.items:
        if isinstance(item, PlacedText):
            rect = text_rect(item)
            assert all(b.contains(rect, 0.5) or not b.overlaps(rect, 0.5) for b in boxes), (page.number, item)


def outline(shape: PlacedShape) -> Rect:
    xs = [x for _, operands in shape.path for x in operands[::2]]
    ys = [y for _, operands in shape.path for y in operands[1::2]]
    return Rect(min(xs), min(ys), max(xs), max(ys))


def corners_free(page: Page) -> bool:
    side = mm(12)
    width, height = PAGE.size.width, PAGE.size.height
    corners = [Rect(x, y, x + side, y + side) for x in (0, width - side) for y in (0, height - side)]
    rects = [text_rect(item) for item in page.items if isinstance(item, PlacedText)]
    rects += [outline(item) for item in page.items if isinstance(item, PlacedShape)]
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


def themes() -> st.SearchStrategy[Theme]:
    """The bundled theme in every variant, and themes that a practice might make of it."""
    variants = st.builds(Variant, st.booleans(), st.booleans(), st.booleans())
    return st.builds(varied, st.one_of(st.just(THEME), own_themes()), variants)


@st.composite
def own_themes(draw: st.DrawFn) -> Theme:
    """Type and distances within what a theme file may ask for, with a name and a logo."""
    scale = st.floats(0.8, 1.6)
    factors = {name: draw(scale) for name in ("body", "title", "label", "opener_title")}
    whole = draw(scale)
    styles = {
        name: replace(s, size=s.size * (f := factors.get(name, whole)), leading=s.leading * f)
        for name, s in THEME.type.items()
    }
    loose = draw(st.floats(0.7, 1.4))
    spacing = replace(
        THEME.spacing, card_gap=18 * loose, card_inner=9 * loose, paragraph=7 * loose, choice_width=122 * loose
    )
    page = replace(THEME.page, margin=mm(draw(st.floats(13, 26))), gutter=mm(draw(st.floats(2, 8))))
    logo = Logo(draw(st.floats(1, 40)), 10.0, "Logo", (DrawnShape(LOGO, "#123456", None, 0, False, True),))
    brand = Brand(
        draw(st.sampled_from(["", "Zorg en Wonen Voorbeeldstad", "Praktijk " * 12])), draw(st.none() | st.just(logo))
    )
    return replace(THEME, type=styles, spacing=spacing, page=page, brand=brand)


def test_a_running_head_of_large_type_stays_where_printers_print() -> None:
    styles = {**THEME.type, "running": replace(THEME.style("running"), size=21.0)}
    framework = small()
    document = build_booklet(framework, build_instrument(framework))
    layout, _ = layout_document(document, replace(THEME, type=styles))
    heads = [item for page in layout.pages for item in page.items if isinstance(item, PlacedText)]
    large = [item for item in heads if item.runs[0].size == 21.0 and item.y > THEME.page.size.height / 2]
    assert large
    assert all(text_rect(item).top <= THEME.page.size.height - mm(8) for item in large)


@settings(max_examples=40, phases=PHASES)
@given(frameworks(), st.booleans(), themes())
def test_any_framework_is_laid_out_in_any_theme_and_variant(framework: Framework, on_paper: bool, theme: Theme) -> None:
    instrument = build_instrument(framework)
    document: Document = (build_booklet if on_paper else build_form)(framework, instrument)
    layout, diagnostics = layout_document(document, theme)
    assert not diagnostics
    for page in layout.pages:
        check_page(page, theme)
        check_boxes(page, theme)
    missing = expected_words(framework) - words_of(layout)
    assert not missing
    assert layout.field_map is not None
    places = Counter((place.field, place.on_state) for place in layout.field_map.places)
    assert set(places.values()) == {1}
    wanted = {
        spec.id for spec in instrument.fields if not on_paper or not spec.id.item.startswith(("plan-", "respondent"))
    }
    assert {field for field, _ in places} == wanted
    assert len(layout.pages) % 4 == 0 or not on_paper
    if on_paper and not theme.spacing.writing_line:
        assert not any(isinstance(item, PlacedShape) and item.dash for page in layout.pages for item in page.items)


@settings(max_examples=15, phases=PHASES)
@given(frameworks(), st.booleans(), st.sampled_from([THEME, large_print(THEME)]))
def test_no_widow_no_orphan_no_lonely_heading(framework: Framework, on_paper: bool, theme: Theme) -> None:
    document = (build_booklet if on_paper else build_form)(framework, build_instrument(framework))
    layout, _ = layout_document(document, theme)
    lines: dict[Node, dict[int, set[float]]] = defaultdict(lambda: defaultdict(set))
    last: dict[int, tuple[float, Node]] = {}
    for page in layout.pages:
        for item in page.items:
            if isinstance(item, PlacedText) and item.node and theme.page.bottom < item.y < theme.page.body_top:
                lines[item.node][page.number].add(round(item.y, 1))
                if page.number not in last or item.y < last[page.number][0]:
                    last[page.number] = (item.y, item.node)
    for node, pages in lines.items():
        if node.role is Role.PARAGRAPH and len(pages) > 1:
            counts = [len(ys) for _, ys in sorted(pages.items())]
            assert min(counts[0], counts[-1]) >= 2, (sorted(pages), counts)
    for number, (y, node) in last.items():
        below = [i for i in layout.pages[number - 1].items if isinstance(i, PlacedField) and i.rect.bottom < y]
        assert node.role not in HEADINGS or below or y > theme.page.body_top - theme.page.height / 2, number


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
