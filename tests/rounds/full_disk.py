"""Runs the commands of a round on a disk that has no room for all they write, and looks what is left. Needs root.

Run as `python -m tests.rounds.full_disk COMMAND FOLDER STEPS`; prints JSON: on how many disks the command was stopped,
and every fault found. The disk is one in memory, made for the trial, with n × 4096 bytes left, for so many n as it
takes to get through; then there is room again, and the command is run to its end.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final

from kadergen.cli import main as kadergen
from kadergen.diagnostics import Severity
from kadergen.errors import KadergenError, NotWritableError
from kadergen.workflow.round_folder import examine, opened
from tests.rounds import killed
from tests.rounds.full_round import make_full, people_table

_BLOCK: Final = 4096


def cli(path: Path, *arguments: str) -> None:
    """A command as it is typed, which writes all or says that it cannot."""
    with (
        (path.parent.parent / "said").open("a", encoding="utf-8") as said,
        redirect_stdout(said),
        redirect_stderr(said),
    ):
        code = kadergen(["round", *arguments, "--round", str(path)])
    if code == NotWritableError.exit_code:
        raise NotWritableError("said so")
    if code not in (0, 6):
        raise KadergenError(f"exit code {code}")


def without_mails(path: Path) -> None:
    """A full round of which nothing was sent."""
    make_full(path)
    with opened(path, writing=True) as one:
        for mail in one.store.mails():
            one.store.forget_mail(mail.message_id)
    for name in ("forms", "outbox"):
        for file in (path / name).iterdir():
            file.unlink()


def drafts(path: Path) -> None:
    cli(path, "send")


def all_drafts(path: Path) -> bool:
    with opened(path) as one:
        return len(one.store.mails()) == 3 == len(list((path / "outbox").iterdir()))


def results(path: Path) -> None:
    cli(path, "results")


def more(path: Path) -> None:
    cli(path, "add", str(people_table(path.parent.parent, tuple(f"Participant Yy{n:02}" for n in range(60)))))


COMMANDS: Final = {
    "drafts": killed.Command(without_mails, drafts, lambda path, _: all_drafts(path)),
    "results": killed.Command(make_full, results, lambda path, _: len(list((path / "results").glob("*.xlsx"))) == 2),
    "add": killed.Command(make_full, more, lambda path, _: killed.people(path) == 63),
    **{name: killed.COMMANDS[name] for name in ("forget-full", "close-full", "keep-full")},
}


def disk(at: Path, size: int, *more: str) -> None:
    """Mount a disk of this size, or give the one that is there this size."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join([f"size={size}", *more]), "kadergen", at], check=True)


def faults(path: Path, name: str, was: list[str]) -> list[str]:
    """What is wrong with what a full disk left, once there is room again."""
    command = COMMANDS[name]
    found = []
    with opened(path) as one:
        found += [str(f) for f in examine(one) if f.severity is Severity.ERROR and not command.removes]
    command.act(path)
    if not command.done(path, was):
        found.append("the second run did not do it")
    with opened(path, writing=True) as one:
        found += map(str, examine(one))
    return found + [f"left behind: {file.name}" for file in path.rglob("*kadergen-*")]


def main(name: str, folder: str, steps: str) -> None:
    """One command, on fuller and less full disks, printed as JSON."""
    killed.quicker()
    command, where = COMMANDS[name], Path(folder)
    assert command.before
    with redirect_stdout(sys.stderr):
        command.before(where / "start" / "round")
    was, at, found, stopped = killed.ids(where / "start" / "round"), where / "disk", list[str](), 0
    at.mkdir()
    needed = sum(-(-file.lstat().st_size // _BLOCK) + 1 for file in (where / "start").rglob("*")) * _BLOCK
    for free in range(1_000_000):
        disk(at, needed * 2)
        try:
            shutil.copytree(where / "start", at, dirs_exist_ok=True)
            used = needed * 2 - shutil.disk_usage(at).free
            disk(at, used + free * int(steps) * _BLOCK, "remount")
            code = killed.in_a_fork(command.act, at / "round", lambda: None)
            disk(at, needed * 10, "remount")
            stopped += code == NotWritableError.exit_code
            if code not in (0, NotWritableError.exit_code):
                found.append(f"{free}: ended with {code}")
            try:
                found += [f"{free}: {fault}" for fault in faults(at / "round", name, was)]
            except (KadergenError, OSError) as error:
                found.append(f"{free}: {type(error).__name__}: {error}")
        finally:
            subprocess.run(["umount", at], check=True)
        if code == 0 or len(found) > 20:
            break
    sys.stdout.write(json.dumps({"disks": free + 1, "stopped": stopped, "faults": found}))


if __name__ == "__main__":
    main(*sys.argv[1:])
