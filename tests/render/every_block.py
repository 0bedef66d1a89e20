"""A document that holds each kind of block once at least, with words that are hard to show."""

from __future__ import annotations

from kadergen.documents.blocks import (
    AnswerBox,
    BackCover,
    CellField,
    CellKind,
    CellTally,
    CellText,
    Contents,
    Cover,
    DistributionChart,
    DistributionRow,
    Document,
    HeaderField,
    HeaderFields,
    IndicatorGroup,
    Masthead,
    Medium,
    Notes,
    SectionOpener,
    StatementCard,
    StatementHead,
    Table,
    TableColumn,
    Text,
    Title,
    Voice,
    Voices,
)
from kadergen.model.instrument import FieldId, FieldKind, FieldSpec
from kadergen.model.scale import Level, Scale, Shape
from kadergen.model.text import Heading, Paragraph, Prose, Quotation, ScaleTable, Span, TextList, rich

LEVELS = tuple(
    Level(f"level-{n}", f"Meaning {n}", colour, shape, f"Colour {n}", f"When {n} holds.")
    for n, (shape, colour) in enumerate(
        zip(Shape, ("#1E8449", "#E28A00", "#C0322B", "#2E86C1", "#777777", "#F4D03F"), strict=True)
    )
)
SCALE = Scale(LEVELS, ("Colour", "Meaning", "When"))
LONG = "onafgebroken" * 40


def paragraph(text: str) -> Paragraph:
    return Paragraph(rich(text))


PROSE: Prose = (
    Paragraph(
        (Span("Plain "), Span("strong", strong=True), Span(" and "), Span("stressed", emphasis=True), Span(", see "),
         Span("a page", link="https://example.org/"), Span(" or "), Span("not one", link="javascript:alert(1)"))
    ),
    Heading(2, rich("A heading in prose")),
    Heading(3, rich("A smaller one")),
    TextList(((paragraph("first"), TextList(((paragraph("inner"),),))), (paragraph("second"),)), ordered=True),
    Quotation((paragraph("set apart"),)),
    ScaleTable(),
)  # fmt: skip


def tally(*counts: int) -> CellTally:
    return CellTally(tuple(zip(LEVELS, (*counts, *([0] * (len(LEVELS) - len(counts)))), strict=True)))


def distribution(*counts: int, blank: int = 0, label: str = "") -> DistributionRow:
    return DistributionRow(label, tally(*counts).counts, blank)


def field(name: str) -> FieldSpec:
    return FieldSpec(FieldId("a-1", name), FieldKind.TEXT, f"Label of {name}")


CHART = DistributionChart(
    (
        distribution(7, 4, 1, label="A.1 The first"),
        distribution(0, 1, 0, 2, 3, 1, blank=5, label="A.2 " + LONG[:60]),
        distribution(12, label="A.3 All agree"),
        distribution(label="A.4 Nobody"),
    ),
    "How the first part was scored.",
    "No judgement",
)
BARE_CHART = DistributionChart(
    (distribution(1, 120, 1, blank=2),), "How A.1 was scored.", "No judgement", legend=False
)  # fmt: skip


def every_block() -> Document:
    """The document."""
    matrix = Table(
        (
            TableColumn("", 0.6),
            TableColumn("Statement", 2),
            *(TableColumn(f"Hulpverlenersorganisatie {n}") for n in range(5)),
        ),
        (
            ((CellText("A.1", CellKind.STRONG),), (CellText("Doors are open"),), (tally(1, 12, 3),), (tally(130),),
             (tally(),), (tally(0, 0, 0, 1, 10, 2),), (CellText("2"),)),
            ((CellText("A.2", CellKind.STRONG),), (CellText(LONG),), *(((tally(0, 1),),) * 4), ()),
        ),
        quiet=True,
    )  # fmt: skip
    plan = Table(
        (TableColumn("Indicator"), TableColumn("Action", 2), TableColumn("Who"), TableColumn("When")),
        (
            (
                (CellText("Open doors", CellKind.STRONG),),
                (CellText("Ring\nthe bell"), CellText("from 1 form", CellKind.FAINT)),
                (CellText("missing", CellKind.MISSING),),
                (CellField(field("when")),),
            ),
            ((), (CellText(LONG),), (), ()),
        ),
        row_height=45.0,
        blank_rows=2,
        fill_page=True,
    )
    names = Table((TableColumn("Party"), TableColumn("Forms")), (((CellText("Care"),), (CellText("4"),)),))
    card = StatementCard(
        0,
        "A.9",
        "Asked",
        (paragraph("Is it so?"),),
        (AnswerBox("Score", field("score"), LEVELS[:3]), AnswerBox("Why", field("why"))),
    )
    head = StatementHead(0, "A.1", "Doors are open", "Doors are open all day.", "Half of them said so.")
    return Document(
        title="Every block: a document",
        language="en",
        medium=Medium.SCREEN,
        blocks=(
            Cover("Every block", "A subtitle", "Over it", "Version 1"),
            Contents("In this document"),
            HeaderFields("Who answers", (HeaderField("Name", field("name")),)),
            Title("Overview", "overview"),
            Text((paragraph("A lead-in."),), lead=True),
            Text(PROSE, scale=SCALE),
            CHART,
            matrix,
            names,
            SectionOpener(0, "A", "Part", "Access", (paragraph("Introduced."),), "a", full_page=False),
            head,
            BARE_CHART,
            Voices("Why", (Voice("Person 1", "One\r\ntwo\n\n  three"), Voice("", LONG), Voice("ليلى", "باب مفتوح"))),
            Voices("Next", (Voice("Person 2", "Go on"),)),
            StatementHead(0, "A.1", "", "The same code once more."),
            Text((paragraph("Nobody wrote a thing."),)),
            SectionOpener(11, "B", "", "Belonging", (), "a", full_page=True),
            IndicatorGroup("Group", (card,)),
            Masthead("A second head", "Above", "Below"),
            Title("Plan", "plan", wide=True),
            plan,
            Notes("Notes"),
            BackCover(("Small print", "more of it")),
        ),
        running_head="Every block",
        footer='Foot "of" \\ the </style> page',
    )
