"""The plain blocks of running text: titles, prose, what participants said, the head of a statement in a report."""

from __future__ import annotations

from dataclasses import replace

from kadergen.documents.blocks import StatementHead, Text, Title, Voices
from kadergen.layout.flow import Fixed, Flow, Lines, Piece
from kadergen.layout.linebreak import Line
from kadergen.layout.placement import Node, Page, PlacedShape, Role, rounded
from kadergen.layout.prose import Look, prose_pieces
from kadergen.layout.typesetter import Typesetter
from kadergen.theme import TextStyle, tint
from kadergen.units import Rect

_VOICE_INDENT = 10.0


def set_title(setter: Typesetter, flow: Flow, title: Title) -> None:
    """A chapter's title, on a fresh page when it says so."""
    setter.heading, setter.tab, setter.section_index = title.text, title.tab, None
    flow.open_page(new=title.new_page)
    style, spacing = setter.theme.style("title"), setter.theme.spacing
    lines = tuple(setter.lines(title.text, style, setter.theme.page.width))
    node = Node(Role.H1, setter.root)
    mark = Fixed(0.0, lambda setter, _page, _left, top: setter.mark(title.anchor, title.text, top + 8), keep=True)
    before = 2 * spacing.heading_before
    flow.add([replace(mark, before=before), Lines(lines, style, node, after=spacing.after_title, keep=True)])


def set_text(setter: Typesetter, flow: Flow, text: Text) -> None:
    """Running prose in a column of comfortable width; tables in it take the whole width."""
    page = setter.theme.page
    style = setter.theme.style("lead" if text.lead else "body")
    look = Look(min(page.measure, page.width), style, setter.theme.colours.sand, text.scale, page.width)
    flow.add(prose_pieces(setter, text.prose, look, setter.root))


def set_voices(setter: Typesetter, flow: Flow, voices: Voices) -> None:
    """A small label, then each voice: who, and the words along a stroke, over as many pages as they need."""
    label, who, said = (setter.theme.style(name) for name in ("voice_who", "voice_who", "voice"))
    width = min(setter.theme.page.measure, setter.theme.page.width) - _VOICE_INDENT
    lines = tuple(setter.lines(voices.label, label, width))
    colour = setter.theme.colours.section(setter.section_index)
    pieces: list[Piece] = (
        [
            Lines(
                tuple(setter.lines(voices.label, replace(label, colour=colour), width)),
                label,
                Node(Role.H3, setter.root),
                before=9,
                after=3,
                keep=True,
            )
        ]
        if lines
        else []
    )
    for voice in voices.voices:
        muted = replace(who, colour=setter.theme.colours.muted)
        name = tuple(setter.lines(voice.who, muted, width))
        bar = tint(colour, 0.35)
        if voice.who:
            node = Node(Role.PARAGRAPH, setter.root)
            pieces.append(Lines(name, who, node, _VOICE_INDENT, bar=bar, before=6, keep=True))
        words = tuple(setter.lines(voice.text, said, width))
        pieces.append(Lines(words, said, Node(Role.PARAGRAPH, setter.root), _VOICE_INDENT, bar=bar, after=6))
    flow.add(pieces)


def set_statement_head(setter: Typesetter, flow: Flow, head: StatementHead) -> None:
    """Badge with the code, the short name, and the statement's words under it."""
    setter.section_index = head.section_index
    styles = setter.theme.style
    hue = setter.theme.colours.section(head.section_index)
    indent = max(setter.theme.spacing.badge_column, badge_width(setter, head.code) + 10)
    width = min(setter.theme.page.measure, setter.theme.page.width) - indent
    pieces: list[Piece] = []
    name = head.name or head.code
    title = styles("subheading")
    lines = tuple(setter.lines(name, replace(title, colour=hue), width))
    node = Node(Role.H3, setter.root)
    pieces.append(badge_piece(setter, head.code, hue, title, node, before=16))
    pieces.append(Lines(lines, title, node, indent, after=2, keep=True))
    if head.text:
        body = tuple(setter.lines(head.text, styles("body"), width))
        pieces.append(Lines(body, styles("body"), Node(Role.PARAGRAPH, setter.root), indent, after=4))
    flow.add(pieces)


def badge_width(setter: Typesetter, code: str) -> float:
    """The width of a code's badge."""
    return max(setter.width(code, setter.theme.style("badge")) + 12, 25.0)


def draw_badge(setter: Typesetter, page: Page, code: str, hue: str, left: float, top: float, node: Node | None) -> None:
    """The code, white on its section's hue; 16 points high."""
    style = setter.theme.style("badge")
    width = badge_width(setter, code)
    page.add(PlacedShape(rounded(Rect(left, top - 16, left + width, top), 2.5), fill=hue))
    line: Line = setter.lines(code, style, 1e6)[0]
    setter.place_line(
        page,
        line,
        left + (width - line.width) / 2,
        top - 8 - setter.fonts.main("bold").cap_height * style.size / 2,
        node,
    )


def badge_piece(setter: Typesetter, code: str, hue: str, beside: TextStyle, node: Node, before: float) -> Fixed:
    """A badge that takes no height: what follows stands beside it."""
    down = (beside.leading - 16) / 2

    def draw(setter: Typesetter, page: Page, left: float, top: float) -> None:
        draw_badge(setter, page, code, hue, left, top - down, node)

    return Fixed(0.0, draw, before=before, keep=True)
