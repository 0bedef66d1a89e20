"""A table of people (CSV or XLSX) → rows by column, each with the line of the file that it stands on.

Whoever keeps such a table uses a spreadsheet: CSV comes with any delimiter and in the encoding of the machine, and
above the headings there may be a title. The headings, in Dutch or English, decide what is read. What is wrong is a
finding; none holds what stands in a cell.
"""

from __future__ import annotations

import csv
import io
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import Final

from openpyxl import load_workbook

from kadergen.diagnostics import Code, Diagnostic, Location, Severity
from kadergen.formats.office_zip import open_parts
from kadergen.formats.rawform import FormatError
from kadergen.source import is_unprintable

MAX_BYTES: Final = 10_000_000
MAX_ROWS: Final = 5_000
MAX_COLUMNS: Final = 200
_ROWS_ABOVE: Final = 30  # the headings are looked for in so many first rows
_DELIMITERS: Final = ";,\t|"
_OLE: Final = b"\xd0\xcf\x11\xe0"  # an .xls, or an .xlsx with a password
_INVISIBLE: Final = str.maketrans(dict.fromkeys("\u200b\u2060\ufeff\u00ad"))  # come along when an address is copied
# openpyxl has no errors of its own for damaged files; these are met by trial. An XML error is a SyntaxError.
_DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, KeyError, TypeError,
    AttributeError, IndexError, SyntaxError, ArithmeticError, AssertionError,
)  # fmt: skip
_SAVE_AS: Final = "Save it in the spreadsheet program as .xlsx or as CSV UTF-8, without a password."


class Column(Enum):
    """What is read; a name may also stand in parts."""

    NAME = "name"
    FIRST_NAME = "first name"
    PREFIX = "prefix of the last name"
    LAST_NAME = "last name"
    EMAIL = "e-mail"
    ORGANISATION = "organisation"
    PARTY = "party"
    LEVEL = "level"
    FORM = "form"


# What a heading may be, as `_folded` leaves it.
_HEADINGS: Final[Mapping[Column, str]] = {
    Column.NAME: "naam deelnemer naamdeelnemer deelnemers volledigenaam contactpersoon name fullname participant "
    "participants participantname contact displayname weergavenaam",
    Column.FIRST_NAME: "voornaam voornamen roepnaam firstname givenname forename",
    Column.PREFIX: "tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels middlename prefix",
    Column.LAST_NAME: "achternaam familienaam lastname surname familyname",
    Column.EMAIL: "email mail emailadres mailadres emailadressen emailaddress mailaddress eadres",
    Column.ORGANISATION: "organisatie organisation organization instelling bedrijf werkgever company employer "
    "organisatienaam naamorganisatie organisationname organizationname",
    Column.PARTY: "partij party soortorganisatie typeorganisatie partijen stakeholder belanghebbende",
    Column.LEVEL: "niveau level werkniveau functieniveau workinglevel",
    Column.FORM: "formulier form formulieren forms soortformulier formuliersoort formtype typeofform kindofform",
}
_KNOWN: Final = {word: column for column, words in _HEADINGS.items() for word in words.split()}
_HEADINGS_HINT: Final = (
    "One row needs the headings Naam (or Voornaam and Achternaam) and E-mail; Organisatie, Partij, Niveau and "
    "Formulier may be there. In English: Name, E-mail, Organisation, Party, Level, Form."
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that is not empty: the line (CSV) or row (XLSX) it starts at, from 1, and its cells, "" where empty."""

    line: int
    cells: Mapping[Column, str]

    @property
    def name(self) -> str:
        """The whole name, put together where it stands in parts."""
        parts = (Column.FIRST_NAME, Column.PREFIX, Column.LAST_NAME)
        return self.cells.get(Column.NAME, "") or " ".join(filter(None, (self.cells.get(part, "") for part in parts)))


@dataclass(frozen=True, slots=True)
class Table:
    """The rows, in the file's order, and what was found; `columns` are those that the table has."""

    rows: tuple[TableRow, ...]
    columns: frozenset[Column]
    findings: tuple[Diagnostic, ...]


_Row = tuple[int, Sequence[str]]


def read_table(data: bytes, file: str) -> Table:
    """The people in a CSV or XLSX file. `file` is its name in findings. Never raises for what the file holds."""
    found: list[Diagnostic] = []
    try:
        heading, rows = _rows_of(data, file, found)
        return _table(heading, rows, file, found)
    except FormatError as problem:
        found.append(_finding(Code.M001, file, None, f"the table cannot be read: {problem}", _SAVE_AS))
        return Table((), frozenset(), tuple(found))


def _finding(code: Code, file: str, line: int | None, message: str, hint: str, severity: Severity = Severity.ERROR) \
        -> Diagnostic:  # fmt: skip
    return Diagnostic(severity, code, message, hint, Location(file, line))


def _rows_of(data: bytes, file: str, found: list[Diagnostic]) -> tuple[_Row | None, Iterable[_Row]]:
    if len(data) > MAX_BYTES:
        raise FormatError(f"it is larger than {MAX_BYTES // 1_000_000} MB")
    if data.startswith(b"PK"):
        return _from_workbook(data, file, found)
    if data.startswith((_OLE, b"%PDF")):
        raise FormatError("it is no .xlsx and no CSV, or it has a password")
    return _from_csv(_decoded(data, file, found))


# CSV -----------------------------------------------------------------------------------------------------------------


def _decoded(data: bytes, file: str, found: list[Diagnostic]) -> str:
    """The text. What is no Unicode is Windows-1252, as Excel in western Europe writes it: said, for it may be wrong."""
    codec = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    if codec == "utf-8-sig" and b"\0" in data[:4]:
        codec = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as problem:
        if codec != "utf-8-sig":
            raise FormatError("it is no text, or half of its last character is missing") from problem
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError as other:
            raise FormatError("its encoding is not known") from other
        line = data.count(b"\n", 0, problem.start) + 1
        hint = f"Look whether letters such as é and ë are right in the list of names. If not: {_SAVE_AS}"
        message = "the file is not UTF-8; it was read as Windows-1252"
        found.append(_finding(Code.M007, file, line, message, hint, Severity.WARNING))
    if "\0" in text:
        raise FormatError("it is no text")
    return text


def _from_csv(text: str) -> tuple[_Row | None, Iterable[_Row]]:
    """Read with each delimiter; the one by which most headings are known is meant."""
    tried = [(delimiter, _heading(islice(_parsed(text, delimiter), _ROWS_ABOVE))) for delimiter in _DELIMITERS]
    delimiter, heading = max(tried, key=lambda one: len(_columns(one[1][1])) if one[1] else 0)
    return heading, _parsed(text, delimiter)


def _parsed(text: str, delimiter: str) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as problem:
        raise FormatError(f"line {line} is no row of CSV; a quotation mark may not be closed") from problem


# XLSX ----------------------------------------------------------------------------------------------------------------


def _from_workbook(data: bytes, file: str, found: list[Diagnostic]) -> tuple[_Row | None, Iterable[_Row]]:
    if "xl/workbook.xml" not in open_parts(data):  # sizes and doubles are checked there, too
        raise FormatError("it is an archive, but no .xlsx")
    try:
        sheets = list(_sheets(data))
    except FormatError:
        raise
    except _DAMAGED as problem:
        raise FormatError("its workbook is damaged") from problem
    usable = [(heading, rows) for rows in sheets if (heading := _heading(rows[:_ROWS_ABOVE]))]
    if not usable:
        return None, ()
    if len(usable) > 1:
        message = f"{len(usable)} sheets have such headings; the first one was read"
        found.append(_finding(Code.M005, file, None, message, "Keep one sheet.", Severity.WARNING))
    return usable[0]


def _sheets(data: bytes) -> Iterator[list[_Row]]:
    """The rows of each visible sheet; one row more than there may be, so that this is noticed."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()  # what the file says about its size need not be true
                rows = sheet.iter_rows(max_row=MAX_ROWS + _ROWS_ABOVE + 1, max_col=MAX_COLUMNS, values_only=True)
                yield [(number, [_said(value) for value in row]) for number, row in enumerate(rows, start=1)]
    finally:
        book.close()


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# Both ----------------------------------------------------------------------------------------------------------------


def _folded(heading: str) -> str:
    """The letters of a heading: `E-mail adres:` and `e-mailadres` are one."""
    plain = unicodedata.normalize("NFKD", heading.translate(_INVISIBLE)).casefold()
    return "".join(char for char in plain if char.isalpha() and not unicodedata.combining(char))


def _columns(cells: Sequence[str]) -> dict[Column, int]:
    """The columns that headings name, the first of each."""
    named: dict[Column, int] = {}
    for place, cell in enumerate(cells[:MAX_COLUMNS]):
        column = _KNOWN.get(_folded(cell)) if len(cell) < 60 and not any(map(str.isdigit, cell)) else None
        if column:
            named.setdefault(column, place)
    return named


def _heading(rows: Iterable[_Row]) -> _Row | None:
    """The first row that can be the headings."""
    for row in rows:
        known = _columns(row[1])
        if Column.EMAIL in known and known.keys() & {Column.NAME, Column.FIRST_NAME, Column.LAST_NAME}:
            return row
    return None


def _table(heading: _Row | None, rows: Iterable[_Row], file: str, found: list[Diagnostic]) -> Table:
    if heading is None:
        message = f"there are no headings in the first {_ROWS_ABOVE} rows that say where name and e-mail are"
        found.append(_finding(Code.M002, file, None, message, _HEADINGS_HINT))
        return Table((), frozenset(), tuple(found))
    first, heads = heading
    columns = _columns(heads)
    found += _about_heads(heads, columns, file, first)
    kept: list[TableRow] = []
    for line, cells in rows:
        if line <= first or not any(cell.strip() for cell in cells):
            continue
        if len(kept) == MAX_ROWS:
            message = f"there are more than {MAX_ROWS} rows; those from here on are not read"
            found.append(_finding(Code.M001, file, line, message, "Split the round."))
            break
        found += _about_cells(cells, heads, columns, file, line)
        kept.append(TableRow(line, {column: _cell(cells, place) for column, place in columns.items()}))
    if not kept:
        found.append(_finding(Code.M002, file, first, "there are no rows below the headings", "Add the participants."))
    return Table(tuple(kept), frozenset(columns), tuple(found))


def _about_heads(heads: Sequence[str], columns: Mapping[Column, int], file: str, line: int) -> Iterator[Diagnostic]:
    for place, head in enumerate(heads):
        column = _columns([head])
        if not head.strip() or place in columns.values():
            continue
        if column:
            what = next(iter(column)).value
            message = (
                f"column {place + 1} has a heading for {what}, and so has column {columns[next(iter(column))] + 1}"
            )
            yield _finding(Code.M003, file, line, message, "Keep one of them, or give one another heading.")
        else:
            message = f"column {place + 1} has a heading that is not known; it is passed over"
            yield _finding(Code.M004, file, line, message, "", Severity.INFO)


def _about_cells(
    cells: Sequence[str], heads: Sequence[str], columns: Mapping[Column, int], file: str, line: int
) -> Iterator[Diagnostic]:
    if any(cell.strip() for cell in cells[len(heads) :]):
        message = "the row has more cells than there are headings: a delimiter may stand within a cell"
        yield _finding(Code.M006, file, line, message, "Put the cell in quotes, or save the table as .xlsx.")
    for column, place in columns.items():
        cell = _cell(cells, place)
        if any(is_unprintable(char) for char in cell):
            message = f"{column.value} has a character that cannot be printed"
            yield _finding(Code.M006, file, line, message, "Type the cell again.")


def _cell(cells: Sequence[str], place: int) -> str:
    """A cell in one line."""
    return " ".join(cells[place].translate(_INVISIBLE).split()) if place < len(cells) else ""
