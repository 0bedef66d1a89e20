"""The agenda of the meeting: what is talked about, in which order, for how many minutes, and what is left out of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kadergen.model.analysis import Analysis
from kadergen.model.consolidation import Consolidation, Contribution


class ItemKind(Enum):
    """What a part of the meeting is for; the value is what JSON calls it."""

    OPENING = "opening"
    STRENGTHS = "strengths"
    STATEMENT = "statement"
    BREAK = "break"
    PLAN = "plan"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One part: minutes from the meeting's begin, how many it takes, and for a statement its id and the words, as they
    were written, that open the conversation.
    """

    kind: ItemKind
    start: int
    minutes: int
    item: str = ""
    quotations: tuple[Contribution, ...] = ()


@dataclass(frozen=True, slots=True)
class Agenda:
    """A meeting of `minutes`, of which the parts take exactly all.

    `sections` are the ids of the sections that it is about, all of them in the framework's order. `strengths` are the
    statements that the group agrees are in order, `left` those that were scored and got no time (the one that asks for
    most attention first), `unscored` those that nobody scored: ids, and each statement of these sections is in one of
    `items`, `strengths`, `left` and `unscored`, in no two of them.
    """

    consolidation: Consolidation
    analysis: Analysis
    minutes: int
    sections: tuple[str, ...]
    items: tuple[AgendaItem, ...]
    strengths: tuple[str, ...]
    left: tuple[str, ...]
    unscored: tuple[str, ...]

    @property
    def statements(self) -> tuple[AgendaItem, ...]:
        """The statements that are talked about, in the meeting's order."""
        return tuple(item for item in self.items if item.kind is ItemKind.STATEMENT)
