"""What a Word form says about itself in a custom XML part: its identity and its fields. Nothing is bound to it.

Programs keep the part without knowing it. Filling reads it; reading a returned form asks the document itself first,
since a part that nobody sees may have stayed behind from another form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from kadergen.formats.office_zip import parse_xml
from kadergen.formats.rawform import FormatError
from kadergen.formats.wordml import writable

NAMESPACE: Final = "urn:kadergen:form:1"
"""A name; nothing is fetched from there."""
TEXT: Final = "text"
LIST: Final = "list"
CHOICES: Final = "choices"
_LONGEST: Final = 4_000_000  # bytes


@dataclass(frozen=True, slots=True)
class ManifestField:
    """A field: `kind` is text, list (one of the options' labels is shown) or choices (a check box for each option).

    `options` are (id, label).
    """

    name: str
    kind: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """The form's identity (its marker), its fields, and the facets of the plan's columns in their order."""

    identity: str
    fields: tuple[ManifestField, ...]
    columns: tuple[str, ...] = ()


def write_manifest(manifest: Manifest) -> bytes:
    """The part's bytes."""
    lines = [f"<identity>{_text(manifest.identity)}</identity>"]
    for field in manifest.fields:
        options = "".join(f"<option id={_value(i)}>{_text(label)}</option>" for i, label in field.options)
        lines.append(f"<field name={_value(field.name)} kind={_value(field.kind)}>{options}</field>")
    lines += [f"<column facet={_value(column)}/>" for column in manifest.columns]
    body = "\n".join(lines)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<form xmlns="{NAMESPACE}">\n{body}\n</form>\n'.encode()


def parse_manifest(parts: Iterable[bytes]) -> Manifest | None:
    """The manifest among custom XML parts, None when there is none. Parts of others are passed over."""
    for data in parts:
        if NAMESPACE.encode() not in data or len(data) > _LONGEST:
            continue
        try:
            root = parse_xml(data, "customXml")
        except FormatError:
            continue
        if root.tag != f"{{{NAMESPACE}}}form":
            continue
        names = {"n": NAMESPACE}
        fields = tuple(
            ManifestField(
                str(field.get("name", "")),
                str(field.get("kind", "")),
                tuple((str(o.get("id", "")), o.text or "") for o in field.iterfind("n:option", names)),
            )
            for field in root.iterfind("n:field", names)
        )
        columns = tuple(str(column.get("facet", "")) for column in root.iterfind("n:column", names))
        return Manifest(root.findtext("n:identity", "", names).strip(), fields, columns)
    return None


def _text(text: str) -> str:
    return escape(writable(text), {"\r": "&#13;"})


def _value(text: str) -> str:
    return quoteattr(writable(text))
