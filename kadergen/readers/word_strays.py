"""Words of a returned Word form that belong to no field: what is left without everything that the form says itself."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Final

from kadergen.model.framework import Framework
from kadergen.model.text import Heading, Paragraph, Prose, Quotation, TextList, plain_spans
from kadergen.readers.word_signs import squeezed

# From this likeness on a paragraph is taken for one of the form's own, in other words of another version.
_ALIKE: Final = 0.75
_SHORTEST: Final = 4  # characters of a text of ours that may be looked for inside another


class OwnWords:
    """What a form of this framework says by itself. `exact` tells that the form is of this very version."""

    def __init__(self, framework: Framework, *, exact: bool) -> None:
        self._exact = exact
        self._lines = {squeezed(line) for line in _lines(framework)} - {""}
        self._longest = sorted((line for line in self._lines if len(line) >= _SHORTEST), key=len, reverse=True)

    def strange(self, text: str) -> str:
        """What of the text the form does not say, as it was typed; "" when there is nothing."""
        words = squeezed(text)
        if not words or words in self._lines or self._joined(words):
            return ""
        for own in self._longest:
            if words.startswith(f"{own} "):
                return _after(text, own)
            if words.endswith(f" {own}"):
                return _before(text, own)
        if not self._exact and difflib.get_close_matches(words, self._lines, 1, _ALIKE):
            return ""
        return text.strip()

    def _joined(self, words: str) -> bool:
        """Whether the words are several of ours, one after another (a cell of several paragraphs)."""
        rest = words
        while rest:
            own = next((line for line in self._longest if rest == line or rest.startswith(f"{line} ")), None)
            if own is None:
                return False
            rest = rest[len(own) :].lstrip()
        return True


def _after(text: str, own: str) -> str:
    rest = text.split(maxsplit=len(own.split()))
    return rest[-1] if len(rest) > len(own.split()) else text.strip()


def _before(text: str, own: str) -> str:
    rest = text.rsplit(maxsplit=len(own.split()))
    return rest[0] if len(rest) > len(own.split()) else text.strip()


def _lines(framework: Framework) -> Iterator[str]:
    """Every text of the framework that stands in a form or booklet, and the fixed words around it."""
    yield from (framework.title, framework.subtitle, framework.publisher, framework.version_label, framework.source)
    yield framework.rights
    words = framework.wording
    version = framework.version_label or words("document.version", version=framework.version)
    yield version
    yield f"{words('document.form')} · {version}"
    yield from words.texts.values()
    clear = [words(key) for key in ("word.one", "form.clear")]
    yield " ".join((words("word.how"), *clear))
    for section in framework.sections:
        kind = f"{section.kind} {section.code}".strip()
        yield from (section.title, section.code, kind, f"{kind} {section.title}", f"{section.code} {section.title}")
        yield from _prose(section.introduction)
    for _, indicator, statement in framework.walk():
        yield from (indicator.title or "", statement.code, framework.label(indicator, statement))
        yield statement.plain_text
        yield from _prose(statement.text)
        yield from (f"{statement.code} {field.label}" for field in framework.fields)
    yield from (field.label for field in framework.fields)
    for respondent in framework.respondent:
        yield respondent.label
    for chapter in framework.chapters:
        yield chapter.title
        yield from _prose(chapter.prose)
    plan = framework.plan
    yield plan.title
    yield from _prose(plan.instruction)
    yield from (column.label for column in plan.columns)
    if framework.scale:
        yield from framework.scale.columns
        for level in framework.scale.levels:
            yield from (level.label, level.colour_name, level.explanation)


def _prose(prose: Prose) -> Iterable[str]:
    for block in prose:
        match block:
            case Paragraph(spans) | Heading(_, spans):
                yield plain_spans(spans)
            case TextList(items):
                for item in items:
                    yield from _prose(item)
                    yield from (f"• {line}" for line in _prose(item))
            case Quotation(inner):
                yield from _prose(inner)
            case _:
                pass
