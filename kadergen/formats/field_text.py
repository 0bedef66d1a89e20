"""How text stands in a form field: wrapped by the fonts' own widths, shrunk from 9 to 6 points, then cut off in sight.

What is cut off in the appearance is whole in the field's value, and the caller is told. The appearance is what every
viewer shows until somebody types in the field.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from kadergen.formats.faces import FALLBACK_FACES, FIELD_FACE
from kadergen.formats.fallback_font import FallbackFont, Sink
from kadergen.formats.fieldfont import RESOURCE_NAME, WINANSI
from kadergen.formats.pdfsyntax import Name, Stream, byte_string, number
from kadergen.theme.bidi import has_right_to_left, reads_from_right, visual_order

PADDING: Final = 2.0
"""Points between the field's edge and its text: where viewers put it when somebody types."""
LEAST_SIZE: Final = 6.0
"""Points: long texts are set no smaller than this."""
FRAME_WIDTH: Final = 0.5
"""Points: the frame of a field on a page that draws none."""
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
def place(char: str) -> Place:
    """Where a character is found; one that no font has gets the place of a visible substitute."""
    if char in WINANSI:
        return Place(0, char, FIELD_FACE.width(char))
    for font, face in enumerate(FALLBACK_FACES, 1):
        if ord(char) in face.glyph_ids:
            return Place(font, char, face.width(char))
    substitute = place(_SUBSTITUTE)
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
class Typeset:
    """An appearance stream; whether all of the text is in sight; how many characters no font could show."""

    stream: Stream
    overflows: bool
    missing: int


class FieldTypesetter:
    """Sets texts for the fields of one document or increment. `field_font` is the reference to the field font."""

    def __init__(self, sink: Sink, field_font: object) -> None:
        self._sink = sink
        self._field_font = field_font
        self._fallbacks: dict[int, FallbackFont] = {}

    def typeset(
        self, text: str, width: float, height: float, *, size: float, colour: bytes, multiline: bool, under: bytes = b""
    ) -> Typeset:
        """The appearance of a field of this width and height in points. `colour` is a fill operator with operands
        (`0 g`), `under` what is drawn below the text.
        """
        paragraphs = visible_paragraphs(text)
        if not multiline:
            paragraphs = [" ".join(filter(None, paragraphs))]
        inner_width, inner_height = width - 2 * PADDING, height - 2 * PADDING
        tokens = [[(t, _measure_word(t)) for t in _TOKENS.findall(p)] for p in paragraphs]
        size, lines, overflows = _fit(tokens, inner_width, inner_height, size, multiline)
        used: dict[int, None] = {}
        body = b"".join(self._lines(lines, size, width, height, multiline, used))
        content = b"/Tx BMC\n" + under
        if body:
            edge = PADDING / 2
            clip = f"{number(edge)} {number(edge)} {number(width - 2 * edge)} {number(height - 2 * edge)} re W n\n"
            content += b"q\n" + clip.encode() + b"BT\n" + colour + b"\n" + body + b"ET\nQ\n"
        fonts = {RESOURCE_NAME: self._field_font} | {_resource(n): self._fallbacks[n].reference for n in used if n}
        stream = appearance(width, height, content + b"EMC\n", {"Font": fonts} if body else {})
        missing = sum(place(char).missing for char in set("".join(paragraphs)))
        return Typeset(stream, overflows, missing)

    def finish(self) -> None:
        """Puts the fallback fonts that were used; nothing may be set afterwards."""
        for font in self._fallbacks.values():
            font.write(self._sink)

    def _lines(
        self, lines: list[str], size: float, width: float, height: float, multiline: bool, used: dict[int, None]
    ) -> Iterator[bytes]:
        leading = _leading(size)
        ascent, descent = FIELD_FACE.ascent * size / 1000, -FIELD_FACE.descent * size / 1000
        baseline = height - PADDING - ascent if multiline else (height - ascent - descent) / 2 + descent
        for index, line in enumerate(lines):
            if not line.strip():
                continue
            x = PADDING
            if has_right_to_left(line):
                from_right = reads_from_right(line)
                line = "".join(text for text, _ in visual_order([(line, None)], from_right=from_right))
                if from_right:
                    x = max(PADDING, width - PADDING - measure(line) * size / 1000)
            position = f"1 0 0 1 {number(x)} {number(baseline - index * leading)} Tm\n"
            yield position.encode() + self._show(line, size, used)

    def _show(self, line: str, size: float, used: dict[int, None]) -> bytes:
        """The operators that show one line, font by font."""
        shown = b""
        for font, chars in _runs(line):
            if font not in used:
                used[font] = None
            shown += b"/%s %s Tf " % (_resource(font).encode(), number(size).encode())
            if font == 0:
                shown += byte_string("".join(chars).encode("cp1252")) + b" Tj\n"
            else:
                fallback = self._fallbacks.get(font)
                if fallback is None:
                    fallback = self._fallbacks[font] = FallbackFont(FALLBACK_FACES[font - 1], self._sink.reserve())
                codes = "".join(f"{fallback.encode(char):04x}" for char in chars)
                shown += b"<" + codes.encode() + b"> Tj\n"
        return shown


def appearance(width: float, height: float, content: bytes, resources: dict[str, object]) -> Stream:
    """A form XObject of this size (8.10), as appearance streams are."""
    return Stream(
        {
            "Type": Name("XObject"),
            "Subtype": Name("Form"),
            "BBox": [0, 0, width, height],
            "Resources": resources,
        },
        content,
    )


def frame(width: float, height: float, colour: bytes) -> bytes:
    """The operators of a thin frame along the field's edge; `colour` is the operands of RG."""
    inset = FRAME_WIDTH / 2
    box = f"{number(inset)} {number(inset)} {number(width - 2 * inset)} {number(height - 2 * inset)} re S\n"
    return b"q " + number(FRAME_WIDTH).encode() + b" w " + colour + b" RG " + box.encode() + b"Q\n"


def visible_paragraphs(text: str) -> list[str]:
    """What there is to see of a text, line by line; composed, without characters that are not meant to be seen."""
    text = _LINE_ENDS.sub("\n", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return _UNSEEN.sub("", text.translate(_ALIKE)).rstrip("\n").split("\n")


def _resource(font: int) -> str:
    return RESOURCE_NAME if font == 0 else f"Fallback{font}"


def _leading(size: float) -> float:
    return (FIELD_FACE.ascent - FIELD_FACE.descent) * size / 1000


def _runs(line: str) -> Iterator[tuple[int, Sequence[str]]]:
    """The line in stretches of one font."""
    if line.isascii() or all(map(WINANSI.__contains__, line)):
        yield 0, line
        return
    current: int = 0
    chars: list[str] = []
    for char in line:
        found = place(char)
        if found.font != current and chars:
            yield current, chars
            chars = []
        current = found.font
        chars.append(found.char)
    if chars:
        yield current, chars


Tokens = list[list[tuple[str, float]]]


def _fit(tokens: Tokens, width: float, height: float, size: float, multiline: bool) -> tuple[float, list[str], bool]:
    """The largest size at which all is in sight, the lines, and whether some had to be cut off at the smallest."""
    while True:
        room = width * 1000 / size
        if multiline:
            most = max(1, int((height + 0.01) / _leading(size)))
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
