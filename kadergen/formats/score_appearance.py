"""How one choice of a score looks: the glyph at the left of its row and, when chosen, a frame around the row.

The label between is printed on the page, under the widget, and shows through.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from kadergen.colours import channels
from kadergen.formats.field_text import appearance
from kadergen.formats.pdfsyntax import Stream, number
from kadergen.theme.glyphs import (
    GLYPH_SIZE,
    GLYPHS,
    OUTLINE_WIDTH,
    STROKE_WIDTH,
    Path,
    edge_colour,
    glyph_rect,
    mark_colour,
    placed,
)
from kadergen.units import Rect

_FRAME: Final = 1.0  # points
_FRAME_RADIUS: Final = 3.0
_KAPPA: Final = 0.5523


def colour_operands(colour: str) -> bytes:
    """`#RRGGBB` as the operands of rg and RG."""
    return " ".join(number(channel) for channel in channels(colour)).encode()


@cache
def score_streams(
    width: float, height: float, shape: str, colour: str, size: float = GLYPH_SIZE
) -> tuple[Stream, Stream]:
    """The appearances off and on, for a row of this size in points and a glyph of `size`; KeyError for an unknown
    shape.
    """
    glyph = GLYPHS[shape]
    square = glyph_rect(Rect(0, 0, width, height), size)
    line = OUTLINE_WIDTH * square.width
    fill, edge = colour_operands(colour), colour_operands(edge_colour(colour))
    outline = _operators(placed(glyph.outline, square))
    off = b"q %s RG 1 g %s w 1 j\n%sB\nQ\n" % (edge, number(line).encode(), outline)

    mark = colour_operands(mark_colour(colour))
    stroke = number(STROKE_WIDTH * square.width).encode()
    on = b"q %s RG %s w\n%sS\n" % (edge, number(_FRAME).encode(), _operators(_frame(width, height)))
    on += b"%s rg %s w 1 j\n%sB\n" % (fill, number(line).encode(), outline)
    if glyph.strokes:
        on += b"%s RG %s w 1 J\n%sS\n" % (mark, stroke, _operators(placed(glyph.strokes, square)))
    if glyph.dots:
        on += b"%s rg\n%sf\n" % (mark, _operators(placed(glyph.dots, square)))
    return appearance(width, height, off, {}), appearance(width, height, on + b"Q\n", {})


def _operators(path: Path) -> bytes:
    """A path as PDF's path construction operators (8.5.2)."""
    return "".join(" ".join([*map(number, operands), step]) + "\n" for step, operands in path).encode()


def _frame(width: float, height: float) -> Path:
    """A rounded rectangle just inside the row."""
    left = bottom = _FRAME / 2
    right, top = width - left, height - bottom
    radius = min(_FRAME_RADIUS, (top - bottom) / 2)
    k = radius * (1 - _KAPPA)
    return (
        ("m", (left + radius, bottom)),
        ("l", (right - radius, bottom)),
        ("c", (right - k, bottom, right, bottom + k, right, bottom + radius)),
        ("l", (right, top - radius)),
        ("c", (right, top - k, right - k, top, right - radius, top)),
        ("l", (left + radius, top)),
        ("c", (left + k, top, left, top - k, left, top - radius)),
        ("l", (left, bottom + radius)),
        ("c", (left, bottom + k, left + k, bottom, left + radius, bottom)),
        ("h", ()),
    )
