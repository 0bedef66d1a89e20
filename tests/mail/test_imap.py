"""A mailbox on Debian's Dovecot: read over IMAP with TLS, and left as it was."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kadergen.diagnostics import Code, Diagnostic
from kadergen.formats.imap import Mailbox, MailboxAddress, MailboxError
from kadergen.workflow.unpacking import mailbox_units, unpack
from tests.mail.dovecot import PASSWORD, USER, Dovecot, dovecot


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    folder = tmp_path_factory.mktemp("attached")
    (folder / "form.pdf").write_bytes(b"%PDF-1.7 a form")
    (folder / "large.pdf").write_bytes(b"%PDF-1.7" + b"x" * 60_000)
    with dovecot() as running:
        for number, name in enumerate(("form.pdf", "large.pdf"), 3):
            running.deliver(
                *("--from", f"deelnemer{number}@gemeente.example", "--header", "Subject: Het formulier é"),
                *("--attach-type", "application/pdf", "--attach-name", name, "--attach", f"@{folder / name}"),
            )
        yield running


def address(server: Dovecot, scheme: str = "imaps", folder: str = "INBOX") -> MailboxAddress:
    port = server.imaps if scheme == "imaps" else server.imap
    return MailboxAddress.parse(f"{scheme}://{USER}@localhost:{port}/{folder}")


def mailbox(server: Dovecot, scheme: str = "imaps", folder: str = "INBOX", password: str = PASSWORD) -> Mailbox:
    return Mailbox(address(server, scheme, folder), password, server.context)


@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_every_message_is_fetched_and_nothing_is_changed(server: Dovecot, scheme: str) -> None:
    before = server.state()
    fetched = list(mailbox(server, scheme).messages(1_000_000))
    assert [message.uid for message in fetched] == [1, 2]
    stored = sorted(data.replace(b"\r\n", b"\n") for _, data in before)
    assert sorted((message.data or b"").replace(b"\r\n", b"\n") for message in fetched) == stored
    assert server.state() == before  # the names hold the marks: seen, answered, deleted
    assert all(name.startswith("new/") for name, _ in before)


def test_what_swaks_sent_comes_out_of_the_mailbox(server: Dovecot, tmp_path: Path) -> None:
    findings: list[Diagnostic] = []
    taken = list(unpack(mailbox_units(mailbox(server), tmp_path, findings), tmp_path, jobs=1))
    assert not findings
    assert [(found.name, found.senders) for _, unpacked in taken for found in unpacked.found] == [
        ("form.pdf", ("deelnemer3@gemeente.example",)),
        ("large.pdf", ("deelnemer4@gemeente.example",)),
    ]
    assert not list(tmp_path.glob("*.message")), "messages are removed once they were taken apart"
    assert [unit.label for unit, _ in taken] == [f"imaps://localhost/INBOX, message {n}" for n in (1, 2)]


def test_a_message_that_is_too_large_is_passed_over(server: Dovecot) -> None:
    fetched = list(mailbox(server).messages(30_000))
    assert [(m.uid, m.too_large, m.data is None) for m in fetched] == [(1, False, False), (2, True, True)]


def test_since_looks_at_when_messages_arrived(server: Dovecot) -> None:
    assert len(list(mailbox(server).messages(1_000_000, date(2020, 2, 29)))) == 2
    later = datetime.now(UTC).date() + timedelta(days=3)
    assert list(mailbox(server).messages(1_000_000, later)) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [({"password": "fout"}, "user and password"), ({"folder": "Bestaat niet & é"}, "no such folder")],
)
def test_what_fails_is_said_without_the_servers_words(server: Dovecot, change: dict[str, str], words: str) -> None:
    with pytest.raises(MailboxError, match=words) as caught:
        list(mailbox(server, **change).messages(1_000_000))
    assert caught.value.__suppress_context__
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_a_certificate_that_nobody_vouches_for_ends_it_before_the_password(server: Dovecot, scheme: str) -> None:
    stranger = Mailbox(address(server, scheme), PASSWORD, ssl.create_default_context())
    with pytest.raises(MailboxError, match="reached safely"):
        list(stranger.messages(1_000_000))


def test_a_mailbox_that_cannot_be_opened_is_a_finding(server: Dovecot, tmp_path: Path) -> None:
    findings: list[Diagnostic] = []
    assert list(mailbox_units(mailbox(server, password="fout"), tmp_path, findings)) == []
    assert [found.code for found in findings] == [Code.M050]


def test_the_password_is_in_no_representation(server: Dovecot) -> None:
    assert PASSWORD not in repr(mailbox(server))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("imaps://iemand@mail.example", ("mail.example", 993, "iemand", "INBOX", False)),
        ("imaps://iemand%40a.example@b.example/", ("b.example", 993, "iemand@a.example", "INBOX", False)),
        ("imap://iemand@a.example@b.example:1143/Een/Q%204", ("b.example", 1143, "iemand@a.example", "Een/Q 4", True)),
    ],
)  # fmt: skip
def test_addresses(text: str, expected: tuple[object, ...]) -> None:
    a = MailboxAddress.parse(text)
    assert (a.host, a.port, a.user, a.folder, a.starttls) == expected


@pytest.mark.parametrize(
    "text",
    ["http://a@b.example", "imaps://b.example", "imaps://a:geheim@b.example", "imaps://a@b.example:x", "imaps://a%0d@b.example",
     "imaps://a@b.example/x%0aSTORE"],
)  # fmt: skip
def test_addresses_that_are_none_say_why_without_the_password(text: str) -> None:
    with pytest.raises(ValueError) as caught:
        MailboxAddress.parse(text)
    assert "geheim" not in str(caught.value)
