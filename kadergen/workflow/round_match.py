"""Whose form it is that came in, and which of a person's forms counts. Pure functions; nothing is ever guessed.

The id in the form decides, then who sent it, then the name in it; each only where it means one person alone. Where two
of them mean two persons, or the name in the form has nothing of the person's, it is nobody's until somebody has looked.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kadergen.model.round import Arrival, ArrivalKind, MatchedBy, Person


@dataclass(frozen=True, slots=True)
class Evidence:
    """What tells whose form it is: the id in it, the name written in it, and the addresses of the mails around it:
    `senders` of those that the form itself hangs on, `forwarders` of those that these were passed on with.
    """

    person_id: str = ""
    name: str = ""
    senders: tuple[str, ...] = ()
    forwarders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Whose it is and how that is known. `disputed` tells that there are reasons for two persons; `strange`, that the
    form bears an id that nobody in the round has.
    """

    person_id: str | None = None
    by: MatchedBy = MatchedBy.NONE
    disputed: bool = False
    strange: bool = False


class Matcher:
    """Knows the people of a round by their ids, addresses and names."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._ids = {person.id.lower(): person.id for person in people}
        self._addresses = _index((person.email.strip().casefold(), person.id) for person in people)
        self._own = {person.id: folded(person.name) for person in people}
        self._names = _index((folded(person.name), person.id) for person in people)

    def match(self, evidence: Evidence) -> Match:
        """Whose form it is."""
        named = _only(self._names.get(folded(evidence.name), frozenset()))
        if evidence.person_id:
            known = self._ids.get(evidence.person_id.lower())
            if known is None:
                # Of another round, or of somebody who was removed: no address makes it somebody else's.
                return Match(strange=True)
            if named not in (None, known) or self._is_strange(evidence.name, known):
                return Match(disputed=True)
            return Match(known, MatchedBy.ID)
        by = self._people(evidence.senders)
        sent = by | self._people(evidence.forwarders)
        # Who passes on a stranger's mail may be anybody: its author's other self, an assistant, or the facilitator.
        sender = _only(sent) if by else None
        if named and sent and named not in sent:
            return Match(disputed=True)
        if sender and self._is_strange(evidence.name, sender):
            return Match(disputed=True)
        if sender:
            return Match(sender, MatchedBy.SENDER)
        return Match(named, MatchedBy.NAME) if named else Match(disputed=len(sent) > 1)

    def _is_strange(self, name: str, person: str) -> bool:
        """Whether not one word of this name is the person's: forms are lent, and sent on for others."""
        written, own = folded(name), self._own[person]
        return bool(written and own) and {*written}.isdisjoint(own)

    def _people(self, addresses: Iterable[str]) -> frozenset[str]:
        return frozenset[str]().union(*(self._addresses.get(one.casefold(), frozenset()) for one in addresses))


def folded(name: str) -> tuple[str, ...]:
    """The words of a name in an order of their own: without case, accents, signs, and who is named first."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return tuple(sorted("".join(c if c.isalnum() else " " for c in plain).split()))


def _index(pairs: Iterable[tuple[str | tuple[str, ...], str]]) -> Mapping[object, frozenset[str]]:
    """What several have in common leads to all of them; nothing leads to nobody."""
    found: dict[object, set[str]] = defaultdict(set)
    for key, person in pairs:
        if key:
            found[key].add(person)
    return {key: frozenset(people) for key, people in found.items()}


def _only(people: frozenset[str]) -> str | None:
    return next(iter(people)) if len(people) == 1 else None


def newness(form: Arrival) -> tuple[bool, datetime, int, datetime, str]:
    """What grows with how new a person's form is; one without any answer is older than all that have some."""
    return form.answered > 0, form.received, form.answered, form.collected, form.sha256


def superseded(arrivals: Sequence[Arrival]) -> dict[str, str | None]:
    """For each form that has an owner (by its SHA-256): the form of the same person that counts instead, None for the
    one that counts.

    The newest counts, by when it was sent; of forms sent at the same moment the one with more answers. One without any
    answer never takes the place of one that has some.
    """
    of_person: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        if arrival.kind is ArrivalKind.FORM and arrival.person_id is not None:
            of_person[arrival.person_id].append(arrival)
    by: dict[str, str | None] = {}
    for forms in of_person.values():
        newest = max(forms, key=newness)
        by |= {form.sha256: None if form is newest else newest.sha256 for form in forms}
    return by
