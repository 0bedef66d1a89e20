"""Letters and words in the order in which they are read, told by where they stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kadergen.formats.reading_order import in_reading_order, is_mixed, spelled

HEBREW = st.text("אבגדהוזחטיכלמנ", min_size=1, max_size=8)
LATIN = st.text("abcdefghë", min_size=1, max_size=8)
NUMBER = st.integers(0, 99_999).map(str)


def _drawn(words: list[str]) -> list[tuple[float, str]]:
    """Words beside each other from left to right, as (place, word)."""
    return [(10.0 * index, word) for index, word in enumerate(words)]


def _read(words: list[tuple[float, str]]) -> list[str]:
    return [word for _, word in in_reading_order(words, x=lambda word: word[0], text=lambda word: word[1])]


@given(HEBREW, st.booleans())
def test_a_word_from_right_to_left_in_either_order_of_drawing(word: str, backwards: bool) -> None:
    glyphs = [(-5.0 * index, letter) for index, letter in enumerate(word)]
    assert spelled(glyphs[::-1] if backwards else glyphs) == word


@given(LATIN)
def test_a_word_from_left_to_right_stays(word: str) -> None:
    assert spelled([(5.0 * index, letter) for index, letter in enumerate(word)]) == word


def test_a_mark_stays_with_its_letter() -> None:
    assert spelled([(10.0, "ש"), (10.5, "ָ"), (5.0, "ל")]) == "שָל"


@given(HEBREW, st.integers(10, 99_999).map(str))
def test_a_number_within_such_a_word(word: str, number: str) -> None:
    """From the right: the word, a hyphen, the number, whose digits run to the right."""
    letters = [(-5.0 * index, letter) for index, letter in enumerate(word + "-")]
    left = -5.0 * (len(word) + len(number))
    digits = [(left + 5.0 * index, digit) for index, digit in enumerate(number)]
    if len(number) < len(word):
        assert spelled(letters + digits) == f"{word}-{number}"


@given(st.lists(HEBREW | NUMBER, min_size=1, max_size=6).filter(lambda words: any(not w.isdigit() for w in words)))
def test_a_line_from_right_to_left(words: list[str]) -> None:
    assert _read(_drawn(words[::-1])) == words


@given(LATIN, st.lists(HEBREW, min_size=1, max_size=3), LATIN)
def test_some_words_from_right_to_left_within_a_line(first: str, middle: list[str], last: str) -> None:
    longer = "x" * len("".join(middle))
    words = [first + longer, *middle, last]
    assert _read(_drawn([first + longer, *middle[::-1], last])) == words
    assert is_mixed(" ".join(words))


@given(HEBREW, st.lists(LATIN, min_size=1, max_size=3), HEBREW)
def test_some_words_from_left_to_right_within_a_line(first: str, middle: list[str], last: str) -> None:
    longer = "א" * len("".join(middle))
    assert _read(_drawn([last, *middle, first + longer])) == [first + longer, *middle, last]


@given(st.lists(LATIN | NUMBER, max_size=6))
def test_other_lines_go_by_their_places(words: list[str]) -> None:
    assert _read(_drawn(words)[::-1]) == words
