"""Rows of a table → the people of a round, with everything that is wrong named by its row.

No finding holds a name, an address or another cell's words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from email_validator import EmailNotValidError, validate_email

from kadergen.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity, display_name
from kadergen.errors import UsageError
from kadergen.formats.participants_table import Column, TableRow, read_table
from kadergen.model.framework import Framework, Option
from kadergen.model.round import FormFormat, Person, new_person_id

LONGEST: Final = 200  # characters of a name or an organisation
_IN_BRACKETS: Final = re.compile(r"[^<>]*<([^<>]+)>")
# What may stand in the column of forms, signs left out; the kinds' ids are among it.
_LARGE: Final = ("large print", "in large print", "grote letters", "in grote letters", "met grote letters")
_KINDS: Final[Mapping[str, FormFormat]] = {
    "pdf": FormFormat.PDF,
    "word": FormFormat.WORD,
    "word open": FormFormat.WORD_OPEN,
    **{f"pdf {large}": FormFormat.PDF_LARGE_PRINT for large in _LARGE},
    **{f"word {large}": FormFormat.WORD_LARGE_PRINT for large in _LARGE},
}
_KINDS_HINT: Final = (
    "Known: grote letters (large print), pdf, word, word-open, pdf in grote letters (pdf-large-print), word in grote "
    "letters (word-large-print). Put a + between two of them."
)


@dataclass(frozen=True, slots=True)
class Participants:
    """The people of a table, in its order, and what was found; not to be used when an error is among it."""

    people: tuple[Person, ...]
    findings: Diagnostics


def read_participants(
    path: Path,
    framework: Framework,
    known: Iterable[Person] = (),
    new_id: Callable[[], str] = new_person_id,
    *,
    formats: Sequence[FormFormat] = (FormFormat.PDF,),
) -> Participants:
    """The people in a CSV or XLSX file; who is among `known` (by address) keeps their id, and what there is no column
    for. `formats` are the round's: what "large print" alone is made of.

    Raises UsageError when there is no such file.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be opened: {error.strerror or error}", "Give the table of participants, .csv or .xlsx."
        ) from error
    file = display_name(path)
    table = read_table(data, file)
    reader = _Reader(framework, file, formats, {folded(p.email): p for p in known if p.email}, new_id)
    people = tuple(reader.person(row) for row in table.rows)
    return Participants(people, (*table.findings, *reader.found))


def folded(words: str) -> str:
    """Words as they are compared: case, spaces and the way accents are written make no difference."""
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


def valid_address(words: str) -> str | None:
    """The address as mail servers want it, None when it is none. `Name <a@b.nl>` and `mailto:a@b.nl` are read too."""
    match = _IN_BRACKETS.fullmatch(words)
    address = (match[1] if match else words).strip()
    if address[:7].lower() == "mailto:":
        address = address[7:]
    try:
        found = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return found.ascii_email


class _Reader:
    """Row by row, remembering the rows before."""

    def __init__(
        self,
        framework: Framework,
        file: str,
        formats: Sequence[FormFormat],
        known: Mapping[str, Person],
        new_id: Callable[[], str],
    ) -> None:
        self.found: list[Diagnostic] = []
        self._file = file
        self._large = tuple(kind.in_large_print for kind in formats)
        self._known = known
        self._new_id = new_id
        self._options = {field.id: field.options for field in framework.respondent}
        self._addresses: dict[str, int] = {}
        self._names: dict[str, int] = {}

    def person(self, row: TableRow) -> Person:
        """The person of a row."""
        email = self._email(row)
        known = self._known.get(folded(email)) if email else None
        before = known or Person(self._new_id(), "", email)
        cells = row.cells
        return Person(
            id=before.id,
            name=self._name(row),
            email=email,
            organisation=self._short(row, Column.ORGANISATION, cells.get(Column.ORGANISATION, before.organisation)),
            party=self._option(row, Column.PARTY, "party") if Column.PARTY in cells else before.party,
            level=self._option(row, Column.LEVEL, "level") if Column.LEVEL in cells else before.level,
            forms=self._forms(row) if Column.FORM in cells else before.forms,
        )

    def _say(self, code: Code, row: TableRow, message: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        self.found.append(Diagnostic(severity, code, message, hint, Location(self._file, row.line)))

    def _name(self, row: TableRow) -> str:
        name = self._short(row, Column.NAME, row.name)
        if not name:
            self._say(Code.M008, row, "the name is missing", "Fill it in; the form and the mail begin with it.")
            return ""
        first = self._names.setdefault(folded(name), row.line)
        if first != row.line:
            message = f"the name is that of row {first}, too; forms cannot be matched by this name"
            hint = "That is no problem as long as everybody uses the form that was sent to them."
            self._say(Code.M013, row, message, hint, Severity.WARNING)
        return name

    def _short(self, row: TableRow, column: Column, words: str) -> str:
        if len(words) > LONGEST:
            message = f"{column.value} is longer than {LONGEST} characters"
            self._say(Code.M006, row, message, "Is it in the right column? Shorten it.")
        return words

    def _email(self, row: TableRow) -> str:
        words = row.cells.get(Column.EMAIL, "")
        if not words:
            message = "the e-mail address is missing; this person gets a form, but no mail"
            self._say(Code.M009, row, message, "Hand the form over in another way.", Severity.WARNING)
            return ""
        email = valid_address(words)
        if email is None:
            hint = "Write one address, such as name@organisation.nl."
            self._say(Code.M010, row, "what stands under e-mail is no usable address", hint)
            return ""
        first = self._addresses.setdefault(folded(email), row.line)
        if first != row.line:
            hint = (
                "Everybody needs an address of their own: it tells whose form comes back. Or leave one of them empty."
            )
            self._say(Code.M011, row, f"the e-mail address is that of row {first}, too", hint)
        return email

    def _option(self, row: TableRow, column: Column, field: str) -> str:
        """The id of the option that a cell names, by its id or one of its words; "" for none."""
        words = row.cells.get(column, "")
        if field not in self._options:
            return ""  # the form does not ask for it
        options: Sequence[Option] = self._options[field]
        if not words or not options:
            return self._short(row, column, words)  # a field without options is a line, which holds any words
        for option in options:
            if folded(words) in {folded(name) for name in (option.id, option.label, option.singular, option.plural)}:
                return option.id
        known = ", ".join(option.label for option in options)
        self._say(Code.M012, row, f"the {column.value} is none of the framework's", f"Known: {known}.")
        return ""

    def _forms(self, row: TableRow) -> tuple[FormFormat, ...]:
        """The kinds of form that a cell names; none where it is empty."""
        items = filter(str.strip, re.split("[+;,]", row.cells[Column.FORM]))
        kinds = tuple(chain.from_iterable(map(self._kinds, items)))
        if None in kinds:
            self._say(Code.M019, row, "a kind of form is not known", _KINDS_HINT)
        return tuple(dict.fromkeys(filter(None, kinds)))

    def _kinds(self, item: str) -> Sequence[FormFormat | None]:
        words = " ".join(re.findall(r"\w+", folded(item)))
        return self._large if words in _LARGE else (_KINDS.get(words),)
