"""Right-to-left text: the order in which the characters of one line stand, and the shapes of Arabic letters.

A simplified form of Unicode's bidirectional algorithm (UAX 9), enough for names and remarks: words of one direction are
kept together, numbers keep theirs, brackets are mirrored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final, TypeVar

T = TypeVar("T")

_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_MIRRORED: Final = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_BRACKETS: Final = {"(": ")", "[": "]", "{": "}"}
_FORMS: Final = ("<isolated>", "<final>", "<initial>", "<medial>")


def has_right_to_left(text: str) -> bool:
    """Whether any character belongs to a script that is written from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def reads_from_right(text: str) -> bool:
    """Whether the first character with a direction of its own is written from right to left (UAX 9, rule P2)."""
    kinds = map(unicodedata.bidirectional, text)
    return next((kind != "L" for kind in kinds if kind in ("L", "R", "AL")), False)


def visual_order(pieces: Sequence[tuple[str, T]], *, from_right: bool = False) -> list[tuple[str, T]]:
    """The pieces of one line as they stand from left to right, Arabic letters in their joined shapes.

    `from_right`: the line as a whole reads from right to left; else only the words of such a script do.
    """
    characters = [(character, mark) for text, mark in pieces for character in text]
    shaped = _join([character for character, _ in characters])
    clusters = _clusters([(shape, mark) for shape, (_, mark) in zip(shaped, characters, strict=True) if shape])
    directions = _directions([cluster[0] for cluster in clusters], "R" if from_right else "L")
    parts: list[list[tuple[str, T]]] = []
    start = 0
    while start < len(clusters):
        end = start
        while end < len(clusters) and directions[end] == directions[start]:
            end += 1
        part = clusters[start:end]
        if directions[start] == "R":
            part = [(text.translate(_MIRRORED), mark) for text, mark in _reversed_but_numbers(part)]
        parts.append(part)
        start = end
    return [piece for part in (reversed(parts) if from_right else parts) for piece in part]


def _clusters(characters: Sequence[tuple[str, T]]) -> list[tuple[str, T]]:
    """Characters with the marks that combine with them."""
    found: list[tuple[str, T]] = []
    for character, mark in characters:
        if found and unicodedata.combining(character[0]):
            found[-1] = (found[-1][0] + character, found[-1][1])
        else:
            found.append((character, mark))
    return found


def _directions(clusters: Sequence[str], base: str) -> list[str]:
    """L or R for each: strong characters by themselves, others by their neighbours, else by the line's (`base`)."""
    kinds: list[str] = []
    left, before = base, []
    for cluster in clusters:
        kind = unicodedata.bidirectional(cluster[0])
        strong = {"L": "L", "R": "R", "AL": "R", "AN": "R", "EN": "L" if left == "L" else ""}.get(kind, "")
        left = strong or left
        kinds.append(strong)
        before.append(left)
    right, resolved = base, [""] * len(kinds)
    for index in range(len(kinds) - 1, -1, -1):
        right = kinds[index] or right
        resolved[index] = kinds[index] or (right if before[index] == right else base)
    for opening, closing in _bracket_pairs(clusters):
        inside = set(kinds[opening + 1 : closing])
        outward = before[opening] if inside - {"", base} and base not in inside else base
        resolved[opening] = resolved[closing] = outward
    return resolved


def _bracket_pairs(clusters: Sequence[str]) -> list[tuple[int, int]]:
    """Where brackets that belong together stand (UAX 9, BD16)."""
    pairs: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for index, cluster in enumerate(clusters):
        if cluster in _BRACKETS:
            waiting.append((_BRACKETS[cluster], index))
        elif any(cluster == closing for closing, _ in waiting):
            while waiting[-1][0] != cluster:
                waiting.pop()
            pairs.append((waiting.pop()[1], index))
    return pairs


def _reversed_but_numbers(part: list[tuple[str, T]]) -> list[tuple[str, T]]:
    """From right to left, but each number (digits with single separators between: 06-12, 1.000,50) as it is."""
    kinds = [unicodedata.bidirectional(cluster[0]) for cluster, _ in part]
    digit = [kind in ("EN", "AN") for kind in kinds]
    between = [False, *(digit[i - 1] and digit[i + 1] for i in range(1, len(part) - 1)), False]
    result: list[tuple[str, T]] = []
    run: list[tuple[str, T]] = []
    for index in range(len(part) - 1, -1, -1):
        if digit[index] or (between[index] and kinds[index] in ("ES", "CS")):
            run.insert(0, part[index])
        else:
            result += [*run, part[index]]
            run = []
    return result + run


@cache
def _arabic_forms() -> dict[str, dict[str, str]]:
    """Arabic letter (or lam-alef pair) → form → presentation character, from Unicode's own decompositions."""
    forms: dict[str, dict[str, str]] = {}
    for code in [*range(0xFB50, 0xFBB2), *range(0xFBD3, 0xFC00), *range(0xFE80, 0xFEFD)]:
        form, *letters = unicodedata.decomposition(chr(code)).split() or ("",)
        if form in _FORMS and letters:
            forms.setdefault("".join(chr(int(letter, 16)) for letter in letters), {})[form] = chr(code)
    return forms


def _join(characters: list[str]) -> list[str]:
    """Each character in its joined shape; the second half of a lam-alef becomes empty."""
    forms = _arabic_forms()
    shaped = list(characters)
    letters = [i for i, c in enumerate(characters) if not unicodedata.combining(c)]
    joins_back = False
    skip = False
    for at, index in enumerate(letters):
        if skip:
            skip = False
            continue
        letter = characters[index]
        following = letters[at + 1] if at + 1 < len(letters) else None
        if following is not None and letter + characters[following] in forms and letter == "\u0644":
            letter += characters[following]
            shaped[following] = ""
            skip = True
            following = letters[at + 2] if at + 2 < len(letters) else None
        own = forms.get(letter)
        if own is None:
            joins_back = letter == "\u0640"
            continue
        follower = forms.get(characters[following], {}) if following is not None else {}
        joins_on = "<initial>" in own and (
            "<final>" in follower or (following is not None and characters[following] == "\u0640")
        )
        form = _FORMS[(1 if joins_back else 0) + (2 if joins_on else 0)]
        shaped[index] = own.get(form, letter)
        joins_back = joins_on
    return shaped
