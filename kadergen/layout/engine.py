"""Blocks → pages: `layout_document` sets a document block by block, then what needs the finished page numbers.

1. every block in order, by the function for its kind (the table SETTERS)
2. entries of the contents get their page numbers
3. running heads, footers and thumb tabs
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kadergen.diagnostics import Code, Diagnostic, Diagnostics, Severity
from kadergen.documents.blocks import (
    BackCover,
    Block,
    Contents,
    Cover,
    DistributionChart,
    Document,
    HeaderFields,
    IndicatorGroup,
    Masthead,
    Notes,
    SectionOpener,
    StatementHead,
    Table,
    Text,
    Title,
    Voices,
)
from kadergen.layout import blocks as plain
from kadergen.layout.cards import set_cards
from kadergen.layout.chart import set_chart
from kadergen.layout.chrome import set_chrome
from kadergen.layout.contents import set_contents
from kadergen.layout.covers import set_back_cover, set_cover
from kadergen.layout.flow import Flow
from kadergen.layout.fonts import FontSet
from kadergen.layout.header_fields import set_header_fields, set_masthead
from kadergen.layout.notes import set_notes
from kadergen.layout.opener import set_opener
from kadergen.layout.placement import Layout, Node, PlacedField, Role
from kadergen.layout.table import set_table
from kadergen.layout.typesetter import Typesetter
from kadergen.model.fieldmap import FieldMap, FieldPlace
from kadergen.theme import Theme

SETTERS: Final[dict[type[Block], Callable[[Typesetter, Flow, Any], None]]] = {
    Cover: set_cover,
    BackCover: set_back_cover,
    Masthead: set_masthead,
    Contents: set_contents,
    Title: plain.set_title,
    Text: plain.set_text,
    SectionOpener: set_opener,
    HeaderFields: set_header_fields,
    Table: set_table,
    Voices: plain.set_voices,
    StatementHead: plain.set_statement_head,
    DistributionChart: set_chart,
    Notes: set_notes,
}


def layout_document(document: Document, theme: Theme) -> tuple[Layout, Diagnostics]:
    """The document on pages, and a warning for each character that no font can show (a substitute is drawn)."""
    setter = Typesetter(document, theme, FontSet())
    flow = Flow(setter)
    index = 0
    while index < len(document.blocks):
        block = document.blocks[index]
        index += 1
        if isinstance(block, IndicatorGroup):
            # The cards of a section share its pages, so all its groups are set together.
            groups = [block]
            while index < len(document.blocks) and isinstance(following := document.blocks[index], IndicatorGroup):
                groups.append(following)
                index += 1
            set_cards(setter, flow, groups)
        else:
            SETTERS[type(block)](setter, flow, block)
    if not setter.sheets:
        flow.start_page()
    flow.finish()
    for step in setter.later:
        step()
    set_chrome(setter)
    _even_headings(setter.root)
    pages = tuple(sheet.page for sheet in setter.sheets)
    layout = Layout(pages, setter.anchors, tuple(setter.bookmarks), setter.root, _field_map(setter))
    return layout, _missing(setter)


def _even_headings(root: Node) -> None:
    """Headings begin at the first level and go down one level at a time, whatever the author's words skip."""
    levels = (Role.H1, Role.H2, Role.H3)
    before = 0
    pending = [root]
    while pending:
        node = pending.pop()
        if node.role in levels:
            before = min(levels.index(node.role) + 1, before + 1)
            node.role = levels[before - 1]
        pending.extend(reversed(node.children))


def _field_map(setter: Typesetter) -> FieldMap | None:
    if setter.document.identity is None:
        return None
    size = setter.theme.page.size
    places = tuple(
        FieldPlace(item.spec.id, index, item.rect, item.level.id if item.level else None)
        for index, sheet in enumerate(setter.sheets)
        for item in sheet.page.items
        if isinstance(item, PlacedField)
    )
    return FieldMap(setter.document.identity, size.width, size.height, places)


def _missing(setter: Typesetter) -> Diagnostics:
    return tuple(
        Diagnostic(
            Severity.WARNING,
            Code.B001,
            f"no font can show U+{ord(character):04X}; its number is printed instead",
            "The text itself is whole.",
        )
        for character in setter.fonts.missing
    )
