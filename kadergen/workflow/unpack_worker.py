"""The process that takes mails and archives apart: `python -m kadergen.workflow.unpack_worker`, started by
`kadergen.workflow.unpacking`. It writes the files that it finds into a folder, under their SHA-256.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

from kadergen.diagnostics import Code, Diagnostic, Location, Severity, display_name
from kadergen.readers.containers import Unpacking
from kadergen.workflow.unpacked import MESSAGE_SUFFIX, Found, Unpacked, UnpackSetup
from kadergen.workflow.worker import serve_task


def prepare(setup: UnpackSetup) -> Callable[[Path], Unpacked]:
    """What takes one file apart. Only a full or missing disk gets out of it, as OSError."""

    def unpack(path: Path) -> Unpacked:
        file = display_name(path)
        data = _contents(path, setup.bounds.container)
        if isinstance(data, Diagnostic):
            return Unpacked(file, (), (data,))
        unpacking = Unpacking(file, setup.bounds)
        found: list[Found] = []
        # A message of a mailbox is one, however it begins; our own name for it is nobody's business.
        ours = path.parent == Path(setup.folder) and path.suffix == MESSAGE_SUFFIX
        for attachment in unpacking.files("" if ours else path.name, data, is_message=ours):
            digest = hashlib.sha256(attachment.data).hexdigest()
            target = Path(setup.folder) / digest
            if not target.exists():
                partial = target.with_name(f"{digest}.{os.getpid()}")
                partial.write_bytes(attachment.data)
                partial.replace(target)
            found.append(
                Found(
                    name=attachment.name,
                    sha256=digest,
                    size=len(attachment.data),
                    senders=attachment.senders,
                    date=attachment.date,
                    message_id=attachment.message_id,
                    within=attachment.within,
                    inline=attachment.inline,
                    returned=attachment.returned,
                )
            )
        return Unpacked(file, tuple(found), tuple(unpacking.findings))

    return unpack


def _contents(path: Path, most: int) -> bytes | Diagnostic:
    """The whole file, or why not. A link is not followed."""
    where = Location(display_name(path))
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            message = "this is no file, but a link, a device or a pipe"
            return Diagnostic(Severity.ERROR, Code.M040, message, "Give the file itself.", where)
        if status.st_size > most:
            message = f"larger than {most // 1_000_000} MB"
            return Diagnostic(Severity.ERROR, Code.M042, message, "Take it apart and give the forms in it.", where)
        # Between the look and the opening something else may have taken the file's place.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags), "rb") as file:
            return file.read(most)
    except (OSError, ValueError):
        message = "it cannot be read"
        return Diagnostic(Severity.ERROR, Code.M040, message, "Check the name and the permissions.", where)


if __name__ == "__main__":
    serve_task(prepare)
