"""Mails of a round, handed to a real server over TLS: each goes out once, whatever happens in between."""

from __future__ import annotations

import email
import email.policy
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from kadergen.content.load import frameworks_folder
from kadergen.content.words import bundled_wording
from kadergen.errors import ContentError, NetworkError
from kadergen.formats.smtp_send import RefusedError, SmtpConnection, SmtpServer, Tls
from kadergen.model.round import (
    Arrival,
    ArrivalKind,
    FormFormat,
    Mailbox,
    MailKind,
    MailState,
    Meeting,
    Person,
    Round,
    RoundSettings,
    Sent,
)
from kadergen.workflow.round_forms import form_file_name
from kadergen.workflow.round_letters import Letters, OutgoingMail, check_addresses, due, load_template, template_text
from kadergen.workflow.round_send import SendResult, send_mails, unknown_mails, write_drafts
from tests.workflow.smtp_server import PASSWORD, USER, RunningServer, smtp_server

NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
PEOPLE = tuple(
    Person(letter * 32, f"Deelnemer {number}, gemeente", f"p{number}@example.org")
    for number, letter in enumerate("abcde", 1)
)
SETTINGS = RoundSettings(
    "kwaliteitskader-housing-first",
    "Zelfevaluatie 2026",
    "nl",
    date(2026, 11, 30),
    Meeting(datetime(2026, 12, 10, 13, 30, tzinfo=UTC), datetime(2026, 12, 10, 16, 30, tzinfo=UTC), "Zaal 2"),
    (FormFormat.PDF,),
    Mailbox("Bureau Kwaliteit", USER),
)


@dataclass
class Notes:
    """A ledger in memory; `on_note` may break off a run, as a killed process does."""

    mails: dict[str, Sent] = field(default_factory=dict)
    on_note: Callable[[Sent], None] = lambda _: None

    def put_mail(self, mail: Sent) -> None:
        self.mails[mail.message_id] = mail
        self.on_note(mail)

    def forget_mail(self, message_id: str) -> None:
        del self.mails[message_id]

    def states(self) -> list[str]:
        return [mail.state.value for mail in self.mails.values()]


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    folder = tmp_path / "forms"
    folder.mkdir()
    for person in PEOPLE:
        (folder / form_file_name(person, FormFormat.PDF)).write_bytes(b"%PDF of " + person.id.encode())
    return folder


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with smtp_server(tmp_path) as running:
        yield running


def round_with(notes: Notes, *arrivals: Arrival) -> Round:
    return Round("r" * 32, SETTINGS, PEOPLE, arrivals, tuple(notes.mails.values()))


def mails(
    forms: Path, notes: Notes, kind: MailKind = MailKind.FIRST, now: datetime = NOW, *, drafts: bool = False
) -> list[OutgoingMail]:
    of = round_with(notes)
    letters = Letters(of, kind, load_template(kind, "nl", forms), bundled_wording("nl", frameworks_folder()), forms)
    return [letters.to(person, now) for person in due(of, kind, now, drafts=drafts)]


def at(server: RunningServer, **changes: object) -> SmtpServer:
    return replace(SmtpServer("localhost", server.port, Tls.STARTTLS, USER, server.authorities), **changes)  # type: ignore[arg-type]


def send(server: RunningServer, outgoing: list[OutgoingMail], notes: Notes) -> SendResult:
    return send_mails(outgoing, lambda: SmtpConnection(at(server), PASSWORD), notes, pause=lambda: None)


def recipients(server: RunningServer) -> list[str]:
    return [recipient for recipient, _ in server.received.mails]


def test_everybody_gets_their_own_form_once(server: RunningServer, forms: Path) -> None:
    notes, pauses = Notes(), []
    result = send_mails(
        mails(forms, notes), lambda: SmtpConnection(at(server), PASSWORD), notes, pause=lambda: pauses.append(1)
    )
    assert (result.done, result.diagnostics, result.stopped) == (5, (), None)
    assert len(pauses) == 4
    assert notes.states() == ["sent"] * 5
    assert recipients(server) == [person.email for person in PEOPLE]
    for person, (_, data) in zip(PEOPLE, server.received.mails, strict=True):
        message = email.message_from_bytes(data, policy=email.policy.default)
        form, calendar = message.iter_attachments()
        assert isinstance(form, EmailMessage)
        assert form.get_content() == b"%PDF of " + person.id.encode()
        assert (form.get_filename(), calendar.get_filename()) == ("Zelfevaluatie 2026.pdf", "Zelfevaluatie 2026.ics")
        body = message.get_body(("plain",))
        assert body is not None
        text = body.get_content()
        assert f"Beste {person.name}," in text
        assert "30 november 2026" in text
        assert "10 december 2026, 13:30–16:30" in text
        assert message["To"].addresses[0].display_name == person.name
        assert message["Message-ID"] in notes.mails
    assert mails(forms, notes) == []
    assert send(server, mails(forms, notes), notes).done == 0


def test_tls_from_the_first_byte(tmp_path: Path, forms: Path) -> None:
    notes = Notes()
    with smtp_server(tmp_path, implicit=True) as running:
        where = at(running, tls=Tls.IMPLICIT)
        result = send_mails(mails(forms, notes), lambda: SmtpConnection(where, PASSWORD), notes, pause=lambda: None)
        assert (result.done, len(running.received.mails)) == (5, 5)


def test_without_tls_nothing_is_said(tmp_path: Path, forms: Path) -> None:
    notes = Notes()
    with smtp_server(tmp_path, starttls=False) as running:
        with pytest.raises(NetworkError, match="no TLS"):
            send(running, mails(forms, notes), notes)
        assert (running.received.mails, running.received.logins, notes.mails) == ([], 0, {})


def test_a_certificate_that_is_not_trusted_or_for_another_name(
    tmp_path: Path, forms: Path, server: RunningServer
) -> None:
    with (
        pytest.raises(NetworkError, match="certificate of localhost is not valid"),
        SmtpConnection(at(server, authorities=None)),
    ):
        pass
    other = tmp_path / "other"
    other.mkdir()
    with smtp_server(other, name="mail.example.org") as running:
        with (
            pytest.raises(NetworkError, match="certificate of localhost is not valid"),
            SmtpConnection(at(running), PASSWORD),
        ):
            pass
        assert running.received.logins == 0


def test_a_wrong_password_is_not_repeated_by_anyone(server: RunningServer) -> None:
    connection = SmtpConnection(at(server), "verkeerd-wachtwoord")
    with pytest.raises(NetworkError) as caught, connection:
        pass
    error: BaseException | None = caught.value
    assert "535" in str(error)
    seen = repr(connection) + caught.value.message + caught.value.hint
    assert "wachtwoord" not in seen
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert server.received.logins >= 1


def test_no_server(tmp_path: Path, forms: Path) -> None:
    with smtp_server(tmp_path) as running:
        pass
    notes = Notes()
    with pytest.raises(NetworkError, match="connection with localhost failed"):
        send(running, mails(forms, notes), notes)
    assert notes.mails == {}


def test_who_is_refused_can_be_tried_again(server: RunningServer, forms: Path) -> None:
    notes = Notes()
    server.received.refuse = {"p2@example.org": "550 5.1.1 p2@example.org unknown", "p3@example.org": "451 later"}
    result = send(server, mails(forms, notes), notes)
    assert result.done == 3
    assert [(d.code.name, d.location and d.location.file) for d in result.diagnostics] == [
        ("M023", f"first-Deelnemer 2 gemeente-{'b' * 8}.eml"),
        ("M023", f"first-Deelnemer 3 gemeente-{'c' * 8}.eml"),
    ]
    assert "550" in result.diagnostics[0].message
    assert not any("@" in d.message + d.hint for d in result.diagnostics)
    server.received.refuse = {}
    assert send(server, mails(forms, notes), notes).done == 2
    assert sorted(recipients(server)) == [person.email for person in PEOPLE]


def test_a_server_that_takes_no_more_is_left_alone(server: RunningServer, forms: Path) -> None:
    notes = Notes()
    server.received.refuse = dict.fromkeys((person.email for person in PEOPLE), "451 4.7.0 too many")
    result = send(server, mails(forms, notes), notes)
    assert result.stopped is not None
    assert (result.done, len(result.diagnostics), notes.mails) == (0, 3, {})


def test_a_connection_that_breaks_after_the_mail_is_no_reason_to_send_it_again(
    server: RunningServer, forms: Path
) -> None:
    notes = Notes()
    server.received.drop_after = {"p2@example.org"}
    result = send(server, mails(forms, notes), notes)
    assert (result.done, [d.code.name for d in result.diagnostics]) == (4, ["M024"])
    assert notes.states() == ["sent", "begun", "sent", "sent", "sent"]
    assert send(server, mails(forms, notes), notes).done == 0
    assert recipients(server) == [person.email for person in PEOPLE]
    (unknown,) = unknown_mails(round_with(notes))
    assert unknown.location is not None
    assert unknown.location.file == f"first-Deelnemer 2 gemeente-{'b' * 8}"


class Killed(BaseException):
    """The process ended here."""


@pytest.mark.parametrize("state", [MailState.BEGUN, MailState.SENT])
@pytest.mark.parametrize("number", range(5))
def test_stopped_at_any_note_nobody_gets_a_mail_twice(
    server: RunningServer, forms: Path, state: MailState, number: int
) -> None:
    notes = Notes()

    def stop(mail: Sent) -> None:
        if mail.person_id == PEOPLE[number].id and mail.state is state:
            raise Killed

    notes.on_note = stop
    with pytest.raises(Killed):
        send(server, mails(forms, notes), notes)
    notes.on_note = lambda _: None
    send(server, mails(forms, notes), notes)
    got = recipients(server)
    assert len(got) == len(set(got))
    begun = [mail.person_id for mail in notes.mails.values() if mail.state is MailState.BEGUN]
    assert begun == ([PEOPLE[number].id] if state is MailState.BEGUN else [])
    assert len(got) + len(begun) == 5


def test_a_note_that_cannot_be_made_stops_before_the_mail(server: RunningServer, forms: Path) -> None:
    notes = Notes()

    def full(_: Sent) -> None:
        raise OSError("disk full")

    notes.on_note = full
    with pytest.raises(OSError, match="disk full"):
        send(server, mails(forms, notes), notes)
    assert server.received.mails == []


def test_an_idle_connection_that_was_closed_is_made_anew(server: RunningServer, forms: Path) -> None:
    notes, outgoing = Notes(), mails(forms, Notes())
    made: list[SmtpConnection] = []

    def connect() -> SmtpConnection:
        made.append(SmtpConnection(at(server), PASSWORD))
        return made[-1]

    def close() -> None:
        smtp = made[-1]._smtp
        assert smtp is not None
        assert smtp.sock is not None
        smtp.sock.shutdown(socket.SHUT_RDWR)

    result = send_mails(outgoing, connect, notes, pause=close)
    assert (result.done, len(made)) == (5, 5)
    assert recipients(server) == [person.email for person in PEOPLE]


def test_reminders_go_to_those_who_are_missing_and_not_again_for_two_days(forms: Path) -> None:
    notes = Notes()
    assert due(round_with(notes), MailKind.REMINDER, NOW, drafts=False) == ()
    for outgoing in mails(forms, notes)[:4]:
        notes.put_mail(outgoing.note)
    came = Arrival("0" * 64, "f.pdf", ".pdf", ArrivalKind.FORM, NOW, NOW, PEOPLE[0].id)
    empty = Arrival("1" * 64, "g.pdf", ".pdf", ArrivalKind.EMPTY, NOW, NOW, PEOPLE[1].id)
    later = NOW + timedelta(days=7)
    assert due(round_with(notes, came, empty), MailKind.REMINDER, later, drafts=False) == PEOPLE[1:4]
    reminders = mails(forms, notes, MailKind.REMINDER, later)
    assert "reminder-" in reminders[1].file_name
    notes.put_mail(reminders[1].note)
    assert due(round_with(notes, came), MailKind.REMINDER, later + timedelta(hours=2), drafts=False) == PEOPLE[2:4]
    assert due(round_with(notes, came), MailKind.REMINDER, later + timedelta(days=1), drafts=False) == PEOPLE[2:4]
    assert due(round_with(notes, came), MailKind.REMINDER, later + timedelta(days=2), drafts=False) == PEOPLE[1:4]


def test_drafts_are_files_that_count_as_sent_for_the_server(tmp_path: Path, forms: Path) -> None:
    notes, outbox = Notes(), tmp_path / "outbox"
    assert write_drafts(outbox, mails(forms, notes, drafts=True), notes) == 5
    first = {path.name: path.read_bytes() for path in outbox.iterdir()}
    assert len(first) == 5
    assert all(data.startswith(b"X-Unsent: 1\r\n") for data in first.values())
    assert notes.states() == ["draft"] * 5
    assert mails(forms, notes) == []
    assert write_drafts(outbox, mails(forms, notes, drafts=True), notes) == 5
    assert {path.name: path.read_bytes() for path in outbox.iterdir()} == first


def test_another_sender_is_no_reason_for_another_first_mail(forms: Path) -> None:
    notes = Notes()
    for outgoing in mails(forms, notes):
        notes.put_mail(outgoing.note)
    of = replace(round_with(notes), settings=replace(SETTINGS, sender=Mailbox("x", "other@example.com")))
    assert due(of, MailKind.FIRST, NOW, drafts=False) == ()


def test_addresses_are_checked_before_anything_goes_out() -> None:
    people = (*PEOPLE, replace(PEOPLE[0], email="p1@example.org, p2@example.org"))
    assert check_addresses(PEOPLE, SETTINGS.sender, drafts=False) == ()
    assert [d.code.name for d in check_addresses(people, Mailbox(), drafts=False)] == ["M022", "M022"]
    assert check_addresses(PEOPLE, Mailbox(), drafts=True) == ()


def test_reminders_follow_the_first_mail_where_its_id_is_known(forms: Path) -> None:
    notes, later = Notes(), NOW + timedelta(days=7)
    for outgoing in mails(forms, notes):
        assert outgoing.mail.follows == ""
        notes.put_mail(outgoing.note)
    first, second, *_ = notes.mails.values()
    notes.put_mail(replace(second, state=MailState.DRAFT))  # who knows what the program that sent it called it
    one, other, *_ = mails(forms, notes, MailKind.REMINDER, later)
    assert (one.mail.follows, other.mail.follows) == (first.message_id, "")


def test_a_meeting_that_was_moved_is_told_again_on_the_same_day(forms: Path) -> None:
    notes = Notes()
    told = mails(forms, notes, MailKind.MEETING)
    for outgoing in told:
        notes.put_mail(outgoing.note)
    soon = NOW + timedelta(hours=1)
    assert mails(forms, notes, MailKind.MEETING, soon) == []
    assert mails(forms, notes, MailKind.MEETING, NOW + timedelta(days=9)) == []
    assert SETTINGS.meeting is not None
    moved = replace(SETTINGS.meeting, place="Zaal 3")
    of = replace(round_with(notes), settings=replace(SETTINGS, meeting=moved))
    assert due(of, MailKind.MEETING, soon, drafts=False) == PEOPLE
    wording = bundled_wording("nl", frameworks_folder())
    again = Letters(of, MailKind.MEETING, load_template(MailKind.MEETING, "nl", forms), wording, forms).to(
        PEOPLE[0], soon
    )
    (old,), (new,) = told[0].mail.attachments, again.mail.attachments
    before: Any
    after: Any
    before, after = (Calendar.from_ical(file.data).walk("VEVENT")[0] for file in (old, new))
    assert before["UID"] == after["UID"]
    assert before["SEQUENCE"] < after["SEQUENCE"]
    assert (str(before["LOCATION"]), str(after["LOCATION"])) == ("Zaal 2", "Zaal 3")


KINDS = [(kind, language) for kind in MailKind for language in ("nl", "en")]


def letter(forms: Path, kind: MailKind, language: str, *formats: FormFormat) -> OutgoingMail:
    for form in formats:
        (forms / form_file_name(PEOPLE[0], form)).write_bytes(b"form")
    of = replace(round_with(Notes()), settings=replace(SETTINGS, language=language, formats=formats))
    wording = bundled_wording(language, frameworks_folder())
    return Letters(of, kind, load_template(kind, language, forms / "none"), wording, forms).to(PEOPLE[0], NOW)


@pytest.mark.parametrize(("kind", "language"), KINDS)
def test_the_words_of_each_mail_are_few_and_plain(forms: Path, kind: MailKind, language: str) -> None:
    template = load_template(kind, language, forms / "none")
    lines = [re.sub(r"\{\w+\}", "Woord", line) for block in template.blocks for line in block]
    sentences = [sentence.split() for line in lines for sentence in re.split(r"(?<=[.?!:])\s+", line)]
    assert max(map(len, sentences)) <= 20
    assert sum(map(len, sentences)) / len(sentences) <= 10
    assert sum(map(len, sentences)) <= 220
    assert not re.search(r"https?://|[A-Z]{4,}|!!|gratis|free\b|klik hier|click here", " ".join(lines))


@pytest.mark.parametrize(("kind", "language"), KINDS)
def test_with_all_words_there_no_part_of_a_mail_is_left_out(forms: Path, kind: MailKind, language: str) -> None:
    text = letter(forms, kind, language, FormFormat.PDF, FormFormat.WORD).mail.text
    template = load_template(kind, language, forms / "none")
    for line in (line for block in template.blocks for line in block):
        *_, longest = sorted(re.split(r"\{\w+\}|\*\*", line), key=len)
        assert longest in text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_first_mail_names_the_programs_of_the_forms_that_are_there(forms: Path, language: str) -> None:
    def text(*formats: FormFormat) -> str:
        return letter(forms, MailKind.FIRST, language, *formats).mail.text

    pdf, word, both = text(FormFormat.PDF), text(FormFormat.WORD_OPEN), text(FormFormat.PDF, FormFormat.WORD)
    assert ("Acrobat" in pdf, "Word." in pdf) == (True, False)
    assert ("Acrobat" in word, "Word." in word) == (False, True)
    assert all(words in both for words in ("Acrobat", "Word.", "2026.pdf", "2026.docx"))
    for said in ("papier", "grote letters", "vraag") if language == "nl" else ("on paper", "large print", "question"):
        assert said in pdf


@pytest.mark.parametrize("language", ["nl", "en"])
def test_large_print_is_offered_to_whoever_has_none(forms: Path, language: str) -> None:
    def text(*formats: FormFormat) -> str:
        return letter(forms, MailKind.FIRST, language, *formats).mail.text.replace(" \r\n", " ").replace(" \n", " ")

    offered = "grote letters" if language == "nl" else "large print"
    pdf, large = text(FormFormat.PDF), text(FormFormat.PDF_LARGE_PRINT)
    assert offered in pdf
    # Nothing else is told otherwise.
    paragraphs = [part for part in pdf.split("\n\n") if offered not in part]
    assert large.split("\n\n") == [part.replace("2026.pdf", "2026.large.pdf") for part in paragraphs]
    word = text(FormFormat.WORD_LARGE_PRINT)
    assert ("Acrobat" in word, "Zelfevaluatie 2026.large.docx" in word, offered in word) == (False, True, False)
    assert offered not in text(FormFormat.PDF, FormFormat.PDF_LARGE_PRINT)


def test_a_template_of_ones_own(tmp_path: Path, forms: Path) -> None:
    own = forms / "first.txt"
    own.write_text(template_text(MailKind.FIRST, "en").replace("Dear", "Hello"), encoding="utf-8")
    assert "Hello Deelnemer 1" in mails(forms, Notes())[0].mail.text
    own.write_text("Subject: x\n\n{nobody}\n", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        mails(forms, Notes())
    assert [str(d.location) for d in caught.value.diagnostics] == [f"{own}:3"]
    own.write_bytes(b"Subject: \xff\n\nx")
    with pytest.raises(ContentError) as caught:
        mails(forms, Notes())
    assert [(d.code.name, str(d.location)) for d in caught.value.diagnostics] == [("M020", f"{own}:1")]


def test_words_that_are_not_known_leave_their_lines_out(forms: Path) -> None:
    of = replace(round_with(Notes()), settings=replace(SETTINGS, deadline=None, meeting=None))
    for kind in (MailKind.FIRST, MailKind.REMINDER):
        for language in ("nl", "en"):
            wording = bundled_wording(language, frameworks_folder())
            letter = Letters(of, kind, load_template(kind, language, forms / "none"), wording, forms).to(PEOPLE[0], NOW)
            assert not {"november", "december", "30", "Zaal"} & set(re.findall(r"\w+", letter.mail.text))
            assert "{" not in letter.mail.text
            assert [a.name for a in letter.mail.attachments] == ["Zelfevaluatie 2026.pdf"]


def test_a_refusal_says_no_more_than_its_number() -> None:
    assert str(RefusedError(550, recipient=True)) == "refused with code 550"
