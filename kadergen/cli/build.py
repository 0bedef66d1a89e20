"""`kadergen build`: the booklet and the form of a framework."""

from __future__ import annotations

from pathlib import Path

import click

from kadergen.cli.run import progress, show_diagnostics, show_table
from kadergen.workflow import frameworks
from kadergen.workflow.build import Output, build

OUT_OPTION = click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("output"),
    show_default=True,
    help="Folder to write into; made when it is not there.",
)


@click.command("build")
@click.argument("framework")
@click.option(
    "--only",
    type=click.Choice([output.value for output in Output]),
    multiple=True,
    help="Make only this; may be given more than once. Without it everything is made.",
)
@click.option("--sections", default="", metavar="p1,p4", help="Only these sections, for a session on a theme.")
@OUT_OPTION
def build_command(framework: str, only: tuple[str, ...], sections: str, out: Path) -> None:
    """Make the documents of FRAMEWORK (a name from `kadergen list`, or a folder).

    \b
    <framework>-booklet.pdf   to print and to read
    <framework>-form.pdf      to fill in on a computer and send back
    <framework>-fields.json   where each field of the form stands (for other programs)
    """
    loaded, warnings = frameworks.load(framework)
    show_diagnostics(warnings)
    chosen = [section.strip() for section in sections.split(",") if section.strip()]
    with progress() as step:
        result = build(loaded, out, only=[Output(name) for name in only], sections=chosen, progress=step)
    show_diagnostics(result.diagnostics)
    show_table(
        ("what", "pages", "kB", "file"),
        [(f.what, str(f.pages or ""), str(round(f.size / 1000)), str(f.path)) for f in result.files],
    )
