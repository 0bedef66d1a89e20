"""Who is in a round, changed afterwards: people added, one person removed, everybody removed at the end.

What is removed is proved to be gone: the whole folder is searched for the ids, addresses and names, and what still
holds one is named. Each step can be repeated, so that a command which was interrupted is simply run again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Final

from kadergen.consolidate.analysis import analyse
from kadergen.consolidate.combine import consolidate as combine
from kadergen.consolidate.planning import plan_of_action
from kadergen.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity, display_name, has_errors
from kadergen.errors import ContentError, NothingReadableError, NotWritableError, UsageError
from kadergen.formats.results_json import with_outcome
from kadergen.formats.search_inside import CannotSearchError, words_inside
from kadergen.model.consolidation import Consolidation, PlanAction
from kadergen.model.framework import Framework
from kadergen.model.instrument import build_instrument
from kadergen.model.response import ReadResult
from kadergen.model.round import Arrival, Person
from kadergen.model.round_result import Outcome
from kadergen.render.consolidation_json import result_to_json
from kadergen.render.json_file import json_bytes
from kadergen.render.outcome_json import agreed_to_json, outcome_to_json
from kadergen.render.plan_csv import render_plan_csv
from kadergen.render.plan_ics import render_plan_ics
from kadergen.render.plan_markdown import render_plan_markdown
from kadergen.render.response_json import response_to_json
from kadergen.workflow.files import Progress, quiet, write_atomic
from kadergen.workflow.frameworks import instruments
from kadergen.workflow.meeting import filled_in
from kadergen.workflow.outcome import OUTCOME, OUTCOME_ANONYMOUS
from kadergen.workflow.reading import AS_USUAL, How
from kadergen.workflow.results import load_result
from kadergen.workflow.returned import ANONYMOUS, PLAN, RESULTS
from kadergen.workflow.round_assign import settle
from kadergen.workflow.round_folder import DATABASE, FORMS, OUTBOX, RECEIPTS, RETURNED, OpenRound
from kadergen.workflow.round_folder import RESULTS as RESULTS_FOLDER
from kadergen.workflow.round_people import folded, read_participants
from kadergen.workflow.round_results import make_results
from kadergen.workflow.round_status import status_of
from kadergen.workflow.workers import read_isolated

# What kadergen's commands write into results/ of what people said; each followed by a variant and a suffix.
_DERIVED: Final = ("results", "plan", "agenda", "meeting", "outcome")


class Kept(Enum):
    """What is left of a closed round."""

    PLAN = "plan"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Removed:
    """What was removed, and what the search afterwards found: `named_in` are files that still hold a name or address.

    `files` and `people` are numbers; `kept` are the files that were made to be kept.
    """

    people: int
    files: int
    searched: int
    named_in: tuple[str, ...]
    findings: Diagnostics
    kept: tuple[str, ...] = ()


def add_people(one: OpenRound, table: Path) -> tuple[int, int, Diagnostics]:
    """Add the people of a table, and change those whose address is known; gives how many, and what was found.

    Raises ContentError, with nothing changed, when the table has errors; UsageError when the round is closed.
    """
    if one.store.closed:
        raise UsageError("the round is closed", "Make another one.")
    before = {person.id: person for person in one.store.people()}
    found = read_participants(table, one.framework, before.values(), formats=one.settings.formats)
    if has_errors(found.findings):
        raise ContentError(f"{table} has errors; nothing was changed", "Mend the rows named.", found.findings)
    added = [person for person in found.people if person.id not in before]
    changed = [person for person in found.people if person.id in before and person != before[person.id]]
    one.store.put_people([*changed, *added])
    return len(added), len(changed), found.findings


def forget(one: OpenRound, what: Person | Arrival, how: How = AS_USUAL, progress: Progress = quiet) -> Removed:
    """Remove a person, or one file that came in, from everywhere. First the results are made without them, last the
    database forgets them.

    Raises NotWritableError, with nothing removed, when in results/ the group filled in a form of the meeting whose
    outcome was not read yet, and when a file cannot be removed.
    """
    if isinstance(what, Arrival):
        arrivals, own, traces = [what], set[Path](), _Traces([], [what.sha256])
    else:
        arrivals = [arrival for arrival in one.store.arrivals() if arrival.person_id == what.id]
        own = set(_made_for(one, what))
        traces = _Traces([what])
    files = _without(one, arrivals, how, progress)
    files += sum(_remove(path) for path in {*own, *_kept_of(one, arrivals)})
    with one.store.transaction():
        if isinstance(what, Arrival):
            one.store.remove_arrival(what.sha256)
            settle(one)
        else:
            one.store.remove_person(what)
    one.store.compact()
    return _searched(one, traces, int(isinstance(what, Person)), files, how)


def close_round(one: OpenRound, keep: Kept, now: datetime, how: How = AS_USUAL) -> Removed:
    """End the round. With `Kept.PLAN`, what the group agreed on is written first, without anybody's own answers.

    Raises UsageError, with nothing removed, when nothing was agreed.
    """
    folder = one[RESULTS_FOLDER]
    kept = _write_agreed(one, _outcome(one)) if keep is Kept.PLAN else ()
    people = one.store.people()
    returned = status_of(one.snapshot()).returned
    files = 0
    for path in (one[FORMS], one[OUTBOX], one[RETURNED], one[RECEIPTS], folder):
        files += sum(_remove(each) for each in _files(path) if each not in kept)
        for empty in sorted((p for p in path.rglob("*") if p.is_dir()), reverse=True):
            empty.rmdir()
    if one.store.closed is None:
        one.store.close(now, returned)
    one.store.compact()
    done = _searched(one, _Traces(people), len(people), files, how)
    return replace(done, kept=tuple(_name(one, path) for path in kept))


# The results without somebody -----------------------------------------------------------------------------------------


def _without(one: OpenRound, arrivals: Iterable[Arrival], how: How, progress: Progress) -> int:
    """Make the results anew without some files, what was agreed laid into them; gives how many files are gone."""
    folder, id_ = one[RESULTS_FOLDER], one.framework.id
    results = [_result(one, name, outcome) for name, outcome in ((RESULTS, OUTCOME), (ANONYMOUS, OUTCOME_ANONYMOUS))]
    without = {arrival.sha256 for arrival in arrivals}
    files, made = 0, set[Path]()
    for result in filter(None, results):
        files += sum(_remove(path) for path in result.filled_in)
        try:
            new = make_results(one, anonymous=result.anonymous, without=without, how=how, progress=progress)
            made |= {file.path for file in new.made.files}
            base = result.path.read_bytes()
        except NothingReadableError:  # nobody else's form is there
            base = _bytes(_nobody(one.framework))
        if result.outcome:
            data = with_outcome(base, agreed_to_json(result.outcome), outcome_to_json(result.outcome))
            write_atomic(result.agreed, data)
            made.add(result.agreed)
    stems = tuple(f"{id_}-{name}" for name in _DERIVED)
    old = [path for path in _files(folder) if path.relative_to(folder).parts[0].startswith((*stems, "receipts"))]
    return files + sum(_remove(path) for path in old if path not in made)


@dataclass(frozen=True, slots=True)
class _Result:
    """A result in a round's results/, perhaps with what the group agreed on, and the forms that the group filled in."""

    path: Path
    agreed: Path
    anonymous: bool
    outcome: Outcome | None
    filled_in: Sequence[Path]


def _result(one: OpenRound, name: str, outcome: str) -> _Result | None:
    """The result of one kind, None where there is none yet.

    Raises NotWritableError when a form of the meeting was filled in and its outcome was not read: it may hold words of
    whoever is to be removed, and what is written nowhere else.
    """
    path, agreed = (one[RESULTS_FOLDER] / f"{one.framework.id}-{each}.json" for each in (name, outcome))
    if not (path.is_file() or agreed.is_file()):
        return None
    extra = (str(one.framework_folder),)
    found = load_result(agreed, extra).result.outcome if agreed.is_file() else None
    forms: Sequence[Path] = ()
    if path.is_file():
        plan = plan_of_action(load_result(path, extra).result.consolidation)
        forms = filled_in(plan, build_instrument(one.framework), path.parent, path)
    for form in forms:
        if found is None or found.sha256 != hashlib.sha256(form.read_bytes()).hexdigest():
            raise NotWritableError(
                f"{form} was filled in, or may have been, and what stands in it was not read yet",
                f"Run `kadergen outcome {path} {form} -o {path.parent}` first, or delete that form: it may hold words "
                "of whoever is to be removed.",
            )
    return _Result(path, agreed, name == ANONYMOUS, found, forms)


def _made_for(one: OpenRound, person: Person) -> Iterator[Path]:
    """The forms and mails that were made for a person, also those that the database does not tell of."""
    whose = {one.path / path: id_ for path, id_ in one.store.files()}
    for path in {*whose, *_files(one[FORMS]), *_files(one[OUTBOX])}:
        with suppress(CannotSearchError):  # the search at the end names it
            if whose.get(path, person.id) == person.id and (path in whose or _holds(path, person.id)):
                yield path


def _holds(path: Path, id_: str) -> bool:
    return id_ in path.name or any(id_ in words for words in words_inside(path.read_bytes()))


def _kept_of(one: OpenRound, arrivals: Iterable[Arrival]) -> Iterator[Path]:
    """The files that came in, and their receipts."""
    receipts = one.receipts()
    for arrival in arrivals:
        yield one.returned(arrival)
        if arrival.sha256 in receipts:
            yield receipts[arrival.sha256]


# What the group agreed on, alone --------------------------------------------------------------------------------------


def _nobody(framework: Framework) -> Consolidation:
    """A result to which nobody contributed, for the outcome to be laid into."""
    return combine(framework, (), anonymous=True)


def _bytes(consolidation: Consolidation) -> bytes:
    return json_bytes(result_to_json(analyse(consolidation), plan_of_action(consolidation)))


def _outcome(one: OpenRound) -> Outcome:
    """What the group agreed on. Raises UsageError where nothing was, or where two files say two things.

    Found by its name: when closing was broken off, it stands beside results that it was not made of any more.
    """
    folder, known = one[RESULTS_FOLDER], (str(one.framework_folder),)
    names = (f"{one.framework.id}-{name}.json" for name in (OUTCOME, OUTCOME_ANONYMOUS))
    files = [folder / name for name in names if (folder / name).is_file()]
    with suppress(UsageError):  # no file, or several of which none has the name of an outcome
        files = files or [load_result(folder, known).path]
    found = [outcome for file in files if (outcome := load_result(file, known).result.outcome)]
    if not found:
        hint = (
            "Add the outcome of the meeting (`kadergen outcome RESULT FORM -o results`), or close with --keep nothing."
        )
        raise UsageError("in results/ there is nothing that the group agreed on", hint)
    if any(_agreed(other) != _agreed(found[0]) for other in found):
        hint = f"Move the one that does not count to another folder: {' or '.join(_name(one, file) for file in files)}."
        raise UsageError("in results/ there are two outcomes, which differ", hint)
    # Which form it was, and words beside its fields, may name somebody.
    return replace(
        found[0], file="", sha256="", date="", unplaced=(), withheld=found[0].withheld + len(found[0].unplaced)
    )


def _agreed(outcome: Outcome) -> tuple[object, ...]:
    """What two outcomes have in common that were made of the same form; an anonymous one orders the plan anew."""
    return outcome.statements, sorted((action.item or "", sorted(action.cells.items())) for action in outcome.plan)


def _write_agreed(one: OpenRound, outcome: Outcome) -> tuple[Path, ...]:
    """The outcome as a result of nobody, for next year's form and comparison, and the agreed plan by itself."""
    folder, id_ = one[RESULTS_FOLDER], one.framework.id
    nobody = _nobody(one.framework)
    agreed = tuple(PlanAction(action.cells, action.item, (), {}) for action in outcome.plan)
    plan = plan_of_action(replace(nobody, plan=agreed))
    files = {
        f"{id_}-{OUTCOME}.json": with_outcome(_bytes(nobody), agreed_to_json(outcome), outcome_to_json(outcome)),
        f"{id_}-{PLAN}.csv": render_plan_csv(plan),
        f"{id_}-{PLAN}.md": render_plan_markdown(plan),
        **({f"{id_}-{PLAN}.ics": render_plan_ics(plan)} if plan.deadlines else {}),
    }
    for name, data in files.items():
        write_atomic(folder / name, data)
    return tuple(folder / name for name in files)


# The proof -----------------------------------------------------------------------------------------------------------


def _searched(one: OpenRound, traces: _Traces, people: int, removed: int, how: How) -> Removed:
    """Search everything in the folder for the traces of what was removed."""
    named: list[str] = []
    findings: list[Diagnostic] = []
    paths = _files(one.path)
    for path, words in _all_words(one, paths, how):
        try:
            if traces.are_in(words, within_words=path.name.startswith(DATABASE)):
                named.append(_name(one, path))
        except (CannotSearchError, OSError) as problem:
            hint = "Look yourself whether somebody is named in it."
            place = Location(_name(one, path))
            reason = str(problem) if isinstance(problem, CannotSearchError) else "it cannot be opened"
            message = f"the file could not be searched: {reason}"
            findings.append(Diagnostic(Severity.WARNING, Code.M018, message, hint, place))
    hint = "These are others' words, or a file of your own: decide yourself what to do about it."
    findings += [
        Diagnostic(Severity.WARNING, Code.M017, "who, or what, was removed is still named in it", hint, Location(name))
        for name in named
    ]
    return Removed(people, removed, len(paths), tuple(named), tuple(findings))


def _all_words(one: OpenRound, paths: Iterable[Path], how: How) -> Iterator[tuple[Path, Iterator[str]]]:
    """Each file with its words. What came in is read in a process of its own, like every file that comes in."""
    came_in = [path for path in paths if path.parent == one[RETURNED]]
    frameworks = (str(one.framework_folder), *how.frameworks)
    results = read_isolated(came_in, instruments(frameworks)[0], frameworks, how.limits, how.jobs) if came_in else ()
    for path, result in zip(came_in, results, strict=True):
        yield path, _words_of_form(result)
    for path in paths:
        if path not in came_in:
            yield path, _words_of(path)


def _words_of_form(result: ReadResult) -> Iterator[str]:
    if result.response is None:
        raise CannotSearchError("it is no form that can be read")
    yield json_bytes(response_to_json(result.response)).decode("utf-8")


def _words_of(path: Path) -> Iterator[str]:
    yield path.name
    yield from words_inside(path.read_bytes())


class _Traces:
    """What would tell that somebody is named: id, address, or the whole name; and other words, such as a hash."""

    def __init__(self, people: Sequence[Person], words: Iterable[str] = ()) -> None:
        self._parts = {folded(part) for person in people for part in (person.id, person.email) if part} | {*words}
        names = {folded(person.name) for person in people if person.name}
        self._parts_and_names = self._parts | names
        alternatives = "|".join(map(re.escape, sorted(names))) or r"(?!)"
        self._names = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")

    def are_in(self, words: Iterator[str], *, within_words: bool) -> bool:
        """Whether one of the pieces names somebody; `within_words`: a name counts where letters surround it, too."""
        parts = self._parts_and_names if within_words else self._parts
        for piece in words:
            text = folded(piece)
            if any(part in text for part in parts) or self._names.search(text):
                return True
        return False


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() or path.is_symlink())


def _name(one: OpenRound, path: Path) -> str:
    return display_name(path.relative_to(one.path))


def _remove(path: Path) -> bool:
    """Remove a file; whether it was there. Raises NotWritableError."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise NotWritableError(
            f"{path.name} cannot be removed: {error.strerror or error}", "Close it in other programs and try again."
        ) from error
    return True
