"""Tables of participants as people keep them: any delimiter and encoding, headings in two languages, every problem."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from kadergen.diagnostics import Code, Severity
from kadergen.formats.participants_table import MAX_ROWS, Column, Table, read_table
from kadergen.model.round import FormFormat, Person
from kadergen.workflow.frameworks import load
from kadergen.workflow.round_people import Participants, read_participants, valid_address

FRAMEWORK, _ = load("kwaliteitskader-housing-first")
HEADS = ["Naam", "E-mail", "Organisatie", "Partij", "Niveau"]
COLUMNS = [Column.NAME, Column.EMAIL, Column.ORGANISATION, Column.PARTY, Column.LEVEL]

# Words as a cell may hold them, in the form in which they are read: one line, no odd characters.
WORDS = st.text(
    st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="\u200b\u2060\ufeff\ufffd\u00ad"),
    max_size=12,
).map(lambda text: " ".join(text.split()))
ROWS = st.lists(st.lists(WORDS, min_size=5, max_size=5).filter(any), min_size=1, max_size=6)


def csv_bytes(rows: list[list[str]], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_bytes(rows: list[list[str]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row, start=1):
            sheet.cell(number, place).value = cell or None
            sheet.cell(number, place).data_type = "s" if cell else "n"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(table: Table) -> list[list[str]]:
    return [[row.cells[column] for column in COLUMNS] for row in table.rows]


def codes(found: Table | Participants) -> list[tuple[str, int | None]]:
    return [(d.code.name, d.location.line if d.location else None) for d in found.findings]


def people(tmp_path: Path, *rows: str, heads: str = ";".join(HEADS)) -> Participants:
    path = tmp_path / "people.csv"
    path.write_text("\n".join((heads, *rows)), encoding="utf-8")
    return read_participants(path, FRAMEWORK)


@given(ROWS, st.sampled_from(";,\t|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_is_written_as_csv_is_read(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    table = read_table(csv_bytes([HEADS, *rows], delimiter, encoding), "people.csv")
    assert not table.findings
    assert cells(table) == rows


@given(ROWS)
def test_what_is_written_as_xlsx_is_read(rows: list[list[str]]) -> None:
    table = read_table(xlsx_bytes([["Deelnemers"], [], HEADS, *rows]), "people.xlsx")
    assert not table.findings
    assert cells(table) == rows
    assert [row.line for row in table.rows] == list(range(4, 4 + len(rows)))


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(lambda data: b"PK\x03\x04" + data), st.text().map(
    lambda text: ("Naam;E-mail\n" + text).encode("utf-8", "surrogatepass"))))  # fmt: skip
def test_no_bytes_make_it_fail(data: bytes) -> None:
    table = read_table(data, "people.csv")
    assert table.rows or table.findings


@given(st.integers(0, 3000), st.integers(0, 255))
def test_no_damage_to_a_workbook_makes_it_fail(place: int, value: int) -> None:
    data = bytearray(xlsx_bytes([HEADS, ["Deelnemer", "d@example.org", "", "", ""]]))
    data[place % len(data)] = value
    table = read_table(bytes(data), "people.xlsx")
    assert table.rows or table.findings


@pytest.mark.parametrize(
    "heads",
    [
        "Naam,E-mailadres",
        "NAME;Email address",
        "Volledige naam\te-mail:",
        "Voornaam|Tussenvoegsel|Achternaam|Mail",
        "sep=;\nNaam;Mail",
    ],
)
def test_headings_in_both_languages(heads: str) -> None:
    delimiter = next(d for d in ",;\t|" if d in heads.splitlines()[-1])
    row = delimiter.join(["Jan", "van der", "Berg", "j@example.org"] if "Voor" in heads else ["Jan", "j@example.org"])
    table = read_table(f"{heads}\n{row}\n".encode(), "people.csv")
    assert [row.cells[Column.EMAIL] for row in table.rows] == ["j@example.org"]
    assert table.rows[0].name == ("Jan van der Berg" if "Voor" in heads else "Jan")


def test_windows_1252_is_read_and_said() -> None:
    table = read_table("Naam;E-mail\nZoë;z@example.org\n".encode("cp1252"), "people.csv")
    assert table.rows[0].name == "Zoë"
    assert codes(table) == [("M007", 2)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "M002"),
        (b"Naam;Telefoon\nJan;06\n", "M002"),
        (b"Naam;E-mail\n", "M002"),
        (b"Naam;E-mail;Mail\nJan;j@example.org;\n", "M003"),
        (b'Naam;E-mail\n"Jan;j@example.org\n' + b"x" * 200_000, "M001"),
        (b"Naam;E-mail\nJan;j@example.org;over\n", "M006"),
        (b"Naam;E-mail\nJ\x01an;j@example.org\n", "M006"),
        (b"\xd0\xcf\x11\xe0 old", "M001"),
        (b"%PDF-1.7", "M001"),
        (b"PK\x03\x04", "M001"),
        (b"Naam;E-mail\n" + b"J;j@example.org\n" * (MAX_ROWS + 1), "M001"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, code: str) -> None:
    errors = [d.code.name for d in read_table(data, "people.csv").findings if d.severity is Severity.ERROR]
    assert errors == [code]


def test_every_problem_is_named_with_its_row(tmp_path: Path) -> None:
    found = people(
        tmp_path,
        "Deelnemer 1;een@example.org;Zorg;zorgorganisatie;uitvoering",
        ";twee@example.org;;gemeenten;Beleid of management",
        "Deelnemer 3;EEN@example.org;;;",
        "Deelnemer 4;vier@;;;",
        "Deelnemer 5;vijf@example.org, zes@example.org;;;",
        "Deelnemer 6;zes@example.org;;Kerk;Baas",
        "Deelnemer 1;;;;",
    )
    assert codes(found) == [
        ("M008", 3), ("M011", 4), ("M010", 5), ("M010", 6), ("M012", 7), ("M012", 7), ("M009", 8), ("M013", 8),
    ]  # fmt: skip
    assert [person.party for person in found.people[:2]] == ["zorgorganisatie", "gemeente"]
    assert [person.level for person in found.people[:2]] == ["uitvoering", "beleid"]
    said = " ".join(f"{d.message} {d.hint}" for d in found.findings)
    assert not any(words in said for words in ("Deelnemer", "een@", "vier", "vijf", "Kerk", "Baas"))


def test_who_is_known_keeps_the_id(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Naam;E-mail\nJan;Jan@Example.org\nPiet;piet@example.org\n", encoding="utf-8")
    known = Person("a" * 32, "J.", "jan@example.org")
    first, second = read_participants(path, FRAMEWORK, [known]).people
    assert first.id == known.id
    assert second.id not in {known.id, read_participants(path, FRAMEWORK, [known]).people[1].id}


PDF, WORD, OPEN, LARGE, LARGE_WORD = FormFormat


@pytest.mark.parametrize(
    ("words", "forms"),
    [
        ("", ()),
        ("pdf", (PDF,)),
        ("Word", (WORD,)),
        ("word-open", (OPEN,)),
        ("Word (open)", (OPEN,)),
        ("pdf-large-print", (LARGE,)),
        ("Word, large print", (WORD, LARGE)),
        ("PDF in grote letters", (LARGE,)),
        ("Word met grote letters", (LARGE_WORD,)),
        ("word (large print) + pdf", (LARGE_WORD, PDF)),
        ("pdf;word; pdf;", (PDF, WORD)),
        ("pdf, grote letters", (PDF, LARGE)),
    ],
)
def test_forms_in_the_words_of_people(tmp_path: Path, words: str, forms: tuple[FormFormat, ...]) -> None:
    found = people(tmp_path, f'Jan;j@example.org;"{words}"', heads="Naam;E-mail;Formulier")
    assert (found.findings, found.people[0].forms) == ((), forms)


@pytest.mark.parametrize("kind", FormFormat)
def test_each_form_is_known_by_its_id(tmp_path: Path, kind: FormFormat) -> None:
    (person,) = people(tmp_path, f"Jan;j@example.org;{kind.value}", heads="Name;E-mail;Form").people
    assert person.forms == (kind,)


@pytest.mark.parametrize("words", ["papier", "pdf en word", "pdf grote", "-", "pdf+brief", "letters", "0"])
def test_a_form_that_nobody_knows(tmp_path: Path, words: str) -> None:
    """Never guessed, and said once, whatever else is in the cell."""
    found = people(tmp_path, f"Jan;j@example.org;{words} + fax", heads="Naam;E-mail;Soort formulier")
    assert codes(found) == [("M019", 2)]
    assert words not in found.findings[0].message


@pytest.mark.parametrize(
    ("formats", "large"),
    [
        ((PDF,), (LARGE,)),
        ((WORD,), (LARGE_WORD,)),
        ((PDF, WORD), (LARGE, LARGE_WORD)),
        ((OPEN,), (LARGE,)),
        ((PDF, OPEN), (LARGE,)),
        ((LARGE_WORD,), (LARGE_WORD,)),
    ],
)
def test_large_print_alone_is_what_the_others_get_in_large_print(
    tmp_path: Path, formats: tuple[FormFormat, ...], large: tuple[FormFormat, ...]
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Naam;E-mail;Formulier\nJan;j@example.org;Grote letters\n", encoding="utf-8")
    assert read_participants(path, FRAMEWORK, formats=formats).people[0].forms == large


def test_what_a_table_has_no_column_for_stays(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    known = Person("a" * 32, "J.", "jan@example.org", "Zorg", "gemeente", "beleid", (LARGE,))
    path.write_text("Naam;E-mail\nJan;jan@example.org\n", encoding="utf-8")
    assert read_participants(path, FRAMEWORK, [known]).people == (replace(known, name="Jan"),)
    path.write_text("Naam;E-mail;Organisatie;Partij;Niveau;Form\nJan;jan@example.org;;;;\n", encoding="utf-8")
    assert read_participants(path, FRAMEWORK, [known]).people == (Person(known.id, "Jan", known.email),)


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("a@example.org", "a@example.org"),
        ("mailto:a@example.org", "a@example.org"),
        ("Jan, de <a@example.org>", "a@example.org"),
        ("a@exämple.org", "a@xn--exmple-cua.org"),
        ("a@example.org\nBcc: b@example.org", None),
        ("a@example.org,b@example.org", None),
        ("a b@example.org", None),
        ("jürgen@example.org", None),
        ("a@localhost", None),
        ("<a@example.org> <b@example.org>", None),
    ],
)
def test_addresses(words: str, address: str | None) -> None:
    assert valid_address(words) == address


def test_the_codes_of_a_table_are_in_the_catalogue() -> None:
    assert {f"M{number:03d}" for number in range(1, 20)} <= {code.name for code in Code}
