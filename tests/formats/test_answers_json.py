"""The answers file: what a person or another program writes, and clear words where it is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kadergen.diagnostics import has_errors
from kadergen.formats.answers_json import answers_to_json, parse_answers
from kadergen.formats.fdf import write_fdf
from kadergen.formats.rawform import RawField
from kadergen.model.instrument import IDENTITY_FIELD, FieldId, FieldKind, plan_row
from kadergen.render.json_file import json_bytes
from kadergen.render.response_json import response_to_json, responses_to_json
from tests.readers.support import flat, instrument, response

NAMES = [str(spec.id) for spec in instrument().fields]
VALUES = st.dictionaries(st.sampled_from(NAMES), st.text(st.characters(exclude_categories=["Cs"])))


def parse(data: Any) -> dict[str, str]:
    values, found = parse_answers(json.dumps(data).encode(), "answers.json")
    assert found == ()
    return values


def codes(data: bytes) -> list[str]:
    values, found = parse_answers(data, "answers.json")
    assert not values
    assert has_errors(found)
    assert all(d.message and d.hint and str(d.location).startswith("answers.json") for d in found)
    return [diagnostic.code.name for diagnostic in found]


@given(VALUES)
def test_there_and_back(values: dict[str, str]) -> None:
    assert parse(answers_to_json(values)) == values


def test_the_names_are_those_of_the_instrument() -> None:
    data = {
        "respondent": {"name": "a", "party": None},
        "answers": {"p1-1": {"score": "green", "reflection": "b"}, "p1-2": {"score": None}, "p1-3": None},
        "plan": [{"row": 1, "action": "c"}, {"row": 120, "owner": ""}],
    }
    assert parse(data) == {
        str(FieldId("respondent", "name")): "a",
        str(FieldId("respondent", "party")): "",
        str(FieldId("p1-1", "score")): "green",
        str(FieldId("p1-1", "reflection")): "b",
        str(FieldId("p1-2", "score")): "",
        str(FieldId(plan_row(1), "action")): "c",
        str(FieldId(plan_row(120), "owner")): "",
    }


def test_what_read_says_can_be_filled_in() -> None:
    values = {
        "p1-1__score": "red",
        "p1-1__reflection": "één\ntwee “x”",
        "plan-24__action": "ja",
        "respondent__party": "anders",
    }
    kinds = {name: instrument().by_name[name].kind for name in values}
    fields = [RawField(name, value, kinds[name] is FieldKind.SCORE) for name, value in values.items()]
    found = response(write_fdf([RawField(IDENTITY_FIELD, instrument().identity.marker), *fields]))
    for data in (response_to_json(found), responses_to_json([found])):
        assert {name: value for name, value in parse(data).items() if value} == values == flat(found)


def test_the_file_may_begin_with_a_mark() -> None:
    assert parse_answers(b'\xef\xbb\xbf{"answers": {"p1-1": {"score": "red"}}}', "x") == ({"p1-1__score": "red"}, ())


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ["F005"]),
        (b"\xff\xfe\x00", ["F005"]),
        (b'{"answers": {},}', ["F005"]),
        (b'{"answers": {"p1-1": {}, "p1-1": {}}}', ["F005"]),
        (b'{"answers": NaN}', ["F005"]),
        (b"[" * 100_000, ["F005"]),
        (b'{"plan": [{"row": ' + b"9" * 5000 + b"}]}", ["F005"]),
        (b"[]", ["F006"]),
        (b"null", ["F006"]),
        (b"{}", ["F006"]),
        (b'{"responses": []}', ["F006"]),
        (b'{"responses": [{}, {}]}', ["F006"]),
        (b'{"responses": 3}', ["F006"]),
        (b'{"answers": []}', ["F006"]),
        (b'{"answers": {"p1-1": "green"}}', ["F006"]),
        (b'{"answers": {"p1-1": {"score": 3}, "p1-2": {"reflection": ["x"]}}}', ["F006", "F006"]),
        (b'{"answers": {"p1-1": {"reflection": "\\ud83d"}}}', ["F006"]),
        (b'{"plan": {"row": 1}}', ["F006"]),
        (b'{"plan": [{"action": "x"}]}', ["F006"]),
        (b'{"plan": [{"row": true}, {"row": 0}, {"row": "1"}, 7]}', ["F006"] * 5),
        (b'{"plan": [{"row": 1}, {"row": 1}]}', ["F006"]),
        (b'{"answer": {}, "plan": []}', ["F007"]),
    ],
)
def test_what_is_wrong_is_said(data: bytes, expected: list[str]) -> None:
    assert codes(data) == expected


def test_the_line_of_a_slip_is_named() -> None:
    _, (found,) = parse_answers(b'{\n  "answers": {}\n  "plan": []\n}', "answers.json")
    assert str(found.location) == "answers.json:3:3"


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.booleans() | st.text(max_size=3), st.lists).map(lambda v: json.dumps(v).encode())
)
def test_garbage_never_raises(data: bytes) -> None:
    values, found = parse_answers(data, "x")
    assert not values or not has_errors(found)


def test_the_documented_keys() -> None:
    found = response(write_fdf([RawField("p1-1__score", "green"), RawField("odd", "word")]))
    (one,) = json.loads(json_bytes(responses_to_json([found])))["responses"]
    assert list(one) == [
        "source", "framework", "respondent_id", "respondent", "answers",
        "plan", "unplaced", "kept", "readings", "diagnostics"
    ]  # fmt: skip
    assert one["source"].keys() == {"file", "sha256", "kind", "producer", "reader"}
    assert one["framework"] == {
        "id": instrument().identity.id,
        "version": "2025",
        "fingerprint": instrument().identity.fingerprint,
    }
    assert one["respondent"] == {"name": "", "organisation": "", "party": "", "level": "", "date": ""}
    assert one["answers"]["p1-1"] == {"score": "green", "reflection": "", "actions": ""}
    assert one["answers"]["p1-2"]["score"] is None
    assert one["plan"] == []
    assert one["unplaced"] == [{"field": "odd", "value": "word", "outside": False}]
    assert one["kept"] == []
    assert one["readings"] == {"p1-1__score": {"how": "field", "doubtful": False}}
    assert {d["code"] for d in one["diagnostics"]} == {"R024", "R011"}
