"""Calendar files as another program (icalendar) reads them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
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


def meeting_file(begin: datetime, end: datetime, stamp: datetime = STAMP) -> bytes:
    return write_meeting(CalendarMeeting("u", begin, end, "Gesprek"), language="nl", stamp=stamp)


@pytest.mark.parametrize(
    ("zone", "begin", "end", "universal"),
    [
        ("Europe/Amsterdam", "2027-03-28 01:30", "2027-03-28 03:30", (b"0030", b"0130")),
        ("Europe/Amsterdam", "2026-10-25 01:30", "2026-10-25 03:30", (b"2330", b"0230")),
        ("Europe/Amsterdam", "2026-10-24 13:30", "2026-10-24 16:00", (b"1130", b"1400")),
        ("Europe/Amsterdam", "2026-10-26 13:30", "2026-10-26 16:00", (b"1230", b"1500")),
        ("America/Paramaribo", "2026-12-10 13:30", "2026-12-10 16:00", (b"1630", b"1900")),
        ("America/Curacao", "2026-12-10 22:00", "2026-12-11 00:30", (b"0200", b"0430")),
        ("Asia/Kolkata", "2026-12-10 03:00", "2026-12-10 04:00", (b"2130", b"2230")),
    ],
)
def test_where_the_clock_is_put_forward_or_back_or_is_another_one(
    zone: str, begin: str, end: str, universal: tuple[bytes, bytes]
) -> None:
    first, last = (datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)) for moment in (begin, end))
    data = meeting_file(first, last)
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (first.astimezone(UTC), last.astimezone(UTC))
    assert tuple(re.findall(rb"DT(?:START|END):\d{8}T(\d{4})00Z", data)) == universal


def test_a_meeting_that_was_moved_is_a_newer_version_of_the_same() -> None:
    begin, end = datetime(2026, 12, 10, 12, tzinfo=UTC), datetime(2026, 12, 10, 14, tzinfo=UTC)
    first = meeting_file(begin, end, datetime(2026, 11, 3, 9, 0, 0, tzinfo=UTC))
    moved = meeting_file(begin + timedelta(days=1), end + timedelta(days=1), datetime(2026, 11, 3, 9, 0, 1, tzinfo=UTC))
    one: Any
    other: Any
    (one,), (other,) = (Calendar.from_ical(data).walk("VEVENT") for data in (first, moved))
    assert one["UID"] == other["UID"]
    assert 0 < int(one["SEQUENCE"]) < int(other["SEQUENCE"]) < 2**31
    assert one["LAST-MODIFIED"].dt < other["LAST-MODIFIED"].dt
