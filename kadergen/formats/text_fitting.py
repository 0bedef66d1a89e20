"""Fitting text into a form field: where characters are found, how lines break, how small the letters become.

Widths are the fonts' own, in thousandths of the size. A text that does not fit shrinks to 6 points and is then cut off.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from kadergen.formats.faces import FALLBACK_FACES, FIELD_FACE
from kadergen.formats.fieldfont import WINANSI

LEAST_SIZE: Final = 6.0
"""Points: long texts are set no smaller than this."""
_STEP: Final = 0.5

_LINE_ENDS: Final = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_TOKENS: Final = re.compile(r" +|[^ ]+")
_SUBSTITUTE: Final = "\ufffd"
_CUT: Final = "…"
_ALIKE: Final = str.maketrans({"\t": "    ", "\u2010": "-", "\u2011": "-", "\u202f": "\u00a0", "\u2007": "\u00a0"})
# Characters that are not meant to be seen: controls, joiners, direction marks, variation selectors, skin tones, tags.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff\U000e0000-\U000e01ef]"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A character's place in the fonts: 0 is the field font, n the n-th of `FALLBACK_FACES`; width in thousandths."""

    font: int
    char: str
    width: float
    missing: bool = False


@cache
def place(char: str, *, plain: bool = True) -> Place:
    """Where a character is found; one that no font has gets the place of a visible substitute.

    Without `plain` the field font is left out, for which `FALLBACK_FACES` has a stand-in.
    """
    if plain and char in WINANSI:
        return Place(0, char, FIELD_FACE.width(char))
    for font, face in enumerate(FALLBACK_FACES, 1):
        if ord(char) in face.glyph_ids:
            return Place(font, char, face.width(char))
    substitute = place(_SUBSTITUTE, plain=plain)
    return Place(substitute.font, _SUBSTITUTE, substitute.width, missing=True)


class _Widths(dict[str, float]):
    """Character → width, looked up once: fast enough to measure every text of a form in a millisecond."""

    def __missing__(self, char: str) -> float:
        self[char] = width = place(char).width
        return width


_WIDTHS: Final = _Widths()


def measure(text: str) -> float:
    """The width of a stretch of text in thousandths of its size."""
    return sum(map(_WIDTHS.__getitem__, text))


_measure_word: Final = lru_cache(maxsize=1 << 16)(measure)  # the same words come again and again


@dataclass(frozen=True, slots=True)
class Fitted:
    """The lines of a text at a size in points; whether some of it was cut off; what no font can show."""

    lines: list[str]
    size: float
    overflows: bool
    missing: int


def fit(text: str, width: float, height: float, size: float, *, multiline: bool) -> Fitted:
    """The text in lines for a room of this width and height in points, at most as large as `size`."""
    paragraphs = visible_paragraphs(text)
    if not multiline:
        paragraphs = [" ".join(filter(None, paragraphs))]
    tokens = [[(token, _measure_word(token)) for token in _TOKENS.findall(p)] for p in paragraphs]
    size, lines, overflows = _fit(tokens, width, height, size, multiline)
    missing = 0 if text.isascii() else sum(place(char).missing for char in set("".join(paragraphs)))
    return Fitted(lines, size, overflows, missing)


def visible_paragraphs(text: str) -> list[str]:
    """What there is to see of a text, line by line; composed, without characters that are not meant to be seen."""
    text = _LINE_ENDS.sub("\n", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return _UNSEEN.sub("", text.translate(_ALIKE)).rstrip("\n").split("\n")


def leading(size: float) -> float:
    """The distance of two base lines in points, at this size."""
    return (FIELD_FACE.ascent - FIELD_FACE.descent) * size / 1000


Tokens = list[list[tuple[str, float]]]


def _fit(tokens: Tokens, width: float, height: float, size: float, multiline: bool) -> tuple[float, list[str], bool]:
    """The largest size at which all is in sight, the lines, and whether some had to be cut off at the smallest."""
    while True:
        room = width * 1000 / size
        if multiline:
            most = max(1, int((height + 0.01) / leading(size)))
            lines = _wrap(tokens, room, most + 1)
            fits = len(lines) <= most
        else:
            most = 1
            lines = ["".join(text for text, _ in tokens[0])]
            fits = measure(lines[0]) <= room
        if fits:
            return size, lines, False
        if size <= LEAST_SIZE:
            return size, [*lines[: most - 1], _cut(lines[most - 1], room)], True
        size = max(LEAST_SIZE, size - _STEP)


def _cut(line: str, room: float) -> str:
    """The line with a sign at its end that more follows."""
    while line and measure(line + _CUT) > room:
        line = line[:-1]
    return line.rstrip() + _CUT


def _wrap(tokens: Tokens, room: float, enough: int) -> list[str]:
    """Lines no wider than `room` (spaces at a line's end do not count), at most `enough` of them."""
    lines: list[str] = []
    for paragraph in tokens:
        line, used = "", 0.0
        for token, token_width in _narrow(paragraph, room):
            if used + token_width > room and line and token[0] != " ":
                lines.append(line.rstrip(" "))
                if len(lines) >= enough:
                    return lines
                line, used = "", 0.0
            line += token
            used += token_width
        lines.append(line.rstrip(" "))
        if len(lines) >= enough:
            return lines
    return lines


def _narrow(paragraph: Iterable[tuple[str, float]], room: float) -> Iterator[tuple[str, float]]:
    """The tokens, those that are wider than a whole line in pieces."""
    for token, width in paragraph:
        if width <= room or token[0] == " ":
            yield token, width
            continue
        piece, used = "", 0.0
        for char in token:
            char_width = _WIDTHS[char]
            if piece and used + char_width > room:
                yield piece, used
                piece, used = "", 0.0
            piece += char
            used += char_width
        yield piece, used
