"""Arithmetic on `#RRGGBB` colours: mixing, and contrast as WCAG 2.2 defines it."""

from __future__ import annotations

from functools import cache


@cache
def channels(colour: str) -> tuple[float, float, float]:
    """`#RRGGBB` → red, green, blue from 0 to 1; ValueError for anything else."""
    if len(colour) != 7 or not colour.startswith("#"):
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
    high, low = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
