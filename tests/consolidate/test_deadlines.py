"""Deadlines: what is read, what is not, and that the page which lists both says the same."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kadergen.consolidate.deadlines import read_deadline
from kadergen.model.planning import Deadline, DeadlineKind

PAGE = Path(__file__).resolve().parents[2] / "docs" / "plan.md"
DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31))
NL = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def listed() -> list[tuple[str, str, str]]:
    """(words, language, ISO date or "–") of each cell of the page's table, kinds as the language "kind"."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    head = next(n for n, line in enumerate(lines) if line.startswith("| words | nl |"))
    names = [cell.strip() for cell in lines[head].strip("|").split("|")]
    found = []
    for line in lines[head + 2 :]:
        if not line.startswith("|"):
            break
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        found += [(cells[0], name, cell) for name, cell in zip(names[1:], cells[1:], strict=True)]
    return found


def test_the_page_lists_enough() -> None:
    assert len(listed()) > 200
    assert {cell for _, name, cell in listed() if name == "kind"} == {kind.value for kind in DeadlineKind} | {""}


@pytest.mark.parametrize(("words", "language", "expected"), listed())
def test_the_page_says_what_is_read(words: str, language: str, expected: str) -> None:
    if language == "kind":
        kinds = {found.kind.value for tag in ("nl", "en-GB", "en") if (found := read_deadline(words, tag))}
        assert kinds == ({expected} if expected else set())
        return
    found = read_deadline(words, language)
    assert (found.date.isoformat() if found else "–") == expected


@given(DATES, st.sampled_from(["nl", "NL-be", "en-GB"]), st.sampled_from("-/."))
def test_figures_put_the_day_first_in_dutch_and_british_english(day: date, language: str, sign: str) -> None:
    words = f"{day.day}{sign}{day.month}{sign}{day.year}"
    assert read_deadline(words, language) == Deadline(day, DeadlineKind.DAY, words)


@given(DATES, st.sampled_from(["en", "en-US", "de", "nla", ""]))
def test_elsewhere_figures_are_read_only_where_their_order_cannot_be_mistaken(day: date, language: str) -> None:
    for words in (f"{day.day}/{day.month}/{day.year}", f"{day.month}/{day.day}/{day.year}"):
        found = read_deadline(words, language)
        assert (found and found.date) == (day if day.day > 12 or day.day == day.month else None)


@given(DATES)
def test_every_day_with_its_months_name_is_read_in_any_language(day: date) -> None:
    dutch, english = NL[day.month - 1], EN[day.month - 1]
    for words in (
        f"voor {day.day} {dutch} {day.year}",
        f" Uiterlijk\n{day.day}  {dutch.upper()} {day.year}. ",
        f"{day.day} {english} {day.year}",
        f"By {english} {day.day}, {day.year}",
        day.isoformat(),
    ):
        assert read_deadline(words, "fr") == Deadline(day, DeadlineKind.DAY, words)


@given(DATES)
def test_a_time_ends_on_its_last_day(day: date) -> None:
    month = read_deadline(f"{NL[day.month - 1]} {day.year}", "nl")
    assert month is not None
    assert (month.date.year, month.date.month) == (day.year, day.month)
    assert (month.date.toordinal() + 1) == date(day.year + day.month // 12, day.month % 12 + 1, 1).toordinal()
    number = (day.month + 2) // 3
    quarter = read_deadline(f"Q{number} {day.year}", "nl")
    assert quarter is not None
    assert quarter.date.isoformat()[5:] == ("03-31", "06-30", "09-30", "12-31")[number - 1]
    year, week, _ = day.isocalendar()
    if 2000 <= year <= 2099:
        friday = read_deadline(f"week {week} {year}", "nl")
        assert friday is not None
        assert friday.date.isocalendar() == (year, week, 5)


@given(st.text(max_size=90), st.sampled_from(["nl", "en", "en-GB", "", "\x00"]))
@example("eind " * 16, "nl")
@example("٣ maart 2027", "nl")
@example("1 maart 2027" + " " * 90, "nl")
def test_any_text_is_taken_and_a_deadline_holds_the_words_as_they_were(words: str, language: str) -> None:
    found = read_deadline(words, language)
    assert found is None or (found.words == words and re.search("20[0-9]{2}", words))


MORE = [
    "niet",
    "vanaf",
    "rond",
    "na",
    "not",
    "after",
    "around",
    "from",
    "start",
    "tot",
    "until",
    "per",
    "eerst",
    "?",
    "2",
    "-",
]


@given(DATES, st.sampled_from(MORE), st.booleans())
def test_one_more_word_and_nothing_is_read(day: date, word: str, before: bool) -> None:
    for point in (f"{day.day} {NL[day.month - 1]} {day.year}", f"{EN[day.month - 1]} {day.year}", f"Q1 {day.year}"):
        words = f"{word} {point}" if before else f"{point} {word}"
        if not (before and word == "2"):  # "2 maart 2027" is a day
            assert read_deadline(words, "nl") is None, words


def test_a_story_is_not_searched() -> None:
    assert read_deadline("voor 1 maart 2027" + " -" * 200_000, "nl") is None
