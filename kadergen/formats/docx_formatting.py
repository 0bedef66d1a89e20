"""What a Word document's styles and lists say about words: crossed out, in a symbol font, with a bullet or a number.

Source: ISO/IEC 29500-1, 17.3.2 (run properties), 17.7 (styles), 17.9 (numbering).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from lxml.etree import _Element as Element

from kadergen.formats.rawwords import whole
from kadergen.formats.symbols import Glyphs, glyphs_of

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL: Final = f"{W}val"
_OFF: Final = ("0", "false", "off", "none")
_MAX_CHAIN: Final = 50  # styles that are based on each other
BULLET: Final = "• "
_ROMAN: Final = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
                 (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MAX_ROMAN: Final = 4000
_LETTERS: Final = 26


def is_on(element: Element) -> bool:
    """The state of an on-off property, on if it does not say."""
    return element.get(VAL, "1").lower() not in _OFF


class Look(NamedTuple):
    """How a run looks: crossed out, and what ASCII and the other characters mean in its fonts."""

    struck: bool = False
    low: Glyphs | None = None
    high: Glyphs | None = None


PLAIN: Final = Look()


class _Named(NamedTuple):
    """A style's own words about a run, None where it says nothing."""

    struck: bool | None = None
    low: str | None = None
    high: str | None = None


@dataclass(slots=True)
class _Level:
    kind: str
    pattern: str
    start: int


class Formatting:
    """Styles and lists of one document; `numbering` is asked for its part once the first list turns up."""

    def __init__(self, styles: Element | None, numbering: Callable[[], Element | None]) -> None:
        self._styles = {style.get(f"{W}styleId", ""): style for style in (styles if styles is not None else ())}
        self._named: dict[str, _Named] = {}
        self._lists: dict[str, tuple[str, str]] = {}
        self._numbering = numbering
        self._levels: dict[str, dict[int, _Level]] | None = None
        self._abstract: dict[str, str] = {}
        self._counts: dict[tuple[str, int], int] = {}

    def look(self, properties: Element) -> Look:
        """How a run with these properties (w:rPr) looks."""
        own = self._own(properties)
        if own == _NOTHING:
            return PLAIN
        return Look(bool(own.struck), glyphs_of(own.low), glyphs_of(own.high))

    def _own(self, properties: Element) -> _Named:
        struck: bool | None = None
        low: str | None = None
        high: str | None = None
        style = _NOTHING
        for child in properties:
            tag = child.tag
            if tag in _STRIKES:
                struck = bool(struck) or is_on(child)
            elif tag == _RUN_STYLE:
                style = self._of_style(child.get(VAL, ""))
            elif tag == _FONTS:
                low = child.get(f"{W}ascii")
                high = child.get(f"{W}hAnsi", low)
        return _over(style, _Named(struck, low, high))

    def _of_style(self, name: str) -> _Named:
        """What a character style says, or one that it is based on."""
        found = self._named.get(name)
        if found is None:
            found = _NOTHING
            for style in reversed(self._chain(name)):
                properties = style.find(f"{W}rPr")
                if properties is not None:
                    found = _over(found, self._own_without_style(properties))
            self._named[name] = found
        return found

    def _own_without_style(self, properties: Element) -> _Named:
        strikes = [is_on(child) for child in properties if child.tag in _STRIKES]
        fonts = properties.find(_FONTS)
        low = None if fonts is None else fonts.get(f"{W}ascii")
        return _Named(any(strikes) if strikes else None, low, low if fonts is None else fonts.get(f"{W}hAnsi", low))

    def _chain(self, name: str) -> list[Element]:
        """The style and those that it is based on."""
        chain: list[Element] = []
        style = self._styles.get(name)
        while style is not None and len(chain) < _MAX_CHAIN:
            chain.append(style)
            base = style.find(f"{W}basedOn")
            style = None if base is None else self._styles.get(base.get(VAL, ""))
        return chain

    def paragraph(self, properties: Element) -> tuple[str, Element | None]:
        """What a paragraph's properties (w:pPr) say: its prefix, and the properties of the mark at its end.

        The prefix is "• ", "3. " or nothing; it counts.
        """
        style = ""
        numbers = mark = None
        for child in properties:
            tag = child.tag
            if tag == _PARAGRAPH_STYLE:
                style = child.get(VAL, "")
            elif tag == _NUMBERS:
                numbers = child
            elif tag == _MARK:
                mark = child
        if numbers is None and not style:
            return "", mark
        number, level = ("", "") if numbers is None else _numbers(numbers)
        if not number:
            number, its_level = self._of_list_style(style)
            level = level or its_level
        return self._count(number, whole(level)) if number and number != "0" else "", mark

    def _of_list_style(self, name: str) -> tuple[str, str]:
        """The list of a paragraph style: its number and level."""
        if name not in self._lists:
            number = level = ""
            for style in self._chain(name):
                properties = style.find(f"{W}pPr")
                numbers = None if properties is None else properties.find(_NUMBERS)
                if numbers is not None:
                    its_number, its_level = _numbers(numbers)
                    number, level = number or its_number, level or its_level
            self._lists[name] = (number, level)
        return self._lists[name]

    def _count(self, number: str, level: int) -> str:
        if self._levels is None:
            self._read_numbering(self._numbering())
        found = (self._levels or {}).get(number, {}).get(level)
        if found is None:
            return BULLET
        abstract = self._abstract[number]
        self._counts[(abstract, level)] = self._counts.get((abstract, level), found.start - 1) + 1
        for deeper in range(level + 1, 9):
            self._counts.pop((abstract, deeper), None)
        if found.kind == "none" or not found.pattern.strip():
            return ""
        if found.kind == "bullet":
            return BULLET
        return self._written(number, found.pattern).strip() + " "

    def _written(self, number: str, pattern: str) -> str:
        levels = (self._levels or {})[number]
        abstract = self._abstract[number]

        def one(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            kind, start = (levels[level].kind, levels[level].start) if level in levels else ("decimal", 1)
            return _numeral(self._counts.get((abstract, level), start), kind)

        return re.sub("%([1-9])", one, pattern)

    def _read_numbering(self, root: Element | None) -> None:
        abstracts: dict[str, dict[int, _Level]] = {}
        self._levels = {}
        for child in root if root is not None else ():
            if child.tag == f"{W}abstractNum":
                abstracts[child.get(f"{W}abstractNumId", "")] = _levels(child)
            elif child.tag == f"{W}num":
                of = child.find(f"{W}abstractNumId")
                abstract = "" if of is None else of.get(VAL, "")
                number = child.get(f"{W}numId", "")
                overrides = {
                    level: made
                    for override in child.iterchildren(f"{W}lvlOverride")
                    for level, made in _levels(override).items()
                }
                self._levels[number] = {**abstracts.get(abstract, {}), **overrides}
                self._abstract[number] = abstract


_NOTHING: Final = _Named()
_STRIKES: Final = (f"{W}strike", f"{W}dstrike")
_RUN_STYLE: Final = f"{W}rStyle"
_FONTS: Final = f"{W}rFonts"
_PARAGRAPH_STYLE: Final = f"{W}pStyle"
_NUMBERS: Final = f"{W}numPr"
_MARK: Final = f"{W}rPr"


def _over(base: _Named, own: _Named) -> _Named:
    """What a style or run says itself, over what it is based on."""
    return _Named(
        base.struck if own.struck is None else own.struck,
        base.low if own.low is None else own.low,
        base.high if own.high is None else own.high,
    )


def _numbers(properties: Element) -> tuple[str, str]:
    number = level = ""
    for child in properties:
        if child.tag == f"{W}numId":
            number = child.get(VAL, "")
        elif child.tag == f"{W}ilvl":
            level = child.get(VAL, "")
    return number, level


def _levels(parent: Element) -> dict[int, _Level]:
    """The levels (w:lvl) in a list's definition."""
    levels: dict[int, _Level] = {}
    for element in parent.iterchildren(f"{W}lvl"):
        said = {child.tag: child.get(VAL, "") for child in element}
        level, start = element.get(f"{W}ilvl", ""), said.get(f"{W}start", "1")
        levels[whole(level)] = _Level(
            said.get(f"{W}numFmt", "decimal"), said.get(f"{W}lvlText", ""),
            whole(start, 1),
        )  # fmt: skip
    return levels


def _numeral(count: int, kind: str) -> str:
    written = numeral(count, {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}.get(kind))
    return f"{written:0>2}" if kind == "decimalZero" else written


def numeral(count: int, first: str | None) -> str:
    """A number as a list writes it whose first one is `first`: a, A, i, I, or 1."""
    if first in ("a", "A") and count > 0:
        repeated, letter = divmod(count - 1, _LETTERS)
        written = chr(ord("a") + letter) * min(repeated + 1, 9)
        return written if first == "a" else written.upper()
    if first in ("i", "I") and 0 < count < _MAX_ROMAN:
        written = ""
        for value, letters in _ROMAN:
            times, count = divmod(count, value)
            written += letters * times
        return written if first == "i" else written.upper()
    return str(count)
