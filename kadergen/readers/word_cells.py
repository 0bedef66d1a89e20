"""What a cell of a Word form says: its words without the placeholder, and which choice is marked in it.

A value is the whole cell, since people type beside a control as often as in it, and programs drop controls and keep
their words. A choice is marked by what a person sees: the glyph before its label, or a cross that someone typed there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
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

_MARKS: Final = "".join(sorted(CHOSEN | EMPTY))
_PARTS: Final = re.compile(rf"\n|[{_MARKS}]?[^\n{_MARKS}]+|[{_MARKS}]")
# Crosses and ticks that people type: alone, or between brackets.
_TYPED: Final = re.compile(r"[\[(]\s*[xXvV*]\s*[\])]|(?<!\w)[xXvV*√](?!\w)|(?:<|←|⇐)[-=]*")
_BRACKETS: Final = re.compile(r"[\[(]\s*[\])]")


class Placeholders:
    """The texts that mean "empty"."""

    def __init__(self, *texts: Iterable[str]) -> None:
        known = {squeezed(text) for group in (RELEASED_PLACEHOLDERS, _PLACEHOLDERS_OF_WORD, *texts) for text in group}
        self._known = sorted(known - {""}, key=len, reverse=True)
        parts = "|".join(r"\s+".join(map(re.escape, text.split())) for text in self._known)
        self._edge = re.compile(rf"\A\s*(?:{parts})|(?:{parts})\s*\Z", re.IGNORECASE)

    def __contains__(self, text: str) -> bool:
        return squeezed(text) in self._known

    def without(self, text: str) -> str:
        """The text without a placeholder at its beginning or end, where words were typed beside it."""
        return "" if text in self else self._edge.sub("", text)


def cell_text(cells: Iterable[Content], placeholders: Placeholders) -> str:
    """The words of a field's cells. What was typed in the control comes as it is; space around it is left out."""
    parts = []
    for cell in cells:
        inside = [piece for piece in cell.pieces if piece.control is not None]
        around = "".join(piece.text for piece in cell.pieces if piece.control is None)
        if inside and not around.strip():
            parts.append("".join(_filled(inside, placeholders)))
        else:
            parts.append(placeholders.without("".join(_filled(cell.pieces, placeholders))).strip())
    return "\n".join(part for part in parts if part)


def _filled(pieces: Iterable[Piece], placeholders: Placeholders) -> Iterator[str]:
    """The texts of controls and of what stands between them, but for placeholders."""
    for control, group in groupby(pieces, key=lambda piece: piece.control):
        text = "".join(piece.text for piece in group)
        if control is None or text not in placeholders:
            yield text


@dataclass(slots=True)
class Marked:
    """What a score's cell says: the levels marked, words beside them, and whether glyph and state disagree or labels
    were crossed out: then nobody can tell which one is meant.
    """

    levels: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    doubtful: bool = False


@dataclass(slots=True)
class _Line:
    """A line of a score's cell: its text, the states of its check boxes, whether its words are crossed out."""

    text: str = ""
    states: list[bool] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    struck: bool = False


def marked_levels(cells: Iterable[Content], levels: Iterable[Level], signs: Signs) -> Marked:
    """Which levels are marked in these cells."""
    known = list(levels)
    marked = Marked()
    present: list[tuple[Level, bool]] = []
    struck = 0
    for cell in cells:
        for line in _lines(cell, known, signs):
            level, rest = _level_of(line, known)
            if level is None:
                if words := _without_marks(line.text):
                    marked.words.append(words)
                marked.doubtful |= any(line.states) or any(c in CHOSEN for c in line.text)
                continue
            chosen, beside, doubt = _state(line, rest)
            present.append((level, any(c in EMPTY for c in rest)))
            struck += line.struck
            marked.doubtful |= doubt
            if chosen:
                marked.levels.append(level.id)
            if beside:
                marked.words.append(beside)
    if not marked.levels and not marked.doubtful:
        _without_glyphs(marked, present, struck, known)
    return marked


def _without_glyphs(marked: Marked, present: list[tuple[Level, bool]], struck: int, known: list[Level]) -> None:
    """Where no glyph is filled: someone deleted the choices and typed the one that is meant, or crossed some out."""
    if len(present) == 1 and len(known) > 1 and not present[0][1] and not struck:
        marked.levels.append(present[0][0].id)
    elif struck or (0 < len(present) < len(known)):
        marked.doubtful = True


def _lines(cell: Content, levels: list[Level], signs: Signs) -> Iterator[_Line]:
    """The lines of a cell; where choices stand side by side, each begins one with its glyph."""
    line = _Line()
    for piece in cell.pieces:
        for index, text in enumerate(_PARTS.findall(piece.text)):
            if text == "\n" or (text[0] in _MARKS and _level_of(_Line(line.text), levels)[0]):
                yield line
                line = _Line()
            line.text += text.strip("\n")
            line.struck |= piece.struck and bool(text.strip())
            if piece.control is not None and index == 0:
                if piece.control.checked is not None:
                    line.states.append(piece.control.checked)
                sign = signs.of_control(piece.control)
                if sign and sign.level:
                    line.named.append(sign.level)
    yield line


def _level_of(line: _Line, levels: list[Level]) -> tuple[Level | None, str]:
    """The level whose label stands in the line, and the line without it; else the one that its control names."""
    text = line.text
    for level in sorted(levels, key=lambda level: len(level.label), reverse=True):
        pattern = r"\s+".join(map(re.escape, level.label.split()))
        found = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
        if found:
            return level, text[: found.start()] + " " + text[found.end() :]
    bare = squeezed(_without_marks(text))
    for level in levels:
        if bare and bare in (squeezed(level.colour_name), squeezed(level.id)):
            return level, ""
    if len(set(line.named)) == 1:
        return next((level for level in levels if level.id == line.named[0]), None), text
    return None, text


def _state(line: _Line, rest: str) -> tuple[bool, str, bool]:
    """Of a line about one level: whether it is marked, words beside the label, whether its signs disagree."""
    filled, empty = any(c in CHOSEN for c in rest), any(c in EMPTY for c in rest)
    typed = bool(_TYPED.search(rest))
    words = _without_marks(_TYPED.sub(" ", rest))
    if typed and words:
        words = _without_marks(rest)  # an "x" among words is one of them
        typed = False
    seen = filled or typed
    disagree = filled and empty
    if line.states and (filled or empty) and not typed:
        disagree |= any(line.states) != filled
    if line.states and not (filled or empty or typed):
        seen = any(line.states)  # a program that knows the state and draws the box itself
    return seen and not disagree, words, disagree


def _without_marks(text: str) -> str:
    bare = _BRACKETS.sub(" ", text)
    return " ".join("".join(" " if char in _MARKS else char for char in bare).split()).strip(" :;,-–")
