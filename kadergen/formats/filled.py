"""What filling a form gives back, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass

from kadergen.diagnostics import Code


@dataclass(frozen=True, slots=True)
class FillProblem:
    """What went otherwise than asked: code (F001 to F004, F008, F009), the field's name, what happened, what to do."""

    code: Code
    field: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """The filled form's bytes, and the problems in the order of the values."""

    data: bytes
    problems: tuple[FillProblem, ...] = ()
