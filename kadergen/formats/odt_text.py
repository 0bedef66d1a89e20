"""Walks the XML of an OpenDocument text and collects its words, place by place, as they stand on the page.

Content controls are an extension of LibreOffice (loext:content-control): 7.4 writes neither tag nor title, later
versions do. Tracked deletions lie apart at the top of the document, and are not walked.

Source: OpenDocument 1.3 part 3, 3–14 (content), 6.1.2 (white space), 5.5 (tracked changes), 9 (tables).
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

from kadergen.formats.odt_formatting import OFFICE, PLAIN, TEXT, Styles
from kadergen.formats.odt_parts import OdtParts
from kadergen.formats.rawdocument import Control, Picture
from kadergen.formats.rawwalk import PlaceWalker
from kadergen.formats.rawwords import Mark, Words, whole
from kadergen.formats.symbols import glyphs_of, in_symbols, without_private

TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW: Final = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_LOEXT: Final = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_FIELD: Final = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"
_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_SPACES: Final = re.compile("[ \t\r\n]+")
_MAX_SPACES: Final = 1000
_MAX_COLUMNS: Final = 64
_MAX_ROWS: Final = 1000
_DRAWN: Final = "application/xml"


class Walker(PlaceWalker):
    """Walks one part of a document."""

    def __init__(self, parts: OdtParts, styles: Styles) -> None:
        super().__init__()
        self.placeholders: list[str] = []
        self._parts, self._styles = parts, styles
        self._look = PLAIN
        self._after_space = True  # a space in the file is none on the page
        self._lists: list[str] = []  # the styles of the open lists
        self._prefix = ""
        self._deleted: set[str] = set()
        self._marks: list[tuple[str, Words, Mark]] = []  # changes and fields that are open
        self._covered = 0  # cells to the right that the last one covers
        self._column_at = 0
        self._spans: dict[int, tuple[int, int]] = {}  # column → how wide it covers, for how many rows more

    def document(self, body: Element) -> None:
        """The whole document. Call it once."""
        for region in body.iterfind(f"{TEXT}tracked-changes/{TEXT}changed-region"):
            if region.find(f"{TEXT}deletion") is not None:
                self._deleted.add(region.get(f"{TEXT}id", ""))
        self.blocks_in(body)
        self.flush()

    def text_of(self, element: Element) -> Words:
        """The words of an element apart: a header, a note, a comment."""
        saved = (self._look, self._after_space, self._lists, self._prefix, self._marks)
        self._look, self._lists, self._prefix, self._marks = PLAIN, [], "", []
        words = self.aside(element, self.blocks_in)
        self._look, self._after_space, self._lists, self._prefix, self._marks = saved
        return words

    def blocks_in(self, parent: Element) -> None:
        """All children of an element that holds paragraphs, in order."""
        for child in parent:
            handler = _HANDLERS.get(child.tag, Walker.blocks_in)
            if handler is not None:
                handler(self, child)

    def inline(self, parent: Element) -> None:
        """All words and children of an element in a paragraph, in order."""
        if parent.text:
            self.text(parent.text)
        for child in parent:
            handler = _HANDLERS.get(child.tag, Walker.inline)
            if handler is not None:
                handler(self, child)
            if child.tail:
                self.text(child.tail)

    # --- paragraphs and lists

    def paragraph(self, element: Element) -> None:
        """text:p, text:h"""
        saved = (self._look, self._after_space)
        self._look = self._styles.look("paragraph", element.get(f"{TEXT}style-name"))
        self._after_space = True
        prefix, self._prefix = self._prefix, ""
        self.in_paragraph(element, self.inline, prefix)
        self._look, self._after_space = saved

    def list(self, element: Element) -> None:
        """text:list"""
        style = element.get(f"{TEXT}style-name") or (self._lists[-1] if self._lists else "")
        self._lists.append(style)
        goes_on = element.get(f"{TEXT}continue-numbering") == "true" or element.get(f"{TEXT}continue-list")
        if not goes_on:
            self._styles.restart(style, len(self._lists))
        self.blocks_in(element)
        self._lists.pop()

    def list_item(self, element: Element) -> None:
        """text:list-item: its first paragraph has the bullet"""
        begins = element.get(f"{TEXT}start-value")
        if len(element) and element[0].tag != f"{TEXT}list":
            style, level = self._lists[-1] if self._lists else "", max(len(self._lists), 1)
            self._prefix = self._styles.prefix(style, level, begins=whole(begins, 1) if begins else None)
        self.blocks_in(element)
        self._prefix = ""

    # --- tables

    def table(self, element: Element) -> None:
        """table:table"""
        saved = (self._spans, self._column_at, self._covered, self._lists, self._prefix)
        self._spans, self._lists, self._prefix = {}, [], ""
        self.in_table(element, self.blocks_in)
        self._spans, self._column_at, self._covered, self._lists, self._prefix = saved

    def row(self, element: Element) -> None:
        """table:table-row"""
        self._column_at = self._covered = 0
        self.in_row(element, self.blocks_in, times=_repeated(element, "rows", _MAX_ROWS))

    def cell(self, element: Element) -> None:
        """table:table-cell"""
        wide = min(max(whole(element.get(f"{TABLE}number-columns-spanned"), 1), 1), _MAX_COLUMNS)
        high = whole(element.get(f"{TABLE}number-rows-spanned"), 1)
        times = _repeated(element, "columns", _MAX_COLUMNS)
        for _ in range(times):
            if high > 1:
                self._spans[self._column_at] = (wide, high - 1)
            self._column_at += 1
        self._covered = wide - 1
        saved = (self._spans, self._column_at, self._covered)
        self.in_cell(element, self.blocks_in, times=times)
        self._spans, self._column_at, self._covered = saved

    def covered_cell(self, element: Element) -> None:
        """table:covered-table-cell: empty where a cell above goes on, nothing where one on the left does"""
        for _ in range(_repeated(element, "columns", _MAX_COLUMNS)):
            column = self._column_at
            self._column_at += 1
            if self._covered:
                self._covered -= 1
                continue
            wide, rows = self._spans.pop(column, (1, 0))
            if rows > 1:
                self._spans[column] = (wide, rows - 1)
            self._covered = wide - 1
            self.in_cell(element, self.blocks_in, empty=True)

    # --- words

    def text(self, text: str) -> None:
        """Words in the file: white space of any length is one space, and none at the beginning."""
        text = _SPACES.sub(" ", text)
        if self._after_space and text.startswith(" "):
            text = text[1:]
        if text:
            self._after_space = text.endswith(" ")
            glyphs = glyphs_of(self._look.font)
            self._add(without_private(text) if glyphs is None else in_symbols(text, glyphs, glyphs))

    def _add(self, text: str) -> None:
        self.words.add(text, self.control, bool(self._look.struck))

    def spaces(self, element: Element) -> None:
        """text:s"""
        self._exactly(" " * min(max(whole(element.get(f"{TEXT}c"), 1), 1), _MAX_SPACES))

    def tab(self, _: Element) -> None:
        """text:tab"""
        self._exactly("\t")

    def line_break(self, _: Element) -> None:
        """text:line-break"""
        self._exactly("\n")

    def _exactly(self, text: str) -> None:
        self._add(text)
        self._after_space = False

    def span(self, element: Element) -> None:
        """text:span"""
        outer = self._look
        self._look = self._styles.look("text", element.get(f"{TEXT}style-name")).over(outer)
        self.inline(element)
        self._look = outer

    def content_control(self, element: Element) -> None:
        """loext:content-control"""
        said: Callable[[str], str] = lambda name: element.get(f"{_LOEXT}{name}", "")  # noqa: E731
        checked = said("checked") == "true" if said("checkbox") == "true" else None
        control = Control(said("tag"), said("alias"), whole(said("id")) or None, checked)
        self.in_control(control, element, self.inline if self.inside else self.blocks_in)

    def placeholder(self, element: Element) -> None:
        """text:placeholder"""
        mark = self.words.mark()
        self.inline(element)
        self.placeholders.append("".join(text for text, _, _ in self.words.spans[mark.length :]))

    def form_field(self, element: Element) -> None:
        """field:fieldmark: a check box of the kind that Word had before content controls"""
        if "CHECKBOX" in element.get(f"{_FIELD}type", ""):
            values = {param.get(f"{_FIELD}name"): param.get(f"{_FIELD}value") for param in element}
            name = element.get(f"{TEXT}name", "")
            control = Control(name, checked=values.get("Checkbox_Checked") == "true")
            self.words.controls.append(control)
            self.words.add("☒" if control.checked else "☐", control)

    def code_begins(self, element: Element) -> None:
        """field:fieldmark-start"""
        self._marks.append(("", self.words, self.words.mark()))

    def code_ends(self, element: Element) -> None:
        """field:fieldmark-separator: what stands before it is the field's code"""
        self._cut("")

    def change_begins(self, element: Element) -> None:
        """text:change-start"""
        identity = element.get(f"{TEXT}change-id", "")
        if identity in self._deleted:
            self._marks.append((identity, self.words, self.words.mark()))

    def change_ends(self, element: Element) -> None:
        """text:change-end: a deletion that was left in its place goes now"""
        if identity := element.get(f"{TEXT}change-id", ""):
            self._cut(identity)

    def _cut(self, identity: str) -> None:
        """Takes out the words since a change or field began, if they are in one place."""
        for number in range(len(self._marks) - 1, -1, -1):
            name, words, mark = self._marks[number]
            if name == identity:
                del self._marks[number]
                if words is self.words:
                    words.cut(mark)
                return

    # --- what hangs on words

    def bookmark(self, element: Element) -> None:
        """text:bookmark, text:bookmark-start"""
        if name := element.get(f"{TEXT}name"):
            self.words.bookmarks.append(name)

    def note(self, element: Element) -> None:
        """text:note"""
        body = element.find(f"{TEXT}note-body")
        if body is not None and not self.in_aside:
            words = self.text_of(body)
            self._exactly(f" [{words.text}]")
            self.words.take_all_but_words(words)

    def comment(self, element: Element) -> None:
        """office:annotation"""
        if not self.in_aside:
            words = self.text_of(element)
            self.words.comments.append(words.text)
            self.words.pictures += words.pictures

    # --- drawings

    def frame(self, element: Element) -> None:
        """draw:frame: the first of its contents that can be read"""
        for child in element:
            if child.tag == f"{DRAW}text-box":
                self.box(child)
                return
        pictures = [
            picture
            for child in element
            if child.tag in (f"{DRAW}image", f"{DRAW}object", f"{DRAW}object-ole")
            for picture in [self._picture(child)]
            if picture is not None
        ]
        images = [picture for picture in pictures if picture.media_type.startswith("image/")]
        self.words.pictures += [picture for picture in pictures if picture not in images[1:]]

    def _picture(self, element: Element) -> Picture | None:
        if href := element.get(_HREF):
            formula = self._parts.formula(href) if element.tag == f"{DRAW}object" else ""
            if formula:
                self._exactly(formula)
                return None
            return self._parts.picture(href)
        binary = element.find(f"{OFFICE}binary-data")
        if binary is not None and binary.text:
            try:
                data = b64decode(binary.text)
            except ValueError:
                return None
            return Picture("", element.get(f"{DRAW}mime-type", "application/octet-stream"), data)
        return None

    def shape(self, element: Element) -> None:
        """A drawn shape: its words; the drawing itself where it has none"""
        boxes = len(self.boxes)
        self.box(element)
        if len(self.boxes) == boxes:
            name = element.get(f"{DRAW}name", "")
            self.words.pictures.append(Picture(name, _DRAWN, etree.tostring(element, with_tail=False)))

    def box(self, element: Element) -> None:
        """A text box"""
        saved = (self._look, self._after_space, self._lists, self._prefix)
        self._look, self._lists, self._prefix = PLAIN, [], ""
        self.in_box(element, self.blocks_in)
        self._look, self._after_space, self._lists, self._prefix = saved


def _repeated(element: Element, what: str, most: int) -> int:
    return min(max(whole(element.get(f"{TABLE}number-{what}-repeated"), 1), 1), most)


Handler = Callable[[Walker, Element], None]
# fmt: off
_HIDDEN: Final = (
    *(f"{TEXT}{name}" for name in (
        "tracked-changes", "sequence-decls", "variable-decls", "user-field-decls", "dde-connection-decls", "script",
        "table-of-content-source", "illustration-index-source", "table-index-source", "object-index-source",
        "user-index-source", "alphabetical-index-source", "bibliography-source", "alphabetical-index-auto-mark-file",
        "note-citation", "ruby-text",
    )),
    *(f"{OFFICE}{name}" for name in ("forms", "event-listeners", "scripts")),
    f"{DRAW}control",
    "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}title",
    "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}desc",
)
_SHAPES: Final = (
    "custom-shape", "rect", "ellipse", "circle", "line", "path", "polygon", "polyline", "regular-polygon", "connector",
    "caption", "measure",
)
# fmt: on
_HANDLERS: Final[Mapping[object, Handler | None]] = {
    f"{TEXT}p": Walker.paragraph,
    f"{TEXT}h": Walker.paragraph,
    f"{TEXT}list": Walker.list,
    f"{TEXT}list-item": Walker.list_item,
    f"{TABLE}table": Walker.table,
    f"{TABLE}table-row": Walker.row,
    f"{TABLE}table-cell": Walker.cell,
    f"{TABLE}covered-table-cell": Walker.covered_cell,
    f"{TEXT}s": Walker.spaces,
    f"{TEXT}tab": Walker.tab,
    f"{TEXT}line-break": Walker.line_break,
    f"{TEXT}span": Walker.span,
    f"{_LOEXT}content-control": Walker.content_control,
    f"{TEXT}placeholder": Walker.placeholder,
    f"{_FIELD}fieldmark": Walker.form_field,
    f"{_FIELD}fieldmark-start": Walker.code_begins,
    f"{_FIELD}fieldmark-separator": Walker.code_ends,
    f"{TEXT}change-start": Walker.change_begins,
    f"{TEXT}change-end": Walker.change_ends,
    f"{TEXT}bookmark": Walker.bookmark,
    f"{TEXT}bookmark-start": Walker.bookmark,
    f"{TEXT}note": Walker.note,
    f"{OFFICE}annotation": Walker.comment,
    f"{DRAW}frame": Walker.frame,
    f"{DRAW}text-box": Walker.box,
    f"{DRAW}g": Walker.blocks_in,
    **dict.fromkeys((f"{DRAW}{shape}" for shape in _SHAPES), Walker.shape),
    **dict.fromkeys(_HIDDEN),
}
