"""Prose → Word paragraphs: headings, lists, quotations, links, each in its named style."""

from __future__ import annotations

from collections.abc import Iterator

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml.etree import _Element as Element

from kadergen.formats.controlnames import control_id
from kadergen.formats.wordml import el, run
from kadergen.model.text import Heading, Paragraph, Prose, Quotation, RichText, ScaleTable, Span, TextList

_NUMBERED = 2  # the abstract list of numbers, see docx_styles
_DEEPEST = 2


def paragraph(style: str, *children: Element) -> Element:
    """A paragraph in a named style."""
    return el("w:p", el("w:pPr", el("w:pStyle", val=style)) if style else None, *children)


def anchored(anchor: str, *children: Element) -> list[Element]:
    """The children in a bookmark that links can name."""
    number = control_id(f"anchor {anchor}")
    return [
        el("w:bookmarkStart", id=number, name=anchor_name(anchor)),
        *children,
        el("w:bookmarkEnd", id=number),
    ]


def anchor_name(anchor: str) -> str:
    """The bookmark's name for an anchor, as Word names those of its contents."""
    return f"_Toc{control_id(f'anchor {anchor}')}"


class ProseWriter:
    """Writes prose for one document, which it gives the relations of links and the numbers of lists."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._lists = 2  # those that the numbering part begins with
        self._depth = 0

    def heading(self, depth: int) -> str:
        """The style of a heading of this depth (from 1), which goes no more than one below the heading before it."""
        self._depth = min(depth, self._depth + 1, 3)
        return f"Heading{self._depth}"

    def write(self, prose: Prose, style: str = "") -> Iterator[Element]:
        """The paragraphs, ordinary ones in `style`. A `ScaleTable` is passed over: it is a table, not prose."""
        for block in prose:
            match block:
                case Paragraph(spans):
                    yield paragraph(style, *self.spans(spans))
                case Heading(depth, spans):
                    yield paragraph(self.heading(depth), *self.spans(spans))
                case Quotation(inner):
                    yield from self.write(inner, "Quote")
                case TextList():
                    yield from self._list(block, 0)
                case ScaleTable():
                    pass

    def spans(self, spans: RichText) -> Iterator[Element]:
        """Runs, and links around them."""
        for span in spans:
            if span.link:
                target = self._document.part.relate_to(span.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
                yield el("w:hyperlink", run(span.text, "Hyperlink"), r__id=target)
            else:
                yield run(span.text, _style(span))

    def _list(self, block: TextList, depth: int) -> Iterator[Element]:
        style, number = ("ListNumber", self._new_list()) if block.ordered else ("ListBullet", 1)
        for item in block.items:
            for index, part in enumerate(item):
                match part:
                    case Paragraph(spans) if index == 0:
                        yield self._item(style, number, depth, spans)
                    case TextList():
                        yield from self._list(part, min(depth + 1, _DEEPEST))
                    case _:
                        yield from self.write((part,), "ListContinue")

    def _item(self, style: str, number: int, depth: int, spans: RichText) -> Element:
        place = el("w:numPr", el("w:ilvl", val=depth), el("w:numId", val=number))
        return el("w:p", el("w:pPr", el("w:pStyle", val=style), place), *self.spans(spans))

    def _new_list(self) -> int:
        """Another list of numbers, which begins at 1."""
        self._lists += 1
        restart = el("w:lvlOverride", el("w:startOverride", val=1), ilvl=0)
        numbering = self._document.part.numbering_part.element
        numbering.append(el("w:num", el("w:abstractNumId", val=_NUMBERED), restart, numId=self._lists))
        return self._lists


def _style(span: Span) -> str:
    if span.strong and span.emphasis:
        return "StrongEmphasis"
    return "Strong" if span.strong else "Emphasis" if span.emphasis else ""
