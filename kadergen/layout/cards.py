"""Statement cards on pages: at most three to a page, those of one indicator together, boxes grown to fill the page.

measure     the height of each card without its boxes
distribute  cards over the fewest pages, then the most even writing room
place       title, code, words, choices and boxes
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from kadergen.documents.blocks import AnswerBox, IndicatorGroup, PreviousMark, StatementCard
from kadergen.layout.answer_boxes import Choices, label_height, measure_choices, place_boxes, place_choices
from kadergen.layout.blocks import badge_width, draw_badge
from kadergen.layout.flow import Flow, Lines, Piece, stacked
from kadergen.layout.placement import Node, Page, Role
from kadergen.layout.prose import Look, prose_pieces
from kadergen.layout.shapes import around, full_glyph
from kadergen.layout.typesetter import Typesetter
from kadergen.model.instrument import FieldKind
from kadergen.theme import tint

_MOST_ON_A_PAGE: Final = 3
# Below the label of a box there is room for this much (points), however long the label.
_LEAST_ROOM: Final = 36.0
# The mark of last time's colour: its size against that of a choice, the space over it (points), and its grey.
_PREVIOUS: Final = 0.85
_UNDER_BADGE: Final = 4.5
_PREVIOUS_GREY: Final = "#767676"
# What tearing the statements of one indicator apart costs, against the writing room that it gains (see `_cost`).
_TEAR: Final = 1.2


@dataclass(frozen=True, slots=True)
class Measured:
    """A card with all that is known before its boxes get a height. `rows` are its boxes, side by side in each row."""

    card: StatementCard
    heading: Node
    group: int
    title: Lines | None
    pieces: tuple[Piece, ...]
    choices: Choices | None
    rows: tuple[tuple[AnswerBox, ...], ...]
    indent: float
    text_height: float
    fixed: float
    least_box: float

    @property
    def least(self) -> float:
        """The height with the smallest boxes."""
        return self.fixed + len(self.rows) * self.least_box


def set_cards(setter: Typesetter, flow: Flow, groups: Sequence[IndicatorGroup]) -> None:
    """All cards of a section, from the current place on."""
    flow.ensure_page()
    flow.part()
    cards = _measure(setter, groups)
    full = setter.theme.page.height
    index = 0
    for count in _distribute(setter, cards, flow.room if not flow.is_fresh else full, full):
        if count == 0:
            flow.start_page()
            continue
        if index and not flow.is_fresh:
            flow.start_page()
        here = cards[index : index + count]
        index += count
        if count == 1 and here[0].least > full:
            _place_long(setter, flow, here[0])
        else:
            _place_page(setter, flow, here)


def _measure(setter: Typesetter, groups: Sequence[IndicatorGroup]) -> list[Measured]:
    theme, spacing = setter.theme, setter.theme.spacing
    all_cards = [card for group in groups for card in group.cards]
    indent = max([spacing.badge_column, *(badge_width(setter, card.code) + 10 for card in all_cards)])
    measured: list[Measured] = []
    for number, group in enumerate(groups):
        indicator = Node(Role.SECTION, setter.root)
        for place, card in enumerate(group.cards):
            title, node = None, Node(Role.SECTION, indicator)
            if place == 0 and group.title:
                style = theme.style("indicator")
                lines = tuple(setter.lines(group.title, style, theme.page.width))
                title = Lines(lines, style, Node(Role.H2, node), after=5)
            depth = Role.H3 if group.title else Role.H2
            measured.append(_measure_card(setter, card, number, title, Node(depth, node), indent))
    return measured


def _measure_card(
    setter: Typesetter, card: StatementCard, group: int, title: Lines | None, heading: Node, indent: float
) -> Measured:
    """`heading` is the node of the card's code, in the part of the structure that is the card's own."""
    theme, spacing = setter.theme, setter.theme.spacing
    score = next((box for box in card.boxes if box.field.kind is FieldKind.SCORE), None)
    choices = measure_choices(setter, score, indent) if score else None
    beside = choices.width + spacing.choice_gap if choices and not choices.beneath else 0.0
    width = theme.page.width - indent - beside
    look = Look(width, theme.style("statement"), tint(theme.colours.section(card.section_index), 0.4))
    pieces = tuple(prose_pieces(setter, card.text, look, _part(heading)))
    text_height = stacked(pieces)
    boxes = [box for box in card.boxes if box is not score]
    columns = 1 if len(boxes) == 1 else 2
    rows = tuple(tuple(boxes[i : i + columns]) for i in range(0, len(boxes), columns))
    head = max(text_height, spacing.badge)
    if choices:
        head = head + spacing.card_inner + choices.height if choices.beneath else max(head, choices.height)
    fixed = head + (title.height + title.after if title else 0.0)
    if rows:
        fixed += spacing.card_inner + (len(rows) - 1) * theme.page.gutter
    least = spacing.box_least_form if setter.is_form else spacing.box_least_print
    least = max([least, *(label_height(setter, box, len(row)) + _LEAST_ROOM for row in rows for box in row)])
    return Measured(card, heading, group, title, pieces, choices, rows, indent, text_height, fixed, least)


def _part(heading: Node) -> Node:
    """The part of the structure that a heading heads."""
    assert heading.parent is not None
    return heading.parent


def _distribute(setter: Typesetter, cards: Sequence[Measured], first: float, full: float) -> list[int]:
    """How many cards go on each page; a leading 0 turns the page first. Dynamic programming from the last card back."""
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    for start in range(len(cards) - 1, -1, -1):
        room = first if start == 0 else full
        options = []
        for count in range(1, len(cards) - start + 1):
            cost = _cost(setter, cards[start : start + count], room)
            if cost is None:
                break
            rest_cost, rest = best[-count]
            torn = start + count < len(cards) and cards[start + count].group == cards[start + count - 1].group
            options.append((1000.0 + cost + (_TEAR if torn else 0.0) + rest_cost, [count, *rest]))
        if not options:
            # It fits nowhere: it begins on a page of its own and goes on over the next.
            rest_cost, rest = best[-1]
            options.append((2000.0 + rest_cost, [1, *rest]))
        best.append(min(options, key=lambda option: option[0]))
    chosen = best[-1][1]
    if first < full and cards and _cost(setter, cards[:1], first) is None:
        return [0, *_distribute(setter, cards, full, full)]
    return chosen


def _cost(setter: Typesetter, cards: Sequence[Measured], room: float) -> float | None:
    """The want of writing room of these cards on one page (lower is better); None when they don't fit on it."""
    if any(card.rows for card in cards) and len(cards) > _MOST_ON_A_PAGE:
        return None
    gaps = (len(cards) - 1) * setter.theme.spacing.card_gap
    if sum(card.least for card in cards) + gaps > room + 0.01:
        return None
    rows = sum(len(card.rows) for card in cards)
    if not rows:
        return 0.0
    box = (room - gaps - sum(card.fixed for card in cards)) / rows
    return rows * 100.0 / box


def _place_page(setter: Typesetter, flow: Flow, cards: Sequence[Measured]) -> None:
    """These cards, with boxes of one height that fill what is left of the page."""
    spacing = setter.theme.spacing
    rows = sum(len(card.rows) for card in cards)
    spare = flow.room - sum(card.fixed for card in cards) - (len(cards) - 1) * spacing.card_gap
    box = spare / rows if rows else 0.0
    page = setter.sheet.page
    for index, card in enumerate(cards):
        height = card.fixed + len(card.rows) * box
        top = flow.take(height)
        bottom = top - height
        top = _place_head(setter, page, card, flow.left, top)
        y = top
        for place, piece in enumerate(card.pieces):
            y -= max(card.pieces[place - 1].after, piece.before) if place else 0.0
            piece.place(setter, page, flow.left + card.indent, y)
            y -= piece.height
        if card.choices and card.choices.beneath:
            y = min(y, top - spacing.badge) - spacing.card_inner
            place_choices(setter, page, card.choices, flow.left + card.indent, y, _part(card.heading))
        _place_rows(setter, page, card, flow.left, bottom + len(card.rows) * box + _gutters(setter, card), box)
        if index < len(cards) - 1:
            flow.take(spacing.card_gap)


def _gutters(setter: Typesetter, card: Measured) -> float:
    return max(len(card.rows) - 1, 0) * setter.theme.page.gutter


def _place_head(setter: Typesetter, page: Page, card: Measured, left: float, top: float) -> float:
    """Indicator title, badge and choices; returns the top of the words."""
    item = card.card.boxes[0].field.id.item if card.card.boxes else card.card.code
    name = card.card.name if card.card.name != card.card.code else ""
    setter.mark(f"item-{item}", f"{card.card.code} {name}".strip(), top + 8, depth=1)
    if card.title:
        card.title.place(setter, page, left, top)
        top -= card.title.height + card.title.after
    hue = setter.theme.colours.section(card.card.section_index)
    draw_badge(setter, page, card.card.code, hue, left, top + 0.5, card.heading)
    if card.card.previous:
        _place_previous(setter, page, card.card.previous, card.card.code, left, top, _part(card.heading))
    if card.choices and not card.choices.beneath:
        right = left + setter.theme.page.width
        place_choices(setter, page, card.choices, right - card.choices.width, top, _part(card.heading))
    return top


def _place_previous(
    setter: Typesetter, page: Page, mark: PreviousMark, code: str, left: float, top: float, part: Node
) -> None:
    """Last time's level under the badge, in grey: nothing else stands there, and choices are higher than both."""
    spacing = setter.theme.spacing
    size = spacing.shape * _PREVIOUS
    square = around(left + badge_width(setter, code) / 2, top - spacing.badge - _UNDER_BADGE - size / 2, size)
    figure = Node(Role.FIGURE, part, alt=mark.said)
    page.add(*full_glyph(replace(mark.level, colour=_PREVIOUS_GREY), square, setter.theme.colours.paper, figure))
    setter.sheet.marked = True


def _place_rows(setter: Typesetter, page: Page, card: Measured, left: float, top: float, height: float) -> None:
    hue = setter.theme.colours.section(card.card.section_index)
    for row in card.rows:
        place_boxes(setter, page, row, hue, left, top, height, _part(card.heading))
        top -= height + setter.theme.page.gutter


def _place_long(setter: Typesetter, flow: Flow, card: Measured) -> None:
    """A card longer than a page: its words flow on, then its boxes fill the last page, or one of their own."""
    if not flow.is_fresh:
        flow.start_page()
    top = _place_head(setter, setter.sheet.page, card, flow.left, flow.y)
    spacing, choices = setter.theme.spacing, card.choices
    head_bottom = top - (choices.height if choices and not choices.beneath else spacing.badge)
    flow.take(flow.y - top)
    margin = flow.left
    flow.left = margin + card.indent
    first_sheet = setter.sheet
    flow.add([replace(piece, keep=False) if isinstance(piece, Lines) and i == len(card.pieces) - 1 else piece
              for i, piece in enumerate(card.pieces)])  # fmt: skip
    flow.flush()
    flow.left = margin
    if setter.sheet is first_sheet and flow.y > head_bottom:
        flow.take(flow.y - head_bottom)
    if choices and choices.beneath:
        if flow.room < spacing.card_inner + choices.height:
            flow.start_page()
        bottom = flow.y - (0.0 if flow.is_fresh else spacing.card_inner)
        place_choices(setter, setter.sheet.page, choices, margin + card.indent, bottom, _part(card.heading))
        flow.take(flow.y - bottom + choices.height)
    if not card.rows:
        return
    flow.take(spacing.card_inner)
    if flow.room - _gutters(setter, card) < len(card.rows) * card.least_box:
        flow.start_page()
    box = (flow.room - _gutters(setter, card)) / len(card.rows)
    _place_rows(setter, setter.sheet.page, card, margin, flow.y, box)
    flow.take(flow.room)
