"""XFDF, the field values of a PDF form as XML: parsed and written (ISO 19444-1).

Parsed with expat alone, event by event: a document type is refused, so that there are no entities to expand and no
files to fetch, and no tree is built that could be deep or large.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from kadergen.formats.rawform import FormatError, RawField, RawForm

NAMESPACE: Final = "http://ns.adobe.com/xfdf/"
MAX_SIZE: Final = 16_000_000  # bytes
_MAX_DEPTH: Final = 64
_MAX_FIELDS: Final = 100_000
_READER: Final = "kadergen xfdf"
_OFF: Final = "Off"
# What XML 1.0 cannot hold at all, not even escaped.
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse_xfdf(data: bytes) -> RawForm:
    """The fields of an XFDF file. Raises FormatError, with line and column."""
    handler = _Handler()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = handler.doctype
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.errors.messages[error.code]
        raise FormatError(f"at line {error.lineno}, column {error.offset + 1}: {reason}") from error
    except (LookupError, ValueError) as error:  # an encoding that does not exist or has several bytes a character
        raise FormatError("it is written in an unknown encoding") from error
    return RawForm(tuple(handler.fields), _READER)


def write_xfdf(fields: Iterable[RawField]) -> bytes:
    """An XFDF file with these fields, UTF-8. Characters that XML cannot hold become U+FFFD; CR stays CR."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<xfdf xmlns="{NAMESPACE}" xml:space="preserve"><fields>']
    for field in fields:
        name = quoteattr(_writable(field.name))
        value = escape(_writable(field.value or (_OFF if field.is_state else "")), {"\r": "&#13;"})
        lines.append(f"<field name={name}><value>{value}</value></field>")
    lines.append("</fields></xfdf>")
    return ("\n".join(lines) + "\n").encode()


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)


@dataclass(slots=True)
class _OpenField:
    """A <field> that is not closed yet: its full name and the pieces of its values."""

    name: str
    values: list[list[str]] = dataclass_field(default_factory=list)
    rich: list[str] | None = None
    has_kids: bool = False

    def found(self) -> list[str]:
        """Its values: the plain ones, and the formatted one where there is no plain one with words."""
        plain = ["".join(pieces) for pieces in self.values]
        if self.rich is not None and not any(plain):
            return ["".join(self.rich)]
        return plain or ([] if self.has_kids else [""])


class _Handler:
    """Collects fields from the events; only what stands in <fields> counts, not the annotations."""

    def __init__(self) -> None:
        self.fields: list[RawField] = []
        self._path: list[str] = []  # local names of the open elements
        self._open: list[_OpenField] = []
        self._value_depth = 0  # depth of the open <value> or <value-richtext>, 0 when there is none

    def doctype(self, *_: object) -> None:
        raise FormatError("it declares a document type, which a form never does")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        self._path.append(local)
        depth = len(self._path)
        if depth > _MAX_DEPTH:
            raise FormatError("its elements are nested too deep")
        if depth == 1 and local != "xfdf":
            raise FormatError("it is XML, but no XFDF")
        if self._value_depth:
            self._inside_value(local)
        elif local == "field" and self._path[1] == "fields":
            self._start_field(attributes.get("name", ""))
        elif self._open and local in ("value", "value-richtext"):
            self._value_depth = depth
            if local == "value":
                self._open[-1].values.append([])
            else:
                self._open[-1].rich = []

    def _inside_value(self, local: str) -> None:
        rich = self._open[-1].rich
        if rich is not None and (local == "br" or (local in ("p", "div", "li") and rich)):
            rich.append("\n")

    def _start_field(self, name: str) -> None:
        prefix = ""
        if self._open:
            self._open[-1].has_kids = True
            prefix = self._open[-1].name
        self._open.append(_OpenField(".".join(filter(None, (prefix, name)))))
        if len(self.fields) + len(self._open) > _MAX_FIELDS:
            raise FormatError("it has too many fields")

    def end(self, _: str) -> None:
        local = self._path.pop()
        if self._value_depth:
            if len(self._path) < self._value_depth:
                self._value_depth = 0
        elif local == "field" and self._open:
            closed = self._open.pop()
            if closed.name:
                self.fields += [RawField(closed.name, value) for value in closed.found()]

    def text(self, data: str) -> None:
        if not self._value_depth:
            return
        field = self._open[-1]
        if self._path[self._value_depth - 1] == "value":
            field.values[-1].append(data)
        elif field.rich is not None and (data.strip() or self._path[-1] not in ("value-richtext", "body")):
            field.rich.append(data)
