"""The combined plan of action, as a document or as a chapter of the report: what, by whom, when, and what is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kadergen.documents.blocks import Block, Cell, CellKind, CellText, Document, Medium, Table, TableColumn, Text, Title
from kadergen.model.consolidation import Consolidation, PlanAction
from kadergen.model.plan import ACTION, INDICATOR, OWNER, TIMELINE
from kadergen.model.text import Paragraph, Prose, rich

# Room to write at the meeting: rows of 16 mm (in points), at least this many, and then to the foot of the page.
_ROW_HEIGHT: Final = 45.0
_BLANK_ROWS: Final = 4
_WEIGHTS: Final = {INDICATOR: 1.25, ACTION: 2.25, OWNER: 1.2, TIMELINE: 1.1}
_MUST_BE_FILLED: Final = (ACTION, OWNER, TIMELINE)


def build_plan(consolidation: Consolidation) -> Document:
    """The combined plan of action on its own."""
    framework = consolidation.framework
    return Document(
        title=f"{framework.title}: {framework.wording('report.plan-title')}",
        language=framework.language,
        medium=Medium.SCREEN,
        blocks=build_plan_blocks(consolidation, new_page=False),
        running_head=framework.title,
    )


def build_plan_blocks(consolidation: Consolidation, *, new_page: bool = True) -> tuple[Block, ...]:
    """Title, instruction and table: a row per action, marked where owner or time is missing, then blank rows."""
    framework = consolidation.framework
    words = framework.wording
    note = words("report.plan-instruction" if consolidation.plan else "report.plan-empty")
    return (
        Title(words("report.plan-title"), "plan", new_page=new_page),
        Text(sentence(note), lead=True),
        Table(
            columns=tuple(TableColumn(c.label, _WEIGHTS.get(c.id, 1.0)) for c in framework.plan.columns),
            rows=tuple(
                tuple(_cell(consolidation, action, column) for column in framework.plan.column_ids)
                for action in consolidation.plan
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


def _cell(consolidation: Consolidation, action: PlanAction, column: str) -> Cell:
    text = action.cells[column]
    kind = CellKind.STRONG if column == INDICATOR else CellKind.PLAIN
    shown: list[CellText] = [CellText(text, kind)] if text.strip() else []
    if not shown and column in _MUST_BE_FILLED:
        shown.append(CellText(consolidation.framework.wording("report.missing"), CellKind.MISSING))
    if column == ACTION:
        shown.append(CellText(sources_words(consolidation, action), CellKind.FAINT))
    return tuple(shown)
