"""The process in which hostile files are read: a server that forks one limited child for each batch of files.

`main` is started, asked and answered by `harness.py`, in pickles. Everything is imported, and
the blank forms are measured, before the first fork, so that a child costs milliseconds.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import signal
import socket
import struct
import subprocess
import sys
import sysconfig
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any, Final

from kadergen.formats.answers_json import parse_answers
from kadergen.formats.blank_form import BlankForm, blank_from_json
from kadergen.formats.flat_pages import words_of
from kadergen.formats.manifest import parse_manifest
from kadergen.formats.pdf_glyphs import read_pages
from kadergen.formats.pdf_tables import read_printed
from kadergen.formats.rawform import FormatError
from kadergen.model.instrument import FormIdentity
from kadergen.model.response import ReadResult
from kadergen.readers import read_bytes, read_file
from kadergen.readers.sniff import sniff
from kadergen.workflow.blanks import build_blanks
from tests.returned.word_paper import instrument_of, instruments

Item = bytes | str | tuple[str, bytes]

_LENGTH: Final = struct.Struct("<Q")
_ROOT: Final = Path(__file__).resolve().parents[2]
# Where a program may look without having been asked to by a file.
_OWN: Final = tuple(
    str(path)
    for path in (
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        *(Path(path).resolve() for path in sys.path if path and "site-packages" in path),
        *(_ROOT / name for name in ("kadergen", "content", "tests")),
    )
)
_TELLING: Final = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.posix_spawn",
    "os.system",
    "os.startfile",
    "urllib.",
    "ftplib.",
    "smtplib.",
    "shutil.",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "webbrowser.",
    "ctypes.dlopen",
    "os.symlink",
    "os.link",
    "os.chmod",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file (with the rest of its batch) may take: seconds of processor and of wall, bytes above the start.

    Tighter than what users have, so that the tests are quick.
    """

    seconds: int = 5
    wall: int = 60
    memory: int = 400_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """One file, read. `result` is None where the process ended over it; then `ended` says how.

    `events` are what Python was asked to do outside the file: connections, programs, other files. `raised` is the
    traceback of what got out of the reader. `noise` is what was printed by the whole child.
    """

    result: ReadResult | None
    ended: str = ""
    events: tuple[str, ...] = ()
    raised: str = ""
    noise: bytes = b""
    seconds: float = 0.0
    peak: int = 0


@dataclass(slots=True)
class _Watch:
    events: list[str] = field(default_factory=list)
    on: bool = False
    allowed: str = ""

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.on:
            return
        if event.startswith(_TELLING):
            self.events.append(f"{event} {arguments!r}"[:300])
        elif event == "open" and arguments and isinstance(arguments[0], (str, bytes)):
            path = os.path.abspath(os.fsdecode(arguments[0]))  # noqa: PTH100 - a path of any kind, not to be resolved
            if not path.startswith(_OWN) and path != self.allowed:
                self.events.append(f"open {path}"[:300])


@cache
def blanks(identity: FormIdentity | None) -> list[BlankForm]:
    """The blank forms of the small framework."""
    own = instrument_of(2)
    return list(build_blanks(own)) if identity is None or identity == own.identity else []


def _kept_form(data: bytes) -> None:
    """A blank form as a framework's folder keeps it; what is broken there is passed over with these errors alone."""
    with suppress(ValueError, KeyError, TypeError):
        for form in json.loads(data)["forms"]:
            blank_from_json(form)


def _misbehave(data: bytes) -> None:
    """What no reader may do, by the first byte: for the tests that see whether it would be noticed."""
    url = data[1:].decode()
    match chr(data[0]):
        case "p":
            print("words of a participant")
        case "c":
            host, port = url.removeprefix("http://").split(":")
            socket.create_connection((host, int(port))).close()
        case "o":
            Path(url).read_bytes()
        case "r":
            subprocess.run(["true"], check=True)
        case "m":
            len(bytes(2_000_000_000))
        case "l":
            while True:
                pass
        case "s":
            os.kill(os.getpid(), signal.SIGSEGV)
        case _:
            raise RuntimeError("raised")


PARSERS: Final[Mapping[str, Callable[[bytes], object]]] = {
    "answers": lambda data: parse_answers(data, "answers"),
    "glyphs": lambda data: list(read_pages(data)),
    "tables": read_printed,
    "flat words": words_of,
    "manifest": lambda data: parse_manifest([data]),
    "kept form": _kept_form,
    "kind": sniff,
    "misbehave": _misbehave,
}
"""Parsers to be called by themselves: they give something, or raise FormatError."""


def read_one(item: Item, watch: _Watch | None = None) -> Seen:
    """Read bytes or the file of this name, or call one of `PARSERS`, in this process."""
    watch = watch or _Watch()
    watch.events = []
    watch.allowed = os.path.abspath(item) if isinstance(item, str) else ""  # noqa: PTH100
    raised = ""
    result: ReadResult | None = None
    watch.on = True
    try:
        if isinstance(item, tuple):
            result = ReadResult(item[0], None)
            with suppress(FormatError):
                PARSERS[item[0]](item[1])
        elif isinstance(item, str):
            result = read_file(Path(item), instruments(), blanks)
        else:
            result = read_bytes(item, "returned", instruments(), blanks)
    except MemoryError:
        watch.on = False
        return Seen(None, "memory", tuple(watch.events))
    except BaseException:  # noqa: BLE001 - that is what is looked for
        raised = traceback.format_exc()
    watch.on = False
    return Seen(result, "", tuple(watch.events), raised)


def send(stream: IO[bytes], value: object) -> None:
    """Write one value."""
    data = pickle.dumps(value)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next value; EOFError at the end."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)


def _limit(limits: Limits) -> None:
    statm = Path("/proc/self/statm")
    mapped = int(statm.read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else 0
    resource.setrlimit(resource.RLIMIT_AS, (mapped + limits.memory,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_REAL, limits.wall)


def _child(items: Sequence[Item], limits: Limits, out: int, noise: int) -> None:
    os.dup2(noise, 1)
    os.dup2(noise, 2)
    watch = _Watch()
    sys.addaudithook(watch)
    with os.fdopen(out, "wb") as stream:
        _limit(limits)
        for item in items:
            seen = read_one(item, watch)
            send(stream, seen)
            if seen.ended:
                break
        sys.stdout.flush()


def _batch(items: Sequence[Item], limits: Limits) -> list[Seen]:
    """What came of each; where a child ended over one, another child goes on behind it."""
    found: list[Seen] = []
    while len(found) < len(items):
        read_end, write_end = os.pipe()
        noise = os.memfd_create("noise")
        pid = os.fork()
        if pid == 0:
            try:
                os.close(read_end)
                _child(items[len(found) :], limits, write_end, noise)
            finally:
                os._exit(0)
        os.close(write_end)
        some: list[Seen] = []
        with os.fdopen(read_end, "rb") as stream:
            while True:
                try:
                    some.append(receive(stream))
                except EOFError:
                    break
        _, status, used = os.wait4(pid, 0)
        printed = os.pread(noise, 10_000, 0)
        os.close(noise)
        if os.WIFSIGNALED(status) and len(found) + len(some) < len(items):
            some.append(Seen(None, signal.Signals(os.WTERMSIG(status)).name))
        elif not some:
            some.append(Seen(None, "went away"))
        seconds = used.ru_utime + used.ru_stime
        found += [Seen(s.result, s.ended, s.events, s.raised, printed, seconds, used.ru_maxrss * 1024) for s in some]
    return found


def main() -> None:
    """Answer requests until the other side closes."""
    requests = sys.stdin.buffer
    read_bytes(b"%PDF-1.4\n", "warm", instruments())
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        while True:
            try:
                items, limits, pages = receive(requests)
            except EOFError:
                return
            if pages:
                blanks(None)
            send(answers, _batch(items, limits))
