"""The instrument: the identities of all fields, owned here and nowhere else.

`FieldId(item, facet)` ⇄ `p1-3__score` is the AcroForm /T, the XFDF field name, the XLSX and JSON key and the field-map
key. Ids come from the content and are never counted, so inserting a statement renames nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final

from kadergen.model.framework import Framework, ItemFieldKind, Option
from kadergen.model.wording import Wording

MAX_FIELD_ID: Final = 60
SEGMENT: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESPONDENT: Final = "respondent"
# The item of a plan field whose row is not told (an anonymous result): `plan__action`.
PLAN: Final = "plan"
# A read-only field with this name carries `FormIdentity.marker` through programs that drop all metadata.
IDENTITY_FIELD: Final = "kadergen__form"
# And one with this name, in the forms of a round, whose form it is: the participant's id.
PERSON_FIELD: Final = "kadergen__person"


@dataclass(frozen=True, slots=True, order=True)
class FieldId:
    """What is answered and which facet of it, e.g. ("p1-3", "score") for `p1-3__score`."""

    item: str
    facet: str

    def __str__(self) -> str:
        return f"{self.item}__{self.facet}"

    @classmethod
    def parse(cls, name: str) -> FieldId:
        """`p1-3__score` → FieldId; ValueError when the name is none of ours."""
        item, separator, facet = name.partition("__")
        if not separator or len(name) > MAX_FIELD_ID or not SEGMENT.fullmatch(item) or not SEGMENT.fullmatch(facet):
            raise ValueError(f"not a field id: {name!r}")
        return cls(item, facet)


class FieldKind(Enum):
    """How a field is answered: one of some levels, one of some options, one line, or text of any length."""

    SCORE = "score"
    CHOICE = "choice"
    LINE = "line"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field. `label` is what a screen reader says; `options` are level or option ids with their labels.

    `caption` is what stands beside it where one line has to say which field it is ("1.3 Reflectie").
    """

    id: FieldId
    kind: FieldKind
    label: str
    options: tuple[Option, ...] = ()
    caption: str = ""

    @property
    def option_ids(self) -> tuple[str, ...]:
        """Ids of the levels or options, in order."""
        return tuple(option.id for option in self.options)


@dataclass(frozen=True, slots=True)
class FormIdentity:
    """Which framework, version and wording a document was made from."""

    id: str
    version: str
    fingerprint: str

    @property
    def marker(self) -> str:
        """One line of text for metadata and hidden fields: `id|version|fingerprint`."""
        return f"{self.id}|{self.version}|{self.fingerprint}"

    @classmethod
    def parse(cls, marker: str) -> FormIdentity:
        """The inverse of `marker`; ValueError when it is none."""
        parts = marker.strip().split("|")
        if len(parts) != 3 or not all(parts):
            raise ValueError("not a form identity")
        return cls(*parts)


@dataclass(frozen=True)
class Instrument:
    """All fields of a framework in reading order: header, statements, plan."""

    framework: Framework
    fields: tuple[FieldSpec, ...]

    @cached_property
    def by_id(self) -> dict[FieldId, FieldSpec]:
        """Field id → spec."""
        return {spec.id: spec for spec in self.fields}

    @cached_property
    def by_name(self) -> dict[str, FieldSpec]:
        """The field's string (`p1-3__score`) → spec."""
        return {str(spec.id): spec for spec in self.fields}

    @cached_property
    def identity(self) -> FormIdentity:
        """Framework id, version and fingerprint."""
        return FormIdentity(self.framework.id, self.framework.version, self._fingerprint())

    def _fingerprint(self) -> str:
        """16 hex digits over the ordered field specs and the statements' words: equal means the same questions."""
        specs = [[str(s.id), s.kind.value, list(s.option_ids)] for s in self.fields]
        texts = [[s.id, s.plain_text] for _, _, s in self.framework.walk()]
        canonical = json.dumps([specs, texts], ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:16]


def plan_row(number: int) -> str:
    """The item of a plan row, counted from 1: `plan-01`."""
    return f"plan-{number:02d}"


def plan_row_number(item: str) -> int | None:
    """The row number of `plan-01`, None for any other item."""
    match = re.fullmatch(r"plan-([0-9]{2,4})", item)
    return int(match[1]) if match else None


def field_label(framework: Framework, name: str) -> str:
    """A field's name for people: "1.5 Reflectie", "Plan van aanpak, rij 3, Actie"; a foreign name as it is."""
    try:
        found = FieldId.parse(name)
    except ValueError:
        return name
    if found.item == RESPONDENT:
        header = framework.respondent_field(found.facet)
        return header.label if header else name
    row = plan_row_number(found.item)
    if row is not None or found.item == PLAN:
        column = next((c.label for c in framework.plan.columns if c.id == found.facet), found.facet)
        if row is None:
            return f"{framework.plan.title}: {column}"
        return framework.wording("field.plan", title=framework.plan.title, row=row, column=column)
    code = next((s.code for _, _, s in framework.walk() if s.id == found.item), found.item)
    return f"{code} {next((f.label for f in framework.fields if f.id == found.facet), found.facet)}"


def build_instrument(framework: Framework) -> Instrument:
    """All fields of the framework, with the sentences that a screen reader says for them."""
    fields: list[FieldSpec] = []
    words: Wording = framework.wording
    for header in framework.respondent:
        kind = FieldKind.CHOICE if header.options else FieldKind.LINE
        fields.append(FieldSpec(FieldId(RESPONDENT, header.id), kind, header.label, header.options, header.label))
    levels = tuple(Option(level.id, level.label) for level in framework.scale.levels) if framework.scale else ()
    for _, indicator, statement in framework.walk():
        name = framework.label(indicator, statement)
        for field in framework.fields:
            score = field.kind is ItemFieldKind.SCORE
            label = words("field.item", code=statement.code, label=name, field=field.label)
            kind = FieldKind.SCORE if score else FieldKind.TEXT
            caption = f"{statement.code} {field.label}"
            fields.append(FieldSpec(FieldId(statement.id, field.id), kind, label, levels if score else (), caption))
    for number in range(1, framework.plan.rows + 1):
        for column in framework.plan.columns:
            label = words("field.plan", title=framework.plan.title, row=number, column=column.label)
            fields.append(FieldSpec(FieldId(plan_row(number), column.id), FieldKind.TEXT, label, (), column.label))
    return Instrument(framework, tuple(fields))
