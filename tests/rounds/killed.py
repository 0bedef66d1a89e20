"""Kills a command at every line of ours that it runs, or takes the room on the disk away, and looks what is left.

Run as `python -m tests.rounds.killed kill|full COMMAND FOLDER STEP`; prints JSON: how often it was stopped, and every
fault found. The command runs in a fork of this process, which kills itself (SIGKILL) at line n, for n = 1, 1 + STEP …
until it gets through; or whose files cannot become larger than n bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from kadergen.diagnostics import Severity
from kadergen.errors import KadergenError, NotWritableError
from kadergen.model.round import Arrival, ArrivalKind, MailKind, MatchedBy, RoundSettings, Sent
from kadergen.workflow import round_folder
from kadergen.workflow.frameworks import load
from kadergen.workflow.round_assign import find_person
from kadergen.workflow.round_folder import examine, new_round, opened
from kadergen.workflow.round_removal import Kept, add_people, close_round, forget

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


def close(path: Path) -> None:
    with opened(path, writing=True) as one:
        close_round(one, Kept.NOTHING, WHEN)


def people(path: Path) -> int:
    with opened(path) as one:
        return len(one.store.people())


def arrived(path: Path) -> int:
    with opened(path) as one:
        return len(one.store.arrivals())


def traces(path: Path, words: bytes) -> list[str]:
    return [file.name for file in path.rglob("*") if file.is_file() and words in file.read_bytes()]


# Command → what is there before, the command, and what is wrong when it has been run to its end.
COMMANDS: dict[str, tuple[Act | None, Act, Callable[[Path], bool]]] = {
    "new": (None, make, lambda path: people(path) == 5),
    "collect": (make, collect, lambda path: arrived(path) == len(FILES)),
    "add": (make, add, lambda path: people(path) == 6),
    "forget": (fill, forget_first, lambda path: people(path) == 4 and not traces(path, b"p1@example.org")),
    "close": (fill, close, lambda path: people(path) == 0 and not traces(path, b"p1@example.org")),
}


def die_at(number: int) -> None:
    """Kill this process at the so manieth line of our own modules."""
    left = number

    def on_line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return on_line

    def on_call(frame: FrameType, event: str, _: Any) -> Any:
        return on_line if frame.f_code.co_filename.endswith(OURS) else None

    sys.settrace(on_call)


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


def faults(path: Path, command: str, act: Act, done: Callable[[Path], bool]) -> list[str]:
    """What is wrong with what is left, and then with what another run of the command makes of it."""
    found = []
    if path.exists():
        with opened(path) as one:
            bad = [str(f) for f in examine(one) if f.severity is Severity.ERROR]
            # In the midst of removing, files go before the database forgets them.
            found += [] if command in {"forget", "close"} else bad
    elif command != "new":
        found.append("the round is gone")
    if command != "new" or not path.exists():
        act(path)
    if not done(path):
        found.append("the second run did not do it")
    with opened(path, writing=True) as one:
        found += [str(finding) for finding in examine(one)]
    found += [f"left behind: {file.name}" for file in path.parent.rglob("*kadergen-*")]
    return found


def trials(command: str, folder: Path, limits: list[Callable[[], None]]) -> tuple[int, list[str]]:
    """How often the command was stopped, and every fault."""
    before, act, done = COMMANDS[command]
    start, path, stopped = folder / "start", folder / "trial" / "round", 0
    found: list[str] = []
    if before:
        start.mkdir(parents=True)
        before(start / "round")
    for number, limit in enumerate(limits, start=1):
        shutil.rmtree(path.parent, ignore_errors=True)
        if before:
            shutil.copytree(start, path.parent)
        else:
            path.parent.mkdir(parents=True)
        code = in_a_fork(act, path, limit)
        if code == 0:
            found += [] if done(path) else [f"trial {number}: not done, though nothing stopped it"]
            break
        stopped += 1
        if code not in (7, -signal.SIGKILL):
            found.append(f"trial {number}: ended with {code}")
        try:
            found += [f"trial {number}: {fault}" for fault in faults(path, command, act, done)]
        except (KadergenError, OSError, sqlite3.Error) as error:
            found.append(f"trial {number}: {error}")
        if len(found) > 20:
            break
    else:
        found.append("it was stopped every time")
    return stopped, found


def main(kind: str, command: str, folder: str, step: str) -> None:
    # What is in the framework does not matter here, and reading it takes longer than everything else.
    framework = load(FRAMEWORK)
    setattr(round_folder, "load", lambda _: framework)  # noqa: B010 - mypy would not have it assigned
    if kind == "kill":
        limits: list[Callable[[], None]] = [lambda n=n: die_at(n) for n in range(1, 100_000, int(step))]  # type: ignore[misc]
    else:
        limits = [lambda n=n: small_disk(n) for n in (0, 1, 100, 500, *range(600, 200_000, int(step)))]  # type: ignore[misc]
    stopped, found = trials(command, Path(folder), limits)
    sys.stdout.write(json.dumps({"stopped": stopped, "faults": found}))


if __name__ == "__main__":
    main(*sys.argv[1:])
