"""Time and memory of the files for printers, each in a process of its own; imposition against pypdf in the same run.

Time is the best of several rounds, without the start of Python and without imports. "sound" says whether the file still
has what a print shop needs: output intent, identifier, metadata and a bleed box on every page.

    python bench/bench_print.py
"""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pypdf

from bench.children import best_of, framework, peak_mb, print_timings
from kadergen.documents.booklet import build_booklet
from kadergen.layout.imposition import saddle_stitch
from kadergen.model.instrument import build_instrument
from kadergen.render.document_pdf import render_document_pdf
from kadergen.render.print_pdf import PrintJob, Sheet
from kadergen.theme.load import default_theme
from kadergen.units import A3

FRAMEWORK = "kwaliteitskader-housing-first"


def pypdf_imposed(pages: bytes) -> bytes:
    """Two pages a side, as pypdf's documentation shows how to merge pages; no creep, no bleed."""
    reader, writer = pypdf.PdfReader(io.BytesIO(pages)), pypdf.PdfWriter()
    for side in saddle_stitch(len(reader.pages)):
        sheet = writer.add_blank_page(A3.height, A3.width)
        for number, left in ((side.left, 0.0), (side.right, A3.height / 2)):
            page = reader.pages[number]
            move = (left - float(page.trimbox.left), -float(page.trimbox.bottom))
            sheet.merge_transformed_page(page, pypdf.Transformation().translate(*move))
    writer.compress_identical_objects()
    for sheet in writer.pages:
        sheet.compress_content_streams()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def sound(data: bytes) -> str:
    """What is left of what a print shop needs."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        there = {
            "intent": "/OutputIntents" in pdf.Root,
            "ID": "/ID" in pdf.trailer,
            "XMP": "/Metadata" in pdf.Root,
            "bleed": all("/BleedBox" in page for page in pdf.pages),
        }
    missing = [name for name, found in there.items() if not found]
    return "no " + ", ".join(missing) if missing else "yes"


def measure(what: str) -> dict[str, object]:
    """In this process: best milliseconds of several rounds, kB written, peak MB, and whether the file is sound."""
    loaded = framework()
    document, theme = build_booklet(loaded, build_instrument(loaded)), default_theme()
    job = PrintJob(document, theme)
    shop = job.for_print_shop()
    makers: dict[str, Callable[[], bytes]] = {
        "booklet for the screen": lambda: render_document_pdf(document, theme).data,
        "print shop, from the content": lambda: PrintJob(document, theme).for_print_shop(),
        "A3, from the content": lambda: PrintJob(document, theme).on_sheets(Sheet.A3).data,
        "A5, from the content": lambda: PrintJob(document, theme).on_sheets(Sheet.A4).data,
        "all three": lambda: all_three(PrintJob(document, theme)),
        "imposing alone": lambda: job.on_sheets(Sheet.A3).data,
        "imposing alone, pypdf": lambda: pypdf_imposed(shop),
    }
    result, best = best_of(makers[what], most=50)
    judged = "" if what == "booklet for the screen" else sound(result)
    return {"ms": best * 1000, "kB": len(result) / 1000, "MB": peak_mb(), "sound": judged}


def all_three(job: PrintJob) -> bytes:
    job.for_print_shop()
    job.on_sheets(Sheet.A3)
    return job.on_sheets(Sheet.A4).data


LINES = (
    "booklet for the screen",
    "print shop, from the content",
    "A3, from the content",
    "A5, from the content",
    "all three",
    "imposing alone",
    "imposing alone, pypdf",
)


if __name__ == "__main__":
    print_timings(__file__, measure, LINES, last="sound")
