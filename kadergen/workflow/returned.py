"""Returned forms → responses → the combined result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kadergen.consolidate.combine import consolidate as combine
from kadergen.consolidate.planning import plan_of_action
from kadergen.diagnostics import Code, Diagnostic, Location, Severity
from kadergen.model.consolidation import Consolidation
from kadergen.model.framework import Framework
from kadergen.model.planning import PlanOfAction
from kadergen.model.response import Response
from kadergen.render.consolidation_json import consolidation_to_json
from kadergen.render.json_file import json_bytes
from kadergen.render.plan_csv import render_plan_csv
from kadergen.render.plan_ics import render_plan_ics
from kadergen.render.plan_markdown import render_plan_markdown
from kadergen.render.report_pdf import render_report_pdf
from kadergen.render.xlsx_file import render_xlsx
from kadergen.theme.load import default_theme
from kadergen.workflow.files import Produced, Progress, expand_inputs, quiet, refuse_overwriting, write
from kadergen.workflow.reading import AS_USUAL, How, Reading, ReadResults, read_all, write_kept
from kadergen.workflow.receipts import ReceiptBook, receipt_bytes

SUFFIXES = (".pdf", ".xlsx", ".json")
RESULTS = "results"
RECEIPTS, RECEIPTS_ANONYMOUS = "receipts", "receipts-anonymous"
RECEIPT_SUFFIXES = (".html", ".json")
ANONYMOUS = "results-anonymous"  # a name of its own, so that neither result ever takes the other's place
PLAN, PLAN_ANONYMOUS = "plan", "plan-anonymous"
PLAN_SUFFIXES = (".csv", ".md", ".ics")


@dataclass(frozen=True, slots=True)
class Consolidated:
    """What went in, the combined results (one per framework) and the files written."""

    read: ReadResults
    results: tuple[Consolidation, ...]
    files: tuple[Produced, ...]


def consolidate(
    inputs: Iterable[Path],
    out: Path,
    *,
    anonymous: bool = False,
    how: How = AS_USUAL,
    progress: Progress = quiet,
) -> Consolidated:
    """Read everything given and write the combined result of each framework among it into the folder `out`."""
    found = Reading((), how)
    known = found.instruments
    own = [out / f"{id_}-{name}{suffix}" for id_ in known for name in (RESULTS, ANONYMOUS) for suffix in SUFFIXES]
    own += [out / f"{id_}-{name}{end}" for id_ in known for name in (PLAN, PLAN_ANONYMOUS) for end in PLAN_SUFFIXES]
    own += [out / f"{name}{suffix}" for name in (RECEIPTS, RECEIPTS_ANONYMOUS) for suffix in RECEIPT_SUFFIXES]
    found.paths = expand_inputs(inputs, skip=own)
    book = ReceiptBook(known)
    results = counted(read_all(found, progress, book.add))
    forms = [Path(response.source.file) for response in results.responses]
    for path in own:
        refuse_overwriting(path, forms)
    combined: list[Consolidation] = []
    files: list[Produced] = []
    for framework_id in dict.fromkeys(response.identity.id for response in results.responses):
        framework = known[framework_id].framework
        responses = [r for r in results.responses if r.identity.id == framework_id]
        progress(f"{framework.title}: {len(responses)}")
        combination = combine(framework, responses, anonymous=anonymous)
        combined.append(combination)
        files.extend(_write_results(framework, combination, responses, out))
    receipts = book.gathered(folders={id_: f"{id_}-{RESULTS}-files" for id_ in known}, anonymous=anonymous)
    if receipts:
        name = RECEIPTS_ANONYMOUS if anonymous else RECEIPTS
        files += [
            write(out / f"{name}{suffix}", receipt_bytes(receipts, suffix), "receipts: what came back, what to look at")
            for suffix in RECEIPT_SUFFIXES
        ]
    return Consolidated(results, tuple(combined), tuple(files))


def counted(results: ReadResults) -> ReadResults:
    """What counts as an answer: each file's content once, and only forms in which something was filled in.

    A copy under another name is named in a warning (R019); an empty form, such as the one that was mailed around, is
    skipped (R018).
    """
    first: dict[str, Response] = {}
    skipped: list[Path] = []
    findings: list[Diagnostic] = []
    for response in results.responses:
        place = Location(response.source.file)
        if response.is_untouched:
            skipped.append(Path(response.source.file))
            message = "nothing at all is filled in; not counted as an answer"
            findings.append(Diagnostic(Severity.WARNING, Code.R018, message, "Is this the right copy?", place))
            continue
        original = first.setdefault(response.source.sha256, response)
        if original is not response:
            message = f"the same file as {original.source.file}; counted once"
            hint = "Nothing to do, unless two people sent the same file by mistake."
            findings.append(Diagnostic(Severity.WARNING, Code.R019, message, hint, place))
    return replace(
        results,
        responses=tuple(first.values()),
        skipped=(*results.skipped, *skipped),
        diagnostics=(*results.diagnostics, *findings),
    )


def _write_results(
    framework: Framework, combination: Consolidation, responses: Iterable[Response], out: Path
) -> list[Produced]:
    stem = f"{framework.id}-{ANONYMOUS if combination.anonymous else RESULTS}"
    pdf = render_report_pdf(combination, default_theme())
    plan = plan_of_action(combination)
    # Nobody can say of a picture that it names no one.
    kept = (
        ()
        if combination.anonymous
        else tuple(file for response in responses for file in write_kept(response, out / f"{stem}.json"))
    )
    return [
        write(out / f"{stem}.pdf", pdf.data, "combined result", pdf.page_count),
        write(out / f"{stem}.xlsx", render_xlsx(combination, plan), "combined result, spreadsheet"),
        write(out / f"{stem}.json", json_bytes(consolidation_to_json(combination)), "combined result, for programs"),
        *_write_plan(plan, out / f"{framework.id}-{PLAN_ANONYMOUS if combination.anonymous else PLAN}"),
        *kept,
    ]


def _write_plan(plan: PlanOfAction, stem: Path) -> list[Produced]:
    """The plan of action by itself; a calendar only where there is something to put in it."""
    made = {".csv": render_plan_csv(plan), ".md": render_plan_markdown(plan)}
    if plan.deadlines:
        made[".ics"] = render_plan_ics(plan)
    what = {".csv": "plan of action, table", ".md": "plan of action, text", ".ics": "plan of action, deadlines"}
    return [write(stem.with_name(stem.name + suffix), data, what[suffix]) for suffix, data in made.items()]
