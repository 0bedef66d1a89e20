"""The appearance of a text field: what every viewer shows until somebody types in the field.

What does not fit is cut off in the appearance, in sight; it is whole in the field's value, and the caller is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kadergen.formats.faces import FALLBACK_FACES, FIELD_FACE
from kadergen.formats.fallback_font import FallbackFont, Sink
from kadergen.formats.fieldfont import RESOURCE_NAME, WINANSI
from kadergen.formats.pdfsyntax import Name, Stream, byte_string, number, text_string
from kadergen.formats.text_fitting import Fitted, fit, leading, measure, place
from kadergen.theme.bidi import has_right_to_left, reads_from_right, visual_order

PADDING: Final = 2.0
"""Points between the field's edge and its text: where viewers put it when somebody types."""
FRAME_WIDTH: Final = 0.5
"""Points: the frame of a field on a page that draws none."""

# Characters that pdf.js replaces by what they are compatible with when it takes text from an appearance.
_REPLACED_BY_PDFJS: Final = re.compile("[\u00b5\u037e\u0eb3\u2126\ufb00-\ufb4f]")


@dataclass(frozen=True, slots=True)
class Typeset:
    """An appearance stream; whether all of the text is in sight; how many characters no font could show."""

    stream: Stream
    overflows: bool
    missing: int


class FieldTypesetter:
    """Sets texts for the fields of one document or increment. `field_font` is the reference to the field font.

    pdf.js (Firefox) lets people edit the text that it finds on the appearance, where that is another one than the
    value. So that nothing is lost there, a text that is shown otherwise than it is (cut off, broken inside a word,
    right to left, with substitutes) is set in "silent" fonts, whose characters pdf.js passes over: then it takes
    the value. The whole text stands beside it as ActualText, for programs that flatten the form or read it aloud.
    """

    def __init__(self, sink: Sink, field_font: object) -> None:
        self._sink = sink
        self._field_font = field_font
        self._fallbacks: dict[str, FallbackFont] = {}

    def typeset(
        self, text: str, width: float, height: float, *, size: float, colour: bytes, multiline: bool, under: bytes = b""
    ) -> Typeset:
        """The appearance of a field of this width and height in points.

        `colour` is a fill operator with operands (`0 g`), `under` what is drawn below the text.
        """
        fitted = fit(text, width - 2 * PADDING, height - 2 * PADDING, size, multiline=multiline)
        silent = _is_shown_otherwise(text, fitted)
        fonts: dict[str, object] = {}
        body = b"".join(self._lines(fitted, width, height, multiline, silent, fonts))
        content = b"/Tx BMC\n" + under
        if body:
            edge = PADDING / 2
            clip = f"{number(edge)} {number(edge)} {number(width - 2 * edge)} {number(height - 2 * edge)} re W n\n"
            body = b"BT\n" + colour + b"\n" + body + b"ET\n"
            if silent:
                body = b"/Span <</ActualText " + text_string(text) + b">> BDC\n" + body + b"EMC\n"
            content += b"q\n" + clip.encode() + body + b"Q\n"
        stream = appearance(width, height, content + b"EMC\n", {"Font": fonts} if fonts else {})
        return Typeset(stream, fitted.overflows, fitted.missing)

    def finish(self) -> None:
        """Puts the fallback fonts that were used; nothing may be set afterwards."""
        for font in self._fallbacks.values():
            font.write(self._sink)

    def _lines(
        self, fitted: Fitted, width: float, height: float, multiline: bool, silent: bool, fonts: dict[str, object]
    ) -> Iterator[bytes]:
        """The operators of each line; `fonts` gathers the resources."""
        size = fitted.size
        ascent, descent = FIELD_FACE.ascent * size / 1000, -FIELD_FACE.descent * size / 1000
        baseline = height - PADDING - ascent if multiline else (height - ascent - descent) / 2 + descent
        for index, line in enumerate(fitted.lines):
            if not line.strip():
                continue
            x = PADDING
            if has_right_to_left(line):
                from_right = reads_from_right(line)
                line = "".join(text for text, _ in visual_order([(line, None)], from_right=from_right))
                if from_right:
                    x = max(PADDING, width - PADDING - measure(line) * size / 1000)
            position = f"1 0 0 1 {number(x)} {number(baseline - index * leading(size))} Tm\n"
            yield position.encode() + self._show(line, size, silent, fonts)

    def _show(self, line: str, size: float, silent: bool, fonts: dict[str, object]) -> bytes:
        """The operators that show one line, font by font."""
        shown = b""
        for index, chars in _runs(line, silent):
            if index == 0:
                resource, string = RESOURCE_NAME, byte_string("".join(chars).encode("cp1252"))
                fonts[resource] = self._field_font
            else:
                resource = f"{'Silent' if silent else 'Fallback'}{index}"
                font = self._fallbacks.get(resource)
                if font is None:
                    face = FALLBACK_FACES[index - 1]
                    font = self._fallbacks[resource] = FallbackFont(face, self._sink.reserve(), silent=silent)
                fonts[resource] = font.reference
                string = b"<" + "".join(f"{font.encode(char):04x}" for char in chars).encode() + b">"
            shown += b"/%s %s Tf %s Tj\n" % (resource.encode(), number(size).encode(), string)
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


def _is_shown_otherwise(text: str, fitted: Fitted) -> bool:
    """Whether the lines, apart from white space, are another text than the one that was given."""
    return (
        fitted.overflows
        or fitted.missing > 0
        or " ".join(fitted.lines).split() != text.split()
        or has_right_to_left(text)
        or (not text.isascii() and _REPLACED_BY_PDFJS.search(text) is not None)
    )


def _runs(line: str, silent: bool) -> Iterator[tuple[int, Sequence[str]]]:
    """The line in stretches of one font (see `place`)."""
    if not silent and (line.isascii() or all(map(WINANSI.__contains__, line))):
        yield 0, line
        return
    current = 0
    chars: list[str] = []
    for char in line:
        found = place(char, plain=not silent)
        if found.font != current and chars:
            yield current, chars
            chars = []
        current = found.font
        chars.append(found.char)
    if chars:
        yield current, chars
