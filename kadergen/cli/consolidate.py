"""`kadergen consolidate`: all returned forms together, with one combined plan of action."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kadergen.cli.build import OUT_OPTION
from kadergen.cli.read import exit_code, how_of, how_options
from kadergen.cli.run import note, progress, show_diagnostics, show_table
from kadergen.errors import ExitCode
from kadergen.workflow.returned import consolidate


@click.command("consolidate")
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE_OR_FOLDER...")
@OUT_OPTION
@click.option(
    "--anonymous",
    is_flag=True,
    help="Leave out names, organisations and file names; show only the party, small parties merged.",
)
@how_options
def consolidate_command(inputs: tuple[Path, ...], out: Path, anonymous: bool, **options: Any) -> ExitCode:
    """Put returned forms together: the colours per statement, every word, and one combined plan of action.

    Written as PDF, for Word (DOCX), as a page for the screen (HTML), as a spreadsheet (XLSX) and as JSON:
    <framework>-results.*, or <framework>-results-anonymous.*
    The plan also by itself, as CSV, as Markdown and, of its deadlines, as a calendar file (ICS): <framework>-plan.*
    """
    with progress() as step:
        result = consolidate(inputs, out, anonymous=anonymous, how=how_of(**options), progress=step)
    show_diagnostics(result.read.all_diagnostics)
    for path in result.read.skipped:
        note(f"skipped: {path}")
    if result.files:
        show_table(
            ("what", "pages", "kB", "file"),
            [(f.what, str(f.pages or ""), str(round(f.size / 1000)), str(f.path)) for f in result.files],
        )
    return exit_code(len(result.read.responses), len(result.read.skipped))
