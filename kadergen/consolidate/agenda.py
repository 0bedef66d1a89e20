"""From an analysis to the agenda of a meeting of so many minutes (docs/agenda.md).

1. Fixed parts come off: opening, closing, the plan of action; a break in a long meeting; a moment for what goes well.
2. What is left goes to the statements that ask for most attention, that one first: as many as get fifteen minutes
   each on average, or as many as were asked for.
3. Each gets between ten and twenty-five minutes, in steps of five, the more the more attention it asks for.
4. Minutes that no statement can use go to the plan of action, so that the parts always take exactly all the time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kadergen.consolidate.analysis import analyse
from kadergen.model.agenda import Agenda, AgendaItem, ItemKind
from kadergen.model.analysis import Analysis, StatementAnalysis
from kadergen.model.consolidation import Consolidation, Contribution, StatementResult

DEFAULT_MINUTES: Final = 180
LONGEST: Final = 24 * 60
OPENING, CLOSING, PLAN = 10, 10, 20
STRENGTHS: Final = 5
BREAK: Final = 15
BREAK_FROM: Final = 120
"""A meeting of so many minutes or more has a break."""
LEAST, USUAL, MOST = 10, 15, 25
"""Minutes of one statement."""
_STEP: Final = 5
_QUOTATIONS: Final = 2
_SHORT: Final = 280  # characters that are read out easily


class TooShortError(ValueError):
    """The minutes do not hold what is asked for; `least` would, `most` statements fit into those there are."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(f"at least {least} minutes")
        self.least, self.most = least, most


def plan_agenda(
    consolidation: Consolidation,
    minutes: int = DEFAULT_MINUTES,
    *,
    sections: Collection[str] = (),
    statements: int | None = None,
    analysis: Analysis | None = None,
) -> Agenda:
    """The agenda of a meeting about all statements, or those of some `sections` (ids).

    `statements` is how many are to be talked about; more than ask for attention are never taken. Raises TooShortError.
    """
    analysis = analysis or analyse(consolidation)
    chosen = tuple(s.id for s in consolidation.framework.sections if not sections or s.id in sections)
    results = {result.item: result for result in consolidation.statements if result.section in chosen}
    strengths = tuple(s.item for s in analysis.strengths if s.item in results)
    scored = [s for s in analysis.ranked if s.item in results and s.item not in strengths]
    asking = [s for s in scored if s.attention]
    fixed = _Fixed.of(minutes, has_strengths=bool(strengths))
    room = minutes - fixed.total
    wanted = room // USUAL if statements is None else statements
    talked = asking[: max(wanted, 1 if statements is None else 0)]
    if room < LEAST * len(talked):
        raise TooShortError(_least(len(talked), has_strengths=bool(strengths)), max(room // LEAST, 0))
    shares = allot(room, [float(s.attention or 0) for s in talked])
    times = [
        (results[s.item], s, share, quotations(results[s.item], s)) for s, share in zip(talked, shares, strict=True)
    ]
    taken = {s.item for s in talked}
    return Agenda(
        consolidation=consolidation,
        analysis=analysis,
        minutes=minutes,
        sections=chosen,
        items=tuple(_in_time(fixed, times, room - sum(shares))),
        strengths=strengths,
        left=tuple(s.item for s in scored if s.item not in taken),
        unscored=tuple(item for item in results if not results[item].total.scored),
    )


@dataclass(frozen=True, slots=True)
class _Fixed:
    """The minutes of the parts that do not depend on the statements."""

    break_: int
    strengths: int

    @classmethod
    def of(cls, minutes: int, *, has_strengths: bool) -> _Fixed:
        return cls(BREAK if minutes >= BREAK_FROM else 0, STRENGTHS if has_strengths else 0)

    @property
    def total(self) -> int:
        return OPENING + self.strengths + self.break_ + PLAN + CLOSING


def _least(statements: int, *, has_strengths: bool) -> int:
    """The shortest meeting in which so many statements can be talked about."""
    without = _Fixed(0, STRENGTHS if has_strengths else 0).total + LEAST * statements
    return without if without < BREAK_FROM else without + BREAK


def allot(room: int, attention: Sequence[float]) -> list[int]:
    """Minutes for each statement: `LEAST` to `MOST`, in steps of five, more for more attention.

    Together they are `room` at most. Step by step to whom so far has the fewest for the attention that it asks for (the
    divisor method of Webster), so that one that asks for more never gets fewer. ValueError when not all can have
    `LEAST`.
    """
    if room < LEAST * len(attention):
        raise ValueError(f"{room} minutes for {len(attention)} statements")
    shares = [LEAST] * len(attention)
    left = room - sum(shares)
    while left >= _STEP:
        open_ = [index for index, share in enumerate(shares) if share + _STEP <= MOST]
        if not open_:
            break
        # Of equals the first one, which stands higher in the order.
        best = max(open_, key=lambda index: (attention[index] / (shares[index] + _STEP / 2), -index))
        shares[best] += _STEP
        left -= _STEP
    return shares


def quotations(result: StatementResult, analysis: StatementAnalysis) -> tuple[Contribution, ...]:
    """At most two texts that open the conversation, whole, from parties that differ where that is possible.

    First one from each of the two parties that are farthest apart, the less content one first; then others. Short
    ones come before long ones.
    """
    texts = [words for voices in result.texts.values() for words in voices]
    ordered = sorted(texts, key=lambda words: (len(words.text) > _SHORT, len(words.text) > 2 * _SHORT))
    apart = analysis.gap if analysis.gap and analysis.gap.steps else None
    first = [apart.worse, apart.better] if apart else []
    parties = [*first, *dict.fromkeys(words.party for words in ordered if words.party not in first)]
    chosen = [found for party in parties if (found := next((w for w in ordered if w.party == party), None))]
    chosen += [words for words in ordered if not any(words is taken for taken in chosen)]
    return tuple(chosen[:_QUOTATIONS])


_Timed = tuple[StatementResult, StatementAnalysis, int, tuple[Contribution, ...]]


def _in_time(fixed: _Fixed, statements: Sequence[_Timed], spare: int) -> Iterator[AgendaItem]:
    """The parts one after the other; the break comes at that end of a statement that is nearest the middle."""
    parts: list[AgendaItem] = [AgendaItem(ItemKind.OPENING, 0, OPENING)]
    if fixed.strengths:
        parts.append(AgendaItem(ItemKind.STRENGTHS, 0, fixed.strengths))
    parts += [AgendaItem(ItemKind.STATEMENT, 0, share, s.item, quoted) for _, s, share, quoted in statements]
    parts.append(AgendaItem(ItemKind.PLAN, 0, PLAN + spare))
    parts.append(AgendaItem(ItemKind.CLOSING, 0, CLOSING))
    if fixed.break_:
        parts.insert(_middle([part.minutes for part in parts]), AgendaItem(ItemKind.BREAK, 0, fixed.break_))
    start = 0
    for part in parts:
        yield AgendaItem(part.kind, start, part.minutes, part.item, part.quotations)
        start += part.minutes


def _middle(minutes: Sequence[int]) -> int:
    """Where to put the break: the place between two parts that is nearest the middle, not right after the opening."""
    half = sum(minutes) / 2
    return min(range(2, len(minutes)), key=lambda place: (abs(sum(minutes[:place]) - half), place))
