"""What is wrong with people's data, as values: collected, never thrown, so that one run names every problem.

A `Diagnostic` is one finding (severity, code, place, message, hint). `Code` is the catalogue of all codes; tests and
documentation cite the code, never the sentence. Messages never hold what a participant wrote: they may end in a log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, unique
from pathlib import PurePath
from typing import Final


class Severity(Enum):
    """How bad a finding is: an error makes the input (or the part it names) unusable, a warning does not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


def display_name(path: PurePath) -> str:
    """The path as text that can be printed and stored: no line ends, no control characters, no lone surrogates."""
    text = "".join(char if char.isprintable() or char == " " else "\ufffd" for char in str(path))
    return text.encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Location:
    """Where a finding is: a file as the user named it, and, in text files, line and column (both from 1)."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)


@unique  # two codes with one meaning would silently become one code
class Code(Enum):
    """The catalogue: code → what it means in general.

    C… content, R… returned files, F… filling, B… building, M… rounds by mail.
    """

    # Content -------------------------------------------------------------------------------------------------------
    C001 = "file cannot be read"
    C002 = "file is not UTF-8 text"
    C003 = "file is not valid YAML"
    C004 = "YAML feature that is not allowed here (alias, anchor, tag, merge key, several documents)"
    C005 = "key stands twice"
    C006 = "unknown key"
    C007 = "required key is missing"
    C008 = "value has the wrong type"
    C009 = "text is empty"
    C010 = "id is not made of a-z, 0-9 and hyphens, or is too long"
    C011 = "id is used twice"
    C012 = "indicator has no statements"
    C013 = "two statements have the same text"
    C014 = "scale has no levels, or a level has no usable colour or shape"
    C015 = "Markdown that is not supported"
    C016 = "part of the framework cannot be found"
    C017 = "file is not used by the framework"
    C018 = "wording key is unknown, missing or has other placeholders"
    C019 = "section has no indicators"
    C020 = "plan of action is not usable"
    C021 = "fields per statement are not usable"
    C022 = "control character or other character that cannot be printed"
    C023 = "nested too deep or too large"
    C024 = "code is used twice"
    C025 = "not a framework folder"
    C026 = "level's colour has too little contrast"
    C027 = "text that YAML understands otherwise than it looks"

    # Returned files ------------------------------------------------------------------------------------------------
    R001 = "returned file cannot be read"
    R002 = "file is empty"
    R003 = "kind of file is not known"
    R004 = "file is encrypted"
    R005 = "file is broken"
    R006 = "file is not a form of kadergen"
    R007 = "form of a framework that is not known here"
    R008 = "form of another version of the framework"
    R009 = "file was repaired while reading"
    R010 = "second reader used"
    R011 = "field is not known; its text is kept"
    R012 = "two choices are marked for one statement"
    R013 = "choice is not a level of the scale"
    R014 = "characters could not be decoded"
    R015 = "option is not known; the text is kept as it is"
    R016 = "several widgets of one field hold different values"
    R017 = "field is missing from the file"
    R018 = "nothing was filled in"
    R019 = "same file twice"
    R020 = "the two readers disagree"
    R021 = "file is too large"
    R022 = "possibly cut or changed by the program that saved it"
    R023 = "comment or drawing on the page"
    R024 = "form was recognised by the names of its fields alone"
    R025 = "form has no fields left (printed or flattened)"
    R026 = "part of the file could not be read"
    R027 = "more than one filled form in one file"
    R028 = "words outside any field; they are kept"
    R029 = "row of a field stands more than once"
    R030 = "what names a field, or a choice, disagrees"
    R031 = "picture or other file in the place of words; it is kept"
    R032 = "LibreOffice is needed to read this kind of file"
    R033 = "read from the pages of a PDF that has no fields"
    R034 = "words in a cell that is not for them; they are kept"
    R035 = "what is chosen, or written, cannot be told"
    R036 = "a limit was crossed while the file was read"
    R037 = "page does not belong to the form, or cannot be matched with it"
    R038 = "field was found by where it stands"
    R039 = "comment laid over a field was read as its answer"
    R040 = "same person twice; the newer form counts"
    R041 = "forms of one person that are parts of one form; counted together"
    R042 = "what differs between this version of the form and the framework"
    R043 = "field that is in the file, but on none of its pages"
    R044 = "form of the meeting among those of participants"
    R045 = "whose form it is cannot be told"

    # Filling -------------------------------------------------------------------------------------------------------
    F001 = "answer for a field that the form does not have"
    F002 = "text does not fit its box; the value is whole"
    F003 = "character that no font here can show; the value is whole"
    F004 = "value is not one of the options"
    F005 = "answers file is not valid JSON"
    F006 = "answers file has the wrong shape"
    F007 = "unknown key in the answers file"
    F008 = "text holds half a character (a lone surrogate); U+FFFD stands for it"
    F009 = "character that this kind of file cannot hold; U+FFFD stands for it"

    # Building ------------------------------------------------------------------------------------------------------
    B001 = "character that no font here can show"
    B002 = "two colours of a theme have too little contrast"
    B003 = "logo cannot be used"
    B004 = "value of a theme is out of its range"
    B005 = "last time's result has levels that the framework does not have"

    # Rounds by mail ------------------------------------------------------------------------------------------------
    # M001 to M019: the round's folder and the table of participants.
    M001 = "table of participants cannot be read"
    M002 = "table of participants has no usable headings, or no rows"
    M003 = "heading stands twice"
    M004 = "column is not known; it is passed over"
    M005 = "more than one sheet has participants"
    M006 = "row cannot be read as it is"
    M007 = "table is not UTF-8; another encoding was taken"
    M008 = "participant has no name"
    M009 = "e-mail address is missing"
    M010 = "e-mail address is none"
    M011 = "e-mail address stands twice"
    M012 = "party or level is none of the framework's"
    M013 = "two participants have the same name"
    M014 = "round.yaml is not usable"
    M015 = "file of the round is missing, changed, or not in its books"
    M016 = "others can read the round"
    M017 = "something still names a person who was removed"
    M018 = "file could not be searched"
    M019 = "kind of form that is not known"
    # M020 to M039: what goes out.
    M020 = "template of a mail cannot be read"
    M021 = "template of a mail has a fault"
    M022 = "address that no mail can be sent to"
    M023 = "mail was refused by the server; it can be tried again"
    M024 = "nobody knows whether a mail was sent; it is not sent again"
    # M040 to M059: what came in.
    M040 = "source of forms that came back cannot be read"
    M041 = "mail or archive is damaged; what could not be read was left out"
    M042 = "a limit was crossed while a mail or archive was taken apart; the rest was left out"
    M043 = "mail or archive is encrypted, or sealed in another way"
    M044 = "link in the place of an attachment"
    M045 = "form of nobody in the round; kept and shown"
    M046 = "form that names one participant was sent by, or bears the name of, another"
    M047 = "same file came in again"
    M048 = "newer form of the same person counts; the older one stays"
    M049 = "form without answers does not take the place of one with answers"
    M050 = "mailbox cannot be opened"
    M051 = "message in a mailbox cannot be fetched"
    M052 = "file that is no form; kept and shown"
    M053 = "mail that could not be delivered came back"
    M054 = "form as it went out, in the mail that it went out with; passed over"
    M055 = "file, or a form of somebody, that was removed from the round; not taken in again"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `field` is a field id (or a foreign field's name) where there is one; `hint` says what to do."""

    severity: Severity
    code: Code
    message: str
    hint: str = ""
    location: Location | None = None
    field: str | None = None

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        text = f"{place}{self.severity.value} {self.code.name}: {self.message}"
        return f"{text}\n  hint: {self.hint}" if self.hint else text

    def to_json(self) -> dict[str, object]:
        """The stable JSON record (keys: severity, code, message, hint, field, file, line)."""
        return {
            "severity": self.severity.value,
            "code": self.code.name,
            "message": self.message,
            "hint": self.hint,
            "field": self.field,
            "file": self.location.file if self.location else None,
            "line": self.location.line if self.location else None,
        }


Diagnostics = tuple[Diagnostic, ...]

_ORDER: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of the findings is an error."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def by_place(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings by file and line, and the worst first where the place is the same."""

    def key(d: Diagnostic) -> tuple[str, int, int, str]:
        place = d.location or Location("")
        return (place.file, place.line or 0, _ORDER[d.severity], d.code.name)

    return sorted(diagnostics, key=key)
