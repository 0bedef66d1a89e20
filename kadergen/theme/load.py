"""A theme file (YAML) → `Theme`. The bundled theme is complete; another file may change single values of it."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from kadergen.errors import UsageError
from kadergen.theme.colours import channels
from kadergen.theme.theme import Colours, PageMeasures, Spacing, TextStyle, Theme
from kadergen.units import A4, mm

_HINT = "compare with kadergen/theme/default.yaml"


@cache
def default_theme() -> Theme:
    """The bundled theme."""
    return build_theme(_bundled())


def load_theme(path: Path) -> Theme:
    """The bundled theme with the values of this file laid over it; UsageError names what is wrong in it."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"{path}: theme cannot be read: {error}", _HINT) from error
    try:
        return build_theme(_overlay(_bundled(), given or {}, ""))
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{path}: theme is not usable: {error}", _HINT) from error


def build_theme(data: dict[str, Any]) -> Theme:
    """The whole theme from parsed YAML; KeyError, TypeError or ValueError when something is missing or wrong."""
    colours = {key: tuple(value) if isinstance(value, list) else str(value) for key, value in data["colours"].items()}
    for value in colours.values():
        for colour in (value,) if isinstance(value, str) else value:
            channels(colour)
    palette = Colours(**colours)  # type: ignore[arg-type]  # the strings and tuples were just made
    styles = {name: _style(values, palette) for name, values in data["type"].items()}
    page = PageMeasures(size=A4, **_lengths(data["page"]))
    return Theme(page, styles, palette, Spacing(**_lengths(data["spacing"])))


def _bundled() -> dict[str, Any]:
    text = resources.files("kadergen.theme").joinpath("default.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def _style(values: dict[str, Any], palette: Colours) -> TextStyle:
    name = values.get("colour", "ink")
    if name not in {field.name for field in fields(Colours)} or not isinstance(colour := getattr(palette, name), str):
        raise ValueError(f"no colour is called {name!r}")
    return TextStyle(float(values["size"]), float(values["leading"]), values.get("face", "regular"), colour)


def _lengths(values: dict[str, Any]) -> dict[str, float]:
    """`margin_mm: 18` → `margin` in points; names without `_mm` are points already."""
    return {
        key.removesuffix("_mm"): mm(float(value)) if key.endswith("_mm") else float(value)
        for key, value in values.items()
    }


def _overlay(base: Any, given: Any, path: str) -> Any:
    if not isinstance(base, dict):
        return given
    if not isinstance(given, dict):
        raise TypeError(f"{path or 'the theme'} must be a mapping")
    unknown = sorted(str(key) for key in given.keys() - base.keys())
    # A single text style or colour may be left out; a name that the bundled theme does not have is a slip.
    if unknown and not path.startswith("type."):
        raise ValueError(f"unknown key {unknown[0]!r} in {path or 'the theme'}")
    merged = dict(base)
    for key, value in given.items():
        merged[key] = _overlay(base[key], value, f"{path}.{key}".strip(".")) if key in base else value
    return merged
