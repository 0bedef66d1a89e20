"""Prose → pieces: paragraphs, headings, lists, quotations and the table that explains the scale."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kadergen.layout.flow import Lines, Piece
from kadergen.layout.placement import Node, Role
from kadergen.layout.table import scale_pieces
from kadergen.layout.typesetter import Typesetter
from kadergen.model.scale import Scale
from kadergen.model.text import Heading, Paragraph, Prose, Quotation, RichText, ScaleTable, TextList
from kadergen.theme import TextStyle

# Points from a list's left edge to its words, for each point of type; and the same for quotations.
_LIST_INDENT = 1.47
_QUOTE_INDENT = 1.76
_MARKER_GAP = 5.0


@dataclass(frozen=True, slots=True)
class Look:
    """How prose is set: width of the column, text style, the colour of quotation bars, the scale it may show,
    the width of a table in it (0: the column's) and the space after a paragraph (None: the theme's).
    """

    width: float
    style: TextStyle
    bar: str
    scale: Scale | None = None
    full_width: float = 0.0
    depth: int = 2
    after: float | None = None


def prose_pieces(setter: Typesetter, prose: Prose, look: Look, parent: Node) -> list[Piece]:
    """The pieces of prose in a column. Headings of depth 2 become `look.depth` in the structure."""
    pieces: list[Piece] = []
    for block in prose:
        match block:
            case Paragraph(spans):
                pieces.append(paragraph(setter, spans, look, Node(Role.PARAGRAPH, parent)))
            case Heading(depth, spans):
                pieces.append(_heading(setter, depth, spans, look, parent))
            case TextList(items, ordered):
                pieces += _list(setter, items, look, parent, ordered=ordered)
            case Quotation(inner):
                pieces += _quotation(setter, inner, look, Node(Role.QUOTE, parent))
            case ScaleTable():
                if look.scale:
                    pieces += scale_pieces(setter, look.scale, look.full_width or look.width, parent)
    return pieces


def paragraph(setter: Typesetter, spans: RichText, look: Look, node: Node) -> Lines:
    """One paragraph."""
    lines = tuple(setter.lines(spans, look.style, look.width))
    return Lines(lines, look.style, node, after=setter.theme.spacing.paragraph if look.after is None else look.after)


def _heading(setter: Typesetter, depth: int, spans: RichText, look: Look, parent: Node) -> Lines:
    style = replace(setter.theme.style("heading" if depth == 2 else "subheading"))
    if look.style.colour != setter.theme.style("body").colour:
        style = replace(style, colour=look.style.colour)
    role = Role.H2 if min(depth - 2 + look.depth, 3) == 2 else Role.H3
    lines = tuple(setter.lines(spans, style, look.width))
    spacing = setter.theme.spacing
    before = spacing.heading_before if depth == 2 else spacing.heading_before * 0.6
    return Lines(lines, style, Node(role, parent), before=before, after=spacing.heading_after, keep=True)


def _list(setter: Typesetter, items: tuple[Prose, ...], look: Look, parent: Node, *, ordered: bool) -> list[Piece]:
    node = Node(Role.LIST, parent)
    markers = [setter.lines(f"{n}." if ordered else "•", look.style, 1e6)[0] for n in range(1, len(items) + 1)]
    indent = max([_LIST_INDENT * look.style.size, *(marker.width + _MARKER_GAP for marker in markers)])
    inner = replace(look, width=look.width - indent, full_width=0.0)
    pieces: list[Piece] = []
    for item, marker in zip(items, markers, strict=True):
        entry = Node(Role.ITEM, node)
        label = Node(Role.LABEL, entry)
        offset = indent - _MARKER_GAP - marker.width if ordered else 2.0
        content = [_shifted(piece, indent) for piece in prose_pieces(setter, item, inner, Node(Role.BODY, entry))]
        for index, piece in enumerate(content):
            if isinstance(piece, Lines):
                first = (marker, offset, label) if index == 0 else piece.marker
                content[index] = replace(piece, marker=first, after=3.0 if index == len(content) - 1 else piece.after)
        pieces += content
    if pieces and isinstance(last := pieces[-1], Lines):
        pieces[-1] = replace(last, after=setter.theme.spacing.paragraph)
    return pieces


def _quotation(setter: Typesetter, prose: Prose, look: Look, node: Node) -> list[Piece]:
    indent = _QUOTE_INDENT * look.style.size
    inner = replace(look, width=look.width - 2 * indent, full_width=0.0)
    pieces: list[Piece] = []
    for piece in prose_pieces(setter, prose, inner, node):
        shifted = _shifted(piece, indent)
        if isinstance(shifted, Lines):
            shifted = replace(shifted, bar=look.bar, before=setter.theme.spacing.paragraph)
        pieces.append(shifted)
    return pieces


def _shifted(piece: Piece, by: float) -> Piece:
    if not isinstance(piece, Lines):
        return piece
    marker = (piece.marker[0], piece.marker[1] + by, piece.marker[2]) if piece.marker else None
    return replace(piece, indent=piece.indent + by, marker=marker)
