"""How pages are filled: cards, headings, tables, contents, notes, tabs."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from kadergen.content.load import load_framework
from kadergen.documents.blocks import (
    CellText,
    Document,
    Medium,
    StatementHead,
    Table,
    TableColumn,
    Text,
    Title,
    Voice,
    Voices,
)
from kadergen.documents.booklet import build_booklet
from kadergen.documents.form import build_form
from kadergen.layout.engine import layout_document
from kadergen.layout.placement import Layout, Node, Page, PlacedField, PlacedLink, PlacedShape, PlacedText, Role
from kadergen.model.framework import Framework, Section
from kadergen.model.instrument import FieldKind, build_instrument
from kadergen.model.text import Heading, Paragraph, Prose, rich
from kadergen.theme import default_theme
from kadergen.units import mm
from tests.layout.frameworks import small

THEME = default_theme()
CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="module")
def quality() -> Framework:
    framework, _ = load_framework(CONTENT / "kwaliteitskader-housing-first")
    assert framework is not None
    return framework


@pytest.fixture(scope="module")
def booklet(quality: Framework) -> Layout:
    return layout_document(build_booklet(quality, build_instrument(quality)), THEME)[0]


def texts(page: Page, size: float | None = None) -> list[str]:
    lines = (item for item in page.items if isinstance(item, PlacedText))
    return [
        "".join(run.text for run in item.runs).strip() for item in lines if size is None or item.runs[0].size == size
    ]


def items_of(page: Page) -> list[str]:
    """The statements whose score stands on the page, in order."""
    scores = (i for i in page.items if isinstance(i, PlacedField) and i.spec.kind is FieldKind.SCORE)
    return list(dict.fromkeys(item.spec.id.item for item in scores))


def cards(layout: Layout) -> list[list[str]]:
    return [found for page in layout.pages if (found := items_of(page))]


def plain_document(*blocks: object, medium: Medium = Medium.SCREEN) -> Document:
    return Document("Titel", "nl", medium, blocks, "Titel")  # type: ignore[arg-type]  # blocks of any kind


def lay(*blocks: object, medium: Medium = Medium.SCREEN) -> Layout:
    return layout_document(plain_document(*blocks, medium=medium), THEME)[0]


def prose(*paragraphs: str) -> Prose:
    return tuple(Paragraph(rich(text)) for text in paragraphs)


def walk(node: Node) -> Iterable[Node]:
    yield node
    for child in node.children:
        yield from walk(child)


@pytest.mark.parametrize(
    ("statements", "pages"),
    [(1, [1]), (2, [2]), (3, [3]), (4, [2, 2]), (6, [3, 3]), (7, [3, 2, 2]), (20, [3] * 6 + [2])],
)
def test_cards_are_spread_evenly_at_most_three_to_a_page(statements: int, pages: list[int]) -> None:
    framework = small(statements)
    found = cards(layout_document(build_booklet(framework, build_instrument(framework)), THEME)[0])
    assert sorted(map(len, found), reverse=True) == pages
    assert [item for page in found for item in page] == [f"p1-{i}" for i in range(1, statements + 1)]


def test_statements_of_one_indicator_stay_together(booklet: Layout) -> None:
    together = cards(booklet)
    assert ["p1-1", "p1-2", "p1-3"] in together
    assert ["p3-1", "p3-2", "p3-3"] in together
    assert ["p4-1", "p4-2"] in together


def test_boxes_fill_the_page(booklet: Layout) -> None:
    for page in booklet.pages:
        boxes = [i for i in page.items if isinstance(i, PlacedField) and i.spec.kind is FieldKind.TEXT]
        if boxes:
            assert min(box.rect.bottom for box in boxes) - THEME.page.bottom < 12
            assert len({round(box.rect.height) for box in boxes}) == 1


def test_writing_lines_are_eight_millimetres_apart(booklet: Layout) -> None:
    page = next(page for page in booklet.pages if items_of(page))
    dotted = sorted({i.path[0][1][1] for i in page.items if isinstance(i, PlacedShape) and i.dash})
    gaps = [b - a for a, b in itertools.pairwise(dotted)]
    assert min(gaps) == pytest.approx(mm(8))


def test_a_booklet_has_a_multiple_of_four_pages_and_ends_with_its_back(booklet: Layout, quality: Framework) -> None:
    assert len(booklet.pages) % 4 == 0
    assert quality.rights.split()[0] in " ".join(texts(booklet.pages[-1]))
    assert "Notities" in texts(booklet.pages[booklet.anchors["notes"].page_index])


def test_contents_name_the_pages_that_they_lead_to(booklet: Layout, quality: Framework) -> None:
    page = booklet.pages[1]
    lines = texts(page)
    links = {i.anchor: i.alt for i in page.items if isinstance(i, PlacedLink) and i.anchor}
    for section in quality.sections:
        target = booklet.anchors[section.id].page_index
        assert section.title in lines
        assert str(target + 1) in lines
        assert links[section.id].endswith(section.title)
        assert section.title.split()[0] in " ".join(texts(booklet.pages[target]))


def test_bookmarks_lead_to_chapters_sections_and_statements(booklet: Layout, quality: Framework) -> None:
    titles = [bookmark.title for bookmark in booklet.bookmarks]
    assert "Principe\u00a01 · Huisvesting is een mensenrecht" in titles
    assert "1.3 Inspraak type woning en locatie" in titles
    assert "S.1 Kennis en steun bij alle partijen" in titles
    assert all(bookmark.anchor in booklet.anchors for bookmark in booklet.bookmarks)
    assert len(titles) >= 32 + len(quality.sections) + len(quality.chapters)


def test_identity_and_number_stand_on_every_page(booklet: Layout, quality: Framework) -> None:
    identity = build_instrument(quality).identity
    for page in booklet.pages:
        line = " ".join(texts(page))
        assert f"{identity.id} · {identity.version} · {identity.fingerprint}" in line
        assert str(page.number) in line.split()


def test_thumb_tabs_bleed_off_the_fore_edge(booklet: Layout) -> None:
    pages = [page for page in booklet.pages if items_of(page)]
    for page in pages:
        xs = [x for i in page.items if isinstance(i, PlacedShape) for _, points in i.path for x in points[::2]]
        assert (min(xs) < -THEME.page.bleed + 0.1) is (page.number % 2 == 0)
        assert (max(xs) > THEME.page.size.width + THEME.page.bleed - 0.1) is (page.number % 2 == 1)


def test_a_form_has_no_pages_for_print_alone_and_tabs_that_lead_to_sections(quality: Framework) -> None:
    layout, _ = layout_document(build_form(quality, build_instrument(quality)), THEME)
    assert not any(item.dash for page in layout.pages for item in page.items if isinstance(item, PlacedShape))
    anchors = {i.anchor for i in layout.pages[0].items if isinstance(i, PlacedLink)}
    assert anchors == {section.id for section in quality.sections}
    rows = (
        {p.field.item for p in layout.field_map.places if p.field.item.startswith("plan-")}
        if layout.field_map
        else set()
    )
    assert len(rows) == quality.plan.rows


def test_only_some_sections(quality: Framework) -> None:
    layout, _ = layout_document(build_form(quality, build_instrument(quality), ("p4", "sw")), THEME)
    assert {item for page in cards(layout) for item in page} == {"p4-1", "p4-2", "p4-3", "p4-4", "sw-1", "sw-2"}
    assert "plan" in layout.anchors


def test_a_heading_never_stands_alone_at_the_foot() -> None:
    for lines in range(30, 52):
        body = prose("\n".join(f"regel {n}" for n in range(lines)))
        after = prose("woord " * 200)
        layout = lay(Text((*body, Heading(2, rich("De kop")), *after)))
        page = next(page for page in layout.pages if "De kop" in texts(page))
        column = texts(page)
        assert len(column) - column.index("De kop") > 2 + 2  # two lines of text, running head and number


def test_no_widows_or_orphans() -> None:
    for lines in range(40, 56):
        layout = lay(Text(prose("\n".join(f"r{n}" for n in range(lines)), "\n".join(f"s{n}" for n in range(5)))))
        for page in layout.pages:
            assert sum(text.startswith("s") for text in texts(page, 10.2)) != 1
            assert sum(text.startswith("r") for text in texts(page, 10.2)) != 1


def test_a_title_stays_with_the_table_that_follows() -> None:
    rows = tuple(((CellText(f"rij {n}"),),) for n in range(3))
    for lines in range(30, 50):
        filler = Text(prose("\n".join("x" for _ in range(lines))))
        layout = lay(filler, Title("Kop", "a", new_page=False), Table((TableColumn("Hoofd"),), rows))
        page = layout.pages[layout.anchors["a"].page_index]
        assert "rij 0" in texts(page)


def test_table_heads_repeat_and_tall_rows_go_on() -> None:
    tall = "\n".join(f"regel {n}" for n in range(150))
    table = Table((TableColumn("A"), TableColumn("B", 3)), (((CellText("eerste"),), (CellText(tall),)),))
    layout = lay(Title("T", "t"), table)
    assert len(layout.pages) == 3
    assert all("A" in texts(page) and "B" in texts(page) for page in layout.pages)
    found = [text for page in layout.pages for text in texts(page, 8.8) if text.startswith("regel")]
    assert found == [f"regel {n}" for n in range(150)]
    heads = [node for node in walk(layout.structure) if node.role is Role.HEAD_CELL]
    assert len(heads) == 2


def test_words_of_participants_flow_over_pages_without_loss() -> None:
    text = "\n".join(f"{n} " + "woord " * (n % 40) for n in range(1500))
    layout = lay(StatementHead(0, "1.1", "Naam", "Tekst"), Voices("Reflectie", (Voice("Deelnemer 3, gemeente", text),)))
    found = " ".join(text for page in layout.pages for text in texts(page, 9.4)).split()
    assert found == text.split()


def test_a_long_introduction_goes_on_on_another_page(quality: Framework) -> None:
    section = quality.sections[0]
    long = replace(
        section, introduction=prose(*(f"Alinea {n}. " + "Woorden en nog meer woorden. " * 25 for n in range(12)))
    )
    framework = replace(quality, parts=tuple(long if part is section else part for part in quality.parts))
    layout, _ = layout_document(build_booklet(framework, build_instrument(framework)), THEME)
    start = layout.anchors[section.id].page_index
    opener = [" ".join(texts(page)) for page in layout.pages[start : start + 4]]
    assert sum("Alinea" in page for page in opener) >= 2
    assert all(f"Alinea {n}." in " ".join(opener) for n in range(12))


def test_section_hues_come_round_again() -> None:
    colours = THEME.colours
    assert colours.section(len(colours.sections)) == colours.section(0)


def test_fields_lie_in_reading_order(quality: Framework) -> None:
    instrument = build_instrument(quality)
    layout, _ = layout_document(build_form(quality, instrument), THEME)
    assert layout.field_map is not None
    order = list(dict.fromkeys(place.field for place in layout.field_map.places))
    assert order == [spec.id for spec in instrument.fields]


def test_structure_covers_every_text_but_decoration(booklet: Layout) -> None:
    roles = {node.role for node in walk(booklet.structure)}
    assert {
        Role.H1,
        Role.H2,
        Role.H3,
        Role.PARAGRAPH,
        Role.TABLE,
        Role.LIST,
        Role.LINK,
        Role.FORM,
        Role.CONTENTS,
    } <= roles
    for page in booklet.pages:
        for item in page.items:
            if isinstance(item, PlacedText) and item.node is None:
                zone = item.y > THEME.page.body_top or item.y < THEME.page.bottom
                repeated = item.runs[0].size in (THEME.style("tab").size, THEME.style("table_head").size)
                assert zone or repeated, item


def test_sections_of_the_quality_framework_are_all_there(quality: Framework) -> None:
    assert [s.code for s in quality.parts if isinstance(s, Section)] == [*"12345678", "S", "K"]
