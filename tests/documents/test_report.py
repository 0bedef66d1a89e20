"""The report as blocks: who answered, tallies, every word, the plan with its sources; anonymous when it must be."""

from __future__ import annotations

import dataclasses
from collections import Counter

from hypothesis import given, settings

from kadergen.consolidate import consolidate
from kadergen.documents.blocks import (
    Cell,
    CellKind,
    CellTally,
    CellText,
    Document,
    SectionOpener,
    StatementHead,
    Table,
    Text,
    Title,
    Voices,
)
from kadergen.documents.plan import build_plan
from kadergen.documents.report import build_report
from kadergen.model.framework import ItemFieldKind
from kadergen.model.response import Response, Unplaced
from kadergen.model.text import plain
from tests.consolidate.examples import FRAMEWORK, response, responses, row, written

OWN_WORDS = {CellKind.PLAIN, CellKind.STRONG}


def report(made: list[Response], *, anonymous: bool = False) -> Document:
    return build_report(consolidate(FRAMEWORK, made, anonymous=anonymous))


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
    people = table_under(document, "report")
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
    assert cell_text(first[1]) == ["Call.", "report.source-of-row report.forms 3 2 landlords, 1 Town"]
    assert first[2] == (CellText("report.missing", CellKind.MISSING),) == first[3]
    assert first[4] == ()
    assert cell_text(second[1]) == ["Greet.", "report.source-of-row report.forms-one report.who T Town"]
    assert third[1][0] == CellText("report.missing", CellKind.MISSING)
    assert (plan.blank_rows, plan.fill_page) == (4, True)
    assert build_plan(consolidate(FRAMEWORK, made)).blocks[2] == plan


def test_words_without_a_place_are_there_with_where_they_were_found() -> None:
    document = report([response("care", name="C", unplaced=(Unplaced("a-1__why", "second"), Unplaced("Notes", "n")))])
    rows = [[cell_text(cell) for cell in cells] for cells in table_under(document, "unplaced").rows]
    assert rows == [[["A.1 Why"], ["second"], ["report.who C carer"]], [["Notes"], ["n"], ["report.who C carer"]]]


def test_a_framework_without_a_scale_has_words_only() -> None:
    framework = dataclasses.replace(
        FRAMEWORK, scale=None, fields=tuple(f for f in FRAMEWORK.fields if f.kind is not ItemFieldKind.SCORE)
    )
    document = build_report(consolidate(framework, [response("care", why={"a-1": "w"}), response("town")]))
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
    document = build_report(result)
    found = Counter(v.text for block in document.blocks if isinstance(block, Voices) for v in block.voices)
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
