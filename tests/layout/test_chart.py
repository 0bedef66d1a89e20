"""Distribution charts on paper: widths that add up, numbers that are said, shapes that tell levels apart in grey."""

from __future__ import annotations

from itertools import pairwise

import pypdfium2
from hypothesis import given
from hypothesis import strategies as st

from kadergen.documents.blocks import DistributionChart, DistributionRow, Document, Medium, StatementHead, Title
from kadergen.layout.chart import shared
from kadergen.layout.engine import layout_document
from kadergen.layout.placement import Node, PlacedShape, PlacedText, Role
from kadergen.render.document_pdf import render_document_pdf
from kadergen.theme.load import default_theme
from tests.render.every_block import BARE_CHART, CHART, LEVELS, distribution


def document(*charts: DistributionChart) -> Document:
    return Document("Charts", "en", Medium.SCREEN, (Title("Charts", "charts"), *charts), "Charts")


def nodes(root: Node) -> list[Node]:
    return [root, *(below for child in root.children for below in nodes(child))]


SIZES = st.lists(st.tuples(st.integers(1, 2000), st.floats(1, 60)), min_size=1, max_size=8)


@given(SIZES, st.floats(200, 600))
def test_parts_take_the_whole_width_and_have_room_for_their_words(sizes: list[tuple[int, float]], width: float) -> None:
    widths = shared(sizes, width)
    least = [low for _, low in sizes]
    assert all(wide >= low - 1e-6 for wide, low in zip(widths, least, strict=True))
    assert abs(sum(widths) - max(width, sum(least))) < 1e-6


@given(SIZES)
def test_where_there_is_room_parts_are_as_wide_as_their_numbers(sizes: list[tuple[int, float]]) -> None:
    total = sum(count for count, _ in sizes)
    for (count, _), wide in zip(sizes, shared(sizes, 1e6), strict=True):
        assert abs(wide - 1e6 * count / total) < 1e-3 or wide <= 60


def test_everybody_is_equally_wide_in_all_rows() -> None:
    chart = DistributionChart((distribution(8, 4, label="all"), distribution(4, label="some")), "Two.")
    (page,) = layout_document(document(chart), default_theme())[0].pages
    filled = [item for item in page.items if isinstance(item, PlacedShape) and item.fill == LEVELS[0].colour]
    wide = [max(p[1][0] for p in s.path[:-1]) - min(p[1][0] for p in s.path[:-1]) for s in filled if len(s.path) == 5]
    assert len(wide) == 2
    assert abs(wide[0] / wide[1] - 2) < 0.02


def test_each_row_is_said_with_its_numbers() -> None:
    structure = layout_document(document(CHART, BARE_CHART), default_theme())[0].structure
    figures = [node for node in nodes(structure) if node.role is Role.FIGURE]
    assert [figure.alt for figure in figures] == [
        "How the first part was scored.",
        "Meaning 0: 7, Meaning 1: 4, Meaning 2: 1",
        "Meaning 1: 1, Meaning 3: 2, Meaning 4: 3, Meaning 5: 1, No judgement: 5",
        "Meaning 0: 12",
        "–",
        "How A.1 was scored. Meaning 0: 1, Meaning 1: 120, Meaning 2: 1, No judgement: 2",
    ]
    (table,) = [node for node in nodes(structure) if node.role is Role.TABLE]
    assert [[cell.role for cell in row.children] for row in table.children] == [[Role.HEAD_CELL, Role.CELL]] * 4


def test_every_part_has_its_number_and_a_shape_of_its_own() -> None:
    chart = DistributionChart((distribution(1, 2, 3, 4, 5, 6, blank=7, label="row"),), "All.", "None", legend=False)
    layout, _ = layout_document(document(chart), default_theme())
    (figure,) = [node for node in nodes(layout.structure) if node.role is Role.FIGURE]
    (page,) = layout.pages
    texts = ["".join(run.text for run in i.runs) for i in page.items if isinstance(i, PlacedText) and i.node is figure]
    assert [text.strip() for text in texts] == ["1", "2", "3", "4", "5", "6", "7"]
    shapes = [i for i in page.items if isinstance(i, PlacedShape) and i.node is figure and len(i.path) != 5]
    assert len({tuple(operator for operator, _ in shape.path) for shape in shapes}) >= 4
    # Parts never touch: a gap tells them apart where their greys are alike.
    bars = [i for i in page.items if isinstance(i, PlacedShape) and i.fill in {level.colour for level in LEVELS}]
    spans = [(min(x), max(x)) for s in bars if len(s.path) == 5 and (x := [p[1][0] for p in s.path[:-1]])]
    wide = [span for span in spans if span[1] - span[0] > 12]
    assert len(wide) == 6
    assert all(after[0] - before[1] > 1 for before, after in pairwise(wide))


def test_a_small_chart_stays_whole_and_a_long_one_goes_on() -> None:
    long = DistributionChart(tuple(distribution(1, label=f"row {n}.") for n in range(120)), "Long.")
    small = DistributionChart(tuple(distribution(2, label=f"small {n}.") for n in range(5)), "Small.")
    pages = printed(document(long, small))
    whole = "".join(pages)
    assert [f"row {n}." in whole for n in range(120)] == [True] * 120
    assert len(pages) > 2
    assert sum("small" in page for page in pages) == 1


def test_a_long_name_is_whole() -> None:
    name = " ".join(f"word{n}" for n in range(1200))
    text = "".join(printed(document(DistributionChart((DistributionRow(name, distribution(1).counts),), "Name."))))
    assert [f"word{n}" for n in range(1200) if f"word{n}" not in text] == []


def test_a_chart_stays_under_the_head_of_its_statement() -> None:
    head = StatementHead(0, "A.1", "Doors", "Words.")
    blocks = [block for _ in range(14) for block in (head, CHART)]
    pages = printed(Document("x", "en", Medium.SCREEN, tuple(blocks), "x"))
    for page in pages:
        assert page.count("Doors") <= page.count("A.1 The first")


def printed(made: Document) -> list[str]:
    pdf = pypdfium2.PdfDocument(render_document_pdf(made, default_theme()).data)
    try:
        return [pdf[index].get_textpage().get_text_bounded() for index in range(len(pdf))]
    finally:
        pdf.close()
