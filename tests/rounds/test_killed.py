"""A round is whole whatever happens: its commands are killed at every line, and the disk is full."""

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


def stopped(program: str, kind: str, command: str, folder: Path, step: int) -> int:
    """How often a command was stopped by one of the programs here, all without a fault."""
    result = subprocess.run(
        [sys.executable, "-m", f"tests.rounds.{program}", kind, command, str(folder), str(step)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert not found["faults"], "\n".join(found["faults"])
    return int(found["stopped"])


# "every" with 1 is every line; the other steps have no common divisor with what repeats in a command.
@pytest.mark.parametrize(
    ("kind", "command", "step"),
    [
        ("every", "new", 1),
        ("every", "collect", 1),
        ("every", "add", 1),
        ("every", "forget", 1),
        ("every", "close", 1),
        ("every", "keep-full", 15),
        ("kill", "collect", 61),
        ("kill", "forget", 211),
        ("kill", "close", 307),
        ("kill", "forget-full", 20011),
        ("full", "new", 9001),
        ("full", "collect", 9001),
        ("full", "add", 9001),
        ("full", "forget", 9001),
        ("full", "close", 9001),
    ],
)
def test_a_stopped_command_leaves_a_whole_round_and_can_be_run_again(
    folder: Path, kind: str, command: str, step: int
) -> None:
    assert stopped("killed", kind, command, folder, step) >= 3
