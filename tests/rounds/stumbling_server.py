"""A mail server in a process of its own that stumbles: at one of its answers it drops, refuses, or kills its client.

What it took is asked of the server itself, once it has nobody to talk to any more.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from enum import Enum
from pathlib import Path
from typing import Any, Final, TextIO

from aiosmtpd.smtp import SMTP

from tests.workflow.smtp_server import Received, smtp_server

_MIDDLE: Final = 5000  # bytes of a mail's body after which it is broken off


class Stumble(Enum):
    """What happens at an answer of the server. The first two come before it, or in its place, the last ones after."""

    DROP_BEFORE = "drop-before"
    KILL_BEFORE = "kill-before"
    STOP = "421"  # and drop
    LATER = "451"
    NEVER = "550"
    NEVER_AND_DROP = "550-drop"
    KILL_AFTER = "kill-after"
    DROP_AFTER = "drop-after"
    KILL_IN_BODY = "kill-in-body"  # after 354 alone
    DROP_IN_BODY = "drop-in-body"


_INSTEAD: Final = (Stumble.STOP, Stumble.LATER, Stumble.NEVER, Stumble.NEVER_AND_DROP)


@dataclass
class _Plan:
    """What the server is to do: at its answer of this number (from 1), or at none."""

    at: int = 0
    what: Stumble = Stumble.DROP_BEFORE
    victim: int = 0
    said: list[str] = field(default_factory=list)
    talking: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)


class _Stumbling(SMTP):
    plan: _Plan
    taken: Received

    async def _handle_client(self) -> None:
        self._count(1)
        try:
            await super()._handle_client()
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        with self.plan.changed:
            self.plan.talking += more
            self.plan.changed.notify_all()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if len(self.plan.said) + 1 == self.plan.at and self.plan.what in _INSTEAD:
            await self.push("354 ")  # which is not what is said, so that no mail follows
        else:
            await super().smtp_DATA(arg)

    async def push(self, status: Any) -> None:
        plan = self.plan
        text = status.decode() if isinstance(status, bytes) else str(status)
        plan.said.append(text[:3])
        what = plan.what if len(plan.said) == plan.at else None
        if what in (Stumble.KILL_BEFORE, Stumble.DROP_BEFORE):
            self._strike(what)
        if what in _INSTEAD:
            if text == "250 taken":
                self.taken.mails.pop()  # it says that it did not
            assert what
            status = f"{what.value[:3]} not now"
        await super().push(status)
        if what in (Stumble.KILL_IN_BODY, Stumble.DROP_IN_BODY):
            await self._reader.readexactly(_MIDDLE)
        if what and what not in (Stumble.KILL_BEFORE, Stumble.LATER, Stumble.NEVER):
            self._strike(what)

    def _strike(self, what: Stumble) -> None:
        if what.value.startswith("kill"):
            os.kill(self.plan.victim, signal.SIGKILL)
        if what not in (Stumble.KILL_BEFORE, Stumble.KILL_AFTER):
            assert isinstance(self.transport, asyncio.WriteTransport)
            self.transport.close() if what in (Stumble.STOP, Stumble.NEVER_AND_DROP) else self.transport.abort()
            raise ConnectionResetError


@dataclass(frozen=True)
class StumblingServer:
    """Where it listens, whom to trust, and how to speak with it."""

    port: int
    authorities: Path
    _control: TextIO

    def plan(self, at: int = 0, what: Stumble = Stumble.DROP_BEFORE) -> None:
        """What it is to do from now on; what it took and said before is forgotten."""
        self._ask({"at": at, "what": what.value})

    def victim(self, pid: int) -> None:
        """Whom to kill."""
        self._ask({"victim": pid})

    def said(self) -> list[str]:
        """The codes of all its answers."""
        return [str(code) for code in self._ask({})["said"]]

    def taken(self) -> list[tuple[str, str]]:
        """The mails that it took, as recipient and message id, once it has nobody to talk to any more."""
        with socket.create_connection(("127.0.0.1", self.port)):
            pass  # whoever came before was let in by now
        return [(recipient, message_id) for recipient, message_id in self._ask({"idle": True})["taken"]]

    def _ask(self, what: dict[str, object]) -> dict[str, Any]:
        self._control.write(json.dumps(what) + "\n")
        self._control.flush()
        found: dict[str, Any] = json.loads(self._control.readline())
        return found


@contextmanager
def stumbling_server(folder: Path) -> Iterator[StumblingServer]:
    """The server, in a fork of this process, until the end of the block."""
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        try:
            ours.close()
            _serve(folder, theirs)
        finally:
            os._exit(0)
    theirs.close()
    with ours, ours.makefile("rw") as control:
        port = json.loads(control.readline())["port"]
        yield StumblingServer(port, folder / "authority.pem", control)
    os.waitpid(child, 0)


def _serve(folder: Path, control: socket.socket) -> None:
    plan, received = _Plan(), Received()
    kind = type("Kind", (_Stumbling,), {"plan": plan, "taken": received})
    with smtp_server(folder, kind=kind, received=received) as running, control.makefile("rw") as lines:
        answer: dict[str, object] = {"port": running.port}
        while True:
            lines.write(json.dumps(answer) + "\n")
            lines.flush()
            line = lines.readline()
            if not line:
                return
            asked, answer = json.loads(line), {}
            if "victim" in asked:
                plan.victim = asked["victim"]
            elif "at" in asked:
                plan.at, plan.what = asked["at"], Stumble(asked["what"])
                plan.said.clear()
                received.mails.clear()
            elif "idle" in asked:
                with plan.changed:
                    plan.changed.wait_for(lambda: plan.talking == 0)
                answer = {"taken": [_label(*mail) for mail in received.mails]}
            else:
                answer = {"said": plan.said}


def _label(recipient: str, mail: bytes) -> tuple[str, str]:
    return recipient, str(BytesHeaderParser().parsebytes(mail)["Message-ID"])
