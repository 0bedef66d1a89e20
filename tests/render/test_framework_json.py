"""The JSON of `kadergen show`: the keys that other programs rely on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kadergen.content.load import bundled_frameworks, load_framework
from kadergen.render.framework_json import framework_to_json


def shown(name: str) -> dict[str, Any]:
    framework, _ = load_framework(bundled_frameworks()[name])
    assert framework is not None
    data: dict[str, Any] = json.loads(json.dumps(framework_to_json(framework)))
    return data


def test_the_kwaliteitskader() -> None:
    data = shown("kwaliteitskader-housing-first")
    assert {key: data[key] for key in ("id", "version", "title", "language")} == {
        "id": "kwaliteitskader-housing-first",
        "version": "2025",
        "title": "Kwaliteitskader Housing First",
        "language": "nl",
    }
    assert [(level["id"], level["label"]) for level in data["scale"]] == [
        ("green", "Op orde"),
        ("orange", "In ontwikkeling"),
        ("red", "Niet op orde"),
    ]
    section = data["sections"][0]
    assert (section["id"], section["code"], section["title"]) == ("p1", "1", "Huisvesting is een mensenrecht")
    statement = section["indicators"][1]["statements"][0]
    assert (statement["id"], statement["code"]) == ("p1-3", "1.3")
    assert statement["text"].startswith("Bij de huisvesting wordt rekening gehouden")
    assert sum(len(i["statements"]) for s in data["sections"] for i in s["indicators"]) == 32
    assert data["sections"][-1]["indicators"][0]["title"] is None
    assert [column["id"] for column in data["plan"]["columns"]] == ["indicator", "action", "owner", "timeline"]
    assert data["parts"][:5] == ["introductie", "doel", "toelichting", "uitvoering", "p1"]
    assert data["chapters"][-1]["title"] == "Dankwoord"


def test_paragraphs_are_apart_by_a_blank_line_and_without_signs() -> None:
    data = shown("houding-first")
    assert data["scale"] == []
    text = data["sections"][0]["indicators"][0]["statements"][0]["text"]
    assert len(text.split("\n\n")) == 4
    assert "*" not in text
    assert "\n" not in text.replace("\n\n", "")


@pytest.mark.parametrize("name", bundled_frameworks())
def test_nothing_of_the_content_is_left_out(name: str) -> None:
    data = shown(name)
    texts = json.dumps(data, ensure_ascii=False)
    framework, _ = load_framework(bundled_frameworks()[name])
    assert framework is not None
    for _, indicator, statement in framework.walk():
        assert json.dumps(statement.plain_text, ensure_ascii=False) in texts
        assert (indicator.title or "") in texts
    assert data["publisher"] == "Housing First Nederland"
    assert data["authors"]
    assert data["source"]
    assert data["rights"]
