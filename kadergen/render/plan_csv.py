"""The combined plan as CSV (RFC 4180): commas, quotes, CRLF, in UTF-8 with the mark by which Excel knows it.

The columns are those of the spreadsheet's plan. Words that a spreadsheet would take for a formula get an apostrophe
before them, also within a cell where a program that splits at other signs (Excel does so at semicolons in Dutch) could
begin a cell of its own. A day is an ISO date.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Final

from kadergen.documents.workbook import Value, plan_sheet
from kadergen.formats.visible_text import visible
from kadergen.model.planning import PlanOfAction
from kadergen.render.xlsx_file import LIKE_A_FORMULA

_SIGNS: Final = "".join(map(re.escape, LIKE_A_FORMULA))
_CELL_START: Final = re.compile(rf'((?:^|(?<=[\n\t,;]))"*)(?=[{_SIGNS}])')


def render_plan_csv(plan: PlanOfAction) -> bytes:
    """A head and a row per action. Same plan, same bytes."""
    sheet = plan_sheet(plan)
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_cell(column.head) for column in sheet.columns])
    writer.writerows([_cell(value) for value in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return without_formulas(value) if isinstance(value, str) else str(value)


def without_formulas(text: str) -> str:
    """The text as a cell that no program calculates with."""
    return _CELL_START.sub(r"\1'", visible(text))
