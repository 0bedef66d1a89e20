"""What comes in in a round: from files, folders, mailbox files and mailboxes, into the round's folder and its books."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from kadergen.diagnostics import Diagnostic
from kadergen.errors import UsageError
from kadergen.formats.imap import Mailbox, MailboxAddress
from kadergen.model.instrument import build_instrument
from kadergen.model.round import Arrival, MatchedBy, Person
from kadergen.workflow.files import Produced, Progress, quiet, write
from kadergen.workflow.reading import AS_USUAL, How
from kadergen.workflow.receipts import ReceiptBook, receipt_bytes
from kadergen.workflow.round_collect import Collected, collect
from kadergen.workflow.round_folder import RESULTS, OpenRound
from kadergen.workflow.unpacking import Unit, mailbox_units, units_of

RECEIPTS = "receipts-latest"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came in, and the page of receipts of what is new."""

    collected: Collected
    files: tuple[Produced, ...]


@dataclass(frozen=True, slots=True)
class _Books:
    """The round's folder and database, as a collection needs them."""

    one: OpenRound

    def people(self) -> Sequence[Person]:
        return self.one.store.people()

    def arrivals(self) -> Sequence[Arrival]:
        return self.one.store.arrivals()

    def keep(self, data: bytes, arrival: Arrival) -> bool:
        return self.one.keep(data, arrival)

    def match(self, sha256: str, person_id: str | None, matched: MatchedBy) -> None:
        self.one.store.match(sha256, person_id, matched)

    def supersede(self, sha256: str, by: str | None) -> None:
        self.one.store.supersede(sha256, by)


def take_in(
    one: OpenRound,
    sources: Iterable[str],
    now: datetime,
    *,
    password: Callable[[MailboxAddress], str],
    since: date | None = None,
    how: How = AS_USUAL,
    progress: Progress = quiet,
) -> TakenIn:
    """Collect from `sources`: paths, and mailboxes written as imaps://user@server/Folder, which stay as they are.

    Raises UsageError (the round is closed, an address of a mailbox is none), NotWritableError.
    """
    if one.store.closed:
        raise UsageError("the round is closed", "Nothing more is taken in.")
    found: list[Diagnostic] = []
    paths, boxes = _parted(sources)
    mailboxes = [Mailbox(address, password(address)) for address in boxes]
    framework = one.framework
    instruments = {framework.id: build_instrument(framework)}
    with tempfile.TemporaryDirectory(prefix=".taking-in-", dir=one.path) as name:
        folder = Path(name)
        units: Iterator[Unit] = chain(
            units_of(paths, folder, found),
            *(mailbox_units(mailbox, folder, found, since) for mailbox in mailboxes),
        )
        known = (str(one.framework_folder), *how.frameworks)
        collected = collect(
            _Books(one), units, folder, now, framework, instruments, known, how.limits, how.jobs, progress
        )
    collected = replace(collected, diagnostics=(*found, *collected.diagnostics))
    book = ReceiptBook(instruments)
    for result in collected.results:
        book.add(result)
    receipts = book.gathered(folders={}, anonymous=False)
    files: tuple[Produced, ...] = ()
    if receipts:
        page = one[RESULTS] / f"{RECEIPTS}.html"
        files = (write(page, receipt_bytes(receipts, ".html"), "receipts of what is new"),)
    return TakenIn(collected, files)


def _parted(sources: Iterable[str]) -> tuple[list[Path], list[MailboxAddress]]:
    paths: list[Path] = []
    boxes: list[MailboxAddress] = []
    for source in sources:
        if source.startswith(("imap://", "imaps://")):
            try:
                boxes.append(MailboxAddress.parse(source))
            except ValueError as error:
                example = "For example imaps://name%40organisation.nl@mail.organisation.nl/INBOX."
                raise UsageError(str(error), example) from None
        else:
            paths.append(Path(source))
    return paths, boxes
