"""One worker process as its parent sees it: started, asked, watched and ended, with all that it started itself."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, cast

import psutil

import kadergen
from kadergen.formats.libreoffice import sockets
from kadergen.workflow.limits import Limit, Limits
from kadergen.workflow.wire import READY, TooLargeError, receive, send

# What the system does not see to by itself, the parent watches: Windows knows no limits of this kind, macOS none of
# memory. Time by the clock it always watches.
WATCH_MEMORY = not sys.platform.startswith("linux")
WATCH_CPU = sys.platform == "win32"

_POSIX: Final = os.name == "posix"
_START_SECONDS: Final = 60  # until a child is ready; half a second is usual
_HERE: Final = Path(kadergen.__file__).resolve().parent.parent


class CrossedError(Exception):
    """A limit was crossed, and the child was ended, or ended itself, for it."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit.value)
        self.limit = limit


class DiedError(Exception):
    """The child ended without an answer; the message says how."""


class Child:
    """A process that runs `module` and answers one request at a time.

    One thread calls `prepare` and `ask`; any other may `check` whether it keeps its limits, and `end` it.
    """

    def __init__(self, module: str, limits: Limits) -> None:
        """Start it. Raises OSError when the system refuses."""
        self.files = 0
        self._limits = limits
        self._lock = threading.Lock()
        self._ended = False
        self._crossed: Limit | None = None
        self._deadline: float | None = None
        self._memory, self._cpu = 0, 0.0
        # A folder of its own, so that nothing of a form stays behind when it has to be killed.
        self._folder = Path(tempfile.mkdtemp(prefix="kadergen-")).resolve()
        try:
            self._process = _start(module, self._folder)
            self._watched = psutil.Process(self._process.pid)
        except (OSError, psutil.Error) as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise OSError(str(error)) from error

    def prepare(self, setup: bytes) -> None:
        """Tell it what it has to know and wait until it is ready. Raises DiedError."""
        try:
            with self._timed(_START_SECONDS):
                send(self._input, setup)
                if receive(self._output, len(READY)) != READY:
                    raise EOFError
        except (OSError, EOFError, TooLargeError):
            self.end()
            raise DiedError(self._how_it_ended()) from None

    def ask(self, path: Path) -> bytes:
        """The reply about one file. Raises CrossedError and DiedError; then this child is of no use any more."""
        self.files += 1
        try:
            with self._timed(self._limits.wall_seconds):
                send(self._input, os.fsencode(path))
                return receive(self._output, self._limits.output)
        except TooLargeError:
            raise CrossedError(Limit.OUTPUT) from None
        except (OSError, EOFError):
            how = self._how_it_ended()
        if self._crossed:
            raise CrossedError(self._crossed)
        if _POSIX and self._process.returncode == -signal.SIGXCPU:
            raise CrossedError(Limit.CPU)
        raise DiedError(how)

    def check(self) -> None:
        """End it when it has crossed a limit that the system does not enforce by itself."""
        with self._lock:
            if self._deadline is not None and not self._ended:
                self._crossed = self._crossed_now(self._deadline)
                if self._crossed:
                    self._kill()

    def end(self) -> None:
        """End it, whatever it does, and remove its folder. May be called more than once."""
        with self._lock:
            if self._ended:
                return
            self._ended = True
            self._kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what nobody read any more
                cast(BinaryIO, pipe).close()
        for profile in self._folder.glob("*/profile"):
            for socket in sockets(profile.as_uri()):
                socket.unlink(missing_ok=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _input(self) -> BinaryIO:
        return cast(BinaryIO, self._process.stdin)

    @property
    def _output(self) -> BinaryIO:
        return cast(BinaryIO, self._process.stdout)

    @contextmanager
    def _timed(self, seconds: float) -> Iterator[None]:
        """Let `check` look at what is done inside."""
        memory = self._watched.memory_info().rss if WATCH_MEMORY else 0
        cpu = _cpu_seconds(self._watched) if WATCH_CPU else 0.0
        with self._lock:
            self._memory, self._cpu = memory, cpu
            self._deadline = time.monotonic() + seconds
        try:
            yield
        finally:
            with self._lock:
                self._deadline = None

    def _crossed_now(self, deadline: float) -> Limit | None:
        if time.monotonic() > deadline:
            return Limit.WALL
        with suppress(psutil.Error):  # it has just ended
            if WATCH_MEMORY and self._watched.memory_info().rss - self._memory > self._limits.memory:
                return Limit.MEMORY
            if WATCH_CPU and _cpu_seconds(self._watched) - self._cpu > self._limits.cpu_seconds:
                return Limit.CPU
        return None

    def _kill(self) -> None:
        """Kill it and what it started, which has sessions of its own; first stop it, so that nothing is added."""
        found = [self._watched]
        with suppress(psutil.Error):
            self._watched.suspend()
            found += self._watched.children(recursive=True)
        for process in found:
            with suppress(psutil.Error):
                process.kill()

    def _how_it_ended(self) -> str:
        """Wait for its end, which was seen to be near: its pipe is closed."""
        try:
            code = self._process.wait(timeout=_START_SECONDS)
        except subprocess.TimeoutExpired:
            return "closed its pipe"
        if code < 0:
            names = {number.value: number.name for number in signal.Signals}
            return names.get(-code, f"signal {-code}")
        return f"status {code}"


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _start(module: str, folder: Path) -> subprocess.Popen[bytes]:
    """Start a child that no key of this terminal reaches, and that finds kadergen where we are.

    `-P`: a module that lies in the folder with the forms must not be taken for one of ours.
    """
    places = [str(_HERE), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    environment = {
        **os.environ,
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder)),
        "PYTHONPATH": os.pathsep.join(places),
    }
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what a library has to say of a form belongs in no log
        env=environment,
        start_new_session=_POSIX,
        creationflags=flags,
    )
