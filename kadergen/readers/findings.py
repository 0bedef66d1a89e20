"""What is found out about one returned file while it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from kadergen.diagnostics import Code, Diagnostic, Location, Severity

_MOST_LISTED: Final = 5


@dataclass(slots=True)
class Findings:
    """Diagnostics about one file, as they come up."""

    file: str
    found: list[Diagnostic] = field(default_factory=list)

    def add(self, severity: Severity, code: Code, message: str, hint: str = "", name: str | None = None) -> None:
        """Add one finding about this file; `name` is the field it is about."""
        self.found.append(Diagnostic(severity, code, message, hint, Location(self.file), name))

    def error(self, code: Code, message: str, hint: str = "", name: str | None = None) -> None:
        """The file, or the part that is named, cannot be used."""
        self.add(Severity.ERROR, code, message, hint, name)

    def warn(self, code: Code, message: str, hint: str = "", name: str | None = None) -> None:
        """Someone should look."""
        self.add(Severity.WARNING, code, message, hint, name)

    def first(self, code: Code, message: str, hint: str = "") -> None:
        """Someone should look, and at this before anything else."""
        self.found.insert(0, Diagnostic(Severity.WARNING, code, message, hint, Location(self.file)))

    def info(self, code: Code, message: str, hint: str = "", name: str | None = None) -> None:
        """Good to know."""
        self.add(Severity.INFO, code, message, hint, name)


def printable(name: str) -> str:
    """A foreign field's name for a message: one line, not too long."""
    line = "".join(char if char.isprintable() else "\ufffd" for char in name)
    return line if len(line) <= 80 else line[:79] + "…"


def listed(names: Iterable[str]) -> str:
    """The first few of some fields' names, for the end of a sentence."""
    known = list(dict.fromkeys(printable(name) for name in names if name))
    return f": {', '.join(known[:_MOST_LISTED])}{' …' if len(known) > _MOST_LISTED else ''}" if known else ""
