"""From where letters and words stand on a line to the order in which they are read, also from right to left.

What a program draws, and what another takes from it, come in any order; only the places on the page are certain. The
way back from them (Unicode's bidirectional algorithm, UAX 9, turned round) is plain where a word has letters of one
direction. A line with words of both directions can be read in two ways: the one that fits most of its letters is taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Final, TypeVar

T = TypeVar("T")

_LEFT, _RIGHT, _NEUTRAL = "L", "R", "N"
_KINDS: Final = {"L": _LEFT, "R": _RIGHT, "AL": _RIGHT}
_NUMBER: Final = re.compile(r"[\d٠-٩۰-۹]+(?:[.,:/%][\d٠-٩۰-۹]+)*%?")


def direction(text: str) -> str:
    """L or R, whichever most of the letters have; N without any."""
    if text.isascii():
        return _LEFT if any(map(str.isalpha, text)) else _NEUTRAL
    kinds = [_KINDS.get(unicodedata.bidirectional(char)) for char in text]
    left, right = kinds.count(_LEFT), kinds.count(_RIGHT)
    return _NEUTRAL if not left and not right else _RIGHT if right > left else _LEFT


def is_mixed(text: str) -> bool:
    """Whether letters of both directions stand in it."""
    return not text.isascii() and {_LEFT, _RIGHT} <= {_KINDS.get(unicodedata.bidirectional(char)) for char in text}


def spelled(glyphs: Sequence[tuple[float, str]]) -> str:
    """One word in reading order; `glyphs` is where each of them stands and what it says."""
    word = "".join(text for _, text in glyphs)
    if direction(word) != _RIGHT or len({x for x, _ in glyphs}) < 2:
        return word
    clusters: list[tuple[float, str]] = []
    for x, text in glyphs:
        if text and unicodedata.combining(text[0]) and clusters:
            place, base = clusters[-1]
            clusters[-1] = (place, base + text)
        else:
            clusters.append((x, text))
    clusters.sort(key=lambda cluster: -cluster[0])
    # Numbers run from left to right among letters that run the other way.
    return _NUMBER.sub(lambda found: found[0][::-1], "".join(text for _, text in clusters))


def in_reading_order(words: Sequence[T], *, x: Callable[[T], float], text: Callable[[T], str]) -> list[T]:
    """One line's words in the order in which they are read; `x` is where a word stands."""
    ordered = sorted(words, key=x)
    kinds = [direction(text(word)) for word in ordered]
    if _RIGHT not in kinds:
        return ordered
    base = direction("".join(map(text, ordered)))
    if base == _RIGHT:
        ordered.reverse()
        kinds.reverse()
    other = _LEFT if base == _RIGHT else _RIGHT
    result: list[T] = []
    pairs = zip(_joined(kinds, other), ordered, strict=True)
    for is_other, run in groupby(pairs, key=lambda pair: pair[0] == other):
        found = [word for _, word in run]
        result += reversed(found) if is_other else found
    return result


def _joined(kinds: Sequence[str], other: str) -> list[str]:
    """The kinds, where words without letters count with those of the other direction on both sides of them."""
    result = list(kinds)
    for index, kind in enumerate(kinds):
        if kind == _NEUTRAL:
            before = next((k for k in reversed(kinds[:index]) if k != _NEUTRAL), "")
            after = next((k for k in kinds[index + 1 :] if k != _NEUTRAL), "")
            result[index] = other if before == after == other else _NEUTRAL
    return result
