"""The file of a round's result (docs/json-results.md) → records, strictly; and the agreed outcome laid into it.

Whatever the file holds, memory stays in proportion to it: values are decoded by their types, unknown keys (a later
version may have added some) are passed over without being looked at, and kept when the outcome is laid in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Final

import msgspec

MAX_SIZE: Final = 256_000_000
"""Bytes: several times what ten thousand forms give."""
_MOST: Final = 1_000_000_000
_DEEPEST: Final = 64
_SHAPE_HINT: Final = "Its shape is described in docs/json-results.md. `kadergen consolidate` writes such files."

Count = Annotated[int, msgspec.Meta(ge=0, le=_MOST)]
Colour = Annotated[str, msgspec.Meta(pattern="^#[0-9A-Fa-f]{6}$")]

# A string or a bracket; a string before a colon is a key. What is between them does not matter here.
_TOKEN: Final = re.compile(rb'"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[\[\]{}]')
# What msgspec says of a place: `$.statements[3].total`, `[...]` for a key that somebody chose.
_PLACE: Final = re.compile(r"^(?P<what>.*?)(?: - at `(?:key in )?\$(?P<place>.*)`)?$", re.DOTALL)
_TYPES: Final = {
    "`int`": "a number",
    "`float`": "a fraction",
    "`str`": "a text",
    "`array`": "a list",
    "`object`": "an object",
    "`bool`": "true or false",
    "`null`": "null",
}


class ResultFormatError(Exception):
    """The file is no usable result. `place` is where in it (`statements[3].total`), or ""; `hint` what to do."""

    def __init__(self, what: str, place: str = "", hint: str = _SHAPE_HINT) -> None:
        super().__init__(f"{place}: {what}" if place else what)
        self.place, self.hint = place, hint


class _Record(msgspec.Struct):
    """Keys of the file. Those with a default were added later: `RawFramework.sections` tells whether they are."""


class RawIndicator(_Record):
    """A title, and the ids of its statements."""

    title: str | None
    statements: list[str]


class RawSection(_Record):
    """A section of the framework."""

    id: str
    code: str
    kind: str
    title: str
    indicators: list[RawIndicator]


class RawField(_Record):
    """What is asked for every statement."""

    id: str
    kind: str
    label: str


class RawOption(_Record):
    """A party or a level of work."""

    id: str
    label: str
    singular: str = ""
    plural: str = ""


class RawRespondentField(_Record):
    """A field of the form's header."""

    id: str
    label: str
    options: list[RawOption] = []


class RawFramework(_Record):
    """Which framework it was, and, unless the file is an old one, what it consisted of."""

    id: str
    version: str
    fingerprint: str
    title: str
    language: str
    subtitle: str = ""
    version_label: str = ""
    publisher: str = ""
    sections: list[RawSection] | None = None
    fields: list[RawField] = []
    respondent: list[RawRespondentField] = []
    scale_columns: list[str] = []


class RawLevel(_Record):
    """A level of the scale."""

    id: str
    label: str
    shape: str = ""
    colour: Colour = "#808080"
    colour_name: str = ""
    explanation: str = ""


class RawGroup(_Record):
    """The respondents of one party, or of one working level."""

    id: str
    label: str
    respondents: Count
    singular: str = ""
    plural: str = ""


class RawParticipant(_Record):
    """One respondent."""

    label: str
    name: str
    organisation: str
    party: str
    level: str
    date: str
    file: str
    sha256: str
    who: str = ""
    party_label: str = ""
    level_label: str = ""
    earlier: list[str] = []


class RawTally(_Record):
    """How often each level was chosen."""

    counts: dict[str, Count]
    blank: Count


class RawWords(_Record):
    """What someone wrote."""

    text: str
    party: str
    participant: Count | None


class RawAgreed(_Record):
    """What was agreed about a statement."""

    score: str | None
    texts: dict[str, str]


class RawStatement(_Record):
    """The answers to one statement."""

    id: str
    section: str
    code: str
    label: str
    total: RawTally
    by_party: dict[str, RawTally]
    scores: list[str | None]
    texts: dict[str, list[RawWords]]
    text: str = ""
    by_level: dict[str, RawTally] = {}
    agreed: RawAgreed | None = None


class RawColumn(_Record):
    """A column of the plan."""

    id: str
    label: str


class RawSource(_Record):
    """Where a row of the plan came from."""

    party: str
    participant: Count | None
    item: str | None
    row: Count | None


class RawAction(_Record):
    """A row of the plan."""

    item: str | None
    cells: dict[str, str]
    forms: dict[str, Count]
    sources: list[RawSource]


class RawPlan(_Record):
    """The combined plan; `form_rows` is how many rows the empty form had."""

    columns: list[RawColumn]
    rows: list[RawAction]
    title: str = ""
    form_rows: Annotated[int, msgspec.Meta(ge=0, le=9999)] = 0


class RawUnplaced(_Record):
    """Words without a place."""

    field: str
    text: str
    party: str
    participant: Count | None
    earlier: bool = False


class RawVersion(_Record):
    """How another version of the form differs."""

    version: str
    fingerprint: str
    known: bool
    changed: list[str]
    gone: list[str]
    new: list[str]


class RawAgreedAction(_Record):
    """A row of the plan as agreed."""

    item: str | None
    cells: dict[str, str]


class RawAgreedWords(_Record):
    """Words of the group's form without a place."""

    field: str
    text: str


class RawOutcome(_Record):
    """What is agreed apart from the statements."""

    file: str
    sha256: str
    date: str
    plan: list[RawAgreedAction]
    unplaced: list[RawAgreedWords]
    withheld: Count = 0


class RawResult(_Record):
    """The whole file."""

    framework: RawFramework
    anonymous: bool
    respondents: Count
    scale: list[RawLevel]
    groups: list[RawGroup]
    participants: list[RawParticipant]
    statements: list[RawStatement]
    plan: RawPlan
    unplaced: list[RawUnplaced]
    withheld: Count
    level_groups: list[RawGroup] = []
    versions: list[RawVersion] = []
    outcome: RawOutcome | None = None


class _PeekFramework(_Record):
    id: str
    version: str


class ResultPeek(_Record):
    """What tells a result file from others, and which one it is."""

    framework: _PeekFramework
    respondents: Count
    anonymous: bool
    groups: msgspec.Raw
    statements: msgspec.Raw
    outcome: msgspec.Raw = msgspec.Raw(b"null")

    @property
    def has_outcome(self) -> bool:
        """Whether an agreed outcome is in it."""
        return bytes(self.outcome) != b"null"


_RESULT: Final = msgspec.json.Decoder(RawResult)
_PEEK: Final = msgspec.json.Decoder(ResultPeek)


def peek(data: bytes) -> ResultPeek | None:
    """Which result this is; None when it is none."""
    try:
        return _PEEK.decode(_checked_size(data))
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, ResultFormatError):
        return None


def decode_result(data: bytes) -> RawResult:
    """The file's records. Types, and that no key stands twice, are checked here; what refers to what, by the reader.

    Raises ResultFormatError.
    """
    _checked_size(data)
    try:
        raw = _RESULT.decode(data)
    except msgspec.ValidationError as error:
        raise _wrong_shape(str(error)) from None
    except msgspec.DecodeError as error:
        raise ResultFormatError(
            f"not valid JSON, or half a character: {str(error).removeprefix('JSON is malformed: ')}",
            hint="Was the file cut off, or changed by hand? Make it again from the forms, or take an older copy.",
        ) from None
    except UnicodeDecodeError:
        raise ResultFormatError("not UTF-8 text", hint="Save the file as UTF-8.") from None
    except RecursionError:
        raise ResultFormatError("nested too deep") from None
    _refuse_doubles(data)
    return raw


def with_outcome(data: bytes, agreed: Mapping[str, Mapping[str, object]], outcome: Mapping[str, object]) -> bytes:
    """The bytes of a result with `agreed` (statement id → record) in its statements, and `outcome` at its end.

    Everything else stays in it as it is, also keys that this version does not know. `data` was decoded before.
    """
    top = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    statements = msgspec.json.decode(top["statements"], type=list[dict[str, msgspec.Raw]])
    for statement in statements:
        item = msgspec.json.decode(statement["id"], type=str)
        statement["agreed"] = msgspec.Raw(msgspec.json.encode(agreed[item]))
    top["statements"] = msgspec.Raw(msgspec.json.encode(statements))
    top["outcome"] = msgspec.Raw(msgspec.json.encode(outcome))
    return msgspec.json.format(msgspec.json.encode(top), indent=2) + b"\n"


def _checked_size(data: bytes) -> bytes:
    if len(data) > MAX_SIZE:
        raise ResultFormatError(f"larger than {MAX_SIZE // 1_000_000} MB", hint="Is it the right file?")
    return data


def _wrong_shape(said: str) -> ResultFormatError:
    match = _PLACE.match(said)
    what, place = (match["what"], match["place"] or "") if match else (said, "")
    if "matching regex" in what:
        what = "not of the form that it should have"
    for name, words in _TYPES.items():
        what = what.replace(name, words)
    return ResultFormatError(what[:1].lower() + what[1:], place.lstrip("."))


def _refuse_doubles(data: bytes) -> None:
    """Raise ResultFormatError when an object has a key twice: which of them is meant, nobody can tell.

    `data` is valid JSON; the parts that were passed over may still be nested deeper than anyone needs.
    """
    open_keys: list[set[bytes]] = []
    for token in _TOKEN.finditer(data):
        first = token[0][:1]
        if first in b"[{":
            open_keys.append(set())
            if len(open_keys) > _DEEPEST:
                raise ResultFormatError("nested too deep")
        elif first in b"]}":
            open_keys.pop()
        elif token[2]:
            if token[1] in open_keys[-1]:
                raise ResultFormatError("a key stands twice in one object", hint="Keep one of them.")
            open_keys[-1].add(token[1])
