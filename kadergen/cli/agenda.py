"""`kadergen agenda`: which statements to talk about, in which order, for how many minutes."""

from __future__ import annotations

import re
from pathlib import Path

import click

from kadergen.cli.build import OUT_OPTION
from kadergen.cli.run import say, show_table
from kadergen.workflow.agenda import DEFAULT_MINUTES, LONGEST, Weights, make_agenda

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


class _TimeOfDay(click.ParamType[int]):
    """`13:30`, in minutes after midnight."""

    name = "HH:MM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        match = _CLOCK.fullmatch(str(value).strip())
        if not match:
            self.fail(f"{value!r} is no time of day such as 13:30", param, ctx)
        return int(match[1]) * 60 + int(match[2])


class _WeightsType(click.ParamType[Weights]):
    """`2,1,1`."""

    name = "D,S,G"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Weights:
        if isinstance(value, Weights):
            return value
        try:
            distance, split, gap = (float(part) for part in str(value).split(","))
            return Weights(distance, split, gap)
        except ValueError:
            self.fail(f"{value!r} is not three numbers such as 2,1,1, zero or more and not all zero", param, ctx)


@click.command("agenda")
@click.argument("result", type=click.Path(path_type=Path))
@click.option(
    "--minutes",
    type=click.IntRange(1, LONGEST),
    default=DEFAULT_MINUTES,
    show_default=True,
    help="How long the meeting takes, opening, break and closing included.",
)
@click.option("--begin", type=_TimeOfDay(), default=0, metavar="HH:MM", help="When it begins, such as 13:30.")
@click.option("--sections", default="", metavar="p1,p4", help="Only these sections, for a session on a theme.")
@click.option(
    "--weights",
    type=_WeightsType(),
    metavar="D,S,G",
    help="What counts for how much in a statement's attention: how far from the best colour, how little people agree, "
    "how far parties are apart. Only their proportions matter.  [default: 2,1,1]",
)
@click.option("--statements", type=click.IntRange(0, 999), help="How many statements to talk about.")
@OUT_OPTION
@click.option("--framework", "extra", multiple=True, help="Folder of a framework that is not bundled.")
def agenda_command(
    result: Path,
    minutes: int,
    begin: int,
    sections: str,
    weights: Weights | None,
    statements: int | None,
    out: Path,
    extra: tuple[str, ...],
) -> None:
    """Make the agenda of the meeting from RESULT, the combined result of a round (its JSON file, or its folder).

    The statements that ask for most attention come first: those that are least in order, that people or parties
    differ about most. Each has its minutes, the reason, words that open the conversation, and room for notes; what all
    agree is in order is named, and what the time does not hold is listed. docs/agenda.md has the rules.

    Written as <framework>-agenda.pdf, .docx and .html.
    """
    chosen = [section.strip() for section in sections.split(",") if section.strip()]
    made = make_agenda(
        result,
        out,
        minutes=minutes,
        begin=begin,
        sections=chosen,
        statements=statements,
        weights=weights,
        frameworks=extra,
    )
    agenda = made.agenda
    say(
        f"{agenda.minutes} minutes: {len(agenda.statements)} statements; strengths: {len(agenda.strengths)}; "
        f"not talked about: {len(agenda.left)}; not scored: {len(agenda.unscored)}"
    )
    show_table(
        ("what", "pages", "kB", "file"),
        [(f.what, str(f.pages or ""), str(round(f.size / 1000)), str(f.path)) for f in made.files],
    )
