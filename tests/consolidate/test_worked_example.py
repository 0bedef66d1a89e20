"""The worked example of docs/analysis.md: what stands there by hand is what the program computes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from kadergen.consolidate import consolidate
from kadergen.consolidate.analysis import analyse
from kadergen.documents.reasons import reasons_words
from kadergen.model.analysis import Analysis, StatementAnalysis
from kadergen.model.consolidation import Consolidation
from kadergen.model.response import Answer, Provenance, Respondent, Response
from tests.readers.support import instrument

DOC = Path(__file__).parents[2] / "docs" / "analysis.md"
DIGITS = 5


def table(head: str) -> list[list[str]]:
    """The rows of the table whose first row begins with these words."""
    lines = [line.strip() for line in DOC.read_text(encoding="utf-8").splitlines()]
    start = next(number for number, line in enumerate(lines) if line.startswith(head))
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return [rows[0], *rows[2:]]


@dataclass(frozen=True)
class Example:
    result: Consolidation
    analysis: Analysis
    codes: dict[str, str]

    def statement(self, code: str) -> StatementAnalysis:
        return self.analysis.statement(self.codes[code])


@pytest.fixture(scope="module")
def example() -> Example:
    framework = instrument().framework
    codes = {statement.code: statement.id for _, _, statement in framework.walk()}
    (_, _, *asked), *people = table("| who | party |")
    made = []
    for who, party, *scores in people:
        answers = {
            codes[code]: Answer(None if score == "-" else score) for code, score in zip(asked, scores, strict=True)
        }
        source = Provenance(f"{who}.pdf", who, "pdf")
        made.append(Response(source, instrument().identity, Respondent(party=party), answers))
    result = consolidate(framework, made)
    return Example(result, analyse(result), codes)


def test_there_are_nine_people(example: Example) -> None:
    assert example.result.respondents == 9


def test_the_results_are_those_of_the_program(example: Example) -> None:
    (_, *codes), *rows = table("| | 1.1 |")
    told = {row[0]: dict(zip(codes, row[1:], strict=True)) for row in rows}
    ranks = {found.item: str(rank) for rank, found in enumerate(example.analysis.ranked, start=1)}

    def shown(value: float | Fraction | None) -> float:
        assert value is not None
        return round(float(value), DIGITS)

    for code in codes:
        found = example.statement(code)
        assert found.median
        assert found.gap
        assert {row: told[row][code] for row in ("scores", "no opinion", "rank", "strength", "reasons")} == {
            "scores": str(found.scored),
            "no opinion": str(found.blank),
            "rank": ranks[found.item],
            "strength": "yes" if found.is_strength else "no",
            "reasons": reasons_words(example.result, found.reasons),
        }
        assert {
            row: float(told[row][code]) for row in ("median", "distance", "consensus", "gap in steps", "attention")
        } == {
            "median": shown(found.median.position),
            "distance": shown(found.distance),
            "consensus": shown(found.consensus),
            "gap in steps": shown(found.gap.steps),
            "attention": shown(found.attention),
        }


def test_the_steps_by_hand_are_right(example: Example) -> None:
    _, *rows = table("| level | x | p |")
    total = next(s for s in example.result.statements if s.code == "1.1").total
    assert [row[0] for row in rows] == list(total.counts)
    mean = sum(place * count for place, count in enumerate(total.counts.values())) / total.scored
    sums = 0.0
    for place, (row, count) in enumerate(zip(rows, total.counts.values(), strict=True)):
        share, away = count / total.scored, abs(place - mean) / 2
        term = share * math.log2(1 - away)
        assert list(map(float, row[1:])) == [
            place,
            share,
            away,
            round(math.log2(1 - away), DIGITS),
            round(term, DIGITS),
        ]
        sums += term
    text = " ".join(DOC.read_text(encoding="utf-8").split())
    agreed = example.statement("1.1").consensus
    assert agreed is not None
    assert (
        f"adds up to {sums:.5f}, so the consensus is 1 - {-sums:.5f} = {agreed:.5f} and the split {1 - agreed:.5f}"
        in text
    )
    weights, found = example.analysis.weights, example.statement("1.1")
    assert found.distance is not None
    whole = weights.distance * found.distance + weights.split * (1 - agreed) + weights.gap * 1
    assert (
        f"({weights.distance:.0f} × {found.distance} + {weights.split:.0f} × {1 - agreed:.5f} + {weights.gap:.0f} × 1)"
        in text
    )
    assert f"= {whole:.5f} / 4 = {found.attention:.5f}" in text


def test_the_parties_of_the_gap_are_named(example: Example) -> None:
    found = example.statement("1.1")
    assert found.gap
    text = " ".join(DOC.read_text(encoding="utf-8").split())
    assert f"{found.gap.better} and {found.gap.worse} are the first" in text
    for party, median in found.by_party.items():
        assert median
        assert median.better == median.worse
        assert f"{party} (" in text
        assert f") {median.better}, position {median.position}" in text


def test_the_thresholds_are_those_of_the_program(example: Example) -> None:
    text = DOC.read_text(encoding="utf-8")
    limits, weights = example.analysis.thresholds, example.analysis.weights
    assert f"consensus is below {limits.split}" in text
    assert limits.apart == Fraction(1)  # "the gap is one step or more"
    assert limits.blank == Fraction(1, 3)  # "a third of the respondents or more"
    assert limits.strength_scores == 3  # "at least three did"
    assert limits.strength_share == Fraction(1, 2)  # "at least half of the respondents"
    assert f"distance (weight {weights.distance:.0f}), split = 1 - consensus (weight {weights.split:.0f})" in text
    assert f"gap (weight {weights.gap:.0f})" in text
