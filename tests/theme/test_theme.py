"""The theme file: complete, changeable value by value, and clear about slips."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kadergen.diagnostics import Code, Diagnostic
from kadergen.errors import ContentError, ExitCode, UsageError
from kadergen.theme import contrast, default_theme, load_theme, mix, tint
from kadergen.units import mm


def written(folder: Path, text: str) -> Path:
    file = folder / "theme.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def problems(folder: Path, text: str) -> list[Diagnostic]:
    with pytest.raises(ContentError) as caught:
        load_theme(written(folder, text))
    assert caught.value.exit_code == ExitCode.CONTENT_INVALID
    return list(caught.value.diagnostics)


def test_a_theme_of_ones_own_changes_single_values(tmp_path: Path) -> None:
    text = "name: Onze praktijk\ncolours: {main: '#003366'}\npage: {margin_mm: 20}\ntype: {body: {size: 11}}\n"
    theme = load_theme(written(tmp_path, text))
    assert theme.brand.name == "Onze praktijk"
    assert theme.colours.main == "#003366"
    assert theme.page.margin == pytest.approx(mm(20))
    assert theme.style("body").size == 11
    assert theme.colours.accent == default_theme().colours.accent
    assert theme.style("lead") == default_theme().style("lead")


def test_the_leading_goes_with_the_size(tmp_path: Path) -> None:
    plain = default_theme().style("body")
    larger = load_theme(written(tmp_path, "type: {body: {size: 12}}")).style("body")
    assert larger.leading / larger.size == pytest.approx(plain.leading / plain.size)
    assert load_theme(written(tmp_path, "type: {body: {size: 12, leading: 15}}")).style("body").leading == 15


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "\n\n"])
def test_an_empty_theme_is_the_bundled_one(tmp_path: Path, text: str) -> None:
    assert load_theme(written(tmp_path, text)) == default_theme()


@pytest.mark.parametrize(
    ("text", "code", "word", "line"),
    [
        ("\ncolours: {teel: '#003366'}", Code.C006, "teel", 2),
        ("colours:\n  mian: '#003366'", Code.C006, "mian", 2),
        ("colours: {main: blue}", Code.C008, "blue", 1),
        ("colours:\n  main: #003366", Code.C008, "main", 2),
        ("page: {margin_mm: wide}", Code.C008, "wide", 1),
        ("page:\n  margin_mm: 2", Code.B004, "13 to 26", 2),
        ("page: {margin_mm: .nan}", Code.B004, "13 to 26", 1),
        ("page: {margin_mm: .inf}", Code.B004, "13 to 26", 1),
        ("page: {margin_mm: 1:30}", Code.B004, "13 to 26", 1),
        ("colours: 3", Code.C008, "colours", 1),
        ("colours: {sections: []}", Code.C008, "sections", 1),
        ("colours: {sections: ['#003366', red]}", Code.C008, "red", 1),
        ("colours: {main: ['#003366']}", Code.C008, "main", 1),
        ("type: {body: {colour: pink}}", Code.C008, "pink", 1),
        ("type: {body: {colour: warm}}", Code.C008, "warm", 1),
        ("type: {body: {face: fat}}", Code.C008, "fat", 1),
        ("type: {body: 12}", Code.C008, "body", 1),
        ("type: {body: {size: 40}}", Code.B004, "40", 1),
        ("type: {body: {size: 11, leading: 8}}", Code.B004, "leading", 1),
        ("type: {body: {size: }}", Code.C008, "size", 1),
        ("a: [", Code.C003, "not closed", 1),
        ("- a", Code.C003, "keys", 1),
        ("x: &a 1", Code.C004, "anchor", 1),
        ("name: 12", Code.C008, "quotes", 1),
        ("logo_plate: maybe", Code.C008, "maybe", 1),
        ("name: Zorg\nname: Wonen", Code.C005, "twice", 2),
    ],
)
def test_slips_are_named_with_their_line(tmp_path: Path, text: str, code: Code, word: str, line: int) -> None:
    found = [problem for problem in problems(tmp_path, text) if problem.code is code]
    assert found
    assert word in found[0].message + found[0].hint
    assert found[0].location
    assert found[0].location.file.endswith("theme.yaml")
    assert found[0].location.line == line


def test_all_slips_are_named_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, "nam: x\ncolours: {main: blue, ink: red}\npage: {margin_mm: 99}\n")
    assert [problem.code for problem in found] == [Code.C006, Code.C008, Code.C008, Code.B004]


def test_faint_colours_are_refused_with_both_and_their_contrast(tmp_path: Path) -> None:
    found = problems(tmp_path, "colours:\n  muted: '#AAAAAA'\n  main: '#0F5C63'\n")
    assert {problem.code for problem in found} == {Code.B002}
    assert all(problem.location and problem.location.line == 2 for problem in found)
    assert "#AAAAAA on #FFFFFF has a contrast of 2.32, and at least 4.5 is needed" in found[0].message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.yaml"):
        load_theme(tmp_path / "gone.yaml")


@given(st.text(max_size=80), st.sampled_from(["", "colours: ", "type:\n  body: ", "page:\n  margin_mm: ", "logo: "]))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_a_theme_or_a_clear_error(tmp_path: Path, text: str, start: str) -> None:
    file = tmp_path / "theme.yaml"
    file.write_bytes((start + text).encode("utf-8", "surrogatepass"))
    with suppress(ContentError):
        load_theme(file)


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
