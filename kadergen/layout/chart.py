"""Distribution charts: a bar for each row, parted by level, each part with its number and its level's shape.

Legible in grey: shapes, numbers and gaps tell the parts apart, colour comes on top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from kadergen.documents.blocks import DistributionChart, DistributionRow
from kadergen.layout.cells import Entry, TextEntry
from kadergen.layout.flow import Fixed, Flow, Piece, stacked
from kadergen.layout.placement import Node, Page, PlacedShape, Role, box, rounded
from kadergen.layout.shapes import around, full_glyph, reversed_glyph
from kadergen.layout.table import Grid, Row
from kadergen.layout.typesetter import Typesetter
from kadergen.model.scale import Level
from kadergen.theme.glyphs import mark_colour
from kadergen.units import Rect

_NAMES: Final = 0.34  # of the width
_BAR: Final = 15.0  # points
_GAP: Final = 1.4
_APART: Final = 3.0  # before the part of those who gave no score
_AIR: Final = 4.0  # beside the words in a part
_BETWEEN: Final = 2.5  # a shape and its number
_SHAPE: Final = 0.6  # of the bar's height
_DASH: Final = (2.4, 1.8)
_PADDING: Final = 3.5
_LEGEND_GAP: Final = 14.0
_WHOLE: Final = 0.35  # a chart lower than this share of a page is not parted


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a bar: its level, or none for those who gave no score; and the width that its words take."""

    level: Level | None
    count: int
    least: float


@dataclass(frozen=True, slots=True)
class BarEntry:
    """The bar as the line of a cell; `alt` is what is said for it."""

    parts: tuple[_Part, ...]
    width: float
    rest: int
    alt: str
    height: float = _BAR

    def place(self, setter: Typesetter, page: Page, left: float, top: float, node: Node) -> None:
        """Part beside part."""
        figure = Node(Role.FIGURE, node, alt=self.alt)
        if not self.parts:
            style = setter.theme.style("table_faint")
            setter.place_text(page, "–", style, left, top - _BAR / 2 - 2, figure)
            return
        for part, width in zip(self.parts, self._widths(), strict=True):
            if part.level is None:
                left += _APART - _GAP
            _draw(setter, page, part, Rect(left, top - _BAR, left + width, top), figure)
            left += width + _GAP

    def _widths(self) -> list[float]:
        gaps = _GAP * (len(self.parts) - 1) + (_APART - _GAP if self.parts[-1].level is None else 0.0)
        sizes = [(part.count, part.least) for part in self.parts]
        widths = shared([*sizes, (self.rest, 0.0)] if self.rest else sizes, self.width - gaps)
        return widths[: len(self.parts)]


def shared(sizes: Sequence[tuple[int, float]], width: float) -> list[float]:
    """Widths in step with the numbers, but none below its least: (number, least) each. Together they take `width`,
    unless the least ones alone take more.
    """
    widths = [least for _, least in sizes]
    open_ = set(range(len(sizes)))
    while open_:
        left = width - sum(widths[i] for i in range(len(sizes)) if i not in open_)
        total = sum(sizes[i][0] for i in open_)
        narrow = {i for i in open_ if left * sizes[i][0] < sizes[i][1] * total}
        if not narrow:
            for i in open_:
                widths[i] = left * sizes[i][0] / total
            break
        open_ -= narrow
    return widths


def set_chart(setter: Typesetter, flow: Flow, chart: DistributionChart) -> None:
    """What the parts mean, and the rows; a table where rows have names, so that each is said with its numbers."""
    named = any(row.label for row in chart.rows)
    page, theme = setter.theme.page, setter.theme
    edges = (0.0, page.width * _NAMES, page.width) if named else (0.0, page.width)
    grid = Grid(edges, _PADDING, theme.colours.sand if named else theme.colours.paper, ruled=False)
    pieces: list[Piece] = []
    if chart.legend:
        figure = Node(Role.FIGURE, setter.root, alt=chart.alternative)
        pieces.append(_legend(setter, chart, figure))
    table = Node(Role.TABLE if named else Role.SECTION, setter.root)
    for number, row in enumerate(chart.rows):
        said = chart.spoken(row)
        if not chart.legend and not number and chart.alternative:
            said = f"{chart.alternative} {said}"
        pieces.append(_row(setter, grid, row, chart, table, said, named=named))
    # A chart of a few rows is seen at one glance, on one page.
    together = stacked(pieces) < page.height * _WHOLE
    rows = [replace(piece, keep=together) for piece in pieces if isinstance(piece, Row)]
    if rows:
        pieces[-len(rows) :] = [*rows[:-1], replace(rows[-1], keep=False, after=theme.spacing.paragraph)]
    flow.add(pieces)


def _row(
    setter: Typesetter,
    grid: Grid,
    row: DistributionRow,
    chart: DistributionChart,
    table: Node,
    said: str,
    *,
    named: bool,
) -> Row:
    width = grid.width - grid.edges[-2] - 2 * grid.padding if named else grid.inner(0)
    parts = [_part(setter, level, count) for level, count in row.counts if count]
    if row.blank:
        parts.append(_part(setter, None, row.blank))
    bar = BarEntry(tuple(parts), width, chart.most - row.total, said)
    if not named:
        return Row(grid, ((bar,),), (table,), whole=setter.theme.page.height)
    style = setter.theme.style("table")
    name: tuple[Entry, ...] = tuple(TextEntry(line, style) for line in setter.lines(row.label, style, grid.inner(0)))
    cells = Node(Role.ROW, table)
    nodes = (Node(Role.HEAD_CELL, cells), Node(Role.CELL, cells))
    return Row(grid, (name, (bar,)), nodes, whole=setter.theme.page.height)


def _part(setter: Typesetter, level: Level | None, count: int) -> _Part:
    words = setter.width(str(count), setter.theme.style("table_strong"))
    return _Part(level, count, words + 2 * _AIR + (_BAR * _SHAPE + _BETWEEN if level else 0.0))


def _draw(setter: Typesetter, page: Page, part: _Part, rect: Rect, figure: Node) -> None:
    style = setter.theme.style("table_strong")
    middle = (rect.left + rect.right) / 2
    base = rect.top - _BAR / 2 - setter.fonts.main(style.face).cap_height * style.size / 2
    if part.level is None:
        outline = rounded(rect.inset(0.5), 2.0)
        page.add(
            PlacedShape(outline, stroke=setter.theme.colours.muted, width=0.9, dash=_DASH, node=figure, sharp=True)
        )
        setter.place_text(page, str(part.count), style, middle, base, figure, align=0.5)
        return
    colour = mark_colour(part.level.colour)
    page.add(PlacedShape(box(rect), fill=part.level.colour, node=figure))
    size = _BAR * _SHAPE
    left = middle - (part.least - 2 * _AIR) / 2
    page.add(*reversed_glyph(part.level, around(left + size / 2, rect.top - _BAR / 2, size), colour, figure))
    number = replace(style, colour=colour)
    setter.place_text(page, str(part.count), number, left + size + _BETWEEN, base, figure)


def _legend(setter: Typesetter, chart: DistributionChart, figure: Node) -> Fixed:
    """Each level's shape with its name, over as many lines as they need."""
    style = setter.theme.style("table")
    size = setter.theme.spacing.shape * 0.9
    entries: list[tuple[Level | None, str]] = [(level, level.label) for level in chart.levels]
    if chart.blank_label and any(row.blank for row in chart.rows):
        entries.append((None, chart.blank_label))
    places: list[tuple[float, int]] = []
    x, line = 0.0, 0
    for _, name in entries:
        wide = size + 5 + setter.width(name, style)
        if x and x + wide > setter.theme.page.width:
            x, line = 0.0, line + 1
        places.append((x, line))
        x += wide + _LEGEND_GAP
    step = style.leading + 4

    def draw(setter: Typesetter, page: Page, left: float, top: float) -> None:
        for (level, name), (x, line) in zip(entries, places, strict=True):
            y = top - line * step - step / 2
            square = around(left + x + size / 2, y, size)
            if level:
                page.add(*full_glyph(level, square, mark_colour(level.colour), figure))
            else:
                muted = setter.theme.colours.muted
                page.add(PlacedShape(box(square), stroke=muted, width=0.9, dash=_DASH, node=figure, sharp=True))
            base = y - setter.fonts.main(style.face).cap_height * style.size / 2
            setter.place_text(page, name, style, left + x + size + 5, base, figure)

    return Fixed((line + 1) * step, draw, before=6, after=4, keep=True)
