"""Text strings of PDF and FDF, read: PDFDocEncoding, UTF-16 and UTF-8, told apart by their first bytes.

Source: ISO 32000-2, 7.9.2.2 and annex D.3. Decoding never fails: what cannot be decoded becomes U+FFFD, and the
caller is told so.
"""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

_BOM_UTF16BE: Final = b"\xfe\xff"
_BOM_UTF16LE: Final = b"\xff\xfe"
_BOM_UTF8: Final = b"\xef\xbb\xbf"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_REPLACEMENT: Final = "\ufffd"

# Where PDFDocEncoding differs from Latin-1. 0x9F has no meaning; 0x7F and 0xAD are read as in Latin-1.
_PDFDOC_18: Final = "\u02d8\u02c7\u02c6\u02d9\u02dd\u02db\u02da\u02dc"
_PDFDOC_80: Final = (
    "\u2022\u2020\u2021\u2026\u2014\u2013\u0192\u2044\u2039\u203a\u2212\u2030\u201e\u201c\u201d\u2018"
    "\u2019\u201a\u2122\ufb01\ufb02\u0141\u0152\u0160\u0178\u017d\u0131\u0142\u0153\u0161\u017e\ufffd\u20ac"
)


def _table() -> str:
    table = [chr(code) for code in range(256)]
    table[0x18 : 0x18 + len(_PDFDOC_18)] = _PDFDOC_18
    table[0x80 : 0x80 + len(_PDFDOC_80)] = _PDFDOC_80
    return "".join(table)


_DECODE: Final = _table()


class Decoded(NamedTuple):
    """Text, and whether some of it could not be decoded and stands as U+FFFD."""

    text: str
    damaged: bool = False


def without_surrogates(text: str) -> Decoded:
    """The text with lone surrogates (halves of characters, which no file can hold) as U+FFFD."""
    if text.isascii():
        return Decoded(text)
    repaired, count = _SURROGATE.subn(_REPLACEMENT, text)
    return Decoded(repaired, count > 0)


def decode_text(raw: bytes) -> Decoded:
    """The text of a string object (its bytes, escapes already undone)."""
    if raw.startswith(_BOM_UTF16BE):
        return _decode_utf16(raw[2:], "utf-16-be")
    if raw.startswith(_BOM_UTF8):
        return _decode_utf8(raw[3:])
    if raw.startswith(_BOM_UTF16LE):
        return _decode_utf16(raw[2:], "utf-16-le")
    text, _ = codecs.charmap_decode(raw, "strict", _DECODE)
    return Decoded(text, _REPLACEMENT in text)


def decode_utf8_or_text(raw: bytes) -> Decoded:
    """As `decode_text`, for files that declare UTF-8 for strings without a byte order mark."""
    if raw.startswith((_BOM_UTF16BE, _BOM_UTF16LE, _BOM_UTF8)):
        return decode_text(raw)
    return _decode_utf8(raw)


def decode_name(raw: bytes) -> str:
    """The characters of a name object (its bytes, #xx already undone): UTF-8, else Latin-1."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _decode_utf16(raw: bytes, codec: str) -> Decoded:
    try:
        return Decoded(raw.decode(codec))
    except UnicodeDecodeError:
        odd = len(raw) % 2
    text, damaged = without_surrogates(raw[: len(raw) - odd].decode(codec, "surrogatepass"))
    return Decoded(text + _REPLACEMENT * odd, damaged or bool(odd))


def _decode_utf8(raw: bytes) -> Decoded:
    try:
        return Decoded(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return Decoded(raw.decode("utf-8", "replace"), damaged=True)
