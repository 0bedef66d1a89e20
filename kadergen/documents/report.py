"""The report of a round: who answered, the scores at a glance, every reflection word for word, the combined plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kadergen.documents.blocks import (
    Block,
    Cell,
    CellKind,
    CellText,
    Document,
    Medium,
    SectionOpener,
    StatementHead,
    Table,
    TableColumn,
    Text,
    Title,
    Voice,
    Voices,
)
from kadergen.documents.matrix import matrix_table, party_head, plain_cell, score_table
from kadergen.documents.plan import build_plan_blocks, forms_words, sentence
from kadergen.model.consolidation import Consolidation, Participant, StatementResult
from kadergen.model.framework import ItemFieldKind, Statement
from kadergen.model.text import ScaleTable

# After a list of so many participants the overview still begins on the same page.
_SHORT_LIST: Final = 6
# A longer text (an essay to reflect on, not a statement to score) is not printed again; its name stands for it.
_LONGEST_STATEMENT: Final = 700


def build_report(consolidation: Consolidation) -> Document:
    """The whole report as blocks. Every word that someone wrote stands in it once for each form that holds it."""
    framework = consolidation.framework
    title = framework.wording("report.title")
    return Document(
        title=f"{framework.title}: {title}",
        language=framework.language,
        medium=Medium.SCREEN,
        blocks=(
            Title(title, "report", new_page=False),
            *_who_answered(consolidation),
            *_overview(consolidation),
            *_sections(consolidation),
            *build_plan_blocks(consolidation),
            *_unplaced(consolidation),
        ),
        running_head=framework.title,
        footer=" · ".join(words for words in (framework.publisher, framework.version_label) if words),
    )


def _who_answered(consolidation: Consolidation) -> Iterator[Block]:
    words = consolidation.framework.wording
    forms = forms_words(consolidation, consolidation.respondents)
    groups = ", ".join(f"{group.singular} ({group.respondents})" for group in consolidation.groups)
    yield Text(sentence(words("report.intro", forms=forms, groups=groups)), lead=True)
    if not consolidation.anonymous:
        yield _participants(consolidation)
        return
    yield Text(sentence(words("report.anonymous")))
    if consolidation.respondents < 3:
        yield Text(sentence(words("report.anonymous-few")))
    if consolidation.withheld:
        yield Text(sentence(words("report.withheld", count=consolidation.withheld)))
    yield Table(
        columns=(TableColumn(party_head(consolidation), 3.0), TableColumn(words("sheet.forms"))),
        rows=tuple((plain_cell(g.label), plain_cell(str(g.respondents))) for g in consolidation.groups),
    )


def _participants(consolidation: Consolidation) -> Table:
    """A row per respondent, party by party; columns that nobody filled in are left out."""
    framework = consolidation.framework
    order = {group.id: place for place, group in enumerate(consolidation.groups)}
    people = sorted(consolidation.participants, key=lambda p: (order[p.party], p.index))
    shown = {
        "name": lambda p: p.label,
        "organisation": lambda p: p.organisation,
        "party": lambda p: p.party_label,
        "level": lambda p: p.level_label,
        "date": lambda p: p.date,
    }
    columns = [
        field
        for field in framework.respondent
        if field.id != "name" and any(shown[field.id](person).strip() for person in people)
    ]
    weights = {"organisation": 1.7, "party": 1.2}

    def row(person: Participant) -> tuple[Cell, ...]:
        return ((CellText(person.label, CellKind.STRONG),), *(plain_cell(shown[field.id](person)) for field in columns))

    return Table(
        columns=(
            TableColumn(framework.wording("report.participant"), 1.9),
            *(TableColumn(field.label, weights.get(field.id, 1.0)) for field in columns),
        ),
        rows=tuple(row(person) for person in people),
    )


def _overview(consolidation: Consolidation) -> Iterator[Block]:
    """All statements with their tallies, by party where the parties fit beside each other."""
    framework = consolidation.framework
    words = framework.wording
    if framework.scale is None or framework.field_of_kind(ItemFieldKind.SCORE) is None:
        return
    yield Title(words("report.statements"), "overview", new_page=len(consolidation.participants) > _SHORT_LIST)
    yield Text(sentence(words("report.statements-note")), lead=True)
    yield Text((ScaleTable(),), scale=framework.scale)
    yield matrix_table(consolidation, consolidation.statements)


def _sections(consolidation: Consolidation) -> Iterator[Block]:
    results = {result.item: result for result in consolidation.statements}
    for index, section in enumerate(consolidation.framework.sections):
        yield SectionOpener(
            index=index,
            code=section.code,
            kind=section.kind,
            title=section.title,
            introduction=(),
            anchor=section.id,
            full_page=False,
        )
        for statement in section.statements:
            yield from _statement(consolidation, index, statement, results[statement.id])


def _statement(
    consolidation: Consolidation, index: int, statement: Statement, result: StatementResult
) -> Iterator[Block]:
    framework = consolidation.framework
    text = statement.plain_text
    name = "" if result.label == result.code else result.label
    yield StatementHead(index, result.code, name, text if len(text) <= _LONGEST_STATEMENT else "")
    if result.total.counts:
        yield score_table(consolidation, index, result)
    said = False
    for field in framework.fields:
        voices = tuple(Voice(consolidation.who(words), words.text) for words in result.texts.get(field.id, ()))
        if voices:
            said = True
            yield Voices(field.label, voices)
    if not said and not result.total.counts:
        yield Text(sentence(framework.wording("report.no-text")))


def _unplaced(consolidation: Consolidation) -> Iterator[Block]:
    words = consolidation.framework.wording
    if not consolidation.unplaced:
        return
    yield Title(words("report.unplaced"), "unplaced")
    yield Text(sentence(words("report.unplaced-note")), lead=True)
    who = party_head(consolidation) if consolidation.anonymous else words("report.participant")
    yield Table(
        columns=(
            TableColumn(words("report.unplaced-where"), 1.2),
            TableColumn(words("report.words"), 2.6),
            TableColumn(who),
        ),
        rows=tuple(
            (
                plain_cell(consolidation.found_in(unplaced)),
                plain_cell(consolidation.found_words(unplaced)),
                plain_cell(consolidation.who(unplaced.words)),
            )
            for unplaced in consolidation.unplaced
        ),
    )
