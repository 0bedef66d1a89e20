"""A mail message (RFC 5322, MIME) → who sent it, when, and the files in it, each with its content decoded.

Parsed with the standard library's oldest and most tolerant policy, which looks at a header only when it is asked for.
Whatever is wrong with a mail, as much of it comes out as can be told; only what it costs is limited.

Source: RFC 5322, 2045–2047, 2231; 5751 for S/MIME and 3156 for OpenPGP, which are recognised, not opened.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from kadergen.formats.mail_parts import Envelope, Lost, LostPart, Part
from kadergen.formats.rawform import FormatError

_LONGEST_HEADER: Final = 8_000  # characters of a header that are looked at: decoding takes time with their square
_MOST_HEADERS: Final = 5_000  # of one part
MAX_PARTS: Final = 10_000
MAX_NESTING: Final = 64  # multiparts and messages inside each other, within one message
_BOUNDARIES: Final = (b"oundary", b"OUNDARY")
_MOST_BOUNDARIES: Final = 2_000
# Both are in every standard library's way of failing over an odd header: there is no common base.
_ODD: Final = (MessageError, HeaderParseError, LookupError, ValueError, TypeError, AttributeError, binascii.Error)
_ADDRESS: Final = re.compile(r"[^\s@<>\"(),;:\\]+@[^\s@<>\"(),;:\\]+")
_SEALED: Final = {
    "application/pkcs7-mime": "signed or encrypted with S/MIME",
    "application/x-pkcs7-mime": "signed or encrypted with S/MIME",
    "multipart/encrypted": "encrypted with OpenPGP",
}
# The other half of a file from a Mac, and signatures over a message: never what somebody attached.
_BESIDE: Final = frozenset(
    {
        "application/applefile",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "message/delivery-status",
        "message/disposition-notification",
        "text/rfc822-headers",
    }
)


def read_message(data: bytes) -> tuple[Envelope, Iterator[Part | LostPart]]:
    """The envelope, and the files one after the other. Raises FormatError when it is nested or cut up past all use.

    The iterator may raise FormatError too, after the parts that it could give.
    """
    # Counted as they are usually written: a parser that runs out of stack is dealt with below.
    if sum(map(data.count, _BOUNDARIES)) > _MOST_BOUNDARIES:
        raise FormatError(f"it has more than {_MOST_BOUNDARIES} parts inside each other")
    try:
        message = BytesParser(policy=compat32).parsebytes(data)
    except RecursionError as error:
        raise FormatError("its parts are nested too deep") from error
    return _envelope(message), _parts(message)


def _envelope(message: Message) -> Envelope:
    return Envelope(_sender(message), _date(message), " ".join(_header(message, "Message-ID").split())[:250])


def sender_address(text: str) -> str:
    """The one address in the words of a From header, in lower case; "" when there is none, or more than one."""
    try:
        found = {address.lower() for _, address in getaddresses([text]) if _ADDRESS.fullmatch(address)}
    except _ODD:
        return ""
    return found.pop() if len(found) == 1 else ""


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


def _parts(message: Message) -> Iterator[Part | LostPart]:
    """The leaves that are files, in order; a message inside is one leaf, taken apart by whoever asks."""
    # A list of our own instead of recursion: how deep a message goes is its sender's choice.
    left: list[tuple[Message, int, bool]] = [(message, 0, False)]
    seen = 0
    while left:
        part, depth, related = left.pop()
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
            inner = _inner_message(part)
            yield Part(_name(part), inner, is_message=True) if inner else LostPart(Lost.BROKEN)
        elif part.is_multipart():
            children = [child for child in _children(part) if isinstance(child, Message)]
            left += [(child, depth + 1, kind == "multipart/related") for child in reversed(children)]
        elif kind.startswith("multipart/"):
            yield LostPart(Lost.BROKEN, "its parts cannot be told apart")
        else:
            found = _leaf(part, kind, related=related)
            if found:
                yield found


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
    encoding = re.match(r"\s*[\w-]+", _raw(part, "Content-Transfer-Encoding"))
    del part["Content-Transfer-Encoding"]
    if encoding:
        part["Content-Transfer-Encoding"] = encoding[0].strip().lower()
    try:
        data = part.get_payload(decode=True)
    except _ODD:
        return None
    return data if isinstance(data, bytes) else None


def _leaf(part: Message, kind: str, *, related: bool) -> Part | LostPart | None:
    """A part as a file; None for the text of the message itself."""
    name, disposition = _name(part), _disposition(part)
    if (
        kind in ("text/plain", "text/html", "text/calendar", "text/enriched")
        and not name
        and disposition != "attachment"
    ):
        return None
    data = _content(part)
    if data is None:
        return LostPart(Lost.BROKEN)
    picture = kind.startswith("image/") and (related or disposition == "inline") and bool(part.get("Content-ID"))
    return Part(name, data, inline=picture)


def _inner_message(part: Message) -> bytes:
    """The bytes of a message inside; some programs encode it, although that is forbidden."""
    children = _children(part)
    if len(children) != 1 or not isinstance(children[0], Message):
        return (_content(part) or b"") if not children else b""
    inner = children[0]
    try:
        if not inner.keys() and (encoding := _raw(part, "Content-Transfer-Encoding")):
            inner["Content-Transfer-Encoding"] = encoding
            return _content(inner) or b""
        return inner.as_bytes(unixfrom=False)
    except (*_ODD, RecursionError):
        return b""
