"""What a round's tallies say of each statement: how the group answered, how much it agrees, why to talk about it.

Positions on the scale are steps below the best level: 0 is the best, `levels - 1` the worst. Everything is made from
tallies alone, so an anonymous result has an analysis too. The rules stand in docs/analysis.md; `kadergen.consolidate`
computes them, `kadergen.documents.reasons` says them in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts for how much in a statement's attention; only their proportions matter.

    `distance`: how far the scores are from the best level. `split`: how little the group agrees. `gap`: how far the
    parties' medians are apart. By default half is how good it is, and half how far people differ. ValueError for a
    weight below zero (or one that is no number), or none above it.
    """

    distance: float = 2.0
    split: float = 1.0
    gap: float = 1.0

    def __post_init__(self) -> None:
        given = (self.distance, self.split, self.gap)
        if not all(0 <= weight < float("inf") for weight in given) or not any(given):
            raise ValueError("weights are zero or more, and one of them is more")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on something is worth saying.

    `split`: the consensus below which a group is called divided. `apart`: steps between the medians of two parties.
    `blank`: the share of respondents without an opinion. `strength_scores` and `strength_share`: how many scores, and
    what share of the respondents, it takes at least before "all chose the best level" is a strength of the group.
    """

    split: float = 0.5
    apart: Fraction = Fraction(1)
    blank: Fraction = Fraction(1, 3)
    strength_scores: int = 3
    strength_share: Fraction = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Median:
    """The middle score. Of an even number it lies between the two in the middle: `better` and `worse` are their levels
    (ids), which are one level where these two are the same.

    `position` is halfway between the two, in steps below the best level, so it is a whole or a half step. Where the two
    are two steps apart it is that of a level which perhaps nobody chose: then say both levels, not that one.
    """

    better: str
    worse: str
    position: Fraction


@dataclass(frozen=True, slots=True)
class Gap:
    """The two parties whose medians are farthest apart: `better` and `worse` are ids of groups, `steps` the distance.

    With 0 steps all parties have the same median. Of pairs that are as far apart it is the first in the groups' order.
    """

    better: str
    worse: str
    steps: Fraction


class ReasonKind(Enum):
    """What there is to say about a statement; the value is what JSON calls it."""

    NOBODY_SCORED = "nobody-scored"
    LOWEST_CHOSEN = "lowest-chosen"
    BEST_NOT_CHOSEN = "best-not-chosen"
    ALL_BEST = "all-best"
    PARTIES_APART = "parties-apart"
    SPLIT = "split"
    MANY_BLANK = "many-blank"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason as data; what a kind has no use for is empty.

    | kind | count | of | level | groups | steps |
    | NOBODY_SCORED | 0 | respondents | | | |
    | LOWEST_CHOSEN | chose the worst level | scores | worst | | |
    | BEST_NOT_CHOSEN | chose another than the best | scores | best | | |
    | ALL_BEST | chose the best level | scores | best | | |
    | PARTIES_APART | | | | better, worse | apart |
    | SPLIT | | scores | | | |
    | MANY_BLANK | no opinion | respondents | | | |
    """

    kind: ReasonKind
    count: int = 0
    of: int = 0
    level: str = ""
    groups: tuple[str, ...] = ()
    steps: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class StatementAnalysis:
    """One statement. All numbers but `gap.steps` and positions are between 0 and 1; None where nobody scored.

    `distance` is the mean position as a share of the whole scale (0 all best, 1 all worst), `consensus` that of Tastle
    and Wierman, `gap` is None too where fewer than two parties scored. `by_party` and `by_level` hold the groups'
    medians. `reasons` begin with the one that matters most and are never empty.
    """

    item: str
    scored: int
    blank: int
    median: Median | None
    by_party: Mapping[str, Median | None]
    by_level: Mapping[str, Median | None]
    distance: float | None
    consensus: float | None
    gap: Gap | None
    attention: float | None
    is_strength: bool
    reasons: tuple[Reason, ...]

    @property
    def split(self) -> float | None:
        """How little the group agrees: 1 - consensus."""
        return None if self.consensus is None else 1.0 - self.consensus


@dataclass(frozen=True, slots=True)
class Analysis:
    """All statements in the framework's order; empty for a framework without scores."""

    statements: tuple[StatementAnalysis, ...]
    weights: Weights
    thresholds: Thresholds
    _by_item: dict[str, StatementAnalysis] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_item", {statement.item: statement for statement in self.statements})

    def statement(self, item: str) -> StatementAnalysis:
        """The statement with this id; KeyError when there is none."""
        return self._by_item[item]

    @property
    def ranked(self) -> tuple[StatementAnalysis, ...]:
        """The statements that were scored, the one that asks for most attention first, ties in the framework's order.

        What differs by less than a billionth is a tie: the numbers are rounded sums.
        """
        scored = [(s.attention, s) for s in self.statements if s.attention is not None]
        return tuple(s for _, s in sorted(scored, key=lambda pair: -round(pair[0], 9)))

    @property
    def strengths(self) -> tuple[StatementAnalysis, ...]:
        """What the group agrees is in order, in the framework's order."""
        return tuple(s for s in self.statements if s.is_strength)

    @property
    def unscored(self) -> tuple[StatementAnalysis, ...]:
        """The statements that nobody scored, in the framework's order."""
        return tuple(s for s in self.statements if not s.scored)
