"""What booklet and form share: sections with their cards, the plan of action, thumb tabs, the version's name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from kadergen.documents.blocks import (
    AnswerBox,
    Block,
    Cell,
    CellField,
    IndicatorGroup,
    SectionOpener,
    StatementCard,
    Tab,
    Table,
    TableColumn,
    Text,
    Title,
)
from kadergen.documents.typography import NO_BREAK_SPACE, Typography
from kadergen.model.framework import Framework, Indicator, ItemFieldKind, Section, Statement
from kadergen.model.instrument import FieldId, Instrument, plan_row
from kadergen.model.plan import ACTION, INDICATOR, OWNER, TIMELINE

PLAN_ANCHOR: Final = "plan"
# A plan's columns by what they hold; a column of the framework's own gets 1.
_WEIGHTS: Final = {INDICATOR: 1.1, ACTION: 2.2, OWNER: 1.3, TIMELINE: 1.0}
_PLAN_ROW_HEIGHT: Final = 46.0  # points: two lines of hand-writing


def typography_of(framework: Framework) -> Typography:
    """The rules for the framework's own words."""
    return Typography.of(section.kind for section in framework.sections)


def version_name(framework: Framework) -> str:
    """How the version is printed."""
    return framework.version_label or framework.wording("document.version", version=framework.version)


def publisher_and_version(framework: Framework) -> str:
    """What stands at the foot of documents about a round."""
    return " · ".join(filter(None, (framework.publisher, framework.version_label)))


def chosen_sections(framework: Framework, sections: Collection[str] | None) -> list[tuple[int, Section]]:
    """The sections that are wanted (None: all) with their index in the whole framework, which keeps their hue."""
    return [(i, s) for i, s in enumerate(framework.sections) if sections is None or s.id in sections]


def tabs(chosen: Collection[tuple[int, Section]]) -> tuple[Tab, ...]:
    """A thumb tab for each section."""
    return tuple(
        Tab(section.code, section.id, index, f"{section.kind} {section.code} {section.title}".strip())
        for index, section in chosen
    )


def section_blocks(
    framework: Framework, instrument: Instrument, index: int, section: Section, *, full_page: bool
) -> tuple[Block, ...]:
    """Opener and indicators of one section."""
    typography = typography_of(framework)
    opener = SectionOpener(
        index=index,
        code=section.code,
        kind=section.kind,
        title=typography.text(section.title),
        introduction=typography.prose(section.introduction),
        anchor=section.id,
        full_page=full_page,
        new_page=True,
    )
    groups = (_group(framework, instrument, typography, index, indicator) for indicator in section.indicators)
    return (opener, *groups)


def plan_blocks(
    framework: Framework, instrument: Instrument, *, fields: bool, more: Collection[Block] = ()
) -> tuple[Block, ...]:
    """The plan of action: title, instruction, `more`, and rows with fields or to be written in by hand."""
    plan = framework.plan
    rows: tuple[tuple[Cell, ...], ...] = ()
    if fields:
        rows = tuple(
            tuple((CellField(instrument.by_id[FieldId(plan_row(number), column)]),) for column in plan.column_ids)
            for number in range(1, plan.rows + 1)
        )
    table = Table(
        columns=tuple(TableColumn(column.label, _WEIGHTS.get(column.id, 1.0)) for column in plan.columns),
        rows=rows,
        row_height=_PLAN_ROW_HEIGHT,
        blank_rows=0 if fields else plan.rows,
        fill_page=True,
    )
    typography = typography_of(framework)
    return (
        Title(typography.text(plan.title), PLAN_ANCHOR, wide=True),
        *((Text(typography.prose(plan.instruction)),) if plan.instruction else ()),
        *more,
        table,
    )


def _group(
    framework: Framework, instrument: Instrument, typography: Typography, index: int, indicator: Indicator
) -> IndicatorGroup:
    cards = tuple(
        StatementCard(
            section_index=index,
            code=statement.code,
            name=framework.label(indicator, statement),
            text=typography.prose(statement.text),
            boxes=_boxes(framework, instrument, statement),
        )
        for statement in indicator.statements
    )
    return IndicatorGroup(typography.text(indicator.title) if indicator.title else None, cards)


def _boxes(framework: Framework, instrument: Instrument, statement: Statement) -> tuple[AnswerBox, ...]:
    words = framework.wording
    boxes: list[AnswerBox] = []
    for field in framework.fields:
        spec = instrument.by_id[FieldId(statement.id, field.id)]
        levels = framework.scale.levels if framework.scale and field.kind is ItemFieldKind.SCORE else ()
        said = tuple(words("field.level", label=spec.label, level=level.label) for level in levels)
        boxes.append(AnswerBox(field.label, spec, levels, said))
    return tuple(boxes)


__all__ = [
    "NO_BREAK_SPACE",
    "PLAN_ANCHOR",
    "chosen_sections",
    "plan_blocks",
    "publisher_and_version",
    "section_blocks",
    "tabs",
    "typography_of",
    "version_name",
]
