"""Two results → what changed between them, as files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kadergen.consolidate.compare import compare
from kadergen.documents.comparison import build_comparison
from kadergen.documents.comparison_sheets import build_comparison_workbook
from kadergen.errors import NotOurFormError
from kadergen.model.comparison import Comparison
from kadergen.render.comparison_json import comparison_to_json
from kadergen.render.document_html import render_document_html
from kadergen.render.document_pdf import render_document_pdf
from kadergen.render.json_file import json_bytes
from kadergen.render.xlsx_file import write_workbook
from kadergen.theme.load import default_theme
from kadergen.workflow.files import Produced, refuse_overwriting, write
from kadergen.workflow.results import load_result

COMPARISON: Final = "comparison"
SUFFIXES: Final = (".pdf", ".html", ".xlsx", ".json")


@dataclass(frozen=True, slots=True)
class Compared:
    """What changed, and the files written."""

    comparison: Comparison
    files: tuple[Produced, ...]


def compare_results(old: Path, new: Path, out: Path, frameworks: Iterable[str] = ()) -> Compared:
    """Compare two results (result files, or folders that hold one) and write <framework>-comparison.* into `out`.

    Raises UsageError or NothingReadableError (no usable result), NotOurFormError (two frameworks), NotWritableError.
    """
    known = tuple(frameworks)
    before, after = load_result(old, known), load_result(new, known)
    ids = [loaded.result.consolidation.identity.id for loaded in (before, after)]
    if ids[0] != ids[1]:
        raise NotOurFormError(
            f"{before.path} is a result of {ids[0]}, {after.path} one of {ids[1]}",
            "Two rounds can be compared when they are of one framework; its versions may differ.",
        )
    pdf, html, xlsx, json = paths = [out / f"{ids[1]}-{COMPARISON}{suffix}" for suffix in SUFFIXES]
    for path in paths:
        refuse_overwriting(path, (before.path, after.path))
    comparison = compare(before.result, after.result)
    words, theme = comparison.new.framework.wording, default_theme()
    document = build_comparison(comparison)
    pages = render_document_pdf(document, theme)
    workbook = write_workbook(build_comparison_workbook(comparison), words)
    files = (
        write(pdf, pages.data, "comparison of two rounds", pages.page_count),
        write(html, render_document_html(document, theme, words), "comparison, for a screen"),
        write(xlsx, workbook, "comparison, spreadsheet"),
        write(json, json_bytes(comparison_to_json(comparison)), "comparison, for programs"),
    )
    return Compared(comparison, files)
