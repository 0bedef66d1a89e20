"""The agenda of the meeting as a document: the time, all statements at a glance, and a place for each conversation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from kadergen.documents.blocks import (
    Block,
    Cell,
    CellKind,
    CellText,
    Document,
    Medium,
    StatementHead,
    Table,
    TableColumn,
    Text,
    Title,
    Voice,
    Voices,
)
from kadergen.documents.matrix import matrix_table, plain_cell, score_table
from kadergen.documents.parts import publisher_and_version
from kadergen.documents.plan import forms_words, sentence
from kadergen.documents.reasons import reasons_words
from kadergen.documents.summary import groups_in_brackets, named
from kadergen.model.agenda import Agenda, AgendaItem, ItemKind
from kadergen.model.consolidation import StatementResult
from kadergen.model.plan import OWNER, TIMELINE

_NOTES_HEIGHT: Final = 64.0  # points: four lines of hand-writing
_NOTES_ROWS: Final = 2
_WHO_AND_WHEN: Final = (OWNER, TIMELINE)
_PARTS: Final = {
    ItemKind.OPENING: "agenda.opening",
    ItemKind.STRENGTHS: "agenda.strengths",
    ItemKind.BREAK: "agenda.break",
    ItemKind.PLAN: "agenda.plan",
    ItemKind.CLOSING: "agenda.closing",
}


def build_agenda(agenda: Agenda, *, begin: int = 0) -> Document:
    """The whole agenda as blocks. `begin` is when the meeting begins, in minutes after midnight, so that the schedule
    shows the time of day; 0 counts from the meeting's begin.
    """
    framework = agenda.consolidation.framework
    title = framework.wording("agenda.title")
    return Document(
        title=f"{framework.title}: {title}",
        language=framework.language,
        medium=Medium.SCREEN,
        blocks=(
            Title(title, "agenda", new_page=False),
            *_introduction(agenda),
            _schedule(agenda, begin),
            *_matrix(agenda),
            *_listed(agenda, "agenda.strengths", "agenda.strengths-note", agenda.strengths),
            *_listed(agenda, "agenda.left", "agenda.left-note", agenda.left),
            *_listed(agenda, "agenda.unscored", "agenda.unscored-note", agenda.unscored),
            *_conversations(agenda),
        ),
        running_head=framework.title,
        footer=publisher_and_version(framework),
    )


def _introduction(agenda: Agenda) -> Iterator[Block]:
    consolidation = agenda.consolidation
    framework = consolidation.framework
    words = framework.wording
    forms = forms_words(consolidation, consolidation.respondents)
    groups = groups_in_brackets(consolidation)
    count = len(agenda.statements)
    total = len(_results(agenda))
    if not count:
        said = words("agenda.intro-none", forms=forms, groups=groups)
    elif count == 1:
        said = words("agenda.intro-one", forms=forms, groups=groups, minutes=agenda.minutes, total=total)
    else:
        said = words("agenda.intro", forms=forms, groups=groups, minutes=agenda.minutes, count=count, total=total)
    yield Text(sentence(said), lead=True)
    if len(agenda.sections) < len(framework.sections):
        names = (f"{s.code} {s.title}".strip() for s in framework.sections if s.id in agenda.sections)
        yield Text(sentence(words("agenda.sections", sections=", ".join(names))))


def _schedule(agenda: Agenda, begin: int) -> Table:
    """Each part with its time, and the sum, which is the whole meeting."""
    words = agenda.consolidation.framework.wording
    results = _results(agenda)

    def row(part: AgendaItem) -> tuple[Cell, ...]:
        if part.kind is ItemKind.STATEMENT:
            result = results[part.item]
            name = (CellText(named(result), CellKind.STRONG),)
            why = reasons_words(agenda.consolidation, agenda.analysis.statement(part.item).reasons)
        elif part.kind is ItemKind.STRENGTHS:
            name = (CellText(words(_PARTS[part.kind])),)
            why = ", ".join(named(results[item]) for item in agenda.strengths)
        else:
            name, why = (CellText(words(_PARTS[part.kind])),), ""
        return (CellText(_clock(begin + part.start)),), (CellText(str(part.minutes)),), name, plain_cell(why)

    total = (
        plain_cell(_clock(begin + agenda.minutes)),
        (CellText(str(agenda.minutes), CellKind.STRONG),),
        (CellText(words("agenda.total"), CellKind.STRONG),),
        (),
    )
    return Table(
        columns=(
            TableColumn(words("agenda.time"), 0.6),
            TableColumn(words("agenda.minutes"), 0.75),
            TableColumn(words("agenda.part"), 2.4),
            TableColumn(words("agenda.why"), 2.4),
        ),
        rows=(*map(row, agenda.items), total),
    )


def _matrix(agenda: Agenda) -> Iterator[Block]:
    """The statements of the conversation first, in its order, then the others in the framework's."""
    words = agenda.consolidation.framework.wording
    results = _results(agenda)
    talked = [part.item for part in agenda.statements]
    others = [item for item in results if item not in talked]
    yield Title(words("agenda.matrix"), "matrix")
    yield Text(sentence(words("agenda.matrix-note")), lead=True)
    yield matrix_table(agenda.consolidation, [results[item] for item in (*talked, *others)])


def _conversations(agenda: Agenda) -> Iterator[Block]:
    """Each statement with what was chosen, the words that open the conversation, and the rest of the page for what is
    agreed.
    """
    framework = agenda.consolidation.framework
    words = framework.wording
    results = _results(agenda)
    places = {s.id: (index, s) for index, section in enumerate(framework.sections) for s in section.statements}
    for number, part in enumerate(agenda.statements):
        result = results[part.item]
        index, statement = places[part.item]
        if number == 0:
            yield Title(words("agenda.conversations"), "conversations")
        label = "" if result.label == result.code else result.label
        yield StatementHead(index, result.code, label, statement.plain_text)
        reasons = reasons_words(agenda.consolidation, agenda.analysis.statement(part.item).reasons)
        yield Text(sentence(words("agenda.statement", minutes=part.minutes, reasons=reasons)), lead=True)
        yield score_table(agenda.consolidation, index, result)
        if part.quotations:
            voices = tuple(Voice(agenda.consolidation.who(quoted), quoted.text) for quoted in part.quotations)
            yield Voices(words("agenda.quotations"), voices)
        yield Table(
            columns=(
                TableColumn(words("agenda.notes-level"), 0.7),
                TableColumn(words("agenda.notes-words"), 2.4),
                *(TableColumn(column.label, 0.9) for column in framework.plan.columns if column.id in _WHO_AND_WHEN),
            ),
            rows=(),
            row_height=_NOTES_HEIGHT,
            blank_rows=_NOTES_ROWS,
            fill_page=True,
            section_index=index,
            quiet=True,
        )


def _listed(agenda: Agenda, title: str, note: str, items: tuple[str, ...]) -> Iterator[Block]:
    if not items:
        return
    words = agenda.consolidation.framework.wording
    yield Title(words(title), title.removeprefix("agenda."), new_page=False)
    yield Text(sentence(words(note)))
    yield _reasons_table(agenda, items)


def _reasons_table(agenda: Agenda, items: Iterable[str]) -> Table:
    words = agenda.consolidation.framework.wording
    results = _results(agenda)
    return Table(
        columns=(TableColumn(words("report.statement"), 2.4), TableColumn(words("agenda.why"), 2.4)),
        rows=tuple(
            (
                (CellText(named(results[item]), CellKind.STRONG),),
                plain_cell(reasons_words(agenda.consolidation, agenda.analysis.statement(item).reasons)),
            )
            for item in items
        ),
        quiet=True,
    )


def _results(agenda: Agenda) -> dict[str, StatementResult]:
    """The statements that the meeting is about, in the framework's order."""
    return {result.item: result for result in agenda.consolidation.statements if result.section in agenda.sections}


def _clock(minutes: int) -> str:
    """`13:05`, or `0:05` from the meeting's begin."""
    return f"{minutes // 60 % 24}:{minutes % 60:02d}"
