"""`kadergen fill`: a copy of a form with answers in it."""

from __future__ import annotations

from pathlib import Path

import click

from kadergen.cli.run import printable, say, show_diagnostics
from kadergen.workflow.fill import fill


@click.command("fill")
@click.argument("form", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="JSON file with the answers, in the shape that `kadergen read --json` writes.",
)
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The copy to write.")
def fill_command(form: Path, data: Path, out: Path) -> None:
    """Write a copy of FORM (a PDF or Word form made by kadergen) with answers filled in. FORM itself is not changed."""
    result = fill(form, data, out)
    show_diagnostics(result.diagnostics)
    say(printable(f"{result.filled} fields filled: {out}"))
