"""File names made of any words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kadergen.formats.file_names import safe_file_name


@given(st.text(max_size=200))
def test_any_words_make_a_name_that_every_system_takes(words: str) -> None:
    name = safe_file_name(words, "form")
    assert name
    assert len(name.encode("utf-8", "surrogatepass")) <= 80
    assert not set(name) & set('<>:"/\\|?*\0\r\n')
    assert name == name.strip(" .-")
    assert all(unicodedata.category(c)[0] != "C" for c in name)
    assert safe_file_name(name, "form") == name


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Deelnemer 3, gemeente", "Deelnemer 3 gemeente"),
        ("../../etc/passwd", "etc passwd"),
        ("CON", "form"),
        ("nul.pdf", "form"),
        ("com1", "form"),
        ("Aux .x", "form"),
        ("LPT¹", "form"),
        ("!!! ???", "form"),
        ("😀😀", "form"),
        ("", "form"),
        ("...", "form"),
        ("-rf *", "rf"),
        ("Łukasz\u202efdp.exe\u0000", "Łukasz fdp.exe"),
        ("e\u0301e\u0301n", "één"),
        ("x" * 300, "x" * 80),
        ("é" * 300, "é" * 40),
    ],
)
def test_names(words: str, name: str) -> None:
    assert safe_file_name(words, "form") == name
