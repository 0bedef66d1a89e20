"""The shapes of a scale's levels on a page of HTML, from the theme's glyphs: drawn once, shown wherever they are used.

Each level has three drawings: `mark` (its shape with its mark), `shape` (without, for a number to stand in) and `cut`
(in the colour that stands out on the level's own, for bars). The level's name is always there in words as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from lxml.html import builder

from kadergen.documents.blocks import Block, CellTally, DistributionChart, IndicatorGroup, Table, Text
from kadergen.model.scale import Level
from kadergen.render.html_page import Element, text
from kadergen.theme.glyphs import GLYPHS, OUTLINE_WIDTH, STROKE_WIDTH, Path, edge_colour, mark_colour

_SIZE: Final = 24  # a shape's unit square in the drawings
_MARGIN: Final = 1
_MOST_INSIDE: Final = 99  # the largest number that a shape has room for; others stand beside it
_DRAWINGS: Final = ("mark", "shape", "cut")


class Marks:
    """The levels of one document, each with its drawings."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._levels = {level: number for number, level in enumerate(dict.fromkeys(_levels(blocks)))}

    def drawings(self) -> Element:
        """What the page holds once: all that `mark` and the others refer to."""
        symbols = [
            builder.E.symbol(*_drawn(level, drawing), id=f"{drawing}-{number}", viewBox=_view())
            for level, number in self._levels.items()
            for drawing in _DRAWINGS
        ]
        return builder.E.svg(builder.E.defs(*symbols), {"class": "drawings", "aria-hidden": "true"})

    def mark(self, level: Level, drawing: str = "mark") -> Element:
        """A level's drawing; it says nothing by itself."""
        use = builder.E.use(href=f"#{drawing}-{self._levels[level]}")
        return builder.E.svg(use, {"class": "mark", "aria-hidden": "true", "focusable": "false"})

    def count(self, level: Level, count: int) -> Element:
        """How often a level was chosen: the number in the level's shape, and the level's name for who hears it."""
        inside = count <= _MOST_INSIDE
        wide = " two" if count > 9 else ""
        return builder.SPAN(
            self.mark(level, "shape" if inside else "mark"),
            builder.B(str(count)),
            unseen(f" {level.label} "),
            {"class": f"chip s-{level.shape.value}{wide} l-{self._levels[level]}" if inside else "chip beside"},
        )

    def part(self, level: Level, count: int) -> Element:
        """A part of a bar, as wide as its number."""
        fill = builder.E.rect(width="100%", height="100%", fill=level.colour)
        return builder.SPAN(
            builder.E.svg(fill, {"class": "fill", "aria-hidden": "true", "focusable": "false"}),
            self.mark(level, "cut"),
            builder.B(str(count)),
            unseen(f" {level.label} "),
            {"class": f"part g-{count} l-{self._levels[level]}"},
        )

    def style(self) -> str:
        """The colour of numbers that stand on a level's colour."""
        return "\n".join(
            f".l-{number} b {{ color: {mark_colour(level.colour)}; }}" for level, number in self._levels.items()
        )


def unseen(words: str) -> Element:
    """Words for those who hear the page, and for who copies from it."""
    return builder.SPAN(text(words), {"class": "unseen"})


def _levels(blocks: Iterable[Block]) -> Iterator[Level]:
    for block in blocks:
        match block:
            case Text(scale=scale) if scale:
                yield from scale.levels
            case Table():
                parts = (part for row in block.rows for cell in row for part in cell)
                yield from (level for part in parts if isinstance(part, CellTally) for level, _ in part.counts)
            case DistributionChart():
                yield from block.levels
            case IndicatorGroup():
                yield from (level for card in block.cards for box in card.boxes for level in box.levels)
            case _:
                pass


def _view() -> str:
    return f"{-_MARGIN} {-_MARGIN} {_SIZE + 2 * _MARGIN} {_SIZE + 2 * _MARGIN}"


def _drawn(level: Level, drawing: str) -> Iterator[Element]:
    glyph = GLYPHS[level.shape.value]
    on_colour = mark_colour(level.colour)
    fill, edge, mark = (
        (on_colour, on_colour, level.colour) if drawing == "cut" else
        (level.colour, edge_colour(level.colour), on_colour)
    )  # fmt: skip
    width = f"{_SIZE * OUTLINE_WIDTH:g}"
    yield builder.E.path(
        {"class": "outline"}, d=_data(glyph.outline), fill=fill, stroke=edge, **{"stroke-width": width}
    )
    if drawing == "shape":
        return
    if glyph.strokes:
        ends = {"stroke-width": f"{_SIZE * STROKE_WIDTH:g}", "stroke-linecap": "round", "stroke-linejoin": "round"}
        yield builder.E.path({"class": "stroke", **ends}, d=_data(glyph.strokes), fill="none", stroke=mark)
    if glyph.dots:
        yield builder.E.path({"class": "dot"}, d=_data(glyph.dots), fill=mark)


def _data(path: Path) -> str:
    """A path in SVG's own words, whose y runs down."""

    def number(place: int, value: float) -> str:
        return f"{round(_SIZE * (1 - value if place % 2 else value), 2):g}"

    letters = {"m": "M", "l": "L", "c": "C", "h": "Z"}
    return "".join(
        letters[step] + " ".join(number(place, value) for place, value in enumerate(operands))
        for step, operands in path
    )
