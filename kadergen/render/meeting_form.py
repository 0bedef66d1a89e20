"""The meeting's own form as PDF and Word, with the combined plan filled in.

In Word it is the framework's Word form itself: there rows grow with their words, and whatever else stood in it would
come back as somebody's words.
"""

from __future__ import annotations

from kadergen.documents.meeting import build_meeting_form, meeting_values
from kadergen.formats.acroform_fill import Filler
from kadergen.formats.docx_fill import DocxFiller
from kadergen.formats.filled import Filled
from kadergen.model.instrument import Instrument
from kadergen.model.planning import PlanOfAction
from kadergen.render.document_pdf import RenderedPdf, render_document_pdf
from kadergen.render.docx_file import render_form_docx
from kadergen.render.form_pdf import framework_source
from kadergen.theme.theme import Theme


def render_meeting_pdf(plan: PlanOfAction, instrument: Instrument, theme: Theme) -> tuple[RenderedPdf, Filled]:
    """The empty form, for its number of pages, and the filled one."""
    blank = render_document_pdf(build_meeting_form(plan, instrument), theme, (framework_source(instrument.framework),))
    return blank, Filler(blank.data).fill(meeting_values(plan))


def render_meeting_docx(plan: PlanOfAction, instrument: Instrument, theme: Theme) -> Filled:
    """The Word form, not protected: at a meeting rows are moved and dropped as well."""
    blank = render_form_docx(instrument.framework, instrument, theme, protected=False)
    return DocxFiller(blank).fill(meeting_values(plan))
