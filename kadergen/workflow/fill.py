"""Fill a copy of a form with answers: personal copies, last year's answers, samples, tests."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kadergen.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity, has_errors
from kadergen.errors import NotOurFormError, SelfCheckError, UsageError
from kadergen.formats.acroform_fill import Filler
from kadergen.formats.answers_json import parse_answers
from kadergen.formats.docx_fill import DocxFiller
from kadergen.formats.filled import Filled
from kadergen.model.instrument import IDENTITY_FIELD, PERSON_FIELD
from kadergen.readers import MAX_SIZE
from kadergen.readers.sniff import Kind, sniff
from kadergen.workflow.files import refuse_overwriting, write_atomic

# The value is not in the copy as it was given: no such field, no such option, half a character.
_NOT_FILLED = frozenset({Code.F001, Code.F004, Code.F008, Code.F009})


@dataclass(frozen=True, slots=True)
class FillResult:
    """The copy's path, how many fields got a value, and what was noticed."""

    path: Path
    filled: int
    diagnostics: Diagnostics


def fill(form: Path, data: Path, out: Path) -> FillResult:
    """Write `out`: the bytes of `form` with the answers of the JSON file `data` appended.

    Raises UsageError (a file that cannot be read, answers that are no answers), NotOurFormError, NotWritableError.
    """
    refuse_overwriting(out, [form, data])
    base, answers = _read_input(form), _read_input(data)
    values, noticed = load_answers(answers, str(data))
    try:
        filler = filler_of(base)
    except NotOurFormError as error:
        raise NotOurFormError(f"{form}: {error.message}", error.hint) from error
    filled, problems = fill_values(filler, values, str(form))
    write_atomic(out, filled)
    rejected = {problem.field for problem in problems if problem.code in _NOT_FILLED}
    return FillResult(
        out, sum(bool(value) and name not in rejected for name, value in values.items()), noticed + problems
    )


def load_answers(data: bytes, file: str) -> tuple[dict[str, str], Diagnostics]:
    """The answers as field name → value, with warnings; UsageError when they are not usable."""
    values, noticed = parse_answers(data, file)
    if has_errors(noticed):
        raise UsageError(f"{file} holds no usable answers", "Its shape is described in docs/json.md.", noticed)
    for own in (IDENTITY_FIELD, PERSON_FIELD):
        if values.pop(own, None) is not None:
            message = "what a form is, and whose, is no answer; it stays as it is"
            noticed += (Diagnostic(Severity.WARNING, Code.F001, message, "", Location(file), own),)
    return values, noticed


class AnyFiller(Protocol):
    """A form of any format, read once, of which many copies can be filled."""

    def fill(self, values: Mapping[str, str], marks: Mapping[str, str] | None = None) -> Filled:
        """A copy with these values, which says of itself what `marks` say."""

    def not_held(self, filled: bytes, values: Mapping[str, str]) -> list[str]:
        """The fields of which a filled copy, read back, does not hold the value."""

    def not_taken(self, filled: bytes, values: Mapping[str, str], marks: Mapping[str, str]) -> list[str]:
        """The fields and marks that did not get into a copy just filled; quicker than reading it as a returned form."""


def filler_of(base: bytes) -> AnyFiller:
    """The filler for a form of this format. Raises NotOurFormError."""
    return DocxFiller(base) if sniff(base) in (Kind.WORD, Kind.ZIP) else Filler(base)


def fill_values(filler: AnyFiller, values: Mapping[str, str], form: str) -> tuple[bytes, Diagnostics]:
    """A filled copy, read back before it is handed over (SelfCheckError), and what was noticed; `form` is its name."""
    filled = filler.fill(values)
    problems = tuple(
        Diagnostic(Severity.WARNING, p.code, f"{p.field}: {p.message}", p.hint, Location(form), p.field)
        for p in filled.problems
    )
    rejected = {p.field for p in filled.problems if p.code in _NOT_FILLED}
    for name in filler.not_held(filled.data, values):
        if name not in rejected:
            raise SelfCheckError(
                f"the filled copy does not hold what was given for {name}", "Please report this; nothing was written."
            )
    return filled.data, problems


def _read_input(path: Path) -> bytes:
    """The whole file. Devices and pipes, which may have no end, and what is too large for a form are refused."""
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode) and status.st_size <= MAX_SIZE:
            return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}", "Check the name of the file.") from error
    large = stat.S_ISREG(status.st_mode)
    reason = f"it is larger than {MAX_SIZE // 1_000_000} MB" if large else "it is no file"
    raise UsageError(f"{path} cannot be read: {reason}", "Is it the right file?")
