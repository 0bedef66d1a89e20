"""`kadergen round send` and `remind`: the mails of a round on their way out."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from kadergen.cli.run import note, progress, say, show_diagnostics
from kadergen.errors import ExitCode, UsageError
from kadergen.model.round import MailKind
from kadergen.workflow.passwords import password_for
from kadergen.workflow.round_assign import find_person
from kadergen.workflow.round_folder import opened
from kadergen.workflow.round_post import Again, Posted, Server, SmtpServer, Tls, post

_PAUSE = 2.0  # seconds: what servers for ordinary accounts put up with


def folder_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option that names the round, for every command that works in one."""
    return click.option(
        "--round",
        "folder",
        type=click.Path(path_type=Path),
        default=Path(),
        metavar="DIR",
        help="The round's folder.  [default: the one you are in]",
    )(command)


def _mail_options(command: Any) -> Any:
    for option in (
        click.option("--smtp", metavar="SERVER[:PORT]", help="Send through this server, instead of writing drafts."),
        click.option("--user", default="", help="Who logs in at the server.  [default: the sender's address]"),
        click.option("--tls", type=click.Choice([tls.value for tls in Tls]), default=Tls.STARTTLS.value,
                     show_default=True, help="How the connection is made safe; without it nothing is sent."),
        click.option("--ca-file", type=click.Path(path_type=Path, dir_okay=False, exists=True),
                     help="Certificates to trust instead of the system's, for a server of your own."),
        click.option("--pause", type=click.FloatRange(0, 600), default=_PAUSE, show_default=True,
                     help="Seconds between two mails."),
        click.option("--again", multiple=True, metavar="PERSON",
                     help="Also to this person (name, address or id), whatever went out before; may be given twice."),
        click.option("--drafts-too", is_flag=True,
                     help="With --smtp, also what was written as a draft: if you did not send the drafts yourself."),
        click.option("--dry-run", is_flag=True, help="Only say to how many people it would go."),
        folder_option,
    ):  # fmt: skip
        command = option(command)
    return command


@click.command("send")
@click.option("--meeting", is_flag=True, help="Not the form, but the invitation for the meeting.")
@_mail_options
def send_command(meeting: bool, **options: Any) -> ExitCode:
    """Write a mail with their own form for everybody who has none yet: as drafts in outbox/, which Thunderbird and
    Outlook for Windows open ready to send.

    With --smtp they are sent at once. Nobody gets the same mail twice, also when it is stopped half-way. The password
    comes from the variable KADERGEN_SMTP_PASSWORD or the system's keyring, and is kept nowhere. The words are those of
    mail/first.txt in the round's folder, if there is one.
    """
    return _post(MailKind.MEETING if meeting else MailKind.FIRST, **options)


@click.command("remind")
@_mail_options
def remind_command(**options: Any) -> ExitCode:
    """The same for everybody who was mailed and whose form is not there: a reminder, with the form again, and not more
    often than every two days.
    """
    return _post(MailKind.REMINDER, **options)


def _post(
    kind: MailKind,
    smtp: str | None,
    user: str,
    tls: str,
    ca_file: Path | None,
    pause: float,
    again: tuple[str, ...],
    drafts_too: bool,
    dry_run: bool,
    folder: Path,
) -> ExitCode:
    with opened(folder, writing=True) as one, progress() as step:
        server = None
        if smtp:
            host, port = _server(smtp)
            account = user or one.settings.sender.address
            server = Server(
                SmtpServer(host, port, Tls(tls), account, ca_file),
                lambda: password_for("smtp", host, account) if account else "",
                lambda: time.sleep(pause),
            )
        once_more = Again(frozenset(find_person(one, words).id for words in again), drafts_too)
        now = datetime.now(UTC).astimezone()
        made = post(one, kind, now, server=server, again=once_more, dry_run=dry_run, progress=step)
    show_diagnostics(made.diagnostics)
    say(_told(made, dry_run=dry_run, sent=smtp is not None))
    if made.without:
        note(f"without an e-mail address: {made.without}; their forms are in forms/, to be given to them yourself")
    if made.waiting:
        note(
            f"not sent, for they were written as drafts, and perhaps you sent them: {made.waiting}; "
            "if you did not, add --drafts-too"
        )
    if made.stopped:
        note(f"stopped: {made.stopped.message}")
        if made.stopped.hint:
            note(f"  hint: {made.stopped.hint}")
        return made.stopped.exit_code
    return ExitCode.SOME_SKIPPED if made.done < made.due and not dry_run else ExitCode.OK


def _told(made: Posted, *, dry_run: bool, sent: bool) -> str:
    if dry_run:
        return f"mails that would go out: {made.due}"
    if sent:
        return f"mails sent: {made.done} of {made.due}"
    return f"drafts written: {made.done}" + (f", in {made.drafts}" if made.drafts else "")


def _server(text: str) -> tuple[str, int]:
    host, _, port = text.partition(":")
    if not host or (port and not (port.isdecimal() and 0 < int(port) < 65_536)):
        raise UsageError(f"{text!r} is no mail server", "Write it as mail.organisation.nl or mail.organisation.nl:587.")
    return host, int(port or 0)
