"""The meeting's own form, written with each combined result, and told from the forms that participants send."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from kadergen.consolidate.planning import plan_of_action
from kadergen.diagnostics import Code, Diagnostic, Location, Severity
from kadergen.documents.meeting import meeting_values
from kadergen.errors import KadergenError, NotWritableError, SelfCheckError
from kadergen.formats.acroform_fill import Filler
from kadergen.formats.docx_fill import DocxFiller
from kadergen.formats.filled import Filled
from kadergen.model.framework import Framework
from kadergen.model.instrument import Instrument
from kadergen.model.planning import PlanOfAction
from kadergen.model.response import Response
from kadergen.render.meeting_form import render_meeting_docx, render_meeting_pdf
from kadergen.theme.theme import Theme
from kadergen.workflow.files import Produced, write
from kadergen.workflow.results import load_result
from kadergen.workflow.workers import read_isolated

MEETING: Final = "meeting"
MEETING_ANONYMOUS: Final = "meeting-anonymous"
MEETING_SUFFIXES: Final = (".pdf", ".docx")


def write_meeting_forms(plan: PlanOfAction, instrument: Instrument, theme: Theme, out: Path) -> list[Produced]:
    """<framework>-meeting.pdf and .docx, read back before they are written.

    Raises SelfCheckError when a form does not hold the plan, NotWritableError.
    """
    on_screen, for_word = _paths(plan, out)
    pdf, filled = render_meeting_pdf(plan, instrument, theme)
    word = render_meeting_docx(plan, instrument, theme)
    values = meeting_values(plan)
    _check(Filler(pdf.data).not_held(filled.data, values), filled, on_screen)
    _check(DocxFiller(word.data).not_held(word.data, values), word, for_word)
    return [
        write(on_screen, filled.data, "form of the meeting, with the plan", pdf.page_count),
        write(for_word, word.data, "form of the meeting, for Word"),
    ]


def refuse_filled_in(plan: PlanOfAction, instrument: Instrument, out: Path, result: Path) -> None:
    """Raise NotWritableError where `out` has a form of the meeting in which something was filled in or changed.

    As it was written, it holds the plan of the result beside it (`result`, which may be older), or this one.
    """
    for path in filled_in(plan, instrument, out, result):
        raise NotWritableError(
            f"{path} was filled in, or may have been, and would be overwritten",
            "Move it to another folder first, or give another folder with -o.",
        )


def filled_in(plan: PlanOfAction, instrument: Instrument, out: Path, result: Path) -> list[Path]:
    """The forms of the meeting in `out` in which something was filled in or changed; the rest as above."""
    paths = [path for path in _paths(plan, out) if path.is_file()]
    # One process reads both: starting another one takes longer than reading.
    results = read_isolated([path.resolve() for path in paths], {instrument.framework.id: instrument}, jobs=1)
    plans = list(_plans(plan, result)) if paths else []
    return [
        path
        for path, read in zip(paths, results, strict=True)
        if read.response is None or not any(_is_as_written(read.response, made) for made in plans)
    ]


def _plans(plan: PlanOfAction, result: Path) -> Iterator[PlanOfAction]:
    yield plan
    with suppress(KadergenError):
        yield plan_of_action(load_result(result).result.consolidation)


def _is_as_written(form: Response, plan: PlanOfAction) -> bool:
    """Whether a form holds what it was written with, and nothing else."""
    who = form.respondent
    header = (who.organisation, who.party, who.level, who.date)
    if any(text.strip() for text in header) or not all(answer.is_blank for answer in form.answers.values()):
        return False
    if form.kept or any(words.value.strip() for words in form.unplaced):
        return False
    given = [[text.strip() for text in planned.action.cells.values() if text.strip()] for planned in plan.actions]
    found = [[text.strip() for text in row.cells.values() if text.strip()] for row in form.plan]
    return _squeezed(found) == _squeezed(given)


def _squeezed(rows: list[list[str]]) -> list[list[list[str]]]:
    """The rows' words: which white space a file keeps is its own affair."""
    return [[text.split() for text in row] for row in rows if row]


def _paths(plan: PlanOfAction, out: Path) -> list[Path]:
    name = MEETING_ANONYMOUS if plan.consolidation.anonymous else MEETING
    return [out / f"{plan.consolidation.framework.id}-{name}{suffix}" for suffix in MEETING_SUFFIXES]


def _check(lost: list[str], filled: Filled, file: Path) -> None:
    told = {problem.field for problem in filled.problems}
    if unsaid := [name for name in lost if name not in told]:
        raise SelfCheckError(
            f"{file} would not hold what stands in {unsaid[0]}", "Please report this; the file was not written."
        )


def is_of_meeting(response: Response, framework: Framework) -> bool:
    """Whether this is the meeting's own form: it says so where participants write their names."""
    return response.respondent.name.strip() == framework.wording("meeting.respondent")


def not_counted(response: Response) -> Diagnostic:
    """What is said of the meeting's form among those of the participants."""
    message = "the form of the meeting itself; not counted as an answer"
    hint = "`kadergen outcome` adds it to the result. Did a participant use it? Then change the name in it."
    return Diagnostic(Severity.WARNING, Code.R044, message, hint, Location(response.source.file))
