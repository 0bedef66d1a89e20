"""`kadergen new`: a small valid framework to start from."""

from __future__ import annotations

from pathlib import Path

import click

from kadergen.cli.run import note, printable, say
from kadergen.workflow import frameworks


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--language", default="en", show_default=True, help="Language of the example texts: en or nl.")
def new_command(folder: Path, language: str) -> None:
    """Write a small, valid framework into FOLDER, to be edited with any text editor."""
    for path in frameworks.new_framework(folder, folder.name, language):
        say(printable(str(path)))
    note(f"Edit these files, then: kadergen check {folder}   and: kadergen build {folder}")
