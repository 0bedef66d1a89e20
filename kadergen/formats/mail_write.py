"""Mails as files (RFC 5322, MIME): text, the same as HTML, attachments. Nothing that is put in can become a header.

Text is in lines of at most 78 characters that programs put together again (RFC 3676, "flowed"); words are never cut.

The same mail always gives the same bytes; when it was written and what it is called are given by the caller.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from kadergen.formats.visible_text import visible

# Outlook and Thunderbird open a file with this header as a draft, ready to be sent.
_UNSENT: Final = "X-Unsent"
# One address, and nothing else: no name, list, quotes, comment, route or space. What people have in practice.
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_HOST: Final = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]")
_MESSAGE_ID: Final = re.compile(r"<[A-Za-z0-9.=_+-]{1,200}@[A-Za-z0-9.-]{1,200}>")
# How an encoded word begins. Python decodes one that somebody typed, and writes the line ends in it as they are.
_ENCODED: Final = "=?"
_MOST_NAME: Final = 200  # characters of a name or subject; a header is no place for more
_LINE: Final = 76  # characters of a line of text without the two spaces that flowed text may need
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9 ._()+-]{1,60}")  # a file name that stands between quotes as it is
_AS_GIVEN: Final = SMTP.clone(refold_source="none")  # headers that are written here by hand stay as they are


@dataclass(frozen=True, slots=True)
class MailAddress:
    """Somebody's address, with the name to show beside it, or ""."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class MailAttachment:
    """A file in a mail; `media_type` is such as `application/pdf`. The name is shown, whatever it is: make it safe."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to one person. `date` is aware; `message_id` is unique, with its angle brackets (see `make_message_id`).

    `sender` may be None in a draft: the program that sends it knows whose it is. `language` is a BCP 47 tag. `follows`
    is the id of the mail that this one comes after, "" for none: programs show the two together.
    """

    sender: MailAddress | None
    to: MailAddress
    subject: str
    text: str
    html: str
    date: datetime
    message_id: str
    language: str = ""
    attachments: tuple[MailAttachment, ...] = ()
    follows: str = ""


def write_mail(mail: Mail, *, draft: bool = False) -> bytes:
    """The message, lines ended by CR LF; as a draft it carries the mark by which mail programs open it for sending.

    A draft has no date and no id: it is the program that sends it that gives them. With an id of ours in it, a draft
    that is changed and sent again would be taken by some servers for the same mail, and silently dropped.

    Raises ValueError for an address that `ascii_address` does not take, and for a message id that is none.
    """
    if not all(_MESSAGE_ID.fullmatch(name) for name in (mail.message_id, mail.follows or mail.message_id)):
        raise ValueError("not a message id")
    message = EmailMessage(policy=SMTP)
    if draft:
        message[_UNSENT] = "1"
    if mail.sender is not None:
        message["From"] = _address(mail.sender)
    message["To"] = _address(mail.to)
    message["Subject"] = one_line(mail.subject)
    if not draft:
        message["Date"] = format_datetime(mail.date)
        message["Message-ID"] = mail.message_id
    if mail.follows:
        message["In-Reply-To"] = message["References"] = mail.follows
    message.set_content(_flowed(mail.text), cte="quoted-printable", params={"format": "flowed"})
    message.add_alternative(_body(mail.html), subtype="html", cte="quoted-printable")
    for attachment in mail.attachments:
        _attach(message, attachment)
    if mail.language:  # last: adding parts moves what is called Content-… into the first of them
        message["Content-Language"] = one_line(mail.language)
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        # Made of the id alone; "=_" can stand neither in quoted-printable nor in base64 content.
        digest = hashlib.sha256(f"{mail.message_id} {number}".encode()).hexdigest()[:24]
        part.set_boundary(f"=_{digest}")
    return message.as_bytes(policy=_AS_GIVEN)


def _attach(message: EmailMessage, attachment: MailAttachment) -> None:
    """Add a file, its name told in both ways: as RFC 2231 has it, and as older Outlooks and mail gateways read it."""
    main, _, sub = attachment.media_type.partition("/")
    name = one_line(attachment.name)
    message.add_attachment(attachment.data, main, sub, filename=name)
    *_, part = message.iter_attachments()
    plain = _PLAIN_NAME.fullmatch(name)
    shown = name if plain else Header(name, "utf-8", maxlinelen=70, header_name="name").encode(linesep="\r\n")
    charset = '; charset="utf-8"' if main == "text" else ""
    del part["Content-Type"]
    part.set_raw("Content-Type", f'{attachment.media_type}{charset};\r\n name="{shown}"')


def ascii_address(address: str) -> str | None:
    """The address as every server takes it, a domain in other letters by its ASCII name; None for no address."""
    local, at, host = address.strip().rpartition("@")
    try:
        host = host.encode("idna").decode("ascii") if host and not host.isascii() else host
    except UnicodeError:
        return None
    fits = _ENCODED not in local and len(local) <= 64 and len(host) <= 253 and bool(at)
    return f"{local}@{host}" if fits and _LOCAL.fullmatch(local) and _HOST.fullmatch(host) else None


def make_message_id(*parts: str, host: str) -> str:
    """A message id made of what the mail is about; the same parts give the same id, and it tells nothing of them."""
    data = "\x00".join(f"{len(part)} {part}" for part in parts).encode("utf-8", "surrogatepass")
    return f"<{hashlib.sha256(data).hexdigest()[:32]}@{host}>"


def one_line(text: str) -> str:
    """A name or subject as one line without control or direction characters, at most 200 characters long."""
    plain = "".join(" " if _is_unfit(character) else character for character in visible(text))
    words = " ".join(plain.replace(_ENCODED, "= ?").split())
    return words if len(words) <= _MOST_NAME else words[: _MOST_NAME - 1].rstrip() + "…"


def _is_unfit(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Cn", "Co") or "\u2400" <= character <= "\u2424"


def _address(who: MailAddress) -> Address:
    address = ascii_address(who.address)
    if address is None:
        raise ValueError("not an address that mail can be sent to")
    return Address(one_line(who.name), addr_spec=address)


def _flowed(text: str) -> str:
    """Text in short lines, a space at the end of each that goes on in the next; one before what could mean more."""
    pieces = [piece for line in _lines(text) for piece in _pieces(line.rstrip(" "))]
    return "\n".join(f" {piece}" if piece.startswith((" ", ">", "From ")) else piece for piece in pieces) + "\n"


def _pieces(line: str) -> Iterator[str]:
    piece = ""
    for word in re.findall("[^ ]* |[^ ]+", line):
        if piece and len(piece) + len(word.rstrip(" ")) > _LINE:
            yield piece
            piece = ""
        piece += word
    yield piece


def _body(text: str) -> str:
    return "\n".join(_lines(text)) + "\n"


def _lines(text: str) -> Iterator[str]:
    """The lines of a body, whatever ended them; what a mail may not hold is made visible."""
    return (visible(line) for line in text.rstrip("\n").splitlines())
