"""Mails as other programs write them: by Python's email, by a library for Outlook's files, winmail.dat by its rules."""

from __future__ import annotations

import binascii
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from aspose.email_foss.msg import MapiMessage

WHEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SENDER = "deelnemer3@gemeente.example"

Files = Sequence[tuple[str, bytes]]


def mail(
    files: Files = (),
    sender: str = f"Deelnemer 3 <{SENDER}>",
    when: datetime = WHEN,
    inside: Sequence[EmailMessage] = (),
) -> EmailMessage:
    """A mail with some words, files, and other mails in it."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "bijeenkomst@voorbeeld.example"
    message["Subject"] = "Het formulier"
    message["Date"] = format_datetime(when)
    message["Message-ID"] = f"<{when:%Y%m%d%H%M%S}@gemeente.example>"
    message.set_content("Hierbij het formulier.")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    for other in inside:
        message.add_attachment(other)
    return message


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def outlook(message: EmailMessage, inside: Sequence[EmailMessage] = ()) -> bytes:
    """The same mail as Outlook saves it."""
    return bytes(_outlook(message, inside).to_bytes())


def _outlook(message: EmailMessage, inside: Sequence[EmailMessage] = ()) -> MapiMessage:
    made = MapiMessage.from_email_message(message)
    for other in inside:
        made.add_embedded_message_attachment(_outlook(other), filename="doorgestuurd.msg")
    return made


def mbox(messages: Sequence[EmailMessage]) -> bytes:
    return b"".join(b"From - Fri Nov 20 09:30:00 2026\n" + bytes(message) + b"\n\n" for message in messages)


_INTERFACE = struct.pack("<I2H8B", 0x00020307, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46)


def winmail(files: Files, inside: Sequence[bytes] = (), *, unicode_names: bool = True) -> bytes:
    """What Outlook puts into winmail.dat ([MS-OXTNEF]); `inside` are others, as messages in it."""
    out = [b"\x78\x9f\x3e\x22\x01\x00", _attribute(1, 0x00089006, b"\0\0\1\0")]
    for name, data in files:
        out.append(_attribute(2, 0x00069002, b"\1\0" + b"\0" * 12))
        out.append(_attribute(2, 0x00018010, name.encode("cp1252", "replace")[-12:] + b"\0"))
        out.append(_attribute(2, 0x0006800F, data))
        if unicode_names:
            out.append(_attribute(2, 0x00069005, _long_name(name)))
    for other in inside:
        held = _INTERFACE + other
        properties = struct.pack("<I", 2) + struct.pack("<HHI", 0x0003, 0x3705, 5)
        properties += struct.pack("<HHII", 0x000D, 0x3701, 1, len(held)) + held + b"\0" * (-len(held) % 4)
        out += [_attribute(2, 0x00069002, b"\1\0" + b"\0" * 12), _attribute(2, 0x00069005, properties)]
    return b"".join(out)


def _attribute(level: int, what: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, what, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def _long_name(name: str) -> bytes:
    """A file's name, behind properties with names of their own (a number, a text) and one with several values."""
    text = name.encode("utf-16-le") + b"\0\0"
    spelled = "abc".encode("utf-16-le") + b"\0\0"
    return b"".join(
        (
            struct.pack("<I", 5),
            struct.pack("<HHI", 0x0003, 0x3705, 1),
            struct.pack("<HH", 0x0003, 0x8001) + b"\0" * 16 + struct.pack("<III", 0, 0x8001, 7),
            struct.pack("<HH", 0x0003, 0x8002) + b"\0" * 16 + struct.pack("<II", 1, len(spelled)) + spelled,
            struct.pack("<I", 7),
            struct.pack("<HHIII", 0x1003, 0x6789, 2, 1, 2),
            struct.pack("<HHII", 0x001F, 0x3707, 1, len(text)) + text + b"\0" * (-len(text) % 4),
        )
    )


def uuencoded(name: str, data: bytes) -> str:
    """A file written into the words of a mail."""
    lines = "".join(binascii.b2a_uu(data[n : n + 45]).decode("ascii") for n in range(0, len(data), 45))
    return f"Hierbij.\n\nbegin 644 {name}\n{lines}`\nend\n\nGroet\n"
