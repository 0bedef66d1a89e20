"""Where letters and lines stand on the pages of a PDF, read by PDFium."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from kadergen.formats.rawform import EncryptedError, FormatError
from kadergen.units import Rect

_MAX_PAGES: Final = 400
_MOST_LETTERS: Final = 200_000  # on a page
_MOST_PATHS: Final = 50_000
_THIN: Final = 3.0  # points: what is thinner and longer than that is a line
_DEEPEST: Final = 8  # form XObjects within each other
_PATH: Final = 2


@dataclass(frozen=True, slots=True)
class Letter:
    """A character, the base line it stands on, and its left and right edge (points from the lower left corner)."""

    text: str
    x: float
    y: float
    right: float


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page: its letters in the order of the file, and the lines drawn on it, as rectangles."""

    letters: tuple[Letter, ...]
    lines: tuple[Rect, ...]


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """The file as a document of PDFium, of pages that are not too many. Raises FormatError or EncryptedError."""
    try:
        document: Any = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedError("it opens with a password only") from error
        raise FormatError("no PDF that can be opened") from error
    try:
        if len(document) > _MAX_PAGES:
            raise FormatError(f"it has more than {_MAX_PAGES} pages")
        yield document
    except pdfium.PdfiumError as error:
        raise FormatError("one of its pages cannot be read") from error
    finally:
        document.close()


def read_pages(data: bytes) -> Iterator[PrintedPage]:
    """The pages one by one. Raises FormatError or EncryptedError."""
    with opened(data) as document:
        for index in range(len(document)):
            page = document[index]
            try:
                yield PrintedPage(tuple(_letters(page)), tuple(_lines(page)))
            finally:
                page.close()


def _letters(page: Any) -> Iterator[Letter]:
    text = page.get_textpage()
    try:
        for _, letter in letters_of(text):
            yield letter
    finally:
        text.close()


def letters_of(text: Any) -> Iterator[tuple[int, Letter]]:
    """The letters of a text page of PDFium, each with its number there.

    Generated spaces take the place of the letter before them; line ends are for those who know the lines.
    """
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    edge, base = 0.0, 0.0
    half = 0  # the first half of a character that stands in two
    for index in range(min(text.count_chars(), _MOST_LETTERS)):
        code = raw.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            if half:
                yield index - 1, Letter("\ufffd", edge, base, edge)
            half = code
            continue
        if half:
            code = 0x10000 + ((half - 0xD800) << 10) + code - 0xDC00 if 0xDC00 <= code < 0xE000 else code
            half = 0
        char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if char in "\r\n":
            continue
        if raw.FPDFText_IsGenerated(text, index) == 1 or char == "\u00ad":
            yield index, Letter(" " if char.isspace() else char, edge, base, edge)
            continue
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        edge, base = max(right.value, x.value), y.value
        yield index, Letter(char, x.value, base, edge)


def _lines(page: Any) -> Iterator[Rect]:
    for count, item in enumerate(page.get_objects(filter=[_PATH], max_depth=_DEEPEST)):
        if count > _MOST_PATHS:
            return
        left, bottom, right, top = item.get_bounds()
        if _is_thin(right - left, top - bottom):
            yield Rect(left, bottom, right, top)
        else:
            yield from _parts(item)


def _parts(item: Any) -> Iterator[Rect]:
    """The thin pieces of a path that is several of them at once, as some programs draw all borders of a table."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    count = raw.FPDFPath_CountSegments(item)
    for index in range(count if count < _MOST_PATHS else 0):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            yield from _piece(points)
            points = []
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(
            (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        )
    yield from _piece(points)


def _piece(points: list[tuple[float, float]]) -> Iterator[Rect]:
    if len(points) > 1:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if _is_thin(max(xs) - min(xs), max(ys) - min(ys)):
            yield Rect(min(xs), min(ys), max(xs), max(ys))


def _is_thin(width: float, height: float) -> bool:
    return min(width, height) < _THIN < max(width, height)
