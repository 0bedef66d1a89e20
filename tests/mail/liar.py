"""A mail server on loopback that says what a test wants it to, over TLS."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import trustme

Answer = Callable[[bytes, bytes], bytes | None]
"""From a command's tag and the rest of it to what the server sends; None to hang up."""


@dataclass(slots=True)
class Liar:
    """A running server: its port, what trusts its certificate, and every line that it got."""

    port: int
    context: ssl.SSLContext
    lines: list[bytes] = field(default_factory=list)


@contextmanager
def liar(greeting: bytes, answer: Answer, *, starttls: bytes = b"") -> Iterator[Liar]:
    """Serves one connection. With `starttls`, that is sent in plain words to the command STARTTLS, and TLS begins."""
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost")
    theirs, ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    certificate.configure_cert(theirs)
    authority.configure_trust(ours)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Liar(listening.getsockname()[1], ours)

        def serve() -> None:
            with suppress(OSError, ValueError):
                plain, _ = listening.accept()
                plain.settimeout(3)
                with plain if starttls else theirs.wrap_socket(plain, server_side=True) as connection:
                    connection.sendall(greeting)
                    if starttls:
                        while b"STARTTLS" not in (line := _line(connection)).upper():
                            server.lines.append(line)
                            connection.sendall(answer(*_parted(line)) or b"")
                        connection.sendall(starttls.replace(b"TAG", _parted(line)[0]))
                        with theirs.wrap_socket(connection, server_side=True) as safe:
                            _talk(safe, answer, server.lines)
                    else:
                        _talk(connection, answer, server.lines)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listening.close()
            thread.join(30)


def _talk(connection: socket.socket, answer: Answer, lines: list[bytes]) -> None:
    while line := _line(connection):
        lines.append(line)
        reply = answer(*_parted(line))
        if reply is None:
            return
        connection.sendall(reply)


def _line(connection: socket.socket) -> bytes:
    """The next line, byte by byte: behind STARTTLS nothing may be taken that belongs to TLS."""
    line = b""
    while not line.endswith(b"\n") and (byte := connection.recv(1)):
        line += byte
    return line


def _parted(line: bytes) -> tuple[bytes, bytes]:
    tag, _, rest = line.strip().partition(b" ")
    return tag, rest
