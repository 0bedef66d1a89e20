"""Mails that are stopped on their way: killed around every note and every step, dropped and refused by the server."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.rounds.test_killed import ROOT, folder

__all__ = ["folder"]


# `lines` and `talk` with 1 in the place of `sample` try every line and answer; that takes half an hour.
def test_nobody_gets_a_mail_twice_and_everybody_gets_one(folder: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tests.rounds.killed_mail", "sample", "send", str(folder), "9"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert not found["faults"], "\n".join(found["faults"])
    assert found["stopped"] >= 25
