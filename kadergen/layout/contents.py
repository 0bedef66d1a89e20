"""The table of contents: every title and section with its page number, as links."""

from __future__ import annotations

from dataclasses import replace

from kadergen.documents.blocks import Contents, SectionOpener, Title
from kadergen.layout.flow import Fixed, Flow, Lines, Piece
from kadergen.layout.opener import section_name
from kadergen.layout.placement import Node, Page, PlacedLink, PlacedShape, Role, rounded, segment
from kadergen.layout.typesetter import Typesetter
from kadergen.units import Rect

_NUMBER_WIDTH = 40.0


def set_contents(setter: Typesetter, flow: Flow, contents: Contents) -> None:
    """A page of its own; the page numbers are filled in when all pages are known."""
    setter.heading, setter.tab, setter.section_index = contents.title, None, None
    flow.open_page(new=True)
    style = setter.theme.style("title")
    lines = tuple(setter.lines(contents.title, style, setter.theme.page.width))
    setter.mark("contents", contents.title, flow.y + 8)
    pieces: list[Piece] = [
        Lines(lines, style, Node(Role.H1, setter.root), after=setter.theme.spacing.after_title, keep=True)
    ]
    toc = Node(Role.CONTENTS, setter.root)
    for block in setter.document.blocks:
        if isinstance(block, Title):
            pieces.append(_entry(setter, block.text, block.anchor, toc, None))
        elif isinstance(block, SectionOpener):
            pieces.append(_entry(setter, block.title, block.anchor, toc, block))
    flow.add(pieces)


def _entry(setter: Typesetter, title: str, anchor: str, toc: Node, opener: SectionOpener | None) -> Fixed:
    """One line (or more, for a long title): a section with its code on its hue, a chapter without."""
    theme = setter.theme
    style = theme.style("contents_section" if opener else "contents")
    chip = theme.spacing.badge * 1.19
    left_indent = max(chip + 12, setter.width(opener.code, theme.style("badge")) + 24) if opener else 0.0
    width = theme.page.width - left_indent - _NUMBER_WIDTH
    lines = setter.lines(title, style, width)
    height = len(lines) * style.leading + 9
    spoken = f"{section_name(opener)} {title}" if opener else title
    link = Node(Role.LINK, Node(Role.REFERENCE, Node(Role.CONTENTS_ITEM, toc)), alt=spoken)

    def draw(setter: Typesetter, page: Page, left: float, top: float) -> None:
        right = left + theme.page.width
        middle = top - height / 2
        if opener:
            badge = theme.style("badge")
            wide = max(chip, setter.width(opener.code, badge) + 11)
            hue = theme.colours.section(opener.index)
            page.add(PlacedShape(rounded(Rect(left, middle - chip / 2, left + wide, middle + chip / 2), 3), fill=hue))
            base = middle - setter.fonts.main(badge.face).cap_height * badge.size / 2
            setter.place_text(page, opener.code, badge, left + wide / 2, base, link, align=0.5)
        text_top = middle + len(lines) * style.leading / 2
        setter.place_lines(page, lines, style, left + left_indent, text_top, link)
        rule = theme.colours.sand
        page.add(PlacedShape(segment(left, top - height, right, top - height), stroke=rule, width=0.7))
        page.add(PlacedLink(Rect(left, top - height, right, top), anchor=anchor, alt=spoken, node=link))
        base = text_top - (len(lines) - 1) * style.leading - setter.base(style)

        def number() -> None:
            target = setter.anchors.get(anchor)
            if target:
                setter.place_text(
                    page, str(target.page_index + 1), replace(style, face="regular"), right, base, link, 1.0
                )

        setter.later.append(number)

    return Fixed(height, draw)
