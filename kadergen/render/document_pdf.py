"""A document → tagged PDF: pages, structure, bookmarks, page labels, metadata, and fields for the screen.

Every document conforms to PDF/UA-1 and to PDF/A, level a: part 2, or part 3 with attachments.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any, Final

from reportlab.pdfgen.canvas import Canvas

from kadergen.diagnostics import Diagnostics
from kadergen.documents.blocks import Document, Medium
from kadergen.formats.acroform_write import FieldWriter, ScoreKid
from kadergen.formats.archive import Attachment, Description, Property, archive
from kadergen.formats.reportlab_objects import mend_fonts, prepare
from kadergen.formats.tagging import TagWriter
from kadergen.layout.engine import layout_document
from kadergen.layout.placement import Layout, PlacedField
from kadergen.model.fieldmap import FieldMap
from kadergen.model.instrument import IDENTITY_FIELD, FieldKind, FormIdentity
from kadergen.render.canvas import clean, draw_page, register_font
from kadergen.render.created import created
from kadergen.render.json_file import json_bytes
from kadergen.theme.theme import Theme
from kadergen.theme.typefaces import MAIN

PRODUCER = "kadergen"
# Our own metadata namespace; a name, not an address that anything is fetched from.
_XMP_NAMESPACE: Final = "urn:kadergen:form:1"
FIELD_MAP_NAME: Final = "fields.json"
"""How the field map is called among a form's attachments."""


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """The file, where its fields stand (no places when it has none), what was noticed, and its pages."""

    data: bytes
    field_map: FieldMap
    diagnostics: Diagnostics
    page_count: int


def render_document_pdf(document: Document, theme: Theme, attachments: Sequence[Attachment] = ()) -> RenderedPdf:
    """The whole document as PDF; the same document and theme always give the same bytes.

    A form takes `attachments` with it, and its own field map, so that it explains itself.
    """
    layout, diagnostics = layout_document(document, theme)
    out = io.BytesIO()
    size = theme.page.size
    # Any: ReportLab's types know neither a font's name here nor the document behind the canvas.
    font: Any = register_font(f"{MAIN}-regular")
    canvas: Any = Canvas(
        out, (size.width, size.height), pageCompression=1, invariant=1, lang=clean(document.language),
        initialFontName=font, pdfVersion=(1, 7),
    )  # fmt: skip
    prepare(canvas)
    tags = TagWriter(canvas)
    writer = FieldWriter(canvas, ink=theme.colours.ink) if _has_fields(document, layout) else None
    anchors: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for name, anchor in layout.anchors.items():
        anchors[anchor.page_index].append((name, anchor.top))
    for index, page in enumerate(layout.pages):
        for name, top in anchors[index]:
            canvas.bookmarkHorizontalAbsolute(name, round(min(top, page.size.height), 2))
        fields = draw_page(canvas, page, tags=tags)
        if writer:
            _write_fields(writer, fields, tags)
        tags.end_page()
        canvas.showPage()
    canvas.addPageLabel(0, style="ARABIC", start=1)
    _outline(canvas, layout)
    field_map = layout.field_map or FieldMap(FormIdentity("", "", ""), size.width, size.height, ())
    if writer:
        if document.identity:
            writer.identity(IDENTITY_FIELD, document.identity.marker)
        writer.finish()
        attachments = (*attachments, _field_map_file(field_map))
    tags.finish(layout.structure)
    _describe(canvas, document, attachments)
    mend_fonts(canvas)
    canvas.save()
    return RenderedPdf(out.getvalue(), field_map, diagnostics, len(layout.pages))


def _has_fields(document: Document, layout: Layout) -> bool:
    """Whether people answer in the file itself; on paper they write where the fields stand."""
    return document.medium is Medium.SCREEN and any(
        isinstance(item, PlacedField) for page in layout.pages for item in page.items
    )


def _write_fields(writer: FieldWriter, fields: list[PlacedField], tags: TagWriter) -> None:
    for spec, group in groupby(fields, key=lambda field: field.spec):
        places = list(group)
        name, first = str(spec.id), places[0]
        if spec.kind is FieldKind.SCORE:
            places = [place for place in places if place.level]
            kids = [
                ScoreKid(
                    place.level.id,
                    place.rect,
                    clean(place.label),
                    place.level.shape.value,
                    place.level.colour,
                    place.size,
                )
                for place in places
                if place.level
            ]
            widgets = writer.score(name, kids)
        elif spec.kind is FieldKind.CHOICE:
            options = [(option.id, option.label) for option in spec.options]
            widgets = [writer.choice(name, first.rect, clean(first.label), options, font_size=first.size)]
        else:
            label = clean(first.label)
            widgets = [writer.text(name, first.rect, label, multiline=first.multiline, font_size=first.size)]
        for place, widget in zip(places, widgets, strict=True):
            assert place.node is not None, "every field has its place in the structure"
            tags.annotate(place.node, widget.reference, widget.dictionary)


def _describe(canvas: Any, document: Document, attachments: Sequence[Attachment]) -> None:
    """Title, language and our identity, in Info and in XMP, so that a reader knows the form by either."""
    title, subject = clean(document.title), clean(document.subject)
    canvas.setTitle(title)
    canvas.setSubject(subject)
    canvas.setProducer(PRODUCER)
    canvas.setCreator(PRODUCER)
    canvas.setAuthor("")
    marker = clean(document.identity.marker) if document.identity else ""
    canvas.setKeywords(marker)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    described = Description(
        title,
        clean(document.language),
        PRODUCER,
        created(),
        subject,
        marker,
        _XMP_NAMESPACE,
        "form",
        "kadergen: what form a document is",
        [Property("identity", marker, "Framework, version and fingerprint of the form")] if marker else [],
    )
    archive(canvas, described, _screen_profile(), attachments)


@cache
def _screen_profile() -> bytes:
    """sRGB, which the documents' colours are meant in."""
    return (resources.files("kadergen.render") / "icc" / "sRGB.icc").read_bytes()


def _field_map_file(field_map: FieldMap) -> Attachment:
    data = json_bytes(field_map.to_json())
    return Attachment(FIELD_MAP_NAME, "application/json", "Where each field stands on the pages", data)


def _outline(canvas: Any, layout: Layout) -> None:
    depth = -1
    for bookmark in layout.bookmarks:
        depth = min(bookmark.depth, depth + 1)
        canvas.addOutlineEntry(clean(bookmark.title), bookmark.anchor, depth, closed=True)
    if layout.bookmarks:
        canvas.showOutline()
