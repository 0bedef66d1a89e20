"""Arithmetic on `#RRGGBB` colours: mixing, contrast as WCAG 2.2 defines it, and how a colour is measured."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")


def is_colour(text: str) -> bool:
    """Whether it is `#RRGGBB`."""
    return _COLOUR.fullmatch(text) is not None


@cache
def channels(colour: str) -> tuple[float, float, float]:
    """`#RRGGBB` → red, green, blue from 0 to 1; ValueError for anything else."""
    if not is_colour(colour):
        raise ValueError(f"not a colour: {colour!r}")
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def mix(colour: str, other: str, share: float) -> str:
    """`colour` with a `share` (0 to 1) of `other` stirred in."""
    mixed = (a + (b - a) * share for a, b in zip(channels(colour), channels(other), strict=True))
    return "#" + "".join(f"{round(value * 255):02X}" for value in mixed)


def tint(colour: str, share: float) -> str:
    """`colour` thinned with white; `share` 1 leaves it, 0 gives white."""
    return mix("#FFFFFF", colour, share)


def contrast(colour: str, other: str) -> float:
    """The contrast ratio, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    high, low = sorted((luminance(colour), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lab(colour: str) -> tuple[float, float, float]:
    """The colour as CIE L*a*b*, white point D50, as printing measures it (sRGB adapted by Bradford's method)."""
    red, green, blue = _linear(colour)
    x = (0.4360747 * red + 0.3850649 * green + 0.1430804 * blue) / 0.96422
    y = 0.2225045 * red + 0.7168786 * green + 0.0606169 * blue
    z = (0.0139322 * red + 0.0971045 * green + 0.7141733 * blue) / 0.82521
    fx, fy, fz = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def luminance(colour: str) -> float:
    """0 (black) to 1 (white): WCAG 2.2, "relative luminance"."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour))
    return red, green, blue
