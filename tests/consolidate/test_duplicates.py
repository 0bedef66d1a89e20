"""One file twice, one person twice: who counts, who is named, and that no word is gone."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from kadergen.consolidate import consolidate
from kadergen.consolidate.duplicates import Origin, Persons, each_file_once, each_person_once
from kadergen.consolidate.formdate import read_date
from kadergen.diagnostics import Code
from kadergen.model.consolidation import Consolidation
from kadergen.model.response import Kept, Response, Unplaced
from tests.consolidate.examples import FRAMEWORK, response, responses, row, written

LANGUAGES = {"example": "en"}


def sent(file: str, date: str = "", name: str = "Participant 3", **rest: object) -> Response:
    made = response("care", name=name, organisation="The carers", date=date, file=file, **rest)  # type: ignore[arg-type]
    return replace(made, source=replace(made.source, sha256=file))


def once(*made: Response, times: dict[str, int] | None = None) -> Persons:
    known = times or {}
    return each_person_once(made, LANGUAGES, lambda response: Origin(when=known.get(response.source.file)))


def together(persons: Persons, *, anonymous: bool = False) -> Consolidation:
    return consolidate(FRAMEWORK, persons.responses, earlier=persons.earlier, anonymous=anonymous)


def counting(persons: Persons) -> list[str]:
    return [one.source.file for one in persons.responses]


DONE = {"a-1": "done"}
WORSE = {"a-1": "absent"}


class TestWhoIsTheSame:
    def test_case_spaces_and_the_way_accents_are_encoded_make_no_difference(self) -> None:
        one = sent("1", name="Andr\u00e9  de Tester ", scores=DONE)
        other = sent("2", name="ANDRE\u0301 DE\u00a0TESTER", scores=DONE)
        assert counting(once(one, other)) == ["2"]

    @pytest.mark.parametrize("field", ["name", "organisation", "party"])
    def test_name_organisation_and_party_must_all_be_equal(self, field: str) -> None:
        one, other = sent("1", scores=DONE), sent("2", scores=DONE)
        other = replace(other, respondent=replace(other.respondent, **{field: "other"}))
        assert counting(once(one, other)) == ["1", "2"]

    @pytest.mark.parametrize("name", ["", "  "])
    def test_who_gave_no_name_is_never_the_same(self, name: str) -> None:
        assert counting(once(sent("1", name=name, scores=DONE), sent("2", name=name, scores=DONE))) == ["1", "2"]

    def test_forms_of_two_frameworks_are_two_answers(self) -> None:
        one, other = sent("1", scores=DONE), sent("2", scores=DONE)
        other = replace(other, identity=replace(other.identity, id="another"))
        assert counting(once(one, other)) == ["1", "2"]

    def test_of_another_version_it_is_the_same_person(self) -> None:
        one, other = sent("1", scores=DONE), sent("2", scores=DONE)
        other = replace(other, identity=replace(other.identity, version="4"))
        assert counting(once(one, other)) == ["2"]


class TestWhoseFormItIs:
    """What a personal form's id, or a round, says beside the words in the header."""

    def test_two_people_of_one_name_are_two_by_their_ids(self) -> None:
        one, other = (replace(sent(file, scores=DONE), respondent_id=file * 32) for file in "ab")
        assert counting(once(one, other)) == ["a", "b"]

    def test_one_person_is_one_by_the_id_whatever_else_changed(self) -> None:
        one, other = (replace(sent(file, scores=DONE), respondent_id="a" * 32) for file in "ab")
        other = replace(other, respondent=replace(other.respondent, organisation="Moved", party="other"))
        assert counting(once(one, other)) == ["b"]

    def test_a_form_without_an_id_is_of_the_one_person_of_these_words(self) -> None:
        one, bare = replace(sent("1", scores=DONE), respondent_id="a" * 32), sent("2", scores=WORSE)
        assert counting(once(one, bare)) == ["2"]
        namesake = replace(sent("3", scores=DONE), respondent_id="b" * 32)
        assert counting(once(one, bare, namesake)) == ["1", "2", "3"]

    def test_a_form_that_was_lent_to_somebody_else_counts_too_and_that_is_said(self) -> None:
        one, lent = (
            replace(sent(file, name=name, scores=DONE), respondent_id="a" * 32)
            for file, name in (("1", "Participant 3"), ("2", "Participant 4"))
        )
        made = once(one, lent)
        assert counting(made) == ["1", "2"]
        assert [found.code for found in made.findings] == [Code.R045]

    def test_what_a_round_says_decides_and_so_does_when_it_came(self) -> None:
        first = sent("1", name="A", date="2026-12-01", scores=DONE)
        second = sent("2", name="B", date="2026-01-01", scores=WORSE)
        when = {"1": 1, "2": 2}
        made = each_person_once([first, second], LANGUAGES, lambda r: Origin("p", when[r.source.file]))
        assert counting(made) == ["2"]
        assert "came later" in made.findings[0].message
        apart = each_person_once(
            [first, replace(first, source=second.source)], LANGUAGES, lambda r: Origin(r.source.file)
        )
        assert counting(apart) == ["1", "2"]


class TestWhichIsNewer:
    def test_by_the_date_in_the_form_whatever_the_order_and_the_files_say(self) -> None:
        old, new = sent("old", "March 3, 2026", scores=WORSE), sent("new", "2026-04-01", scores=DONE)
        for made in ((old, new), (new, old)):
            found = once(*made, times={"old": 9, "new": 1})
            assert counting(found) == ["new"]
            assert [(f.code, f.location and f.location.file) for f in found.findings] == [(Code.R040, "old")]
            assert "by the date in it" in found.findings[0].message
            assert found.same_person == {"old": (Code.R040, "new")}

    @pytest.mark.parametrize("dates", [("", ""), ("2026-04-01", ""), ("2026-04-01", "soon"), ("1 May 2026",) * 2])
    def test_else_by_the_time_of_the_file(self, dates: tuple[str, str]) -> None:
        old, new = sent("old", dates[0], scores=WORSE), sent("new", dates[1], scores=DONE)
        for made in ((old, new), (new, old)):
            found = once(*made, times={"old": 1, "new": 2})
            assert counting(found) == ["new"]
            assert "by the time of its file" in found.findings[0].message

    @pytest.mark.parametrize("times", [{}, {"one": 5}, {"one": 5, "two": 5}])
    def test_else_the_later_in_the_order_given_and_that_is_said(self, times: dict[str, int]) -> None:
        found = once(sent("one", scores=DONE), sent("two", scores=WORSE), times=times)
        assert counting(found) == ["two"]
        assert "nobody can tell which is newer" in found.findings[0].message

    def test_of_three_the_newest_counts_and_both_others_are_named(self) -> None:
        made = [sent(str(day), f"2026-05-{day:02}", scores=DONE) for day in (2, 3, 1)]
        found = once(*made)
        assert counting(found) == ["3"]
        assert together(found).participants[0].earlier == ("2", "1")
        assert len(found.findings) == 2

    def test_messages_hold_no_name(self) -> None:
        found = once(sent("1", scores=DONE), sent("2", scores=DONE))
        assert not any("Participant" in f.message or "carers" in f.message for f in found.findings)


class TestNothingIsLost:
    def test_the_newer_counts_and_what_the_older_alone_says_is_kept(self) -> None:
        old = sent(
            "old",
            "2026-01-01",
            scores={"a-1": "absent", "b-1": "started"},
            why={"a-1": "first thoughts", "a-2": "kept on"},
            steps={"a-1": "call"},
            plan=(row(1, action="same"), row(2, action="dropped", owner="me")),
            unplaced=(Unplaced("a-1__why", "beside"),),
        )
        new = sent(
            "new",
            "2026-01-02",
            scores={"a-1": "done", "b-1": "started"},
            why={"a-1": "second thoughts", "a-2": "still kept on, and more"},
            plan=(row(3, action="same"),),
        )
        result = together(once(old, new))
        assert result.respondents == 1
        assert result.statements[0].total.counts["done"] == 1
        assert result.statements[0].total.counts["absent"] == 0
        assert {(u.field, u.words.text, u.earlier, u.words.participant) for u in result.unplaced} == {
            ("a-1__score", "absent", True, 0),
            ("a-1__why", "first thoughts", True, 0),
            ("a-1__next", "call", True, 0),
            ("plan-02__action", "dropped", True, 0),
            ("plan-02__owner", "me", True, 0),
            ("a-1__why", "beside", True, 0),
        }
        assert result.found_in(result.unplaced[0]) == "report.earlier A.1 Colour"
        assert result.found_words(result.unplaced[0]) == "Absent"

    def test_a_picture_in_the_older_form_is_kept(self) -> None:
        picture = Kept("a-1__why", "abc.png", "image/png", "0", b"")
        old, new = replace(sent("old", scores=DONE), kept=(picture,)), sent("new", scores=DONE)
        found = once(old, new)
        assert [(u.words.text, u.earlier) for u in together(found).unplaced] == [("abc.png", True)]
        assert together(found, anonymous=True).withheld == 1

    def test_an_anonymous_result_keeps_the_words_and_ties_them_to_nobody(self) -> None:
        old, new = sent("old", scores=WORSE, why={"a-1": "old words"}), sent("new", scores=DONE)
        result = together(once(old, new), anonymous=True)
        assert [(u.words.text, u.earlier, u.words.participant) for u in result.unplaced] == [
            ("absent", False, None),
            ("old words", False, None),
        ]

    @given(responses())
    @settings(max_examples=60)
    def test_every_text_is_found_again(self, made: list[Response]) -> None:
        same = [
            replace(one, respondent=replace(one.respondent, name="N", organisation="O", party="care")) for one in made
        ]
        result = together(once(*same))
        assert result.respondents == min(1, len(made))
        found = [words.text for s in result.statements for voices in s.texts.values() for words in voices]
        found += [cell for action in result.plan for cell in action.cells.values()]
        found += [unplaced.words.text for unplaced in result.unplaced]
        for text in written(made):
            assert any(text.strip() in one for one in found), text


class TestPartsOfOneForm:
    def test_forms_that_answer_different_statements_are_one_respondent(self) -> None:
        first = sent("first", "2026-01-01", scores=DONE, why={"a-1": "one"}, plan=(row(1, action="x"),))
        second = sent("second", "2026-02-01", scores={"b-1": "absent"}, plan=(row(1, action="x"), row(2, action="y")))
        found = once(first, second)
        result = together(found)
        assert [f.code for f in found.findings] == [Code.R041]
        assert (result.respondents, result.unplaced, found.same_person) == (1, (), {"first": (Code.R041, "second")})
        assert result.statements[0].scores == ("done",)
        assert result.statements[2].scores == ("absent",)
        assert Counter(action.cells["action"] for action in result.plan) == {"x": 1, "y": 1}
        assert result.participants[0].earlier == ("first",)

    def test_one_statement_in_both_makes_them_two_versions(self) -> None:
        first = sent("first", scores={"a-1": "done", "a-2": "done"})
        second = sent("second", scores={"a-2": "done", "b-1": "done"})
        found = once(first, second)
        assert [f.code for f in found.findings] == [Code.R040]
        assert together(found).statements[0].total.blank == 1

    def test_two_forms_with_nothing_but_a_plan_are_two_versions_of_it(self) -> None:
        found = once(sent("1", plan=(row(1, action="x"),)), sent("2", plan=(row(1, action="y"),)))
        assert [f.code for f in found.findings] == [Code.R040]
        assert [u.words.text for u in together(found).unplaced] == ["x"]

    def test_a_third_form_that_is_in_neither_is_a_part_too(self) -> None:
        made = [sent(item, f"2026-01-0{n}", scores={item: "done"}) for n, item in enumerate(("a-1", "a-2", "b-1"), 1)]
        result = together(once(*made))
        assert [s.scores for s in result.statements] == [("done",)] * 3


def test_the_same_file_twice_counts_once() -> None:
    one = sent("1", scores=DONE)
    copy = replace(one, source=replace(one.source, file="copy"))
    found, findings = each_file_once([one, copy, sent("2", scores=DONE)])
    assert [r.source.file for r in found] == ["1", "2"]
    assert [(f.code, f.location and f.location.file) for f in findings] == [(Code.R019, "copy")]


@given(responses())
@settings(max_examples=60)
def test_the_order_of_the_files_does_not_matter_where_it_can_be_told_which_is_newer(made: list[Response]) -> None:
    names = ("N", "M", "")
    dated = [
        replace(one, respondent=replace(one.respondent, name=names[n % 3], organisation="O", party="care", date=""))
        for n, one in enumerate(made)
    ]
    times = {one.source.file: n for n, one in enumerate(dated)}
    mixed = dated[:]
    random.Random(len(made)).shuffle(mixed)
    one, other = (together(once(*forms, times=times), anonymous=True) for forms in (dated, mixed))
    assert one == other


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        ("2026-03-12", "nl", date(2026, 3, 12)),
        ("12 maart 2026", "nl", date(2026, 3, 12)),
        (" donderdag 12  Maart 2026 ", "nl", date(2026, 3, 12)),
        ("12 mrt. 2026", "nl", date(2026, 3, 12)),
        ("12-mrt-2026", "nl", date(2026, 3, 12)),
        ("March 12, 2026", "en", date(2026, 3, 12)),
        ("12th March 2026", "en", date(2026, 3, 12)),
        ("4-3-2026", "nl", date(2026, 3, 4)),
        ("4/3/2026", "nl-BE", date(2026, 3, 4)),
        ("04.03.2026", "nl", date(2026, 3, 4)),
        # Outside of Dutch nobody knows which of the two is the day, unless it follows.
        ("4/3/2026", "en", None),
        ("4/4/2026", "en", date(2026, 4, 4)),
        ("3/13/2026", "en", date(2026, 3, 13)),
        ("13/3/2026", "en", date(2026, 3, 13)),
        ("3/13/2026", "nl", None),
        ("12-3-26", "nl", None),
        ("30 februari 2026", "nl", None),
        ("voorjaar 2026", "nl", None),
        ("12 maart", "nl", None),
        ("12 maart 2026 of later", "nl", None),
        ("", "nl", None),
        ("٣-٣-٢٠٢٦", "nl", None),
        ("0-0-0000", "nl", None),
    ],
)
def test_dates_that_can_only_be_one_day(words: str, language: str, expected: date | None) -> None:
    assert read_date(words, language) == expected
