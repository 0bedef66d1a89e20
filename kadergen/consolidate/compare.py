"""Two rounds compared: pure functions. Statements are matched by id, actions by their words; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import Final

from rapidfuzz.distance import LCSseq

from kadergen.consolidate import analysis
from kadergen.consolidate.similar import look_alikes
from kadergen.model.comparison import (
    Action,
    ActionChange,
    Basis,
    Change,
    Comparison,
    Fate,
    Move,
    Round,
    Side,
    Standing,
    StatementChange,
    TextChange,
    Words,
)
from kadergen.model.consolidation import PlanAction, StatementResult, Tally
from kadergen.model.framework import Framework, Indicator, ItemFieldKind, Section, Statement
from kadergen.model.plan import ACTION, INDICATOR
from kadergen.model.round_result import AgreedAction, RoundResult
from kadergen.model.scale import Scale

_ALIKE: Final = 0.6
"""From which similarity on two actions are shown beside each other. Less than within one round: a year later people
find other words for the same thing.
"""
_MOST_ALIKE: Final = 3
# Longer texts (in words, multiplied) are shown whole, old and new, instead of word by word.
_LONGEST_DIFF: Final = 25_000_000
_WORD: Final = re.compile(r"\S+\s*")


def compare(old: RoundResult, new: RoundResult) -> Comparison:
    """What changed from `old` to `new`, two results of one framework (its versions may differ)."""
    before, after = old.consolidation.framework, new.consolidation.framework
    same_scale = _ids(before.scale) == _ids(after.scale)
    statements = tuple(_Statements(old, new, same_scale=same_scale))
    actions, fresh = _actions(old, new)
    return Comparison(_round(old), _round(new), statements, actions, fresh, same_scale, tuple(_labels(before, after)))


def median(tally: Tally, scale: Scale) -> Standing | None:
    """The middle one of all colours in order, or the middle two where they differ; "no opinion" counts for none."""
    found = analysis.median(tally)
    if found is None:
        return None
    levels = dict.fromkeys((found.better, found.worse))
    return Standing(tuple(map(scale.level, levels)), float(found.position))


def differing_words(old: str, new: str) -> tuple[Words, ...]:
    """Both texts in one row of pieces: of both, of the old alone, of the new alone. () for equal words."""
    one, other = _WORD.findall(old), _WORD.findall(new)
    bare_one, bare_other = [word.strip() for word in one], [word.strip() for word in other]
    if bare_one == bare_other:
        return ()
    if len(one) * len(other) > _LONGEST_DIFF:
        return Words(old, Change.GONE), Words(new, Change.NEW)
    pieces: list[Words] = []
    for step in LCSseq.opcodes(bare_one, bare_other):
        gone, fresh = one[step.src_start : step.src_end], other[step.dest_start : step.dest_end]
        if step.tag == "equal":
            pieces += [Words("".join(fresh), Change.SAME)]
        else:
            pieces += [Words("".join(gone), Change.GONE)] * bool(gone)
            pieces += [Words("".join(fresh), Change.NEW)] * bool(fresh)
    return tuple(_joined(pieces))


def _joined(pieces: Sequence[Words]) -> Iterator[Words]:
    """Neighbours of one kind as one, the old before the new where they take turns without a common word between."""
    order = (Change.GONE, Change.NEW)
    for same, group in groupby(pieces, key=lambda piece: piece.change is Change.SAME):
        run = list(group)
        for kind in (Change.SAME,) if same else order:
            text = "".join(piece.text for piece in run if piece.change is kind)
            if text:
                yield Words(text, kind)


def _round(result: RoundResult) -> Round:
    consolidation, outcome = result.consolidation, result.outcome
    return Round(
        framework=consolidation.framework,
        identity=consolidation.identity,
        respondents=consolidation.respondents,
        agreed=sum(a.score is not None for a in outcome.statements.values()) if outcome else None,
        plan_agreed=bool(outcome and outcome.plan),
        date=outcome.date if outcome else "",
        anonymous=consolidation.anonymous,
    )


def _ids(scale: Scale | None) -> tuple[str, ...]:
    return scale.level_ids if scale else ()


# --------------------------------------------------------------------------------------------------------- statements


class _Statements:
    """Every statement of both rounds, one by one."""

    def __init__(self, old: RoundResult, new: RoundResult, *, same_scale: bool) -> None:
        self._old, self._new, self._same_scale = old, new, same_scale
        self._before, self._after = _by_id(old.consolidation.framework), _by_id(new.consolidation.framework)
        self._was = {result.item: result for result in old.consolidation.statements}
        self._is = {result.item: result for result in new.consolidation.statements}

    def __iter__(self) -> Iterator[StatementChange]:
        old_sections = {section.id: section for section in self._old.consolidation.framework.sections}
        for section in self._new.consolidation.framework.sections:
            yield from (self._change(statement.id) for statement in section.statements)
            if was := old_sections.pop(section.id, None):
                yield from self._gone(was)
        for section in old_sections.values():
            yield from self._gone(section)

    def _gone(self, section: Section) -> Iterator[StatementChange]:
        yield from (self._change(s.id) for s in section.statements if s.id not in self._after)

    def _change(self, item: str) -> StatementChange:
        was, now = self._was.get(item), self._is.get(item)
        agreed = [result.agreed(item) for result in (self._old, self._new)]
        basis = Basis.AGREED if all(agreed) else Basis.MEDIAN
        old = _side(self._old, was, basis) if was else None
        new = _side(self._new, now, basis) if now else None
        move, steps = self._move(old, new)
        before, after = self._before.get(item), self._after.get(item)
        shown = after or before
        assert shown is not None
        section, indicator, statement = shown
        framework = (self._new if after else self._old).consolidation.framework
        return StatementChange(
            section=section.id,
            item=item,
            code=statement.code,
            old_code=before[2].code if before else "",
            label=framework.label(indicator, statement),
            old=old,
            new=new,
            basis=basis,
            move=move,
            steps=steps,
            wording=differing_words(before[2].plain_text, after[2].plain_text) if before and after else (),
        )

    def _move(self, old: Side | None, new: Side | None) -> tuple[Move, float | None]:
        if old is None or new is None:
            return (Move.NEW if new else Move.GONE), None
        if old.standing is None or new.standing is None or not self._same_scale:
            return Move.UNKNOWN, None
        steps = old.standing.place - new.standing.place
        return (Move.UP if steps > 0 else Move.DOWN if steps < 0 else Move.SAME), steps


def _by_id(framework: Framework) -> Mapping[str, tuple[Section, Indicator, Statement]]:
    return {statement.id: (section, indicator, statement) for section, indicator, statement in framework.walk()}


def _side(result: RoundResult, statement: StatementResult, basis: Basis) -> Side:
    framework = result.consolidation.framework
    scale, score = framework.scale, result.agreed(statement.item)
    level = scale.level(score) if scale and score else None
    standing = median(statement.total, scale) if scale else None
    if basis is Basis.AGREED and scale and level:
        standing = Standing((level,), float(scale.level_ids.index(level.id)))
    texts: dict[str, str] = {}
    if result.outcome:
        said = result.outcome.statements[statement.item].texts
        fields = [field for field in framework.fields if field.kind is ItemFieldKind.TEXT]
        texts = {field.label: said[field.id] for field in fields if said[field.id].strip()}
    counts = tuple((each, statement.total.counts.get(each.id, 0)) for each in scale.levels) if scale else ()
    return Side(standing, level, counts, statement.total.blank, texts)


# ------------------------------------------------------------------------------------------------------------ actions


def _actions(old: RoundResult, new: RoundResult) -> tuple[tuple[ActionChange, ...], tuple[Action, ...]]:
    """What is found of the old plan, and the new plan's rows of which nothing was in the old one."""
    before, after = list(_plan(old)), list(_plan(new))
    candidates = list(after)
    if new.outcome and new.outcome.plan:
        # What people wrote themselves is looked through as well: the meeting may have left it out.
        seen = {_key(action) for action in after}
        named = (action for action in _rows(new, new.consolidation.plan) if _key(action) not in seen)
        candidates += [replace(action, left_out=True) for action in named]
    finder = _Finder(candidates)
    changes = tuple(finder.find(action) for action in before)
    met = {id(action) for change in changes for action in change.found}
    return changes, tuple(action for action in after if id(action) not in met)


def _plan(result: RoundResult) -> Iterator[Action]:
    """The plan as agreed; where there is none, everybody's."""
    agreed = result.outcome.plan if result.outcome else ()
    yield from _rows(result, agreed or result.consolidation.plan)


def _rows(result: RoundResult, rows: Iterable[AgreedAction | PlanAction]) -> Iterator[Action]:
    codes: dict[str | None, str] = {statement.item: statement.code for statement in result.consolidation.statements}
    return (Action(row.cells, row.item, codes.get(row.item, "")) for row in rows)


class _Finder:
    """Looks for old actions among the new round's."""

    def __init__(self, actions: Sequence[Action]) -> None:
        self._actions = actions
        self._by_words: dict[str, list[Action]] = {}
        for action in actions:
            self._by_words.setdefault(_words(action), []).append(action)
        self._near = lru_cache(maxsize=None)(self._about)

    def _about(self, item: str | None) -> tuple[list[Action], list[str]]:
        """The actions that may be about this statement, each with its words."""
        near = [action for action in self._actions if item is None or action.item in (item, None)]
        return near, [_words(action) for action in near]

    def find(self, old: Action) -> ActionChange:
        """The same words, about this statement first; else those that look like them, about the same statement."""
        words = _words(old)
        if same := self._by_words.get(words):
            found = sorted(same, key=lambda a: (a.item != old.item, a.left_out, len(_changed(old, a))))
            return ActionChange(old, Fate.AGAIN, tuple(found), _changed(old, found[0]))
        near, choices = self._near(old.item)
        found = [near[place] for place in look_alikes(words, choices, _ALIKE)[:_MOST_ALIKE]]
        if not found:
            return ActionChange(old, Fate.NOT_FOUND)
        return ActionChange(old, Fate.ALIKE, tuple(found), _changed(old, found[0]))


def _changed(old: Action, new: Action) -> tuple[str, ...]:
    """The columns, apart from indicator and action itself, in which the rows differ; of columns that both have."""
    columns = [column for column in old.cells if column not in (INDICATOR, ACTION) and column in new.cells]
    return tuple(column for column in columns if _folded(old.cells[column]) != _folded(new.cells[column]))


def _key(action: Action) -> tuple[str | None, str]:
    return action.item, _words(action)


def _words(action: Action) -> str:
    """What an action is known by: its words, or, where a row has none, all others of the row."""
    return _folded(action.cells[ACTION]) or _folded(" ".join(action.cells.values()))


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold().rstrip(".!;")


# ------------------------------------------------------------------------------------------------------------- labels


def _labels(before: Framework, after: Framework) -> Iterator[TextChange]:
    """Levels, columns and sections that are called otherwise, or are in one of the rounds alone."""
    for framework_labels in (_level_labels, _column_labels, _section_labels):
        one, other = framework_labels(before), framework_labels(after)
        for key in dict.fromkeys((*other, *one)):
            old, new = one.get(key, ("", "")), other.get(key, ("", ""))
            if old[1] != new[1]:
                yield TextChange(key, new[0] or old[0], old[1], new[1])


def _level_labels(framework: Framework) -> dict[str, tuple[str, str]]:
    """Id → where it belongs, and its label; the same below."""
    score = framework.field_of_kind(ItemFieldKind.SCORE)
    levels = framework.scale.levels if framework.scale else ()
    return {level.id: (score.label if score else "", level.label) for level in levels}


def _column_labels(framework: Framework) -> dict[str, tuple[str, str]]:
    return {column.id: (framework.plan.title, column.label) for column in framework.plan.columns}


def _section_labels(framework: Framework) -> dict[str, tuple[str, str]]:
    return {s.id: (f"{s.kind} {s.code}".strip(), s.title) for s in framework.sections}
