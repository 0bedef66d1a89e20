"""The spreadsheet as another program (openpyxl) reads it: every word, no formula, nothing cut, nobody named."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kadergen.consolidate import consolidate
from kadergen.consolidate.planning import plan_of_action
from kadergen.formats.visible_text import visible
from kadergen.model.consolidation import Consolidation
from kadergen.model.response import Response
from kadergen.render.xlsx_file import pieces, render_xlsx, sheet_name
from tests.consolidate.examples import FRAMEWORK, ITEMS, NASTY, response, responses, row

LIMIT = 32_767
SHEETS = ["participants", "scores", "answers", "reflections", "plan"]


def rendered(result: Consolidation) -> bytes:
    return render_xlsx(result, plan_of_action(result))


def opened(made: list[Response], *, anonymous: bool = False) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(rendered(consolidate(FRAMEWORK, made, anonymous=anonymous))))


def values(sheet: Worksheet, first: int = 2) -> list[list[str | int | None]]:
    """The cells below the heads."""
    return [[cell.value for cell in cells] for cells in sheet.iter_rows(min_row=first)]  # type: ignore[misc]


def column(sheet: Worksheet, head: str, first: int = 2) -> list[str | int | None]:
    heads = [cell.value for cell in sheet[first - 1]]
    return [cells[heads.index(head)] for cells in values(sheet, first)]


def test_sheets_in_the_frameworks_words() -> None:
    assert opened([response("care")]).sheetnames == SHEETS


def test_scores_are_numbers_in_total_and_by_party() -> None:
    made = [response("care", scores={"a-1": "done"}), response("town", scores={"a-1": "absent"}), response("town")]
    sheet = opened(made)["scores"]
    assert [c.value for c in sheet[1] if c.value] == ["report.total", "Care (1)", "Town (2)"]
    assert [c.value for c in sheet[2]][2:8] == ["agreed Colour", "Done", "Mostly", "Started", "Absent", "report.blank"]
    assert values(sheet, 3)[0] == ["A.1", "Open doors", None, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1]


def test_answers_have_a_row_for_each_participant_and_statement() -> None:
    made = [response("care", name="C", level="policy", scores={"a-2": "started"}, why={"a-2": "w"}, steps={"a-2": "s"})]
    rows = values(opened(made)["answers"])
    assert len(rows) == len(ITEMS)
    assert rows[1] == [1, "C", "Care", "Policy", "A.2", "Open doors", "Started", "w", "s"]
    assert rows[0] == [1, "C", "Care", "Policy", "A.1", "Open doors", "report.blank", None, None]


def test_a_plan_row_names_all_its_sources_and_what_is_missing_stands_out() -> None:
    made = [
        response("care", name="C", steps={"a-1": "Call."}),
        response("town", name="T", plan=(row(5, indicator="A.1 Open doors", action="Call."),)),
    ]
    sheet = opened(made)["plan"]
    assert values(sheet) == [
        [
            "A.1 Open doors",
            "Call.",
            None,
            None,
            None,
            2,
            "source-item report.who C carer A.1 Next\nsource-row report.who T Town Plan 5",
            None,
            "Owner, When",
            None,
        ]
    ]
    marked = {str(area.sqref) for area in sheet.conditional_formatting}
    assert marked == {"B2", "C2", "D2"}


def test_a_plan_row_has_its_deadline_as_a_day_and_the_number_of_its_look_alikes() -> None:
    made = [
        response("care", steps={"a-1": "Call all the neighbours."}),
        response("town", plan=(row(1, indicator="B.1", action="call all neighbours", timeline="by 1 March 2027"),)),
    ]
    sheet = opened(made)["plan"]
    assert column(sheet, "look-alikes") == [1, 1]
    assert column(sheet, "missing") == ["Owner, When", "Owner"]
    heads = [cell.value for cell in sheet[1]]
    days: list[Any] = [cells[heads.index("deadline")] for cells in sheet.iter_rows(min_row=2)]
    assert [day.value for day in days] == [None, datetime(2027, 3, 1)]  # noqa: DTZ001
    assert days[1].is_date
    assert column(sheet, "When") == [None, "by 1 March 2027"]


def test_what_the_meeting_agrees_on_is_chosen_from_the_levels_and_takes_their_colour() -> None:
    sheet = opened([response("care", scores={"a-1": "done"}), response("town")])["scores"]
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.type, rule.formula1) == ("C3:C5", "list", "$D$2:$G$2")
    assert [cell.value for cell in sheet["D2:G2"][0]] == ["Done", "Mostly", "Started", "Absent"]
    tinted = {str(area.sqref): len(area.rules) for area in sheet.conditional_formatting}
    assert tinted["C3:C5"] == 4
    assert column(sheet, "agreed Colour", 3) == [None, None, None]


@given(responses(st.text(max_size=30) | NASTY, most=4))
@settings(max_examples=30, deadline=None)
def test_every_word_is_text_in_its_sheet_as_often_as_it_was_written(made: list[Response]) -> None:
    book = opened(made)
    for sheet in book.worksheets:
        assert all(cell.data_type in {"s", "n", "inlineStr"} for cells in sheet.iter_rows() for cell in cells)
        assert not any(cell.hyperlink for cells in sheet.iter_rows() for cell in cells)
    why = [one.answers[item].texts["why"] for one in made for item in ITEMS]
    steps = [one.answers[item].texts["next"] for one in made for item in ITEMS]
    assert counted(column(book["reflections"], "Why")) == shown(why)
    assert counted(column(book["answers"], "Why")) == shown(why)
    assert counted(column(book["answers"], "Next")) == shown(steps)
    owners = {visible(r.cells["owner"]) for one in made for r in one.plan if r.cells["owner"].strip()}
    assert {found for found in column(book["plan"], "Owner") if found and str(found).strip()} == owners
    unplaced = [u.value for one in made for u in one.unplaced]
    if shown(unplaced):
        assert counted(column(book["report.unplaced"[7:]], "report.words")) == shown(unplaced)


def counted(found: list[str | int | None]) -> Counter[str]:
    return Counter(str(value) for value in found if value is not None and str(value).strip())


def shown(texts: list[str]) -> Counter[str]:
    return Counter(visible(text) for text in texts if text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+31 6",
        "-x",
        "@SUM(A1)",
        "\t=1",
        "{=1}",
        "http://x.nl",
        "007",
        "1e5",
        "TRUE",
        "<r><t>x</t></r>",
        "<r>&</r>",
        "_x0041_",
    ],
)
def test_what_looks_like_something_else_is_text(text: str) -> None:
    cell = opened([response("care", why={"a-1": text})])["reflections"]["E2"]
    assert (cell.data_type, cell.value) == ("s", text)


def test_a_text_longer_than_a_cell_goes_on_in_the_next_row_and_says_so() -> None:
    text = "é" * (LIMIT - 1) + "😀" * LIMIT + "end"
    rows = values(opened([response("care", name="C", why={"a-1": text, "a-2": "short"})])["reflections"])
    parts = [cells for cells in rows if cells[0] == "A.1"]
    assert "".join(str(cells[4]) for cells in parts) == text
    assert [cells[5] for cells in parts] == [f"part-of {n} {len(parts)}" for n in range(1, len(parts) + 1)]
    assert [cells[3] for cells in parts] == ["C"] * len(parts)
    assert len(parts) == 4
    assert rows[-1] == ["A.2", "Open doors", "Care", "C", "short", None]


@given(st.text(st.sampled_from("a😀é\n"), max_size=40), st.integers(1, 3000))
def test_pieces_are_the_text_and_fit(text: str, times: int) -> None:
    found = pieces(text * times)
    assert "".join(found) == text * times
    assert all(len(piece.encode("utf-16-le")) // 2 <= LIMIT for piece in found)


def test_control_characters_are_seen_and_harm_nothing() -> None:
    text = "a\x00b\x0bc\x1b\x7fd\ud800e\ufffff\rg\th\n"
    sheet = opened([response("care", why={"a-1": text})])["reflections"]
    assert sheet["E2"].value == "a␀b␋c␛␡d\ufffde\ufffdf␍g\th\n"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Scores", "Scores"),
        ("a/b\\c:d*e?f[g]", "a b c d e f g"),
        ("'quoted'", "quoted"),
        ("x" * 40, "x" * 31),
        ("", "Sheet_"),
        ("History", "History_"),
    ],
)
def test_names_of_sheets_are_safe(name: str, safe: str) -> None:
    assert sheet_name(name, set()) == safe


def test_names_of_sheets_are_unique_whatever_their_case() -> None:
    taken: set[str] = set()
    assert [sheet_name(name, taken) for name in ("Plan", "plan", "y" * 31, "Y" * 31)] == [
        "Plan",
        "plan 2",
        "y" * 31,
        "Y" * 29 + " 2",
    ]


def test_heads_stay_on_screen_and_paper() -> None:
    for sheet in opened([response("care", why={"a-1": "w"}, steps={"a-1": "s"})]).worksheets:
        heads = 2 if sheet.title == "scores" else 1
        assert sheet.freeze_panes == f"A{heads + 1}"
        assert sheet.print_title_rows == f"$1:${heads}"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.auto_filter.ref is not None
        assert sheet.auto_filter.ref.startswith(f"A{heads}:")


def test_the_same_result_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    result = consolidate(FRAMEWORK, [response("care", why={"a-1": "w"})])
    first = rendered(result)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert rendered(result) == first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert rendered(result) != first


def test_the_file_says_its_title_and_language_and_no_author() -> None:
    book = opened([])
    assert book.properties.title == "Example framework: report.title"
    assert not book.properties.creator
    with zipfile.ZipFile(io.BytesIO(rendered(consolidate(FRAMEWORK, [])))) as parts:
        assert "<vt:lpwstr>en</vt:lpwstr>" in parts.read("docProps/custom.xml").decode()


@given(responses(most=5))
@settings(max_examples=20, deadline=None)
def test_an_anonymous_file_names_nobody_anywhere(made: list[Response]) -> None:
    data = rendered(consolidate(FRAMEWORK, made, anonymous=True))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        everything = b"".join(parts.read(name) for name in parts.namelist()).decode()
    assert not re.search(r"(NAME|ORGANISATION|DATE|FILE)\d+zqx", everything)
    assert "answers" not in openpyxl.load_workbook(io.BytesIO(data)).sheetnames


def test_an_anonymous_file_says_that_the_texts_must_be_read() -> None:
    sheet = opened([response("care")] * 3, anonymous=True)["participants"]
    assert values(sheet)[0] == ["Care", 3]
    assert values(sheet)[-1][0] == "report.anonymous"
