"""Look-alikes: groups of actions that may be one. They are proposed, never merged, by the words of the action alone.

1. Two actions are **equal** when they have the same words in the same order, whatever their case, accents, spaces and
   punctuation. This is the only likeness of texts with a single word of meaning ("ja", "idem").
2. Words of meaning are all words but the small ones that sentences are tied with (`_SMALL`). Actions with the **same
   words** of meaning, two or more, are proposed.
3. Else two actions of three or more words of meaning are **alike** when their similarity is at least `THRESHOLD`. It
   is a symmetric Tversky index: matched / (matched + 2 · replaced + 0.4 · added), where `replaced` counts the words
   of the shorter text that the other lacks, and `added` how many more the longer has. One word replaced by another
   is mostly another action ("afspraken met de gemeente", "afspraken met de corporatie"), while words added mostly
   explain it.
   A word counts as matched by its likeness: 1 for the same word; 0.9 where one begins or ends with the
   other and that has five letters ("corporatie", "woningcorporatie"); or rapidfuzz's ratio from 0.8 ("evalutie").
   Where one text says no ("niet", "geen") and the other does not, they are not alike.

In a group each two are equal, of the same words or alike. The result does not depend on the order of the actions.
Weights and threshold are measured on the pairs of `tests/consolidate/similar_examples.py` (bench/bench_similar.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor
from typing import Final

from rapidfuzz import fuzz, process

from kadergen.model.planning import Likeness, LookAlikes

THRESHOLD: Final = 0.7
_REPLACED, _ADDED = 2.0, 0.4
_FEWEST: Final = 3  # words of meaning, for likeness without sameness
_PART, _PART_LETTERS = 0.9, 5
_RATIO, _RATIO_LETTERS = 80, 4  # rapidfuzz counts to 100
# A word that stands in more actions than this brings none of them together: it would be nearly all of them.
_TOO_COMMON: Final = 500

_WORD: Final = re.compile(r"[^\W_]+")
_NO: Final = frozenset(("niet", "geen", "nooit", "niets", "not", "no", "never", "none", "nothing"))
_SMALL_WORDS: Final = """
    de het een en of van voor met op in aan bij te tot om door over naar uit als dat die dit deze er ook nog zo zoals
    per via al alle we wij ons onze ze zij hun je jij jullie u uw ik mijn is zijn was worden wordt zal zullen kan kunnen
    moet moeten mag mogen hebben heeft had doen gaan wil maken
    the a an and or for with on at to by from about into as that which this these there also our they their you your it
    are be will shall can must should may have has do make
"""
_SMALL: Final = frozenset(_SMALL_WORDS.split())


@dataclass(frozen=True, slots=True)
class _Text:
    """One text that actions have: `words` in order, folded; `meaning` those of them that carry meaning, once each."""

    words: tuple[str, ...]
    meaning: frozenset[str]

    @property
    def says_no(self) -> bool:
        return not _NO.isdisjoint(self.words)


def propose(actions: Sequence[str]) -> tuple[LookAlikes, ...]:
    """The groups of look-alikes among the words of actions, in the order of their first action; none overlap."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, text in enumerate(actions):
        words = fold(text)
        if words:
            places[words].append(place)
    texts = [_Text(words, frozenset(words) - _SMALL) for words in sorted(places)]
    found = []
    for group, similarity in _groups(len(texts), _likenesses(texts)):
        members = [texts[number] for number in group]
        indices = sorted(place for text in members for place in places[text.words])
        if len(indices) > 1:
            found.append(LookAlikes(tuple(indices), round(similarity, 2), _reason(members)))
    return tuple(sorted(found, key=lambda group: group.indices))


def fold(text: str) -> tuple[str, ...]:
    """The words of a text without case, accents and punctuation; "privacy-afspraken" is one word."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return tuple(_WORD.findall(re.sub(r"(?<=[^\W\d_])[-‐‑](?=[^\W\d_])", "", plain)))


def look_alikes(text: str, others: Sequence[str], least: float = THRESHOLD) -> list[int]:
    """The places of the texts that are at least so similar to this one, the most alike first."""
    scores = [(-similarity(text, other), place) for place, other in enumerate(others)]
    return [place for score, place in sorted(scores) if -score >= least]


@lru_cache(maxsize=1 << 16)
def _text(words: str) -> _Text:
    folded = fold(words)
    return _Text(folded, frozenset(folded) - _SMALL)


def similarity(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1, as it counts in a group: 0 for what is never proposed."""
    left, right = _text(one), _text(other)
    if left.words == right.words:
        return 1.0 if left.words else 0.0
    return _similarity(left, right, _similar_words(left.meaning | right.meaning))


def _reason(members: Sequence[_Text]) -> Likeness:
    if len(members) == 1:
        return Likeness.EQUAL
    return Likeness.SAME_WORDS if len({text.meaning for text in members}) == 1 else Likeness.ALIKE


def _similarity(one: _Text, other: _Text, similar: Mapping[str, Mapping[str, float]]) -> float:
    if one.says_no != other.says_no:
        return 0.0
    if one.meaning == other.meaning:
        return 1.0 if len(one.meaning) > 1 else 0.0
    fewest, most = sorted((len(one.meaning), len(other.meaning)))
    if fewest < _FEWEST:
        return 0.0
    same = one.meaning & other.meaning
    left, right = one.meaning - same, other.meaning - same
    matches = len(same)
    total = float(matches)
    # The best match first; the key is the same from both sides, so that the result is.
    pairs = [(-similar[a][b], sorted((a, b)), a, b) for a in left for b in right if b in similar.get(a, ())]
    for score, _, a, b in sorted(pairs):
        if a in left and b in right:
            left, right = left - {a}, right - {b}
            matches += 1
            total -= score
    return total / (matches + _REPLACED * (fewest - matches) + _ADDED * (most - fewest))


def _similar_words(words: Iterable[str]) -> dict[str, dict[str, float]]:
    """Word → the words that are nearly the same, with their likeness. Words with figures in them are like no other."""
    known = sorted(word for word in set(words) if not any(character.isdigit() for character in word))
    similar: dict[str, dict[str, float]] = defaultdict(dict)
    buckets: dict[str, list[str]] = defaultdict(list)
    for word in known:
        if len(word) >= _RATIO_LETTERS:
            buckets[word[:2]].append(word)
    for bucket in buckets.values():
        for place, word in enumerate(bucket):
            near = process.extract(word, bucket[place + 1 :], scorer=fuzz.ratio, score_cutoff=_RATIO, limit=None)
            for other, score, _ in near:
                similar[word][other] = similar[other][word] = score / 100
    vocabulary = set(known)
    for word in known:
        for part in _parts(word):
            if part in vocabulary:
                similar[word][part] = similar[part][word] = max(_PART, similar[word].get(part, 0))
    return similar


def _parts(word: str) -> Iterator[str]:
    """Beginnings and ends of a word, long enough to be one."""
    for length in range(_PART_LETTERS, len(word)):
        yield word[:length]
        yield word[-length:]


def _likenesses(texts: Sequence[_Text]) -> dict[tuple[int, int], float]:
    """(text, later text) → similarity, of all that are the same or alike."""
    found: dict[tuple[int, int], float] = {}
    same: dict[tuple[frozenset[str], bool], list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        if len(text.meaning) > 1:
            same[text.meaning, text.says_no].append(number)
    for numbers in same.values():
        found |= {(one, other): 1.0 for place, one in enumerate(numbers) for other in numbers[place + 1 :]}
    similar = _similar_words(word for text in texts for word in text.meaning)
    for one, other in _candidates(texts, similar):
        score = _similarity(texts[one], texts[other], similar)
        if score >= THRESHOLD:
            found[min(one, other), max(one, other)] = score
    return found


def _candidates(texts: Sequence[_Text], similar: Mapping[str, Mapping[str, float]]) -> Iterator[tuple[int, int]]:
    """Pairs that can be alike at all, without comparing each with each.

    Of the shorter text a share of words must be matched; so one of its rarest words is, when as many are taken
    as may be left unmatched and one more. Only what has that word, or a similar one, is looked at.
    """
    having: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        if len(text.meaning) >= _FEWEST:
            for word in text.meaning:
                having[word].append(number)
    share = THRESHOLD * _REPLACED / (1 - THRESHOLD + THRESHOLD * _REPLACED)
    longest = 1 + (1 / THRESHOLD - 1) / _ADDED
    for number, text in enumerate(texts):
        count = len(text.meaning)
        if count < _FEWEST:
            continue
        spread = {word: {word, *similar.get(word, ())} for word in text.meaning}
        frequency = {word: sum(len(having[near]) for near in spread[word]) for word in text.meaning}
        rarest = sorted(text.meaning, key=lambda word: (frequency[word], word))
        fewest, most = ceil(share * count - 1e-9), floor(longest * count + 1e-9)
        looked: set[int] = set()
        for word in rarest[: count - fewest + 1]:
            if frequency[word] <= _TOO_COMMON:
                looked.update(other for near in spread[word] for other in having[near])
        looked.discard(number)
        matching = set().union(*spread.values())
        for other in looked:
            meaning = texts[other].meaning
            if count <= len(meaning) <= most and len(matching & meaning) >= fewest:
                yield number, other


def _groups(count: int, likenesses: Mapping[tuple[int, int], float]) -> Iterator[tuple[list[int], float]]:
    """Groups in which each two are alike, the most alike first joined; with the least likeness within each."""
    group = {number: [number] for number in range(count)}
    least = dict.fromkeys(range(count), 1.0)
    for (one, other), _ in sorted(likenesses.items(), key=lambda pair: (-pair[1], pair[0])):
        a, b = group[one], group[other]
        if a is b:
            continue
        between = [likenesses.get((min(x, y), max(x, y))) for x in a for y in b]
        scores = [score for score in between if score is not None]
        if len(scores) == len(between):
            lowest = min(*scores, least[a[0]], least[b[0]])
            a.extend(b)
            for number in b:
                group[number] = a
            least[a[0]] = lowest
    for number, members in group.items():
        if members[0] == number:
            yield members, least[number]
