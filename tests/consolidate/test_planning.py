"""The plan as it is worked on: the combined plan, with what is added to each action."""

from __future__ import annotations

from datetime import date

from hypothesis import given

from kadergen.consolidate import consolidate
from kadergen.consolidate.planning import plan_of_action
from kadergen.model.response import Response
from tests.consolidate.examples import FRAMEWORK, response, responses, row

MADE = [
    response("care", steps={"b-1": "Greet all the neighbours daily."}),
    response(
        "town",
        plan=(
            row(1, indicator="A.2", action="Greet neighbours daily", owner="Town", timeline="by 1 March 2027"),
            row(2, action="Walk", timeline="01/03/2027"),
            row(3, indicator="A.1", owner="Town", timeline=" "),
        ),
    ),
]


def test_each_action_has_its_heading_deadline_missing_cells_and_look_alikes() -> None:
    plan = plan_of_action(consolidate(FRAMEWORK, MADE))
    assert [(a.number, a.heading, a.missing, a.group) for a in plan.actions] == [
        (1, "A.1, A.2 Open doors", ("action", "timeline"), None),
        (2, "A.1, A.2 Open doors", (), 1),
        (3, "B.1 Greeting", ("owner", "timeline"), 1),
        (4, "", ("owner",), None),
    ]
    # The framework's language is "en": nobody can tell the order of 01/03/2027.
    assert [a.deadline and a.deadline.date for a in plan.actions] == [None, date(2027, 3, 1), None, None]
    assert [(heading, len(actions)) for heading, actions in plan.by_heading()] == [
        ("A.1, A.2 Open doors", 2),
        ("B.1 Greeting", 1),
        ("", 1),
    ]
    assert [plan.looks_like(action) for action in plan.actions] == [(), (3,), (2,), ()]


@given(responses())
def test_the_plan_holds_every_action_once_unchanged_and_in_order(made: list[Response]) -> None:
    for anonymous in (False, True):
        result = consolidate(FRAMEWORK, made, anonymous=anonymous)
        plan = plan_of_action(result)
        assert tuple(planned.action for planned in plan.actions) == result.plan
        assert [planned.number for planned in plan.actions] == list(range(1, len(result.plan) + 1))
        assert [action for _, actions in plan.by_heading() for action in actions] == list(plan.actions)
        for number, group in enumerate(plan.look_alikes, start=1):
            assert [planned.group for planned in plan.actions if planned.number - 1 in group.indices] == [number] * len(
                group.indices
            )


@given(responses())
def test_an_anonymous_plan_is_the_same_in_any_order(made: list[Response]) -> None:
    one, other = (plan_of_action(consolidate(FRAMEWORK, order, anonymous=True)) for order in (made, made[::-1]))
    assert one == other
