"""The report of a round: a summary, the scores at a glance, every statement with its words, the plan, who answered."""

from __future__ import annotations

from collections.abc import Iterator

from kadergen.documents.blocks import (
    Block,
    Cell,
    CellKind,
    CellText,
    Document,
    Medium,
    Table,
    TableColumn,
    Text,
    Title,
)
from kadergen.documents.matrix import asks_for_scores, matrix_table, party_head, plain_cell
from kadergen.documents.parts import publisher_and_version
from kadergen.documents.plan import build_plan_blocks, sentence
from kadergen.documents.report_statements import section_blocks
from kadergen.documents.summary import summary_prose, who_sentence
from kadergen.model.analysis import Analysis
from kadergen.model.consolidation import Consolidation, Participant
from kadergen.model.planning import PlanOfAction
from kadergen.model.text import ScaleTable


def build_report(analysis: Analysis, plan: PlanOfAction) -> Document:
    """The whole report as blocks. Every word that someone wrote stands in it once for each form that holds it; those of
    an action in the plan, and most of them at their statement as well.

    `analysis` is that of the plan's result.
    """
    consolidation = plan.consolidation
    framework = consolidation.framework
    title = framework.wording("report.title")
    return Document(
        title=f"{framework.title}: {title}",
        language=framework.language,
        medium=Medium.SCREEN,
        blocks=(
            Title(title, "report", new_page=False),
            Text(sentence(who_sentence(consolidation)), lead=True),
            Text(summary_prose(analysis, plan)),
            *_notes(consolidation),
            *_overview(consolidation),
            *section_blocks(analysis, plan),
            *build_plan_blocks(plan),
            *_unplaced(consolidation),
            *_who_answered(consolidation),
        ),
        running_head=framework.title,
        footer=publisher_and_version(framework),
    )


def _notes(consolidation: Consolidation) -> Iterator[Block]:
    """What to know of an anonymous result before it is shared."""
    words = consolidation.framework.wording
    if not consolidation.anonymous:
        return
    yield Text(sentence(words("report.anonymous")))
    if consolidation.respondents < 3:
        yield Text(sentence(words("report.anonymous-few")))
    if consolidation.withheld:
        yield Text(sentence(words("report.withheld", count=consolidation.withheld)))


def _who_answered(consolidation: Consolidation) -> Iterator[Block]:
    """The participants, or in an anonymous result how many there are of each group; at the end, for what they said
    comes first.
    """
    words = consolidation.framework.wording
    if not consolidation.respondents:
        return
    yield Title(words("report.who-answered"), "participants", new_page=False)
    if not consolidation.anonymous:
        yield _participants(consolidation)
        return
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
        return (
            (CellText(person.label, CellKind.STRONG),),
            *(plain_cell(shown[field.id](person)) for field in columns),
        )

    return Table(
        columns=(
            TableColumn(framework.wording("report.participant"), 1.9),
            *(TableColumn(field.label, weights.get(field.id, 1.0)) for field in columns),
        ),
        rows=tuple(row(person) for person in people),
    )


def _overview(consolidation: Consolidation) -> Iterator[Block]:
    """All statements with their tallies, by party where the parties fit beside each other."""
    if not asks_for_scores(consolidation):
        return
    framework = consolidation.framework
    words = framework.wording
    yield Title(words("report.statements"), "overview", new_page=False)
    yield Text(sentence(words("report.statements-note")), lead=True)
    yield Text((ScaleTable(),), scale=framework.scale)
    yield matrix_table(consolidation, consolidation.statements)


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
