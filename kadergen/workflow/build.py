"""Content → documents: booklet, form (read back before it is handed over), Word documents, files for printers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Final

from kadergen.diagnostics import Code, Diagnostic, Diagnostics, Severity
from kadergen.documents.booklet import build_booklet
from kadergen.documents.previous import with_previous
from kadergen.errors import NotWritableError, SelfCheckError
from kadergen.formats.acroform_read import read_acroform
from kadergen.model.framework import Framework
from kadergen.model.instrument import IDENTITY_FIELD, Instrument, build_instrument
from kadergen.readers import read_bytes
from kadergen.render.document_pdf import render_document_pdf
from kadergen.render.docx_file import render_booklet_docx, render_form_docx
from kadergen.render.form_pdf import render_form_pdf
from kadergen.render.json_file import json_bytes
from kadergen.render.print_pdf import Imposed, PrintJob, Sheet
from kadergen.theme.load import default_theme, load_theme
from kadergen.theme.theme import Theme
from kadergen.theme.variants import PLAIN, Variant, varied, varied_scale
from kadergen.workflow.files import Produced, Progress, quiet, write
from kadergen.workflow.frameworks import check_sections
from kadergen.workflow.previous import Previous, load_previous
from kadergen.workflow.workers import read_isolated

__all__ = ["BuildResult", "Output", "Variant", "build"]


# What is said of files that nobody can have filled in: an empty one, another kind of file.
_NO_FORMS: Final = frozenset({Code.R002, Code.R003})


class Output(Enum):
    """What can be built."""

    BOOKLET = "booklet"
    FORM = "form"
    PRINT = "print"
    A3 = "a3"
    A5 = "a5"
    WORD = "word"
    WORD_BOOKLET = "word-booklet"


# What is made when nothing is asked for: what everybody needs. Files for printers are made when one is chosen.
_USUAL: Final = (Output.BOOKLET, Output.FORM)
# The files for printers are the booklet too, for one printer or another; "print" stands for all of them.
_PRINTED: Final = (Output.PRINT, Output.A3, Output.A5)
# Sheets of office paper that a stapler goes through.
_MOST_STAPLED: Final = 20


@dataclass(frozen=True, slots=True)
class BuildResult:
    """All files of one run, in order, what was noticed, and what to know before printing them."""

    files: tuple[Produced, ...]
    diagnostics: Diagnostics
    notes: tuple[str, ...] = ()


def build(
    framework: Framework,
    out: Path,
    *,
    only: Collection[Output] = (),
    sections: Sequence[str] = (),
    theme_file: Path | None = None,
    variant: Variant = PLAIN,
    previous: Path | None = None,
    progress: Progress = quiet,
) -> BuildResult:
    """Write the documents of a framework into the folder `out`.

    `sections` are ids: only these sections (a theme session). `theme_file` is laid over the bundled theme. The
    variant stands in the files' names, so that none takes the place of another. `previous` is a result with an agreed
    outcome (a file, or the folder it is in): its colours are shown beside the statements. Raises UsageError for an id
    that is none and for a theme file that is not there, ContentError for one that has errors, and what `load_previous`
    raises.
    """
    known = check_sections(framework, sections)
    theme = varied(load_theme(theme_file) if theme_file else default_theme(), variant)
    instrument = build_instrument(framework)
    if framework.scale:
        framework = replace(framework, scale=varied_scale(framework.scale, variant))
    wanted = set(only) or set(_USUAL)
    files: list[Produced] = []
    diagnostics: list[Diagnostic] = []
    agreed, noticed = load_previous(previous, framework) if previous else (None, ())
    diagnostics.extend(noticed)
    chosen = tuple(section for section in known if section in sections) or None
    on_paper, on_screen = (variant.suffix(on_paper=paper) for paper in (True, False))
    if Output.BOOKLET in wanted:
        progress(f"{framework.id}: booklet")
        produced, noticed = _build_booklet(framework, instrument, theme, chosen, out, on_paper, agreed)
        files.append(produced)
        diagnostics.extend(noticed)
    if Output.FORM in wanted:
        progress(f"{framework.id}: form")
        pair, noticed = _build_form(framework, instrument, theme, chosen, out, on_screen, agreed)
        files.extend(pair)
        diagnostics.extend(noticed)
    if wanted & {Output.WORD, Output.WORD_BOOKLET}:
        progress(f"{framework.id}: Word")
        files.extend(_build_word(framework, instrument, theme, chosen, wanted, out, on_screen, agreed))
    notes: tuple[str, ...] = ()
    if wanted & set(_PRINTED):
        progress(f"{framework.id}: files for printers")
        document = with_previous(build_booklet(framework, instrument, chosen), agreed, framework.wording)
        job = PrintJob(document, theme)
        printed_as = set(_PRINTED) if Output.PRINT in wanted else wanted
        printed, notes = _build_printed(framework.id, job, printed_as, out, on_paper)
        files.extend(printed)
        diagnostics.extend(job.diagnostics)
    return BuildResult(tuple(files), tuple(dict.fromkeys(diagnostics)), notes)


def _build_booklet(
    framework: Framework,
    instrument: Instrument,
    theme: Theme,
    sections: tuple[str, ...] | None,
    out: Path,
    suffix: str,
    previous: Previous,
) -> tuple[Produced, Diagnostics]:
    document = with_previous(build_booklet(framework, instrument, sections), previous, framework.wording)
    pdf = render_document_pdf(document, theme)
    return write(
        out / f"{framework.id}-booklet{suffix}.pdf",
        pdf.data,
        "booklet, to read or to print page by page",
        pdf.page_count,
    ), pdf.diagnostics


def _build_form(
    framework: Framework,
    instrument: Instrument,
    theme: Theme,
    sections: tuple[str, ...] | None,
    out: Path,
    suffix: str,
    previous: Previous,
) -> tuple[tuple[Produced, Produced], Diagnostics]:
    path = out / f"{framework.id}-form{suffix}.pdf"
    _refuse_filled_in(path, instrument)
    pdf = render_form_pdf(framework, instrument, theme, sections, previous)
    expected = {str(place.field) for place in pdf.field_map.places}
    found = {field.name for field in read_acroform(pdf.data).fields} - {IDENTITY_FIELD}
    if found != expected:
        raise SelfCheckError(
            f"the form of {framework.id} does not hold the fields it should",
            f"Please report this. Missing: {sorted(expected - found)[:5]}, unexpected: {sorted(found - expected)[:5]}.",
        )
    form = write(path, pdf.data, "form, to fill in and send back", pdf.page_count)
    fields = write(
        out / f"{framework.id}-fields{suffix}.json",
        json_bytes(pdf.field_map.to_json()),
        "field map, for other programs",
    )
    return (form, fields), pdf.diagnostics


def _build_word(
    framework: Framework,
    instrument: Instrument,
    theme: Theme,
    sections: tuple[str, ...] | None,
    wanted: Collection[Output],
    out: Path,
    suffix: str,
    previous: Previous,
) -> list[Produced]:
    files: list[Produced] = []
    kinds = (("form", True, "form for Word"), ("form-open", False, "form for Word Online and Google Docs"))
    for name, protected, what in kinds if Output.WORD in wanted else ():
        path = out / f"{framework.id}-{name}{suffix}.docx"
        _refuse_filled_in(path, instrument)
        data = render_form_docx(framework, instrument, theme, sections, protected=protected, previous=previous)
        _check_word_form(data, path, instrument)
        files.append(write(path, data, what))
    if Output.WORD_BOOKLET in wanted:
        data = render_booklet_docx(framework, instrument, theme, sections, previous)
        files.append(write(out / f"{framework.id}-booklet{suffix}.docx", data, "booklet for Word, to edit its text"))
    return files


def _build_printed(
    name: str, job: PrintJob, wanted: Collection[Output], out: Path, suffix: str
) -> tuple[list[Produced], tuple[str, ...]]:
    files: list[Produced] = []
    if Output.PRINT in wanted:
        what = "booklet for a print shop, A4"
        files.append(write(out / f"{name}-print{suffix}.pdf", job.for_print_shop(), what, job.page_count))
    notes: tuple[str, ...] = ()
    for output, paper, size in ((Output.A3, Sheet.A3, "A4"), (Output.A5, Sheet.A4, "A5")):
        if output in wanted:
            imposed = job.on_sheets(paper)
            what = f"booklet of {size} size, to print on {imposed.sheets} sheets of {paper.name}"
            files.append(write(out / f"{name}-{output.value}{suffix}.pdf", imposed.data, what, imposed.sides))
            notes = _how_to_print(imposed)
    return files, notes


def _how_to_print(imposed: Imposed) -> tuple[str, ...]:
    """What the print window has to be told, and what was done about creep."""
    settings = (
        "To print on sheets: both sides, flip on the SHORT edge, actual size (100 %). Fold the pile, staple the fold."
    )
    creep = f"Inner pages stick out when folded; they were moved inwards for that, by up to {imposed.creep_mm:.1f} mm."
    if imposed.sheets <= _MOST_STAPLED:
        return settings, creep
    return settings, creep, f"{imposed.sheets} sheets are too many for staples: better have it bound by a print shop."


def _check_word_form(data: bytes, path: Path, instrument: Instrument) -> None:
    """Raise SelfCheckError when a new form, read as one that came back, is not an empty one with all its fields."""
    result = read_bytes(data, path.name, {instrument.framework.id: instrument})
    wrong = [found.message for found in result.diagnostics if found.severity is not Severity.INFO]
    if wrong or result.response is None or not result.response.is_untouched:
        raise SelfCheckError(
            f"the Word form of {instrument.framework.id} does not read as an empty one",
            f"Please report this. {wrong[0] if wrong else 'Words of its own are taken for answers.'}",
        )


def _filled_in(path: Path, was: str) -> NotWritableError:
    return NotWritableError(
        f"{path} {was} filled in, and a new form would take its place",
        "Move it to another folder or give it another name, or build into another folder with -o.",
    )


def _refuse_filled_in(path: Path, instrument: Instrument) -> None:
    """Raise NotWritableError when somebody filled in the form that is there: an empty one must not take its place.

    Whose it is, nobody knows any more, so it is read as any returned file. Where that does not tell, it stays too.
    """
    if path.is_file():
        result = next(read_isolated([path.resolve()], {instrument.framework.id: instrument}))
        if result.response is None and {found.code for found in result.diagnostics} <= _NO_FORMS:
            return
        if result.response is None or not result.response.is_untouched:
            raise _filled_in(path, "was" if result.response else "may have been")
