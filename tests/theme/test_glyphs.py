"""The shapes of a scale: inside their square, and each with a mark that stands out."""

from __future__ import annotations

import pytest

from kadergen.model.scale import Shape
from kadergen.theme import contrast
from kadergen.theme.glyphs import GLYPHS, glyph_rect, label_left, mark_colour, placed
from kadergen.units import Rect


def test_every_shape_of_a_scale_has_a_glyph() -> None:
    assert set(GLYPHS) == {shape.value for shape in Shape}


@pytest.mark.parametrize("shape", GLYPHS)
def test_glyphs_stay_in_their_square(shape: str) -> None:
    glyph = GLYPHS[shape]
    assert glyph.strokes or glyph.dots
    square = Rect(10, 20, 22, 32)
    for path in (glyph.outline, glyph.strokes, glyph.dots):
        for step, operands in placed(path, square):
            assert len(operands) == {"m": 2, "l": 2, "c": 6, "h": 0}[step]
            assert all(square.left - 0.1 <= x <= square.right + 0.1 for x in operands[0::2])
            assert all(square.bottom - 0.1 <= y <= square.top + 0.1 for y in operands[1::2])


@pytest.mark.parametrize("colour", ["#1E8449", "#E28A00", "#C0322B", "#FFFFFF", "#000000", "#777777"])
def test_marks_stand_out(colour: str) -> None:
    assert contrast(mark_colour(colour), colour) >= 3


def test_the_glyph_stands_left_of_the_label() -> None:
    row = Rect(100, 50, 200, 66)
    assert row.contains(glyph_rect(row))
    assert glyph_rect(row).right < label_left(row) < row.right
    low = Rect(0, 0, 100, 8)
    assert low.contains(glyph_rect(low))
