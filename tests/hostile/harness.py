"""Reads hostile files in children with limits, and gives back what came of each; see `child.py`."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tests.hostile.child import Item, Limits, Seen, receive, send

__all__ = ["Limits", "Seen", "read_all", "read_one"]

_ROOT = Path(__file__).resolve().parents[2]


@cache
def _server() -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", "from tests.hostile.child import main; main()"],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONWARNINGS": "default"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    atexit.register(_end, process)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin
    process.stdin.close()
    process.wait()


def read_all(items: Sequence[Item], limits: Limits | None = None, *, pages: bool = False) -> list[Seen]:
    """Read each of these (bytes, or a file's name); `pages` measures the blank forms first, for flattened forms."""
    process = _server()
    assert process.stdin
    assert process.stdout
    send(process.stdin, (list(items), limits or Limits(), pages))
    found: list[Seen] = receive(process.stdout)
    return found


def read_one(item: Item, limits: Limits | None = None, *, pages: bool = False) -> Seen:
    """As `read_all`, for one."""
    (seen,) = read_all([item], limits, pages=pages)
    return seen
