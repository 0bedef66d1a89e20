"""The JSON Schemas for editors: in step with the format, true of all content, and red where the check is red."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from kadergen.content.load import frameworks_folder
from kadergen.content.new import TEMPLATES
from kadergen.content.schema import schema_texts
from tests.content.small import FRAMEWORK, SECTION

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "tests" / "data" / "frameworks"
FILES = sorted([*frameworks_folder().glob("*/*.yaml"), *TEMPLATES.glob("*/*.yaml"), *EXAMPLES.glob("*/*.yaml")])


def validator(name: str) -> Draft7Validator:
    return Draft7Validator(json.loads(schema_texts()[f"{name}.schema.json"]))


def kind(path: Path) -> str:
    if path.name == "wording.yaml" or path.parent.name == "wording":
        return "wording"
    return "framework" if path.name == "framework.yaml" else "section"


@pytest.mark.parametrize("name", schema_texts())
def test_the_schema_is_in_step_with_the_format(name: str) -> None:
    stored = (frameworks_folder() / "schema" / name).read_text(encoding="utf-8")
    assert stored == schema_texts()[name], "run: python -m kadergen.content.schema"
    Draft7Validator.check_schema(json.loads(stored))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_content_is_valid_by_its_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    errors = validator(kind(path)).iter_errors(yaml.safe_load(text))
    assert [error.message for error in errors] == []
    named = text.split("\n")[0].partition("# yaml-language-server: $schema=")[2]
    assert Path(named).name == f"{kind(path)}.schema.json"
    if TEMPLATES not in path.parents:  # those name the schemas that `new` writes beside them
        assert (path.parent / named).is_file()


BROKEN: dict[str, tuple[str, str, str, str]] = {
    "unknown key": ("framework", FRAMEWORK, "authors:", "autors:"),
    "missing key": ("framework", FRAMEWORK, "language: en\n", ""),
    "wrong type": ("framework", FRAMEWORK, 'version: "1"', "version: 1"),
    "bad id": ("section", SECTION, "id: s1-1", "id: S1"),
    "empty text": ("section", SECTION, "title: First", "title: ' '"),
    "bad colour": ("framework", FRAMEWORK, '"#C0322B"', "red"),
    "bad shape": ("framework", FRAMEWORK, "triangle-mark", "star"),
    "too few rows": ("framework", FRAMEWORK, "rows: 20", "rows: 2"),
    "bad part": ("framework", FRAMEWORK, "- intro.md", "- ../intro.md"),
    "no statements": ("section", SECTION, SECTION[SECTION.index("    statements") :], ""),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_schema_sees_what_the_check_sees(name: str) -> None:
    schema, text, old, new = BROKEN[name]
    assert text.count(old) == 1
    data: Any = yaml.safe_load(text)
    assert validator(schema).is_valid(data)
    assert not validator(schema).is_valid(yaml.safe_load(text.replace(old, new)))
