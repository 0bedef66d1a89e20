"""Whose form it is: by id, by sender, by name, and never by a guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from kadergen.model.round import Arrival, ArrivalKind, MatchedBy, Person
from kadergen.workflow.round_match import Evidence, Match, Matcher, folded, superseded

A = Person("a" * 32, "Deelnemer Één", "een@gemeente.example")
B = Person("b" * 32, "Deelnemer Twee", "Twee@Zorg.Example")
C = Person("c" * 32, "Deelnemer Drie", "drie@wonen.example")
TWIN = Person("d" * 32, "drie deelnemer", "vier@wonen.example")
SHARED = Person("e" * 32, "Deelnemer Vijf", "een@gemeente.example")

NOBODY = Match()
DISPUTED = Match(disputed=True)


def match(people: tuple[Person, ...] = (A, B, C), **evidence: Any) -> Match:
    return Matcher(people).match(Evidence(**evidence))


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ({"person_id": A.id}, Match(A.id, MatchedBy.ID)),
        ({"person_id": A.id.upper()}, Match(A.id, MatchedBy.ID)),
        ({"person_id": A.id, "senders": (B.email,)}, Match(A.id, MatchedBy.ID)),
        ({"person_id": A.id, "name": "Iemand anders"}, DISPUTED),
        ({"person_id": A.id, "name": "D. Eén"}, Match(A.id, MatchedBy.ID)),
        ({"person_id": A.id, "name": B.name}, DISPUTED),
        ({"person_id": "f" * 32, "senders": (A.email,), "name": A.name}, Match(strange=True)),
        ({"senders": ("twee@zorg.example",)}, Match(B.id, MatchedBy.SENDER)),
        ({"senders": ("vreemd@elders.example", B.email)}, Match(B.id, MatchedBy.SENDER)),
        ({"senders": ("vreemd@elders.example",), "forwarders": (B.email,)}, NOBODY),
        ({"forwarders": (B.email,)}, NOBODY),
        ({"forwarders": (B.email,), "name": B.name}, Match(B.id, MatchedBy.NAME)),
        ({"forwarders": (B.email,), "name": A.name}, DISPUTED),
        ({"senders": (B.email,), "forwarders": ("assistent@elders.example",)}, Match(B.id, MatchedBy.SENDER)),
        ({"senders": (A.email,), "forwarders": (B.email,)}, DISPUTED),
        ({"senders": (A.email, B.email)}, DISPUTED),
        ({"senders": (A.email, B.email), "name": B.name}, Match(B.id, MatchedBy.NAME)),
        ({"senders": (A.email,), "name": A.name}, Match(A.id, MatchedBy.SENDER)),
        ({"senders": (A.email,), "name": B.name}, DISPUTED),
        ({"senders": (A.email,), "name": "Iemand anders"}, DISPUTED),
        ({"senders": (A.email,), "name": "Een"}, Match(A.id, MatchedBy.SENDER)),
        ({"senders": ("vreemd@elders.example",), "name": "twee, DEELNEMER"}, Match(B.id, MatchedBy.NAME)),
        ({"name": "Deelnemer Een"}, Match(A.id, MatchedBy.NAME)),
        ({"name": "Deelnemer"}, NOBODY),
        ({"name": "Deelnemer Een en Twee"}, NOBODY),
        ({"name": ""}, NOBODY),
        ({"name": " .,- "}, NOBODY),
        ({}, NOBODY),
    ],
)
def test_what_tells_whose_it_is(evidence: dict[str, Any], expected: Match) -> None:
    assert match(**evidence) == expected


def test_a_name_that_two_have_tells_nothing() -> None:
    assert match((A, C, TWIN), name=C.name) == NOBODY
    assert match((A, C, TWIN), name=C.name, senders=(C.email,)) == Match(C.id, MatchedBy.SENDER)


def test_an_address_that_two_have_tells_nothing_without_the_name() -> None:
    assert match((A, B, SHARED), senders=(A.email,)) == DISPUTED
    assert match((A, B, SHARED), senders=(A.email,), name=SHARED.name) == Match(SHARED.id, MatchedBy.NAME)


def test_people_without_an_address_or_a_name_match_nothing() -> None:
    bare = Person("f" * 32, "", "")
    assert match((A, bare), senders=("",), name="") == NOBODY


@pytest.mark.parametrize("name", ["Éen  Deelnemer", "een, deelnemer", "DEELNEMER EEN", "Deelnemer-Een."])
def test_names_are_folded(name: str) -> None:
    assert folded(name) == ("deelnemer", "een")


NOW = datetime(2026, 11, 20, tzinfo=UTC)


def form(number: int, days: int, answered: int = 10, person: str | None = A.id) -> Arrival:
    return Arrival(
        sha256=f"{number:064x}",
        name=f"{number}.pdf",
        suffix=".pdf",
        kind=ArrivalKind.FORM,
        received=NOW + timedelta(days=days),
        collected=NOW,
        person_id=person,
        answered=answered,
        statements=39,
    )


def counting(*arrivals: Arrival) -> set[str]:
    by = superseded(arrivals)
    return {digest for digest, newer in by.items() if newer is None}


def test_the_newest_counts_in_whatever_order_they_came() -> None:
    forms = [form(1, 0), form(2, 5), form(3, 3)]
    for order in permutations(forms):
        assert superseded(order) == {
            forms[0].sha256: forms[1].sha256,
            forms[1].sha256: None,
            forms[2].sha256: forms[1].sha256,
        }


def test_of_forms_of_the_same_moment_the_fuller_one_counts() -> None:
    for order in permutations([form(1, 0, 3), form(2, 0, 30), form(3, 0, 20)]):
        assert counting(*order) == {form(2, 0).sha256}


def test_a_newer_form_without_answers_does_not_count() -> None:
    assert counting(form(1, 0, 1), form(2, 9, 0)) == {form(1, 0).sha256}
    assert counting(form(1, 0, 0), form(2, 9, 0)) == {form(2, 9).sha256}


def test_only_forms_with_an_owner_are_compared() -> None:
    others = [form(1, 0), form(2, 1, person=B.id), form(3, 2, person=None), replace(form(4, 3), kind=ArrivalKind.EMPTY)]
    assert superseded(others) == {form(1, 0).sha256: None, form(2, 0).sha256: None}
