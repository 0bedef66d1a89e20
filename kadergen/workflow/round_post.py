"""What goes out in a round: everybody's own form, and the mails with it, as drafts or through a server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kadergen.content.load import frameworks_folder
from kadergen.content.words import bundled_wording
from kadergen.diagnostics import Diagnostics
from kadergen.errors import ContentError, NetworkError, UsageError
from kadergen.formats.smtp_send import SmtpConnection, SmtpServer, Tls
from kadergen.model.framework import Framework
from kadergen.model.instrument import build_instrument
from kadergen.model.round import FormFormat, MailKind, Person, Round
from kadergen.render.docx_file import render_form_docx
from kadergen.render.form_pdf import render_form_pdf
from kadergen.theme.load import default_theme
from kadergen.workflow.files import Progress, quiet
from kadergen.workflow.round_folder import FORMS, OUTBOX, OpenRound
from kadergen.workflow.round_forms import PersonalForms, form_file_name, write_forms
from kadergen.workflow.round_letters import FOLDER, Letters, check_addresses, due, load_template
from kadergen.workflow.round_send import send_mails, unknown_mails, write_drafts

__all__ = ["Posted", "Server", "SmtpServer", "Tls", "blank_forms", "post"]


@dataclass(frozen=True, slots=True)
class Posted:
    """What went out: to how many of the people who were due; `drafts` is the folder when they were only written.

    `without` is how many have no address: their form is made, to be given to them in another way. `stopped` says why
    not all of them did.
    """

    due: int
    done: int
    without: int
    diagnostics: Diagnostics
    drafts: Path | None = None
    stopped: NetworkError | None = None


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
    dry_run: bool = False,
    progress: Progress = quiet,
) -> Posted:
    """Write or send the mails of this kind to everybody who is due; nobody gets one twice.

    Without a server they are drafts in outbox/. With `dry_run` nothing is written or sent. Raises ContentError (an
    address or a template is wrong), UsageError (a mail that makes no sense), NetworkError, NotWritableError.
    """
    now_round = one.snapshot()
    _refuse(now_round, kind)
    everybody = due(now_round, kind, now, drafts=server is None)
    people = tuple(person for person in everybody if person.email)
    found = check_addresses(people, now_round.settings.sender, drafts=server is None)
    if found:
        raise ContentError("some mails cannot be sent", "Mend the addresses named and try again.", found)
    template = load_template(kind, now_round.settings.language, one.path / FOLDER)
    without = len(everybody) - len(people)
    if dry_run or not everybody:
        return Posted(len(people), 0, without, unknown_mails(now_round))
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
        mails, lambda: SmtpConnection(server.server, password), one.store, pause=server.pause, progress=progress
    )
    return Posted(len(people), sent.done, without, (*noticed, *sent.diagnostics), stopped=sent.stopped)


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
    formats = one.settings.formats
    _note_files(one, {p: [f"{FORMS}/{form_file_name(p, kind)}" for kind in formats] for p in people})
    forms = PersonalForms(one.framework, blank_forms(one.framework, formats))
    return write_forms(one[FORMS], forms, people, progress=progress)


def blank_forms(framework: Framework, formats: Sequence[FormFormat]) -> Mapping[FormFormat, bytes]:
    """The empty forms that everybody's own are made from."""
    instrument, theme = build_instrument(framework), default_theme()
    makers: Mapping[FormFormat, Callable[[], bytes]] = {
        FormFormat.PDF: lambda: render_form_pdf(framework, instrument, theme).data,
        FormFormat.WORD: lambda: render_form_docx(framework, instrument, theme),
        FormFormat.WORD_OPEN: lambda: render_form_docx(framework, instrument, theme, protected=False),
    }
    return {kind: makers[kind]() for kind in formats}
