"""The meeting's own form: the group settles colours, words and plan in it, with everybody's own colours beside them.

It is the framework's form with two things more: over the statements of each section what everybody chose beforehand,
and in the plan a row for each action of the combined plan, with where it came from. Its fields are named as in every
form, so that it is read as every form is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from kadergen.documents.blocks import (
    Block,
    Cell,
    CellField,
    CellKind,
    CellText,
    DistributionChart,
    DistributionRow,
    Document,
    HeaderField,
    HeaderFields,
    Masthead,
    Medium,
    SectionOpener,
    Table,
    TableColumn,
    Text,
    Title,
    Voice,
    Voices,
)
from kadergen.documents.matrix import tally_of
from kadergen.documents.parts import PLAN_ANCHOR, chosen_sections, section_blocks, tabs, typography_of, version_name
from kadergen.documents.plan import sentence, sources_words
from kadergen.documents.summary import named
from kadergen.model.consolidation import Consolidation
from kadergen.model.framework import Framework
from kadergen.model.instrument import RESPONDENT, FieldId, Instrument, build_instrument, plan_row
from kadergen.model.plan import ACTION, INDICATOR, OWNER, TIMELINE
from kadergen.model.planning import PlannedAction, PlanOfAction
from kadergen.model.text import ScaleTable

_WEIGHTS: Final = {INDICATOR: 1.1, ACTION: 2.4, OWNER: 1.2, TIMELINE: 1.0}
_ROW_HEIGHT: Final = 46.0  # points
_SPARE_ROWS: Final = 8  # at least, for what comes up at the meeting
# Characters that certainly fit into the highest box of a page; the action's column is the widest.
_FITS, _FITS_ACTION = 450, 1_000
_MOST_LINES: Final = 20
NAME: Final = FieldId(RESPONDENT, "name")


def build_meeting_form(plan: PlanOfAction, instrument: Instrument) -> Document:
    """The form for the group. Its fields are empty; `meeting_values` is what they are filled in with."""
    consolidation = plan.consolidation
    framework = instrument.framework
    words = framework.wording
    version = version_name(framework)
    blocks: list[Block] = [
        Masthead(framework.title, framework.publisher, f"{words('meeting.title')} · {version}"),
        Text(sentence(words("meeting.how")), lead=True),
    ]
    header = tuple(
        HeaderField(field.label, instrument.by_id[FieldId(RESPONDENT, field.id)], field.options)
        for field in framework.respondent
        if field.id in (NAME.facet, "date")
    )
    if header:
        blocks.append(HeaderFields(words("form.who"), header))
    if framework.scale:
        blocks.append(Text((ScaleTable(),), framework.scale))
    chosen = chosen_sections(framework, None)
    for index, section in chosen:
        opener, *groups = section_blocks(framework, instrument, index, section, full_page=False)
        assert isinstance(opener, SectionOpener)
        # The introduction is known by now; the room is for what was chosen.
        blocks += [replace(opener, introduction=()), *_before(consolidation, section.id), *groups]
    blocks += _plan(plan, framework)
    return Document(
        title=f"{framework.title}: {words('meeting.title')}",
        language=framework.language,
        medium=Medium.SCREEN,
        blocks=tuple(blocks),
        running_head=framework.title,
        # It is on every page, so that a page without fields is known for one of these.
        footer=f"{version} · {words('meeting.title')}",
        subject=framework.subtitle,
        identity=instrument.identity,
        tabs=tabs(chosen),
    )


def meeting_values(plan: PlanOfAction) -> dict[str, str]:
    """Field name → what stands in the form from the beginning: whose it is, and the combined plan."""
    framework = plan.consolidation.framework
    values = {}
    if framework.respondent_field(NAME.facet):
        values[str(NAME)] = framework.wording("meeting.respondent")
    for planned in plan.actions:
        for column, text in planned.action.cells.items():
            if text.strip():
                values[str(FieldId(plan_row(planned.number), column))] = text
    return values


def _before(consolidation: Consolidation, section: str) -> Iterator[Block]:
    """What everybody chose beforehand, a bar for each statement."""
    scale, words = consolidation.framework.scale, consolidation.framework.wording
    results = [result for result in consolidation.statements if result.section == section and result.total.counts]
    if scale is None or not results:
        return
    rows = tuple(
        DistributionRow(
            named(result),
            tally_of(consolidation, result.total).counts,
            result.total.blank,
        )
        for result in results
    )
    yield DistributionChart(rows, words("meeting.before"), words("report.blank"), legend=False)


def _plan(plan: PlanOfAction, framework: Framework) -> Iterator[Block]:
    """A row for each action, with where it came from, and rows for new ones."""
    words = framework.wording
    yield Title(typography_of(framework).text(framework.plan.title), PLAN_ANCHOR, wide=True)
    yield Text(sentence(words("meeting.plan-how")))
    count = max(framework.plan.rows, len(plan.actions) + _SPARE_ROWS)
    # The instrument of a form with so many rows; what the form is, stays.
    fields = build_instrument(replace(framework, plan=replace(framework.plan, rows=count))).by_id
    known: Mapping[int, PlannedAction] = {planned.number: planned for planned in plan.actions}

    def cell(number: int, column: str) -> Cell:
        field = fields[FieldId(plan_row(number), column)]
        planned = known.get(number)
        if planned is None:
            return (CellField(field),)
        text = planned.action.cells[column]
        return (CellField(field, text), *_under(plan, planned, column))

    yield Table(
        columns=tuple(TableColumn(c.label, _WEIGHTS.get(c.id, 1.0)) for c in framework.plan.columns),
        rows=tuple(tuple(cell(n, column) for column in framework.plan.column_ids) for n in range(1, count + 1)),
        row_height=_ROW_HEIGHT,
        fill_page=not plan.actions,
    )
    yield from _whole(plan)


def _under(plan: PlanOfAction, planned: PlannedAction, column: str) -> Iterator[CellText]:
    """The small print under a field."""
    words = plan.consolidation.framework.wording
    if column in planned.missing:
        yield CellText(words("report.missing"), CellKind.MISSING)
    if column == ACTION:
        sources = sources_words(plan.consolidation, planned.action)
        yield CellText(words("meeting.number", number=planned.number, sources=sources), CellKind.FAINT)
        if others := plan.looks_like(planned):
            yield CellText(words("meeting.alike", numbers=", ".join(map(str, others))), CellKind.FAINT)
    if not _fits(planned.action.cells[column], column):
        yield CellText(words("meeting.whole"), CellKind.FAINT)


def _fits(text: str, column: str) -> bool:
    most = _FITS_ACTION if column == ACTION else _FITS
    return len(text) <= most and text.count("\n") <= _MOST_LINES


def _whole(plan: PlanOfAction) -> Iterator[Block]:
    """The texts that a box on paper cannot show whole: a field scrolls on a screen alone."""
    framework = plan.consolidation.framework
    words = framework.wording
    labels = {column.id: column.label for column in framework.plan.columns}
    long = [
        Voice(words("field.plan", title=framework.plan.title, row=planned.number, column=labels[column]), text)
        for planned in plan.actions
        for column, text in planned.action.cells.items()
        if not _fits(text, column)
    ]
    if long:
        yield Title(words("meeting.whole-title"), "whole")
        yield Text(sentence(words("meeting.whole-note")))
        yield Voices("", tuple(long))
