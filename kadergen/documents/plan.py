"""The combined plan of action, as a document or as a chapter of the report: what, by whom, when, and what is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kadergen.documents.blocks import Block, Cell, CellKind, CellText, Document, Medium, Table, TableColumn, Text, Title
from kadergen.model.consolidation import Consolidation, PlanAction
from kadergen.model.plan import ACTION, INDICATOR, OWNER, TIMELINE
from kadergen.model.planning import PlannedAction, PlanOfAction
from kadergen.model.text import Paragraph, Prose, rich

# Room to write at the meeting: rows of 16 mm (in points), at least this many, and then to the foot of the page.
_ROW_HEIGHT: Final = 45.0
_BLANK_ROWS: Final = 4
_WEIGHTS: Final = {INDICATOR: 1.25, ACTION: 2.25, OWNER: 1.2, TIMELINE: 1.1}
PLAN_ANCHOR: Final = "plan"


def build_plan(plan: PlanOfAction) -> Document:
    """The combined plan of action on its own."""
    framework = plan.consolidation.framework
    return Document(
        title=f"{framework.title}: {framework.wording('report.plan-title')}",
        language=framework.language,
        medium=Medium.SCREEN,
        blocks=build_plan_blocks(plan, new_page=False),
        running_head=framework.title,
    )


def build_plan_blocks(plan: PlanOfAction, *, new_page: bool = True) -> tuple[Block, ...]:
    """Title, instruction and table: a row per action, marked where owner or time is missing, then blank rows."""
    framework = plan.consolidation.framework
    words = framework.wording
    note = words("report.plan-instruction" if plan.actions else "report.plan-empty")
    return (
        Title(words("report.plan-title"), PLAN_ANCHOR, new_page=new_page),
        Text(sentence(note), lead=True),
        Table(
            columns=tuple(TableColumn(c.label, _WEIGHTS.get(c.id, 1.0)) for c in framework.plan.columns),
            rows=tuple(
                tuple(_cell(plan, planned, column) for column in framework.plan.column_ids) for planned in plan.actions
            ),
            row_height=_ROW_HEIGHT,
            blank_rows=_BLANK_ROWS,
            fill_page=True,
        ),
    )


def forms_words(consolidation: Consolidation, count: int) -> str:
    """So many forms, in words: "3 ingevulde formulieren"."""
    words = consolidation.framework.wording
    return words("report.forms-one") if count == 1 else words("report.forms", count=count)


def groups_words(consolidation: Consolidation, forms: Mapping[str, int]) -> str:
    """Who they are from, as in "2 woningcorporaties, 1 gemeente"; `forms` is group id → number."""
    return ", ".join(consolidation.group(party).count(number) for party, number in forms.items())


def sources_words(consolidation: Consolidation, action: PlanAction) -> str:
    """Where a row came from, in a line: "uit 3 formulieren · 2 woningcorporaties, 1 gemeente".

    One form is named by who sent it in, or, in an anonymous result, by its party.
    """
    count = sum(action.forms.values())
    if count == 1:
        source = action.sources[0]
        who = (
            consolidation.who(source) if source.participant is not None else consolidation.group(source.party).singular
        )
    elif len(action.forms) == 1:
        who = consolidation.group(next(iter(action.forms))).singular
    else:
        who = groups_words(consolidation, action.forms)
    return consolidation.framework.wording("report.source-of-row", forms=forms_words(consolidation, count), sources=who)


def sentence(text: str) -> Prose:
    """One paragraph of plain words."""
    return (Paragraph(rich(text)),)


def number_words(plan: PlanOfAction, planned: PlannedAction) -> str:
    """What an action is called where it is spoken of: "Actie 12"."""
    return plan.consolidation.framework.wording("report.action-number", number=planned.number)


def _cell(plan: PlanOfAction, planned: PlannedAction, column: str) -> Cell:
    words = plan.consolidation.framework.wording
    text = planned.action.cells[column]
    kind = CellKind.STRONG if column == INDICATOR else CellKind.PLAIN
    shown: list[CellText] = [CellText(text, kind)] if text.strip() else []
    if not shown and column in planned.missing:
        shown.append(CellText(words("report.missing"), CellKind.MISSING))
    if column == ACTION:
        notes = [number_words(plan, planned), sources_words(plan.consolidation, planned.action)]
        if like := plan.looks_like(planned):
            notes.append(words("report.like", numbers=", ".join(map(str, like))))
        shown.append(CellText(" · ".join(notes), CellKind.FAINT))
    return tuple(shown)
