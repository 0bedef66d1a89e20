"""The fixed words: complete in the bundled languages, one key at a time in a framework, whole in another language."""

from __future__ import annotations

from pathlib import Path

import pytest

from kadergen.content.load import frameworks_folder
from kadergen.content.words import bundled_languages, check_wording_file
from kadergen.model.wording import KEYS
from tests.content.small import FILES, FRAMEWORK, changed, load, places, write


def test_dutch_and_english_are_bundled() -> None:
    assert {"nl", "en"} <= set(bundled_languages(frameworks_folder()))


@pytest.mark.parametrize("language", bundled_languages(frameworks_folder()))
def test_bundled_wording_is_complete(language: str) -> None:
    assert [str(p) for p in check_wording_file(frameworks_folder() / "wording" / f"{language}.yaml")] == []


def test_a_framework_overrides_single_words(tmp_path: Path) -> None:
    write(tmp_path / "small", {**FILES, "wording.yaml": "report.blank: Not seen\n"})
    framework, problems = load(tmp_path / "small")
    assert problems == ()
    assert framework is not None
    assert framework.wording("report.blank") == "Not seen"
    assert framework.wording("field.item", code="1", label="x", field="y") == "1 x, y"


BROKEN = {
    "unknown key": "report.blnk: Not seen⟦C018⟧\n",
    "unknown placeholder": "report.blank: Not {seen}⟦C018⟧\n",
    "missing placeholder": "report.respondent: Participant⟦C018⟧\n",
    "empty": "report.blank: ''⟦C009⟧\n",
    "number": "report.blank: 1⟦C008⟧\n",
    "twice": "report.blank: a\nreport.blank: b⟦C005⟧\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_wording_is_reported_with_its_line(name: str, tmp_path: Path) -> None:
    expected = write(tmp_path / "small", {**FILES, "wording.yaml": BROKEN[name]})
    assert places(load(tmp_path / "small")[1]) == expected


def test_a_region_falls_back_to_its_language(tmp_path: Path) -> None:
    write(tmp_path / "small", changed("framework.yaml", "language: en", "language: nl-BE"))
    framework, problems = load(tmp_path / "small")
    assert problems == ()
    assert framework is not None
    assert framework.wording("document.contents") == "Inhoud"


def test_another_language_needs_its_own_words(tmp_path: Path) -> None:
    french = FRAMEWORK.replace("language: en", "language: fr⟦C018⟧")
    expected = write(tmp_path / "small", {**FILES, "framework.yaml": french})
    _, problems = load(tmp_path / "small")
    assert places(problems) == expected
    assert "wording.yaml" in problems[0].hint


def test_another_language_with_all_words_is_valid(tmp_path: Path) -> None:
    lines = [f'{key}: "{key} {" ".join(f"{{{name}}}" for name in names)}"' for key, names in KEYS.items()]
    files = {**FILES, "framework.yaml": FRAMEWORK.replace("language: en", "language: fr")}
    write(tmp_path / "small", {**files, "wording.yaml": "\n".join(lines)})
    assert load(tmp_path / "small")[1] == ()
    write(tmp_path / "small", {**files, "wording.yaml": "\n".join(lines[1:])})
    _, problems = load(tmp_path / "small")
    assert places(problems) == {("wording.yaml", 1, "C018")}
    assert next(iter(KEYS)) in problems[0].message
