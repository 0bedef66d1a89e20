"""What no file may hold becomes visible; all else stays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kadergen.formats.visible_text import visible


def test_pictures() -> None:
    assert visible("a\x00\r\x1b\x7f\x85\tb\n\ud800\uffff") == "a␀␍␛␡␤\tb\n\ufffd\ufffd"


@given(st.text())
def test_what_is_shown_can_be_written_and_is_as_long(text: str) -> None:
    shown = visible(text)
    assert len(shown.encode("utf-8").decode("utf-8")) == len(text)
    assert visible(shown) == shown
