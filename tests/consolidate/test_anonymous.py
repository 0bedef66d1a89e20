"""An anonymous result names nobody, and nobody can be told apart by a party, by order or by number."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadergen.consolidate import consolidate
from kadergen.consolidate.groups import SMALLEST, merge_small
from kadergen.model.response import Response, Unplaced
from tests.consolidate.examples import FRAMEWORK, PARTIES, response, responses, row


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ({"care": 3, "town": 4}, {"care": "care", "town": "town"}),
        ({"care": 5, "homes": 2, "town": 1}, {"care": "care", "homes": "_merged", "town": "_merged"}),
        # One small party alone is still one that can be told apart: the next smallest joins it.
        ({"care": 5, "homes": 3, "town": 1}, {"care": "care", "homes": "_merged", "town": "_merged"}),
        # Of two that are as small, the one later in the framework's order.
        ({"care": 3, "homes": 3, "town": 2}, {"care": "care", "homes": "_merged", "town": "_merged"}),
        ({"care": 3, "town": 2}, {"care": "_all", "town": "_all"}),
        ({"care": 1, "town": 1}, {"care": "_all", "town": "_all"}),
        ({"care": 2}, {"care": "_all"}),
        ({}, {}),
    ],
)
def test_small_parties_are_taken_together(sizes: dict[str, int], groups: dict[str, str]) -> None:
    assert merge_small(sizes) == groups


@given(st.dictionaries(st.sampled_from([*PARTIES, "_unknown", "fifth", "sixth"]), st.integers(1, 6)))
def test_no_group_is_too_small_and_nobody_is_left_out(sizes: dict[str, int]) -> None:
    groups = merge_small(sizes)
    totals: Counter[str] = Counter()
    for party, size in sizes.items():
        totals[groups[party]] += size
    assert sum(totals.values()) == sum(sizes.values())
    if sum(sizes.values()) >= SMALLEST:
        assert all(total >= SMALLEST for total in totals.values())
    # What remains when all but one of the groups are subtracted from the total is that one group: no smaller.


def test_a_party_in_someones_own_words_is_not_shown() -> None:
    made = [response(party) for party in ("Team Green", "Team Green", "Team Green", "care", "care", "care")]
    assert [g.label for g in consolidate(FRAMEWORK, made, anonymous=True).groups] == ["Care", "report.party-unknown"]


@given(responses(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_the_forms_shows_nowhere(made: list[Response], chance: random.Random) -> None:
    mixed = made[:]
    chance.shuffle(mixed)
    assert consolidate(FRAMEWORK, made, anonymous=True) == consolidate(FRAMEWORK, mixed, anonymous=True)


@given(responses())
@settings(max_examples=60)
def test_no_name_organisation_date_level_or_file(made: list[Response]) -> None:
    result = consolidate(FRAMEWORK, made, anonymous=True)
    everything = repr(dataclasses.replace(result, framework=dataclasses.replace(FRAMEWORK, respondent=())))
    for one in made:
        r = one.respondent
        for secret in (r.name, r.organisation, r.date, one.source.file):
            assert not secret or secret not in everything
    assert result.participants == ()
    for statement in result.statements:
        assert statement.scores == ()
        assert all(v.participant is None for voices in statement.texts.values() for v in voices)
    assert all(s.participant is None and s.row is None for action in result.plan for s in action.sources)


def test_words_and_counts_stay_whole() -> None:
    made = [
        response("care", scores={"a-1": "done"}, why={"a-1": "b"}, steps={"a-1": "go"}, plan=(row(7, action="then"),))
        for _ in range(3)
    ]
    result = consolidate(FRAMEWORK, made, anonymous=True)
    assert result.statements[0].total.counts["done"] == 3
    assert [v.text for v in result.statements[0].texts["why"]] == ["b", "b", "b"]
    assert [(a.cells["action"], a.forms) for a in result.plan] == [("go", {"care": 3}), ("then", {"care": 3})]
    assert result.who(result.statements[0].texts["why"][0]) == "Care"


def test_words_from_a_field_that_may_be_a_name_are_left_out_and_counted() -> None:
    unplaced = tuple(
        Unplaced(field, "NAME")
        for field in ("respondent__name", "Naam", "plan-99__contact", "x-1__why", "a-1__contact")
    ) + (Unplaced("a-1__why", "second reflection"), Unplaced("plan-03__owner", "second owner"))
    result = consolidate(FRAMEWORK, [response("care", unplaced=unplaced)], anonymous=True)
    assert {(u.field, u.words.text) for u in result.unplaced} == {
        ("a-1__why", "second reflection"),
        ("plan__owner", "second owner"),
    }
    assert result.withheld == 5
