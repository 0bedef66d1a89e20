"""A round is whole whatever happens: its commands are killed at line after line, and the disk is full."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
MEMORY = Path("/dev/shm")  # what a killed process wrote is there whatever the disk does, so that a quick one will do


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    yield made / "trials"
    shutil.rmtree(made, ignore_errors=True)


# The steps have no common divisor with what repeats in a command; 1 takes minutes and tries every line.
@pytest.mark.parametrize(
    ("kind", "command", "step"),
    [
        ("kill", "new", 13),
        ("kill", "collect", 13),
        ("kill", "add", 7),
        ("kill", "forget", 29),
        ("kill", "close", 17),
        ("full", "new", 9001),
        ("full", "collect", 9001),
        ("full", "add", 9001),
    ],
)
def test_a_stopped_command_leaves_a_whole_round_and_can_be_run_again(
    folder: Path, kind: str, command: str, step: int
) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tests.rounds.killed", kind, command, str(folder), str(step)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert not found["faults"], "\n".join(found["faults"])
    assert found["stopped"] >= 3
