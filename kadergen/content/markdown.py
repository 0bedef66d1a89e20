"""Markdown → `Prose`, through markdown-it-py's tokens; what we don't support is reported with its line, never dropped.

Supported: `#` (a chapter's title), `##`, `###`, paragraphs, `-` and `1.` lists (one inside another), `>` quotations,
strong, emphasis, links, autolinks, comments (`<!-- -->`, passed over), and the line `{scale}` in a chapter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from kadergen.diagnostics import Code, Diagnostic, Location
from kadergen.model.text import (
    Heading,
    Paragraph,
    Prose,
    Quotation,
    RichText,
    ScaleTable,
    Span,
    TextBlock,
    TextList,
    plain_spans,
)
from kadergen.source import error, warning

Placer = Callable[[int], Location]


@dataclass(frozen=True, slots=True)
class Rules:
    """What is allowed where: `title` (a leading `#`), `headings` (## and ###), the table of the `scale`."""

    title: bool = False
    headings: bool = False
    scale: bool = False


CHAPTER: Final = Rules(title=True, headings=True, scale=True)
INTRODUCTION: Final = Rules(headings=True)
TEXT: Final = Rules()

# Tables and strikethrough are switched on to be recognised and reported; else their signs would end up in the text.
_PARSER: Final = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_COMMENT: Final = re.compile(r"(?:\s*<!--.*?-->)+\s*", re.DOTALL)
_LINK: Final = re.compile(r"(?:https?://[^\s]+|mailto:[^\s@]+@[^\s@]+)", re.IGNORECASE)
_LIST_DEPTH: Final = 2

_BLOCKS: Final = {
    "fence": ("a block of code", "write it as a paragraph or a > quotation"),
    "code_block": ("an indented block (code)", "remove the spaces at the start of the line"),
    "hr": ("a horizontal line", "remove it; use a ## heading to part the text"),
    "html_block": ("HTML", "use Markdown instead"),
    "table": ("a table", "write it as a list"),
}
_INLINES: Final = {
    "code_inline": ("code (`...`)", "use *emphasis* instead"),
    "html_inline": ("HTML", "use Markdown; put a backslash before < where the sign itself is meant"),
    "image": ("an image", "leave it out: the documents draw their own pictures"),
    "s": ("struck-out text", "delete the text instead"),
    "hardbreak": ("a forced line break", "remove the spaces or the backslash at the line's end"),
}


@dataclass(frozen=True, slots=True)
class Document:
    """What a Markdown text holds; `title` is empty unless the rules allow one and it is there."""

    title: str
    prose: Prose
    problems: tuple[Diagnostic, ...]


def parse_markdown(text: str, place: Placer, rules: Rules = TEXT) -> Document:
    """The text's blocks. `place` says where line n (from 0) of the text stands in its file."""
    return _Reader(place, rules).document(text)


class _Reader:
    def __init__(self, place: Placer, rules: Rules) -> None:
        self._place = place
        self._rules = rules
        self._problems: list[Diagnostic] = []

    def document(self, text: str) -> Document:
        environment: dict[str, Any] = {}
        tree = SyntaxTreeNode(_PARSER.parse(text, environment))
        for reference in environment.get("references", {}).values():
            line = (reference.get("map") or [0])[0]
            self._unsupported(line, "a link definition ([name]: address)", "write [words](address) where it is used")
        nodes = [node for node in tree.children if not _is_comment(node)]
        title = ""
        if self._rules.title and nodes and nodes[0].type == "heading" and nodes[0].tag == "h1":
            title = plain_spans(self._spans(nodes[0])).strip()
            nodes = nodes[1:]
        prose = self._blocks(nodes, top=True)
        return Document(title, prose, tuple(self._problems))

    def _unsupported(self, line: int, what: str, hint: str) -> None:
        message = f"Markdown that is not supported here: {what}"
        self._problems.append(error(Code.C015, self._place(line), message, hint))

    # blocks

    def _blocks(self, nodes: Sequence[SyntaxTreeNode], *, top: bool = False, depth: int = 0) -> Prose:
        blocks = (self._block(node, top, depth) for node in nodes if not _is_comment(node))
        return tuple(block for block in blocks if block is not None)

    def _block(self, node: SyntaxTreeNode, top: bool, depth: int) -> TextBlock | None:
        line = _line(node)
        match node.type:
            case "paragraph":
                return self._paragraph(node, line, top)
            case "heading":
                return self._heading(node, line, top)
            case "bullet_list" | "ordered_list":
                return self._list(node, line, depth)
            case "blockquote":
                if not top:
                    self._unsupported(line, "a quotation inside a list or another quotation", "set it apart")
                    return None
                return Quotation(self._blocks(node.children))
            case kind:
                what, hint = _BLOCKS.get(kind, (kind, "use paragraphs, lists and quotations only"))
                self._unsupported(line, what, hint)
                return None

    def _paragraph(self, node: SyntaxTreeNode, line: int, top: bool) -> TextBlock | None:
        spans = self._spans(node)
        words = plain_spans(spans).strip()
        if re.fullmatch(r"\{[^{}\s]*\}", words):
            if words == "{scale}" and self._rules.scale and top:
                return ScaleTable()
            hint = "the only such line is {scale}, alone in a chapter"
            self._unsupported(line, f"the line {words}", hint)
            return None
        return Paragraph(spans) if words else None

    def _heading(self, node: SyntaxTreeNode, line: int, top: bool) -> TextBlock | None:
        depth = int(node.tag[1:])
        if node.markup in ("-", "="):
            self._unsupported(line, "a heading made by underlining", "put ## before the heading; empty line above ---")
        elif not top or not self._rules.headings:
            self._unsupported(line, "a heading", "headings belong to chapters and introductions")
        elif depth == 1:
            hint = "a chapter starts with its one # title; use ## for headings in it"
            self._unsupported(line, "# here", hint if self._rules.title else "use ## or ###")
        elif depth > 3:
            self._unsupported(line, "a heading of the fourth or deeper level", "use ## or ###")
        else:
            spans = self._spans(node)
            if plain_spans(spans).strip():
                return Heading(depth, spans)
            self._problems.append(error(Code.C009, self._place(line), "heading is empty", "write it, or remove the #"))
        return None

    def _list(self, node: SyntaxTreeNode, line: int, depth: int) -> TextBlock | None:
        if depth >= _LIST_DEPTH:
            self._unsupported(line, "a list in a list in a list", "use at most two levels")
            return None
        ordered = node.type == "ordered_list"
        if ordered and int(node.attrs.get("start", 1)) != 1:
            self._unsupported(line, "a numbered list that does not start at 1", "start it at 1; write \\. for a number")
        items = tuple(self._blocks(item.children, depth=depth + 1) for item in node.children)
        if not all(item.children for item in node.children):
            self._problems.append(error(Code.C009, self._place(line), "list item is empty", "write it, or remove it"))
        return TextList(items, ordered)

    # inlines

    def _spans(self, node: SyntaxTreeNode) -> RichText:
        spans: list[Span] = []
        line = _line(node)
        for inline in node.children:
            line = self._inline(inline.children, Span(""), line, spans)
        return tuple(_merged(spans))

    def _inline(self, nodes: Sequence[SyntaxTreeNode], look: Span, line: int, out: list[Span]) -> int:
        """Appends the spans of inline nodes that share the look of `look`; returns the line that was reached."""
        for node in nodes:
            match node.type:
                case "text" | "text_special":
                    self._leftovers(node.content, line)
                    out.append(Span(node.content, look.strong, look.emphasis, look.link))
                case "softbreak":
                    line += 1
                    out.append(Span(" ", look.strong, look.emphasis, look.link))
                case "strong":
                    line = self._inline(node.children, Span("", True, look.emphasis, look.link), line, out)
                case "em":
                    line = self._inline(node.children, Span("", look.strong, True, look.link), line, out)
                case "link":
                    link = self._link(node, line)
                    line = self._inline(node.children, Span("", look.strong, look.emphasis, link), line, out)
                case "html_inline" if _COMMENT.fullmatch(node.content):
                    line += node.content.count("\n")
                case kind:
                    what, hint = _INLINES.get(kind, (kind, "use strong, emphasis and links only"))
                    self._unsupported(line, what, hint)
                    line += 1 if kind == "hardbreak" else node.content.count("\n")
        return line

    def _link(self, node: SyntaxTreeNode, line: int) -> str | None:
        address = str(node.attrs.get("href", ""))
        if node.attrs.get("title"):
            self._unsupported(line, "a link with a title", 'leave out the "title" after the address')
        if not node.children:
            self._unsupported(line, "a link without words", "write [words](address)")
        if not _LINK.fullmatch(address):
            self._unsupported(line, "a link of this kind", "a link starts with https://, http:// or mailto:")
            return None
        return address

    def _leftovers(self, text: str, line: int) -> None:
        if "](" in text:
            self._unsupported(line, "a link that is not one", "a link is written [words](https://address)")
        elif "**" in text:
            message = "** stands in the text itself"
            hint = "strong is written **words**, without spaces inside and closed in the same paragraph"
            self._problems.append(warning(Code.C015, self._place(line), message, hint))


def _line(node: SyntaxTreeNode) -> int:
    return node.map[0] if node.map else 0


def _is_comment(node: SyntaxTreeNode) -> bool:
    return node.type == "html_block" and _COMMENT.fullmatch(node.content) is not None


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Neighbours of the same look as one span; no empty ones."""
    merged: list[Span] = []
    for span in spans:
        if not span.text:
            continue
        last = merged[-1] if merged else None
        if last and (last.strong, last.emphasis, last.link) == (span.strong, span.emphasis, span.link):
            merged[-1] = Span(last.text + span.text, span.strong, span.emphasis, span.link)
        else:
            merged.append(span)
    return merged
