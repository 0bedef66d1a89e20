"""Real programs that fill in, save, merge, print or flatten a form; each made at test time from the same answers."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pikepdf
import pymupdf
import pypdf
import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from kadergen.formats.acroform_fill import Filler, fill
from kadergen.formats.rawform import RawField
from kadergen.formats.xfdf import write_xfdf
from kadergen.model.instrument import PERSON_FIELD
from tests.readers.support import instrument
from tests.returned.flat_files import flattened
from tests.returned.programs.chromium import chromium_print, chromium_save
from tests.returned.programs.firefox import firefox_print, firefox_save
from tests.roundtrip.support import answers
from tests.roundtrip.support import form as blank
from tests.roundtrip.test_pdfium import type_answers
from tests.roundtrip.test_poppler import fill as fill_by_poppler

HERE: Final = Path(__file__).parent
_PDF_LIB: Final = HERE.parents[2] / "bench" / "pdflib"
_GHOSTSCRIPT: Final = ("gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite")

PERSON_ID: Final = "abcdefgh234567" * 2 + "mnop"
# What the kinds of answers are called in the table, by field.
ODD: Final = {"p1-3__reflection": "foreign", "p1-4__reflection": "rare", "p1-2__reflection": "long"}


@dataclass(frozen=True, slots=True)
class Program:
    """`run` makes the file in an empty folder. `changes` names the kinds of answers that the program itself drops,
    `leaves` those that it cannot fill in; `refused` says why its files cannot be read.
    """

    name: str
    what: str
    run: Callable[[Path], bytes]
    keeps_fields: bool = True
    changes: Mapping[str, str] | None = None
    leaves: Collection[str] = ()
    refused: str = ""


@cache
def form() -> bytes:
    """A person's own form, of which the header is still to be filled in."""
    return Filler(blank()).fill({}, {PERSON_FIELD: PERSON_ID}).data


def given() -> dict[str, str]:
    """What everybody fills in."""
    return answers()


def filled() -> bytes:
    """The form with these answers."""
    return fill(form(), given()).data


def kind(name: str) -> str:
    """Which kind of answer a field holds: choice, list, line, text, plan, long, foreign or rare."""
    if name in ODD:
        return ODD[name]
    if name.endswith("__score"):
        return "choice"
    if name in ("respondent__party", "respondent__level"):
        return "list"
    return "line" if name.startswith("respondent__") else "plan" if name.startswith("plan-") else "text"


def by_command(*command: str, base: Callable[[], bytes] = filled) -> Callable[[Path], bytes]:
    """Run a program; IN and OUT stand for the files."""

    def run(folder: Path) -> bytes:
        source, made = folder / "in.pdf", folder / "out.pdf"
        source.write_bytes(base())
        program = shutil.which(command[0])
        assert program, command[0]
        files = {"IN": str(source), "OUT": str(made)}
        words = [files.get(word, word) for word in command[1:]]
        subprocess.run([program, *words], check=True, capture_output=True, cwd=folder, timeout=300)
        return made.read_bytes()

    return run


def _pdftk(folder: Path, *more: str) -> bytes:
    (folder / "form.pdf").write_bytes(form())
    (folder / "answers.xfdf").write_bytes(write_xfdf([RawField(name, value) for name, value in given().items()]))
    command = ["pdftk", "form.pdf", "fill_form", "answers.xfdf", "output", "out.pdf", *more]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, timeout=300)
    return (folder / "out.pdf").read_bytes()


def _pypdf_fill(_: Path) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(form()))
    states = {name: f"/{value}" if name.endswith("__score") else value for name, value in given().items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, dict(states), auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _pypdf_pages(_: Path) -> bytes:
    reader, writer = pypdf.PdfReader(io.BytesIO(filled())), pypdf.PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def letter() -> bytes:
    """A letter of two pages, with a field of its own."""
    out = io.BytesIO()
    canvas: Any = Canvas(out, invariant=1)
    canvas.drawString(72, 720, "Bijgaand onze voorbereiding.")
    canvas.acroForm.textfield(name="kenmerk", x=72, y=600, width=200, height=20, value="2027-03")
    canvas.showPage()
    canvas.drawString(72, 720, "Met vriendelijke groet")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _pdfium_pages(before: bytes | None) -> bytes:
    made = pypdfium2.PdfDocument(before) if before else pypdfium2.PdfDocument.new()
    source = pypdfium2.PdfDocument(filled())
    made.import_pages(source)
    out = io.BytesIO()
    made.save(out)
    source.close()
    made.close()
    return out.getvalue()


def _pdfunite(folder: Path, *files: bytes) -> bytes:
    names = [f"{number}.pdf" for number in range(len(files))]
    for name, data in zip(names, files, strict=True):
        (folder / name).write_bytes(data)
    subprocess.run(["pdfunite", *names, "out.pdf"], check=True, capture_output=True, cwd=folder, timeout=300)
    return (folder / "out.pdf").read_bytes()


def _mupdf_fill(_: Path) -> bytes:
    document: Any = pymupdf.open(stream=form())  # type: ignore[no-untyped-call]
    with document:
        for page in document:
            for widget in page.widgets():
                value = given().get(widget.field_name)
                if value is None or kind(widget.field_name) in _MUPDF_LEAVES:
                    continue
                if widget.field_type_string == "CheckBox":
                    if widget.on_state() != value:
                        continue
                    widget.field_value = True
                else:
                    widget.field_value = value
                widget.update()
        return bytes(document.tobytes())


def _mupdf_bake(_: Path) -> bytes:
    document: Any = pymupdf.open(stream=filled())  # type: ignore[no-untyped-call]
    with document:
        document.bake()
        return bytes(document.tobytes())


def _pikepdf_save(_: Path) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(filled())) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True)
    return out.getvalue()


def _pdf_lib(folder: Path, base: bytes, texts: Mapping[str, str], *more: str) -> bytes:
    (folder / "in.pdf").write_bytes(base)
    labels = {str(spec.id): {o.id: o.label for o in spec.options} for spec in instrument().fields}
    said = {name: labels[name].get(value, value) for name, value in texts.items()}
    (folder / "answers.json").write_text(json.dumps(said), "utf-8")
    subprocess.run(
        ["node", str(HERE / "pdflib.mjs"), "in.pdf", "out.pdf", "answers.json", *more],
        check=True,
        capture_output=True,
        cwd=folder,
        env={**os.environ, "PDF_LIB": str(_PDF_LIB)},
        timeout=300,
    )
    return (folder / "out.pdf").read_bytes()


def _pdf_lib_fill(folder: Path) -> bytes:
    # One call of this library always ticks the first of choices that share a name, so the colours are there before.
    colours = {name: value for name, value in given().items() if name.endswith("__score")}
    texts = {name: value for name, value in given().items() if name not in colours}
    return _pdf_lib(folder, fill(form(), colours).data, texts)


def _pdfbox(what: str) -> Callable[[Path], bytes]:
    def run(folder: Path) -> bytes:
        (folder / "in.pdf").write_bytes(form() if what == "fill" else filled())
        pairs = "".join(f"{word}\0" for pair in given().items() for word in pair)
        (folder / "answers").write_bytes(pairs.encode())
        jars = ":".join(f"/usr/share/java/{name}.jar" for name in ("pdfbox2", "fontbox2", "commons-logging"))
        command = ["java", "-Djava.awt.headless=true", "-cp", jars, str(HERE / "PdfBox.java")]
        subprocess.run(
            [*command, what, "in.pdf", "out.pdf", "answers"], check=True, capture_output=True, cwd=folder, timeout=300
        )
        return (folder / "out.pdf").read_bytes()

    return run


def _libreoffice(folder: Path) -> bytes:
    (folder / "in.pdf").write_bytes(filled())
    out = folder / "out"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf:draw_pdf_Export", "--outdir", str(out), "in.pdf"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, timeout=300)
    return (out / "in.pdf").read_bytes()


_QPDF_MERGE: Final = ("qpdf", "IN", "--pages", "IN", "1-8", "IN", "9-z", "--", "OUT")
_MUPDF_LEAVES: Final = ("list",)  # it stops at a list of which an entry is empty
_GLYPHS: Final = "letters of our fallback fonts come out as other characters"
_CUT: Final = "drops what does not fit the box"

PROGRAMS: Final = (
    Program("PDFium (Chrome, Edge)", "typed and clicked, saved", lambda _: type_answers(form(), given())),
    Program("poppler (Evince, Okular)", "filled in, saved", lambda folder: fill_by_poppler(folder, form(), given())),
    Program("Chromium", "typed and clicked in its viewer, saved", lambda _: chromium_save(form(), given())),
    Program("Firefox", "typed and clicked in its viewer, saved", lambda _: firefox_save(form(), given())),
    Program("pdftk", "filled from XFDF", _pdftk),
    Program("pdftk", "filled, without appearances", lambda folder: _pdftk(folder, "need_appearances")),
    Program("pdftk", "cat", by_command("pdftk", "IN", "cat", "1-end", "output", "OUT")),
    Program("PDFBox 2", "filled in", _pdfbox("fill")),
    Program("pdf-lib", "texts filled in", _pdf_lib_fill),
    Program("PyMuPDF", "filled in", _mupdf_fill, leaves=_MUPDF_LEAVES),
    Program("pypdf", "filled in", _pypdf_fill),
    Program("pypdf", "pages added to a new file", _pypdf_pages),
    Program("PDFium", "pages added to a new file", lambda _: _pdfium_pages(None)),
    Program("PDFium", "pages added behind a letter with a field", lambda _: _pdfium_pages(letter())),
    Program("pikepdf", "saved with object streams", _pikepdf_save),
    Program("qpdf", "linearized", by_command("qpdf", "--linearize", "IN", "OUT")),
    Program("qpdf", "merged from two parts", by_command(*_QPDF_MERGE)),
    Program("qpdf", "encrypted, no password to open it", by_command(
        "qpdf", "--encrypt", "", "owner", "256", "--", "IN", "OUT")),
    Program("mutool", "cleaned", by_command("mutool", "clean", "-gggg", "-z", "IN", "OUT")),
    Program("pdfunite", "read in and written by it", by_command("pdfunite", "IN", "OUT")),
    Program("pdfunite", "put behind a letter with a field", lambda folder: _pdfunite(folder, letter(), filled())),
    Program("Chromium", "printed to PDF by its viewer", lambda _: chromium_print(filled()), keeps_fields=False),
    Program("Firefox", "printed to PDF", lambda _: firefox_print(filled()), keeps_fields=False,
            changes={"long": _GLYPHS, "rare": _GLYPHS}),
    Program("PDFium", "flattened", lambda _: flattened(filled()), keeps_fields=False),
    Program("PDFium, pdfunite", "flattened, put behind a letter with a field",
            lambda folder: _pdfunite(folder, letter(), flattened(filled())), keeps_fields=False),
    Program("qpdf", "flattened", by_command(
        "qpdf", "--flatten-annotations=all", "--generate-appearances", "IN", "OUT"), keeps_fields=False),
    Program("pdftk", "flattened", by_command("pdftk", "IN", "output", "OUT", "flatten"), keeps_fields=False),
    Program("PDFBox 2", "flattened", _pdfbox("flatten"), keeps_fields=False),
    Program("pdf-lib", "flattened", lambda folder: _pdf_lib(folder, filled(), {}, "flatten"), keeps_fields=False),
    Program("PyMuPDF", "baked", _mupdf_bake, keeps_fields=False),
    Program("Ghostscript", "written anew", by_command(*_GHOSTSCRIPT, "-o", "OUT", "IN"), keeps_fields=False,
            changes={"long": _CUT, "rare": _GLYPHS}),
    Program("Ghostscript", "for screens, on A5", by_command(
        *_GHOSTSCRIPT, "-dPDFSETTINGS=/screen", "-dFIXEDMEDIA", "-dPDFFitPage", "-sPAPERSIZE=a5", "-o", "OUT", "IN"),
        keeps_fields=False, changes={"long": _CUT, "rare": _GLYPHS}),
    Program("pdftocairo", "to PDF", by_command("pdftocairo", "-pdf", "IN", "OUT"), keeps_fields=False,
            changes={"long": _CUT, "rare": _GLYPHS}),
    Program("pdftocairo", "to PDF, on US Letter", by_command(
        "pdftocairo", "-pdf", "-paper", "letter", "-expand", "IN", "OUT"), keeps_fields=False,
        changes={"long": _CUT, "rare": _GLYPHS}),
    Program("LibreOffice Draw", "opened, exported to PDF", _libreoffice, keeps_fields=False,
            refused="sets all words anew, in another typeface and in other places"),
)  # fmt: skip
