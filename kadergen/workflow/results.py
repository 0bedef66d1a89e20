"""Result files in: one round as it was written by `consolidate` or `outcome`, from a file or the folder it is in."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kadergen.content.load import frameworks_folder
from kadergen.content.words import bundled_wording
from kadergen.errors import NothingReadableError, UsageError
from kadergen.formats.results_json import MAX_SIZE, ResultFormatError, ResultPeek, decode_result, peek
from kadergen.model.round_result import RoundResult
from kadergen.model.wording import Wording
from kadergen.readers.result_file import read_result
from kadergen.workflow.files import is_folder
from kadergen.workflow.frameworks import instruments

_SUFFIX: Final = ".json"
_NAMED: Final = 5
_MADE_BY: Final = "`kadergen consolidate` makes one of the forms that came back."


@dataclass(frozen=True, slots=True)
class LoadedResult:
    """The result, the file that it stands in, and that file's bytes."""

    result: RoundResult
    path: Path
    data: bytes


def load_result(path: Path, frameworks: Iterable[str] = (), *, outcome: bool = True) -> LoadedResult:
    """The result at `path`: a result file, or a folder that holds one (not in a folder within it).

    In a folder the file with the agreed outcome stands for the result that it was made of; without `outcome` the other
    way round. `frameworks` are names or folders of frameworks that are not bundled. Raises UsageError where no file, or
    not one alone, can be meant, and NothingReadableError for a file that is no usable result.
    """
    file = _in_folder(path, outcome=outcome) if is_folder(path) else path
    data = _read(file)
    try:
        result = read_result(decode_result(data), instruments(frameworks)[0], _wording)
    except ResultFormatError as error:
        raise NothingReadableError(f"{file} is no usable result: {error}", error.hint) from error
    return LoadedResult(result, file, data)


def _wording(language: str) -> Wording:
    return bundled_wording(language, frameworks_folder())


def _in_folder(folder: Path, *, outcome: bool) -> Path:
    files = (path for path in sorted(folder.glob(f"*{_SUFFIX}")) if path.is_file() and path.stat().st_size <= MAX_SIZE)
    found = [(path, seen) for path in files if (seen := peek(path.read_bytes()))]
    if not found:
        raise UsageError(f"there is no result in {folder}", f"Give a result file (…-results.json). {_MADE_BY}")
    ids = dict.fromkeys(seen.framework.id for _, seen in found)
    if len(ids) > 1:
        raise UsageError(
            f"{folder} holds results of several frameworks: {', '.join(ids)}",
            f"Give one of the files: {_names(found)}.",
        )
    # The outcome holds all that is in the result that it was made of.
    agreed = [(path, seen) for path, seen in found if seen.has_outcome]
    if len(agreed) == 1 and all(_is_of(agreed[0][1], seen) for _, seen in found):
        found = agreed if outcome or len(found) == 1 else [pair for pair in found if not pair[1].has_outcome]
    if len(found) > 1:
        raise UsageError(
            f"{folder} holds several results of {next(iter(ids))}", f"Give one of the files: {_names(found)}."
        )
    return found[0][0]


def _is_of(outcome: ResultPeek, result: ResultPeek) -> bool:
    """Whether the outcome can have been made of this result."""
    return (outcome.framework, outcome.respondents, outcome.anonymous, bytes(outcome.groups).split()) == (
        result.framework,
        result.respondents,
        result.anonymous,
        bytes(result.groups).split(),
    )


def _names(found: Iterable[tuple[Path, ResultPeek]]) -> str:
    names = [path.name for path, _ in found]
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")


def _read(path: Path) -> bytes:
    """The whole file. Devices and pipes, which may have no end, and what is too large for a result are refused."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UsageError(f"{path} cannot be read: it is no file", f"Give a result file. {_MADE_BY}")
        if status.st_size > MAX_SIZE:
            large = f"{path} is no usable result: larger than {MAX_SIZE // 1_000_000} MB"
            raise NothingReadableError(large, "Is it the right file?")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}", "Check the name of the file.") from error
