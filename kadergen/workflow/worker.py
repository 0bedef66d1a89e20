"""The process that reads untrusted files, one after the other: `python -m kadergen.workflow.worker`, started by
`kadergen.workflow.workers`, which tells it the paths and gets the replies (`kadergen.workflow.wire`).

It lowers its own limits and keeps nothing from one file to the next. It ends when its parent does.
"""

from __future__ import annotations

import errno
import math
import os
import pickle
import queue
import sys
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec

from kadergen.model.instrument import Instrument
from kadergen.model.response import ReadResult
from kadergen.readers import read_file
from kadergen.workflow.blanks import BlankForms
from kadergen.workflow.limits import Limit, Limits
from kadergen.workflow.wire import READY, Reply, Setup, encode, receive, send

if sys.platform != "win32":
    import resource

Read = Callable[[Path, Mapping[str, Instrument], BlankForms], ReadResult]

_LONGEST_REQUEST: Final = 64_000_000  # bytes; the setup is the longest, about 100 kB
_STATM: Final = Path("/proc/self/statm")


def serve(read: Read) -> None:
    """Answer requests to read returned forms, as `serve_task`."""

    def prepare(setup: Setup) -> Callable[[Path], ReadResult]:
        blanks = BlankForms(setup.instruments, setup.frameworks)
        return lambda path: read(path, setup.instruments, blanks)

    serve_task(prepare)


def serve_task(prepare: Callable[[Any], Callable[[Path], object]]) -> None:
    """Answer requests until the parent closes the pipe, which ends this process wherever it is.

    `prepare` gets the setup, an object with `limits`, and gives what makes a result of a path.
    """
    requests, replies = _take_streams()
    setup = pickle.loads(receive(requests, _LONGEST_REQUEST))  # noqa: S301 - from the parent, see wire.py
    paths: queue.SimpleQueue[Path] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, paths), daemon=True).start()
    work = prepare(setup)
    guard = _Guard(setup.limits)
    send(replies, READY)
    while True:
        send(replies, _answer(partial(work, paths.get()), setup.limits, guard))


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes, moved out of the way of whatever a library may print or ask for."""
    pipes = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(nothing, descriptor)
    os.close(nothing)
    return pipes


def _listen(requests: BinaryIO, paths: queue.SimpleQueue[Path]) -> None:
    """Hand on the paths as they come. A file that is being read when the parent ends is of no use to anybody."""
    try:
        while True:
            paths.put(Path(os.fsdecode(receive(requests, _LONGEST_REQUEST))))
    finally:
        os._exit(0)


def _answer(read: Callable[[], object], limits: Limits, guard: _Guard) -> bytes:
    """The reply to one request. What gets out of here ends the process, and the parent says so of the file."""
    try:
        guard.before_file()
        result = read()
        reply = _encoded(Reply(result, last=guard.is_used_up()))
    except MemoryError:
        return encode(Reply(limit=Limit.MEMORY.value, last=True))
    except OSError as error:
        if error.errno not in (errno.EMFILE, errno.ENFILE):
            raise
        return encode(Reply(limit=Limit.OPEN_FILES.value, last=True))
    return reply if len(reply) <= limits.output else encode(Reply(limit=Limit.OUTPUT.value, last=True))


def _encoded(reply: Reply[Any]) -> bytes:
    """The reply as bytes; halves of characters, should a reader have left one, as U+FFFD."""
    try:
        return encode(reply)
    except UnicodeEncodeError:
        return encode(_writable(msgspec.to_builtins(reply, builtin_types=(bytes,))))


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list | tuple):
        return [_writable(part) for part in value]
    if isinstance(value, dict):
        return {_writable(key): _writable(part) for key, part in value.items()}
    return value


class _Guard:
    """The limits that the system enforces on this process.

    Only the soft ones are lowered: LibreOffice, which reads RTF and .doc files, runs as a child of this process and
    needs more than we do; it gets limits of its own.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        if sys.platform != "win32":
            _lower(resource.RLIMIT_CORE, 0)
            _lower(resource.RLIMIT_NOFILE, limits.open_files)
        self._own = _address_space()

    def before_file(self) -> None:
        """Give the next file the time and the memory that it may take, beside what is taken already."""
        if sys.platform != "win32":
            _lower(resource.RLIMIT_CPU, math.ceil(time.process_time()) + self._limits.cpu_seconds)
            if taken := _address_space():
                _lower(resource.RLIMIT_AS, taken + self._limits.memory)

    def is_used_up(self) -> bool:
        """Whether so much memory was not given back that the next file had better have a new process."""
        return _address_space() - self._own > self._limits.memory / 4


if sys.platform != "win32":

    def _lower(what: int, value: int) -> None:
        """Set a soft limit, as far as the hard one allows."""
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _address_space() -> int:
    """Bytes of address space that are taken; 0 where the system does not tell, and the parent has to watch."""
    try:
        return int(_STATM.read_bytes().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


if __name__ == "__main__":
    serve(read_file)
