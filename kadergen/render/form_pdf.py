"""The fillable form as PDF, with what it was made from inside it: the framework, and where its fields stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from kadergen.documents.form import build_form
from kadergen.documents.previous import with_previous
from kadergen.formats.archive import Attachment
from kadergen.model.framework import Framework
from kadergen.model.instrument import Instrument
from kadergen.model.scale import Level
from kadergen.render.document_pdf import RenderedPdf, render_document_pdf
from kadergen.render.framework_json import framework_to_json
from kadergen.render.json_file import json_bytes
from kadergen.theme import Theme

FRAMEWORK_NAME: Final = "framework.json"
"""How the framework is called among the form's attachments (the same JSON as `kadergen show --json` prints)."""


def render_form_pdf(
    framework: Framework,
    instrument: Instrument,
    theme: Theme,
    sections: Collection[str] | None = None,
    previous: Mapping[str, Level] | None = None,
) -> RenderedPdf:
    """The form, or with `sections` (ids) only these; the same framework and theme always give the same bytes.

    `previous` is the level that was agreed on last time, by statement, to be shown beside it.
    """
    document = with_previous(build_form(framework, instrument, sections), previous, framework.wording)
    return render_document_pdf(document, theme, (framework_source(framework),))


def framework_source(framework: Framework) -> Attachment:
    """The framework that a form was made from, as a file inside it."""
    return Attachment(
        FRAMEWORK_NAME,
        "application/json",
        "The framework that the form was made from",
        json_bytes(framework_to_json(framework)),
    )
