"""Two processes in one round: what only looks may look, what would write is told to wait, and nothing is damaged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from kadergen.cli import main
from kadergen.formats import smtp_send
from kadergen.workflow.round_folder import examine, opened
from tests.rounds.full_round import FIRST
from tests.rounds.killed_mail import start
from tests.workflow.smtp_server import PASSWORD, Received, smtp_server


@dataclass
class Meanwhile(Received):
    """While the first mail is on its way, these commands are run in processes of their own."""

    commands: list[list[str]] = field(default_factory=list)
    said: list[tuple[int, str, str]] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if not self.said:
            running = [
                subprocess.Popen(
                    [sys.executable, "-m", "kadergen", *command],
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                    env=os.environ | {"KADERGEN_SMTP_PASSWORD": PASSWORD},
                )
                for command in self.commands
            ]
            for process in running:
                out, err = process.communicate()
                self.said.append((process.returncode, out, err))
        return await super().handle_DATA(server, session, envelope)


def test_while_mails_are_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "start" / "round"
    start(path, "send")
    monkeypatch.setattr(smtp_send, "_TIMEOUT", 600.0)  # the server is busy with the other processes
    monkeypatch.setenv("KADERGEN_SMTP_PASSWORD", PASSWORD)
    here = ["--round", str(path)]
    received = Meanwhile()
    with smtp_server(tmp_path, received=received) as server:
        send: list[Any] = ["round", "send", "--smtp", f"localhost:{server.port}", "--ca-file", str(server.authorities)]
        send += ["--pause", "0", *here]
        writing = [send, ["round", "collect", str(tmp_path), *here], ["round", "forget", FIRST, "--yes", *here]]
        received.commands = [["round", "status", "--json", *here], *writing]
        assert main(send) == 0
        assert sorted(recipient for recipient, _ in received.mails) == [f"zqx{x}@example.org" for x in "abc"]
    (code, out, _), *others = received.said
    assert code == 0
    states = [[mail["state"] for mail in person["mails"]] for person in json.loads(out)["people"]]
    assert states == [["begun"], [], []]
    assert len(others) == len(writing)
    for code, out, err in others:
        assert (code, out) == (2, "")
        assert "another kadergen is at work" in err
    with opened(path, writing=True) as one:
        assert not examine(one)
        assert [mail.state.value for mail in one.store.mails()] == ["sent"] * 3
        assert len(one.store.people()) == 3
