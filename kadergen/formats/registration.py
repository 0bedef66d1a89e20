"""How a page that came back lies on the page that it was made from: shifted, scaled, turned, or not at all.

Both are compared by the words that stand once on each. A similarity (translation, scaling, rotation; ISO 32000-1,
8.3.3) is fitted to where they stand; a page that it does not explain is another page.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kadergen.formats.flat_pages import Word

_CLOSE: Final = 1.5  # points on the blank page that a word may lie off
_LEAST_WORDS: Final = 8
_LEAST_SHARE: Final = 0.75  # of the words that both pages have, and that have to lie where the similarity says
_LEAST_PRESENT: Final = 0.6  # of the blank page's words that the other page must have
_SCALES: Final = (0.2, 5.0)


@dataclass(frozen=True, slots=True)
class Similarity:
    """Point z of one page → `turn * z + shift` of the other, both as complex numbers x + iy in points."""

    turn: complex
    shift: complex

    def apply(self, x: float, y: float) -> tuple[float, float]:
        """Where a point lies on the other page."""
        moved = self.turn * complex(x, y) + self.shift
        return moved.real, moved.imag

    @property
    def scale(self) -> float:
        """Points on the other page for one on this."""
        return abs(self.turn)

    @property
    def inverse(self) -> Similarity:
        """The way back."""
        return Similarity(1 / self.turn, -self.shift / self.turn)


@dataclass(frozen=True, slots=True)
class Match:
    """Which blank page a page is (index), how it lies (blank → page), and how many of its words say so."""

    page_index: int
    similarity: Similarity
    words: int


def best_match(words: Sequence[Word], blanks: Sequence[Sequence[Word]]) -> Match | None:
    """The blank page on which these words lie best; None where they lie on none."""
    counts = Counter(word.text for word in words)
    alike = sorted(
        ((_alike(counts, blank), index) for index, blank in enumerate(blanks)), key=lambda found: (-found[0], found[1])
    )
    matches = (_match(words, blanks[index], index) for share, index in alike[:3] if share >= _LEAST_PRESENT)
    return max((match for match in matches if match), key=lambda match: match.words, default=None)


def _alike(counts: Counter[str], blank: Iterable[Word]) -> float:
    """Which share of the blank page's words the other page has."""
    wanted = Counter(word.text for word in blank)
    total = sum(wanted.values())
    return (wanted & counts).total() / total if total else 0.0


def _match(words: Sequence[Word], blank: Sequence[Word], index: int) -> Match | None:
    pairs = _pairs(words, blank)
    similarity = _fit(pairs)
    for _ in range(3):
        if similarity is None:
            return None
        near = [pair for pair in pairs if _error(similarity, pair) <= _CLOSE * similarity.scale]
        if len(near) < max(_LEAST_WORDS, _LEAST_SHARE * len(pairs)):
            return None
        similarity = _least_squares(near)
    found = len(in_place(words, blank, similarity)) if similarity else 0
    return Match(index, similarity, found) if similarity and found >= _LEAST_PRESENT * len(blank) else None


def in_place(words: Sequence[Word], blank: Iterable[Word], similarity: Similarity) -> set[int]:
    """The indices of the words that stand where the blank page has one, whatever their letters are taken for."""
    grid: dict[tuple[int, int], list[int]] = {}
    for index, word in enumerate(words):
        grid.setdefault((round(word.x), round(word.y)), []).append(index)
    reach = _CLOSE * similarity.scale
    cells = range(-math.ceil(reach), math.ceil(reach) + 1)
    found: set[int] = set()
    for word in blank:
        x, y = similarity.apply(word.x, word.y)
        near = (index for dx in cells for dy in cells for index in grid.get((round(x) + dx, round(y) + dy), ()))
        found.update(
            index
            for index in near
            if math.hypot(words[index].x - x, words[index].y - y) <= reach
            # Which way a single letter runs, nobody can tell.
            and (len(word.text) == 1 or abs(words[index].width - word.width * similarity.scale) <= 2 * reach)
        )
    return found


def _pairs(words: Sequence[Word], blank: Sequence[Word]) -> list[tuple[complex, complex]]:
    """Where the words that stand once on each page stand: on the blank one and on the other."""
    ours, theirs = _once(blank), _once(words)
    return [(place, theirs[text]) for text, place in ours.items() if text in theirs]


def _once(words: Sequence[Word]) -> dict[str, complex]:
    counts = Counter(word.text for word in words)
    return {word.text: complex(word.x, word.y) for word in words if counts[word.text] == 1}


def _fit(pairs: Sequence[tuple[complex, complex]]) -> Similarity | None:
    """A first guess that a few strays do not spoil: the median over pairs of words that lie far from each other."""
    if len(pairs) < _LEAST_WORDS:
        return None
    ordered = sorted(pairs, key=lambda pair: (pair[0].imag, pair[0].real))
    half = len(ordered) // 2
    turns = [
        (there - here) / (blank_there - blank_here)
        for (blank_here, here), (blank_there, there) in zip(ordered[:half], ordered[half:], strict=False)
        if abs(blank_there - blank_here) > 1
    ]
    if not turns:
        return None
    turn = _median(turns)
    if not _SCALES[0] <= abs(turn) <= _SCALES[1]:
        return None
    shifts = [there - turn * here for here, there in pairs]
    return Similarity(
        turn, complex(statistics.median(s.real for s in shifts), statistics.median(s.imag for s in shifts))
    )


def _median(values: Sequence[complex]) -> complex:
    return complex(statistics.median(v.real for v in values), statistics.median(v.imag for v in values))


def _least_squares(pairs: Sequence[tuple[complex, complex]]) -> Similarity | None:
    count = len(pairs)
    middle = sum(here for here, _ in pairs) / count
    other = sum(there for _, there in pairs) / count
    spread = sum(abs(here - middle) ** 2 for here, _ in pairs)
    if spread == 0:
        return None
    turn = sum((there - other) * (here - middle).conjugate() for here, there in pairs) / spread
    return Similarity(turn, other - turn * middle) if turn else None


def _error(similarity: Similarity, pair: tuple[complex, complex]) -> float:
    here, there = pair
    return abs(similarity.turn * here + similarity.shift - there)
