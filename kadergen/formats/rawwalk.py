"""The places of a document while it is walked: which words belong to which paragraph, cell or text box.

A paragraph or table is a block of the document, or part of the words around it when it stands in a cell, a text box, a
note or a header. What a format's elements are called is for the walker of that format, which extends this one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from lxml.etree import _Element as Element

from kadergen.formats.rawdocument import Control, RawParagraph, RawTable, Row
from kadergen.formats.rawform import FormatError
from kadergen.formats.rawwords import Words

Table = list[list[Words]]
Walk = Callable[[Element], None]
_GOOGLE: Final = "goog_rdk"  # its own controls, put around whatever has a comment or suggestion
_MAX_CELLS: Final = 200_000


class PlaceWalker:
    """Keeps the places; each `in_…` method walks an element's content with the function that it gets."""

    def __init__(self) -> None:
        self.blocks: list[Words | Table] = []
        self.words = Words()  # what is collected now; between blocks what hangs on none of them
        self.inside = False  # a paragraph or table is part of the words, not a block of the document
        self.in_aside = False  # in a note, a comment, a header
        self.control: Control | None = None  # the innermost one with a name, or a check box
        self.boxes: list[Words] = []  # text boxes anchored in the paragraph
        self.boxes_seen = 0
        self._cells = 0
        self._open: list[Control] = []
        self._rows: Table | None = None
        self._row: list[Words] | None = None
        self._column = 0
        self._joined: Words | None = None  # the last paragraph, when it goes on in the next one

    def finished(self) -> tuple[RawParagraph | RawTable, ...]:
        """The document's blocks, without paragraphs in which there is nothing at all."""
        return tuple(
            RawParagraph(block.content())
            if isinstance(block, Words)
            else RawTable(tuple(Row(tuple(cell.content() for cell in row)) for row in block))
            for block in self.blocks
            if block or not isinstance(block, Words)
        )

    def in_paragraph(self, element: Element, walk: Walk, prefix: str = "", *, joined: bool = False) -> None:
        """A paragraph; `prefix` is its bullet, `joined` tells that the next one goes on in the same line."""
        inside, found = self.inside, list[Words]()
        words = self.words if inside else self._block()
        outer, outer_boxes = self.words, self.boxes
        self.words, self.boxes, self.inside = words, found, True
        words.begin(self.control, prefix)
        walk(element)
        words.end(self.control, joined=joined)
        self.words, self.boxes, self.inside = outer, outer_boxes, inside
        if inside:
            for box in found:
                words.take(box)
        else:
            self._joined = words if joined else None
            self.blocks += found

    def in_table(self, element: Element, walk: Walk) -> None:
        """A table: a block, or lines of the words around it."""
        if self.inside:
            walk(element)
            return
        self._joined = None
        rows: Table = []
        outer, self._rows, self._row = (self._rows, self._row), rows, None
        at = len(self.blocks)
        walk(element)
        self._rows, self._row = outer
        self.blocks.insert(at, rows)

    def in_row(self, element: Element, walk: Walk, *, times: int = 1) -> None:
        """A row of a table, which comes so many times; in words once."""
        if self.inside:
            self.words.begin(self.control)
            outer, self._column = self._column, 0
            walk(element)
            self._column = outer
            self.words.end(self.control)
            return
        if self._rows is None:
            walk(element)
            return
        row: list[Words] = []
        self._row = row
        self._rows.append(row)
        walk(element)
        self._count((times - 1) * len(row))
        self._rows += [row] * (times - 1)

    def in_cell(self, element: Element, walk: Walk, *, empty: bool = False, times: int = 1) -> None:
        """A cell, which comes so many times; an empty one (it goes on another) is there, but not walked."""
        if self.inside:
            if self._column:
                self.words.next_cell()
            self._column += 1
            if not empty:
                walk(element)
        elif self._row is None:
            walk(element)
        else:
            words = Words(self._open) if empty else self._opened()
            self._count(times)
            self._row += [words] * times
            if not empty:
                outer, self.words, self.inside = self.words, words, True
                walk(element)
                self.words, self.inside = outer, False

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > _MAX_CELLS:
            raise FormatError("its tables are far larger than those of any filled form")

    def in_box(self, element: Element, walk: Walk) -> None:
        """A text box: a place of its own, put behind the paragraph in which it is anchored."""
        self.boxes_seen += 1
        box = Words(self._open)
        saved = (self.words, self.inside, self._column)
        self.words, self.inside = box, True
        walk(element)
        self.words, self.inside, self._column = saved
        if box:
            self.boxes.append(box)

    def in_control(self, control: Control, element: Element, walk: Walk) -> None:
        """A content control at any level."""
        outer = self.control
        self._open.append(control)
        if self.inside:
            self.words.controls.append(control)
        if control.checked is not None or ((control.tag or control.alias) and not control.tag.startswith(_GOOGLE)):
            self.control = control
        walk(element)
        self.control = outer
        self._open.pop()

    def aside(self, element: Element, walk: Walk) -> Words:
        """The words of a note, a comment, a header; nothing of what is open around it applies to them."""
        saved = (self.words, self.inside, self.in_aside, self._open, self.control, self.boxes, self._column)
        words = self.words = Words()
        self.inside = self.in_aside = True
        self._open, self.control, self.boxes = [], None, []
        walk(element)
        for box in self.boxes:
            words.take(box)
        self.words, self.inside, self.in_aside, self._open, self.control, self.boxes, self._column = saved
        return words

    def flush(self) -> None:
        """What stands between blocks becomes a block."""
        if self.words.spans or self.words.pictures or self.words.comments:
            self.blocks.append(self.words)
        self.blocks += self.boxes
        self.words, self.boxes = Words(), []

    def _block(self) -> Words:
        """A paragraph's words: new ones, or the last paragraph's, if it goes on."""
        if self._joined is not None:
            return self._joined
        words = self._opened()
        self.blocks.append(words)
        return words

    def _opened(self) -> Words:
        """A new place, with the controls around it and the bookmarks before it."""
        bookmarks, self.words.bookmarks = self.words.bookmarks, []
        if self.boxes or self.words:
            self.flush()
        words = Words(self._open)
        words.bookmarks += bookmarks
        return words
