"""`kadergen outcome`: what the meeting agreed on, laid beside what everybody answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kadergen.cli.build import OUT_OPTION
from kadergen.cli.read import how_of, how_options
from kadergen.cli.run import note, say, show_diagnostics
from kadergen.workflow.outcome import add_outcome


@click.command("outcome")
@click.argument("result", type=click.Path(path_type=Path))
@click.argument("form", type=click.Path(path_type=Path))
@OUT_OPTION
@how_options
def outcome_command(result: Path, form: Path, out: Path, **options: Any) -> None:
    """Add what the group agreed on to RESULT, the combined result of a round (its JSON file, or the folder it is in).

    FORM is the same framework's form, filled in at the meeting: the colours, reflections and plan that the group
    settled on, in whatever program the form was filled in with.

    Written as <framework>-outcome.json: the whole result with the agreed colour, words and plan beside everybody's own.
    `kadergen compare` and `kadergen build --previous` take it. RESULT itself is not changed.
    """
    made = add_outcome(result, form, out, how_of(**options))
    show_diagnostics(made.diagnostics)
    statements = made.outcome.statements
    scored = sum(agreed.score is not None for agreed in statements.values())
    say(
        f"agreed: {scored} of {len(statements)} statements have a colour; the plan has {len(made.outcome.plan)} actions"
    )
    for file in made.files:
        note(f"written: {file.path}")
