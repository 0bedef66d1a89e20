"""What stands in the cells of a table, line by line: words, a level with its name, how often levels were chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from kadergen.documents.blocks import Cell, CellKind, CellTally, CellText
from kadergen.layout.linebreak import Line
from kadergen.layout.placement import Node, Page, Role
from kadergen.layout.shapes import around, full_glyph
from kadergen.layout.typesetter import Typesetter
from kadergen.model.scale import Level
from kadergen.theme import TextStyle
from kadergen.theme.glyphs import mark_colour

_STYLES: Final = {
    CellKind.PLAIN: "table",
    CellKind.STRONG: "table_strong",
    CellKind.FAINT: "table_faint",
    CellKind.MISSING: "table_missing",
}
GLYPH_GAP: Final = 6.5
"""Points between a level's shape and its name."""
# How large a level's shape is in a table, against that of a choice, and the space between two of them (points).
_CHIP: Final = 0.79
_CHIP_GAP: Final = 6.0


class Entry(Protocol):
    """One line of a cell."""

    @property
    def height(self) -> float:
        """In points."""

    def place(self, setter: Typesetter, page: Page, left: float, top: float, node: Node) -> None:
        """Draws it."""


@dataclass(frozen=True, slots=True)
class TextEntry:
    """A line of words."""

    line: Line
    style: TextStyle

    @property
    def height(self) -> float:
        """The leading."""
        return self.style.leading

    def place(self, setter: Typesetter, page: Page, left: float, top: float, node: Node) -> None:
        """At its base line."""
        setter.place_line(page, self.line, left, top - setter.base(self.style), node)


@dataclass(frozen=True, slots=True)
class ChipsEntry:
    """Levels as shapes with how often each was chosen; their labels are said in the structure."""

    chips: tuple[tuple[Level, int], ...]
    height: float

    def place(self, setter: Typesetter, page: Page, left: float, top: float, node: Node) -> None:
        """Side by side."""
        style = setter.theme.style("table_strong")
        figure = Node(Role.FIGURE, node, alt=", ".join(f"{level.label}: {count}" for level, count in self.chips))
        y = top - setter.theme.style("table").leading / 2
        base = top - setter.base(setter.theme.style("table"))
        chip = setter.theme.spacing.shape * _CHIP
        for level, count in self.chips:
            page.add(*full_glyph(level, around(left + chip / 2, y, chip), mark_colour(level.colour), figure))
            setter.place_text(page, str(count), style, left + chip + 3, base, figure)
            left += _chip_width(setter, count) + _CHIP_GAP


@dataclass(frozen=True, slots=True)
class GlyphEntry:
    """A level's open shape with words after it."""

    level: Level
    line: Line
    style: TextStyle
    size: float

    @property
    def height(self) -> float:
        """Of shape and words."""
        return max(self.style.leading, self.size + 2.5)

    def place(self, setter: Typesetter, page: Page, left: float, top: float, node: Node) -> None:
        """Shape, then words."""
        square = around(left + self.size / 2, top - self.style.leading / 2, self.size)
        page.add(*full_glyph(self.level, square, mark_colour(self.level.colour)))
        setter.place_line(page, self.line, left + self.size + GLYPH_GAP, top - setter.base(self.style), node)


def cell_entries(setter: Typesetter, cell: Cell, width: float) -> tuple[Entry, ...]:
    """The lines of a cell in a column of this width; its field is no line."""
    entries: list[Entry] = []
    for part in cell:
        if isinstance(part, CellText) and part.text:
            style = setter.theme.style(_STYLES[part.kind])
            entries += [TextEntry(line, style) for line in setter.lines(part.text.rstrip(), style, width)]
        elif isinstance(part, CellTally):
            entries += _chips(setter, part, width)
    return tuple(entries)


def _chips(setter: Typesetter, tally: CellTally, width: float) -> list[Entry]:
    rows: list[list[tuple[Level, int]]] = [[]]
    used = 0.0
    for level, count in tally.counts:
        if not count:
            continue
        wide = _chip_width(setter, count)
        if rows[-1] and used + wide > width:
            rows.append([])
            used = 0.0
        rows[-1].append((level, count))
        used += wide + _CHIP_GAP
    if not rows[0]:
        style = setter.theme.style("table_faint")
        return [TextEntry(setter.lines("–", style, width)[0], style)]
    return [ChipsEntry(tuple(row), setter.theme.spacing.shape * _CHIP + 5) for row in rows]


def _chip_width(setter: Typesetter, count: int) -> float:
    """The width of a shape with the number after it."""
    return setter.theme.spacing.shape * _CHIP + 3 + setter.width(str(count), setter.theme.style("table_strong"))
