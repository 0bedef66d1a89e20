"""Time and memory of building, filling and reading one form, each against named alternatives in the same run.

Each line is a process of its own, so that its peak memory is its own; time is the best of several rounds, without the
start of Python and without imports. "right" says what became of the 118 answers given: an alternative that is faster
but loses some is no alternative.

    python bench/bench_documents.py
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2
import pypdfium2.raw as pdfium

from bench.children import FRAMEWORK, best_of, framework, peak_mb, print_timings
from kadergen.documents.booklet import build_booklet
from kadergen.formats.acroform_fill import Filler
from kadergen.formats.acroform_read import read_acroform
from kadergen.model.instrument import FieldKind, Instrument, build_instrument
from kadergen.readers import read_bytes
from kadergen.render.document_pdf import render_document_pdf
from kadergen.render.form_pdf import render_form_pdf
from kadergen.theme.load import default_theme

TEXT = "Wij zien dat het wachten lang duurt: „half jaar”, soms meer.\nDat kost ons € 1.200 per huishouden."


def form(instrument: Instrument) -> bytes:
    """The form that is filled and read."""
    return render_form_pdf(instrument.framework, instrument, default_theme()).data


def answers(instrument: Instrument) -> dict[str, str]:
    """A form as it comes back: every statement answered, five rows of the plan, the header."""
    given: dict[str, str] = {}
    for spec in instrument.fields:
        name = str(spec.id)
        if not name.startswith("plan-") or name < "plan-06":
            text = TEXT if spec.kind is FieldKind.TEXT else "Deelnemer 3"
            given[name] = spec.option_ids[len(given) % len(spec.option_ids)] if spec.options else text
    return given


def right(data: bytes, given: dict[str, str]) -> int:
    """How many of the answers a reader that is not ours (pypdf) finds in the file, line ends aside."""
    fields = pypdf.PdfReader(io.BytesIO(data)).get_fields() or {}
    found = {name: str(field.get("/V", "")).lstrip("/") for name, field in fields.items()}
    return sum(re.sub("\r\n?", "\n", found.get(name, "")) == value for name, value in given.items())


def pypdf_fill(base: bytes, given: dict[str, str]) -> bytes:
    """As pypdf's documentation shows it."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(base))
    states = {name: f"/{value}" if name.endswith("__score") else value for name, value in given.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, states, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pikepdf_fill(base: bytes, given: dict[str, str]) -> bytes:
    """The form interface of pikepdf, which makes appearances for text."""
    from pikepdf.form import DefaultAppearanceStreamGenerator, Form  # noqa: PLC0415 - imported by this line alone

    with pikepdf.open(io.BytesIO(base)) as pdf:
        fields = Form(pdf, DefaultAppearanceStreamGenerator)
        for name, value in given.items():
            field = pdf.acroform.get_fields_with_qualified_name(name)
            for single in field:
                if single.field_type == "/Btn":
                    single.set_value(pikepdf.Name(f"/{value}"))
                elif name in fields:
                    single.set_value(pikepdf.String(value))
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def pdftk_fill(base: bytes, given: dict[str, str]) -> bytes:
    """pdftk, a program of its own (Java)."""
    from kadergen.formats.rawform import RawField  # noqa: PLC0415
    from kadergen.formats.xfdf import write_xfdf  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        blank, data, out = (Path(folder) / name for name in ("blank.pdf", "data.xfdf", "out.pdf"))
        blank.write_bytes(base)
        data.write_bytes(write_xfdf([RawField(name, value) for name, value in given.items()]))
        subprocess.run(["pdftk", blank, "fill_form", data, "output", out], check=True)
        return out.read_bytes()


def kadergen_read(instrument: Instrument) -> Callable[[bytes], dict[str, str]]:
    """The whole reader: values, identity, respondent, answers, plan, diagnostics."""

    def read(data: bytes) -> dict[str, str]:
        response = read_bytes(data, "form.pdf", {FRAMEWORK: instrument}).response
        if response is None:
            return {}
        who = response.respondent
        found = {f"respondent__{key}": getattr(who, key) for key in ("name", "organisation", "party", "level", "date")}
        for item, answer in response.answers.items():
            found |= {f"{item}__{key}": text for key, text in answer.texts.items()} | {
                f"{item}__score": answer.score or ""
            }
        for row in response.plan:
            found |= {f"plan-{row.row:02d}__{key}": text for key, text in row.cells.items()}
        return found

    return read


def pypdf_read(data: bytes) -> dict[str, str]:
    """What `get_fields()` of pypdf finds."""
    fields = pypdf.PdfReader(io.BytesIO(data)).get_fields() or {}
    return {name: str(field.get("/V", "")).lstrip("/") for name, field in fields.items()}


def pdfium_read(data: bytes) -> dict[str, str]:
    """PDFium through its form-fill interface."""
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    found: dict[str, str] = {}
    for page in document:
        for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
            annotation = pdfium.FPDFPage_GetAnnot(page, index)
            texts = []
            for ask in (pdfium.FPDFAnnot_GetFormFieldName, pdfium.FPDFAnnot_GetFormFieldValue):
                size = ask(document.formenv, annotation, None, 0)
                buffer = (pdfium.FPDF_WCHAR * (size // 2))()
                ask(document.formenv, annotation, buffer, size)
                texts.append(bytes(buffer).decode("utf-16-le").rstrip("\0"))
            if texts[0]:
                found[texts[0]] = texts[1]
            pdfium.FPDFPage_CloseAnnot(annotation)
    return found


def qpdf_read(data: bytes) -> dict[str, str]:
    """The program qpdf with --json."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        out = subprocess.run(["qpdf", "--json=1", "--json-key=acroform", file.name], capture_output=True, check=True)
    return {f["fullname"]: str(f["value"] or "").lstrip("/") for f in json.loads(out.stdout)["acroform"]["fields"]}


def measure(what: str) -> dict[str, object]:
    """In this process: best milliseconds of several rounds, kB written, peak MB, answers right."""
    loaded = framework()
    instrument = build_instrument(loaded)
    given = answers(instrument)
    verb, _, how = what.partition(": ")
    makers: dict[str, Callable[[], object]] = {
        "booklet": lambda: render_document_pdf(build_booklet(loaded, instrument), default_theme()).data,
        "form": lambda: form(instrument),
    }
    base = form(instrument) if verb != "build" else b""
    if verb == "fill":
        filler = Filler(base)
        makers = {
            "kadergen": lambda: Filler(base).fill(given).data,
            "kadergen, many copies": lambda: filler.fill(given).data,
            "pikepdf": lambda: pikepdf_fill(base, given),
            "pypdf": lambda: pypdf_fill(base, given),
            "pdftk": lambda: pdftk_fill(base, given),
        }
    elif verb == "read":
        filled = Filler(base).fill(given).data
        makers = {
            "kadergen": lambda: kadergen_read(instrument)(filled),
            "kadergen, values alone": lambda: {f.name: f.value for f in read_acroform(filled).fields if f.value},
            "pypdf": lambda: pypdf_read(filled),
            "PDFium": lambda: pdfium_read(filled),
            "qpdf --json": lambda: qpdf_read(filled),
        }
    result, best = best_of(makers[how])
    correct: object = ""
    if verb == "fill" and isinstance(result, bytes):
        correct = f"{right(result, given)}/{len(given)}"
    elif verb == "read" and isinstance(result, dict):
        correct = f"{sum(result.get(name) == value for name, value in given.items())}/{len(given)}"
    size = len(result) / 1000 if isinstance(result, bytes) else 0
    return {"ms": best * 1000, "kB": size, "MB": peak_mb(), "right": correct}


LINES = (
    "build: booklet",
    "build: form",
    "fill: kadergen",
    "fill: kadergen, many copies",
    "fill: pikepdf",
    "fill: pypdf",
    "fill: pdftk",
    "read: kadergen",
    "read: kadergen, values alone",
    "read: PDFium",
    "read: qpdf --json",
    "read: pypdf",
)


if __name__ == "__main__":
    print_timings(__file__, measure, LINES, last="right")
