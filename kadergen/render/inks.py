"""Colours on a page, as operators: light for a screen, or inks for a press.

On a press every text and every fine grey line is black ink alone: four inks never lie exactly on top of each other, and
small type would blur. Text that stands on a colour is left bare of ink. All else goes through the press's own profile.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final, Protocol

from kadergen.colours import channels, contrast, lab
from kadergen.formats.icc_profile import OutputProfile

INK_LIMIT: Final = 3.0
_PAPER, _BLACK = (0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0)
# Text with less contrast than this can't be meant for white paper (WCAG 2.2, 1.4.3): it stands on a colour.
_LEAST_CONTRAST = 3.0
# Solid black on FOGRA39 is that much darker than the paper (L*); from so much black on, a text is set solid.
_BLACK_DEPTH, _SOLID = 84.0, 0.75
# Lines with less colour than this (chroma) and darker than this (L*) are drawn in black ink; fills only if really grey.
_GREY_LINE, _PALE_LINE, _GREY = 14.0, 85.0, 1.5
# Less of an ink than this is dirt rather than colour.
_SPECK = 0.02


class Inks(Protocol):
    """How a renderer says a colour (`#RRGGBB`), by what it is for; each gives a PDF operator with its operands."""

    def text(self, colour: str) -> str:
        """For letters."""

    def fill(self, colour: str) -> str:
        """For areas."""

    def line(self, colour: str) -> str:
        """For lines."""

    def pixels(self, rgb: bytes) -> tuple[str, bytes]:
        """For a picture of red, green, blue: RGB or CMYK, and the bytes in it."""


class ScreenColours:
    """The colours as they are."""

    def text(self, colour: str) -> str:
        """As the fill."""
        return self.fill(colour)

    def fill(self, colour: str) -> str:
        """Red, green, blue."""
        return _rgb(colour) + " rg"

    def line(self, colour: str) -> str:
        """Red, green, blue."""
        return _rgb(colour) + " RG"

    def pixels(self, rgb: bytes) -> tuple[str, bytes]:
        """As they are."""
        return "RGB", rgb


class PressInks:
    """Cyan, magenta, yellow and black for the printing condition of a profile. `black` is the colour of body text."""

    def __init__(self, profile: OutputProfile, black: str) -> None:
        self._profile = profile
        self._black = black
        self._known: dict[tuple[str, str], str] = {}

    def text(self, colour: str) -> str:
        """Black ink, or none."""
        return self._said("text", colour)

    def fill(self, colour: str) -> str:
        """All inks."""
        return self._said("fill", colour)

    def line(self, colour: str) -> str:
        """Black ink for what is nearly grey, else all inks."""
        return self._said("line", colour)

    def pixels(self, rgb: bytes) -> tuple[str, bytes]:
        """As areas of their colours, in steps that the eye does not see (a photograph has very many colours)."""
        known: dict[bytes, bytes] = {}
        inks = bytearray()
        for at in range(0, len(rgb), 3):
            pixel = bytes(min(value + 4, 255) & 0xF8 for value in rgb[at : at + 3])
            if pixel not in known:
                red, green, blue = (value if value < 0xF8 else 0xFF for value in pixel)
                shares = self.shares("fill", f"#{red:02X}{green:02X}{blue:02X}")
                known[pixel] = bytes(round(share * 255) for share in shares)
            inks += known[pixel]
        return "CMYK", bytes(inks)

    def shares(self, purpose: str, colour: str) -> tuple[float, float, float, float]:
        """How much of each ink, 0 to 1; together no more than INK_LIMIT. `purpose` is text, fill or line."""
        if colour == self._black:
            return _BLACK
        lightness, a, b = lab(colour)
        chroma = (a * a + b * b) ** 0.5
        black = min((100 - lightness) / _BLACK_DEPTH, 1.0)
        if purpose == "text":
            if contrast(colour, "#FFFFFF") < _LEAST_CONTRAST:
                return _PAPER
            return _BLACK if black >= _SOLID else (0.0, 0.0, 0.0, round(black, 2))
        if chroma < (_GREY_LINE if purpose == "line" and lightness < _PALE_LINE else _GREY):
            return (0.0, 0.0, 0.0, round(black, 2) if black > _SPECK else 0.0)
        cyan, magenta, yellow, key = (
            share if share > _SPECK else 0.0 for share in self._profile.inks((lightness, a, b))
        )
        most = cyan + magenta + yellow
        less = min((INK_LIMIT - 0.02 - key) / most, 1.0) if most else 1.0
        return round(cyan * less, 2), round(magenta * less, 2), round(yellow * less, 2), round(key, 2)

    def _said(self, purpose: str, colour: str) -> str:
        known = self._known.get((purpose, colour))
        if known is None:
            operands = " ".join(f"{share:.2f}".rstrip("0").rstrip(".") for share in self.shares(purpose, colour))
            known = self._known[purpose, colour] = f"{operands} {'K' if purpose == 'line' else 'k'}"
        return known


SCREEN: Final[Inks] = ScreenColours()


@cache
def fogra39() -> OutputProfile:
    """The printing condition that print files are made for: offset on coated paper (see icc/README.md)."""
    return OutputProfile(resources.files("kadergen.render").joinpath("icc/FOGRA39L_coated.icc").read_bytes())


@cache
def _rgb(colour: str) -> str:
    return " ".join(f"{channel:.3f}".rstrip("0").rstrip(".") for channel in channels(colour))
