"""What the process that takes mails apart is told, and what it says of one file that came in."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from kadergen.diagnostics import Diagnostics
from kadergen.readers.containers import Bounds, shown
from kadergen.workflow.limits import Limits
from kadergen.workflow.wire import Reply

MESSAGE_SUFFIX: Final = ".message"
"""What the files of ours are called that hold one message of a mailbox."""

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_LONGEST: Final = 2_000  # characters of an address, an id, a name


@dataclass(frozen=True, slots=True)
class UnpackSetup:
    """The folder that files are written into, and the limits: `bounds` of what comes out, `limits` of the process."""

    folder: str
    bounds: Bounds
    limits: Limits


@dataclass(frozen=True, slots=True)
class Found:
    """A file that came in, written under its `sha256`; the rest as in `kadergen.readers.containers.Attachment`."""

    name: str
    sha256: str
    size: int
    senders: tuple[str, ...] = ()
    date: datetime | None = None
    message_id: str = ""
    within: tuple[str, ...] = ()
    inline: bool = False
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What came out of one file."""

    file: str
    found: tuple[Found, ...]
    diagnostics: Diagnostics = ()


decode: Final = msgspec.msgpack.Decoder(Reply[Unpacked]).decode


def is_sound(unpacked: Unpacked, file: str, folder: Path, bounds: Bounds) -> bool:
    """Whether the process can have said this of the file called `file`: what it names lies in the folder, names are no
    paths, dates know their zone. That a file's content is what its name says is looked at when it is kept.
    """
    places = {found.location.file for found in unpacked.diagnostics if found.location}
    return (
        unpacked.file == file
        and places <= {file}
        and len(unpacked.found) <= bounds.files
        and all(_is_sound(found, folder) for found in unpacked.found)
    )


def _is_sound(found: Found, folder: Path) -> bool:
    texts = (found.message_id, *found.senders, *found.within)
    if not _SHA256.fullmatch(found.sha256) or shown(found.name) != found.name:
        return False
    if any(len(text) > _LONGEST or "\n" in text for text in texts) or (found.date and found.date.tzinfo is None):
        return False
    try:
        status = (folder / found.sha256).lstat()
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size == found.size
