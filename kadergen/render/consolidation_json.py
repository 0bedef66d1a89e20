"""The combined result as JSON, described in docs/json-results.md. Stable: keys may be added, never renamed.

It holds what is needed to show and to compare the result when its framework has changed or is gone: the statements'
words, the levels' looks, the plan's columns. `kadergen.formats.results_json` reads it.
"""

from __future__ import annotations

from typing import Any

from kadergen.model.analysis import Analysis, StatementAnalysis
from kadergen.model.consolidation import (
    ActionSource,
    Consolidation,
    Contribution,
    Group,
    Participant,
    PlanAction,
    StatementResult,
    Tally,
    VersionDifference,
)
from kadergen.model.framework import Option, Section
from kadergen.model.plan import ACTION, INDICATOR, OWNER, TIMELINE
from kadergen.model.planning import PlanOfAction
from kadergen.model.scale import Level

_ROLES = (INDICATOR, ACTION, OWNER, TIMELINE)


def result_to_json(analysis: Analysis, plan: PlanOfAction) -> dict[str, object]:
    """The combined result with what was worked out from it: `analysis` of each statement, and of each row of the plan
    its `deadline`, what is `missing` and which rows it `looks_like`. Readers of a result work these out themselves.
    """
    made: dict[str, Any] = consolidation_to_json(plan.consolidation)
    for record in made["statements"]:
        if record["total"]["counts"]:
            record["analysis"] = _analysis(analysis.statement(record["id"]))
    for record, planned in zip(made["plan"]["rows"], plan.actions, strict=True):
        record |= {
            "deadline": planned.deadline.date.isoformat() if planned.deadline else None,
            "missing": list(planned.missing),
            "looks_like": [number - 1 for number in plan.looks_like(planned)],
        }
    return made


def _analysis(found: StatementAnalysis) -> dict[str, object]:
    """Numbers are rounded to six places; a median is its one level or the two that it lies between."""

    def rounded(value: float | None) -> float | None:
        return None if value is None else round(value, 6)

    gap = found.gap
    return {
        "median": list(dict.fromkeys((found.median.better, found.median.worse))) if found.median else [],
        "consensus": rounded(found.consensus),
        "distance": rounded(found.distance),
        "gap": {"steps": float(gap.steps), "better": gap.better, "worse": gap.worse} if gap else None,
        "attention": rounded(found.attention),
        "strength": found.is_strength,
        "reasons": [reason.kind.value for reason in found.reasons],
    }


def consolidation_to_json(consolidation: Consolidation) -> dict[str, Any]:
    """The whole result. Words refer to `participants` by place from 0; in an anonymous result to a group alone."""
    framework, identity = consolidation.framework, consolidation.identity
    texts = {statement.id: statement.plain_text for _, _, statement in framework.walk()}
    return {
        "framework": {
            "id": identity.id,
            "version": identity.version,
            "fingerprint": identity.fingerprint,
            "title": framework.title,
            "language": framework.language,
            "subtitle": framework.subtitle,
            "version_label": framework.version_label,
            "publisher": framework.publisher,
            "sections": [_section(section) for section in framework.sections],
            "fields": [{"id": field.id, "kind": field.kind.value, "label": field.label} for field in framework.fields],
            "respondent": [
                {"id": field.id, "label": field.label, "options": [_option(option) for option in field.options]}
                for field in framework.respondent
            ],
            "scale_columns": list(framework.scale.columns) if framework.scale else [],
        },
        "anonymous": consolidation.anonymous,
        "respondents": consolidation.respondents,
        "scale": [_level(level) for level in framework.scale.levels] if framework.scale else [],
        "groups": [_group(group) for group in consolidation.groups],
        "level_groups": [_group(group) for group in consolidation.level_groups],
        "participants": [_participant(participant) for participant in consolidation.participants],
        "statements": [_statement(statement, texts[statement.item]) for statement in consolidation.statements],
        "plan": {
            "title": framework.plan.title,
            "form_rows": framework.plan.rows,
            "columns": [
                {"id": column.id, "label": column.label, "role": column.id if column.id in _ROLES else None}
                for column in framework.plan.columns
            ],
            "rows": [_action(action) for action in consolidation.plan],
        },
        "unplaced": [
            {"field": unplaced.field, **_words(unplaced.words), "earlier": unplaced.earlier}
            for unplaced in consolidation.unplaced
        ],
        "withheld": consolidation.withheld,
        "versions": [_version(version) for version in consolidation.versions],
    }


def _section(section: Section) -> dict[str, object]:
    return {
        "id": section.id,
        "code": section.code,
        "kind": section.kind,
        "title": section.title,
        "indicators": [
            {"title": indicator.title, "statements": [statement.id for statement in indicator.statements]}
            for indicator in section.indicators
        ],
    }


def _option(option: Option) -> dict[str, object]:
    return {"id": option.id, "label": option.label, "singular": option.singular, "plural": option.plural}


def _level(level: Level) -> dict[str, object]:
    return {
        "id": level.id,
        "label": level.label,
        "shape": level.shape.value,
        "colour": level.colour,
        "colour_name": level.colour_name,
        "explanation": level.explanation,
    }


def _group(group: Group) -> dict[str, object]:
    return {
        "id": group.id,
        "label": group.label,
        "respondents": group.respondents,
        "singular": group.singular,
        "plural": group.plural,
    }


def _participant(participant: Participant) -> dict[str, object]:
    return {
        "label": participant.label,
        "name": participant.name,
        "organisation": participant.organisation,
        "party": participant.party,
        "level": participant.level,
        "date": participant.date,
        "file": participant.file,
        "sha256": participant.sha256,
        "earlier": list(participant.earlier),
        "who": participant.who,
        "party_label": participant.party_label,
        "level_label": participant.level_label,
    }


def _version(difference: VersionDifference) -> dict[str, object]:
    return {
        "version": difference.identity.version,
        "fingerprint": difference.identity.fingerprint,
        "known": difference.known,
        "changed": list(difference.changed),
        "gone": list(difference.gone),
        "new": list(difference.new),
    }


def _statement(statement: StatementResult, text: str) -> dict[str, object]:
    return {
        "id": statement.item,
        "section": statement.section,
        "code": statement.code,
        "label": statement.label,
        "text": text,
        "total": _tally(statement.total),
        "by_party": {party: _tally(tally) for party, tally in statement.by_party.items()},
        "by_level": {level: _tally(tally) for level, tally in statement.by_level.items()},
        "scores": list(statement.scores),
        "texts": {field: [_words(words) for words in voices] for field, voices in statement.texts.items()},
    }


def _tally(tally: Tally) -> dict[str, object]:
    return {"counts": dict(tally.counts), "blank": tally.blank}


def _words(words: Contribution) -> dict[str, object]:
    return {"text": words.text, "party": words.party, "participant": words.participant}


def _action(action: PlanAction) -> dict[str, object]:
    return {
        "item": action.item,
        "cells": dict(action.cells),
        "forms": dict(action.forms),
        "sources": [_source(source) for source in action.sources],
    }


def _source(source: ActionSource) -> dict[str, object]:
    return {"party": source.party, "participant": source.participant, "item": source.item, "row": source.row}
