"""The command line: one file per command, each a thin wrapper around a verb of `kadergen.workflow`."""

from __future__ import annotations

import click

from kadergen import __version__
from kadergen.cli import build, check, consolidate, demo, fill, frameworks, new, read, release
from kadergen.cli.run import run as run_group


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kadergen")
def cli() -> None:
    """From a quality framework to a booklet and a fillable form, and from returned forms to one plan of action.

    \b
    The usual order:
      kadergen build kwaliteitskader-housing-first     make the booklet and the form
      kadergen read returned-form.pdf                  look at one form that came back
      kadergen consolidate folder-with-forms           put all of them together

    Exit codes: 0 done; 2 wrong command; 3 the content has errors; 4 no file could be read; 5 not a form of ours;
    6 done, but some files were skipped; 7 cannot write; 10 a made file failed its own check; 130 interrupted; 1 a bug.
    """


for _command in (
    frameworks.list_command,
    frameworks.show_command,
    check.check_command,
    build.build_command,
    fill.fill_command,
    read.read_command,
    consolidate.consolidate_command,
    new.new_command,
    release.release_command,
    demo.demo_command,
):
    cli.add_command(_command)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    return run_group(cli, arguments)
