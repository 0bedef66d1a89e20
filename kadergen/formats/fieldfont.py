"""The font in which viewers set what people type: Atkinson Hyperlegible as a simple TrueType font.

Simple and in WinAnsiEncoding because a composite font in a field's default appearance is replaced by some viewers;
whole and without a subset tag because nobody knows what will be typed. The tables for layout and hints are left out:
no PDF viewer uses the first, and with the second the file is twice as large.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import Final

from fontTools.ttLib import TTFont

from kadergen.formats.faces import FIELD_FACE, Face
from kadergen.formats.pdfsyntax import Name, Stream
from kadergen.formats.tounicode import to_unicode

RESOURCE_NAME: Final = "AtkinsonHyperlegible"
"""How /DR and /DA name the font; by this name a form is known as ours."""
BASE_FONT: Final = "AtkinsonHyperlegible-Regular"

_FIRST: Final = 32
_LAST: Final = 255
_DROPPED_TABLES: Final = ("GDEF", "GPOS", "GSUB", "DSIG", "fpgm", "prep", "cvt ", "gasp")


def _winansi_characters() -> dict[str, int]:
    """Character → code for the 218 characters of WinAnsiEncoding (ISO 32000-1, annex D.2) and the no-break space."""
    decoded = {code: bytes([code]).decode("cp1252", "ignore") for code in range(_FIRST, _LAST + 1) if code != 0x7F}
    return {char: code for code, char in decoded.items() if char}


WINANSI: Final = _winansi_characters()
"""Character → code, for what the field font shows by itself."""


@cache
def font_program() -> bytes:
    """The TrueType file: all glyphs, cmap and names, without hints and layout tables."""
    font = TTFont(io.BytesIO(FIELD_FACE.path.read_bytes()), recalcTimestamp=False)
    for tag in _DROPPED_TABLES:
        if tag in font:
            del font[tag]
    glyphs = font["glyf"]
    for glyph_name in glyphs.keys():  # noqa: SIM118 - the table itself iterates over nothing
        glyphs[glyph_name].removeHinting()
    for limit in ("SizeOfInstructions", "FunctionDefs", "Storage", "StackElements", "TwilightPoints"):
        setattr(font["maxp"], f"max{limit}", 0)
    out = io.BytesIO()
    font.save(out, reorderTables=False)
    return out.getvalue()


def descriptor(face: Face, base_font: str, font_file: object, *, symbolic: bool) -> dict[str, object]:
    """A font descriptor (9.8); `font_file` is the reference to the TrueType program."""
    return {
        "Type": Name("FontDescriptor"),
        "FontName": Name(base_font),
        "Flags": 4 if symbolic else 32,
        "FontBBox": [round(edge) for edge in face.bounding_box],
        "ItalicAngle": 0,
        "Ascent": round(face.ascent),
        "Descent": round(face.descent),
        "CapHeight": round(face.cap_height),
        "StemV": 80,
        "FontFile2": font_file,
    }


def add_field_font(add: Callable[[object], object]) -> object:
    """Adds the font's objects with `add` (a value or stream → its reference) and returns the font's reference."""
    program = font_program()
    font_file = add(Stream({"Length1": len(program)}, program))
    notdef = FIELD_FACE.advance(0)
    codes = {code: char for char, code in WINANSI.items()}
    bullet = FIELD_FACE.width("•")  # WinAnsiEncoding gives unused codes the bullet
    widths = [FIELD_FACE.width(codes[code]) if code in codes else bullet for code in range(_FIRST, _LAST + 1)]
    return add(
        {
            "Type": Name("Font"),
            "Subtype": Name("TrueType"),
            "BaseFont": Name(BASE_FONT),
            "Encoding": Name("WinAnsiEncoding"),
            "FirstChar": _FIRST,
            "LastChar": _LAST,
            "Widths": widths,
            # The encoding says it all; but programs that write the page anew have been seen to lose it on the way.
            "ToUnicode": add(Stream({}, to_unicode(codes, 1).encode("ascii"))),
            "FontDescriptor": add(
                {**descriptor(FIELD_FACE, BASE_FONT, font_file, symbolic=False), "MissingWidth": notdef}
            ),
        }
    )
