"""The fillable form as PDF, with what it was made from inside it: the framework, and where its fields stand."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from kadergen.documents.form import build_form
from kadergen.formats.archive import Attachment
from kadergen.model.framework import Framework
from kadergen.model.instrument import Instrument
from kadergen.render.document_pdf import RenderedPdf, render_document_pdf
from kadergen.render.framework_json import framework_to_json
from kadergen.render.json_file import json_bytes
from kadergen.theme import Theme

FRAMEWORK_NAME: Final = "framework.json"
"""How the framework is called among the form's attachments (the same JSON as `kadergen show --json` prints)."""


def render_form_pdf(
    framework: Framework, instrument: Instrument, theme: Theme, sections: Collection[str] | None = None
) -> RenderedPdf:
    """The form, or with `sections` (ids) only these; the same framework and theme always give the same bytes."""
    source = Attachment(
        FRAMEWORK_NAME,
        "application/json",
        "The framework that the form was made from",
        json_bytes(framework_to_json(framework)),
    )
    return render_document_pdf(build_form(framework, instrument, sections), theme, (source,))
