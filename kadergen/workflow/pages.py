"""One document of blocks → the files that people open: PDF, Word and a page for the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kadergen.documents.blocks import Document
from kadergen.model.wording import Wording
from kadergen.render.document_html import render_document_html
from kadergen.render.document_pdf import render_document_pdf
from kadergen.render.docx_file import render_document_docx
from kadergen.theme.theme import Theme
from kadergen.workflow.files import Produced, write

PAGE_SUFFIXES: Final = (".pdf", ".docx", ".html")


def write_pages(document: Document, stem: Path, theme: Theme, wording: Wording, what: str) -> tuple[Produced, ...]:
    """The document as <stem>.pdf, .docx and .html; `what` it is, for people. Raises NotWritableError."""
    pdf = render_document_pdf(document, theme)
    word = render_document_docx(document, theme, wording)
    page = render_document_html(document, theme, wording)
    paths = [stem.with_name(stem.name + suffix) for suffix in PAGE_SUFFIXES]
    return (
        write(paths[0], pdf.data, what, pdf.page_count),
        write(paths[1], word, f"{what}, for Word"),
        write(paths[2], page, f"{what}, for a screen"),
    )
