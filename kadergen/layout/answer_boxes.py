"""Where people answer: the choices of a score, and boxes with writing lines (paper) or a field (screen)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kadergen.documents.blocks import AnswerBox
from kadergen.layout.linebreak import Line
from kadergen.layout.notes import writing_lines
from kadergen.layout.placement import Node, Page, PlacedField, PlacedShape, Role, rounded
from kadergen.layout.shapes import open_glyph
from kadergen.layout.typesetter import Typesetter
from kadergen.model.scale import Level
from kadergen.theme import tint
from kadergen.theme.glyphs import glyph_rect, label_left
from kadergen.units import Rect

_ROW_PADDING = 3.0
# The widest that choices may be, as a share of the page; the next is tried where they get higher than `_HIGH` of it.
_WIDTHS = (0.38, 0.5, 0.62)
_HIGH = 0.4


@dataclass(frozen=True, slots=True)
class Choices:
    """A measured score: its lines, width and height, and per level what is said, its lines and the row's height."""

    box: AnswerBox
    label: tuple[Line, ...]
    width: float
    height: float
    rows: tuple[tuple[Level, str, tuple[Line, ...], float], ...]


def measure_choices(setter: Typesetter, box: AnswerBox) -> Choices:
    """One row per level; the column is as wide as the labels want, within limits, and wider where it would be high."""
    page = setter.theme.page
    choices = None
    for most in _WIDTHS:
        choices = _choices_within(setter, box, page.width * most)
        if choices.height < page.height * _HIGH:
            return choices
    assert choices
    return choices


def _choices_within(setter: Typesetter, box: AnswerBox, most: float) -> Choices:
    style, small, spacing = setter.theme.style("choice"), setter.theme.style("label"), setter.theme.spacing
    inset = label_left(Rect(0, 0, 100, spacing.choice_row)) + _ROW_PADDING
    widest = max(setter.width(level.label, style) for level in box.levels)
    width = min(max(spacing.choice_width, widest + inset + 4), most)
    rows = []
    for index, level in enumerate(box.levels):
        said = box.level_labels[index] if box.level_labels else f"{box.field.label}: {level.label}"
        lines = tuple(setter.lines(level.label, style, width - inset))
        rows.append((level, said, lines, max(len(lines) * style.leading + 2 * _ROW_PADDING, spacing.choice_row)))
    label = tuple(setter.lines(box.label, small, width))
    height = len(label) * small.leading + 1 + sum(row[3] for row in rows) + (len(rows) - 1) * spacing.choice_step
    return Choices(box, label, width, height, tuple(rows))


def place_choices(setter: Typesetter, page: Page, choices: Choices, right: float, top: float, part: Node) -> None:
    """Label, then a tinted row for each level with its shape and words; all in this part of the structure."""
    style, small = setter.theme.style("choice"), setter.theme.style("label")
    left = right - choices.width
    node = Node(Role.PARAGRAPH, part)
    top = setter.place_lines(page, choices.label, small, left + 1, top + 0.5, node) - 1.5
    for level, said, lines, height in choices.rows:
        row = Rect(left, top - height, right, top)
        page.add(PlacedShape(rounded(row, 3), fill=tint(level.colour, 0.13)))
        if not setter.is_form:
            page.add(*open_glyph(level, glyph_rect(row)))
        words = Node(Role.PARAGRAPH, part)
        middle = top - height / 2 + len(lines) * style.leading / 2
        setter.place_lines(page, lines, style, label_left(row) + 1, middle, words)
        node = Node(Role.FORM, part, alt=said)
        page.add(PlacedField(choices.box.field, row, said, level, multiline=False, node=node))
        top -= height + setter.theme.spacing.choice_step


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
        fill = tint(hue, 0.035) if setter.is_form else theme.colours.paper
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
