"""Mails, mailboxes and archives as other programs make them: each file comes out byte for byte, or is named."""

from __future__ import annotations

import base64
import binascii
import hashlib
import random
import re
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kadergen.diagnostics import Code
from kadergen.readers.containers import Bounds
from kadergen.readers.sniff import Kind, sniff
from tests.mail import samples
from tests.mail.fuzz import fault, mutant, report, seeds
from tests.mail.samples import SENDER, mail, zipped
from tests.mail.test_containers import HEAD, PDF, clean, codes, unpack

ROUGH = b"%PDF-1.7\n" + bytes(range(256)) * 4 + b"\r\r\n\n\nFrom de form\n>From x\r\nbegin 644 x\r\n%%EOF"
B64_LINES = base64.encodebytes(ROUGH)


def multipart(kind: bytes, *parts: bytes, head: bytes = HEAD, ends: bytes = b"\r\n") -> bytes:
    """A mail with these parts, each with its headers; what is between them ends with `ends`."""
    mark = b"=_" + hashlib.sha256(b"".join(parts)).hexdigest()[:12].encode()
    lines = [head.replace(b"\r\n", ends) + b"Content-Type: " + kind + b'; boundary="' + mark + b'"', b""]
    for part in parts:
        lines += [b"--" + mark, part]
    return ends.join((*lines, b"--" + mark + b"--", b""))


def attached(data: bytes, encoding: bytes = b"base64", name: bytes = b"name=form.pdf", ends: bytes = b"\r\n") -> bytes:
    headers = (b"Content-Type: application/pdf; " + name, b"Content-Transfer-Encoding: " + encoding)
    return ends.join((*headers, b"", data))


def passed_on(inner: bytes, ends: bytes = b"\r\n") -> bytes:
    return multipart(b"multipart/mixed", b"Content-Type: message/rfc822" + ends * 2 + inner, ends=ends)


@pytest.mark.parametrize("ends", [b"\r\n", b"\n"])
@pytest.mark.parametrize("deep", [0, 1, 3])
def test_bytes_stay_as_they_are_in_a_mail_that_is_passed_on(ends: bytes, deep: int) -> None:
    """Written out anew, a mail inside has other ends of lines, also in a file that was sent as it is."""
    data = multipart(b"multipart/mixed", attached(ROUGH, b"binary", ends=ends), ends=ends)
    for _ in range(deep):
        data = passed_on(data, ends)
    assert [found.data for found in clean(data)] == [ROUGH]


def uu(data: bytes, *, spaces: bool = True) -> bytes:
    text = samples.uuencoded("form.pdf", data)
    return (text if spaces else "\n".join(line.rstrip() for line in text.split("\n"))).encode("ascii")


def yenc(data: bytes) -> bytes:
    out = b"".join(
        b"=" + bytes(((b + 106) % 256,)) if (b + 42) % 256 in b"\0\n\r=" else bytes(((b + 42) % 256,)) for b in data
    )
    return b"=ybegin line=99999 size=%d name=form.pdf\r\n%s\r\n=yend size=%d\r\n" % (len(data), out, len(data))


WRITTEN = {
    "uuencode": lambda: uu(ROUGH),
    "uuencode without spaces at the ends of lines": lambda: uu(ROUGH, spaces=False),
    "uuencode, with Windows' ends of lines": lambda: uu(ROUGH).replace(b"\n", b"\r\n"),
    "uuencode -m": lambda: b"Hallo\n\nbegin-base64 644 form.pdf\n" + B64_LINES + b"====\n",
    "yEnc": lambda: b"Hallo\r\n\r\n" + yenc(ROUGH),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_a_file_written_into_the_words_comes_out(how: str) -> None:
    (found,) = clean(HEAD + b"\r\n" + WRITTEN[how]())
    assert (found.name, found.data) == ("form.pdf", ROUGH)


BROKEN_OFF = {
    "uuencode": lambda: uu(ROUGH)[:-80],
    "a kind of uuencode that we do not know": lambda: (
        b"begin 644 form.pdf\n" + b"h7J-2FWol9XQ87S9XnxA8" * 3 + b"\n+\nend\n"
    ),
    "yEnc without its end": lambda: yenc(ROUGH)[:-30],
    "yEnc, a million times begun": lambda: b"=ybegin line=1 size=1 name=a\n" * 1_000_000,
    "yEnc of another size": lambda: yenc(ROUGH).replace(b"size=1", b"size=2"),
    "base64 alone": lambda: B64_LINES,
    "a thousand": lambda: uu(PDF) * 1_002,
}


@pytest.mark.parametrize("how", BROKEN_OFF)
def test_a_file_in_the_words_that_is_not_whole_is_said(how: str) -> None:
    _, findings = unpack(HEAD + b"\r\n" + BROKEN_OFF[how]())
    assert codes(findings) == [Code.M041]


@pytest.mark.parametrize(
    "words", [b"begin 644 woorden\nen nog meer woorden hier\n", b"begin 755 x\n", b"=yend\n", b"%PDF is een formaat"]
)
def test_words_are_words(words: bytes) -> None:
    assert clean(HEAD + b"\r\n" + words) == []


CODED = {
    "on one line": (b"base64", base64.b64encode(ROUGH)),
    "with spaces": (b"base64", B64_LINES.replace(b"\n", b"  \r\n ")),
    "in odd lines": (b"base64", b"\n".join(re.findall(rb"(?s).{1,61}", base64.b64encode(ROUGH)))),
    "without its end": (b"base64", base64.b64encode(ROUGH).rstrip(b"=")),
    "with a list's words below": (b"base64", B64_LINES + b"\n____________\nLijst: afmelden kan hier\nGroet\n"),
    "in pieces that end each": (b"base64", b"".join(base64.b64encode(p) + b"\n" for p in (ROUGH[:100], ROUGH[100:]))),
    "in uuencode": (b"x-uuencode", uu(ROUGH)),
    "in uuencode, by Perl's name for it": (b"x-uu", uu(ROUGH)),
    "in quoted-printable": (b"quoted-printable", binascii.b2a_qp(ROUGH, istext=False)),
}  # fmt: skip


@pytest.mark.parametrize("how", CODED)
def test_encodings_as_they_arrive(how: str) -> None:
    encoding, data = CODED[how]
    assert [found.data for found in clean(multipart(b"multipart/mixed", attached(data, encoding)))] == [ROUGH]


def test_base64_that_makes_no_sense_is_said() -> None:
    found, findings = unpack(multipart(b"multipart/mixed", attached("één\n".encode())))
    assert (found, codes(findings)) == ([], [Code.M041])


APPLE = b"Content-Type: application/applefile; name=form.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
SHAPES = {
    "digest": lambda: multipart(
        b"multipart/digest", b"\r\n" + multipart(b"multipart/mixed", attached(B64_LINES))
    ),
    "signed with S/MIME": lambda: multipart(
        b"multipart/signed", attached(B64_LINES), b"Content-Type: application/pkcs7-signature\r\n\r\nx"),
    "signed with OpenPGP": lambda: multipart(
        b"multipart/signed", attached(B64_LINES), b"Content-Type: application/pgp-signature\r\n\r\nx"),
    "a Mac's two halves": lambda: multipart(
        b"multipart/appledouble", APPLE + base64.encodebytes(b"\0\5\x16\7" + bytes(80)), attached(B64_LINES)),
    "Apple Mail": lambda: multipart(b"multipart/alternative", b"Content-Type: text/plain\r\n\r\nHallo", multipart(
        b"multipart/mixed", b"Content-Type: text/html\r\n\r\n<html>", attached(B64_LINES), head=b"")),
    "called text": lambda: multipart(
        b"multipart/mixed", b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n" + B64_LINES),
    "with an appointment and a card": lambda: multipart(
        b"multipart/mixed", attached(B64_LINES), attached(b"BEGIN:VCALENDAR\r\nMETHOD:REPLY", b"7bit", b"name=a.ics"),
        attached(b"begin:vcard\r\n", b"7bit", b"name=a.vcf")),
    "with a byte order mark": lambda: b"\xef\xbb\xbf" + multipart(b"multipart/mixed", attached(B64_LINES)),
    "with an unknown header first": lambda: b"Organization: x\r\n" + multipart(b"multipart/mixed", attached(B64_LINES)),
    "with a sender that nobody understands": lambda: multipart(
        b"multipart/mixed", attached(B64_LINES), head=HEAD.replace(b"From: ", b"From: " + b"(" * 9_000)),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_mails_of_many_shapes(shape: str) -> None:
    assert [found.data for found in clean(SHAPES[shape]())] == [ROUGH]


def test_a_mac_file_in_one_piece_is_kept() -> None:
    data = b"\0\5\x16\0" + PDF
    assert [one.data for one in clean(multipart(b"multipart/mixed", APPLE + base64.encodebytes(data)))] == [data]


def test_a_mail_that_came_back_says_so() -> None:
    found, findings = unpack(report(multipart(b"multipart/mixed", attached(B64_LINES))))
    assert codes(findings) == [Code.M053]
    assert [(one.data, one.returned, one.senders[0]) for one in found] == [(ROUGH, True, SENDER)]
    delayed = report(bytes(mail([("form.pdf", PDF)]))).replace(b"Action: failed", b"Action: delayed")
    assert [one.returned for one in clean(delayed)] == [False]


def test_an_address_is_neither_too_long_nor_something_else() -> None:
    for address in (b"a" * 2_100 + b"@b.example", b"a\x1b[31m@b.example"):
        (found,) = clean(multipart(b"multipart/mixed", attached(B64_LINES), head=b"From: " + address + b"\r\n"))
        assert found.senders == ("",)


POSTMARK = b"From deelnemer3@gemeente.example Fri Nov 20 09:30:00 2026\n"
TEXT = b"<xfdf>Eerst\n\nFrom hier\n\nFrom now on\nNB: verder\nFrom 10:00 tot 11:00\n</xfdf>"
LETTER = HEAD.replace(b"\r\n", b"\n") + b"Content-Type: text/xml; name=form.xfdf\n\n"


@pytest.mark.parametrize(
    "escaped",
    [TEXT, re.sub(rb"(?m)^From ", b">From ", TEXT)],
    ids=["mboxcl2", "mboxo and mboxrd"],
)
def test_lines_in_a_mailbox_file_that_look_like_a_beginning(escaped: bytes) -> None:
    box = POSTMARK + LETTER + escaped + b"\n\n"
    for data in (box * 2, (box * 2).replace(b"\n\nFrom d", b"\nFrom d")):
        assert [found.data.rstrip(b"\n") for found in clean(data)] == [TEXT] * 2
    assert [found.data.rstrip() for found in clean((box * 2).replace(b"\n", b"\r\n"))] == [
        TEXT.replace(b"\n", b"\r\n")
    ] * 2


def named_in_zip(name: bytes) -> bytes:
    return zipped({"x" * len(name): PDF}).replace(b"x" * len(name), name)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("Formulier één.pdf".encode(), "Formulier één.pdf"),
        ("Formulier één.pdf".encode("cp850"), "Formulier één.pdf"),
        (b"map\\form.pdf", "form.pdf"),
    ],
)
def test_names_in_archives(name: bytes, seen: str) -> None:
    assert [found.name for found in clean(named_in_zip(name))] == [seen]


@pytest.mark.parametrize("start", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\1\0", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\0",
                                   b"form.pdf".ljust(257, b"\0") + b"ustar\x0000"])  # fmt: skip
def test_other_archives_are_known_for_what_they_are(start: bytes) -> None:
    assert sniff(start + bytes(40)) is Kind.ARCHIVE


def test_archives_in_archives_are_limited_however_small_they_are() -> None:
    data = zipped({"0": b"x"})
    for _ in range(3):
        data = zipped({str(number): data for number in range(8)})
    _, findings = unpack(data, Bounds(containers=100))
    assert codes(findings) == [Code.M042]
    _, findings = unpack(data, Bounds(packed=10_000))
    assert codes(findings) == [Code.M042]


def test_a_winmail_dat_with_far_too_much() -> None:
    found, findings = unpack(b"\x78\x9f\x3e\x22\1\0" + (struct.pack("<BII", 2, 0x00069002, 0) + b"\0\0") * 20_000)
    assert (found, set(codes(findings))) == ([], {Code.M041})


@given(st.integers(0, 2**32))
def test_no_mutant_of_anything_does_harm(seed: int) -> None:
    chance = random.Random(seed)
    assert fault(mutant(chance, chance.choice(seeds()), seeds())) == ""
