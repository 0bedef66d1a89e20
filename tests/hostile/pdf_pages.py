"""Forms that were printed or flattened, with something on their pages that is made to hurt whoever draws them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, Final

import pikepdf

from tests.hostile.cases import READ, REFUSED, Area, Outcome
from tests.hostile.pdf_streams import bomb
from tests.hostile.targets import flattened
from tests.returned.word_paper import ANSWERS

AREA: Final = Area("PDF, printed or flattened", ANSWERS)
_IMAGE: Final[Mapping[str, Any]] = {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/BitsPerComponent": 8,
                                    "/ColorSpace": pikepdf.Name.DeviceGray, "/Filter": pikepdf.Name.FlateDecode}  # fmt: skip


def _with(content: bytes, entries: Mapping[str, Any] | None = None, data: bytes = b"", **page: Any) -> bytes:
    """The flattened form; its first page draws `content` as well, in which /X is a stream with these entries."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(flattened())) as pdf:
        first = pdf.pages[0]
        if entries is not None:
            stream = pdf.make_stream(b"")
            stream.write(data, filter=entries.get("/Filter"))
            for key, value in entries.items():
                if key != "/Filter":
                    stream[key] = stream if value == "ITSELF" else value
            for kind in ("/XObject", "/Pattern", "/Shading"):
                if kind not in first.Resources:
                    first.Resources[kind] = pikepdf.Dictionary()
                first.Resources[kind].X = stream
        first.contents_add(content)
        for key, value in page.items():
            first.obj["/" + key] = value
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _form(resources: Any, **more: Any) -> dict[str, Any]:
    return {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Form,
        "/BBox": [0, 0, 900, 900],
        "/Resources": resources,
        **more,
    }


def _doubling(depth: int) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(flattened())) as pdf:
        inner = pdf.make_stream(b"0 0 9 9 re f", _form(pikepdf.Dictionary()))
        for _ in range(depth):
            resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
            inner = pdf.make_stream(b"/X Do /X Do", _form(resources))
        first = pdf.pages[0]
        if "/XObject" not in first.Resources:
            first.Resources.XObject = pikepdf.Dictionary()
        first.Resources.XObject.X = inner
        first.contents_add(b"/X Do")
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _add(about: str, make: Any, outcome: Outcome = READ, *codes: str, seconds: int = 5) -> None:
    AREA.add(about, make, outcome, *codes, pages=True, seconds=seconds)


_add("nothing is wrong", flattened)
_add(
    "a picture of 60,000 × 60,000 points",
    lambda: _with(b"q 9 0 0 9 0 0 cm /X Do Q", {**_IMAGE, "/Width": 60_000, "/Height": 60_000}, bomb(100)),
)
_add("a picture of no size", lambda: _with(b"/X Do", {**_IMAGE, "/Width": 0, "/Height": -9}, b"x"))
_add("drawings that double at each of 25 levels", lambda: _doubling(25), REFUSED, "R036", seconds=3)
_add(
    "a pattern of a billion tiles",
    lambda: _with(
        b"/Pattern cs /X scn 0 0 2 2 re f",
        {
            "/Type": pikepdf.Name.Pattern,
            "/PatternType": 1,
            "/PaintType": 1,
            "/TilingType": 1,
            "/BBox": [0, 0, 1, 1],
            "/XStep": 0.0001,
            "/YStep": 0.0001,
            "/Resources": pikepdf.Dictionary(),
        },
        b"0 0 1 1 re f",
    ),
)
_add("100,000 opened states", lambda: _with(b"q " * 100_000))
_add(
    "content of 1 GB",
    lambda: _with(b"/X Do", _form(pikepdf.Dictionary(), **{"/Filter": pikepdf.Name.FlateDecode}), bomb(1000)),
    REFUSED,
    "R036",
)
_add("a page whose unit is a million points", lambda: _with(b"", UserUnit=1_000_000))
_add("a page that is turned by 45 degrees", lambda: _with(b"", Rotate=45))
_add(
    "a page a million points wide",
    lambda: _with(b"", MediaBox=[0, 0, 1_000_000, 1_000_000], CropBox=[0, 0, 1_000_000, 1_000_000]),
)
