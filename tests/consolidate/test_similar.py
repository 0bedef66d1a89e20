"""Look-alikes: what is proposed and what is not, in any order, and that nothing is missed by not comparing all."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kadergen.consolidate import similar
from kadergen.consolidate.similar import THRESHOLD, propose, similarity
from kadergen.model.planning import Likeness, LookAlikes
from tests.consolidate.similar_examples import ALIKE, APART, LATER_ALIKE, LATER_APART

# Known to go wrong: who does what to whom is in the small words, and the second says more than the first.
WRONG = {APART[12], APART[18]}
MISSED = {LATER_ALIKE[0], LATER_ALIKE[3], LATER_ALIKE[6]}

WORDS = st.sampled_from(
    ["overleg", "uitvoerdersoverleg", "corporatie", "woningcorporatie", "gemeente", "gemeenten", "plannen", "niet"]
    + ["maandelijks", "de", "met", "huur", "zorg", "ja", "2", "3", "évaluatie", "evalutie", "evaluatie"]
)
ACTION = st.lists(WORDS, max_size=7).map(" ".join) | st.text(max_size=12)
ACTIONS = st.lists(ACTION, max_size=14)


def together(one: str, other: str) -> bool:
    return bool(propose([one, other]))


@pytest.mark.parametrize("pair", [*ALIKE, *LATER_ALIKE])
def test_what_a_meeting_wants_to_see_side_by_side(pair: tuple[str, str]) -> None:
    assert together(*pair) == (pair not in MISSED)


@pytest.mark.parametrize("pair", [*APART, *LATER_APART])
def test_what_it_does_not(pair: tuple[str, str]) -> None:
    assert together(*pair) == (pair in WRONG)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Ja!", "ja", Likeness.EQUAL),
        ("Zie  boven", "zie boven.", Likeness.EQUAL),
        ("Eén  lijst", "- een lijst", Likeness.EQUAL),
        ("Онлайн встреча", "онлайн встреча!", Likeness.EQUAL),
        ("Overleg plannen", "een overleg plannen", Likeness.SAME_WORDS),
        ("Overleg met de gemeente plannen", "Overleg met de gemeenten plannen", Likeness.ALIKE),
    ],
)
def test_the_reason(one: str, other: str, reason: Likeness) -> None:
    (group,) = propose([one, other])
    assert (group.indices, group.reason) == ((0, 1), reason)
    assert (group.similarity == 1) == (reason is not Likeness.ALIKE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ja", "ja, dat"),
        ("zie boven", "zie hierboven"),
        ("?", "?"),
        ("", ""),
        ("de", "het"),
        ("vacature", "de vacature"),
    ],
)
def test_short_texts_are_grouped_only_when_they_are_equal(one: str, other: str) -> None:
    assert not together(one, other)


def test_a_group_says_its_least_likeness_and_holds_no_chain() -> None:
    made = [
        "overleg gemeente corporatie plannen",
        "overleg gemeente corporatie plannen voorjaar",
        "overleg gemeente corporatie plannen voorjaar bewoners",
        "overleg gemeente corporatie plannen voorjaar bewoners buren wijkteam ggz",
    ]
    assert similarity(made[0], made[3]) < THRESHOLD < similarity(made[2], made[3])
    (group,) = propose(made)
    assert group == LookAlikes((0, 1, 2), round(similarity(made[0], made[2]), 2), Likeness.ALIKE)


@given(ACTIONS)
def test_groups_are_of_two_or_more_apart_from_each_other_and_alike_within(actions: list[str]) -> None:
    groups = propose(actions)
    indices = [index for group in groups for index in group.indices]
    assert len(indices) == len(set(indices))
    assert list(groups) == sorted(groups, key=lambda group: group.indices)
    for group in groups:
        assert len(group.indices) > 1
        scores = [similarity(actions[a], actions[b]) for a, b in combinations(group.indices, 2)]
        assert min(scores) >= THRESHOLD
        assert group.similarity == round(min(scores), 2)


@given(ACTIONS, st.randoms(use_true_random=False))
def test_the_order_of_the_actions_never_matters(actions: list[str], chance: object) -> None:
    order = list(range(len(actions)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    found = {
        (tuple(sorted(order[i] for i in g.indices)), g.similarity, g.reason)
        for g in propose([actions[i] for i in order])
    }
    assert found == {(g.indices, g.similarity, g.reason) for g in propose(actions)}


def test_of_two_that_are_as_like_the_words_decide_not_the_order() -> None:
    middle = "overleg gemeente corporatie plannen"
    made = [middle, f"{middle} buren wijkteam ggz", f"{middle} cijfers uitval doorstroom"]
    assert similarity(made[0], made[1]) == similarity(made[0], made[2]) > THRESHOLD > similarity(made[1], made[2])
    found = {
        frozenset(order[index] for group in propose(order) for index in group.indices) for order in permutations(made)
    }
    assert found == {frozenset(made[:2])}


@given(ACTION, ACTION)
def test_likeness_is_the_same_from_both_sides(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert together(one, other) == (similarity(one, other) >= THRESHOLD)


@given(st.lists(ACTION, min_size=2, max_size=14))
def test_no_pair_is_missed_by_not_comparing_all(actions: list[str]) -> None:
    """Each of two that are alike is in some group: else these two would make one."""
    grouped = {index for group in propose(actions) for index in group.indices}
    for one, other in combinations(range(len(actions)), 2):
        if similarity(actions[one], actions[other]) >= THRESHOLD:
            assert grouped & {one, other}


def test_a_word_that_nearly_all_have_brings_none_together(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = ["overleg gemeente corporatie", "overleg gemeente corporatie plannen"]
    assert propose(pair)
    monkeypatch.setattr(similar, "_TOO_COMMON", 1)
    assert not propose(pair)
    assert propose(["Overleg", "overleg."])
