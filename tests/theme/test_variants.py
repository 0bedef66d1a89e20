"""Variants: what they promise, whatever theme they are made from."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kadergen.theme import Colours, contrast, default_theme
from kadergen.theme.tones import grey
from kadergen.theme.variants import Variant, in_greys, large_print, varied

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


def test_large_print_has_a_body_of_16_points_and_nothing_to_read_below_14() -> None:
    theme = large_print(default_theme())
    assert theme.style("body").size == 16
    assert theme.style("statement").size == 16
    assert {name for name, style in theme.type.items() if style.size < 14} == {"form_id"}
    for name, style in theme.type.items():
        assert style.size > default_theme().style(name).size
        assert style.size <= style.leading <= 1.6 * style.size, name


def test_large_print_keeps_the_order_of_sizes() -> None:
    small, large = default_theme().type, large_print(default_theme()).type
    names = sorted(set(small) - {"form_id"}, key=lambda name: small[name].size)
    sizes = [large[name].size for name in names]
    assert sizes == sorted(sizes)


def test_large_print_of_a_large_theme_is_no_smaller() -> None:
    theme = default_theme()
    own = replace(theme, type={**theme.type, "body": replace(theme.style("body"), size=16.5, leading=22)})
    assert large_print(own).style("body").size >= 16.5


@given(COLOURS)
def test_greys_are_grey_and_as_light(colour: str) -> None:
    tone = grey(colour)
    assert tone[1:3] == tone[3:5] == tone[5:7]
    assert contrast(tone, "#000000") == pytest.approx(contrast(colour, "#000000"), rel=0.02)


@given(COLOURS, COLOURS)
def test_contrasts_stay_what_they_are(one: str, other: str) -> None:
    assert contrast(grey(one), grey(other)) == pytest.approx(contrast(one, other), rel=0.035)


def test_no_colour_is_left_in_grey() -> None:
    theme = in_greys(default_theme())
    values = [getattr(theme.colours, field.name) for field in fields(Colours)]
    colours = [c for value in values for c in ((value,) if isinstance(value, str) else value)]
    assert {*colours, *(style.colour for style in theme.type.values())} == {grey(colour) for colour in colours} | {
        style.colour for style in theme.type.values() if style.colour == grey(style.colour)
    }


def test_no_writing_lines() -> None:
    assert varied(default_theme(), Variant(writing_lines=False)).spacing.writing_line == 0
    assert varied(default_theme(), Variant()) == default_theme()


def test_no_two_variants_share_a_name() -> None:
    variants = [Variant(*flags) for flags in product((False, True), repeat=3)]
    assert len({variant.suffix(on_paper=True) for variant in variants}) == 8
    assert Variant().suffix(on_paper=True) == ""
    assert Variant(True, True, False).suffix(on_paper=True) == "-large-print-grayscale-no-lines"
    assert Variant(True, True, False).suffix(on_paper=False) == "-large-print-grayscale"
