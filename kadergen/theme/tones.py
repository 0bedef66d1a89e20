"""Colours that follow from a theme's: said once, for those who draw them and those who measure their contrast."""

from __future__ import annotations

from typing import Final

from kadergen.colours import contrast, luminance, mix, tint

ROW_TINT: Final = 0.13
"""How much of a level's colour the row of its choice has."""


def field_fill(hue: str) -> str:
    """The ground of a field in a section of this hue."""
    return tint(hue, 0.035)


def small_print(ground: str) -> str:
    """Small print on a coloured page: as quiet as it may be."""
    for share in (0.78, 0.86, 0.92):
        if contrast(pale := mix(ground, "#FFFFFF", share), ground) >= 4.5:
            return pale
    return "#FFFFFF"


def grey(colour: str) -> str:
    """The grey of the same luminance (WCAG 2.2, "relative luminance"): contrasts stay what they are."""
    light = luminance(colour)
    tone = light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return "#" + f"{round(tone * 255):02X}" * 3
