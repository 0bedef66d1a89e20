"""What the cases rely on: misbehaviour is noticed, limits hold, and one file's end is not the next one's."""

from __future__ import annotations

import pytest

from tests.hostile.harness import Limits, read_all, read_one
from tests.hostile.rawpdf import mini
from tests.hostile.test_cases import check_manners
from tests.hostile.trap import trap

_LIMITS = Limits(seconds=1, wall=20)


@pytest.mark.parametrize("deed", ["p", "c", "o", "r"])
def test_what_reaches_out_is_noticed(deed: str) -> None:
    argument = trap().url if deed == "c" else str(trap().path)
    seen = read_one(("misbehave", deed.encode() + argument.encode()))
    assert not seen.raised
    with pytest.raises(AssertionError):
        check_manners(seen)
    assert bool(seen.noise) == (deed == "p")
    assert bool(seen.events) == (deed != "p")
    assert trap().callers() == (deed == "c")


def test_the_trap_counts_its_callers() -> None:
    assert trap().callers() == 0
    read_one(("misbehave", b"c" + trap().url.encode()))
    assert trap().callers() == 1
    assert trap().callers() == 0


@pytest.mark.parametrize(("deed", "end"), [("l", "SIGXCPU"), ("m", "memory"), ("s", "SIGSEGV")])
def test_a_child_that_ends_is_the_end_of_one_file(deed: str, end: str) -> None:
    bad = ("misbehave", deed.encode())
    first, second, third = read_all([mini(), bad, mini()], _LIMITS)
    assert second.ended == end
    for good in (first, third):
        assert good.result
        assert good.result.response


def test_what_raises_is_kept() -> None:
    assert "RuntimeError: raised" in read_one(("misbehave", b"?")).raised
