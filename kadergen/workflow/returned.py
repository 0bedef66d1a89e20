"""Returned forms → responses → the combined result; one bad file never stops the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kadergen.consolidate.combine import consolidate as combine
from kadergen.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity
from kadergen.model.consolidation import Consolidation
from kadergen.model.framework import Framework
from kadergen.model.instrument import Instrument
from kadergen.model.response import Response
from kadergen.readers import read_file
from kadergen.render.consolidation_json import consolidation_to_json
from kadergen.render.json_file import json_bytes
from kadergen.render.report_pdf import render_report_pdf
from kadergen.render.response_json import responses_to_json
from kadergen.render.xlsx_file import render_xlsx
from kadergen.theme.load import default_theme
from kadergen.workflow.blanks import BlankForms
from kadergen.workflow.build import Produced, Progress, quiet, write
from kadergen.workflow.files import expand_inputs, refuse_overwriting
from kadergen.workflow.frameworks import instruments

SUFFIXES = (".pdf", ".xlsx", ".json")
RESULTS = "results"
ANONYMOUS = "results-anonymous"  # a name of its own, so that neither result ever takes the other's place


@dataclass(frozen=True, slots=True)
class ReadResults:
    """What was read, in the order of the files; `skipped` are the files that gave no response."""

    responses: tuple[Response, ...]
    skipped: tuple[Path, ...]
    diagnostics: Diagnostics

    @property
    def all_diagnostics(self) -> Diagnostics:
        """The findings of every file and those on the files together."""
        return (*(d for response in self.responses for d in response.diagnostics), *self.diagnostics)

    def json_bytes(self) -> bytes:
        """The responses and the findings as documented in docs/json.md."""
        return json_bytes(responses_to_json(self.responses, self.diagnostics))


@dataclass(frozen=True, slots=True)
class Consolidated:
    """What went in, the combined results (one per framework) and the files written."""

    read: ReadResults
    results: tuple[Consolidation, ...]
    files: tuple[Produced, ...]


def write_kept(responses: Iterable[Response], result: Path) -> tuple[Produced, ...]:
    """Write what stood in the forms and is no words, such as pictures, into a folder beside `result`."""
    folder = result.with_name(f"{result.stem}-files")
    kept = {file.name: file for response in responses for file in response.kept}
    return tuple(write(folder / name, file.data, "from a form, no text") for name, file in sorted(kept.items()))


def read(
    inputs: Iterable[Path],
    *,
    frameworks: Iterable[str] = (),
    out: Path | None = None,
    progress: Progress = quiet,
) -> ReadResults:
    """Read every file given; a folder stands for the files in it. Never raises for what a file holds.

    `out` is where the caller will write what was read: UsageError when that is an input. In a folder an older JSON
    file of that name is passed over.
    """
    paths = expand_inputs(inputs, skip=[out] if out and out.suffix == ".json" else [])
    if out:
        refuse_overwriting(out, paths)
    known, warnings = instruments(frameworks)
    return _read_files(paths, known, BlankForms(known, frameworks), warnings, progress)


def _read_files(
    paths: Iterable[Path],
    known: Mapping[str, Instrument],
    blanks: BlankForms,
    warnings: Iterable[Diagnostic],
    progress: Progress,
) -> ReadResults:
    responses: list[Response] = []
    skipped: list[Path] = []
    findings: list[Diagnostic] = list(warnings)
    for path in paths:
        progress(path.name)
        result = read_file(path, known, blanks)
        if result.response is None:
            skipped.append(path)
            findings.extend(result.diagnostics)
        else:
            responses.append(result.response)
    return ReadResults(tuple(responses), tuple(skipped), tuple(findings))


def consolidate(
    inputs: Iterable[Path],
    out: Path,
    *,
    anonymous: bool = False,
    frameworks: Sequence[str] = (),
    progress: Progress = quiet,
) -> Consolidated:
    """Read everything given and write the combined result of each framework among it into the folder `out`."""
    known, warnings = instruments(frameworks)
    own = [out / f"{id_}-{name}{suffix}" for id_ in known for name in (RESULTS, ANONYMOUS) for suffix in SUFFIXES]
    paths = expand_inputs(inputs, skip=own)
    results = counted(_read_files(paths, known, BlankForms(known, frameworks), warnings, progress))
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
    # Nobody can say of a picture that it names no one.
    kept = () if combination.anonymous else write_kept(responses, out / f"{stem}.json")
    return [
        write(out / f"{stem}.pdf", pdf.data, "combined result", pdf.page_count),
        write(out / f"{stem}.xlsx", render_xlsx(combination), "combined result, spreadsheet"),
        write(out / f"{stem}.json", json_bytes(consolidation_to_json(combination)), "combined result, for programs"),
        *kept,
    ]
