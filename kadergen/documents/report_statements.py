"""The sections of a report: how each statement was scored, and per statement the finding, the words and the actions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from kadergen.documents.blocks import (
    Block,
    DistributionChart,
    DistributionRow,
    SectionOpener,
    StatementHead,
    Text,
    Voice,
    Voices,
)
from kadergen.documents.matrix import asks_for_scores, level_table, score_table, tally_of
from kadergen.documents.plan import number_words, sentence, sources_words
from kadergen.documents.reasons import median_words, reasons_words
from kadergen.documents.summary import named
from kadergen.model.analysis import Analysis
from kadergen.model.consolidation import Consolidation, PlanAction, StatementResult
from kadergen.model.framework import ItemFieldKind, Section, Statement
from kadergen.model.plan import ACTION
from kadergen.model.planning import PlannedAction, PlanOfAction

# A longer text (an essay to reflect on, not a statement to score) is not printed again; its name stands for it.
_LONGEST_STATEMENT: Final = 700
# A longer action stands in the plan alone, and its number here.
_LONGEST_ACTION: Final = 600
# So many people are named beside an action that they all wrote; more are counted.
_MOST_NAMED: Final = 3


def section_blocks(analysis: Analysis, plan: PlanOfAction) -> Iterator[Block]:
    """Every section: its band, the chart of its statements, and the statements one after another."""
    consolidation = plan.consolidation
    results = {result.item: result for result in consolidation.statements}
    actions: defaultdict[str | None, list[PlannedAction]] = defaultdict(list)
    for planned in plan.actions:
        actions[planned.action.item].append(planned)
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
        if consolidation.respondents and asks_for_scores(consolidation) and section.statements:
            yield _chart(consolidation, section, results)
        for statement in section.statements:
            result = results[statement.id]
            yield from _statement(analysis, plan, index, statement, result, actions[statement.id])


def _chart(consolidation: Consolidation, section: Section, results: dict[str, StatementResult]) -> DistributionChart:
    words = consolidation.framework.wording
    rows = (results[statement.id] for statement in section.statements)
    return DistributionChart(
        rows=tuple(DistributionRow(named(r), tally_of(consolidation, r.total).counts, r.total.blank) for r in rows),
        alternative=words("report.chart", title=section.title),
        blank_label=words("report.blank"),
    )


def _statement(
    analysis: Analysis,
    plan: PlanOfAction,
    index: int,
    statement: Statement,
    result: StatementResult,
    actions: list[PlannedAction],
) -> Iterator[Block]:
    consolidation = plan.consolidation
    framework = consolidation.framework
    text = statement.plain_text
    name = "" if result.label == result.code else result.label
    finding = _finding(consolidation, analysis, result) if result.total.counts else ""
    yield StatementHead(index, result.code, name, text if len(text) <= _LONGEST_STATEMENT else "", finding)
    if result.total.scored:
        yield score_table(consolidation, index, result)
        if (levels := level_table(consolidation, index, result)) is not None:
            yield levels
    voices = [
        Voices(field.label, tuple(Voice(consolidation.who(words), words.text) for words in said))
        for field in framework.fields
        if (said := result.texts.get(field.id, ()))
    ]
    yield from voices
    if actions:
        yield Voices(_actions_label(consolidation), tuple(_action(plan, planned) for planned in actions))
    if not voices and not actions and not result.total.counts:
        yield Text(sentence(framework.wording("report.no-text")))


def _finding(consolidation: Consolidation, analysis: Analysis, result: StatementResult) -> str:
    """The middle score and the reasons to talk about it; where all chose the same the reasons say it all."""
    words = consolidation.framework.wording
    found = analysis.statement(result.item)
    reasons = reasons_words(consolidation, found.reasons)
    if found.median is None or max(result.total.counts.values()) == found.scored:
        return words("report.reasons", reasons=reasons[:1].upper() + reasons[1:])
    return words("report.median", median=median_words(consolidation, found.median), reasons=reasons)


def _action(plan: PlanOfAction, planned: PlannedAction) -> Voice:
    """An action under its number in the plan, with who wrote it; a long one is in the plan alone."""
    consolidation, words = plan.consolidation, planned.action.cells[ACTION]
    who = f"{number_words(plan, planned)} · {_who(consolidation, planned.action)}"
    if not words.strip() or len(words) > _LONGEST_ACTION:
        return Voice(who, consolidation.framework.wording("report.action-in-plan", number=planned.number))
    return Voice(who, words)


def _who(consolidation: Consolidation, action: PlanAction) -> str:
    people = dict.fromkeys(consolidation.who(source) for source in action.sources)
    if consolidation.anonymous or len(people) > _MOST_NAMED:
        return sources_words(consolidation, action)
    return ", ".join(people)


def _actions_label(consolidation: Consolidation) -> str:
    """What the form calls actions; a form that has them in the plan alone has no word of its own."""
    field = consolidation.framework.field_of_kind(ItemFieldKind.ACTIONS)
    return field.label if field else consolidation.framework.wording("report.actions")
