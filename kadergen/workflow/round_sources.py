"""`kadergen round collect`: from what was named on the command line to what is in the round's folder."""

from __future__ import annotations

import shutil
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from kadergen.diagnostics import Diagnostic
from kadergen.errors import UsageError
from kadergen.formats.imap import PORTS, Mailbox, MailboxAddress
from kadergen.model.instrument import build_instrument
from kadergen.model.response import ReadResult
from kadergen.model.round import Arrival, MatchedBy, Person
from kadergen.workflow.files import Progress, quiet
from kadergen.workflow.passwords import password_for
from kadergen.workflow.reading import AS_USUAL, How
from kadergen.workflow.round_assign import name_receipts
from kadergen.workflow.round_collect import Collected, Ours, Told, collect, nobody
from kadergen.workflow.round_folder import ON_THEIR_WAY, OpenRound
from kadergen.workflow.round_receipts import receipt_page
from kadergen.workflow.round_store import mark_of
from kadergen.workflow.unpacking import mailbox_units, units_of

Source = Path | Mailbox


def source_of(text: str) -> Source:
    """A file or folder, or a mailbox (imaps://user@server/Folder) with its password. Raises UsageError."""
    if not text.lower().startswith(tuple(f"{scheme}://" for scheme in PORTS)):
        return Path(text)
    try:
        address = MailboxAddress.parse(text)
    except ValueError as error:
        raise UsageError(
            str(error), "For example imaps://me@mail.example/INBOX; the password is asked elsewhere."
        ) from None
    return Mailbox(address, password_for("imap", address.host, address.user))


def collect_into(
    one: OpenRound,
    sources: Sequence[Source],
    now: datetime,
    *,
    since: date | None = None,
    how: How = AS_USUAL,
    progress: Progress = quiet,
    told: Told = nobody,
    context: ssl.SSLContext | None = None,
) -> Collected:
    """Take everything in that the sources hold. `since` limits mailboxes, `told` gets each new file's reading;
    `context` is for mailboxes' certificates.

    Raises what `collect` raises, and UsageError when the round is closed.
    """
    if one.store.closed:
        raise UsageError("the round is closed", "What comes in now belongs to nobody in it; nothing was taken in.")
    findings: list[Diagnostic] = []
    with _folder(one.path) as folder:
        units = chain.from_iterable(
            mailbox_units(replace(source, context=source.context or context), folder, findings, since)
            if isinstance(source, Mailbox)
            else units_of([source], folder, findings)
            for source in sources
        )
        found = collect(
            _Books(one, one.store.forgotten()),
            units,
            folder,
            now,
            one.framework,
            {one.framework.id: build_instrument(one.framework)},
            (str(one.framework_folder), *how.frameworks),
            how.limits,
            how.jobs,
            progress,
            told,
            Ours(one.settings.sender.address.lower(), frozenset(mail.message_id for mail in one.store.mails())),
        )
    if found.matched:
        name_receipts(one)
    return replace(found, diagnostics=(*findings, *found.diagnostics))


@dataclass(frozen=True, slots=True)
class _Books:
    """An open round as the books of what came in."""

    one: OpenRound
    forgotten: frozenset[str]

    def people(self) -> Sequence[Person]:
        return self.one.store.people()

    def arrivals(self) -> Sequence[Arrival]:
        return self.one.store.arrivals()

    def is_forgotten(self, removed: str) -> bool:
        return mark_of(removed) in self.forgotten

    def keep(self, data: bytes, arrival: Arrival, result: ReadResult) -> bool:
        return self.one.keep(data, arrival, receipt_page(result, self.one.framework))

    def match(self, sha256: str, person_id: str | None, matched: MatchedBy) -> None:
        self.one.store.match(sha256, person_id, matched)

    def supersede(self, sha256: str, by: str | None) -> None:
        self.one.store.supersede(sha256, by)


@contextmanager
def _folder(path: Path) -> Iterator[Path]:
    """The folder for files on their way, empty. What a killed process left there is removed: the round is locked."""
    folder = path / ON_THEIR_WAY
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
