"""The result of a round → the agenda of its meeting, as PDF, Word and HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kadergen.consolidate.agenda import DEFAULT_MINUTES, LONGEST, TooShortError, plan_agenda
from kadergen.consolidate.analysis import DEFAULT_WEIGHTS, analyse
from kadergen.documents.agenda import build_agenda
from kadergen.errors import UsageError
from kadergen.model.agenda import Agenda
from kadergen.model.analysis import Weights
from kadergen.model.consolidation import Consolidation
from kadergen.theme.load import default_theme
from kadergen.workflow.files import Produced, refuse_overwriting
from kadergen.workflow.frameworks import check_sections
from kadergen.workflow.pages import PAGE_SUFFIXES, write_pages
from kadergen.workflow.results import load_result

__all__ = ["AGENDA", "AGENDA_ANONYMOUS", "DEFAULT_MINUTES", "LONGEST", "MadeAgenda", "Weights", "make_agenda"]

AGENDA: Final = "agenda"
AGENDA_ANONYMOUS: Final = "agenda-anonymous"


@dataclass(frozen=True, slots=True)
class MadeAgenda:
    """The agenda and the files written."""

    agenda: Agenda
    files: tuple[Produced, ...]


def make_agenda(
    result: Path,
    out: Path,
    *,
    minutes: int = DEFAULT_MINUTES,
    begin: int = 0,
    sections: Sequence[str] = (),
    statements: int | None = None,
    weights: Weights | None = None,
    frameworks: Iterable[str] = (),
) -> MadeAgenda:
    """Write <framework>-agenda.* into the folder `out`; of an anonymous result <framework>-agenda-anonymous.*.

    `begin` is in minutes after midnight, 0 when it is not known. Raises UsageError (no usable result, no such section,
    too little time, a framework without scores) or NotWritableError.
    """
    if not 0 < minutes <= LONGEST:
        raise UsageError(f"{minutes} minutes is no meeting", f"Give a number from 1 to {LONGEST}.")
    loaded = load_result(result, tuple(frameworks))
    consolidation = loaded.result.consolidation
    _check(consolidation, sections)
    try:
        analysis = analyse(consolidation, weights or DEFAULT_WEIGHTS)
        agenda = plan_agenda(consolidation, minutes, sections=sections, statements=statements, analysis=analysis)
    except TooShortError as error:
        raise UsageError(
            f"{minutes} minutes are too few for what is asked for",
            f"It takes at least {error.least} minutes: give more with --minutes"
            + (f", or talk about fewer statements ({error.most} fit)." if error.most else "."),
        ) from None
    name = AGENDA_ANONYMOUS if consolidation.anonymous else AGENDA
    stem = out / f"{consolidation.framework.id}-{name}"
    for suffix in PAGE_SUFFIXES:
        refuse_overwriting(stem.with_name(stem.name + suffix), (loaded.path,))
    document = build_agenda(agenda, begin=begin)
    files = write_pages(document, stem, default_theme(), consolidation.framework.wording, "agenda of the meeting")
    return MadeAgenda(agenda, files)


def _check(consolidation: Consolidation, sections: Sequence[str]) -> None:
    framework = consolidation.framework
    check_sections(framework, sections)
    if not any(result.total.counts for result in consolidation.statements):
        raise UsageError(
            f"the statements of {framework.id} are not scored, so there is nothing to put them in order by",
            "Use the combined result: it has all reflections in the framework's order.",
        )
