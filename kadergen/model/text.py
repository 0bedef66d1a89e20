"""Rich text as data: the few things that the Markdown of a framework can say.

`Prose` is a tuple of blocks; a block's words are `RichText`, a tuple of spans. Text in spans is plain Unicode, never
markup of any output format.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters with one look. `link` is an absolute http(s) or mailto address."""

    text: str
    strong: bool = False
    emphasis: bool = False
    link: str | None = None


RichText = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    spans: RichText


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a chapter; depth 2 or 3 (depth 1 is the chapter's or section's own title)."""

    depth: int
    spans: RichText


@dataclass(frozen=True, slots=True)
class TextList:
    """A bulleted or numbered list; each item is prose of its own."""

    items: tuple[Prose, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation set apart."""

    prose: Prose


@dataclass(frozen=True, slots=True)
class ScaleTable:
    """The place where the scale's explanatory table goes (the line `{scale}` in a chapter)."""


TextBlock = Paragraph | Heading | TextList | Quotation | ScaleTable
Prose = tuple[TextBlock, ...]


def rich(text: str, *, strong: bool = False, emphasis: bool = False) -> RichText:
    """Plain text as rich text of one span (none for an empty text)."""
    return (Span(text, strong=strong, emphasis=emphasis),) if text else ()


def plain_spans(spans: Iterable[Span]) -> str:
    """The words of rich text, without its look."""
    return "".join(span.text for span in spans)


def plain(prose: Prose) -> str:
    """The words of prose: blocks and list items apart by a blank line, no markers."""
    parts: list[str] = []
    for block in prose:
        match block:
            case Paragraph(spans) | Heading(_, spans):
                parts.append(plain_spans(spans))
            case TextList(items):
                parts.extend(plain(item) for item in items)
            case Quotation(inner):
                parts.append(plain(inner))
            case ScaleTable():
                pass
    return "\n\n".join(part for part in parts if part)
