"""round.yaml: the settings of a round as text that people edit, written once and read back with every problem named."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import tzdata  # noqa: F401 - where the system has no time zones, zoneinfo looks for it

from kadergen.content.shapes import did_you_mean
from kadergen.diagnostics import Code, Diagnostic, Diagnostics, Location, has_errors
from kadergen.errors import UsageError
from kadergen.model.round import FormFormat, Mailbox, Meeting, RoundSettings
from kadergen.source import ListNode, MapNode, Rejected, Scalar, error, read_yaml
from kadergen.workflow.round_people import valid_address

TIME_ZONE: Final = "Europe/Amsterdam"
"""Where a meeting takes place, unless something else is said."""
LONGEST: Final = 200  # characters of a title, a place or a name
_KEYS: Final = ("framework", "title", "language", "deadline", "meeting", "formats", "sender")
_MEETING: Final = ("begin", "end", "time_zone", "place")
_SENDER: Final = ("name", "address")
_MOMENT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[ T]+(\d{1,2}:\d{2})")


def settings_text(settings: RoundSettings) -> str:
    """The file's text, with what may be changed in it."""
    meeting, sender = settings.meeting, settings.sender
    kinds = ", ".join(form.value for form in FormFormat)
    lines = [
        "# The settings of this round. You may change them; `kadergen round open` says when something cannot be used.",
        f"framework: {_quoted(settings.framework)}  # its content stands in the folder framework/",
        f"title: {_quoted(settings.title)}",
        f"language: {_quoted(settings.language)}  # of the mails",
        "",
        "# The last day on which forms are expected, such as 2026-11-30.",
        f"deadline: {settings.deadline.isoformat() if settings.deadline else ''}".rstrip(),
        "",
        "# When a date is set, everybody gets it for their calendar.",
        "meeting:",
        f"  begin: {_moment(meeting.begin) if meeting else ''}".rstrip(),
        f"  end: {_moment(meeting.end) if meeting else ''}".rstrip(),
        f"  time_zone: {_zone(meeting) if meeting else TIME_ZONE}",
        f"  place: {_quoted(meeting.place if meeting else '')}",
        "",
        f"# The forms that are sent, of {kinds}; word-open is for Word Online and Google Docs.",
        f"formats: [{', '.join(form.value for form in settings.formats)}]",
        "",
        "# Who the mails are from.",
        "sender:",
        f"  name: {_quoted(sender.name)}",
        f"  address: {_quoted(sender.address)}",
    ]
    return "\n".join(lines) + "\n"


def read_settings(path: Path) -> tuple[RoundSettings | None, Diagnostics]:
    """The settings in a file, None when there are errors; and all problems, by line."""
    root, found = read_yaml(path)
    if root is None:
        return None, tuple(found)
    reader = _Reader(found)
    settings = reader.settings(root)
    return (None if has_errors(found) else settings), tuple(found)


def meeting_of(words: str, place: str = "", zone: str = TIME_ZONE) -> Meeting:
    """The meeting that `2026-12-10 13:30-16:30` names. Raises UsageError."""
    match = re.fullmatch(r"\s*(\d{4}-\d{2}-\d{2})[ T]+(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})\s*", words)
    hint = "Write day, begin and end, such as 2026-12-10 13:30-16:30."
    if not match:
        raise UsageError("the meeting is not understood", hint)
    try:
        begin, end = (_aware(match[1], clock, ZoneInfo(zone)) for clock in (match[2], match[3]))
    except ValueError as problem:
        raise UsageError("there is no such day or time", hint) from problem
    if end <= begin:
        raise UsageError("the meeting ends before it begins", hint)
    return Meeting(begin, end, place)


def _aware(day: str, clock: str, zone: ZoneInfo) -> datetime:
    hours, minutes = clock.split(":")
    return datetime.combine(date.fromisoformat(day), time(int(hours), int(minutes)), tzinfo=zone)


def _quoted(text: str) -> str:
    """A YAML text in quotes; JSON's strings are YAML's, too."""
    return json.dumps(text, ensure_ascii=False)


def _moment(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M}"


def _zone(meeting: Meeting) -> str:
    return getattr(meeting.begin.tzinfo, "key", TIME_ZONE)


class _Reader:
    """Nodes → settings; what is wrong goes to `found`, and something harmless takes its place."""

    def __init__(self, found: list[Diagnostic]) -> None:
        self._found = found

    def settings(self, root: MapNode) -> RoundSettings:
        """All of them."""
        self._known(root, _KEYS)
        for key in ("framework", "title", "language"):
            if not root.text(key):
                self._say(root.place(key), f"{key} is missing", "Write it behind the colon.")
        return RoundSettings(
            framework=self._text(root, "framework"),
            title=self._text(root, "title"),
            language=self._text(root, "language"),
            deadline=self._day(root, "deadline"),
            meeting=self._meeting(root),
            formats=self._formats(root),
            sender=self._sender(root),
        )

    def _say(self, place: Location, message: str, hint: str) -> None:
        self._found.append(error(Code.M014, place, message, hint))

    def _known(self, node: MapNode, keys: tuple[str, ...]) -> None:
        for key, entry in node.entries.items():
            if key not in keys:
                self._say(entry.location, "this key is not known here", did_you_mean(key, keys))

    def _text(self, node: MapNode, key: str) -> str:
        value = node.get(key)
        if value is None or isinstance(value, Rejected):
            return ""
        if not isinstance(value, Scalar):
            self._say(node.place(key), f"{key} must be words", 'Write them behind the colon, in "quotes".')
            return ""
        words = node.text(key)
        if len(words) > LONGEST:
            self._say(node.place(key), f"{key} is longer than {LONGEST} characters", "Shorten it.")
        return words

    def _day(self, node: MapNode, key: str) -> date | None:
        words = self._text(node, key)
        if not words:
            return None
        try:
            return date.fromisoformat(words)
        except ValueError:
            self._say(node.place(key), f"{key} is no day", "Write it as 2026-11-30.")
            return None

    def _map(self, root: MapNode, key: str, keys: tuple[str, ...]) -> MapNode | None:
        node = root.map(key)
        if node is None:
            if root.get(key) is not None:
                self._say(root.place(key), f"{key} must have keys", f"Below it: {', '.join(keys)}.")
            return None
        self._known(node, keys)
        return node

    def _meeting(self, root: MapNode) -> Meeting | None:
        node = self._map(root, "meeting", _MEETING)
        if node is None or not (node.text("begin") or node.text("end")):
            return None
        name = self._text(node, "time_zone") or TIME_ZONE
        try:
            zone = ZoneInfo(name)
        except (KeyError, ValueError, OSError):  # what it raises for a name that is none, by trial
            self._say(node.place("time_zone"), "the time zone is not known", f"Write one such as {TIME_ZONE}.")
            return None
        begin, end = (self._when(node, key, zone) for key in ("begin", "end"))
        if begin is None or end is None:
            return None
        if end <= begin:
            self._say(node.place("end"), "the meeting ends before it begins", "Change one of the two.")
        return Meeting(begin, end, self._text(node, "place"))

    def _when(self, node: MapNode, key: str, zone: ZoneInfo) -> datetime | None:
        match = _MOMENT.fullmatch(self._text(node, key))
        try:
            if match:
                return _aware(match[1], match[2], zone)
        except ValueError:
            pass
        self._say(node.place(key), f"{key} is no day and time", "Write both as 2026-12-10 13:30.")
        return None

    def _formats(self, root: MapNode) -> tuple[FormFormat, ...]:
        known: Mapping[str, FormFormat] = {form.value: form for form in FormFormat}
        node = root.get("formats")
        if node is None or isinstance(node, Rejected):
            return (FormFormat.PDF,)
        items = node.items if isinstance(node, ListNode) else (node,)
        words = [" ".join(item.text.split()) for item in items if isinstance(item, Scalar)]
        if len(words) < len(items) or not words or not set(words) <= known.keys():
            self._say(root.place("formats"), "a form of this kind is not known", f"Known: {', '.join(known)}.")
        return tuple(dict.fromkeys(known[word] for word in words if word in known))

    def _sender(self, root: MapNode) -> Mailbox:
        node = self._map(root, "sender", _SENDER)
        if node is None:
            return Mailbox()
        words = self._text(node, "address")
        address = valid_address(words) if words else ""
        if address is None:
            self._say(node.place("address"), "the sender's address is none", "Write one such as name@organisation.nl.")
        return Mailbox(self._text(node, "name"), address or "")
