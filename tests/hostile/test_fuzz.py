"""Some mutants of every kind, the same on each run; `make fuzz` looks at as many as time allows."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadergen.diagnostics import Code, Diagnostic, Location, Severity
from kadergen.model.response import ReadResult
from tests.hostile.child import Seen, read_one
from tests.hostile.harness import Limits, read_all
from tests.hostile.mutations import Mutant
from tests.hostile.rawpdf import FIELD, mini, swapped
from tests.hostile.targets import KNOWN_FAULTS, TARGETS, UNSEEN, Target

_SLOW = 2  # examples of a target that draws pages


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_no_mutant_does_harm(target: Target) -> None:
    @settings(max_examples=_SLOW if target.pages else 8)
    @given(st.integers(0, 2**32))
    def run(seed: int) -> None:
        chance = random.Random(seed)
        mutants = [target.mutant(chance) for _ in range(1 if target.pages else 3)]
        for mutant, seen in zip(
            mutants, read_all([target.item(m) for m in mutants], Limits(30, 120), pages=target.pages), strict=True
        ):
            fault = target.fault(mutant, seen)
            assert not fault or fault.startswith(KNOWN_FAULTS), fault

    run()


# --- The judge itself: what it is there to find, it finds.

_PDF = TARGETS[0]
_NOTHING: frozenset[str] = frozenset()


def _judged(data: bytes, touched: frozenset[str] | None = _NOTHING) -> str:
    return _PDF.fault(Mutant(data, touched), read_one(data))


def test_a_file_that_nothing_happened_to_has_no_fault() -> None:
    assert _judged(mini()) == ""


def test_other_words_without_a_warning_are_a_fault() -> None:
    other = mini(swapped(FIELD["plan-01__action"], "/V<feff", "/V<feff0078"))
    assert _judged(other) == "another answer without a word: ['plan-01__action']"
    assert _judged(other, frozenset({"plan-01__action"})) == ""
    assert _judged(other, None) == ""


def test_another_colour_than_the_one_shown_is_a_fault() -> None:
    score = FIELD["greeted__score"]
    blue = mini({**swapped(score + 2, "/AS/green", "/AS/Off"), **swapped(score + 1, "/AS/Off", "/AS/blue")})
    assert _judged(blue, None) == ""
    # What would be said of it, said of a file in which that name stands at a choice that looks otherwise.
    assert _PDF.fault(Mutant(mini(swapped(score + 2, "/AS/green", "/AS/blue")), None), read_one(blue)) == UNSEEN


def test_what_raises_prints_or_dies_is_a_fault() -> None:
    error = Diagnostic(Severity.ERROR, Code.R005, "x", "", Location("x"))
    refused = ReadResult("x", None, (error,))
    for seen, fault in (
        (Seen(None, raised="Traceback\nValueError: x"), "raised: ValueError: x"),
        (Seen(None, "SIGSEGV"), "ended by SIGSEGV"),
        (Seen(refused, noise=b"x"), "left its file: b'x' ()"),
        (Seen(refused, events=("open /etc/passwd",)), "left its file: b'' ('open /etc/passwd',)"),
        (Seen(ReadResult("x", None)), "refused with 0 errors"),
        (Seen(refused), ""),
        (Seen(None, "SIGXCPU"), ""),
    ):
        assert _PDF.fault(Mutant(b""), seen) == fault
