"""What people send instead of a form, and what is no form of anything."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Final

from PIL import Image

from tests.hostile.cases import REFUSED, Area
from tests.hostile.office import packed
from tests.hostile.rawpdf import CATALOG, PAGES, mini, pdf, stream
from tests.hostile.trap import trap

AREA: Final = Area("other files")


def _picture(kind: str) -> Callable[[], bytes]:
    def make() -> bytes:
        out = io.BytesIO()
        Image.new("L", (300, 400), 255).save(out, kind)
        return out.getvalue()

    return make


def _scan(pages: int = 1) -> bytes:
    """A PDF of nothing but pictures of paper, as a scanner makes it."""
    kids = " ".join(f"{100 + n} 0 R" for n in range(pages))
    return pdf(
        {
            CATALOG: f"<</Type/Catalog/Pages {PAGES} 0 R>>",
            PAGES: f"<</Type/Pages/Kids[{kids}]/Count {pages}>>",
            7: stream("", b"595 0 0 842 0 0 cm /I Do"),
            8: stream(
                "/Type/XObject/Subtype/Image/Width 300/Height 400/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode",
                _picture("JPEG")(),
            ),
            **{
                100
                + n: f"<</Type/Page/Parent {PAGES} 0 R/MediaBox[0 0 595 842]/Contents 7 0 R/Resources<</XObject<</I 8 0 R>>>>>>"
                for n in range(pages)
            },
        }
    )


for _kind in ("JPEG", "PNG", "TIFF", "GIF"):
    AREA.add(f"a picture ({_kind})", _picture(_kind), REFUSED, "R003")
AREA.add(
    "a picture that claims 4 billion rows (PNG)",
    lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\x02\0\0\0" + bytes(99),
    REFUSED,
    "R003",
)
AREA.add("a photo of a telephone (HEIC)", lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200), REFUSED, "R003")
AREA.add("a PDF that holds a scan", _scan, REFUSED, "R006", pages=True)
AREA.add("a PDF that holds 500 scans", lambda: _scan(500), REFUSED, "R006", pages=True)
AREA.add("nothing", lambda: b"", REFUSED, "R002")
AREA.add("zeros", lambda: bytes(100_000), REFUSED, "R003")
AREA.add("one byte", lambda: b"%", REFUSED, "R003")
AREA.add("noise", lambda: bytes(range(256)) * 300, REFUSED, "R003")
AREA.add("words", lambda: b"Beste allemaal,\nzie mijn antwoorden: zebu\n", REFUSED, "R003")
AREA.add("words in UTF-16", lambda: "Beste allemaal".encode("utf-16"), REFUSED, "R003")
AREA.add(
    "a web page with scripts",
    f"<!DOCTYPE html><html><script src='{trap().url}'></script></html>".encode,
    REFUSED,
    "R003",
)
AREA.add(
    "XML with an entity from a file",
    f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "{trap().path.as_uri()}">]><a>&e;</a>'.encode,
    REFUSED,
    "R003",
)
AREA.add("XML with a million declarations", lambda: b"<?a?>" * 1_000_000 + b"<xfdf/>", REFUSED, "R003")
AREA.add("JSON 100,000 deep", lambda: b"[" * 100_000, REFUSED, "R003")
AREA.add(
    "a message with a form attached",
    lambda: b"From: a@example.org\r\nMIME-Version: 1.0\r\n\r\n" + base64.encodebytes(mini()),
    REFUSED,
    "R003",
)
AREA.add(
    "a message with a thousand parts within each other",
    lambda: b"Subject: x\r\n" + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" * 1000,
    REFUSED,
    "R003",
)
AREA.add("a ZIP with a form in it", lambda: packed([("form.pdf", mini())]), REFUSED, "R003")
AREA.add("a workbook", lambda: packed([("xl/workbook.xml", b"<workbook/>")]), REFUSED, "R003")
AREA.add("a PostScript program", lambda: b"%!PS-Adobe-3.0\n(%pipe%id) (w) file\n{loop} exec\n", REFUSED, "R003")
AREA.add("a program of Windows", lambda: b"MZ\x90\0" + bytes(500), REFUSED, "R003")
AREA.add("a program of Linux", lambda: b"\x7fELF\x02\x01\x01" + bytes(500), REFUSED, "R003")
AREA.add("a shell script", f"#!/bin/sh\nrm -rf {trap().path}\n".encode, REFUSED, "R003")
AREA.add("a packed archive", lambda: b"\x1f\x8b\x08" + bytes(200), REFUSED, "R003")
AREA.add("an Outlook message", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), REFUSED, "R003")
AREA.add(
    "a PDF that is an FDF that is a PDF", lambda: b"%FDF-1.2 %PDF-1.7 " + b"trailer<</Root 1 0 R>>", REFUSED, "R005"
)
AREA.add("a beginning of a PDF and nothing more", lambda: b"%PDF-1.7\n", REFUSED, "R005")
