"""A mail message (RFC 5322, MIME) → who sent it, when, and the files in it, each with its content decoded.

Parsed with the standard library's oldest and most tolerant policy, which looks at a header only when it is asked for.
Whatever is wrong with a mail, as much of it comes out as can be told; only what it costs is limited.

Source: RFC 5322, 2045–2047, 2231; 5751 for S/MIME and 3156 for OpenPGP, which are recognised, not opened.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.errors import HeaderParseError, MessageError
from email.header import Header, decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parsedate_to_datetime
from typing import Any, Final

from kadergen.formats.mail_parts import Envelope, Lost, LostPart, Nested, Part
from kadergen.formats.rawform import FormatError
from kadergen.formats.text_files import files_in_text

_LONGEST_HEADER: Final = 8_000  # characters of a header that are looked at: decoding takes time with their square
_MOST_HEADERS: Final = 5_000  # of one part
MAX_PARTS: Final = 10_000
MAX_NESTING: Final = 64  # multiparts and messages inside each other, within one message
_DEEPEST: Final = 100  # parts inside each other, of all messages in it: the parser holds each line against all of them
# Both are in every standard library's way of failing over an odd header: there is no common base.
_ODD: Final = (
    *(MessageError, HeaderParseError, LookupError, ValueError, TypeError, AttributeError, RecursionError),
    binascii.Error,
)
_WORD: Final = r"[^\s@<>\"(),;:\\\[\]\x00-\x1f\x7f]"
_ADDRESS: Final = re.compile(rf"{_WORD}{{1,64}}@{_WORD}{{1,255}}")  # as long as RFC 5321 allows
_ONE_SENDER: Final = re.compile(rf"[^<>]*<\s*({_ADDRESS.pattern})\s*>|({_ADDRESS.pattern})")
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT: Final = re.compile(r"\([^()]*\)")
_SEALED: Final = {
    "application/pkcs7-mime": "signed or encrypted with S/MIME",
    "application/x-pkcs7-mime": "signed or encrypted with S/MIME",
    "multipart/encrypted": "encrypted with OpenPGP",
}
_TEXTS: Final = frozenset({"text/plain", "text/html", "text/calendar", "text/enriched"})
_UUENCODED: Final = frozenset({"x-uuencode", "x-uue", "x-uu", "uuencode", "uue"})
_SPACES: Final = b" \t\r\n\f\v\0"
_IS_BASE64: Final = re.compile(rb"[A-Za-z0-9+/]*={0,2}").fullmatch
_BASE64_PIECE: Final = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_APPLE_DOUBLE: Final = b"\x00\x05\x16\x07"  # the half of a file from a Mac without its content
_RETURNED: Final = "multipart/report of a failure"
# Signatures over a message, and what programs tell programs: never what somebody attached.
_BESIDE: Final = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "message/delivery-status",
        "message/disposition-notification",
        "text/rfc822-headers",
    }
)


def read_message(data: bytes) -> tuple[Envelope, Iterator[Part | LostPart | Nested]]:
    """The envelope, and the files one after the other. Raises FormatError when it is nested or cut up past all use.

    The iterator may raise FormatError too, after the parts that it could give.
    """
    message = BytesParser(_Bounded, policy=compat32).parsebytes(data.removeprefix(codecs.BOM_UTF8))
    return _envelope(message), _parts(message)


class _Bounded(Message):
    """A message of whose headers no more than their beginning is looked at, by the parser too; and which is not nested
    any deeper than it may be: the parser attaches each part before it goes into it.
    """

    depth = 0

    def attach(self, payload: Any) -> None:
        """Put a part into it. Raises FormatError when that is too deep."""
        payload.depth = self.depth + 1
        if payload.depth > _DEEPEST:
            raise FormatError("its parts are nested too deep")
        super().attach(payload)

    def get(self, name: str, failobj: Any = None) -> Any:
        """As of every message: the value of the first header of this name."""
        value = super().get(name, failobj)
        return str(value)[:_LONGEST_HEADER] if isinstance(value, str | Header) else value


def _envelope(message: Message) -> Envelope:
    return Envelope(_sender(message), _date(message), plain_id(_header(message, "Message-ID")))


def plain_id(text: str) -> str:
    """A message's id as it is compared: no spaces, nothing that cannot be printed, and not too long."""
    return "".join(char for char in text if char.isprintable() and not char.isspace())[:250]


def sender_address(text: str) -> str:
    """The one address in the words of a From header, in lower case; "" when there is none, or more than one, or when
    it is not written in one of the usual ways: mail programs do not agree about the others.
    """
    plain = _QUOTED.sub("", text[:_LONGEST_HEADER])
    while plain != (bare := _COMMENT.sub("", plain)):
        plain = bare
    found = _ONE_SENDER.fullmatch(plain.strip())
    addresses = {address.lower() for address in _ADDRESS.findall(plain)}
    address = (found[1] or found[2]).lower() if found else ""
    return address if addresses == {address} and address.isprintable() else ""


def _sender(message: Message) -> str:
    # Not decoded before the addresses are found: what an encoded word hides is a name, whatever it looks like.
    return sender_address(_raw(message, "From")) if len(message.get_all("From", [])) == 1 else ""


def _date(message: Message) -> datetime | None:
    try:
        date = parsedate_to_datetime(_raw(message, "Date"))
        # Without a zone (-0000 too) it is in universal time, as RFC 5322 has it.
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (*_ODD, OverflowError):
        return None


def _raw(message: Message, name: str) -> str:
    """A header as it stands, on one line; what is no UTF-8 in it as Latin-1."""
    if len(message) > _MOST_HEADERS:
        return ""
    try:
        value = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    except _ODD:
        return ""
    return " ".join(_decoded(str(value or "")[:_LONGEST_HEADER]).split())


def _decoded(text: str) -> str:
    """Bytes that stood in a header without an encoding."""
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _header(message: Message, name: str) -> str:
    return _words(_raw(message, name))


def _words(text: str) -> str:
    """A header's text with its encoded words decoded; one in an unknown character set as far as it is readable."""
    if "=?" not in text:
        return text
    try:
        pieces = decode_header(text[:_LONGEST_HEADER])
    except _ODD:
        return text
    return "".join(piece if isinstance(piece, str) else _in_charset(piece, charset) for piece, charset in pieces)


def _in_charset(data: bytes, charset: str | None) -> str:
    try:
        return data.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


def _parts(message: Message) -> Iterator[Part | LostPart | Nested]:
    """The leaves that are files or text, in order; a message inside is one leaf, taken apart by whoever asks."""
    # A list of our own instead of recursion: how deep a message goes is its sender's choice.
    left: list[tuple[Message, int, str]] = [(message, 0, "")]
    seen = 0
    while left:
        part, depth, around = left.pop()
        seen += 1
        if seen > MAX_PARTS:
            raise FormatError(f"it has more than {MAX_PARTS} parts")
        if depth > MAX_NESTING:
            raise FormatError("its parts are nested too deep")
        kind = _kind(part)
        if kind in _SEALED:
            yield LostPart(Lost.SEALED, _SEALED[kind])
        elif kind == "message/external-body":
            yield LostPart(Lost.ELSEWHERE)
        elif kind == "message/partial":
            yield LostPart(Lost.BROKEN, "it is one piece of a mail that was sent in pieces")
        elif kind in _BESIDE:
            continue
        elif kind in ("message/rfc822", "message/global"):
            yield _inner_message(part, returned=around == _RETURNED)
        elif part.is_multipart():
            children = [child for child in _children(part) if isinstance(child, Message)]
            if kind == "multipart/report" and any(map(_tells_of_failure, children)):
                yield LostPart(Lost.UNDELIVERED)
                kind = _RETURNED
            left += [(child, depth + 1, kind) for child in reversed(children)]
        elif kind.startswith("multipart/"):
            yield LostPart(Lost.BROKEN, "its parts cannot be told apart")
        else:
            yield from _leaf(part, kind, around)


def _children(part: Message) -> Sequence[object]:
    payload = part.get_payload()
    return payload if isinstance(payload, list) else []


def _kind(part: Message) -> str:
    try:
        return part.get_content_type()
    except _ODD:
        return "application/octet-stream"


def _disposition(part: Message) -> str:
    return _raw(part, "Content-Disposition").partition(";")[0].strip().lower()


def _name(part: Message) -> str:
    """The name of a file as it was given: by RFC 2231, by encoded words (which is forbidden, and common), or raw."""
    # In headers of their own, since those of a message that hold raw bytes come back without them.
    headers = Message(compat32)
    try:
        for header in ("Content-Disposition", "Content-Type"):
            headers[header] = _raw(part, header)
        name = headers.get_filename("")
    except _ODD:
        name = ""
    return _words(_decoded(str(name))).replace("\0", "")


def _content(part: Message) -> bytes | None:
    """What a part holds, decoded; None when it makes no sense."""
    encoding = re.match(r"\s*[\w-]*", _raw(part, "Content-Transfer-Encoding"))
    del part["Content-Transfer-Encoding"]
    try:
        data = part.get_payload(decode=True)  # its bytes as they stand, since it does not say how they are encoded
    except _ODD:
        return None
    return _plain(data, encoding[0].strip().lower() if encoding else "") if isinstance(data, bytes) else None


def _plain(data: bytes, encoding: str) -> bytes | None:
    if encoding == "base64":
        return from_base64(data)
    if encoding == "quoted-printable":
        return quopri.decodestring(data)
    if encoding in _UUENCODED:
        held = next(files_in_text(data), None)
        return held.data if isinstance(held, Part) else None
    return data


def from_base64(data: bytes) -> bytes | None:
    """What base64 holds; None when it makes no sense. Lines that are none, such as a mailing list puts below, are
    passed over, as is what is too much at the end.
    """
    try:
        return base64.b64decode(data.translate(None, _SPACES), validate=True)
    except binascii.Error:
        lines = b"".join(
            line for line in (line.translate(None, _SPACES) for line in data.splitlines()) if _IS_BASE64(line)
        )
    out: list[bytes] = []
    for piece in _BASE64_PIECE.findall(lines):
        letters = piece.rstrip(b"=")
        if out and len(piece) % 4:
            break  # behind the end: words that look like it
        letters = letters[:-1] if len(letters) % 4 == 1 else letters
        out.append(base64.b64decode(letters + b"=" * (-len(letters) % 4)))
    return b"".join(out) if out or not data.strip() else None


def _leaf(part: Message, kind: str, around: str) -> Iterator[Part | LostPart]:
    """A part as a file, or as the text of the message with the files written into it."""
    name, disposition = _name(part), _disposition(part)
    is_text = kind in _TEXTS and not name and disposition != "attachment"
    data = _content(part)
    if data is None:
        yield LostPart(Lost.BROKEN)
    elif is_text:
        yield Part("", data, is_text=True)
        if b"\0" not in data:
            yield from files_in_text(data)
    elif not (kind == "application/applefile" and data.startswith(_APPLE_DOUBLE)):
        related = around == "multipart/related" or disposition == "inline"
        yield Part(name, data, inline=kind.startswith("image/") and related and bool(part.get("Content-ID")))


def _tells_of_failure(part: Message) -> bool:
    """Whether it is the part of a report, for programs, that says that a mail did not arrive."""
    if _kind(part) != "message/delivery-status":
        return False
    blocks = (block for block in _children(part) if isinstance(block, Message))
    return any(_raw(block, "Action").lower() == "failed" for block in blocks)


def _inner_message(part: Message, *, returned: bool) -> Part | LostPart | Nested:
    """A message inside, as the parser found it: written out anew, it would be another one, with other ends of lines.

    Some programs encode it, although that is forbidden.
    """
    name, children = _name(part), _children(part)
    inner = children[0] if len(children) == 1 else None
    if isinstance(inner, Message) and inner.keys():
        return Nested(name, _envelope(inner), _parts(inner), returned)
    data = _content(part) if not children else None
    if isinstance(inner, Message) and (encoding := _raw(part, "Content-Transfer-Encoding")):
        inner["Content-Transfer-Encoding"] = encoding
        data = _content(inner)
    return Part(name, data, is_message=True) if data else LostPart(Lost.BROKEN)
