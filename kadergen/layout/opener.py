"""How a section begins: a page of its own with number, title, introduction and street, or a band across the page."""

from __future__ import annotations

from dataclasses import replace

from kadergen.documents.blocks import SectionOpener
from kadergen.layout.flow import Fixed, Flow, Lines, Piece, stacked
from kadergen.layout.placement import Node, Page, PlacedShape, Role, rounded
from kadergen.layout.prose import Look, prose_pieces
from kadergen.layout.street import opener_street, page_background
from kadergen.layout.typesetter import SheetKind, Typesetter
from kadergen.theme import mix
from kadergen.units import Rect, mm

_LEFT = mm(20)
_TOP = mm(26)
_WIDTH = mm(142)
# The street is this high at its full size, and may shrink to half of it; then the text goes on on another page.
_STREET = 214.0
_LEAST_SCALE = 0.5


def section_heading(opener: SectionOpener) -> str:
    """What running heads, bookmarks and the contents call the section."""
    return f"{section_name(opener)} · {opener.title}"


def section_name(opener: SectionOpener) -> str:
    """Kind and code ("Principe 1"), or the code alone."""
    return f"{opener.kind} {opener.code}".strip().replace(" ", "\u00a0")


def set_opener(setter: Typesetter, flow: Flow, opener: SectionOpener) -> None:
    """Either form; pages that follow carry the section's heading, tab and hue."""
    flow.flush()
    setter.heading, setter.tab, setter.section_index = section_heading(opener), opener.anchor, opener.index
    if opener.full_page:
        _full_page(setter, flow, opener)
    else:
        _band(setter, flow, opener)


def _full_page(setter: Typesetter, flow: Flow, opener: SectionOpener) -> None:
    theme = setter.theme
    hue = theme.colours.section(opener.index)
    sheet = flow.start_page(SheetKind.OPENER)
    sheet.background = hue
    page = sheet.page
    page.add(page_background(theme, hue))
    setter.mark(opener.anchor, section_heading(opener), theme.page.size.height)
    kind, code, title, text = (theme.style(f"opener_{name}") for name in ("kind", "code", "title", "text"))
    node = Node(Role.H1, setter.root)
    top = theme.page.size.height - _TOP
    if opener.kind:
        top = setter.place_lines(page, setter.lines(opener.kind, kind, _WIDTH), kind, _LEFT, top, node)
    wide = setter.width(opener.code, code)
    if wide > _WIDTH:
        code = replace(code, size=code.size * _WIDTH / wide)
    # Capitals of this size stand away from the left edge by their side bearing.
    top = (
        setter.place_lines(page, setter.lines(opener.code, code, 1e6), code, _LEFT - code.size * 0.05, top - 6, node)
        - 6
    )
    title, lines = setter.fitting(opener.title, title, mm(128), 5)
    top = setter.place_lines(page, lines, title, _LEFT, top, node) - 18
    look = Look(_WIDTH, text, mix(hue, "#FFFFFF", 0.45))
    pieces = prose_pieces(setter, opener.introduction, look, setter.root)
    height = stacked(pieces)
    scale = min(1.0, (top - height - 24) / _STREET)
    if scale >= _LEAST_SCALE:
        page.add(*opener_street(theme, opener.index, hue, scale))
        _column(setter, page, pieces, top)
        flow.take(flow.room)
        return
    _flow_on(setter, flow, opener, pieces, top)


def _flow_on(setter: Typesetter, flow: Flow, opener: SectionOpener, pieces: list[Piece], top: float) -> None:
    """An introduction too long for the opener goes on on pages of the same colour; the street closes the last."""
    theme = setter.theme
    hue = theme.colours.section(opener.index)
    flow.left = _LEFT
    flow.y = top
    rest = list(pieces)
    first = True
    while rest:
        if not first:
            sheet = flow.start_page(SheetKind.OPENER)
            sheet.background = hue
            sheet.page.add(page_background(theme, hue))
        room = flow.y - mm(22)
        here: list[Piece] = []
        used = 0.0
        while rest:
            gap = max(here[-1].after, rest[0].before) if here else 0.0
            if used + gap + rest[0].height <= room:
                used += gap + rest[0].height
                here.append(rest.pop(0))
                continue
            parts = rest[0].split(room - used - gap, force=not here and not first)
            if parts:
                here.append(parts[0])
                rest[0] = parts[1]
                used += gap + parts[0].height
            elif not here and not first:
                here.append(rest.pop(0))
            break
        while len(here) > 1 and here[-1].keep and rest:
            rest.insert(0, here.pop())
        _column(setter, setter.sheet.page, here, flow.y)
        if not rest:
            scale = min(1.0, (flow.y - used - 24) / _STREET)
            if scale >= 0.3:
                setter.sheet.page.add(*opener_street(theme, opener.index, hue, scale))
        first = False
    flow.left = theme.page.margin
    flow.take(flow.room)


def _column(setter: Typesetter, page: Page, pieces: list[Piece], top: float) -> None:
    after = 0.0
    for index, piece in enumerate(pieces):
        top -= max(after, piece.before) if index else 0.0
        piece.place(setter, page, _LEFT, top)
        top -= piece.height
        after = piece.after


def _band(setter: Typesetter, flow: Flow, opener: SectionOpener) -> None:
    """Code and title in a band of the section's hue, the introduction under it."""
    theme = setter.theme
    hue = theme.colours.section(opener.index)
    flow.open_page(new=opener.new_page)
    code, title, kind = theme.style("band_code"), theme.style("band_title"), theme.style("band_kind")
    indent = max(setter.width(opener.code, code) + 32, 54)
    lines = setter.balanced(opener.title, title, theme.page.width - indent - 16)
    kind_height = kind.leading if opener.kind else 0.0
    height = max(len(lines) * title.leading + kind_height + 18, 46)
    node = Node(Role.H1, setter.root)

    def draw(setter: Typesetter, page: Page, left: float, top: float) -> None:
        setter.mark(opener.anchor, section_heading(opener), top + 8)
        page.add(PlacedShape(rounded(Rect(left, top - height, left + theme.page.width, top), 6), fill=hue))
        middle = top - height / 2
        words_top = middle + (len(lines) * title.leading + kind_height) / 2
        # In the order in which it is said: kind, code, title.
        if opener.kind:
            words_top = setter.place_lines(
                page, setter.lines(opener.kind, kind, 1e6), kind, left + indent, words_top, node
            )
        setter.place_lines(page, setter.lines(opener.code, code, 1e6), code, left + 16, middle + code.leading / 2, node)
        setter.place_lines(page, lines, title, left + indent, words_top, node)

    look = Look(theme.page.width, theme.style("body"), theme.colours.sand)
    introduction = prose_pieces(setter, opener.introduction, look, setter.root)
    if introduction and isinstance(last := introduction[-1], Lines):
        introduction[-1] = replace(last, after=theme.spacing.after_title)
    flow.add([Fixed(height, draw, before=24, after=10, keep=True), *introduction])
