"""What a cell of a Word form says: its words without the placeholder, and which choice is marked in it.

A value is the whole cell, since people type beside a control as often as in it, and programs drop controls and keep
their words. A choice is marked by what a person sees: the glyph before its label, or a cross that someone typed there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Final

from kadergen.formats.marks import CHOSEN, EMPTY
from kadergen.formats.rawdocument import Content, Piece
from kadergen.model.scale import Level
from kadergen.readers.word_signs import Signs, squeezed

# What Word itself puts into an empty control that has lost its placeholder, in the languages of our frameworks.
_PLACEHOLDERS_OF_WORD: Final = (
    "Klik of tik om tekst in te voeren.",
    "Klik hier als u tekst wilt invoeren.",
    "Kies een item.",
    "Click or tap here to enter text.",
    "Click here to enter text.",
    "Choose an item.",
)
RELEASED_PLACEHOLDERS: Final = (
    "Klik hier en typ je antwoord",
    "Klik hier en kies",
    "Click here and type your answer",
    "Click here and choose",
)
"""What empty controls of templates that went out have said; never take one away: old forms still come back."""

_TICKS: Final = frozenset("☑☒✓✔✗✘✕✖✅❎❌🗹🗸")
_MARKS: Final = "".join(sorted(CHOSEN | EMPTY))
_PARTS: Final = re.compile(rf"\n|[{_MARKS}]?[^\n{_MARKS}]+|[{_MARKS}]")
# Crosses and ticks that people type: alone, or between brackets.
_TYPED: Final = re.compile(r"[\[(]\s*[xXvV*]\s*[\])]|(?<!\w)[xXvV*√](?!\w)|(?:<|←|⇐)[-=]*")
_STOPS: Final = " :;,.!-–"
_LEADING: Final = re.compile(r"^(?:[ :;,.]|[-–](?=\s))+")
_BRACKETS: Final = re.compile(r"[\[(]\s*[\])]")


class Placeholders:
    """The texts that mean "empty": what controls of ours and of Word say, and `own`, what those of this form do."""

    def __init__(self, *own: Iterable[str]) -> None:
        ours = {squeezed(text) for group in own for text in group} - {""}
        known = {squeezed(text) for text in (*RELEASED_PLACEHOLDERS, *_PLACEHOLDERS_OF_WORD)}
        self._known = ours | known
        self._most = 2 * max(map(len, self._known))
        longest = sorted(ours | {squeezed(text) for text in RELEASED_PLACEHOLDERS}, key=len, reverse=True)
        parts = "|".join(r"\s+".join(map(re.escape, text.split())) for text in longest)
        self._edge = re.compile(rf"\A\s*(?:{parts})|(?:{parts})\s*\Z", re.IGNORECASE)

    def __contains__(self, text: str) -> bool:
        return len(text) <= self._most and squeezed(text) in self._known

    def without(self, text: str) -> str:
        """The text without this form's placeholder at its beginning or end, where words were typed beside it."""
        if text in self:
            return ""
        rest = self._edge.sub("", text)
        return text if rest == text else rest.strip()


def cell_text(cells: Iterable[Content], placeholders: Placeholders) -> str:
    """The words of a field's cells. What was typed in the control comes as it is; space around it is left out."""
    parts = []
    for cell in cells:
        around = "".join(piece.text for piece in cell.pieces if piece.control is None)
        inside = [piece for piece in cell.pieces if piece.control is not None]
        alone = bool(inside) and not around.strip() and all(piece.control == inside[0].control for piece in inside)
        text = placeholders.without("".join(_filled(inside if alone else cell.pieces, placeholders)))
        parts.append(text if alone else text.strip())
    return "\n".join(part for part in parts if part)


def without_words(content: Content, count: int) -> Content:
    """The content without its first words: a caption, in a cell that was merged with its neighbour."""
    found = re.match(rf"(?:\s*\S+){{{count}}}[^\S\n]*\n?", content.text)
    left = found.end() if found else 0
    pieces = []
    for piece in content.pieces:
        kept, left = piece.text[left:], max(0, left - len(piece.text))
        if kept:
            pieces.append(replace(piece, text=kept))
    return replace(content, pieces=tuple(pieces))


def _filled(pieces: Iterable[Piece], placeholders: Placeholders) -> Iterator[str]:
    """The texts of controls and of what stands between them, but for placeholders."""
    for control, group in groupby(pieces, key=lambda piece: piece.control):
        text = "".join(piece.text for piece in group)
        if control is None or text not in placeholders:
            yield text


@dataclass(slots=True)
class Marked:
    """What a score's cell says: the levels marked, words beside them, and whether its signs disagree, so that nobody
    can tell which one is meant.
    """

    levels: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    doubtful: bool = False


@dataclass(slots=True)
class _Line:
    """A line of a score's cell: its text, the states of its check boxes, the levels that they name.

    `shared` tells that other choices stand in the same line of the page.
    """

    text: str = ""
    states: list[bool] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    struck: bool = False
    shared: bool = False

    @property
    def has_box(self) -> bool:
        """Whether a glyph or a check box is in it."""
        return bool(self.states) or any(char in _MARKS for char in self.text)


@dataclass(frozen=True, slots=True)
class _Choice:
    """A line about one level: the words before and after its label, and what its signs say of it."""

    level: Level
    line: _Line
    words: str = ""
    chosen: bool = False
    doubtful: bool = False


def marked_levels(cells: Iterable[Content], levels: Iterable[Level], signs: Signs) -> Marked:
    """Which levels are marked in these cells."""
    known = tuple(levels)
    marked = Marked()
    choices: list[_Choice] = []
    for cell in cells:
        for line in _lines(cell, known, signs):
            choice = _choice(line, known)
            if choice is None:
                if _words(line.text):
                    marked.words.append(line.text.strip())
                marked.doubtful |= any(line.states) or any(char in CHOSEN for char in line.text)
                continue
            choices.append(choice)
            if choice.words:
                marked.words.append(choice.words)
    _decide(marked, choices, len(known))
    return marked


def _decide(marked: Marked, choices: list[_Choice], count: int) -> None:
    """What all lines together say, of a scale of `count` levels."""
    boxes = [choice for choice in choices if choice.line.has_box]
    offered = {choice.level.id for choice in boxes}
    chosen = {choice.level.id for choice in choices if choice.chosen}
    # The name of a level without a box, where it has one as well: somebody typed it.
    typed = [c for c in choices if not c.line.has_box and not c.chosen and (not boxes or c.level.id in offered)]
    marked.doubtful |= any(choice.doubtful for choice in choices)
    marked.doubtful |= any(choice.level.id in chosen and not choice.chosen for choice in boxes)
    marked.levels = list(dict.fromkeys(choice.level.id for choice in choices if choice.chosen))
    if boxes:
        marked.levels += [choice.level.id for choice in typed if choice.level.id not in chosen]
        # Some were taken away and none of the others is marked.
        marked.doubtful |= not marked.levels and len(offered) < count
    elif not marked.levels and choices:
        # Someone deleted the choices and typed the one that is meant.
        marked.levels = [choices[0].level.id] if len(choices) == 1 else []
        marked.doubtful |= len(choices) > 1 or bool(marked.words)
    marked.doubtful |= any(choice.line.struck for choice in choices if choice.level.id in marked.levels)
    marked.doubtful |= not marked.levels and any(choice.line.struck for choice in choices)
    marked.doubtful |= any(choice.line.struck for choice in typed)


def _lines(cell: Content, levels: tuple[Level, ...], signs: Signs) -> Iterator[_Line]:
    """The lines of a cell; where choices stand side by side, each begins one with its glyph."""
    line = _Line()
    for piece in cell.pieces:
        for index, text in enumerate(_PARTS.findall(piece.text)):
            another = text[0] in _MARKS and (piece.control is not None or len(text.strip()) > 1)
            beside = another and line.has_box and _choice(line, levels) is not None
            if text == "\n" or beside:
                line.shared |= beside
                yield line
                line = _Line(shared=beside)
            line.text += text.strip("\n")
            line.struck |= piece.struck and bool(text.strip())
            if piece.control is not None and index == 0:
                if piece.control.checked is not None:
                    line.states.append(piece.control.checked)
                # Around a label alone it may be one that a program put around several choices.
                is_box = piece.control.checked is not None or text[0] in _MARKS
                sign = signs.of_control(piece.control) if is_box else None
                if sign and sign.level:
                    line.named.append(sign.level)
    yield line


def _choice(line: _Line, levels: tuple[Level, ...]) -> _Choice | None:
    """What a line says about a level: the one whose label stands in it, else the one that its control names.

    Of levels with the same label it is the one that the control names.
    """
    levels = tuple(sorted(levels, key=lambda level: level.id not in line.named))
    found = _labelled(line.text, levels, alone=not line.has_box)
    if found:
        return _judged(found[0], line, found[1], found[2])
    named = [level for level in levels if level.id in line.named]
    return _judged(named[0], line, "", line.text) if len(named) == 1 and line.has_box else None


# Whatever a level is called by, the surest first.
_NAMES: Final = (attrgetter("label"), attrgetter("colour_name"), attrgetter("id"))


@lru_cache(maxsize=512)
def _labelled(text: str, levels: tuple[Level, ...], *, alone: bool) -> tuple[Level, str, str] | None:
    """The level that the text names, and what stands before and after its label; only where nothing else is in the
    text if it is `alone`.
    """
    bare = squeezed(_words(_TYPED.sub(" ", text)).rstrip(_STOPS))
    names = ((level, name) for each in _NAMES for level in levels if (name := each(level)))
    for level, name in names:
        if bare == squeezed(name):
            found = _pattern(name).search(text)
            return (level, text[: found.start()], text[found.end() :]) if found else (level, "", "")
    matches = [(level, found) for level in levels if (found := _pattern(level.label).search(text))]
    if alone or not matches:
        return None
    level, found = min(matches, key=lambda match: (match[1].start(), -match[1].end()))
    return level, text[: found.start()], text[found.end() :]


def _judged(level: Level, line: _Line, before: str, after: str) -> _Choice:
    """Whether the line marks its level, and whether its signs disagree; `before` and `after` stand around the label."""
    around = f"{before} {after}"
    glyphs = {char for char in line.text if char in _MARKS}
    empty, filled = bool(glyphs & EMPTY), bool(glyphs & CHOSEN)
    ticked = empty and filled and glyphs <= EMPTY | _TICKS
    crossed = bool(_TYPED.search(around))
    by_hand = ticked or (crossed and not _words(_TYPED.sub(" ", around)))
    # Without a glyph: a program that knows the state and draws the box itself.
    chosen = by_hand or filled or (not empty and any(line.states))
    signs = (
        empty and filled and not ticked,
        bool(line.states and glyphs) and not by_hand and any(line.states) != filled,
        crossed and not by_hand,  # an "x" among words may be one of them
        by_hand and line.shared,
        chosen and bool(line.named) and level.id not in line.named,
        chosen and bool(_words(_TYPED.sub(" ", before))),  # "not", perhaps
    )
    words = _words(around) if crossed and not by_hand else _words(_TYPED.sub(" ", around))
    return _Choice(level, line, words, chosen, any(signs))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, name.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _words(text: str) -> str:
    """Without glyphs, empty brackets and what leads over from the label; "" if no more than stops are left."""
    bare = " ".join("".join(" " if char in _MARKS else char for char in _BRACKETS.sub(" ", text)).split())
    return _LEADING.sub("", bare) if bare.strip(_STOPS) else ""
