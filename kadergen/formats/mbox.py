"""A mailbox in one file (mbox) → the messages in it, one at a time.

Of the several kinds of mbox some mark lines of text that look like the beginning of a message, and some do not; none
says which it is. A message begins at a line `From ` with a date before a header, or at one behind an empty line that is
no sentence. The mark `>` is taken away again, since it may stand in a file that was sent as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from kadergen.formats.rawform import FormatError

MARK: Final = b"From "
_LONGEST_LINE: Final = 1_000_000  # bytes that are looked at together; lines may go on
_DATED: Final = re.compile(rb"From \S.{0,300}?\d:\d\d.{0,40}\d{4}")
_ONE_WORD: Final = re.compile(rb"From \S*\s*$")
_HEADER: Final = re.compile(rb"[!-9;-~]{1,78}[ \t]*:|>From ")
_MARKED: Final = re.compile(rb">+From ")


def split_mbox(file: BinaryIO, most: int) -> Iterator[bytes | None]:
    """The messages; None for one of more than `most` bytes, which is passed over. Raises FormatError for no mbox."""
    line = file.readline(_LONGEST_LINE)
    if not line.startswith(MARK):
        raise FormatError("it is no mailbox file")
    held: list[bytes] = []
    size, before = 0, b"\n"
    line = file.readline(_LONGEST_LINE)
    while line:
        following = file.readline(_LONGEST_LINE)
        whole = before.endswith(b"\n")
        if whole and line.startswith(MARK) and _begins(line, following, before):
            yield b"".join(held) if size <= most else None
            held, size = [], 0
        else:
            size += len(line)
            if size <= most:
                held.append(line[1:] if whole and _MARKED.match(line) else line)
            else:
                held.clear()
        before, line = line, following
    yield b"".join(held) if size <= most else None


def _begins(line: bytes, following: bytes, before: bytes) -> bool:
    """Whether a message begins at this line."""
    behind_empty = not before.strip(b"\r\n")
    if _DATED.match(line):
        return bool(_HEADER.match(following)) or (behind_empty and not following.strip())
    return behind_empty and bool(_ONE_WORD.match(line) and _HEADER.match(following))
