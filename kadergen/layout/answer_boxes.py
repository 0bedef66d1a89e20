"""Where people answer: the choices of a score, and boxes with writing lines (paper) or a field (screen)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kadergen.documents.blocks import AnswerBox
from kadergen.layout.linebreak import Line
from kadergen.layout.notes import writing_lines
from kadergen.layout.placement import Node, Page, PlacedField, PlacedShape, Role, rounded
from kadergen.layout.shapes import open_glyph
from kadergen.layout.typesetter import Typesetter
from kadergen.model.scale import Level
from kadergen.theme import tint
from kadergen.theme.glyphs import glyph_rect, label_left
from kadergen.theme.tones import ROW_TINT, field_fill
from kadergen.units import Rect

_ROW_PADDING = 3.0
# The widest that choices beside a text may be, as a share of the page; the next is tried where they get higher than
# `_HIGH` of it.
_WIDTHS = (0.38, 0.5, 0.62)
_HIGH = 0.4
# A text beside choices keeps lines of so many ems at least; else the choices stand under it.
_LEAST_TEXT = 22.0


@dataclass(frozen=True, slots=True)
class Choice:
    """A level in a score: what is said for it, its lines, and its row, measured from the score's upper left."""

    level: Level
    said: str
    lines: tuple[Line, ...]
    row: Rect


@dataclass(frozen=True, slots=True)
class Choices:
    """A measured score: the lines of its label, width, height and rows; `beneath` the statement or at its right."""

    box: AnswerBox
    label: tuple[Line, ...]
    width: float
    height: float
    rows: tuple[Choice, ...]
    beneath: bool = False


def measure_choices(setter: Typesetter, box: AnswerBox, indent: float) -> Choices:
    """One row per level at the right of the statement, as wide as the labels want, within limits; where that would
    leave the statement too little, under it, side by side where they fit. `indent` is the statement's left edge.
    """
    page, spacing = setter.theme.page, setter.theme.spacing
    text = _LEAST_TEXT * setter.theme.style("statement").size
    for most in _WIDTHS:
        choices = _beside(setter, box, page.width * most)
        if page.width - indent - choices.width - spacing.choice_gap < text:
            break
        if choices.height < page.height * _HIGH:
            return choices
    return _beneath(setter, box, page.width - indent)


def _beside(setter: Typesetter, box: AnswerBox, most: float) -> Choices:
    width = min(max(setter.theme.spacing.choice_width, _widest(setter, box)), most)
    return _in_columns(setter, box, width, 1)


def _beneath(setter: Typesetter, box: AnswerBox, width: float) -> Choices:
    """In as many columns as leave each label on one line, else in one."""
    gap = setter.theme.spacing.choice_gap / 2
    widest = _widest(setter, box)
    columns = next((n for n in range(len(box.levels), 1, -1) if (width - (n - 1) * gap) / n >= widest), 1)
    return replace(_in_columns(setter, box, width, columns), beneath=True)


def _inset(setter: Typesetter) -> float:
    """From a row's left edge to its label."""
    spacing = setter.theme.spacing
    return label_left(Rect(0, 0, 100, spacing.choice_row), spacing.shape) + 1


def _widest(setter: Typesetter, box: AnswerBox) -> float:
    style = setter.theme.style("choice")
    return max(setter.width(level.label, style) for level in box.levels) + _inset(setter) + _ROW_PADDING + 3


def _in_columns(setter: Typesetter, box: AnswerBox, width: float, columns: int) -> Choices:
    style, small, spacing = setter.theme.style("choice"), setter.theme.style("label"), setter.theme.spacing
    gap = spacing.choice_gap / 2
    wide = (width - (columns - 1) * gap) / columns
    measured = [tuple(setter.lines(level.label, style, wide - _inset(setter) - _ROW_PADDING)) for level in box.levels]
    least = max(spacing.choice_row, spacing.shape + 3)
    label = tuple(setter.lines(box.label, small, width))
    y = -(len(label) * small.leading + 1)
    rows: list[Choice] = []
    for start in range(0, len(box.levels), columns):
        here = range(start, min(start + columns, len(box.levels)))
        height = max([least, *(len(measured[i]) * style.leading + 2 * _ROW_PADDING for i in here)])
        for column, index in enumerate(here):
            level = box.levels[index]
            said = box.level_labels[index] if box.level_labels else f"{box.field.label}: {level.label}"
            row = Rect.from_size(column * (wide + gap), y - height, wide, height)
            rows.append(Choice(level, said, measured[index], row))
        y -= height + spacing.choice_step
    return Choices(box, label, width, -y - spacing.choice_step, tuple(rows))


def place_choices(setter: Typesetter, page: Page, choices: Choices, left: float, top: float, part: Node) -> None:
    """Label, then a tinted row for each level with its shape and words; all in this part of the structure."""
    style, small = setter.theme.style("choice"), setter.theme.style("label")
    shape = setter.theme.spacing.shape
    setter.place_lines(page, choices.label, small, left + 1, top + 0.5, Node(Role.PARAGRAPH, part))
    for choice in choices.rows:
        level, lines = choice.level, choice.lines
        row = Rect(left + choice.row.left, top + choice.row.bottom, left + choice.row.right, top + choice.row.top)
        page.add(PlacedShape(rounded(row, 3), fill=tint(level.colour, ROW_TINT)))
        if not setter.is_form:
            page.add(*open_glyph(level, glyph_rect(row, shape)))
        words = Node(Role.PARAGRAPH, part)
        middle = (row.top + row.bottom) / 2 + len(lines) * style.leading / 2
        setter.place_lines(page, lines, style, label_left(row, shape) + 1, middle, words)
        node = Node(Role.FORM, part, alt=choice.said)
        page.add(PlacedField(choices.box.field, row, choice.said, level, multiline=False, size=shape, node=node))


def box_width(setter: Typesetter, count: int) -> float:
    """The width of one of so many boxes side by side."""
    page = setter.theme.page
    return (page.width - (count - 1) * page.gutter) / count


def label_height(setter: Typesetter, box: AnswerBox, count: int) -> float:
    """The height of a box's label, with the padding above it, when so many boxes stand side by side."""
    style, padding = setter.theme.style("label"), setter.theme.spacing.box_padding
    lines = setter.lines(box.label, style, box_width(setter, count) - 2 * padding)
    return len(lines) * style.leading + padding


def place_boxes(
    setter: Typesetter,
    page: Page,
    boxes: Sequence[AnswerBox],
    hue: str,
    left: float,
    top: float,
    height: float,
    part: Node,
) -> None:
    """Boxes of one row side by side across the page, in this part of the structure."""
    theme, padding = setter.theme, setter.theme.spacing.box_padding
    width = box_width(setter, len(boxes))
    style = theme.style("label")
    for box in boxes:
        outer = Rect(left, top - height, left + width, top)
        fill = field_fill(hue) if setter.is_form else theme.colours.paper
        page.add(PlacedShape(rounded(outer, theme.spacing.box_radius), fill=fill, stroke=theme.colours.line, width=0.8))
        label = Node(Role.PARAGRAPH, part)
        lines = setter.lines(box.label, style, width - 2 * padding)
        words_bottom = setter.place_lines(page, lines, style, left + padding, top - padding + 2.5, label)
        inner = Rect(left + padding, outer.bottom + padding, outer.right - padding, words_bottom)
        if setter.is_form:
            # The text in a field begins two points from its edge: it lines up with the label.
            inner = Rect(inner.left - 2, outer.bottom + 3, inner.right + 2, words_bottom + 1)
        else:
            lined = Rect(inner.left, outer.bottom + 8, inner.right, words_bottom + 2)
            writing_lines(setter, page, lined)
        node = Node(Role.FORM, part, alt=box.field.label)
        page.add(PlacedField(box.field, inner, box.field.label, size=theme.style("field").size, node=node))
        left += width + theme.page.gutter
