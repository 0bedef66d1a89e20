"""Mails that are stopped on their way: killed around every note and every step, dropped and refused by the server."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rounds.test_killed import ROOT, folder

__all__ = ["folder"]


# The steps have no common divisor with what repeats in each mail; 1 takes minutes and tries every line and answer.
@pytest.mark.parametrize(
    ("kind", "command", "step", "least"),
    [("notes", "send", 5, 12), ("notes", "remind", 11, 5), ("talk", "send", 11, 16)],
)
def test_nobody_gets_a_mail_twice_and_everybody_gets_one(
    folder: Path, kind: str, command: str, step: int, least: int
) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tests.rounds.killed_mail", kind, command, str(folder), str(step)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert not found["faults"], "\n".join(found["faults"])
    assert found["stopped"] >= least
