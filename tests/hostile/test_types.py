"""Wrong types everywhere: each key of each dictionary of a form, replaced by a value of every type, and left out.

None of it may raise, change a colour without a word or lose words without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest

from kadergen.diagnostics import Severity
from kadergen.model.instrument import IDENTITY_FIELD
from tests.hostile.harness import Limits, read_all
from tests.hostile.rawpdf import (
    ACROFORM,
    APPEARANCE,
    CATALOG,
    FIELD,
    INFO,
    MINI,
    PAGE,
    PAGES,
    Body,
    mini,
    mini_objects,
    raw,
    stream,
)
from tests.hostile.test_cases import check_manners, result_of
from tests.readers.support import flat

_HOLDERS: Final = {
    "catalogue": CATALOG,
    "page tree": PAGES,
    "page": PAGE,
    "form": ACROFORM,
    "information": INFO,
    "appearance": APPEARANCE,
    "score": FIELD["greeted__score"],
    "taken choice": FIELD["greeted__score"] + 2,
    "free choice": FIELD["greeted__score"] + 1,
    "text": FIELD["greeted__reflection"],
    "list": FIELD["respondent__party"],
    "identity": FIELD[IDENTITY_FIELD],
}
_STREAM, _CIRCLE, _NOWHERE = 901, 902, 903
_VALUES: Final = (
    "null", "true", "0", "-1", "99999999999999999999", "1.5", "/Name", "/#ff#00", "()", "(text)", "<feffd83d>", "[]",
    "[[[]]]", "[1 0 R]", "<<>>", "<</V/green/T(x)>>", f"{_STREAM} 0 R", f"{_CIRCLE} 0 R", f"{_NOWHERE} 0 R", "1 0 R",
)  # fmt: skip
_BESIDE: Final[dict[int, Body]] = {_STREAM: stream("", b"in a stream"), _CIRCLE: f"[{_CIRCLE} 0 R]"}
_ENTRY: Final = re.compile(
    rb"/([A-Za-z]+)\s*(/[^\s/<>\[\]()]+|\((?:[^()]*)\)|\d+ 0 R|<[0-9a-f]*>|\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]|-?\d+|<<.*>>)"
)
# What these say is the answer itself, or which answer it is: another value of the right kind is another answer.
_MEANING: Final = {("text", "V"), ("list", "V"), ("taken choice", "AS"), ("free choice", "AS"), ("score", "V")}
_KNOWN: Final = {("list", "T")}  # see "a field without a name" among the known cases


def _entries(body: Body) -> list[tuple[str, bytes]]:
    """The keys of a dictionary, each with its value as it stands there."""
    inner = raw(body).split(b"\nstream")[0][2:-2]
    found, position = [], 0
    while match := _ENTRY.search(inner, position):
        found.append((match[1].decode(), b"/" + match[1] + inner[match.end(1) : match.end()]))
        position = match.end()
    return found


def _mutants(number: int) -> Iterator[tuple[str, str, bytes]]:
    """(key, value, file) for each key and each value; "" leaves the key out."""
    body = raw(mini_objects()[number])
    for key, whole in _entries(body):
        # Without a catalogue that says so, the second library looks through the whole file, which takes its time.
        for value in ("", *_VALUES[:: 7 if (number, key) == (CATALOG, "Type") else 1]):
            changed = body.replace(whole, f"/{key} {value}".encode() if value else b"", 1)
            yield key, value, mini({number: changed, **_BESIDE})


@pytest.mark.parametrize("holder", _HOLDERS)
def test_wrong_types_are_survived_and_told(holder: str) -> None:
    mutants = list(_mutants(_HOLDERS[holder]))
    assert len(mutants) > 40
    faults = []
    for (key, value, _), seen in zip(mutants, read_all([m[2] for m in mutants], Limits(30, 120)), strict=True):
        check_manners(seen)
        result = result_of(seen)
        told = any(d.severity is not Severity.INFO for d in result.diagnostics)
        if result.response is None:
            assert told, (key, value)
            continue
        values = flat(result.response)
        changed = {
            name: values.get(name, "") for name in {*MINI, *values} if values.get(name, "") != MINI.get(name, "")
        }
        if changed and not told and (holder, key) not in _MEANING | _KNOWN:
            faults.append((key, value, changed))
        colours = {name for name, now in changed.items() if name.endswith("__score") and now}
        if colours and not told and value != "<</V/green/T(x)>>":
            faults.append((key, value, changed))
    assert not faults, faults


def test_every_key_of_the_form_is_found() -> None:
    keys = {holder: [key for key, _ in _entries(mini_objects()[number])] for holder, number in _HOLDERS.items()}
    assert keys["text"] == ["Type", "Subtype", "T", "FT", "V", "DA", "Rect", "F", "P"]
    assert keys["taken choice"] == ["Type", "Subtype", "Parent", "AS", "Rect", "F", "P", "AP"]
    assert keys["page"] == ["Type", "Parent", "MediaBox", "Resources", "Annots"]
    assert keys["list"] == ["Type", "Subtype", "T", "FT", "Ff", "Opt", "V", "DA", "Rect", "F", "P"]
