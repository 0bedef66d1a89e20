"""The plan of action as the framework defines it: its title, instruction and columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kadergen.model.text import Prose

# Columns whose meaning the program knows; any other id is a free column that is passed on as it is.
INDICATOR: Final = "indicator"
ACTION: Final = "action"
OWNER: Final = "owner"
TIMELINE: Final = "timeline"


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """One column; its id is the facet of the form's fields (`plan-01__action`)."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class PlanTemplate:
    """The empty plan: `rows` is how many rows the form offers. There is always a column `action`."""

    title: str
    instruction: Prose
    columns: tuple[PlanColumn, ...]
    rows: int

    @property
    def column_ids(self) -> tuple[str, ...]:
        """Column ids in order."""
        return tuple(column.id for column in self.columns)
