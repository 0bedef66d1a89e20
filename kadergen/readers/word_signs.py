"""Which field a row of a Word form belongs to, by the votes of everything that names it.

Each program drops some of a field's names: the control's tag, its number, its title, the bookmark around it. What a
person sees, the words before the box ("1.3 Reflectie"), survives them all and counts most: who moves words into
another box means that box.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from kadergen.formats.controlnames import MAX_TAG, bookmark_name, control_id, control_tag
from kadergen.formats.rawdocument import Content, Control
from kadergen.model.framework import Framework
from kadergen.model.instrument import FieldKind, FieldSpec, Instrument, plan_row_number

K = TypeVar("K")
V = TypeVar("V")

_VISIBLE: Final = 4
_CONTEXT: Final = 3
_TAG: Final = 2
_BOOKMARK: Final = 2
_OTHER: Final = 1


@dataclass(frozen=True, slots=True)
class Sign:
    """What a name stands for: a field, and one of its levels where it is a choice's."""

    field: FieldSpec
    level: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The field that most signs name; `disagree` tells that others name another one."""

    field: FieldSpec
    disagree: bool


def squeezed(text: str) -> str:
    """The words alone, for comparing: one space between them, no difference between kinds of spaces and hyphens."""
    return " ".join(text.replace("\u2011", "-").split()).casefold()


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
        self._captions = _unique((squeezed(spec.caption), Sign(spec)) for spec in asked)
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

    def of_caption(self, text: str) -> tuple[FieldSpec, str] | None:
        """The field whose caption the text is or begins with, and the words after it."""
        words = squeezed(text)
        if words in self._captions:
            return self._captions[words].field, ""
        longest = max((c for c in self._captions if c and words.startswith(f"{c} ")), key=len, default="")
        if not longest:
            return None
        # The words as typed, without as many as the caption has.
        rest = text.split(maxsplit=len(longest.split()))
        return self._captions[longest].field, rest[-1]

    def verdict(self, cells: tuple[Content, ...], statement: str) -> Verdict | None:
        """The field of a row of cells in a table about `statement` (an item, or "")."""
        votes: Counter[str] = Counter()
        fields: dict[str, FieldSpec] = {}

        def vote(spec: FieldSpec, weight: int) -> None:
            fields[str(spec.id)] = spec
            votes[str(spec.id)] += weight

        seen = self.of_caption(cells[0].text) if cells else None
        if seen:
            vote(seen[0], _VISIBLE)
        elif cells and (spec := self._in_statement(cells[0].text, statement)):
            vote(spec, _CONTEXT)
        for spec, weight in self._hidden(cells):
            vote(spec, weight)
        if not votes:
            return None
        (best, count), *others = votes.most_common()
        if others and others[0][1] == count and seen:
            best = str(seen[0].id)
        return Verdict(fields[best], bool(others))

    def _in_statement(self, text: str, statement: str) -> FieldSpec | None:
        """The field of this statement whose label, without the code, the text is."""
        words = squeezed(text)
        specs = self._by_item.get(statement, [])
        return next((spec for spec in specs if self._labels.get(spec.id.facet) == words), None)

    def _hidden(self, cells: Iterable[Content]) -> Iterator[tuple[FieldSpec, int]]:
        """Each channel's votes, one for each field that it names."""
        channels: dict[int, dict[str, tuple[FieldSpec, int]]] = {}

        def heard(channel: int, sign: Sign | None, weight: int) -> None:
            if sign:
                channels.setdefault(channel, {})[str(sign.field.id)] = (sign.field, weight)

        for cell in cells:
            for control in cell.controls:
                heard(0, self._by_tag.get(control.tag), _TAG)
                heard(1, self._by_id.get(control.id or 0), _OTHER)
                heard(2, self._by_alias.get(squeezed(control.alias)), _OTHER)
            for bookmark in cell.bookmarks:
                heard(3, self._by_bookmark.get(bookmark), _BOOKMARK)
        for votes in channels.values():
            yield from votes.values()


def _signs(instrument: Instrument) -> Iterator[tuple[str, str, Sign]]:
    """(tag, title, what it stands for) of every control that a form may have."""
    words = instrument.framework.wording
    for spec in instrument.fields:
        yield str(spec.id), spec.label, Sign(spec)
        if spec.kind is FieldKind.SCORE:
            for option in spec.options:
                tag = control_tag(str(spec.id), option.id)
                sign = Sign(spec, option.id)
                yield tag, words("field.level", label=spec.label, level=option.label), sign
                yield tag, f"{spec.caption}: {option.label}"[:MAX_TAG], sign
        else:
            yield str(spec.id), spec.caption[:MAX_TAG], Sign(spec)


def _unique(pairs: Iterable[tuple[K, V]]) -> dict[K, V]:
    """The pairs whose key stands for one value alone."""
    found: dict[K, V] = {}
    shared: set[K] = set()
    for key, value in pairs:
        if found.setdefault(key, value) != value:
            shared.add(key)
    return {key: value for key, value in found.items() if key not in shared and key}
