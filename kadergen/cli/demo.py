"""`kadergen demo`: the whole way once, with the bundled frameworks and twelve sample returns."""

from __future__ import annotations

from pathlib import Path

import click

from kadergen.cli.build import OUT_OPTION
from kadergen.cli.run import printable, progress, say, show_diagnostics, show_table
from kadergen.diagnostics import Code
from kadergen.workflow.demo import demo


@click.command("demo")
@OUT_OPTION
def demo_command(out: Path) -> None:
    """Show the whole way: build both frameworks, fill in twelve forms, read them and put them together; make the
    agenda of the meeting, add what it agreed on, and compare that with last year.
    """
    with progress() as step:
        result = demo(out, progress=step)
    # Texts longer than their box are part of the demonstration; a line each would look like something went wrong.
    long_texts = [finding for finding in result.diagnostics if finding.code is Code.F002]
    show_diagnostics(finding for finding in result.diagnostics if finding not in long_texts)
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
    if long_texts:
        say(
            f"{len(long_texts)} texts are longer than their box: scroll in the form, or read them whole in the results."
        )
    say(f"All scores together: {result.tally}.")
    say(f"The combined plan of action has {len(result.combination.plan)} rows.")
    say(printable(f"Start with {out / 'results' / (result.combination.framework.id + '-results.pdf')}"))
