"""A PDF that was made from a Word form → `RawDocument`: tables are found again by the lines around their cells.

Such a file has no fields any more, only letters and lines. What stands between four lines is a cell; a table that goes
on over a page is put together; lines of text that Word broke are joined, those that someone ended stay apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from kadergen.formats.pdf_glyphs import Letter, PrintedPage, read_pages
from kadergen.formats.rawdocument import Content, Piece, RawDocument, RawParagraph, RawTable, Row
from kadergen.units import Rect

READER: Final = "pdfium, tables by their lines"
_NEAR: Final = 2.5  # points that lines may lie apart and still meet
_SAME_LINE: Final = 2.0
_PADDING: Final = 4.0  # that a cell has at its right at least
_GAP: Final = 1.75  # times the usual step between lines: here stands an empty one
_HEAD, _FOOT = 1, 2  # lines at the top and at the bottom of a page
_RECURRING: Final = 3  # pages at whose edge a line stands to be a head or foot
_MOST_LINES: Final = 4000  # on a page; a drawing has more, a form far fewer


@dataclass(slots=True)
class _TextLine:
    """A line of letters; `first` is the width of its first word."""

    y: float
    letters: list[Letter] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters).strip()

    @property
    def right(self) -> float:
        return max((letter.right for letter in self.letters if letter.text.strip()), default=0.0)

    @property
    def first(self) -> float:
        word: list[Letter] = []
        for letter in self.letters:
            if letter.text.isspace() and word:
                break
            if not letter.text.isspace():
                word.append(letter)
        return word[-1].right - word[0].x if word else 0.0


@dataclass(slots=True)
class _Grid:
    """A table on one page: the positions of its upright lines, from the left, and of its level lines, from the top."""

    xs: list[float]
    ys: list[float]

    def cell(self, letter: Letter) -> tuple[int, int] | None:
        """Row and column of a letter, None when it stands outside."""
        middle, height = (letter.x + letter.right) / 2, letter.y + 1.0
        if not (self.xs[0] < middle < self.xs[-1] and self.ys[-1] < height < self.ys[0]):
            return None
        column = bisect_left(self.xs, middle) - 1
        row = next(index for index, y in enumerate(self.ys[1:]) if height > y)
        return row, column


@dataclass(frozen=True, slots=True)
class _PrintedTable:
    """A table on one page."""

    grid: _Grid
    rows: tuple[Row, ...]


def read_printed(data: bytes) -> RawDocument:
    """The tables and paragraphs of a PDF without fields. Raises FormatError or EncryptedError."""
    pages = [_page(page) for page in read_pages(data)]
    recurring = Counter(_bare(line) for page in pages for line in _at_edges(page))
    edges: dict[str, None] = {}
    blocks: list[RawParagraph | RawTable] = []
    last: _Grid | None = None  # of the table that ends the page before
    for page in pages:
        text: list[_TextLine] = []
        ends: _Grid | None = None
        edge = {id(line) for line in _at_edges(page) if recurring[_bare(line)] >= _RECURRING}
        right = max((line.right for line in page if isinstance(line, _TextLine)), default=0.0)
        for item in page:
            if isinstance(item, _TextLine):
                if id(item) in edge:
                    edges[item.text] = None
                else:
                    text.append(item)
                continue
            if len(item.rows) == 1 and len(item.grid.xs) == 2:
                # A frame around a paragraph, such as a heading, is no table.
                blocks += [*_paragraphs(text, right), *(RawParagraph(cell) for cell in item.rows[0].cells)]
                text, last, ends = [], None, None
                continue
            before = blocks[-1] if blocks else None
            if last and not text and isinstance(before, RawTable) and _alike(last, item.grid):
                blocks[-1] = RawTable(_joined(before.rows, item.rows))
            else:
                blocks += [*_paragraphs(text, right), RawTable(item.rows)]
            text, last, ends = [], None, item.grid
        blocks += _paragraphs(text, right)
        last = None if text else ends
    return RawDocument(tuple(blocks), READER, edges=tuple(edges))


def _at_edges(page: Iterable[_PrintedTable | _TextLine]) -> list[_TextLine]:
    """The lines of a page among which its head and foot are."""
    lines = [item for item in page if isinstance(item, _TextLine)]
    return [*lines[:_HEAD], *lines[max(len(lines) - _FOOT, _HEAD) :]]


def _bare(line: _TextLine) -> str:
    """What a line says, but for numbers."""
    return re.sub(r"\d+", "", line.text)


def _paragraphs(lines: Iterable[_TextLine], right: float) -> Iterator[RawParagraph]:
    for text in _unbroken(list(lines), right).split("\n"):
        if text:
            yield RawParagraph(_content(text))


def _alike(one: _Grid, other: _Grid) -> bool:
    return len(one.xs) == len(other.xs) and all(abs(a - b) < _NEAR for a, b in zip(one.xs, other.xs, strict=True))


def _joined(rows: Sequence[Row], more: Sequence[Row]) -> tuple[Row, ...]:
    """The rows of a table that goes on: its head stands there again, and its first row may be the rest of one.

    It is where the caption is missing, in a table of captions and answers; in others any cell may be empty.
    """
    whole = list(rows)
    heads = {tuple(cell.text for cell in row.cells) for row in rows}
    rest = [row for index, row in enumerate(more) if index or tuple(cell.text for cell in row.cells) not in heads]
    if rest and whole and not rest[0].cells[0].text and len(rest[0].cells) == len(whole[-1].cells) == 2:
        cut = whole.pop()
        texts = ((a.text, b.text) for a, b in zip(cut.cells, rest.pop(0).cells, strict=True))
        whole.append(Row(tuple(_content("\n".join(filter(None, pair))) for pair in texts)))
    return (*whole, *rest)


def _content(text: str) -> Content:
    return Content((Piece(text),)) if text else Content()


def _page(page: PrintedPage) -> list[_PrintedTable | _TextLine]:
    """The tables of a page and the lines outside them, from the top down."""
    grids = list(_grids(page.lines))
    inside: dict[tuple[int, int, int], list[Letter]] = {}
    outside: list[Letter] = []
    place: tuple[int, int, int] | None = None
    for letter in page.letters:
        if letter.text.strip() or letter.right > letter.x:
            found = next(((n, cell) for n, grid in enumerate(grids) if (cell := grid.cell(letter))), None)
            place = (found[0], *found[1]) if found else None
        (inside.setdefault(place, []) if place else outside).append(letter)
    items: list[_PrintedTable | _TextLine] = [line for line in _text_lines(outside) if line.text]
    for number, grid in enumerate(grids):
        rows = []
        for row in range(len(grid.ys) - 1):
            cells = (
                _content(_unbroken(_text_lines(inside.get((number, row, column), ())), grid.xs[column + 1]))
                for column in range(len(grid.xs) - 1)
            )
            rows.append(Row(tuple(cells)))
        items.append(_PrintedTable(grid, tuple(rows)))
    return sorted(items, key=lambda item: -(item.y if isinstance(item, _TextLine) else item.grid.ys[0]))


def _text_lines(letters: Iterable[Letter]) -> list[_TextLine]:
    lines: list[_TextLine] = []
    for letter in letters:
        if not lines or abs(lines[-1].y - letter.y) > _SAME_LINE:
            lines.append(_TextLine(letter.y))
        lines[-1].letters.append(letter)
    return lines


def _unbroken(lines: Iterable[_TextLine], right: float) -> str:
    """The words of lines in a place whose right edge is at `right`, without the line ends that are Word's own."""
    lines = sorted((line for line in lines if line.text), key=lambda line: -line.y)
    steps = [above.y - below.y for above, below in pairwise(lines)]
    usual = min((step for step in steps if step > _SAME_LINE), default=0.0)
    text = lines[0].text if lines else ""
    for (above, below), step in zip(pairwise(lines), steps, strict=True):
        broken = above.right + below.first + _PADDING > right and step < usual * _GAP
        empty = max(round(step / usual) - 1, 0) if usual and step >= usual * _GAP else 0
        text += (" " if broken else "\n" * (1 + empty)) + below.text
    return text


def _grids(rects: Sequence[Rect]) -> Iterator[_Grid]:
    """The tables that the lines draw: lines that meet belong together."""
    if len(rects) > _MOST_LINES:
        return
    level = _merged([(r.bottom + r.height / 2, r.left, r.right) for r in rects if r.width > r.height])
    upright = _merged([(r.left + r.width / 2, r.bottom, r.top) for r in rects if r.width <= r.height])
    groups: list[tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]] = []
    for y, left, right in level:
        crossing = [line for line in upright if left - _NEAR <= line[0] <= right + _NEAR
                    and line[1] - _NEAR <= y <= line[2] + _NEAR]  # fmt: skip
        if len(crossing) < 2:
            continue
        meeting = [group for group in groups if any(line in group[1] for line in crossing)]
        merged: tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]] = (
            [(y, left, right)],
            crossing,
        )
        for group in meeting:
            groups.remove(group)
            merged = (merged[0] + group[0], merged[1] + [line for line in group[1] if line not in merged[1]])
        groups.append(merged)
    for level_lines, upright_lines in groups:
        ends = [end for line in upright_lines for end in line[1:]]
        ys = _apart([line[0] for line in level_lines] + [min(ends), max(ends)])
        xs = _apart([line[0] for line in upright_lines])
        if len(xs) > 1 and len(ys) > 1:
            yield _Grid(xs, ys[::-1])


def _apart(values: Iterable[float]) -> list[float]:
    """Ascending, each farther than `_NEAR` from the one before."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _merged(lines: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """(place, from, to) of lines, those in one row joined: programs draw a border piece by piece."""
    done: list[tuple[float, float, float]] = []
    for place, start, end in sorted(lines):
        near = (index for index, line in enumerate(done) if place - line[0] <= _NEAR and _touch(line, start, end))
        index = next(near, None)
        if index is None:
            done.append((place, start, end))
        else:
            other, first, last = done[index]
            done[index] = (other, min(start, first), max(end, last))
    return done


def _touch(line: tuple[float, float, float], start: float, end: float) -> bool:
    return start <= line[2] + _NEAR and end >= line[1] - _NEAR
