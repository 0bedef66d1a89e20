"""The combined result as JSON, described in docs/json-results.md. Stable: keys may be added, never renamed."""

from __future__ import annotations

from kadergen.model.consolidation import (
    ActionSource,
    Consolidation,
    Contribution,
    Participant,
    PlanAction,
    StatementResult,
    Tally,
    VersionDifference,
)


def consolidation_to_json(consolidation: Consolidation) -> dict[str, object]:
    """The whole result. Words refer to `participants` by place from 0; in an anonymous result to a group alone."""
    framework, identity = consolidation.framework, consolidation.identity
    return {
        "framework": {
            "id": identity.id,
            "version": identity.version,
            "fingerprint": identity.fingerprint,
            "title": framework.title,
            "language": framework.language,
        },
        "anonymous": consolidation.anonymous,
        "respondents": consolidation.respondents,
        "scale": [{"id": level.id, "label": level.label} for level in framework.scale.levels]
        if framework.scale
        else [],
        "groups": [
            {"id": group.id, "label": group.label, "respondents": group.respondents} for group in consolidation.groups
        ],
        "level_groups": [
            {"id": group.id, "label": group.label, "respondents": group.respondents}
            for group in consolidation.level_groups
        ],
        "participants": [_participant(participant) for participant in consolidation.participants],
        "statements": [_statement(statement) for statement in consolidation.statements],
        "plan": {
            "columns": [{"id": column.id, "label": column.label} for column in framework.plan.columns],
            "rows": [_action(action) for action in consolidation.plan],
        },
        "unplaced": [
            {"field": unplaced.field, **_words(unplaced.words), "earlier": unplaced.earlier}
            for unplaced in consolidation.unplaced
        ],
        "withheld": consolidation.withheld,
        "versions": [_version(version) for version in consolidation.versions],
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


def _statement(statement: StatementResult) -> dict[str, object]:
    return {
        "id": statement.item,
        "section": statement.section,
        "code": statement.code,
        "label": statement.label,
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
