"""Mails read back by Python's own parser: what was given is there, and nothing that was given became a header."""

from __future__ import annotations

import email
import email.policy
import json
import subprocess
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kadergen.formats.mail_write import (
    Mail,
    MailAddress,
    MailAttachment,
    ascii_address,
    make_message_id,
    one_line,
    write_mail,
)
from kadergen.formats.visible_text import visible

WHEN = datetime(2026, 11, 3, 9, 30, tzinfo=timezone(timedelta(hours=1)))
MAIL = Mail(
    MailAddress("facilitator@example.org", "Bureau Kwaliteit"),
    MailAddress("p3@example.org", "Deelnemer 3, gemeente"),
    "Zelfevaluatie 2026: uw formulier",
    "Beste deelnemer,\n\n.een regel met een punt\nFrom hier\n",
    "<p>Beste deelnemer,</p>",
    WHEN,
    make_message_id("round", "person", host="example.org"),
    "nl",
    (MailAttachment("Zelfevaluatie één.pdf", "application/pdf", b"%PDF-1.7\n\x00\xff"),),
)
HEADERS = {
    "X-Unsent",
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
}
ANY = st.text(max_size=300)
NAMES = [
    "x\r\nBcc: all@example.org",
    "x\nBcc: all@example.org",
    "x\u2028Bcc: all@example.org",
    '"p9@example.org" <p9@example.org>, Deelnemer',
    "p9@example.org, p8@example.org",
    "Łukasz “Жанна” (gemeente); <b>",
    "=?utf-8?q?=0D=0ABcc:_all=40example.org?=",
    "محمد \u202egro.elpmaxe",
    "Een heel lange naam " * 20,
    "Ŝǿzä-Ģëñ Çelikkaya-Đặng 😀 " * 5,
]


def parsed(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not any(part.defects for part in message.walk())
    return message


def unflowed(text: str) -> str:
    """Flowed text put together again, as RFC 3676 has it."""
    lines = [line.removeprefix(" ") for line in text.replace("\r\n", "\n").split("\n")]
    return "".join(line if line.endswith(" ") else line + "\n" for line in lines).removesuffix("\n")


def test_what_was_given_is_there() -> None:
    message = parsed(write_mail(MAIL))
    assert set(message.keys()) == HEADERS - {"X-Unsent"}
    (to,) = message["To"].addresses
    assert (to.display_name, to.addr_spec) == ("Deelnemer 3, gemeente", "p3@example.org")
    assert message["From"].addresses[0].display_name == "Bureau Kwaliteit"
    assert message["Subject"] == MAIL.subject
    assert message["Date"].datetime == WHEN
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert unflowed(plain.get_content()) == MAIL.text
    assert page.get_content().strip() == MAIL.html
    (attached,) = message.iter_attachments()
    assert isinstance(attached, EmailMessage)
    assert (attached.get_filename(), attached.get_content_type()) == ("Zelfevaluatie één.pdf", "application/pdf")
    assert attached.get_content() == MAIL.attachments[0].data


@given(st.text(st.sampled_from("ab >\nF é") | st.characters(exclude_categories=["Cs"]), max_size=400))
@example("From hier\n >x\n" + "woord " * 40 + "https://example.org/" + "a" * 300)
def test_text_flows_in_short_lines_and_no_word_is_cut(text: str) -> None:
    plain = parsed(write_mail(replace(MAIL, text=text))).get_body(("plain",))
    assert plain is not None
    assert plain["Content-Type"].params["format"] == "flowed"
    content = plain.get_content().replace("\r\n", "\n")
    shown = [visible(line).rstrip(" ") for line in text.rstrip("\n").splitlines()]
    assert unflowed(content) == "\n".join(shown) + "\n"
    assert all(len(line) <= 78 or " " not in line.strip(" ") for line in content.split("\n"))
    assert not any(line.startswith((">", "From ")) for line in content.split("\n"))


def test_a_reminder_follows_the_first_mail() -> None:
    message = parsed(write_mail(replace(MAIL, follows="<1@example.org>")))
    assert (message["In-Reply-To"], message["References"]) == ("<1@example.org>", "<1@example.org>")
    with pytest.raises(ValueError):
        write_mail(replace(MAIL, follows="<x@y>\r\nBcc: all@example.org"))


def test_it_is_a_personal_mail() -> None:
    message = parsed(write_mail(MAIL))
    assert not {"Auto-Submitted", "Precedence", "List-Unsubscribe", "Bcc"} & set(message.keys())


def test_calendars_are_attached_as_utf_8_text() -> None:
    calendar = MailAttachment("Gesprek.ics", "text/calendar", "BEGIN:VCALENDAR\r\nX:é\r\n".encode())
    (attached,) = parsed(write_mail(replace(MAIL, attachments=(calendar,)))).iter_attachments()
    assert attached["Content-Type"].params["charset"] == "utf-8"
    # Nothing asks for an answer: with a method in it Outlook would show the meeting in the place of the letter.
    assert "method" not in attached["Content-Type"].params
    assert attached.get_content_disposition() == "attachment"


@pytest.mark.parametrize("name", NAMES)
def test_another_parser_reads_the_same(name: str) -> None:
    file = MailAttachment(f"{name}.pdf", "application/pdf", b"%PDF-1.7\n\x00\xff")
    data = write_mail(
        replace(MAIL, to=MailAddress("p3@example.org", name), subject=name, attachments=(file,)), draft=True
    )
    run = subprocess.run(
        ["perl", str(Path(__file__).with_name("mail_parts.pl"))], input=data, capture_output=True, check=True
    )
    read = json.loads(run.stdout)
    assert read["problems"] == []
    tags = {"X-Unsent", "From", "To", "Subject", "Content-Language", "MIME-Version", "Content-Type"}
    assert {tag.lower() for tag in read["tags"]} == {tag.lower() for tag in tags}
    assert read["subject"] == one_line(name)
    assert read["to"].endswith(" <p3@example.org>")
    plain, page, attached = read["parts"]
    assert (plain["type"], page["type"], attached["type"]) == ("text/plain", "text/html", "application/pdf")
    assert attached["name"] == one_line(f"{name}.pdf")
    assert bytes.fromhex(attached["data"]) == file.data


def test_a_draft_opens_for_sending_and_needs_no_sender() -> None:
    draft = parsed(write_mail(MAIL, draft=True))
    assert draft["X-Unsent"] == "1"
    assert not {"Date", "Message-ID"} & set(draft.keys())  # the program that sends it gives them
    assert "From" not in parsed(write_mail(replace(MAIL, sender=None), draft=True))


def test_the_same_mail_is_the_same_bytes_in_lines_that_every_server_takes() -> None:
    data = write_mail(MAIL)
    assert data == write_mail(MAIL)
    lines = data.split(b"\r\n")
    assert all(len(line) <= 998 and b"\n" not in line and b"\r" not in line for line in lines)
    assert data.isascii()
    assert write_mail(replace(MAIL, message_id=make_message_id("x", host="example.org"))) != data


@given(ANY, ANY, ANY, ANY, ANY)
def test_nothing_becomes_a_header(name: str, subject: str, body: str, file_name: str, sender: str) -> None:
    mail = replace(
        MAIL,
        sender=MailAddress("facilitator@example.org", sender),
        to=MailAddress("p3@example.org", name),
        subject=subject,
        text=body,
        attachments=(MailAttachment(file_name or "x", "application/pdf", b"data"),),
    )
    data = write_mail(mail)
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert set(message.keys()) == HEADERS - {"X-Unsent"}
    assert [address.addr_spec for address in message["To"].addresses] == ["p3@example.org"]
    assert [address.addr_spec for address in message["From"].addresses] == ["facilitator@example.org"]
    assert len(list(message.iter_attachments())) == 1
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))


@pytest.mark.parametrize("name", NAMES)
def test_names_stay_names(name: str) -> None:
    message = parsed(write_mail(replace(MAIL, to=MailAddress("p3@example.org", name), subject=name)))
    assert "Bcc" not in message
    assert [address.addr_spec for address in message["To"].addresses] == ["p3@example.org"]


@pytest.mark.parametrize(
    "address",
    ["", "x", "@example.org", "x@", "a@b", "a b@example.org", "a@example.org, b@example.org", "<a@example.org>",
     "=?utf-8?q?a?=@example.org",
     "a@example.org\r\nRCPT TO:<b@example.org>", "a@exa mple.org", "é@example.org", "a..b@example.org", "a@-x.org",
     '"a"@example.org', "a@[127.0.0.1]", "a" * 65 + "@example.org", "a@" + "é" * 70 + ".nl"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    assert ascii_address(address) is None
    with pytest.raises(ValueError):
        write_mail(replace(MAIL, to=MailAddress(address)))


def test_domains_in_other_letters_get_their_ascii_name() -> None:
    assert ascii_address("info@één.nl") == "info@xn--n-9faa.nl"
    assert ascii_address(" o'neill+x@Example.org ") == "o'neill+x@Example.org"


def test_message_ids() -> None:
    one = make_message_id("a", "b", host="example.org")
    assert one == make_message_id("a", "b", host="example.org")
    assert one != make_message_id("ab", "", host="example.org") != make_message_id("", "ab", host="example.org")
    with pytest.raises(ValueError):
        write_mail(replace(MAIL, message_id="<x@y>\r\nBcc: all@example.org"))


@given(ANY)
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line) <= 200
    assert line == " ".join(line.split())
    assert line.isprintable()
