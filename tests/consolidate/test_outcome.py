"""What the group agreed on: told by its form, beside what everybody answered."""

from __future__ import annotations

from hypothesis import given, settings

from kadergen.model.response import Response, Unplaced
from kadergen.model.round_result import Agreed
from tests.consolidate.examples import response, responses, row, written
from tests.consolidate.rounds import made, without_section


def test_colours_words_and_plan_are_those_of_the_groups_form() -> None:
    group = response(
        date="1 May",
        file="group.pdf",
        scores={"a-1": "mostly"},
        why={"a-1": "We agree."},
        steps={"b-1": "Greet more"},
        plan=(row(3, action="Paint", owner="Town"),),
    )
    result = made([response("town", scores={"a-1": "done"})], group)
    outcome = result.outcome
    assert outcome
    assert outcome.statements["a-1"] == Agreed("mostly", {"why": "We agree.", "next": ""})
    assert outcome.statements["a-2"] == Agreed(None, {"why": "", "next": ""})
    assert [(action.item, action.cells["action"]) for action in outcome.plan] == [
        ("b-1", "Greet more"),
        (None, "Paint"),
    ]
    assert (outcome.file, outcome.date) == ("group.pdf", "1 May")
    assert result.agreed("a-1") == "mostly"
    # What everybody thought before stays beside it.
    assert result.consolidation.statements[0].scores == ("done",)


def test_an_anonymous_result_learns_no_name_from_the_form() -> None:
    group = response(
        "town", name="NAME", date="DATE", file="FILE", unplaced=(Unplaced("x", "NAME"),), scores={"a-1": "done"}
    )
    outcome = made([response("town")], group, anonymous=True).outcome
    assert outcome
    assert (outcome.file, outcome.sha256, outcome.date, outcome.unplaced, outcome.withheld) == ("", "", "", (), 1)
    assert outcome.statements["a-1"].score == "done"


@given(responses(most=1))
@settings(max_examples=50)
def test_no_word_of_the_form_is_lost(found: list[Response]) -> None:
    (group,) = found or [response()]
    outcome = made([response("town")], group).outcome
    assert outcome
    texts = {text for agreed in outcome.statements.values() for text in agreed.texts.values()}
    texts |= {text for action in outcome.plan for text in action.cells.values()}
    texts |= {words.text for words in outcome.unplaced}
    assert set(written([group])) <= texts


def test_what_the_results_framework_has_no_place_for_is_kept_apart() -> None:
    group = response(scores={"b-1": "done"}, why={"b-1": "Newer."})
    outcome = made([], group, framework=without_section("b")).outcome
    assert outcome
    assert list(outcome.statements) == ["a-1", "a-2"]
    assert [(words.field, words.text) for words in outcome.unplaced] == [("b-1__score", "done"), ("b-1__why", "Newer.")]
