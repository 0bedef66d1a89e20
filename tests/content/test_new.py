"""`new_framework`: what it writes is valid without a warning, and it never writes over anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from kadergen.content.load import load_framework
from kadergen.content.new import new_framework, template_languages
from kadergen.errors import NotWritableError, UsageError


def test_there_are_templates_in_english_and_dutch() -> None:
    assert template_languages() == ("en", "nl")


@pytest.mark.parametrize("language", template_languages())
@pytest.mark.parametrize("there", [True, False], ids=["empty folder", "no folder"])
def test_a_new_framework_is_valid_without_a_warning(language: str, there: bool, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "our-standard"
    if there:
        target.mkdir(parents=True)
    paths = new_framework(target, "our-standard", language)
    assert paths
    assert all(path.is_file() for path in paths)
    framework, problems = load_framework(target)
    assert [str(problem) for problem in problems] == []
    assert framework is not None
    assert (framework.id, framework.language) == ("our-standard", language)
    assert framework.scale is not None
    assert sum(1 for _ in framework.walk()) == 3
    assert [path.name for path in target.parent.iterdir()] == ["our-standard"]


@pytest.mark.parametrize("language", template_languages())
def test_the_schemas_that_the_files_name_are_there(language: str, tmp_path: Path) -> None:
    target = tmp_path / "ours"
    for path in new_framework(target, "ours", language):
        first = path.read_text(encoding="utf-8").split("\n")[0]
        if path.suffix == ".yaml":
            assert (target / first.partition("$schema=")[2]).is_file()


@pytest.mark.parametrize("name", ["", "My framework", "ours_1", "../ours", "x" * 61, "-ours"])
def test_a_name_that_is_no_id_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        new_framework(tmp_path / "x", name, "en")
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["2024", "null", "yes", "1e5", "on"])
def test_a_name_that_yaml_takes_for_something_else_is_a_name(name: str, tmp_path: Path) -> None:
    new_framework(tmp_path / name, name, "nl")
    framework, problems = load_framework(tmp_path / name)
    assert framework is not None
    assert framework.id == name
    assert problems == ()


def test_the_name_of_a_bundled_framework_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="comes with kadergen"):
        new_framework(tmp_path / "houding-first", "houding-first", "nl")


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="xx"):
        new_framework(tmp_path / "ours", "ours", "xx")


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for name in ("ours", "file"):
        with pytest.raises(UsageError, match="exists already"):
            new_framework(tmp_path / name, name, "en")
    assert [path.name for path in (tmp_path / "ours").iterdir()] == ["mine.txt"]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(NotWritableError):
        new_framework(tmp_path / "file" / "ours", "ours", "en")
