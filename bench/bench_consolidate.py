"""Time and memory of the combined result for a practice (12 forms), a region (1,000 forms of 32 statements) and, when
asked for, more (10,000).

Each line is a process of its own, so that its peak memory is its own; `ms/form` and `kB/form` tell whether they grow
with the number of forms. The last line of each number writes the same sheets with openpyxl, cell by cell as one would
at first: slower, and with formulas made of what people typed.

    python bench/bench_consolidate.py [NUMBER_OF_FORMS ...]
"""

from __future__ import annotations

import io
import random
import sys
import time
from collections.abc import Callable, Mapping

import openpyxl

from bench.children import framework, peak_mb, print_table
from kadergen.consolidate import consolidate
from kadergen.consolidate.analysis import analyse
from kadergen.consolidate.planning import plan_of_action
from kadergen.documents.blocks import Document
from kadergen.documents.report import build_report
from kadergen.documents.workbook import build_workbook
from kadergen.formats.visible_text import visible
from kadergen.model.consolidation import Consolidation
from kadergen.model.framework import Framework
from kadergen.model.instrument import build_instrument
from kadergen.model.response import Answer, PlanRow, Provenance, Respondent, Response
from kadergen.render.consolidation_json import consolidation_to_json
from kadergen.render.document_html import render_document_html
from kadergen.render.document_pdf import render_document_pdf
from kadergen.render.docx_file import render_document_docx
from kadergen.render.json_file import json_bytes
from kadergen.render.xlsx_file import render_xlsx
from kadergen.theme.load import default_theme

SENTENCE = """de woning is er op tijd maar het wachten duurt lang en wij zien dat bewoners afhaken voordat het contract
getekend is samen met gemeente corporatie begeleiding afspraak buurt overlast herstel regie keuze vertrouwen ervaring"""
WORDS = SENTENCE.split()


def text(chance: random.Random, words: int) -> str:
    """About so many words; now and then something a spreadsheet would take for a formula."""
    start = "=" if chance.random() < 0.01 else ""
    return start + " ".join(chance.choices(WORDS, k=max(3, round(chance.gauss(words, words / 2)))))


def responses(framework: Framework, count: int) -> list[Response]:
    """Forms as people fill them in: most scores, three of five reflections, one of three actions, some plan rows."""
    chance = random.Random(20261122)
    identity = build_instrument(framework).identity
    parties = [option.id for option in framework.respondent_field("party").options]  # type: ignore[union-attr]
    levels = framework.scale.level_ids if framework.scale else ()
    made = []
    for number in range(count):
        answers = {
            statement.id: Answer(
                chance.choice((*levels, *levels, *levels, None)),
                {
                    "reflection": text(chance, 25) if chance.random() < 0.6 else "",
                    "actions": text(chance, 12) if chance.random() < 0.33 else "",
                },
            )
            for _, _, statement in framework.walk()
        }
        rows = [
            dict.fromkeys(framework.plan.column_ids, "") | {"indicator": "1.5", "action": text(chance, 12)}
            for _ in range(chance.randrange(6))
        ]
        made.append(
            Response(
                Provenance(f"form-{number:04d}.pdf", f"{number:064x}", "pdf"),
                identity,
                Respondent(f"Deelnemer {number + 1}", "", chance.choice(parties), "uitvoering", ""),
                answers,
                tuple(PlanRow(place, cells) for place, cells in enumerate(rows, start=1)),
            )
        )
    return made


def openpyxl_by_hand(result: Consolidation) -> bytes:
    """The same cells, the obvious way. `visible` is needed here too: openpyxl refuses control characters."""
    book = openpyxl.Workbook()
    for sheet in build_workbook(result, plan_of_action(result)).sheets:
        page = book.create_sheet(sheet.name)
        page.append([column.head for column in sheet.columns])
        for row in sheet.rows:
            page.append([visible(value) if isinstance(value, str) else value for value in row])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def report(result: Consolidation) -> Document:
    """The report as blocks, with the analysis and the plan that it is made from."""
    return build_report(analyse(result), plan_of_action(result))


OUTPUTS: dict[str, Callable[[Consolidation], bytes]] = {
    "consolidate": lambda _: b"",
    "JSON": lambda result: json_bytes(consolidation_to_json(result)),
    "plan of action": lambda result: str(len(plan_of_action(result).look_alikes)).encode(),
    "XLSX": lambda result: render_xlsx(result, plan_of_action(result)),
    "report": lambda result: str(len(report(result).blocks)).encode(),
    "report, PDF": lambda result: render_document_pdf(report(result), default_theme()).data,
    "report, Word": lambda result: render_document_docx(report(result), default_theme(), result.framework.wording),
    "report, HTML": lambda result: render_document_html(report(result), default_theme(), result.framework.wording),
    "XLSX by openpyxl": openpyxl_by_hand,
}


def measure(output: str, count: str) -> dict[str, float]:
    """In this process: seconds of processor time to consolidate or to write, size in kB, peak memory in MB."""
    loaded, before = framework(), peak_mb()
    made = responses(loaded, int(count))
    start = time.process_time()
    result = consolidate(loaded, made)
    combined = time.process_time()
    data = OUTPUTS[output](result)
    written, peak = time.process_time(), peak_mb()
    seconds = combined - start if output == "consolidate" else written - combined
    formulas = 0
    if "openpyxl" in output:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        formulas = sum(cell.data_type == "f" for page in book for cells in page.iter_rows() for cell in cells)
    return {"seconds": seconds, "kB": len(data) / 1000, "MB": peak, "before": before, "formulas": formulas}


def shown(line: tuple[str, ...], found: Mapping[str, float]) -> str:
    output, count = line
    return (
        f"{count:>6}  {output:<17}{found['seconds']:>9.2f}{1000 * found['seconds'] / int(count):>9.2f}"
        f"{found['kB']:>10.0f}{found['MB']:>9.0f}{1000 * (found['MB'] - found['before']) / int(count):>9.0f}"
        f"{found['formulas']:>10.0f}"
    )


if __name__ == "__main__":
    HEADS = (
        f"{'forms':>6}  {'output':<17}{'CPU s':>9}{'ms/form':>9}{'file kB':>10}{'peak MB':>9}{'kB/form':>9}"
        f"{'formulas':>10}"
    )
    WORK = [(output, count) for count in sys.argv[1:] or ["12", "1000"] for output in OUTPUTS]
    print_table(__file__, measure, HEADS, WORK, shown)
