"""`kadergen demo`: the whole way once, with the bundled frameworks and twelve sample returns."""

from __future__ import annotations

from pathlib import Path

import click

from kadergen.cli.build import OUT_OPTION
from kadergen.cli.run import printable, progress, say, show_diagnostics, show_table
from kadergen.workflow.demo import demo


@click.command("demo")
@OUT_OPTION
def demo_command(out: Path) -> None:
    """Show the whole way: build both frameworks, fill in twelve forms, read them and put them together."""
    with progress() as step:
        result = demo(out, progress=step)
    show_diagnostics(result.diagnostics)
    say("What kadergen made:")
    say()
    show_table(
        ("what", "pages", "kB", "file"),
        [(f.what, str(f.pages or ""), str(round(f.size / 1000)), str(f.path)) for f in result.files],
    )
    say()
    say(printable(f"What came back: {len(result.responses)} forms, read from {result.returned}"))
    say()
    show_table(("who", "party", "scored", "reflections", "actions", "plan rows"), result.summary)
    say()
    say(f"All scores together: {result.tally}.")
    say(f"The combined plan of action has {len(result.combination.plan)} rows.")
    say(printable(f"Start with {out / 'results' / (result.combination.framework.id + '-results.pdf')}"))
