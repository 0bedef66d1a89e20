"""The combined plan of action: a row for every action, from the actions fields and the plan tables.

No word is changed, split or guessed. Rows that are equal in every cell become one row with several sources; rows that
only resemble each other stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kadergen.model.consolidation import ActionSource, PlanAction
from kadergen.model.framework import Framework, Statement
from kadergen.model.plan import ACTION, INDICATOR

_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One row before equal ones are joined; `form` is the response's number, also where the result hides it."""

    cells: Mapping[str, str]
    item: str | None
    source: ActionSource
    form: int


class IndicatorMatcher:
    """Finds the statement that the words in a plan's indicator column are about, or None.

    1. The words begin with a statement's code: "1.5 Snelle toegang", "Principe 1.5". A code of letters or digits alone
       ("A", "12") must be all there is or be followed by punctuation, or "12 woningen" would be statement 12.
    2. The words are or contain, whole words, the title of an indicator or the editors' label of a statement. An
       indicator's title stands for the first of its statements. Where two different ones are named, none is chosen.
    """

    def __init__(self, framework: Framework) -> None:
        self._codes = _code_patterns(framework)
        self._names = _names(framework)
        self.find = lru_cache(maxsize=4096)(self._find)

    def _find(self, words: str) -> str | None:
        for pattern, item in self._codes:
            if pattern.match(words):
                return item
        folded = _fold(words)
        found = [name for name in self._names if _contains(folded, name)]
        found = [name for name in found if not any(name != other and _contains(other, name) for other in found)]
        items = {self._names[name] for name in found}
        return items.pop() if len(items) == 1 else None


def action_cells(framework: Framework, statement: Statement, label: str, text: str) -> dict[str, str]:
    """The cells of a row that comes from a statement's actions field: the indicator, the words, the rest empty."""
    cells = dict.fromkeys(framework.plan.column_ids, "")
    if INDICATOR in cells:
        cells[INDICATOR] = statement.code if label == statement.code else f"{statement.code} {label}"
    cells[ACTION] = text
    return cells


def join_equal(rows: Iterable[ActionRow], group_order: Mapping[str, int]) -> list[PlanAction]:
    """Rows that are equal in item and in every cell as one, in the order of the first of them."""
    joined: dict[tuple[str | None, tuple[tuple[str, str], ...]], list[ActionRow]] = {}
    for row in rows:
        joined.setdefault((row.item, tuple(row.cells.items())), []).append(row)
    actions: list[PlanAction] = []
    for (item, cells), same in joined.items():
        forms = {(row.source.party, row.form) for row in same}
        parties = sorted((party for party, _ in forms), key=group_order.__getitem__)
        actions.append(
            PlanAction(
                cells=dict(cells),
                item=item,
                sources=tuple(row.source for row in same),
                forms={party: parties.count(party) for party in dict.fromkeys(parties)},
            )
        )
    return actions


def _code_patterns(framework: Framework) -> list[tuple[re.Pattern[str], str]]:
    patterns: list[tuple[re.Pattern[str], str]] = []
    for section, _, statement in framework.walk():
        kind = rf"(?:{re.escape(section.kind)}\s+)?" if section.kind else ""
        end = r"\s*(?:$|[^\w\s])" if statement.code.isalnum() else r"(?!\w|[.,]\d)"
        patterns.append((re.compile(rf"\W*{kind}{re.escape(statement.code)}{end}", re.IGNORECASE), statement.id))
    return patterns


def _names(framework: Framework) -> dict[str, str]:
    """Folded title or label → statement id; a name that stands for two different things is left out."""
    names: dict[str, str] = {}
    twice: set[str] = set()
    for _, indicator, statement in framework.walk():
        first = indicator.statements[0].id
        for name, item in ((indicator.title, first), (statement.editor_label, statement.id)):
            folded = _fold(name or "")
            if folded and names.setdefault(folded, item) != item:
                twice.add(folded)
    return {name: item for name, item in names.items() if name not in twice}


def _fold(words: str) -> str:
    return _SPACE.sub(" ", words).strip().casefold()


def _contains(words: str, name: str) -> bool:
    """Whether `name` stands in `words` as whole words; both folded."""
    place = words.find(name)
    while place >= 0:
        end = place + len(name)
        before = place > 0 and words[place - 1].isalnum() and name[0].isalnum()
        after = end < len(words) and words[end].isalnum() and name[-1].isalnum()
        if not before and not after:
            return True
        place = words.find(name, place + 1)
    return False
