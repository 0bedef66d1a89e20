"""The combined result as sheets: what stands in which column, for people who count, sort and filter.

Format-neutral: a spreadsheet writer (or any other that writes tables) takes it as it is. Cells hold words as they were
written; an anonymous result has no sheet of answers, for a row of answers to one statement by one person would be one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kadergen.documents.plan import sources_words
from kadergen.model.consolidation import ActionSource, Consolidation, Participant, PlanAction, StatementResult, Tally
from kadergen.model.framework import ItemField, ItemFieldKind
from kadergen.model.instrument import FieldId
from kadergen.model.plan import ACTION, INDICATOR, OWNER, TIMELINE
from kadergen.model.planning import PlanOfAction
from kadergen.model.scale import Level

Value = str | int | date


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its head, its width in characters, and the head above it that it shares with its neighbours.

    `level`: the column counts this level. `levels`: its words are labels of levels. `to_fill`: what is empty is
    missing. `is_key`: its words say which row this is, also where a long text needs more rows. `is_agreed`: empty, for
    the level that people settle on, one of the `levels`.
    """

    head: str
    width: int
    band: str = ""
    level: Level | None = None
    levels: bool = False
    to_fill: bool = False
    is_key: bool = False
    is_agreed: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A named table, rows as long as its columns; `notes` are sentences that belong below it."""

    name: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """All sheets in order, and what the file says of itself."""

    title: str
    subject: str
    language: str
    levels: tuple[Level, ...]
    sheets: tuple[Sheet, ...]


def build_workbook(consolidation: Consolidation, plan: PlanOfAction) -> Workbook:
    """Participants, scores, answers (not when anonymous), reflections, plan of action, and words without a place."""
    framework = consolidation.framework
    sheets = [_groups(consolidation) if consolidation.anonymous else _participants(consolidation)]
    levels = framework.scale.levels if framework.scale and framework.field_of_kind(ItemFieldKind.SCORE) else ()
    if levels:
        sheets.append(_scores(consolidation, levels))
    if not consolidation.anonymous:
        sheets.append(_answers(consolidation, levels))
    sheets += [_reflections(consolidation), plan_sheet(plan)]
    if consolidation.unplaced:
        sheets.append(_unplaced(consolidation))
    return Workbook(
        title=f"{framework.title}: {framework.wording('report.title')}",
        subject=framework.version_label or framework.version,
        language=framework.language,
        levels=levels,
        sheets=tuple(sheets),
    )


def _groups(consolidation: Consolidation) -> Sheet:
    words = consolidation.framework.wording
    notes = [words("report.anonymous")]
    if consolidation.respondents < 3:
        notes.append(words("report.anonymous-few"))
    if consolidation.withheld:
        notes.append(words("report.withheld", count=consolidation.withheld))
    return Sheet(
        words("sheet.participants"),
        (SheetColumn(_header(consolidation, "party"), 40), SheetColumn(words("sheet.forms"), 14)),
        tuple((group.label, group.respondents) for group in consolidation.groups),
        tuple(notes),
    )


def _participants(consolidation: Consolidation) -> Sheet:
    words = consolidation.framework.wording
    return Sheet(
        words("sheet.participants"),
        (
            SheetColumn(words("sheet.number"), 6, is_key=True),
            SheetColumn(words("report.participant"), 34),
            *(SheetColumn(_header(consolidation, field), width) for field, width in _RESPONDENT.items()),
            SheetColumn(words("sheet.file"), 44),
        ),
        tuple(
            (
                p.index + 1,
                p.label,
                p.organisation,
                p.party_label,
                p.level_label,
                p.date,
                "\n".join((p.file, *p.earlier)),
            )
            for p in consolidation.participants
        ),
    )


_RESPONDENT = {"organisation": 34, "party": 22, "level": 22, "date": 14}


def _scores(consolidation: Consolidation, levels: tuple[Level, ...]) -> Sheet:
    framework = consolidation.framework
    words = framework.wording
    score = framework.field_of_kind(ItemFieldKind.SCORE)
    agreed = words("sheet.agreed", field=score.label if score else "")
    bands = [words("report.total"), *(f"{group.label} ({group.respondents})" for group in consolidation.groups)]
    columns = [
        column
        for band in bands
        for column in (
            *(SheetColumn(level.label, 13, band=band, level=level) for level in levels),
            SheetColumn(words("report.blank"), 11, band=band),
        )
    ]

    def counts(tally: Tally) -> tuple[int, ...]:
        return (*tally.counts.values(), tally.blank)

    def row(result: StatementResult) -> tuple[Value, ...]:
        parties = (number for group in consolidation.groups for number in counts(result.by_party[group.id]))
        return (*_statement(consolidation, result), "", *counts(result.total), *parties)

    return Sheet(
        words("sheet.scores"),
        (*_statement_columns(consolidation), SheetColumn(agreed, 18, levels=True, is_agreed=True), *columns),
        tuple(row(result) for result in consolidation.statements),
    )


def _answers(consolidation: Consolidation, levels: tuple[Level, ...]) -> Sheet:
    """A row per participant and statement, also where nothing was answered."""
    framework = consolidation.framework
    words = framework.wording
    score = framework.field_of_kind(ItemFieldKind.SCORE)
    asked = [field for field in framework.fields if field.kind is not ItemFieldKind.SCORE]
    labels: dict[str | None, str] = {level.id: level.label for level in levels} | {None: words("report.blank")}
    said = _words_by_field(consolidation)

    def row(person: Participant, result: StatementResult) -> tuple[Value, ...]:
        scored = (labels[result.scores[person.index]],) if levels else ()
        texts = (said.get((person.index, FieldId(result.item, field.id)), "") for field in asked)
        who = (person.index + 1, person.label, person.party_label, person.level_label)
        return (*who, *_statement(consolidation, result), *scored, *texts)

    return Sheet(
        words("sheet.answers"),
        (
            SheetColumn(words("sheet.number"), 6, is_key=True),
            SheetColumn(words("report.participant"), 26, is_key=True),
            SheetColumn(_header(consolidation, "party"), 18),
            SheetColumn(_header(consolidation, "level"), 18),
            *_statement_columns(consolidation),
            *((SheetColumn(score.label, 16, levels=True),) if score and levels else ()),
            *(SheetColumn(field.label, 60) for field in asked),
        ),
        tuple(row(p, result) for p in consolidation.participants for result in consolidation.statements),
    )


def _words_by_field(consolidation: Consolidation) -> dict[tuple[int, FieldId], str]:
    """(participant, field) → what they wrote there; actions come from the plan, which holds them as they were."""
    said: dict[tuple[int, FieldId], str] = {}
    for result in consolidation.statements:
        for field, voices in result.texts.items():
            for words in voices:
                if words.participant is not None:
                    said[words.participant, FieldId(result.item, field)] = words.text
    actions = consolidation.framework.field_of_kind(ItemFieldKind.ACTIONS)
    for action in consolidation.plan if actions else ():
        for source in action.sources:
            if source.item is not None and source.participant is not None and actions is not None:
                said[source.participant, FieldId(source.item, actions.id)] = action.cells[ACTION]
    return said


def _reflections(consolidation: Consolidation) -> Sheet:
    framework = consolidation.framework
    asked = [field for field in framework.fields if field.kind is ItemFieldKind.TEXT]
    several = len(asked) > 1

    def rows(result: StatementResult, field: ItemField) -> Iterator[tuple[Value, ...]]:
        for words in result.texts[field.id]:
            who = () if words.participant is None else (consolidation.participants[words.participant].label,)
            question = (field.label,) if several else ()
            party = consolidation.group(words.party).label
            yield (*_statement(consolidation, result), *question, party, *who, words.text)

    return Sheet(
        framework.wording("sheet.reflections"),
        (
            *_statement_columns(consolidation),
            *((SheetColumn(framework.wording("sheet.question"), 18, is_key=True),) if several else ()),
            SheetColumn(_header(consolidation, "party"), 20, is_key=True),
            *_participant_column(consolidation),
            SheetColumn(framework.wording("report.words") if several or not asked else asked[0].label, 100),
        ),
        tuple(row for result in consolidation.statements for field in asked for row in rows(result, field)),
    )


def plan_sheet(plan: PlanOfAction) -> Sheet:
    """The plan as it can be worked on: the framework's columns, where a row comes from, and what was found in it."""
    consolidation = plan.consolidation
    framework = consolidation.framework
    words = framework.wording
    widths = {INDICATOR: 30, ACTION: 64, OWNER: 26, TIMELINE: 20}
    labels = {column.id: column.label for column in framework.plan.columns}
    columns = [
        SheetColumn(c.label, widths.get(c.id, 26), to_fill=c.id in {ACTION, OWNER, TIMELINE}, is_key=c.id == INDICATOR)
        for c in framework.plan.columns
    ]
    return Sheet(
        words("sheet.plan"),
        (
            *columns,
            SheetColumn(words("sheet.forms"), 14),
            SheetColumn(words("sheet.sources"), 50),
            SheetColumn(words("sheet.deadline"), 14),
            SheetColumn(words("sheet.missing"), 26),
            SheetColumn(words("sheet.look-alikes"), 14),
        ),
        tuple(
            (
                *(planned.action.cells[column] for column in framework.plan.column_ids),
                sum(planned.action.forms.values()),
                row_sources(consolidation, planned.action),
                planned.deadline.date if planned.deadline else "",
                ", ".join(labels[column] for column in planned.missing),
                planned.group or "",
            )
            for planned in plan.actions
        ),
    )


def row_sources(consolidation: Consolidation, action: PlanAction) -> str:
    """Who a row came from, a line for each of its sources; in an anonymous result how many forms of which groups."""
    if consolidation.anonymous:
        return sources_words(consolidation, action)
    return "\n".join(_source(consolidation, source) for source in action.sources)


def _source(consolidation: Consolidation, source: ActionSource) -> str:
    framework = consolidation.framework
    who = consolidation.who(source)
    actions = framework.field_of_kind(ItemFieldKind.ACTIONS)
    if source.item is not None and actions is not None:
        field = consolidation.field_label(str(FieldId(source.item, actions.id)))
        return framework.wording("sheet.source-item", who=who, field=field)
    return framework.wording("sheet.source-row", who=who, title=framework.plan.title, row=source.row)


def _unplaced(consolidation: Consolidation) -> Sheet:
    words = consolidation.framework.wording
    return Sheet(
        words("sheet.unplaced"),
        (
            SheetColumn(words("report.unplaced-where"), 34, is_key=True),
            SheetColumn(_header(consolidation, "party"), 20, is_key=True),
            *_participant_column(consolidation),
            SheetColumn(words("report.words"), 100),
        ),
        tuple(
            (
                consolidation.found_in(found),
                consolidation.group(found.words.party).label,
                *(
                    ()
                    if found.words.participant is None
                    else (consolidation.participants[found.words.participant].label,)
                ),
                consolidation.found_words(found),
            )
            for found in consolidation.unplaced
        ),
    )


def _participant_column(consolidation: Consolidation) -> tuple[SheetColumn, ...]:
    if consolidation.anonymous:
        return ()
    return (SheetColumn(consolidation.framework.wording("report.participant"), 30, is_key=True),)


def _statement_columns(consolidation: Consolidation) -> tuple[SheetColumn, SheetColumn]:
    words = consolidation.framework.wording
    return SheetColumn(words("sheet.code"), 8, is_key=True), SheetColumn(words("report.statement"), 42)


def _statement(consolidation: Consolidation, result: StatementResult) -> tuple[str, str]:
    return result.code, "" if result.label == result.code else result.label


def _header(consolidation: Consolidation, field_id: str) -> str:
    """What the framework calls a field of the form's header; empty where it does not ask for it."""
    framework = consolidation.framework
    field = framework.respondent_field(field_id)
    if field:
        return field.label
    return framework.wording("report.party") if field_id == "party" else ""
