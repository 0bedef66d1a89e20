"""A mailbox in one file (mbox) → the messages in it, one at a time.

A message begins at a line `From ` behind an empty line or at the very beginning, as in every kind of mbox. That lines
of text were marked with `>` is not undone: they stand in the message's own words, not in a file that came with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from kadergen.formats.rawform import FormatError

MARK: Final = b"From "
_LONGEST_LINE: Final = 1_000_000  # bytes that are looked at together; lines may go on


def split_mbox(file: BinaryIO, most: int) -> Iterator[bytes | None]:
    """The messages; None for one of more than `most` bytes, which is passed over. Raises FormatError for no mbox."""
    line = file.readline(_LONGEST_LINE)
    if not line.startswith(MARK):
        raise FormatError("it is no mailbox file")
    held: list[bytes] = []
    size, empty = 0, False
    while line := file.readline(_LONGEST_LINE):
        if empty and line.startswith(MARK):
            yield b"".join(held) if size <= most else None
            held, size, empty = [], 0, False
            continue
        size += len(line)
        if size <= most:
            held.append(line)
        else:
            held.clear()
        empty = line in (b"\n", b"\r\n")
    yield b"".join(held) if size <= most else None
