"""Prose → HTML: paragraphs, headings, lists, quotations and the table that explains the scale."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from lxml.html import builder

from kadergen.model.scale import Scale
from kadergen.model.text import Heading, Paragraph, Prose, Quotation, RichText, ScaleTable, Span, TextList
from kadergen.render.html_marks import Marks
from kadergen.render.html_page import Element, text

_LINKS: Final = ("https://", "http://", "mailto:")


def prose_elements(
    prose: Prose, marks: Marks, heading: Callable[[int], str], scale: Scale | None = None
) -> Iterator[Element]:
    """The elements, in order. `heading` gives the tag for a heading of a depth; `scale` stands where the prose says."""
    for block in prose:
        match block:
            case Paragraph(spans):
                yield builder.P(*_spans(spans))
            case Heading(depth, spans):
                yield builder.E(heading(depth), *_spans(spans))
            case TextList(items, ordered):
                entries = [builder.LI(*prose_elements(item, marks, heading, scale)) for item in items]
                yield builder.OL(*entries) if ordered else builder.UL(*entries)
            case Quotation(inner):
                yield builder.BLOCKQUOTE(*prose_elements(inner, marks, heading, scale))
            case ScaleTable():
                if scale:
                    yield _scale(scale, marks)


def _spans(spans: RichText) -> Iterator[Element | str]:
    for span in spans:
        yield _span(span)


def _span(span: Span) -> Element | str:
    made: Element | str = text(span.text)
    if span.emphasis:
        made = builder.EM(made)
    if span.strong:
        made = builder.STRONG(made)
    if span.link and span.link.lower().startswith(_LINKS):
        made = builder.A(made, href=text(span.link), rel="noreferrer")
    return made


def _scale(scale: Scale, marks: Marks) -> Element:
    """What each level means. It stays a table on a phone: it is narrow enough."""
    heads = [builder.TH(text(head), scope="col") if head else builder.TD() for head in scale.columns]
    rows = [
        builder.TR(
            builder.TH(marks.mark(level), " ", text(level.colour_name or level.label), scope="row"),
            builder.TD(builder.STRONG(text(level.label))),
            builder.TD(text(level.explanation)),
        )
        for level in scale.levels
    ]
    named = ", ".join(filter(None, scale.columns) if any(scale.columns) else (level.label for level in scale.levels))
    caption = builder.CAPTION(text(named), {"class": "unseen"})
    return builder.TABLE(caption, builder.THEAD(builder.TR(*heads)), builder.TBODY(*rows), {"class": "scale"})
