"""What comes in by mail → the files in it, at any depth: forwarded messages, archives, winmail.dat, whole mailboxes.

What something is, its bytes tell, never its name. How deep, how many and how much is limited; each limit is said once,
and what was found before it counts. Names are never used as paths.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from kadergen.diagnostics import Code, Diagnostic, Location, Severity
from kadergen.formats import mbox, msg_file, tnef
from kadergen.formats.mail_message import read_message
from kadergen.formats.mail_parts import Envelope, Lost, LostPart, Nested, Part
from kadergen.formats.office_zip import open_parts
from kadergen.formats.rawform import EncryptedError, FormatError
from kadergen.readers.sniff import Kind, begins_as_mail, sniff

_LONGEST_NAME: Final = 200  # characters that are kept of a name
_MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may come out of one thing that came in: containers inside each other, containers in all and bytes of
    these, files, bytes of these and of each file; and how large a container may be.
    """

    depth: int = 10
    containers: int = 20_000
    packed: int = 1_000 * _MB
    files: int = 5_000
    total: int = 500 * _MB
    each: int = 64 * _MB
    container: int = 128 * _MB


AS_USUAL: Final = Bounds()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came in. `name` is as given, for showing alone; `within` the containers that it was in, outermost
    first. `senders` are the addresses of the messages around it, innermost first, "" for a message that does not tell;
    `date` and `message_id` are the innermost message's. `inline` tells that it is a picture in a message's text,
    `returned` that the innermost message was not delivered and came back.
    """

    name: str
    data: bytes
    senders: tuple[str, ...] = ()
    date: datetime | None = None
    message_id: str = ""
    within: tuple[str, ...] = ()
    inline: bool = False
    returned: bool = False


class _EnoughError(Exception):
    """So much came out already that nothing more is taken out."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a file."""

    within: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    date: datetime | None = None
    message_id: str = ""
    returned: bool = False

    def inside(self, name: str, envelope: Envelope | None = None, *, returned: bool = False) -> _Around:
        within = (*self.within, name)
        if envelope is None:
            return replace(self, within=within)
        senders = (envelope.sender, *self.senders)
        # Of a mail that came back it matters when it did, not when it went out.
        date = (returned and self.date) or envelope.date or self.date
        return _Around(within, senders, date, envelope.message_id, returned)


@dataclass(slots=True)
class Unpacking:
    """Taking one thing apart; `findings` grows while the files are taken from `files`."""

    file: str
    bounds: Bounds = AS_USUAL
    findings: list[Diagnostic] = field(default_factory=list)
    _count: int = 0
    _bytes: int = 0
    _containers: int = 0
    _packed: int = 0
    _said: set[str] = field(default_factory=set)

    def files(self, name: str, data: bytes, *, is_message: bool = False) -> Iterator[Attachment]:
        """The files in it, or the thing itself when it is no container; `is_message` when that is known beforehand."""
        try:
            yield from self._opened(Part(name, data, is_message), _Around())
        except _EnoughError:
            return

    def _opened(self, part: Part, around: _Around) -> Iterator[Attachment]:
        if _is_passed_over(part):
            return
        kind = "message" if part.is_message and not part.data.startswith(tnef.SIGNATURE) else _container(part.data)
        name = shown(part.name)
        if kind is None or part.is_text:
            yield from self._file(part, name, around)
        elif len(part.data) > self.bounds.container:
            self._limit(f"it holds a mail or archive of more than {self.bounds.container // _MB} MB, left out")
        else:
            self._another(len(part.data))
            if part.is_message and kind == "tnef":  # a message whose sender we do not read
                around = replace(around, senders=("", *around.senders), message_id="")
            yield from self._guarded(_NAMES[kind], self._inside(kind, part.data, around, name or _NAMES[kind]), around)

    def _another(self, size: int) -> None:
        """One more container, of so many bytes; small ones may hold many large ones, over and over."""
        self._containers += 1
        self._packed += size
        if self._containers > self.bounds.containers or self._packed > self.bounds.packed:
            self._limit("it holds far more mails or archives than anybody sends; what is behind them was left out")
            raise _EnoughError

    def _guarded(self, what: str, inside: Iterator[Attachment], around: _Around) -> Iterator[Attachment]:
        """What is in a container, as far as it can be read; what is wrong with it is a finding."""
        if len(around.within) >= self.bounds.depth:
            self._limit(
                f"it holds more than {self.bounds.depth} mails or archives inside each other; the rest left out"
            )
            return
        try:
            yield from inside
        except EncryptedError:
            self._say(Code.M043, f"{what} with a password", "Ask for it without a password.")
        except FormatError as error:
            self._say(Code.M041, f"{what} that is damaged: {error}", _APART if what == _NAMES["zip"] else _AGAIN)
        except (MemoryError, _EnoughError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it makes a library do, the rest goes on
            self._say(Code.M041, f"{what} that cannot be read ({type(error).__name__})", _AGAIN)

    def _inside(self, kind: str, data: bytes, around: _Around, name: str) -> Iterator[Attachment]:
        if kind == "message":
            envelope, parts = read_message(data)
            yield from self._parts(parts, around.inside(name, envelope))
        elif kind == "msg":
            envelope, found = msg_file.read_msg(data)
            yield from self._parts(found, around.inside(name, envelope))
        elif kind == "tnef":
            yield from self._parts(tnef.read_tnef(data), around.inside(name))
        elif kind == "zip":
            yield from self._parts(self._entries(data), around.inside(name))
        else:
            yield from self._parts(self._messages(data), around.inside(name))

    def _parts(self, parts: Iterable[Part | LostPart | Nested], around: _Around) -> Iterator[Attachment]:
        for part in parts:
            if isinstance(part, Part):
                yield from self._opened(part, around)
            elif isinstance(part, LostPart):
                self._lost(part)
            else:
                self._another(0)
                name = shown(part.name) or _NAMES["message"]
                inner = around.inside(name, part.envelope, returned=part.returned)
                yield from self._guarded(_NAMES["message"], self._parts(part.parts, inner), around)

    def _entries(self, data: bytes) -> Iterator[Part]:
        entries = open_parts(data, most=self.bounds.total)
        for name in entries.names():
            if _is_litter(name):
                continue
            try:
                yield Part(_unmarked(name), entries.read(name))
            except FormatError:
                self._say(Code.M041, "a file in an archive is damaged, or too large", _AGAIN)

    def _messages(self, data: bytes) -> Iterator[Part]:
        for message in mbox.split_mbox(io.BytesIO(data), self.bounds.container):
            if message is not None:
                yield Part("", message, is_message=True)

    def _file(self, part: Part, name: str, around: _Around) -> Iterator[Attachment]:
        self._count += 1
        if self._count > self.bounds.files:
            self._limit(f"it holds more than {self.bounds.files} files; those behind them were left out")
            raise _EnoughError
        if len(part.data) > self.bounds.each:
            self._limit(f"it holds a file of more than {self.bounds.each // _MB} MB, which no filled form is; left out")
            return
        self._bytes += len(part.data)
        if self._bytes > self.bounds.total:
            self._limit(f"it holds more than {self.bounds.total // _MB} MB; what is behind them was left out")
            raise _EnoughError
        inline = part.inline and sniff(part.data) in _PICTURES
        yield Attachment(
            name, part.data, around.senders, around.date, around.message_id, around.within, inline, around.returned
        )

    def _lost(self, part: LostPart) -> None:
        if part.why is Lost.SEALED:
            self._say(Code.M043, f"a mail that is {part.words}", _SAVE)
        elif part.why is Lost.UNDELIVERED:
            self._say(Code.M053, "a mail could not be delivered, and came back", "Check the address that it went to.")
        elif part.why is Lost.ELSEWHERE:
            self._say(
                Code.M044, "a link to a file in the place of the file", "Open the link, save the file and give that."
            )
        else:
            self._say(Code.M041, f"an attachment that is damaged{part.words and ': '}{part.words}", _AGAIN)

    def _limit(self, message: str) -> None:
        self._say(Code.M042, message, "Is it the right one? If so, take it apart yourself and give the forms in it.")

    def _say(self, code: Code, message: str, hint: str) -> None:
        """The same is said once, however often it happens."""
        if message not in self._said:
            self._said.add(message)
            self.findings.append(Diagnostic(Severity.WARNING, code, message, hint, Location(self.file)))


_AGAIN: Final = "Ask for it again."
_APART: Final = "Take it apart yourself and give the forms in it; else ask for it again."
_SAVE: Final = "Open the mail in your mail program, save its attachments and give those."
_NAMES: Final = {
    "message": "mail",
    "msg": "Outlook mail",
    "tnef": "winmail.dat",
    "zip": "ZIP archive",
    "mbox": "mailbox file",
}
_PICTURES: Final = frozenset({Kind.JPEG, Kind.PNG, Kind.GIF, Kind.HEIC})
_WORDS: Final = frozenset({Kind.TEXT, Kind.MAIL, Kind.HTML, Kind.XML, Kind.JSON, Kind.UNKNOWN, Kind.ZEROS})
_CARDS: Final = (b"BEGIN:VCALENDAR", b"BEGIN:VCARD")
_LITTER_PARTS: Final = ("__MACOSX", ".DS_Store")


def _container(data: bytes) -> str | None:
    """Which kind of container it is, None for a file."""
    if data.startswith(tnef.SIGNATURE):
        return "tnef"
    if begins_as_mail(data):
        return "message"
    kind = sniff(data)
    if kind is Kind.OLE and msg_file.SIGNATURE in data:
        return "msg"
    if kind is Kind.TEXT and data.startswith(mbox.MARK):
        return "mbox"
    return "zip" if kind is Kind.ZIP else None


def _is_passed_over(part: Part) -> bool:
    """The words of a mail, an appointment or a visiting card: nobody fills in a form in one of these."""
    if part.is_text:
        return sniff(part.data) in _WORDS
    return part.data[:64].lstrip().upper().startswith(_CARDS)


def _unmarked(name: str) -> str:
    """A name in UTF-8 that an archive does not mark as such (a Mac's, Info-ZIP's), and which was read as the oldest
    programs wrote it.
    """
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _is_litter(name: str) -> bool:
    """What a Mac puts into archives beside the files."""
    parts = name.split("/")
    return any(part in _LITTER_PARTS or part.startswith("._") for part in parts)


def shown(name: str) -> str:
    """The last part of a name as it was given, fit to be shown: never a path, and not too long."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2].strip()
    if last in (".", ".."):
        return ""
    stem = "".join(char if char.isprintable() else "\ufffd" for char in last)
    return stem.encode("utf-8", "replace").decode("utf-8")[-_LONGEST_NAME:].strip()
