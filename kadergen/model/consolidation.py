"""All responses of one round together: who answered, how each statement was scored, every word, and the one plan.

A first version of the results; agenda, disagreement and comparison over time build on the same records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kadergen.model.framework import Framework
from kadergen.model.instrument import FormIdentity


@dataclass(frozen=True, slots=True)
class Participant:
    """One respondent as the results name them. `index` from 0 is what contributions refer to.

    In an anonymous result name, organisation, level, date and file are empty and `party` may be a merged one.
    """

    index: int
    name: str
    organisation: str
    party: str
    party_label: str
    level: str
    level_label: str
    date: str
    file: str
    label: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each level was chosen, keyed by level id in the scale's order; `blank` is "no opinion"."""

    counts: Mapping[str, int]
    blank: int = 0

    @property
    def scored(self) -> int:
        """How many gave a level."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Contribution:
    """Words of one participant, as they wrote them."""

    participant: int
    text: str


@dataclass(frozen=True, slots=True)
class StatementResult:
    """The answers to one statement. `by_party` is keyed by party id; `texts` by field id (reflection, actions ...)."""

    item: str
    code: str
    label: str
    total: Tally
    by_party: Mapping[str, Tally]
    texts: Mapping[str, tuple[Contribution, ...]]


@dataclass(frozen=True, slots=True)
class ActionSource:
    """Where a row of the combined plan came from: a participant's actions field (`row` None) or plan row."""

    participant: int
    item: str | None
    row: int | None


@dataclass(frozen=True, slots=True)
class PlanAction:
    """One row of the combined plan. `cells` is column id → words; `item` the statement, where it is known."""

    cells: Mapping[str, str]
    item: str | None
    sources: tuple[ActionSource, ...]


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The combined result of a round, in the framework's order."""

    framework: Framework
    identity: FormIdentity
    participants: tuple[Participant, ...]
    parties: Mapping[str, str]
    statements: tuple[StatementResult, ...]
    plan: tuple[PlanAction, ...]
    unplaced: tuple[Contribution, ...] = ()
    anonymous: bool = False
