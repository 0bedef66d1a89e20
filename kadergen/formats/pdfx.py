"""What makes a PDF a PDF/X-4 (ISO 15930-7) besides its pages: output intent, metadata, trapping, identifiers, dates.

The pages have to do their part: trim boxes, embedded fonts, no annotation on the page, colours that the output intent
covers.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from typing import Final
from uuid import UUID

import pikepdf

VERSION: Final = "PDF/X-4"


@dataclass(frozen=True, slots=True)
class OutputCondition:
    """The printing condition, by its name in the registry of the ICC, in words, and as a profile for four inks."""

    name: str
    words: str
    profile: bytes


@dataclass(frozen=True, slots=True)
class Description:
    """What the file says about itself. Both dates of the file are `made`."""

    title: str
    subject: str
    language: str
    producer: str
    made: datetime


def write_pdfx(pdf: pikepdf.Pdf, condition: OutputCondition, described: Description) -> bytes:
    """The document as PDF/X-4, always with the same bytes for the same pages."""
    _plain_catalog(pdf, described.language)
    profile = pdf.make_stream(condition.profile, N=4)
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFX,
        OutputConditionIdentifier=pikepdf.String(condition.name),
        OutputCondition=pikepdf.String(condition.words),
        RegistryName=pikepdf.String("http://www.color.org"),
        Info=pikepdf.String(condition.words),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = pikepdf.Array([pdf.make_indirect(intent)])
    when = described.made.astimezone(UTC)
    date = pikepdf.String(when.strftime("D:%Y%m%d%H%M%S+00'00'"))
    texts = {
        "/Title": described.title,
        "/Subject": described.subject,
        "/Creator": described.producer,
        "/Producer": described.producer,
        "/GTS_PDFXVersion": VERSION,
    }
    info = pikepdf.Dictionary({name: pikepdf.String(text) for name, text in texts.items() if text})
    info["/CreationDate"] = info["/ModDate"] = date
    info["/Trapped"] = pikepdf.Name("/False")
    pdf.trailer["/Info"] = pdf.make_indirect(info)
    metadata = pdf.make_stream(_xmp(described, when, _fingerprint(pdf)))
    metadata["/Type"], metadata["/Subtype"] = pikepdf.Name.Metadata, pikepdf.Name.XML
    pdf.Root["/Metadata"] = metadata
    pdf.remove_unreferenced_resources()
    out = io.BytesIO()
    # Without object streams, for the sake of the older of the programs that drive presses.
    pdf.save(
        out,
        force_version="1.6",
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=True,
    )
    return out.getvalue()


def _plain_catalog(pdf: pikepdf.Pdf, language: str) -> None:
    """Pages and language are all that a printer needs of the document itself."""
    for key in list(pdf.Root.keys()):
        if key not in {"/Type", "/Pages", "/ViewerPreferences"}:
            del pdf.Root[key]
    pdf.Root["/Lang"] = pikepdf.String(language)


def _fingerprint(pdf: pikepdf.Pdf) -> UUID:
    """An identifier that follows from what the pages draw."""
    digest = sha256()
    for page in pdf.pages:
        digest.update(page.obj.get("/TrimBox", pikepdf.Array()).unparse())
        contents = page.obj.Contents
        for stream in contents if isinstance(contents, pikepdf.Array) else [contents]:
            digest.update(stream.read_bytes())
    return UUID(bytes=digest.digest()[:16], version=5)


def _xmp(described: Description, when: datetime, identifier: UUID) -> bytes:
    date = when.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    title, subject, producer = map(escape, (described.title, described.subject, described.producer))
    description = f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>'
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfx="http://ns.adobe.com/pdfx/1.3/" '
        'xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">\n'
        "<dc:format>application/pdf</dc:format>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        f"{description if subject else ''}"
        f"<dc:language><rdf:Bag><rdf:li>{escape(described.language)}</rdf:li></rdf:Bag></dc:language>\n"
        f"<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>"
        f"<xmp:MetadataDate>{date}</xmp:MetadataDate><xmp:CreatorTool>{producer}</xmp:CreatorTool>\n"
        f"<xmpMM:DocumentID>uuid:{identifier}</xmpMM:DocumentID>"
        "<xmpMM:RenditionClass>default</xmpMM:RenditionClass><xmpMM:VersionID>1</xmpMM:VersionID>\n"
        f"<pdf:Producer>{producer}</pdf:Producer><pdf:Trapped>False</pdf:Trapped>"
        f"<pdfx:GTS_PDFXVersion>{VERSION}</pdfx:GTS_PDFXVersion>"
        f"<pdfxid:GTS_PDFXVersion>{VERSION}</pdfxid:GTS_PDFXVersion>\n"
        "</rdf:Description></rdf:RDF></x:xmpmeta>\n"
        '<?xpacket end="w"?>'
    ).encode()
