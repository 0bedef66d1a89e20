"""`kadergen compare`: what moved between two rounds, and what became of the actions."""

from __future__ import annotations

from pathlib import Path

import click

from kadergen.cli.build import OUT_OPTION
from kadergen.cli.run import say, show_table
from kadergen.model.comparison import Fate, Move
from kadergen.workflow.compare import compare_results


@click.command("compare")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@OUT_OPTION
@click.option("--framework", "extra", multiple=True, help="Folder of a framework that is not bundled.")
def compare_command(old: Path, new: Path, out: Path, extra: tuple[str, ...]) -> None:
    """Compare two rounds of one framework: what moved per statement, and what is found again of the OLD plan.

    OLD and NEW are results (the JSON file of `kadergen consolidate` or `kadergen outcome`), or the folders that they
    are in. Where the group agreed on a colour in both rounds, those are compared, otherwise the medians of
    everybody's own colours; each line says which. The framework may have changed in between: statements are matched by
    their ids, and what their words differ in is shown.

    Written as <framework>-comparison.pdf, .html, .xlsx and .json. No participant is named in them.
    """
    made = compare_results(old, new, out, extra)
    comparison = made.comparison
    moves = [f"{len(found)} {move.value}" for move in Move if (found := comparison.moved(move))]
    say(f"statements: {', '.join(moves) or 'none'}; other words: {len(comparison.reworded)}")
    fates = {fate: sum(change.fate is fate for change in comparison.actions) for fate in Fate}
    say(
        f"actions of the old plan: {fates[Fate.AGAIN]} named again, {fates[Fate.ALIKE]} look like a new one, "
        f"{fates[Fate.NOT_FOUND]} to ask about; new actions: {len(comparison.new_actions)}"
    )
    show_table(
        ("what", "pages", "kB", "file"),
        [(f.what, str(f.pages or ""), str(round(f.size / 1000)), str(f.path)) for f in made.files],
    )
