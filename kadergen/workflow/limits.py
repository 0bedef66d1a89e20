"""How much the reading of one returned file may take, and what is said when it takes more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Limit(Enum):
    """What is limited; the value is what a worker process calls it in its reply."""

    CPU = "cpu"
    WALL = "wall"
    MEMORY = "memory"
    OUTPUT = "output"
    OPEN_FILES = "open-files"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits for one file. What holds on which system, and what it protects from, is in docs/safety.md.

    `cpu_seconds` of processor time, `wall_seconds` by the clock (longer than the minute that LibreOffice gets for an
    RTF or .doc file), `memory` and `output` in bytes: what reading may take beside the program itself, and how large
    what was read may be; `open_files` at the same time.
    """

    cpu_seconds: int = 20
    wall_seconds: float = 90
    memory: int = 700_000_000
    output: int = 64_000_000
    open_files: int = 64

    def crossed(self, limit: Limit) -> tuple[str, str]:
        """The sentence for a file that crossed this limit, and what to do about it."""
        more = _SWITCHES.get(limit)
        hint = "Is it the right file? Ask for it again" + (f"; {more} allows more." if more else ".")
        return _SENTENCES[limit].format(limits=self, memory=_mb(self.memory), output=_mb(self.output)), hint


DEFAULT: Final = Limits()

_SENTENCES: Final = {
    Limit.CPU: "reading it took more than {limits.cpu_seconds} seconds of processor time, and was ended",
    Limit.WALL: "reading it was not done after {limits.wall_seconds:g} seconds, and was ended",
    Limit.MEMORY: "reading it took more than {memory} of memory, and was ended",
    Limit.OUTPUT: "what was read from it is larger than {output}, which no filled form is",
    Limit.OPEN_FILES: "reading it took more than {limits.open_files} open files at a time, and was ended",
}
_SWITCHES: Final = {Limit.CPU: "--max-seconds", Limit.WALL: "--max-seconds", Limit.MEMORY: "--max-memory"}


def _mb(count: int) -> str:
    return f"{count / 1_000_000:g} MB"
