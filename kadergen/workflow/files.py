"""Files in and out: which files a command was given, and writes that are whole or not there at all."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Final

from kadergen.errors import NotWritableError, UsageError

# What file managers leave in folders of their own accord; nobody means these when naming a folder.
_LITTER: Final = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"})

_UMASK: Final = Lock()

Progress = Callable[[str], None]
"""Told what is being done now."""


def quiet(_: str) -> None:
    """Progress for nobody."""


@dataclass(frozen=True, slots=True)
class Produced:
    """A file that was written, what it is, and its pages (0 for a file without pages)."""

    path: Path
    what: str
    pages: int = 0
    size: int = 0


def write(path: Path, data: bytes, what: str, pages: int = 0) -> Produced:
    """Write a produced file and say what it is."""
    write_atomic(path, data)
    return Produced(path, what, pages, len(data))


def write_atomic(path: Path, data: bytes) -> None:
    """As `atomic_file`, for a file that is in memory."""
    with atomic_file(path) as file:
        file.write(data)


@contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """A file to be written whole or not at all: a temporary file beside it takes its place at the end.

    Raises NotWritableError. An interruption at any moment leaves the old file (or none), never half a new one.
    Only a file gives way: a folder, a device or a pipe of that name stays what it is.
    """
    temporary: Path | None = None
    try:
        if not _may_be_replaced(path):
            raise NotWritableError(f"{path} cannot be written: it is no file", "Give the name of a file.")
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".kadergen-", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
        temporary = None
    except OSError as error:
        raise NotWritableError(
            f"{path} cannot be written: {error.strerror or error}",
            "Close the file in other programs, check that the folder may be written to and that the disk is not full.",
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _may_be_replaced(path: Path) -> bool:
    """Whether nothing is there, or a file. A link counts as what it leads to: /dev/stdout is one."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return True


def _umask() -> int:
    """The process's umask; reading it means setting it for an instant, in one thread at a time."""
    with _UMASK:
        current = os.umask(0o077)
        os.umask(current)
    return current


def expand_inputs(paths: Iterable[Path], *, skip: Iterable[Path] = ()) -> list[Path]:
    """The files meant by files and folders: a folder stands for every file in and below it, in order of name.

    Hidden files, what file managers leave behind and every path in `skip` (the command's own results) are passed over.
    A path that is named itself is always kept, even when it does not exist: the reader says so.
    """
    passed_over = {path.absolute() for path in skip}
    found: dict[Path, Path] = {}
    for path in paths:
        for candidate in _files_below(path) if is_folder(path) else [path]:
            if candidate.absolute() not in passed_over or candidate == path:
                found.setdefault(candidate.absolute(), candidate)
    return list(found.values())


def is_folder(path: Path) -> bool:
    """Whether it is a folder; a name that cannot be (too long, say) is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _files_below(folder: Path) -> list[Path]:
    def meant(path: Path) -> bool:
        inside = path.relative_to(folder).parts
        return not any(part.startswith((".", "~$")) for part in inside) and path.name.lower() not in _LITTER

    return sorted(path for path in folder.rglob("*") if not path.is_dir() and meant(path))


def refuse_overwriting(output: Path, inputs: Iterable[Path]) -> None:
    """Raise UsageError when the output is one of the inputs: input files are never changed."""
    for path in inputs:
        if output.absolute() == path.absolute() or _same_file(output, path):
            raise UsageError(f"{output} is an input of this command", "Choose another name with -o.")


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there, or its name is not possible
        return False
