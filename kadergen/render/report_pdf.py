"""The report of a round as PDF."""

from __future__ import annotations

from kadergen.documents.report import build_report
from kadergen.model.consolidation import Consolidation
from kadergen.render.document_pdf import RenderedPdf, render_document_pdf
from kadergen.theme import Theme


def render_report_pdf(consolidation: Consolidation, theme: Theme) -> RenderedPdf:
    """Who answered, scores, reflections word for word and the combined plan; the same result gives the same bytes."""
    return render_document_pdf(build_report(consolidation), theme)
