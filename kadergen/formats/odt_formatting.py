"""What an OpenDocument text's styles say about words: crossed out, in a symbol font; and how its lists are marked.

Source: OpenDocument 1.3 part 3, 16 (styles), 16.30 (list styles), 20.380 (line through).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from lxml.etree import _Element as Element

from kadergen.formats.docx_formatting import BULLET, numeral
from kadergen.formats.rawwords import whole

OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FO: Final = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
SVG: Final = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_MAX_CHAIN: Final = 50
_MAX_LEVEL: Final = 10


class Look(NamedTuple):
    """What a style says about words, None where it says nothing: crossed out; the font's name."""

    struck: bool | None = None
    font: str | None = None

    def over(self, base: Look) -> Look:
        """This one's words, and the other's where it says nothing."""
        return Look(base.struck if self.struck is None else self.struck, base.font if self.font is None else self.font)


PLAIN: Final = Look()


class Styles:
    """The styles of a document that hold in one of its parts; later roots overrule earlier ones."""

    def __init__(self, roots: Iterable[Element | None]) -> None:
        self._styles: dict[tuple[str, str], Element] = {}
        self._lists: dict[str, Mapping[int, Element]] = {}
        self._fonts: dict[str, str] = {}
        self._looks: dict[tuple[str, str], Look] = {}
        self._counts: dict[tuple[str, int], int] = {}
        for root in roots:
            for element in root if root is not None else ():
                self._take(element)

    def _take(self, element: Element) -> None:
        if element.tag == f"{STYLE}style":
            self._styles[(element.get(f"{STYLE}family", ""), element.get(f"{STYLE}name", ""))] = element
        elif element.tag == f"{TEXT}list-style":
            levels = {whole(level.get(f"{TEXT}level"), 1): level for level in element}
            self._lists[element.get(f"{STYLE}name", "")] = levels
        elif element.tag == f"{STYLE}font-face":
            family = element.get(f"{SVG}font-family", "").strip("'\" ")
            self._fonts[element.get(f"{STYLE}name", "")] = family

    def look(self, family: str, name: str | None) -> Look:
        """What the style says, or one that it is based on."""
        key = (family, name or "")
        found = self._looks.get(key)
        if found is None:
            found, style, steps = PLAIN, self._styles.get(key), 0
            while style is not None and steps < _MAX_CHAIN:
                found = found.over(self._own(style))
                style = self._styles.get((family, style.get(f"{STYLE}parent-style-name", "")))
                steps += 1
            self._looks[key] = found
        return found

    def _own(self, style: Element) -> Look:
        properties = style.find(f"{STYLE}text-properties")
        if properties is None:
            return PLAIN
        kinds = (properties.get(f"{STYLE}text-line-through-style"), properties.get(f"{STYLE}text-line-through-type"))
        said = [kind for kind in kinds if kind is not None]
        name = properties.get(f"{STYLE}font-name")
        font = properties.get(f"{FO}font-family") if name is None else self._fonts.get(name, name)
        return Look("none" not in said if said else None, None if font is None else font.strip("'\" "))

    def prefix(self, style: str, level: int, *, begins: int | None = None) -> str:
        """What stands in front of the next item of a list: "• ", "3. " or nothing; `begins` is its own number."""
        said = self._lists.get(style, {}).get(level)
        if said is None or said.tag != f"{TEXT}list-level-style-number":
            return BULLET
        start = whole(said.get(f"{TEXT}start-value"), 1)
        count = begins if begins is not None else self._counts.get((style, level), start - 1) + 1
        self._counts[(style, level)] = count
        for deeper in range(level + 1, _MAX_LEVEL + 1):
            self._counts.pop((style, deeper), None)
        kind = said.get(f"{STYLE}num-format")
        if not kind:
            return ""
        shown = min(max(whole(said.get(f"{TEXT}display-levels"), 1), 1), level)
        numbers = [self._number(style, one) for one in range(level - shown + 1, level)] + [numeral(count, kind)]
        written = said.get(f"{STYLE}num-prefix", "") + ".".join(numbers) + said.get(f"{STYLE}num-suffix", "")
        return written.strip() + " "

    def _number(self, style: str, level: int) -> str:
        said = self._lists.get(style, {}).get(level)
        kind = None if said is None else said.get(f"{STYLE}num-format")
        return numeral(self._counts.get((style, level), 1), kind)

    def restart(self, style: str, level: int) -> None:
        """A list begins that does not go on with an earlier one."""
        for deeper in range(level, _MAX_LEVEL + 1):
            self._counts.pop((style, deeper), None)
