"""The combined result of a round, into results/: of each person what counts, and nothing lost of the rest."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kadergen.errors import NothingReadableError
from kadergen.model.round import Arrival, ArrivalKind
from kadergen.workflow.files import Progress, quiet
from kadergen.workflow.reading import AS_USUAL, How
from kadergen.workflow.returned import Consolidated, KnownAs, consolidate
from kadergen.workflow.round_folder import RESULTS, OpenRound
from kadergen.workflow.round_match import newness
from kadergen.workflow.round_receipts import arrival_stem


@dataclass(frozen=True, slots=True)
class RoundResults:
    """What was written, and the filled-in forms that did not count, since nobody knows whose they are."""

    made: Consolidated
    unknown: tuple[Arrival, ...]


def make_results(
    one: OpenRound,
    *,
    anonymous: bool = False,
    unknown: bool | None = None,
    without: Container[str] = (),
    how: How = AS_USUAL,
    progress: Progress = quiet,
) -> RoundResults:
    """Write the results of the forms that are there; with `unknown` also those that could not be matched. None stands
    for what was chosen the last time. `without` are the SHA-256 of files that are passed over.

    Of a person who sent several forms all are given: the newest counts, forms of some sections are put together, and
    what an older one alone holds is kept (see `consolidate.duplicates`).

    Raises NothingReadableError when there are none, and what `consolidate` raises.
    """
    unknown = one.store.counts_unknown(anonymous) if unknown is None else unknown
    filled = [a for a in one.store.arrivals() if a.kind is ArrivalKind.FORM and a.sha256 not in without]
    strangers = tuple(arrival for arrival in filled if arrival.person_id is None)
    given = [arrival for arrival in filled if unknown or arrival.person_id is not None]
    if not given:
        hint = "Collect the forms that came back first."
        if strangers:
            hint = (
                f"{len(strangers)} could not be matched with a person; `kadergen round assign` says whose they are, "
                "--with-unknown counts them as they are."
            )
        raise NothingReadableError("no form of a participant is there yet", hint)
    known_as = _known_as(one, given)
    how = replace(how, frameworks=(str(one.framework_folder), *how.frameworks))
    made = consolidate(known_as, one[RESULTS], anonymous=anonymous, known_as=known_as, how=how, progress=progress)
    one.store.count_unknown(anonymous, unknown)
    return RoundResults(made, () if unknown else strangers)


def _known_as(one: OpenRound, arrivals: Iterable[Arrival]) -> Mapping[Path, KnownAs]:
    """The files with what to call them, in the order of the people and then of the files, the one that counts first."""
    people = {person.id: (place, person) for place, person in enumerate(one.store.people())}
    order = {arrival.sha256: number for number, arrival in enumerate(sorted(arrivals, key=newness))}
    last = (len(people), None)

    def place(arrival: Arrival) -> tuple[int, int]:
        return people.get(arrival.person_id or "", last)[0], -order[arrival.sha256]

    found: dict[Path, KnownAs] = {}
    called: dict[str, int] = {}
    for arrival in sorted(arrivals, key=place):
        _, person = people.get(arrival.person_id or "", last)
        stem = arrival_stem(arrival, person)
        number = called[stem] = called.get(stem, 0) + 1
        name = f"{stem}{f' ({number})' if number > 1 else ''}{arrival.suffix}"
        found[one.returned(arrival)] = KnownAs(name, arrival.person_id or "", order[arrival.sha256])
    return found
