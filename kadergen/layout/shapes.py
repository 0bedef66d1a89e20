"""The shapes of a scale's levels on paper, from the theme's glyphs."""

from __future__ import annotations

from kadergen.layout.placement import Node, PlacedShape
from kadergen.model.scale import Level
from kadergen.theme import mix
from kadergen.theme.glyphs import GLYPHS, OUTLINE_WIDTH, STROKE_WIDTH, edge_colour, placed
from kadergen.units import Rect


def around(x: float, y: float, size: float) -> Rect:
    """The square of this size around a point."""
    return Rect(x - size / 2, y - size / 2, x + size / 2, y + size / 2)


def open_glyph(level: Level, square: Rect, node: Node | None = None) -> list[PlacedShape]:
    """The empty shape with its mark, faintly: to be ticked by hand without looking ticked already."""
    glyph, size = GLYPHS[level.shape.value], square.width
    faint = mix(edge_colour(level.colour), "#FFFFFF", 0.5)
    shapes = [_outline(level, square, "#FFFFFF", node)]
    if glyph.strokes:
        path = placed(glyph.strokes, square)
        shapes.append(PlacedShape(path, stroke=faint, width=size * STROKE_WIDTH * 0.7, node=node))
    if glyph.dots:
        shapes.append(PlacedShape(placed(glyph.dots, square), fill=faint, node=node))
    return shapes


def full_glyph(level: Level, square: Rect, mark: str | None, node: Node | None = None) -> list[PlacedShape]:
    """The shape filled with its colour, with its mark in the colour `mark` (None: without)."""
    glyph, size = GLYPHS[level.shape.value], square.width
    shapes = [_outline(level, square, level.colour, node)]
    if mark and glyph.strokes:
        shapes.append(PlacedShape(placed(glyph.strokes, square), stroke=mark, width=size * STROKE_WIDTH, node=node))
    if mark and glyph.dots:
        shapes.append(PlacedShape(placed(glyph.dots, square), fill=mark, node=node))
    return shapes


def reversed_glyph(level: Level, square: Rect, colour: str, node: Node | None = None) -> list[PlacedShape]:
    """The shape in `colour` with its mark in the level's own: to stand on that."""
    glyph, size = GLYPHS[level.shape.value], square.width
    shapes = [PlacedShape(placed(glyph.outline, square), fill=colour, node=node)]
    if glyph.strokes:
        path = placed(glyph.strokes, square)
        shapes.append(PlacedShape(path, stroke=level.colour, width=size * STROKE_WIDTH, node=node))
    if glyph.dots:
        shapes.append(PlacedShape(placed(glyph.dots, square), fill=level.colour, node=node))
    return shapes


def _outline(level: Level, square: Rect, fill: str, node: Node | None) -> PlacedShape:
    path = placed(GLYPHS[level.shape.value].outline, square)
    return PlacedShape(path, fill=fill, stroke=edge_colour(level.colour), width=square.width * OUTLINE_WIDTH, node=node)
