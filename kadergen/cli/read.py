"""`kadergen read`: what one or more returned forms say."""

from __future__ import annotations

from pathlib import Path

import click

from kadergen.cli.run import note, progress, say, show_diagnostics, show_table
from kadergen.errors import ExitCode, NothingReadableError
from kadergen.workflow.files import write_atomic
from kadergen.workflow.returned import ReadResults, read, write_kept


@click.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--json", "json_to", metavar="OUT|-", help="Write everything that was read as JSON; - is stdout.")
@click.option("--framework", "extra", multiple=True, help="Folder of a framework that is not bundled.")
def read_command(files: tuple[Path, ...], json_to: str | None, extra: tuple[str, ...]) -> int:
    """Read returned forms (folders stand for the files in them) and say what is in them.

    PDF, FDF and XFDF; Word (.docx) and OpenDocument (.odt); RTF and .doc where LibreOffice is installed; a PDF that
    was made from the Word form. With --json OUT, pictures that stand in a form are written into OUT-files.
    """
    out = Path(json_to) if json_to is not None and json_to != "-" else None
    with progress() as step:
        results = read(files, frameworks=extra, out=out, progress=step)
    show_diagnostics(results.all_diagnostics)
    if json_to == "-":
        say(results.json_bytes().decode("utf-8").rstrip("\n"))
    else:
        if out:
            write_atomic(out, results.json_bytes())
            note(f"written: {out}")
            for file in write_kept(results.responses, out):
                note(f"written: {file.path}")
        _show(results)
    return exit_code(results)


def exit_code(results: ReadResults) -> ExitCode:
    """0 when all files were read, 6 when some were; NothingReadableError (4) when none was."""
    if not results.responses:
        what = "none of the files could be read" if results.skipped else "there is no file in what was given"
        raise NothingReadableError(what, "Give the forms that came back, or the folder that they are in.")
    return ExitCode.SOME_SKIPPED if results.skipped else ExitCode.OK


def _show(results: ReadResults) -> None:
    rows = []
    for response in results.responses:
        scored = sum(answer.score is not None for answer in response.answers.values())
        written = sum(bool(text.strip()) for answer in response.answers.values() for text in answer.texts.values())
        rows.append(
            (
                response.source.file,
                response.identity.id,
                response.respondent.name or response.respondent.organisation,
                response.respondent.party,
                f"{scored}/{len(response.answers)}",
                str(written),
                str(len(response.plan)),
            )
        )
    if rows:
        show_table(("file", "framework", "who", "party", "scored", "texts", "plan rows"), rows)
    for path in results.skipped:
        note(f"skipped: {path}")
