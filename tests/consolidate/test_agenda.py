"""The agenda of a meeting: the minutes add up, what asks for most attention comes first, nothing is dropped."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kadergen.consolidate.agenda import (
    BREAK,
    BREAK_FROM,
    CLOSING,
    LEAST,
    MOST,
    OPENING,
    PLAN,
    TooShortError,
    allot,
    plan_agenda,
    quotations,
)
from kadergen.consolidate.analysis import analyse
from kadergen.consolidate.combine import consolidate
from kadergen.model.agenda import Agenda, ItemKind
from tests.consolidate.examples import FRAMEWORK, response

STATEMENTS = [statement.id for _, _, statement in FRAMEWORK.walk()]
LEVELS = FRAMEWORK.scale.level_ids if FRAMEWORK.scale else ()
SCORES = st.lists(
    st.lists(st.sampled_from([*LEVELS, None]), min_size=len(STATEMENTS), max_size=len(STATEMENTS)),
    min_size=1,
    max_size=9,
)
PARTIES = ("care", "town", "homes")


def agenda(scores: Sequence[Sequence[str | None]], minutes: int = 180, **more: object) -> Agenda:
    """The agenda of a round in which each participant gave these scores."""
    forms = [
        response(PARTIES[number % 3], scores=dict(zip(STATEMENTS, row, strict=True)))
        for number, row in enumerate(scores)
    ]
    return plan_agenda(consolidate(FRAMEWORK, forms), minutes, **more)  # type: ignore[arg-type]


@given(SCORES, st.integers(60, 480))
def test_the_minutes_add_up_and_every_statement_is_somewhere(scores: list[list[str | None]], minutes: int) -> None:
    made = agenda(scores, minutes)
    assert sum(part.minutes for part in made.items) == minutes
    assert [part.start for part in made.items] == [
        sum(part.minutes for part in made.items[:index]) for index in range(len(made.items))
    ]
    talked = [part.item for part in made.statements]
    listed = [*talked, *made.strengths, *made.left, *made.unscored]
    assert sorted(listed) == sorted(STATEMENTS)
    assert all(LEAST <= part.minutes <= MOST for part in made.statements)
    ranked = [statement.item for statement in made.analysis.ranked]
    assert [ranked.index(item) for item in talked] == sorted(ranked.index(item) for item in talked)
    minutes_each = [part.minutes for part in made.statements]
    assert minutes_each == sorted(minutes_each, reverse=True)
    assert (ItemKind.BREAK in [part.kind for part in made.items]) is (minutes >= BREAK_FROM)


@given(SCORES, st.integers(1, 480), st.integers(0, 40))
def test_it_says_how_many_minutes_it_takes(scores: list[list[str | None]], minutes: int, statements: int) -> None:
    short: TooShortError | None = None
    try:
        talked = len(agenda(scores, minutes, statements=statements).statements)
    except TooShortError as error:
        talked, short = 0, error
    assert talked <= statements
    if short is None:
        return
    assert short.least > minutes
    assert sum(part.minutes for part in agenda(scores, short.least, statements=statements).items) == short.least
    if short.most:
        agenda(scores, minutes, statements=short.most)


@given(st.lists(st.floats(0.01, 1), max_size=12).map(lambda found: sorted(found, reverse=True)), st.integers(0, 300))
def test_minutes_go_by_attention(attention: list[float], spare: int) -> None:
    room = LEAST * len(attention) + spare
    shares = allot(room, attention)
    assert sum(shares) <= room
    assert all(share % 5 == 0 and LEAST <= share <= MOST for share in shares)
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) > room - 5 or all(share == MOST for share in shares)


def test_too_few_minutes_for_so_many() -> None:
    with pytest.raises(ValueError, match="for 2 statements"):
        allot(15, [0.5, 0.5])


def test_a_meeting_worked_out_by_hand() -> None:
    """Two statements of ten minutes more each: 60 = 10 opening, 20 plan, 10 closing, and 20 for one statement."""
    red = [[LEVELS[-1], *[LEVELS[0]] * (len(STATEMENTS) - 1)]] * 3
    made = agenda(red, 60)
    assert [(part.kind, part.minutes) for part in made.items] == [
        (ItemKind.OPENING, OPENING),
        (ItemKind.STRENGTHS, 5),
        (ItemKind.STATEMENT, 15),
        (ItemKind.PLAN, PLAN),
        (ItemKind.CLOSING, CLOSING),
    ]
    longer = agenda(red, 180)
    parts = {part.kind: part.minutes for part in longer.items}
    assert parts[ItemKind.BREAK] == BREAK
    assert parts[ItemKind.STATEMENT] == MOST
    # What no statement can use goes to the plan.
    assert parts[ItemKind.PLAN] == 180 - OPENING - 5 - BREAK - MOST - CLOSING


def test_words_that_open_the_conversation_come_from_the_parties_that_are_apart() -> None:
    best, worst = LEVELS[0], LEVELS[-1]
    item = STATEMENTS[0]
    forms = [
        response("care", scores={item: best}, why={item: "Het gaat goed."}),
        response("town", scores={item: worst}, why={item: "x" * 2000}),
        response("town", scores={item: worst}, why={item: "Wij wachten al een jaar."}),
        response("homes", scores={item: LEVELS[1]}, why={item: "Soms."}),
    ]
    combined = consolidate(FRAMEWORK, forms)
    analysis = analyse(combined)
    found = quotations(combined.statements[0], analysis.statement(item))
    assert [(words.party, words.text) for words in found] == [
        ("town", "Wij wachten al een jaar."),
        ("care", "Het gaat goed."),
    ]
