"""A booklet for the press: the pages for a print shop (PDF/X-4), and imposed two-up as sheets to fold and staple.

All are made from one drawing of the pages, in inks, without links: `PrintJob` draws it, its methods lay it out.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

import pikepdf
from reportlab.pdfgen.canvas import Canvas

from kadergen.diagnostics import Diagnostics
from kadergen.documents.blocks import Document
from kadergen.formats.pdfboxes import MARK_GAP, MARK_LENGTH, Boxes, frame
from kadergen.formats.pdfsheets import Laid, lay_on_sheets
from kadergen.formats.pdfx import Description, OutputCondition, write_pdfx
from kadergen.layout.engine import layout_document
from kadergen.layout.imposition import saddle_stitch
from kadergen.layout.placement import Layout
from kadergen.render.canvas import clean, draw_page, register_font
from kadergen.render.created import created
from kadergen.render.document_pdf import PRODUCER
from kadergen.render.inks import PressInks, fogra39
from kadergen.theme.theme import Theme
from kadergen.theme.typefaces import MAIN
from kadergen.units import A3, A4, POINTS_PER_MM, Rect, Size, mm

# What a print shop asks for.
BLEED: Final = mm(3)
# A sheet of 80 to 100 g/m².
SHEET_THICKNESS: Final = mm(0.1)
_CONDITION = "Offset printing on coated paper, ISO 12647-2:2004/Amd 1 (FOGRA39L)"


class Sheet(Enum):
    """The paper that an imposed booklet is printed on, upright; each side of it takes two pages."""

    A3 = A3
    A4 = A4


@dataclass(frozen=True, slots=True)
class Imposed:
    """A booklet on sheets: the file, its sides, and how far the innermost pages were moved towards the fold (mm)."""

    data: bytes
    sides: int
    creep_mm: float

    @property
    def sheets(self) -> int:
        """How many sheets of paper it takes."""
        return self.sides // 2


class PrintJob:
    """A document drawn in inks once, to be laid out for one printer or another."""

    def __init__(self, document: Document, theme: Theme) -> None:
        self._document = document
        self._artwork = theme.page.bleed
        self._size = theme.page.size
        layout, diagnostics = layout_document(document, theme)
        self.diagnostics: Diagnostics = diagnostics
        self.page_count = len(layout.pages)
        self._drawn = _drawn(document, theme, layout)

    def for_print_shop(self) -> bytes:
        """One page per page, on larger paper, with bleed and crop marks."""
        margin = self._artwork + MARK_GAP + MARK_LENGTH + mm(1)
        boxes = Boxes.around(self._size, bleed=min(BLEED, self._artwork), margin=margin)
        with pikepdf.open(io.BytesIO(self._drawn)) as pdf:
            for page in pdf.pages:
                frame(pdf, page, boxes, self._artwork)
            return self._finished(pdf, "")

    def on_sheets(self, paper: Sheet) -> Imposed:
        """Two pages on each side, to be printed on both sides, turned over the short edge, folded and stapled.

        Pages that do not have this size are scaled. Creep is made up for as far as the artwork past the edges reaches.
        """
        sheet = Size(paper.value.height, paper.value.width)
        scale = min(sheet.width / 2 / self._size.width, sheet.height / self._size.height)
        artwork = self._artwork * scale
        leaves = self.page_count // 4
        creep = min(SHEET_THICKNESS, artwork / max(leaves - 1, 1))
        innermost = creep * (leaves - 1)
        bleed = min(BLEED, artwork - innermost)
        boxes = Boxes.around(sheet, bleed=bleed, margin=bleed)
        fold = boxes.media.width / 2
        bottom = (boxes.media.height - self._size.height * scale) / 2
        left_half = Rect(0, 0, fold, boxes.media.height)
        right_half = Rect(fold, 0, boxes.media.width, boxes.media.height)
        sides = [
            (
                Laid(side.left, fold - self._size.width * scale + side.shift, bottom, scale, left_half),
                Laid(side.right, fold - side.shift, bottom, scale, right_half),
            )
            for side in saddle_stitch(self.page_count, creep)
        ]
        with pikepdf.open(io.BytesIO(self._drawn)) as pdf:
            lay_on_sheets(pdf, sides, boxes, self._artwork)
            pdf.Root["/ViewerPreferences"] = pikepdf.Dictionary(
                Duplex=pikepdf.Name.DuplexFlipShortEdge, PrintScaling=pikepdf.Name("/None")
            )
            creep_mm = innermost / POINTS_PER_MM
            said = f"{leaves} {paper.name} sheets, saddle stitch, creep {creep / POINTS_PER_MM:.2f} mm a sheet"
            return Imposed(self._finished(pdf, f"{said}, {creep_mm:.2f} mm in the middle"), len(sides), creep_mm)

    def _finished(self, pdf: pikepdf.Pdf, subject: str) -> bytes:
        condition = OutputCondition("FOGRA39", _CONDITION, fogra39().data)
        document = self._document
        described = Description(
            clean(document.title), subject or clean(document.subject), document.language, PRODUCER, created()
        )
        return write_pdfx(pdf, condition, described)


def _drawn(document: Document, theme: Theme, layout: Layout) -> bytes:
    """The pages at their own size, artwork running past the edges, in inks; without tags there are no links either."""
    out = io.BytesIO()
    size, inks = theme.page.size, PressInks(fogra39(), theme.colours.ink)
    # Any: ReportLab's types do not know a font's name here.
    font: Any = register_font(f"{MAIN}-regular")
    canvas = Canvas(out, (size.width, size.height), pageCompression=0, invariant=1, initialFontName=font)
    canvas.setAuthor("")
    for page in layout.pages:
        draw_page(canvas, page, inks)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
