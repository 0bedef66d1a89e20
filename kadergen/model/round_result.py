"""The result of a round as a record that lasts: what everybody answered, and what the group agreed on afterwards.

It is read from a result file (docs/json-results.md), also years later and where the framework has changed or is gone:
then `consolidation.framework` is the framework as the file tells it. Comparison over time takes two of these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kadergen.model.consolidation import Consolidation


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the group settled on for one statement.

    `score` is a level id; None when the group gave no level. `texts` is field id → words, for every field of the
    framework that takes text (reflection, actions), empty ones included.
    """

    score: str | None
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AgreedAction:
    """A row of the plan as agreed: column id → words (all columns), and the statement it is about, where known."""

    cells: Mapping[str, str]
    item: str | None


@dataclass(frozen=True, slots=True)
class AgreedWords:
    """Words of the group's form that belong to no known field, and the field's name as it was found."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the meeting came to, read from the group's own form.

    `statements` has every statement of the result, by id. `date` is the form's own, in its words; of an anonymous
    result it is empty, and so is `file`. `withheld` counts words without a place that an anonymous result leaves out.
    """

    statements: Mapping[str, Agreed]
    plan: tuple[AgreedAction, ...]
    unplaced: tuple[AgreedWords, ...] = ()
    file: str = ""
    sha256: str = ""
    date: str = ""
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class RoundResult:
    """One round: the provisional answers together, and the outcome where there was a meeting."""

    consolidation: Consolidation
    outcome: Outcome | None = None

    def agreed(self, item: str) -> str | None:
        """The level that the group agreed on for a statement; None where there is none."""
        found = self.outcome.statements.get(item) if self.outcome else None
        return found.score if found else None
