"""What every format of mail gives back: who sent a message and when, and the files in it, as found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Lost(Enum):
    """Why a part of a message is not handed on; the value is for people."""

    SEALED = "sealed"  # encrypted, or signed in a way that hides the content
    ELSEWHERE = "elsewhere"  # a link to a file that is kept somewhere else
    BROKEN = "broken"  # its encoding makes no sense
    UNDELIVERED = "undelivered"  # no part, but the news that a mail did not arrive


@dataclass(frozen=True, slots=True)
class Part:
    """A file in a message. `is_message` tells that it is another message, `is_text` that it is the message's own words,
    `inline` that it is a picture of them.

    `name` is as it was given, which may be a path, or "".
    """

    name: str
    data: bytes
    is_message: bool = False
    is_text: bool = False
    inline: bool = False


@dataclass(frozen=True, slots=True)
class LostPart:
    """A part that cannot be handed on; `words` say more, and never what somebody wrote."""

    why: Lost
    words: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sent a message (a bare address in lower case, "" unless there is just one), when, and its id or ""."""

    sender: str = ""
    date: datetime | None = None
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Nested:
    """A message inside, already opened. `returned` tells that it came back because it was not delivered."""

    name: str
    envelope: Envelope
    parts: Iterator[Part | LostPart | Nested]
    returned: bool = False
