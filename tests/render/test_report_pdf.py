"""The report as PDF, read by PDFium: every word on paper whatever it is made of, the same bytes each time, no names."""

from __future__ import annotations

import re

import pypdfium2
import pytest

from kadergen.consolidate import consolidate
from kadergen.model.response import Response, Unplaced
from kadergen.render.document_pdf import render_document_pdf
from kadergen.theme import Theme
from kadergen.theme.load import default_theme
from tests.consolidate.examples import FRAMEWORK, response, row
from tests.consolidate.rounds import report_of


@pytest.fixture(scope="module")
def theme() -> Theme:
    return default_theme()


def printed(theme: Theme, made: list[Response], *, anonymous: bool = False) -> str:
    """The text of all pages without white space (lines break where they must) and without heads and feet."""
    data = render_document_pdf(report_of(consolidate(FRAMEWORK, made, anonymous=anonymous)), theme).data
    pdf = pypdfium2.PdfDocument(data)
    try:
        pages = [pdf[index].get_textpage().get_text_bounded(top=790, bottom=45) for index in range(len(pdf))]
    finally:
        pdf.close()
    # PDFium reads a hyphen at the end of a line as one that was added, and says U+FFFE (or U+0002).
    return bare(re.sub("[\ufffe\x02]", "-", "".join(pages)))


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b> & <a href='x'>link</a> &amp; {braces} %d \\n (brackets) \\",
        "=SUM(A1:A9)\n\n- one\n- two",
        "naïef coördinatie – “quotes” ‘single’ … € ½",
        "Заявка на жильё, δοκιμή",
        "word " * 4000,
        "https://example.org/" + "very-long-path/" * 30,
    ],
)
def test_a_reflection_is_printed_word_for_word(theme: Theme, text: str) -> None:
    assert bare(text) in printed(theme, [response("care", name="C", why={"a-1": text}), response("town")])


def test_an_action_longer_than_a_page_goes_on(theme: Theme) -> None:
    words = [f"w{number}." for number in range(3000)]
    text = printed(theme, [response("care", name="C", steps={"a-1": " ".join(words)})])
    assert re.findall(r"w\d+\.", text) == words


def test_the_plan_and_the_words_without_a_place_are_printed(theme: Theme) -> None:
    made = [response("care", plan=(row(action="Ring the bell", owner="Me"),), unplaced=(Unplaced("x", "Left over"),))]
    text = printed(theme, made)
    assert text.index("Ringthebell") < text.index("report.missing") < text.index("Leftover")


def test_the_same_result_gives_the_same_bytes(theme: Theme) -> None:
    result = consolidate(FRAMEWORK, [response("care", why={"a-1": "w"})])
    assert render_document_pdf(report_of(result), theme).data == render_document_pdf(report_of(result), theme).data


def test_an_anonymous_report_holds_no_name(theme: Theme) -> None:
    made = [
        response("care", name="NAME", organisation="ORGANISATION", date="DATE", file="FILE.pdf", why={"a-1": "words"})
        for _ in range(3)
    ]
    text = printed(theme, made, anonymous=True)
    assert text.count("words") == 3
    assert not re.search("NAME|ORGANISATION|DATE|FILE", text)
    assert "NAME" in printed(theme, made)
