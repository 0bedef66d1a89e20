"""What booklet and form say, before anything is laid out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kadergen.documents.blocks import (
    BackCover,
    Block,
    CellField,
    Contents,
    Cover,
    HeaderFields,
    IndicatorGroup,
    Masthead,
    Medium,
    Notes,
    SectionOpener,
    Table,
    Text,
    Title,
)
from kadergen.documents.booklet import build_booklet
from kadergen.documents.form import build_form
from kadergen.documents.typography import Typography
from kadergen.model.framework import Chapter, Framework
from kadergen.model.instrument import build_instrument
from kadergen.model.text import Paragraph, Quotation, Span, TextList, plain, rich
from kadergen.theme import contrast, default_theme
from tests.layout.frameworks import small


def kinds(blocks: tuple[Block, ...]) -> list[type[Block]]:
    return [type(block) for block in blocks]


def with_chapters(framework: Framework) -> Framework:
    before = Chapter("begin", "Inleiding", (Paragraph(rich("Kort.")), Paragraph(rich("Verder."))))
    after = Chapter("einde", "Dank", (Paragraph(rich("Dank.")),))
    second = replace(framework.sections[0], id="p2", code="2", indicators=())
    return replace(framework, parts=(before, *framework.parts[:1], second, *framework.parts[1:], after))


def test_a_booklet_follows_the_order_of_the_parts() -> None:
    framework = with_chapters(small(2))
    document = build_booklet(framework, build_instrument(framework))
    expected = [
        Cover, Contents, Title, Text, Text, SectionOpener, IndicatorGroup, IndicatorGroup, SectionOpener,
        Title, Text, Table, Title, Text, Notes, BackCover,
    ]  # fmt: skip
    assert kinds(document.blocks) == expected
    assert document.medium is Medium.PAPER
    assert document.identity == build_instrument(framework).identity
    assert [(tab.text, tab.anchor) for tab in document.tabs] == [("1", "p1"), ("2", "p2")]


def test_a_form_asks_who_answers_first_and_has_a_field_in_each_cell_of_the_plan() -> None:
    framework = with_chapters(small(2))
    document = build_form(framework, build_instrument(framework))
    assert kinds(document.blocks)[:3] == [Masthead, Text, HeaderFields]
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert len(table.rows) == framework.plan.rows
    assert all(isinstance(part, CellField) for row in table.rows for cell in row for part in cell)
    assert not any(isinstance(block, Notes | Contents | Cover) for block in document.blocks)


def test_a_section_keeps_its_hue_when_it_stands_alone() -> None:
    framework = with_chapters(small(2))
    document = build_booklet(framework, build_instrument(framework), ("p2",))
    openers = [block for block in document.blocks if isinstance(block, SectionOpener)]
    assert [(opener.anchor, opener.index) for opener in openers] == [("p2", 1)]
    assert [tab.section_index for tab in document.tabs] == [1]


def test_each_field_of_a_statement_has_its_box_and_each_level_its_sentence() -> None:
    framework = small(1)
    document = build_form(framework, build_instrument(framework))
    group = next(block for block in document.blocks if isinstance(block, IndicatorGroup))
    score, *boxes = group.cards[0].boxes
    assert [str(box.field.id) for box in (score, *boxes)] == ["p1-1__score", "p1-1__reflection", "p1-1__actions"]
    assert [level.id for level in score.levels] == ["green", "orange", "red"]
    assert len(score.level_labels) == 3
    assert not any(box.levels for box in boxes)


def test_a_framework_without_a_scale_has_no_score_and_no_word_about_clearing_it() -> None:
    framework = small(1)
    bare = replace(framework, scale=None, fields=framework.fields[1:])
    document = build_form(bare, build_instrument(bare))
    group = next(block for block in document.blocks if isinstance(block, IndicatorGroup))
    assert [box.field.id.facet for box in group.cards[0].boxes] == ["reflection", "actions"]
    how = next(block for block in document.blocks if isinstance(block, Text))
    assert "clear" not in plain(how.prose)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("minstens 1,0 FTE op 8 FTE.", "minstens 1,0~FTE op 8~FTE."),
        ("binnen 4 maanden na selectie", "binnen 4~maanden na selectie"),
        ("zie Principe 1 en Principe 10", "zie Principe~1 en Principe~10"),
        ("€ 500 en 85 %", "€~500 en 85~%"),
        ("een zin – met een streep", "een zin~– met een streep"),
        ("in 2025 verantwoordelijkheden", "in 2025 verantwoordelijkheden"),
        ("gewone woorden", "gewone woorden"),
    ],
)
def test_what_belongs_together_is_not_parted(text: str, expected: str) -> None:
    assert Typography.of(["Principe", "", "Principe"]).text(text) == expected.replace("~", "\u00a0")


def test_a_short_last_word_takes_another_with_it() -> None:
    changed = Typography().prose(
        (Paragraph(rich("waar dat nodig is.")), Paragraph(rich("een lang laatste deelwoord.")))
    )
    assert plain(changed) == "waar dat nodig\u00a0is.\n\neen lang laatste deelwoord."


def test_typography_changes_nothing_but_spaces() -> None:
    prose = (
        Paragraph((Span("1 ", strong=True), Span("FTE 2 uur"))),
        TextList(((Paragraph(rich("3 uur")),),), ordered=True),
        Quotation((Paragraph(rich("4 %")),)),
    )
    changed = Typography().prose(prose)
    assert plain(changed).replace("\u00a0", " ") == plain(prose)
    assert plain(changed).count("\u00a0") == 3
    assert isinstance(changed[1], TextList)
    assert changed[1].ordered


def test_a_chapter_begins_with_a_lead_when_its_first_paragraph_is_short() -> None:
    framework = with_chapters(small(1))
    texts = [block for block in build_booklet(framework, build_instrument(framework)).blocks if isinstance(block, Text)]
    assert [text.lead for text in texts[:2]] == [True, False]
    assert texts[-1].lead is False


def test_colours_of_the_theme_stand_out() -> None:
    colours = default_theme().colours
    for hue in (colours.main, *colours.sections):
        assert contrast(hue, colours.paper) >= 4.5
        assert contrast(hue, colours.cream) >= 4.5
    assert contrast(colours.ink, colours.sand) >= 4.5
    assert contrast(colours.muted, colours.paper) >= 4.5
    assert contrast(colours.muted, colours.cream) >= 4.5
    assert contrast(colours.alert, colours.paper) >= 4.5
