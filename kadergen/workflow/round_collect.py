"""What came back in a round: taken out of mails and folders, read, matched with who it is from, and kept.

Each file is kept unchanged before anything is said of it, one after the other; a collection that was stopped at any
moment is completed by doing it again, since what is known already is passed over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from kadergen.diagnostics import Code, Diagnostic, Location, Severity
from kadergen.model.framework import Framework
from kadergen.model.instrument import Instrument
from kadergen.model.response import ReadResult, Response
from kadergen.model.round import Arrival, ArrivalKind, MatchedBy, Person
from kadergen.workflow.files import Progress, quiet
from kadergen.workflow.limits import DEFAULT, Limits
from kadergen.workflow.meeting import is_of_meeting
from kadergen.workflow.round_match import Evidence, Match, Matcher, superseded
from kadergen.workflow.unpacked import Found
from kadergen.workflow.unpacking import Unit, unpack
from kadergen.workflow.workers import read_isolated

_SUFFIXES: Final = frozenset({".pdf", ".fdf", ".xfdf", ".docx", ".odt", ".rtf", ".doc"})
"""What files are kept under; any other kind is kept as .bin, which no program opens by itself."""
_FOREIGN: Final = frozenset({Code.R003, Code.R006, Code.R007, Code.R008})
_MOST_NAMED: Final = 3  # mails that are named for one file


Told = Callable[[ReadResult], None]
"""Told what was read in a file."""


def nobody(_: ReadResult) -> None:
    """Told by nobody, to nobody."""


@dataclass(frozen=True, slots=True)
class Ours:
    """The round's own mails: the address that they go out from, in lower case, and their ids."""

    address: str = ""
    message_ids: frozenset[str] = frozenset()

    def sent(self, found: Found) -> bool:
        """Whether it hangs on a mail of ours, which somebody passed on or answered, or which came back."""
        if found.message_id in self.message_ids:
            return True
        return found.returned or (len(found.senders) > 1 and found.senders[0] == self.address != "")


NOT_OURS: Final = Ours()


class Books(Protocol):
    """Where a round keeps what came in."""

    def people(self) -> Sequence[Person]:
        """Everybody in the round."""

    def arrivals(self) -> Sequence[Arrival]:
        """Everything that came in before."""

    def is_forgotten(self, removed: str) -> bool:
        """Whether the person of this id, or the file of this SHA-256, was removed for good."""

    def keep(self, data: bytes, arrival: Arrival, result: ReadResult) -> bool:
        """Keep a file and the receipt of what was read, and note it; False when it was known."""

    def match(self, sha256: str, person_id: str | None, matched: MatchedBy) -> None:
        """Say whose a file is."""

    def supersede(self, sha256: str, by: str | None) -> None:
        """Say that a newer form counts instead; None takes that back."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What a collection found: files that are new, how many were known already, how many pictures of mails' texts were
    passed over, and all findings. `matched` are files that had come in before, and have an owner since.
    """

    arrivals: tuple[Arrival, ...] = ()
    matched: tuple[Arrival, ...] = ()
    known: int = 0
    pictures: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(slots=True)
class _Source:
    """One file, by its content, and everywhere that it was found."""

    found: Found
    received: datetime
    places: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    forwarders: list[str] = field(default_factory=list)

    def add(self, found: Found, unit: Unit, now: datetime, own: str) -> None:
        # A clock that runs ahead must not make a form newer than all that come later.
        received = min(found.date or unit.received, now)
        if received < self.received:
            self.found, self.received = found, received
        self.places.append(" > ".join((unit.label, *found.within[1:])) if found.within else unit.label)
        # Who collects the forms and passes one on says nothing of whose it is.
        around = [sender for sender in found.senders[1:] if sender not in ("", own)]
        senders = around[:1] if own and found.senders[:1] == (own,) and around else found.senders[:1]
        self.senders += [sender for sender in senders if sender and sender not in self.senders]
        self.forwarders += [sender for sender in around if sender not in self.forwarders]

    @property
    def name(self) -> str:
        """What people call the file."""
        return self.found.name or "file without a name"

    @property
    def where(self) -> str:
        """What it came in, in words."""
        more = len(self.places) - _MOST_NAMED
        return "; ".join(self.places[:_MOST_NAMED]) + (f"; {more} more" if more > 0 else "")


def collect(
    books: Books,
    units: Iterable[Unit],
    folder: Path,
    now: datetime,
    framework: Framework,
    instruments: Mapping[str, Instrument],
    frameworks: Iterable[str] = (),
    limits: Limits = DEFAULT,
    jobs: int | None = None,
    progress: Progress = quiet,
    told: Told = nobody,
    ours: Ours = NOT_OURS,
) -> Collected:
    """Take in everything that `units` hold; `folder` is for files on their way, and emptied by whoever made it.

    `told` gets the reading of each new file, under the name that it came with; `ours` tells the round's own mails.

    Raises NotWritableError when nothing can be kept, and MissingDependencyError when no process can be started.
    """
    findings: list[Diagnostic] = []
    sources, pictures = _sources(units, folder, now, findings, jobs, progress, ours.address)
    before = {arrival.sha256: arrival for arrival in books.arrivals()}
    forgotten = {digest: source for digest, source in sources.items() if books.is_forgotten(digest)}
    findings += [_said(Severity.INFO, Code.M055, source, _FORGOTTEN) for source in forgotten.values()]
    wanted = [
        source
        for digest, source in sources.items()
        if digest not in forgotten and (digest not in before or _is_unmatched(before[digest]))
    ]
    taking = _Taking(books, Matcher(books.people()), framework, now, before, told, ours)
    paths = [folder / source.found.sha256 for source in wanted]
    for source, result in zip(wanted, read_isolated(paths, instruments, frameworks, limits, jobs), strict=True):
        progress(source.name)
        taking.take(source, folder / source.found.sha256, result.called(source.name))
    taking.supersede()
    known = [source for digest, source in sources.items() if digest in before]
    findings += [_said(Severity.INFO, Code.M047, source, "it came in before, and counts once") for source in known]
    return Collected(
        tuple(taking.arrivals),
        tuple(taking.matched),
        len(known),
        pictures,
        (*findings, *taking.findings),
    )


def _sources(
    units: Iterable[Unit],
    folder: Path,
    now: datetime,
    findings: list[Diagnostic],
    jobs: int | None,
    progress: Progress,
    own: str,
) -> tuple[dict[str, _Source], int]:
    """Every file once, by its SHA-256, in the order found; and how many pictures of mails' texts were passed over."""
    sources: dict[str, _Source] = {}
    pictures = 0
    for unit, unpacked in unpack(units, folder, jobs=jobs):
        progress(unit.label)
        findings.extend(unpacked.diagnostics)
        for found in unpacked.found:
            if found.inline:
                pictures += 1
                continue
            source = sources.setdefault(found.sha256, _Source(found, now))
            source.add(found, unit, now, own)
    return sources, pictures


def _is_unmatched(arrival: Arrival) -> bool:
    of_somebody = arrival.person_id is not None or arrival.matched is MatchedBy.HAND
    return arrival.kind in (ArrivalKind.FORM, ArrivalKind.EMPTY) and not of_somebody


@dataclass(slots=True)
class _Taking:
    """Keeps file after file, and remembers what is to be told."""

    books: Books
    matcher: Matcher
    framework: Framework
    now: datetime
    before: Mapping[str, Arrival]
    told: Told
    ours: Ours
    arrivals: list[Arrival] = field(default_factory=list)
    matched: list[Arrival] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)

    def take(self, source: _Source, path: Path, result: ReadResult) -> None:
        """Keep one file, with what is known of it; of somebody who was removed, nothing."""
        if result.response and self.books.is_forgotten(result.response.respondent_id):
            self.findings.append(_said(Severity.INFO, Code.M055, source, _FORGOTTEN))
            return
        kind = kind_of(result, self.framework)
        response = result.response if kind in (ArrivalKind.FORM, ArrivalKind.EMPTY) else None
        if kind is ArrivalKind.EMPTY and self.ours.sent(source.found):
            if not source.found.returned:
                what = "the form as it went out, in the mail that it went out with; passed over"
                self.findings.append(_said(Severity.INFO, Code.M054, source, what))
                return
            kind = ArrivalKind.UNDELIVERED
        match = self._match(source, response, kind)
        digest = source.found.sha256
        if digest in self.before:
            if match.person_id is not None:
                self.books.match(digest, match.person_id, match.by)
                self.matched.append(replace(self.before[digest], person_id=match.person_id, matched=match.by))
            return
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            # Only a process that was taken over writes something else than it says.
            self.findings.append(_said(Severity.ERROR, Code.M041, source, "it changed while it was taken in; left out"))
            return
        arrival = Arrival(
            sha256=digest,
            name=source.name,
            suffix=_suffix(result.kind),
            kind=kind,
            received=source.received,
            collected=self.now,
            person_id=match.person_id,
            matched=match.by,
            source=source.where,
            sender=next(iter(source.senders), ""),
            answered=sum(not answer.is_blank for answer in response.answers.values()) if response else 0,
            statements=len(response.answers) if response else 0,
            conflicts=sum(reading.doubtful for reading in response.readings.values()) if response else 0,
        )
        if self.books.keep(data, arrival, result):
            self.arrivals.append(arrival)
            self.told(result)
            self._tell(source, kind, match, result)

    def _match(self, source: _Source, response: Response | None, kind: ArrivalKind) -> Match:
        """Whose it is; of a file that says nothing itself, who sent it tells who has to be asked again."""
        if kind is ArrivalKind.MEETING:
            return Match()
        senders, forwarders = tuple(source.senders), tuple(source.forwarders)
        if response is None:
            return self.matcher.match(Evidence("", "", senders, forwarders))
        return self.matcher.match(Evidence(response.respondent_id, response.respondent.name, senders, forwarders))

    def _tell(self, source: _Source, kind: ArrivalKind, match: Match, result: ReadResult) -> None:
        if kind in (ArrivalKind.FOREIGN, ArrivalKind.UNREADABLE):
            what = "no form of this round" if kind is ArrivalKind.FOREIGN else "not readable"
            why = next((found.message for found in result.diagnostics if found.severity is Severity.ERROR), "")
            self.findings.append(_said(Severity.WARNING, Code.M052, source, f"kept, {what}{why and ': '}{why}", _LOOK))
        elif match.disputed:
            what = "id, sender and name do not tell of one and the same participant; kept, and counted as nobody's"
            self.findings.append(_said(Severity.WARNING, Code.M046, source, what, _LOOK))
        elif match.person_id is None and kind not in (ArrivalKind.MEETING, ArrivalKind.UNDELIVERED):
            why = (
                "it bears the id of nobody in this round"
                if match.strange
                else "nothing tells which participant it is of"
            )
            self.findings.append(_said(Severity.WARNING, Code.M045, source, f"{why}; kept", _LOOK))

    def supersede(self) -> None:
        """Note which of each person's forms counts, now that all are there."""
        every = {arrival.sha256: arrival for arrival in (*self.before.values(), *self.arrivals, *self.matched)}
        new = {arrival.sha256 for arrival in (*self.arrivals, *self.matched)}
        by = superseded(tuple(every.values()))
        for digest, newer in by.items():
            if every[digest].superseded_by == newer:
                continue
            self.books.supersede(digest, newer)
            if newer is None:
                continue
            older, counts = every[digest], every[newer]
            where = Location(older.name)
            if digest in new and older.answered == 0 and older.received > counts.received:
                what = "a form without answers; the older one, which has some, counts"
                self.findings.append(Diagnostic(Severity.WARNING, Code.M049, what, "", where))
            else:
                severity = Severity.WARNING if older.received == counts.received else Severity.INFO
                what = f"a newer form of the same person: {counts.name}; what this one alone holds is in the results"
                self.findings.append(Diagnostic(severity, Code.M048, what, "", where))
        self.arrivals = [replace(a, superseded_by=by.get(a.sha256, a.superseded_by)) for a in self.arrivals]
        self.matched = [replace(a, superseded_by=by.get(a.sha256, a.superseded_by)) for a in self.matched]


_FORGOTTEN: Final = "the file, or the person whose it is, was removed (`round forget`); not taken in"
_LOOK: Final = "Look at it, ask the sender if need be; `kadergen round assign` says whose it is."


def kind_of(result: ReadResult, framework: Framework) -> ArrivalKind:
    """What a file turned out to be, in a round with this framework."""
    response = result.response
    if response is None:
        codes = {found.code for found in result.diagnostics if found.severity is Severity.ERROR}
        return ArrivalKind.FOREIGN if codes and codes <= _FOREIGN else ArrivalKind.UNREADABLE
    if response.identity.id != framework.id:
        return ArrivalKind.FOREIGN
    if is_of_meeting(response, framework):
        return ArrivalKind.MEETING
    return ArrivalKind.EMPTY if response.is_untouched else ArrivalKind.FORM


def _suffix(kind: str) -> str:
    suffix = f".{kind}"
    return suffix if suffix in _SUFFIXES else ".bin"


def _said(severity: Severity, code: Code, source: _Source, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(severity, code, message, hint, Location(f"{source.name} ({source.where})"))
