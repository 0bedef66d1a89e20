"""Traps for whoever follows what stands in a file: a server on this machine, and a file with a secret in it."""

from __future__ import annotations

import select
import socket
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

SECRET: Final = "pangolin-in-the-vault"


class Trap:
    """`url` is an address where somebody listens, `path` a file that holds `SECRET`."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self._folder = tempfile.TemporaryDirectory(prefix="kadergen-trap-")
        self.path = Path(self._folder.name, "secret.txt")
        self.path.write_text(SECRET, encoding="utf-8")

    def callers(self) -> int:
        """How many have come since the last time. The kernel lets them in before they can go on: nobody is missed."""
        count = 0
        while select.select([self._server], [], [], 0)[0]:
            connection, _ = self._server.accept()
            connection.close()
            count += 1
        return count


@cache
def trap() -> Trap:
    """The one of this process."""
    return Trap()
