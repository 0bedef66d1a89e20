"""The theme file: complete, changeable value by value, and clear about slips."""

from __future__ import annotations

from pathlib import Path

import pytest

from kadergen.errors import UsageError
from kadergen.theme import contrast, default_theme, load_theme, mix, tint
from kadergen.units import mm


def written(folder: Path, text: str) -> Path:
    file = folder / "theme.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_theme_of_ones_own_changes_single_values(tmp_path: Path) -> None:
    theme = load_theme(
        written(tmp_path, "colours: {teal: '#003366'}\npage: {margin_mm: 20}\ntype: {body: {size: 11}}\n")
    )
    assert theme.colours.teal == "#003366"
    assert theme.page.margin == pytest.approx(mm(20))
    assert theme.style("body").size == 11
    assert theme.style("body").leading == default_theme().style("body").leading
    assert theme.colours.coral == default_theme().colours.coral


def test_an_empty_theme_is_the_bundled_one(tmp_path: Path) -> None:
    assert load_theme(written(tmp_path, "")) == default_theme()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("colours: {teel: '#003366'}", "teel"),
        ("colours: {teal: blue}", "blue"),
        ("page: {margin_mm: wide}", "wide"),
        ("colours: 3", "colours"),
        ("type: {body: {colour: pink}}", "pink"),
        ("a: [", "theme"),
        ("type: {body: {size: }}", "theme"),
    ],
)
def test_slips_are_named(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_theme(written(tmp_path, text))
    assert word in caught.value.message
    assert "theme.yaml" in caught.value.message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.yaml"):
        load_theme(tmp_path / "gone.yaml")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert contrast("#123456", "#123456") == 1


def test_mixing() -> None:
    assert mix("#000000", "#FFFFFF", 0.5) == "#808080"
    assert tint("#102030", 0) == "#FFFFFF"
    assert tint("#102030", 1) == "#102030"


def test_lengths_in_the_file_are_millimetres_where_they_say_so() -> None:
    page = default_theme().page
    assert page.margin == pytest.approx(mm(18))
    assert page.width == pytest.approx(mm(210 - 36))
