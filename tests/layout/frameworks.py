"""Frameworks of every shape, for property tests, and a small one by hand."""

from __future__ import annotations

from hypothesis import strategies as st

from kadergen.model.framework import (
    Chapter,
    Framework,
    Indicator,
    ItemField,
    ItemFieldKind,
    Option,
    PlanPart,
    RespondentField,
    Section,
    Statement,
)
from kadergen.model.plan import PlanColumn, PlanTemplate
from kadergen.model.scale import Level, Scale, Shape
from kadergen.model.text import Heading, Paragraph, Prose, Quotation, ScaleTable, Span, TextList, rich
from kadergen.model.wording import KEYS, Wording

WORDING = Wording(
    {key: " ".join([key.split(".")[-1], *(f"{{{name}}}" for name in names)]) for key, names in KEYS.items()}
)
_SHAPES = tuple(Shape)
_COLOURS = ("#1E8449", "#E28A00", "#C0322B", "#2B4C7E", "#7A3B4E", "#555555")

_word = st.one_of(
    st.sampled_from(
        ["de", "gemeente", "woningcorporatie", "85%", "1,0", "FTE", "regie-overleg", "en/of", "zo’n", "Łukasz"]
    ),
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14),
    st.text("verantwoordelijkheid", min_size=30, max_size=70),
)


def words(most: int, least: int = 1) -> st.SearchStrategy[str]:
    """Plain words with single spaces."""
    return st.lists(_word, min_size=least, max_size=most).map(" ".join)


@st.composite
def long_text(draw: st.DrawFn, most: int) -> str:
    """A text whose length is of another order each time."""
    sentence = draw(words(12))
    return " ".join([sentence] * draw(st.integers(1, max(most // (len(sentence) + 1), 1))))


@st.composite
def prose(draw: st.DrawFn, most: int) -> Prose:
    blocks: list[object] = [Paragraph((Span(draw(long_text(most))),))]
    if draw(st.booleans()):
        blocks.append(
            Paragraph((Span("Met "), Span("nadruk", strong=True), Span(" en "), Span(draw(words(6)), emphasis=True)))
        )
    if draw(st.integers(0, 3)) == 0:
        items = draw(st.lists(words(20), min_size=1, max_size=5))
        blocks.append(TextList(tuple((Paragraph(rich(item)),) for item in items), draw(st.booleans())))
    if draw(st.integers(0, 3)) == 0:
        blocks.append(Quotation((Paragraph(rich(draw(words(40)))),)))
    return tuple(blocks)  # type: ignore[arg-type]  # a list of text blocks


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    """Any number of levels, sections, statements and fields; short and very long texts."""
    levels = draw(st.sampled_from([0, 2, 3, 4, 6]))
    scale = Scale(
        tuple(
            Level(f"level-{i}", draw(words(5)), _COLOURS[i], _SHAPES[i], draw(words(2)), draw(words(30)))
            for i in range(levels)
        ),
        ("Kleur", "Betekenis", "Toelichting"),
    )
    fields = [ItemField("score", ItemFieldKind.SCORE, draw(words(2)))] if levels else []
    fields += [ItemField(f"text-{i}", ItemFieldKind.TEXT, draw(words(8))) for i in range(draw(st.integers(1, 3)))]
    sections = tuple(_section(draw, number) for number in range(draw(st.sampled_from([1, 2, 3, 14]))))
    chapter = Chapter(
        "begin",
        draw(words(12)),
        (*draw(prose(6000)), Heading(2, rich(draw(words(8)))), ScaleTable(), *draw(prose(300))),
    )
    columns = tuple(
        PlanColumn(name, draw(words(3)))
        for name in ("indicator", "action", "owner", "timeline", "free")[: draw(st.integers(2, 5))]
    )
    return Framework(
        id="example",
        version="1",
        title=draw(words(14)),
        language=draw(st.sampled_from(["nl", "en", "xx"])),
        parts=(chapter, *sections, PlanPart()),
        fields=tuple(fields),
        respondent=(RespondentField("name", draw(words(4))), RespondentField("party", "Partij", (Option("a", "A"),))),
        plan=PlanTemplate(draw(words(8)), draw(prose(300)), columns, draw(st.integers(20, 40))),
        wording=WORDING,
        scale=scale if levels else None,
        subtitle=draw(words(20, 0)),
        publisher=draw(words(8, 0)),
        source=draw(words(60, 0)),
    )


def _section(draw: st.DrawFn, number: int) -> Section:
    indicators = []
    count = draw(st.sampled_from([1, 2, 3, 4, 7, 20])) if number == 0 else draw(st.integers(1, 4))
    placed = 0
    while placed < count:
        size = min(draw(st.integers(1, 4)), count - placed)
        statements = tuple(
            Statement(
                f"s{number}-{placed + i}",
                f"{number}.{placed + i}",
                draw(prose(draw(st.sampled_from([60, 300, 900, 9000])))),
            )
            for i in range(size)
        )
        indicators.append(Indicator(draw(st.none() | words(25)), statements))
        placed += size
    introduction = draw(prose(draw(st.sampled_from([200, 1500, 9000])))) if draw(st.booleans()) else ()
    code = str(number) if number < 9 else "KLM"
    return Section(
        f"s{number}", code, draw(words(14)), introduction, tuple(indicators), draw(st.sampled_from(["", "Principe"]))
    )


def small(statements: int = 4, *, language: str = "nl") -> Framework:
    """One section with that many statements of one indicator each, three levels, two boxes."""
    levels = tuple(
        Level(name, label, colour, shape, label, label)
        for name, label, colour, shape in zip(
            ("green", "orange", "red"), ("Op orde", "In ontwikkeling", "Niet op orde"), _COLOURS, _SHAPES, strict=False
        )
    )
    text = (Paragraph(rich("De deelnemer heeft keuze in de vorm van ondersteuning die hij of zij ontvangt.")),)
    indicators = tuple(
        Indicator(f"Titel {i}", (Statement(f"p1-{i}", f"1.{i}", text),)) for i in range(1, statements + 1)
    )
    return Framework(
        id="small",
        version="2025",
        title="Klein kader",
        language=language,
        parts=(Section("p1", "1", "Wonen", text, indicators, "Principe"), PlanPart()),
        fields=(
            ItemField("score", ItemFieldKind.SCORE, "Kleurscore"),
            ItemField("reflection", ItemFieldKind.TEXT, "Reflectie"),
            ItemField("actions", ItemFieldKind.ACTIONS, "Acties"),
        ),
        respondent=(RespondentField("name", "Naam"),),
        plan=PlanTemplate("Plan", text, (PlanColumn("indicator", "Indicator"), PlanColumn("action", "Actie")), 20),
        wording=WORDING,
        scale=Scale(levels, ("Kleur", "Betekenis", "Toelichting")),
    )
