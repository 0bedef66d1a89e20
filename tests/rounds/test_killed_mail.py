"""Mails that are stopped on their way: killed around every note and every step, dropped and refused by the server."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from kadergen.cli import main
from kadergen.workflow.round_folder import opened
from tests.rounds.full_round import FIRST
from tests.rounds.killed_mail import start
from tests.rounds.test_killed import folder, stopped
from tests.workflow.smtp_server import PASSWORD, smtp_server

__all__ = ["folder"]


# `lines` and `talk` with 1 in the place of `sample` try every line and answer; that takes half an hour.
def test_nobody_gets_a_mail_twice_and_everybody_gets_one(folder: Path) -> None:
    assert stopped("killed_mail", "sample", "send", folder, 9) >= 25


class _HangsUp(SMTP):
    """Says that it knows nobody of a name, and hangs up."""

    async def push(self, status: Any) -> None:
        await super().push(status)
        if str(status).startswith("550"):
            assert isinstance(self.transport, asyncio.WriteTransport)
            self.transport.close()


def test_one_who_is_refused_does_not_stop_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "start" / "round"
    start(path, "send")
    monkeypatch.setenv("KADERGEN_SMTP_PASSWORD", PASSWORD)
    with smtp_server(tmp_path, kind=_HangsUp) as server:
        server.received.refuse = {FIRST: "550 5.1.1 unknown"}
        send = ["round", "send", "--smtp", f"localhost:{server.port}", "--ca-file", str(server.authorities)]
        assert main([*send, "--pause", "0", "--round", str(path)]) == 6
        assert [recipient for recipient, _ in server.received.mails] == ["zqxb@example.org", "zqxc@example.org"]
    with opened(path) as one:
        assert [mail.state.value for mail in one.store.mails()] == ["sent", "sent"]
