"""Lines: nothing wider than its column, nothing lost, words parted where the language parts them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadergen.layout.fonts import FontSet
from kadergen.layout.linebreak import Line, StyledText, break_lines, hyphenator
from kadergen.theme import default_theme

BODY = default_theme().style("body")
SPACES = (
    " \t\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000"
    "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
)


def shown(lines: list[Line]) -> list[str]:
    return ["".join(run.text for run in line.runs).rstrip(" ") for line in lines]


def broken(text: str, width: float, language: str = "", fonts: FontSet | None = None) -> list[str]:
    hyphens = hyphenator(language) if language else None
    return shown(break_lines([StyledText(text, BODY)], width, fonts or FontSet(), hyphens))


def is_left_to_right(character: str) -> bool:
    return unicodedata.bidirectional(character) not in ("R", "AL", "AN", "RLE", "RLO", "RLI")


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.floats(20, 500))
def test_no_line_is_wider_than_its_column(text: str, width: float) -> None:
    fonts = FontSet()
    widest_character = max((fonts.width(c, BODY.face, BODY.size) for c in text), default=0)
    for line in break_lines([StyledText(text, BODY)], width, fonts):
        assert line.width <= max(width, widest_character) + 0.01
        assert abs(sum(run.width for run in line.runs) - line.width) < 0.01


@settings(max_examples=300)
@given(st.text(st.characters(codec="utf-8").filter(is_left_to_right), max_size=200), st.floats(30, 400))
def test_every_character_is_shown_or_named(text: str, width: float) -> None:
    fonts = FontSet()
    together = "".join(broken(text, width, fonts=fonts)).translate({ord(c): None for c in SPACES})
    expected = []
    for character in unicodedata.normalize("NFC", text):
        if character in SPACES:
            continue
        expected.append(f"[U+{ord(character):04X}]" if character in fonts.missing else character)
    seen = [c for c in together if unicodedata.category(c) != "Cf"]
    # Look-alikes stand in for a few signs, marks may combine across a line's end: letters and figures are exact.
    exact = [c for c in "".join(expected) if c.isascii() and c.isalnum()]
    assert [c for c in seen if c.isascii() and c.isalnum()] == exact


@given(st.text(st.characters(categories=["L", "N", "P", "Zs", "Cc"], codec="utf-8"), max_size=100))
def test_raw_control_characters_are_never_drawn(text: str) -> None:
    for line in broken(text + "\x07\x9b\x00", 200):
        assert not [c for c in line if unicodedata.category(c) == "Cc"]


PLAIN = st.text("abcdefg  –-/.,éß\n", min_size=2, max_size=200)


@settings(max_examples=300)
@given(PLAIN, st.floats(20, 300))
def test_plain_text_gives_the_same_lines_as_text_of_several_looks(text: str, width: float) -> None:
    fonts = FontSet()
    plain = break_lines([StyledText(text, BODY)], width, fonts)
    mixed = break_lines([StyledText(text[:1], BODY), StyledText(text[1:], BODY)], width, fonts)
    assert shown(plain) == shown(mixed)
    assert [line.width for line in plain] == pytest.approx([line.width for line in mixed])


def test_line_breaks_and_indents_of_the_writer_are_kept() -> None:
    assert broken("een\n\n  twee\r\ndrie", 300) == ["een", "", "  twee", "drie"]


def test_tabs_become_spaces() -> None:
    assert broken("een\ttwee", 300) == ["een    twee"]


def test_no_break_spaces_hold() -> None:
    for width in range(30, 200, 7):
        assert (
            any("1,0\u00a0FTE" in line for line in broken("minstens 1,0\u00a0FTE betaalde krachten", width))
            or width < 45
        )


def test_dutch_hyphenation_follows_the_patterns_in_narrow_columns() -> None:
    lines = broken("verantwoordelijkheid", 60, "nl")
    assert "".join(line.rstrip("-") for line in lines) == "verantwoordelijkheid"
    assert lines[0].endswith("-")
    assert lines[0].rstrip("-") in ("verant", "verantwoor")


def test_an_unknown_language_is_not_hyphenated() -> None:
    assert hyphenator("xx") is None
    assert hyphenator("nl-NL") is not None


def test_a_word_longer_than_the_line_is_broken() -> None:
    lines = broken("a" * 500, 100)
    assert "".join(lines) == "a" * 500
    assert len(lines) > 20


def test_slashes_and_hyphens_may_end_a_line() -> None:
    assert broken("zorgorganisatie/woningcorporatie", 100)[0] == "zorgorganisatie/"
    assert broken("Housing First-praktijken", 75) == ["Housing First-", "praktijken"]


def test_fallback_fonts_show_other_scripts() -> None:
    fonts = FontSet()
    lines = break_lines([StyledText("Łukasz Жанна Νίκος ✓ 😀", BODY)], 400, fonts)
    assert not fonts.missing
    assert len({run.font for run in lines[0].runs}) > 1


def test_a_character_without_a_font_is_named_and_reported() -> None:
    fonts = FontSet()
    assert broken("a\U00013000b", 300, fonts=fonts) == ["a[U+13000]b"]
    assert list(fonts.missing) == ["\U00013000"]


def test_right_to_left_words_stand_in_visual_order() -> None:
    assert broken("(שלום) abc", 300) == ["(םולש) abc"]


@pytest.mark.parametrize("text", ["", " ", "\n", "   \n"])
def test_empty_texts_give_empty_lines(text: str) -> None:
    assert all(not line.strip() for line in broken(text, 100))
