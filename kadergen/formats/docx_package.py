"""The package of a Word document (ISO/IEC 29500-2), made with python-docx; the same input gives the same bytes.

python-docx's own template brings another language, an old compatibility mode, a thumbnail and 400 kB of styles; a
document of ours starts from parts that it is given instead.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from kadergen.formats.office_zip import parse_xml
from kadergen.formats.wordml import ROOT_PREFIXES, writable

_DATE: Final = (1980, 1, 1, 0, 0, 0)  # of every entry: the earliest that ZIP can say
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CUSTOM_PROPERTIES: Final = "docProps/custom.xml"
"""The part with a document's own properties."""
_CUSTOM: Final = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VARIANT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CUSTOM_FORMAT: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # what marks a property as the user's own
_CONTENT_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class StyleParts:
    """The parts that say how a document looks, as XML without declaration."""

    styles: str
    theme: str
    numbering: str
    settings: str
    fonts: str


@dataclass(frozen=True, slots=True)
class Properties:
    """What a document says about itself; `own` are properties of our own."""

    title: str
    subject: str
    language: str
    creator: str
    made: datetime
    own: Mapping[str, str]


def new_document(parts: StyleParts) -> WordDocument:
    """An empty document that looks as the parts say; its body has no section yet."""
    relations = (("styles", parts.styles), ("theme", parts.theme), ("numbering", parts.numbering),
                 ("settings", parts.settings), ("fontTable", parts.fonts))  # fmt: skip
    names = {"styles": "styles.xml", "theme": "theme/theme1.xml", "numbering": "numbering.xml",
             "settings": "settings.xml", "fontTable": "fontTable.xml"}  # fmt: skip
    types = {
        "/word/document.xml": CONTENT_TYPE.WML_DOCUMENT_MAIN,
        "/word/styles.xml": CONTENT_TYPE.WML_STYLES,
        "/word/theme/theme1.xml": CONTENT_TYPE.OFC_THEME,
        "/word/numbering.xml": CONTENT_TYPE.WML_NUMBERING,
        "/word/settings.xml": CONTENT_TYPE.WML_SETTINGS,
        "/word/fontTable.xml": CONTENT_TYPE.WML_FONT_TABLE,
    }
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in types.items())
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_CONTENT_TYPES}"><Default Extension="rels" '
        f'ContentType="{CONTENT_TYPE.OPC_RELATIONSHIPS}"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": _relations([("officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": _relations([(kind, names[kind]) for kind, _ in relations]),
        "word/document.xml": f"<w:document {ROOT_PREFIXES}><w:body/></w:document>",
        **{f"word/{names[kind]}": xml for kind, xml in relations},
    }
    return docx.Document(io.BytesIO(packed({name: (_HEAD + xml).encode() for name, xml in files.items()})))


def add_part(document: WordDocument, name: str, media_type: str, relation: str, data: bytes) -> tuple[Part, str]:
    """A part that the main part refers to; the part, and the id of the relation."""
    part = Part(PackURI(f"/{name}"), media_type, data, document.part.package)
    return part, document.part.relate_to(part, f"{_OFFICE}/{relation}")


def relate(part: Part, name: str, media_type: str, relation: str, data: bytes) -> None:
    """A part that another part refers to."""
    part.relate_to(Part(PackURI(f"/{name}"), media_type, data, part.package), f"{_OFFICE}/{relation}")


def describe(document: WordDocument, properties: Properties) -> None:
    """Title, language, dates and our own properties."""
    core: Any = document.core_properties
    core.title, core.subject = writable(properties.title)[:255], writable(properties.subject)[:255]
    core.language, core.author, core.last_modified_by = properties.language, properties.creator, properties.creator
    core.created = core.modified = properties.made.replace(tzinfo=None)
    core.revision, core.comments = 1, ""
    package = document.part.package
    entries = "".join(
        f'<property fmtid="{_CUSTOM_FORMAT}" pid="{number}" name="{escape(name)}">'
        f"<vt:lpwstr>{escape(writable(value))}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(properties.own.items(), 2)
    )
    custom = f'{_HEAD}<Properties xmlns="{_CUSTOM}" xmlns:vt="{_VARIANT}">{entries}</Properties>'
    part = Part(PackURI(f"/{CUSTOM_PROPERTIES}"), CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, custom.encode(), package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
    extended = (
        f'{_HEAD}<Properties xmlns="{RELATIONSHIP_TYPE.EXTENDED_PROPERTIES.replace("relationships/", "")}">'
        f"<Application>{escape(properties.creator)}</Application></Properties>"
    )
    part = Part(PackURI("/docProps/app.xml"), CONTENT_TYPE.OFC_EXTENDED_PROPERTIES, extended.encode(), package)
    package.relate_to(part, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)


def with_properties(part: bytes, own: Mapping[str, str]) -> bytes:
    """The part `CUSTOM_PROPERTIES` with these properties, new or in the place of those of the same name.

    Raises FormatError when the part is no XML.
    """
    root = parse_xml(part, CUSTOM_PROPERTIES)
    for entry in [entry for entry in root if entry.get("name") in own]:
        root.remove(entry)
    numbers = [int(pid) for entry in root if (pid := entry.get("pid", "")).isdecimal()]
    for number, (name, value) in enumerate(own.items(), max(numbers, default=1) + 1):
        entry = etree.SubElement(
            root, f"{{{_CUSTOM}}}property", {"fmtid": _CUSTOM_FORMAT, "pid": str(number), "name": name}
        )
        etree.SubElement(entry, f"{{{_VARIANT}}}lpwstr").text = writable(value)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def package_bytes(document: WordDocument) -> bytes:
    """The file, its entries dated alike."""
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as written:
        return packed({info.filename: written.read(info) for info in written.infolist()})


def packed(files: Mapping[str, bytes]) -> bytes:
    """A package with these parts, in this order; the same parts give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(info, content)
    return out.getvalue()


def _relations(targets: list[tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{entries}</Relationships>'
