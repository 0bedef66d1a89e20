"""The combined result as a spreadsheet (XLSX), written by XlsxWriter.

What people wrote becomes text in a cell and nothing else: never a formula, a number or a link. A text longer than a
cell can hold goes on in the row below, marked in a column of its own. What a spreadsheet cannot hold becomes visible
(`formats/visible_text.py`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from kadergen.documents.workbook import Sheet, SheetColumn, Value, Workbook, build_workbook
from kadergen.errors import KadergenError
from kadergen.formats.visible_text import visible
from kadergen.model.consolidation import Consolidation
from kadergen.model.planning import PlanOfAction
from kadergen.model.scale import Level
from kadergen.model.wording import Wording
from kadergen.render.created import created

# What Excel allows: UTF-16 units in a cell, characters in a sheet's name and in a head or foot line.
_LONGEST_TEXT: Final = 32_767
_LONGEST_NAME: Final = 31
_LONGEST_HEAD: Final = 200
_A4: Final = 9

_INK, _HEAD, _BAND, _MISSING = "#14323A", "#0F5C63", "#EFE4D2", "#F7DDD6"
# A program that edits such a text would take it for a formula; the quote prefix tells it not to.
LIKE_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")


def render_xlsx(consolidation: Consolidation, plan: PlanOfAction) -> bytes:
    """The combined result as a workbook. Same result, same bytes; nothing is written to disk on the way."""
    return write_workbook(build_workbook(consolidation, plan), consolidation.framework.wording)


def write_workbook(content: Workbook, words: Wording) -> bytes:
    """Sheets as a file; `words` has the head and the count for texts that go on in the next row."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(
        data,
        {
            "in_memory": True,  # no temporary files with people's words in them
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": "Calibri", "font_size": 11},
        },
    )
    book.set_properties({"title": content.title, "subject": content.subject, "author": "", "created": created()})
    book.set_custom_property("Language", content.language)
    styles = _Styles(book, content.levels)
    names: set[str] = set()
    for sheet in content.sheets:
        _write_sheet(book.add_worksheet(sheet_name(sheet.name, names)), sheet, content, styles, words)
    book.close()
    return data.getvalue()


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel accepts and that is not in `taken` yet (it is added)."""
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip(" '")[:_LONGEST_NAME].strip(" '")
    if not clean or clean.casefold() == "history":
        clean = f"{clean or 'Sheet'}_"
    number, unique = 1, clean
    while unique.casefold() in taken:
        number += 1
        unique = f"{clean[: _LONGEST_NAME - len(f' {number}')]} {number}"
    taken.add(unique.casefold())
    return unique


def pieces(text: str) -> list[str]:
    """The text in pieces that each fit a cell; together they are the text."""
    if len(text) * 2 <= _LONGEST_TEXT:
        return [text]
    found: list[str] = []
    start = units = 0
    for place, character in enumerate(text):
        size = 2 if ord(character) > 0xFFFF else 1
        if units + size > _LONGEST_TEXT:
            found.append(text[start:place])
            start, units = place, 0
        units += size
    return [*found, text[start:]]


class _Styles:
    """The formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook, levels: Sequence[Level]) -> None:
        cell = {"valign": "top", "text_wrap": True, "font_color": _INK}
        head = {"bold": True, "valign": "vcenter", "text_wrap": True, "border": 1, "border_color": "#FFFFFF"}
        self.text = book.add_format(cell)
        self.quoted = book.add_format(cell | {"quote_prefix": True})
        self.number = book.add_format(cell | {"align": "center"})
        # The short date of the reader's country.
        self.date = book.add_format(cell | {"align": "center", "num_format": 14})
        self.head = book.add_format(head | {"bg_color": _HEAD, "font_color": "#FFFFFF"})
        self.band = book.add_format(head | {"bg_color": _BAND, "font_color": _INK, "align": "center"})
        self.note = book.add_format(cell | {"italic": True})
        self.missing = book.add_format({"bg_color": _MISSING})
        self.level_head = {
            level.id: book.add_format(head | {"bg_color": level.colour, "font_color": _readable_on(level.colour)})
            for level in levels
        }
        self.level_tint = {level.id: book.add_format({"bg_color": _tint(level.colour)}) for level in levels}


def _write_sheet(page: Any, sheet: Sheet, content: Workbook, styles: _Styles, words: Wording) -> None:
    columns, rows = _with_pieces(sheet, words)
    banded = any(column.band for column in columns)
    first = 2 if banded else 1
    _set_up(page, columns, first, content)
    if banded:
        _write_bands(page, columns, styles)
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width, styles.text)
        style = styles.level_head[column.level.id] if column.level else styles.head
        _text(page, first - 1, place, column.head, style)
    number = first
    for number, values in enumerate(rows, start=first):
        for place, value in enumerate(values):
            _cell(page, number, place, value, styles)
    if number >= first:
        page.autofilter(first - 1, 0, number, len(columns) - 1)
        _colour(page, columns, first, number, content.levels, styles)
        _choices(page, columns, first, number)
    for note, text in enumerate(sheet.notes, start=max(number, first) + 2):
        _note(page, note, text, columns, styles)


def _with_pieces(sheet: Sheet, words: Wording) -> tuple[tuple[SheetColumn, ...], Iterable[Sequence[Value]]]:
    """The sheet with every text too long for a cell spread over rows, and then a last column that counts them."""
    if not any(isinstance(value, str) and len(pieces(value)) > 1 for row in sheet.rows for value in row):
        return sheet.columns, sheet.rows
    part = SheetColumn(words("sheet.part"), 10)
    return (*sheet.columns, part), (spread for row in sheet.rows for spread in _spread(row, sheet.columns, words))


def _spread(row: Sequence[Value], columns: Sequence[SheetColumn], words: Wording) -> Iterator[Sequence[Value]]:
    cut = [pieces(value) if isinstance(value, str) else [value] for value in row]
    count = max(len(parts) for parts in cut)
    for number in range(count):
        values: list[Value] = []
        for parts, column in zip(cut, columns, strict=True):
            # Columns that say which row this is are said again; words are not.
            repeated = parts[0] if column.is_key and len(parts) == 1 else ""
            values.append(parts[number] if number < len(parts) else repeated)
        yield (*values, words("sheet.part-of", part=number + 1, parts=count) if count > 1 else "")


def _set_up(page: Any, columns: Sequence[SheetColumn], first: int, content: Workbook) -> None:
    """Heads stay in sight; on paper A4 on its side, as wide as the page, heads again on each."""
    page.freeze_panes(first, 0)
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, first - 1)
    page.set_header("&L" + content.title.replace("&", "&&")[:_LONGEST_HEAD] + "&R&A")
    page.set_footer("&R&P / &N")
    page.hide_gridlines(0)


def _write_bands(page: Any, columns: Sequence[SheetColumn], styles: _Styles) -> None:
    for band, group in groupby(enumerate(columns), key=lambda pair: pair[1].band):
        places = [place for place, _ in group]
        if not band:
            for place in places:
                page.write_blank(0, place, None, styles.band)
        elif len(places) == 1:
            _text(page, 0, places[0], band, styles.band)
        else:
            page.merge_range(0, places[0], 0, places[-1], "", styles.band)
            _text(page, 0, places[0], band, styles.band)


def _note(page: Any, row: int, text: str, columns: Sequence[SheetColumn], styles: _Styles) -> None:
    """A sentence across the table, in as many lines as it needs."""
    page.merge_range(row, 0, row, len(columns) - 1, "", styles.note)
    _text(page, row, 0, text, styles.note)
    page.set_row(row, 16 * -(-len(text) // max(sum(column.width for column in columns), 1)))


def _cell(page: Any, row: int, column: int, value: Value, styles: _Styles) -> None:
    if isinstance(value, int):
        _check(page.write_number(row, column, value, styles.number))
    elif isinstance(value, date):
        _check(page.write_datetime(row, column, value, styles.date))
    elif value:
        _text(page, row, column, value, styles.quoted if value.startswith(LIKE_A_FORMULA) else styles.text)


def _text(page: Any, row: int, column: int, text: str, style: Any) -> None:
    shown = visible(text)
    if shown.startswith("<r>") and shown.endswith("</r>"):
        # XlsxWriter would take it for markup of its own making and put it in raw; given in fragments, it makes it.
        _check(page.write_rich_string(row, column, shown[:1], shown[1:2], shown[2:], style))
    else:
        _check(page.write_string(row, column, shown, style))


def _check(status: int) -> None:
    """XlsxWriter returns a negative number where it left something out; that must never pass in silence."""
    if status < 0:
        raise KadergenError(
            "the combined result does not fit a spreadsheet (1,048,576 rows, 16,384 columns)",
            "Consolidate fewer forms at a time; the JSON output has no such limit.",
        )


def _colour(
    page: Any, columns: Sequence[SheetColumn], first: int, last: int, levels: Sequence[Level], styles: _Styles
) -> None:
    """Counts and labels of levels in the level's tint; what is still to be filled in in a colour of its own."""
    for place, column in enumerate(columns):
        area = (first, place, last, place)
        if column.level:
            tint = styles.level_tint[column.level.id]
            page.conditional_format(*area, {"type": "cell", "criteria": ">", "value": 0, "format": tint})
        if column.levels:
            for level in levels:
                label = '"' + level.label.replace('"', '""') + '"'
                rule = {"type": "cell", "criteria": "==", "value": label, "format": styles.level_tint[level.id]}
                page.conditional_format(*area, rule)
        if column.to_fill:
            page.conditional_format(*area, {"type": "blanks", "format": styles.missing})


def _choices(page: Any, columns: Sequence[SheetColumn], first: int, last: int) -> None:
    """Where people settle on a level, a list of them to choose from: the heads of the first columns that count them."""
    counted = [place for place, column in enumerate(columns) if column.level]
    if not counted:
        return
    end = counted[0] + len({column.level.id for column in columns if column.level}) - 1
    source = f"={xl_rowcol_to_cell(first - 1, counted[0], True, True)}:{xl_rowcol_to_cell(first - 1, end, True, True)}"
    for place, column in enumerate(columns):
        if column.is_agreed:
            _check(page.data_validation(first, place, last, place, {"validate": "list", "source": source}))


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _readable_on(colour: str) -> str:
    """Ink or white, whichever stands out more (by perceived brightness)."""
    red, green, blue = _channels(colour)
    return _INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#FFFFFF"


def _tint(colour: str) -> str:
    """The colour in a quarter of its strength, for black text on it."""
    return "#" + "".join(f"{255 - (255 - channel) // 4:02X}" for channel in _channels(colour))
