"""Time and memory of the combined result for a practice (12 forms) and for a country (1,000 forms of 32 statements).

Each line is a process of its own, so that its peak memory is its own. The last line of each number writes the same
sheets with openpyxl, cell by cell as one would at first: slower, and with formulas made of what people typed.

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
from kadergen.consolidate.planning import plan_of_action
from kadergen.documents.workbook import build_workbook
from kadergen.formats.visible_text import visible
from kadergen.model.consolidation import Consolidation
from kadergen.model.framework import Framework
from kadergen.model.instrument import build_instrument
from kadergen.model.response import Answer, PlanRow, Provenance, Respondent, Response
from kadergen.render.consolidation_json import consolidation_to_json
from kadergen.render.json_file import json_bytes
from kadergen.render.report_pdf import render_report_pdf
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


OUTPUTS: dict[str, Callable[[Consolidation], bytes]] = {
    "consolidate": lambda _: b"",
    "JSON": lambda result: json_bytes(consolidation_to_json(result)),
    "plan of action": lambda result: str(len(plan_of_action(result).look_alikes)).encode(),
    "XLSX": lambda result: render_xlsx(result, plan_of_action(result)),
    "PDF report": lambda result: render_report_pdf(result, default_theme()).data,
    "XLSX by openpyxl": openpyxl_by_hand,
}


def measure(output: str, count: str) -> dict[str, float]:
    """In this process: seconds of processor time to consolidate or to write, size in kB, peak memory in MB."""
    loaded = framework()
    made = responses(loaded, int(count))
    start = time.process_time()
    result = consolidate(loaded, made)
    combined = time.process_time()
    data = OUTPUTS[output](result)
    written = time.process_time()
    seconds = combined - start if output == "consolidate" else written - combined
    formulas = 0
    if "openpyxl" in output:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        formulas = sum(cell.data_type == "f" for page in book for cells in page.iter_rows() for cell in cells)
    return {"seconds": seconds, "kB": len(data) / 1000, "MB": peak_mb(), "formulas": formulas}


def shown(line: tuple[str, ...], found: Mapping[str, float]) -> str:
    output, count = line
    return (
        f"{count:>6}  {output:<18}{found['seconds']:>9.2f}{found['kB']:>10.0f}{found['MB']:>9.0f}"
        f"{found['formulas']:>10.0f}"
    )


if __name__ == "__main__":
    HEADS = f"{'forms':>6}  {'output':<18}{'CPU s':>9}{'file kB':>10}{'peak MB':>9}{'formulas':>10}"
    WORK = [(output, count) for count in sys.argv[1:] or ["12", "1000"] for output in OUTPUTS]
    print_table(__file__, measure, HEADS, WORK, shown)
