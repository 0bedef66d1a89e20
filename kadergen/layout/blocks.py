"""The plain blocks of running text: titles, prose, what participants said, the head of a statement in a report."""

from __future__ import annotations

from dataclasses import replace

from kadergen.documents.blocks import Medium, StatementHead, Text, Title, Voices
from kadergen.layout.flow import Fixed, Flow, Lines, Piece
from kadergen.layout.linebreak import Line
from kadergen.layout.placement import Node, Page, PlacedShape, Role, rounded
from kadergen.layout.prose import Look, prose_pieces
from kadergen.layout.typesetter import SheetKind, Typesetter
from kadergen.model.text import Heading, Prose
from kadergen.theme import TextStyle, tint
from kadergen.units import Rect

_VOICE_INDENT = 10.0
# Widths of the text column to try, against the usual one, and what is too little for a page of its own (points).
_MEASURES = (1.0, 1.04, 1.08)
_RUNT = 150.0


def set_title(setter: Typesetter, flow: Flow, title: Title) -> None:
    """A chapter's title, on a fresh page when it says so."""
    setter.heading, setter.tab, setter.section_index = title.text, title.tab, None
    flow.open_page(new=title.new_page)
    style, spacing = setter.theme.style("title"), setter.theme.spacing
    lines = tuple(setter.balanced(title.text, style, setter.theme.page.width))
    node = Node(Role.H1, setter.root)
    mark = Fixed(0.0, lambda setter, _page, _left, top: setter.mark(title.anchor, title.text, top + 8), keep=True)
    before = 2 * spacing.heading_before
    flow.add([replace(mark, before=before), Lines(lines, style, node, after=spacing.after_title, keep=True)])


def set_text(setter: Typesetter, flow: Flow, text: Text) -> None:
    """Running prose in a column of comfortable width; tables in it take the whole width."""
    page, spacing = setter.theme.page, setter.theme.spacing
    style = setter.theme.style("lead" if text.lead else "body")
    look = Look(min(page.measure, page.width), style, setter.theme.colours.sand, text.scale, page.width)
    if text.lead:
        look = replace(look, after=spacing.paragraph * 1.7)
    if setter.document.medium is not Medium.PAPER:
        flow.add(prose_pieces(setter, text.prose, look, setter.root))
        return
    flow.flush()
    share, parts = _without_runt(setter, flow, text.prose, look)
    look = replace(look, width=look.width * share)
    for number, part in enumerate(parts):
        if number:
            flow.start_page()
        flow.add(prose_pieces(setter, part, look, setter.root))


def _without_runt(setter: Typesetter, flow: Flow, prose: Prose, look: Look) -> tuple[float, tuple[Prose, ...]]:
    """How to set prose so that it does not end with a few lines on a page of their own: in a column slightly wider,
    or with its last part under a heading moved to the next page. Tried out on pages that are thrown away.
    """
    last = max((i for i, block in enumerate(prose) if isinstance(block, Heading) and i), default=None)
    # Never wider than the page, where a column of the usual width takes all of it.
    widest = setter.theme.page.width / look.width
    choices: list[tuple[float, tuple[Prose, ...]]] = [(min(share, widest), (prose,)) for share in _MEASURES]
    if last is not None:
        choices.append((1.0, (prose[:last], prose[last:])))
    for share, parts in choices:
        trial = Typesetter(setter.document, setter.theme, setter.fonts)
        trial_flow = Flow(trial)
        trial_flow.start_page()
        if setter.sheets and setter.sheet.kind is SheetKind.BODY:
            trial_flow.take(trial_flow.room - flow.room)
        for number, part in enumerate(parts):
            if number:
                trial_flow.start_page()
            trial_flow.add(prose_pieces(trial, part, replace(look, width=look.width * share), trial.root))
        trial_flow.flush()
        if len(trial.sheets) == 1 or setter.theme.page.body_top - trial_flow.y > _RUNT:
            return share, parts
    return choices[0]


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
        # Blank lines at the end say nothing and would only leave a hole.
        words = tuple(setter.lines(voice.text.rstrip(), said, width))
        pieces.append(Lines(words, said, Node(Role.PARAGRAPH, setter.root), _VOICE_INDENT, bar=bar, after=6))
    flow.add(pieces)


def set_statement_head(setter: Typesetter, flow: Flow, head: StatementHead) -> None:
    """Badge with the code, the short name, and under it the statement's words and what came of it."""
    setter.section_index = head.section_index
    styles = setter.theme.style
    hue = setter.theme.colours.section(head.section_index)
    indent = max(setter.theme.spacing.badge_column, badge_width(setter, head.code) + 10)
    width = min(setter.theme.page.measure, setter.theme.page.width) - indent
    pieces: list[Piece] = []
    name = head.name or head.code
    title = styles("subheading")
    lines = tuple(setter.lines(name, replace(title, colour=hue), width))
    node = Node(Role.H2, setter.root)
    pieces.append(badge_piece(setter, head.code, hue, title, node, before=16))
    pieces.append(Lines(lines, title, node, indent, after=2, keep=True))
    if head.text:
        body = tuple(setter.lines(head.text, styles("body"), width))
        # The head stays with what is said of the statement.
        pieces.append(Lines(body, styles("body"), Node(Role.PARAGRAPH, setter.root), indent, after=4, keep=True))
    if head.finding:
        found = replace(styles("body"), face="bold")
        wide = tuple(setter.lines(head.finding, found, setter.theme.page.width - indent))
        node = Node(Role.PARAGRAPH, setter.root)
        pieces.append(Lines(wide, found, node, indent, before=4, after=4, keep=True))
    flow.add(pieces)


def badge_width(setter: Typesetter, code: str) -> float:
    """The width of a code's badge."""
    return max(setter.width(code, setter.theme.style("badge")) + 12, setter.theme.spacing.badge * 1.56)


def draw_badge(setter: Typesetter, page: Page, code: str, hue: str, left: float, top: float, node: Node | None) -> None:
    """The code, white on its section's hue."""
    style, height = setter.theme.style("badge"), setter.theme.spacing.badge
    width = badge_width(setter, code)
    page.add(PlacedShape(rounded(Rect(left, top - height, left + width, top), 2.5), fill=hue))
    line: Line = setter.lines(code, style, 1e6)[0]
    setter.place_line(
        page,
        line,
        left + (width - line.width) / 2,
        top - height / 2 - setter.fonts.main(style.face).cap_height * style.size / 2,
        node,
    )


def badge_piece(setter: Typesetter, code: str, hue: str, beside: TextStyle, node: Node, before: float) -> Fixed:
    """A badge that takes no height: what follows stands beside it."""
    down = (beside.leading - setter.theme.spacing.badge) / 2

    def draw(setter: Typesetter, page: Page, left: float, top: float) -> None:
        draw_badge(setter, page, code, hue, left, top - down, node)

    return Fixed(0.0, draw, before=before, keep=True)
