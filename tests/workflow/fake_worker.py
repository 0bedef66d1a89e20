"""A child whose files do to it what a hostile file might do to a real one; what, their names say."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from kadergen.diagnostics import Code, Diagnostic, Severity
from kadergen.model.instrument import Instrument
from kadergen.model.response import ReadResult
from kadergen.workflow.blanks import BlankForms
from kadergen.workflow.worker import serve


def busy() -> str:
    while True:
        pass


def hang() -> str:
    threading.Event().wait()
    return ""


def memory() -> str:
    held = []
    while True:
        held.append(bytearray(10_000_000))


def crash() -> str:
    os.kill(os.getpid(), signal.SIGSEGV)
    return ""


def end() -> str:
    os._exit(3)


def files() -> str:
    return str([Path(os.devnull).open("rb") for _ in range(2_000)])


def fault() -> str:
    raise RuntimeError("a fault of ours")


def chatter() -> str:
    print("what a library prints")
    sys.stdout.flush()
    os.write(1, b"\xff" * 100)
    return ""


DEEDS: Mapping[str, Callable[[], str]] = {
    "busy": busy,
    "hang": hang,
    "memory": memory,
    "crash": crash,
    "exit": end,
    "files": files,
    "raise": fault,
    "print": chatter,
    "large": lambda: "x" * 3_000_000,
    "pid": lambda: str(os.getpid()),
    "half": lambda: "\ud800",
}


def read(path: Path, instruments: Mapping[str, Instrument], blanks: BlankForms) -> ReadResult:
    """Do what the name says; any other name is a file that is read."""
    said = DEEDS.get(path.name.split(".")[0], str)()
    return ReadResult(path.name, None, (Diagnostic(Severity.INFO, Code.R001, said),) if said else ())


if __name__ == "__main__":
    serve(read)
