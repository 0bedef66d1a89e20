"""The twelve demonstration forms: they fit the framework, differ, and hold the oddities that they exist for."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

FRAMEWORK = Path(__file__).parents[2] / "content" / "kwaliteitskader-housing-first"
NUMBERS = range(1, 13)

Json = dict[str, Any]


def _yaml(name: str) -> Json:
    return cast(Json, yaml.safe_load((FRAMEWORK / name).read_text(encoding="utf-8")))


def _raw(number: int) -> bytes:
    return files("kadergen.demo").joinpath("answers", f"deelnemer-{number:02d}.json").read_bytes()


def _load(number: int) -> Json:
    def no_doubles(pairs: list[tuple[str, Any]]) -> Json:
        doubles = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
        assert not doubles, f"form {number}: key written twice: {doubles}"
        return dict(pairs)

    return cast(Json, json.loads(_raw(number), object_pairs_hook=no_doubles))


FORMS = {number: _load(number) for number in NUMBERS}
HEAD = _yaml("framework.yaml")
STATEMENTS = [
    statement["id"]
    for part in HEAD["parts"]
    if part.endswith(".yaml")
    for indicator in _yaml(part)["indicators"]
    for statement in indicator["statements"]
]


def _texts(form: Json) -> Iterator[str]:
    """Every text somebody wrote in the form, the respondent's header without party and level included."""
    yield from (form["respondent"].get(key) or "" for key in ("name", "organisation", "date"))
    for answer in form["answers"].values():
        yield from (text for key, text in answer.items() if key != "score" and text is not None)
    for row in form["plan"]:
        yield from (text for key, text in row.items() if key != "row" and text is not None)


ALL_TEXTS = [text for form in FORMS.values() for text in _texts(form)]
ALL_WORDS = "\f".join(ALL_TEXTS)


def _scores(statement: str) -> list[tuple[str, str]]:
    """Party and score of everyone who gave the statement a score."""
    return [
        (form["respondent"]["party"], score)
        for form in FORMS.values()
        if (score := form["answers"].get(statement, {}).get("score")) is not None
    ]


def test_exactly_twelve_files_lie_in_the_package() -> None:
    names = sorted(entry.name for entry in files("kadergen.demo").joinpath("answers").iterdir())
    assert names == [f"deelnemer-{number:02d}.json" for number in NUMBERS]


@pytest.mark.parametrize("number", NUMBERS)
def test_form_fits_the_framework(number: int) -> None:
    form = FORMS[number]
    assert list(form) == ["respondent", "answers", "plan"]
    facets = [field["id"] for field in HEAD["fields"]]
    levels = {level["id"] for level in HEAD["scale"]["levels"]}
    unknown = set(form["answers"]) - set(STATEMENTS)
    assert not unknown
    assert list(form["answers"]) == [statement for statement in STATEMENTS if statement in form["answers"]]
    for statement, answer in form["answers"].items():
        assert list(answer) == [facet for facet in facets if facet in answer], statement
        assert answer.get("score") in {*levels, None}, statement
        assert all(isinstance(text, str) for facet, text in answer.items() if facet != "score"), statement
        assert any(answer.values()), f"{statement} says nothing and belongs left out"


@pytest.mark.parametrize("number", NUMBERS)
def test_respondent_is_a_role_of_a_known_party(number: int) -> None:
    respondent = FORMS[number]["respondent"]
    asked = HEAD["respondent"]
    assert list(respondent) == [key for key in asked if key in respondent]
    assert respondent["party"] in {option["id"] for option in asked["party"]["options"]}
    assert respondent.get("level") in {*(option["id"] for option in asked["level"]["options"]), None}
    assert re.fullmatch(rf"Deelnemer {number}(, {respondent['party']})?", respondent["name"])


@pytest.mark.parametrize("number", NUMBERS)
def test_plan_rows_fit_the_plan_table(number: int) -> None:
    plan = FORMS[number]["plan"]
    columns = [column["id"] for column in HEAD["plan"]["columns"]]
    rows = [row["row"] for row in plan]
    assert len(plan) <= 8
    assert rows == sorted(set(rows))
    assert all(1 <= row <= HEAD["plan"]["rows"] for row in rows)
    for row in plan:
        assert list(row) == ["row", *(column for column in columns if column in row)]
        assert any(row.get(column) for column in columns)


@pytest.mark.parametrize("number", NUMBERS)
def test_file_is_pretty_printed_utf8(number: int) -> None:
    expected = json.dumps(FORMS[number], ensure_ascii=False, indent=2) + "\n"
    assert _raw(number) == expected.encode("utf-8")


def test_no_two_forms_are_alike() -> None:
    for one, other in combinations(NUMBERS, 2):
        mine = {key: answer.get("score") for key, answer in FORMS[one]["answers"].items()}
        theirs = {key: answer.get("score") for key, answer in FORMS[other]["answers"].items()}
        assert mine != theirs, f"forms {one} and {other} give the same scores throughout"
        assert FORMS[one]["respondent"] != FORMS[other]["respondent"]


def test_parties_are_spread_as_in_a_real_meeting() -> None:
    assert Counter(form["respondent"]["party"] for form in FORMS.values()) == {
        "zorgorganisatie": 4,
        "woningcorporatie": 3,
        "gemeente": 2,
        "ervaringsdeskundige": 2,
        "belangenbehartiger": 1,
    }
    assert {form["respondent"].get("level") for form in FORMS.values()} == {"beleid", "uitvoering", None}


def test_everyone_agrees_twice_and_nowhere_else() -> None:
    agreed = {
        statement: scores.pop()
        for statement in STATEMENTS
        if len(scores := {score for _, score in _scores(statement)}) == 1
    }
    assert agreed == {"p1-4": "red", "p6-2": "green"}
    assert len(_scores("p6-2")) == len(FORMS)
    assert len(_scores("p1-4")) == len(FORMS) - 1


@pytest.mark.parametrize("statement", ["p1-5", "p1-6", "p3-2", "p4-2", "sw-2"])
def test_parties_stand_apart(statement: str) -> None:
    scores = _scores(statement)
    green = {party for party, score in scores if score == "green"}
    red = {party for party, score in scores if score == "red"}
    assert green - red, "a party that says green and never red"
    assert red - green, "a party that says red and never green"


def test_gaps() -> None:
    assert any(len(form["answers"]) <= 3 for form in FORMS.values()), "one form nearly empty"
    assert any(
        len(form["answers"]) == len(STATEMENTS)
        and all(set(answer) == {"score"} for answer in form["answers"].values())
        and not form["plan"]
        for form in FORMS.values()
    ), "one form with only scores"
    answers = [answer for form in FORMS.values() for answer in form["answers"].values()]
    assert any(answer.get("reflection") and answer.get("score") is None for answer in answers), "words without a score"
    assert any(answer.get("actions") and not answer.get("reflection") for answer in answers), "actions alone"
    rows = [row for form in FORMS.values() for row in form["plan"]]
    for column in ("indicator", "action", "owner", "timeline"):
        assert any(not row.get(column) for row in rows), f"a row without {column}"
    assert any(row["row"] != place for form in FORMS.values() for place, row in enumerate(form["plan"], start=1))


def test_long_texts() -> None:
    reflections = [answer.get("reflection", "") for form in FORMS.values() for answer in form["answers"].values()]
    longest = max(reflections, key=len)
    assert 2300 <= len(longest) <= 2700
    assert longest.count("\n\n") >= 4
    assert sum(600 <= len(text) <= 900 for text in reflections) >= 5
    assert max(len(word) for text in ALL_TEXTS for word in text.split()) > 150, "a word too long for any line"


@pytest.mark.parametrize(
    "oddity",
    [
        *"‘’„“”€éïëüŁóźşİ•½→–±×…❤&<>\\\t\n*#",
        "\N{NO-BREAK SPACE}",
        "e\N{COMBINING ACUTE ACCENT}",
        "καλώς ήρθατε",
        "Дом",
        "أهلاً وسهلاً",
        "<b>Let op:</b>",
        "https://",
    ],
)
def test_oddity_is_present(oddity: str) -> None:
    assert oddity in ALL_WORDS


def test_characters_beyond_the_basic_plane_are_present() -> None:
    assert len({char for char in ALL_WORDS if ord(char) > 0xFFFF}) >= 3


@pytest.mark.parametrize("sign", "=+-@")
def test_some_cell_begins_like_a_formula(sign: str) -> None:
    assert any(text.startswith(sign) for text in ALL_TEXTS)


def test_brackets_and_line_ends_that_trip_formats() -> None:
    assert any(text.count("(") > text.count(")") for text in ALL_TEXTS), "an open bracket that is never closed"
    assert any(text.endswith("\n") for text in ALL_TEXTS), "a text that ends in a line end"
    assert not any(unicodedata.category(char) == "Cc" and char not in "\n\t" for text in ALL_TEXTS for char in text)


def test_the_same_action_is_proposed_in_other_words() -> None:
    proposals = [
        row["action"]
        for form in FORMS.values()
        for row in form["plan"]
        if re.search("her ?huisvest|opnieuw huisvest", row.get("action") or "", re.IGNORECASE)
    ]
    assert len(proposals) >= 5
    assert len(set(proposals)) == len(proposals)


def test_times_are_written_in_many_ways() -> None:
    times = {row["timeline"] for form in FORMS.values() for row in form["plan"] if row.get("timeline")}
    assert times >= {"voor 1 maart 2027", "Q1 2027", "volgend voorjaar", "z.s.m."}
    assert len(times) >= 20
    dates = [form["respondent"].get("date") for form in FORMS.values()]
    shapes = {re.sub(r"\d", "9", date) for date in dates if date}
    assert len(shapes) >= 8
    assert None in dates


@pytest.mark.parametrize("name", ["last-year", "this-year"])
def test_what_the_group_agreed_on(name: str) -> None:
    """Each statement has a colour, and the name is the one by which the meeting's form is known."""
    agreed = json.loads(files("kadergen.demo").joinpath("meetings", f"{name}.json").read_bytes())
    assert sorted(agreed["answers"]) == sorted(STATEMENTS)
    assert {answer["score"] for answer in agreed["answers"].values()} == {"green", "orange", "red"}
    wording = yaml.safe_load((FRAMEWORK.parent / "wording" / "nl.yaml").read_text(encoding="utf-8"))
    assert agreed["respondent"]["name"] == wording["meeting.respondent"]
