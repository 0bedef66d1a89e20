"""The combined plan: where rows come from, where they stand, and when two are one."""

from __future__ import annotations

import pytest

from kadergen.consolidate import consolidate
from kadergen.consolidate.plan import IndicatorMatcher
from kadergen.model.consolidation import ActionSource
from tests.consolidate.examples import FRAMEWORK, response, row


@pytest.mark.parametrize(
    ("words", "item"),
    [
        ("A.1", "a-1"),
        ("a.2 all day", "a-2"),
        ("  (B.1) greeting", "b-1"),
        ("Part A.2", "a-2"),
        ("A.2/A.1", "a-2"),
        ("B.1.", "b-1"),
        ("Open doors", "a-1"),
        ("About  OPEN\ndoors, mostly", "a-1"),
        ("the greeting", "b-1"),
        ("A.2 Greeting", "a-2"),
        ("A.10", None),
        ("A.1.2", None),
        ("A.1b", None),
        ("See A.1", None),
        ("Open doorsteps", None),
        ("Greetings", None),
        ("Open doors and Greeting", None),
        ("Open", None),
        ("", None),
    ],
)
def test_an_indicator_is_found_by_code_or_whole_title_only(words: str, item: str | None) -> None:
    assert IndicatorMatcher(FRAMEWORK).find(words) == item


def test_rows_follow_the_framework_and_those_without_a_known_indicator_come_last_in_order() -> None:
    made = [
        response(
            "care",
            plan=(row(1, action="x"), row(2, indicator="Something", action="y"), row(3, indicator="B.1", action="z")),
        ),
        response("town", steps={"b-1": "greet", "a-2": "open"}),
    ]
    result = consolidate(FRAMEWORK, made)
    assert [(a.item, a.cells["indicator"], a.cells["action"]) for a in result.plan] == [
        ("a-2", "A.2 Open doors", "open"),
        ("b-1", "B.1 Greeting", "greet"),
        ("b-1", "B.1", "z"),
        (None, "", "x"),
        (None, "Something", "y"),
    ]
    assert result.plan[2].sources == (ActionSource("care", 0, None, 3),)
    assert result.plan[0].sources == (ActionSource("town", 1, "a-2", None),)


def test_rows_that_are_equal_in_every_cell_are_one_with_all_its_sources() -> None:
    made = [
        response("town", steps={"a-1": "Call."}, plan=(row(4, indicator="A.1 Open doors", action="Call."),)),
        response("care", steps={"a-1": "Call."}),
    ]
    (action,) = consolidate(FRAMEWORK, made).plan
    assert action.forms == {"care": 1, "town": 1}
    assert len(action.sources) == 3


@pytest.mark.parametrize(
    "other",
    [
        row(1, indicator="A.1 Open doors", action="Call. "),
        row(1, indicator="A.1 Open doors", action="Call.", owner="Town"),
        row(1, indicator="A.1", action="Call."),
        row(1, action="Call."),
    ],
)
def test_rows_that_differ_in_any_cell_stay_apart(other: object) -> None:
    made = [response("town", steps={"a-1": "Call."}), response("care", plan=(other,))]  # type: ignore[arg-type]
    assert len(consolidate(FRAMEWORK, made).plan) == 2


def test_a_text_of_several_actions_is_not_split() -> None:
    text = "1. Call.\n2. Write; then meet."
    (action,) = consolidate(FRAMEWORK, [response(steps={"a-1": text})]).plan
    assert action.cells == {"indicator": "A.1 Open doors", "action": text, "owner": "", "timeline": "", "goal": ""}
