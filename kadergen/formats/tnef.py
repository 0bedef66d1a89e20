"""winmail.dat, in which Outlook and Exchange send what their mail is made of (TNEF) → the files in it.

Source: [MS-OXTNEF] 2.1 (attributes), 2.1.3.4 (properties of attachments). Read by ourselves: the known libraries are
not kept any more, and of the format we need the files' names and contents alone.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from kadergen.formats.mail_parts import Lost, LostPart, Part
from kadergen.formats.rawform import FormatError

SIGNATURE: Final = b"\x78\x9f\x3e\x22"

_ATTRIBUTE: Final = struct.Struct("<BII")  # level, what it is, length
_CHECKSUM: Final = 2  # bytes behind each attribute
_ATTACHMENT_LEVEL: Final = 2
_BEGIN: Final = 0x00069002  # attAttachRendData: the next attachment
_TITLE: Final = 0x00018010
_DATA: Final = 0x0006800F
_PROPERTIES: Final = 0x00069005
_LONG_NAME, _SHORT_NAME, _OBJECT, _METHOD, _CONTENT_ID, _MIME = 0x3707, 0x3704, 0x3701, 0x3705, 0x3712, 0x370E
# Before an attached message stands the name of its interface; what follows is another TNEF.
_MESSAGE_INTERFACE: Final = struct.pack("<I2H8B", 0x00020307, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46)
_BY_REFERENCE: Final = (2, 3, 4, 7)
_MOST_VALUES: Final = 10_000
_MOST_ATTACHED: Final = 10_000

_STRING8, _UNICODE, _BINARY, _OBJECT_TYPE = 0x001E, 0x001F, 0x0102, 0x000D
_VARIABLE: Final = (_STRING8, _UNICODE, _BINARY, _OBJECT_TYPE)
_WIDTHS: Final = {
    0x0001: 4,
    0x0002: 4,
    0x0003: 4,
    0x0004: 4,
    0x000A: 4,
    0x000B: 4,
    0x0005: 8,
    0x0006: 8,
    0x0007: 8,
    0x0014: 8,
    0x0040: 8,
    0x0048: 16,
}
_MULTIPLE: Final = 0x1000
_NAMED: Final = 0x8000


@dataclass(slots=True)
class _Attached:
    title: bytes = b""
    data: bytes | None = None
    properties: dict[int, bytes] = field(default_factory=dict)


def read_tnef(data: bytes) -> Iterator[Part | LostPart]:
    """The files, one after the other. Raises FormatError where it is damaged, after the files before that place."""
    found: list[_Attached] = []
    damage: FormatError | None = None
    try:
        for what, value in _attachment_attributes(data):
            if what == _BEGIN:
                if len(found) == _MOST_ATTACHED:
                    raise FormatError(f"it has more than {_MOST_ATTACHED} attachments")
                found.append(_Attached())
            elif found and what == _TITLE:
                found[-1].title = value
            elif found and what == _DATA:
                found[-1].data = value
            elif found and what == _PROPERTIES:
                found[-1].properties = _properties(value)
    except FormatError as error:
        damage = error
    yield from map(_part, found)
    if damage:
        raise damage


def _attachment_attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    if not data.startswith(SIGNATURE):
        raise FormatError("it is no winmail.dat")
    position = len(SIGNATURE) + 2  # behind a key that means nothing
    while position + _ATTRIBUTE.size <= len(data):
        level, what, length = _ATTRIBUTE.unpack_from(data, position)
        start = position + _ATTRIBUTE.size
        position = start + length + _CHECKSUM
        if start + length > len(data):
            raise FormatError("it was cut off, perhaps on its way")
        if level == _ATTACHMENT_LEVEL:
            yield what, data[start : start + length]


def _part(found: _Attached) -> Part | LostPart:
    name = _text(found.properties, _LONG_NAME) or _text(found.properties, _SHORT_NAME) or _decoded(found.title)
    held = found.properties.get(_OBJECT)
    if held is not None and held.startswith(_MESSAGE_INTERFACE):
        return Part(name, held[len(_MESSAGE_INTERFACE) :], is_message=True)
    if found.data is None and held is None:
        method = int.from_bytes(found.properties.get(_METHOD, b"")[:4], "little")
        return LostPart(Lost.ELSEWHERE if method in _BY_REFERENCE else Lost.BROKEN)
    picture = _text(found.properties, _MIME).lower().startswith("image/") and bool(_text(found.properties, _CONTENT_ID))
    return Part(name, found.data if found.data is not None else held or b"", inline=picture)


def _text(properties: dict[int, bytes], tag: int) -> str:
    """A property that is text; it was marked as UTF-16 by a byte of its own, see `_properties`."""
    value = properties.get(tag, b"")
    if value[:1] == b"\1":
        return value[1:].decode("utf-16-le", "replace").partition("\0")[0]
    return _decoded(value[1:])


def _decoded(data: bytes) -> str:
    data = data.partition(b"\0")[0]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _properties(data: bytes) -> dict[int, bytes]:
    """Tag → value, as far as they can be told apart; text begins with 1 for UTF-16 and 0 for 8 bits."""
    found: dict[int, bytes] = {}
    try:
        (count,) = struct.unpack_from("<I", data)
        position = 4
        for _ in range(min(count, _MOST_VALUES)):
            position = _property(data, position, found)
    except struct.error:
        pass  # cut short, or of a type that nobody knows: what came before it is as good as ever
    return found


def _property(data: bytes, position: int, found: dict[int, bytes]) -> int:
    """Read one property; where the next one begins. Raises struct.error."""
    kind, tag = struct.unpack_from("<HH", data, position)
    position += 4
    if tag & _NAMED:
        position = _behind_name(data, position)
    base, many = kind & ~_MULTIPLE, bool(kind & _MULTIPLE)
    values = 1
    if many or base in _VARIABLE:
        (values,) = struct.unpack_from("<I", data, position)
        position += 4
    if values > _MOST_VALUES:
        raise struct.error
    for _ in range(values):
        if base in _VARIABLE:
            (length,) = struct.unpack_from("<I", data, position)
            position += 4
        elif base in _WIDTHS:
            length = _WIDTHS[base]
        else:
            raise struct.error
        if position + length > len(data):
            raise struct.error
        value = data[position : position + length]
        if not many:
            found[tag] = {_UNICODE: b"\1", _STRING8: b"\0"}.get(base, b"") + value
        position += length + -length % 4
    return position


def _behind_name(data: bytes, position: int) -> int:
    """A named property has a GUID and a number, or a text, before its value."""
    (kind,) = struct.unpack_from("<I", data, position + 16)
    if kind == 0:
        return position + 24
    length = int(struct.unpack_from("<I", data, position + 20)[0])
    return position + 24 + length + -length % 4
