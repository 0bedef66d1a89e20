"""The form's first page: its masthead, and the card that asks who answers."""

from __future__ import annotations

from kadergen.documents.blocks import HeaderField, HeaderFields, Masthead
from kadergen.layout.brand import place_logo
from kadergen.layout.flow import Fixed, Flow, Lines
from kadergen.layout.placement import Node, Page, PlacedField, PlacedShape, Role, box, rounded
from kadergen.layout.street import masthead_street
from kadergen.layout.typesetter import Typesetter
from kadergen.model.instrument import FieldKind
from kadergen.units import Rect, mm

_PADDING = 15.0
_LABEL_GAP = 2.0
_ROW_GAP = 10.0


def set_masthead(setter: Typesetter, flow: Flow, masthead: Masthead) -> None:
    """A band of colour over the page's whole width, with the street at its foot."""
    theme = setter.theme
    setter.heading = masthead.title
    flow.open_page(new=True)
    setter.sheet.masthead = True
    page = setter.sheet.page
    over, title, note, name = (theme.style(key) for key in ("cover_over", "opener_title", "cover_note", "cover_name"))
    width = theme.page.width * (0.66 if theme.brand.logo else 0.72)
    title, lines = setter.fitting(masthead.title, title, width, 4)
    head = setter.lines(masthead.over_title, over, width) if masthead.over_title else []
    foot = setter.lines(masthead.note, note, width) if masthead.note else []
    whose = setter.lines(theme.brand.name, name, width) if theme.brand.name else []
    used = len(lines) * title.leading + len(head) * over.leading + len(foot) * note.leading + 14
    used += len(whose) * name.leading + (6 if whose else 0)
    edge = theme.page.size.height
    bottom = edge - max(used + mm(13) + mm(12), mm(58))
    bleed = theme.page.bleed
    band = Rect(-bleed, bottom, theme.page.size.width + bleed, edge + bleed)
    page.add(PlacedShape(box(band), fill=theme.colours.main), *masthead_street(theme, bottom))
    setter.mark("top", masthead.title, edge)
    top = edge - mm(15)
    top = setter.place_lines(page, head, over, flow.left, top, Node(Role.PARAGRAPH, setter.root)) - (6 if head else 0)
    top = setter.place_lines(page, lines, title, flow.left, top, Node(Role.H1, setter.root)) - 5
    top = setter.place_lines(page, foot, note, flow.left, top, Node(Role.PARAGRAPH, setter.root)) - 6
    setter.place_lines(page, whose, name, flow.left, top, Node(Role.PARAGRAPH, setter.root))
    right = theme.page.size.width - theme.page.margin
    place_logo(setter, page, Rect(right - mm(42), edge - mm(21), right, edge - mm(7)))
    flow.take(flow.y - bottom + 18)


def set_header_fields(setter: Typesetter, flow: Flow, block: HeaderFields) -> None:
    """A card with a label and a field for each thing that is asked, two beside each other."""
    theme = setter.theme
    title = theme.style("heading")
    lines = tuple(setter.lines(block.title, title, theme.page.width - 2 * _PADDING))
    head = Lines(lines, title, Node(Role.H2, setter.root))
    gap = theme.page.gutter * 1.4
    width = (theme.page.width - 2 * _PADDING - gap) / 2
    small = theme.style("label")
    labelled = [(field, tuple(setter.lines(field.label, small, width - 2))) for field in block.fields]
    rows = [labelled[i : i + 2] for i in range(0, len(labelled), 2)]
    labels = [max(len(lines) for _, lines in row) * small.leading + _LABEL_GAP for row in rows]
    height = head.height + 8 + sum(labels) + len(rows) * (theme.spacing.header_field + _ROW_GAP) - _ROW_GAP
    height += 2 * _PADDING

    def draw(setter: Typesetter, page: Page, left: float, top: float) -> None:
        card = Rect(left, top - height, left + theme.page.width, top)
        page.add(PlacedShape(rounded(card, 7), fill=theme.colours.cream))
        setter.mark("respondent", block.title, top + 8)
        head.place(setter, page, left + _PADDING, top - _PADDING)
        y = top - _PADDING - head.height - 8
        for row, label in zip(rows, labels, strict=True):
            for column, (field, lines) in enumerate(row):
                x = left + _PADDING + column * (width + gap)
                words_top = y - label + _LABEL_GAP + len(lines) * small.leading
                setter.place_lines(page, lines, small, x + 1, words_top, Node(Role.PARAGRAPH, setter.root))
                _place_field(setter, page, field, Rect.from_size(x, y - label - room, width, room))
            y -= label + room + _ROW_GAP

    room = theme.spacing.header_field
    flow.add([Fixed(height, draw, before=14, after=18)])


def _place_field(setter: Typesetter, page: Page, field: HeaderField, frame: Rect) -> None:
    theme = setter.theme
    page.add(PlacedShape(rounded(frame, 4), fill=theme.colours.paper, stroke=theme.colours.line, width=0.8))
    if field.field.kind is FieldKind.CHOICE:
        x, y = frame.right - 12, (frame.top + frame.bottom) / 2 + 1.5
        arrow = (("m", (x - 3.5, y)), ("l", (x, y - 3.5)), ("l", (x + 3.5, y)))
        page.add(PlacedShape(arrow, stroke=theme.colours.muted, width=1.1))
    size = theme.style("header_field").size
    node = Node(Role.FORM, setter.root, alt=field.field.label)
    page.add(PlacedField(field.field, frame.inset(5, 3), field.field.label, multiline=False, size=size, node=node))
