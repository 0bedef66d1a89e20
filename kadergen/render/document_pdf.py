"""A document → PDF: pages, bookmarks, page labels, metadata, and fields when it is meant for the screen."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from kadergen.diagnostics import Diagnostics
from kadergen.documents.blocks import Document, Medium
from kadergen.formats.acroform_write import FieldWriter, ScoreKid
from kadergen.layout.engine import layout_document
from kadergen.layout.placement import Layout, PlacedField
from kadergen.model.fieldmap import FieldMap
from kadergen.model.instrument import IDENTITY_FIELD, FieldKind, FormIdentity
from kadergen.render.canvas import clean, draw_page, register_font
from kadergen.theme.theme import Theme
from kadergen.theme.typefaces import MAIN

PRODUCER = "kadergen"
# Our own metadata namespace; a name, not an address that anything is fetched from.
_XMP_NAMESPACE = "urn:kadergen:form:1"


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """The file, where its fields stand (no places when it has none), what was noticed, and its pages."""

    data: bytes
    field_map: FieldMap
    diagnostics: Diagnostics
    page_count: int


def render_document_pdf(document: Document, theme: Theme) -> RenderedPdf:
    """The whole document as PDF; the same document and theme always give the same bytes."""
    layout, diagnostics = layout_document(document, theme)
    out = io.BytesIO()
    size = theme.page.size
    # Any: ReportLab's types know neither a font's name here nor the document behind the canvas.
    font: Any = register_font(f"{MAIN}-regular")
    canvas: Any = Canvas(
        out, (size.width, size.height), pageCompression=1, invariant=1, lang=document.language,
        initialFontName=font, pdfVersion=(1, 7),
    )  # fmt: skip
    _describe(canvas, document)
    has_fields = _has_fields(document, layout)
    writer = FieldWriter(canvas, language=document.language, ink=theme.colours.ink) if has_fields else None
    anchors: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for name, anchor in layout.anchors.items():
        anchors[anchor.page_index].append((name, anchor.top))
    for index, page in enumerate(layout.pages):
        for name, top in anchors[index]:
            canvas.bookmarkHorizontalAbsolute(name, round(min(top, page.size.height), 2))
        fields = draw_page(canvas, page)
        if writer:
            _write_fields(writer, fields)
        canvas.showPage()
    canvas.addPageLabel(0, style="ARABIC", start=1)
    _outline(canvas, layout)
    if writer:
        if document.identity:
            writer.identity(IDENTITY_FIELD, document.identity.marker)
        writer.finish()
    canvas.save()
    field_map = layout.field_map or FieldMap(FormIdentity("", "", ""), size.width, size.height, ())
    return RenderedPdf(out.getvalue(), field_map, diagnostics, len(layout.pages))


def _has_fields(document: Document, layout: Layout) -> bool:
    """Whether people answer in the file itself; on paper they write where the fields stand."""
    return document.medium is Medium.SCREEN and any(
        isinstance(item, PlacedField) for page in layout.pages for item in page.items
    )


def _write_fields(writer: FieldWriter, fields: list[PlacedField]) -> None:
    for spec, group in groupby(fields, key=lambda field: field.spec):
        places = list(group)
        name, first = str(spec.id), places[0]
        if spec.kind is FieldKind.SCORE:
            kids = [
                ScoreKid(place.level.id, place.rect, place.label, place.level.shape.value, place.level.colour)
                for place in places
                if place.level
            ]
            writer.score(name, kids)
        elif spec.kind is FieldKind.CHOICE:
            options = [(option.id, option.label) for option in spec.options]
            writer.choice(name, first.rect, first.label, options, font_size=first.size)
        else:
            writer.text(name, first.rect, first.label, multiline=first.multiline, font_size=first.size)


def _describe(canvas: Any, document: Document) -> None:
    """Title, language and our identity, in Info and in XMP, so that a reader knows the form by either."""
    canvas.setTitle(clean(document.title))
    canvas.setSubject(clean(document.subject))
    canvas.setProducer(PRODUCER)
    canvas.setCreator(PRODUCER)
    canvas.setAuthor("")
    marker = document.identity.marker if document.identity else ""
    canvas.setKeywords(marker)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    metadata = pdfdoc.PDFStream(
        dictionary=pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")}),
        content=_xmp(document, marker),
        filters=[],
    )
    canvas._doc.Catalog.Metadata = canvas._doc.Reference(metadata, "kadergen.metadata")


def _xmp(document: Document, marker: str) -> bytes:
    identity = f"<form:identity>{escape(clean(marker))}</form:identity>" if marker else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:form="{_XMP_NAMESPACE}">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(clean(document.title))}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:language><rdf:Bag><rdf:li>{escape(clean(document.language))}</rdf:li></rdf:Bag></dc:language>"
        f"<pdf:Producer>{PRODUCER}</pdf:Producer>{identity}"
        "</rdf:Description></rdf:RDF></x:xmpmeta>\n"
        '<?xpacket end="w"?>'
    ).encode()


def _outline(canvas: Any, layout: Layout) -> None:
    depth = -1
    for bookmark in layout.bookmarks:
        depth = min(bookmark.depth, depth + 1)
        canvas.addOutlineEntry(clean(bookmark.title), bookmark.anchor, depth, closed=True)
    if layout.bookmarks:
        canvas.showOutline()
