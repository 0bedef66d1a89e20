"""The pages of a PDF without fields, read by PDFium: words with the form XObjects that they stand in, and pictures.

Programs that flatten a form turn each widget into a form XObject, or draw what it shows straight on the page. A word
remembers which, since a text longer than its box goes on invisibly over whatever stands below.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

import pypdfium2.raw as raw
from PIL import Image

from kadergen.formats.faces import FALLBACK_FACES
from kadergen.formats.pdf_glyphs import Letter, letters_of, opened
from kadergen.formats.pdf_text import decode_text
from kadergen.formats.reading_order import spelled
from kadergen.formats.silent_text import voiced
from kadergen.units import Rect

_DEEPEST: Final = 12  # form XObjects within each other
_MOST_OBJECTS: Final = 100_000  # on a page
_LONGEST_NAME: Final = 200  # bytes of a typeface's name
_UNKNOWN: Final = "\ufffd"  # stands for a letter that nobody can tell
_ACTUAL_TEXT: Final = b"ActualText"
_MOST_PIXELS: Final = 40_000_000  # of a page's picture


@dataclass(frozen=True, slots=True)
class XObject:
    """A form XObject as it is drawn on a page: its number there, and where its own origin lies, in points."""

    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a space among them: where the first one stands, and how wide they are, in points.

    The width is along the line, whichever way that runs on the page. `run` numbers the text objects of the page in the
    order in which they are drawn; `within` are the form XObjects around it, the outermost first. `whole` is all that
    stands in its form XObject, as the program that made that wrote it beside the letters (ActualText), else "".
    """

    text: str
    x: float
    y: float
    width: float
    run: int = 0
    within: tuple[XObject, ...] = ()
    whole: str = ""


class FlatPage:
    """One page. Lengths are points in the page's own coordinates, whatever its /Rotate says."""

    def __init__(self, page: Any) -> None:
        self._page = page
        raw.FPDFPage_SetRotation(page, 0)
        left, bottom, right, top = page.get_cropbox()
        self.box: Final = Rect(left, bottom, right, top)

    def words(self) -> tuple[Word, ...]:
        """Its words, in the order in which their text objects are drawn."""
        return tuple(_words(self._page))

    def picture(self, scale: float) -> Image.Image | None:
        """The page in shades of grey, `scale` pixels for a point; None for a page that is too large to be drawn."""
        if self.box.width * self.box.height * scale * scale > _MOST_PIXELS:
            return None
        picture: Image.Image = self._page.render(scale=scale, grayscale=True).to_pil()
        return picture.convert("L")


def words_of(data: bytes, only: Collection[int] | None = None) -> dict[int, tuple[Word, ...]]:
    """The words of each page by its index, of all pages or `only` these. Raises FormatError or EncryptedError."""
    with flat_pages(data, only=only) as pages:
        return {index: page.words() for index, page in pages}


@contextmanager
def flat_pages(
    data: bytes, *, only: Collection[int] | None = None, draw_fields: bool = False
) -> Iterator[Iterator[tuple[int, FlatPage]]]:
    """The pages one by one with their indices, all or `only` these; each is of use until the next one is asked for.

    Fields that are still there are in the pictures only with `draw_fields`. Raises FormatError or EncryptedError.
    """
    with opened(data) as document:
        if draw_fields:
            document.init_forms()
        yield _pages(document, only)


def _pages(document: Any, only: Collection[int] | None) -> Iterator[tuple[int, FlatPage]]:
    for index in range(len(document)):
        if only is not None and index not in only:
            continue
        page = document[index]
        try:
            yield index, FlatPage(page)
        finally:
            page.close()


def _words(page: Any) -> Iterator[Word]:
    text = page.get_textpage()
    objects: dict[int, list[tuple[int, Letter]]] = {}
    owner = 0
    try:
        for index, letter in letters_of(text):
            found = raw.FPDFText_GetTextObject(text, index)
            # A space that PDFium worked out belongs to no object; it goes with the letter before it.
            owner = _address(found) or owner
            objects.setdefault(owner, []).append((index, letter))
        tops = [raw.FPDFPage_GetObject(page, i) for i in range(raw.FPDFPage_CountObjects(page))]
        found_objects = list(_text_objects(tops))
        wholes = _wholes(found_objects)
        for run, (item, x, y, within) in enumerate(found_objects):
            letters = objects.pop(_address(item), [])
            letters = list(_possible(item, letters))
            if within and (whole := wholes.get(within[-1].number)):
                if letters:
                    (_, first), *_ = letters
                    yield Word(whole, first.x, first.y, 0.0, run, within, whole)
                continue
            if not letters and _is_unreadable(item):
                yield Word(_UNKNOWN, x, y, 0.0, run, within)
            for is_space, word in groupby(letters, key=lambda item: item[1].text.isspace()):
                if not is_space:
                    yield _word(text, list(word), run, within)
    finally:
        text.close()


def _possible(item: Any, letters: list[tuple[int, Letter]]) -> Iterator[tuple[int, Letter]]:
    """The letters of a text object; one that its own typeface has not stands as the sign for what nobody knows.

    Only the typefaces of our own forms are known. Ghostscript garbles what some of their letters stand for.
    """
    if all(letter.text.isascii() for _, letter in letters):
        yield from letters
        return
    name = _typeface(item)
    face = next((face for face in FALLBACK_FACES if name.endswith(face.name)), None)
    for index, letter in letters:
        known = face is None or letter.text.isspace() or unicodedata.category(letter.text) == "Cf"
        if known or ord(letter.text) in (face.glyph_ids if face else ()):
            yield index, letter
        else:
            yield index, replace(letter, text=_UNKNOWN)


def _is_unreadable(item: Any) -> bool:
    """Whether a text object without letters is more than a space: PDFium and Chrome set what their typefaces have not
    in one that they do not put into the file.
    """
    font = raw.FPDFTextObj_GetFont(item)
    return bool(font) and raw.FPDFFont_GetIsEmbedded(font) == 0


def _typeface(item: Any) -> str:
    font = raw.FPDFTextObj_GetFont(item)
    name = ctypes.create_string_buffer(_LONGEST_NAME)
    size = raw.FPDFFont_GetBaseFontName(font, name, _LONGEST_NAME) if font else 0
    return name.value.decode("utf-8", "replace") if 0 < size <= _LONGEST_NAME else ""


def _word(text: Any, letters: list[tuple[int, Letter]], run: int, within: tuple[XObject, ...]) -> Word:
    (_, first), (index, last) = letters[0], letters[-1]
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, index, box)
    across, up = last.x - first.x, last.y - first.y
    upright = abs(across) >= abs(up)
    width = math.hypot(across, up) + abs(box.right - box.left if upright else box.top - box.bottom)
    # What one glyph stands for may be several characters, all at its place.
    glyphs = [(x, voiced("".join(one.text for _, one in same))) for x, same in groupby(letters, lambda one: one[1].x)]
    return Word(spelled(glyphs), first.x, first.y, width, run, within)


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


_TextObject = tuple[Any, float, float, tuple[XObject, ...]]


def _text_objects(tops: list[Any]) -> Iterator[_TextObject]:
    """All text objects in drawing order, each with where it begins and the form XObjects around it."""
    numbers = 0
    identity = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    stack: list[tuple[Any, tuple[float, ...], tuple[XObject, ...]]] = [(item, identity, ()) for item in reversed(tops)]
    for _ in range(_MOST_OBJECTS):
        if not stack:
            return
        item, outer, within = stack.pop()
        kind = raw.FPDFPageObj_GetType(item)
        matrix = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(item, matrix)
        placed = _concatenated((matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f), outer)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            yield item, placed[4], placed[5], within
        elif kind == raw.FPDF_PAGEOBJ_FORM and len(within) < _DEEPEST:
            numbers += 1
            inside = (*within, XObject(numbers, placed[4], placed[5]))
            kids = [raw.FPDFFormObj_GetObject(item, i) for i in range(raw.FPDFFormObj_CountObjects(item))]
            stack.extend((kid, placed, inside) for kid in reversed(kids))


def _wholes(objects: list[_TextObject]) -> dict[int, str]:
    """Number of a form XObject → what all its text says, where that is written beside it as one ActualText."""
    said: dict[int, set[str]] = {}
    for item, _, _, within in objects:
        if within:
            said.setdefault(within[-1].number, set()).add(_actual_text(item))
    return {number: text for number, (text, *others) in said.items() if text and not others}


def _actual_text(item: Any) -> str:
    """The ActualText of the marked content that a text object stands in, "" where there is none."""
    for index in range(raw.FPDFPageObj_CountMarks(item)):
        mark = raw.FPDFPageObj_GetMark(item, index)
        size = ctypes.c_ulong()
        # Not the value as a string: PDFium takes that for UTF-8.
        if raw.FPDFPageObjMark_GetParamBlobValue(mark, _ACTUAL_TEXT, None, 0, size) and size.value:
            buffer = (ctypes.c_ubyte * size.value)()
            raw.FPDFPageObjMark_GetParamBlobValue(mark, _ACTUAL_TEXT, buffer, size.value, size)
            return decode_text(bytes(buffer)).text
    return ""


def _concatenated(inner: tuple[float, ...], outer: tuple[float, ...]) -> tuple[float, ...]:
    """Two matrices as PDF multiplies them (ISO 32000-1, 8.3.4): first the inner one, then the outer one."""
    a, b, c, d, e, f = inner
    k, m, n, p, x, y = outer
    return (a * k + b * n, a * m + b * p, c * k + d * n, c * m + d * p, e * k + f * n + x, e * m + f * p + y)
