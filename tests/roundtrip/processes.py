"""What programs beside the tests need: patience with a limit, a folder, a screen that nobody sees, an end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TypeVar

LIMIT: Final = 90  # seconds for any one thing that a program does
_PAUSE: Final = 0.02  # seconds between two looks

_Found = TypeVar("_Found")


def until(look: Callable[[], _Found | None], what: str, process: subprocess.Popen[bytes] | None = None) -> _Found:
    """What the look finds, as soon as it finds something; fails after the limit or when the process ended."""
    end = time.monotonic() + LIMIT
    while not (found := look()):
        assert time.monotonic() < end, f"waited in vain for {what}"
        assert process is None or process.poll() is None, f"the program ended before {what}"
        time.sleep(_PAUSE)
    return found


def whole_pdf(folder: Path) -> bytes | None:
    """The PDF in the folder, once it is written to its end."""
    for file in folder.glob("*.pdf"):
        data = file.read_bytes()
        if data.rstrip().endswith(b"%%EOF"):
            return data
    return None


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that leads a group of its own, kindly first, and all that it started."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=20)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that is gone afterwards, even when a process that was ended still wrote into it."""
    folder = Path(tempfile.mkdtemp())

    def gone() -> bool:
        shutil.rmtree(folder, ignore_errors=True)
        return not folder.exists()

    try:
        yield folder
    finally:
        until(gone, "the folder to be removed")


@contextmanager
def screen() -> Iterator[str]:
    """A free X display such as ":1", without a screen."""
    read, write = os.pipe()
    # Xvfb writes the number of the display that it found free, once it can be used.
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x1400x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        process_group=0,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read, "rb") as numbers:
            number = numbers.readline().strip().decode()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        end(process)
