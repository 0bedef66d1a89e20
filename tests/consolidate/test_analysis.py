"""Median, consensus, gap, attention and strengths: what they are, and what has to hold for any group of people."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadergen.consolidate import consolidate
from kadergen.consolidate.analysis import analyse, attention, consensus, distance, largest_gap, median
from kadergen.model.analysis import Analysis, Gap, Median, Reason, ReasonKind, StatementAnalysis, Thresholds, Weights
from kadergen.model.consolidation import Tally
from kadergen.model.response import Response
from tests.consolidate.examples import FRAMEWORK, LEVELS, response, responses

counts = st.integers(2, 7).flatmap(lambda levels: st.lists(st.integers(0, 12), min_size=levels, max_size=levels))


def tally(*chosen: int, blank: int = 0) -> Tally:
    return Tally({f"level{number}": count for number, count in enumerate(chosen)}, blank)


def agreed(chosen: Sequence[int]) -> float:
    found = consensus(chosen)
    assert found is not None
    return found


def first(*made: Response, weights: Weights | None = None) -> StatementAnalysis:
    """The analysis of statement a-1."""
    result = consolidate(FRAMEWORK, made)
    return (analyse(result, weights) if weights else analyse(result)).statement("a-1")


def scores(party: str, *levels: str | None) -> list[Response]:
    return [response(party, scores={"a-1": level}) for level in levels]


class TestConsensus:
    @pytest.mark.parametrize(
        ("chosen", "expected"),
        [
            ((9, 0, 0), 1.0),
            ((0, 0, 1), 1.0),
            ((4, 0, 4), 0.0),
            ((1, 1, 1), 1 / 3),  # mean 1: 1 + 2/3 * log2(1 - 1/2)
            ((1, 1), 0.0),
            # Half a step from the mean on a scale of four steps: 1 + log2(1 - 1/8).
            ((0, 3, 3, 0, 0), 0.8073549220576041),
        ],
    )
    def test_of_some_groups(self, chosen: tuple[int, ...], expected: float) -> None:
        assert consensus(chosen) == pytest.approx(expected, abs=1e-12)

    @given(counts)
    def test_is_between_0_and_1_and_1_only_where_all_agree(self, chosen: list[int]) -> None:
        if not sum(chosen):
            assert consensus(chosen) is None
            return
        assert 0 <= agreed(chosen) <= 1
        assert (agreed(chosen) == 1) == (sum(count > 0 for count in chosen) == 1)

    @given(counts.filter(any))
    def test_is_the_same_in_the_mirror_and_for_twice_as_many(self, chosen: list[int]) -> None:
        assert agreed(chosen[::-1]) == pytest.approx(agreed(chosen), abs=1e-12)
        assert agreed([2 * count for count in chosen]) == pytest.approx(agreed(chosen), abs=1e-12)

    @given(counts.filter(any), st.randoms(use_true_random=False))
    def test_never_falls_when_someone_joins_at_the_level_nearest_to_the_mean(
        self, chosen: list[int], chance: random.Random
    ) -> None:
        # Of one who joins exactly at the mean it can be proved: see docs/analysis.md. For the nearest level:
        assert agreed(joined(chosen, chance.choice(nearest(chosen)))) >= agreed(chosen) - 1e-12

    def test_never_falls_then_in_any_small_group(self) -> None:
        for levels, most in ((2, 9), (3, 9), (4, 5), (5, 4), (6, 3), (7, 2)):
            for chosen in product(range(most), repeat=levels):
                if any(chosen):
                    for level in nearest(chosen):
                        assert agreed(joined(chosen, level)) >= agreed(chosen) - 1e-12, (chosen, level)

    def test_may_fall_when_someone_joins_the_largest_camp(self) -> None:
        # Two extremes and a middle, the largest camp at one end: who joins it pulls the group apart.
        chosen = (12, 11, 11)
        assert agreed(joined(chosen, 0)) < agreed(chosen)


def mean(chosen: Sequence[int]) -> Fraction:
    return Fraction(sum(position * count for position, count in enumerate(chosen)), sum(chosen))


def nearest(chosen: Sequence[int]) -> list[int]:
    away = [abs(position - mean(chosen)) for position in range(len(chosen))]
    return [position for position, found in enumerate(away) if found == min(away)]


def joined(chosen: Sequence[int], level: int) -> list[int]:
    return [count + (position == level) for position, count in enumerate(chosen)]


class TestMedian:
    @pytest.mark.parametrize(
        ("chosen", "expected"),
        [
            ((2, 1, 0), ("level0", "level0", 0)),
            ((1, 1, 1), ("level1", "level1", 1)),
            ((2, 2, 0), ("level0", "level1", Fraction(1, 2))),
            # Halfway between two levels lies a third that nobody chose: both are named.
            ((2, 0, 2), ("level0", "level2", 1)),
            ((0, 0, 1), ("level2", "level2", 2)),
        ],
    )
    def test_of_some_groups(self, chosen: tuple[int, ...], expected: tuple[str, str, Fraction]) -> None:
        assert median(tally(*chosen)) == Median(*expected)

    def test_of_nobody_is_none_and_no_opinion_is_no_level(self) -> None:
        assert median(tally(0, 0, 0, blank=4)) is None
        assert median(tally(0, 1, 0, blank=40)) == Median("level1", "level1", Fraction(1))

    @given(counts.filter(any))
    def test_is_that_of_the_sorted_scores(self, chosen: list[int]) -> None:
        ordered = sorted(position for position, count in enumerate(chosen) for _ in range(count))
        found = median(tally(*chosen))
        assert found is not None
        assert found.position == Fraction(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2], 2)
        mirrored = median(tally(*chosen[::-1]))
        assert mirrored is not None
        assert mirrored.position == len(chosen) - 1 - found.position


class TestGap:
    def test_is_that_of_the_two_farthest_apart(self) -> None:
        found = first(*scores("care", "done"), *scores("homes", "absent"), *scores("town", "mostly"))
        assert found.gap == Gap("care", "homes", Fraction(3))
        assert found.reasons == (
            Reason(ReasonKind.LOWEST_CHOSEN, 1, 3, "absent"),
            Reason(ReasonKind.PARTIES_APART, groups=("care", "homes"), steps=Fraction(3)),
            Reason(ReasonKind.SPLIT, of=3),
        )

    def test_names_the_more_positive_first_and_of_equal_pairs_the_first(self) -> None:
        found = first(*scores("care", "absent"), *scores("homes", "done"), *scores("town", "done"))
        assert found.gap == Gap("homes", "care", Fraction(3))

    def test_needs_two_parties_that_scored(self) -> None:
        assert first(*scores("care", "done", "absent"), *scores("homes", None)).gap is None
        # Who says of no party to be one is no party.
        assert first(*scores("care", "done"), *scores("", "absent")).gap is None
        assert largest_gap({}) is None

    def test_of_parties_that_agree_is_nothing_to_name(self) -> None:
        found = first(*scores("care", "done", "mostly"), *scores("homes", "done", "mostly"))
        assert found.gap == Gap("care", "homes", Fraction(0))
        assert [reason.kind for reason in found.reasons] == [ReasonKind.BEST_NOT_CHOSEN]


class TestAttention:
    def test_is_the_weighted_mean_of_its_parts(self) -> None:
        assert attention(0.5, 0.25, 1.0, Weights(2, 1, 1)) == pytest.approx((2 * 0.5 + 0.25 + 1.0) / 4)
        assert attention(0.5, 0.25, None, Weights(2, 1, 1)) == pytest.approx((2 * 0.5 + 0.25) / 3)
        assert attention(0.5, 0.25, 1.0, Weights(0, 0, 1)) == 1.0
        assert attention(0.5, 0.25, None, Weights(0, 0, 1)) == 0.0

    @pytest.mark.parametrize("weights", [(0, 0, 0), (-1, 1, 1), (float("nan"), 1, 1), (float("inf"), 1, 1)])
    def test_needs_weights_that_can_be_weighed_with(self, weights: tuple[float, float, float]) -> None:
        with pytest.raises(ValueError, match="weights"):
            Weights(*weights)

    def test_of_a_statement_that_nobody_scored_is_none(self) -> None:
        found = first(*scores("care", None, None))
        assert (found.median, found.distance, found.consensus, found.split, found.gap, found.attention) == (None,) * 6
        assert found.reasons == (Reason(ReasonKind.NOBODY_SCORED, 0, 2),)
        assert not found.is_strength

    def test_ranks_ties_in_the_frameworks_order_and_leaves_out_what_nobody_scored(self) -> None:
        made = [response("care", scores={"a-2": "absent", "b-1": "absent"}) for _ in range(3)]
        result = analyse(consolidate(FRAMEWORK, made))
        assert [s.item for s in result.ranked] == ["a-2", "b-1"]
        assert [s.item for s in result.unscored] == ["a-1"]
        # The worst and unanimous: as far as can be from the best, and nobody differs.
        assert [s.attention for s in result.ranked] == [pytest.approx(2 / 3)] * 2

    def test_other_weights_give_another_order(self) -> None:
        made = [
            response("care", scores={"a-1": "started", "a-2": "done"}),
            response("care", scores={"a-1": "started", "a-2": "absent"}),
        ]
        result = consolidate(FRAMEWORK, made)
        assert [s.item for s in analyse(result, Weights(1, 0, 0)).ranked] == ["a-1", "a-2"]
        assert [s.item for s in analyse(result, Weights(0, 1, 0)).ranked] == ["a-2", "a-1"]

    @given(responses(), st.tuples(*[st.integers(0, 3)] * 3).filter(any))
    @settings(max_examples=60)
    def test_is_between_0_and_1(self, made: list[Response], weights: tuple[int, int, int]) -> None:
        for found in analyse(consolidate(FRAMEWORK, made), Weights(*weights)).statements:
            parts = (found.distance, found.split, found.attention)
            assert all(part is not None and 0 <= part <= 1 for part in parts) == bool(found.scored)
            assert found.gap is None or 0 <= found.gap.steps <= len(LEVELS) - 1

    def test_is_nothing_where_there_are_no_scores(self) -> None:
        without = replace(FRAMEWORK, scale=None)
        assert analyse(consolidate(without, [response("care")])) == Analysis((), Weights(), Thresholds())


class TestStrengths:
    @pytest.mark.parametrize(
        ("levels", "expected"),
        [
            (("done",) * 3, True),
            (("done",) * 2, False),
            (("done", "done", "done", "mostly"), False),
            (("done",) * 3 + (None,) * 3, True),
            (("done",) * 3 + (None,) * 4, False),
        ],
    )
    def test_all_who_scored_and_enough_of_them(self, levels: tuple[str | None, ...], expected: bool) -> None:
        made = scores("care", *levels)
        result = analyse(consolidate(FRAMEWORK, made))
        assert [s.item for s in result.strengths] == (["a-1"] if expected else [])

    def test_many_without_an_opinion_are_named(self) -> None:
        found = first(*scores("care", "done", "done", None))
        assert found.reasons == (
            Reason(ReasonKind.ALL_BEST, 2, 2, "done"),
            Reason(ReasonKind.MANY_BLANK, 1, 3),
        )


@given(responses(), st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=60)
def test_the_order_of_the_forms_changes_nothing(made: list[Response], chance: random.Random, anonymous: bool) -> None:
    mixed = made[:]
    chance.shuffle(mixed)
    before, after = (analyse(consolidate(FRAMEWORK, forms, anonymous=anonymous)) for forms in (made, mixed))
    assert before == after


@given(responses())
@settings(max_examples=60)
def test_totals_add_up(made: list[Response]) -> None:
    result = consolidate(FRAMEWORK, made)
    for statement, found in zip(result.statements, analyse(result).statements, strict=True):
        assert found.scored + found.blank == len(made)
        for split in (statement.by_party, statement.by_level):
            assert sum(part.blank for part in split.values()) == found.blank
            for level in LEVELS:
                assert sum(part.counts[level] for part in split.values()) == statement.total.counts[level]
        assert found.reasons


@given(responses())
@settings(max_examples=60)
def test_in_the_mirror_good_and_bad_change_places_and_nothing_else(made: list[Response]) -> None:
    turned = dict(zip(LEVELS, LEVELS[::-1], strict=True))
    mirrored = [
        replace(
            one,
            answers={
                item: replace(answer, score=turned[answer.score] if answer.score else None)
                for item, answer in one.answers.items()
            },
        )
        for one in made
    ]
    pairs = zip(
        *(analyse(consolidate(FRAMEWORK, forms)).statements for forms in (made, mirrored)),
        strict=True,
    )
    for one, other in pairs:
        if one.distance is None or other.distance is None:
            assert one.distance is other.distance is None
            continue
        assert one.distance == pytest.approx(1 - other.distance)
        assert one.consensus == pytest.approx(other.consensus)
        assert (one.gap.steps if one.gap else None) == (other.gap.steps if other.gap else None)


def test_distance_of_nobody_is_none() -> None:
    assert distance((0, 0)) is None
    assert distance((0, 2)) == 1
    assert distance((1, 1, 1)) == Fraction(1, 2)
