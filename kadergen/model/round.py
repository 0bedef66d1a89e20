"""A round of evaluation by mail: who takes part, what went out to whom, and what came back.

Ids are the only name that files, records and mails know a person by; names and addresses stand in one place, `Person`.
All times are aware (they know their zone).
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final

# 20 bytes make 32 characters of base32 without padding: 160 bits, which nobody guesses or meets twice.
_ID_BYTES: Final = 20
PERSON_ID: Final = r"[a-z2-7]{32}"
"""What an id looks like, as a regular expression for the whole of it."""


def new_person_id() -> str:
    """An id that nobody can guess: 32 characters of a-z and 2-7, which survive every program, file name and mail."""
    return base64.b32encode(secrets.token_bytes(_ID_BYTES)).decode("ascii").lower()


class FormFormat(Enum):
    """The kinds of form that can be sent."""

    PDF = "pdf"
    WORD = "word"
    WORD_OPEN = "word-open"  # without protection, for Word Online and Google Docs
    PDF_LARGE_PRINT = "pdf-large-print"
    WORD_LARGE_PRINT = "word-large-print"

    @property
    def is_large_print(self) -> bool:
        """Whether it is made for people with low vision."""
        return self in (FormFormat.PDF_LARGE_PRINT, FormFormat.WORD_LARGE_PRINT)

    @property
    def in_large_print(self) -> FormFormat:
        """What takes its place in large print; for the open Word form it is the PDF, which needs no Word either."""
        in_word = self in (FormFormat.WORD, FormFormat.WORD_LARGE_PRINT)
        return FormFormat.WORD_LARGE_PRINT if in_word else FormFormat.PDF_LARGE_PRINT


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was asked to take part. `id` is made once and kept for as long as the round lasts.

    `party` and `level` are option ids of the framework, or "" where they were not given. `forms` are the kinds that
    this person gets; none: the round's.
    """

    id: str
    name: str
    email: str
    organisation: str = ""
    party: str = ""
    level: str = ""
    forms: tuple[FormFormat, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """When and where the group meets; `begin` and `end` are aware, `end` is later than `begin`."""

    begin: datetime
    end: datetime
    place: str = ""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an address, such as those of who sends the mails; empty where they are not known."""

    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class RoundSettings:
    """What the facilitator decided, as it stands in round.yaml.

    `framework` is the name of a bundled framework, or the path of a folder, relative to the round's.
    """

    framework: str
    title: str
    language: str
    deadline: date | None = None
    meeting: Meeting | None = None
    formats: tuple[FormFormat, ...] = (FormFormat.PDF,)
    sender: Mailbox = Mailbox()

    def forms_of(self, person: Person) -> tuple[FormFormat, ...]:
        """The kinds of form that a person gets."""
        return person.forms or self.formats


class MatchedBy(Enum):
    """How a form that came back was matched with a person; the first that holds counts."""

    ID = "id"  # the id in the form itself
    SENDER = "sender"  # the address that the mail came from
    NAME = "name"  # the name written in the form, which only one person has
    HAND = "hand"  # somebody said so; also that it is nobody's
    NONE = "none"  # not matched: kept and shown, never guessed


class ArrivalKind(Enum):
    """What a file that came in turned out to be."""

    FORM = "form"  # with something filled in
    EMPTY = "empty"  # a form of ours in which nothing is filled in
    MEETING = "meeting"  # the form of the meeting
    UNDELIVERED = "undelivered"  # the form as it went out, in a mail that came back
    FOREIGN = "foreign"  # no form of ours, or one of another framework
    UNREADABLE = "unreadable"  # broken, encrypted, or more than it may be


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that came in, kept unchanged as returned/<sha256>.<suffix>; the same file twice is one arrival.

    `name` is the file's name as it was given, `source` says in words what it came in (a mail, an archive), `sender` is
    the address of the mail, "" where there was none. `received` is when it was sent or last changed, `collected` when
    it was taken in. `superseded_by` is the sha256 of a newer form of the same person, which counts instead of this one.
    `answered` of `statements` have an answer; `conflicts` is how many places somebody has to look at.
    """

    sha256: str
    name: str
    suffix: str
    kind: ArrivalKind
    received: datetime
    collected: datetime
    person_id: str | None = None
    matched: MatchedBy = MatchedBy.NONE
    source: str = ""
    sender: str = ""
    superseded_by: str | None = None
    answered: int = 0
    statements: int = 0
    conflicts: int = 0

    @property
    def file_name(self) -> str:
        """What the file is called in the folder returned/."""
        return f"{self.sha256}{self.suffix}"

    @property
    def counts(self) -> bool:
        """Whether this is what a known person said: a filled-in form, matched, with no newer one."""
        return self.kind is ArrivalKind.FORM and self.person_id is not None and self.superseded_by is None


class MailKind(Enum):
    """What a mail was for."""

    FIRST = "first"
    REMINDER = "reminder"
    MEETING = "meeting"


class MailState(Enum):
    """How far a mail got. Between BEGUN and SENT nobody knows whether the server took it: it is not sent again."""

    DRAFT = "draft"  # written into outbox/, for the facilitator's own mail program
    BEGUN = "begun"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail to one person; `message_id` (with its angle brackets) is unique in the round."""

    person_id: str
    kind: MailKind
    message_id: str
    when: datetime
    state: MailState = MailState.SENT


@dataclass(frozen=True, slots=True)
class Round:
    """Everything that is known of a round; `id` names it in message ids and calendars, and tells nothing about it."""

    id: str
    settings: RoundSettings
    people: tuple[Person, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    mails: tuple[Sent, ...] = ()
    closed: datetime | None = None
