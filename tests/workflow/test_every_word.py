"""Every word of every answer is found again in the report as PDF, Word and HTML and in the spreadsheet, as text.

Four programs that are not ours read them: PDFium, python-docx, an HTML 5 parser and openpyxl.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

import docx
import openpyxl
import pypdfium2
import pytest
import tinyhtml5
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kadergen.consolidate import consolidate
from kadergen.consolidate.planning import plan_of_action
from kadergen.model.consolidation import Consolidation
from kadergen.model.response import Response, Unplaced
from kadergen.render.document_html import render_document_html
from kadergen.render.document_pdf import render_document_pdf
from kadergen.render.docx_file import render_document_docx
from kadergen.render.xlsx_file import render_xlsx
from kadergen.theme.load import default_theme
from tests.consolidate.examples import FRAMEWORK, response, responses, row, words_of_keys, written
from tests.consolidate.rounds import report_of
from tests.render.test_docx_file import words_of

LONG = " ".join(f"woord{number}." for number in range(1900))
NASTY = {
    "long": LONG,
    "Arabic": "مرحبا بالعالم، هذا نص طويل",
    "Cyrillic": "Заявка на жильё подана",
    "Polish": "Zażółć gęślą jaźń, proszę pani",
    "emoji": "prima 👍 gedaan 🎉 hoor",
    "bold": "<b>vet</b> en <i>schuin</i>",
    "entity": "&amp; blijft &lt;zo&gt; staan",
    "image": '<img src="file:///x" onerror="alert(1)">',
    "script": "<script>alert('x')</script> na",
    "end of cell": "]]></w:t></td></blockquote></style> na",
    "formula": '=HYPERLINK("http://x.nl","klik")',
    "sum": "@SUM(A1:A9)",
    "command": "=cmd|' /C calc'!A0",
    "nul": "voor\x00 na \x0b en \x1b[31m rood",
    "surrogate": "half \ud83d teken en \udc00 nog",
    "override": "links \u202erechts\u202c en \u2066binnen\u2069 terug",
    "lines": "een\n\ntwee\r\ndrie\tvier",
}


def people() -> list[Response]:
    """Every text in every place where something can be written."""
    made = [
        response("care", name=f"P{number}", organisation=text, date=text, why={"a-1": text, "b-1": text},
                 steps={"a-2": text}, scores={"a-1": "done"},
                 plan=(row(indicator=text, action=text, owner=text, timeline=text, goal=text),),
                 unplaced=(Unplaced("Notes", text),))
        for number, text in enumerate(NASTY.values())
    ]  # fmt: skip
    return [*made, response("town", scores={"a-1": "absent"})]


def of_pdf(result: Consolidation) -> str:
    pdf = pypdfium2.PdfDocument(render_document_pdf(report_of(result), default_theme()).data)
    try:
        pages = [pdf[index].get_textpage().get_text_bounded(top=790, bottom=45) for index in range(len(pdf))]
    finally:
        pdf.close()
    # PDFium reads a hyphen at the end of a line as one that was added, and says U+FFFE (or U+0002).
    return re.sub("[\ufffe\x02]", "-", "".join(pages))


def of_word(result: Consolidation) -> str:
    data = render_document_docx(report_of(result), default_theme(), words_of_keys())
    docx.Document(io.BytesIO(data))
    return words_of(data)


def of_html(result: Consolidation) -> str:
    tree = tinyhtml5.parse(
        render_document_html(report_of(result), default_theme(), words_of_keys()), namespace_html_elements=False
    )
    assert not [element for element in tree.iter() if element.tag in ("img", "script", "i")]
    body = tree.find("body")
    assert body is not None
    return "".join(body.itertext())


def of_xlsx(result: Consolidation) -> str:
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(result, plan_of_action(result))))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    return "\n".join(str(cell.value) for cell in cells)


OUTPUTS: dict[str, Callable[[Consolidation], str]] = {
    "pdf": of_pdf,
    "docx": of_word,
    "html": of_html,
    "xlsx": of_xlsx,
}


# What has no look of its own, or what an output may show in its own way.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def seen(text: str) -> str:
    """The text with spaces in place of what need not be there."""
    shown = (" " if unicodedata.category(c) in UNSEEN else c for c in unicodedata.normalize("NFKC", text))
    return re.sub("[\ufffd\u2400-\u2426]", " ", "".join(shown))


def bare(text: str) -> str:
    """The text without white space: lines break where they must."""
    return "".join(seen(text).split())


@cache
def found(output: str) -> str:
    return bare(OUTPUTS[output](consolidate(FRAMEWORK, people())))


def words(text: str) -> Iterator[str]:
    yield from seen(text).split()


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("name", NASTY)
def test_every_word_of_every_answer_is_there(output: str, name: str) -> None:
    missing = [word for word in words(NASTY[name]) if word not in found(output)]
    assert missing == []
    # It was written in ten places; on paper a narrow cell may part a word, and what stands beside it comes between.
    least = 6 if output == "pdf" else 10
    assert all(found(output).count(word) >= least for word in words(NASTY[name]))


@pytest.mark.parametrize("output", OUTPUTS)
def test_a_long_text_is_there_from_the_first_word_to_the_last_one(output: str) -> None:
    numbers = [int(number) for number in re.findall(r"woord(\d+)\.", found(output))]
    assert all(numbers.count(number) >= 9 for number in range(0, 1900, 211))
    assert numbers.count(1899) >= 9


# Letters whose order and shape on the page no reader of pages has an opinion of its own about.
PLAIN = st.text(st.characters(max_codepoint=0x4FF, exclude_categories=("Cs", "Mn")), max_size=40)


@pytest.mark.parametrize("output", OUTPUTS)
@given(made=responses(PLAIN | st.sampled_from([*NASTY.values()][1:]), most=4))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_people_write_is_there(output: str, made: list[Response]) -> None:
    text = bare(OUTPUTS[output](consolidate(FRAMEWORK, made)))
    assert [word for one in written(made) for word in words(one) if word not in text] == []
