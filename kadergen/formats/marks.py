"""The glyphs of a choice in text: an outline, and the same shape filled once it is chosen.

In Word a shape has to be a character. What tells the levels apart is the outline; what tells a choice from none is that
it is filled, also in grey, in the plainest text file and in a program that knows no check boxes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kadergen.formats.sdt import Mark

FONT: Final = "Segoe UI Symbol"
"""Has all of them, and is on every Windows since 7; other systems have a font of their own that does."""

MARKS: Final[Mapping[str, Mark]] = {
    "circle-tick": Mark("○", "●", FONT),
    "square-dash": Mark("□", "■", FONT),
    "triangle-mark": Mark("△", "▲", FONT),
    "diamond-dot": Mark("◇", "◆", FONT),
    "hexagon-cross": Mark("⬡", "⬢", FONT),
    "pentagon-plus": Mark("⬠", "⬟", FONT),
}
"""Shape name (`kadergen.model.scale.Shape` has the same names) → its two glyphs."""

EMPTY: Final = frozenset(mark.empty for mark in MARKS.values()) | frozenset("☐❏❐❑❒◻◽▢⬜⚪")
"""Glyphs of a choice that is not made, ours and those that programs and people put in their place."""

CHOSEN: Final = frozenset(mark.chosen for mark in MARKS.values()) | frozenset("☑☒✓✔✗✘✕✖⊠◼◾⬛⚫◉🗹🗸☓✅❎❌")
"""Glyphs of a choice that is made, ours and others'."""
