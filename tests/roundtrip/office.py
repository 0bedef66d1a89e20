"""A real LibreOffice that fills a Word form in and saves it in all its formats.

It is driven by `uno_fill.py`, which runs with Debian's Python, since the bindings (python3-uno) belong to that one.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypedDict

from kadergen.formats.libreoffice import find_libreoffice, sockets

_SCRIPT: Final = Path(__file__).with_name("uno_fill.py")
_DEBIAN_PYTHON: Final = "/usr/bin/python3"
_TIMEOUT: Final = 180  # seconds for everything

_TAGGED: Final[dict[str, object]] = {"UseTaggedPDF": True, "ExportBookmarks": True}

# What a form can be saved as: a name of ours → suffix, LibreOffice's filter and its options.
FORMATS: Final[dict[str, tuple[str, str, dict[str, object]]]] = {
    "docx": (".docx", "MS Word 2007 XML", {}),
    "docx-iso": (".docx", "Office Open XML Text", {}),
    "odt": (".odt", "writer8", {}),
    "rtf": (".rtf", "Rich Text Format", {}),
    "doc": (".doc", "MS Word 97", {}),
    "pdf": (".pdf", "writer_pdf_Export", {"UseTaggedPDF": False}),
    "pdf-tagged": (".pdf", "writer_pdf_Export", _TAGGED),
}


class Cell(TypedDict):
    """Text for a cell of the only table that has `table` as a cell of its first row; row and column count from 0."""

    table: str
    row: int
    column: int
    text: str


class Job(TypedDict, total=False):
    """What to do in a form.

    `texts`: bookmark → text of the control in it; `ticks`: bookmarks of check boxes.
    `typing`: "cursor" (the default) replaces what a control shows and says that it is no placeholder any more. "keys"
    sends the text to the window; LibreOffice 7.4 then still calls it a placeholder, has the bookmark end before it and
    keeps its first word alone inside the control.
    `newline`: what a new line in a text becomes: "line" (as by Shift+Enter, the default) or "paragraph" (as by Enter;
    the control then ends with the first of them).
    """

    texts: dict[str, str]
    ticks: list[str]
    cells: list[Cell]
    typing: Literal["cursor", "keys"]
    newline: Literal["line", "paragraph"]


@dataclass(frozen=True, slots=True)
class Filled:
    """The saved files by the name of their format, and the seconds that each step took."""

    files: dict[str, Path]
    seconds: dict[str, float]


def fill_and_save(form: Path, job: Job, folder: Path, formats: Iterable[str] = tuple(FORMATS)) -> Filled:
    """Fill one form in and save it in `folder` in each of the formats."""
    return fill_all([(form, job, folder)], formats)[0]


def fill_all(work: Sequence[tuple[Path, Job, Path]], formats: Iterable[str] = tuple(FORMATS)) -> list[Filled]:
    """Several forms, or one in several ways, with one start of LibreOffice: (form, job, folder for what is saved)."""
    formats = list(formats)
    orders: list[dict[str, object]] = []
    paths: list[dict[str, Path]] = []
    for form, job, folder in work:
        folder.mkdir(parents=True, exist_ok=True)
        paths.append({name: (folder / f"{name}{FORMATS[name][0]}").resolve() for name in formats})
        outputs = [
            {"path": str(path), "filter": FORMATS[name][1], "data": FORMATS[name][2]}
            for name, path in paths[-1].items()
        ]
        orders.append({"form": str(form.resolve()), "outputs": outputs, **job})
    report = _run(orders)
    found = []
    for files, took in zip(paths, report["jobs"], strict=True):
        names = {str(path): name for name, path in files.items()}
        seconds = {"start": report["start"]} | {names.get(step, step): number for step, number in took.items()}
        found.append(Filled(files, seconds))
    return found


class _Report(TypedDict):
    start: float
    jobs: list[dict[str, float]]


def _run(orders: list[dict[str, object]]) -> _Report:
    program = find_libreoffice()
    assert program, "LibreOffice is not installed"
    with tempfile.TemporaryDirectory(prefix="kadergen-office-") as name:
        folder = Path(name).resolve()
        process = subprocess.Popen(
            [_DEBIAN_PYTHON, str(_SCRIPT), str(program), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            output, errors = process.communicate(json.dumps(orders).encode(), timeout=_TIMEOUT)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # LibreOffice too, where the script did not come to its end
            process.wait()
            for socket in (
                *sockets((folder / "profile").as_uri()),
                *Path(tempfile.gettempdir()).glob(_pipe(process.pid)),
            ):
                socket.unlink(missing_ok=True)
        assert process.returncode == 0, errors.decode(errors="replace")
        report: _Report = json.loads(output)
        return report


def _pipe(pid: int) -> str:
    """The named pipe that the script with this process number asks LibreOffice for."""
    return f"OSL_PIPE_{os.getuid()}_kadergen{pid}"
