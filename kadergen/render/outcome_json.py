"""The agreed outcome as JSON, to be laid into the file of its result (docs/json-results.md)."""

from __future__ import annotations

from kadergen.model.round_result import Outcome


def agreed_to_json(outcome: Outcome) -> dict[str, dict[str, object]]:
    """Statement id → what was agreed about it: the `agreed` of a result's statements."""
    return {item: {"score": agreed.score, "texts": dict(agreed.texts)} for item, agreed in outcome.statements.items()}


def outcome_to_json(outcome: Outcome) -> dict[str, object]:
    """The rest: the plan as agreed, words without a place, and which form it was read from."""
    return {
        "file": outcome.file,
        "sha256": outcome.sha256,
        "date": outcome.date,
        "plan": [{"item": action.item, "cells": dict(action.cells)} for action in outcome.plan],
        "unplaced": [{"field": words.field, "text": words.text} for words in outcome.unplaced],
        "withheld": outcome.withheld,
    }
