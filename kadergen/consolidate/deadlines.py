"""Deadlines: the day that the words in a plan's time cell name.

The grammar is closed: the whole cell has to be one of the forms below, or nothing is read. So a word that turns the
meaning ("niet", "vanaf", "rond", "?") never goes unseen, and no date depends on today. Dutch and English are both read
whatever the framework's language, since no word of one means something else in the other; the language decides the
order of day and month in figures alone. docs/plan.md has the list with examples, and a test compares the two.

    cell     = [lead] point | start to point
    point    = 2027-03-01 | 1-3-2027 | [weekday] 1 maart 2027 | March 1, 2027 | period | end of period
    period   = week 12 2027 | maart 2027 | Q1 2027 | eerste kwartaal 2027 | 2027
    lead     = by when ("uiterlijk", "by"), before when ("voor", "before") or in which time ("in", "during")
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kadergen.model.planning import Deadline, DeadlineKind

# Full names and the abbreviations that are in use, Dutch and English.
MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb february",
            "maart mrt march mar",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "augustus aug august",
            "september sep sept",
            "oktober okt october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "maandag ma monday mon",
            "dinsdag di tuesday tue",
            "woensdag wo wednesday wed",
            "donderdag do thursday thu",
            "vrijdag vr friday fri",
            "zaterdag za saturday sat",
            "zondag zo sunday sun",
        )
    )
    for name in names.split()
}
_QUARTERS: Final = {
    name: number
    for number, names in enumerate(("eerste 1e first 1st", "tweede 2e second 2nd", "derde 3e third 3rd"), start=1)
    for name in names.split()
} | dict.fromkeys(["vierde", "4e", "fourth", "4th", "laatste", "last"], 4)

# By when (the day itself is in time), before when, and in which time. "by maart" may mean its first or its last day.
_BY: Final = r"uiterlijk(?: op)?|deadline:?|klaar op|gereed op|by|no later than|due(?: on| by)?"
_BEFORE: Final = r"v[oó]{2}r|uiterlijk v[oó]{2}r|klaar v[oó]{2}r|gereed v[oó]{2}r|before"
_IN: Final = r"in|uiterlijk(?: in)?|deadline:?|klaar in|gereed in|during|no later than(?: in)?|due in"
_ON: Final = r"op|on"
_END: Final = r"(?:het |the )?(?:eind|einde|end|ultimo)(?: van| of)?"
_TO: Final = r" ?[-–—] ?| t/m | tot en met | to | through "

# Figures of Dutch and of British English put the day first; elsewhere nobody can tell.
_DAY_FIRST: Final = ("nl", "en-gb")

# No form comes near it; longer cells are stories, and need no search.
_LONGEST: Final = 80

_YEAR: Final = r"(?P<year>20[0-9]{2})"
_DAY: Final = r"(?P<day>[0-9]{1,2})"
_MONTH: Final = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_WEEKDAY: Final = rf"(?:(?P<weekday>{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})\.?,? )?"
_NTH: Final = rf"(?P<nth>{'|'.join(_QUARTERS)})"


@dataclass(frozen=True, slots=True)
class _Point:
    """A day, or a time from `first` to `last`; `last` is the day that counts, of a week its Friday."""

    kind: DeadlineKind
    first: date
    last: date


def read_deadline(words: str, language: str) -> Deadline | None:
    """The deadline that a cell names, or None where its words are not one of the forms that are read.

    `language` is the framework's BCP 47 tag. Any text is taken; nothing is raised.
    """
    if len(words) > _LONGEST:
        return None
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", words).casefold()).strip(" ").removesuffix(".")
    try:
        found = _read(text, language.casefold())
    except (ValueError, OverflowError):  # the thirtieth of February, week 53 of a year that has 52
        return None
    return Deadline(found[1], found[0], words) if found else None


def _read(text: str, language: str) -> tuple[DeadlineKind, date] | None:
    for lead, read in _LEADS:
        match = lead.fullmatch(text)
        if match:
            point = _point(match["rest"], language)
            found = read(point) if point else None
            if found:
                return found
    return _range(text, language)


def _by(point: _Point) -> tuple[DeadlineKind, date] | None:
    return (point.kind, point.last) if point.first == point.last else None


def _in(point: _Point) -> tuple[DeadlineKind, date] | None:
    return (point.kind, point.last) if point.first != point.last else None


def _before(point: _Point) -> tuple[DeadlineKind, date]:
    """A named day stands for itself; before a week is the Friday before it, before a longer time its eve."""
    if point.first == point.last:
        return point.kind, point.last
    days = 3 if point.kind is DeadlineKind.WEEK else 1
    return DeadlineKind.BEFORE, point.first - timedelta(days)


_LEADS: Final[tuple[tuple[re.Pattern[str], Callable[[_Point], tuple[DeadlineKind, date] | None]], ...]] = (
    (re.compile(r"(?P<rest>.*)"), lambda point: (point.kind, point.last)),
    (re.compile(rf"(?:{_BY}|{_ON}) (?P<rest>.*)"), _by),
    (re.compile(rf"(?:{_IN}) (?P<rest>.*)"), _in),
    (re.compile(rf"(?:{_BEFORE}) (?P<rest>.*)"), _before),
)


def _point(text: str, language: str) -> _Point | None:
    for pattern, read in _FORMS:
        match = pattern.fullmatch(text)
        if match:
            return read(match, language)
    return None


def _day(year: int, month: int, day: int, kind: DeadlineKind = DeadlineKind.DAY) -> _Point:
    found = date(year, month, day)
    return _Point(kind, found, found)


def _months(kind: DeadlineKind, year: int, first: int, last: int) -> _Point:
    return _Point(kind, date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _iso(match: re.Match[str], _: str) -> _Point:
    return _day(int(match["year"]), int(match["month"]), int(match["day"]))


def _figures(match: re.Match[str], language: str) -> _Point | None:
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    day_first = any(language == tag or language.startswith(f"{tag}-") for tag in _DAY_FIRST)
    if day_first or one > 12 or one == two:
        return _day(year, two, one)
    return _day(year, one, two) if two > 12 else None


def _named(match: re.Match[str], _: str) -> _Point | None:
    found = _day(int(match["year"]), MONTHS[match["month"]], int(match["day"]))
    weekday = match["weekday"]
    return found if weekday is None or _WEEKDAYS[weekday] == found.last.weekday() else None


def _month(match: re.Match[str], _: str) -> _Point:
    return _months(DeadlineKind.MONTH, int(match["year"]), MONTHS[match["month"]], MONTHS[match["month"]])


def _quarter(match: re.Match[str], _: str) -> _Point:
    given = match.groupdict()
    number = int(given["number"]) if given.get("number") else _QUARTERS[match["nth"]]
    return _months(DeadlineKind.QUARTER, int(match["year"]), 3 * number - 2, 3 * number)


def _week(match: re.Match[str], _: str) -> _Point:
    year, number = int(match["year"]), int(match["number"])
    return _Point(DeadlineKind.WEEK, date.fromisocalendar(year, number, 1), date.fromisocalendar(year, number, 5))


def _year(match: re.Match[str], _: str) -> _Point:
    return _months(DeadlineKind.YEAR, int(match["year"]), 1, 12)


def _end(match: re.Match[str], language: str) -> _Point | None:
    period = _point(match["period"], language)
    if period is None or period.first == period.last:
        return None
    return _Point(period.kind, period.last, period.last)


_Reader = Callable[[re.Match[str], str], _Point | None]
_FORMS: Final[tuple[tuple[re.Pattern[str], _Reader], ...]] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})", _iso),
        (rf"(?P<one>[0-9]{{1,2}})(?P<sign>[-/.])(?P<two>[0-9]{{1,2}})(?P=sign){_YEAR}", _figures),
        (rf"{_WEEKDAY}(?:the )?{_DAY}(?:e|de|ste|st|nd|rd|th)? (?:of |van )?{_MONTH},? {_YEAR}", _named),
        (rf"{_WEEKDAY}{_MONTH} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}", _named),
        (rf"{_MONTH}(?: van| of)? {_YEAR}", _month),
        (rf"q(?P<number>[1-4])[ -]?(?:van |of )?{_YEAR}", _quarter),
        (rf"{_YEAR}[ -]?q(?P<number>[1-4])", _quarter),
        (rf"(?:het |the )?{_NTH} (?:kwartaal|quarter)(?: van| of)? {_YEAR}", _quarter),
        (rf"(?:kwartaal|quarter) (?P<number>[1-4]),?(?: van| of)? {_YEAR}", _quarter),
        (rf"(?:week|wk\.?) (?P<number>[0-9]{{1,2}}),?(?: van| of)? {_YEAR}", _week),
        (rf"{_YEAR}-w(?P<number>[0-9]{{2}})", _week),
        (_YEAR, _year),
        (rf"{_END} (?P<period>.+)", _end),
    )
)


def _range(text: str, language: str) -> tuple[DeadlineKind, date] | None:
    """From … to: ends at its end, which says the year; the start may leave out what the end says."""
    text = text.removeprefix("van ").removeprefix("from ")
    for sign in re.finditer(_TO, text):
        start, end = text[: sign.start()], text[sign.end() :]
        last = _point(end, language)
        if last is None or last.kind is DeadlineKind.YEAR:
            continue
        first = _point(start, language) or _short_start(start, last)
        if first and first.kind is last.kind and first.last < last.last and first.first < last.first:
            return DeadlineKind.RANGE, last.last
    return None


def _short_start(start: str, last: _Point) -> _Point | None:
    """What stands before an end with a year: "1", "1 maart", "maart" or "Q1"."""
    year = last.last.year
    day = re.fullmatch(rf"{_DAY}(?: {_MONTH})?", start)
    if day and last.kind is DeadlineKind.DAY:
        month = MONTHS[day["month"]] if day["month"] else last.last.month
        return _day(year, month, int(day["day"]))
    return (
        _point(f"{start} {year}", "") if re.fullmatch(rf"{_MONTH}|q[1-4]|(?:week|wk\.?) [0-9]{{1,2}}", start) else None
    )
