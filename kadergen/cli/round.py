"""`kadergen round`: a whole round of evaluation by mail, kept in one folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from kadergen.cli.read import exit_code, how_of, how_options
from kadergen.cli.round_mail import folder_option, remind_command, send_command
from kadergen.cli.run import note, progress, say, say_bytes, show_diagnostics, show_table
from kadergen.diagnostics import has_errors
from kadergen.errors import ExitCode, UsageError
from kadergen.model.instrument import build_instrument
from kadergen.model.round import Arrival, ArrivalKind, FormFormat, Mailbox, RoundSettings
from kadergen.workflow import frameworks
from kadergen.workflow.files import write_atomic
from kadergen.workflow.receipts import ReceiptBook, check_suffix, receipt_bytes
from kadergen.workflow.round_assign import assign, find_arrival, find_person
from kadergen.workflow.round_folder import SETTINGS, examine, new_round, opened
from kadergen.workflow.round_people import valid_address
from kadergen.workflow.round_removal import Kept, add_people, close_round, forget
from kadergen.workflow.round_results import make_results
from kadergen.workflow.round_settings import TIME_ZONE, meeting_of
from kadergen.workflow.round_sources import collect_into, source_of
from kadergen.workflow.round_status import STATUS_HEADS, RoundStatus, status_json, status_of, status_rows

_SHOWN = 8  # characters of a hash: enough to tell files apart


def _yes_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--yes", is_flag=True, help="Do not ask.")(command)


@click.group("round")
def round_command() -> None:
    """A whole round by mail, kept in one folder: people in, forms out, returns in, results.

    \b
    The usual order:
      kadergen round new DIR --framework … --title … --participants people.xlsx
      kadergen round send        everybody's own form, as drafts for your mail program
      kadergen round collect …   what came back, from mails, folders or a mailbox
      kadergen round assign …    whose a form is that could not be matched
      kadergen round remind      whoever is missing
      kadergen round status      who is invited, whose form is there, who is missing
      kadergen round results     the combined result of what is there
      kadergen round close       keep the agreed plan, remove the individuals
    """


@round_command.command("new")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--framework", required=True, help="A name from `kadergen list`, or a folder; it is copied into the round."
)
@click.option("--title", required=True, help="What the round is called in mails and in the calendar.")
@click.option(
    "--participants",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="people.csv|.xlsx",
    help="A table with the headings name, e-mail, and if you like organisation, party, level and form (Dutch or "
    "English).",
)
@click.option("--language", help="The language of the mails.  [default: the framework's]")
@click.option("--deadline", metavar="2026-11-30", help="The last day on which forms are expected.")
@click.option("--meeting", metavar="'2026-12-10 13:30-16:30'", help="When the group meets.")
@click.option("--time-zone", default=TIME_ZONE, show_default=True, help="Of the meeting.")
@click.option("--place", default="", help="Where the group meets.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice([form.value for form in FormFormat]),
    default=[FormFormat.PDF.value],
    show_default=True,
    help="The form that is sent; may be given more than once.",
)
@click.option("--sender-name", default="", help="Who the mails are from.")
@click.option("--sender-address", default="", help="The address that the mails are from.")
def _new(
    folder: Path,
    framework: str,
    title: str,
    participants: Path,
    language: str | None,
    deadline: str | None,
    meeting: str | None,
    time_zone: str,
    place: str,
    formats: tuple[str, ...],
    sender_name: str,
    sender_address: str,
) -> None:
    """Make the folder of a round. Everything that is wrong in the table of participants is named with its row.

    \b
    DIR/round.yaml     the settings, to edit        DIR/forms/      made for each person
    DIR/mail/          the words of the mails       DIR/returned/   every file that came in, unchanged
    DIR/round.sqlite   who, what and when           DIR/receipts/   what was read of each of them
    DIR/framework/     the framework as it is now   DIR/results/    the combined result
    """
    settings = RoundSettings(
        framework=framework,
        title=title,
        language=language or frameworks.load(framework)[0].language,
        deadline=_day(deadline),
        meeting=meeting_of(meeting, place, time_zone) if meeting else None,
        formats=tuple(dict.fromkeys(FormFormat(form) for form in formats)),
        sender=Mailbox(sender_name, _address(sender_address)),
    )
    people, findings = new_round(folder, settings, participants)
    show_diagnostics(findings)
    say(f"{folder}: a round with {len(people)} participants")
    note(f"Look at {folder / SETTINGS} and change what you like.")


def _day(words: str | None) -> date | None:
    try:
        return date.fromisoformat(words) if words else None
    except ValueError as problem:
        raise UsageError(f"{words} is no day", "Write it as 2026-11-30.") from problem


def _address(words: str) -> str:
    address = valid_address(words) if words else ""
    if address is None:
        raise UsageError("the sender's address is none", "Write one such as name@organisation.nl.")
    return address


@round_command.command("open")
@folder_option
def _open(folder: Path) -> ExitCode:
    """Look whether a round is whole, and bring it to this version of kadergen: after copying it, or years later.

    Every file that came in is held against its hash. What a killed process left behind is removed.
    """
    with opened(folder, writing=True) as one:
        findings = examine(one)
        show_diagnostics(findings)
        _summary(status_of(one.snapshot(), one.store.counts))
    return ExitCode.SOME_SKIPPED if has_errors(findings) else ExitCode.OK


@round_command.command("status")
@click.option("--json", "as_json", is_flag=True, help="As JSON, on stdout.")
@folder_option
def _status(folder: Path, as_json: bool) -> None:
    """Say of each participant what went out and what came back, and what came back from nobody knows whom."""
    with opened(folder) as one:
        status = status_of(one.snapshot(), one.store.counts, one.receipts() if as_json else None)
    if as_json:
        say_bytes().write(status_json(status))
        return
    if status.people:
        show_table(STATUS_HEADS, status_rows(status))
        say()
    _unknown(status.unknown)
    _summary(status)


def _unknown(arrivals: Sequence[Arrival]) -> None:
    for arrival in arrivals:
        say(f"unknown: {arrival.sha256[:_SHOWN]}  {arrival.kind.value:<10}  {arrival.name}")
    if any(arrival.kind in (ArrivalKind.FORM, ArrivalKind.EMPTY) for arrival in arrivals):
        say("         whose it is: kadergen round assign FILE PERSON, with the letters and figures before its name")


def _summary(status: RoundStatus) -> None:
    settings = status.round.settings
    deadline = f", deadline {settings.deadline.isoformat()}" if settings.deadline else ""
    say(f"{settings.title} ({settings.framework}{deadline})")
    invited, returned = status.counts or (len(status.people), status.returned)
    say(f"participants: {invited}; returned: {returned}; missing: {invited - returned}; unknown: {len(status.unknown)}")
    if status.round.closed:
        say(f"closed on {status.round.closed.astimezone():%Y-%m-%d}: nobody's name or answers are kept")


@round_command.command("add")
@click.argument("participants", type=click.Path(path_type=Path, dir_okay=False), metavar="people.csv|.xlsx")
@folder_option
def _add(folder: Path, participants: Path) -> None:
    """Add participants; of those whose e-mail address is known, what else the table says is changed."""
    with opened(folder, writing=True) as one:
        added, changed, findings = add_people(one, participants)
    show_diagnostics(findings)
    say(f"participants added: {added}; changed: {changed}")


for _command in (send_command, remind_command):
    round_command.add_command(_command)


@round_command.command("collect")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--since", metavar="2026-11-01", help="Of a mailbox, only what arrived on this day or later.")
@click.option(
    "--receipt",
    "receipt_to",
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="Say of each new file what was read and what to look at: .html, .json or .txt.",
)
@folder_option
@how_options
def _collect(
    folder: Path, sources: tuple[str, ...], since: str | None, receipt_to: Path | None, **options: Any
) -> ExitCode:
    """Take in what came back: files, folders, ZIP, mails (.eml, .msg, .mbox, a Maildir), or a mailbox.

    A mailbox is imaps://user@server/Folder (imap:// for STARTTLS). It is read and left as it is: nothing is deleted,
    moved or marked. Its password comes from KADERGEN_IMAP_PASSWORD or the system's keyring. This is the one source for
    which kadergen uses the network.

    Forms are found at any depth and matched by the id in them, the sender, then the name; what cannot be matched is
    kept and shown. The same file counts once, however often it comes in.
    """
    if receipt_to:
        check_suffix(receipt_to)
    given = [source_of(source) for source in sources]
    with opened(folder, writing=True) as one, progress() as step:
        now, how = datetime.now(UTC), how_of(**options)
        book = ReceiptBook({one.framework.id: build_instrument(one.framework)})
        done = collect_into(one, given, now, since=_day(since), how=how, progress=step, told=book.add)
        names = {person.id: person.name for person in one.store.people()}
    if receipt_to and (receipts := book.gathered()):
        write_atomic(receipt_to, receipt_bytes(receipts, receipt_to.suffix.lower()))
        note(f"written: {receipt_to}")
    show_diagnostics(done.diagnostics)
    if done.arrivals or done.matched:
        rows = [_collected(arrival, names) for arrival in (*done.arrivals, *done.matched)]
        show_table(("file", "what", "of", "by", "answered", "look at"), rows)
        say()
    say(f"new: {len(done.arrivals)}; matched since: {len(done.matched)}; here already: {done.known}")
    return ExitCode.SOME_SKIPPED if has_errors(done.diagnostics) else ExitCode.OK


def _collected(arrival: Arrival, names: Mapping[str, str]) -> tuple[str, ...]:
    return (
        arrival.name,
        arrival.kind.value,
        names.get(arrival.person_id or "", "?"),
        arrival.matched.value,
        f"{arrival.answered}/{arrival.statements}" if arrival.statements else "",
        str(arrival.conflicts or ""),
    )


@round_command.command("assign")
@click.argument("file")
@click.argument("person", required=False)
@click.option("--nobody", is_flag=True, help="It is nobody's, whatever was matched.")
@folder_option
def _assign(folder: Path, file: str, person: str | None, nobody: bool) -> None:
    """Say whose a file is that came in, where nothing told, or what told was wrong.

    FILE is its name in returned/ or the first characters of it (8 are shown by `round status`); PERSON a name, an
    address or an id.
    """
    if (person is None) != nobody:
        raise UsageError("it is not said whose the file is", "Name one person, or give --nobody.")
    with opened(folder, writing=True) as one:
        arrival = find_arrival(one, file)
        theirs = assign(one, arrival, find_person(one, person) if person else None)
    say(f"{arrival.name}: {'of this person from now on' if theirs else 'of nobody'}")
    counting = next((each for each in theirs if each.counts), None)
    if counting and counting.sha256 != arrival.sha256:
        note(f"a newer form of the same person counts: {counting.name}, returned/{counting.file_name}")


@round_command.command("results")
@click.option("--anonymous", is_flag=True, help="Leave out names, organisations and file names; show only the party.")
@click.option("--with-unknown", is_flag=True, help="Count forms that could not be matched with a participant, too.")
@folder_option
@how_options
def _results(folder: Path, anonymous: bool, with_unknown: bool, **options: Any) -> ExitCode:
    """Put the forms that are there together, into results/ (see `kadergen consolidate`)."""
    with opened(folder, writing=True) as one, progress() as step:
        found = make_results(one, anonymous=anonymous, unknown=with_unknown, how=how_of(**options), progress=step)
    made = found.made
    show_diagnostics(made.read.all_diagnostics)
    for arrival in found.unknown:
        note(f"not counted, since nobody knows whose it is: {arrival.name} (`round assign {arrival.sha256[:_SHOWN]}`)")
    show_table(
        ("what", "pages", "kB", "file"),
        [(f.what, str(f.pages or ""), str(round(f.size / 1000)), str(f.path)) for f in made.files],
    )
    return exit_code(len(made.read.responses), len(made.read.skipped) + len(found.unknown))


@round_command.command("forget")
@click.argument("person", required=False)
@click.option("--file", metavar="FILE", help="Not a person, but one file that came in, as `round assign` names it.")
@_yes_option
@folder_option
@how_options
def _forget(folder: Path, person: str | None, file: str | None, yes: bool, **options: Any) -> ExitCode:
    """Remove a person from everywhere: their files, their mails, the results. PERSON is a name, an address or an id.

    The results are made anew without them. At the end the whole folder is searched for their id, address and name, in
    documents and archives too; what still holds one of these is named.
    """
    if (person is None) == (file is None):
        raise UsageError("it is not said what to forget", "Name one person, or one file with --file.")
    with opened(folder, writing=True) as one:
        what = find_person(one, person) if person is not None else find_arrival(one, file or "")
        which = "person and everything that came from them" if person is not None else "file and what was made of it"
        _confirm(yes, f"Remove this {which}? It cannot be undone.")
        with progress() as step:
            done = forget(one, what, how_of(**options), step)
    show_diagnostics(done.findings)
    say(f"removed: {'1 person, ' if done.people else ''}{done.files} files; searched: {done.searched} files")
    say("still named in: " + (", ".join(done.named_in) or "nothing"))
    return ExitCode.SOME_SKIPPED if done.findings else ExitCode.OK


@round_command.command("close")
@click.option(
    "--keep",
    type=click.Choice([kept.value for kept in Kept]),
    required=True,
    help="`plan`: what the group agreed on, and its plan of action. `nothing`: only how many took part.",
)
@_yes_option
@folder_option
def _close(folder: Path, keep: str, yes: bool) -> ExitCode:
    """End a round: everybody's forms, mails, names and answers are removed, and what the group agreed on is kept."""
    with opened(folder, writing=True) as one:
        _confirm(yes, "Remove everybody's forms, names and answers? It cannot be undone.")
        done = close_round(one, Kept(keep), datetime.now(UTC))
    show_diagnostics(done.findings)
    say(f"removed: {done.people} people, {done.files} files; searched: {done.searched} files")
    for path in done.kept:
        say(f"kept: {path}")
    return ExitCode.SOME_SKIPPED if done.findings else ExitCode.OK


def _confirm(yes: bool, question: str) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("this cannot be undone, and nobody can be asked", "Add --yes if you mean it.")
    click.confirm(question, abort=True, err=True)
