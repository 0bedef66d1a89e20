"""Two rounds beside each other: what moved, what is found of the old plan, which words changed. Never a guess."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadergen.consolidate.compare import compare, differing_words, median
from kadergen.model.comparison import Basis, Change, Fate, Move, StatementChange
from kadergen.model.consolidation import Tally
from kadergen.model.round_result import RoundResult
from kadergen.model.scale import Scale
from tests.consolidate.examples import FRAMEWORK, LEVELS, response, row
from tests.consolidate.rounds import made, reworded, rounds, scored, without_section


def change(old: RoundResult, new: RoundResult, item: str = "a-1") -> StatementChange:
    return next(change for change in compare(old, new).statements if change.item == item)


# ------------------------------------------------------------------------------------------------------------ colours


@pytest.mark.parametrize(
    ("before", "after", "move", "steps"),
    [("started", "done", Move.UP, 2), ("done", "absent", Move.DOWN, -3), ("mostly", "mostly", Move.SAME, 0)],
)
def test_steps_count_upwards_to_the_best_level(before: str, after: str, move: Move, steps: float) -> None:
    found = change(scored(a_1=before), scored(a_1=after))
    assert (found.move, found.steps, found.basis) == (move, steps, Basis.MEDIAN)


def test_a_colour_that_one_round_lacks_is_no_move() -> None:
    found = change(scored(), scored(a_1="done"))
    assert (found.move, found.steps) == (Move.UNKNOWN, None)
    assert found.old
    assert found.old.standing is None


def test_agreed_colours_are_compared_where_both_rounds_have_one_and_only_there() -> None:
    forms = [response("town", scores={"a-1": "absent", "a-2": "absent"})]
    old = made(forms, response(scores={"a-1": "mostly", "a-2": "done"}))
    new = made(forms, response(scores={"a-1": "done"}))
    both, one = change(old, new), change(old, new, "a-2")
    assert (both.basis, both.move, both.steps) == (Basis.AGREED, Move.UP, 1)
    assert (one.basis, one.move, one.steps) == (Basis.MEDIAN, Move.SAME, 0)
    assert one.old
    assert one.old.agreed
    assert one.old.agreed.id == "done"
    assert [count for _, count in one.old.counts] == [0, 0, 0, 1]


@pytest.mark.parametrize(
    ("counts", "levels", "place"),
    [
        ((1, 0, 0, 0), ["done"], 0),
        ((1, 1, 0, 0), ["done", "mostly"], 0.5),
        ((1, 0, 0, 1), ["done", "absent"], 1.5),
        ((1, 1, 1, 0), ["mostly"], 1),
        ((2, 1, 1, 5), ["absent"], 3),
        ((3, 0, 3, 0), ["done", "started"], 1),
    ],
)
def test_the_median_is_the_middle_or_lies_between_the_middle_two(
    counts: tuple[int, ...], levels: list[str], place: float
) -> None:
    assert FRAMEWORK.scale
    found = median(Tally(dict(zip(LEVELS, counts, strict=True)), 4), FRAMEWORK.scale)
    assert found
    assert ([level.id for level in found.levels], found.place) == (levels, place)
    assert median(Tally(dict.fromkeys(LEVELS, 0), 4), FRAMEWORK.scale) is None


def test_other_levels_cannot_be_compared() -> None:
    assert FRAMEWORK.scale
    other = replace(FRAMEWORK, scale=Scale(FRAMEWORK.scale.levels[:3]))
    found = compare(scored(a_1="done"), made([response(scores={"a-1": "mostly"})], framework=other))
    assert not found.same_scale
    assert {change.move for change in found.statements} == {Move.UNKNOWN}
    assert [(label.id, label.old, label.new) for label in found.labels] == [("absent", "Absent", "")]


def test_statements_that_are_new_or_gone() -> None:
    forms = [response(scores={"a-1": "done", "b-1": "done"})]
    whole, part = made(forms), made(forms, framework=without_section("b"))
    gone, new = change(whole, part, "b-1"), change(part, whole, "b-1")
    assert (gone.move, gone.new, gone.code) == (Move.GONE, None, "B.1")
    assert (new.move, new.old, new.old_code) == (Move.NEW, None, "")


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_there_and_back_is_the_opposite(data: st.DataObject) -> None:
    one, other = data.draw(rounds()), data.draw(rounds())
    there, back = compare(one, other), compare(other, one)
    for forth, again in zip(there.statements, back.statements, strict=True):
        assert (forth.steps is None) is (again.steps is None)
        assert (forth.steps or 0) == -(again.steps or 0)
    assert all(change.move in (Move.SAME, Move.UNKNOWN) for change in compare(one, one).statements)
    assert all(change.fate is Fate.AGAIN and not change.changed for change in compare(one, one).actions)
    assert compare(one, one).new_actions == ()


# ------------------------------------------------------------------------------------------------------------ actions


def plan(*actions: str, owner: str = "", agreed: bool = True) -> RoundResult:
    rows = tuple(row(n, action=action, owner=owner, indicator="A.1") for n, action in enumerate(actions, 1))
    form = response("town", plan=rows)
    return made([response("town")], form) if agreed else made([form])


def test_an_action_of_the_same_words_is_found_again_with_what_changed_beside_it() -> None:
    (found,) = compare(plan("Open the  door.", owner="Town"), plan("open the door", owner="Homes")).actions
    assert (found.fate, found.changed) == (Fate.AGAIN, ("owner",))


def test_an_action_that_looks_like_a_new_one_is_shown_beside_it() -> None:
    found = compare(plan("Open the door every morning"), plan("Every morning, open the doors", "Paint the hall"))
    (action,) = found.actions
    assert action.fate is Fate.ALIKE
    assert [one.cells["action"] for one in action.found] == ["Every morning, open the doors"]
    assert [one.cells["action"] for one in found.new_actions] == ["Paint the hall"]


def test_an_action_that_is_not_there_is_to_be_asked_about() -> None:
    (found,) = compare(plan("Open the door"), plan("Paint the hall")).actions
    assert (found.fate, found.found) == (Fate.NOT_FOUND, ())


def test_without_an_agreed_plan_everybodys_actions_are_looked_for() -> None:
    found = compare(plan("Open the door", agreed=False), plan("Open the door", agreed=False))
    assert not found.old.plan_agreed
    assert [change.fate for change in found.actions] == [Fate.AGAIN]


def test_what_people_named_but_the_group_left_out_is_found_and_said_to_be_so() -> None:
    named = response("town", plan=(row(action="Open the door"),))
    new = made([named], response(plan=(row(action="Paint the hall"),)))
    found = compare(plan("Open the door"), new)
    assert [(change.fate, change.found[0].left_out) for change in found.actions] == [(Fate.AGAIN, True)]
    assert [action.cells["action"] for action in found.new_actions] == ["Paint the hall"]


def test_look_alikes_of_another_statement_are_not_meant() -> None:
    old = made([], response(steps={"a-1": "Talk with everyone each month"}))
    new = made([], response(steps={"b-1": "Talk with everyone every month"}))
    assert [change.fate for change in compare(old, new).actions] == [Fate.NOT_FOUND]


# -------------------------------------------------------------------------------------------------------------- words


def test_other_words_are_told_one_by_one() -> None:
    new = made([response()], framework=reworded(lambda text: text.replace("open", "never shut")))
    found = compare(scored(), new)
    (only,) = found.reworded
    assert [(piece.text.strip(), piece.change) for piece in only.wording] == [
        ("Doors are", Change.SAME),
        ("open.", Change.GONE),
        ("never shut.", Change.NEW),
    ]


WORDS = st.lists(st.sampled_from(["a", "b", "c d", "e,", "\n\n", "é\u0301", "f"]), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_both_texts_are_in_the_pieces(old: str, new: str) -> None:
    pieces = differing_words(old, new)
    if old.split() == new.split():
        assert pieces == ()
        return
    for text, own in ((old, Change.GONE), (new, Change.NEW)):
        kept = [word for piece in pieces if piece.change in (own, Change.SAME) for word in piece.text.split()]
        assert kept == text.split()


def test_very_long_texts_are_shown_whole() -> None:
    old, new = "a " * 6000, "b " * 6000
    assert [piece.change for piece in differing_words(old, new)] == [Change.GONE, Change.NEW]
