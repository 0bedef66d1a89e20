"""Same input, same bytes: the whole way twice, in processes that differ in all that must not matter."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

SURROUNDINGS = (
    {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"},
    {"PYTHONHASHSEED": "4242", "TZ": "America/Caracas", "LC_ALL": "C", "COLUMNS": "40"},
)


COMMANDS = (
    ("demo", "-o", "out"),
    ("build", "kwaliteitskader-housing-first", "--only", "print", "-o", "out"),
    ("build", "kwaliteitskader-housing-first", "--only", "word", "--only", "word-booklet", "-o", "out"),
    ("build", "houding-first", "--large-print", "--grayscale", "--no-writing-lines", "-o", "out"),
)


def produced(folder: Path, surroundings: dict[str, str]) -> dict[str, str]:
    """What the commands make in this folder: file → SHA-256."""
    folder.mkdir(parents=True)
    environment = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"} | surroundings
    for command in COMMANDS:
        whole = [sys.executable, "-m", "kadergen", *command]
        result = subprocess.run(whole, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_file_has_the_same_bytes(tmp_path: Path) -> None:
    first = produced(tmp_path / "one", SURROUNDINGS[0])
    second = produced(tmp_path / "two" / "deeper and with spaces", SURROUNDINGS[1])
    assert first == second
    # Built, returned, results with agenda and comparison, last year's with its outcome, meetings; the other commands.
    assert len(first) == 6 + 12 + (12 + 1 + 3 + 4) + (12 + 1) + 2 + 3 + 3 + 3
