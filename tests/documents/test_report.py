"""The report as blocks: who answered, tallies, every word, the plan with its sources; anonymous when it must be."""

from __future__ import annotations

import dataclasses
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from kadergen.consolidate import consolidate
from kadergen.consolidate.planning import plan_of_action
from kadergen.documents.blocks import (
    Cell,
    CellKind,
    CellTally,
    CellText,
    DistributionChart,
    Document,
    SectionOpener,
    StatementHead,
    Table,
    Text,
    Title,
    Voices,
)
from kadergen.documents.plan import build_plan
from kadergen.model.framework import ItemFieldKind
from kadergen.model.response import Response, Unplaced
from kadergen.model.text import plain
from tests.consolidate.examples import FRAMEWORK, response, responses, row, written
from tests.consolidate.rounds import report_of

OWN_WORDS = {CellKind.PLAIN, CellKind.STRONG}


def report(made: list[Response], *, anonymous: bool = False) -> Document:
    return report_of(consolidate(FRAMEWORK, made, anonymous=anonymous))


def table_under(document: Document, anchor: str) -> Table:
    blocks = iter(document.blocks)
    assert any(isinstance(block, Title) and block.anchor == anchor for block in blocks)
    return next(block for block in blocks if isinstance(block, Table))


def cell_text(cell: Cell) -> list[str]:
    return [part.text for part in cell if isinstance(part, CellText)]


def prose(document: Document) -> list[str]:
    return [plain(block.prose) for block in document.blocks if isinstance(block, Text)]


def test_who_answered_is_said_in_a_sentence_and_listed_party_by_party() -> None:
    made = [response("town", name="T"), response("care", name="C", level="policy"), response("town")]
    document = report(made)
    assert prose(document)[0] == "report.intro report.forms 3 carer (1), Town (2)"
    people = table_under(document, "participants")
    assert [c.head for c in people.columns] == ["report.participant", "Party", "Level"]
    assert [[cell_text(cell) for cell in cells] for cells in people.rows] == [
        [["C"], ["Care"], ["Policy"]],
        [["T"], ["Town"], []],
        [["report.respondent-party 3 Town"], ["Town"], []],
    ]


def test_the_overview_has_a_tally_per_party_and_in_total_and_counts_no_opinion_apart() -> None:
    made = [response("care", scores={"a-1": "done"}), response("town", scores={"a-1": "done"}), response("town")]
    overview = table_under(report(made), "overview")
    assert [c.head for c in overview.columns[2:]] == ["Care", "Town", "report.total", "report.blank"]
    tallies = [part.counts for cell in overview.rows[0] for part in cell if isinstance(part, CellTally)]
    assert [[count for _, count in counts] for counts in tallies] == [[1, 0, 0, 0], [1, 0, 0, 0], [2, 0, 0, 0]]
    assert cell_text(overview.rows[0][-1]) == ["1"]


def test_more_parties_than_fit_beside_each_other_stand_below_each_other() -> None:
    document = report([response(f"party {number}", scores={"a-1": "done"}) for number in range(9)])
    assert [c.head for c in table_under(document, "overview").columns[2:]] == ["report.total", "report.blank"]
    blocks = iter(document.blocks)
    assert any(isinstance(block, StatementHead) for block in blocks)
    by_party = next(block for block in blocks if isinstance(block, Table))
    assert len(by_party.rows) == 10


def test_statements_stand_in_their_sections_with_their_words() -> None:
    document = report([response("care", name="C", why={"a-2": "because"})])
    kinds = [b for b in document.blocks if isinstance(b, SectionOpener | StatementHead | Voices)]
    assert [b.code if not isinstance(b, Voices) else b.voices[0].who for b in kinds] == [
        "A",
        "A.1",
        "A.2",
        "report.who C carer",
        "B",
        "B.1",
    ]
    assert (kinds[2].name, kinds[2].text) == ("Open doors", "All day.")  # type: ignore[union-attr]


def test_the_plan_says_where_a_row_comes_from_and_what_is_missing() -> None:
    made = [
        response("homes", name="H", steps={"a-1": "Call."}),
        response("homes", name="I", steps={"a-1": "Call."}),
        response("town", name="T", steps={"a-1": "Call.", "b-1": "Greet."}),
        response("care", plan=(row(action="", owner="Me", timeline="now"),)),
    ]
    plan = table_under(report(made), "plan")
    first, second, third = plan.rows
    assert first[0] == (CellText("A.1 Open doors", CellKind.STRONG),)
    assert cell_text(first[1]) == [
        "Call.",
        "report.action-number 1 · report.source-of-row report.forms 3 2 landlords, 1 Town",
    ]
    assert first[2] == (CellText("report.missing", CellKind.MISSING),) == first[3]
    assert first[4] == ()
    source = "report.source-of-row report.forms-one report.who T Town"
    assert cell_text(second[1]) == ["Greet.", f"report.action-number 2 · {source}"]
    assert third[1][0] == CellText("report.missing", CellKind.MISSING)
    assert (plan.blank_rows, plan.fill_page) == (4, True)
    assert build_plan(plan_of_action(consolidate(FRAMEWORK, made))).blocks[2] == plan


def test_actions_stand_with_their_statement_too_and_long_ones_in_the_plan_alone() -> None:
    made = [
        response("homes", name="H", steps={"a-1": "Call."}),
        response("homes", name="I", steps={"a-1": "Call."}),
        response("town", name="T", steps={"a-1": "x" * 601}, plan=(row(indicator="A.1", owner="Me"),)),
    ]
    document = report(made)
    voices = [b for b in document.blocks if isinstance(b, Voices) and b.label == "Next"]
    assert [(v.who, v.text) for v in voices[0].voices] == [
        ("report.action-number 1 · report.who H landlord, report.who I landlord", "Call."),
        ("report.action-number 2 · report.who T Town", "report.action-in-plan 2"),
        ("report.action-number 3 · report.who T Town", "report.action-in-plan 3"),
    ]
    assert len(voices) == 1


def test_a_section_begins_with_its_chart_and_a_statement_with_what_came_of_it() -> None:
    made = [
        response("care", scores={"a-1": "done"}),
        response("town", scores={"a-1": "absent", "a-2": "done"}),
        response("town", scores={"a-1": "absent", "a-2": "done"}),
        response("homes"),
    ]
    blocks = report(made).blocks
    chart = blocks[next(i for i, b in enumerate(blocks) if isinstance(b, SectionOpener)) + 1]
    assert isinstance(chart, DistributionChart)
    assert [(r.label, [count for _, count in r.counts], r.blank) for r in chart.rows] == [
        ("A.1 Open doors", [1, 0, 0, 2], 1),
        ("A.2 Open doors", [2, 0, 0, 0], 2),
    ]
    assert [b.finding for b in blocks if isinstance(b, StatementHead)] == [
        (
            "report.median reason.level Absent reason.some 2 3 reason.level Absent; "
            "reason.apart carer Town reason.steps-3; reason.split"
        ),
        "report.reasons Reason.both reason.level Done; reason.blank 2 4",
        "report.reasons Reason.nobody",
    ]


@given(responses(), st.booleans())
@settings(max_examples=60)
def test_every_count_adds_up_to_those_who_answered(made: list[Response], anonymous: bool) -> None:
    result = consolidate(FRAMEWORK, made, anonymous=anonymous)
    document = report_of(result)
    for chart in (b for b in document.blocks if isinstance(b, DistributionChart)):
        assert {row.total for row in chart.rows} == {len(made)}
    overview = table_under(document, "overview")
    shown = len(overview.columns) - 4  # code, name, total, no score
    assert shown in (0, len(result.groups))
    for line in overview.rows:
        *parties, total = [
            sum(n for _, n in part.counts) for cell in line for part in cell if isinstance(part, CellTally)
        ]
        assert sum(parties) == (total if parties else 0)
        assert total + int("".join(cell_text(line[-1])) or 0) == len(made)
    for table in (b for b in document.blocks if isinstance(b, Table) and b.section_index is not None):
        counts = [counted(cell) for cell in table.rows[0]]
        if "report.total" in (heads := [column.head for column in table.columns]):
            place = heads.index("report.total")
            assert counts[place] == len(made)
            for part in (counts[:place], counts[place + 1 :]):
                assert sum(part) == (len(made) if part else 0)
        elif heads[-1] == "":
            *rows, total = [counted(cells[-1]) for cells in table.rows]
            assert sum(rows) == total == len(made)
        else:
            assert sum(counts) == len(made)


def counted(cell: Cell) -> int:
    """All scores in a cell, and those who gave none."""
    scored = sum(n for part in cell if isinstance(part, CellTally) for _, n in part.counts)
    blanks = [int(text.rpartition(" ")[2]) for text in cell_text(cell) if text.startswith("report.blank: ")]
    return scored + sum(blanks)


def test_words_without_a_place_are_there_with_where_they_were_found() -> None:
    document = report([response("care", name="C", unplaced=(Unplaced("a-1__why", "second"), Unplaced("Notes", "n")))])
    rows = [[cell_text(cell) for cell in cells] for cells in table_under(document, "unplaced").rows]
    assert rows == [[["A.1 Why"], ["second"], ["report.who C carer"]], [["Notes"], ["n"], ["report.who C carer"]]]


def test_a_framework_without_a_scale_has_words_only() -> None:
    framework = dataclasses.replace(
        FRAMEWORK, scale=None, fields=tuple(f for f in FRAMEWORK.fields if f.kind is not ItemFieldKind.SCORE)
    )
    document = report_of(consolidate(framework, [response("care", why={"a-1": "w"}), response("town")]))
    assert not any(isinstance(b, Title) and b.anchor == "overview" for b in document.blocks)
    assert "report.no-text" in prose(document)
    assert not any(
        isinstance(part, CellTally)
        for b in document.blocks
        if isinstance(b, Table)
        for r in b.rows
        for c in r
        for part in c
    )


def test_nobody_answered() -> None:
    assert "report.plan-empty" in prose(report([]))
    assert "report.anonymous-few" in prose(report([], anonymous=True))


@given(responses())
@settings(max_examples=60)
def test_every_text_is_there_exactly_as_often_as_it_was_written(made: list[Response]) -> None:
    result = consolidate(FRAMEWORK, made)
    document = report_of(result)
    # What is said of the actions at their statements is said in the plan as well.
    labels = {f.label for f in FRAMEWORK.fields if f.kind is ItemFieldKind.TEXT}
    said = [b for b in document.blocks if isinstance(b, Voices) and b.label in labels]
    found = Counter(voice.text for block in said for voice in block.voices)
    # A row of the plan stands once and names its sources; its words count for each form that holds it.
    for action, cells in zip(result.plan, table_under(document, "plan").rows, strict=True):
        texts = [t.text for cell in cells for t in cell if isinstance(t, CellText) and t.kind in OWN_WORDS]
        assert texts == [text for text in action.cells.values() if text.strip()]
        for source in action.sources:
            found.update([action.cells["action"]] if source.item else texts)
    if result.unplaced:
        found.update(text for _, words, _ in table_under(document, "unplaced").rows for text in cell_text(words))
    assert found == Counter(written(made))


@given(responses())
@settings(max_examples=60)
def test_an_anonymous_report_names_nobody_and_says_that_texts_must_be_read(made: list[Response]) -> None:
    document = report(made, anonymous=True)
    assert "report.anonymous" in prose(document)
    assert "zqx" not in repr(document)
