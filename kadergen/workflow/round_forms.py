"""The forms of a round: for each person a copy that says who it is for, in every format that is sent."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kadergen.diagnostics import Diagnostic, Diagnostics, Location, Severity
from kadergen.errors import SelfCheckError
from kadergen.formats.file_names import safe_file_name
from kadergen.model.framework import Framework
from kadergen.model.instrument import PERSON_FIELD, RESPONDENT, FieldId
from kadergen.model.round import FormFormat, Person
from kadergen.workflow.files import Progress, quiet, write_atomic
from kadergen.workflow.fill import AnyFiller, filler_of

SUFFIXES: Final[Mapping[FormFormat, str]] = {
    FormFormat.PDF: ".pdf",
    FormFormat.WORD: ".docx",
    FormFormat.WORD_OPEN: ".open.docx",
    FormFormat.PDF_LARGE_PRINT: ".large.pdf",
    FormFormat.WORD_LARGE_PRINT: ".large.docx",
}
_SHOWN: Final = 8  # characters of an id: enough to tell namesakes apart, too few to pass for them
_WRITERS: Final = 4  # files that wait for the disk at the same time


@dataclass(frozen=True, slots=True)
class PersonalForm:
    """A person's form: what its file is called, its bytes, and what was noticed while the header was filled in."""

    person_id: str
    format: FormFormat
    file_name: str
    data: bytes
    diagnostics: Diagnostics = ()


class PersonalForms:
    """The blank forms of a framework, read once. Raises NotOurFormError for bytes that are none.

    `usual` are the kinds for whoever has none of their own; otherwise all that there are.
    """

    def __init__(
        self, framework: Framework, blanks: Mapping[FormFormat, bytes], usual: Iterable[FormFormat] = ()
    ) -> None:
        self._framework = framework
        self._fillers: dict[FormFormat, AnyFiller] = {kind: filler_of(data) for kind, data in blanks.items()}
        self._usual = tuple(usual) or tuple(blanks)

    def of(self, person: Person) -> Iterator[PersonalForm]:
        """This person's copies; the same person always gets the same bytes. Each is read back (SelfCheckError)."""
        values, marks = self._header(person), {PERSON_FIELD: person.id}
        for kind in person.forms or self._usual:
            filler = self._fillers[kind]
            name = form_file_name(person, kind)
            filled = filler.fill(values, marks)
            rejected = {problem.field for problem in filled.problems}
            wrong = [field for field in filler.not_taken(filled.data, values, marks) if field not in rejected]
            if wrong:
                raise SelfCheckError(f"{name} does not hold what was given for {wrong[0]}", "Please report this.")
            noticed = tuple(
                Diagnostic(Severity.WARNING, p.code, f"{p.field}: {p.message}", p.hint, Location(name), p.field)
                for p in filled.problems
            )
            yield PersonalForm(person.id, kind, name, filled.data, noticed)

    def _header(self, person: Person) -> dict[str, str]:
        """What is known of a person, for the fields that this framework's header has."""
        known = {
            "name": person.name,
            "organisation": person.organisation,
            "party": person.party,
            "level": person.level,
        }
        return {
            str(FieldId(RESPONDENT, field.id)): known[field.id]
            for field in self._framework.respondent
            if known.get(field.id)
        }


def write_forms(
    folder: Path,
    forms: PersonalForms,
    people: Iterable[Person],
    *,
    write: Callable[[Path, bytes], None] = write_atomic,
    progress: Progress = quiet,
) -> Diagnostics:
    """Write everybody's forms into the folder, over those of an earlier time; what was noticed, in order of people.

    `progress` is told the name of each file. Raises NotWritableError and SelfCheckError.
    """
    noticed: list[Diagnostic] = []
    waiting: deque[Future[None]] = deque()
    with ThreadPoolExecutor(_WRITERS) as disk:
        try:
            for person in people:
                for form in forms.of(person):
                    noticed += form.diagnostics
                    waiting.append(disk.submit(write, folder / form.file_name, form.data))
                    progress(form.file_name)
                    if len(waiting) > 2 * _WRITERS:
                        waiting.popleft().result()
            for writing in waiting:
                writing.result()
        except BaseException:
            disk.shutdown(cancel_futures=True)
            raise
    return tuple(noticed)


def form_file_name(person: Person, kind: FormFormat) -> str:
    """What a person's form is called in the round's folder: by name for people, by a part of the id for certainty."""
    return f"{file_stem(person)}{SUFFIXES[kind]}"


def file_stem(person: Person) -> str:
    """The beginning of the names of all files about a person."""
    return f"{safe_file_name(person.name, 'form')}-{person.id[:_SHOWN]}"
