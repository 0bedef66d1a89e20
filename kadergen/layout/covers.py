"""Front and back cover."""

from __future__ import annotations

from dataclasses import replace

from kadergen.documents.blocks import BackCover, Cover
from kadergen.layout.brand import place_logo
from kadergen.layout.flow import Flow
from kadergen.layout.linebreak import Line
from kadergen.layout.placement import Node, Role
from kadergen.layout.street import cover_street, page_background, quiet_street
from kadergen.layout.typesetter import SheetKind, Typesetter
from kadergen.theme import TextStyle, mix
from kadergen.units import Rect, mm


def set_cover(setter: Typesetter, flow: Flow, cover: Cover) -> None:
    """Logo, publisher, title, subtitle, version and practice above the street; long ones are set smaller."""
    sheet = flow.start_page(SheetKind.COVER)
    theme = setter.theme
    sheet.background = theme.colours.main
    sheet.page.add(page_background(theme, theme.colours.main), *cover_street(theme))
    setter.mark("cover", cover.title, theme.page.size.height)
    # From the sun down the page belongs to the street.
    top, street = theme.page.size.height - mm(30), theme.page.size.height * 0.4
    if theme.brand.logo:
        right = theme.page.size.width - mm(20)
        place_logo(setter, sheet.page, Rect(right - mm(58), top - mm(10), right, theme.page.size.height - mm(9)))
        top -= mm(22)
    for role, style, lines, after in _cover_texts(setter, cover, top - street):
        top = setter.place_lines(sheet.page, lines, style, mm(20), top, Node(role, setter.root)) - after
    flow.take(flow.room)


def _cover_texts(setter: Typesetter, cover: Cover, room: float) -> list[tuple[Role, TextStyle, list[Line], float]]:
    """What stands on the cover, from the top, each with the space below it; all smaller when it would not fit."""
    style = setter.theme.style
    width = setter.theme.page.size.width - mm(44)
    scale = 1.0
    while True:
        over, subtitle, note, name, title = (
            replace(look, size=look.size * scale, leading=look.leading * scale)
            for look in map(style, ("cover_over", "cover_subtitle", "cover_note", "cover_name", "cover_title"))
        )
        title, title_lines = setter.fitting(cover.title, title, width * 0.92, 4)
        texts = [(Role.PARAGRAPH, over, setter.lines(cover.over_title, over, width), 12.0)] if cover.over_title else []
        texts.append((Role.H1, title, title_lines, 16.0))
        for text, look in ((cover.subtitle, subtitle), (cover.note, note), (setter.theme.brand.name, name)):
            if text:
                texts.append((Role.PARAGRAPH, look, setter.balanced(text, look, width * 0.7), 14.0))
        height = sum(len(lines) * look.leading + after for _, look, lines, after in texts)
        if height <= room or scale < 0.3:
            return texts
        scale *= 0.85


def set_back_cover(setter: Typesetter, flow: Flow, back: BackCover) -> None:
    """Small print on the colour of the front."""
    setter.tab = None
    sheet = flow.start_page(SheetKind.COVER)
    theme = setter.theme
    sheet.background = theme.colours.main
    pale = mix(theme.colours.main, "#FFFFFF", 0.12)
    sheet.page.add(
        page_background(theme, theme.colours.main), *quiet_street(theme, 0, 150, 3, pale, theme.colours.main)
    )
    left, width = mm(20), mm(112)
    top = theme.page.size.height - mm(30)
    first = replace(theme.style("indicator"), colour=theme.colours.paper)
    for index, text in enumerate(line for line in back.lines if line):
        style = theme.style("cover_note") if index else first
        node = Node(Role.PARAGRAPH, setter.root)
        top = setter.place_lines(sheet.page, setter.lines(text, style, width), style, left, top, node) - 9
    flow.take(flow.room)
