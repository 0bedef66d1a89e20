"""Fill a copy of a form with answers: personal copies, last year's answers, samples, tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kadergen.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity, has_errors
from kadergen.errors import NotOurFormError, SelfCheckError, UsageError
from kadergen.formats.acroform_fill import Filler, FillProblem
from kadergen.formats.acroform_read import read_acroform
from kadergen.formats.answers_json import parse_answers
from kadergen.workflow.files import refuse_overwriting, write_atomic
from kadergen.workflow.frameworks import instruments


@dataclass(frozen=True, slots=True)
class FillResult:
    """The copy's path, how many fields got a value, and what was noticed."""

    path: Path
    filled: int
    diagnostics: Diagnostics


def fill(form: Path, data: Path, out: Path, *, frameworks: Iterable[str] = ()) -> FillResult:
    """Write `out`: the bytes of `form` with the answers of the JSON file `data` appended.

    Raises UsageError (a file that cannot be read, answers that are no answers), NotOurFormError, NotWritableError.
    """
    refuse_overwriting(out, [form, data])
    base, answers = _read_input(form), _read_input(data)
    values, diagnostics = parse_answers(answers, str(data))
    if has_errors(diagnostics):
        raise UsageError(f"{data} holds no usable answers", "Its shape is described in docs/json.md.", diagnostics)
    filled, problems = fill_values(Filler(base), values, str(form))
    write_atomic(out, filled)
    return FillResult(out, sum(1 for value in values.values() if value), (*diagnostics, *problems))


def _read_input(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}", "Check the name of the file.") from error
