"""The combined result of a round: of each person the form that counts, into the folder results/."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kadergen.errors import NothingReadableError
from kadergen.model.round import Arrival, ArrivalKind
from kadergen.workflow.files import Progress, quiet
from kadergen.workflow.reading import AS_USUAL, How
from kadergen.workflow.returned import Consolidated, consolidate
from kadergen.workflow.round_folder import RESULTS, OpenRound
from kadergen.workflow.round_status import status_of


@dataclass(frozen=True, slots=True)
class RoundResults:
    """What was written, and the filled-in forms that did not count, since nobody knows whose they are."""

    made: Consolidated
    unknown: tuple[Arrival, ...]


def make_results(
    one: OpenRound,
    *,
    anonymous: bool = False,
    unknown: bool = False,
    without: str | None = None,
    how: How = AS_USUAL,
    progress: Progress = quiet,
) -> RoundResults:
    """Write the results of the forms that are there; with `unknown` also those that could not be matched.

    `without` is the id of a person who is passed over.

    Raises NothingReadableError when there are none, and what `consolidate` raises.
    """
    status = status_of(one.snapshot())
    strangers = tuple(
        arrival for arrival in status.unknown if arrival.kind is ArrivalKind.FORM and arrival.superseded_by is None
    )
    forms = [each.form for each in status.people if each.form and each.person.id != without]
    counting = [*forms, *(strangers if unknown else ())]
    if not counting:
        hint = "Collect the forms that came back first."
        if strangers:
            hint = f"{len(strangers)} could not be matched with a person; --with-unknown counts them."
        raise NothingReadableError("no form of a participant is there yet", hint)
    files = [one.returned(arrival) for arrival in counting]
    how = replace(how, frameworks=(str(one.framework_folder), *how.frameworks))
    made = consolidate(files, one[RESULTS], anonymous=anonymous, how=how, progress=progress)
    return RoundResults(made, () if unknown else strangers)
