"""A folder of a mailbox, read over IMAP and left as it is: EXAMINE and BODY.PEEK alone, so that nothing is deleted,
moved or marked as read. Always encrypted, the server's certificate is checked, and what it says is never repeated.

Source: RFC 9051 and 3501 (IMAP), 2595 (STARTTLS), 4616 (PLAIN), 3501 5.1.3 (names of folders).
"""

from __future__ import annotations

import base64
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from urllib.parse import unquote, urlsplit

PORTS: Final = {"imaps": 993, "imap": 143}
_TIMEOUT: Final = 60.0  # seconds without a word from the server
_LONGEST_ANSWER: Final = 16_000_000  # bytes of anything that is no message
_AT_A_TIME: Final = 200
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIZE: Final = re.compile(rb"\bRFC822\.SIZE (\d{1,12})")
# What may stand behind a message; anything else is a piece of it, whose length was a lie.
_BEHIND: Final = re.compile(rb'(?: (?:UID|RFC822\.SIZE) \d+| (?:FLAGS|MODSEQ) \([^()]*\)| INTERNALDATE "[^"]*")*\)')
_UID: Final = re.compile(rb"\bUID (\d{1,10})")


class MailboxError(Exception):
    """The mailbox cannot be read; the message says why in our words, the server's may hold the password."""


@dataclass(frozen=True, slots=True)
class MailboxAddress:
    """Where a mailbox is. With `starttls` encryption begins after the first line (imap:), else at once (imaps:)."""

    host: str
    port: int
    user: str
    folder: str = "INBOX"
    starttls: bool = False

    @classmethod
    def parse(cls, text: str) -> MailboxAddress:
        """From `imaps://user@server/Folder`; the user's name may hold %40 for @. Raises ValueError, which says why."""
        parts = urlsplit(text)
        if parts.scheme not in PORTS:
            raise ValueError("a mailbox begins with imaps:// or imap://")
        if parts.password is not None:
            raise ValueError("a password does not belong in the address of a mailbox: others can see it there")
        # The last @ is what separates user and server: many people write their address without %40.
        user, _, host = parts.netloc.rpartition("@")
        if not parts.hostname or not user or any(char.isspace() or ord(char) < 32 for char in unquote(user)):
            raise ValueError("a mailbox is written as imaps://user@server/Folder")
        try:
            port = urlsplit(f"//{host}").port or PORTS[parts.scheme]
        except ValueError as error:
            raise ValueError("the port of a mailbox is a number") from error
        folder = unquote(parts.path.removeprefix("/")) or "INBOX"
        if any(ord(char) < 32 for char in folder):
            raise ValueError("the name of a folder has no control characters")
        return cls(urlsplit(f"//{host}").hostname or "", port, unquote(user), folder, starttls=parts.scheme == "imap")

    def __str__(self) -> str:
        return f"{'imap' if self.starttls else 'imaps'}://{self.host}/{self.folder}"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message: its number in the folder and its bytes, None when it is larger than wanted or was not given."""

    uid: int
    data: bytes | None
    too_large: bool = False


@dataclass(slots=True)
class _Cap:
    """How many bytes the server may still send before the next command."""

    left: int = _LONGEST_ANSWER

    def spend(self, count: int) -> None:
        """So many bytes more. Raises IMAP4.abort when they are too many, whatever the server says is coming."""
        self.left -= count
        if self.left < 0:
            raise imaplib.IMAP4.abort("too large")


@dataclass(slots=True)
class Mailbox:
    """The folder `address`, opened with `password`. `context` is for servers whose certificate has another root."""

    address: MailboxAddress
    password: str = field(repr=False)
    context: ssl.SSLContext | None = None

    def messages(self, most: int, since: date | None = None) -> Iterator[Fetched]:
        """The messages, oldest first, each of at most `most` bytes; with `since`, those that arrived then or later.

        Raises MailboxError.
        """
        cap = _Cap()
        connection = _said("the mailbox cannot be reached safely", lambda: self._connected(cap))
        try:
            _said("the server does not accept this user and password", lambda: self._log_in(connection))
            _said(
                "the server has no such folder",
                lambda: _ok(connection.select(_quoted(self.address.folder), readonly=True)),
            )
            yield from _said(
                "the folder could not be read to its end; what was fetched before counts",
                lambda: self._fetched(connection, cap, most, since),
            )
        finally:
            _close(connection)

    def _connected(self, cap: _Cap) -> Any:
        context = self.context or ssl.create_default_context()
        where = (self.address.host, self.address.port)
        if not self.address.starttls:
            return _capped(imaplib.IMAP4_SSL, cap)(*where, ssl_context=context, timeout=_TIMEOUT)
        connection: Any = _capped(imaplib.IMAP4, cap)(*where, timeout=_TIMEOUT)
        try:
            _ok(connection.starttls(context))
            # What was said before was not safe: anybody on the way may have put it in.
            connection.untagged_responses.clear()
        except BaseException:
            connection.shutdown()
            raise
        return connection

    def _log_in(self, connection: imaplib.IMAP4) -> None:
        # PLAIN where it is offered: it carries any characters, LOGIN no more than ASCII.
        if "AUTH=PLAIN" in connection.capabilities:
            secret = f"\0{self.address.user}\0{self.password}".encode()
            _ok(connection.authenticate("PLAIN", lambda _: secret))
        else:
            _ok(connection.login(self.address.user, self.password))

    def _fetched(self, connection: imaplib.IMAP4, cap: _Cap, most: int, since: date | None) -> Iterator[Fetched]:
        wanted = ("SINCE", f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}") if since else ("ALL",)
        answers = _ok(connection.uid("SEARCH", *wanted))
        uids = sorted({int(number) for answer in answers for number in (answer or b"").split()})
        for start in range(0, len(uids), _AT_A_TIME):
            some = uids[start : start + _AT_A_TIME]
            cap.left = _LONGEST_ANSWER
            sizes = _sizes(_ok(connection.uid("FETCH", ",".join(map(str, some)), "(RFC822.SIZE)")))
            for uid in some:
                if sizes.get(uid, 0) > most:
                    yield Fetched(uid, None, too_large=True)
                    continue
                cap.left = most + _LONGEST_ANSWER
                yield Fetched(uid, _body(_ok(connection.uid("FETCH", str(uid), "(BODY.PEEK[])")), uid))


def _said(words: str, do: Callable[[], Any]) -> Any:
    """What comes of it; any failure in these words alone. What is iterated over fails in the same way."""
    try:
        found = do()
    except _FAILURES:
        raise MailboxError(words) from None
    return _iterated(words, found) if isinstance(found, Iterator) else found


def _iterated(words: str, found: Iterator[Fetched]) -> Iterator[Fetched]:
    while True:
        try:
            one = next(found)
        except StopIteration:
            return
        except _FAILURES:
            raise MailboxError(words) from None
        yield one


# What the standard library raises over a server that does not do as it should, or is none.
_FAILURES: Final = (imaplib.IMAP4.error, OSError, ValueError, EOFError, IndexError, TypeError, AttributeError, KeyError)


def _capped(kind: type[Any], cap: _Cap) -> type[Any]:
    """The connection, which refuses to take in more than allowed, however much the server says or sends."""

    class Capped(kind):  # type: ignore[misc]
        def read(self, size: int) -> bytes:
            cap.spend(size)
            return bytes(super().read(size))

        def readline(self) -> bytes:
            line = bytes(super().readline())
            cap.spend(len(line))
            return line

    return Capped


def _ok(answer: tuple[str, Any]) -> Any:
    if answer[0] != "OK":
        raise imaplib.IMAP4.error
    return answer[1]


def _close(connection: imaplib.IMAP4) -> None:
    """Say goodbye, without CLOSE, which would remove what others marked as deleted (not after EXAMINE, yet be sure)."""
    try:
        connection.logout()
    except _FAILURES:
        try:
            connection.shutdown()
        except OSError:
            return


def _sizes(answer: list[Any]) -> dict[int, int]:
    sizes = {}
    for line in answer:
        found = line[0] if isinstance(line, tuple) else line
        if isinstance(found, bytes) and (uid := _UID.search(found)) and (size := _SIZE.search(found)):
            sizes[int(uid[1])] = int(size[1])
    return sizes


def _body(answer: list[Any], uid: int) -> bytes | None:
    """The message with this number; None when it is not there, or when more follows than was announced."""
    for part, behind in zip(answer, [*answer[1:], b""], strict=True):
        if not isinstance(part, tuple) or not isinstance(behind, bytes) or not _BEHIND.fullmatch(behind):
            continue
        number = _UID.search(part[0]) or _UID.search(behind)
        if number and int(number[1]) == uid:
            return bytes(part[1])
    return None


def _quoted(name: str) -> str:
    """A folder's name as IMAP wants it: modified UTF-7, in quotes."""
    encoded = "".join(
        part.replace("&", "&-") if part.isascii() else f"&{_base64(part)}-"
        for part in re.findall(r"[\x00-\x7f]+|[^\x00-\x7f]+", name)
    )
    return '"' + encoded.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-16-be")).decode("ascii").rstrip("=").replace("/", ",")
