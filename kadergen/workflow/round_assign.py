"""Who and what is meant by the words on a command line, and whose a file is where somebody said so."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from kadergen.errors import UsageError
from kadergen.model.round import Arrival, ArrivalKind, MatchedBy, Person
from kadergen.workflow.round_folder import OpenRound
from kadergen.workflow.round_match import superseded
from kadergen.workflow.round_people import folded
from kadergen.workflow.round_receipts import receipt_name

_BEGINNING: Final = re.compile(r"[0-9a-f]{6,64}")
_HINT: Final = "`kadergen round status` shows what came in; give the file in returned/, or the beginning of its name."


def find_person(one: OpenRound, words: str) -> Person:
    """The one person of this id, address or name. Raises UsageError, which does not repeat the words."""
    wanted = folded(words)
    people = one.store.people()
    for said in ((p.id for p in people), (p.email for p in people), (p.name for p in people)):
        found = [person for person, each in zip(people, said, strict=True) if each and folded(each) == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            hint = "Give the address, or the id (`kadergen round status --json`)."
            raise UsageError(f"{len(found)} participants have this name", hint)
    raise UsageError("there is no such participant", "`kadergen round status` shows who there are.")


def find_arrival(one: OpenRound, words: str) -> Arrival:
    """The one file of this name in returned/, of a name that begins like this (6 characters at least), or that came in
    under this name. Raises UsageError.
    """
    name = PurePath(words.replace("\\", "/")).name
    beginning = name.partition(".")[0].lower()
    arrivals = one.store.arrivals()
    found = [a for a in arrivals if _BEGINNING.fullmatch(beginning) and a.sha256.startswith(beginning)]
    found = found or [a for a in arrivals if a.name == words]
    if len(found) > 1:
        raise UsageError(f"{len(found)} files that came in are called like this", _HINT)
    if not found:
        raise UsageError("no such file came in", _HINT)
    return found[0]


def assign(one: OpenRound, arrival: Arrival, person: Person | None) -> tuple[Arrival, ...]:
    """Say whose a file is, or with None that it is nobody's; gives what came from that person, as it counts now.

    What was said by hand stays, also when the file comes in again. Raises UsageError for the form of the meeting, which
    is nobody's, and in a closed round.
    """
    if one.store.closed:
        raise UsageError("the round is closed", "Nobody is left in it.")
    if arrival.kind is ArrivalKind.MEETING:
        raise UsageError("this is the form of the meeting", "It is the group's; `kadergen outcome` reads it.")
    with one.store.transaction():
        one.store.match(arrival.sha256, person.id if person else None, MatchedBy.HAND)
        settle(one)
    name_receipts(one)
    return tuple(each for each in one.store.arrivals() if person and each.person_id == person.id)


def name_receipts(one: OpenRound) -> None:
    """Call each receipt after the person whose file it is by now."""
    made, people = one.receipts(), {person.id: person for person in one.store.people()}
    for arrival in one.store.arrivals():
        path = made.get(arrival.sha256)
        name = receipt_name(arrival, people.get(arrival.person_id or ""))
        if path and path.name != name:
            path.replace(path.with_name(name))


def settle(one: OpenRound) -> None:
    """Note anew which of each person's forms counts."""
    arrivals = one.store.arrivals()
    by = superseded(arrivals)
    for arrival in arrivals:
        newer = by.get(arrival.sha256)
        if arrival.superseded_by != newer:
            one.store.supersede(arrival.sha256, newer)
