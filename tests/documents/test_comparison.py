"""The comparison as blocks and as sheets: every action and every agreed word is there, nobody's name is."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadergen.consolidate.compare import compare
from kadergen.documents.blocks import CellText, Document, Table, Title
from kadergen.documents.comparison import build_comparison, move_words
from kadergen.documents.comparison_sheets import build_comparison_workbook
from kadergen.model.comparison import Basis, Move, StatementChange
from kadergen.model.round_result import RoundResult
from tests.consolidate.examples import FRAMEWORK, response, row
from tests.consolidate.rounds import made, reworded, rounds, scored


def texts_in(value: object) -> Iterator[str]:
    """Every string in a tree of dataclasses and tuples."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts_in(part)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts_in(getattr(value, field.name))


def all_words(document: object) -> str:
    return "\n".join(texts_in(document))


def tables(document: Document, anchor: str) -> list[list[list[str]]]:
    """The cells' words of each table under a title."""
    found: list[list[list[str]]] = []
    inside = False
    for block in document.blocks:
        if isinstance(block, Title):
            inside = block.anchor == anchor
        elif inside and isinstance(block, Table):
            found.append(
                [
                    ["|".join(part.text for part in cell if isinstance(part, CellText)) for cell in cells]
                    for cells in block.rows
                ]
            )
    return found


@pytest.mark.parametrize(
    ("move", "steps", "said"),
    [
        (Move.UP, 1.0, "compare.up compare.step 1"),
        (Move.UP, 0.5, "compare.up compare.step ½"),
        (Move.DOWN, -1.5, "compare.down compare.step 1½"),
        (Move.DOWN, -2.0, "compare.down compare.steps 2"),
        (Move.UP, 2.5, "compare.up compare.steps 2½"),
        (Move.SAME, 0.0, "compare.same"),
        (Move.GONE, None, "compare.gone-statement"),
    ],
)
def test_a_move_is_said_in_words(move: Move, steps: float | None, said: str) -> None:
    change = StatementChange("a", "a-1", "A.1", "A.1", "", None, None, Basis.MEDIAN, move, steps)
    assert move_words(FRAMEWORK.wording, change) == said


def test_the_first_tables_say_which_rounds_and_how_many_moved() -> None:
    old = made([response("town", scores={"a-1": "absent"})], response(date="1 May", scores={"a-1": "started"}))
    new = made([response(scores={"a-1": "done", "a-2": "done"})] * 2, response(scores={"a-1": "mostly"}))
    document = build_comparison(compare(old, new))
    assert tables(document, "comparison") == [[
        ["compare.version", "3", "3"],
        ["compare.forms", "1", "2"],
        ["compare.agreed-count", "compare.count 1 3", "compare.count 1 3"],
        ["compare.date", "1 May", ""],
    ]]  # fmt: skip
    counted, statements = tables(document, "statements")
    assert counted == [["1|A.1", "2|A.2, B.1"]]
    assert statements[0] == ["A.1", "Open doors", "Started", "Mostly", "compare.up compare.step 1|compare.agreed"]
    assert statements[1][2:] == ["report.blank", "Done", "compare.unknown"]


def test_what_became_of_the_actions_is_never_said_to_be_done() -> None:
    old = made([], response(plan=(row(1, action="Open the door"), row(2, action="Paint the hall", owner="Town"))))
    new = made([], response(plan=(row(1, action="Paint the hall", owner="Homes"), row(2, action="Dance"))))
    missing, again, fresh = tables(build_comparison(compare(old, new)), "actions")
    assert missing == [["", "Open the door", ""]]
    assert again == [["", "Paint the hall|Owner: Town", "compare.changed Owner Town Homes"]]
    assert fresh == [["", "Dance"]]


def test_other_words_of_a_statement_are_shown_before_and_after() -> None:
    new = made([response()], framework=reworded(lambda text: text.replace("open", "never shut")))
    comparison = compare(scored(), new)
    words = all_words(build_comparison(comparison))
    assert "compare.gone-words compare.quoted open." in words
    assert "compare.new-words compare.quoted never shut." in words
    (sheet,) = [sheet for sheet in build_comparison_workbook(comparison).sheets if sheet.name == "compare.sheet-words"]
    assert sheet.rows[0][:3] == ("A.1 Open doors", "Doors are open.", "Doors are never shut.")


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_no_action_and_no_agreed_word_is_lost_and_nobody_is_named(data: st.DataObject) -> None:
    old, new = data.draw(rounds()), data.draw(rounds())
    comparison = compare(old, new)
    document = all_words(build_comparison(comparison))
    sheets = all_words(build_comparison_workbook(comparison))
    for words in (document, sheets):
        for text in plans(old) + plans(new):
            assert text.strip() in words
        for mark in ("NAME", "ORGANISATION", "FILE"):
            assert mark not in words
    for agreed in said(old) + said(new):
        assert agreed in document


def plans(result: RoundResult) -> list[str]:
    rows = (result.outcome.plan if result.outcome else ()) or result.consolidation.plan
    return [text for one in rows for text in one.cells.values() if text.strip()]


def said(result: RoundResult) -> list[str]:
    agreed = result.outcome.statements.values() if result.outcome else ()
    return [one.texts["why"] for one in agreed if one.texts["why"].strip()]
