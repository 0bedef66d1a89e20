"""All the words that a file holds, whatever kind of file it is: to prove that something is not in it.

Archives and Word, Excel and OpenDocument files are unpacked, mails taken apart, PDFs read both as text on their pages
and as strings in their objects. For files that we made ourselves, or that people keep beside them: it runs in this
process.
"""

from __future__ import annotations

import email.parser
import email.policy
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from email.errors import MessageError
from typing import Final

import pikepdf
import pypdfium2

from kadergen.formats.pdf_text import decode_text

MAX_BYTES: Final = 200_000_000  # in all, unpacked
MAX_DEPTH: Final = 6
_TAG: Final = re.compile(r"<[^<>]*>")
_FOLD: Final = re.compile(r"\r?\n[ \t]")  # a line of a calendar or a mail that goes on
_MAIL: Final = re.compile(rb"\A(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")


class CannotSearchError(Exception):
    """What the file holds cannot be seen: it is damaged, encrypted or too large."""


def words_inside(data: bytes) -> Iterator[str]:
    """The file's words, in pieces; some stand in more than one. Raises CannotSearchError."""
    return _Search().words(data, 0)


class _Search:
    """One file, with how much was unpacked of it."""

    def __init__(self) -> None:
        self._unpacked = 0

    def words(self, data: bytes, depth: int) -> Iterator[str]:
        self._unpacked += len(data)
        if self._unpacked > MAX_BYTES or depth > MAX_DEPTH:
            raise CannotSearchError("it is too large, or packed too deep")
        yield from _texts(data)
        if data.startswith(b"PK\x03\x04"):
            yield from self._archive(data, depth)
        elif b"%PDF-" in data[:1024]:
            yield from _pdf(data)
        elif _MAIL.match(data):
            yield from self._mail(data, depth)

    def _archive(self, data: bytes, depth: int) -> Iterator[str]:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for info in archive.infolist():
                    yield info.filename
                    with archive.open(info) as entry:
                        inside = entry.read(MAX_BYTES - self._unpacked + 1)
                    yield from self.words(inside, depth + 1)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as problem:
            raise CannotSearchError("it is a damaged or encrypted archive") from problem

    def _mail(self, data: bytes, depth: int) -> Iterator[str]:
        try:
            message = email.parser.BytesParser(policy=email.policy.default).parsebytes(data)
            for part in message.walk():
                yield "\n".join(f"{name}: {value}" for name, value in part.items())
                content = part.get_payload(decode=True)
                if isinstance(content, bytes):
                    yield from self.words(content, depth + 1)
        except (MessageError, LookupError, ValueError, TypeError, AttributeError, IndexError) as problem:
            # Python's parser raises these for odd headers, by trial.
            raise CannotSearchError("it is a damaged mail") from problem


def _texts(data: bytes) -> Iterator[str]:
    """The bytes as text, in the encodings in which words may stand in them; markup with and without its tags."""
    for codec in ("utf-8", "cp1252", "utf-16-le", "utf-16-be"):
        if codec == "cp1252" and data.isascii():
            continue
        text = _FOLD.sub("", data.decode(codec, "ignore"))
        yield text
        if codec == "utf-8" and "<" in text:
            yield html.unescape(_TAG.sub("", text))
            yield html.unescape(_TAG.sub(" ", text))


def _pdf(data: bytes) -> Iterator[str]:
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for thing in pdf.objects:
                yield from _strings(thing)
        document = pypdfium2.PdfDocument(data)
        try:
            for page in document:
                text = page.get_textpage()
                yield str(text.get_text_range())
                text.close()
                page.close()
        finally:
            document.close()
    except (pikepdf.PdfError, pypdfium2.PdfiumError, RuntimeError, ValueError) as problem:
        raise CannotSearchError("it is a damaged or encrypted PDF") from problem


def _strings(thing: object) -> Iterator[str]:
    """The strings in one object, and what is in its stream."""
    stack: list[object] = [thing]
    while stack:
        each = stack.pop()
        if isinstance(each, pikepdf.String):
            yield decode_text(bytes(each)).text
        elif isinstance(each, pikepdf.Stream):
            stack += [value for _, value in each.items()]
            try:
                yield from _texts(each.read_bytes())
            except pikepdf.PdfError:
                continue  # a picture, in which no words stand
        elif isinstance(each, pikepdf.Dictionary):
            stack += [value for _, value in each.items() if not _is_reference(value)]
        elif isinstance(each, pikepdf.Array):
            stack += [value for value in each if not _is_reference(value)]


def _is_reference(value: object) -> bool:
    """Whether it stands elsewhere, as an object of its own, and is met there."""
    return isinstance(value, pikepdf.Object) and value.is_indirect
