"""From tallies to an analysis: median, consensus, gap between parties, attention and the reasons for it.

Consensus is that of W.J. Tastle and M.J. Wierman, "Consensus and dissention: A measure of ordinal dispersion",
International Journal of Approximate Reasoning 45 (2007) 531-545:

    Cns(X) = 1 + sum over the levels i of  p_i * log2(1 - |x_i - mu| / d)

where p_i is the share of the scores at level i, x_i the level's position, mu the mean position and d the distance
between the ends of the scale. It is 1 when all chose the same level and 0 when one half chose one end and the other
half the other. "No opinion" is no level: it is in none of these numbers. docs/analysis.md works an example by hand.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from kadergen.consolidate.groups import ALL, UNKNOWN
from kadergen.model.analysis import (
    Analysis,
    Gap,
    Median,
    Reason,
    ReasonKind,
    StatementAnalysis,
    Thresholds,
    Weights,
)
from kadergen.model.consolidation import Consolidation, StatementResult, Tally

DEFAULT_WEIGHTS: Final = Weights()
DEFAULT_THRESHOLDS: Final = Thresholds()


def analyse(
    consolidation: Consolidation, weights: Weights = DEFAULT_WEIGHTS, thresholds: Thresholds = DEFAULT_THRESHOLDS
) -> Analysis:
    """Every statement of a result that has scores."""
    statements = (
        _analyse(statement, weights, thresholds) for statement in consolidation.statements if statement.total.counts
    )
    return Analysis(tuple(statements), weights, thresholds)


def median(tally: Tally) -> Median | None:
    """The middle score, or the middle two of an even number; None when there is none."""
    scored = tally.scored
    if not scored:
        return None
    better, worse = _at(tally, (scored - 1) // 2), _at(tally, scored // 2)
    levels = list(tally.counts)
    return Median(levels[better], levels[worse], Fraction(better + worse, 2))


def consensus(counts: Sequence[int]) -> float | None:
    """Tastle and Wierman's consensus of so many scores at each level, in the scale's order; None without scores."""
    scored = sum(counts)
    if not scored:
        return None
    mean = Fraction(sum(position * count for position, count in enumerate(counts)), scored)
    ends = max(1, len(counts) - 1)
    terms = (
        count / scored * math.log2(1 - abs(position - mean) / ends) for position, count in enumerate(counts) if count
    )
    # A sum of rounded numbers may miss either end by its last digit.
    return min(1.0, max(0.0, 1.0 + math.fsum(terms)))


def distance(counts: Sequence[int]) -> Fraction | None:
    """How far the scores are from the best level: 0 when all chose it, 1 when all chose the worst; None without any."""
    scored, ends = sum(counts), max(1, len(counts) - 1)
    return Fraction(sum(p * count for p, count in enumerate(counts)), scored * ends) if scored else None


def largest_gap(medians: Mapping[str, Median | None]) -> Gap | None:
    """The two parties farthest apart. Who gave no party is none, nor are all of them together; None below two."""
    parties = [(id_, found) for id_, found in medians.items() if found and id_ not in (UNKNOWN, ALL)]
    if len(parties) < 2:
        return None
    pairs = ((one, other) for place, one in enumerate(parties) for other in parties[place + 1 :])
    one, other = max(pairs, key=lambda pair: abs(pair[0][1].position - pair[1][1].position))  # the first of equals
    better, worse = (one, other) if one[1].position <= other[1].position else (other, one)
    return Gap(better[0], worse[0], worse[1].position - better[1].position)


def attention(distance: float, split: float, gap: float | None, weights: Weights) -> float:
    """The weighted mean of the three, each from 0 to 1. Without a gap (one party alone) it is that of the other two.

    Where the weights leave nothing to take the mean of (all weight on a gap that is not there) it is 0.
    """
    parts = [(weights.distance, distance), (weights.split, split)]
    if gap is not None:
        parts.append((weights.gap, gap))
    total = math.fsum(weight for weight, _ in parts)
    return min(1.0, math.fsum(weight / total * part for weight, part in parts)) if total else 0.0


def _analyse(result: StatementResult, weights: Weights, thresholds: Thresholds) -> StatementAnalysis:
    counts = tuple(result.total.counts.values())
    by_party = {party: median(tally) for party, tally in result.by_party.items()}
    agreed, far, gap = consensus(counts), distance(counts), largest_gap(by_party)
    apart = None if gap is None else float(gap.steps / max(1, len(counts) - 1))
    return StatementAnalysis(
        item=result.item,
        scored=result.total.scored,
        blank=result.total.blank,
        median=median(result.total),
        by_party=by_party,
        by_level={level: median(tally) for level, tally in result.by_level.items()},
        distance=None if far is None else float(far),
        consensus=agreed,
        gap=gap,
        attention=None if agreed is None or far is None else attention(float(far), 1.0 - agreed, apart, weights),
        is_strength=_is_strength(result.total, thresholds),
        reasons=tuple(_reasons(result.total, agreed, gap, thresholds)),
    )


def _is_strength(tally: Tally, thresholds: Thresholds) -> bool:
    scored = tally.scored
    enough = max(thresholds.strength_scores, 1, math.ceil(thresholds.strength_share * tally.respondents))
    return scored >= enough and next(iter(tally.counts.values())) == scored


def _reasons(tally: Tally, agreed: float | None, gap: Gap | None, thresholds: Thresholds) -> Iterator[Reason]:
    """What was chosen, then who differs, then who has no opinion."""
    scored, respondents = tally.scored, tally.respondents
    if agreed is None:
        yield Reason(ReasonKind.NOBODY_SCORED, 0, respondents)
        return
    best, worst = _ends(tally.counts)
    if tally.counts[best] == scored:
        yield Reason(ReasonKind.ALL_BEST, scored, scored, best)
    elif tally.counts[worst]:
        yield Reason(ReasonKind.LOWEST_CHOSEN, tally.counts[worst], scored, worst)
    else:
        yield Reason(ReasonKind.BEST_NOT_CHOSEN, scored - tally.counts[best], scored, best)
    if gap and gap.steps and gap.steps >= thresholds.apart:
        yield Reason(ReasonKind.PARTIES_APART, groups=(gap.better, gap.worse), steps=gap.steps)
    if agreed < thresholds.split:
        yield Reason(ReasonKind.SPLIT, of=scored)
    if tally.blank and tally.blank >= thresholds.blank * respondents:
        yield Reason(ReasonKind.MANY_BLANK, tally.blank, respondents)


def _ends(levels: Iterable[str]) -> tuple[str, str]:
    best, *others = levels
    return best, others[-1] if others else best


def _at(tally: Tally, place: int) -> int:
    """The position of the score at this place (from 0) when all scores stand in the scale's order."""
    passed = 0
    for position, count in enumerate(tally.counts.values()):
        passed += count
        if place < passed:
            return position
    raise IndexError(place)
