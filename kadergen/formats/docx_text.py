"""Walks the XML of a Word document and collects its words, place by place, as they stand on the page.

Each element has a handler, or none and is passed over; the words inside an unknown element are words like others.
Fields (w:fldChar) are cut back to where they began when their result begins, so that a field that is never closed
loses nothing.

Source: ISO/IEC 29500-1, 17 (WordprocessingML), 20–22 (drawings, mathematics); ISO/IEC 29500-3 (alternatives);
[MS-DOCX] 2.6 (check boxes), [MS-ODRAWXML] (text boxes).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

from kadergen.formats import docx_elements as elements
from kadergen.formats.docx_formatting import PLAIN, Formatting, W
from kadergen.formats.ooxml_parts import Package, Part
from kadergen.formats.rawdocument import Control, Picture
from kadergen.formats.rawwalk import PlaceWalker
from kadergen.formats.rawwords import Mark, Words
from kadergen.formats.symbols import in_symbols, symbol, without_private

_NO_SPACE: Final = str.maketrans("\n\r", "  ")
_DRAWN: Final = "application/xml"

Note = tuple[Element, Part]


@dataclass(slots=True)
class _Field:
    """A complex field that is open: where it began, then where its result began."""

    words: Words
    mark: Mark
    begin: Element
    has_result: bool = False


class Walker(PlaceWalker):
    """Walks one document. The words of `blocks` stay open until all of it is walked, for comments that come late."""

    def __init__(self, package: Package, part: Part, formatting: Formatting) -> None:
        super().__init__()
        self.placeholder_names: set[str] = set()
        self.notes: dict[tuple[str, str], Note] = {}
        self.comments: dict[str, Note] = {}
        self._package, self._part, self._formatting = package, part, formatting
        self._look = PLAIN
        self._fields: list[_Field] = []
        self._ranges: dict[str, Words] = {}  # where comments begin

    def document(self, body: Element) -> None:
        """The whole document. Call it once; comments that hang nowhere come at the end."""
        self.walk(body)
        self.flush()
        for identity in list(self.comments):
            place = self._ranges.get(identity)
            if place is None:
                place = Words()
                self.blocks.append(place)
            self._comment(identity, place)

    def text_of(self, element: Element, part: Part) -> Words:
        """The words of an element of another part: a header, a note."""
        saved = (self._part, self._look, self._fields)
        self._part, self._look, self._fields = part, PLAIN, []
        words = self.aside(element, self.walk)
        self._part, self._look, self._fields = saved
        return words

    def walk(self, parent: Element) -> None:
        """All children in order."""
        handlers = _HANDLERS
        for child in parent:
            handler = handlers.get(child.tag, Walker.walk)
            if handler is not None:
                handler(self, child)

    # --- places

    def paragraph(self, element: Element) -> None:
        """w:p"""
        prefix, joined = "", False
        properties = elements.first(element, _PARAGRAPH_PROPERTIES)
        if properties is not None:
            prefix, mark = self._formatting.paragraph(properties)
            joined = mark is not None and any(child.tag in _DELETIONS for child in mark)
        self.in_paragraph(element, self.walk, prefix, joined=joined)

    def table(self, element: Element) -> None:
        """w:tbl"""
        self.in_table(element, self.walk)

    def row(self, element: Element) -> None:
        """w:tr"""
        properties = element.find(_ROW_PROPERTIES)
        if properties is None or properties.find(_DELETIONS[0]) is None:
            self.in_row(element, self.walk)

    def cell(self, element: Element) -> None:
        """w:tc"""
        shown, empty = elements.cell_state(element)
        if shown:
            self.in_cell(element, self.walk, empty=empty)

    def text_box(self, element: Element) -> None:
        """w:txbxContent"""
        look, self._look = self._look, PLAIN
        self.in_box(element, self.walk)
        self._look = look

    def sdt(self, element: Element) -> None:
        """w:sdt, at any level"""
        properties = elements.first(element, _CONTROL_PROPERTIES)
        control = Control() if properties is None else elements.control_of(properties, self.placeholder_names)
        self.in_control(control, element, self.walk)

    # --- runs

    def run(self, element: Element) -> None:
        """w:r, m:r"""
        outer = self._look
        self._look = PLAIN
        self.walk(element)
        self._look = outer

    def run_properties(self, element: Element) -> None:
        """w:rPr in a run: the first of what is in it"""
        self._look = self._formatting.look(element)

    def text(self, element: Element) -> None:
        """w:t, m:t, a:t"""
        text = element.text
        if text:
            look = self._look
            if look is not PLAIN and (look.low is not None or look.high is not None):
                text = in_symbols(text, look.low, look.high)
            elif not text.isascii():
                text = without_private(text)
            if "\n" in text or "\r" in text:
                text = text.translate(_NO_SPACE)
            self.words.add(text, self.control, look.struck)

    def add(self, text: str) -> None:
        """Words as they are."""
        self.words.add(text, self.control, self._look.struck)

    def sym(self, element: Element) -> None:
        """w:sym, w16se:symEx"""
        said = {str(name).rpartition("}")[2]: str(value) for name, value in element.attrib.items()}
        try:
            code = int(said.get("char", ""), 16)
        except ValueError:
            code = -1
        self.add(symbol(said.get("font"), code))

    def field_char(self, element: Element) -> None:
        """w:fldChar: what stands between begin and separate is a field's code."""
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(_Field(self.words, self.words.mark(), element))
            return
        if not self._fields:
            return
        field = self._fields[-1]
        if kind == "separate" and not field.has_result:
            self._hide_code(field)
            field.has_result = True
            field.words, field.mark = self.words, self.words.mark()
        elif kind == "end":
            self._fields.pop()
            if not field.has_result:
                self._hide_code(field)
            if field.words is self.words and not self.words.has_text_since(field.mark):
                self._form_field(field.begin)

    def _hide_code(self, field: _Field) -> None:
        if field.words is self.words:
            self.words.cut(field.mark)

    def _form_field(self, begin: Element) -> None:
        """A check box or list of the kind that Word had before content controls: it has no words of its own."""
        control, text = elements.form_field(begin)
        if control is not None:
            self.words.controls.append(control)
        if text:
            self.words.add(text, control or self.control, self._look.struck)

    # --- what hangs on words

    def bookmark(self, element: Element) -> None:
        """w:bookmarkStart"""
        if name := element.get(f"{W}name"):
            self.words.bookmarks.append(name)

    def note(self, element: Element) -> None:
        """w:footnoteReference, w:endnoteReference: the note, once"""
        kind = str(element.tag).rpartition("}")[2].removesuffix("Reference")
        note = None if self.in_aside else self.notes.pop((kind, element.get(f"{W}id", "")), None)
        if note is not None:
            words = self.text_of(*note)
            self.add(f" [{words.text}]")
            self.words.take_all_but_words(words)

    def comment_start(self, element: Element) -> None:
        """w:commentRangeStart"""
        if self.inside:
            self._ranges.setdefault(element.get(f"{W}id", ""), self.words)

    def comment(self, element: Element) -> None:
        """w:commentReference"""
        if not self.in_aside:
            self._comment(element.get(f"{W}id", ""), self.words)

    def _comment(self, identity: str, place: Words) -> None:
        comment = self.comments.pop(identity, None)
        if comment is not None:
            words = self.text_of(*comment)
            place.comments.append(words.text)
            place.pictures += words.pictures

    # --- drawings

    def alternatives(self, element: Element) -> None:
        """mc:AlternateContent: the first one, except for strokes, whose second is a picture of them"""
        chosen = elements.chosen_alternative(element)
        if chosen is not None:
            self.walk(chosen)

    def drawing(self, element: Element) -> None:
        """w:drawing, w:pict, w:object: its words, its pictures; where it has neither, the drawing itself"""
        words, boxes = self.words, self.boxes_seen
        mark, pictures = words.mark(), len(words.pictures)
        self.walk(element)
        found = words.has_text_since(mark) or len(words.pictures) > pictures or self.boxes_seen > boxes
        if not found and not elements.is_rule(element):
            data = etree.tostring(element, with_tail=False)
            words.pictures.append(Picture(elements.drawing_name(element), _DRAWN, data))

    def referred(self, element: Element) -> None:
        """Whatever refers to a part that is no text: pictures, charts, diagrams, embedded files, ink"""
        for name in elements.REFERENCES:
            if picture := self._package.picture(self._part, element.get(name)):
                self.words.pictures.append(picture)
                return

    def foreign(self, element: Element) -> None:
        """w:altChunk: a document in another format, which Word takes in when it opens this one"""
        self._package.repairs += 1
        self.referred(element)

    def word_art(self, element: Element) -> None:
        """v:textpath"""
        if words := element.get("string"):
            self.add(words)


_PARAGRAPH_PROPERTIES: Final = f"{W}pPr"
_ROW_PROPERTIES: Final = f"{W}trPr"
_CONTROL_PROPERTIES: Final = f"{W}sdtPr"
_DELETIONS: Final = (f"{W}del", f"{W}moveFrom")

Handler = Callable[[Walker, Element], None]


def _adds(text: str) -> Handler:
    def handler(walker: Walker, _: Element) -> None:
        walker.add(text)

    return handler


def _handlers() -> Mapping[object, Handler | None]:
    """The handler of each element; None for those whose content is not on the page."""
    table: dict[str, Handler | None] = {
        "p": Walker.paragraph,
        "tbl": Walker.table,
        "tr": Walker.row,
        "tc": Walker.cell,
        "sdt": Walker.sdt,
        "txbxContent": Walker.text_box,
        "rPr": Walker.run_properties,
        "tab": _adds("\t"),
        "ptab": _adds("\t"),
        "br": _adds("\n"),
        "cr": _adds("\n"),
        "noBreakHyphen": _adds("-"),
        "fldChar": Walker.field_char,
        "bookmarkStart": Walker.bookmark,
        "footnoteReference": Walker.note,
        "endnoteReference": Walker.note,
        "commentRangeStart": Walker.comment_start,
        "commentReference": Walker.comment,
        "drawing": Walker.drawing,
        "pict": Walker.drawing,
        "object": Walker.drawing,
        "altChunk": Walker.foreign,
    }
    named: dict[object, Handler | None] = {f"{W}{local}": handler for local, handler in table.items()}
    several: tuple[tuple[tuple[str, ...], Handler | None], ...] = (
        (elements.RUNS, Walker.run),
        (elements.TEXTS, Walker.text),
        (elements.SYMBOLS, Walker.sym),
        (elements.PICTURES, Walker.referred),
        (elements.HIDDEN, None),
    )
    for tags, handler in several:
        named |= dict.fromkeys(tags, handler)
    named |= {elements.ALTERNATIVES: Walker.alternatives, elements.WORD_ART: Walker.word_art}
    return named


_HANDLERS: Final[Mapping[object, Handler | None]] = _handlers()
