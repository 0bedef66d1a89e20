"""A framework as its authors wrote it: chapters, sections, indicators, statements, scale, fields and plan.

Everything a document says comes from here; nothing is tied to Dutch, to three colours or to the number of sections.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from kadergen.model.plan import PlanTemplate
from kadergen.model.scale import Scale
from kadergen.model.text import Prose, plain
from kadergen.model.wording import Wording


@dataclass(frozen=True, slots=True)
class Statement:
    """What is answered (the *item*): scored, reflected upon, acted upon.

    `code` is printed ("1.3"); `editor_label` is a short label added by the editors of the content, not by the
    authors, for a statement whose indicator has no title.
    """

    id: str
    code: str
    text: Prose
    editor_label: str | None = None

    @property
    def plain_text(self) -> str:
        """The words, paragraphs apart by a blank line."""
        return plain(self.text)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One or more statements under one title (which may be absent)."""

    title: str | None
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the framework; `kind` is the word before the code ("Principe"), if any."""

    id: str
    code: str
    title: str
    introduction: Prose
    indicators: tuple[Indicator, ...]
    kind: str = ""

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements in order."""
        return tuple(s for indicator in self.indicators for s in indicator.statements)


@dataclass(frozen=True, slots=True)
class Chapter:
    """Prose before or after the sections; `id` is the file's stem."""

    id: str
    title: str
    prose: Prose


@dataclass(frozen=True, slots=True)
class PlanPart:
    """The place of the plan of action among the parts."""


Part = Chapter | Section | PlanPart


class ItemFieldKind(Enum):
    """What a field of a statement holds: a level of the scale, text, or actions (text that feeds the plan)."""

    SCORE = "score"
    TEXT = "text"
    ACTIONS = "actions"


@dataclass(frozen=True, slots=True)
class ItemField:
    """One thing asked for every statement; `id` is the facet of the form's fields (`p1-1__reflection`)."""

    id: str
    kind: ItemFieldKind
    label: str


@dataclass(frozen=True, slots=True)
class Option:
    """A choice in the form's header: a party or a working level. The id is stored, the label shown.

    `singular` and `plural` are the label as it is said in a sentence ("1 gemeente", "2 gemeenten"); empty: the label.
    """

    id: str
    label: str
    singular: str = ""
    plural: str = ""


@dataclass(frozen=True, slots=True)
class RespondentField:
    """One field of the form's header; `id` is name, organisation, party, level or date; options make it a choice."""

    id: str
    label: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Framework:
    """A whole framework. `version` is compared, `version_label` printed; `language` is a BCP 47 tag."""

    id: str
    version: str
    title: str
    language: str
    parts: tuple[Part, ...]
    fields: tuple[ItemField, ...]
    respondent: tuple[RespondentField, ...]
    plan: PlanTemplate
    wording: Wording
    scale: Scale | None = None
    subtitle: str = ""
    version_label: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    source: str = ""
    rights: str = ""

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections in order."""
        return tuple(part for part in self.parts if isinstance(part, Section))

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters in order."""
        return tuple(part for part in self.parts if isinstance(part, Chapter))

    def walk(self) -> Iterator[tuple[Section, Indicator, Statement]]:
        """Every statement with where it stands, in order."""
        for section in self.sections:
            for indicator in section.indicators:
                for statement in indicator.statements:
                    yield section, indicator, statement

    def label(self, indicator: Indicator, statement: Statement) -> str:
        """A short name for lists and reports: the indicator's title, else the editors' label, else the code."""
        return indicator.title or statement.editor_label or statement.code

    def field_of_kind(self, kind: ItemFieldKind) -> ItemField | None:
        """The first field of this kind, if the framework asks for one."""
        return next((field for field in self.fields if field.kind is kind), None)

    def respondent_field(self, field_id: str) -> RespondentField | None:
        """The header field with this id, if the framework asks for it."""
        return next((field for field in self.respondent if field.id == field_id), None)
