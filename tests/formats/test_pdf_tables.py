"""Tables found again on printed pages, drawn in the ways in which programs draw them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from kadergen.formats.pdf_tables import read_printed
from kadergen.formats.rawdocument import RawDocument, RawParagraph, RawTable
from kadergen.formats.rawform import EncryptedError, FormatError

LEFT, MIDDLE, RIGHT = 50.0, 150.0, 450.0
SIZE, LEADING = 10.0, 14.0
LONG = "Dit is een antwoord dat zo lang is dat het zeker niet op één regel past en dus wordt afgebroken, en nog eens."


class Drawer:
    """Draws tables of two columns; `how` is the way of drawing lines."""

    def __init__(self, how: str) -> None:
        self.how, self.out = how, io.BytesIO()
        self.canvas = Canvas(self.out, (500, 700), invariant=1)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if self.how == "stroked":
            self.canvas.line(x0, y0, x1, y1)
        elif self.how == "filled":
            self.canvas.rect(x0, y0, max(x1 - x0, 0.5), max(y1 - y0, 0.5), stroke=0, fill=1)
        else:  # piece by piece, as a word processor does it: a corner, an edge, a corner
            steps = 7
            for n in range(steps):
                a, b = n / steps, (n + 1) / steps
                left, low = x0 + (x1 - x0) * a, y0 + (y1 - y0) * a
                self.canvas.rect(left, low, max((x1 - x0) * (b - a), 0.5), max((y1 - y0) * (b - a), 0.5), 0, 1)

    def table(self, top: float, rows: Sequence[tuple[str, str]]) -> float:
        """Rows of caption and answer; the lower edge."""
        y = top
        self.line(LEFT, y, RIGHT, y)
        for caption, answer in rows:
            lines = [piece for part in answer.split("\n") for piece in self.wrapped(part)] or [""]
            height = max(len(lines) * LEADING + 8, 30)
            self.canvas.setFont("Helvetica", SIZE)
            self.canvas.drawString(LEFT + 5, y - 12, caption)
            for index, text in enumerate(lines):
                self.canvas.drawString(MIDDLE + 5, y - 12 - index * LEADING, text)
            for x in (LEFT, MIDDLE, RIGHT):
                self.line(x, y - height, x, y)
            y -= height
            self.line(LEFT, y, RIGHT, y)
        return y

    @staticmethod
    def wrapped(text: str) -> list[str]:
        lines = [""]
        for word in text.split():
            tried = f"{lines[-1]} {word}".strip()
            if stringWidth(tried, "Helvetica", SIZE) > RIGHT - MIDDLE - 10:
                lines.append(word)
            else:
                lines[-1] = tried
        return lines

    def read(self) -> RawDocument:
        self.canvas.save()
        return read_printed(self.out.getvalue())


def rows_of(document: RawDocument) -> list[list[list[str]]]:
    return [[[c.text for c in r.cells] for r in b.rows] for b in document.blocks if isinstance(b, RawTable)]


@pytest.mark.parametrize("how", ["stroked", "filled", "pieces"])
def test_cells_are_what_stands_between_lines(how: str) -> None:
    drawer = Drawer(how)
    drawer.canvas.drawString(LEFT, 640, "Boven de tabel")
    low = drawer.table(620, [("1.1 Reflectie", LONG), ("1.1 Acties", ""), ("1.2 Reflectie", "kort")])
    drawer.table(low - 40, [("1.3 Reflectie", "een andere tabel")])
    document = drawer.read()
    assert rows_of(document) == [
        [["1.1 Reflectie", LONG], ["1.1 Acties", ""], ["1.2 Reflectie", "kort"]],
        [["1.3 Reflectie", "een andere tabel"]],
    ]
    first = document.blocks[0]
    assert isinstance(first, RawParagraph)
    assert first.content.text == "Boven de tabel"


def test_line_ends_of_people_stay_and_those_of_the_page_go() -> None:
    drawer = Drawer("stroked")
    drawer.table(620, [("1.1", f"eerste regel\ntweede regel\n\nna een lege regel\n{LONG}\nlaatste")])
    assert rows_of(drawer.read())[0][0][1] == f"eerste regel\ntweede regel\n\nna een lege regel\n{LONG}\nlaatste"


def test_a_table_goes_on_over_the_page() -> None:
    drawer = Drawer("filled")
    drawer.table(300, [("1.1", "De stelling"), ("1.1 Reflectie", "begin van het antwoord")])
    drawer.canvas.showPage()
    drawer.table(650, [("1.1", "De stelling"), ("", "rest van het antwoord"), ("1.1 Acties", "doen")])
    assert rows_of(drawer.read()) == [
        [
            ["1.1", "De stelling"],
            ["1.1 Reflectie", "begin van het antwoord\nrest van het antwoord"],
            ["1.1 Acties", "doen"],
        ]
    ]


def test_heads_and_feet_are_told_from_words() -> None:
    drawer = Drawer("stroked")
    for page in range(1, 5):
        drawer.canvas.drawString(LEFT, 680, "Kop van elke pagina")
        drawer.canvas.drawString(LEFT, 600, f"tekst {'abcd'[page - 1]}")
        drawer.canvas.drawString(LEFT, 20, f"Pagina {page} van 4")
        drawer.canvas.showPage()
    document = drawer.read()
    assert [b.content.text for b in document.blocks if isinstance(b, RawParagraph)] == [f"tekst {c}" for c in "abcd"]
    assert document.edges == ("Kop van elke pagina", *(f"Pagina {page} van 4" for page in range(1, 5)))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nnothing", b"\x00" * 1000])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        read_printed(data)


def test_a_pdf_with_a_password_is_refused() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt="geheim")
    canvas.drawString(50, 50, "x")
    canvas.save()
    with pytest.raises(EncryptedError):
        read_printed(out.getvalue())


def test_a_drawing_of_many_lines_is_no_table() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    for n in range(3000):
        canvas.line(n % 500, 0, n % 500, 800)
        canvas.line(0, n % 800, 500, n % 800)
    canvas.drawString(100, 100, "woorden")
    canvas.save()
    document = read_printed(out.getvalue())
    assert "woorden" in "".join(content.text for content in document.contents())
