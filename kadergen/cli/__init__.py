"""The command line: one file per command, each a thin wrapper around a verb of `kadergen.workflow`."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

from kadergen import __version__
from kadergen.cli.run import run as run_group

# Command → its module and what the list of commands says of it, in that order. A module is loaded when its command is
# called, so that help is there at once.
_COMMANDS: Final = {
    "list": ("frameworks", "List the frameworks that come with kadergen."),
    "show": ("frameworks", "Show a whole framework, as text or as JSON."),
    "check": ("check", "Check the content of frameworks."),
    "build": ("build", "Make the documents of a framework: booklet, form, Word form."),
    "fill": ("fill", "Write a copy of a form with answers filled in."),
    "read": ("read", "Read returned forms and say what is in them."),
    "consolidate": ("consolidate", "Put returned forms together: colours, words, one plan of action."),
    "agenda": ("agenda", "Make the agenda of the meeting from the combined result."),
    "outcome": ("outcome", "Add what the group agreed on to the combined result."),
    "compare": ("compare", "Compare two rounds: what moved, what became of the actions."),
    "round": ("round", "A whole round by mail: people in, forms out, returns in, results."),
    "new": ("new", "Write a small, valid framework, to be edited with any text editor."),
    "release": ("release", "Keep a version of a framework, to read its forms in years to come."),
    "demo": ("demo", "Show the whole way, with twelve forms filled in."),
}


class _LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(import_module(f"kadergen.cli.{_COMMANDS[cmd_name][0]}"), f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in _COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    return run_group(cli, arguments)
