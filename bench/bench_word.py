"""Time and memory of building, filling and reading one Word form, each against named alternatives in the same run.

Each line is a process of its own, so that its peak memory is its own; time is the processor's, the best of several
rounds, without the start of Python and without imports. "right" says what became of the answers given: python-docx
passes over content controls, and docxtpl knows no check boxes, so both work on a plain table of the same size.

    python bench/bench_word.py
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import docx
from docxtpl import DocxTemplate

from bench.children import FRAMEWORK, best_of, framework, peak_mb, print_timings
from kadergen.formats.docx_fill import DocxFiller
from kadergen.formats.docx_read import read_docx
from kadergen.model.instrument import FieldKind, FieldSpec, Instrument, build_instrument
from kadergen.readers import read_bytes
from kadergen.render.docx_file import render_booklet_docx, render_form_docx
from kadergen.theme.load import default_theme

TEXT = "Wij zien dat het wachten lang duurt: „half jaar”, soms meer.\nDat kost ons € 1.200 per huishouden."


def asked(instrument: Instrument) -> list[FieldSpec]:
    """The fields of the header and of all statements."""
    return [spec for spec in instrument.fields if not str(spec.id).startswith("plan-")]


def answers(instrument: Instrument) -> dict[str, str]:
    """A form as it comes back: every statement and the header answered."""
    given: dict[str, str] = {}
    for spec in asked(instrument):
        text = TEXT if spec.kind is FieldKind.TEXT else "Deelnemer 3"
        given[str(spec.id)] = spec.option_ids[len(given) % len(spec.option_ids)] if spec.options else text
    return given


def plain_form(instrument: Instrument, shown: Callable[[FieldSpec], str]) -> bytes:
    """The same questions by python-docx as its documentation shows it: a heading, a paragraph, a table for each."""
    loaded = instrument.framework
    document = docx.Document()
    document.add_heading(loaded.title, 0)
    by_item: dict[str, list[FieldSpec]] = {}
    for spec in asked(instrument):
        by_item.setdefault(spec.id.item, []).append(spec)
    texts = {statement.id: statement.plain_text for _, _, statement in loaded.walk()}
    for section in loaded.sections:
        document.add_heading(section.title, 1)
        for statement in section.statements:
            document.add_paragraph(f"{statement.code} {texts[statement.id]}")
            specs = by_item[statement.id]
            table = document.add_table(rows=len(specs), cols=2)
            for row, spec in zip(table.rows, specs, strict=True):
                row.cells[0].text, row.cells[1].text = spec.caption, shown(spec)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def plain_read(instrument: Instrument, data: bytes) -> dict[str, str]:
    """What python-docx gives: caption → text of the cell beside it."""
    captions = {spec.caption: str(spec.id) for spec in asked(instrument)}
    found = {}
    for table in docx.Document(io.BytesIO(data)).tables:
        for row in table.rows:
            cells = row.cells
            if cells[0].text in captions:
                found[captions[cells[0].text]] = cells[1].text
    return found


def template_fill(template: bytes, given: dict[str, str]) -> bytes:
    """By docxtpl, on a template with a placeholder in each cell."""
    document = DocxTemplate(io.BytesIO(template))
    document.render({name.replace("-", "_"): value for name, value in given.items()}, autoescape=True)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def kadergen_read(instrument: Instrument, data: bytes) -> dict[str, str]:
    """The whole reader: identity, votes, answers, plan, diagnostics."""
    response = read_bytes(data, "form.docx", {FRAMEWORK: instrument}).response
    if response is None:
        return {}
    who = response.respondent
    found = {f"respondent__{key}": getattr(who, key) for key in ("name", "organisation", "party", "level", "date")}
    for item, answer in response.answers.items():
        found |= {f"{item}__{key}": text for key, text in answer.texts.items()} | {f"{item}__score": answer.score or ""}
    return found


def measure(what: str) -> dict[str, object]:
    """In this process: best milliseconds of several rounds, kB written, peak MB, answers right."""
    loaded = framework()
    instrument = build_instrument(loaded)
    given = answers(instrument)
    base = render_form_docx(loaded, instrument, default_theme())
    filler = DocxFiller(base)
    filled = filler.fill(given).data
    plain = plain_form(instrument, lambda spec: given[str(spec.id)])
    template = plain_form(instrument, lambda spec: "{{ " + str(spec.id).replace("-", "_") + " }}")
    makers: dict[str, Callable[[], object]] = {
        "build: kadergen, form": lambda: render_form_docx(loaded, instrument, default_theme()),
        "build: kadergen, booklet": lambda: render_booklet_docx(loaded, instrument, default_theme()),
        "build: python-docx, plain": lambda: plain_form(instrument, lambda _: ""),
        "fill: kadergen": lambda: DocxFiller(base).fill(given).data,
        "fill: kadergen, many copies": lambda: filler.fill(given).data,
        "fill: docxtpl": lambda: template_fill(template, given),
        "read: kadergen": lambda: kadergen_read(instrument, filled),
        "read: kadergen, words alone": lambda: read_docx(filled),
        "read: python-docx, plain form": lambda: plain_read(instrument, plain),
        "read: python-docx, our form": lambda: plain_read(instrument, filled),
    }
    result, best = best_of(makers[what], clock=time.process_time, seconds=1.5)
    correct: object = ""
    if what.startswith("fill") and isinstance(result, bytes):
        read = plain_read if "docxtpl" in what else kadergen_read
        result_read = read(instrument, result)
        correct = f"{sum(result_read.get(name) == value for name, value in given.items())}/{len(given)}"
    elif isinstance(result, dict):
        correct = f"{sum(result.get(name) == value for name, value in given.items())}/{len(given)}"
    size = len(result) / 1000 if isinstance(result, bytes) else 0
    return {"ms": best * 1000, "kB": size, "MB": peak_mb(), "right": correct}


LINES = (
    "build: kadergen, form",
    "build: kadergen, booklet",
    "build: python-docx, plain",
    "fill: kadergen",
    "fill: kadergen, many copies",
    "fill: docxtpl",
    "read: kadergen",
    "read: kadergen, words alone",
    "read: python-docx, plain form",
    "read: python-docx, our form",
)


if __name__ == "__main__":
    print_timings(__file__, measure, LINES, last="right", width=32)
