"""The browsers themselves: every answer typed in Chromium's and in Firefox's viewer comes back, saved and printed."""

from __future__ import annotations

from kadergen.readers import ReadResult
from tests.returned.flat_files import codes, read, response, squeezed, values
from tests.returned.programs.chromium import chromium_print, chromium_save
from tests.returned.programs.firefox import firefox_print, firefox_save
from tests.roundtrip.support import FOREIGN, LONG, OTHER_FOREIGN, answers, assert_reads_as, form

_LONG = "p1-2__reflection"
_FOREIGN = "p1-3__reflection"
_OTHER_FOREIGN = "p1-4__reflection"


def test_the_answers_are_those_that_the_tests_speak_of() -> None:
    texts = {_LONG: LONG, _FOREIGN: FOREIGN, _OTHER_FOREIGN: OTHER_FOREIGN}
    assert texts.items() <= answers().items()


def test_saved_by_chromium() -> None:
    saved = chromium_save(form(), answers())
    assert saved != form()
    assert_reads_as(saved, answers())


def test_saved_by_firefox() -> None:
    saved = firefox_save(form(), answers())
    assert saved.startswith(form()), "Firefox appends"
    assert_reads_as(saved, answers())


def test_printed_by_chromium() -> None:
    """It draws what was typed with letters of its own, and lacks some: "Ş" is gone, "•" becomes a quote."""
    result = read(chromium_print(form(), answers()))
    found = _assert_printed(result, without={_FOREIGN, _OTHER_FOREIGN})
    # A text that does not fit is there all the same, below the box, where a paper does not show it.
    assert found[_LONG] == squeezed(LONG)
    assert found[_FOREIGN].startswith(squeezed("Жанна, Νίκος, Łukasz,"))
    assert set(found.get(_OTHER_FOREIGN, "")) <= set(OTHER_FOREIGN)


def test_printed_by_firefox() -> None:
    """It cuts a text that does not fit; letters that no font of the machine has are drawn as boxes."""
    result = read(firefox_print(form(), answers()))
    found = _assert_printed(result, without={_LONG, _OTHER_FOREIGN})
    assert len(found[_LONG]) > 150
    assert squeezed(LONG).startswith(found[_LONG])
    doubts = [doubt.message for doubt in result.diagnostics if doubt.code.name == "R022"]
    assert any(_LONG in doubt for doubt in doubts), "that it is cut is said"
    # In which order letters of both directions were typed is not told by the page.
    assert set(squeezed("ĳ İ ı → ≥ ✓ عربي")) <= set(found[_OTHER_FOREIGN]) <= set(OTHER_FOREIGN)


def _assert_printed(result: ReadResult, without: set[str]) -> dict[str, str]:
    """Every answer is right but for spaces and bullets, except `without`; nothing lies outside. Gives what was read."""
    found = {name: squeezed(value) for name, value in values(response(result)).items()}
    expected = {name: _plain(value) for name, value in answers().items() if name not in without}
    assert {name: _plain(value) for name, value in found.items() if name not in without} == expected
    assert not response(result).unplaced
    assert "R033" in codes(result), "that it was printed is said"
    assert codes(result) <= {"R022", "R033"}
    return found


def _plain(text: str) -> str:
    """Without spaces, and without the bullet that Chromium takes for a quote."""
    return squeezed(text).replace("•", "").replace('"', "")
