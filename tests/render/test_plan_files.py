"""The plan as CSV, Markdown and calendar, read by programs that did not write them: every word, and no life in it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from icalendar import Calendar
from markdown_it import MarkdownIt

from kadergen.consolidate import consolidate
from kadergen.consolidate.planning import plan_of_action
from kadergen.formats.visible_text import visible
from kadergen.model.planning import PlanOfAction
from kadergen.model.response import Response
from kadergen.render.plan_csv import render_plan_csv, without_formulas
from kadergen.render.plan_ics import render_plan_ics
from kadergen.render.plan_markdown import render_plan_markdown
from tests.consolidate.examples import COLUMNS, FRAMEWORK, response, responses, row
from tests.formats.test_markdown_text import shown

MADE = [
    response("care", name="C", steps={"a-1": "Call all the\nneighbours, soon."}),
    response(
        "town",
        name="T",
        plan=(
            row(2, indicator="B.1", action="call all neighbours soon", timeline="by 1 March 2027", owner="Town"),
            row(3, action="=1+1", timeline="Q2 2027", goal="a;=b"),
            row(4, action="=1+1", timeline="soon"),
        ),
    ),
]


def planned(made: list[Response], *, anonymous: bool = False) -> PlanOfAction:
    return plan_of_action(consolidate(FRAMEWORK, made, anonymous=anonymous))


def csv_rows(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def events(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def test_the_table_has_the_plans_columns_and_what_was_found() -> None:
    head, *rows = csv_rows(render_plan_csv(planned(MADE)))
    own = ["Indicator", "Action", "Owner", "When", "Goal"]
    assert head == [*own, "forms", "sources", "deadline", "missing", "look-alikes"]
    assert [cells[7:] for cells in rows] == [
        ["", "Owner, When", "1"],
        ["2027-03-01", "", "1"],
        ["2027-06-30", "Owner", "2"],
        ["", "Owner", "2"],
    ]
    assert rows[0][1] == "Call all the\nneighbours, soon."
    assert rows[2][1:5] == ["'=1+1", "", "Q2 2027", "a;'=b"]
    assert rows[1][6] == "source-row report.who T Town Plan 2"


@given(responses(most=4))
@settings(max_examples=40)
def test_every_word_is_in_the_table_and_no_cell_is_a_formula(made: list[Response]) -> None:
    for anonymous in (False, True):
        plan = planned(made, anonymous=anonymous)
        data = render_plan_csv(plan)
        _, *rows = csv_rows(data)
        assert len(rows) == len(plan.actions)
        for cells, action in zip(rows, plan.actions, strict=True):
            assert [cell.replace("'", "") for cell in cells[: len(COLUMNS)]] == [
                visible(action.action.cells[column]).replace("'", "") for column in COLUMNS
            ]
        # Also for a program that splits at another sign, or at every one of them.
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cells in rows for cell in cells)
        for piece in re.split(r"[\n\t,;]", data.decode("utf-8-sig")):
            assert not re.match(r'"*[=+\-@]', piece)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("＝1", "'＝1"),
        ("\t=1", "'\t'=1"),
        ('x;"=1', "x;\"'=1"),
        ("- a\n- b", "'- a\n'- b"),
        ("1-2", "1-2"),
        ("a = b", "a = b"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_calculate_gets_an_apostrophe(text: str, cell: str) -> None:
    assert without_formulas(text) == cell


def blocks(data: bytes) -> list[tuple[str, str]]:
    """(kind, words) of each heading and paragraph; nothing else may be there."""
    found = []
    tokens = MarkdownIt("default", {"html": True, "linkify": True}).parse(data.decode("utf-8"))
    for before, token in pairwise(tokens):
        assert re.fullmatch(r"(heading|paragraph|ordered_list|bullet_list|list_item)_(open|close)|inline", token.type)
        if token.type == "inline":
            children = [child for child in token.children or () if child.type not in MARKS]
            found.append((before.tag, shown(children)))
    return found


MARKS = {"strong_open", "strong_close", "em_open", "em_close"}


def test_the_text_has_the_actions_below_their_indicators() -> None:
    assert blocks(render_plan_markdown(planned(MADE))) == [
        ("h1", "Example framework: report.plan-title"),
        ("p", "report.plan-instruction"),
        ("h2", "A.1, A.2 Open doors"),
        ("p", "Call all the\nneighbours, soon."),
        ("p", "Indicator: A.1 Open doors"),
        ("p", "Owner: report.missing"),
        ("p", "When: report.missing"),
        ("p", "sources: source-item report.who C carer A.1 Next"),
        ("p", "report.looks-like: 2"),
        ("h2", "B.1 Greeting"),
        ("p", "call all neighbours soon"),
        ("p", "Indicator: B.1"),
        ("p", "Owner: Town"),
        ("p", "When: by 1 March 2027"),
        ("p", "deadline: 2027-03-01"),
        ("p", "sources: source-row report.who T Town Plan 2"),
        ("p", "report.looks-like: 1"),
        ("h2", "report.plan-other"),
        ("p", "=1+1"),
        ("p", "Owner: report.missing"),
        ("p", "When: Q2 2027"),
        ("p", "Goal: a;=b"),
        ("p", "deadline: 2027-06-30"),
        ("p", "sources: source-row report.who T Town Plan 3"),
        ("p", "report.looks-like: 4"),
        ("p", "=1+1"),
        ("p", "Owner: report.missing"),
        ("p", "When: soon"),
        ("p", "sources: source-row report.who T Town Plan 4"),
        ("p", "report.looks-like: 3"),
    ]


@given(responses(most=4))
@settings(max_examples=40)
def test_every_word_is_in_the_text_as_a_word(made: list[Response]) -> None:
    for anonymous in (False, True):
        plan = planned(made, anonymous=anonymous)
        said = [words for _, words in blocks(render_plan_markdown(plan))]
        for action in plan.actions:
            assert not action.action.cells["action"].strip() or visible(action.action.cells["action"]) in said
            for column in FRAMEWORK.plan.columns:
                text = action.action.cells[column.id]
                if text.strip() and column.id not in {"action", "indicator"}:
                    assert f"{column.label}: {visible(text)}" in said
        assert said.count("report.missing") == sum("action" in action.missing for action in plan.actions)


def test_the_calendar_has_a_day_for_each_deadline_with_all_words() -> None:
    found = events(render_plan_ics(planned(MADE)))
    assert [(str(event["summary"]), event.start) for event in found] == [
        ("call all neighbours soon", date(2027, 3, 1)),
        ("=1+1", date(2027, 6, 30)),
    ]
    assert str(found[0]["description"]) == (
        "Indicator: B.1\nAction: call all neighbours soon\nOwner: Town\nWhen: by 1 March 2027\n"
        "sources: source-row report.who T Town Plan 2"
    )
    assert all(alarm["trigger"].dt == timedelta(days=-14) for event in found for alarm in event.walk("VALARM"))


def test_an_entry_is_the_same_one_when_its_owner_and_time_change() -> None:
    def uids(*rows: tuple[str, str, str]) -> list[str]:
        made = response(plan=tuple(row(n, action=a, owner=o, timeline=t) for n, (a, o, t) in enumerate(rows, start=1)))
        return [str(event["uid"]) for event in events(render_plan_ics(planned([made])))]

    first = uids(("Call", "", "Q1 2027"), ("Call", "Care", "Q2 2027"), ("Write", "", "Q1 2027"))
    assert len(set(first)) == 3
    assert uids(("Call", "Town", "Q3 2027"), ("Call", "", "Q4 2027"), ("Write", "", "2027")) == first


def test_a_long_action_is_cut_in_the_calendars_line_and_whole_below_it() -> None:
    for text in ("word " * 4000 + "end", "x" * 20_000):
        (event,) = events(render_plan_ics(planned([response(plan=(row(1, action=text, timeline="2027"),))])))
        assert len(str(event["summary"])) <= 202
        assert str(event["summary"]).endswith(" …")
        assert text in str(event["description"])


@given(responses(most=5))
@settings(max_examples=40)
def test_anonymous_files_name_nobody_and_do_not_depend_on_the_order(made: list[Response]) -> None:
    for render in (render_plan_csv, render_plan_markdown, render_plan_ics):
        data = render(planned(made, anonymous=True))
        assert not re.search(r"(NAME|ORGANISATION|DATE|FILE)\d+zqx", data.decode().replace("\r\n ", ""))
        assert render(planned(made[::-1], anonymous=True)) == data


def test_the_same_plan_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = planned(MADE)
    first = [render(plan) for render in (render_plan_csv, render_plan_markdown, render_plan_ics)]
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert [render(plan) for render in (render_plan_csv, render_plan_markdown, render_plan_ics)] == first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert b"DTSTAMP:20231114T221320Z" in render_plan_ics(plan)


def test_a_plan_without_actions() -> None:
    plan = planned([response("care")])
    assert len(csv_rows(render_plan_csv(plan))) == 1
    assert blocks(render_plan_markdown(plan))[1:] == [("p", "report.plan-empty")]
    assert events(render_plan_ics(plan)) == []
