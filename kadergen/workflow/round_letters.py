"""The mails of a round: templates that people can edit, the words that go into them, forms and calendar attached."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from kadergen.content.load import frameworks_folder
from kadergen.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity, display_name
from kadergen.documents.summary import day_words
from kadergen.errors import ContentError
from kadergen.formats.file_names import safe_file_name
from kadergen.formats.ics import CalendarMeeting, make_uid, write_meeting
from kadergen.formats.mail_template import Fault, Template, decode_template, parse_template
from kadergen.formats.mail_write import Mail, MailAddress, MailAttachment, ascii_address, make_message_id
from kadergen.model.round import FormFormat, Mailbox, MailKind, MailState, Meeting, Person, Round, Sent
from kadergen.model.wording import Wording
from kadergen.workflow.round_forms import SUFFIXES, file_stem

FOLDER: Final = "mail"
"""Where templates are: among the bundled content, by language, and in a round's folder, where its own ones count."""
PLACES: Final = (
    "name",
    "organisation",
    "title",
    "deadline",
    "meeting",
    "place",
    "files",
    "pdf",
    "word",
    "standard_print",
    "sender",
    "sender_address",
)
"""What may stand in braces in a template."""
_ELSE: Final = "en"
_REST: Final = timedelta(days=2)  # between two reminders
_NOWHERE: Final = "kadergen.invalid"  # a name that no host can have, in message ids of mails without a sender
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MEDIA_TYPES: Final[Mapping[FormFormat, str]] = {
    FormFormat.PDF: "application/pdf",
    FormFormat.WORD: _WORD,
    FormFormat.WORD_OPEN: _WORD,
    FormFormat.PDF_LARGE_PRINT: "application/pdf",
    FormFormat.WORD_LARGE_PRINT: _WORD,
}


def template_text(kind: MailKind, language: str) -> str:
    """The bundled template in a language (English where there is none), to be put into a round's folder, and edited."""
    folder = frameworks_folder() / FOLDER
    names = [language.lower(), language.lower().partition("-")[0], _ELSE]
    found = next(folder / name for name in names if name.isalnum() and (folder / name).is_dir())
    return (found / f"{kind.value}.txt").read_text(encoding="utf-8")


def load_template(kind: MailKind, language: str, own: Path) -> Template:
    """The template of this kind in the folder `own`, else the bundled one. Raises ContentError with every fault."""
    path = own / f"{kind.value}.txt"
    try:
        data = path.read_bytes() if path.is_file() else template_text(kind, language).encode("utf-8")
    except OSError as error:
        reason = error.strerror or "not readable"
        raise _broken(path, [_finding(Code.M020, path, Fault(1, reason, "May you read it?"))]) from error
    text, fault = decode_template(data)
    if fault:
        raise _broken(path, [_finding(Code.M020, path, fault)])
    template, faults = parse_template(text, PLACES)
    if template is None:
        raise _broken(path, [_finding(Code.M021, path, fault) for fault in faults])
    return template


def _broken(path: Path, found: Iterable[Diagnostic]) -> ContentError:
    hint = "Mend it, or remove it: then the mail that comes with kadergen is used."
    return ContentError(f"{path} cannot be used as a mail", hint, tuple(found))


def _finding(code: Code, path: Path, fault: Fault) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, fault.message, fault.hint, Location(display_name(path), fault.line))


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail that is ready: to whom, what for, and the note to be made of it (whose state the caller fills in)."""

    mail: Mail
    note: Sent
    file_name: str


@dataclass(frozen=True, slots=True)
class Letters:
    """Everything for the mails of one kind; `wording` is that of the round's language, `forms` the folder of forms."""

    round: Round
    kind: MailKind
    template: Template
    wording: Wording
    forms: Path

    def to(self, person: Person, when: datetime) -> OutgoingMail:
        """The mail to a person. The same kind of mail on the same day has the same message id.

        Raises OSError when the form cannot be read, ValueError for an address that no mail can be sent to.
        """
        settings = self.round.settings
        attachments = (*self._forms(person), *self._calendar(when))
        letter = self.template.letter(self._words(person, attachments), settings.language)
        sender = settings.sender
        mail = Mail(
            MailAddress(sender.address, sender.name) if sender.address else None,
            MailAddress(person.email, person.name),
            letter.subject,
            letter.text,
            letter.html,
            when,
            message_id(self.round, self.kind, person, when),
            settings.language,
            attachments,
            self._before(person),
        )
        note = Sent(person.id, self.kind, mail.message_id, when)
        return OutgoingMail(mail, note, self.file_name(person))

    def _before(self, person: Person) -> str:
        """The id of the person's first mail, "" where it is not known: a draft gets its id from what sends it."""
        first = None if self.kind is MailKind.FIRST else _first(self.round, person)
        return first.message_id if first and first.state is not MailState.DRAFT else ""

    def file_name(self, person: Person) -> str:
        """What the mail is called as a file."""
        return f"{self.kind.value}-{file_stem(person)}.eml"

    def _words(self, person: Person, attachments: Iterable[MailAttachment]) -> dict[str, str]:
        settings = self.round.settings
        files = _names(attachments, *_MEDIA_TYPES.values())  # the forms: what is to be filled in and sent back
        has_large_print = any(kind.is_large_print for kind in settings.forms_of(person))
        return {
            "name": person.name,
            "organisation": person.organisation,
            "title": settings.title,
            "deadline": day_words(self.wording, settings.deadline) if settings.deadline else "",
            "meeting": meeting_words(self.wording, settings.meeting) if settings.meeting else "",
            "place": settings.meeting.place if settings.meeting else "",
            "files": files,
            "pdf": _names(attachments, _MEDIA_TYPES[FormFormat.PDF]),
            "word": _names(attachments, _WORD),
            "standard_print": "" if has_large_print else files,
            "sender": settings.sender.name or settings.sender.address,
            "sender_address": settings.sender.address,
        }

    def _forms(self, person: Person) -> Iterable[MailAttachment]:
        if self.kind is MailKind.MEETING:
            return
        title = safe_file_name(self.round.settings.title, "form")
        for kind in self.round.settings.forms_of(person):
            data = (self.forms / f"{file_stem(person)}{SUFFIXES[kind]}").read_bytes()
            yield MailAttachment(f"{title}{SUFFIXES[kind]}", _MEDIA_TYPES[kind], data)

    def _calendar(self, when: datetime) -> Iterable[MailAttachment]:
        if self.round.settings.meeting is not None and self.kind is not MailKind.REMINDER:
            name = f"{safe_file_name(self.round.settings.title, 'meeting')}.ics"
            yield MailAttachment(name, "text/calendar", meeting_calendar(self.round, when))


def _names(attachments: Iterable[MailAttachment], *media_types: str) -> str:
    return ", ".join(attached.name for attached in attachments if attached.media_type in media_types)


def message_id(of: Round, kind: MailKind, person: Person, when: datetime) -> str:
    """The id of a mail. There is one first mail for a person, one about each meeting, and one reminder on each day.

    A meeting that was moved is another meeting: everybody is told again.
    """
    address = ascii_address(of.settings.sender.address)
    about = when.date().isoformat() if kind is MailKind.REMINDER else ""
    if kind is MailKind.MEETING and (meeting := of.settings.meeting):
        about = f"{meeting.begin.astimezone(UTC)} {meeting.end.astimezone(UTC)} {meeting.place}"
    host = address.rpartition("@")[2] if address else _NOWHERE
    return make_message_id(of.id, person.id, kind.value, about, host=host)


def meeting_calendar(of: Round, stamp: datetime) -> bytes:
    """The calendar file of the meeting, of a round that has one; programs know a moved meeting again."""
    settings = of.settings
    assert settings.meeting is not None
    meeting = settings.meeting
    entry = CalendarMeeting(make_uid("meeting", of.id), meeting.begin, meeting.end, settings.title, meeting.place)
    return write_meeting(entry, language=settings.language, stamp=stamp)


def meeting_words(wording: Wording, meeting: Meeting) -> str:
    """The day and hours of a meeting, in the zone in which it was set."""
    day = day_words(wording, meeting.begin.date())
    same = meeting.begin.date() == meeting.end.astimezone(meeting.begin.tzinfo).date()
    until = f"{meeting.end.astimezone(meeting.begin.tzinfo):%H:%M}"
    return f"{day}, {meeting.begin:%H:%M}–{until}" if same else f"{day}, {meeting.begin:%H:%M}"


def check_addresses(people: Iterable[Person], sender: Mailbox, *, drafts: bool) -> Diagnostics:
    """What is wrong with the addresses, by the beginning of people's file names; drafts may do without a sender."""
    hint = "Mend it in the round."
    found = [
        Diagnostic(Severity.ERROR, Code.M022, "no mail can be sent to this address", hint, Location(file_stem(person)))
        for person in people
        if ascii_address(person.email) is None
    ]
    if ascii_address(sender.address) is None and (sender.address or not drafts):
        message = "the sender's address is missing, or is none"
        found.append(Diagnostic(Severity.ERROR, Code.M022, message, "Put it into the round's settings."))
    return tuple(found)


def due(of: Round, kind: MailKind, now: datetime, *, drafts: bool, again: Container[str] = ()) -> tuple[Person, ...]:
    """Who is to get a mail of this kind now: nobody who has it, or may have it.

    A reminder is for people who were mailed, whose form is not there, and who had no reminder for two days: so one that
    was stopped half-way can be gone on with the next day. The meeting's mail goes out once, until the meeting is moved.
    A draft is written again as long as it is a draft; for sending it counts as sent, for who knows who sent it.
    `again` are the ids of people of whom somebody said that they are to get it, whatever went out before.
    """
    returned = {arrival.person_id for arrival in of.arrivals if arrival.counts}
    invited = {mail.person_id for mail in of.mails if mail.kind is MailKind.FIRST}
    last = {mail.person_id: mail for mail in sorted(of.mails, key=lambda mail: mail.when) if mail.kind is kind}

    def wanted(person: Person) -> bool:
        if person.id in again:
            return True
        if kind is MailKind.REMINDER and (person.id in returned or person.id not in invited):
            return False
        mail = last.get(person.id)
        if mail is None or (drafts and mail.state is MailState.DRAFT):
            return True
        if kind is MailKind.REMINDER:
            return now - mail.when >= _REST
        # About another meeting? The sender may have another address by now, and the same mail another host behind @.
        return mail.message_id.partition("@")[0] != message_id(of, kind, person, now).partition("@")[0]

    return tuple(person for person in of.people if wanted(person))


def _first(of: Round, person: Person) -> Sent | None:
    """The first mail to somebody, if there was one."""
    return next((mail for mail in of.mails if (mail.person_id, mail.kind) == (person.id, MailKind.FIRST)), None)
