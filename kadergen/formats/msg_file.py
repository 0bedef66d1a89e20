"""A message that Outlook saved (.msg) → who sent it, when, and the files in it; of its properties no others are read.

Source: [MS-OXMSG] 2.1–2.4 (storages and streams), [MS-OXPROPS] (properties); the container is read by olefile.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import olefile

from kadergen.formats.mail_message import plain_id, sender_address
from kadergen.formats.mail_parts import Envelope, Lost, LostPart, Nested, Part
from kadergen.formats.rawform import FormatError

SIGNATURE: Final = "__properties_version1.0".encode("utf-16-le")
"""The name of a stream that every .msg file has, as it stands in the file's directory."""

_MOST_ENTRIES: Final = 20_000
_MAX_DEPTH: Final = 16  # messages inside each other
_ATTACHED: Final = "__attach_version1.0_#"
_DATA, _MESSAGE = "3701", "3701000D"
_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME, _CONTENT_ID, _MIME = "3707", "3704", "3001", "3712", "370E"
# The address of who sent it, by SMTP; then the kind of address and the address, which may be Exchange's own.
_SMTP_SENDER: Final = ("5D01", "5D02")
_SENDERS: Final = (("0C1E", "0C1F"), ("0064", "0065"))
_HEADERS, _MESSAGE_ID = "007D", "1035"
_DATES: Final = (0x0039, 0x0E06)  # when it was submitted, when it was delivered
_METHOD: Final = 0x3705
_BY_VALUE, _EMBEDDED, _OLE = 1, 5, 6
_TIME: Final = 0x0040
_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)
_PROPERTY: Final = struct.Struct("<HHI8s")
# The fixed properties stand behind a header: of the whole file, of a message inside, of an attachment.
_HEAD_FILE, _HEAD_INNER, _HEAD_ATTACHED = 32, 24, 8

Path = tuple[str, ...]


def read_msg(data: bytes) -> tuple[Envelope, Iterator[Part | LostPart | Nested]]:
    """The envelope, and the files one after the other. Raises FormatError; the iterator may too."""
    try:
        ole = olefile.OleFileIO(io.BytesIO(data))
        entries = ole.listdir(streams=True, storages=True)
    except (OSError, ValueError, IndexError, struct.error, RecursionError) as error:
        raise FormatError("it is no complete Outlook message") from error
    if len(entries) > _MOST_ENTRIES:
        raise FormatError("it has far more parts than a message has")
    message = _Message(ole, [tuple(entry) for entry in entries], (), _HEAD_FILE)
    return message.envelope(), message.parts()


class _Message:
    """The message itself, or one inside it, below the storage `at`."""

    def __init__(self, ole: olefile.OleFileIO[str], entries: list[Path], at: Path, head: int) -> None:
        self._ole, self._at = ole, at
        self._entries = [entry for entry in entries if entry[: len(at)] == at]
        # Names differ in case between programs, never in meaning.
        self._known = {tuple(part.upper() for part in entry): entry for entry in self._entries}
        self._fixed = self._numbers(at, head)

    def envelope(self) -> Envelope:
        senders = [sender_address(self._text(self._at, tag)) for tag in _SMTP_SENDER]
        for kind, address in _SENDERS:
            if self._text(self._at, kind).upper() in ("SMTP", ""):
                senders.append(sender_address(self._text(self._at, address)))
        senders.append(sender_address(_from_header(self._text(self._at, _HEADERS))))
        return Envelope(next(filter(None, senders), ""), self._date(), plain_id(self._text(self._at, _MESSAGE_ID)))

    def parts(self) -> Iterator[Part | LostPart | Nested]:
        depth = len(self._at)
        attached = {
            entry[depth] for entry in self._entries if len(entry) > depth and entry[depth].lower().startswith(_ATTACHED)
        }
        for name in sorted(attached):
            yield self._attached((*self._at, name))

    def _attached(self, at: Path) -> Part | LostPart | Nested:
        name = next(filter(None, (self._text(at, tag) for tag in (_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME))), "")
        method = struct.unpack("<I", self._numbers(at, _HEAD_ATTACHED).get(_METHOD, (0, b"\1\0\0\0\0\0\0\0"))[1][:4])[0]
        inner = self._known.get(_upper((*at, f"__substg1.0_{_MESSAGE}")))
        if method == _EMBEDDED and inner:
            if len(inner) > 2 * _MAX_DEPTH:
                raise FormatError("its messages are nested too deep")
            message = _Message(self._ole, self._entries, inner, _HEAD_INNER)
            return Nested(name, message.envelope(), message.parts())
        data = self._stream((*at, f"__substg1.0_{_DATA}0102"))
        if data is None:
            # What is no file of its own is an object of the text (a chart, say), or is kept elsewhere.
            return LostPart(Lost.BROKEN if method in (_BY_VALUE, _OLE, _EMBEDDED) else Lost.ELSEWHERE)
        picture = self._text(at, _MIME).lower().startswith("image/") and bool(self._text(at, _CONTENT_ID))
        return Part(name, data, inline=picture)

    def _date(self) -> datetime | None:
        for tag in _DATES:
            kind, value = self._fixed.get(tag, (0, b""))
            if kind == _TIME:
                try:
                    return _EPOCH + timedelta(microseconds=int.from_bytes(value, "little") // 10)
                except OverflowError:
                    continue
        return None

    def _numbers(self, at: Path, head: int) -> dict[int, tuple[int, bytes]]:
        """The fixed properties of a storage: tag → type and eight bytes."""
        data = (self._stream((*at, "__properties_version1.0")) or b"")[head:]
        whole = data[: len(data) // _PROPERTY.size * _PROPERTY.size]
        return {tag: (kind, value) for kind, tag, _, value in _PROPERTY.iter_unpack(whole)}

    def _text(self, at: Path, tag: str) -> str:
        """A property that is text, "" when it is not there."""
        if (data := self._stream((*at, f"__substg1.0_{tag}001F"))) is not None:
            return data.decode("utf-16-le", "replace").rstrip("\0")
        data = (self._stream((*at, f"__substg1.0_{tag}001E")) or b"").rstrip(b"\0")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("cp1252", "replace")

    def _stream(self, path: Path) -> bytes | None:
        known = self._known.get(_upper(path))
        if known is None:
            return None
        try:
            with self._ole.openstream(list(known)) as stream:
                return bytes(stream.read())
        except (OSError, ValueError, IndexError, struct.error):
            return None


def _upper(path: Path) -> Path:
    return tuple(part.upper() for part in path)


def _from_header(headers: str) -> str:
    """The From line among the headers that a message came with."""
    for line in headers[:100_000].splitlines():
        if line.lower().startswith("from:"):
            return line[5:].strip()
    return ""
