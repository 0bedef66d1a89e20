"""Stops a command at every line of ours that it runs, or takes the room on the disk away, and looks what is left.

Run as `python -m tests.rounds.killed every|kill|calls|full COMMAND FOLDER STEP`; prints JSON: at how many lines, or how
often, it was stopped, how many different folders that leaves, and every fault found. The command runs in a fork of
this process.

- `every`: it runs once; at each line the folder is looked at, and copied where it has changed since the line before.
  What a copy holds is what is left when the process is killed there, so that every line is tried, in little time.
  Every STEPth of the copies is looked at and the command run again in it.
- `kill`: the fork kills itself (SIGKILL) at line n, for n = 1, 1 + STEP … until it gets through.
- `calls`: the same, before every STEPth call to the system that writes, renames or removes; it needs strace.
- `full`: its files cannot become larger than n bytes.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from kadergen.content.load import load_framework
from kadergen.diagnostics import Severity
from kadergen.errors import KadergenError, NotWritableError
from kadergen.formats.search_inside import CannotSearchError, words_inside
from kadergen.model.round import Arrival, ArrivalKind, MailKind, MatchedBy, RoundSettings, Sent
from kadergen.workflow import frameworks, meeting, reading, round_removal
from kadergen.workflow.results import load_result
from kadergen.workflow.round_assign import find_person
from kadergen.workflow.round_folder import examine, new_round, opened
from kadergen.workflow.round_removal import Kept, add_people, close_round, forget
from kadergen.workflow.workers import read_isolated
from tests.rounds.full_round import FIRST, make_full, traces_in

FRAMEWORK = str(Path(__file__).parent.parent / "data" / "frameworks" / "english-example")
OURS = ("round_folder.py", "round_store.py", "round_removal.py", "files.py")
WHEN = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
TABLES = Path(__file__).parent / "tables"
FILES = [f"file {n}".encode() * 1000 for n in range(4)]

Act = Callable[[Path], None]


def make(path: Path) -> None:
    """A round with five people."""
    new_round(path, RoundSettings(FRAMEWORK, "Round", "en"), TABLES / "people.csv")


def collect(path: Path) -> None:
    """Keep four files of the first person."""
    with opened(path, writing=True) as one:
        person = one.store.people()[0]
        for data in FILES:
            sha256 = hashlib.sha256(data).hexdigest()
            one.keep(data, Arrival(sha256, "a.pdf", ".pdf", ArrivalKind.FORM, WHEN, WHEN, person.id, MatchedBy.ID))


def fill(path: Path) -> None:
    """A round with files of the first person in every folder."""
    make(path)
    collect(path)
    with opened(path, writing=True) as one:
        person = one.store.people()[0]
        one.store.put_mail(Sent(person.id, MailKind.FIRST, "<1@round>", WHEN))
        for name in ("forms/one.pdf", "outbox/one.eml"):
            (path / name).write_text(f"made for {person.id} {person.email}")
        one.store.put_files(person.id, ["forms/one.pdf"])


def add(path: Path) -> None:
    with opened(path, writing=True) as one:
        add_people(one, TABLES / "more.csv")


def forget_first(path: Path) -> None:
    with opened(path, writing=True) as one:
        if any(person.email == "p1@example.org" for person in one.store.people()):
            forget(one, find_person(one, "p1@example.org"))


def forget_whom(path: Path) -> None:
    """The same of a person in a full round."""
    with opened(path, writing=True) as one:
        if any(person.email == FIRST for person in one.store.people()):
            forget(one, find_person(one, FIRST))


def close(path: Path) -> None:
    with opened(path, writing=True) as one:
        close_round(one, Kept.NOTHING, WHEN)


def keep(path: Path) -> None:
    with opened(path, writing=True) as one:
        close_round(one, Kept.PLAN, WHEN)


def people(path: Path) -> int:
    with opened(path) as one:
        return len(one.store.people())


def arrived(path: Path) -> int:
    with opened(path) as one:
        return len(one.store.arrivals())


def naming(path: Path) -> bool:
    """Whether somebody who was removed is still named somewhere."""
    return any(b"p1@example.org" in file.read_bytes() for file in path.rglob("*") if file.is_file())


def personal(path: Path, words: Sequence[str]) -> bool:
    """The same of a full round, sought by other programs."""
    return bool(traces_in(path, words, path.parent.parent / "unpacked"))


def ids(path: Path) -> list[str]:
    with opened(path) as one:
        return [person.id for person in one.store.people()]


@dataclass(frozen=True, slots=True)
class Command:
    """What is there before, the command, and what is right when it has been run to its end.

    `done` is given the round's folder, and the ids of those who were in it before.
    """

    before: Act | None
    act: Act
    done: Callable[[Path, list[str]], bool]
    removes: bool = False


_GONE = ("zqxa", "reflectionzqxa")
_ALL_GONE = ("zqx", "reflectionzqx")
COMMANDS: dict[str, Command] = {
    "new": Command(None, make, lambda path, _: people(path) == 5),
    "collect": Command(make, collect, lambda path, _: arrived(path) == len(FILES)),
    "add": Command(make, add, lambda path, _: people(path) == 6),
    "forget": Command(fill, forget_first, lambda path, _: people(path) == 4 and not naming(path), removes=True),
    "close": Command(fill, close, lambda path, _: people(path) == 0 and not naming(path), removes=True),
    # With a full round: everything that a round can hold of somebody, and results that are made anew.
    "forget-full": Command(
        make_full,
        forget_whom,
        lambda path, was: (
            people(path) == 2 and not personal(path, (*_GONE, was[0], was[0][:8])) and outcomes(path) == 2
        ),
        removes=True,
    ),
    "close-full": Command(
        make_full,
        close,
        lambda path, was: not personal(path, (*_ALL_GONE, *was)) and not list((path / "results").iterdir()),
        removes=True,
    ),
    "keep-full": Command(
        make_full, keep, lambda path, was: not personal(path, (*_ALL_GONE, *was)) and outcomes(path) == 1, removes=True
    ),
}


def outcomes(path: Path) -> int:
    """How many results there are in which what the group agreed on stands as it was agreed."""
    files = (path / "results").glob("*-outcome*.json")
    found = (load_result(file, (str(path / "framework"),)).result.agreed("hours-week") for file in files)
    return sum(score == "purple" for score in found)


def die_at(number: int, ours: tuple[str, ...] = OURS) -> None:
    """Kill this process at the so manieth line of our own modules."""
    left = number

    def on_line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if event == "line":
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return on_line

    def on_call(frame: FrameType, event: str, _: Any) -> Any:
        return on_line if frame.f_code.co_filename.endswith(ours) else None

    threading.settrace(on_call)
    sys.settrace(on_call)


def die_at_call(number: int) -> None:
    """Kill this process before the so manieth call to the system that changes something on the disk (by strace)."""
    calls = "pwrite64,write,rename,unlink,unlinkat,fsync,fdatasync,ftruncate,mkdir,rmdir"
    inject = f"inject={calls}:signal=KILL:when={number}"
    subprocess.Popen(["strace", "-o", "/dev/null", "-p", str(os.getpid()), "-e", f"trace={calls}", "-e", inject])
    while "TracerPid:\t0\n" in Path("/proc/self/status").read_text():
        pass


def small_disk(size: int) -> None:
    """No file of this process can become larger than this."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def in_a_fork(act: Act, path: Path, before: Callable[[], None]) -> int:
    """What became of the command: its exit code (7: it said that it cannot write), or minus the signal."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            before()
            act(path)
            code = 0
        except NotWritableError:
            code = 7
        except KadergenError as error:
            sys.stderr.write(f"{error.message}\n")
        except Exception:  # noqa: BLE001 - whatever it is, the test shows it
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def copies(act: Act, path: Path, folder: Path) -> tuple[int, list[Path]]:
    """Run the command; a copy of the folder for each line at which it is another one than at the line before.

    Gives also how many lines there were.
    """
    lines, last, made = 0, "", 0

    def on_line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines, last, made
        if event == "line":
            lines += 1
            now = looks(path.parent)
            if now != last:
                last, made = now, made + 1
                shutil.copytree(path.parent, folder / f"{made:05}", copy_function=_copy)
        return on_line

    def watch() -> None:
        sys.settrace(lambda frame, *_: on_line if frame.f_code.co_filename.endswith(OURS) else None)

    def with_count(path: Path) -> None:
        act(path)
        sys.settrace(None)
        (folder / "lines").write_text(str(lines))

    folder.mkdir(parents=True)
    code = in_a_fork(with_count, path, watch)
    assert code == 0, f"the command ended with {code}"
    return int((folder / "lines").read_text()), sorted(each for each in folder.iterdir() if each.is_dir())


def looks(folder: Path) -> str:
    """What tells one state of a folder from another. Only the database is written in its place, and what is new."""
    seen = []
    for file in sorted(folder.rglob("*")):
        status = file.lstat()
        inside = file.read_bytes() if _in_place(file.name) and file.is_file() else status.st_mtime_ns
        seen.append((str(file), status.st_ino, status.st_size, inside))
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def _in_place(name: str) -> bool:
    return name.startswith(("round.sqlite", ".kadergen-"))


def _copy(source: str, target: str) -> None:
    """A link where a file is never written in its place; that costs nothing."""
    if _in_place(Path(source).name):
        shutil.copy2(source, target)
    else:
        os.link(source, target)


def faults(path: Path, name: str, was: list[str]) -> Iterator[str]:
    """What is wrong with what is left, and then with what another run of the command makes of it."""
    command = COMMANDS[name]
    if path.exists():
        with opened(path) as one:
            bad = [str(f) for f in examine(one) if f.severity is Severity.ERROR]
            # In the midst of removing, files go before the database forgets them.
            yield from () if command.removes else bad
    elif command.before:
        yield "the round is gone"
    if command.before or not path.exists():
        command.act(path)
    if not command.done(path, was):
        yield "the second run did not do it"
    with opened(path, writing=True) as one:
        yield from map(str, examine(one))
    yield from (f"left behind: {file.name}" for file in path.parent.rglob("*kadergen-*"))
    yield from (f"left behind: {file.name}" for file in path.glob("round.sqlite?*"))


def told(path: Path, name: str, was: list[str]) -> list[str]:
    """The faults, whatever happens."""
    try:
        return list(faults(path, name, was))
    except (KadergenError, OSError, sqlite3.Error) as error:
        return [f"{type(error).__name__}: {error}"]


def started(name: str, folder: Path) -> list[str]:
    """Make what is there before; gives the ids of everybody in it."""
    before = COMMANDS[name].before
    if not before:
        return []
    before(folder / "start" / "round")
    return ids(folder / "start" / "round")


def begun(name: str, folder: Path) -> Path:
    """The round as it is before the command, for a trial."""
    path = folder / "trial" / "round"
    shutil.rmtree(path.parent, ignore_errors=True)
    if COMMANDS[name].before:
        shutil.copytree(folder / "start", path.parent)
    else:
        path.parent.mkdir(parents=True)
    return path


def trials(name: str, folder: Path, limits: list[Callable[[], None]]) -> dict[str, Any]:
    """Stop the command under each of these limits, until it gets through."""
    was, stopped = started(name, folder), 0
    found: list[str] = []
    for number, limit in enumerate(limits, start=1):
        path = begun(name, folder)
        code = in_a_fork(COMMANDS[name].act, path, limit)
        if code == 0:
            found += [] if COMMANDS[name].done(path, was) else [f"trial {number}: not done, though nothing stopped it"]
            break
        stopped += 1
        if code not in (7, -signal.SIGKILL):
            found.append(f"trial {number}: ended with {code}")
        found += [f"trial {number}: {fault}" for fault in told(path, name, was)]
        if len(found) > 20:
            break
    else:
        found.append("it was stopped every time")
    return {"stopped": stopped, "faults": found}


def every_line(name: str, folder: Path, step: int) -> dict[str, Any]:
    """Look at what is left at every line, or at every so manieth of the folders that differ."""
    was, path = started(name, folder), begun(name, folder)
    lines, states = copies(COMMANDS[name].act, path, folder / "states")
    found: list[str] = []
    tried = [*states[::step], states[-1]]
    for state in dict.fromkeys(tried):
        shutil.rmtree(path.parent)
        shutil.copytree(state, path.parent)
        found += [f"state {state.name} of {len(states)}: {fault}" for fault in told(path, name, was)]
    return {"lines": lines, "states": len(states), "stopped": len(tried), "faults": found}


def quicker() -> None:
    """What is read in a framework and in files does not change between trials: it is read once in this process."""

    def by_content(read: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
        known: dict[str, Any] = {}

        def cached(data: bytes) -> Any:
            key = hashlib.sha256(data).hexdigest()
            if key not in known:
                known[key] = read(data)
            return known[key]

        return cached

    words = by_content(_words_or_problem)

    def search(data: bytes) -> Iterator[str]:
        said, problem = words(data)
        yield from said
        if problem:
            raise problem

    forms: dict[tuple[str, str], Any] = {}

    def read(paths: Sequence[Path], *more: Any, **options: Any) -> Iterator[Any]:
        for path in paths:
            key = (str(path), hashlib.sha256(path.read_bytes()).hexdigest())
            if key not in forms:
                (forms[key],) = read_isolated([path], *more, **options)
            yield forms[key]

    setattr(frameworks, "load_framework", functools.cache(load_framework))  # noqa: B010 - for mypy
    setattr(round_removal, "words_inside", search)  # noqa: B010
    for module in (round_removal, meeting, reading):
        setattr(module, "read_isolated", read)  # noqa: B010


def _words_or_problem(data: bytes) -> tuple[list[str], CannotSearchError | None]:
    said: list[str] = []
    try:
        said.extend(words_inside(data))
    except CannotSearchError as problem:
        return said, problem
    return said, None


def main(kind: str, command: str, folder: str, step: str) -> None:
    """One of the kinds, printed as JSON."""
    quicker()
    limits: list[Callable[[], None]] = []
    if kind == "kill":
        limits = [functools.partial(die_at, n) for n in range(1, 100_000, int(step))]
    elif kind == "calls":
        limits = [functools.partial(die_at_call, n) for n in range(1, 100_000, int(step))]
    elif kind == "full":
        limits = [functools.partial(small_disk, n) for n in (0, 1, 100, 500, *range(600, 200_000, int(step)))]
    with redirect_stdout(sys.stderr):  # what the commands say
        result = trials(command, Path(folder), limits) if limits else every_line(command, Path(folder), int(step))
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
