"""A theme file (YAML) → `Theme`. The bundled theme is complete; another file may change single values of it.

Everything that is wrong in such a file is a diagnostic with its line, all of them in one `ContentError`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import yaml

from kadergen.colours import is_colour
from kadergen.diagnostics import Code, Diagnostic, Location, has_errors
from kadergen.errors import ContentError, UsageError
from kadergen.source import (
    ListNode,
    MapNode,
    Node,
    Rejected,
    Scalar,
    ScalarKind,
    error,
    parse_yaml,
    read_text,
    shown_path,
)
from kadergen.theme.legibility import too_faint
from kadergen.theme.logo import Logo, read_logo
from kadergen.theme.theme import Brand, Colours, PageMeasures, Spacing, TextStyle, Theme
from kadergen.units import A4, mm

_FACES: Final = ("regular", "bold", "italic", "bold-italic")
_SMALLEST_TYPE: Final = 6.0
# Lengths of the page that the layout is proved with; other numbers may be from half to 1.6 times the bundled one.
_RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "page.margin_mm": (13, 26),
    "page.top_mm": (18, 30),
    "page.bottom_mm": (18, 30),
    "page.head_mm": (9, 13),
    "page.foot_mm": (9, 13),
    "page.bleed_mm": (3, 6),
    "page.gutter_mm": (2, 8),
    "page.measure_mm": (100, 180),
    "page.narrow_mm": (0, 180),
    "spacing.writing_line_mm": (0, 14),
}
_LOWEST, _HIGHEST = 0.5, 1.6

_Data = dict[str, Any]


@cache
def default_theme() -> Theme:
    """The bundled theme."""
    return build_theme(_bundled())


def load_theme(path: Path) -> Theme:
    """The bundled theme with the values of this file laid over it.

    Raises UsageError when there is no such file, ContentError with every problem in it otherwise: unknown keys,
    values of the wrong kind or out of range, a logo that cannot be used, and colours with too little contrast.
    """
    if not path.is_file():
        raise UsageError(f"there is no theme file {path}", "Give the name of a file, such as my-theme.yaml.")
    file = shown_path(path)
    text, found = read_text(path)
    root = None
    if text is not None and _says_something(text):
        root, found = parse_yaml(text, file, found)
    overlay = _Overlay(found)
    merged: _Data = overlay.merged(_bundled(), root, "") if root else _bundled()
    _stop_at_errors(path, found)
    theme = build_theme(merged, _logo(path, root, merged, found))
    _stop_at_errors(path, found)
    found += [_faint(file, overlay.places, *pair) for pair in too_faint(theme)]
    _stop_at_errors(path, found)
    return theme


def build_theme(data: _Data, logo: Logo | None = None) -> Theme:
    """The whole theme from checked data."""
    colours = {key: tuple(value) if isinstance(value, list) else str(value) for key, value in data["colours"].items()}
    palette = Colours(**colours)  # type: ignore[arg-type]  # the strings and tuples were just made
    styles = {name: _style(values, palette) for name, values in data["type"].items()}
    page = PageMeasures(size=A4, **_lengths(data["page"]))
    brand = Brand(data["name"], logo, data["logo_plate"])
    return Theme(page, styles, palette, Spacing(**_lengths(data["spacing"])), brand)


def _says_something(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())


def _stop_at_errors(path: Path, found: Iterable[Diagnostic]) -> None:
    problems = tuple(found)
    if has_errors(problems):
        raise ContentError(f"the theme in {path} has errors", "docs/themes.md says what may stand in it.", problems)


def _logo(path: Path, root: MapNode | None, data: _Data, found: list[Diagnostic]) -> Logo | None:
    """The logo that the file asks for; what is wrong with it goes to `found`."""
    name = data["logo"]
    if not root or not name:
        return None
    place = root.place("logo")
    alt = data["logo_alt"] or data["name"]
    if not alt:
        hint = "add `logo_alt`: what a screen reader says for it, such as Logo van ..."
        found.append(error(Code.C007, place, "the logo has no words for those who do not see it", hint))
        return None
    behind = data["colours"]["paper" if data["logo_plate"] else "main"]
    logo = read_logo(path.parent / name, name, place, alt, behind)
    if isinstance(logo, Diagnostic):
        found.append(logo)
        return None
    return logo


def _faint(file: str, places: Mapping[str, Location], what: str, one: str, other: str, names: tuple[str, ...],
           ratio: float, least: float) -> Diagnostic:  # fmt: skip
    place = next((places[name] for name in names if name in places), Location(file))
    message = f"{what}: {one} on {other} has a contrast of {ratio:.2f}, and at least {least:g} is needed (WCAG 2.2, AA)"
    return error(Code.B002, place, message, "make one of the two darker or lighter")


@cache
def _bundled_text() -> str:
    return resources.files("kadergen.theme").joinpath("default.yaml").read_text(encoding="utf-8")


def _bundled() -> _Data:
    data: _Data = yaml.safe_load(_bundled_text())
    return data


def _style(values: _Data, palette: Colours) -> TextStyle:
    colour = getattr(palette, values.get("colour", "ink"))
    return TextStyle(float(values["size"]), float(values["leading"]), values.get("face", "regular"), colour)


def _lengths(values: _Data) -> dict[str, float]:
    """`margin_mm: 18` → `margin` in points; names without `_mm` are points already."""
    return {
        key.removesuffix("_mm"): mm(float(value)) if key.endswith("_mm") else float(value)
        for key, value in values.items()
    }


class _Overlay:
    """Lays nodes over the bundled values, value by value; `places` is where each given value stands."""

    def __init__(self, found: list[Diagnostic]) -> None:
        self.places: dict[str, Location] = {}
        self._found = found

    def merged(self, base: _Data, given: MapNode, path: str) -> _Data:
        """The bundled map with the given values in it."""
        merged = dict(base)
        for key, entry in given.entries.items():
            name = f"{path}.{key}" if path else key
            if key not in base:
                near = difflib.get_close_matches(key, base, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(base)}"
                self._found.append(error(Code.C006, entry.location, f"unknown key {name!r}", hint))
                continue
            self.places[name] = entry.location
            if path == "type":
                merged[key] = self._style(base[key], entry.value, name)
            elif isinstance(base[key], dict):
                if isinstance(entry.value, MapNode):
                    merged[key] = self.merged(base[key], entry.value, name)
                elif not isinstance(entry.value, Rejected):
                    self._wrong(entry.value, f"{name} is not a map of keys", f"it has the keys {', '.join(base[key])}")
            else:
                merged[key] = self._value(base[key], entry.value, name)
        return merged

    def _style(self, base: _Data, node: Node, name: str) -> _Data:
        """A text style. When the size changes and the leading is not given, the leading changes with it."""
        whole = {"size": base["size"], "leading": base["leading"], "face": base.get("face", "regular"),
                 "colour": base.get("colour", "ink")}  # fmt: skip
        if not isinstance(node, MapNode):
            self._wrong(node, f"{name} is not a map of keys", f"it has the keys {', '.join(whole)}")
            return base
        merged = self.merged(whole, node, name)
        if "leading" not in node.entries:
            merged["leading"] = base["leading"] * merged["size"] / base["size"]
        if not merged["size"] <= merged["leading"] <= 2 * merged["size"]:
            hint = f"for a size of {merged['size']:g}, from {merged['size']:g} to {2 * merged['size']:g}"
            self._found.append(error(Code.B004, node.location, f"{name}.leading is out of its range", hint))
        return merged

    def _value(self, base: Any, node: Node, name: str) -> Any:
        if isinstance(base, list):
            if not isinstance(node, ListNode) or not 1 <= len(node.items) <= 40:
                self._wrong(node, f"{name} is not a list of colours", 'write ["#0F5C63", "#2B4C7E"]')
                return base
            return [self._value("#000000", item, name) for item in node.items]
        if not isinstance(node, Scalar):
            if not isinstance(node, Rejected):
                self._wrong(node, f"{name} is not a single value", f"it is {base!r} in the bundled theme")
            return base
        if isinstance(base, bool):
            if node.kind is not ScalarKind.BOOLEAN:
                self._wrong(node, f"{name} is {node.text!r}", "write true or false")
            return node.text.lower() in ("true", "yes", "on")
        if isinstance(base, int | float):
            return self._number(float(base), node, name)
        return self._words(base, node, name)

    def _number(self, base: float, node: Scalar, name: str) -> float:
        if node.kind not in (ScalarKind.INTEGER, ScalarKind.DECIMAL):
            self._wrong(node, f"{name} is {node.text!r}, not a number", f"it is {base:g} in the bundled theme")
            return base
        low, high = _RANGES.get(name, (base * _LOWEST, base * _HIGHEST))
        if name.endswith(".size"):
            low = max(low, _SMALLEST_TYPE)
        elif name.endswith(".leading"):
            low, high = 0.0, 200.0  # measured against the size, see `_style`
        try:
            value = float(node.text)
        except ValueError:  # YAML knows numbers that Python does not: 1:30, 0o7
            value = float("nan")
        if not low <= value <= high:
            self._found.append(
                error(Code.B004, node.location, f"{name} is {node.text}", f"from {low:g} to {high:g} is possible")
            )
            return base
        return value

    def _words(self, base: str, node: Scalar, name: str) -> str:
        words = " ".join(node.text.split())
        if name.startswith("colours."):
            if not is_colour(words):
                hint = 'write it as "#0F5C63", in quotes'
                self._wrong(node, f"{name} {words!r} is not a colour", hint)
                return base
            return words.upper()
        allowed = {"face": _FACES, "colour": _plain_colours()}.get(name.rpartition(".")[2], ())
        if allowed and words not in allowed:
            self._wrong(node, f"{name} is {words!r}", f"known here: {', '.join(allowed)}")
            return base
        if node.kind not in (ScalarKind.TEXT, ScalarKind.NOTHING):
            self._wrong(node, f"{name} is {node.kind.value} to YAML, not a text", 'put it in quotes: "..."')
        if len(words) > 200:
            self._wrong(node, f"{name} is too long", "at most 200 characters")
        return words if node.kind is not ScalarKind.NOTHING else ""

    def _wrong(self, node: Node, message: str, hint: str) -> None:
        self._found.append(error(Code.C008, node.location, message, hint))


def _plain_colours() -> tuple[str, ...]:
    """The names of single colours."""
    return tuple(field.name for field in fields(Colours) if field.type == "str")
