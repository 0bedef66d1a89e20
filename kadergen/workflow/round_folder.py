"""A round is a folder: settings, the framework as it was, forms, what came back, results, and the database.

```text
round.yaml      settings, to edit                       forms/     made for each person
round.sqlite    who, what and when                      returned/  every file that came in, unchanged: <sha256>.<suffix>
framework/      the framework's content, as it was      receipts/  of each of them, what was read
mail/           the mails' words, to edit               outbox/    mails to send        results/
```

Everything in it is found from the folder alone, so it can be copied, moved and opened elsewhere. At any moment it is
whole: files are written before the database tells of them, and a file that it does not tell of is no part of the round.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from kadergen.content.checks import OF_A_ROUND
from kadergen.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity, has_errors
from kadergen.errors import ContentError, NotWritableError, UsageError
from kadergen.model.framework import Framework
from kadergen.model.round import Arrival, MailKind, Person, Round, RoundSettings, new_person_id
from kadergen.workflow.files import is_folder, write_atomic
from kadergen.workflow.frameworks import find, load
from kadergen.workflow.round_letters import FOLDER as MAIL
from kadergen.workflow.round_letters import template_text
from kadergen.workflow.round_people import read_participants
from kadergen.workflow.round_receipts import receipt_key, receipt_name, receipts_in
from kadergen.workflow.round_settings import read_settings, settings_text
from kadergen.workflow.round_store import RoundStore, check_store, create_store, open_store

SETTINGS: Final = "round.yaml"
DATABASE: Final = "round.sqlite"
FRAMEWORK: Final = OF_A_ROUND
FORMS: Final = "forms"
RETURNED: Final = "returned"
RECEIPTS: Final = "receipts"
RESULTS: Final = "results"
OUTBOX: Final = "outbox"
ON_THEIR_WAY: Final = ".kadergen-collect"
"""The folder, within the round's, for files that are being taken in; only there while that lasts."""
FOLDERS: Final = (FORMS, RETURNED, RECEIPTS, RESULTS, OUTBOX, MAIL)
_LOCK: Final = ".lock"
_BEING_MADE: Final = ".kadergen-new"
_TEMPORARY: Final = ".kadergen-*.tmp"
_OWNER_ONLY: Final = 0o077


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A round that is open: its folder, settings, framework and database. Only one process may have it for writing."""

    path: Path
    settings: RoundSettings
    framework: Framework
    store: RoundStore

    def __getitem__(self, name: str) -> Path:
        """The path of one of the round's folders or files."""
        return self.path / name

    @property
    def framework_folder(self) -> Path:
        """The framework's content, to be given as a framework that is not bundled."""
        return self.path / FRAMEWORK

    def snapshot(self) -> Round:
        """Everything that is known now."""
        store = self.store
        return Round(store.round_id, self.settings, store.people(), store.arrivals(), store.mails(), store.closed)

    def returned(self, arrival: Arrival) -> Path:
        """Where the file of an arrival is."""
        return self.path / RETURNED / arrival.file_name

    def keep(self, data: bytes, arrival: Arrival, receipt: bytes = b"") -> bool:
        """Keep a file that came in, unchanged, and its receipt; False when it was there already. `arrival.sha256` is
        that of the data.

        First the files, then the database: whatever happens in between, they are kept again the next time.
        """
        path = self.returned(arrival)
        assert hashlib.sha256(data).hexdigest() == arrival.sha256
        if not path.is_file() or path.stat().st_size != len(data):
            write_atomic(path, data)
            # Which of two forms is the newer one is read from the file's time, too.
            os.utime(path, (arrival.received.timestamp(), arrival.received.timestamp()))
        if receipt:
            self[RECEIPTS].mkdir(exist_ok=True)
            write_atomic(self[RECEIPTS] / receipt_name(arrival, self.store.person(arrival.person_id)), receipt)
        return self.store.add_arrival(arrival)

    def receipts(self) -> Mapping[str, Path]:
        """The receipts that are there, by the SHA-256 of the files that they are of."""
        made = receipts_in(self[RECEIPTS])
        found = ((arrival.sha256, made.get(receipt_key(arrival))) for arrival in self.store.arrivals())
        return {sha256: path for sha256, path in found if path}


def find_round(start: Path) -> Path:
    """The folder of the round that `start` is, or is in. Raises UsageError."""
    folder = start.absolute()
    for candidate in (folder, *folder.parents):
        if (candidate / DATABASE).is_file() or (candidate / SETTINGS).is_file():
            return candidate
    raise UsageError(
        f"{start} is not in the folder of a round",
        "Go into one, or name it with --round. `kadergen round new` makes one.",
    )


def new_round(
    path: Path, settings: RoundSettings, participants: Path, make_id: str | None = None
) -> tuple[tuple[Person, ...], Diagnostics]:
    """Make the folder of a round; gives its people and what was noticed in their table.

    `settings.framework` is a framework's name or folder; its content is copied. The folder appears whole or not at all.
    Raises UsageError when there is something at `path`, ContentError when the table or the framework has errors.
    """
    source = find(settings.framework)
    framework, warnings = load(settings.framework)
    found = read_participants(participants, framework, formats=settings.formats)
    if has_errors(found.findings):
        raise ContentError(
            f"{participants} has errors; no round was made", "Mend the rows named and try again.", found.findings
        )
    _refuse_what_is_there(path)
    settings = replace(settings, framework=framework.id)
    with private_files(), _being_made(path) as folder:
        _copy(source, folder / FRAMEWORK)
        for name in FOLDERS:
            (folder / name).mkdir()
        for kind in MailKind:
            write_atomic(folder / MAIL / f"{kind.value}.txt", template_text(kind, settings.language).encode("utf-8"))
        write_atomic(folder / SETTINGS, settings_text(settings).encode("utf-8"))
        create_store(folder / DATABASE, make_id or new_person_id(), found.people)
    return found.people, (*warnings, *found.findings)


def _copy(source: Path, target: Path) -> None:
    """Copy the files of a framework, without the permissions that they have where they are installed."""
    hidden = shutil.ignore_patterns(".*", "__pycache__")
    shutil.copytree(source, target, copy_function=shutil.copyfile, ignore=hidden)
    for folder in (target, *(path for path in target.rglob("*") if path.is_dir())):
        folder.chmod(0o700)


@contextmanager
def private_files() -> Iterator[None]:
    """Files and folders made meanwhile can be read by their owner alone (on Windows the folder they are in decides)."""
    before = os.umask(_OWNER_ONLY)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def opened(path: Path, *, writing: bool = False) -> Iterator[OpenRound]:
    """The round at `path`, or that `path` is in. For writing it is locked, and what killed processes left is removed.

    Raises UsageError (no round, in use, of a newer version), ContentError (settings or framework have errors),
    NothingReadableError (the database is missing or broken).
    """
    folder = find_round(path)
    with ExitStack() as stack:
        stack.enter_context(private_files())
        if writing:
            stack.enter_context(_locked(folder))
            _remove_leftovers(folder)
        settings, found = read_settings(folder / SETTINGS)
        if settings is None:
            raise ContentError(f"{folder / SETTINGS} has errors", "Mend the lines named and try again.", found)
        framework, _ = load(str((folder / FRAMEWORK).absolute()))
        if framework.id != settings.framework:
            raise ContentError(
                f"{SETTINGS} names another framework than the one in {FRAMEWORK}/",
                f"Write framework: {framework.id}. For another framework, make another round.",
            )
        store = stack.enter_context(open_store(folder / DATABASE))
        if writing and store.must_be_compacted():  # a process that removed somebody was killed before it came to that
            store.compact()
        yield OpenRound(folder, settings, framework, store)


def examine(one: OpenRound) -> Diagnostics:
    """Whether the round is whole: the database, every file that came in by its hash, and who may read it.

    Raises NothingReadableError when the database is damaged.
    """
    check_store(one.store)
    arrivals = one.store.arrivals()
    known = {arrival.file_name for arrival in arrivals}
    found = [_about(one.returned(arrival)) for arrival in arrivals]
    strangers = [path for path in sorted(one[RETURNED].glob("*")) if path.name not in known]
    hint = "If it came back from somebody, collect it (again); otherwise remove it."
    found += [
        _said(Severity.WARNING, Code.M015, path, "the database does not know this file", hint) for path in strangers
    ]
    if os.name == "posix":
        open_to_others = [p for p in (one.path, one[DATABASE]) if p.stat().st_mode & _OWNER_ONLY]
        hint = f"To keep it to yourself: chmod -R go= {one.path.name}"
        found += [
            _said(Severity.WARNING, Code.M016, p, "others on this computer can read it", hint) for p in open_to_others
        ]
    return tuple(finding for finding in found if finding)


def _about(path: Path) -> Diagnostic | None:
    """What is wrong with a file that came in; its name holds its hash."""
    try:
        with path.open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == path.name.partition(".")[0]
    except OSError:
        hint = "Take it from a copy of the round, or collect it again."
        return _said(Severity.ERROR, Code.M015, path, "a file that came in is missing, or cannot be opened", hint)
    if same:
        return None
    hint = "Take it from a copy of the round, or collect it again; this one is not what came in."
    return _said(Severity.ERROR, Code.M015, path, "a file that came in was changed", hint)


def _said(severity: Severity, code: Code, path: Path, message: str, hint: str) -> Diagnostic:
    return Diagnostic(severity, code, message, hint, Location(path.name))


def _refuse_what_is_there(path: Path) -> None:
    if is_folder(path) and not any(path.iterdir()):
        return
    if path.exists() or path.is_symlink():
        raise UsageError(f"{path} is there already", "Give the name of a folder that does not exist yet.")


@contextmanager
def _being_made(path: Path) -> Iterator[Path]:
    """A folder beside `path` that takes its name at the end. What a killed process left of one is removed."""
    folder = path.parent / f".{path.name}{_BEING_MADE}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            try:
                _empty(folder)
                yield folder
                _flushed(folder)
            except BaseException:
                _empty(folder)
                raise
        if is_folder(path):
            path.rmdir()
        folder.rename(path)
    except OSError as error:
        raise NotWritableError(
            f"{path} cannot be made: {error.strerror or error}",
            "Is the disk full, or may the folder not be written to?",
        ) from error
    finally:
        _remove_if_bare(folder)


def _remove_if_bare(folder: Path) -> None:
    """Remove what is left of a folder that was being made, unless another process is making it."""
    with suppress(OSError):
        if [path.name for path in folder.iterdir()] == [_LOCK]:
            (folder / _LOCK).unlink()
        folder.rmdir()


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != _LOCK:
            path.unlink()


def _flushed(folder: Path) -> None:
    """Have the disk hold what is in the folder, before its name says that it is there."""
    for path in (*folder.rglob("*"), folder):
        if os.name == "posix" or path.is_file():
            handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """The folder for this process alone; the system lets go of it when the process ends, however it ends."""
    try:
        with FileLock(folder / _LOCK, timeout=0, mode=0o600):
            yield
    except Timeout as error:
        raise UsageError(f"another kadergen is at work in {folder}", "Wait until it has finished.") from error
    except PermissionError as error:
        raise NotWritableError(f"{folder} may not be written to", "Copy the round to a folder of your own.") from error


def _remove_leftovers(folder: Path) -> None:
    """What a killed process was writing; nobody else writes while the round is locked."""
    for path in folder.rglob(_TEMPORARY):
        path.unlink(missing_ok=True)
    shutil.rmtree(folder / ON_THEIR_WAY, ignore_errors=True)
