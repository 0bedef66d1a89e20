"""The English example: a four-point scale and ids of its own prove that content decides, not code."""

from __future__ import annotations

from pathlib import Path

import pytest

from kadergen.content.load import bundled_frameworks, load_framework
from kadergen.model.framework import Framework, Section
from kadergen.model.instrument import build_instrument
from kadergen.model.text import Quotation, TextList

EXAMPLE = Path(__file__).resolve().parents[1] / "data" / "frameworks" / "english-example"


@pytest.fixture(scope="module")
def example() -> Framework:
    framework, problems = load_framework(EXAMPLE)
    assert [str(problem) for problem in problems] == []
    assert framework is not None
    return framework


def test_scale_fields_and_header_are_its_own(example: Framework) -> None:
    assert example.scale is not None
    assert example.scale.level_ids == ("blue", "green", "yellow", "purple")
    assert [(field.id, field.kind.value) for field in example.fields] == [
        ("score", "score"),
        ("evidence", "text"),
        ("reflection", "text"),
        ("next-steps", "actions"),
    ]
    assert [field.id for field in example.respondent] == ["date", "name", "party"]
    assert example.plan.column_ids == ("action", "indicator", "owner", "timeline", "budget")


def test_the_instrument_follows(example: Framework) -> None:
    names = [str(spec.id) for spec in build_instrument(example).fields]
    assert names[:5] == [
        "respondent__date",
        "respondent__name",
        "respondent__party",
        "hours-week__score",
        "hours-week__evidence",
    ]
    assert names[-1] == "plan-21__budget"
    assert len(names) == 3 + 5 * 4 + 21 * 5


def test_parts_stand_where_the_author_puts_them(example: Framework) -> None:
    kinds = [type(part).__name__ for part in example.parts]
    assert kinds == ["Chapter", "Section", "PlanPart", "Section", "Chapter"]
    people = example.parts[3]
    assert isinstance(people, Section)
    assert people.introduction == ()
    assert [example.label(i, s) for _, i, s in example.walk()][-2:] == ["A greeting", "Names"]


def test_markdown_comes_through(example: Framework) -> None:
    welcome = example.chapters[0].prose
    assert any(isinstance(block, TextList) and block.ordered for block in welcome)
    assert any(isinstance(block, Quotation) for block in welcome)
    told = next(s for _, _, s in example.walk() if s.id == "hours-told")
    assert told.plain_text.split("\n\n")[1:] == [
        "If they change, we say so:",
        "two weeks before, and",
        "in all three places.",
    ]


def test_it_is_not_bundled() -> None:
    assert list(bundled_frameworks()) == ["houding-first", "kwaliteitskader-housing-first"]
