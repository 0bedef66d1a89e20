"""A small composite font for the characters that the field font's encoding lacks: Łukasz, Νίκος, Жанна, محمد.

Only the glyphs in use are embedded, numbered in the order of their first use, so that the same texts always give the
same bytes. Glyph programs (hints) are left out. Sources: ISO 32000-1, 9.7; the OpenType specification for the tables.
"""

from __future__ import annotations

import hashlib
import struct
from functools import cache
from typing import Final, Protocol

from kadergen.formats.faces import Face
from kadergen.formats.fieldfont import descriptor
from kadergen.formats.pdfsyntax import Name, Stream
from kadergen.formats.silent_text import silenced
from kadergen.formats.tounicode import plain, to_unicode

# Flags of a composite glyph's components (OpenType, glyf).
_WORDS, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO, _INSTRUCTIONS = 0x01, 0x08, 0x20, 0x40, 0x80, 0x100
_CHECKSUM_MAGIC: Final = 0xB1B0AFBA


class Sink(Protocol):
    """Where PDF objects go: a document being written, or the increment to one."""

    def reserve(self) -> object:
        """A reference to an object that is put later."""

    def put(self, reference: object, value: object) -> None:
        """Gives a reserved reference its object: a value of `kadergen.formats.pdfsyntax` or a `Stream`."""


def add(sink: Sink, value: object) -> object:
    """Puts a new object and returns its reference."""
    reference = sink.reserve()
    sink.put(reference, value)
    return reference


class FallbackFont:
    """One face's subset. Ask `encode` for each character, then `write` once.

    A `silent` font gives programs that extract text nothing that they take for text (`silent_text`).
    """

    def __init__(self, face: Face, reference: object, *, silent: bool = False) -> None:
        self._silent = silent
        self.face = face
        self.reference = reference
        self._codes: dict[str, int] = {}

    def encode(self, char: str) -> int:
        """The character's code in this font (two bytes, from 1); KeyError when the face lacks it."""
        if char not in self._codes:
            self.face.glyph_ids[ord(char)]
            self._codes[char] = len(self._codes) + 1
        return self._codes[char]

    def write(self, sink: Sink) -> None:
        """Puts the font and all that belongs to it."""
        program = subset(self.face, [0, *(self.face.glyph_ids[ord(char)] for char in self._codes)])
        digest = hashlib.sha256(program).digest()
        base_font = "".join(chr(65 + byte % 26) for byte in digest[:6]) + "+" + self.face.name
        font_file = add(sink, Stream({"Length1": len(program)}, program))
        descendant = {
            "Type": Name("Font"),
            "Subtype": Name("CIDFontType2"),
            "BaseFont": Name(base_font),
            "CIDSystemInfo": {"Registry": b"Adobe", "Ordering": b"Identity", "Supplement": 0},
            "CIDToGIDMap": Name("Identity"),
            "DW": 1000,
            "W": [0, [self.face.advance(0), *(self.face.width(char) for char in self._codes)]],
            "FontDescriptor": add(sink, descriptor(self.face, base_font, font_file, symbolic=True)),
        }
        font = {
            "Type": Name("Font"),
            "Subtype": Name("Type0"),
            "BaseFont": Name(base_font),
            "Encoding": Name("Identity-H"),
            "DescendantFonts": [add(sink, descendant)],
            "ToUnicode": add(sink, Stream({}, self._to_unicode())),
        }
        sink.put(self.reference, font)

    def _to_unicode(self) -> bytes:
        meaning = {code: silenced(plain(char)) if self._silent else char for char, code in self._codes.items()}
        return to_unicode(meaning, 2).encode("ascii")


@cache
def _tables(face: Face) -> dict[str, bytes]:
    return {tag: face.font.reader[tag] for tag in ("head", "hhea", "maxp", "hmtx", "loca", "glyf")}


def _glyph(tables: dict[str, bytes], glyph_id: int) -> bytes:
    """The outline as it stands in the font; empty for a blank."""
    if struct.unpack_from(">h", tables["head"], 50)[0]:
        start, end = struct.unpack_from(">2L", tables["loca"], 4 * glyph_id)
    else:
        start, end = (2 * offset for offset in struct.unpack_from(">2H", tables["loca"], 2 * glyph_id))
    return tables["glyf"][start:end]


def _simple_without_program(glyph: bytes, contours: int) -> bytes:
    program_at = 10 + 2 * contours
    length = struct.unpack_from(">H", glyph, program_at)[0]
    return glyph[:program_at] + b"\0\0" + glyph[program_at + 2 + length :]


def _composite(glyph: bytes, new_ids: dict[int, int], order: list[int]) -> bytes:
    """The composite with its components renumbered; new ones go to the end of `order`."""
    out, at, more = bytearray(glyph[:10]), 10, True
    while more:
        flags, component = struct.unpack_from(">2H", glyph, at)
        more = bool(flags & _MORE)
        if component not in new_ids:
            new_ids[component] = len(order)
            order.append(component)
        size = 4 if flags & _WORDS else 2
        size += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
        out += struct.pack(">2H", flags & ~_INSTRUCTIONS, new_ids[component]) + glyph[at + 4 : at + 4 + size]
        at += 4 + size
    return bytes(out)


def subset(face: Face, glyph_ids: list[int]) -> bytes:
    """A TrueType program with these glyphs as glyph 0, 1, 2 … (the same one may come twice), and their components."""
    tables = _tables(face)
    order = list(glyph_ids)
    new_ids = {glyph_id: i for i, glyph_id in reversed(list(enumerate(order)))}
    outlines: list[bytes] = []
    while len(outlines) < len(order):
        glyph = _glyph(tables, order[len(outlines)])
        if glyph:
            contours = struct.unpack_from(">h", glyph)[0]
            glyph = _simple_without_program(glyph, contours) if contours >= 0 else _composite(glyph, new_ids, order)
        outlines.append(glyph + bytes(-len(glyph) % 4))

    offsets = [0]
    for outline in outlines:
        offsets.append(offsets[-1] + len(outline))
    long_metrics = struct.unpack_from(">H", tables["hhea"], 34)[0]
    return _font_file(
        {
            "glyf": b"".join(outlines),
            "head": tables["head"][:8] + bytes(4) + tables["head"][12:50] + struct.pack(">2h", 1, 0),
            "hhea": tables["hhea"][:34] + struct.pack(">H", len(order)),
            "hmtx": b"".join(_metrics(tables["hmtx"], glyph_id, long_metrics) for glyph_id in order),
            "loca": struct.pack(f">{len(offsets)}L", *offsets),
            "maxp": _maxp(tables["maxp"], len(order)),
        }
    )


def _metrics(hmtx: bytes, glyph_id: int, long_metrics: int) -> bytes:
    """Advance and left side bearing of one glyph."""
    if glyph_id < long_metrics:
        return hmtx[4 * glyph_id : 4 * glyph_id + 4]
    last = 4 * long_metrics
    bearing_at = last + 2 * (glyph_id - long_metrics)
    return hmtx[last - 4 : last - 2] + hmtx[bearing_at : bearing_at + 2]


def _maxp(maxp: bytes, glyphs: int) -> bytes:
    """The table for so many glyphs and no glyph programs (maxZones 1, the fields after it 0)."""
    return maxp[:4] + struct.pack(">H", glyphs) + maxp[6:14] + struct.pack(">7H", 1, 0, 0, 0, 0, 0, 0) + maxp[28:]


def _checksum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    total: int = sum(struct.unpack(f">{len(padded) // 4}L", padded))
    return total & 0xFFFFFFFF


def _font_file(tables: dict[str, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    directory = struct.pack(">L4H", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    body, at = b"", 12 + 16 * count
    for tag, data in sorted(tables.items()):
        directory += tag.encode() + struct.pack(">3L", _checksum(data), at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    whole = directory + body
    head_at = struct.unpack_from(">L", directory, 12 + 16 * sorted(tables).index("head") + 8)[0]
    adjustment = struct.pack(">L", (_CHECKSUM_MAGIC - _checksum(whole)) & 0xFFFFFFFF)
    return whole[: head_at + 8] + adjustment + whole[head_at + 12 :]
