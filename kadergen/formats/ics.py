"""Calendar files (iCalendar, RFC 5545): whole days, and one meeting at a time; no addresses, no attachments.

Text is escaped and lines are folded, so that whatever stands in it stays text. What a calendar file may not hold
becomes visible; a line or paragraph separator becomes a line end, for some programs take it for one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from kadergen.formats.visible_text import visible

# Octets in a line without its end; a folded line goes on after a space, which counts.
_LINE: Final = 75
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\u2028": "\\n", "\u2029": "\\n"})


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One entry, on one whole day. `uid` is the same for the same entry in every file, so that a program updates it."""

    uid: str
    day: date
    summary: str
    description: str


@dataclass(frozen=True, slots=True)
class CalendarMeeting:
    """A meeting; `begin` and `end` are aware, and written in UTC, which every program shows in its own zone."""

    uid: str
    begin: datetime
    end: datetime
    summary: str
    place: str = ""
    description: str = ""


def write_meeting(meeting: CalendarMeeting, *, language: str, stamp: datetime) -> bytes:
    """A file with one meeting, to be opened and kept; nobody is asked to accept. `stamp` is when it was made.

    A file with a later stamp is a newer version of the same meeting (`uid`), by which calendars move it.
    """
    lines = [
        *_head(language),
        "BEGIN:VEVENT",
        f"UID:{_text(meeting.uid)}",
        f"DTSTAMP:{_utc(stamp)}",
        f"LAST-MODIFIED:{_utc(stamp)}",
        f"SEQUENCE:{_sequence(stamp)}",
        f"DTSTART:{_utc(meeting.begin)}",
        f"DTEND:{_utc(meeting.end)}",
        f"SUMMARY:{_text(meeting.summary)}",
        *([f"LOCATION:{_text(meeting.place)}"] if meeting.place else []),
        *([f"DESCRIPTION:{_text(meeting.description)}"] if meeting.description else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return _file(lines)


def make_uid(*parts: str) -> str:
    """An identity made of what an entry is about; the same parts give the same one, other parts another."""
    data = "\x00".join(f"{len(part)} {part}" for part in parts).encode("utf-8", "surrogatepass")
    return f"{hashlib.sha256(data).hexdigest()[:32]}@kadergen"


def write_calendar(
    days: Iterable[CalendarDay], *, name: str, language: str, stamp: datetime, alarm_days: int | None = None
) -> bytes:
    """The file, UTF-8. `stamp` is when it was made (an aware time); `alarm_days` is how long before its day an entry
    is brought to mind, None for not at all.
    """
    lines = [*_head(language), f"X-WR-CALNAME:{_text(name)}"]
    for day in days:
        lines += _event(day, stamp, alarm_days)
    lines.append("END:VCALENDAR")
    return _file(lines)


def _head(language: str) -> list[str]:
    return [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//kadergen//kadergen//{_text(language.upper() or 'EN')}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]


def _file(lines: Iterable[str]) -> bytes:
    return b"".join(folded + b"\r\n" for line in lines for folded in fold(line))


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _sequence(stamp: datetime) -> int:
    """The number of a version: seconds since 2020, which fit the 32 bits that programs have for it until 2088."""
    return max(0, int((stamp - datetime(2020, 1, 1, tzinfo=UTC)).total_seconds()))


def fold(line: str) -> Iterator[bytes]:
    """A line in pieces of at most 75 octets, no character in two of them; all but the first begin with a space."""
    piece = b""
    for character in line:
        octets = character.encode("utf-8")
        if len(piece) + len(octets) > _LINE:
            yield piece
            piece = b" "
        piece += octets
    yield piece


def _event(day: CalendarDay, stamp: datetime, alarm_days: int | None) -> list[str]:
    summary = f"SUMMARY:{_text(day.summary)}"
    alarm = (
        []
        if alarm_days is None
        else [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"TRIGGER:-P{alarm_days}D",
            f"DESCRIPTION:{_text(day.summary)}",
            "END:VALARM",
        ]
    )
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(day.uid)}",
        f"DTSTAMP:{_utc(stamp)}",
        f"DTSTART;VALUE=DATE:{day.day:%Y%m%d}",
        summary,
        *([f"DESCRIPTION:{_text(day.description)}"] if day.description else []),
        "TRANSP:TRANSPARENT",  # a deadline takes up nobody's day
        *alarm,
        "END:VEVENT",
    ]


def _text(words: str) -> str:
    return visible(words).translate(_ESCAPES)
