"""Responses as JSON, the stable output of `kadergen read --json` (described in docs/json.md)."""

from __future__ import annotations

from collections.abc import Iterable

from kadergen.diagnostics import Diagnostic
from kadergen.model.response import Response


def responses_to_json(responses: Iterable[Response], diagnostics: Iterable[Diagnostic] = ()) -> dict[str, object]:
    """`{"responses": [...], "diagnostics": [...]}`; the latter are about files that gave no response."""
    return {
        "responses": [response_to_json(response) for response in responses],
        "diagnostics": [diagnostic.to_json() for diagnostic in diagnostics],
    }


def response_to_json(response: Response) -> dict[str, object]:
    """One response: every statement in `answers`, every touched row in `plan`."""
    source, who = response.source, response.respondent
    return {
        "source": {
            "file": source.file,
            "sha256": source.sha256,
            "kind": source.kind,
            "producer": source.producer,
            "reader": source.reader,
        },
        "framework": {
            "id": response.identity.id,
            "version": response.identity.version,
            "fingerprint": response.identity.fingerprint,
        },
        "respondent_id": response.respondent_id,
        "respondent": {
            "name": who.name,
            "organisation": who.organisation,
            "party": who.party,
            "level": who.level,
            "date": who.date,
        },
        "answers": {key: {"score": answer.score, **answer.texts} for key, answer in response.answers.items()},
        "plan": [{"row": row.row, **row.cells} for row in response.plan],
        "unplaced": [{"field": lost.field, "value": lost.value, "outside": lost.outside} for lost in response.unplaced],
        "kept": [
            {"field": kept.field, "file": kept.name, "media_type": kept.media_type, "sha256": kept.sha256}
            for kept in response.kept
        ],
        "readings": {
            field: {"how": reading.how.value, "doubtful": reading.doubtful}
            for field, reading in response.readings.items()
        },
        "diagnostics": [d.to_json() for d in response.diagnostics],
    }
