"""What a facilitator relies on: the counts are right, every word is there with who said it, nothing is guessed."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings

from kadergen.consolidate import consolidate
from kadergen.model.consolidation import Consolidation
from kadergen.model.response import Answer, PlanRow, Provenance, Respondent, Response, Unplaced
from tests.consolidate.examples import FRAMEWORK, ITEMS, LEVELS, response, responses, row, written


def said(result: Consolidation) -> list[str]:
    """Every text in the result, once for each form that holds it; not the indicator that kadergen itself adds."""
    found = [words.text for s in result.statements for voices in s.texts.values() for words in voices]
    for action in result.plan:
        for source in action.sources:
            cells = {"action": action.cells["action"]} if source.item else action.cells
            found += [text for text in cells.values() if text.strip()]
    return found + [unplaced.words.text for unplaced in result.unplaced]


class TestCounts:
    def test_by_level_and_party_with_blank_apart(self) -> None:
        result = consolidate(
            FRAMEWORK,
            [
                response("town", scores={"a-1": "done"}),
                response("town", scores={"a-1": "absent"}),
                response("care", scores={"a-1": "done"}),
                response("care"),
            ],
        )
        first, second, _ = result.statements
        assert first.total.counts == {"done": 2, "mostly": 0, "started": 0, "absent": 1}
        assert (first.total.blank, first.total.scored, first.total.respondents) == (1, 3, 4)
        assert first.by_party["care"].counts["done"] == 1
        assert first.by_party["care"].blank == 1
        assert first.scores == ("done", "absent", "done", None)
        assert second.total.blank == 4

    def test_parties_in_the_frameworks_order_then_words_as_found_then_not_given(self) -> None:
        made = [response(party) for party in ("", "town", "the canal board", "care", "town")]
        groups = consolidate(FRAMEWORK, made).groups
        assert [(g.label, g.respondents) for g in groups] == [
            ("Care", 1),
            ("Town", 2),
            ("the canal board", 1),
            ("report.party-unknown", 1),
        ]
        assert groups[0].count(2) == "2 carers"
        assert groups[1].count(2) == "2 Town"

    def test_nobody_answered(self) -> None:
        result = consolidate(FRAMEWORK, [])
        assert [s.total.respondents for s in result.statements] == [0, 0, 0]
        assert (result.groups, result.plan, result.participants) == ((), (), ())

    @given(responses())
    def test_add_up(self, made: list[Response]) -> None:
        result = consolidate(FRAMEWORK, made)
        assert sum(g.respondents for g in result.groups) == len(made) == result.respondents
        for statement in result.statements:
            chosen = Counter(one.answers[statement.item].score for one in made)
            assert list(statement.total.counts) == list(LEVELS)
            assert statement.total.counts == {level: chosen[level] for level in LEVELS}
            assert statement.total.blank == chosen[None]
            for level in LEVELS:
                assert statement.total.counts[level] == sum(t.counts[level] for t in statement.by_party.values())
            assert statement.total.blank == sum(t.blank for t in statement.by_party.values())


class TestWhoSaidIt:
    def test_name_else_organisation_else_number_and_party(self) -> None:
        made = [
            response("care", name="Team leader"),
            response("homes", organisation="The landlord"),
            response("homes"),
            response(),
            response("town", name="Participant 5, town"),
        ]
        assert [p.who for p in consolidate(FRAMEWORK, made).participants] == [
            "report.who Team leader carer",
            "The landlord",
            "report.respondent-party 3 landlord",
            "report.respondent 4",
            "Participant 5, town",
        ]

    def test_words_stand_by_party_with_who_said_them(self) -> None:
        made = [response("town", name="T", why={"a-1": " one\n"}), response("care", name="C", why={"a-1": "two"})]
        result = consolidate(FRAMEWORK, made)
        assert [(v.text, result.participants[v.participant or 0].name) for v in result.statements[0].texts["why"]] == [
            ("two", "C"),
            (" one\n", "T"),
        ]

    def test_white_space_alone_is_no_text(self) -> None:
        result = consolidate(FRAMEWORK, [response(why={"a-1": " \n"}, steps={"a-1": "\t"}, plan=(row(owner=" "),))])
        assert said(result) == []


class TestNothingIsLost:
    @given(responses())
    @settings(max_examples=60)
    def test_every_text_is_in_the_result_as_often_as_it_was_written(self, made: list[Response]) -> None:
        assert Counter(said(consolidate(FRAMEWORK, made))) == Counter(written(made))

    def test_what_this_framework_has_no_place_for_is_kept_with_its_field(self) -> None:
        strange = Response(
            Provenance("f.pdf", "", "pdf"),
            consolidate(FRAMEWORK, []).identity,
            Respondent(),
            {"a-1": Answer("violet", {"why": "kept", "other": "facet"}), "z-9": Answer("done", {"why": "item"})},
            (PlanRow(2, {"action": "do", "budget": "10"}),),
            (Unplaced("Text1", "reader's"),),
        )
        result = consolidate(FRAMEWORK, [strange])
        assert {(u.field, u.words.text) for u in result.unplaced} == {
            ("Text1", "reader's"),
            ("a-1__score", "violet"),
            ("a-1__other", "facet"),
            ("z-9__score", "done"),
            ("z-9__why", "item"),
            ("plan-02__budget", "10"),
        }
        assert result.statements[0].total.blank == 1

    def test_fields_have_names_for_people(self) -> None:
        result = consolidate(FRAMEWORK, [])
        names = ("a-2__why", "plan-03__owner", "respondent__date", "plan__goal", "Text 1", "z-9__why")
        assert [result.field_label(name) for name in names] == [
            "A.2 Why",
            "field.plan Plan 3 Owner",
            "Date",
            "Plan: Goal",
            "Text 1",
            "z-9 Why",
        ]

    def test_a_response_that_lacks_statements_counts_as_blank(self) -> None:
        bare = Response(Provenance("f", "", "pdf"), consolidate(FRAMEWORK, []).identity, Respondent(), {})
        assert [s.total.blank for s in consolidate(FRAMEWORK, [bare]).statements] == [1] * len(ITEMS)
