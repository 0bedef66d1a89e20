"""Every case of the table has the outcome that it must have, inside the limits, and touches nothing outside its file."""

from __future__ import annotations

from typing import Final

import pytest

from kadergen.diagnostics import Code, Diagnostic, Location, Severity
from kadergen.model.response import ReadResult
from tests.hostile.cases import Case, Outcome
from tests.hostile.harness import Limits, Seen, read_one
from tests.hostile.table import KNOWN, TABLE
from tests.hostile.trap import SECRET, trap
from tests.readers.support import flat

_LONGEST: Final = 400  # characters of a sentence
"""Pieces of what the participants of the cases wrote: none of it may be in a message."""
_WRITTEN = ("zebu", "weasel", "gibbon", "quokka", "narwhal", "axolotl", "zebra")


def result_of(seen: Seen) -> ReadResult:
    """What was read; a child that crossed a limit counts as the finding that users get."""
    if seen.result is not None or seen.raised:
        assert not seen.raised, seen.raised
        assert seen.result
        return seen.result
    crossed = Diagnostic(Severity.ERROR, Code.R036, f"a limit was crossed ({seen.ended})", "-", Location("returned"))
    return ReadResult("returned", None, (crossed,))


def check_manners(seen: Seen, *, programs: bool = False) -> None:
    """Nothing was printed, run, fetched or looked up, and no message holds what somebody wrote."""
    assert not seen.noise, seen.noise
    assert programs or not seen.events, seen.events
    assert trap().callers() == 0, "somebody came to the trap"
    assert SECRET not in repr(seen.result)
    for diagnostic in seen.result.diagnostics if seen.result else ():
        shown = f"{diagnostic.message} {diagnostic.hint}"
        assert len(shown) < _LONGEST, shown
        assert "\n" not in shown, shown
        assert shown.isprintable(), shown
        assert not any(word in shown for word in _WRITTEN), shown
        assert diagnostic.severity is Severity.INFO or diagnostic.message


def _limits(case: Case) -> Limits:
    """LibreOffice inherits the limits and sets tighter ones of its own."""
    return Limits(60, 120, 4_000_000_000) if case.programs else Limits(case.seconds)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case, id=case.name, marks=[pytest.mark.xfail(reason=KNOWN[case.name])] if case.name in KNOWN else []
        )
        for case in TABLE
    ],
)
def test_a_case_has_its_outcome(case: Case) -> None:
    seen = read_one(case.make(), _limits(case), pages=case.pages)
    check_manners(seen, programs=case.programs)
    result = result_of(seen)
    found = result.response
    told: frozenset[str] | set[str] = {d.code.name for d in result.diagnostics if d.severity is not Severity.INFO}
    outcome = Outcome.REFUSED if found is None else Outcome.WARNED if told else Outcome.READ
    assert (outcome, told) == (case.outcome, case.codes), [str(d) for d in result.diagnostics]
    if found is None:
        (refusal,) = (d for d in result.diagnostics if d.severity is Severity.ERROR)
        assert refusal.hint
        assert case.says in refusal.message
        return
    values = flat(found)
    if case.some:
        assert values.items() <= case.values.items()
    else:
        assert values == dict(case.values)
    kept = [words.value for words in found.unplaced]
    assert all(words in kept for words in case.unplaced), kept


def test_no_two_cases_have_one_name_and_what_is_known_is_there() -> None:
    names = [case.name for case in TABLE]
    assert len(set(names)) == len(names)
    assert KNOWN.keys() <= set(names)
