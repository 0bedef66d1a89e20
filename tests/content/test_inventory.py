"""The Kwaliteitskader against a hand-counted inventory: ids, codes, order, titles, first and last words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from kadergen.content.load import bundled_frameworks, load_framework
from kadergen.model.framework import Chapter, Framework, PlanPart
from kadergen.model.instrument import FieldId, build_instrument
from tests.content.seedtext import SEEDS

INVENTORY: dict[str, Any] = yaml.safe_load((SEEDS / "inventory.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def framework() -> Framework:
    loaded, problems = load_framework(bundled_frameworks()[INVENTORY["framework"]])
    assert problems == ()
    assert loaded is not None
    return loaded


def statements() -> Iterator[dict[str, str]]:
    for section in INVENTORY["sections"]:
        for indicator in section["indicators"]:
            yield from indicator["statements"]


def test_there_are_ten_sections_and_thirty_two_statements(framework: Framework) -> None:
    assert len(framework.sections) == len(INVENTORY["sections"]) == 10
    assert [s.id for _, _, s in framework.walk()] == [s["id"] for s in statements()]
    assert sum(1 for _ in framework.walk()) == 32


def test_sections_and_indicators_are_in_order(framework: Framework) -> None:
    for section, expected in zip(framework.sections, INVENTORY["sections"], strict=True):
        assert (section.id, section.code, section.title) == (expected["id"], expected["code"], expected["title"])
        titles = [indicator.title for indicator in section.indicators]
        assert titles == [indicator["title"] for indicator in expected["indicators"]]
        for indicator, wanted in zip(section.indicators, expected["indicators"], strict=True):
            assert [s.id for s in indicator.statements] == [s["id"] for s in wanted["statements"]]


def test_statements_have_their_codes_and_words(framework: Framework) -> None:
    for (_, _, statement), expected in zip(framework.walk(), statements(), strict=True):
        assert statement.code == expected["code"]
        assert statement.plain_text.startswith(expected["starts"])
        assert statement.plain_text.endswith(expected["ends"])


def test_the_five_statements_without_a_title_have_a_label_of_ours(framework: Framework) -> None:
    labelled = [s.id for _, indicator, s in framework.walk() if s.editor_label]
    untitled = [s.id for _, indicator, s in framework.walk() if indicator.title is None]
    assert labelled == untitled == ["sw-1", "sw-2", "kb-1", "kb-2", "kb-3"]


def test_scale_and_plan(framework: Framework) -> None:
    assert framework.language == INVENTORY["language"]
    assert framework.scale is not None
    levels = [{"id": v.id, "label": v.label, "colour_name": v.colour_name} for v in framework.scale.levels]
    assert levels == INVENTORY["scale"]
    assert len({level.shape for level in framework.scale.levels}) == 3
    assert [column.label for column in framework.plan.columns] == INVENTORY["plan_columns"]
    assert framework.plan.rows >= 20


def test_the_parts_are_in_the_order_of_the_seed(framework: Framework) -> None:
    names = ["plan" if isinstance(part, PlanPart) else part.id for part in framework.parts]
    sections = [section["id"] for section in INVENTORY["sections"]]
    before = ["introductie", "doel", "toelichting", "uitvoering"]
    assert names == [*before, *sections, "plan", "verantwoording", "dankwoord"]


def test_there_are_eight_recommendations(framework: Framework) -> None:
    chapter = next(part for part in framework.parts if isinstance(part, Chapter) and part.id == "uitvoering")
    assert sum(1 for block in chapter.prose if type(block).__name__ == "Heading") == 8


def test_who_answers(framework: Framework) -> None:
    assert [field.id for field in framework.respondent] == ["name", "organisation", "party", "level", "date"]
    party, level = framework.respondent_field("party"), framework.respondent_field("level")
    assert party is not None
    assert level is not None
    parties = ["zorgorganisatie", "woningcorporatie", "gemeente", "ervaringsdeskundige", "belangenbehartiger", "anders"]
    assert [option.id for option in party.options] == parties
    assert [option.id for option in level.options] == ["beleid", "uitvoering"]


def test_the_instrument_asks_three_things_for_every_statement(framework: Framework) -> None:
    instrument = build_instrument(framework)
    for expected in statements():
        for facet in ("score", "reflection", "actions"):
            assert FieldId(expected["id"], facet) in instrument.by_id
    assert instrument.by_name["p1-1__score"].option_ids == ("green", "orange", "red")
    assert len(instrument.fields) == 5 + 32 * 3 + framework.plan.rows * 4


def test_houding_first_asks_no_score() -> None:
    framework, problems = load_framework(bundled_frameworks()["houding-first"])
    assert problems == ()
    assert framework is not None
    assert framework.scale is None
    assert [field.id for field in framework.fields] == ["reflection", "actions"]
    assert [s.id for _, _, s in framework.walk()] == ["h1-1", "h2-1", "h2-2", "h3-1", "h3-2"]
    assert [i.title for _, i, _ in framework.walk()] == [
        "De relatie is het hart van Housing First",
        "Jij én ik",
        "Respecteren en versterken van autonomie",
        "Warme en eerlijke communicatie",
        "Doen wat werkt",
    ]
