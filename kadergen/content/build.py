"""A draft without errors → `Framework`. Nothing is checked here: the checks have run."""

from __future__ import annotations

from kadergen.content.draft import ChapterDraft, Draft, PartDraft, SectionDraft
from kadergen.content.markdown import INTRODUCTION, TEXT, Rules, parse_markdown
from kadergen.model.framework import (
    Chapter,
    Framework,
    Indicator,
    ItemField,
    ItemFieldKind,
    Option,
    Part,
    PlanPart,
    RespondentField,
    Section,
    Statement,
)
from kadergen.model.plan import PlanColumn, PlanTemplate
from kadergen.model.scale import Level, Scale, Shape
from kadergen.model.text import Prose
from kadergen.model.wording import Wording
from kadergen.source import MapNode, Scalar


def build_framework(draft: Draft) -> Framework:
    """The framework that the draft describes."""
    root = draft.root
    return Framework(
        id=root.text("id"),
        version=root.text("version"),
        title=root.text("title"),
        language=root.text("language"),
        parts=tuple(_part(part) for part in draft.parts.values()),
        fields=tuple(_item_field(node) for node in root.maps("fields")),
        respondent=_respondent(root.map("respondent")),
        plan=_plan(root.map("plan")),
        wording=Wording(draft.wording.texts),
        scale=_scale(root.map("scale")),
        subtitle=root.text("subtitle"),
        version_label=root.text("version_label"),
        publisher=root.text("publisher"),
        authors=_texts(root, "authors"),
        source=root.text("source"),
        rights=root.text("rights"),
    )


def _texts(node: MapNode, key: str) -> tuple[str, ...]:
    return tuple(" ".join(item.text.split()) for item in node.items(key) if isinstance(item, Scalar))


def _prose(node: MapNode, key: str, rules: Rules = TEXT) -> Prose:
    scalar = node.scalar(key)
    return parse_markdown(scalar.text, scalar.line, rules).prose if scalar else ()


def _part(part: PartDraft) -> Part:
    match part:
        case ChapterDraft(id=chapter_id, title=title, prose=prose):
            return Chapter(chapter_id, title, prose)
        case SectionDraft(root=root):
            return _section(root)
        case _:
            return PlanPart()


def _section(node: MapNode) -> Section:
    return Section(
        id=node.text("id"),
        code=node.text("code"),
        title=node.text("title"),
        introduction=_prose(node, "introduction", INTRODUCTION),
        indicators=tuple(_indicator(indicator) for indicator in node.maps("indicators")),
        kind=node.text("kind"),
    )


def _indicator(node: MapNode) -> Indicator:
    return Indicator(node.text("title") or None, tuple(_statement(item) for item in node.maps("statements")))


def _statement(node: MapNode) -> Statement:
    return Statement(node.text("id"), node.text("code"), _prose(node, "text"), node.text("editor_label") or None)


def _item_field(node: MapNode) -> ItemField:
    return ItemField(node.text("id"), ItemFieldKind(node.text("kind")), node.text("label"))


def _option(node: MapNode) -> Option:
    return Option(node.text("id"), node.text("label"), node.text("singular"), node.text("plural"))


def _respondent(node: MapNode | None) -> tuple[RespondentField, ...]:
    fields = ((key, node.map(key)) for key in node.entries) if node else ()
    return tuple(
        RespondentField(key, field.text("label"), tuple(_option(option) for option in field.maps("options")))
        for key, field in fields
        if field
    )


def _plan(node: MapNode | None) -> PlanTemplate:
    if node is None:  # the shape of framework.yaml requires it
        raise AssertionError("a framework without a plan reached the builder")
    return PlanTemplate(
        title=node.text("title"),
        instruction=_prose(node, "instruction"),
        columns=tuple(PlanColumn(column.text("id"), column.text("label")) for column in node.maps("columns")),
        rows=int(node.text("rows")),
    )


def _scale(node: MapNode | None) -> Scale | None:
    if node is None:
        return None
    heads = _texts(node, "columns")
    columns = (heads[0], heads[1], heads[2]) if heads else ("", "", "")
    return Scale(tuple(_level(level) for level in node.maps("levels")), columns)


def _level(node: MapNode) -> Level:
    return Level(
        id=node.text("id"),
        label=node.text("label"),
        colour=node.text("colour").upper(),
        shape=Shape(node.text("shape")),
        colour_name=node.text("colour_name"),
        explanation=node.text("explanation"),
    )
