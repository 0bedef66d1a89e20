"""Variants of a theme: large print, shades of grey, no writing lines. Layout and renderers know nothing of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, Final

from kadergen.model.scale import Scale
from kadergen.theme.theme import Colours, Spacing, TextStyle, Theme
from kadergen.theme.tones import grey

_BODY: Final = 16.0  # points: what organisations for people with low vision ask for as large print
_LEAST: Final = 14.0
# Form ids in the footer are for those who sort out forms; they grow, but stay small print.
_SMALL_PRINT: Final = frozenset({"form_id"})
# Space grows less than type: the page does not grow.
_SPACING: Final = 1.38


@dataclass(frozen=True, slots=True)
class Variant:
    """What is asked for beyond the plain document."""

    large_print: bool = False
    grayscale: bool = False
    writing_lines: bool = True

    def suffix(self, *, on_paper: bool) -> str:
        """What files of this variant have in their name; on a screen there are no writing lines to leave out."""
        parts = [("large-print", self.large_print), ("grayscale", self.grayscale)]
        parts.append(("no-lines", on_paper and not self.writing_lines))
        return "".join(f"-{name}" for name, wanted in parts if wanted)


PLAIN: Final = Variant()
"""Nothing beyond the plain document."""


def varied(theme: Theme, variant: Variant) -> Theme:
    """The theme as the variant asks."""
    if variant.large_print:
        theme = large_print(theme)
    if variant.grayscale:
        theme = in_greys(theme)
    if not variant.writing_lines:
        theme = replace(theme, spacing=replace(theme.spacing, writing_line=0.0))
    return theme


def varied_scale(scale: Scale, variant: Variant) -> Scale:
    """The scale as the variant asks: its colours are the framework's, so that no theme knows them."""
    if not variant.grayscale:
        return scale
    return replace(scale, levels=tuple(replace(level, colour=_grey(level.colour)) for level in scale.levels))


def large_print(theme: Theme) -> Theme:
    """Body of 16 points, nothing that is to be read below 14; headings grow by as many points as the body does."""
    more = max(_BODY - theme.style("body").size, 0.0)
    styles = {name: _larger(name, style, theme.style("body").size, more) for name, style in theme.type.items()}
    spacing = {
        field.name: getattr(theme.spacing, field.name) * (1.0 if field.name == "writing_line" else _SPACING)
        for field in fields(Spacing)
    }
    page = replace(theme.page, measure=theme.page.size.width)
    return replace(theme, type=styles, spacing=Spacing(**spacing), page=page)


def _larger(name: str, style: TextStyle, body: float, more: float) -> TextStyle:
    if name in _SMALL_PRINT:
        size = style.size * 1.5
    elif style.size >= body:
        size = style.size + more
    else:
        # What is smaller than the body comes nearer to it, but stays smaller.
        size = max(_BODY - (body - style.size) * 0.5, _LEAST)
    # The larger the type, the less leading it needs.
    return replace(style, size=size, leading=size * max(style.leading / style.size * 0.97, 1.0))


def in_greys(theme: Theme) -> Theme:
    """Every colour as the grey of the same luminance."""
    palette: dict[str, Any] = {field.name: _greys(getattr(theme.colours, field.name)) for field in fields(Colours)}
    styles = {name: replace(style, colour=_grey(style.colour)) for name, style in theme.type.items()}
    brand = theme.brand
    if brand.logo:
        brand = replace(brand, logo=brand.logo.recoloured(_grey))
    return replace(theme, colours=Colours(**palette), type=styles, brand=brand)


_grey: Callable[[str], str] = cache(grey)


def _greys(value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    return tuple(map(_grey, value)) if isinstance(value, tuple) else _grey(value)
