"""Word and OpenDocument forms of the small framework, filled in, as parts to be bent; and ZIP files put together wrongly."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from kadergen.formats.docx_read import read_docx
from kadergen.formats.rawdocument import RawParagraph
from tests.formats.office_files import odt
from tests.returned.word_paper import ANSWERS, filled

MAIN: Final = "word/document.xml"
RELATIONS: Final = "word/_rels/document.xml.rels"
CONTENT: Final = "content.xml"
MIMETYPE: Final = "application/vnd.oasis.opendocument.text"
BODY: Final = b"<w:body>"
TEXT: Final = b"<office:text>"
__all__ = ["ANSWERS"]

Entry = tuple[str, bytes]


@cache
def docx_parts() -> Mapping[str, bytes]:
    with zipfile.ZipFile(BytesIO(filled())) as package:
        return {name: package.read(name) for name in package.namelist()}


@cache
def odt_parts() -> Mapping[str, bytes]:
    """The same form as an OpenDocument text that has kept its tables and the words in them."""
    document = read_docx(filled())
    blocks = []
    for block in document.blocks:
        if isinstance(block, RawParagraph):
            continue
        rows = "".join(
            "<table:table-row>"
            + "".join(f"<table:table-cell>{_paragraphs(cell.text)}</table:table-cell>" for cell in row.cells)
            + "</table:table-row>"
            for row in block.rows
        )
        blocks.append(f"<table:table>{rows}</table:table>")
    meta = "".join(
        f"<meta:user-defined meta:name={quoteattr(name)}>{escape(value)}</meta:user-defined>"
        for name, value in document.properties
    )
    with zipfile.ZipFile(BytesIO(odt("".join(blocks), meta=meta))) as package:
        return {name: package.read(name) for name in package.namelist()}


def _paragraphs(text: str) -> str:
    return "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))


def docx(changes: Mapping[str, bytes | None] | None = None) -> bytes:
    """The Word form with some parts replaced, added or (None) left out."""
    return packed(_changed(docx_parts(), changes or {}).items())


def opendocument(changes: Mapping[str, bytes | None] | None = None) -> bytes:
    """The OpenDocument form, likewise."""
    return packed(_changed(odt_parts(), changes or {}).items())


def _changed(parts: Mapping[str, bytes], changes: Mapping[str, bytes | None]) -> dict[str, bytes]:
    return {name: data for name, data in {**parts, **changes}.items() if data is not None}


def packed(entries: Iterable[Entry]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in entries:
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), data, method, 1)
    return out.getvalue()


def before(part: bytes, place: bytes, more: str | bytes) -> bytes:
    """The part with something more behind `place`, which has to be there."""
    assert place in part
    return part.replace(place, place + (more.encode() if isinstance(more, str) else more), 1)


def in_body(more: str | bytes) -> bytes:
    """The Word form with more at the beginning of its text."""
    return docx({MAIN: before(docx_parts()[MAIN], BODY, more)})


def in_text(more: str | bytes) -> bytes:
    """The OpenDocument form, likewise."""
    return opendocument({CONTENT: before(odt_parts()[CONTENT], TEXT, more)})


def with_doctype(part: bytes, doctype: str) -> bytes:
    """The part with a document type before its root."""
    start = part.index(b"?>") + 2 if part.startswith(b"<?xml") else 0
    return part[:start] + doctype.encode() + part[start:]


# --- ZIP files, written by hand


def zip_of(
    files: Iterable[tuple[str, bytes, int | None]], *, directory: Callable[[int, int], int] | None = None
) -> bytes:
    """A ZIP of already deflated entries: (name, deflated bytes, the size they claim to have; None for the true one).

    `directory` gives, for the entry of this number at this offset, the offset that the directory says.
    """
    out, central = bytearray(), bytearray()
    count = 0
    for number, (name, data, claimed) in enumerate(files):
        raw = zlib.decompress(data, -15) if claimed is None else b""
        size = len(raw) if claimed is None else claimed
        sums = (zlib.crc32(raw), len(data), size & 0xFFFFFFFF)
        offset = directory(number, len(out)) if directory else len(out)
        encoded = name.encode()
        head = struct.pack("<5H3L2H", 20, 0x800, 8, 0, 33, *sums, len(encoded), 0)
        out += b"PK\x03\x04" + head + encoded + data
        central += b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<3H2L", 0, 0, 0, 0, offset) + encoded
        count += 1
    start = len(out)
    return bytes(out + central) + b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, count, count, len(central), start, 0)


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()
