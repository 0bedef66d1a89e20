"""PDF syntax, read: the objects of a file without compressed objects, which is what an FDF file is.

The other half of `pdfsyntax`. Tolerant where files in use are careless (missing endobj, wrong /Length), and limited:
one pass without recursion, a cap on nesting and on the number of objects. Source: ISO 32000-2, 7.2 and 7.3.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from typing import Final

from kadergen.formats.pdf_text import decode_name
from kadergen.formats.pdfsyntax import Name, Stream
from kadergen.formats.rawform import FormatError

MAX_STREAM: Final = 8_000_000  # bytes of one stream, unpacked
_MAX_DEPTH: Final = 100  # arrays and dictionaries inside each other
_MAX_TOKENS: Final = 3_000_000

_TOKEN: Final = re.compile(
    rb"(?P<skip>[\x00\t\n\x0c\r ]+|%[^\r\n]*)"
    rb"|(?P<string>\()"
    rb"|(?P<open><<|\[)"
    rb"|(?P<close>>>|\])"
    rb"|<(?P<hex>[^<>]*)>"
    rb"|/(?P<name>[^\x00\t\n\x0c\r ()<>\[\]{}/%]*)"
    rb"|(?P<word>[^\x00\t\n\x0c\r ()<>\[\]{}/%]+)"
    rb"|(?P<stray>.)",
    re.DOTALL,
)
_IN_STRING: Final = re.compile(rb"[()]|\\.", re.DOTALL)
_ESCAPE: Final = re.compile(rb"\\(\r\n|[0-7]{1,3}|.)|\r\n?", re.DOTALL)
_ESCAPED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_NAME_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_INTEGER: Final = re.compile(rb"[+-]?[0-9]{1,18}")
_NUMBER: Final = re.compile(rb"[+-]?(?:[0-9]{1,18}\.?[0-9]{0,18}|\.[0-9]{1,18})")
_STREAM_START: Final = re.compile(rb"\r\n|\n|\r")
_WORDS: Final[dict[bytes, object]] = {b"true": True, b"false": False, b"null": None}


@dataclass(frozen=True, slots=True)
class Reference:
    """An indirect reference; generations are of no use here."""

    number: int


@dataclass(slots=True)
class Objects:
    """All indirect objects of a file by number (the last one of a number counts), and its trailers in order."""

    by_number: dict[int, object] = field(default_factory=dict)
    trailers: list[dict[str, object]] = field(default_factory=list)

    def resolve(self, value: object) -> object:
        """What a reference stands for; None where it leads nowhere or in a circle."""
        for _ in range(32):
            if not isinstance(value, Reference):
                return value
            value = self.by_number.get(value.number)
        return None

    def get(self, holder: object, key: str) -> object:
        """The value under a key of a dictionary, references resolved; None for anything else."""
        holder = self.resolve(holder)
        return self.resolve(holder.get(key)) if isinstance(holder, dict) else None


def parse_objects(data: bytes) -> Objects:
    """All objects of a file: names as `Name`, strings as bytes, dictionaries as dict, streams as `Stream`.

    Raises FormatError, with the place, for what never ends, goes too deep or is too much.
    """
    return _Parser(data).parse()


def unpack(raw: bytes, packed_by: tuple[str, ...]) -> bytes | None:
    """The content of a stream; None where it is broken, packed in another way than Flate, or above `MAX_STREAM`.

    A stream's size is never believed: a few bytes can unpack to gigabytes.
    """
    content = raw
    if packed_by:
        if packed_by != ("FlateDecode",):
            return None
        try:
            content = zlib.decompressobj().decompress(raw, MAX_STREAM + 1)
        except zlib.error:
            return None
    return content if len(content) <= MAX_STREAM else None


def parse_name(raw: bytes) -> str:
    """A name as it stands behind its slash in the file: `#ff` → `ÿ`."""
    return decode_name(_NAME_ESCAPE.sub(lambda match: bytes.fromhex(match[1].decode("ascii")), raw))


class _Parser:
    """One pass over the bytes. `open` holds the arrays and dictionaries that are not closed yet."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0
        self.result = Objects()
        self.operands: list[object] = []  # what stands between keywords outside of any container
        self.open: list[tuple[bytes, list[object]]] = []
        self.number: int | None = None  # of the object being read
        self.in_trailer = False

    def parse(self) -> Objects:
        for _ in range(_MAX_TOKENS):
            match = _TOKEN.match(self.data, self.position)
            if match is None:
                if self.open:
                    raise self._broken("the file ends inside an object")
                self._end_object()
                return self.result
            self.position = match.end()
            kind = match.lastgroup
            text = match[kind] if kind else b""
            if kind == "word":
                self._word(text)
            elif kind == "name":
                self._put(Name(parse_name(text)))
            elif kind == "string":
                self._put(self._string())
            elif kind == "hex":
                digits = re.sub(rb"[^0-9A-Fa-f]", b"", text)
                self._put(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")))
            elif kind == "open":
                self._open(text)
            elif kind == "close":
                self._close(text)
        raise FormatError("it holds too many objects")

    def _broken(self, what: str) -> FormatError:
        return FormatError(f"at byte {self.position}: {what}")

    def _put(self, value: object) -> None:
        if self.open:
            self.open[-1][1].append(value)
        elif self.in_trailer and isinstance(value, dict):
            self.result.trailers.append(value)
            self.in_trailer = False
        else:
            self.operands.append(value)
            del self.operands[:-4]

    def _open(self, text: bytes) -> None:
        if len(self.open) >= _MAX_DEPTH:
            raise self._broken("nested too deep")
        self.open.append((text, []))

    def _close(self, text: bytes) -> None:
        if not self.open or (self.open[-1][0] == b"[") != (text == b"]"):
            raise self._broken("a bracket closes what was never opened")
        _, items = self.open.pop()
        if text == b"]":
            self._put(items)
        else:
            pairs = zip(items[::2], items[1::2], strict=False)
            self._put({str(key): value for key, value in pairs if isinstance(key, Name)})

    def _word(self, text: bytes) -> None:
        items = self.open[-1][1] if self.open else self.operands
        if _INTEGER.fullmatch(text):
            self._put(int(text))
        elif _NUMBER.fullmatch(text):
            self._put(float(text))
        elif text in _WORDS:
            self._put(_WORDS[text])
        elif text == b"R" and len(items) >= 2 and isinstance(items[-2], int):
            number = items[-2]
            del items[-2:]
            self._put(Reference(number))
        elif text in (b"obj", b"endobj", b"stream", b"trailer"):
            if self.open:
                raise self._broken("an object is not closed")
            self._keyword(text)

    def _keyword(self, text: bytes) -> None:
        if text == b"stream":
            self._stream()
            return
        number = self.operands[-2] if text == b"obj" and len(self.operands) >= 2 else None
        if text == b"obj":
            del self.operands[-2:]
        self._end_object()
        self.number = number if isinstance(number, int) else None
        self.in_trailer = text == b"trailer"

    def _end_object(self) -> None:
        if self.number is not None and self.operands:
            self.result.by_number[self.number] = self.operands[-1]
        self.number = None
        self.operands.clear()

    def _stream(self) -> None:
        """The bytes up to `endstream`; /Length is not believed where that word does not follow."""
        dictionary = self.operands[-1] if self.operands else None
        if not isinstance(dictionary, dict):
            return
        start_match = _STREAM_START.match(self.data, self.position)
        start = start_match.end() if start_match else self.position
        length = dictionary.get("Length")
        end = start + length if isinstance(length, int) and length >= 0 else len(self.data)
        if not self.data[end : end + 20].lstrip().startswith(b"endstream"):
            end = self.data.find(b"endstream", start)
        if end < 0:
            raise self._broken("a stream never ends")
        self.position = self.data.find(b"endstream", end) + len(b"endstream")
        self.operands[-1] = Stream(dictionary, self.data[start:end])

    def _string(self) -> bytes:
        """A literal string, from behind its opening parenthesis."""
        start, depth = self.position, 1
        for match in _IN_STRING.finditer(self.data, start):
            depth += {b"(": 1, b")": -1}.get(match[0], 0)
            if depth == 0:
                self.position = match.end()
                return _unescape(self.data[start : match.start()])
        raise self._broken("a text never ends")


def _unescape(raw: bytes) -> bytes:
    # Programs that write UTF-16 without escapes would lose half a character to the rule for raw line ends.
    keep_line_ends = raw.startswith((b"\xfe\xff", rb"\376\377"))

    def replace(match: re.Match[bytes]) -> bytes:
        escaped = match[1]
        if escaped is None:
            return match[0] if keep_line_ends else b"\n"
        if escaped in (b"\n", b"\r", b"\r\n"):
            return b""
        if escaped[:1].isdigit() and escaped[0] < 0x38:
            return bytes([int(escaped, 8) & 0xFF])
        return _ESCAPED.get(escaped, escaped)

    return _ESCAPE.sub(replace, raw)
