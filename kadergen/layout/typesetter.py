"""The typesetter: the pages made so far, and the means every block is set with (fonts, lines, anchors, structure)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from kadergen.documents.blocks import Document, Medium
from kadergen.layout.fonts import FontSet
from kadergen.layout.linebreak import Line, Run, StyledText, break_lines, hyphenator
from kadergen.layout.placement import (
    Anchor,
    Bookmark,
    Node,
    Page,
    PlacedLink,
    PlacedShape,
    PlacedText,
    Role,
    segment,
)
from kadergen.model.text import RichText, Span, rich
from kadergen.theme import TextStyle, Theme
from kadergen.units import Rect


class SheetKind(Enum):
    """What stands around the body: running head, footer and tabs; tabs alone (openers); or nothing (covers)."""

    BODY = "body"
    OPENER = "opener"
    COVER = "cover"


@dataclass(slots=True)
class Sheet:
    """A page in the making, with what its running head and tabs need. `background` is the page's colour.

    A page with a `masthead` has no running head. `bottom` is where its body ends; `marked` tells that marks stand on it
    that the document's legend explains.
    """

    page: Page
    kind: SheetKind = SheetKind.BODY
    heading: str = ""
    tab: str | None = None
    section_index: int | None = None
    background: str | None = None
    masthead: bool = False
    bottom: float = 0.0
    marked: bool = False


@dataclass(slots=True)
class Typesetter:
    """One run of the layout. `root` is the structure's top; `heading` and `tab` hold for sheets that begin from now."""

    document: Document
    theme: Theme
    fonts: FontSet
    sheets: list[Sheet] = field(default_factory=list)
    anchors: dict[str, Anchor] = field(default_factory=dict)
    bookmarks: list[Bookmark] = field(default_factory=list)
    root: Node = field(default_factory=lambda: Node(Role.DOCUMENT))
    heading: str = ""
    tab: str | None = None
    section_index: int | None = None
    later: list[Callable[[], None]] = field(default_factory=list)

    @property
    def is_form(self) -> bool:
        """Whether people answer on the screen."""
        return self.document.medium is Medium.SCREEN

    @property
    def sheet(self) -> Sheet:
        """The sheet that is being filled."""
        return self.sheets[-1]

    def new_sheet(self, kind: SheetKind = SheetKind.BODY) -> Sheet:
        """A fresh page after the last one."""
        page = Page(len(self.sheets) + 1, self.theme.page.size)
        sheet = Sheet(page, kind, self.heading, self.tab, self.section_index)
        self.sheets.append(sheet)
        return sheet

    def mark(self, anchor: str, title: str | None, top: float, depth: int = 0) -> None:
        """An anchor on the current page, and a bookmark when there is a title for it."""
        self.anchors[anchor] = Anchor(len(self.sheets) - 1, top)
        if title:
            self.bookmarks.append(Bookmark(depth, title, anchor))

    def width(self, text: str, style: TextStyle) -> float:
        """The width in points of text in one line."""
        return self.fonts.width(text, style.face, style.size)

    def styled(self, spans: RichText, style: TextStyle) -> list[StyledText]:
        """The spans in this style, each with the face and colour that its emphasis or link asks for."""
        return [StyledText(span.text, self._face(span, style), span.link) for span in spans]

    def _face(self, span: Span, style: TextStyle) -> TextStyle:
        if not (span.strong or span.emphasis or span.link):
            return style
        bold = span.strong or style.face.startswith("bold")
        italic = span.emphasis != style.face.endswith("italic")  # emphasis within italics stands upright
        face = "-".join(name for name, on in (("bold", bold), ("italic", italic)) if on) or "regular"
        on_white = style.colour not in (self.theme.colours.paper, self.theme.colours.cream)
        colour = self.theme.colours.main if span.link and on_white else style.colour
        return replace(style, face=face, colour=colour)

    def lines(self, text: str | RichText, style: TextStyle, width: float) -> list[Line]:
        """The lines of a text in one style; hyphenated where the column is narrow and the language is known."""
        spans = rich(text) if isinstance(text, str) else text
        hyphens = hyphenator(self.document.language) if width < self.theme.page.narrow else None
        return break_lines(self.styled(spans, style), width, self.fonts, hyphens)

    def balanced(self, text: str, style: TextStyle, width: float) -> list[Line]:
        """The lines of a title: no more than needed, and of much the same length."""
        lines = self.lines(text, style, width)
        count, narrow, wide = len(lines), width * 0.4, width
        if count == 1:
            return lines
        while wide - narrow > 4:
            middle = (narrow + wide) / 2
            narrower = break_lines(self.styled(rich(text), style), middle, self.fonts)
            whole = max(self.width(word, style) for word in text.split()) <= middle
            if len(narrower) <= count and whole:
                wide, lines = middle, narrower
            else:
                narrow = middle
        return lines

    def fitting(self, title: str, style: TextStyle, width: float, most: int) -> tuple[TextStyle, list[Line]]:
        """A title's style and lines: set smaller until it has at most so many lines and no word is broken, but not
        below 16 points.
        """
        while True:
            lines = self.balanced(title, style, width)
            widest = max((self.width(word, style) for word in title.split()), default=0.0)
            if (len(lines) <= most and widest <= width) or style.size <= 16:
                return style, lines
            style = replace(style, size=style.size * 0.92, leading=style.leading * 0.92)

    def base(self, style: TextStyle) -> float:
        """From the top of a line to its base line: capitals stand in the middle of the leading."""
        return style.leading / 2 + self.fonts.main(style.face).cap_height * style.size / 2

    def place_lines(
        self, page: Page, lines: Sequence[Line], style: TextStyle, left: float, top: float, node: Node | None
    ) -> float:
        """Draws lines from `top` down; returns where the next line would begin."""
        base = self.base(style)
        for line in lines:
            self.place_line(page, line, left, top - base, node)
            top -= style.leading
        return top

    def place_text(
        self, page: Page, text: str, style: TextStyle, x: float, y: float, node: Node | None = None, align: float = 0.0
    ) -> None:
        """One line at a base line; `align` 0 left, 0.5 centre, 1 right of `x`."""
        line = self.lines(text, style, 1e6)[0]
        page.add(PlacedText(x - line.width * align, y, line.runs, node))

    def place_line(
        self, page: Page, line: Line, x: float, y: float, node: Node | None, links: dict[str, Node] | None = None
    ) -> None:
        """One finished line at its base line, with the links in it. `links` keeps one node per link of a paragraph."""
        if not any(run.link for run in line.runs):
            if line.runs:
                page.add(PlacedText(x, y, line.runs, node))
            return
        for link, runs in _by_link(line.runs):
            width = sum(run.width for run in runs)
            if link is None:
                page.add(PlacedText(x, y, runs, node))
            else:
                links = {} if links is None else links
                if link not in links:
                    links[link] = Node(Role.LINK, node, alt=link)
                size = runs[0].size
                page.add(PlacedText(x, y, runs, links[link]))
                page.add(PlacedShape(segment(x, y - 1.6, x + width, y - 1.6), stroke=runs[0].colour, width=0.5))
                rect = Rect(x, y - size * 0.3, x + width, y + size * 0.8)
                page.add(PlacedLink(rect, url=link, alt=link, node=links[link]))
            x += width


def _by_link(runs: Sequence[Run]) -> list[tuple[str | None, tuple[Run, ...]]]:
    groups: list[tuple[str | None, tuple[Run, ...]]] = []
    for run in runs:
        if groups and groups[-1][0] == run.link:
            groups[-1] = (run.link, (*groups[-1][1], run))
        else:
            groups.append((run.link, (run,)))
    return groups
