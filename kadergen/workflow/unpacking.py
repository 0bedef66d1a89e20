"""Files, folders, mailboxes → the files in them, each taken apart in a process of its own.

What comes out lies in a folder that the caller removes afterwards, each file under its SHA-256, whatever it was called.
"""

from __future__ import annotations

import os
import pickle
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from kadergen.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity, display_name
from kadergen.formats import mbox
from kadergen.formats.imap import Mailbox, MailboxError
from kadergen.formats.rawform import FormatError
from kadergen.readers.containers import AS_USUAL, Bounds
from kadergen.workflow.files import expand_inputs, is_folder
from kadergen.workflow.limits import Limit, Limits
from kadergen.workflow.unpacked import MESSAGE_SUFFIX, Unpacked, UnpackSetup, decode, is_sound
from kadergen.workflow.workers import isolated

WORKER: Final = ("-m", "kadergen.workflow.unpack_worker")
LIMITS: Final = Limits(cpu_seconds=60, wall_seconds=120, memory=1_200_000_000)
_LIMITS: Final = frozenset(limit.value for limit in Limit)
_MAILDIR: Final = ("cur", "new")


@dataclass(frozen=True, slots=True)
class Unit:
    """One file to take apart. `label` is what people call it; `received` when it was last changed; `temporary` tells
    that it is ours and is removed afterwards.
    """

    path: Path
    label: str
    received: datetime
    temporary: bool = False


@dataclass(frozen=True, slots=True)
class _Task:
    folder: Path
    bounds: Bounds
    limits: Limits
    worker: Sequence[str] = WORKER

    def setup(self) -> bytes:
        return pickle.dumps(UnpackSetup(str(self.folder), self.bounds, self.limits))

    def understood(self, path: Path, frame: bytes) -> tuple[Unpacked | Limit | None, bool]:
        reply = decode(frame)
        if reply.result is None:
            return (Limit(reply.limit) if reply.limit in _LIMITS else None), reply.last
        sound = is_sound(reply.result, display_name(path), self.folder, self.bounds)
        return (reply.result if sound else None), reply.last

    def refused(self, path: Path, message: str, hint: str, limit: Limit | None) -> Unpacked:
        name, code = display_name(path), Code.M042 if limit else Code.M041
        return Unpacked(name, (), (Diagnostic(Severity.ERROR, code, message, hint, Location(name)),))


def unpack(
    units: Iterable[Unit],
    folder: Path,
    bounds: Bounds = AS_USUAL,
    limits: Limits = LIMITS,
    jobs: int | None = None,
    worker: Sequence[str] = WORKER,
) -> Iterator[tuple[Unit, Unpacked]]:
    """What came out of each unit, in order; the files lie in `folder`. Units are taken as they are needed."""
    begun: deque[Unit] = deque()

    def paths() -> Iterator[Path]:
        for unit in units:
            begun.append(unit)
            yield unit.path

    for unpacked in isolated(paths(), _Task(folder, bounds, limits, worker), jobs):
        unit = begun.popleft()
        yield unit, replace(unpacked, file=unit.label, diagnostics=_placed(unpacked.diagnostics, unit.label))
        if unit.temporary:
            unit.path.unlink(missing_ok=True)


def _placed(found: Diagnostics, label: str) -> Diagnostics:
    return tuple(replace(diagnostic, location=Location(label)) for diagnostic in found)


def units_of(
    paths: Iterable[Path], folder: Path, findings: list[Diagnostic], bounds: Bounds = AS_USUAL
) -> Iterator[Unit]:
    """The files that are meant by files, folders, Maildirs and mailbox files; the last are cut up into `folder`.

    What cannot be read is added to `findings`, and the others go on.
    """
    for path in paths:
        if not is_folder(path) and not path.exists():
            findings.append(_unreadable(display_name(path), "there is no such file or folder"))
            continue
        for file in expand_inputs(_maildir(path) or [path]):
            yield from _units(file, folder, findings, bounds)


def _maildir(path: Path) -> list[Path]:
    """The folders with the messages when it is a Maildir, with its subfolders; nothing else in it is mail."""
    if not all((path / name).is_dir() for name in _MAILDIR):
        return []
    boxes = [path, *sorted(box for box in path.glob(".*") if all((box / name).is_dir() for name in _MAILDIR))]
    return [box / name for box in boxes for name in _MAILDIR]


def _units(path: Path, folder: Path, findings: list[Diagnostic], bounds: Bounds) -> Iterator[Unit]:
    label = display_name(path)
    try:
        changed = datetime.fromtimestamp(path.lstat().st_mtime, UTC)
        if not path.is_symlink() and path.is_file() and _begins_as_mbox(path):
            yield from _messages(path, label, changed, folder, findings, bounds)
            return
    except (OSError, ValueError, OverflowError):
        findings.append(_unreadable(label, "it cannot be read"))
        return
    yield Unit(path, label, changed)


def _begins_as_mbox(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(mbox.MARK)) == mbox.MARK


def _messages(
    path: Path, label: str, changed: datetime, folder: Path, findings: list[Diagnostic], bounds: Bounds
) -> Iterator[Unit]:
    with path.open("rb") as file:
        try:
            for number, message in enumerate(mbox.split_mbox(file, bounds.container), 1):
                named = f"{label}, message {number}"
                if message is None:
                    findings.append(too_large(named, bounds))
                elif message.strip():
                    yield message_unit(message, named, changed, folder)
        except FormatError:
            findings.append(_unreadable(label, "it is no mailbox file"))


def mailbox_units(
    mailbox: Mailbox, folder: Path, findings: list[Diagnostic], since: date | None = None, bounds: Bounds = AS_USUAL
) -> Iterator[Unit]:
    """The messages of a mailbox, which stays as it is; with `since`, those that arrived then or later.

    A mail without a date counts as received when it is fetched. A mailbox that cannot be opened is a finding.
    """
    label = str(mailbox.address)
    try:
        for message in mailbox.messages(bounds.container, since):
            named = f"{label}, message {message.uid}"
            if message.data is not None:
                yield message_unit(message.data, named, datetime.now(UTC), folder)
            elif message.too_large:
                findings.append(too_large(named, bounds))
            else:
                hint = "Is it still there? Save its attachments and give those."
                findings.append(
                    Diagnostic(Severity.ERROR, Code.M051, "the server did not give it", hint, Location(named))
                )
    except MailboxError as error:
        hint = "Check the address, the user, the password and the folder. Some providers want a password for programs."
        findings.append(Diagnostic(Severity.ERROR, Code.M050, str(error), hint, Location(label)))


def message_unit(message: bytes, label: str, received: datetime, folder: Path) -> Unit:
    """A message that is in memory, as a unit: a file in `folder` that is removed when it was taken apart."""
    handle, name = tempfile.mkstemp(MESSAGE_SUFFIX, dir=folder)
    with os.fdopen(handle, "wb") as file:
        file.write(message)
    return Unit(Path(name), label, received, temporary=True)


def too_large(label: str, bounds: Bounds) -> Diagnostic:
    """The finding for a message that is larger than it may be."""
    message = f"a message of more than {bounds.container // 1_000_000} MB; left out"
    return Diagnostic(Severity.ERROR, Code.M042, message, "Save its attachments and give those.", Location(label))


def _unreadable(label: str, message: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, Code.M040, message, "Check the name and the permissions.", Location(label))
