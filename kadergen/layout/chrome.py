"""What stands around the body of every page: running head, footer with the form's identity, thumb tabs."""

from __future__ import annotations

from dataclasses import replace

from kadergen.documents.blocks import Medium
from kadergen.layout.placement import PAGINATION, Node, PlacedLink, PlacedShape, Role, rounded
from kadergen.layout.street import quiet_street, quiet_sun
from kadergen.layout.typesetter import Sheet, SheetKind, Typesetter
from kadergen.theme.tones import small_print
from kadergen.units import Rect, mm

_TAB_WIDTH = mm(9)
_TAB_GAP = mm(3.4)
_TAB_HIGHEST = mm(21)
# A street closes a page that has this much room left (points); it takes a share of the room and is so high at most.
_STREET_ROOM, _STREET_SHARE, _STREET = 190.0, 0.56, 260.0
# From this height on a sun stands above it.
_SUN = 150.0
_UNPRINTED = mm(8)
_CAPITAL = 0.7  # the height of a capital letter, in sizes
# A running head is a sign, not a sentence: what goes on after so many words stands whole where the section begins.
_HEAD_WORDS = 7
# The legend stands between body and footer, whatever the size of type.
_LEGEND_SIZE, _LEGEND_GAP = 10.5, 4.0
# Tabs stay clear of the corners, which are kept free for marks.
_TAB_TOP, _TAB_BOTTOM = mm(24), mm(24)


def set_chrome(setter: Typesetter) -> None:
    """Around every page, now that all are there."""
    # The links of all tabs come after everything that is to be read.
    links = Node(Role.SECTION, setter.root)
    first_section = next((i for i, sheet in enumerate(setter.sheets) if sheet.section_index is not None), 0)
    for index, sheet in enumerate(setter.sheets):
        if setter.document.medium is Medium.PAPER or index < first_section:
            _closing_street(setter, sheet)
        _footer(setter, sheet)
        if sheet.kind is SheetKind.BODY and not sheet.masthead:
            _running_head(setter, sheet)
        if sheet.marked:
            _legend(setter, sheet)
        if sheet.kind is not SheetKind.COVER:
            _tabs(setter, sheet, links)


def _closing_street(setter: Typesetter, sheet: Sheet) -> None:
    """A page of prose, or one before the sections of a form or report, that ends early gets a quiet street."""
    page = setter.theme.page
    room = sheet.bottom - page.bottom
    if sheet.kind is SheetKind.BODY and sheet.section_index is None and room > _STREET_ROOM:
        height, ground = min(room * _STREET_SHARE, _STREET), page.bottom - 10
        if height > _SUN:
            sheet.page.add(quiet_sun(setter.theme, ground, height, sheet.page.number))
        sheet.page.add(*quiet_street(setter.theme, ground, height, sheet.page.number))


def _is_left(setter: Typesetter, sheet: Sheet) -> bool:
    """Whether the page lies at the left of an opened booklet."""
    return setter.document.medium is Medium.PAPER and sheet.page.number % 2 == 0


def _running_head(setter: Typesetter, sheet: Sheet) -> None:
    """What is read here, at the outer side, where a thumb leafs; the document's title stands at the foot."""
    page = setter.theme.page
    text = _fitted(setter, _as_head(sheet.heading or setter.document.running_head), page.width)
    x, outward = (page.margin, 0.0) if _is_left(setter, sheet) else (page.size.width - page.margin, 1.0)
    style = setter.theme.style("running")
    setter.place_text(sheet.page, text, style, x, _head_line(setter), PAGINATION, align=outward)


def _head_line(setter: Typesetter) -> float:
    """The base line of what stands at the head, low enough that large type keeps out of what printers leave white."""
    page = setter.theme.page
    return page.size.height - max(page.head, _UNPRINTED + _CAPITAL * setter.theme.style("running").size)


def _as_head(text: str) -> str:
    """The first words, and an ellipsis for others; codes and signs ("8 ·") are no words."""
    parts = text.split()
    ends = [index for index, part in enumerate(parts, 1) if any(char.isalpha() for char in part)]
    return text if len(ends) <= _HEAD_WORDS else " ".join([*parts[: ends[_HEAD_WORDS - 1]], "…"])


def _fitted(setter: Typesetter, text: str, width: float) -> str:
    """The text in one line; a long one ends in an ellipsis (it stands whole where the section begins)."""
    style = setter.theme.style("running")
    text = " ".join(text.split())
    if setter.width(text, style) <= width:
        return text
    words = text.split(" ")
    while len(words) > 1 and setter.width(" ".join(words) + " …", style) > width:
        words.pop()
    shown = " ".join(words) + " …"
    while len(shown) > 2 and setter.width(shown, style) > width:
        shown = shown[:-3] + "…"
    return shown


def _footer(setter: Typesetter, sheet: Sheet) -> None:
    """Page number at the outer side; the document's title, its footer and the form's identity at the inner side."""
    page = setter.theme.page
    number, small = setter.theme.style("running"), setter.theme.style("form_id")
    if sheet.background:
        pale = small_print(sheet.background)
        number, small = replace(number, colour=pale), replace(small, colour=pale)
    # On coloured pages the street stands at the foot; there the small print stands at the head.
    y = _head_line(setter) if sheet.background else page.foot
    left, right = page.margin, page.size.width - page.margin
    inner, outer, outward = (right, left, 0.0) if _is_left(setter, sheet) else (left, right, 1.0)
    if sheet.kind is not SheetKind.COVER:
        setter.place_text(sheet.page, str(sheet.page.number), number, outer, y, PAGINATION, align=outward)
    identity = setter.document.identity
    shown = [f"{identity.id} · {identity.version} · {identity.fingerprint}"] if identity else []
    if sheet.kind is SheetKind.COVER:
        shown = [f"{text} · {sheet.page.number}" for text in shown]
    else:
        room = page.width - 60 - (setter.width(shown[0], small) + 16 if shown else 0.0)
        title, footer = setter.document.running_head, setter.document.footer
        whole = f"{title} · {footer}" if footer else title
        # Where there is no room for both, the version stays: what the title says, the form's identity says too.
        text = whole if setter.width(whole, number) <= room else _fitted(setter, footer or title, room)
        setter.place_text(sheet.page, text, number, inner, y, PAGINATION, align=1.0 - outward)
        inner += (setter.width(text, number) + 16) * (1 if outward else -1)
    if shown:
        setter.place_text(sheet.page, shown[0], small, inner, y, PAGINATION, align=1.0 - outward)


def _legend(setter: Typesetter, sheet: Sheet) -> None:
    """What the marks of last time's colours are, in a line of its own over the footer, which stays as it is.

    A screen reader is told at each mark, so that here it is decoration.
    """
    page, style = setter.theme.page, setter.theme.style("running")
    small = replace(style, size=min(style.size, _LEGEND_SIZE))
    y = page.foot + style.size * _CAPITAL + _LEGEND_GAP
    inner, align = (page.size.width - page.margin, 1.0) if _is_left(setter, sheet) else (page.margin, 0.0)
    setter.place_text(
        sheet.page, _fitted(setter, setter.document.legend, page.width), small, inner, y, PAGINATION, align=align
    )


def _tabs(setter: Typesetter, sheet: Sheet, links: Node) -> None:
    tabs = setter.document.tabs
    if not tabs:
        return
    page, colours = setter.theme.page, setter.theme.colours
    step = (page.size.height - _TAB_TOP - _TAB_BOTTOM) / len(tabs)
    gap = min(_TAB_GAP, step * 0.16)
    height = min(step - gap, _TAB_HIGHEST)
    style = setter.theme.style("tab")
    left_page = _is_left(setter, sheet)
    for index, tab in enumerate(tabs):
        top = page.size.height - _TAB_TOP - index * (height + gap)
        if left_page:
            rect = Rect(-page.bleed, top - height, _TAB_WIDTH, top)
        else:
            rect = Rect(page.size.width - _TAB_WIDTH, top - height, page.size.width + page.bleed, top)
        here = sheet.tab == tab.anchor
        hue = colours.section(tab.section_index)
        fill = hue if here else colours.sand
        sheet.page.add(PlacedShape(rounded(rect, 4, left=not left_page, right=left_page), fill=fill, node=PAGINATION))
        text_style = replace(style, colour=colours.paper if here else colours.ink)
        middle = _TAB_WIDTH / 2 if left_page else page.size.width - _TAB_WIDTH / 2
        size = min(style.size, style.size * (_TAB_WIDTH - 4) / max(setter.width(tab.text, style), 1))
        shown = replace(text_style, size=size)
        base = top - height / 2 - setter.fonts.main(style.face).cap_height * size / 2
        setter.place_text(sheet.page, tab.text, shown, middle, base, PAGINATION, align=0.5)
        if tab.anchor in setter.anchors and setter.is_form:
            visible = Rect(max(rect.left, 0), rect.bottom, min(rect.right, page.size.width), rect.top)
            node = Node(Role.LINK, links, alt=tab.label or tab.text)
            sheet.page.add(PlacedLink(visible, anchor=tab.anchor, alt=tab.label or tab.text, node=node))
