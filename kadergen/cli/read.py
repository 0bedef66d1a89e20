"""`kadergen read`: what one or more returned forms say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from kadergen.cli.run import note, progress, say, say_bytes, show_diagnostics, show_table
from kadergen.diagnostics import Diagnostic
from kadergen.errors import ExitCode, NothingReadableError
from kadergen.model.response import ReadResult, Response
from kadergen.workflow.files import atomic_file, write_atomic
from kadergen.workflow.limits import DEFAULT
from kadergen.workflow.reading import How, ResponsesWriter, reading, write_kept
from kadergen.workflow.receipts import ReceiptBook, check_suffix, receipt_bytes


def how_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that reads returned files; `how_of` makes one value of them."""
    megabyte = 1_000_000
    options = (
        click.option("--framework", "extra", multiple=True, help="Folder of a framework that is not bundled."),
        click.option("--jobs", type=click.IntRange(1, 64), help="Files read at a time.  [default: one per core]"),
        click.option(
            "--max-seconds",
            type=click.IntRange(1, 86_400),
            default=DEFAULT.cpu_seconds,
            show_default=True,
            help="Processor time that reading one file may take.",
        ),
        click.option(
            "--max-memory",
            type=click.IntRange(100, 1_000_000),
            default=DEFAULT.memory // megabyte,
            show_default=True,
            help="Memory that reading one file may take, in MB.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def how_of(extra: Sequence[str], jobs: int | None, max_seconds: int, max_memory: int) -> How:
    """What the options of `how_options` say."""
    return How(tuple(extra), DEFAULT.scaled(max_seconds, max_memory * 1_000_000), jobs)


@click.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--json", "json_to", metavar="OUT|-", help="Write everything that was read as JSON; - is stdout.")
@click.option(
    "--receipt",
    "receipt_to",
    is_flag=False,
    flag_value="-",
    metavar="[OUT|-]",
    help="Say of each file what it is, what was read, what to look at: on stdout, or into OUT (.html, .json, .txt).",
)
@how_options
def read_command(files: tuple[Path, ...], json_to: str | None, receipt_to: str | None, **options: Any) -> int:
    """Read returned forms (folders stand for the files in them) and say what is in them.

    PDF, FDF and XFDF; Word (.docx) and OpenDocument (.odt); RTF and .doc where LibreOffice is installed; a form that
    was printed to PDF. With --json OUT, pictures that stand in a form are written into OUT-files.

    With --receipt, in the framework's language, what came back and what to look at; OUT.html is a page for the whole
    folder, with a picture of each place that is in doubt. (Write --receipt behind the files, or --receipt=OUT.)

    Each file is read in a process of its own. One that takes more time or memory than it may is skipped like any other
    bad file.
    """
    out, receipt = _path(json_to), _path(receipt_to)
    if receipt:
        check_suffix(receipt)
    found = reading(files, how_of(**options), out=out, more=[receipt] if receipt else [])
    read = _Read(list(found.warnings))
    book = ReceiptBook(found.instruments)
    with progress(len(found.paths)) as step, _json(json_to, out) as writer:
        for path, result in found:
            step(path.name)
            if receipt_to is not None:
                book.add(result)
            read.add(path, result)
            if result.response and writer:
                writer.add(result.response)
            if result.response and out:
                read.written += [file.path for file in write_kept(result.response, out)]
        if writer:
            writer.finish(read.without)
    receipts = book.gathered(folders=dict.fromkeys(found.instruments, f"{out.stem}-files") if out else {})
    if receipts and receipt:
        write_atomic(receipt, receipt_bytes(receipts, receipt.suffix.lower()))
        read.written.append(receipt)
    # A receipt says in the framework's language what these say.
    show_diagnostics((*read.findings, *read.without) if receipt_to is None else found.warnings)
    for written in ([out] if out else []) + read.written:
        note(f"written: {written}")
    if receipts and receipt_to == "-":
        say(receipt_bytes(receipts, ".txt").decode("utf-8").rstrip("\n"))
    elif json_to != "-":
        _show(read)
    return exit_code(len(read.rows), len(read.skipped))


@dataclass(slots=True)
class _Read:
    """What is to be shown at the end; of each file no more than a line and its findings."""

    without: list[Diagnostic]
    findings: list[Diagnostic] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    skipped: list[Path] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)

    def add(self, path: Path, result: ReadResult) -> None:
        if result.response is None:
            self.skipped.append(path)
            self.without.extend(result.diagnostics)
        else:
            self.findings.extend(result.diagnostics)
            self.rows.append(_row(result.response))


def _path(option: str | None) -> Path | None:
    """The file that an option names; None for stdout and for nothing."""
    return Path(option) if option is not None and option != "-" else None


@contextmanager
def _json(json_to: str | None, out: Path | None) -> Iterator[ResponsesWriter | None]:
    """Where responses are written as they come: a file, stdout, or nowhere."""
    if json_to is None:
        yield None
        return
    with atomic_file(out) if out else nullcontext(say_bytes()) as file:
        yield ResponsesWriter(file)


def exit_code(read: int, skipped: int) -> ExitCode:
    """0 when all files were read, 6 when some were; NothingReadableError (4) when none was."""
    if not read:
        what = "none of the files could be read" if skipped else "there is no file in what was given"
        raise NothingReadableError(what, "Give the forms that came back, or the folder that they are in.")
    return ExitCode.SOME_SKIPPED if skipped else ExitCode.OK


def _row(response: Response) -> tuple[str, ...]:
    scored = sum(answer.score is not None for answer in response.answers.values())
    written = sum(bool(text.strip()) for answer in response.answers.values() for text in answer.texts.values())
    return (
        response.source.file,
        response.identity.id,
        response.respondent.name or response.respondent.organisation,
        response.respondent.party,
        f"{scored}/{len(response.answers)}",
        str(written),
        str(len(response.plan)),
    )


def _show(read: _Read) -> None:
    if read.rows:
        show_table(("file", "framework", "who", "party", "scored", "texts", "plan rows"), read.rows)
    for path in read.skipped:
        note(f"skipped: {path}")
