"""Word and OpenDocument files made of XML that stands in the tests, and LibreOffice to make real ones."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import pytest

from kadergen.formats.rawdocument import RawDocument, RawParagraph, RawTable

OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W_NAMESPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD: Final[Mapping[str, str]] = {
    "w": W_NAMESPACE,
    "r": OFFICE,
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "w16se": "http://schemas.microsoft.com/office/word/2015/wordml/symex",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
NAMES: Final = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _WORD.items())
RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES: Final = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="png" '
    'ContentType="image/png"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/>'
    '<Override PartName="/word/embeddings/ole1.bin" ContentType="application/x-ole"/></Types>'
)

_ODF: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT: Final[Mapping[str, str]] = {
    **{name: f"{_ODF}{name}:1.0" for name in ("office", "style", "text", "table", "meta", "manifest")},
    "draw": f"{_ODF}drawing:1.0",
    "fo": f"{_ODF}xsl-fo-compatible:1.0",
    "svg": f"{_ODF}svg-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "field": "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0",
}
ODF_NAMES: Final = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _TEXT.items())


def packed(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """A part's relations: id → (kind, target); a target with "://" is outside."""
    outside = ' TargetMode="External"'
    entries = "".join(
        f'<Relationship Id="{identity}" Type="{OFFICE}/{kind}" Target="{target}"{outside if "://" in target else ""}/>'
        for identity, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{RELATIONS}">{entries}</Relationships>'


def word_part(name: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {NAMES}>{inner}</w:{name}>'


def docx(
    body: str, parts: Mapping[str, tuple[str, str | bytes]] | None = None, more: Mapping[str, str | bytes] | None = None
) -> bytes:
    """A .docx with this body; `parts` are (kind of relation, content) by path below word/, their ids rId1, rId2 …"""
    parts = parts or {}
    named = {f"rId{n}": (kind, path) for n, (path, (kind, _)) in enumerate(parts.items(), 1)}
    return packed(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": relations({"rId1": ("officeDocument", "word/document.xml")}),
            "word/document.xml": word_part("document", f"<w:body>{body}<w:sectPr/></w:body>"),
            "word/_rels/document.xml.rels": relations(named),
            **{f"word/{path}": content for path, (_, content) in parts.items() if "://" not in path},
            **(more or {}),
        }
    )


def p(text: str) -> str:
    return f"<w:p>{r(text)}</w:p>"


def r(text: str, look: str = "") -> str:
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def sdt(inner: str, tag: str = "", alias: str = "", more: str = "") -> str:
    names = (f'<w:alias w:val="{alias}"/>' if alias else "") + (f'<w:tag w:val="{tag}"/>' if tag else "")
    return f"<w:sdt><w:sdtPr>{names}{more}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def tc(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def odt(
    body: str,
    *,
    automatic: str = "",
    styles: str = "",
    masters: str = "",
    meta: str = "",
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """An .odt with this text; `automatic` are its own styles, `styles` the named ones."""
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {ODF_NAMES}><office:automatic-styles>{automatic}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            "styles.xml": f"<office:document-styles {ODF_NAMES}><office:styles>{styles}</office:styles>"
            f"<office:master-styles>{masters}</office:master-styles></office:document-styles>",
            "meta.xml": f"<office:document-meta {ODF_NAMES}><office:meta>{meta}</office:meta></office:document-meta>",
            **(more or {}),
        }
    )


def saved_by_libreoffice(path: Path, kind: str, folder: Path) -> bytes:
    """The document as LibreOffice saves it in this format. Skips the test where there is no LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    out = folder / f"out-{kind}"
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--norestore", "--convert-to", kind, "--outdir", str(out), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (out / f"{path.stem}.{kind}").read_bytes()


def cells(document: RawDocument) -> list[list[str]]:
    (found,) = (block for block in document.blocks if isinstance(block, RawTable))
    return [[cell.text for cell in row.cells] for row in found.rows]


def paragraphs(document: RawDocument) -> list[str]:
    return [block.content.text for block in document.blocks if isinstance(block, RawParagraph)]
