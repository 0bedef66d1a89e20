"""Returned forms → responses → the combined result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kadergen.consolidate.analysis import analyse
from kadergen.consolidate.combine import consolidate as combine
from kadergen.consolidate.duplicates import Earlier, Origin, OriginOf, each_file_once, each_person_once, unknown
from kadergen.consolidate.planning import plan_of_action
from kadergen.diagnostics import Code, Diagnostic, Location, Severity
from kadergen.documents.report import build_report
from kadergen.model.consolidation import Consolidation
from kadergen.model.framework import Framework
from kadergen.model.instrument import Instrument, build_instrument
from kadergen.model.planning import PlanOfAction
from kadergen.model.response import Response
from kadergen.render.consolidation_json import result_to_json
from kadergen.render.json_file import json_bytes
from kadergen.render.plan_csv import render_plan_csv
from kadergen.render.plan_ics import render_plan_ics
from kadergen.render.plan_markdown import render_plan_markdown
from kadergen.render.xlsx_file import render_xlsx
from kadergen.theme.load import default_theme
from kadergen.workflow.compare import COMPARISON
from kadergen.workflow.compare import SUFFIXES as COMPARISON_SUFFIXES
from kadergen.workflow.files import Produced, Progress, expand_inputs, quiet, refuse_overwriting, write
from kadergen.workflow.meeting import (
    MEETING,
    MEETING_ANONYMOUS,
    MEETING_SUFFIXES,
    is_of_meeting,
    not_counted,
    refuse_filled_in,
    write_meeting_forms,
)
from kadergen.workflow.outcome import OUTCOME, OUTCOME_ANONYMOUS
from kadergen.workflow.pages import PAGE_SUFFIXES, write_pages
from kadergen.workflow.reading import AS_USUAL, How, Reading, ReadResults, read_all, write_kept
from kadergen.workflow.receipts import ReceiptBook, receipt_bytes
from kadergen.workflow.versions import other_versions

SUFFIXES = (*PAGE_SUFFIXES, ".xlsx", ".json")
RESULTS = "results"
RECEIPTS, RECEIPTS_ANONYMOUS = "receipts", "receipts-anonymous"
RECEIPT_SUFFIXES = (".html", ".json")
ANONYMOUS = "results-anonymous"  # a name of its own, so that neither result ever takes the other's place
PLAN, PLAN_ANONYMOUS = "plan", "plan-anonymous"
PLAN_SUFFIXES = (".csv", ".md", ".ics")


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts as an answer: `read` holds those responses alone. The rest as in `Persons`."""

    read: ReadResults
    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    same_person: Mapping[str, tuple[Code, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Consolidated:
    """What went in, the combined results (one per framework) and the files written."""

    read: ReadResults
    results: tuple[Consolidation, ...]
    files: tuple[Produced, ...]


@dataclass(frozen=True, slots=True)
class KnownAs:
    """What is known of a returned file beforehand: what to call it (no two the same), whose it is, "" where nobody
    knows, and its place in the order in which the forms came.
    """

    name: str
    person: str
    order: int


NOT_KNOWN: Final[Mapping[Path, KnownAs]] = MappingProxyType({})


def consolidate(
    inputs: Iterable[Path],
    out: Path,
    *,
    anonymous: bool = False,
    known_as: Mapping[Path, KnownAs] = NOT_KNOWN,
    how: How = AS_USUAL,
    progress: Progress = quiet,
) -> Consolidated:
    """Read everything given and write the combined result of each framework among it into the folder `out`.

    `known_as` is what is known of files beforehand, as in a round; of any other the form itself tells.
    """
    found = Reading((), how, {path: known.name for path, known in known_as.items()})
    paths = {known.name: path for path, known in known_as.items()}
    origins = {known.name: Origin(known.person, known.order) for known in known_as.values()}
    known = found.instruments
    own = _own(out, known)
    # What other commands make of these results is no form that came back either.
    later = [out / f"{id_}-{name}.json" for id_ in known for name in (OUTCOME, OUTCOME_ANONYMOUS)]
    later += [out / f"{id_}-{COMPARISON}{suffix}" for id_ in known for suffix in COMPARISON_SUFFIXES]
    found.paths = expand_inputs(inputs, skip=[*own, *later])
    book = ReceiptBook(known)
    read = read_all(found, progress, book.add)
    count = counted(read, known, lambda response: origins.get(response.source.file) or by_file(response))
    results = count.read
    older = [response for others in count.earlier.values() for response in (*others.parts, *others.replaced)]
    for path in own:
        refuse_overwriting(path, [paths.get(r.source.file, Path(r.source.file)) for r in (*results.responses, *older)])
    versions, findings = other_versions((*results.responses, *older), known, how.frameworks)
    results = replace(results, diagnostics=(*results.diagnostics, *findings))
    combined: list[Consolidation] = []
    files: list[Produced] = []
    for framework_id in dict.fromkeys(response.identity.id for response in results.responses):
        framework = known[framework_id].framework
        responses = [r for r in results.responses if r.identity.id == framework_id]
        progress(f"{framework.title}: {len(responses)}")
        combination = combine(
            framework,
            responses,
            anonymous=anonymous,
            earlier=count.earlier,
            versions=[version for version in versions if version.identity.id == framework_id],
        )
        combined.append(combination)
        replaced = [old for r in responses for old in count.earlier.get(r.source.file, Earlier()).replaced]
        files.extend(_write_results(framework, combination, (*responses, *replaced), out))
    receipts = book.gathered(
        folders={id_: f"{id_}-{RESULTS}-files" for id_ in known}, anonymous=anonymous, same_person=count.same_person
    )
    if receipts:
        name = RECEIPTS_ANONYMOUS if anonymous else RECEIPTS
        files += [
            write(out / f"{name}{suffix}", receipt_bytes(receipts, suffix), "receipts: what came back, what to look at")
            for suffix in RECEIPT_SUFFIXES
        ]
    return Consolidated(results, tuple(combined), tuple(files))


def _own(out: Path, ids: Iterable[str]) -> list[Path]:
    """All files that this command may write into `out`."""
    made = {
        SUFFIXES: (RESULTS, ANONYMOUS),
        PLAN_SUFFIXES: (PLAN, PLAN_ANONYMOUS),
        MEETING_SUFFIXES: (MEETING, MEETING_ANONYMOUS),
    }
    own = [
        out / f"{id_}-{name}{suffix}"
        for suffixes, names in made.items()
        for id_ in ids
        for name in names
        for suffix in suffixes
    ]
    return own + [out / f"{name}{suffix}" for name in (RECEIPTS, RECEIPTS_ANONYMOUS) for suffix in RECEIPT_SUFFIXES]


def counted(results: ReadResults, known: Mapping[str, Instrument], origin: OriginOf = unknown) -> Counted:
    """What counts as an answer: each file's content and each person once, and only forms with something filled in.

    A copy under another name is named in a warning (R019), and so is an older form of the same person (R040, R041); an
    empty form, such as the one that was mailed around, is skipped (R018), and so is the meeting's own (R044).
    """
    untouched = [response for response in results.responses if response.is_untouched]
    of_meeting = [r for r in results.responses if is_of_meeting(r, known[r.identity.id].framework)]
    skipped = [*untouched, *of_meeting]
    files, copies = each_file_once([r for r in results.responses if not any(r is other for other in skipped)])
    languages = {id_: instrument.framework.language for id_, instrument in known.items()}
    persons = each_person_once(files, languages, origin)
    # What was found in a form is worth knowing, also when another one counts.
    older = [r for others in persons.earlier.values() for r in (*others.parts, *others.replaced)]
    findings = (
        *(found for response in older for found in response.diagnostics),
        *map(_untouched, untouched),
        *map(not_counted, of_meeting),
        *copies,
        *persons.findings,
    )
    read = replace(
        results,
        responses=persons.responses,
        skipped=(*results.skipped, *(Path(response.source.file) for response in skipped)),
        diagnostics=(*results.diagnostics, *findings),
    )
    return Counted(read, persons.earlier, persons.same_person)


def by_file(response: Response) -> Origin:
    """When the file of a response was last changed, in nanoseconds, where that can be told; and nothing of a person."""
    try:
        return Origin(when=Path(response.source.file).lstat().st_mtime_ns)
    except (OSError, ValueError):
        return Origin()


def _untouched(response: Response) -> Diagnostic:
    message = "nothing at all is filled in; not counted as an answer"
    return Diagnostic(Severity.WARNING, Code.R018, message, "Is this the right copy?", Location(response.source.file))


def _write_results(
    framework: Framework, combination: Consolidation, responses: Iterable[Response], out: Path
) -> list[Produced]:
    stem = f"{framework.id}-{ANONYMOUS if combination.anonymous else RESULTS}"
    plan, theme = plan_of_action(combination), default_theme()
    analysis = analyse(combination)
    report = build_report(analysis, plan)
    instrument = build_instrument(framework)
    refuse_filled_in(plan, instrument, out, out / f"{stem}.json")
    # Nobody can say of a picture that it names no one.
    kept = (
        ()
        if combination.anonymous
        else tuple(file for response in responses for file in write_kept(response, out / f"{stem}.json"))
    )
    return [
        *write_pages(report, out / stem, theme, framework.wording, "combined result"),
        write(out / f"{stem}.xlsx", render_xlsx(combination, plan), "combined result, spreadsheet"),
        write(out / f"{stem}.json", json_bytes(result_to_json(analysis, plan)), "combined result, for programs"),
        *write_meeting_forms(plan, instrument, theme, out),
        *_write_plan(plan, out / f"{framework.id}-{PLAN_ANONYMOUS if combination.anonymous else PLAN}"),
        *kept,
    ]


def _write_plan(plan: PlanOfAction, stem: Path) -> list[Produced]:
    """The plan of action by itself; a calendar only where there is something to put in it."""
    made = {".csv": render_plan_csv(plan), ".md": render_plan_markdown(plan)}
    calendar = stem.with_name(f"{stem.name}.ics")
    if plan.deadlines:
        made[".ics"] = render_plan_ics(plan)
    elif calendar.is_file():
        calendar.unlink()  # of an earlier run, whose deadlines are none of this plan's
    what = {".csv": "plan of action, table", ".md": "plan of action, text", ".ics": "plan of action, deadlines"}
    return [write(stem.with_name(stem.name + suffix), data, what[suffix]) for suffix, data in made.items()]
