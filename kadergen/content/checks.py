"""Checks between the values of a framework: a flat list of small functions, each one rule, each yielding diagnostics.

What a single value must look like is said in `kadergen.content.format`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from kadergen.colours import contrast, is_colour
from kadergen.content.draft import ChapterDraft, Draft
from kadergen.content.format import FRAMEWORK_FILE, PLAN_PART, ROW, SCORE, VERSIONS_FOLDER, WORDING_FILE
from kadergen.content.markdown import parse_markdown
from kadergen.diagnostics import Code, Diagnostic, Location
from kadergen.model.framework import ItemFieldKind
from kadergen.model.instrument import MAX_FIELD_ID, RESPONDENT, FieldId, plan_row, plan_row_number
from kadergen.model.plan import ACTION
from kadergen.model.text import ScaleTable, plain
from kadergen.source import MapNode, Scalar, error, shown_path, warning

Check = Callable[[Draft], Iterator[Diagnostic]]
OF_A_ROUND: Final = "framework"
"""What the folder is called when it is a copy within the folder of a round."""
_PALEST: Final = 2.0


def check_folder_name(draft: Draft) -> Iterator[Diagnostic]:
    """The folder is called as the framework: by that name it is found."""
    name = draft.root.text("id")
    if name and draft.folder.resolve().name not in (name, OF_A_ROUND):
        message = f"the folder is not called {name!r}, as the framework is"
        yield warning(Code.C010, draft.root.place("id"), message, "rename the folder or change the id")


def check_part_twice(draft: Draft) -> Iterator[Diagnostic]:
    """No part stands twice."""
    yield from _twice(draft.part_names, Code.C011, "part")


def check_plan_is_a_part(draft: Draft) -> Iterator[Diagnostic]:
    """The plan of action has its place in the booklet."""
    if draft.root.items("parts") and PLAN_PART not in draft.parts:
        message = "plan of action is not among the parts, so the booklet has none"
        yield warning(Code.C020, draft.root.place("parts"), message, "add the line `- plan`")


def check_some_section(draft: Draft) -> Iterator[Diagnostic]:
    """There is something to answer."""
    names = [part.text for part in draft.part_names]
    if names and not any(name.endswith(".yaml") for name in names):
        message = "no section is among the parts, so there is nothing to answer"
        yield error(Code.C016, draft.root.place("parts"), message, "add a file such as section-1.yaml")


def check_unused_files(draft: Draft) -> Iterator[Diagnostic]:
    """Every file in the folder belongs to the framework."""
    used = {FRAMEWORK_FILE, WORDING_FILE, VERSIONS_FOLDER, "README.md"} | {part.text for part in draft.part_names}
    for path in sorted(draft.folder.iterdir(), key=lambda path: path.name):
        if path.name not in used and not path.name.startswith("."):
            yield warning(
                Code.C017,
                Location(shown_path(path)),
                f"{path.name!r} is not used by the framework",
                "name it under `parts` in framework.yaml, or move it elsewhere",
            )


def check_part_ids(draft: Draft) -> Iterator[Diagnostic]:
    """No two sections share an id, and no section has a chapter's."""
    chapters = {part.id: part.place for part in draft.parts.values() if isinstance(part, ChapterDraft)}
    ids = _scalars(draft.sections, "id")
    yield from _twice(ids, Code.C011, "section id")
    for scalar in ids:
        if scalar.text in chapters or scalar.text == PLAN_PART:
            hint = "a chapter's id is the name of its file; give the section another id"
            yield error(Code.C011, scalar.location, f"id {scalar.text!r} is a chapter's or the plan's", hint)


def check_statement_ids(draft: Draft) -> Iterator[Diagnostic]:
    """No two statements share an id, and none is one that the program uses itself."""
    ids = _scalars((statement for _, statement in draft.statements()), "id")
    yield from _twice(ids, Code.C011, "statement id")
    for scalar in ids:
        if scalar.text in (RESPONDENT, "kadergen") or plan_row_number(scalar.text) is not None:
            hint = "respondent, kadergen and plan-01, plan-02, ... stand for other fields of the form"
            yield error(Code.C011, scalar.location, f"id {scalar.text!r} is used by the program itself", hint)


def check_field_ids(draft: Draft) -> Iterator[Diagnostic]:
    """Every field's id (statement and field, `p1-3__reflection`) is short enough for all formats."""
    longest = max((scalar.text for scalar in _scalars(draft.root.maps("fields"), "id")), key=len, default="")
    for scalar in _scalars((statement for _, statement in draft.statements()), "id"):
        if longest and len(str(FieldId(scalar.text, longest))) > MAX_FIELD_ID >= len(scalar.text):
            message = f"id is too long together with the field {longest!r}"
            hint = f"an id and the field's id may have {MAX_FIELD_ID - 2} characters together"
            yield error(Code.C010, scalar.location, message, hint)
    for scalar in _scalars(_plan_columns(draft), "id"):
        if len(str(FieldId(plan_row(99), scalar.text))) > MAX_FIELD_ID >= len(scalar.text):
            yield error(Code.C010, scalar.location, "id of the plan's column is too long", "use at most 50 characters")


def check_codes(draft: Draft) -> Iterator[Diagnostic]:
    """No two sections, and no two statements, are printed with the same code."""
    yield from _twice(_scalars(draft.sections, "code"), Code.C024, "section code")
    yield from _twice(_scalars((s for _, s in draft.statements()), "code"), Code.C024, "statement code")


def check_statement_texts(draft: Draft) -> Iterator[Diagnostic]:
    """No two statements say the same."""
    first: dict[str, Scalar] = {}
    for scalar in _scalars((statement for _, statement in draft.statements()), "text"):
        words = " ".join(plain(parse_markdown(scalar.text, scalar.line).prose).split()).casefold()
        if words and words in first:
            hint = f"the first one is at {first[words].location}; keep one of them"
            yield error(Code.C013, scalar.location, "two statements have the same text", hint)
        elif words:
            first[words] = scalar


def check_short_names(draft: Draft) -> Iterator[Diagnostic]:
    """Every statement can be named in lists: by its indicator's title, else by the editors' label."""
    for indicator, statement in draft.statements():
        if not indicator.text("title") and not statement.text("editor_label"):
            message = "statement has no short name for lists: its indicator has no title"
            yield warning(Code.C007, statement.location, message, "add an editor_label of a few words")


def check_levels(draft: Draft) -> Iterator[Diagnostic]:
    """Levels differ in id, label, colour and shape, and no id is the one that forms keep for "nothing chosen"."""
    scale = draft.root.map("scale")
    levels = scale.maps("levels") if scale else ()
    yield from _twice(_scalars(levels, "id"), Code.C011, "level id")
    for key in ("label", "colour", "shape"):
        yield from _twice(_scalars(levels, key), Code.C014, f"level's {key}", str.casefold)
    for scalar in _scalars(levels, "id"):
        if scalar.text == "off":
            hint = "PDF forms keep Off for a choice that is not made; use another id"
            yield error(Code.C010, scalar.location, "a level cannot have the id 'off'", hint)


def check_level_colours(draft: Draft) -> Iterator[Diagnostic]:
    """Levels can be told from the paper. Their outlines are darkened where needed, which has its limits."""
    scale = draft.root.map("scale")
    for scalar in _scalars(scale.maps("levels") if scale else (), "colour"):
        if is_colour(scalar.text) and (ratio := contrast(scalar.text, "#FFFFFF")) < _PALEST:
            message = f"colour {scalar.text} has a contrast of {ratio:.2f} with paper, which is too little"
            hint = f"take a darker one, with {_PALEST:g} or more; till then shapes get a much darker outline"
            yield warning(Code.C026, scalar.location, message, hint)


def check_fields(draft: Draft) -> Iterator[Diagnostic]:
    """At most one score and one field of actions; a score needs a scale, and a scale a score."""
    fields = draft.root.maps("fields")
    yield from _twice(_scalars(fields, "id"), Code.C011, "field id")
    for kind in (ItemFieldKind.SCORE.value, ItemFieldKind.ACTIONS.value):
        yield from _more_than_one([s for s in _scalars(fields, "kind") if s.text == kind])
    score = next((s for s in _scalars(fields, "kind") if s.text == ItemFieldKind.SCORE.value), None)
    if score and "scale" not in draft.root.entries:
        hint = "add `scale`, or remove this field"
        yield error(Code.C021, score.location, "a score is asked, but there is no scale", hint)
    if not score and draft.root.map("scale"):
        message = "there is a scale, but no field of the kind score"
        yield warning(Code.C021, draft.root.place("scale"), message, "add such a field, or remove the scale")


def check_json_keys(draft: Draft) -> Iterator[Diagnostic]:
    """The ids that the JSON of answers keeps: `score` is the level, and only that; `row` is a plan row's number."""
    for node in draft.root.maps("fields"):
        found, kind = node.scalar("id"), node.scalar("kind")
        if found and kind and (found.text == SCORE) != (kind.text == ItemFieldKind.SCORE.value):
            hint = f"write `id: {SCORE}` for the kind score, and another id for any other kind"
            yield error(Code.C021, found.location, f"the id {SCORE!r} belongs to the field of the kind score", hint)
    for scalar in _scalars(_plan_columns(draft), "id"):
        if scalar.text == ROW:
            yield error(Code.C020, scalar.location, f"a column cannot have the id {ROW!r}", "use another id")


def check_options(draft: Draft) -> Iterator[Diagnostic]:
    """The options of a choice in the form's header differ."""
    respondent = draft.root.map("respondent")
    for key in respondent.entries if respondent else ():
        header = respondent.map(key) if respondent else None
        options = header.maps("options") if header else ()
        yield from _twice(_scalars(options, "id"), Code.C011, f"option id of {key}")
        yield from _twice(_scalars(options, "label"), Code.C011, f"option label of {key}", str.casefold)


def check_plan_columns(draft: Draft) -> Iterator[Diagnostic]:
    """The plan has a column for the action, and no column twice."""
    ids = _scalars(_plan_columns(draft), "id")
    yield from _twice(ids, Code.C011, "column id")
    plan = draft.root.map("plan")
    if plan and ids and ACTION not in [scalar.text for scalar in ids]:
        message = f"plan of action has no column with the id {ACTION!r}"
        yield error(Code.C020, plan.place("columns"), message, f"add `- {{id: {ACTION}, label: ...}}`")


def check_scale_table(draft: Draft) -> Iterator[Diagnostic]:
    """The line {scale} in a chapter needs a scale with all that the table shows."""
    scale = draft.root.map("scale")
    complete = scale and scale.get("columns") and all(level.text("explanation") for level in scale.maps("levels"))
    for part in draft.parts.values():
        if isinstance(part, ChapterDraft) and any(isinstance(block, ScaleTable) for block in part.prose):
            if "scale" not in draft.root.entries:
                hint = "remove the line, or add `scale` to framework.yaml"
                yield error(Code.C014, part.place, "chapter has the line {scale}, but there is no scale", hint)
            elif not complete:
                message = "the table of the scale is used, but the scale lacks columns or explanations"
                yield error(Code.C014, draft.root.place("scale"), message, "add `columns`, and `explanation` to levels")


CHECKS: Final[tuple[Check, ...]] = (
    check_folder_name,
    check_part_twice,
    check_plan_is_a_part,
    check_some_section,
    check_unused_files,
    check_part_ids,
    check_statement_ids,
    check_field_ids,
    check_codes,
    check_statement_texts,
    check_short_names,
    check_levels,
    check_level_colours,
    check_fields,
    check_json_keys,
    check_options,
    check_plan_columns,
    check_scale_table,
)


def run_checks(draft: Draft) -> list[Diagnostic]:
    """Everything that the checks find, in their order."""
    return [problem for check in CHECKS for problem in check(draft)]


def _plan_columns(draft: Draft) -> tuple[MapNode, ...]:
    plan = draft.root.map("plan")
    return plan.maps("columns") if plan else ()


def _scalars(maps: Iterable[MapNode], key: str) -> list[Scalar]:
    """The scalars of one key, where they are there and not empty."""
    found = (node.scalar(key) for node in maps)
    return [scalar for scalar in found if scalar and scalar.text.strip()]


def _twice(scalars: Iterable[Scalar], code: Code, what: str, fold: Callable[[str], str] = str) -> Iterator[Diagnostic]:
    first: dict[str, Scalar] = {}
    for scalar in scalars:
        same = first.setdefault(fold(scalar.text), scalar)
        if same is not scalar:
            hint = f"the first one is at {same.location}; change one of them"
            yield error(code, scalar.location, f"{what} {scalar.text!r} is used twice", hint)


def _more_than_one(kinds: list[Scalar]) -> Iterator[Diagnostic]:
    for scalar in kinds[1:]:
        message = f"there is more than one field of the kind {scalar.text}"
        yield error(Code.C021, scalar.location, message, "make this one kind: text, or remove it")
