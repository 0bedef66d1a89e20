"""Mails of a round on their way: as drafts for a mail program, or handed to a server, so that nobody gets one twice.

Before a mail is handed over, it is noted as begun, and afterwards as sent; a note is safe on disk before the next step.
Where a run was broken off in between, nobody knows whether the server took that mail: it is not sent again, and said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from kadergen.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity
from kadergen.errors import NetworkError
from kadergen.formats.mail_write import ascii_address, write_mail
from kadergen.formats.smtp_send import RefusedError, SmtpConnection, UncertainError
from kadergen.model.round import MailState, Person, Round, Sent
from kadergen.workflow.files import Progress, quiet, write_atomic
from kadergen.workflow.round_forms import file_stem
from kadergen.workflow.round_letters import OutgoingMail

_MOST_REFUSED: Final = 3  # in a row, about other things than the address: then the server means all mails


class Ledger(Protocol):
    """Where it is noted what went out; each note is on disk when the call returns."""

    def put_mail(self, mail: Sent) -> None:
        """Note a mail, or how far it got."""

    def forget_mail(self, message_id: str) -> None:
        """Take back the note of a mail that surely was not sent."""


@dataclass(frozen=True, slots=True)
class SendResult:
    """How many mails went out, or were written, and what was noticed. `stopped` says why not all of them did."""

    done: int
    diagnostics: Diagnostics = ()
    stopped: NetworkError | None = None


def write_drafts(
    folder: Path,
    mails: Iterable[OutgoingMail],
    ledger: Ledger,
    *,
    write: Callable[[Path, bytes], None] = write_atomic,
    progress: Progress = quiet,
) -> int:
    """Write a draft of each mail into the folder, as a file that mail programs open for sending; how many there are.

    Raises NotWritableError.
    """
    count = 0
    for outgoing in mails:
        write(folder / outgoing.file_name, write_mail(outgoing.mail, draft=True))
        ledger.put_mail(replace(outgoing.note, state=MailState.DRAFT))
        progress(outgoing.file_name)
        count += 1
    return count


def send_mails(
    mails: Iterable[OutgoingMail],
    connect: Callable[[], SmtpConnection],
    ledger: Ledger,
    *,
    pause: Callable[[], None],
    progress: Progress = quiet,
) -> SendResult:
    """Hand the mails to a server, one after the other, with a pause between two.

    `mails` may be made while they go out. Where the connection breaks it is made anew, once for each mail; where there
    is no server at all NetworkError comes out before anything is sent. Raises NotWritableError when a note cannot be
    made: then nothing more is sent.
    """
    post = _Post(connect, ledger)
    with post:
        post.open()
        for outgoing in mails:
            if post.done:
                pause()
            try:
                post.send(outgoing)
            except NetworkError as error:
                return SendResult(post.done, tuple(post.found), error)
            progress(outgoing.file_name)
    return SendResult(post.done, tuple(post.found))


class _Post:
    """The connection, and what came of the mails so far."""

    def __init__(self, connect: Callable[[], SmtpConnection], ledger: Ledger) -> None:
        self._connect, self._ledger = connect, ledger
        self._stack = ExitStack()
        self._connection: SmtpConnection | None = None
        self._refused = 0
        self.done = 0
        self.found: list[Diagnostic] = []

    def __enter__(self) -> None:
        """To be used in a `with` statement, which closes the connection."""

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def open(self) -> SmtpConnection:
        """The connection, made when there is none."""
        if self._connection is None:
            self._connection = self._stack.enter_context(self._connect())
        return self._connection

    def send(self, outgoing: OutgoingMail) -> None:
        """One mail. Raises NetworkError, and then this mail was not sent."""
        note, data = replace(outgoing.note, state=MailState.BEGUN), write_mail(outgoing.mail)
        self._ledger.put_mail(note)
        place = Location(outgoing.file_name)
        try:
            self._hand_over(outgoing, data)
        except UncertainError:
            self._drop()
            self.found.append(_unknown(outgoing.file_name))
            return
        except RefusedError as error:
            self._ledger.forget_mail(note.message_id)
            message = f"the server did not take this mail (code {error.code})"
            hint = "Is the address right?" if error.recipient else "Run the command again later."
            self.found.append(Diagnostic(Severity.WARNING, Code.M023, message, hint, place))
            self._refused = 0 if error.recipient else self._refused + 1
            if self._refused >= _MOST_REFUSED:
                raise NetworkError(
                    f"the server refused {self._refused} mails in a row (code {error.code})",
                    "Perhaps it takes no more for now; run the command again later.",
                ) from None
            return
        except NetworkError:
            self._ledger.forget_mail(note.message_id)
            raise
        self._ledger.put_mail(replace(note, state=MailState.SENT))
        self.done, self._refused = self.done + 1, 0

    def _hand_over(self, outgoing: OutgoingMail, data: bytes) -> None:
        sender = ascii_address(outgoing.mail.sender.address) if outgoing.mail.sender else None
        recipient = ascii_address(outgoing.mail.to.address)
        assert sender is not None
        assert recipient is not None
        try:
            self.open().send(sender, recipient, data)
        except NetworkError:  # an idle connection may have been closed in the pause
            self._drop()
            self.open().send(sender, recipient, data)

    def _drop(self) -> None:
        self._stack.close()
        self._connection = None


def unknown_mails(of: Round) -> Diagnostics:
    """The mails of which nobody knows whether they were sent, by the beginning of people's file names."""
    people: dict[str, Person] = {person.id: person for person in of.people}
    begun = (mail for mail in of.mails if mail.state is MailState.BEGUN and mail.person_id in people)
    return tuple(_unknown(f"{mail.kind.value}-{file_stem(people[mail.person_id])}") for mail in begun)


def _unknown(name: str) -> Diagnostic:
    message = "nobody knows whether this mail was sent: the connection, or kadergen, was broken off while it went out"
    hint = "It is not sent again by itself. Look among your sent mails, or ask; then --again PERSON sends it once more."
    return Diagnostic(Severity.WARNING, Code.M024, message, hint, Location(name))
