"""The combined result as JSON: what docs/json-results.md promises."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from hypothesis import given, settings

from kadergen.consolidate import consolidate
from kadergen.consolidate.analysis import analyse
from kadergen.consolidate.planning import plan_of_action
from kadergen.model.response import Response
from kadergen.render.consolidation_json import consolidation_to_json, result_to_json
from kadergen.render.json_file import json_bytes
from tests.consolidate.examples import FRAMEWORK, response, responses, row, written


def read_back(made: list[Response], *, anonymous: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        json_bytes(consolidation_to_json(consolidate(FRAMEWORK, made, anonymous=anonymous)))
    )
    return found


def test_a_small_result() -> None:
    made = [
        response("town", name="T", file="t.pdf", scores={"a-1": "done"}, why={"a-1": "w"}, plan=(row(2, action="do"),))
    ]
    found = read_back(made)
    assert found["framework"]["id"] == "example"
    assert found["participants"][0]["label"] == "T"
    assert found["groups"] == [{"id": "town", "label": "Town", "respondents": 1, "singular": "Town", "plural": "Town"}]
    assert found["plan"]["columns"][1] == {"id": "action", "label": "Action", "role": "action"}
    assert found["plan"]["columns"][4]["role"] is None
    assert found["scale"][0] == {
        "id": "done",
        "label": "Done",
        "shape": "circle-tick",
        "colour": "#1E8449",
        "colour_name": "",
        "explanation": "",
    }
    assert [section["id"] for section in found["framework"]["sections"]] == ["a", "b"]
    first = found["statements"][0]
    assert first["total"] == {"counts": {"done": 1, "mostly": 0, "started": 0, "absent": 0}, "blank": 0}
    assert first["by_party"] == {"town": first["total"]}
    assert first["scores"] == ["done"]
    assert first["text"] == "Doors are open."
    assert first["texts"] == {"why": [{"text": "w", "party": "town", "participant": 0}]}
    assert found["plan"]["rows"] == [
        {
            "item": None,
            "cells": {"indicator": "", "action": "do", "owner": "", "timeline": "", "goal": ""},
            "forms": {"town": 1},
            "sources": [{"party": "town", "participant": 0, "item": None, "row": 2}],
        }
    ]


@given(responses())
@settings(max_examples=50)
def test_every_text_is_there_as_often_as_it_was_written(made: list[Response]) -> None:
    found = read_back(made)
    texts = [words["text"] for s in found["statements"] for voices in s["texts"].values() for words in voices]
    for action in found["plan"]["rows"]:
        for source in action["sources"]:
            texts += [action["cells"]["action"]] if source["item"] else action["cells"].values()
    texts += [unplaced["text"] for unplaced in found["unplaced"]]
    assert Counter(text for text in texts if text.strip()) == Counter(written(made))


@given(responses())
@settings(max_examples=50)
def test_an_anonymous_result_names_nobody(made: list[Response]) -> None:
    found = read_back(made, anonymous=True)
    assert not re.search(r"(NAME|ORGANISATION|DATE|FILE)\d+zqx", json.dumps(found))
    assert found["participants"] == []


def test_half_a_surrogate_pair_survives() -> None:
    found = read_back([response(why={"a-1": "a\ud800b"})])
    assert found["statements"][0]["texts"]["why"][0]["text"] == "a\ud800b"


def test_what_was_worked_out_stands_beside_the_answers() -> None:
    forms = [
        response(
            "care", scores={"a-1": "done"}, plan=(row(action="Open the doors at night", timeline="by 1 March 2027"),)
        ),
        response("town", scores={"a-1": "absent"}, plan=(row(action="Open the doors at night."),)),
    ]
    combined = consolidate(FRAMEWORK, forms)
    made = json.loads(json_bytes(result_to_json(analyse(combined), plan_of_action(combined))))
    first, second = made["statements"][:2]
    assert first["analysis"]["median"] == ["done", "absent"]
    assert first["analysis"]["consensus"] == 0.0
    assert first["analysis"]["gap"] == {"steps": 3.0, "better": "care", "worse": "town"}
    assert second["analysis"]["attention"] is None
    assert [(row["deadline"], row["looks_like"]) for row in made["plan"]["rows"]] == [("2027-03-01", [1]), (None, [0])]
    assert "owner" in made["plan"]["rows"][0]["missing"]
    # All else is the result itself.
    for record in (*made["statements"], *made["plan"]["rows"]):
        for key in ("analysis", "deadline", "missing", "looks_like"):
            record.pop(key, None)
    assert made == json.loads(json_bytes(consolidation_to_json(combined)))
