"""Two rounds compared as JSON, described in docs/json-results.md. Stable: keys may be added, never renamed."""

from __future__ import annotations

from kadergen.model.comparison import Action, ActionChange, Comparison, Round, Side, StatementChange


def comparison_to_json(comparison: Comparison) -> dict[str, object]:
    """The whole comparison; nothing in it names a participant."""
    return {
        "old": _round(comparison.old),
        "new": _round(comparison.new),
        "same_scale": comparison.same_scale,
        "statements": [_statement(change) for change in comparison.statements],
        "actions": [_change(change) for change in comparison.actions],
        "new_actions": [_action(action) for action in comparison.new_actions],
        "labels": [{"id": label.id, "old": label.old, "new": label.new} for label in comparison.labels],
    }


def _round(one: Round) -> dict[str, object]:
    return {
        "framework": {
            "id": one.identity.id,
            "version": one.identity.version,
            "fingerprint": one.identity.fingerprint,
            "title": one.framework.title,
        },
        "respondents": one.respondents,
        "agreed": one.agreed,
        "plan_agreed": one.plan_agreed,
        "date": one.date,
        "anonymous": one.anonymous,
    }


def _statement(change: StatementChange) -> dict[str, object]:
    return {
        "id": change.item,
        "section": change.section,
        "code": change.code,
        "old_code": change.old_code,
        "label": change.label,
        "move": change.move.value,
        "steps": change.steps,
        "basis": change.basis.value,
        "old": _side(change.old),
        "new": _side(change.new),
        "wording": [{"change": piece.change.value, "text": piece.text} for piece in change.wording],
    }


def _side(side: Side | None) -> dict[str, object] | None:
    if side is None:
        return None
    return {
        "levels": [level.id for level in side.standing.levels] if side.standing else [],
        "agreed": side.agreed.id if side.agreed else None,
        "counts": {level.id: count for level, count in side.counts},
        "blank": side.blank,
        "texts": dict(side.texts),
    }


def _change(change: ActionChange) -> dict[str, object]:
    return {
        "fate": change.fate.value,
        "old": _action(change.old),
        "found": [_action(action) for action in change.found],
        "changed": list(change.changed),
    }


def _action(action: Action) -> dict[str, object]:
    return {"item": action.item, "cells": dict(action.cells), "left_out": action.left_out}
