"""The format of a framework's YAML files, said once: keys, what they mean, which must be there.

`FRAMEWORK` is framework.yaml, `SECTION` a section file, `wording_shape` a wording file.
"""

from __future__ import annotations

from typing import Final

from kadergen.content.markdown import INTRODUCTION
from kadergen.content.shapes import Choice, ListOf, Markdown, Number, Record, Text
from kadergen.diagnostics import Code
from kadergen.model.framework import ItemFieldKind
from kadergen.model.instrument import MAX_FIELD_ID, SEGMENT
from kadergen.model.plan import ACTION, INDICATOR, OWNER, TIMELINE
from kadergen.model.scale import Shape as LevelShape
from kadergen.model.wording import KEYS

FRAMEWORK_FILE: Final = "framework.yaml"
WORDING_FILE: Final = "wording.yaml"
VERSIONS_FOLDER: Final = "versions"
"""Where the forms of released versions are kept, for reading copies that come back later."""
PLAN_PART: Final = "plan"
# Keys that the JSON of answers gives a meaning of its own (docs/json.md).
SCORE: Final = "score"
ROW: Final = "row"
RESPONDENT_FIELDS: Final = ("name", "organisation", "party", "level", "date")
PART_PATTERN: Final = r"plan|[a-z0-9]+(?:-[a-z0-9]+)*\.(?:md|yaml)"

_ID_RULE: Final = f"an id is made of a-z, 0-9 and hyphens between them, at most {MAX_FIELD_ID} characters"


def _id(about: str) -> Text:
    return Text(about, pattern=SEGMENT.pattern, rule=_ID_RULE, code=Code.C010, longest=MAX_FIELD_ID)


def _label(about: str) -> Text:
    return Text(about, longest=200)


LEVEL: Final = Record(
    "A level of the scale",
    {
        "id": _id("The id under which a choice is stored, such as green"),
        "label": _label("What the level is called"),
        "colour": Text(
            "The colour, as #RRGGBB in quotes",
            pattern=r"#[0-9A-Fa-f]{6}",
            rule='a colour is written as "#1E8449", in quotes',
            code=Code.C014,
        ),
        "colour_name": _label("What the colour is called"),
        "shape": Choice("The shape that goes with the colour", tuple(s.value for s in LevelShape), code=Code.C014),
        "explanation": Text("When the level applies"),
    },
    required=("id", "label", "colour", "shape"),
    missing={
        "colour": (Code.C014, "level has no colour"),
        "shape": (Code.C014, "level has no shape"),
    },
)

SCALE: Final = Record(
    "The scale of the scores; leave it out and nothing is scored",
    {
        "columns": ListOf(
            "The three heads of the explanatory table", _label("A head"), 3, 3, lack="columns are missing"
        ),
        "levels": ListOf(
            "The levels from best to worst", LEVEL, 2, len(LevelShape), Code.C014, "scale has fewer than two levels"
        ),
    },
    required=("levels",),
    missing={"levels": (Code.C014, "scale has no levels")},
)

OPTION: Final = Record(
    "An option",
    {
        "id": _id("The id that is stored"),
        "label": _label("What is shown"),
        "singular": _label("How one is said within a sentence, such as: gemeente; leave it out and it is the label"),
        "plural": _label("How more are said within a sentence, such as: gemeenten; leave it out and it is the label"),
    },
    required=("id", "label"),
)

_LINE: Final = Record("A line to fill in", {"label": _label("What it is called")}, required=("label",))
_CHOICE: Final = Record(
    "A choice; without options a line to fill in",
    {
        "label": _label("What it is called"),
        "options": ListOf("The options", OPTION, 1, 60, lack="there are no options"),
    },
    required=("label",),
)

ITEM_FIELD: Final = Record(
    "Something that is asked for every statement",
    {
        "id": _id("The id, such as reflection"),
        "kind": Choice(
            "What it holds: a level of the scale, text, or actions (text that feeds the plan of action)",
            tuple(kind.value for kind in ItemFieldKind),
            code=Code.C021,
        ),
        "label": _label("What it is called"),
    },
    required=("id", "kind", "label"),
)

PLAN_COLUMN: Final = Record(
    "A column of the plan",
    {
        "id": _id(f"The id; {INDICATOR}, {ACTION}, {OWNER} and {TIMELINE} have a meaning, others are free"),
        "label": _label("The column's head"),
    },
    required=("id", "label"),
)

PLAN: Final = Record(
    "The plan of action",
    {
        "title": _label("Its title"),
        "instruction": Markdown("How to use it"),
        "rows": Number("How many rows the form has", 20, 99, Code.C020),
        "columns": ListOf("The columns", PLAN_COLUMN, 1, 8, Code.C020, "plan of action has no columns"),
    },
    required=("title", "instruction", "rows", "columns"),
)

FRAMEWORK: Final = Record(
    "A framework",
    {
        "id": _id("The framework's id: also the name of its folder"),
        "version": Text(
            "The version, in quotes; raise it when a text changes",
            pattern=r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*",
            rule='a version is letters, digits, points and hyphens, such as "2025" or "2025-10"',
            longest=30,
        ),
        "version_label": _label("How the version is printed, such as Version 2025"),
        "title": _label("The title"),
        "subtitle": _label("The subtitle"),
        "language": Text(
            "The language of the texts, such as nl or en",
            pattern=r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}",
            rule="a language is written as nl, en or nl-BE",
        ),
        "publisher": _label("Who publishes it"),
        "authors": ListOf("Who wrote it", _label("An author"), lack="there are no authors"),
        "source": Text("Where the text comes from, in a sentence"),
        "rights": Text("Whose text it is"),
        "scale": SCALE,
        "fields": ListOf(
            "What is asked for every statement, in this order", ITEM_FIELD, 1, 6, Code.C021, "no fields are asked"
        ),
        "respondent": Record(
            "Who answers; what is left out is not asked",
            {
                "name": _LINE,
                "organisation": _LINE,
                "party": _CHOICE,
                "level": _CHOICE,
                "date": _LINE,
            },
        ),
        "parts": ListOf(
            "The parts in order: name.md is a chapter, name.yaml a section, plan the plan of action",
            Text(
                "A part",
                pattern=PART_PATTERN,
                rule="a part is plan, or a file in this folder: name.md or name.yaml (a-z, 0-9, hyphens)",
                code=Code.C016,
            ),
            lack="there are no parts",
        ),
        "plan": PLAN,
    },
    required=("id", "version", "title", "language", "fields", "parts", "plan"),
)

STATEMENT: Final = Record(
    "A statement that is answered",
    {
        "id": _id("The id; never change it once a form has been sent out"),
        "code": Text("The code that is printed, in quotes, such as 1.3", longest=12),
        "text": Markdown("The statement"),
        "editor_label": _label("A short name for lists and reports, where the indicator has no title"),
    },
    required=("id", "code", "text"),
)

INDICATOR_SHAPE: Final = Record(
    "One or more statements under one title",
    {
        "title": _label("The title; may be left out"),
        "statements": ListOf("Its statements", STATEMENT, code=Code.C012, lack="indicator has no statements"),
    },
    required=("statements",),
    missing={"statements": (Code.C012, "indicator has no statements")},
)

SECTION: Final = Record(
    "A section of a framework",
    {
        "id": _id("The section's id"),
        "code": Text("The code that is printed, in quotes, such as 1", longest=6),
        "kind": _label("The word before the code, such as Principle"),
        "title": _label("The title"),
        "introduction": Markdown("The introduction", INTRODUCTION),
        "indicators": ListOf("Its indicators", INDICATOR_SHAPE, code=Code.C019, lack="section has no indicators"),
    },
    required=("id", "code", "title", "indicators"),
    missing={"indicators": (Code.C019, "section has no indicators")},
)


def wording_shape() -> Record:
    """The fixed words that kadergen prints: any of the keys of `kadergen.model.wording`."""

    def about(key: str) -> str:
        places = ", ".join(f"{{{name}}}" for name in KEYS[key])
        return f"Text for {key}, with {places}" if places else f"Text for {key}"

    return Record("Fixed words", {key: Text(about(key)) for key in KEYS})
