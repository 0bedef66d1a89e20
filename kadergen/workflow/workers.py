"""Untrusted files opened in processes of their own: on all cores, in order, each within limits.

The process that holds the results never opens an untrusted file. It hands paths to children (`worker`), believes
nothing that they say but what a reader can have said (`replies`), and ends those that take too long or too much. At
most a few files for each child are under way, so that memory does not grow with the number of files.

What is asked of the children is a `Task`: to read a returned form (`read_isolated`), or to take apart what files came
in (`kadergen.workflow.unpacking`).
"""

from __future__ import annotations

import os
import pickle
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, Protocol, TypeVar

import msgspec
import psutil

from kadergen.diagnostics import Code, Diagnostic, Location, Severity, display_name
from kadergen.errors import MissingDependencyError
from kadergen.model.instrument import Instrument
from kadergen.model.response import ReadResult
from kadergen.workflow.limits import DEFAULT, Limit, Limits
from kadergen.workflow.replies import is_sound
from kadergen.workflow.wire import READY, Setup, TooLargeError, decode, receive, send

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_POSIX: Final = os.name == "posix"
WORKER: Final = ("-m", "kadergen.workflow.worker")
"""What the interpreter is told to run as a child."""
_FILES_PER_CHILD: Final = 500
_AHEAD: Final = 4  # files under way for each child
_NEW_GROUP: Final = 0x200  # CREATE_NEW_PROCESS_GROUP of Windows: Ctrl-C is for us alone
_POLL: Final = 0.05  # seconds between two looks of the watchdog
_START: Final = 60.0  # seconds for a child to start
_LONGEST_READY: Final = 16  # bytes
_NONSENSE: Final = "the process that read it gave no answer that makes sense"
_LIMITS: Final = frozenset(limit.value for limit in Limit)


class Task(Protocol[T_co]):
    """What children are asked about each file, and what is made of what they say. `T_co` is what comes of a file."""

    @property
    def worker(self) -> Sequence[str]:
        """What the interpreter is told to run as a child."""

    @property
    def limits(self) -> Limits:
        """What one file may take."""

    def setup(self) -> bytes:
        """The first frame that a child gets."""

    def understood(self, path: Path, frame: bytes) -> tuple[T_co | Limit | None, bool]:
        """What came of the file, which limit it crossed, or None for what no child of ours says; and whether this
        child is used up. Raises MsgspecError or ValueError for what is no reply at all.
        """

    def refused(self, path: Path, message: str, hint: str, limit: Limit | None) -> T_co:
        """What is told instead of a result; `limit` when that is why."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """The task of reading returned forms."""

    instruments: Mapping[str, Instrument]
    frameworks: tuple[str, ...]
    limits: Limits
    worker: Sequence[str]

    def setup(self) -> bytes:
        return pickle.dumps(Setup(self.instruments, self.frameworks, self.limits))

    def understood(self, path: Path, frame: bytes) -> tuple[ReadResult | Limit | None, bool]:
        reply = decode(frame)
        if reply.result is None:
            return (Limit(reply.limit) if reply.limit in _LIMITS else None), reply.last
        return (reply.result if is_sound(reply.result, display_name(path), self.instruments) else None), reply.last

    def refused(self, path: Path, message: str, hint: str, limit: Limit | None) -> ReadResult:
        name, code = display_name(path), Code.R036 if limit else Code.R005
        if limit is None:
            message = f"broken file: {message}"
        return ReadResult(name, None, (Diagnostic(Severity.ERROR, code, message, hint, Location(name)),))


def read_isolated(
    paths: Sequence[Path],
    instruments: Mapping[str, Instrument],
    frameworks: Iterable[str] = (),
    limits: Limits = DEFAULT,
    jobs: int | None = None,
    worker: Sequence[str] = WORKER,
) -> Iterator[ReadResult]:
    """What came of each file, in the order of the paths. Closing the iterator early ends all children.

    `instruments` are the known frameworks' by id, `frameworks` the names or folders of those that are not bundled (for
    the forms that were kept with them). Raises MissingDependencyError when no child can be started at all.
    """
    return isolated(paths, _Reading(instruments, tuple(frameworks), limits, worker), jobs)


def isolated(paths: Iterable[Path], task: Task[T], jobs: int | None = None) -> Iterator[T]:
    """What comes of each file under this task, in the order of the paths; otherwise as `read_isolated`.

    The paths are taken as they are needed.
    """
    count = jobs or os.cpu_count() or 1
    if isinstance(paths, Sequence):
        count = max(1, min(count, len(paths)))
    pool = _Pool(task)
    executor = ThreadPoolExecutor(count, thread_name_prefix="kadergen-reader")
    running: deque[Future[T]] = deque()
    try:
        for path in paths:
            running.append(executor.submit(pool.read, path))
            if len(running) >= count * _AHEAD:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
    finally:
        for future in running:
            future.cancel()
        pool.end()
        executor.shutdown()
        pool.close()


class _Child:
    """One process. Its time runs while it is asked something; the watchdog ends it when that is over."""

    def __init__(self, worker: Sequence[str]) -> None:
        options: dict[str, Any] = {"start_new_session": True} if _POSIX else {"creationflags": _NEW_GROUP}
        # A folder of its own, so that nothing of a form stays behind when it has to be killed.
        self._folder = Path(tempfile.mkdtemp(prefix="kadergen-"))
        # -P: what lies in the current folder, perhaps among the returned files, is never taken for a module.
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-P", *worker],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self._folder))},
                **options,
            )
        except OSError:
            self.tidy()
            raise
        self.files = 0
        self.crossed: Limit | None = None
        self._watched = psutil.Process(self.process.pid)
        self._deadline = time.monotonic() + _START
        self._most_cpu = _START
        self._memory = 0  # bytes before the first file; unknown until it is ready

    def begin(self, setup: bytes) -> None:
        """Tell it what it has to know. Raises OSError when it has ended."""
        send(self._stdin, setup)

    @property
    def _stdin(self) -> Any:
        return self.process.stdin

    def wait_until_ready(self) -> None:
        """Raises EOFError, OSError or TooLargeError when the child is none of ours."""
        if receive(self.process.stdout, _LONGEST_READY) != READY:  # type: ignore[arg-type]
            raise EOFError
        self._memory = self._watched.memory_info().rss

    def ask(self, path: Path, limits: Limits) -> bytes:
        """The reply about one file, undecoded. Raises EOFError, OSError or TooLargeError."""
        self.files += 1
        self._most_cpu = self._cpu() + limits.cpu_seconds
        self._deadline = time.monotonic() + limits.wall_seconds
        try:
            send(self._stdin, os.fsencode(path))
            return receive(self.process.stdout, limits.output)  # type: ignore[arg-type]
        finally:
            self._deadline = float("inf")

    def _cpu(self) -> float:
        times = self._watched.cpu_times()
        return float(times.user + times.system)

    def watch(self, limits: Limits) -> None:
        """End the process when its file takes more than it may; where the system does so itself, it is faster."""
        if self._deadline == float("inf") or self.process.poll() is not None:
            return
        try:
            if time.monotonic() > self._deadline:
                self.crossed = Limit.WALL
            elif self._memory and self._watched.memory_info().rss > self._memory + limits.memory:
                self.crossed = Limit.MEMORY
            elif self._cpu() > self._most_cpu + 1:
                self.crossed = Limit.CPU
        except psutil.Error:
            return  # it has just ended
        if self.crossed:
            self.end()

    def end(self) -> None:
        """End the process and what it started (LibreOffice)."""
        with suppress(psutil.Error):
            for process in self._watched.children(recursive=True):
                with suppress(psutil.Error):
                    process.kill()
        with suppress(OSError):
            self.process.kill()
        self.process.wait()

    def tidy(self) -> None:
        """Remove what it left in its folder; when it has ended."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """Close the pipes; only for the thread that used them, or when it is done."""
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()


class _Pool(Generic[T]):
    """The children that are idle, and a watchdog over all of them."""

    def __init__(self, task: Task[T]) -> None:
        self._task = task
        self._setup, self._limits = task.setup(), task.limits
        self._idle: queue.SimpleQueue[_Child] = queue.SimpleQueue()
        self._children: list[_Child] = []
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._watchdog = threading.Thread(target=self._watch, daemon=True)
        self._watchdog.start()

    def read(self, path: Path) -> T:
        """Let a child read a file; whatever it does, there is a result."""
        while True:
            try:
                child = self._idle.get_nowait()
            except queue.Empty:
                child = self._start()
            is_new = child.files == 0
            try:
                said, last = self._task.understood(path, child.ask(path, self._limits))
            except (EOFError, OSError, TooLargeError) as error:
                self._drop(child)
                died = child.crossed is None and not isinstance(error, TooLargeError)
                if died and not is_new and not self._closed.is_set():
                    continue  # an earlier file may have done it harm: one that has read nothing else decides
                return self._failed(path, child, error)
            except (msgspec.MsgspecError, ValueError):  # the latter for what is no UTF-8
                self._drop(child)
                return self._broken(path, _NONSENSE)
            if last or said is None or child.files >= _FILES_PER_CHILD:
                self._drop(child)
            else:
                self._idle.put(child)
            if said is None:
                return self._broken(path, _NONSENSE)
            return self._crossed(path, said) if isinstance(said, Limit) else said

    def _start(self) -> _Child:
        try:
            with self._lock:
                if self._closed.is_set():
                    raise EOFError  # nobody would watch it, or end it
                child = _Child(self._task.worker)
                self._children.append(child)
            child.begin(self._setup)
            child.wait_until_ready()
        except (OSError, EOFError, TooLargeError, psutil.Error) as error:
            raise MissingDependencyError(
                "the process that reads returned files cannot be started",
                "Is there enough memory, and is kadergen installed whole?",
            ) from error
        return child

    def _failed(self, path: Path, child: _Child, error: Exception) -> T:
        if child.crossed:
            return self._crossed(path, child.crossed)
        if isinstance(error, TooLargeError):
            return self._crossed(path, Limit.OUTPUT)
        status = child.process.returncode
        if _POSIX and status == -signal.SIGXCPU:
            return self._crossed(path, Limit.CPU)
        if _POSIX and status == -signal.SIGKILL and not self._closed.is_set():
            return self._crossed(path, Limit.MEMORY)
        return self._broken(path, "a library broke down over it")

    def _crossed(self, path: Path, limit: Limit) -> T:
        return self._task.refused(path, *self._limits.crossed(limit), limit)

    def _broken(self, path: Path, what: str) -> T:
        hint = "Open it, save it again and read that copy; else ask for the file again."
        return self._task.refused(path, what, hint, None)

    def _drop(self, child: _Child) -> None:
        with self._lock:
            if child in self._children:
                self._children.remove(child)
        child.close()
        if child.crossed is None:
            _let_end(child)
        child.tidy()

    def _watch(self) -> None:
        while not self._closed.wait(_POLL):
            with self._lock:
                children = list(self._children)
            for child in children:
                child.watch(self._limits)

    def end(self) -> None:
        """End all children, whatever they are doing."""
        with self._lock:
            self._closed.set()
            children = list(self._children)
        self._watchdog.join()
        for child in children:
            child.end()

    def close(self) -> None:
        """Close what is left, once nobody waits for an answer any more."""
        for child in self._children:
            child.end()
            child.close()
            child.tidy()


def _let_end(child: _Child) -> None:
    """How a child ended by itself is worth knowing; one that goes on all the same is ended."""
    try:
        child.process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        child.end()
