"""How a round stands: of each person what went out and what came back, and what came back from nobody knows whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from kadergen.model.round import Arrival, ArrivalKind, MailKind, MailState, MatchedBy, Person, Round, Sent
from kadergen.render.json_file import json_bytes


class Standing(Enum):
    """Where a person stands."""

    NOT_INVITED = "not invited"
    INVITED = "missing"
    EMPTY = "empty form"
    UNDELIVERED = "not delivered"
    UNREADABLE = "unreadable"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class PersonStatus:
    """A person, the mails to them, the form that counts, and the other files that came from them."""

    person: Person
    mails: tuple[Sent, ...]
    form: Arrival | None
    others: tuple[Arrival, ...]

    @property
    def invited(self) -> Sent | None:
        """The mail with the form, or the draft of it."""
        return next((mail for mail in self.mails if mail.kind is MailKind.FIRST), None)

    @property
    def reminded(self) -> int:
        """How many reminders there were."""
        return sum(mail.kind is MailKind.REMINDER for mail in self.mails)

    @property
    def standing(self) -> Standing:
        """The one word for it."""
        kinds = {other.kind for other in self.others}
        if self.form:
            return Standing.RETURNED
        if ArrivalKind.UNREADABLE in kinds or ArrivalKind.FOREIGN in kinds:
            return Standing.UNREADABLE
        if ArrivalKind.EMPTY in kinds:
            return Standing.EMPTY
        if self._came_back:
            return Standing.UNDELIVERED
        return Standing.INVITED if self.invited else Standing.NOT_INVITED

    @property
    def _came_back(self) -> bool:
        """Whether the mail with the form was not delivered, and not sent again since (to another address, say)."""
        back = [other.received for other in self.others if other.kind is ArrivalKind.UNDELIVERED]
        sent = [mail.when for mail in self.mails if mail.kind is MailKind.FIRST]
        return bool(back) and all(when <= max(back) for when in sent)


@dataclass(frozen=True, slots=True)
class RoundStatus:
    """`unknown` are files of which nobody knows whose they are; `counts` is what is left of a closed round. `receipts`
    are the names of files' receipts by their SHA-256.
    """

    round: Round
    people: tuple[PersonStatus, ...]
    unknown: tuple[Arrival, ...]
    counts: tuple[int, int] | None = None
    receipts: Mapping[str, str] = field(default_factory=dict)

    @property
    def returned(self) -> int:
        """How many people's form is there."""
        return sum(status.form is not None for status in self.people)

    @property
    def missing(self) -> tuple[Person, ...]:
        """Those whose form is not there."""
        return tuple(status.person for status in self.people if status.form is None)


def status_of(
    one: Round, counts: tuple[int, int] | None = None, receipts: Mapping[str, Path] | None = None
) -> RoundStatus:
    """How a round stands, people in their order. `counts` and `receipts` (by SHA-256) as the open round has them."""
    people = []
    for person in one.people:
        arrivals = [arrival for arrival in one.arrivals if arrival.person_id == person.id]
        counting = [arrival for arrival in arrivals if arrival.counts]
        form = max(counting, key=lambda arrival: (arrival.received, arrival.sha256), default=None)
        mails = tuple(mail for mail in one.mails if mail.person_id == person.id)
        people.append(PersonStatus(person, mails, form, tuple(a for a in arrivals if a is not form)))
    unknown = tuple(arrival for arrival in one.arrivals if arrival.person_id is None)
    names = {sha256: path.name for sha256, path in (receipts or {}).items()}
    return RoundStatus(one, tuple(people), unknown, counts, names)


def status_to_json(status: RoundStatus) -> dict[str, object]:
    """The stable record of `kadergen round status --json` (docs/round.md)."""
    one, settings = status.round, status.round.settings
    invited, returned = status.counts or (len(status.people), status.returned)
    return {
        "round": one.id,
        "title": settings.title,
        "framework": settings.framework,
        "deadline": settings.deadline.isoformat() if settings.deadline else None,
        "closed": _time(one.closed),
        "participants": invited,
        "returned": returned,
        "missing": invited - returned,
        "people": [_person_to_json(person, status.receipts) for person in status.people],
        "unknown": [_arrival_to_json(arrival, status.receipts) for arrival in status.unknown],
    }


def status_json(status: RoundStatus) -> bytes:
    """The record as a file."""
    return json_bytes(status_to_json(status))


def _person_to_json(status: PersonStatus, receipts: Mapping[str, str]) -> dict[str, object]:
    person = status.person
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "organisation": person.organisation,
        "party": person.party,
        "level": person.level,
        "forms": [kind.value for kind in person.forms],
        "status": status.standing.name.lower().replace("_", "-"),
        "mails": [
            {"kind": mail.kind.value, "state": mail.state.value, "at": _time(mail.when)} for mail in status.mails
        ],
        "form": _arrival_to_json(status.form, receipts) if status.form else None,
        "others": [_arrival_to_json(arrival, receipts) for arrival in status.others],
    }


def _arrival_to_json(arrival: Arrival, receipts: Mapping[str, str]) -> dict[str, object]:
    return {
        "file": arrival.file_name,
        "receipt": receipts.get(arrival.sha256),
        "name": arrival.name,
        "kind": arrival.kind.value,
        "matched": arrival.matched.value if arrival.matched is not MatchedBy.NONE else None,
        "source": arrival.source,
        "sender": arrival.sender,
        "received": _time(arrival.received),
        "answered": arrival.answered,
        "statements": arrival.statements,
        "conflicts": arrival.conflicts,
        "superseded_by": arrival.superseded_by,
    }


def _time(when: datetime | None) -> str | None:
    return when.astimezone(UTC).isoformat(timespec="seconds") if when else None


def status_rows(status: RoundStatus) -> list[tuple[str, ...]]:
    """A row for each person: name, standing, invited, reminders, returned, answered, to look at."""
    return [_row(person) for person in status.people]


STATUS_HEADS = ("name", "party", "status", "invited", "reminded", "returned", "answered", "look at")


def _row(status: PersonStatus) -> tuple[str, ...]:
    invited, form = status.invited, status.form
    return (
        status.person.name,
        status.person.party,
        status.standing.value,
        f"{_day(invited.when)}{_HOW[invited.state]}" if invited else "",
        str(status.reminded or ""),
        _day(form.received) if form else "",
        f"{form.answered} of {form.statements}{_more(status)}" if form else "",
        str(form.conflicts or "") if form else "",
    )


_HOW = {MailState.DRAFT: " (draft)", MailState.BEGUN: " (not sure)", MailState.SENT: ""}


def _more(status: PersonStatus) -> str:
    """That there are older forms: what one of them alone holds is in the results."""
    older = sum(other.kind is ArrivalKind.FORM for other in status.others)
    return f" (+{older} older)" if older else ""


def _day(when: datetime) -> str:
    return f"{when.astimezone():%Y-%m-%d}"
