"""Words where they stand in a box → the text that somebody typed into it.

Where a line ended because somebody ended it, and where because the box was full, is told by whether the next word
would have had room. Spaces in a row and at a line's begin are not kept: a page does not tell them.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kadergen.formats.flat_pages import Word
from kadergen.formats.reading_order import direction, in_reading_order, is_mixed
from kadergen.units import Rect

_SAME_LINE: Final = 0.35  # of the leading
_EMPTY_LINE: Final = 1.6  # leadings from one line to the next
_LEADING: Final = 1.2  # of a line of which there is only one, in widths of its widest letters
_SPACE: Final = 0.4  # the width of a space, in widths of a letter
_MOST_INSET: Final = 6.0  # points between a box and the words in it
_PICTURES: Final = re.compile("[\U0001f000-\U0001faff]")
_JOINED: Final = 0.18  # of a letter's width: a smaller gap is no space


@dataclass(frozen=True, slots=True)
class Written:
    """A word, and where it would stand on the blank page: begin and width in points."""

    word: Word
    x: float
    y: float
    width: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width

    @property
    def letter(self) -> float:
        """The width of one of its letters, on average."""
        return self.width / len(self.word.text)


@dataclass(slots=True)
class _Line:
    y: float
    words: list[Written]

    @property
    def left(self) -> float:
        return min(word.x for word in self.words)

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @property
    def text(self) -> str:
        """The words in reading order, a space between where there is one."""
        first, *others = self.words
        parts = [first.word.text]
        for before, word in zip(self.words, others, strict=False):
            # Two words of one text object had a space between them; of two objects, the gap tells.
            gap = max(word.x - before.right, before.x - word.right)
            same = word.word.run == before.word.run
            parts.append(" " if same or gap >= _JOINED * min(before.letter, word.letter) else "")
            parts.append(word.word.text)
        return "".join(parts)


def as_text(words: Sequence[Written], rect: Rect, *, multiline: bool) -> tuple[str, bool]:
    """The text, and whether it may be another one than was typed.

    It may where it fills its box, so that what did not fit is missing, and where it has what programs mix up: words of
    both directions on one line, emoji.
    """
    if not words:
        return "", False
    whole = dict.fromkeys(word.word.whole for word in words if word.word.whole)
    if whole:
        return "\n".join(whole), False
    lines = _lines(words)
    leading = _leading(lines)
    inset = min(max(min(line.left for line in lines) - rect.left, 0.0), _MOST_INSET)
    edge = rect.right - inset
    if not multiline:
        full = lines[-1].right > edge - words[-1].letter
        return " ".join(line.text for line in lines), full or _is_mixed_up(lines)
    parts = [lines[0].text]
    for line, following in pairwise(lines):
        parts.append(_between(line, following, leading, (rect.left + inset, edge)))
        parts.append(following.text)
    lowest = lines[-1].y
    return "".join(parts), rect.bottom <= lowest < rect.bottom + leading or _is_mixed_up(lines)


def _is_mixed_up(lines: Sequence[_Line]) -> bool:
    return any(is_mixed(line.text) or _PICTURES.search(line.text) for line in lines)


def _lines(words: Sequence[Written]) -> list[_Line]:
    """The words by the line that they stand on, from top to bottom, in reading order."""
    ordered = sorted(words, key=lambda word: -word.y)
    tolerance = _SAME_LINE * max(statistics.median(word.letter for word in words) * 2, 2.0)
    lines: list[_Line] = []
    for word in ordered:
        if lines and lines[-1].y - word.y <= tolerance:
            lines[-1].words.append(word)
        else:
            lines.append(_Line(word.y, [word]))
    for line in lines:
        line.words = in_reading_order(line.words, x=lambda word: word.x, text=lambda word: word.word.text)
    return lines


def _leading(lines: Sequence[_Line]) -> float:
    """From one line to the next, in points; with one line alone, what its letters make likely."""
    if len(lines) > 1:
        return statistics.median_low([upper.y - lower.y for upper, lower in pairwise(lines)])
    return _LEADING * max(word.letter for word in lines[0].words) * 2


def _between(line: _Line, following: _Line, leading: float, edges: tuple[float, float]) -> str:
    """What was typed between two lines: an end of line or two, a space, or nothing within a word."""
    if line.y - following.y > _EMPTY_LINE * leading:
        return "\n\n"
    first = following.words[0]
    runs_left = direction("".join(word.word.text for word in line.words)) == "R"
    room = line.left - edges[0] if runs_left else edges[1] - line.right
    if room > first.width + _SPACE * first.letter:
        return "\n"
    # A word that is longer than a line is cut where the line ends.
    return "" if len(line.words) == 1 and room < first.letter else " "
