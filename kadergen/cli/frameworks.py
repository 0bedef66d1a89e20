"""`kadergen list` and `kadergen show`: which frameworks there are, and the content as the program understands it."""

from __future__ import annotations

import json
import textwrap

import click

from kadergen.cli.run import printable, say, show_diagnostics, show_table
from kadergen.model.framework import Framework
from kadergen.workflow import frameworks


@click.command("list")
def list_command() -> None:
    """List the frameworks that come with kadergen."""
    rows = [
        (f.id, f.version, f.language, str(len(f.sections)), str(sum(1 for _ in f.walk())), f.title)
        for f in frameworks.list_frameworks()
    ]
    show_table(("framework", "version", "language", "sections", "statements", "title"), rows)


@click.command("show")
@click.argument("framework")
@click.option("--json", "as_json", is_flag=True, help="Show it as JSON, for other programs.")
def show_command(framework: str, as_json: bool) -> None:
    """Show a whole FRAMEWORK (a name from `kadergen list`, or a folder)."""
    loaded, diagnostics = frameworks.load(framework)
    show_diagnostics(diagnostics)
    if as_json:
        say(json.dumps(frameworks.framework_to_json(loaded), ensure_ascii=False, indent=2))
    else:
        _show(loaded)


def _show(framework: Framework) -> None:
    say(f"{framework.title} ({framework.id}, version {framework.version}, {framework.language})")
    if framework.scale:
        say("scale: " + ", ".join(f"{level.id} = {level.label}" for level in framework.scale.levels))
    say("asked for each statement: " + ", ".join(field.label for field in framework.fields))
    say("plan of action: " + " | ".join(column.label for column in framework.plan.columns))
    for section in framework.sections:
        say()
        say(f"{section.code}  {section.title}  [{section.id}]")
        for indicator in section.indicators:
            if indicator.title:
                say(f"    {indicator.title}")
            for statement in indicator.statements:
                say(f"    {statement.code}  [{statement.id}]")
                for paragraph in statement.plain_text.split("\n\n"):
                    say(textwrap.indent(textwrap.fill(printable(paragraph), 90), " " * 8))
