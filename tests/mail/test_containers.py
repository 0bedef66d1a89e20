"""Files out of mails, archives and mailboxes: as they went in, at any depth, within limits; hostile ones contained."""

from __future__ import annotations

import base64
import subprocess
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kadergen.diagnostics import Code, Diagnostic
from kadergen.readers.containers import Attachment, Bounds, Unpacking, shown
from tests.mail import samples
from tests.mail.samples import SENDER, WHEN, mail, outlook, winmail, zipped

PDF = b"%PDF-1.7 a form"
OTHER = b"%PDF-1.7 another form"


def unpack(data: bytes, bounds: Bounds | None = None) -> tuple[list[Attachment], list[Diagnostic]]:
    unpacking = Unpacking("what came in", bounds or Bounds())
    return list(unpacking.files("what came in", data)), unpacking.findings


def clean(data: bytes) -> list[Attachment]:
    """The files, where nothing is wrong."""
    found, findings = unpack(data)
    assert not findings
    return found


WRAPPED = {
    "mail": lambda: bytes(mail([("form.pdf", PDF)])),
    "zip": lambda: zipped({"map/form.pdf": PDF}),
    "zip in mail": lambda: bytes(mail([("forms.zip", zipped({"form.pdf": PDF}))])),
    "mail in mail": lambda: bytes(mail(inside=[mail(inside=[mail([("form.pdf", PDF)])])])),
    "msg": lambda: outlook(mail([("form.pdf", PDF)])),
    "msg in msg": lambda: outlook(mail(), inside=[mail([("form.pdf", PDF)])]),
    "msg in mail": lambda: bytes(mail([("doorgestuurd.msg", outlook(mail([("form.pdf", PDF)])))])),
    "winmail.dat": lambda: bytes(mail([("winmail.dat", winmail([("form.pdf", PDF)]))])),
    "winmail.dat in winmail.dat": lambda: bytes(mail([("winmail.dat", winmail([], [winmail([("form.pdf", PDF)])]))])),
    "mbox": lambda: samples.mbox([mail([("form.pdf", PDF)])]),
    "eml in zip": lambda: zipped({"mail.eml": bytes(mail([("form.pdf", PDF)]))}),
    "mbox in zip in msg": lambda: outlook(mail([("a.zip", zipped({"x": samples.mbox([mail([("form.pdf", PDF)])])}))])),
}


@pytest.mark.parametrize("how", WRAPPED)
def test_a_file_comes_out_as_it_went_in(how: str) -> None:
    (found,) = clean(WRAPPED[how]())
    assert (found.name, found.data) == ("form.pdf", PDF)
    if how != "zip":
        # Of a message in winmail.dat we do not read who sent it: not whoever sent the mail around it.
        inner = ("",) if how.startswith("winmail.dat in") else ()
        assert (found.senders[: len(inner) + 1], found.date) == ((*inner, SENDER), WHEN)
        assert inner or found.message_id == f"<{WHEN:%Y%m%d%H%M%S}@gemeente.example>"


def test_what_is_no_container_is_itself() -> None:
    (found,) = clean(PDF)
    assert (found.data, found.within, found.senders) == (PDF, (), ())


def test_a_word_document_is_not_taken_apart() -> None:
    document = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    (found,) = clean(bytes(mail([("form.docx", document)])))
    assert found.data == document


def test_senders_stand_innermost_first() -> None:
    inner = mail([("form.pdf", PDF)], sender="binnen@a.example")
    (found,) = clean(bytes(mail(inside=[inner], sender="buiten@b.example")))
    assert found.senders == ("binnen@a.example", "buiten@b.example")
    assert found.within == ("what came in", "mail")


def test_debians_tnef_reads_our_winmail_dat_as_we_do(tmp_path: Path) -> None:
    data = winmail([("Formulier één, ingevuld.pdf", PDF), ("tweede.pdf", OTHER)])
    (tmp_path / "winmail.dat").write_bytes(data)
    subprocess.run(["tnef", "--directory", str(tmp_path / "."), str(tmp_path / "winmail.dat")], check=True, timeout=60)
    theirs = {path.name: path.read_bytes() for path in tmp_path.glob("*.pdf")}
    assert {found.name: found.data for found in clean(data)} == theirs
    assert len(theirs) == 2


def test_names_in_winmail_dat_without_unicode() -> None:
    assert [found.name for found in clean(winmail([("formé.pdf", PDF)], unicode_names=False))] == ["formé.pdf"]


@pytest.mark.parametrize(
    ("given_name", "seen"),
    [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\form.pdf", "form.pdf"),
        ("/tmp/form.pdf", "form.pdf"),
        ("C:\\form.pdf", "form.pdf"),
        ("..", ""),
        ("form\x1b[31m.pdf", "form\ufffd[31m.pdf"),
        ("form\u202efdp.exe", "form\ufffdfdp.exe"),
        ("x" * 5_000 + ".pdf", "x" * 196 + ".pdf"),
        ("\ud800.pdf", "\ufffd.pdf"),
        ("x" * 50 + " " + "y" * 195 + ".pdf", "y" * 195 + ".pdf"),
    ],
)
def test_names_are_only_names(given_name: str, seen: str) -> None:
    assert shown(given_name) == seen


@pytest.mark.parametrize("name", ["../../x.pdf", "..\\..\\x.pdf", "/x.pdf"])
def test_paths_in_mails_and_archives_are_names(name: str) -> None:
    assert [found.name for found in clean(bytes(mail([(name, PDF)])))] == ["x.pdf"]
    assert [found.name for found in clean(zipped({name: PDF}))] == ["x.pdf"]


# What people's programs make of the headers of a mail.
HEAD = b"From: deelnemer3@gemeente.example\r\nDate: Fri, 20 Nov 2026 09:30:00 +0000\r\nMIME-Version: 1.0\r\n"


def raw(kind: bytes, encoding: bytes, disposition: bytes, body: bytes, head: bytes = HEAD) -> bytes:
    text = b"--b\r\nContent-Type: text/plain\r\n\r\nHallo\r\n--b\r\n"
    return (
        head + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + text
        + b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: " + encoding
        + b"\r\nContent-Disposition: " + disposition + b"\r\n\r\n" + body + b"\r\n--b--\r\n"
    )  # fmt: skip


B64 = base64.encodebytes(PDF)
ODD = {
    "an unknown charset of the name": (
        raw(b"application/pdf", b"base64", b"attachment; filename*=klingon''f%F6rm.pdf", B64), "pdf"),
    "an unknown charset in an encoded word": (
        raw(b'application/pdf; name="=?x-nope?B?Zm9ybQ==?=.pdf"', b"base64", b"attachment", B64), "form.pdf"),
    "raw Latin-1 in the name": (raw(b"x/pdf", b"base64", b'attachment; filename="f\xf6rm.pdf"', B64), "förm.pdf"),
    "raw UTF-8 in the name": (raw(b"x/pdf", b"base64", 'attachment; filename="förm.pdf"'.encode(), B64), "förm.pdf"),
    "a name in pieces": (
        raw(b"x/pdf", b"base64", b"attachment; filename*0*=utf-8''f%C3%B6; filename*1=rm.pdf", B64), "förm.pdf"),
    "no disposition, no name": (raw(b"application/octet-stream", b"base64", b"", B64), ""),
    "an unknown charset of the text": (
        raw(b"application/pdf", b"base64", b"attachment; filename=form.pdf", B64).replace(
            b"text/plain", b"text/plain; charset=x-nope"), "form.pdf"),
    "a nonsense content type": (raw(b"pdf", b"base64", b"attachment; filename=form.pdf", B64), "form.pdf"),
    "an empty content type": (raw(b"", b"base64", b"attachment; filename=form.pdf", B64), "form.pdf"),
    "an odd name of base64": (raw(b"application/pdf", b"BASE64 ", b"attachment; filename=form.pdf", B64), "form.pdf"),
    "a boundary that never ends": (
        raw(b"x/pdf", b"base64", b"attachment; filename=form.pdf", B64).replace(b"--b--\r\n", b""), "form.pdf"),
}  # fmt: skip


@pytest.mark.parametrize("what", ODD)
def test_odd_mails_give_their_file_all_the_same(what: str) -> None:
    data, name = ODD[what]
    (found,) = clean(data)
    assert found.data == PDF
    assert name in found.name
    assert found.senders == ("deelnemer3@gemeente.example",)


@pytest.mark.parametrize(
    ("line", "sender"),
    [
        ("Deelnemer 3 <Deelnemer3@Gemeente.Example>", "deelnemer3@gemeente.example"),
        ('"Drie, Deelnemer" <deelnemer3@gemeente.example>', "deelnemer3@gemeente.example"),
        ("=?utf-8?q?a=40b=2Eexample=2C?= <deelnemer3@gemeente.example>", "deelnemer3@gemeente.example"),
        ("a@b.example, c@d.example", ""),
        ('"a@b.example" <c@d.example>, e@f.example', ""),
        ("a@b.example\r\nFrom: c@d.example", ""),
        ("deelnemer3@gemeente.example", "deelnemer3@gemeente.example"),
        ("Drie, Deelnemer <deelnemer3@gemeente.example>", "deelnemer3@gemeente.example"),
        ("deelnemer3@gemeente.example (Deelnemer (3))", "deelnemer3@gemeente.example"),
        ("Deelnemer3@gemeente.example <deelnemer3@gemeente.example>", "deelnemer3@gemeente.example"),
        ("c@d.example <a@b.example>", ""),
        ("a@b.example)c@d.example", ""),
        ("a@b.example <c@d.example> e@f.example", ""),
        ("a@b.example>", ""),
        ("groep: a@b.example;", ""),
        ("geen adres", ""),
        ("", ""),
        ("<" * 9_000 + "a@b.example", ""),
    ],
)
def test_a_mail_has_one_sender_or_none(line: str, sender: str) -> None:
    head = f"From: {line}\r\nSubject: x\r\nMIME-Version: 1.0\r\n".encode()
    (found,) = clean(raw(b"application/pdf", b"base64", b"attachment; filename=form.pdf", B64, head))
    assert found.senders == (sender,)


@pytest.mark.parametrize(
    "line", ["gisteren", "Fri, 99 Nov 2026 09:30:00 +0000", "Fri, 20 Nov 99999 09:30:00 +9999", "\xff"]
)
def test_a_date_that_is_none_is_none(line: str) -> None:
    head = b"From: a@b.example\r\nDate: " + line.encode("latin-1") + b"\r\nMIME-Version: 1.0\r\n"
    (found,) = clean(raw(b"application/pdf", b"base64", b"attachment; filename=form.pdf", B64, head))
    assert found.date is None


@pytest.mark.parametrize("start", [b"%PDF-1.7\n", b"%FDF-1.2\n", b"\x89PNG"])
def test_bytes_that_were_sent_as_they_are_stay_as_they_are(start: bytes) -> None:
    data = start + bytes(range(256)) * 20 + b"\r\r\n\n\x85\x0b\x0c\x1c" + "\u2028é".encode()
    (found,) = clean(raw(b"application/octet-stream", b"binary", b"attachment; filename=form", data))
    assert found.data == data


def test_a_mail_that_is_nothing_but_a_form() -> None:
    (found,) = clean(HEAD + b"Content-Type: application/pdf; name=form.pdf\r\n\r\n" + PDF)
    assert (found.name, found.data) == ("form.pdf", PDF)


def test_a_mail_inside_that_is_encoded_all_the_same() -> None:
    inner = base64.encodebytes(bytes(mail([("form.pdf", PDF)])))
    (found,) = clean(raw(b"message/rfc822", b"base64", b"attachment", inner))
    assert (found.name, found.data) == ("form.pdf", PDF)


def test_pictures_of_the_text_are_told_from_attached_ones() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"x" * 20
    message = EmailMessage()
    message["From"] = SENDER
    message.set_content("Hallo")
    message.add_alternative('<img src="cid:logo">', subtype="html")
    body = message.get_payload()[1]  # type: ignore[index]
    body.add_related(picture, "image", "png", cid="<logo>")  # type: ignore[union-attr]
    message.add_attachment(picture + b"y", maintype="image", subtype="png", filename="foto.png")
    assert [(found.name, found.inline) for found in clean(bytes(message))] == [("", True), ("foto.png", False)]


def test_a_form_is_never_passed_over_as_a_picture() -> None:
    message = EmailMessage()
    message["From"] = SENDER
    message.set_content("Hallo")
    message.add_related(PDF, "image", "png", cid="<form>", filename="form.pdf")
    assert [(found.data, found.inline) for found in clean(bytes(message))] == [(PDF, False)]


def test_every_message_of_a_mailbox_file() -> None:
    found, _ = unpack(samples.mbox([mail([("a.pdf", PDF)]), mail([("b.pdf", OTHER)], sender="a@b.example")]))
    assert [(one.name, one.senders) for one in found] == [("a.pdf", (SENDER,)), ("b.pdf", ("a@b.example",))]


# Hostile ones: each costs its own part, and is said once ------------------------------------------------------------


def codes(findings: list[Diagnostic]) -> list[Code]:
    return [found.code for found in findings]


def chain(depth: int) -> bytes:
    data = PDF
    for _ in range(depth):
        data = zipped({"in": data, "form.pdf": OTHER})
    return data


def test_depth_is_limited_and_what_stands_above_is_taken() -> None:
    found, findings = unpack(chain(30))
    assert codes(findings) == [Code.M042]
    assert len(found) == Bounds().depth
    assert {one.data for one in found} == {OTHER}


def test_as_deep_as_allowed_is_allowed() -> None:
    assert len(clean(chain(Bounds().depth))) == Bounds().depth + 1


def test_messages_inside_outlooks_are_limited_too() -> None:
    _, findings = unpack(outlook(mail(), inside=[mail([("form.pdf", PDF)])]), Bounds(depth=1))
    assert codes(findings) == [Code.M042]


def many(count: int) -> bytes:
    part = b"--b\r\nContent-Type: application/pdf; name=form.pdf\r\n\r\n" + PDF + b"\r\n"
    return HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * count + b"--b--\r\n"


@pytest.mark.parametrize(
    ("bounds", "count"),
    [
        (Bounds(files=10), 10),
        (Bounds(total=10 * len(PDF)), 10),
        (Bounds(each=4), 0),
        (Bounds(container=100), 0),
    ],
)
def test_count_and_size_are_limited_and_said_once(bounds: Bounds, count: int) -> None:
    found, findings = unpack(many(1_000), bounds)
    assert codes(findings) == [Code.M042]
    assert len(found) == count


def test_thousands_of_attachments() -> None:
    found, findings = unpack(many(6_000))
    assert len(found) == 5_000
    assert len(findings) == 1


def test_a_zip_bomb_costs_itself_alone() -> None:
    bomb = zipped({str(number): b"\0" * 20_000_000 for number in range(6)})
    found, findings = unpack(bytes(mail([("bom.zip", bomb), ("form.pdf", PDF)])), Bounds(total=100_000_000))
    assert [one.data for one in found] == [PDF]
    assert codes(findings) == [Code.M041]


def test_an_entry_that_lies_about_its_size_costs_itself_alone() -> None:
    data = bytearray(zipped({"a.pdf": PDF, "b.pdf": OTHER}))
    place = data.index(b"PK\x01\x02") + 16
    data[place : place + 4] = b"\0\0\0\0"  # the checksum
    found, findings = unpack(bytes(data))
    assert [one.data for one in found] == [OTHER]
    assert codes(findings) == [Code.M041]


def test_archives_with_a_password_are_said_to_have_one() -> None:
    data = bytearray(zipped({"a.pdf": PDF}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    found, findings = unpack(bytes(mail([("a.zip", bytes(data)), ("form.pdf", OTHER)])))
    assert [one.data for one in found] == [OTHER]
    assert codes(findings) == [Code.M043]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (b'application/pkcs7-mime; smime-type="enveloped-data"', Code.M043),
        (b"message/external-body; access-type=URL", Code.M044),
        (b"message/partial; number=1", Code.M041),
        (b'multipart/mixed; boundary="none"', Code.M041),
    ],
)
def test_what_cannot_be_taken_out_is_said(kind: bytes, code: Code) -> None:
    found, findings = unpack(raw(kind, b"7bit", b"attachment", b"\r\nx"))
    assert not found
    assert codes(findings) == [code]


def nested_parts(depth: int) -> bytes:
    head = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(depth))
    return HEAD + head + b"Content-Type: application/pdf\r\n\r\n" + PDF


HOSTILE = {
    "3,000 parts inside each other": lambda: nested_parts(3_000),
    "1,900 parts inside each other": lambda: nested_parts(1_900),
    "900 parts inside each other": lambda: nested_parts(900),
    "60,000 encoded words": lambda: HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 60_000 + b"\r\n\r\nx",
    "a sender of 2 MB": lambda: b"From: " + b"a@b.example, " * 150_000 + b"\r\n\r\nx",
    "100,000 headers": lambda: HEAD + b"X-A: b\r\n" * 100_000 + b"\r\nx",
    "a name of 5 MB": lambda: raw(b"x/pdf", b"base64", b"attachment; filename=" + b"=?utf-8?q?a?= " * 350_000, B64),
    "a name in 50,000 pieces": lambda: raw(
        b"application/pdf", b"base64", b"attachment" + b"".join(b"; filename*%d=a" % n for n in range(50_000)), B64),
    "900 parts inside each other, before 2 MB of lines": lambda: nested_parts(900) + b"\n--" * 700_000,
    "300 mails inside each other": lambda: HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 300 + b"\r\n" + PDF,
    "an Outlook message cut short": lambda: outlook(mail([("form.pdf", PDF * 1_000)]))[:6_000],
    "a winmail.dat that ends at once": lambda: winmail([("form.pdf", PDF)])[:9],
    "a winmail.dat of nonsense": lambda: b"\x78\x9f\x3e\x22" + bytes(range(256)) * 50,
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_mails_are_contained(what: str) -> None:
    """At once, too: each of these took seconds or gigabytes where it was looked at whole."""
    found, findings = unpack(zipped({"1.eml": HOSTILE[what](), "2.pdf": OTHER}))
    assert found[-1].data == OTHER, "the rest goes on"
    assert len(findings) <= 1


@given(st.sampled_from(["msg", "winmail.dat", "mail in mail", "zip", "mbox"]), st.data())
def test_damage_anywhere_never_gets_out(how: str, data: st.DataObject) -> None:
    whole = bytearray(WRAPPED[how]())
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    unpack(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    unpack(bytes(whole))


@given(st.binary(max_size=300))
def test_any_bytes_as_a_mail(data: bytes) -> None:
    for start in (HEAD, b"From x\n", b"\x78\x9f\x3e\x22\0\0", b"PK\x03\x04"):
        unpack(start + data)
