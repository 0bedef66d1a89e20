"""A framework as JSON: what `kadergen show --json` prints. Stable; other programs build on it.

Texts are plain: paragraphs apart by a blank line, without emphasis. Keys may be added, never renamed.
"""

from __future__ import annotations

from typing import Any

from kadergen.model.framework import (
    Chapter,
    Framework,
    Indicator,
    Option,
    PlanPart,
    RespondentField,
    Section,
    Statement,
)
from kadergen.model.plan import PlanTemplate
from kadergen.model.scale import Scale
from kadergen.model.text import plain


def framework_to_json(framework: Framework) -> dict[str, Any]:
    """The whole content, in order. `parts` names chapters and sections by id, and the plan as `plan`."""
    return {
        "id": framework.id,
        "version": framework.version,
        "version_label": framework.version_label,
        "title": framework.title,
        "subtitle": framework.subtitle,
        "language": framework.language,
        "publisher": framework.publisher,
        "authors": list(framework.authors),
        "source": framework.source,
        "rights": framework.rights,
        "scale": _scale(framework.scale),
        "fields": [{"id": field.id, "kind": field.kind.value, "label": field.label} for field in framework.fields],
        "respondent": [_respondent_field(field) for field in framework.respondent],
        "parts": ["plan" if isinstance(part, PlanPart) else part.id for part in framework.parts],
        "chapters": [_chapter(chapter) for chapter in framework.chapters],
        "sections": [_section(section) for section in framework.sections],
        "plan": _plan(framework.plan),
    }


def _scale(scale: Scale | None) -> list[dict[str, Any]]:
    """The levels from best to worst; none when the framework has no scale."""
    return [
        {
            "id": level.id,
            "label": level.label,
            "colour": level.colour,
            "colour_name": level.colour_name,
            "shape": level.shape.value,
            "explanation": level.explanation,
        }
        for level in (scale.levels if scale else ())
    ]


def _options(options: tuple[Option, ...]) -> list[dict[str, Any]]:
    return [{"id": o.id, "label": o.label, "singular": o.singular, "plural": o.plural} for o in options]


def _respondent_field(field: RespondentField) -> dict[str, Any]:
    return {"id": field.id, "label": field.label, "options": _options(field.options)}


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {"id": chapter.id, "title": chapter.title, "text": plain(chapter.prose)}


def _section(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "code": section.code,
        "kind": section.kind,
        "title": section.title,
        "introduction": plain(section.introduction),
        "indicators": [_indicator(indicator) for indicator in section.indicators],
    }


def _indicator(indicator: Indicator) -> dict[str, Any]:
    return {"title": indicator.title, "statements": [_statement(statement) for statement in indicator.statements]}


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "id": statement.id,
        "code": statement.code,
        "text": statement.plain_text,
        "editor_label": statement.editor_label,
    }


def _plan(plan: PlanTemplate) -> dict[str, Any]:
    return {
        "title": plan.title,
        "instruction": plain(plan.instruction),
        "rows": plan.rows,
        "columns": [{"id": column.id, "label": column.label} for column in plan.columns],
    }
