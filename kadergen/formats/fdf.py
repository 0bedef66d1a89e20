"""FDF, the field values of a PDF form as a file of their own: parsed and written (ISO 32000-2, 12.7.8).

Acrobat, Foxit and pdftk export and import it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kadergen.formats.pdf_parse import Objects, parse_objects, unpack
from kadergen.formats.pdf_text import Decoded, decode_text, decode_utf8_or_text, without_surrogates
from kadergen.formats.pdfsyntax import Name, Stream, dumps
from kadergen.formats.rawform import FormatError, RawField, RawForm

MAX_SIZE: Final = 16_000_000  # bytes; a filled form of 300 fields takes some 50,000
_MAX_DEPTH: Final = 32
_MAX_FIELDS: Final = 100_000
_READER: Final = "kadergen fdf"
_OFF: Final = "Off"


def parse_fdf(data: bytes) -> RawForm:
    """The fields of an FDF file. Raises FormatError."""
    objects = parse_objects(data)
    fdf = _fdf_dictionary(objects)
    utf8 = str(objects.get(fdf, "Encoding") or "").lower().replace("_", "-") == "utf-8"
    fields: list[RawField] = []
    top = objects.get(fdf, "Fields")
    stack = [(node, "", 1) for node in reversed(top)] if isinstance(top, list) else []
    visited = 0
    while stack:
        node, prefix, depth = stack.pop()
        visited += 1
        if visited > _MAX_FIELDS or depth > _MAX_DEPTH:
            raise FormatError("it has too many fields, or fields nested too deep")
        title = objects.get(node, "T")
        part = _decode(title, utf8).text if isinstance(title, bytes) else ""
        name = ".".join(filter(None, (prefix, part)))
        if name:
            fields += _values(objects, node, name, utf8)
        kids = objects.get(node, "Kids")
        if isinstance(kids, list):
            stack.extend((kid, name, depth + 1) for kid in reversed(kids))
    return RawForm(tuple(fields), _READER)


def write_fdf(fields: Iterable[RawField]) -> bytes:
    """An FDF file with these fields: states as names, everything else as text. Lone surrogates become U+FFFD."""
    entries = [
        {"T": without_surrogates(f.name).text, "V": Name(f.value or _OFF) if f.is_state else _clean(f.value)}
        for f in fields
    ]
    body = dumps({"FDF": {"Fields": entries}}, _no_reference)
    return b"%FDF-1.2\n%\xe2\xe3\xcf\xd3\n1 0 obj\n" + body + b"\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"


def _clean(text: str) -> str:
    return without_surrogates(text).text


def _no_reference(value: object) -> bytes:
    raise TypeError(f"no PDF object: {value!r}")


def _fdf_dictionary(objects: Objects) -> object:
    roots = [objects.get(trailer, "Root") for trailer in reversed(objects.trailers)]
    for root in [*roots, *objects.by_number.values()]:
        fdf = objects.get(root, "FDF")
        if isinstance(fdf, dict):
            return fdf
    raise FormatError("it has no FDF dictionary")


def _decode(raw: bytes, utf8: bool) -> Decoded:
    return decode_utf8_or_text(raw) if utf8 else decode_text(raw)


def _values(objects: Objects, node: object, name: str, utf8: bool) -> list[RawField]:
    value = objects.get(node, "V")
    if value is None:
        return [] if objects.get(node, "Kids") is not None else [RawField(name, "")]
    items = [objects.resolve(item) for item in value] if isinstance(value, list) else [value]
    return [_field(objects, name, item, utf8) for item in items] or [RawField(name, "")]


def _field(objects: Objects, name: str, value: object, utf8: bool) -> RawField:
    if isinstance(value, Name):
        return RawField(name, "" if value == _OFF else without_surrogates(str(value)).text, is_state=True)
    if isinstance(value, Stream):
        packed_by = objects.resolve(value.dictionary.get("Filter"))
        names = packed_by if isinstance(packed_by, list) else [packed_by]
        content = unpack(value.data, tuple(str(n) for n in names if n is not None))
        if content is None:
            return RawField(name, "\ufffd", damaged=True)
        value = content
    if isinstance(value, bytes):
        text, damaged = _decode(value, utf8)
        return RawField(name, text, damaged=damaged)
    return RawField(name, str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else "")
