"""The typefaces of form fields as tables of numbers: which characters they have, how wide those are.

The field font itself is the theme's main typeface; `kadergen.theme.typefaces` names those that stand in where it lacks
a character.
"""

from __future__ import annotations

import io
from functools import cached_property
from pathlib import Path
from typing import Any, Final, cast

from fontTools.ttLib import TTFont

from kadergen.theme.typefaces import FALLBACKS, MAIN, font_file


class Face:
    """One TrueType file, opened when first needed. All measures in thousandths of the font size."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        """PostScript name of the face."""
        self.path = path

    @cached_property
    def font(self) -> Any:
        """The file as fontTools sees it."""
        return TTFont(io.BytesIO(self.path.read_bytes()), lazy=True)  # bytes, so that no file stays open

    @cached_property
    def glyph_ids(self) -> dict[int, int]:
        """Code point → glyph id."""
        return {code: self.font.getGlyphID(glyph) for code, glyph in self.font.getBestCmap().items()}

    @cached_property
    def _scale(self) -> float:
        return 1000 / cast(int, self.font["head"].unitsPerEm)

    @cached_property
    def _advances(self) -> list[float]:
        metrics = self.font["hmtx"]
        return [metrics[glyph][0] * self._scale for glyph in self.font.getGlyphOrder()]

    def advance(self, glyph_id: int) -> float:
        """How far a glyph moves the pen."""
        return self._advances[glyph_id]

    def width(self, char: str) -> float:
        """The advance of a character; KeyError when the face lacks it."""
        return self._advances[self.glyph_ids[ord(char)]]

    @cached_property
    def ascent(self) -> float:
        """Height above the base line."""
        return cast(float, self.font["hhea"].ascent * self._scale)

    @cached_property
    def descent(self) -> float:
        """Depth under the base line, a negative number."""
        return cast(float, self.font["hhea"].descent * self._scale)

    @cached_property
    def cap_height(self) -> float:
        """Height of capitals."""
        return cast(float, self.font["OS/2"].sCapHeight * self._scale)

    @cached_property
    def bounding_box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top of all glyphs together."""
        head = self.font["head"]
        left, bottom, right, top = (edge * self._scale for edge in (head.xMin, head.yMin, head.xMax, head.yMax))
        return left, bottom, right, top


FIELD_FACE: Final = Face("AtkinsonHyperlegible-Regular", font_file(MAIN))
# The main family once more: it has letters (Ł, Ş) that the encoding of the field font leaves out.
FALLBACK_FACES: Final = (
    FIELD_FACE,
    *(Face(family.title().replace("-", "") + "-Regular", font_file(family)) for family in FALLBACKS),
)
"""Where a character outside the field font's encoding is looked up, first to last."""
