"""Untrusted files are read in processes of their own, with limits, on all cores; the results come in order.

This process holds the results and never opens such a file. Children are used again for ordinary files, and replaced
after a limit was crossed, after a crash, and after some hundred files.
"""

from __future__ import annotations

import os
import pickle
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec

from kadergen.diagnostics import Code, Diagnostic, Location, Severity, display_name
from kadergen.errors import KadergenError
from kadergen.model.instrument import Instrument
from kadergen.model.response import ReadResult
from kadergen.workflow.child import Child, CrossedError, DiedError
from kadergen.workflow.frameworks import instruments
from kadergen.workflow.limits import DEFAULT, Limit, Limits
from kadergen.workflow.replies import is_sound
from kadergen.workflow.wire import Setup, decode

__all__ = ["DEFAULT", "Limits", "cores", "read_isolated", "read_with"]

WORKER: Final = "kadergen.workflow.worker"
MOST_FILES: Final = 200  # that one child reads
_AHEAD: Final = 4  # files per child that are read, or wait to be, before the next result is asked for
_TICK: Final = 0.1  # seconds between two looks at the children
_AGAIN: Final = "Open it, save it again and read that copy; else ask for the file again."


def read_isolated(
    paths: Iterable[Path], frameworks: Iterable[str] = (), *, limits: Limits = DEFAULT, jobs: int | None = None
) -> Iterator[ReadResult]:
    """What came of each file, in the order of the paths, as they are read; `frameworks` are folders of further ones.

    At most `jobs` files (as many as there are cores) are read at the same time, and only a few ahead of the one that
    is asked for. To be closed when it is not read to its end. Raises UsageError or ContentError for a framework.
    """
    known, _ = instruments(frameworks)
    return read_with(paths, known, limits=limits, jobs=jobs)


def read_with(
    paths: Iterable[Path],
    known: Mapping[str, Instrument],
    *,
    limits: Limits = DEFAULT,
    jobs: int | None = None,
    module: str | None = None,
) -> Iterator[ReadResult]:
    """As `read_isolated`, with the instruments of the frameworks by id; tests give the children another `module`."""
    jobs = jobs or cores()
    with closing(_Pool(known, limits, jobs, module or WORKER)) as pool:
        waiting: deque[Future[ReadResult]] = deque()
        for path in paths:
            waiting.append(pool.submit(path))
            if len(waiting) >= jobs * _AHEAD:
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _result(future: Future[ReadResult]) -> ReadResult:
    """Wait in short pieces: on Windows, Ctrl-C does not interrupt a wait."""
    while not future.done():
        wait([future], timeout=0.5)
    return future.result()


class _Pool:
    """Some threads, each with a child that it asks and waits for, and one more that watches the children."""

    def __init__(self, known: Mapping[str, Instrument], limits: Limits, jobs: int, module: str) -> None:
        self._known, self._limits, self._module = known, limits, module
        self._setup = pickle.dumps(Setup(dict(known), limits))
        self._lock = threading.Lock()
        self._idle: list[Child] = []
        self._children: set[Child] = set()
        self._closed = threading.Event()
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="kadergen-reading")
        self._watch = threading.Thread(target=self._look, name="kadergen-watch", daemon=True)
        self._watch.start()

    def submit(self, path: Path) -> Future[ReadResult]:
        """Have a file read as soon as a child is free."""
        return self._threads.submit(self._read, path)

    def close(self) -> None:
        """End all children, and wait until they are gone."""
        with self._lock:
            self._closed.set()
            children = list(self._children)
        for child in children:
            child.end()
        self._threads.shutdown(cancel_futures=True)
        self._watch.join()

    def _look(self) -> None:
        while not self._closed.wait(_TICK):
            with self._lock:
                children = list(self._children)
            for child in children:
                child.check()

    def _read(self, path: Path) -> ReadResult:
        child = self._take()
        file = display_name(path)
        used_up = True
        try:
            reply = decode(child.ask(path))
            if reply.limit:
                return self._crossed(file, Limit(reply.limit))
            if reply.result is None or not is_sound(reply.result, file, self._known):
                return _broken(file, "the answer of the process that read it makes no sense")
            used_up = reply.last or child.files >= MOST_FILES
        except CrossedError as error:
            return self._crossed(file, error.limit)
        except DiedError as error:
            return _broken(file, f"the process that read it ended over it ({error})")
        except (msgspec.DecodeError, ValueError):
            return _broken(file, "the answer of the process that read it makes no sense")
        else:
            return reply.result
        finally:
            self._give_back(child, used_up=used_up)

    def _take(self) -> Child:
        """A child that is free, else a new one."""
        with self._lock:
            if self._idle:
                return self._idle.pop()
            if self._closed.is_set():
                raise _cannot_start("reading was ended")
            try:
                child = Child(self._module, self._limits)
            except OSError as error:
                raise _cannot_start(str(error)) from error
            self._children.add(child)
        try:
            child.prepare(self._setup)
        except DiedError as error:
            self._give_back(child, used_up=True)
            raise _cannot_start(str(error)) from error
        return child

    def _give_back(self, child: Child, *, used_up: bool) -> None:
        with self._lock:
            if not used_up:
                self._idle.append(child)
                return
            self._children.discard(child)
        child.end()

    def _crossed(self, file: str, limit: Limit) -> ReadResult:
        return _failed(file, Code.R036, *self._limits.crossed(limit))


def _cannot_start(reason: str) -> KadergenError:
    return KadergenError(
        f"the process that reads files cannot be started ({reason})", "Is there room in memory and on the disk?"
    )


def _broken(file: str, what: str) -> ReadResult:
    return _failed(file, Code.R005, f"broken file: {what}", _AGAIN)


def _failed(file: str, code: Code, message: str, hint: str) -> ReadResult:
    return ReadResult(file, None, (Diagnostic(Severity.ERROR, code, message, hint, Location(file)),))
