"""`kadergen build`: the booklet, the form and the files for printers of a framework."""

from __future__ import annotations

from pathlib import Path

import click

from kadergen.cli.run import progress, say, show_diagnostics, show_table
from kadergen.workflow import frameworks
from kadergen.workflow.build import Output, Variant, build

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
    help="Make only this; may be given more than once. `print` makes all three files for printers. Without it the "
    "booklet and the form are made. `word` makes both Word forms.",
)
@click.option(
    "--sections",
    default="",
    metavar="p1,p4",
    help="Only these sections, for a session on a theme. Give a folder of its own with -o.",
)
@click.option(
    "--theme",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="my-theme.yaml",
    help="Colours, logo and name of your own, laid over the bundled theme.",
)
@click.option("--large-print", is_flag=True, help="Body text of 16 points, for those who see less well.")
@click.option("--grayscale", is_flag=True, help="For a black-and-white printer; the shapes still tell scores apart.")
@click.option(
    "--writing-lines/--no-writing-lines",
    default=True,
    show_default=True,
    help="Dotted lines in the booklet's boxes, or none.",
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="RESULT",
    help="Last time's result with its outcome (see `kadergen outcome`): the agreed colour stands beside each "
    "statement as a small grey mark. Give a folder of its own with -o.",
)
@OUT_OPTION
def build_command(
    framework: str,
    only: tuple[str, ...],
    sections: str,
    theme: Path | None,
    large_print: bool,
    grayscale: bool,
    writing_lines: bool,
    previous: Path | None,
    out: Path,
) -> None:
    """Make the documents of FRAMEWORK (a name from `kadergen list`, or a folder).

    \b
    <framework>-booklet.pdf   to read on a screen, or to print page by page on any printer
    <framework>-form.pdf      to fill in on a computer and send back
    <framework>-fields.json   where each field of the form stands (for other programs)

    \b
    With --only word or word-booklet, for who works with Word:
    <framework>-form.docx       the form for Word: only the fields and the plan can be changed
    <framework>-form-open.docx  the same form for Word Online and Google Docs, which open a protected file to read only
    <framework>-booklet.docx    the booklet, to edit its text

    \b
    With --only, the booklet for printers. Choose the one for yours (--only print, a3 or a5):
    <framework>-print.pdf     for a PRINT SHOP. Send it as it is and order: "booklet, A4, colour, saddle-stitched".
                              (PDF/X-4, FOGRA39, 3 mm bleed, crop marks.)
    <framework>-a3.pdf        for an office printer with A3 paper. Gives a booklet of A4 size.
    <framework>-a5.pdf        for any printer with A4 paper. Gives a booklet of A5 size.

    \b
    For -a3 and -a5, set in the print window:
        print on both sides (duplex), flip on the SHORT edge
        actual size, 100 % (not "fit to page")
        landscape, colour
    Then fold the whole pile in the middle and staple it in the fold.

    Large print, grey and no lines stand in the files' names (…-booklet-large-print-grayscale.pdf), so that no file
    takes the place of another. Sections and a theme of your own do not: give them a folder of their own with -o.
    """
    loaded, warnings = frameworks.load(framework)
    show_diagnostics(warnings)
    chosen = [section.strip() for section in sections.split(",") if section.strip()]
    with progress() as step:
        result = build(
            loaded,
            out,
            only=[Output(name) for name in only],
            sections=chosen,
            theme_file=theme,
            variant=Variant(large_print, grayscale, writing_lines),
            previous=previous,
            progress=step,
        )
    show_diagnostics(result.diagnostics)
    show_table(
        ("what", "pages", "kB", "file"),
        [(f.what, str(f.pages or ""), str(round(f.size / 1000)), str(f.path)) for f in result.files],
    )
    for note in result.notes:
        say(note)
