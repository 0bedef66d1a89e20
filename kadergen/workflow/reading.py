"""Returned forms → responses, each read in a process of its own; one bad file never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

from kadergen.diagnostics import Diagnostic, Diagnostics
from kadergen.model.response import ReadResult, Response
from kadergen.render.json_file import json_bytes
from kadergen.render.response_json import response_to_json, responses_to_json
from kadergen.workflow.files import Produced, Progress, expand_inputs, quiet, refuse_overwriting, write
from kadergen.workflow.frameworks import instruments
from kadergen.workflow.limits import DEFAULT, Limits
from kadergen.workflow.workers import read_isolated

_INDENT: Final = b"    "


@dataclass(frozen=True, slots=True)
class How:
    """How returned files are read: frameworks that are not bundled (names or folders), limits, processes at a time."""

    frameworks: tuple[str, ...] = ()
    limits: Limits = DEFAULT
    jobs: int | None = None


AS_USUAL: Final = How()
NO_NAMES: Final[Mapping[Path, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ReadResults:
    """What was read, in the order of the files; `skipped` are the files that gave no response."""

    responses: tuple[Response, ...]
    skipped: tuple[Path, ...]
    diagnostics: Diagnostics

    @property
    def all_diagnostics(self) -> Diagnostics:
        """The findings of every file and those on the files together."""
        return (*(d for response in self.responses for d in response.diagnostics), *self.diagnostics)

    def json_bytes(self) -> bytes:
        """The responses and the findings as documented in docs/json.md."""
        return json_bytes(responses_to_json(self.responses, self.diagnostics))


class Reading:
    """The files that were named, and what comes of them, one by one: nothing is kept of a file that was handed on.

    `names` is what a file is called in what comes of it, where that is not its path.
    """

    def __init__(self, paths: Sequence[Path], how: How = AS_USUAL, names: Mapping[Path, str] = NO_NAMES) -> None:
        self.paths = paths
        self._names = names
        self.instruments, self.warnings = instruments(how.frameworks)
        self._how = how

    def __iter__(self) -> Iterator[tuple[Path, ReadResult]]:
        how = self._how
        results = read_isolated(self.paths, self.instruments, how.frameworks, how.limits, how.jobs)
        for path, result in zip(self.paths, results, strict=True):
            yield path, result.called(self._names[path]) if path in self._names else result


def reading(
    inputs: Iterable[Path], how: How = AS_USUAL, *, out: Path | None = None, more: Sequence[Path] = ()
) -> Reading:
    """The files to read; a folder stands for the files in it.

    `out` and `more` are what the caller will write: UsageError when that is an input. In a folder an older file of such
    a name (of `out` only a .json) is passed over.
    """
    own = [path for path in (out, *more) if path]
    paths = expand_inputs(inputs, skip=[path for path in own if path != out or path.suffix == ".json"])
    for path in own:
        refuse_overwriting(path, paths)
    return Reading(paths, how)


def read_all(
    found: Reading, progress: Progress = quiet, also: Callable[[ReadResult], None] = lambda _: None
) -> ReadResults:
    """Everything at once, for those who need it so; `also` gets each result. Never raises for what a file holds."""
    responses: list[Response] = []
    skipped: list[Path] = []
    findings: list[Diagnostic] = list(found.warnings)
    for path, result in found:
        progress(path.name)
        also(result)
        if result.response is None:
            skipped.append(path)
            findings.extend(result.diagnostics)
        else:
            responses.append(result.response)
    return ReadResults(tuple(responses), tuple(skipped), tuple(findings))


class ResponsesWriter:
    """Writes what `ReadResults.json_bytes` gives, response by response."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._count = 0
        file.write(b'{\n  "responses": [')

    def add(self, response: Response) -> None:
        """The next response."""
        text = json_bytes(response_to_json(response)).rstrip(b"\n").replace(b"\n", b"\n" + _INDENT)
        self._file.write((b"," if self._count else b"") + b"\n" + _INDENT + text)
        self._count += 1

    def finish(self, diagnostics: Iterable[Diagnostic]) -> None:
        """The findings about files that gave no response, and the end."""
        tail = json_bytes({"diagnostics": [diagnostic.to_json() for diagnostic in diagnostics]})
        self._file.write((b"\n  ]" if self._count else b"]") + b"," + tail.removeprefix(b"{"))


def write_kept(response: Response, result: Path) -> tuple[Produced, ...]:
    """Write what stood in the form and is no words, such as pictures, into a folder beside `result`."""
    folder = result.with_name(f"{result.stem}-files")
    kept = {file.name: file for file in response.kept}
    return tuple(write(folder / name, file.data, "from a form, no text") for name, file in sorted(kept.items()))
