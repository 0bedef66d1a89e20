"""The receipts of a round: for every file that came in a page in receipts/ that tells what was read of it.

A page is called after the person, so that people find it, and ends in the beginning of the file's SHA-256, by which it
is found again whatever it is called.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Final

from kadergen.documents.receipt import build_receipt
from kadergen.documents.receipts import gather
from kadergen.formats.file_names import safe_file_name
from kadergen.model.framework import Framework
from kadergen.model.response import ReadResult
from kadergen.model.round import Arrival, Person
from kadergen.workflow.receipts import receipt_bytes
from kadergen.workflow.round_forms import file_stem

_SUFFIX: Final = ".html"
_SHOWN: Final = 12  # of the 64 characters of a hash: no two files of a round have them in common


def arrival_stem(arrival: Arrival, person: Person | None) -> str:
    """What to call a file that came in: after the person whose it is, else as it was called, marked as unknown."""
    return file_stem(person) if person else f"unknown-{safe_file_name(PurePath(arrival.name).stem, 'file')}"


def receipt_name(arrival: Arrival, person: Person | None) -> str:
    """The name of a file's receipt."""
    return f"{arrival_stem(arrival, person)}-{arrival.sha256[:_SHOWN]}{_SUFFIX}"


def receipt_page(result: ReadResult, framework: Framework) -> bytes:
    """The receipt of one file, as a page; also of one that could not be read."""
    return receipt_bytes(gather([build_receipt(result, framework)]), _SUFFIX)


def receipts_in(folder: Path) -> Mapping[str, Path]:
    """The receipts in a folder, by what `receipt_key` gives for their files."""
    return {path.stem[-_SHOWN:]: path for path in sorted(folder.glob(f"*{_SUFFIX}"))}


def receipt_key(arrival: Arrival) -> str:
    """By what a file's receipt is found in `receipts_in`."""
    return arrival.sha256[:_SHOWN]
