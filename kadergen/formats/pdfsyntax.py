"""PDF objects as Python values, and how they are written (ISO 32000-1, 7.3): the little that forms need.

None, bool, int, float, `Name`, bytes (a string, byte for byte), str (a text string), `Raw`, sequences and mappings
with str keys (names). References are any other object; the caller says how those are written.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_IRREGULAR: Final = re.compile(rb"[^!-~]|[#%()/<>\[\]{}]")
_ESCAPED: Final = re.compile(rb"[\\()\r\n\t]")
_ESCAPES: Final = {b"\\": rb"\\", b"(": rb"\(", b")": rb"\)", b"\r": rb"\r", b"\n": rb"\n", b"\t": rb"\t"}
_PLAIN_BYTES: Final = re.compile(rb"[\t\n\r -~]*").fullmatch
_PLAIN_TEXT: Final = re.compile(r"[\t\n\r -~]*").fullmatch
_COMPRESS_FROM: Final = 256  # bytes; below, the filter's own cost outweighs it


class Name(str):
    """A PDF name, without its slash."""

    __slots__ = ()


class Raw(bytes):
    """Bytes that are PDF syntax already."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream: its dictionary without /Length and /Filter, and the data before compression."""

    dictionary: Mapping[str, object]
    data: bytes


def number(value: float) -> str:
    """A number as PDF writes it: at most three decimals (a thousandth of a point), no exponent."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@lru_cache(maxsize=4096)
def name(value: str) -> bytes:
    """A name with its slash; anything but regular ASCII characters as #xx of its UTF-8."""
    return b"/" + _IRREGULAR.sub(lambda m: b"#%02X" % m[0][0], value.encode())


def byte_string(value: bytes) -> bytes:
    """A string object: literal where that is readable, else hexadecimal."""
    if _PLAIN_BYTES(value):
        return b"(" + _ESCAPED.sub(lambda m: _ESCAPES[m[0]], value) + b")"
    return b"<" + value.hex().encode() + b">"


def text_string(value: str) -> bytes:
    """A text string object (7.9.2.2): ASCII where PDFDocEncoding agrees with it, else UTF-16BE with its mark.

    Lone surrogates are no characters and cannot be written: UnicodeEncodeError.
    """
    if _PLAIN_TEXT(value):
        return byte_string(value.encode("ascii"))
    return b"<feff" + value.encode("utf-16-be").hex().encode() + b">"


def dumps(value: object, reference: Callable[[object], bytes]) -> bytes:
    """One object, not a stream, as bytes; `reference` writes what is none of the values above ("12 0 R")."""
    match value:
        case Raw():
            return bytes(value)
        case None | bool():
            return {None: b"null", True: b"true", False: b"false"}[value]
        case int() | float():
            return number(value).encode()
        case Name():
            return name(value)
        case str():
            return text_string(value)
        case bytes():
            return byte_string(value)
        case Mapping():
            return b"<<" + b" ".join(name(k) + b" " + dumps(v, reference) for k, v in value.items()) + b">>"
        case Sequence():
            return b"[" + b" ".join(dumps(item, reference) for item in value) + b"]"
        case _:
            return reference(value)


def line_end(data: bytes) -> bytes:
    """What stands between a stream's data and `endstream`, not counted in /Length (7.3.8.1).

    After data that happen to end with CR a single LF could be read as one CR LF, the length then as one too many.
    """
    return b"\r\n" if data.endswith(b"\r") else b"\n"


def dumps_stream(stream: Stream, reference: Callable[[object], bytes]) -> bytes:
    """A whole stream object, compressed where that saves space."""
    data = stream.data
    dictionary = dict(stream.dictionary)
    if len(data) >= _COMPRESS_FROM:
        data = zlib.compress(data, 6)
        dictionary["Filter"] = Name("FlateDecode")
    dictionary["Length"] = len(data)
    return dumps(dictionary, reference) + b"\nstream\n" + data + line_end(data) + b"endstream"
