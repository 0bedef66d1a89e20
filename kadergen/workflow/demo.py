"""The whole way once, on sample data: both frameworks built, twelve forms filled, read back and put together; the
agenda of the meeting, what the group agreed on, and what moved since the meeting of last year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from kadergen.diagnostics import Diagnostics
from kadergen.formats.acroform_fill import Filler
from kadergen.formats.acroform_read import read_acroform
from kadergen.model.consolidation import Consolidation
from kadergen.model.framework import ItemFieldKind
from kadergen.model.response import Response
from kadergen.workflow.agenda import make_agenda
from kadergen.workflow.build import build
from kadergen.workflow.compare import compare_results
from kadergen.workflow.files import Produced, Progress, quiet, write
from kadergen.workflow.fill import fill_values, load_answers
from kadergen.workflow.frameworks import list_frameworks
from kadergen.workflow.outcome import add_outcome
from kadergen.workflow.returned import consolidate

FRAMEWORK = "kwaliteitskader-housing-first"
_LAST_YEAR = 4  # forms


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What was made and what came out, ready to be told."""

    files: tuple[Produced, ...]
    responses: tuple[Response, ...]
    returned: Path
    combination: Consolidation
    diagnostics: Diagnostics

    @property
    def summary(self) -> Sequence[tuple[str, ...]]:
        """One row per form: who, party, scored, reflections, actions, plan rows."""
        framework = self.combination.framework
        reflections = [f.id for f in framework.fields if f.kind is ItemFieldKind.TEXT]
        actions = [f.id for f in framework.fields if f.kind is ItemFieldKind.ACTIONS]

        def written(response: Response, ids: list[str]) -> str:
            texts = (answer.texts.get(id_, "") for answer in response.answers.values() for id_ in ids)
            return str(sum(bool(text.strip()) for text in texts))

        return [
            (
                r.respondent.name,
                r.respondent.party,
                f"{sum(a.score is not None for a in r.answers.values())} of {len(r.answers)}",
                written(r, reflections),
                written(r, actions),
                str(len(r.plan)),
            )
            for r in self.responses
        ]

    @property
    def tally(self) -> str:
        """All scores together, in words."""
        scale = self.combination.framework.scale
        totals = [statement.total for statement in self.combination.statements]
        levels = [(level.label, sum(t.counts[level.id] for t in totals)) for level in scale.levels] if scale else []
        blank = self.combination.framework.wording("report.blank")
        return ", ".join(f"{count} {label}" for label, count in [*levels, (blank, sum(t.blank for t in totals))])


def demo(out: Path, *, progress: Progress = quiet) -> DemoResult:
    """Build into `out`, fill the sample answers into `out/returned`, combine them into `out/results`, with the agenda,
    the outcome (`out/meetings` has the group's forms) and a comparison with `out/last-year`.
    """
    files: list[Produced] = []
    diagnostics: list[Diagnostics] = []
    for framework in list_frameworks():
        built = build(framework, out, progress=progress)
        files.extend(built.files)
        diagnostics.append(built.diagnostics)
    returned = out / "returned"
    filler = Filler((out / f"{FRAMEWORK}-form.pdf").read_bytes())
    for name, answers in sample_answers():
        progress(f"filling in {name}")
        path = returned / f"{name}.pdf"
        filled, findings = fill_values(filler, load_answers(answers, name)[0], str(path))
        write(path, filled, "filled-in form")
        diagnostics.append(findings)
    results = out / "results"
    combined = consolidate([returned], results, progress=progress)
    files.extend(combined.files)
    progress("agenda, outcome and comparison")
    last_year = out / "last-year"
    consolidate(sorted(returned.glob("*.pdf"))[:_LAST_YEAR], last_year)
    for folder, name in ((last_year, "last-year"), (results, "this-year")):
        agreed = _agreed(folder / f"{FRAMEWORK}-meeting.pdf", name, out / "meetings" / f"{name}.pdf")
        files.extend(add_outcome(folder / f"{FRAMEWORK}-results.json", agreed, folder).files)
    files.extend(make_agenda(results / f"{FRAMEWORK}-results.json", results).files)
    files.extend(compare_results(last_year, results, results).files)
    diagnostics.append(combined.read.all_diagnostics)
    return DemoResult(
        tuple(files),
        combined.read.responses,
        returned,
        combined.results[0],
        tuple(d for group in diagnostics for d in group),
    )


def _agreed(form: Path, name: str, path: Path) -> Path:
    """The meeting's form with what the group agreed on; last year's plan is the group's own alone."""
    answers = resources.files("kadergen.demo").joinpath("meetings", f"{name}.json").read_bytes()
    values = load_answers(answers, name)[0]
    base = form.read_bytes()
    if any(field.startswith("plan-") for field in values):
        values = {field.name: "" for field in read_acroform(base).fields if field.name.startswith("plan-")} | values
    write(path, fill_values(Filler(base), values, str(path))[0], "form of the meeting, filled in")
    return path


def sample_answers() -> list[tuple[str, bytes]]:
    """The twelve completed forms of one practice, as (name, answers JSON), in order of name."""
    folder = resources.files("kadergen.demo").joinpath("answers")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".json")), key=lambda file: file.name)
    return [(file.name.removesuffix(".json"), file.read_bytes()) for file in files]
