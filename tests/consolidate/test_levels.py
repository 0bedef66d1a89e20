"""Tallies by working level; in an anonymous result they tell nobody apart, not with the help of the parties either."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadergen.consolidate import consolidate
from kadergen.consolidate.groups import SMALLEST, build_groups, build_level_groups, merge_levels
from kadergen.model.response import Response
from tests.consolidate.examples import FRAMEWORK, PARTIES, response, responses

POLICY, PRACTICE, NONE = "policy", "practice", "_unknown"


def test_levels_are_counted_as_parties_are() -> None:
    made = [
        response("care", level="practice", scores={"a-1": "done"}),
        response("town", level="policy", scores={"a-1": "absent"}),
        response("town", level="night shift"),
        response("town", scores={"a-1": "done"}),
    ]
    result = consolidate(FRAMEWORK, made)
    assert [(g.id, g.label, g.respondents) for g in result.level_groups] == [
        ("policy", "Policy", 1),
        ("practice", "Practice", 1),
        ("night shift", "night shift", 1),
        ("_unknown", "report.level-unknown", 1),
    ]
    found = result.statements[0].by_level
    assert list(found) == ["policy", "practice", "night shift", "_unknown"]
    assert found["policy"].counts["absent"] == found["practice"].counts["done"] == found["_unknown"].counts["done"] == 1
    assert found["night shift"].blank == 1


@pytest.mark.parametrize(
    ("cells", "groups"),
    [
        # Three of every party at every level: nothing to hide.
        ({("policy", "care"): 3, ("practice", "care"): 3}, {"policy": "policy", "practice": "practice"}),
        # Practice is all of care and one of town: practice less care would be that one.
        (
            {("practice", "care"): 3, ("practice", "town"): 1, ("policy", "town"): 4},
            {"policy": "_all", "practice": "_all"},
        ),
        # Policy is a party but for one of its people.
        (
            {("policy", "town"): 3, ("practice", "town"): 1, ("practice", "care"): 5},
            {"policy": "_all", "practice": "_all"},
        ),
        # One of care with town's level and one of town with care's: the difference of two tallies is about two people.
        (
            {("practice", "care"): 5, ("policy", "care"): 1, ("policy", "town"): 5, ("practice", "town"): 1},
            {"policy": "_all", "practice": "_all"},
        ),
        # Level and party are the same people: nothing new is told.
        ({("policy", "town"): 3, ("practice", "care"): 4}, {"policy": "policy", "practice": "practice"}),
        # Too few people without a level: the smaller of the others joins them.
        (
            {("policy", "care"): 4, ("practice", "care"): 5, (NONE, "care"): 1},
            {"policy": "_merged", "practice": "practice", NONE: "_merged"},
        ),
        # Three levels, of which two have to be merged because of the parties.
        (
            {
                ("policy", "town"): 3,
                ("practice", "town"): 1,
                ("practice", "care"): 4,
                (NONE, "homes"): 9,
            },
            {"policy": "_merged", "practice": "_merged", NONE: NONE},
        ),
        ({("policy", "_all"): 1, ("practice", "_all"): 1}, {"policy": "_all", "practice": "_all"}),
    ],
)
def test_levels_are_merged_until_they_tell_nobody_apart(
    cells: dict[tuple[str, str], int], groups: dict[str, str]
) -> None:
    sizes = dict.fromkeys(groups, 0)
    for (level, _), count in cells.items():
        sizes[level] += count
    assert merge_levels(sizes, cells) == groups


def sets(groups: set[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(sorted(groups), number) for number in range(len(groups) + 1))


people = st.lists(
    st.tuples(st.sampled_from(["", "policy", "practice", "typed"]), st.sampled_from(["", *PARTIES])), max_size=24
)


@given(people)
@settings(max_examples=300)
def test_no_set_of_levels_differs_from_a_set_of_parties_by_one_or_two_people(made: list[tuple[str, str]]) -> None:
    forms = [response(party, level=level) for level, party in made]
    groups, parties = build_groups(FRAMEWORK, forms, anonymous=True)
    level_groups, levels = build_level_groups(FRAMEWORK, forms, parties, anonymous=True)
    assert Counter(levels) == {group.id: group.respondents for group in level_groups}
    if len(made) < SMALLEST:
        assert {group.id for group in level_groups} <= {"_all"}
        return
    for some in sets({group.id for group in level_groups}):
        for others in sets({group.id for group in groups}):
            apart = sum((level in some) != (party in others) for level, party in zip(levels, parties, strict=True))
            assert apart == 0 or apart >= SMALLEST, (some, others)


def test_levels_are_shown_where_they_tell_nobody_apart() -> None:
    # A rule that always merged everything would be safe, and worthless.
    forms = [response(party, level=level) for party in PARTIES for level in ("policy", "practice") for _ in range(2)]
    result = consolidate(FRAMEWORK, forms, anonymous=True)
    assert [(g.id, g.respondents) for g in result.level_groups] == [("policy", 8), ("practice", 8)]


@given(responses())
@settings(max_examples=60)
def test_what_was_typed_as_a_level_is_not_shown(made: list[Response]) -> None:
    typed = [*made, response("care", level="LEVEL7zqx")]
    assert "zqx" not in repr(consolidate(FRAMEWORK, typed, anonymous=True).level_groups)


def test_a_level_in_someones_own_words_is_not_shown_however_many_wrote_it() -> None:
    forms = [response("care", level=level) for level in ("practice", "night shift") for _ in range(3)]
    found = consolidate(FRAMEWORK, forms, anonymous=True).level_groups
    assert [(g.id, g.respondents) for g in found] == [("practice", 3), ("_unknown", 3)]
