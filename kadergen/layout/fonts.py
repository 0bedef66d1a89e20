"""The typefaces: which font shows a character, how wide it is, and what stands in for one that no font has.

A word is measured once per face and remembered. Widths are for a size of 1 point.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from reportlab.pdfbase.ttfonts import TTFont

from kadergen.theme.typefaces import FALLBACKS, MAIN, faces, font_file

_LOOK_ALIKES: Final = {"\u2010": "-", "\u2011": "-", "\u202f": "\u00a0", "\u2007": "\u00a0", "\u2212": "–"}
# Characters without a shape of their own: joiners, direction marks, variation selectors, tags.
_INVISIBLE: Final = frozenset(
    map(
        chr,
        [
            0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF,
            *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10),
            *range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0),
        ],
    )
)  # fmt: skip
_SUBSTITUTE_SCALE: Final = 0.72
_MOST_WORDS: Final = 200_000


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a word in one font; `width` for a size of 1 point; `scale` below 1 for a substitute."""

    font: str
    text: str
    width: float
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Word:
    """A measured word: its width for a size of 1 point, and its segments."""

    width: float
    segments: tuple[Segment, ...]


class Font:
    """One font file, opened when it is first needed."""

    def __init__(self, family: str, face: str) -> None:
        self.name = f"{family}-{face}"
        self.reportlab = TTFont(self.name, str(font_file(family, face)))
        metrics = self.reportlab.face
        self.ascent: float = metrics.ascent / 1000
        self.cap_height: float = (metrics.capHeight or 700) / 1000
        self.widths: dict[str, float] = {
            chr(code): metrics.charWidths.get(code, metrics.defaultWidth) / 1000
            for code in metrics.charToGlyph
            if not _is_control(code) and chr(code) not in _INVISIBLE
        }
        self._shown = frozenset(self.widths) | {"\n"}

    def shows(self, text: str) -> bool:
        """Whether it has every character of the text (line ends aside)."""
        return self._shown.issuperset(text)


@cache
def font(family: str, face: str) -> Font:
    """The font of a family for a face (`regular`, `bold`, `italic`, `bold-italic`); KeyError for an unknown family."""
    known = faces(family)
    if face not in known:
        return font(family, "italic" if face == "bold-italic" and "italic" in known else "regular")
    return Font(family, face)


class FontSet:
    """The main family and its fallbacks. `missing` gathers the characters that none of them can show."""

    def __init__(self, families: tuple[str, ...] = (MAIN, *FALLBACKS)) -> None:
        self._families = families
        self._words: dict[tuple[str, str], Word] = {}
        self.missing: dict[str, None] = {}

    def main(self, face: str) -> Font:
        """The font that words are normally set in."""
        return font(self._families[0], face)

    def word(self, text: str, face: str) -> Word:
        """The word measured; never raises, whatever its characters."""
        key = (text, face)
        if (known := self._words.get(key)) is not None:
            return known
        if len(self._words) >= _MOST_WORDS:
            self._words.clear()
        main = self.main(face)
        try:
            width = sum(map(main.widths.__getitem__, text))
            word = Word(width, (Segment(main.name, text, width),))
        except KeyError:
            word = self._pieced(text, face)
        self._words[key] = word
        return word

    def width(self, text: str, face: str, size: float) -> float:
        """The width of a stretch of text in points."""
        return self.word(text, face).width * size

    def _pieced(self, text: str, face: str) -> Word:
        """The slow way: each character in the first font that has it, or as a visible substitute."""
        segments: list[Segment] = []
        for part in self._shown(unicodedata.normalize("NFC", text), face):
            last = segments[-1] if segments else None
            if last and last.font == part.font and last.scale == part.scale:
                segments[-1] = Segment(last.font, last.text + part.text, last.width + part.width, last.scale)
            else:
                segments.append(part)
        return Word(sum(s.width for s in segments), tuple(segments))

    def _shown(self, text: str, face: str) -> Iterator[Segment]:
        for character in text:
            if character in _INVISIBLE:
                continue
            found = self._find(character, face) or self._find(_LOOK_ALIKES.get(character, ""), face)
            if found:
                yield found
                continue
            self.missing[character] = None
            main = self.main(face)
            shown = f"[U+{ord(character):04X}]"
            width = sum(map(main.widths.__getitem__, shown)) * _SUBSTITUTE_SCALE
            yield Segment(main.name, shown, width, _SUBSTITUTE_SCALE)

    def _find(self, character: str, face: str) -> Segment | None:
        for family in self._families:
            candidate = font(family, face)
            if (width := candidate.widths.get(character)) is not None:
                return Segment(candidate.name, character, width)
        return None


def font_named(name: str) -> Font:
    """The font with this `Font.name`; KeyError when there is none."""
    for family in (MAIN, *FALLBACKS):
        face = name.removeprefix(family + "-")
        if face != name and face in faces(family):
            return font(family, face)
    raise KeyError(name)


def _is_control(code: int) -> bool:
    return code < 32 or 127 <= code < 160
