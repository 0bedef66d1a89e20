"""What a case is, and the table of all of them: a kind of hostile or broken file, and what has to come of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, TypeVar

from tests.hostile.rawpdf import MINI


class Outcome(Enum):
    """What has to come of a file; the value is how the documentation says it."""

    READ = "read"
    WARNED = "read, with a warning"
    REFUSED = "refused"


READ: Final = Outcome.READ
WARNED: Final = Outcome.WARNED
REFUSED: Final = Outcome.REFUSED


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of file. `codes` are those of all its warnings and errors, no more and no less.

    `values` are the answers that have to be read. With `some` a part of them is enough, since the rest is gone, but
    none may be another one. `unplaced` are words that have to be kept beside the answers. `pages` tells that the file
    is read from its pages, for which blank forms are needed; `programs` that LibreOffice may be started; `seconds` is
    the limit of processor time; `says` a piece of the sentence with which a file is refused.
    """

    area: str
    about: str
    make: Callable[[], bytes]
    outcome: Outcome
    codes: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=lambda: MINI)
    some: bool = False
    unplaced: tuple[str, ...] = ()
    pages: bool = False
    programs: bool = False
    seconds: int = 5
    says: str = ""

    @property
    def name(self) -> str:
        """Its name among the tests."""
        return f"{self.area}: {self.about}"


CASES: Final[list[Case]] = []
Maker = Callable[[], bytes]
T = TypeVar("T")


def later(make: Callable[[T], bytes], value: T) -> Maker:
    """The file that this value gives, made when the test runs: for cases that are added in a loop."""
    return lambda: make(value)


@dataclass(frozen=True, slots=True)
class Area:
    """Adds cases of one area to the table."""

    name: str
    values: Mapping[str, str] = field(default_factory=lambda: MINI)

    def add(
        self,
        about: str,
        make: Maker,
        outcome: Outcome,
        *codes: str,
        values: Mapping[str, str] | None = None,
        some: bool = False,
        unplaced: tuple[str, ...] = (),
        pages: bool = False,
        programs: bool = False,
        seconds: int = 5,
        says: str = "",
    ) -> None:
        """Add one case."""
        expected = {} if outcome is REFUSED else self.values if values is None else values
        CASES.append(
            Case(
                self.name,
                about,
                make,
                outcome,
                frozenset(codes),
                expected,
                some,
                unplaced,
                pages,
                programs,
                seconds,
                says,
            )
        )

    def case(
        self, about: str, outcome: Outcome, *codes: str, some: bool = False, pages: bool = False
    ) -> Callable[[Maker], Maker]:
        """As `add`, around the function that makes the file."""

        def register(make: Maker) -> Maker:
            self.add(about, make, outcome, *codes, some=some, pages=pages)
            return make

        return register
