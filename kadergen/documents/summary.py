"""A round in five sentences: who answered, what goes well, what asks for attention, where parties differ, what the plan
holds.

Each sentence is there, always: where there is nothing to say it says why. The words are content (`summary.*`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from kadergen.documents.plan import forms_words
from kadergen.documents.reasons import level_words, median_words, reasons_words
from kadergen.model.analysis import Analysis, Median, StatementAnalysis
from kadergen.model.consolidation import Consolidation, StatementResult
from kadergen.model.plan import ACTION, OWNER, TIMELINE
from kadergen.model.planning import PlanOfAction
from kadergen.model.text import Paragraph, Prose, Span
from kadergen.model.wording import Wording

# How many statements a sentence names; the rest it counts.
_NAMED: Final = 3
_NEXT: Final = 2
_MONTHS: Final = 12
# What is missing, of several actions and of the only one.
_OPEN: Final = {
    OWNER: ("summary.no-owner", "summary.no-owner-only"),
    TIMELINE: ("summary.no-time", "summary.no-time-only"),
    ACTION: ("summary.no-action", "summary.no-action-only"),
}


def summary_prose(analysis: Analysis, plan: PlanOfAction) -> Prose:
    """The sentences after the first one, each a paragraph under its small label."""
    words = plan.consolidation.framework.wording
    _, *sentences = summary_sentences(analysis, plan)
    labels = ("summary.strong", "summary.attention", "summary.apart", "summary.plan")
    return tuple(
        Paragraph((Span(f"{words(label)}. ", strong=True), Span(sentence)))
        for label, sentence in zip(labels, sentences, strict=True)
    )


def summary_sentences(analysis: Analysis, plan: PlanOfAction) -> tuple[str, str, str, str, str]:
    """The five sentences, in the framework's language."""
    consolidation = plan.consolidation
    return (
        who_sentence(consolidation),
        _strong(consolidation, analysis),
        _attention(consolidation, analysis),
        _apart(consolidation, analysis),
        _plan(plan),
    )


def who_sentence(consolidation: Consolidation) -> str:
    """How many answered, and of which parties."""
    words = consolidation.framework.wording
    if not consolidation.respondents:
        return words("summary.nobody")
    forms = forms_words(consolidation, consolidation.respondents)
    return words("report.intro", forms=forms, groups=groups_in_brackets(consolidation))


def groups_in_brackets(consolidation: Consolidation) -> str:
    """Who answered, as in "gemeente (2), zorgorganisatie (4)"."""
    return ", ".join(f"{group.singular} ({group.respondents})" for group in consolidation.groups)


def named(result: StatementResult) -> str:
    """A statement within a sentence: its code and its short name."""
    return result.code if result.label == result.code else f"{result.code} {result.label}"


def day_words(words: Wording, day: date) -> str:
    """A day in the language's words; in figures (ISO 8601) where its months are not all named."""
    months = [month.strip() for month in words("summary.months").split(",")]
    if len(months) != _MONTHS:
        return day.isoformat()
    return words("summary.day", day=day.day, month=months[day.month - 1], year=day.year)


def _strong(consolidation: Consolidation, analysis: Analysis) -> str:
    words = consolidation.framework.wording
    if not analysis.statements:
        return words("summary.strong-unasked")
    if strengths := analysis.strengths:
        return words(
            "summary.strengths", level=_best(consolidation), statements=_listed(consolidation, strengths, _NAMED)
        )
    if not analysis.ranked:
        return words("summary.strong-unscored")
    agreed = [s for s in analysis.ranked if s.scored > 1]
    if not agreed:
        return words("summary.strong-alone")
    most = max(
        agreed, key=lambda s: (round(s.consensus or 0.0, 9), -round(s.distance or 0.0, 9))
    )  # the first of equals
    return words(
        "summary.strong-none",
        statement=_listed(consolidation, (most,), 1),
        reason=reasons_words(consolidation, most.reasons[:1]),
    )


def _attention(consolidation: Consolidation, analysis: Analysis) -> str:
    words = consolidation.framework.wording
    if not analysis.statements:
        return _most_written(consolidation)
    if not analysis.ranked:
        return words("summary.attention-unscored")
    asking = [s for s in analysis.ranked if s.attention]
    if not asking:
        return words("summary.attention-none", level=_best(consolidation))
    first, *others = asking
    said = {
        "statement": _listed(consolidation, (first,), 1),
        "reasons": reasons_words(consolidation, first.reasons),
    }
    if not others:
        return words("summary.attention-first", **said)
    return words("summary.attention-then", **said, statements=_listed(consolidation, others[:_NEXT], _NEXT))


def _most_written(consolidation: Consolidation) -> str:
    """Where there are no scores: what people wrote most about."""
    words = consolidation.framework.wording
    counts = {r.item: sum(len(voices) for voices in r.texts.values()) for r in consolidation.statements}
    most = max(consolidation.statements, key=lambda r: counts[r.item], default=None)
    if most is None or not counts[most.item]:
        return words("summary.written-none")
    count = counts[most.item]
    texts = words("summary.texts-one") if count == 1 else words("summary.texts", count=count)
    return words("summary.written", statement=named(most), texts=texts)


def _apart(consolidation: Consolidation, analysis: Analysis) -> str:
    words = consolidation.framework.wording
    if not analysis.statements:
        return words("summary.apart-unasked")
    gaps = [(s, s.gap) for s in analysis.ranked if s.gap]
    if not gaps:
        return words("summary.apart-unknown")
    widest = max(gap.steps for _, gap in gaps)
    if widest == Fraction(0):
        return words("summary.apart-none")
    (first, gap), *others = [(s, gap) for s, gap in gaps if gap.steps == widest]
    sides = ", ".join(
        words(
            "summary.side",
            party=consolidation.group(party).singular,
            median=_median(consolidation, first.by_party[party]),
        )
        for party in (gap.better, gap.worse)
    )
    said = {"statement": _listed(consolidation, (first,), 1), "sides": sides}
    if not others:
        return words("summary.apart-first", **said)
    return words("summary.apart-also", **said, statements=_listed(consolidation, [s for s, _ in others], _NEXT))


def _plan(plan: PlanOfAction) -> str:
    words = plan.consolidation.framework.wording
    count = len(plan.actions)
    if not count:
        return words("summary.plan-none")
    days = [action.deadline.date for action in plan.actions if action.deadline]
    deadline = words("summary.deadline", date=day_words(words, min(days))) if days else words("summary.deadline-none")
    actions = words("summary.actions-one") if count == 1 else words("summary.actions", count=count)
    missing = {column: sum(column in action.missing for action in plan.actions) for column in _OPEN}
    if count == 1:
        open_ = [words(only) for column, (_, only) in _OPEN.items() if missing[column]]
        key = "summary.plan-open-one"
    else:
        open_ = [words(many, count=missing[column]) for column, (many, _) in _OPEN.items() if missing[column]]
        key = "summary.plan-open"
    if not open_:
        return words("summary.plan-complete", actions=actions, deadline=deadline)
    return words(key, actions=actions, missing=_joined(words, open_), deadline=deadline)


def _listed(consolidation: Consolidation, statements: Sequence[StatementAnalysis], most: int) -> str:
    """At most so many statements by name, and how many others there are."""
    words = consolidation.framework.wording
    results = {result.item: result for result in consolidation.statements}
    names = [named(results[statement.item]) for statement in statements[:most]]
    if others := len(statements) - most:
        if others == 1:
            names.append(words("summary.others-one"))
        elif others > 1:
            names.append(words("summary.others", count=others))
    return _joined(words, names)


def _joined(words: Wording, parts: Sequence[str]) -> str:
    *many, last = parts
    return words("summary.and", many=", ".join(many), last=last) if many else last


def _best(consolidation: Consolidation) -> str:
    scale = consolidation.framework.scale
    assert scale is not None, "what has an analysis has a scale"
    return level_words(consolidation, scale.levels[0].id)


def _median(consolidation: Consolidation, median: Median | None) -> str:
    assert median is not None, "who is apart has a median"
    return median_words(consolidation, median)
