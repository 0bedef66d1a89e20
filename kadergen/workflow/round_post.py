"""What goes out in a round: everybody's own form, and the mails with it, as drafts or through a server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Final

from kadergen.content.load import frameworks_folder
from kadergen.content.words import bundled_wording
from kadergen.diagnostics import Diagnostics
from kadergen.errors import ContentError, NetworkError, UsageError
from kadergen.formats.smtp_send import SmtpConnection, SmtpServer, Tls
from kadergen.model.framework import Framework
from kadergen.model.instrument import build_instrument
from kadergen.model.round import FormFormat, MailKind, MailState, Person, Round, Sent
from kadergen.render.docx_file import render_form_docx
from kadergen.render.form_pdf import render_form_pdf
from kadergen.theme.load import default_theme
from kadergen.theme.variants import Variant, varied
from kadergen.workflow.files import Progress, quiet
from kadergen.workflow.round_folder import FORMS, OUTBOX, OpenRound
from kadergen.workflow.round_forms import PersonalForms, form_file_name, write_forms
from kadergen.workflow.round_letters import FOLDER, Letters, OutgoingMail, check_addresses, due, load_template
from kadergen.workflow.round_send import send_mails, unknown_mails, write_drafts

__all__ = ["Posted", "Server", "SmtpServer", "Tls", "blank_forms", "post"]


@dataclass(frozen=True, slots=True)
class Posted:
    """What went out: to how many of the people who were due; `drafts` is the folder when they were only written.

    `without` is how many have no address: their form is made, to be given to them in another way. `stopped` says why
    not all of them did; `waiting` is how many were not sent since they were written as drafts before.
    """

    due: int
    done: int
    without: int
    diagnostics: Diagnostics
    drafts: Path | None = None
    stopped: NetworkError | None = None
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Again:
    """Who is to get a mail that they have, or may have, by id; `drafts`: everybody whose mail is only a draft."""

    people: frozenset[str] = frozenset()
    drafts: bool = False


NOT_AGAIN: Final = Again()


@dataclass(frozen=True, slots=True)
class Server:
    """The server that takes the mails; `password` is asked for when it is needed, `pause` waits between two mails."""

    server: SmtpServer
    password: Callable[[], str]
    pause: Callable[[], None]


def post(
    one: OpenRound,
    kind: MailKind,
    now: datetime,
    *,
    server: Server | None = None,
    again: Again = NOT_AGAIN,
    dry_run: bool = False,
    progress: Progress = quiet,
) -> Posted:
    """Write or send the mails of this kind to everybody who is due; nobody gets one twice.

    Without a server they are drafts in outbox/. With `dry_run` nothing is written or sent. A draft of a mail that is
    sent is removed first, so that it does not go out by hand as well.

    Raises ContentError (an address or a template is wrong), UsageError (a mail that makes no sense), NetworkError,
    NotWritableError.
    """
    now_round = one.snapshot()
    _refuse(now_round, kind)
    drafts = _drafts(now_round, kind) if server else {}
    wanted = again.people | drafts.keys() if again.drafts else again.people
    everybody = due(now_round, kind, now, drafts=server is None, again=wanted)
    people = tuple(person for person in everybody if person.email)
    found = check_addresses(people, now_round.settings.sender, drafts=server is None)
    if found:
        raise ContentError("some mails cannot be sent", "Mend the addresses named and try again.", found)
    template = load_template(kind, now_round.settings.language, one.path / FOLDER)
    without = len(everybody) - len(people)
    waiting = len(drafts.keys() - {person.id for person in everybody})
    if dry_run or not everybody:
        return Posted(len(people), 0, without, unknown_mails(now_round), waiting=waiting)
    password = server.password() if server else ""
    noticed = () if kind is MailKind.MEETING else _prepare(one, everybody, progress)
    wording = bundled_wording(now_round.settings.language, frameworks_folder())
    letters = Letters(now_round, kind, template, wording, one[FORMS])
    mails = (letters.to(person, now) for person in people)
    if server is None:
        _note_files(one, {person: [f"{OUTBOX}/{letters.file_name(person)}"] for person in people})
        done = write_drafts(one[OUTBOX], mails, one.store, progress=progress)
        return Posted(len(people), done, without, (*noticed, *unknown_mails(one.snapshot())), one[OUTBOX])
    sent = send_mails(
        _without_drafts(one, mails, drafts),
        lambda: SmtpConnection(server.server, password),
        one.store,
        pause=server.pause,
        progress=progress,
    )
    found = (*noticed, *sent.diagnostics)
    return Posted(len(people), sent.done, without, found, stopped=sent.stopped, waiting=waiting)


def _drafts(of: Round, kind: MailKind) -> Mapping[str, Sent]:
    """The mails of this kind that were only written so far, by whom they are for."""
    return {mail.person_id: mail for mail in of.mails if mail.kind is kind and mail.state is MailState.DRAFT}


def _without_drafts(
    one: OpenRound, mails: Iterable[OutgoingMail], drafts: Mapping[str, Sent]
) -> Iterator[OutgoingMail]:
    """The mails, each one's draft removed just before it goes out."""
    for outgoing in mails:
        draft = drafts.get(outgoing.note.person_id)
        if draft:
            (one[OUTBOX] / outgoing.file_name).unlink(missing_ok=True)
            if draft.message_id != outgoing.note.message_id:
                one.store.forget_mail(draft.message_id)
        yield outgoing


def _refuse(now_round: Round, kind: MailKind) -> None:
    if now_round.closed:
        raise UsageError("the round is closed", "Nobody is left in it to write to.")
    if kind is MailKind.MEETING and now_round.settings.meeting is None:
        raise UsageError("no meeting is set", "Write it into round.yaml.")


def _note_files(one: OpenRound, files: Mapping[Person, Sequence[str]]) -> None:
    """Note which files are about whom before they are there, so that they can be removed with the person."""
    with one.store.transaction():
        for person, paths in files.items():
            one.store.put_files(person.id, paths)


def _prepare(one: OpenRound, people: Sequence[Person], progress: Progress) -> Diagnostics:
    """Everybody's own form, made anew: settings or names may have changed."""
    kinds = {person: one.settings.forms_of(person) for person in people}
    _note_files(one, {p: [f"{FORMS}/{form_file_name(p, kind)}" for kind in kinds[p]] for p in people})
    blanks = blank_forms(one.framework, dict.fromkeys(chain.from_iterable(kinds.values())))
    forms = PersonalForms(one.framework, blanks, one.settings.formats)
    return write_forms(one[FORMS], forms, people, progress=progress)


def blank_forms(framework: Framework, formats: Iterable[FormFormat]) -> Mapping[FormFormat, bytes]:
    """The empty forms that everybody's own are made from."""
    instrument, theme = build_instrument(framework), default_theme()
    large = varied(theme, Variant(large_print=True))
    makers: Mapping[FormFormat, Callable[[], bytes]] = {
        FormFormat.PDF: lambda: render_form_pdf(framework, instrument, theme).data,
        FormFormat.WORD: lambda: render_form_docx(framework, instrument, theme),
        FormFormat.WORD_OPEN: lambda: render_form_docx(framework, instrument, theme, protected=False),
        FormFormat.PDF_LARGE_PRINT: lambda: render_form_pdf(framework, instrument, large).data,
        FormFormat.WORD_LARGE_PRINT: lambda: render_form_docx(framework, instrument, large),
    }
    return {kind: makers[kind]() for kind in formats}
