"""Appending to a PDF: new and replaced objects, a cross-reference section and a trailer after the untouched bytes.

ISO 32000-1, 7.5.6. The section is of the same kind as the file's own (a table or a stream), as the standard demands.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kadergen.formats.pdfsyntax import Name, Raw, Stream, dumps, dumps_stream

_START_XREF: Final = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_TAIL: Final = 2048  # bytes at the file's end in which the last startxref must stand


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """An indirect object: number and generation."""

    number: int
    generation: int = 0

    def __bytes__(self) -> bytes:
        return b"%d %d" % (self.number, self.generation)


class NotAppendableError(Exception):
    """The file's cross-reference section is not where its end says; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Tail:
    """What an increment must know of the file before it: where its cross-reference section is and what kind it has."""

    start_xref: int
    is_stream: bool
    size: int
    root: Reference
    information: Reference | None
    first_id: bytes


def read_tail(data: bytes, *, size: int, root: Reference, information: Reference | None, first_id: bytes) -> Tail:
    """The tail of a file; all but `data` comes from its newest trailer (Size, Root, Info, first half of ID).

    Raises NotAppendableError when the section cannot be found, as in files that a reader must repair.
    """
    found = _START_XREF.search(data[-_TAIL:])
    if found is None:
        raise NotAppendableError("the end of the file is missing")
    start_xref = int(found[1])
    head = data[start_xref : start_xref + 32].lstrip()
    is_stream = re.match(rb"\d+\s+\d+\s+obj", head) is not None
    if not is_stream and not head.startswith(b"xref"):
        raise NotAppendableError("its table of objects is not where it should be")
    return Tail(start_xref, is_stream, size, root, information, first_id)


def stand_in(tail: Tail, objects: Mapping[Reference, object], length: int) -> bytes:
    """A file of these objects alone (the catalogue among them), to stand in for one of this length with this tail.

    An increment to that one, put behind this one, is looked up as it is there: by the same offsets, from the same
    catalogue, without the long table that makes the most of a reader's work.
    """
    body, offsets = b"%PDF-1.7\n", {}
    for reference, value in objects.items():
        offsets[reference] = len(body)
        body += b"%b obj\n%b\nendobj\n" % (bytes(reference), dumps(value, refer))
    table = _table(offsets, {"Size": tail.size, "Root": tail.root})
    # Not with white space: readers walk through that, byte by byte.
    return (body.ljust(tail.start_xref, b"%") + table).ljust(length, b"%")


class Increment:
    """New and replaced objects for one file; `append` gives the whole. A `Sink` of `kadergen.formats.fallback_font`."""

    def __init__(self, tail: Tail) -> None:
        self._tail = tail
        self._next = tail.size
        self._objects: dict[Reference, bytes] = {}

    def reserve(self) -> Reference:
        """A reference to an object that does not exist yet."""
        self._next += 1
        return Reference(self._next - 1)

    def put(self, reference: object, value: object) -> None:
        """Writes an object, new or in the place of the one that had this reference."""
        assert isinstance(reference, Reference)
        self._objects[reference] = dumps_stream(value, refer) if isinstance(value, Stream) else dumps(value, refer)

    def append(self, base: bytes) -> bytes:
        """The base, untouched, with the increment behind it; the base alone when nothing was put."""
        if not self._objects:
            return base
        chunks = [base] if base.endswith((b"\n", b"\r")) else [base, b"\n"]
        at = sum(map(len, chunks))
        offsets: dict[Reference, int] = {}
        for reference, body in self._objects.items():
            offsets[reference] = at
            chunk = b"%b obj\n%b\nendobj\n" % (bytes(reference), body)
            chunks.append(chunk)
            at += len(chunk)
        digest = hashlib.md5(self._tail.first_id, usedforsecurity=False)
        for chunk in chunks[1:]:
            digest.update(chunk)
        trailer: dict[str, object] = {
            "Size": self._next,
            "Root": self._tail.root,
            "ID": [Raw(b"<%s>" % half.hex().encode()) for half in (self._tail.first_id, digest.digest())],
            "Prev": self._tail.start_xref,
        }
        if self._tail.information is not None:
            trailer["Info"] = self._tail.information
        chunks.append(self._stream(offsets, trailer, at) if self._tail.is_stream else _table(offsets, trailer))
        chunks.append(b"startxref\n%d\n%%%%EOF\n" % at)
        return b"".join(chunks)

    def _stream(self, offsets: Mapping[Reference, int], trailer: dict[str, object], at: int) -> bytes:
        """A cross-reference stream (7.5.8), which lists itself too."""
        own = self.reserve()
        offsets = {**offsets, own: at}
        runs = _runs(offsets)
        rows = [struct.pack(">BQH", 1, offset, ref.generation) for run in runs for ref, offset in run]
        trailer |= {
            "Type": Name("XRef"),
            "Size": self._next,
            "W": [1, 8, 2],
            "Index": [value for run in runs for value in (run[0][0].number, len(run))],
        }
        return b"%b obj\n%b\nendobj\n" % (bytes(own), dumps_stream(Stream(trailer, b"".join(rows)), refer))


def refer(value: object) -> bytes:
    """How a reference stands in a file, for `kadergen.formats.pdfsyntax.dumps`."""
    if not isinstance(value, Reference):
        raise TypeError(f"no PDF value: {type(value).__name__}")
    return bytes(value) + b" R"


def _runs(offsets: Mapping[Reference, int]) -> list[list[tuple[Reference, int]]]:
    """The entries by number, in runs of numbers without a gap."""
    runs: list[list[tuple[Reference, int]]] = []
    for entry in sorted(offsets.items()):
        if runs and runs[-1][-1][0].number + 1 == entry[0].number:
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return runs


def _table(offsets: Mapping[Reference, int], trailer: Mapping[str, object]) -> bytes:
    """A cross-reference table (7.5.4) and its trailer."""
    lines = [b"xref\n"]
    for run in _runs(offsets):
        lines.append(b"%d %d\n" % (run[0][0].number, len(run)))
        lines += [b"%010d %05d n \n" % (offset, reference.generation) for reference, offset in run]
    return b"".join(lines) + b"trailer\n" + dumps(trailer, refer) + b"\n"
