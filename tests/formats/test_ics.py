"""Calendar files as another program (icalendar) reads them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from kadergen.formats.ics import CalendarDay, CalendarMeeting, fold, make_uid, write_calendar, write_meeting
from kadergen.formats.visible_text import visible

STAMP = datetime(2000, 1, 1, tzinfo=UTC)
ODD = st.sampled_from(
    ["\r\nBEGIN:VEVENT\r\n", "\nEND:VEVENT\n", "\r", "\n", "\\n", "\\", ",", ";", ":", '"', "😀", "é", "\x00"]
    + ["\x0b", "\x1c", "\t", " ", "^n", "BEGIN:VALARM", "ATTACH:http://x", "\ud800", "مرحبا", "x" * 74, "é" * 40]
    + ["\u2028", "\x85"]
)
TEXT = st.lists(ODD | st.text(max_size=10), max_size=8).map("".join)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def written(*days: CalendarDay, alarm_days: int | None = None, name: str = "Plan") -> bytes:
    return write_calendar(days, name=name, language="nl", stamp=STAMP, alarm_days=alarm_days)


def kept(text: str) -> str:
    return visible(text).replace("\u2028", "\n").replace("\u2029", "\n")


def unescaped(value: str) -> str:
    """What the library leaves to its callers where a property is not of the standard."""
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], value)


@given(TEXT, TEXT, TEXT, DAYS)
@example("a\r\nBEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT", "a\\nb\\\\n,;", "x\nMETHOD:CANCEL", date(2027, 3, 1))
def test_any_text_stays_the_text_of_its_entry(summary: str, description: str, name: str, day: date) -> None:
    data = written(CalendarDay("u1", day, summary, description), CalendarDay("u2", day, "x", ""), name=name)
    calendar: Any = Calendar.from_ical(data)
    first, second = calendar.walk("VEVENT")
    assert str(first.get("summary", "")) == kept(summary)
    assert str(first.get("description", "")) == kept(description)
    assert unescaped(str(calendar["x-wr-calname"])) == kept(name)
    assert (first["uid"], second["uid"], first["dtstart"].dt, second["summary"]) == ("u1", "u2", day, "x")
    assert [part.name for part in calendar.walk()] == ["VCALENDAR", "VEVENT", "VEVENT"]
    known = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "TRANSP"}
    assert set(first) <= known
    assert set(calendar) == {"VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME"}


@given(TEXT)
def test_lines_are_folded_between_characters(text: str) -> None:
    data = written(CalendarDay("u", date(2027, 3, 1), text, text))
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(byte < 0x20 and byte != 9 for line in lines for byte in line)
    for line in lines:
        line.decode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_folded_pieces_are_the_line_and_as_few_as_can_be(line: str) -> None:
    pieces = list(fold(line))
    assert b"".join([pieces[0], *(piece[1:] for piece in pieces[1:])]).decode() == line
    assert all(piece.startswith(b" ") for piece in pieces[1:])
    assert all(72 <= len(piece) <= 75 for piece in pieces[:-1])


def test_a_whole_day_with_a_reminder() -> None:
    data = written(CalendarDay("u", date(2027, 3, 1), "Bellen", "Wie: gemeente"), alarm_days=14)
    calendar: Any = Calendar.from_ical(data)
    (event,) = calendar.walk("VEVENT")
    assert event["dtstart"].params == {"VALUE": "DATE"}
    assert event["dtstamp"].dt == STAMP
    assert (event.start, event.end) == (date(2027, 3, 1), date(2027, 3, 2))
    (alarm,) = event.walk("VALARM")
    assert (alarm["action"], alarm["trigger"].dt, alarm["description"]) == ("DISPLAY", timedelta(days=-14), "Bellen")
    assert b"VALARM" not in written(CalendarDay("u", date(2027, 3, 1), "x", ""))


def test_the_stamp_is_given_and_told_in_utc() -> None:
    stamp = datetime(2026, 11, 25, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert b"DTSTAMP:20261124T233000Z" in write_calendar(
        [CalendarDay("u", date(2027, 3, 1), "x", "")], name="n", language="en-GB", stamp=stamp
    )


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_an_identity_is_of_its_parts(one: list[str], other: list[str]) -> None:
    assert (make_uid(*one) == make_uid(*other)) == (one == other)


def test_a_meeting_is_at_its_moment_in_every_zone() -> None:
    zone = timezone(timedelta(hours=1))
    meeting = CalendarMeeting(
        make_uid("meeting", "x"),
        datetime(2026, 12, 10, 13, 30, tzinfo=zone),
        datetime(2026, 12, 10, 16, 30, tzinfo=zone),
        "Gesprek; met, \\ tekens\nBEGIN:VALARM",
        "Zaal 2, stadskantoor",
    )
    data = write_meeting(meeting, language="nl", stamp=datetime(2026, 11, 3, tzinfo=UTC))
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert event.decoded("DTSTART") == meeting.begin
    assert event.decoded("DTEND") == meeting.end
    assert str(event["SUMMARY"]) == meeting.summary
    assert str(event["LOCATION"]) == meeting.place
    assert event.subcomponents == []
    assert "DESCRIPTION" not in event
