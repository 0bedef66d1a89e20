"""Pieces one under another, page after page: what splits, what stays together, what repeats.

A `Piece` is a stretch of a column that knows its height. The flow puts it where it fits, splits it or turns the page:
no widow or orphan line, no heading alone at the foot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from kadergen.layout.linebreak import Line
from kadergen.layout.placement import Node, Page, PlacedShape, segment
from kadergen.layout.typesetter import Sheet, SheetKind, Typesetter
from kadergen.theme import TextStyle


class Piece(Protocol):
    """Something with a height that is drawn from its top left."""

    @property
    def height(self) -> float:
        """In points, without the space around it."""

    @property
    def least(self) -> float:
        """The height of the smallest part that may stand at the foot of a page."""

    @property
    def before(self) -> float:
        """Space that it wants above (the larger of two neighbours' wishes counts)."""

    @property
    def after(self) -> float:
        """Space that it wants below."""

    @property
    def keep(self) -> bool:
        """Whether the next piece must begin on the same page."""

    def split(self, room: float, *, force: bool) -> tuple[Piece, Piece] | None:
        """What fits into `room` and the rest; None when it may not be split there (with `force` it must be)."""

    def place(self, setter: Typesetter, page: Page, left: float, top: float) -> None:
        """Draws it."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A paragraph. `marker` hangs before its first line; `bar` is the colour of a stroke down its left side."""

    lines: tuple[Line, ...]
    style: TextStyle
    node: Node | None = None
    indent: float = 0.0
    marker: tuple[Line, float, Node | None] | None = None
    bar: str | None = None
    before: float = 0.0
    after: float = 0.0
    keep: bool = False
    links: dict[str, Node] = field(default_factory=dict)

    @property
    def height(self) -> float:
        """All lines."""
        return len(self.lines) * self.style.leading

    @property
    def least(self) -> float:
        """Two lines, when two remain for the next page; else all."""
        return self.height if len(self.lines) < 4 else 2 * self.style.leading

    def split(self, room: float, *, force: bool) -> tuple[Piece, Piece] | None:
        """Between two lines, leaving two on either side."""
        count = min(int((room + 0.01) / self.style.leading), len(self.lines) - 2)
        if count < 2:
            if not force:
                return None
            count = max(int(room / self.style.leading), 1)
        if count >= len(self.lines):
            return None
        head = replace(self, lines=self.lines[:count], after=0.0, keep=False)
        return head, replace(self, lines=self.lines[count:], before=0.0, marker=None)

    def place(self, setter: Typesetter, page: Page, left: float, top: float) -> None:
        """Line under line."""
        base = setter.base(self.style)
        if self.bar:
            x = left + self.indent - 9
            page.add(PlacedShape(segment(x, top - 1, x, top - self.height + 1), stroke=self.bar, width=1.6))
        if self.marker:
            line, offset, node = self.marker
            setter.place_line(page, line, left + offset, top - base, node)
        for line in self.lines:
            setter.place_line(page, line, left + self.indent, top - base, self.node, self.links)
            top -= self.style.leading


@dataclass(frozen=True, slots=True)
class Fixed:
    """A piece that never splits, drawn by a function (setter, page, left, top)."""

    height: float
    draw: Callable[[Typesetter, Page, float, float], None]
    before: float = 0.0
    after: float = 0.0
    keep: bool = False

    @property
    def least(self) -> float:
        """All of it."""
        return self.height

    def split(self, room: float, *, force: bool) -> tuple[Piece, Piece] | None:
        """Never."""
        return None

    def place(self, setter: Typesetter, page: Page, left: float, top: float) -> None:
        """As the function says."""
        self.draw(setter, page, left, top)


def stacked(pieces: Sequence[Piece]) -> float:
    """The height of pieces one under another."""
    height = 0.0
    for index, piece in enumerate(pieces):
        height += piece.height + (max(pieces[index - 1].after, piece.before) if index else 0.0)
    return height


class Flow:
    """Fills the body of the typesetter's pages from the top down. `y` is where the next piece may begin."""

    def __init__(self, setter: Typesetter) -> None:
        self.setter = setter
        self.left = setter.theme.page.margin
        self.y = 0.0
        self._after = 0.0
        self._fresh = False
        # Pieces that must stay with what comes next, which is not known yet.
        self._waiting: list[Piece] = []
        # Drawn again at the top of each page that begins while it is set (a table's header row).
        self.repeat: Piece | None = None

    @property
    def bottom(self) -> float:
        """The lower edge of the body."""
        return self.setter.theme.page.bottom

    @property
    def room(self) -> float:
        """Height that is left on this page for what comes next."""
        waiting = sum(piece.height + max(piece.before, piece.after) for piece in self._waiting)
        return self.y - self.bottom - waiting

    @property
    def is_fresh(self) -> bool:
        """Whether nothing stands on this page yet."""
        return self._fresh and not self._waiting

    def start_page(self, kind: SheetKind = SheetKind.BODY) -> Sheet:
        """Turns the page."""
        self.flush()
        if self.setter.sheets:
            self.setter.sheet.bottom = self.y
        sheet = self.setter.new_sheet(kind)
        self.y = self.setter.theme.page.body_top
        self._after = 0.0
        if self.repeat:
            self.repeat.place(self.setter, sheet.page, self.left, self.y)
            self.y -= self.repeat.height
        self._fresh = True
        return sheet

    def ensure_page(self) -> None:
        """A page to write on: a fresh one when there is none, or the last one is a cover or an opener."""
        if not self.setter.sheets or self.setter.sheet.kind is not SheetKind.BODY:
            self.start_page()

    def finish(self) -> None:
        """Sets what still waits and closes the last page."""
        self.flush()
        self.setter.sheet.bottom = self.y

    def open_page(self, *, new: bool) -> None:
        """A page for a block that gives pages a new heading: a fresh one when `new`, or when there is none yet."""
        self.flush()
        if not self.setter.sheets or self.setter.sheet.kind is not SheetKind.BODY or (new and not self._fresh):
            self.start_page()
        elif self._fresh:
            setter, sheet = self.setter, self.setter.sheet
            sheet.heading, sheet.tab, sheet.section_index = setter.heading, setter.tab, setter.section_index

    def part(self) -> None:
        """Leaves the space that the last piece wants below it, before something that is placed by hand."""
        self.flush()
        if not self._fresh:
            self.y -= self._after
        self._after = 0.0

    def take(self, height: float) -> float:
        """Reserves `height` at the current place; returns its top."""
        self.flush()
        top = self.y
        self.y -= height
        self._after = 0.0
        self._fresh = False
        return top

    def add(self, pieces: Sequence[Piece]) -> None:
        """Sets the pieces, in order, over as many pages as they need. Pieces at the end that keep wait for more."""
        self.ensure_page()
        pieces = [*self._waiting, *pieces]
        end = len(pieces)
        while end and pieces[end - 1].keep:
            end -= 1
        self._waiting = []
        self._set_all(pieces[:end])
        self._waiting = list(pieces[end:])

    def flush(self) -> None:
        """Sets the pieces that still wait."""
        waiting, self._waiting = self._waiting, []
        self._set_all(waiting)

    def _set_all(self, pieces: Sequence[Piece]) -> None:
        for index, piece in enumerate(pieces):
            if not self._fresh and self._needs(pieces, index) > self.y - self.bottom:
                self.start_page()
            self._set(piece)

    def _needs(self, pieces: Sequence[Piece], index: int) -> float:
        """What must fit below: this piece or its least part, and what it has to stay with."""
        needed = max(self._after, pieces[index].before)
        for here, piece in enumerate(pieces[index:], index):
            if not piece.keep or here == len(pieces) - 1:
                return needed + piece.least
            needed += piece.height + max(piece.after, pieces[here + 1].before)
        return needed

    def _set(self, piece: Piece) -> None:
        rest: Piece | None = piece
        while rest is not None:
            gap = 0.0 if self._fresh else max(self._after, rest.before)
            room = self.y - self.bottom - gap
            head, tail = rest, None
            if rest.height > room + 0.01:
                parts = rest.split(room, force=self._fresh)
                if parts is None and not self._fresh:
                    self.start_page()
                    continue
                head, tail = parts or (rest, None)
            head.place(self.setter, self.setter.sheet.page, self.left, self.y - gap)
            self.y -= gap + head.height
            self._after = head.after
            self._fresh = False
            if tail is not None:
                self.start_page()
            rest = tail
