"""`kadergen read`: what one or more returned forms say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import click

from kadergen.cli.run import note, progress, say_bytes, show_diagnostics, show_table
from kadergen.diagnostics import Diagnostic
from kadergen.errors import ExitCode, NothingReadableError
from kadergen.model.response import Response
from kadergen.workflow.files import atomic_file
from kadergen.workflow.limits import DEFAULT
from kadergen.workflow.reading import How, ResponsesWriter, reading, write_kept


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
@how_options
def read_command(files: tuple[Path, ...], json_to: str | None, **options: Any) -> int:
    """Read returned forms (folders stand for the files in them) and say what is in them.

    PDF, FDF and XFDF; Word (.docx) and OpenDocument (.odt); RTF and .doc where LibreOffice is installed; a form that
    was printed to PDF. With --json OUT, pictures that stand in a form are written into OUT-files.

    Each file is read in a process of its own. One that takes more time or memory than it may is skipped like any other
    bad file.
    """
    out = Path(json_to) if json_to is not None and json_to != "-" else None
    found = reading(files, how_of(**options), out=out)
    findings: list[Diagnostic] = []
    without: list[Diagnostic] = list(found.warnings)
    rows: list[tuple[str, ...]] = []
    skipped: list[Path] = []
    kept: list[Path] = []
    with progress(len(found.paths)) as step, _json(json_to, out) as writer:
        for path, result in found:
            step(path.name)
            if result.response is None:
                skipped.append(path)
                without.extend(result.diagnostics)
                continue
            findings.extend(result.diagnostics)
            rows.append(_row(result.response))
            if writer:
                writer.add(result.response)
            if out:
                kept += [file.path for file in write_kept(result.response, out)]
        if writer:
            writer.finish(without)
    show_diagnostics((*findings, *without))
    for written in (out, *kept):
        if written:
            note(f"written: {written}")
    if json_to != "-":
        _show(rows, skipped)
    return exit_code(len(rows), len(skipped))


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


def _show(rows: Sequence[Sequence[str]], skipped: Sequence[Path]) -> None:
    if rows:
        show_table(("file", "framework", "who", "party", "scored", "texts", "plan rows"), rows)
    for path in skipped:
        note(f"skipped: {path}")
