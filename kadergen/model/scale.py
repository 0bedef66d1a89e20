"""The ordinal scale by which statements are scored: levels from best to worst."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Shape(Enum):
    """The outline and mark that carry a level's meaning next to its colour (colour is never the only carrier)."""

    CIRCLE_TICK = "circle-tick"
    SQUARE_DASH = "square-dash"
    TRIANGLE_MARK = "triangle-mark"
    DIAMOND_DOT = "diamond-dot"
    HEXAGON_CROSS = "hexagon-cross"
    PENTAGON_PLUS = "pentagon-plus"


@dataclass(frozen=True, slots=True)
class Level:
    """One level: `id` is its on-state in forms (`green`), `colour` is `#RRGGBB`, `explanation` when it applies."""

    id: str
    label: str
    colour: str
    shape: Shape
    colour_name: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """Levels from best to worst; `columns` heads the explanatory table (colour, meaning, explanation)."""

    levels: tuple[Level, ...]
    columns: tuple[str, str, str] = ("", "", "")

    @property
    def level_ids(self) -> tuple[str, ...]:
        """The ids from best to worst."""
        return tuple(level.id for level in self.levels)

    def level(self, level_id: str) -> Level:
        """The level with this id; KeyError when there is none."""
        for level in self.levels:
            if level.id == level_id:
                return level
        raise KeyError(level_id)
