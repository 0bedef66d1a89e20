"""Documents that are a ZIP of XML parts (OOXML, OpenDocument): opened, with every size checked, and their XML parsed.

Nothing is written to disk. Sizes are summed before anything is unpacked and looked at again while unpacking; entries
that overlap or share a name, document types and deep nesting are refused.

Source: APPNOTE 6.3.10 (ZIP); ISO/IEC 29500-2 and OpenDocument 1.3 part 2: entries are stored or deflated, nothing else.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

from kadergen.formats.rawform import EncryptedError, FormatError

MAX_ENTRIES: Final = 5_000
MAX_PART: Final = 64_000_000  # bytes, unpacked
MAX_TOTAL: Final = 200_000_000  # bytes, unpacked
MAX_DEPTH: Final = 160  # elements inside each other; reading goes as deep, with some calls for each

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_ENTRY: Final = b"PK\x01\x02"
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What the standard library raises for damaged archives, by trial: there is no common base.
_ZIP_ERRORS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    OverflowError,
    IndexError,
)


_DOCTYPES: Final = tuple("<!DOCTYPE".encode(codec) for codec in ("ascii", "utf-16-le", "utf-16-be"))
# Behind the first error of a damaged part libxml2 drops named entities, and any & that begins none, without a word.
_AMPERSAND: Final = re.compile(rb"&(amp|lt|gt|quot|apos);|&(?!#)")
_NUMBERS: Final = {b"amp": b"&#38;", b"lt": b"&#60;", b"gt": b"&#62;", b"quot": b"&#34;", b"apos": b"&#39;"}
_DEEPER: Final = etree.XPath("boolean(" + "/*" * (MAX_DEPTH + 1) + ")")


class Parts:
    """The entries of an opened archive, by name; `\\` in names counts as `/`, and case matters only if it must."""

    def __init__(self, archive: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo], most: int | None) -> None:
        self._archive, self._most = archive, most
        self._infos = {_plain(info.filename): info for info in infos if not info.filename.endswith("/")}
        self._folded = {name.lower(): name for name in self._infos}
        self._unpacked: dict[str, int] = {}

    def names(self) -> tuple[str, ...]:
        """The names of all entries, in the archive's order."""
        return tuple(self._infos)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._known(name) is not None

    def read(self, name: str) -> bytes:
        """An entry's content. Raises FormatError when it is missing, damaged or too large."""
        known = self._known(name)
        if known is None:
            raise FormatError(f"its part {_plain(name)!r} is missing")
        try:
            with self._archive.open(self._infos[known]) as entry:
                data = entry.read(MAX_PART + 1)
        except _ZIP_ERRORS as error:
            raise FormatError(f"its part {known!r} is damaged and cannot be unpacked") from error
        self._unpacked[known] = len(data)
        if len(data) > MAX_PART or sum(self._unpacked.values()) > (self._most or MAX_TOTAL):
            raise FormatError("it is far larger unpacked than any document of this kind")
        return data

    def _known(self, name: str) -> str | None:
        plain = _plain(name)
        return plain if plain in self._infos else self._folded.get(plain.lower())


def open_parts(data: bytes, most: int | None = None) -> Parts:
    """The entries of a ZIP-based document, or of any ZIP of at most so many bytes unpacked.

    Raises FormatError (EncryptedError with a password on entries).
    """
    if data.count(_ENTRY) > 2 * MAX_ENTRIES:  # before a directory of a million entries is read; stored ZIPs count too
        raise FormatError(f"it is a ZIP file with more than {MAX_ENTRIES} parts")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
        _check(data, infos, archive.start_dir, most)
    except _ZIP_ERRORS as error:
        raise FormatError("it is no complete ZIP file; perhaps it was cut off on its way") from error
    return Parts(archive, infos, most)


def _check(data: bytes, infos: Sequence[zipfile.ZipInfo], directory: int, most: int | None) -> None:
    if len(infos) > MAX_ENTRIES:
        raise FormatError(f"it is a ZIP file with more than {MAX_ENTRIES} parts")
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise EncryptedError("its parts are encrypted")
    if len({_plain(info.filename) for info in infos}) < len(infos):
        raise FormatError("it is a ZIP file with two parts of the same name")
    if any(info.compress_type not in _PACKED for info in infos):
        raise FormatError("it is packed in a way that documents of this kind never are")
    if sum(info.file_size for info in infos) > (most or MAX_TOTAL):
        raise FormatError("it is far larger unpacked than any document of this kind")
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise FormatError("it is a ZIP file whose parts overlap")
        signature, *_, name_length, extra_length = _LOCAL.unpack_from(data, info.header_offset)
        if signature != b"PK\x03\x04":
            raise FormatError("it is a ZIP file whose directory does not match its parts")
        end = info.header_offset + _LOCAL.size + name_length + extra_length + info.compress_size
    if end > directory:
        raise FormatError("it is a ZIP file whose parts overlap")


def parse_xml(data: bytes, what: str, *, recover: bool = False) -> Element:
    """The root of an XML part, `what` its name for messages; without comments and processing instructions.

    Raises FormatError with the line: for a document type, for elements nested too deep, for XML that is not well
    formed. With `recover` the last is passed over as far as it goes; that is a repair, for the caller to report.
    """
    if len(data) > MAX_PART:
        raise FormatError(f"its part {what} is far too large")
    if any(doctype in data for doctype in _DOCTYPES):
        raise FormatError(f"its part {what} declares a document type, which such a part never does")
    if recover and b"<![CDATA[" not in data:
        data = _AMPERSAND.sub(lambda match: _NUMBERS[match[1] or b"amp"], data)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
    try:
        root: Element | None = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FormatError(f"its part {what} is damaged: line {error.lineno or 1}: {_reason(error)}") from error
    except (ValueError, LookupError) as error:
        raise FormatError(f"its part {what} is written in an unknown encoding") from error
    if root is None:
        raise FormatError(f"its part {what} holds no XML")
    if root.getroottree().docinfo.doctype:
        raise FormatError(f"its part {what} declares a document type, which such a part never does")
    if _DEEPER(root):
        raise FormatError(f"its part {what} is nested too deep")
    return root


def _reason(error: etree.XMLSyntaxError) -> str:
    """The parser's words without the place, which may hold a file's name."""
    return (error.msg or "not well formed").partition(", line")[0]


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")
