"""Two results → what changed between them, as files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    paths = [out / f"{ids[1]}-{COMPARISON}{suffix}" for suffix in WRITERS]
    for path in paths:
        refuse_overwriting(path, (before.path, after.path))
    comparison = compare(before.result, after.result)
    files = [WRITERS[path.suffix](path, comparison) for path in paths]
    return Compared(comparison, tuple(files))


def _pdf(path: Path, comparison: Comparison) -> Produced:
    pdf = render_document_pdf(build_comparison(comparison), default_theme())
    return write(path, pdf.data, "comparison of two rounds", pdf.page_count)


def _xlsx(path: Path, comparison: Comparison) -> Produced:
    data = write_workbook(build_comparison_workbook(comparison), comparison.new.framework.wording)
    return write(path, data, "comparison, spreadsheet")


def _json(path: Path, comparison: Comparison) -> Produced:
    return write(path, json_bytes(comparison_to_json(comparison)), "comparison, for programs")


def _html(path: Path, comparison: Comparison) -> Produced:
    words = comparison.new.framework.wording
    page = render_document_html(build_comparison(comparison), default_theme(), words)
    return write(path, page, "comparison, for a screen")


WRITERS: Final[dict[str, Callable[[Path, Comparison], Produced]]] = {
    ".pdf": _pdf,
    ".html": _html,
    ".xlsx": _xlsx,
    ".json": _json,
}
"""One writer for each kind of file."""
