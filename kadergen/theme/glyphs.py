"""The shapes that carry a score next to its colour, as pure path data: one drawing for paper, form and report.

Every glyph lives in a unit square, origin bottom left. Empty it is drawn as its `outline` alone; chosen, the outline
is filled with the level's colour and `strokes` and `dots` are drawn on it in the colour of `mark_colour`. The outlines
differ in silhouette and the marks among each other, so that a black-and-white print still tells the levels apart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from kadergen.colours import contrast, mix, tint
from kadergen.theme.tones import ROW_TINT
from kadergen.units import Rect

PathStep = tuple[str, tuple[float, ...]]
"""("m", x, y) move, ("l", x, y) line, ("c", x1, y1, x2, y2, x3, y3) Bézier curve, ("h",) close; operands in a tuple."""
Path = tuple[PathStep, ...]

GLYPH_SIZE: Final = 12.0
"""Points: how large a glyph is in a row of choices where a theme says nothing else, unless the row is lower."""
GLYPH_MARGIN: Final = 3.0
"""Points between the row's left edge and the glyph, and between the glyph and the label."""
STROKE_WIDTH: Final = 0.115
"""Width of `Glyph.strokes` in the unit square; drawn with round caps and joins."""
OUTLINE_WIDTH: Final = 0.09
"""Width of `Glyph.outline` in the unit square."""

_VISIBLE: Final = 3.0
_KAPPA: Final = 4 / 3 * (math.sqrt(2) - 1)  # a quarter circle as one Bézier curve


@dataclass(frozen=True, slots=True)
class Glyph:
    """`outline` (closed), the mark's `strokes` (open) and its `dots` (closed, filled); all in the unit square."""

    outline: Path
    strokes: Path = ()
    dots: Path = ()


def _line(*points: tuple[float, float]) -> Path:
    return tuple(("l" if i else "m", point) for i, point in enumerate(points))


def _polygon(*points: tuple[float, float]) -> Path:
    return (*_line(*points), ("h", ()))


def _regular(corners: int, radius: float, centre: tuple[float, float] = (0.5, 0.5), turn: float = 0.25) -> Path:
    """A regular polygon whose first corner lies `turn` full turns from the right, anticlockwise."""
    angles = [2 * math.pi * (turn + i / corners) for i in range(corners)]
    x, y = centre
    return _polygon(*((round(x + radius * math.cos(a), 4), round(y + radius * math.sin(a), 4)) for a in angles))


def _circle(x: float, y: float, radius: float) -> Path:
    k = _KAPPA * radius
    return (
        ("m", (x + radius, y)),
        ("c", (x + radius, y + k, x + k, y + radius, x, y + radius)),
        ("c", (x - k, y + radius, x - radius, y + k, x - radius, y)),
        ("c", (x - radius, y - k, x - k, y - radius, x, y - radius)),
        ("c", (x + k, y - radius, x + radius, y - k, x + radius, y)),
        ("h", ()),
    )


GLYPHS: Final[Mapping[str, Glyph]] = {
    "circle-tick": Glyph(_circle(0.5, 0.5, 0.46), _line((0.27, 0.5), (0.44, 0.33), (0.73, 0.68))),
    "square-dash": Glyph(
        _polygon((0.08, 0.08), (0.92, 0.08), (0.92, 0.92), (0.08, 0.92)), _line((0.27, 0.5), (0.73, 0.5))
    ),
    "triangle-mark": Glyph(
        _polygon((0.02, 0.07), (0.98, 0.07), (0.5, 0.95)), _line((0.5, 0.62), (0.5, 0.39)), _circle(0.5, 0.22, 0.07)
    ),
    "diamond-dot": Glyph(_regular(4, 0.5), (), _circle(0.5, 0.5, 0.15)),
    "hexagon-cross": Glyph(
        _regular(6, 0.49, turn=0.0), (*_line((0.33, 0.33), (0.67, 0.67)), *_line((0.33, 0.67), (0.67, 0.33)))
    ),
    "pentagon-plus": Glyph(
        _regular(5, 0.51, (0.5, 0.46)), (*_line((0.28, 0.46), (0.72, 0.46)), *_line((0.5, 0.24), (0.5, 0.68)))
    ),
}
"""Shape name (`kadergen.model.scale.Shape` has the same names) → glyph."""


def glyph_rect(row: Rect, size: float = GLYPH_SIZE) -> Rect:
    """Where the glyph stands in a row of one choice: at the left, in the middle of the height."""
    size = min(size, row.height - 2)
    return Rect.from_size(row.left + GLYPH_MARGIN, row.bottom + (row.height - size) / 2, size, size)


def label_left(row: Rect, size: float = GLYPH_SIZE) -> float:
    """The x where the label may begin in a row of one choice, right of the glyph."""
    return glyph_rect(row, size).right + GLYPH_MARGIN


def placed(path: Path, square: Rect) -> Path:
    """The path scaled from the unit square to `square` (page coordinates in points)."""

    def place(operands: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(
            square.bottom + value * square.height if i % 2 else square.left + value * square.width
            for i, value in enumerate(operands)
        )

    return tuple((step, place(operands)) for step, operands in path)


def mark_colour(colour: str, dark: str = "#1E1E1E", light: str = "#FFFFFF") -> str:
    """Which of the two stands out more on a glyph filled with `colour` (`#RRGGBB`)."""
    return max(light, dark, key=lambda mark: contrast(mark, colour))


@cache
def edge_colour(colour: str) -> str:
    """The colour of outlines in a level's colour (`#RRGGBB`): darkened as far as it takes to be seen on the row of
    its choice and on paper (3 to 1, WCAG 2.2, 1.4.11).
    """
    back = tint(colour, ROW_TINT)
    darker = (mix(colour, "#000000", step / 50) for step in range(51))
    return next(edge for edge in darker if contrast(edge, back) >= _VISIBLE)
