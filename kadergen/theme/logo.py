"""A practice's logo as data: vector shapes or pixels, never a file to be opened later.

An SVG becomes shapes (`kadergen.theme.svg`); a PNG becomes opaque pixels, laid over the colour that it will stand on,
so that no renderer needs to know about transparency.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Final

from PIL import Image

from kadergen.colours import channels
from kadergen.diagnostics import Code, Diagnostic, Location, Severity
from kadergen.theme.svg import Drawing, DrawnShape, read_svg

_MOST_BYTES: Final = 2_000_000
_MOST_PIXELS: Final = 16_000_000
# At this many pixels along its longer side a logo prints sharply, and the form stays small enough to be mailed.
_SHOWN_PIXELS: Final = 720
_PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Pixels:
    """Rows from the top, three bytes (red, green, blue) per pixel."""

    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True, slots=True)
class Logo:
    """Width and height in units of its own; shapes (origin at the lower left) or pixels; and what is said for it."""

    width: float
    height: float
    alt: str
    shapes: tuple[DrawnShape, ...] = ()
    pixels: Pixels | None = None

    def recoloured(self, change: Callable[[str], str]) -> Logo:
        """With every colour (`#RRGGBB`) changed."""
        shapes = tuple(
            replace(s, fill=change(s.fill) if s.fill else None, stroke=change(s.stroke) if s.stroke else None)
            for s in self.shapes
        )
        pixels = self.pixels
        if pixels:
            known: dict[bytes, bytes] = {}
            out = bytearray()
            for at in range(0, len(pixels.rgb), 3):
                pixel = pixels.rgb[at : at + 3]
                if pixel not in known:
                    known[pixel] = bytes.fromhex(change("#" + pixel.hex().upper())[1:])
                out += known[pixel]
            pixels = replace(pixels, rgb=bytes(out))
        return replace(self, shapes=shapes, pixels=pixels)


def read_logo(path: FilePath, shown: str, place: Location, alt: str, behind: str) -> Logo | Diagnostic:
    """The logo in a file, or why it is none. `shown` is the file's name in messages, `place` where it is asked for,
    `behind` the colour (`#RRGGBB`) it will stand on.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as problem:
        reason = (problem.strerror if isinstance(problem, OSError) else "") or "it cannot be opened"
        hint = "the file's name is taken from the folder of the theme file"
        return _error(place, f"logo {shown} cannot be read: {reason}", hint)
    if len(data) > _MOST_BYTES:
        return _error(place, f"logo {shown} is larger than {_MOST_BYTES // 1000} kB", "save it smaller")
    if data.startswith(_PNG_SIGNATURE):
        return _from_png(data, shown, place, alt, behind)
    if b"<svg" in data[:10_000] or b":svg" in data[:10_000]:
        drawing = read_svg(data, shown)
        if isinstance(drawing, Drawing):
            return Logo(drawing.width, drawing.height, alt, drawing.shapes)
        return drawing
    return _error(place, f"logo {shown} is neither an SVG nor a PNG", "save it as one of these")


def _from_png(data: bytes, shown: str, place: Location, alt: str, behind: str) -> Logo | Diagnostic:
    # Before anything is unpacked: width and height stand in the first chunk (PNG, 11.2.2).
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    if width * height > _MOST_PIXELS:
        message = f"logo {shown} has {width} × {height} pixels"
        return _error(place, message, f"{_SHOWN_PIXELS} pixels along the longer side are enough")
    try:
        picture: Image.Image = Image.open(io.BytesIO(data), formats=("PNG",)).convert("RGBA")
    except Exception as problem:  # noqa: BLE001 - whatever Pillow finds wrong with a file that is given to it
        return _error(place, f"logo {shown} is not a whole PNG ({type(problem).__name__})", "save the picture anew")
    red, green, blue = (round(channel * 255) for channel in channels(behind))
    whole = Image.new("RGBA", picture.size, (red, green, blue, 255))
    whole.alpha_composite(picture)
    opaque = whole.convert("RGB")
    opaque.thumbnail((_SHOWN_PIXELS, _SHOWN_PIXELS), Image.Resampling.LANCZOS)
    pixels = Pixels(opaque.width, opaque.height, opaque.tobytes())
    return Logo(float(opaque.width), float(opaque.height), alt, pixels=pixels)


def _error(place: Location, message: str, hint: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, Code.B003, message, hint, place)
