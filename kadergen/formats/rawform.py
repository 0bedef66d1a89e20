"""What every format gives back for a filled form: names and values as found, before anyone asks what they mean."""

from __future__ import annotations

from dataclasses import dataclass

from kadergen.how import How


class FormatError(Exception):
    """The bytes cannot be read as this format; the message says where and why, without the file's name."""


class EncryptedError(FormatError):
    """The file needs a password."""


@dataclass(frozen=True, slots=True)
class RawField:
    """One value of one field. A field that holds several values (a conflict) comes once for each of them.

    `value` is text or an on-state, "" for empty or off; `is_state` tells that it came from a button or a name;
    `damaged` that characters could not be decoded, or that a widget shows another choice's state; `how` it was read;
    `doubtful` that this way of reading cannot tell, and then an empty value means that nobody knows.
    """

    name: str
    value: str
    is_state: bool = False
    damaged: bool = False
    how: How = How.FIELD
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class RawFile:
    """Something in the place of words that is none, such as a picture; `field` is the nearest field's name or "".

    `drawn` tells that we drew it: how a place of the page looks. Otherwise it is a file that somebody put there.
    """

    field: str
    media_type: str
    data: bytes
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class RawForm:
    """A filled form. `metadata` is the text in which the form's identity may stand; `repairs` counts the library's
    complaints while it repaired the file; `unreadable` names the fields that could not be read at all ("" for one
    whose name could not be read either). `strays` are words beside a field, under its name, `outside` words in no
    field at all, under the name of the nearest one or ""; `files` what is no words. Of a PDF: `bare_pages` are the
    indices of pages without any field, `nameless` counts fields without a name, `off_page` names the fields with a
    value that no page shows, `comments` counts comments and drawings.
    """

    fields: tuple[RawField, ...]
    reader: str
    producer: str = ""
    metadata: str = ""
    repairs: int = 0
    unreadable: tuple[str, ...] = ()
    strays: tuple[RawField, ...] = ()
    outside: tuple[RawField, ...] = ()
    files: tuple[RawFile, ...] = ()
    bare_pages: tuple[int, ...] = ()
    nameless: int = 0
    off_page: tuple[str, ...] = ()
    comments: int = 0
