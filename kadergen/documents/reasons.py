"""Why a statement asks for attention, in words: "3 van 9 rood; gemeente en woningcorporatie twee stappen uiteen".

The words are content (`reason.*` in content/wording). A level is said by its colour's name where it has one, for that
is what people talk about; else by its label, in quotation marks.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from kadergen.model.analysis import Median, Reason, ReasonKind
from kadergen.model.consolidation import Consolidation, Group

# Some of several, the only one, both of two, all of more.
_CHOSEN: Final = ("reason.some", "reason.only", "reason.both", "reason.all")
_NOT: Final = ("reason.not", "reason.only-not", "reason.neither", "reason.none")
# Half a step, one step, one and a half, and so on.
_STEPS: Final = (
    "reason.steps-half",
    "reason.steps-1",
    "reason.steps-1-half",
    "reason.steps-2",
    "reason.steps-2-half",
    "reason.steps-3",
    "reason.steps-3-half",
    "reason.steps-4",
    "reason.steps-4-half",
    "reason.steps-5",
    "reason.steps-5-half",
    "reason.steps-6",
)


def reasons_words(consolidation: Consolidation, reasons: Iterable[Reason]) -> str:
    """All reasons in one line, without a capital or a full stop: it can stand in a table or within a sentence."""
    return "; ".join(reason_words(consolidation, reason) for reason in reasons)


def reason_words(consolidation: Consolidation, reason: Reason) -> str:
    """One reason in words."""
    words = consolidation.framework.wording
    match reason.kind:
        case ReasonKind.NOBODY_SCORED:
            return words("reason.nobody")
        case ReasonKind.ALL_BEST | ReasonKind.LOWEST_CHOSEN:
            return _how_many(consolidation, reason, negated=False)
        case ReasonKind.BEST_NOT_CHOSEN:
            return _how_many(consolidation, reason, negated=True)
        case ReasonKind.PARTIES_APART:
            one, other = (_party(consolidation.group(group)) for group in reason.groups)
            return words("reason.apart", one=one, other=other, steps=steps_words(consolidation, reason.steps))
        case ReasonKind.SPLIT:
            return words("reason.split")
        case ReasonKind.MANY_BLANK:
            key = "reason.blank-one" if reason.count == 1 else "reason.blank"
            return words(key, **({} if reason.count == 1 else {"count": reason.count}), of=reason.of)


def level_words(consolidation: Consolidation, level: str) -> str:
    """A level within a sentence: "rood", or "‘Niet op orde’" where levels have no colour names. KeyError for none."""
    scale = consolidation.framework.scale
    if scale is None:
        raise KeyError(level)
    found = scale.level(level)
    if found.colour_name:
        return found.colour_name[0].lower() + found.colour_name[1:]
    return consolidation.framework.wording("reason.level", label=found.label)


def median_words(consolidation: Consolidation, median: Median) -> str:
    """The middle of the scores: "rood", or "tussen groen en rood" where it lies between two levels."""
    better, worse = (level_words(consolidation, level) for level in (median.better, median.worse))
    if better == worse:
        return better
    return consolidation.framework.wording("reason.between", better=better, worse=worse)


def steps_words(consolidation: Consolidation, steps: Fraction) -> str:
    """A distance on the scale: "een halve stap", "twee stappen". ValueError for none, or one that no scale has."""
    halves = steps * 2
    if halves.denominator != 1 or not 1 <= halves <= len(_STEPS):
        raise ValueError(f"no distance on a scale: {steps}")
    return consolidation.framework.wording(_STEPS[int(halves) - 1])


def _party(group: Group) -> str:
    """A party within a sentence. Several that were taken together have no singular: "overige partijen"."""
    return group.label[:1].lower() + group.label[1:] if group.id.startswith("_") else group.singular


def _how_many(consolidation: Consolidation, reason: Reason, *, negated: bool) -> str:
    """How many chose a level, or did not; "alle", "allebei", "geen van beide" or "het enige oordeel" where that is all
    of them.
    """
    words, level = consolidation.framework.wording, level_words(consolidation, reason.level)
    some, only, both, every = _NOT if negated else _CHOSEN
    if reason.count < reason.of:
        return words(some, count=reason.count, of=reason.of, level=level)
    match reason.of:
        case 1:
            return words(only, level=level)
        case 2:
            return words(both, level=level)
        case _:
            return words(every, count=reason.count, level=level)
