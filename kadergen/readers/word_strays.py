"""Words of a returned Word form that belong to no field: what is left without everything that the form says itself.

Only whole paragraphs and rows of the form's own, and long texts of its own with something typed beside them, are left
out: a word of someone's that the form happens to say too ("Good") is still theirs.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kadergen.formats.marks import CHOSEN, EMPTY, MARKS
from kadergen.model.framework import Framework
from kadergen.model.text import Heading, Paragraph, Prose, Quotation, TextList, plain_spans
from kadergen.readers.word_signs import squeezed

# From this likeness on a paragraph is taken for one of the form's own, in other words of another version.
_ALIKE: Final = 0.75
_MOST_ALIKE: Final = 4000  # characters of a paragraph that may be compared so
_MOST_MET: Final = 5000
_LONG: Final = 4  # words of a text of ours that may be looked for inside another
_GLYPHS: Final = str.maketrans("", "", "".join(CHOSEN | EMPTY))
_IDENTITY: Final = re.compile(r"[a-z0-9-]{1,60}[^\S\n]+·\s+[^|\n·]{1,60}?\s+·\s+[0-9a-f]{16}")
# Bullets and numbers before an item, and the number of a page behind an entry of the contents.
_BEFORE: Final = re.compile(r"^(?:[•\-–*]|\d{1,3}[.)]|[a-z]{1,4}[.)])\s+")
_BEHIND: Final = re.compile(r"[\s.]*\t\s*\d{1,4}\s*$")


class OwnWords:
    """What a form of this framework says by itself."""

    def __init__(self, framework: Framework) -> None:
        self._lines = {squeezed(line) for line in _lines(framework)} - {""}
        rows = [tuple(filter(None, map(_bare, row))) for row in _rows(framework)]
        self._joined = {" ".join(row) for row in rows}
        self._rows: dict[str, list[tuple[str, ...]]] = {}
        for row in rows:
            for cell in row:
                self._rows.setdefault(cell, []).append(row)
        self._first: dict[str, list[list[str]]] = {}
        self._last: dict[str, list[list[str]]] = {}
        for own in sorted((line.split() for line in self._lines), key=len, reverse=True):
            self._first.setdefault(own[0], []).append(own)
            self._last.setdefault(own[-1], []).append(own)
        levels = framework.scale.levels if framework.scale else ()
        self._choices = {squeezed(" ".join(level.label for level in levels))} if levels else set()
        self._page = _page_pattern(framework)
        self._met: set[str] = set()  # texts of ours as they stand in files

    def strange(self, text: str, *, exact: bool = True) -> str:
        """What of a paragraph the form does not say, as it was typed; "" when there is nothing.

        `exact` tells that the form is of this very version: in another one, a paragraph much like one of ours is ours.
        """
        if text in self._met:
            return ""
        if self._is_own(text):
            if len(self._met) < _MOST_MET:
                self._met.add(text)
            return ""
        if not exact and self._is_like(text, self._lines):
            return ""
        words = squeezed(text).split()
        start, end = self._leading(words), self._trailing(words)
        if start >= len(words) or start + end > len(words):
            return text.strip()
        rest = text.split(maxsplit=start)[-1] if start else text
        return (rest.rsplit(maxsplit=end)[0] if end else rest).strip()

    def strange_row(self, texts: Sequence[str], *, exact: bool = True) -> str:
        """The same for a row of a table that is no field; what is left comes with the short words beside it."""
        cells = [cell for cell in map(_bare, texts) if cell]
        if " ".join(cells) in self._choices:
            # Choices that have lost all names: nothing is in them, or nobody can tell whose they are.
            return "\t".join(texts).strip() if any(char in CHOSEN for text in texts for char in text) else ""
        if not cells or self._is_row(cells):
            return ""
        kept, strange, reworded = [], False, False
        for text in texts:
            own = self._is_own(text) or _bare(text) in self._rows
            if not own and not exact and self._is_like(text, self._rows):
                reworded = True
            elif not own or len(text.split()) < _LONG:
                strange |= not own
                kept.append(text.strip() if own else self.strange(text, exact=exact))
        return "\t".join(filter(None, kept)) if strange or not reworded else ""

    def strange_edge(self, text: str) -> Iterator[str]:
        """The same for the head or foot of a page."""
        for line in text.split("\n"):
            for part in self._page.sub("", _IDENTITY.sub("", line)).split("\t"):
                if strange := self.strange(part):
                    yield strange

    def _is_own(self, text: str) -> bool:
        words = squeezed(text)
        if not words or words in self._lines:
            return True
        if words[-1].isdecimal() and squeezed(_BEHIND.sub("", text)) in self._lines:
            return True
        return _BEFORE.sub("", words) in self._lines or self._leading(words.split(), short=True) == len(words.split())

    def _is_row(self, cells: list[str]) -> bool:
        """Whether these are a whole row of ours, or so much of one that it can be no other."""
        if " ".join(cells) in self._joined:
            return True
        enough = any(len(cell.split()) >= _LONG for cell in cells)
        for row in self._rows.get(cells[0], ()):
            if sorted(cells) == sorted(row) or (enough and len(cells) < len(row) and set(cells) <= set(row)):
                return True
        return False

    @staticmethod
    def _is_like(text: str, ours: Iterable[str]) -> bool:
        """Whether the words are some of ours in other words, and not ours with more between or beside them."""
        words = squeezed(text)
        if not words or len(words) > _MOST_ALIKE:
            return False
        for own in difflib.get_close_matches(words, ours, 1, _ALIKE):
            changes = difflib.SequenceMatcher(None, own.split(), words.split(), autojunk=False).get_opcodes()
            kinds = [change[0] for change in changes]
            return "insert" not in (kinds[0], kinds[-1]) and not {"replace", "delete"}.isdisjoint(kinds)
        return False

    def _leading(self, words: list[str], *, short: bool = False) -> int:
        """How many words at the beginning are long texts of ours, with `short` also texts of few words."""
        place = found = 0
        while place < len(words):
            owns = self._first.get(words[place], ())
            own = next((own for own in owns if words[place : place + len(own)] == own), None)
            if own is None:
                break
            place += len(own)
            if short or len(own) >= _LONG:
                found = place
        return found

    def _trailing(self, words: list[str]) -> int:
        """How many words at the end are long texts of ours."""
        end = len(words)
        while end:
            owns = self._last.get(words[end - 1], ())
            own = next((o for o in owns if len(o) >= _LONG and words[max(0, end - len(o)) : end] == o), None)
            if own is None:
                break
            end -= len(own)
        return len(words) - end


def _bare(text: str) -> str:
    return squeezed(text.translate(_GLYPHS))


def _page_pattern(framework: Framework) -> re.Pattern[str]:
    """A page's number and how many there are, in the framework's language."""
    parts = framework.wording("word.page", page="\0", pages="\0").split("\0")
    number = r"\s*(?:\d{1,5}|[ivxlc]{1,8})?\s*"
    return re.compile(number.join(r"\s+".join(map(re.escape, part.split())) for part in parts), re.IGNORECASE)


def _lines(framework: Framework) -> Iterator[str]:
    """Every paragraph of a form or booklet, outside its tables."""
    yield from (framework.title, framework.subtitle, framework.publisher, framework.version_label, framework.source)
    yield framework.rights
    words = framework.wording
    version = framework.version_label or words("document.version", version=framework.version)
    yield version
    yield f"{words('document.form')} · {version}"
    yield f"{framework.title}: {words('document.form')}"
    yield f"{framework.title} · {version}"
    yield from (words(key) for key in ("document.contents", "document.notes", "form.who", "word.how", "word.rows"))
    yield f"{words('booklet.source')}:"
    yield from (text for text in words.texts.values() if len(text.split()) >= _LONG)
    clear = [words(key) for key in ("word.one", "form.clear")]
    yield " ".join((words("word.how"), *clear))
    for section in framework.sections:
        kind = f"{section.kind} {section.code}".strip()
        yield from (section.title, f"{kind} {section.title}", f"{section.code} {section.title}")
        yield from _prose(section.introduction)
    for _, indicator, statement in framework.walk():
        yield indicator.title or ""
        yield statement.plain_text
        yield from _prose(statement.text)
    for chapter in framework.chapters:
        yield chapter.title
        yield from _prose(chapter.prose)
    yield framework.plan.title
    yield from _prose(framework.plan.instruction)
    # Last time's colours, which a form may have been built with.
    for _, _, statement in framework.walk():
        for level in framework.scale.levels if framework.scale else ():
            mark = words("previous.mark", code=statement.code, level=level.label)
            yield from (mark, f"{MARKS[level.shape.value].empty} {mark}")


def _rows(framework: Framework) -> Iterator[Sequence[str]]:
    """Every row of its tables that is no field."""
    for _, indicator, statement in framework.walk():
        yield statement.code, statement.plain_text
        yield statement.code, framework.label(indicator, statement)
    yield [column.label for column in framework.plan.columns]
    for respondent in framework.respondent:
        yield (respondent.label,)
    for _, _, statement in framework.walk():
        for field in framework.fields:
            yield (f"{statement.code} {field.label}",)
    if framework.scale:
        yield framework.scale.columns
        levels = framework.scale.levels
        yield from ((level.colour_name, level.label, level.explanation) for level in levels)


def _prose(prose: Prose) -> Iterable[str]:
    for block in prose:
        match block:
            case Paragraph(spans) | Heading(_, spans):
                yield plain_spans(spans)
            case TextList(items):
                for item in items:
                    yield from _prose(item)
            case Quotation(inner):
                yield from _prose(inner)
            case _:
                pass
