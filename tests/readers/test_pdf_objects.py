"""How a PDF is opened and its objects asked: quickly, and without losing more than what is broken."""

from __future__ import annotations

import pikepdf
import pytest

from kadergen.formats.acroform_read import read_acroform
from kadergen.formats.pdf_objects import PikepdfObjects
from tests.readers.support import codes, filled_by_hand, flat, response, saved

TEXT = "p1-1__reflection"
VALUES = {"p1-1__score": "orange", TEXT: "Eén regel", "p1-2__actions": "€", "respondent__party": "zorgorganisatie"}


@pytest.mark.parametrize("fault", [OSError("too many open files"), ValueError("nothing to map"), AttributeError()])
def test_without_memory_to_map_a_form_reads_the_same(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    data, asked = saved(filled_by_hand(VALUES)), []

    def fails(name: str) -> int:
        asked.append(name)
        raise fault

    mapped = read_acroform(data)
    monkeypatch.setattr("os.memfd_create", fails, raising=False)
    assert read_acroform(data) == mapped
    assert asked


def test_a_value_that_cannot_be_read_costs_its_own_field_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    entries, get = PikepdfObjects.entries, PikepdfObjects.get

    def is_broken(holder: object) -> bool:
        return isinstance(holder, pikepdf.Dictionary) and str(holder.get("/T", "")) == TEXT

    def entries_fail(pdf: PikepdfObjects, holder: object) -> object:
        if is_broken(holder):
            raise RuntimeError("std::length_error")
        return entries(pdf, holder)

    def value_fails(pdf: PikepdfObjects, holder: object, key: str) -> object:
        if key == "V" and is_broken(holder):
            raise RuntimeError("std::length_error")
        return get(pdf, holder, key)

    data = saved(filled_by_hand(VALUES))
    monkeypatch.setattr(PikepdfObjects, "entries", entries_fail)
    assert flat(response(data)) == VALUES
    monkeypatch.setattr(PikepdfObjects, "get", value_fails)
    found = response(data)
    assert flat(found) == {name: value for name, value in VALUES.items() if name != TEXT}
    assert "R026" in codes(found)
    assert found.readings[TEXT].doubtful
    assert read_acroform(data).unreadable == (TEXT,)
