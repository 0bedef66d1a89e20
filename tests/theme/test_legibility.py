"""Every text and everything one has to see stands out from what is behind it, in the theme and all its variants."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kadergen.content.load import bundled_frameworks, load_framework
from kadergen.documents.booklet import build_booklet
from kadergen.documents.form import build_form
from kadergen.layout.engine import layout_document
from kadergen.layout.placement import Layout, PlacedShape, PlacedText
from kadergen.model.instrument import build_instrument
from kadergen.model.scale import Level, Shape
from kadergen.theme import contrast, default_theme
from kadergen.theme.legibility import level_pairs, pairs, too_faint
from kadergen.theme.variants import Variant, varied, varied_scale
from kadergen.units import Rect

VARIANTS = (Variant(), Variant(large_print=True), Variant(grayscale=True), Variant(large_print=True, grayscale=True))


@pytest.mark.parametrize("variant", VARIANTS)
def test_all_pairs_of_the_bundled_theme(variant: Variant) -> None:
    found = list(pairs(varied(default_theme(), variant)))
    assert len(found) > 150
    assert {pair.least for pair in found} == {3.0, 4.5}
    assert [pair for pair in found if pair.ratio < pair.least - 0.01] == []


def test_every_text_style_is_measured() -> None:
    theme = default_theme()
    measured = {pair.what.removeprefix("text (").removesuffix(")") for pair in pairs(theme)}
    elsewhere = {"tab", "field", "table_field", "header_field"}  # with colours of their own, or ink on a field
    assert set(theme.type) - measured == elsewhere


def test_the_check_can_fail() -> None:
    theme = default_theme()
    pale = replace(theme, colours=replace(theme.colours, sections=("#C9A0DC",), line="#DDDDDD"))
    failed = {what for what, *_ in too_faint(pale)}
    assert {"text (badge)", "the outline of a box"} <= failed


@pytest.mark.parametrize("colour", ["#1E8449", "#E28A00", "#C0322B", "#FFFFFF", "#000000", "#FFD700", "#808080"])
def test_levels_of_any_colour_can_be_seen_and_read(colour: str) -> None:
    level = Level("a", "A", colour, Shape.CIRCLE_TICK)
    for pair in level_pairs(level, default_theme()):
        assert pair.ratio >= pair.least, pair


@pytest.mark.parametrize("name", bundled_frameworks())
@pytest.mark.parametrize("variant", VARIANTS[::2])
def test_levels_of_the_bundled_frameworks(name: str, variant: Variant) -> None:
    framework, _ = load_framework(bundled_frameworks()[name])
    assert framework
    for level in varied_scale(framework.scale, variant).levels if framework.scale else ():
        assert [pair for pair in level_pairs(level, varied(default_theme(), variant)) if pair.ratio < pair.least] == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_drawn_stands_out_from_what_is_drawn_behind_it(variant: Variant) -> None:
    """Measured on the pages themselves, so that a pair that nobody thought of is found too."""
    framework, _ = load_framework(bundled_frameworks()["kwaliteitskader-housing-first"])
    assert framework
    assert framework.scale
    instrument = build_instrument(framework)
    framework = replace(framework, scale=varied_scale(framework.scale, variant))
    theme = varied(default_theme(), variant)
    for build in (build_booklet, build_form):
        faint = list(faint_texts(layout_document(build(framework, instrument), theme)[0]))
        assert faint == []


def faint_texts(layout: Layout) -> list[tuple[int, str, float]]:
    found = []
    for page in layout.pages:
        grounds: list[tuple[Rect, str]] = [(Rect(-1e6, -1e6, 1e6, 1e6), "#FFFFFF")]
        for item in page.items:
            if isinstance(item, PlacedShape) and item.fill:
                grounds.append((covered(item), item.fill))
            elif isinstance(item, PlacedText):
                for run in item.runs:
                    middle = (item.x + run.width / 2, item.y + run.size * 0.3)
                    ground = next(fill for rect, fill in reversed(grounds) if has(rect, middle))
                    ratio = contrast(run.colour, ground)
                    if ratio < (3 if run.size >= 18 or (run.size >= 14 and "bold" in run.font) else 4.49):
                        found.append((page.number, run.text, ratio))
    return found


def covered(shape: PlacedShape) -> Rect:
    xs = [x for _, points in shape.path for x in points[::2]]
    ys = [y for _, points in shape.path for y in points[1::2]]
    return Rect(min(xs), min(ys), max(xs), max(ys))


def has(rect: Rect, point: tuple[float, float]) -> bool:
    return rect.left <= point[0] <= rect.right and rect.bottom <= point[1] <= rect.top


def test_the_measuring_of_pages_can_fail(tmp_path: Path) -> None:
    framework, _ = load_framework(bundled_frameworks()["kwaliteitskader-housing-first"])
    assert framework
    theme = default_theme()
    faint = replace(theme, type={**theme.type, "label": replace(theme.style("label"), colour="#AAAAAA")})
    assert faint_texts(layout_document(build_form(framework, build_instrument(framework)), faint)[0])
