"""Front and back cover."""

from __future__ import annotations

from dataclasses import replace

from kadergen.documents.blocks import BackCover, Cover
from kadergen.layout.flow import Flow
from kadergen.layout.placement import Node, Role
from kadergen.layout.street import cover_street, page_background, quiet_street
from kadergen.layout.typesetter import SheetKind, Typesetter
from kadergen.theme import mix
from kadergen.units import mm


def set_cover(setter: Typesetter, flow: Flow, cover: Cover) -> None:
    """Publisher, title, subtitle and version above the street; a long title is set smaller until it fits."""
    sheet = flow.start_page(SheetKind.COVER)
    theme = setter.theme
    sheet.background = theme.colours.teal
    sheet.page.add(page_background(theme, theme.colours.teal), *cover_street(theme))
    left, top = mm(20), theme.page.size.height - mm(30)
    width = theme.page.size.width - left - mm(24)
    over, subtitle, note = (theme.style(name) for name in ("cover_over", "cover_subtitle", "cover_note"))
    if cover.over_title:
        node = Node(Role.PARAGRAPH, setter.root)
        lines = setter.lines(cover.over_title, over, width)
        top = setter.place_lines(sheet.page, lines, over, left, top, node) - 12
    style, title_lines = setter.fitting(cover.title, theme.style("cover_title"), width * 0.92, 4)
    setter.mark("cover", cover.title, theme.page.size.height)
    top = setter.place_lines(sheet.page, title_lines, style, left, top, Node(Role.H1, setter.root)) - 16
    for text, look in ((cover.subtitle, subtitle), (cover.note, note)):
        if text:
            lines = setter.balanced(text, look, width * 0.7)
            top = setter.place_lines(sheet.page, lines, look, left, top, Node(Role.PARAGRAPH, setter.root)) - 14
    flow.take(flow.room)


def set_back_cover(setter: Typesetter, flow: Flow, back: BackCover) -> None:
    """Small print on the colour of the front."""
    setter.tab = None
    sheet = flow.start_page(SheetKind.COVER)
    theme = setter.theme
    sheet.background = theme.colours.teal
    pale = mix(theme.colours.teal, "#FFFFFF", 0.12)
    sheet.page.add(
        page_background(theme, theme.colours.teal), *quiet_street(theme, 0, 150, 3, pale, theme.colours.teal)
    )
    left, width = mm(20), mm(112)
    top = theme.page.size.height - mm(30)
    first = replace(theme.style("indicator"), colour=theme.colours.paper)
    for index, text in enumerate(line for line in back.lines if line):
        style = theme.style("cover_note") if index else first
        node = Node(Role.PARAGRAPH, setter.root)
        top = setter.place_lines(sheet.page, setter.lines(text, style, width), style, left, top, node) - 9
    flow.take(flow.room)
