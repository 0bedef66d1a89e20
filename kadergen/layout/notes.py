"""Pages with writing lines that bring the page count to a multiple, so that no blank leaf is left in a booklet."""

from __future__ import annotations

from kadergen.documents.blocks import Notes
from kadergen.layout.flow import Flow
from kadergen.layout.placement import Node, Page, PlacedShape, Role, segment
from kadergen.layout.typesetter import Typesetter
from kadergen.units import Rect


def set_notes(setter: Typesetter, flow: Flow, notes: Notes) -> None:
    """As many pages as are missing when one page (the back cover) still follows."""
    missing = -(len(setter.sheets) + 1) % notes.multiple_of
    setter.heading, setter.tab, setter.section_index = notes.title, None, None
    style = setter.theme.style("title")
    for number in range(missing):
        sheet = flow.start_page()
        page = setter.theme.page
        top = flow.y
        if number == 0:
            setter.mark("notes", notes.title, top + 8)
            lines = setter.lines(notes.title, style, page.width)
            top = setter.place_lines(sheet.page, lines, style, page.margin, top, Node(Role.H1, setter.root))
        rect = Rect(page.margin, flow.bottom, page.size.width - page.margin, top)
        writing_lines(setter, sheet.page, rect)
        flow.take(flow.room)


def writing_lines(setter: Typesetter, page: Page, rect: Rect) -> None:
    """Dotted lines across a rectangle, as many as it holds with a line's height above each; what is left over is
    shared between above and below. None when the theme has none.
    """
    step = setter.theme.spacing.writing_line
    if step <= 0:
        return
    count = int(rect.height / step + 0.001)
    y = rect.bottom + (rect.height - count * step) / 2
    for _ in range(count):
        line = segment(rect.left, y, rect.right, y)
        page.add(PlacedShape(line, stroke=setter.theme.colours.dots, width=0.6, dash=(0, 2.4)))
        y += step
