"""The ZIP files that Word and OpenDocument files are, made to hurt whoever unpacks them."""

from __future__ import annotations

import struct
import zipfile
from functools import cache
from io import BytesIO
from typing import Final

from tests.hostile.cases import READ, REFUSED, WARNED, Area
from tests.hostile.office import ANSWERS, MAIN, deflated, docx, docx_parts, opendocument, packed, zip_of
from tests.hostile.pdf_streams import bomb
from tests.hostile.trap import trap

AREA: Final = Area("ZIP of Word and OpenDocument", ANSWERS)

AREA.add("a Word form (nothing is wrong)", docx, READ)
AREA.add("an OpenDocument form (nothing is wrong)", opendocument, READ)
AREA.add("cut off", lambda: docx()[:-200], REFUSED, "R005")
AREA.add("cut off in the middle", lambda: docx()[: len(docx()) // 2], REFUSED, "R005")
AREA.add("something before it", lambda: b"x" * 100 + docx(), REFUSED, "R003")
AREA.add("a megabyte behind it", lambda: docx() + bytes(1_000_000), REFUSED, "R005")


@cache
def _gigabyte() -> bytes:
    """A gigabyte of zeros, deflated without the head and foot of zlib."""
    return bomb(1000)[2:-4]


def _rest() -> list[tuple[str, bytes, int | None]]:
    return [(name, deflated(data), None) for name, data in docx_parts().items() if name != MAIN]


AREA.add("a part of 1 GB", lambda: zip_of([(MAIN, _gigabyte(), 10**9), *_rest()]), REFUSED, "R005", says="far larger")
AREA.add(
    "a part of 1 GB that says it has 1,000 bytes",
    lambda: zip_of([(MAIN, _gigabyte(), 1000), *_rest()]),
    REFUSED,
    "R005",
)
AREA.add(
    "a part of 1 GB that nobody needs",
    lambda: zip_of(
        [*[(n, deflated(d), None) for n, d in docx_parts().items()], ("word/media/x.bin", _gigabyte(), 1000)]
    ),
    READ,
)
AREA.add(
    "forty parts of 25 MB each",
    lambda: zip_of(
        [
            *[(n, deflated(d), None) for n, d in docx_parts().items()],
            *[(f"customXml/item{n}.xml", bomb(25)[2:-4], 25_000_000) for n in range(2, 42)],
        ]
    ),
    REFUSED,
    "R005",
    says="far larger",
)
AREA.add(
    "a ZIP within a ZIP within a ZIP",
    lambda: packed([("word/x.zip", packed([("y.zip", packed([("z", bytes(10**7))]))]))]),
    REFUSED,
    "R005",
)


@cache
def _overlapping(*, quoted: bool) -> bytes:
    """A thousand names for the same packed bytes: each entry reaches over those behind it (a "quoted" one says so)."""
    kernel = deflated(bytes(1_000_000))
    names = [f"word/{number}.xml" for number in range(200)]
    if not quoted:
        return zip_of([(MAIN, kernel, 1_000_000), *[(name, b"", 900_000) for name in names]], directory=lambda *_: 0)
    out = bytearray()
    files: list[tuple[str, int, int]] = []
    tail = b"PK\x03\x04" + struct.pack("<5H3L2H", 20, 0, 8, 0, 33, 0, len(kernel), 1_000_000, 4, 0) + b"last" + kernel
    for name in reversed(names):  # each is a stored block of deflate that quotes the head of the next one
        head = tail[:30] + tail[30 : 30 + struct.unpack("<H", tail[26:28])[0]]
        quote = b"\x00" + struct.pack("<HH", len(head), len(head) ^ 0xFFFF)
        size = len(quote) + len(tail)
        tail = (
            b"PK\x03\x04"
            + struct.pack("<5H3L2H", 20, 0, 8, 0, 33, 0, size, 1_000_000, len(name), 0)
            + name.encode()
            + quote
            + tail
        )
        files.append((name, size, len(tail)))
    out += tail
    central = b"".join(
        b"PK\x01\x02"
        + struct.pack("<6H3L5H2L", 20, 20, 0, 8, 0, 33, 0, size, 900_000, len(name), 0, 0, 0, 0, 0, len(tail) - place)
        + name.encode()
        for name, size, place in reversed(files)
    )
    return (
        bytes(out)
        + central
        + b"PK\x05\x06"
        + struct.pack("<4H2LH", 0, 0, len(files), len(files), len(central), len(out), 0)
    )


AREA.add("parts that are all the same bytes", lambda: _overlapping(quoted=False), REFUSED, "R005", says="overlap")
AREA.add(
    "parts that quote each other (158 kB to 50 GB)", lambda: _overlapping(quoted=True), REFUSED, "R005", says="overlap"
)


@AREA.case("two parts of one name", REFUSED, "R005")
def _doubled() -> bytes:
    return packed([*docx_parts().items(), ("word/documenX.xml", b"<x/>")]).replace(
        b"word/documenX.xml", b"word/document.xml"
    )


AREA.add(
    "two parts of one name by another slash",
    lambda: docx({"word\\document.xml": b"<x/>"}),
    REFUSED,
    "R005",
    says="same name",
)
AREA.add(
    "parts whose names lead elsewhere",
    lambda: docx(
        {
            "../../../../tmp/kadergen-was-here": b"x",
            "/etc/kadergen-was-here": b"x",
            "C:\\kadergen-was-here": b"x",
            "con": b"x",
            "word/" + "n" * 60_000: b"x",
        }
    ),
    READ,
)


@AREA.case("a part that is a link", READ)
def _link() -> bytes:
    out = BytesIO(docx())
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("word/media/link")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, str(trap().path))
    return out.getvalue()


AREA.add(
    "6,000 parts", lambda: docx({f"word/media/{n}": b"" for n in range(6_000)}), REFUSED, "R005", says="5000 parts"
)
AREA.add(
    "a password on its parts",
    lambda: docx().replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"),
    REFUSED,
    "R004",
)
AREA.add("a part whose check sum is wrong", lambda: _wrong_sum(MAIN), REFUSED, "R005")
AREA.add("a part that nobody needs whose check sum is wrong", lambda: _wrong_sum("word/theme/theme1.xml"), READ)
AREA.add("headers whose check sum is wrong", lambda: _wrong_sum("word/footer1.xml"), WARNED, "R009")


def _wrong_sum(name: str) -> bytes:
    data = bytearray(docx())
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode()))
    data[at + 16 : at + 20] = b"\0\0\0\0"
    local = data.index(name.encode()) - 30
    data[local + 14 : local + 18] = b"\0\0\0\0"
    return bytes(data)
