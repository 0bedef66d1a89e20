"""Which field a row of a Word form belongs to, by the votes of everything that names it.

Each program drops some of a field's names: the control's tag, its number, its title, the bookmark around it. What a
person sees, the words before the box ("1.3 Reflectie"), survives them all and counts most: who moves words into
another box means that box.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar
from unicodedata import normalize

from kadergen.formats.controlnames import MAX_TAG, bookmark_name, control_id, control_tag
from kadergen.formats.rawdocument import Content, Control
from kadergen.model.framework import Framework
from kadergen.model.instrument import RESPONDENT, FieldKind, FieldSpec, Instrument, plan_row_number

K = TypeVar("K")
V = TypeVar("V")

_UNSEEN: Final = {0xAD: None, 0x200B: None, 0xFEFF: None, 0x2011: "-"}
_SHORT: Final = 100  # characters
_AFTER_CAPTION: Final = " :.;,-–"
_TAG: Final = 2
_BOOKMARK: Final = 2
_OTHER: Final = 1
_CONTEXT: Final = _TAG + _BOOKMARK + 2 * _OTHER + 1  # more than all that nobody sees
_VISIBLE: Final = _CONTEXT + 1


@dataclass(frozen=True, slots=True)
class Sign:
    """What a name stands for: a field (`name` is its id as text), and one of its levels where it is a choice's."""

    field: FieldSpec
    name: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption found in a cell: its field, how many words it has, and the words around it, as they were typed."""

    field: FieldSpec
    words: int
    around: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The field that most signs name; `disagree` tells that others name another one.

    `caption` is the place of the cell with its caption, and `found` what is in it; None where no cell has it.
    """

    field: FieldSpec
    disagree: bool
    caption: int = 0
    found: Caption | None = None


def squeezed(text: str) -> str:
    """The words alone, for comparing: one space between them, no difference between kinds of spaces and hyphens."""
    return _squeezed_short(text) if len(text) <= _SHORT else _squeezed(text)


def _squeezed(text: str) -> str:
    plain = text if text.isascii() else normalize("NFC", text.translate(_UNSEEN))
    return " ".join(plain.split()).casefold()


_squeezed_short = lru_cache(maxsize=4096)(_squeezed)  # captions, titles and labels, the same in every file


class Signs:
    """All names of an instrument's fields. A name that several fields share names none of them."""

    def __init__(self, instrument: Instrument) -> None:
        self.framework: Framework = instrument.framework
        signs = list(_signs(instrument))
        self._by_tag = {tag: sign for tag, _, sign in signs}
        self._by_id = _unique((control_id(tag), sign) for tag, _, sign in signs)
        self._by_bookmark = _unique((bookmark_name(tag), sign) for tag, _, sign in signs)
        self._by_alias = _unique((squeezed(alias), sign) for _, alias, sign in signs)
        asked = [spec for spec in instrument.fields if plan_row_number(spec.id.item) is None]
        self._captions = _unique((squeezed(spec.caption), Sign(spec, str(spec.id))) for spec in asked)
        # Captions with a statement's code in them; "Name" alone may begin anything.
        self._coded = {words: sign for words, sign in self._captions.items() if sign.field.id.item != RESPONDENT}
        self._longest = max((len(words.split()) for words in self._coded), default=0)
        self._by_item: dict[str, list[FieldSpec]] = {}
        for spec in asked:
            self._by_item.setdefault(spec.id.item, []).append(spec)
        self._labels = {field.id: squeezed(field.label) for field in self.framework.fields}
        walked = list(self.framework.walk())
        self._codes = _unique((squeezed(s.code), s.id) for _, _, s in walked)
        self._texts = _unique(
            (squeezed(words), s.id) for _, i, s in walked for words in {s.plain_text, self.framework.label(i, s)}
        )

    def statement(self, cells: Iterable[str]) -> str:
        """The statement whose code or words stand in these cells (a table's first row), "" when there is none."""
        texts = [squeezed(cell) for cell in cells]
        named = [self._codes[text] for text in texts if text in self._codes]
        named += [self._texts[text] for text in texts if text in self._texts]
        return named[0] if named else ""

    def of_control(self, control: Control) -> Sign | None:
        """What a control's own names stand for, the surest first."""
        return (
            self._by_tag.get(control.tag)
            or self._by_id.get(control.id or 0)
            or self._by_alias.get(squeezed(control.alias))
        )

    def of_caption(self, text: str) -> Caption | None:
        """The caption that the text is, begins with or ends with, or that is one of its lines."""
        words = squeezed(text)
        whole = self._captions.get(words) or self._captions.get(words.rstrip(_AFTER_CAPTION))
        if whole:
            return Caption(whole.field, len(words.split()))
        tokens = words.split()
        for count in range(min(len(tokens) - 1, self._longest), 0, -1):
            if sign := self._coded.get(" ".join(tokens[:count]).rstrip(_AFTER_CAPTION)):
                return Caption(sign.field, count, _typed(text.split(maxsplit=count)[-1]))
            if sign := self._coded.get(" ".join(tokens[-count:])):
                return Caption(sign.field, count, _typed(text.rsplit(maxsplit=count)[0]))
        return self._in_lines(text.split("\n")) if "\n" in text else None

    def _in_lines(self, lines: list[str]) -> Caption | None:
        for number, line in enumerate(lines):
            if sign := self._captions.get(squeezed(line).rstrip(_AFTER_CAPTION)):
                around = "\n".join((*lines[:number], *lines[number + 1 :]))
                return Caption(sign.field, len(line.split()) if not number else 0, _typed(around))
        return None

    def verdict(self, cells: tuple[Content, ...], statement: str) -> Verdict | None:
        """The field of a row of cells in a table about `statement` (an item, or "")."""
        votes: dict[str, int] = {}
        fields: dict[str, FieldSpec] = {}

        def vote(sign: Sign, weight: int) -> None:
            fields[sign.name] = sign.field
            votes[sign.name] = votes.get(sign.name, 0) + weight

        place, seen = self._caption_of(cells)
        if seen:
            vote(Sign(seen.field, str(seen.field.id)), _VISIBLE)
        elif cells and (spec := self._in_statement(cells[0].text, statement)):
            vote(Sign(spec, str(spec.id)), _CONTEXT)
            seen = Caption(spec, len(cells[0].text.split()))
        for weight, signs in self._hidden(cells):
            for sign in signs.values():
                vote(sign, weight)
        if not votes:
            return None
        most = max(votes.values())
        leading = [name for name, count in votes.items() if count == most]
        # The visible one comes first, where several have as many.
        return Verdict(fields[leading[0]], len(votes) > 1, place, seen)

    def _caption_of(self, cells: tuple[Content, ...]) -> tuple[int, Caption | None]:
        """Where the caption is: in the first cell, or alone in another, where a column was put before it."""
        if not cells:
            return 0, None
        if seen := self.of_caption(cells[0].text):
            return 0, seen
        for place, cell in enumerate(cells[1:-1], 1):
            if sign := self._coded.get(squeezed(cell.text)):
                return place, Caption(sign.field, len(cell.text.split()))
        return 0, None

    def _in_statement(self, text: str, statement: str) -> FieldSpec | None:
        """The field of this statement whose label, without the code, the text is."""
        words = squeezed(text)
        specs = self._by_item.get(statement, ())
        return next((spec for spec in specs if self._labels.get(spec.id.facet) == words), None)

    def _hidden(self, cells: Iterable[Content]) -> Iterator[tuple[int, dict[str, Sign]]]:
        """Each channel's weight and votes, one for each field that it names."""
        tags: dict[str, Sign] = {}
        numbers: dict[str, Sign] = {}
        titles: dict[str, Sign] = {}
        bookmarks: dict[str, Sign] = {}
        for cell in cells:
            for control in cell.controls:
                if sign := self._by_tag.get(control.tag):
                    tags[sign.name] = sign
                if control.id and (sign := self._by_id.get(control.id)):
                    numbers[sign.name] = sign
                if control.alias and (sign := self._by_alias.get(squeezed(control.alias))):
                    titles[sign.name] = sign
            for bookmark in cell.bookmarks:
                if sign := self._by_bookmark.get(bookmark):
                    bookmarks[sign.name] = sign
        yield _TAG, tags
        yield _OTHER, numbers
        yield _OTHER, titles
        yield _BOOKMARK, bookmarks


def _typed(text: str) -> str:
    """The words beside a caption; a colon is none."""
    return text if text.strip(_AFTER_CAPTION) else ""


def _signs(instrument: Instrument) -> Iterator[tuple[str, str, Sign]]:
    """(tag, title, what it stands for) of every control that a form may have."""
    words = instrument.framework.wording
    for spec in instrument.fields:
        name = str(spec.id)
        yield name, spec.label, Sign(spec, name)
        if spec.kind is FieldKind.SCORE:
            for option in spec.options:
                tag = control_tag(name, option.id)
                sign = Sign(spec, name, option.id)
                yield tag, words("field.level", label=spec.label, level=option.label), sign
                yield tag, f"{spec.caption}: {option.label}"[:MAX_TAG], sign
        else:
            yield name, spec.caption[:MAX_TAG], Sign(spec, name)


def _unique(pairs: Iterable[tuple[K, V]]) -> dict[K, V]:
    """The pairs whose key stands for one value alone."""
    found: dict[K, V] = {}
    shared: set[K] = set()
    for key, value in pairs:
        if found.setdefault(key, value) != value:
            shared.add(key)
    return {key: value for key, value in found.items() if key not in shared and key}
