"""What a print shop's preflight looks for, written from the rules and not from our writer; faults have short names.

Rules: ISO 15930-7 (PDF/X-4), ISO 32000-1 for the objects. Colours and inks are read from the operators and, by
`total_ink` and `plates`, from separations that Ghostscript makes.
"""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf
from PIL import Image

POINTS_PER_MM = 72 / 25.4
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"
_XMP_KEYS = {
    "version": "{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion",
    "trapped": "{http://ns.adobe.com/pdf/1.3/}Trapped",
    "title": "{http://purl.org/dc/elements/1.1/}title",
    "created": "{http://ns.adobe.com/xap/1.0/}CreateDate",
    "modified": "{http://ns.adobe.com/xap/1.0/}ModifyDate",
    "metadata": "{http://ns.adobe.com/xap/1.0/}MetadataDate",
    "identifier": "{http://ns.adobe.com/xap/1.0/mm/}DocumentID",
    "rendition": "{http://ns.adobe.com/xap/1.0/mm/}RenditionClass",
}


def faults(data: bytes) -> set[str]:
    """Everything that is wrong with a PDF/X-4, by short names; empty for a sound file."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = {*_document(pdf), *_metadata(pdf), *_intent(pdf)}
        for page in pdf.pages:
            found.update(_boxes(page))
            found.update(_content(page))
            if "/Annots" in page:
                found.add("annotation")
            if "/Group" in page:
                found.add("transparency")
        for each in pdf.objects:
            if isinstance(each, pikepdf.Stream) and "/LZWDecode" in str(each.get("/Filter", "")):
                found.add("LZW")
        return found


def _document(pdf: pikepdf.Pdf) -> Iterator[str]:
    if pdf.is_encrypted:
        yield "encrypted"
    if pdf.pdf_version > "1.6":
        yield "version"
    for key in ("/AcroForm", "/OpenAction", "/AA", "/Names", "/OCProperties"):
        if key in pdf.Root:
            yield key
    if "/ID" not in pdf.trailer:
        yield "no identifier"


def _metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    info = pdf.trailer.get("/Info", pikepdf.Dictionary())
    if info.get("/Trapped") not in ("/True", "/False"):
        yield "trapped"
    for key in ("/Title", "/CreationDate", "/ModDate"):
        if not str(info.get(key, "")):
            yield f"no {key}"
    if "/Metadata" not in pdf.Root:
        yield "no XMP"
        return
    told: dict[str, str] = {}
    for description in ET.fromstring(pdf.Root.Metadata.read_bytes()).iter(_RDF):
        for child in description:
            told[child.tag] = "".join(child.itertext()).strip()
    said = {name: told.get(key, "") for name, key in _XMP_KEYS.items()}
    if said["version"] != "PDF/X-4":
        yield "PDF/X version"
    if f"/{said['trapped']}" != info.get("/Trapped"):
        yield "trapped"
    yield from (f"no {name} in XMP" for name, value in said.items() if not value)
    for key, name in (("/CreationDate", "created"), ("/ModDate", "modified")):
        digits = "".join(c for c in said[name] if c.isdigit())[:14]
        if digits not in str(info.get(key, "")):
            yield "dates differ"


def _intent(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = [each for each in pdf.Root.get("/OutputIntents", []) if each.get("/S") == "/GTS_PDFX"]
    if len(intents) != 1:
        yield "output intent"
        return
    intent = intents[0]
    if "/DestOutputProfile" not in intent or not str(intent.get("/OutputConditionIdentifier", "")):
        yield "output intent"
        return
    profile = intent.DestOutputProfile.read_bytes()
    if profile[12:20] != b"prtrCMYK" or int.from_bytes(profile[:4], "big") != len(profile):
        yield "profile"
    if intent.DestOutputProfile.get("/N") != 4:
        yield "profile"


def _boxes(page: pikepdf.Page) -> Iterator[str]:
    names = [name for name in ("/MediaBox", "/BleedBox", "/TrimBox") if name in page]
    if names != ["/MediaBox", "/BleedBox", "/TrimBox"] or "/ArtBox" in page:
        yield "boxes"
        return
    media, bleed, trim = (rectangle(page, name) for name in names)
    if not inside(bleed, media) or not inside(trim, bleed):
        yield "boxes"
    if "/CropBox" in page and not inside(trim, rectangle(page, "/CropBox")):
        yield "boxes"


def rectangle(page: pikepdf.Page, name: str) -> tuple[float, ...]:
    return tuple(float(value) for value in page.obj[name].as_list())


def inside(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    near = 0.01
    low = inner[0] >= outer[0] - near and inner[1] >= outer[1] - near
    return low and inner[2] <= outer[2] + near and inner[3] <= outer[3] + near


def _content(page: pikepdf.Page) -> Iterator[str]:
    yield from _drawn(page.obj)
    yield from _used(page.obj.Resources)


def _drawn(owner: Any) -> Iterator[str]:
    """Faults in the operators of a page or form."""
    in_text = False
    for instruction in pikepdf.parse_content_stream(owner):
        operator, operands = str(instruction.operator), list(instruction.operands)
        if operator in {"BT", "ET"}:
            in_text = operator == "BT"
        elif operator in {"rg", "RG"} or (operator in {"cs", "CS"} and "RGB" in str(operands)):
            yield "RGB"
        elif operator in {"k", "K"}:
            shares = [float(share) for share in operands]
            if sum(shares) > 3.0:
                yield "too much ink"
            if in_text and any(shares[:3]):
                yield "text in more than black"
        elif operator == "INLINE IMAGE":
            yield "inline image"


def _used(resources: Any) -> Iterator[str]:
    """Faults in what a page or form draws with."""
    for state in resources.get("/ExtGState", {}).values():
        if float(state.get("/ca", 1)) < 1 or float(state.get("/CA", 1)) < 1 or "/SMask" in state:
            yield "transparency"
        if state.get("/OP") or state.get("/op"):
            yield "overprint"
    if any(map(_is_rgb, resources.get("/ColorSpace", {}).values())):
        yield "RGB"
    for font in resources.get("/Font", {}).values():
        described = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        if not any(f"/FontFile{kind}" in described.get("/FontDescriptor", {}) for kind in ("", "2", "3")):
            yield "font not embedded"
    for used in resources.get("/XObject", {}).values():
        if "/Group" in used or "/SMask" in used:
            yield "transparency"
        if used.get("/Subtype") == "/Form":
            yield from _drawn(used)
            yield from _used(used.get("/Resources", resources))
        elif _is_rgb(used.get("/ColorSpace")):
            yield "RGB"


def _is_rgb(space: Any) -> bool:
    if isinstance(space, pikepdf.Array):
        icc = space[0] == "/ICCBased" and space[1].get("/N") == 3
        return icc or any(_is_rgb(part) for part in space if isinstance(part, pikepdf.Name | pikepdf.Array))
    return str(space) in {"/DeviceRGB", "/CalRGB", "/RGB"}


# ------------------------------------------------------------------------------------------- separations, Ghostscript


def plates(path: Path, page: int, folder: Path, dpi: int = 36) -> dict[str, Image.Image]:
    """The separations of a page (from 1), each as grey levels: 255 is bare paper."""
    command = ["gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=tiffsep", f"-r{dpi}"]
    pages = [f"-dFirstPage={page}", f"-dLastPage={page}"]
    subprocess.run([*command, *pages, f"-sOutputFile={folder}/{page}-%d.tif", path], check=True, capture_output=True)
    found = {}
    for name in ("Cyan", "Magenta", "Yellow", "Black"):
        (file,) = folder.glob(f"{page}-*({name}).tif")
        with Image.open(file) as plate:
            found[name] = plate.convert("L")
    assert len(list(folder.glob(f"{page}-*(*).tif"))) == 4, "a spot colour"
    return found


def total_ink(separated: dict[str, Image.Image]) -> float:
    """The most ink on one spot, 1.0 for one full ink."""
    spots = zip(*(plate.tobytes() for plate in separated.values()), strict=True)
    return max(sum(255 - int(value) for value in spot) for spot in spots) / 255


def darkest_of(plate: Image.Image) -> int:
    """The darkest grey level: 255 when nothing is printed."""
    return min(plate.tobytes())
