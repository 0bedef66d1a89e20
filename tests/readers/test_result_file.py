"""Result files: what is written is read again, whatever became of the framework; all else is refused in a sentence."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings

from kadergen.consolidate import consolidate
from kadergen.formats.results_json import MAX_SIZE, ResultFormatError, decode_result, peek
from kadergen.model.instrument import build_instrument
from kadergen.model.round_result import RoundResult
from kadergen.readers.result_file import read_result
from kadergen.render.consolidation_json import consolidation_to_json
from kadergen.render.json_file import json_bytes
from tests.consolidate.examples import FRAMEWORK, response, words_of_keys
from tests.consolidate.rounds import altered, made, read, rounds, written


@given(rounds())
@settings(max_examples=80, deadline=None)
def test_what_is_written_is_read_again_also_without_its_framework(result: RoundResult) -> None:
    found = read(written(result))
    assert found == result
    assert written(found) == written(result)
    # Not one word of a question, no field and no option got lost on the way: the fingerprint is over all of them.
    assert build_instrument(found.consolidation.framework).identity == result.consolidation.identity


def test_the_framework_that_is_known_is_used_where_it_is_the_same() -> None:
    data = written(made([response("town")]))
    instrument = build_instrument(FRAMEWORK)
    found = read_result(decode_result(data), {"example": instrument}, lambda _: words_of_keys())
    assert found.consolidation.framework is FRAMEWORK


def test_a_framework_of_other_words_is_the_one_of_the_file() -> None:
    def reword(found: Any) -> None:
        found["framework"]["fingerprint"] = "0" * 16
        found["statements"][0]["text"] = "Doors were open."

    instrument = build_instrument(FRAMEWORK)
    found = read_result(decode_result(altered(reword)), {"example": instrument}, lambda _: words_of_keys())
    assert next(found.consolidation.framework.walk())[2].plain_text == "Doors were open."
    assert found.consolidation.framework.wording is FRAMEWORK.wording


def test_the_order_of_keys_does_not_matter() -> None:
    data = written(made([response("town"), response("care", scores={"a-2": "absent"})], response()))
    shuffled = json.dumps(json.loads(data), sort_keys=True).encode()
    assert read(shuffled) == read(data)


def test_what_a_later_version_added_is_passed_over_and_kept() -> None:
    later = altered(lambda found: found["statements"][0].update(newer={"x": [1]}) or found.update(also="new"))
    assert read(later) == read(altered(lambda found: None))


def test_a_file_of_before_the_words_were_in_it_needs_its_framework() -> None:
    def old(found: Any) -> None:
        for key in ("sections", "fields", "respondent", "scale_columns", "subtitle", "version_label", "publisher"):
            del found["framework"][key]
        found["scale"] = [{"id": level["id"], "label": level["label"]} for level in found["scale"]]
        for statement in found["statements"]:
            del statement["text"]

    data = altered(old, json_bytes(consolidation_to_json(consolidate(FRAMEWORK, [response("town")]))))
    instruments = {"example": build_instrument(FRAMEWORK)}
    known = read_result(decode_result(data), instruments, lambda _: words_of_keys())
    assert known.consolidation == consolidate(FRAMEWORK, [response("town")])
    with pytest.raises(ResultFormatError, match="framework: the words of its framework are not in it"):
        read(data)


def put(path: str, value: object) -> Callable[[Any], object]:
    """A change of the file at `statements/0/total`."""

    def change(found: Any) -> None:
        *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
        for step in way:
            found = found[step]
        found[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put("statements/0/total/blank", "1"), "statements[0].total.blank: expected a number, got a text"),
        (put("statements/0/total/blank", -1), "statements[0].total.blank: expected a number >= 0"),
        (put("statements/0/total/blank", 10**30), "statements[0].total.blank: "),
        (put("statements/0/total/blank", 5), "statements[0]: the parties' counts do not add up to the total"),
        (put("statements/0/total/counts", {"done": 1}), "statements[0].total.counts: must have the keys done, mostly"),
        (put("statements/0/scores", ["blue"]), "statements[0].scores[0]: no level of the scale"),
        (put("statements/0/scores", []), "statements[0].scores: not as many as there are participants"),
        (put("statements/0/section", "b"), "statements[0].section: not the section of this statement"),
        (put("statements/0/id", "a-2"), "statements: an id stands twice"),
        (put("statements/0/id", "../x"), "statements: an id is not made of a-z"),
        (put("statements/0/texts/why/0/participant", 7), "statements[0].texts.why[0]: there is no participant 7"),
        (put("statements/0/texts/why/0/party", "x"), "statements[0].texts.why[0]: a party that is none of the groups"),
        (put("statements/0/agreed/score", "blue"), "statements[0].agreed.score: no level of the scale"),
        (put("statements/0/agreed", None), "statements[0].agreed: is missing, while there is an outcome"),
        (put("scale/0/colour", "red"), "scale[0].colour: not of the form that it should have"),
        (put("scale/0/shape", "star"), "scale[0].shape: must be one of circle-tick"),
        (put("framework/fields/0/kind", "x"), "framework.fields[0].kind: must be one of score, text, actions"),
        (put("plan/rows/0/item", "zz"), "plan.rows[0].item: no statement of the framework"),
        (put("plan/rows/0/sources", []), "plan.rows[0]: must name where the row came from"),
        (put("plan/columns/1/id", "deed"), "plan.columns: "),
        (put("outcome/plan", [{"item": "zz", "cells": {}}]), "outcome.plan[0].item: no statement"),
        (put("groups/0/respondents", 9), "groups: the groups do not add up"),
        (put("anonymous", True), "participants: an anonymous result has no participants"),
        (put("respondents", 2), "groups: "),
        (put("participants", {}), "participants: expected a list, got an object"),
        (lambda found: found.pop("plan"), "object missing required field `plan`"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_named_with_its_place(change: Callable[[Any], object], said: str) -> None:
    with pytest.raises(ResultFormatError) as caught:
        read(altered(change))
    assert str(caught.value).startswith(said)
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not valid JSON"),
        (b"[]", "expected an object, got a list"),
        (b"\xff\xfe{}", "not valid JSON"),
        (b'{"framework": "\xff"}', "framework: expected an object, got a text"),
        (b'{"later": NaN}', "not valid JSON"),
        (b'{"later": ' + b"[" * 100_000, "nested too deep"),
        (b'{"later": ' + b'{"a":' * 100_000, "nested too deep"),
        (b'{"respondents": 1e999}', "respondents: "),
        (b'{"respondents": ' + b"9" * 100_000 + b"}", "respondents: "),
        (b'{"withheld": 1.5}', "withheld: expected a number, got a fraction"),
    ],
)
def test_what_is_no_result_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(ResultFormatError) as caught:
        decode_result(data)
    assert str(caught.value).startswith(said)
    assert peek(data) is None


def test_half_a_character_is_refused() -> None:
    data = altered(put("statements/0/texts/why/0/text", "a\ud800b"))
    with pytest.raises(ResultFormatError, match="half a character"):
        decode_result(data)


@pytest.mark.parametrize("place", ["statements", "anonymous"])
def test_a_key_that_stands_twice_is_refused(place: str) -> None:
    data = altered(lambda found: None)
    doubled = data.replace(f'"{place}":'.encode(), f'"{place}": null, "{place}" :'.encode(), 1)
    with pytest.raises(ResultFormatError):
        decode_result(doubled)
    hidden = data[:-1] + b', "later": [{"x": 1, "y": "\\"x\\":", "x" : 2}]}'
    with pytest.raises(ResultFormatError, match="a key stands twice"):
        decode_result(hidden)
    decode_result(data[:-1] + b', "later": [{"x": {"x": "x\\\\"}, "y": ["x", "x"]}]}')


def test_what_is_hidden_in_a_key_that_nobody_knows_is_not_looked_at() -> None:
    data = altered(lambda found: None)[:-1] + b', "later": ' + b"[" * 50 + b"[],[]," * 200_000 + b"0" + b"]" * 50 + b"}"
    tracemalloc.start()
    decode_result(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(data)


def test_what_is_too_large_is_refused_unread() -> None:
    class Large(bytes):
        def __len__(self) -> int:
            return MAX_SIZE + 1

    with pytest.raises(ResultFormatError, match="larger than 256 MB"):
        decode_result(Large(b"{}"))
    assert peek(Large(altered(lambda found: None))) is None
