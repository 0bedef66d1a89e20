"""JSON Schemas for editors, made from the format: completion and red underlining while an author types.

`python -m kadergen.content.schema` writes them to content/schema/; a test keeps them in step.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from kadergen.content.format import FRAMEWORK, SECTION, wording_shape
from kadergen.content.shapes import Choice, ListOf, Markdown, Number, Record, Shape, Text

SCHEMA_FOLDER: Final = "schema"
_DIALECT: Final = "http://json-schema.org/draft-07/schema#"  # the one that editors' YAML plug-ins know best


def schema_texts() -> dict[str, str]:
    """File name → JSON text, for all schemas."""
    shapes = {"framework": FRAMEWORK, "section": SECTION, "wording": wording_shape()}
    return {f"{name}.schema.json": _text(shape) for name, shape in shapes.items()}


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Writes all schemas into an existing folder; the paths of the files."""
    paths = []
    for name, text in schema_texts().items():
        path = folder / name
        path.write_text(text, encoding="utf-8", newline="\n")
        paths.append(path)
    return tuple(paths)


def json_schema(shape: Shape) -> dict[str, Any]:
    """The schema of one shape. It never asks more than the check does, so that a valid file is never underlined."""
    return {"description": shape.about, **_keywords(shape)}


def _keywords(shape: Shape) -> dict[str, Any]:
    match shape:
        case Text(pattern=pattern, longest=longest) if pattern:
            return {"type": "string", "pattern": f"^(?:{pattern})$", "maxLength": longest}
        case Text() | Markdown():
            return {"type": "string", "pattern": r"\S"}
        case Number(least=least, most=most):
            return {"type": "integer", "minimum": least, "maximum": most}
        case Choice(values=values):
            return {"type": "string", "enum": list(values)}
        case ListOf(item=item, least=least, most=most):
            return {"type": "array", "items": json_schema(item), "minItems": least, "maxItems": most}
        case Record():
            return _record(shape)


def _record(shape: Record) -> dict[str, Any]:
    properties = {}
    for key, value in shape.keys.items():
        schema = json_schema(value)
        if key not in shape.required:  # an optional key may stand there without a value
            schema["type"] = [schema["type"], "null"]
            if "enum" in schema:
                schema["enum"].append(None)
        properties[key] = schema
    record: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    if shape.required:
        record["required"] = list(shape.required)
    return record


def _text(shape: Record) -> str:
    return json.dumps({"$schema": _DIALECT, **json_schema(shape)}, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    from kadergen.content.load import frameworks_folder

    write_schemas(frameworks_folder() / SCHEMA_FOLDER)
