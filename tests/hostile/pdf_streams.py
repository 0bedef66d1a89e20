"""PDF files with streams that unpack to gigabytes, lie about themselves or draw what no page can show.

Each stands in two places: in a form with fields, where nobody has to look at it, and on a page without fields, which
is read as it is shown.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from tests.hostile.cases import READ, REFUSED, WARNED, Area
from tests.hostile.rawpdf import (
    CATALOG,
    FIELD,
    INFO,
    MINI,
    PAGE,
    PAGES,
    Body,
    added,
    mini,
    mini_objects,
    pdf,
    stream,
    swapped,
)

AREA: Final = Area("PDF, streams")
_CONTENT: Final = 900
_MORE: Final = 901
_TEXT: Final = FIELD["greeted__reflection"]


@cache
def bomb(megabytes: int, layers: int = 1, unit: bytes = b"\0" * 1_000_000) -> bytes:
    """So many megabytes (times `unit`), deflated so many times: one packed piece after the other, which is quick."""
    packer = zlib.compressobj(9)
    first = packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH)
    total = 1
    for _ in range(megabytes if any(unit) else 0):
        total = zlib.adler32(unit, total)
    total = total if any(unit) else (len(unit) * megabytes % 65521) << 16 | 1
    data = first + again * (megabytes - 1) + b"\x03\x00" + total.to_bytes(4)
    for _ in range(layers - 1):
        data = zlib.compress(data, 9)
    return data


def _bare(page: str, objects: Mapping[int, Body]) -> bytes:
    """A page without fields."""
    return pdf(
        {
            CATALOG: f"<</Type/Catalog/Pages {PAGES} 0 R>>",
            PAGES: f"<</Type/Pages/Kids[{PAGE} 0 R]/Count 1>>",
            PAGE: f"<</Type/Page/Parent {PAGES} 0 R{page}>>",
            **objects,
        }
    )


def _both(about: str, objects: Callable[[], Mapping[int, Body]], page: str = "", *bare: str, seconds: int = 5) -> None:
    """The content of the page (or what `page` says that the page has) of a form with fields, and of a bare page."""
    entries = page or f"/Contents {_CONTENT} 0 R/Resources<<>>"
    box = "" if "MediaBox" in entries else "/MediaBox[0 0 595 842]"
    if "MediaBox" in entries:
        codes = _ODD.get(about, ())
        AREA.add(f"{about}; fields", lambda: mini(_boxed(entries)), WARNED if codes else READ, *codes)
    else:
        AREA.add(f"{about}; fields", lambda: mini({**_with(entries), **objects()}), READ)
    AREA.add(
        f"{about}; no fields",
        lambda: _bare(box + entries, objects()),
        REFUSED,
        *(bare or ("R006",)),
        pages=True,
        seconds=seconds,
    )


_ODD: Final = {
    "a page whose size is text": ("R009",),
    "a page of sizes that are no numbers": ("R010", "R026"),
}


def _with(entries: str) -> dict[int, Body]:
    """The form's page with other entries; what is there already gives way."""
    plain = mini_objects()[PAGE]
    assert isinstance(plain, str)
    return {PAGE: plain.replace("/Resources<<>>", "").removesuffix(">>") + entries + ">>"}


def _boxed(entries: str) -> dict[int, Body]:
    return swapped(PAGE, "/MediaBox[0 0 595 842]/Resources<<>>", entries)


def _filters(*names: str) -> str:
    return f"/Filter[{' '.join('/' + name for name in names)}]"


def _packed(dictionary: str, data: Callable[[], bytes]) -> Callable[[], Mapping[int, Body]]:
    return lambda: {_CONTENT: stream(dictionary, data())}


_FLATE: Final = "FlateDecode"
_both("content of 1 GB, deflated", _packed(_filters(_FLATE), lambda: bomb(1000)), "", "R036")
_both("content of 1 GB, deflated three times", _packed(_filters(*[_FLATE] * 3), lambda: bomb(1000, 3)), "", "R036")
_both("content deflated ten times", _packed(_filters(*[_FLATE] * 10), lambda: bomb(40, 10)))
_both("content behind a thousand filters", _packed(_filters(*[_FLATE] * 1000), lambda: b"q Q"))
_both(
    "content in ASCII85, deflated",
    _packed(_filters("ASCII85Decode", _FLATE), lambda: base64.a85encode(bomb(100), adobe=True)[2:]),
)
_both("content of zeros in ASCII85", _packed(_filters(_FLATE, "ASCII85Decode"), lambda: bomb(20, 1, b"z" * 1_000_000)))
_both(
    "content in hexadecimal within hexadecimal",
    _packed(_filters("ASCIIHexDecode", "ASCIIHexDecode"), lambda: b"33" * 100_000),
)
_both(
    "content that is LZW and always the same code",
    _packed(_filters("LZWDecode"), lambda: b"\x80\x0b\x60\x50\x22\x0c\x0c" * 200_000),
)
_both("content of run lengths", _packed(_filters(_FLATE, "RunLengthDecode"), lambda: bomb(20, 1, b"\x81q" * 500_000)))
_both(
    "content that is encrypted by a filter that is not there",
    _packed("/Filter/Crypt/DecodeParms<</Name/X>>", lambda: b"q Q"),
)
_both("content packed by a filter that does not exist", _packed("/Filter/NoSuchDecode", lambda: b"q Q"))
_both("content packed by a filter that is a number", _packed("/Filter 7", lambda: b"q Q"))
_both(
    "content packed by a predictor of 2 GB columns",
    _packed(
        f"/Filter/{_FLATE}/DecodeParms<</Predictor 12/Columns 2147483647/Colors 32/BitsPerComponent 16>>",
        lambda: bomb(1),
    ),
)
_both(
    "content packed by a predictor of no columns",
    _packed(f"/Filter/{_FLATE}/DecodeParms<</Predictor 15/Columns 0/Colors -1/BitsPerComponent 0>>", lambda: bomb(1)),
)
_both("content that is cut off", lambda: {_CONTENT: stream("/Filter/FlateDecode", bomb(1)[:300])})
_both("content that is itself, a thousand times", lambda: {_CONTENT: "[" + f"{_CONTENT} 0 R " * 1000 + "]"})
_both("content of 100,000 opened states", lambda: {_CONTENT: stream("", b"q " * 100_000, packed=True)})
_both("content of 100,000 opened arrays", lambda: {_CONTENT: stream("", b"[" * 100_000, packed=True)})
_both("content of 30,000 lines", lambda: {_CONTENT: stream("", b"0 0 m 9 9 l S " * 30_000, packed=True)})
_both(
    "content of 40,000 rectangles of lines",
    lambda: {_CONTENT: stream("", b"0 0 1 99 re f 0 0 99 1 re f " * 20_000, packed=True)},
)

# --- pictures


def _picture(entries: str, data: Callable[[], bytes]) -> Callable[[], Mapping[int, Body]]:
    return lambda: {
        _CONTENT: stream("", b"500 0 0 500 9 9 cm /I Do"),
        _MORE: stream(f"/Type/XObject/Subtype/Image{entries}", data()),
    }


_SHOWN: Final = f"/Contents {_CONTENT} 0 R/Resources<</XObject<</I {_MORE} 0 R>>>>"
_HUGE: Final = "/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceRGB"
_JP2: Final = bytes.fromhex(
    "0000000c6a5020200d0a870a00000014667479706a703220000000006a703220"
    "0000002d6a703268000000166968647200ffffff00ffffff0003ff070000000000000f636f6c7201000000000010"
    "000000006a703263ff4fff51002f000000ffffff00ffffff0000000000000000000000ff000000ff0000000000000000"
    "000307010107010107010ffd9"[:-1]
)
_JBIG2: Final = bytes.fromhex("00000000300001000000137fffffff7fffffff000000000000000001000000")
_JPEG: Final = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffc0001108fffffffe03011100021100031100ffda000c03010002110311003f00ffd9"
)
_both(
    "a picture of 100,000 × 100,000 points, deflated",
    _picture(f"{_HUGE}/Filter/FlateDecode", lambda: bomb(100)),
    _SHOWN,
)
_both("a picture that says it is larger than it is", _picture(_HUGE, lambda: b"x"), _SHOWN)
_both(
    "a picture of no size",
    _picture("/Width 0/Height -1/BitsPerComponent 77/ColorSpace/DeviceRGB", lambda: b"x"),
    _SHOWN,
)
_both("a JPEG 2000 picture that claims 16 million rows", _picture(f"{_HUGE}/Filter/JPXDecode", lambda: _JP2), _SHOWN)
_both(
    "a JBIG2 picture that claims 2 billion rows",
    _picture(
        "/Width 2147483647/Height 2147483647/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/JBIG2Decode",
        lambda: _JBIG2,
    ),
    _SHOWN,
)
_both("a JPEG picture that claims 65,535 × 65,534 points", _picture(f"{_HUGE}/Filter/DCTDecode", lambda: _JPEG), _SHOWN)
_both(
    "a picture of faxed lines without end",
    _picture(
        "/Width 100000/Height 100000/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 100000/Rows 100000>>",
        lambda: b"\xff" * 1000,
    ),
    _SHOWN,
)
_both(
    "a picture whose mask is itself",
    _picture(f"/Width 9/Height 9/BitsPerComponent 8/ColorSpace/DeviceGray/SMask {_MORE} 0 R", lambda: b"x" * 81),
    _SHOWN,
)
_both(
    "a picture whose colours are itself",
    _picture(
        f"/Width 9/Height 9/BitsPerComponent 8/ColorSpace[/Indexed {_MORE} 0 R 255 {_MORE} 0 R]", lambda: b"x" * 81
    ),
    _SHOWN,
)
_both(
    "a drawing that draws itself",
    lambda: {
        _CONTENT: stream("", b"/I Do"),
        _MORE: stream(
            f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</I {_MORE} 0 R>>>>", b"/I Do /I Do"
        ),
    },
    _SHOWN,
    "R036",
)


def _drawings() -> Mapping[int, Body]:
    """Thirty drawings, each of which draws the next one twice."""
    drawings: dict[int, Body] = {
        _MORE + n: stream(
            f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</I {_MORE + n + 1} 0 R>>>>", b"/I Do /I Do"
        )
        for n in range(30)
    }
    return {
        _CONTENT: stream("", b"/I Do"),
        **drawings,
        _MORE + 30: stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"0 0 9 9 re f"),
    }


_both("drawings that double at each of 30 levels", _drawings, _SHOWN, "R036")
_both(
    "a pattern that is painted with itself",
    lambda: {
        _CONTENT: stream("", b"/Pattern cs /P scn 0 0 500 500 re f"),
        _MORE: stream(
            f"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .0001/YStep .0001/Resources<</Pattern<</P {_MORE} 0 R>>>>",
            b"/Pattern cs /P scn 0 0 1 1 re f",
        ),
    },
    f"/Contents {_CONTENT} 0 R/Resources<</Pattern<</P {_MORE} 0 R>>>>",
)
_both(
    "a shading whose function is itself",
    lambda: {
        _CONTENT: stream("", b"/S sh"),
        _MORE: f"<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 9 9]/Function {_MORE + 1} 0 R>>",
        _MORE + 1: f"<</FunctionType 3/Domain[0 1]/Bounds[]/Encode[0 1]/Functions[{_MORE + 1} 0 R]>>",
    },
    f"/Contents {_CONTENT} 0 R/Resources<</Shading<</S {_MORE} 0 R>>>>",
)

# --- fonts


def _font(entries: str, more: Callable[[], Mapping[int, Body]] = dict) -> Callable[[], Mapping[int, Body]]:
    return lambda: {
        _CONTENT: stream("", b"BT /F 12 Tf 50 700 Td (words that a font shows) Tj ET"),
        _MORE: f"<</Type/Font{entries}>>",
        **more(),
    }


_SET: Final = f"/Contents {_CONTENT} 0 R/Resources<</Font<</F {_MORE} 0 R>>>>"
_FILE: Final = f"<</Type/FontDescriptor/FontName/X/Flags 4/FontFile2 {_MORE + 2} 0 R>>"


def _file(data: bytes) -> Callable[[], Mapping[int, Body]]:
    return lambda: {_MORE + 1: _FILE, _MORE + 2: stream("", data, packed=True)}


_TRUETYPE: Final = f"/Subtype/TrueType/BaseFont/X/FontDescriptor {_MORE + 1} 0 R"
_both("a font that is noise", _font(_TRUETYPE, _file(bytes(range(256)) * 40)), _SET)
_both(
    "a font whose tables lie beyond its end",
    _font(_TRUETYPE, _file(b"\0\1\0\0\xff\xff\0\0\0\0\0\0" + b"glyf\0\0\0\0\xff\xff\xff\xf0\xff\xff\xff\xff" * 99)),
    _SET,
)
_both(
    "a font of Type 1 without an end",
    _font(
        f"/Subtype/Type1/BaseFont/X/FontDescriptor {_MORE + 1} 0 R",
        lambda: {
            _MORE + 1: f"<</Type/FontDescriptor/FontName/X/Flags 4/FontFile {_MORE + 2} 0 R>>",
            _MORE + 2: stream("/Length1 2000000000/Length2 2000000000", b"%!PS-AdobeFont-1.0: X\n" + b"{" * 10_000),
        },
    ),
    _SET,
)
_both(
    "a font of Type 3 whose letter shows itself",
    _font(
        f"/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 122/Widths[{'9 ' * 26}]"
        f"/Encoding<</Differences[97{'/a' * 26}]>>/CharProcs<</a {_MORE + 1} 0 R>>/Resources<</Font<</F {_MORE} 0 R>>>>",
        lambda: {_MORE + 1: stream("", b"9 0 d0 BT /F 1 Tf (aaaa) Tj ET")},
    ),
    _SET,
)
_both(
    "a composite font that is its own descendant",
    _font(f"/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[{_MORE} 0 R]"),
    _SET,
)
_both(
    "a font whose character map uses itself",
    _font(
        f"/Subtype/Type1/BaseFont/Helvetica/ToUnicode {_MORE + 1} 0 R",
        lambda: {
            _MORE + 1: stream(
                f"/Type/CMap/UseCMap {_MORE + 1} 0 R",
                b"1 begincodespacerange <00> <ff> endcodespacerange\n"
                b"1 beginbfrange <00> <ffffffff> <0041> endbfrange " * 2000,
                packed=True,
            )
        },
    ),
    _SET,
)
_both(
    "a font with widths of a billion letters",
    _font("/Subtype/Type1/BaseFont/Helvetica/FirstChar -5/LastChar 1000000000/Widths[1e38 -1e38]"),
    _SET,
)
_both(
    "letters of a size beyond all numbers",
    lambda: {
        _CONTENT: stream("", b"BT /F 1e38 Tf 1e38 0 0 1e38 1e38 1e38 Tm (words) Tj -1e38 Tc -1e38 Tw (words) Tj ET"),
        _MORE: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    },
    _SET,
)
_both(
    "a million letters on a page",
    lambda: {
        _CONTENT: stream("", b"BT /F 9 Tf " + b"(aaaaaaaaaaaaaaaaaaaa) Tj " * 50_000 + b"ET", packed=True),
        _MORE: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    },
    _SET,
    "R036",
    seconds=2,
)

# --- pages of no possible size

for _about, _entries in {
    "a page a billion points wide": "/MediaBox[0 0 1000000000 1000000000]",
    "a page of no size": "/MediaBox[0 0 0 0]",
    "a page turned inside out": "/MediaBox[595 842 0 0]",
    "a page whose size is text": "/MediaBox[(a) /b [] null]",
    "a page whose unit is a million points": "/MediaBox[0 0 595 842]/UserUnit 1000000",
    "a page whose unit is below nothing": "/MediaBox[0 0 595 842]/UserUnit -1",
    "a page turned by 45 degrees": "/MediaBox[0 0 595 842]/Rotate 45",
    "a page of sizes that are no numbers": f"/MediaBox[0 0 {'9' * 400} 1e999]",
}.items():
    _bare_codes = {"a page whose size is text": ("R006", "R009"), "a page of sizes that are no numbers": ("R005",)}
    _both(_about, dict, _entries + "/Resources<<>>", *_bare_codes.get(_about, ()))

# --- values and metadata

AREA.add(
    "a value that is a stream of 1 GB",
    lambda: mini(
        {**swapped(FIELD["names__evidence"], "/V<feff>", "/V 900 0 R"), 900: stream("/Filter/FlateDecode", bomb(1000))}
    ),
    WARNED,
    "R014",
    values={**MINI, "names__evidence": "\ufffd"},
)
AREA.add(
    "metadata of 1 GB",
    lambda: mini(
        {
            **added(CATALOG, "/Metadata 900 0 R"),
            900: stream("/Type/Metadata/Subtype/XML/Filter/FlateDecode", bomb(1000)),
        }
    ),
    READ,
)
AREA.add(
    "metadata of 7 MB of open brackets",
    lambda: mini(
        {
            **added(CATALOG, "/Metadata 900 0 R"),
            900: stream("/Type/Metadata", bomb(7, 1, b"<pdf:Producer>" * 70_000), packed=True),
        }
    ),
    READ,
)
AREA.add("a producer of 5 MB", lambda: mini({INFO: f"<</Producer({'p' * 5_000_000})>>"}), READ)
AREA.add(
    "a stream of objects of 1 GB",
    lambda: mini({900: stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", bomb(1000)), **added(PAGE, "/X 900 0 R")}),
    READ,
)
