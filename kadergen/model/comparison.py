"""Two rounds of one framework beside each other: what moved, what became of the actions, which words changed.

Nothing here names a participant: it is made of counts, of what the group agreed on, and of the actions' own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from kadergen.model.framework import Framework
from kadergen.model.instrument import FormIdentity
from kadergen.model.scale import Level


class Basis(Enum):
    """Which colours of a statement are compared: the agreed ones, where both rounds have one, else the medians."""

    AGREED = "agreed"
    MEDIAN = "median"


class Move(Enum):
    """What became of a statement: better, worse, the same; only in the new round, only in the old one; or there is
    nothing to compare (no colour in one of the rounds, or another scale).
    """

    UP = "up"
    DOWN = "down"
    SAME = "same"
    NEW = "new"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Standing:
    """A statement's colour in one round: a level, or two where the median lies between them (the better one first)."""

    levels: tuple[Level, ...]
    place: float
    """In the scale, from 0 for the best level; a half where it lies between two."""


@dataclass(frozen=True, slots=True)
class Side:
    """A statement in one round. `standing` is what is compared (None: no colour); `counts` is how often each level was
    chosen beforehand, in the scale's order, `blank` how many gave none.
    """

    standing: Standing | None
    agreed: Level | None
    counts: tuple[tuple[Level, int], ...]
    blank: int
    texts: Mapping[str, str]
    """Label of a text field → what the group agreed to say there; fields without words are left out."""


class Change(Enum):
    """What a piece of text is in two versions: in both, only in the old one, only in the new one."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of a text, with the space after it. All pieces but the new ones are the old text's words, and so on."""

    text: str
    change: Change


@dataclass(frozen=True, slots=True)
class StatementChange:
    """One statement, matched by its id. `code` and `label` are the new round's, `old_code` that of the old one.

    `steps` is how many levels it moved, above zero for better; None where `move` is none of up, down and same.
    `wording` is the statement's text in pieces where the rounds have different words, else empty.
    """

    section: str
    item: str
    code: str
    old_code: str
    label: str
    old: Side | None
    new: Side | None
    basis: Basis
    move: Move
    steps: float | None = None
    wording: tuple[Words, ...] = ()


class Fate(Enum):
    """What is found of an old action in the new round. Whether it was done, only people know."""

    AGAIN = "again"
    ALIKE = "alike"
    NOT_FOUND = "not-found"


@dataclass(frozen=True, slots=True)
class Action:
    """A row of a plan: column id → words, and its statement's id and code, where known.

    `left_out` tells that participants named it, and that the plan that was agreed in that round does not have it.
    """

    cells: Mapping[str, str]
    item: str | None
    code: str
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class ActionChange:
    """An action of the old plan. `found` are the rows of the new round: the same words, or ones that look like them,
    the most alike first. `changed` are the ids of the columns in which the first of them differs.
    """

    old: Action
    fate: Fate
    found: tuple[Action, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """One of the two rounds: the framework as it was, how many forms, how many agreed colours, the meeting's date.

    `agreed` is None where the round has no outcome; then `plan_agreed` is False and its plan is the combined one.
    """

    framework: Framework
    identity: FormIdentity
    respondents: int
    agreed: int | None
    plan_agreed: bool
    date: str
    anonymous: bool


@dataclass(frozen=True, slots=True)
class TextChange:
    """A label of the framework in both rounds, "" where there is none, of the level, column or section `id`.

    `what` says in the framework's own words where it belongs ("Plan van aanpak").
    """

    id: str
    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of it, statements in the new framework's order, those that are gone at the end of their section.

    `same_scale` tells whether levels can be compared. `labels` are levels and columns that have other words.
    """

    old: Round
    new: Round
    statements: tuple[StatementChange, ...]
    actions: tuple[ActionChange, ...]
    new_actions: tuple[Action, ...]
    same_scale: bool
    labels: tuple[TextChange, ...] = ()

    def moved(self, move: Move) -> tuple[StatementChange, ...]:
        """The statements that moved this way."""
        return tuple(change for change in self.statements if change.move is move)

    @property
    def reworded(self) -> tuple[StatementChange, ...]:
        """The statements whose words differ."""
        return tuple(change for change in self.statements if change.wording)
