"""Colours as SVG writes them → `#RRGGBB`."""

from __future__ import annotations

import re
from typing import Final

from PIL import ImageColor

from kadergen.theme.svgpath import SvgError

_RGB: Final = re.compile(r"rgb\(\s*([\d.]+%?)\s*[, ]\s*([\d.]+%?)\s*[, ]\s*([\d.]+%?)\s*\)")
_HEX: Final = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def svg_colour(value: str, current: str, inherited: str | None = None) -> str | None:
    """`#RRGGBB` for a paint, None for none; SvgError for a gradient, a pattern or a word that is no colour."""
    word = value.strip().lower()
    if word in ("none", "transparent"):
        return None
    if word == "currentcolor":
        return current
    if word == "inherit":
        return inherited
    if word.startswith("url"):
        raise SvgError("holds a gradient or a pattern; use plain colours, or save it as PNG")
    if _HEX.fullmatch(word):
        return "#" + (word[1:] if len(word) == 7 else "".join(2 * digit for digit in word[1:])).upper()
    if match := _RGB.fullmatch(word):
        parts = [float(p[:-1]) * 2.55 if p.endswith("%") else float(p) for p in match.groups()]
        return "#" + "".join(f"{round(min(part, 255.0)):02X}" for part in parts)
    if word in ImageColor.colormap:
        # Not the map's own value: the library puts what it has worked out in the place of what it has written there.
        red, green, blue, *_ = ImageColor.getrgb(word)
        return f"#{red:02X}{green:02X}{blue:02X}"
    raise SvgError(f"has the colour {value[:30]!r}, which is not known here")
