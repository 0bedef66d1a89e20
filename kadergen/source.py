"""A text file → text or YAML nodes that know their line; everything odd about the file becomes a diagnostic.

YAML is read at the level of events, so that nothing is resolved, expanded or constructed behind the author's back:
aliases, anchors, tags, merge keys, several documents and double keys are reported, never followed. What is left is
what a person sees on the page: maps, lists and scalars.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from kadergen.diagnostics import Code, Diagnostic, Location, Severity

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 12
MAX_REPORTED_CHARACTERS: Final = 20

_NO_TEXT: Final = {b"PK\x03\x04": "a Word document or an archive", b"{\\rtf": "an RTF document", b"%PDF": "a PDF"}


class ScalarKind(Enum):
    """What YAML takes an unquoted word for; the value is how it is called in messages."""

    TEXT = "text"
    INTEGER = "a whole number"
    DECIMAL = "a decimal number"
    BOOLEAN = "yes or no"
    DATE = "a date"
    NOTHING = "nothing"
    OTHER = "a special value"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value. In a literal block (`|`), line n (from 0) of `text` is line `location.line + 1 + n` of the file."""

    text: str
    kind: ScalarKind
    location: Location
    block: bool = False

    def line(self, number: int) -> Location:
        """Where line `number` (from 0) of the text stands in the file, as exactly as YAML lets us know."""
        if not self.block or self.location.line is None:
            return self.location
        return Location(self.location.file, self.location.line + 1 + number)


@dataclass(frozen=True, slots=True)
class ListNode:
    """A YAML list."""

    items: tuple[Node, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's place and its value."""

    location: Location
    value: Node


@dataclass(frozen=True, slots=True)
class MapNode:
    """A YAML map; of a double key the first value is kept (and the second reported)."""

    entries: Mapping[str, Entry]
    location: Location

    def get(self, key: str) -> Node | None:
        """The value of a key; None when it is absent or null."""
        entry = self.entries.get(key)
        if entry is None or (isinstance(entry.value, Scalar) and entry.value.kind is ScalarKind.NOTHING):
            return None
        return entry.value

    def scalar(self, key: str) -> Scalar | None:
        """The value of a key when it is a scalar, else None."""
        value = self.get(key)
        return value if isinstance(value, Scalar) else None

    def text(self, key: str) -> str:
        """The words of a key in one line; empty when there are none."""
        value = self.scalar(key)
        return " ".join(value.text.split()) if value else ""

    def map(self, key: str) -> MapNode | None:
        """The value of a key when it is a map, else None."""
        value = self.get(key)
        return value if isinstance(value, MapNode) else None

    def items(self, key: str) -> tuple[Node, ...]:
        """The items of a key's list; none when it is no list."""
        value = self.get(key)
        return value.items if isinstance(value, ListNode) else ()

    def maps(self, key: str) -> tuple[MapNode, ...]:
        """The maps among the items of a key's list."""
        return tuple(item for item in self.items(key) if isinstance(item, MapNode))

    def place(self, key: str) -> Location:
        """Where the key stands, or the map where it is absent."""
        entry = self.entries.get(key)
        return entry.location if entry else self.location


@dataclass(frozen=True, slots=True)
class Rejected:
    """A value that was reported already (an alias); the checks pass over it."""

    location: Location


Node = Scalar | ListNode | MapNode | Rejected


def error(code: Code, location: Location, message: str, hint: str) -> Diagnostic:
    """A diagnostic that makes the framework unusable."""
    return Diagnostic(Severity.ERROR, code, message, hint, location)


def warning(code: Code, location: Location, message: str, hint: str) -> Diagnostic:
    """A diagnostic about something that is probably not meant."""
    return Diagnostic(Severity.WARNING, code, message, hint, location)


def shown_path(path: Path) -> str:
    """The path as messages name it: relative to the current folder where it lies inside it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return str(path)


def read_text(path: Path) -> tuple[str | None, list[Diagnostic]]:
    """The file's text with \\n line ends and without a byte order mark; None when it is no usable text.

    Characters that cannot be printed are reported, each with its line, and replaced by a space, so that everything
    else in the file can still be checked.
    """
    place = Location(shown_path(path), 1)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as problem:
        reason = problem.strerror or "it cannot be opened"
        return None, [error(Code.C001, place, f"file cannot be read: {reason}", "check that the file is there")]
    if len(data) > MAX_BYTES:
        message = f"file is larger than {MAX_BYTES // 1000} kB"
        return None, [error(Code.C023, place, message, "split the text over several parts")]
    for start, what in _NO_TEXT.items():
        if data.startswith(start):
            hint = "save it as plain text, with the encoding UTF-8, from a text editor"
            return None, [error(Code.C002, place, f"file is {what}, no plain text", hint)]
    found: list[Diagnostic] = []
    try:
        if data.count(0) > len(data) // 4:
            raise UnicodeDecodeError("utf-8", data, data.index(0), data.index(0) + 1, "UTF-16")
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        where = Location(place.file, line)
        return None, [error(Code.C002, where, "file is not UTF-8 text", "save the file with the encoding UTF-8")]
    if text.startswith("\ufeff"):
        text = text[1:]
        hint = "save the file as UTF-8 without BOM"
        found.append(warning(Code.C002, place, "file starts with a byte order mark, which was passed over", hint))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _without_unprintable(text, place.file, found), found


def _without_unprintable(text: str, file: str, found: list[Diagnostic]) -> str:
    lines = text.split("\n")
    reported = 0
    for index, line in enumerate(lines):
        bad = sorted({character for character in line if is_unprintable(character)})
        if bad and reported < MAX_REPORTED_CHARACTERS:
            reported += 1
            found.append(_unprintable(bad, Location(file, index + 1)))
        for character in bad:
            line = line.replace(character, " ")
        lines[index] = line
    return "\n".join(lines)


def _unprintable(characters: Sequence[str], location: Location) -> Diagnostic:
    names = ", ".join("a tab" if c == "\t" else f"U+{ord(c):04X}" for c in characters)
    hint = "use spaces" if "\t" in characters else "delete the character or type it again"
    return error(Code.C022, location, f"character that cannot be printed: {names}", hint)


def is_unprintable(character: str) -> bool:
    """Control characters, tabs, odd line separators, lone surrogates, non-characters and the sign for lost text.

    Joiners and direction marks stay: languages need them.
    """
    category = unicodedata.category(character)
    point = ord(character)
    return (
        category in ("Cc", "Cs", "Zl", "Zp")
        or point in (0xFEFF, 0xFFFD)
        or (point & 0xFFFE) == 0xFFFE
        or 0xFDD0 <= point <= 0xFDEF
    )


# YAML ----------------------------------------------------------------------------------------------------------------

_KINDS: Final = {
    "tag:yaml.org,2002:int": ScalarKind.INTEGER,
    "tag:yaml.org,2002:float": ScalarKind.DECIMAL,
    "tag:yaml.org,2002:bool": ScalarKind.BOOLEAN,
    "tag:yaml.org,2002:timestamp": ScalarKind.DATE,
    "tag:yaml.org,2002:null": ScalarKind.NOTHING,
    "tag:yaml.org,2002:str": ScalarKind.TEXT,
}


_NOTE_AT_ONCE: Final = re.compile(r" +#[^\s#]")
_CURLY_QUOTES: Final = re.compile("[\u201c-\u201f\u2018-\u201b].*[\u201c-\u201f\u2018-\u201b]", re.DOTALL)


class _Resolver(yaml.resolver.Resolver):
    """YAML 1.1's rules for what an unquoted word means: only asked for its verdict, nothing is constructed."""


@dataclass(slots=True)
class _Frame:
    """A list or map that is still open. `keys` is None for a list; `key` waits for its value."""

    location: Location
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] | None = None
    key: tuple[str, Location] | None = None


def read_yaml(path: Path) -> tuple[MapNode | None, list[Diagnostic]]:
    """The map that a YAML file holds; None when it holds none or cannot be read."""
    text, found = read_text(path)
    if text is None:
        return None, found
    return parse_yaml(text, shown_path(path), found)


def parse_yaml(text: str, file: str, found: list[Diagnostic] | None = None) -> tuple[MapNode | None, list[Diagnostic]]:
    """The map that the text holds, and all problems (after those in `found`)."""
    root, problems = _parsed(text, file)
    return root, [*(found or ()), *problems]


# One command asks for the same files several times, and parsing them takes longer than all else that is done with them.
@lru_cache(maxsize=256)
def _parsed(text: str, file: str) -> tuple[MapNode | None, tuple[Diagnostic, ...]]:
    problems: list[Diagnostic] = []
    root = _compose(text, file, problems)
    return root, tuple(problems)


def _compose(text: str, file: str, problems: list[Diagnostic]) -> MapNode | None:
    composer = _Composer(file, problems)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if not composer.take(event):
                return None
    except yaml.YAMLError as problem:
        problems.append(_syntax_error(problem, file, text, composer.long_quote))
        return None
    except (ValueError, OverflowError):  # PyYAML lets these escape: "\U99999999", %YAML with a huge number
        message = "file is not valid YAML: a number or an escape like \\U is out of range"
        problems.append(error(Code.C003, Location(file, 1), message, "write the character itself"))
        return None
    root = composer.root
    if isinstance(root, MapNode):
        return root
    if not isinstance(root, Rejected):
        message = "file is empty" if root is None else "file does not consist of keys and values"
        problems.append(error(Code.C003, Location(file, 1), message, "write lines like `key: value`"))
    return None


class _Composer:
    """Events → nodes, with a stack instead of recursion, so that no input can exhaust Python's own."""

    def __init__(self, file: str, problems: list[Diagnostic]) -> None:
        self.root: Node | None = None
        # First and last line of the last text in quotes that goes over lines: often its closing mark was forgotten.
        self.long_quote: tuple[int, int] = (0, 0)
        self._file = file
        self._problems = problems
        self._stack: list[_Frame] = []
        self._documents = 0
        self._resolver = _Resolver()

    def take(self, event: yaml.Event) -> bool:
        """Digests one event; False when there is no use in going on."""
        place = Location(self._file, _line_of(event.start_mark))
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._forbid(place, "several documents in one file", "remove the line ---")
                    return False
            case yaml.AliasEvent():
                self._forbid(place, "alias (*name)", "write the value out; put a text that starts with * in quotes")
                self._add(Rejected(place))
            case yaml.ScalarEvent():
                self._decorations(event, place)
                self._add(self._scalar(event, place))
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._decorations(event, place)
                is_map = isinstance(event, yaml.MappingStartEvent)
                self._stack.append(_Frame(place, entries={} if is_map else None))
                if len(self._stack) > MAX_DEPTH:
                    hint = "check the indentation and the brackets"
                    self._problems.append(error(Code.C023, place, "nested too deep", hint))
                    return False
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                frame = self._stack.pop()
                closed: Node = (
                    ListNode(tuple(frame.items), frame.location)
                    if frame.entries is None
                    else MapNode(frame.entries, frame.location)
                )
                self._add(closed)
            case _:
                pass
        return True

    def _forbid(self, place: Location, what: str, hint: str) -> None:
        self._problems.append(error(Code.C004, place, f"YAML feature that is not allowed here: {what}", hint))

    def _decorations(self, event: yaml.NodeEvent, place: Location) -> None:
        if event.anchor is not None:
            hint = "write the value without it; put a text that starts with & in quotes"
            self._forbid(place, "anchor (&name)", hint)
        if getattr(event, "tag", None) is not None:
            self._forbid(place, "tag (!name)", "write the value without it; put a text that starts with ! in quotes")

    def _scalar(self, event: yaml.ScalarEvent, place: Location) -> Scalar:
        if bad := sorted({character for character in event.value if character != "\n" and is_unprintable(character)}):
            self._problems.append(_unprintable(bad, place))  # written as an escape, as in "\x07"
        first, last = _line_of(event.start_mark), _line_of(event.end_mark)
        if event.style in ("'", '"') and last > first:
            self.long_quote = (first, last)
        kind = ScalarKind.TEXT
        if event.implicit[0]:
            tag: object = self._resolver.resolve(yaml.ScalarNode, event.value, (True, False))  # type: ignore[no-untyped-call]
            kind = _KINDS.get(str(tag), ScalarKind.OTHER)
            self._misunderstandings(event, place)
        return Scalar(event.value, kind, place, block=event.style == "|")

    def _misunderstandings(self, event: yaml.ScalarEvent, place: Location) -> None:
        """What is no error to YAML, but hardly ever meant, in a text without quotes."""
        end = event.end_mark
        if end and end.buffer and _NOTE_AT_ONCE.match(end.buffer, end.pointer):
            message = "what follows the # is a note to YAML, and no part of the text"
            hint = 'put the whole text in "quotes"; a note has a space after its #'
            self._problems.append(warning(Code.C027, place, message, hint))
        if _CURLY_QUOTES.fullmatch(event.value):
            message = "curly quotation marks are a part of the text, and will be printed"
            self._problems.append(warning(Code.C027, place, message, 'are they not meant, use straight ones: "..."'))

    def _add(self, node: Node) -> None:
        if not self._stack:
            self.root = node
            return
        frame = self._stack[-1]
        if frame.entries is None:
            frame.items.append(node)
        elif frame.key is None:
            frame.key = self._key(node)
        else:
            key, place = frame.key
            frame.key = None
            if key in frame.entries:
                first = frame.entries[key].location.line
                hint = f"the first one is on line {first}; keep one of them"
                self._problems.append(error(Code.C005, place, f"key {key!r} stands twice", hint))
            else:
                frame.entries[key] = Entry(place, node)

    def _key(self, node: Node) -> tuple[str, Location]:
        if not isinstance(node, Scalar):
            if not isinstance(node, Rejected):
                hint = "write `key: value`; put a text that starts with [ or { in quotes"
                self._problems.append(error(Code.C003, node.location, "a key must be one word", hint))
            return "?", node.location
        if node.text == "<<" and node.kind is not ScalarKind.TEXT:
            self._forbid(node.location, "merge key (<<)", "write the keys out")
        return node.text, node.location


# What PyYAML says (its problem and context) → what is wrong in plain words, what to do, whether PyYAML's context rather
# than its problem is the line to look at.
_SYNTAX: Final = (
    (
        r"mapping values are not allowed",
        "there is a colon where none can be",
        "a text with a colon must stand in quotes, or in a block after `|`",
        False,
    ),
    (
        r"cannot start any token|expected alphabetic or numeric",
        "a text cannot start with this character",
        'a text that starts with one of * & % @ ` must stand in "quotes"',
        False,
    ),
    (
        r"could not find expected ':'",
        "this is no line like `key: value`",
        "a key is followed by a colon and a space; a line of a text after `|` starts as far to the right as the others",
        True,
    ),
    (
        r"parsing a flow|expected ',' or|expected the node content",
        "a { or a [, here or on a line above, is not closed",
        'close it, or a quote in it; a text with a # in it, such as "#1E8449", must stand in quotes: it begins a note',
        True,
    ),
    (
        r"block (mapping|sequence|collection)|did not find expected|expected <block end>",
        "the line does not fit the lines above it",
        "check the indentation: what belongs together starts equally far to the right",
        False,
    ),
)


def _line_of(mark: Any) -> int:
    """The line (from 1) of one of PyYAML's marks; its stubs allow for an event without one."""
    return int(mark.line) + 1 if mark else 1


def _syntax_error(problem: yaml.YAMLError, file: str, text: str, long_quote: tuple[int, int]) -> Diagnostic:
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    context_mark = getattr(problem, "context_mark", None) or mark
    said = f"{getattr(problem, 'problem', '')} {getattr(problem, 'context', '')}"
    line = _line_of(mark)
    if "quoted scalar" in said:
        line, reason = _line_of(context_mark), "a quotation mark is not closed"
        hint = 'close it; a text that begins with an apostrophe must stand in "double quotes"'
    elif line == long_quote[1]:
        line, reason = long_quote[0], "the text in quotes that starts here ends in an unexpected place"
        hint = "close its quotation mark on this line"
    else:
        unknown = ("", "it cannot be understood", "check this line", False)
        _, reason, hint, above = next((entry for entry in _SYNTAX if re.search(entry[0], said)), unknown)
        line = _line_of(context_mark) if above else line
    if "\u00a0" in "".join(text.split("\n")[line - 1 : line]):
        hint = "the line holds a no-break space, copied from elsewhere: delete it and type a space"
    return error(Code.C003, Location(file, line), f"file is not valid YAML: {reason}", hint)
