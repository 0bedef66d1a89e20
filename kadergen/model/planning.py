"""The combined plan as it is worked on: each action with its deadline, what it still lacks, and what looks like it.

`PlanOfAction` is the one record that every form of the plan (sheet, CSV, Markdown, calendar, page) is made from. It
adds to what participants wrote and changes none of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import groupby
from operator import attrgetter

from kadergen.model.consolidation import Consolidation, PlanAction


class DeadlineKind(Enum):
    """What the words named; the date is the last day that still is in time."""

    DAY = "day"  # a day
    WEEK = "week"  # a week: its Friday
    MONTH = "month"  # a month: its last day; so for the next two
    QUARTER = "quarter"
    YEAR = "year"
    BEFORE = "before"  # the time before a week, month, quarter or year: the last (working) day of it
    RANGE = "range"  # from … to: the end


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day read from a plan's time cell; `words` is the whole cell as it was written."""

    date: date
    kind: DeadlineKind
    words: str


class Likeness(Enum):
    """Why actions are proposed as one group."""

    EQUAL = "equal"  # the same words in the same order, whatever their case, spaces and punctuation
    SAME_WORDS = "same-words"  # the same words that carry meaning, in any order
    ALIKE = "alike"  # most of the words that carry meaning are the same or nearly so


@dataclass(frozen=True, slots=True)
class LookAlikes:
    """Actions that may be one, for people to decide. `indices` are their places, from 0, ascending, two or more.

    `similarity` (0 to 1) is that of the two that look least like each other; `reason` holds for all of them.
    """

    indices: tuple[int, ...]
    similarity: float
    reason: Likeness


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """One action of the plan, `number` from 1 in the plan's order.

    `heading` is the indicator it stands under, empty where that is not known. `missing` are the ids of the columns
    (action, owner, timeline) that the framework asks for and nobody filled in. `group` is the number of its
    look-alikes, from 1, None when there are none.
    """

    number: int
    heading: str
    action: PlanAction
    deadline: Deadline | None
    missing: tuple[str, ...]
    group: int | None


@dataclass(frozen=True, slots=True)
class PlanOfAction:
    """The whole plan: `actions` by indicator in the framework's order, those without one last.

    `look_alikes` are numbered from 1 in this order; their indices are places in `actions`.
    """

    consolidation: Consolidation
    actions: tuple[PlannedAction, ...]
    look_alikes: tuple[LookAlikes, ...]

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """Those that were read, in the plan's order."""
        return tuple(planned.deadline for planned in self.actions if planned.deadline)

    def by_heading(self) -> Iterator[tuple[str, tuple[PlannedAction, ...]]]:
        """Each heading with its actions, in order; the empty heading, for those without a known indicator, last."""
        for heading, actions in groupby(self.actions, key=attrgetter("heading")):
            yield heading, tuple(actions)

    def looks_like(self, action: PlannedAction) -> tuple[int, ...]:
        """The numbers of the other actions in its group, ascending."""
        if action.group is None:
            return ()
        numbers = (index + 1 for index in self.look_alikes[action.group - 1].indices)
        return tuple(number for number in numbers if number != action.number)
