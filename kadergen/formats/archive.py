"""What makes a document a PDF/A (ISO 19005-2 and -3, level a) and a PDF/UA-1 (ISO 14289-1), besides its pages.

Metadata (XMP) that say the same as the document's Info, the meaning of its colours, and files inside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from kadergen.formats.fallback_font import add
from kadergen.formats.pdfsyntax import Name, Stream
from kadergen.formats.reportlab_objects import ReportLabSink, WrittenStream

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XMP_DATE: Final = "%Y-%m-%dT%H:%M:%S+00:00"
_PDF_DATE: Final = "D:%Y%m%d%H%M%S+00'00'"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the document, which the document was made from; it says what it is in `description`."""

    name: str
    media_type: str
    description: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Property:
    """A property of our own in the metadata; `description` says in English what it means."""

    name: str
    value: str
    description: str


@dataclass(frozen=True, slots=True)
class Description:
    """What the document says about itself; texts are plain, without control characters. `made` is both its dates.

    `properties` are of the namespace `namespace`, written with the prefix `prefix`.
    """

    title: str
    language: str
    producer: str
    made: datetime
    subject: str = ""
    keywords: str = ""
    namespace: str = ""
    prefix: str = ""
    schema: str = ""
    properties: Sequence[Property] = field(default=())


def archive(canvas: Canvas, described: Description, rgb_profile: bytes, attachments: Sequence[Attachment] = ()) -> None:
    """Adds all of it to the canvas's document: PDF/A-3a with attachments, PDF/A-2a without. Once, before saving."""
    sink = ReportLabSink(canvas)
    catalog = canvas._doc.Catalog  # type: ignore[attr-defined]
    # ReportLab writes the keys alone that it knows.
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents", "AF"]
    metadata = xmp(described, part=3 if attachments else 2)
    # Metadata are left uncompressed, for programs that look for them without reading PDF.
    catalog.Metadata = WrittenStream({"Type": Name("Metadata"), "Subtype": Name("XML")}, metadata)
    profile = add(sink, Stream({"N": 3}, rgb_profile))
    intent = {
        "Type": Name("OutputIntent"),
        "S": Name("GTS_PDFA1"),
        "OutputConditionIdentifier": "sRGB IEC61966-2.1",
        "Info": "sRGB IEC61966-2.1",
        "DestOutputProfile": profile,
    }
    catalog.OutputIntents = sink.value([intent])
    if attachments:
        files = {file.name: _attached(sink, file, described.made) for file in attachments}
        names = [part for name in sorted(files) for part in (name, files[name])]
        catalog.Names = sink.value({"EmbeddedFiles": {"Names": names}})
        catalog.AF = sink.value(list(files.values()))


def _attached(sink: ReportLabSink, file: Attachment, made: datetime) -> object:
    """The file specification of an embedded file; its reference."""
    stream = Stream(
        {
            "Type": Name("EmbeddedFile"),
            "Subtype": Name(file.media_type),
            "Params": {"Size": len(file.data), "ModDate": made.astimezone(UTC).strftime(_PDF_DATE)},
        },
        file.data,
    )
    embedded = add(sink, stream)
    specification: Mapping[str, object] = {
        "Type": Name("Filespec"),
        "F": file.name,
        "UF": file.name,
        "Desc": file.description,
        "AFRelationship": Name("Source"),
        "EF": {"F": embedded, "UF": embedded},
    }
    return add(sink, specification)


def xmp(described: Description, *, part: int) -> bytes:
    """The metadata packet: Dublin Core, Info's entries, PDF/A level a of this part, PDF/UA-1, and our properties."""
    date = described.made.astimezone(UTC).strftime(_XMP_DATE)
    texts: list[str] = [
        f"<pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "<dc:format>application/pdf</dc:format>",
        _alternative("dc:title", described.title),
        f"<dc:language><rdf:Bag><rdf:li>{escape(described.language)}</rdf:li></rdf:Bag></dc:language>",
        _alternative("dc:description", described.subject) if described.subject else "",
        f"<pdf:Keywords>{escape(described.keywords)}</pdf:Keywords>" if described.keywords else "",
        f"<pdf:Producer>{escape(described.producer)}</pdf:Producer>",
        f"<xmp:CreatorTool>{escape(described.producer)}</xmp:CreatorTool>",
        f"<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>",
        *(
            f"<{described.prefix}:{p.name}>{escape(p.value)}</{described.prefix}:{p.name}>"
            for p in described.properties
        ),
    ]
    own = f' xmlns:{described.prefix}="{escape(described.namespace)}"' if described.properties else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">\n'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
        f"{own}>\n"
        + "\n".join(filter(None, texts))
        + f"\n</rdf:Description>\n{_extensions(described)}</rdf:RDF></x:xmpmeta>\n"
        '<?xpacket end="w"?>'
    ).encode()


def _alternative(name: str, text: str) -> str:
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt></{name}>'


def _extensions(described: Description) -> str:
    """What the properties mean that PDF/A does not know: PDF/UA's and ours (ISO 19005-2, 6.6.2.3.3)."""
    ua = Property("part", "1", "Indicates, which part of ISO 14289 standard is followed")
    schemas = [_schema("PDF/UA Universal Accessibility Schema", "http://www.aiim.org/pdfua/ns/id/", "pdfuaid", [ua])]
    if described.properties:
        schemas.append(_schema(described.schema, described.namespace, described.prefix, described.properties))
    return (
        '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
        'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\n'
        f"<pdfaExtension:schemas><rdf:Bag>{''.join(schemas)}</rdf:Bag></pdfaExtension:schemas>\n</rdf:Description>\n"
    )


def _schema(title: str, namespace: str, prefix: str, properties: Sequence[Property]) -> str:
    rows = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{escape(p.name)}</pdfaProperty:name>"
        f"<pdfaProperty:valueType>{'Integer' if prefix == 'pdfuaid' else 'Text'}</pdfaProperty:valueType>"
        "<pdfaProperty:category>internal</pdfaProperty:category>"
        f"<pdfaProperty:description>{escape(p.description)}</pdfaProperty:description></rdf:li>"
        for p in properties
    )
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{escape(title)}</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{escape(namespace)}</pdfaSchema:namespaceURI>"
        f"<pdfaSchema:prefix>{escape(prefix)}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{rows}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
