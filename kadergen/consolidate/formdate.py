"""The date that somebody wrote into the form's header, where it can only be one day.

Known are 2026-03-12, 12 maart 2026, 12 mrt 2026, March 12, 2026 and, with points, hyphens or slashes, 12-3-2026. Which
of two small numbers is the day depends on who writes: in Dutch it is the first. In another language it has to follow
from the numbers, or there is no date. A year has four digits, a weekday may stand before it, and nothing else may.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from kadergen.consolidate.deadlines import MONTHS

_WEEKDAY: Final = re.compile(
    r"(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag|(?:mon|tues|wednes|thurs|fri|satur|sun)day),?\s+", re.ASCII
)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_NUMBERS: Final = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4})", re.ASCII)
_DAY_FIRST: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|e)?[\s-]+([a-z]+)\.?,?[\s-]+(\d{4})", re.ASCII)
_MONTH_FIRST: Final = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.ASCII)


def read_date(words: str, language: str) -> date | None:
    """The day, or None. `language` is a BCP 47 tag."""
    text = _WEEKDAY.sub("", " ".join(words.casefold().split()), count=1)
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        day_first = _day(year, second, first)
        month_first = None if language.partition("-")[0] == "nl" else _day(year, first, second)
        return (day_first or month_first) if None in (day_first, month_first) or day_first == month_first else None
    if found := _DAY_FIRST.fullmatch(text):
        return _day(int(found[3]), MONTHS.get(found[2], 0), int(found[1]))
    if found := _MONTH_FIRST.fullmatch(text):
        return _day(int(found[3]), MONTHS.get(found[1], 0), int(found[2]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
