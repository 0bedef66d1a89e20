"""A real SMTP server on this machine, with TLS and a login, that keeps what it gets and can be told to misbehave."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER: Final = "facilitator@example.org"
PASSWORD: Final = "geheim-wachtwoord"


@dataclass
class Received:
    """Mails that were taken, as (recipient, bytes); `drop_after` and `refuse` say what happens to those to whom."""

    mails: list[tuple[str, bytes]] = field(default_factory=list)
    drop_after: set[str] = field(default_factory=set)
    refuse: dict[str, str] = field(default_factory=dict)
    logins: int = 0

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        (recipient,) = envelope.rcpt_tos
        assert recipient is not None
        self.mails.append((recipient, envelope.content))
        if recipient in self.drop_after:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 taken"

    def login(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        self.logins += 1
        good = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        # A server that repeats what it was given, as some do.
        message = None if good else f"535 5.7.8 no {data.password.decode()}"
        return AuthResult(success=good, handled=good, message=message)


@dataclass(frozen=True)
class RunningServer:
    """Where it listens, whom to trust, and what it got."""

    port: int
    authorities: Path
    received: Received


@contextmanager
def smtp_server(
    folder: Path,
    *,
    starttls: bool = True,
    implicit: bool = False,
    name: str = "localhost",
    kind: type[SMTP] = SMTP,
    received: Received | None = None,
) -> Iterator[RunningServer]:
    """A server with a certificate for `name`; its authority is written into `folder`."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    received = received or Received()

    def protocol() -> SMTP:
        return kind(
            received,
            hostname="localhost",
            tls_context=context if starttls and not implicit else None,
            require_starttls=starttls and not implicit,
            authenticator=received.login,
            auth_required=starttls and not implicit,
            auth_require_tls=not implicit,  # aiosmtpd knows of its own STARTTLS alone
            loop=loop,
        )

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(protocol, "127.0.0.1", 0, ssl=context if implicit else None))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield RunningServer(server.sockets[0].getsockname()[1], folder / "authority.pem", received)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
