"""Styled text → lines of a given width: where words part, how long words break, what stands in one line.

Explicit line breaks are kept, spaces within a line too; tabs become spaces. No-break spaces hold. A word wider than the
line is broken where it must be, so nothing ever runs out of its column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyphen

from kadergen.layout.fonts import FontSet
from kadergen.theme import TextStyle
from kadergen.theme.bidi import has_right_to_left, visual_order

_BREAKS: Final = "\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
_SPACES: Final = " \t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000\u200b"
_TOKEN: Final = re.compile(f"\r\n|[{_BREAKS}]|[{_SPACES}]+|[^{_BREAKS}{_SPACES}]+")
# A line may end after these signs inside a word, when letters stand on both sides.
_INNER_BREAK: Final = re.compile(r"(?<=\w\w[-–—/_])(?=\w)|(?<=[?&=.@][^\W\d])(?=\w{6})|(?<=\w/)(?=\w)")
_LETTERS: Final = re.compile(r"[^\W\d_]{5,}")
_SPACE_CHARACTERS: Final = frozenset(
    " \t\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000\u200b"
)
_BREAK_CHARACTERS: Final = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_LONGEST_WORD: Final = 120
_SOFT_HYPHEN: Final = "\u00ad"


@dataclass(frozen=True, slots=True)
class StyledText:
    """A stretch of text with its look; `link` is an address."""

    text: str
    style: TextStyle
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a finished line in one font; `width` in points."""

    text: str
    font: str
    size: float
    colour: str
    width: float
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A finished line: its runs from left to right and their width in points."""

    runs: tuple[Run, ...]
    width: float


Hyphenator = pyphen.Pyphen
_Piece = tuple[str, StyledText]


@cache
def hyphenator(language: str) -> Hyphenator | None:
    """The hyphenation patterns of a BCP 47 language; None when there are none."""
    known = pyphen.language_fallback(language.replace("-", "_")) if language else None
    return pyphen.Pyphen(lang=known, left=3, right=3) if known else None


def break_lines(
    texts: Sequence[StyledText], width: float, fonts: FontSet, hyphens: Hyphenator | None = None
) -> list[Line]:
    """The lines of these texts, none wider than `width` points (but for a single character that is)."""
    if len(texts) == 1 and hyphens is None and fonts.main(texts[0].style.face).shows(texts[0].text):
        return _plain_lines(texts[0], width, fonts)
    return _Breaker(width, fonts, hyphens).lines(texts)


def _plain_lines(styled: StyledText, width: float, fonts: FontSet) -> list[Line]:
    """The short way for words of one look and one font, which most are: several times as fast, the same lines."""
    full, style = max(width, 1.0) + 0.001, styled.style
    font, size = fonts.main(style.face), style.size
    space, known = font.widths[" "] * size, font.widths
    done: list[Line] = []
    for source in styled.text.split("\n"):
        begun = len(done)
        line: list[str] = []
        used = 0.0
        for word in source.split(" "):
            wide = sum(map(known.__getitem__, word)) * size
            if word and line and used + space + wide <= full:
                line.append(word)
                used += space + wide
                continue
            if (source and not word) or wide > full or (line and _INNER_BREAK.search(word)):
                # Spaces to be kept or a word to be parted: the long way for this stretch.
                del done[begun:]
                done += _Breaker(width, fonts, None).lines([StyledText(source, style, styled.link)])
                break
            if line:
                done.append(_plain_line(line, " ", used, font.name, styled))
            line, used = [word], wide
        else:
            done.append(_plain_line(line, " ", used, font.name, styled))
    return done


def _plain_line(words: list[str], end: str, width: float, font: str, styled: StyledText) -> Line:
    end = end if styled.link is None else ""
    run = Run(" ".join(words) + end, font, styled.style.size, styled.style.colour, width, styled.link)
    return Line((run,), width)


class _Breaker:
    """Greedy line breaking: the word that does not fit is split where it may be, or moves to the next line."""

    def __init__(self, width: float, fonts: FontSet, hyphens: Hyphenator | None) -> None:
        self._full = max(width, 1.0) + 0.001
        self._fonts = fonts
        self._hyphens = hyphens
        self._done: list[Line] = []
        self._line: list[_Piece] = []
        self._line_width = 0.0
        self._space: list[_Piece] = []
        self._space_width = 0.0
        self._word: list[_Piece] = []
        self._word_width = 0.0

    def lines(self, texts: Sequence[StyledText]) -> list[Line]:
        measure = self._fonts.word
        for styled in texts:
            style = styled.style
            for token in _TOKEN.findall(styled.text):
                first = token[0]
                if first in _SPACE_CHARACTERS:
                    if self._word:
                        self._take_word()
                    token = token.replace("\t", "    ").replace("\u200b", "")
                    if token:
                        self._space.append((token, styled))
                        self._space_width += measure(token, style.face).width * style.size
                elif first in _BREAK_CHARACTERS:
                    if self._word:
                        self._take_word()
                    self._end_line(forced=True)
                elif len(token) > _LONGEST_WORD:
                    self._take_long(token, styled)
                else:
                    self._word.append((token, styled))
                    self._word_width += measure(token, style.face).width * style.size
        if self._word:
            self._take_word()
        if self._line or self._space or not self._done or (texts and texts[-1].text[-1:] in _BREAK_CHARACTERS):
            self._end_line(forced=True)
        return self._done

    def _take_long(self, token: str, styled: StyledText) -> None:
        """A word of any length, in parts, each filling its line: the time stays in step with the length."""
        if self._word:
            self._take_word()
        for start in range(0, len(token), _LONGEST_WORD):
            self._word = [(token[start : start + _LONGEST_WORD], styled)]
            self._word_width = self._measure(self._word[0])
            self._take_word(fill=True)

    def _take_word(self, *, fill: bool = False) -> None:
        """Puts the word on the line, or parts of it on several; `fill` parts it anywhere to fill the line."""
        word, width = self._word, self._word_width
        self._word, self._word_width = [], 0.0
        while word:
            if self._line_width + self._space_width + width <= self._full:
                self._line += self._space
                self._line += word
                self._line_width += self._space_width + width
                self._space, self._space_width = [], 0.0
                return
            room = self._full - self._line_width - self._space_width
            head, tail = self._split(word, room, force=fill and room > 3 * word[0][1].style.size)
            if head:
                self._line += [*self._space, *head]
                self._space = []
            elif not self._line:
                # Alone on its line and still too wide: leading spaces give way first, then letters part.
                if self._space_width > self._full / 2:
                    self._space, self._space_width = [], 0.0
                    continue
                head, tail = self._split(word, self._full - self._space_width, force=True)
                self._line += [*self._space, *head]
                self._space = []
            else:
                tail = word
            self._end_line(forced=False)
            word = tail
            width = sum(self._measure(piece) for piece in word)

    def _measure(self, piece: _Piece) -> float:
        text, styled = piece
        return self._fonts.word(text, styled.style.face).width * styled.style.size

    def _split(self, word: list[_Piece], room: float, *, force: bool) -> tuple[list[_Piece], list[_Piece]]:
        """The longest beginning that fits `room` and the rest; no beginning when the word may not part so early."""
        text = "".join(piece[0] for piece in word)
        for position, hyphen in self._opportunities(text, force=force):
            head, tail = _cut(word, position)
            if hyphen:
                head = [*head[:-1], (head[-1][0] + "-", head[-1][1])]
            if sum(self._measure(piece) for piece in head) <= room:
                return head, tail
        if not force:
            return [], word
        return self._cut_by_force(word, room)

    def _opportunities(self, text: str, *, force: bool) -> list[tuple[int, bool]]:
        """Where the word may part, the last place first, each with whether a hyphen is to be added."""
        found = {match.end(): False for match in _INNER_BREAK.finditer(text)} if not text.isalpha() else {}
        if _SOFT_HYPHEN in text:
            found |= {i + 1: True for i, c in enumerate(text[:-1]) if c == _SOFT_HYPHEN and i}
        if self._hyphens and len(text) < 80:
            for match in _LETTERS.finditer(text):
                for position in self._hyphens.positions(match[0]):
                    found.setdefault(match.start() + position, True)
        return sorted(found.items(), reverse=True)

    def _cut_by_force(self, word: list[_Piece], room: float) -> tuple[list[_Piece], list[_Piece]]:
        head: list[_Piece] = []
        used = 0.0
        for index, (text, styled) in enumerate(word):
            for position, character in enumerate(text):
                wide = self._measure((character, styled))
                if used + wide > room and (head or position):
                    before = [(text[:position], styled)] if position else []
                    return head + before, [(text[position:], styled), *word[index + 1 :]]
                used += wide
            head.append((text, styled))
        return head, []

    def _end_line(self, *, forced: bool) -> None:
        # A space stays at the line's end, so that words are apart when it is read out; not within a word.
        self._done.append(self._finish(self._line, space=forced or bool(self._space)))
        self._line, self._line_width = [], 0.0
        self._space, self._space_width = [], 0.0

    def _finish(self, pieces: list[_Piece], *, space: bool) -> Line:
        if any(has_right_to_left(text) for text, _ in pieces):
            pieces = visual_order(pieces)
        runs: list[Run] = []
        parts: list[str] = []
        key: tuple[str, float, str, str | None] | None = None
        width = 0.0
        for text, styled in pieces:
            style = styled.style
            for segment in self._fonts.word(text, style.face).segments:
                this = (segment.font, style.size * segment.scale, style.colour, styled.link)
                if this != key:
                    if key:
                        runs.append(Run("".join(parts), *key[:3], width, key[3]))
                    key, parts, width = this, [], 0.0
                parts.append(segment.text)
                width += segment.width * style.size
        if key:
            if space and key[3] is None:
                parts.append(" ")
            runs.append(Run("".join(parts), *key[:3], width, key[3]))
        return Line(tuple(runs), sum(run.width for run in runs))


def _cut(word: list[_Piece], position: int) -> tuple[list[_Piece], list[_Piece]]:
    """The word's pieces before and after a position in its text."""
    head: list[_Piece] = []
    for index, (text, styled) in enumerate(word):
        if position < len(text):
            if position:
                head.append((text[:position], styled))
            return head, [(text[position:], styled), *word[index + 1 :]]
        head.append((text, styled))
        position -= len(text)
    return head, []
