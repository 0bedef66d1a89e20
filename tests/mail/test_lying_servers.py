"""Mail servers that lie, break off or are not alone: nothing hangs, nothing is mixed up, what is missing is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kadergen.diagnostics import Code, Diagnostic
from kadergen.errors import NetworkError
from kadergen.formats.imap import Fetched, Mailbox, MailboxAddress, MailboxError
from kadergen.formats.smtp_send import SmtpConnection, SmtpServer, Tls
from kadergen.workflow.unpacking import mailbox_units
from tests.mail.liar import Answer, Liar, liar

GREETING = b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n"
MOST = 1_000_000


def server(bodies: dict[int, bytes], *, search: bytes = b"", sizes: dict[int, int] | None = None) -> Answer:
    """An IMAP server with these answers to a FETCH of each message's body, whole lines as they are sent."""

    def answer(tag: bytes, rest: bytes) -> bytes | None:
        done = tag + b" OK done\r\n"
        command = rest.upper()
        if command.startswith(b"CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1\r\n" + done
        if command.startswith(b"LOGOUT"):
            return b"* BYE\r\n" + done
        if command.startswith(b"UID SEARCH"):
            return (search or b"* SEARCH " + b" ".join(b"%d" % uid for uid in bodies) + b"\r\n") + done
        if b"RFC822.SIZE" in command:
            asked = map(int, rest.split()[2].split(b","))
            lines = (b"* 1 FETCH (UID %d RFC822.SIZE %d)\r\n" % (uid, (sizes or {}).get(uid, 9)) for uid in asked)
            return b"".join(lines) + done
        if b"BODY.PEEK" in command:
            body = bodies[int(rest.split()[2])]
            return body + done if body else None
        return done

    return answer


def whole(uid: int, data: bytes = b"From: a@b.example\r\n\r\nx") -> bytes:
    return b"* 1 FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (uid, len(data), data)


def fetched(at: Liar, scheme: str = "imaps") -> list[Fetched]:
    address = MailboxAddress.parse(f"{scheme}://ik@localhost:{at.port}/INBOX")
    return list(Mailbox(address, "geheim", at.context).messages(MOST))


MAIL = b"From: a@b.example\r\n\r\nx"
SAID: dict[str, tuple[dict[int, bytes], bytes, dict[int, bytes | None]]] = {
    "a flag that changes": (
        {1: b"* 7 FETCH (FLAGS (\\Seen))\r\n" + whole(1), 2: whole(2) + b"* 1 FETCH (FLAGS ())\r\n"},
        b"",
        {1: MAIL, 2: MAIL},
    ),
    "a message removed meanwhile": ({1: b"* 1 EXPUNGE\r\n", 2: whole(2)}, b"", {1: None, 2: MAIL}),
    "another message than was asked for": ({1: whole(2), 2: whole(2)}, b"", {1: None, 2: MAIL}),
    "no message in its place": ({1: b"* 1 FETCH (UID 1 BODY[] NIL)\r\n", 2: whole(2)}, b"", {1: None, 2: MAIL}),
    "the number behind the message": (
        {1: b"* 1 FETCH (FLAGS (\\Recent) BODY[] {%d}\r\n%s UID 1)\r\n" % (len(MAIL), MAIL)},
        b"",
        {1: MAIL},
    ),
    "a length that is too small, on one line": ({1: whole(1).replace(b"{22}", b"{21}")}, b"", {1: None}),
    "an answer in pieces": ({1: whole(1), 2: whole(2)}, b"* SEARCH 1\r\n* SEARCH 2\r\n", {1: MAIL, 2: MAIL}),
    "an empty folder": ({}, b"* SEARCH\r\n", {}),
    "huge numbers": ({4294967295: whole(4294967295)}, b"", {4294967295: MAIL}),
}


@pytest.mark.parametrize("what", SAID)
def test_each_message_is_the_one_asked_for_or_none(what: str) -> None:
    bodies, search, expected = SAID[what]
    with liar(GREETING, server(bodies, search=search)) as at:
        assert {message.uid: message.data for message in fetched(at)} == expected
        commands = b" ".join(at.lines).upper()
    assert b"EXAMINE" in commands
    assert not [word for word in (b"SELECT", b"STORE", b"BODY[]", b"CLOSE", b"MOVE") if word in commands]


def endless(line: bytes) -> Callable[[bytes, bytes], bytes | None]:
    usual = server({1: whole(1)})
    return lambda tag, rest: line * (20_000_000 // len(line)) if b"SEARCH" in rest else usual(tag, rest)


BROKEN: dict[str, Answer] = {
    "breaks off in a message": server({1: whole(1), 2: b""}),
    "breaks off in the middle of one": server({1: whole(1), 2: b"* 1 FETCH (UID 2 BODY[] {500}\r\nabc"}),
    "a message far larger than it said": server({1: whole(1), 2: b"* 1 FETCH (UID 2 BODY[] {99999999999}\r\n"}),
    "a length that is no number": server({1: whole(1), 2: b"* 1 FETCH (UID 2 BODY[] {x}\r\n\r\nabc)\r\n"}),
    "a length that is too small": server({1: whole(1), 2: whole(2, MAIL + b"\r\nmeer\r\n").replace(b"{30}", b"{5}")}),
    "numbers that are none": server({1: whole(1)}, search=b"* SEARCH 1 x 2\r\n"),
    "a number of 5,000 digits": server({1: whole(1)}, search=b"* SEARCH " + b"9" * 5_000 + b"\r\n"),
    "a line without an end": endless(b"x"),
    "lines without an end": endless(b"* OK " + b"x" * 9_000 + b"\r\n"),
    "pieces without an end": endless(b"* 1 FETCH (X {9000}\r\n" + b"x" * 9_000 + b")\r\n"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_cannot_be_read_ends_with_one_finding(what: str, tmp_path: Path) -> None:
    findings: list[Diagnostic] = []

    with liar(GREETING, BROKEN[what]) as at:
        address = MailboxAddress.parse(f"imaps://ik@localhost:{at.port}/INBOX")
        units = list(mailbox_units(Mailbox(address, "geheim", at.context), tmp_path, findings))
    assert [found.code for found in findings] == [Code.M050]
    assert "geheim" not in findings[0].message
    assert len(units) <= 1, "what came before counts"


def test_20_000_messages_are_asked_for_their_sizes_first() -> None:
    bodies = {uid: whole(uid) for uid in range(1, 20_001)}
    with liar(GREETING, server(bodies, sizes=dict.fromkeys(bodies, MOST + 1))) as at:
        assert sum(message.too_large for message in fetched(at)) == 20_000
        assert len(at.lines) < 120
        assert not any(b"BODY" in line for line in at.lines)


@pytest.mark.parametrize(
    ("folder", "named"),
    [
        ("Inge%20komen", b'"Inge komen"'),
        ("Postvak%20%C3%A9%C3%A9n", b'"Postvak &AOkA6Q-n"'),
        ("A%26B", b'"A&-B"'),
        ("Een%22twee%5Cdrie", b'"Een\\"twee\\\\drie"'),
        ("%E5%8F%B0%E5%8C%97", b'"&U,BTFw-"'),
        ("%F0%9F%93%AB", b'"&2D3c6w-"'),
    ],
)
def test_names_of_folders(folder: str, named: bytes) -> None:
    with liar(GREETING, server({})) as at:
        address = MailboxAddress.parse(f"imaps://ik@localhost:{at.port}/{folder}")
        assert list(Mailbox(address, "geheim", at.context).messages(MOST)) == []
        assert any(line.strip().endswith(b"EXAMINE " + named) for line in at.lines)


def test_what_was_put_in_before_tls_counts_for_nothing() -> None:
    """An unsafe answer that tells a size, so that a message would be passed over."""
    injected = b"* 1 FETCH (UID 1 RFC822.SIZE 999999999)\r\n* SEARCH 66\r\n"
    usual = server({1: whole(1)}, sizes={1: 9})

    def silent(tag: bytes, rest: bytes) -> bytes | None:
        return tag + b" OK done\r\n" if b"RFC822.SIZE" in rest else usual(tag, rest)

    plain = b"* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n"
    for said in (injected + b"TAG OK begin\r\n", b"TAG OK begin\r\n" + injected):
        with liar(plain, lambda tag, rest: b"* CAPABILITY IMAP4rev1 STARTTLS\r\n" + tag + b" OK done\r\n"
                  if rest.upper().startswith(b"CAPABILITY") else silent(tag, rest), starttls=said) as at:  # fmt: skip
            assert [(message.uid, message.data) for message in fetched(at, "imap")] == [(1, MAIL)]
            before = b"".join(at.lines[:1])
        assert b"geheim" not in before


@pytest.mark.parametrize("greeting", [b"* PREAUTH hi\r\n", b"* OK [CAPABILITY IMAP4rev1] hi\r\n", b"* BYE\r\n"])
def test_without_tls_nothing_is_said(greeting: bytes) -> None:
    answer: Answer = lambda tag, _: b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n"  # noqa: E731
    with liar(greeting, answer, starttls=b"TAG BAD no\r\n") as at:
        with pytest.raises(MailboxError, match="reached safely"):
            fetched(at, "imap")
        assert not any(b"LOGIN" in line or b"AUTHENTICATE" in line for line in at.lines)


def smtp(tag: bytes, _: bytes) -> bytes | None:
    name = tag.upper()
    if name == b"EHLO":
        return b"250-localhost\r\n250-STARTTLS\r\n250 SIZE 100000000\r\n"
    if name == b"DATA":
        return b"354 go on\r\n"
    return b"221 bye\r\n" if name == b"QUIT" else b"250 ok\r\n"


@pytest.mark.parametrize("said", [b"220 go\r\n", b"220 go\r\n250 injected\r\n250 injected\r\n"])
def test_what_was_put_in_before_tls_is_no_answer_to_a_mail(said: bytes) -> None:
    with liar(b"220 hi\r\n", smtp, starttls=said) as at:
        server_ = SmtpServer("localhost", at.port, Tls.STARTTLS)
        connection = SmtpConnection(server_)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("ssl.create_default_context", lambda **_: at.context)
            with connection:
                pass
    assert [line.split()[0].upper() for line in at.lines] == [b"EHLO", b"EHLO", b"QUIT"]


def test_a_server_that_offers_no_tls_gets_no_mail() -> None:
    def answer(tag: bytes, rest: bytes) -> bytes | None:
        return b"250 localhost\r\n" if tag.upper() == b"EHLO" else smtp(tag, rest)

    with liar(b"220 hi\r\n", answer, starttls=b"500 no\r\n") as at:
        with pytest.raises(NetworkError), SmtpConnection(SmtpServer("localhost", at.port, Tls.STARTTLS)):
            pass
        assert not any(line.upper().startswith((b"AUTH", b"MAIL")) for line in at.lines)
