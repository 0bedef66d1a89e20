"""Flattened forms, and what happens to their pages afterwards: printed smaller, turned, lost, scribbled on."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from functools import cache

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from kadergen.formats.acroform_fill import fill
from kadergen.model.response import Response
from kadergen.readers import ReadResult, read_bytes
from kadergen.workflow.blanks import BlankForms
from tests.readers.support import instrument, instruments
from tests.roundtrip.support import Widget, answers, form, widgets


@cache
def blanks() -> BlankForms:
    """The blank forms of the bundled frameworks."""
    return BlankForms(instruments())


def read(data: bytes) -> ReadResult:
    """Read with everything that `kadergen read` has at hand."""
    return read_bytes(data, "returned.pdf", instruments(), blanks())


def codes(result: ReadResult) -> set[str]:
    """The codes of what was found."""
    return {found.code.name for found in result.diagnostics}


def response(result: ReadResult) -> Response:
    """The response, which has to be there."""
    assert result.response is not None, result.diagnostics
    return result.response


@cache
def filled() -> bytes:
    """The real form with the answers that every program gets (long and foreign ones left out)."""
    return fill(form(), given()).data


@cache
def given() -> dict[str, str]:
    """Answers that fit their boxes and that every font has: what stands on the page is all of them."""
    return {name: value for name, value in answers(foreign=False).items() if len(value) < 1_000}


def flattened(data: bytes) -> bytes:
    """Flattened by PDFium, as Chrome and Edge do."""
    document = pdfium.PdfDocument(data)
    document.init_forms()
    for index in range(len(document)):
        page = document[index]
        assert raw.FPDFPage_Flatten(page, raw.FLAT_PRINT) != raw.FLATTEN_FAIL
        page.close()
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


@cache
def flat() -> bytes:
    """The filled form, flattened."""
    return flattened(filled())


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The file after a change of its objects."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def with_pages(data: bytes, indices: Iterable[int]) -> bytes:
    """A file of these pages of it, in this order; one may come twice."""
    with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as made:
        for index in indices:
            made.pages.append(source.pages[index])
        out = io.BytesIO()
        made.save(out)
    return out.getvalue()


def drawn(data: bytes, page_index: int, operators: str) -> bytes:
    """With these operators drawn last on a page."""

    def draw(pdf: pikepdf.Pdf) -> None:
        pdf.pages[page_index].contents_add(b"q Q\nq\n" + operators.encode("cp1252") + b"\nQ")

    return changed(data, draw)


def placed(data: bytes, matrix: tuple[float, float, float, float, float, float], size: tuple[float, float]) -> bytes:
    """Every page drawn anew through a matrix, on paper of this size in points, as printing does."""

    def place(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            before = " ".join(map(str, matrix)) + " cm\n"
            page.contents_add(b"q\n" + before.encode(), prepend=True)
            page.contents_add(b"\nQ")
            page.obj.MediaBox = pikepdf.Array([0, 0, *map(float, size)])
            for key in ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
                if key in page.obj:
                    del page.obj[key]

    return changed(data, place)


def widget(name: str, on_state: str = "") -> Widget:
    """Where a field, or one of its choices, stands on the form."""
    return next(w for w in widgets() if w.name == name and w.on_state == on_state)


def squeezed(text: str) -> str:
    """Without spaces and line ends: a page does not tell how many there were."""
    return "".join(text.split())


def assert_as_given(result: ReadResult, without: Iterable[str] = ()) -> None:
    """Every answer is there, to the letter but for spaces, and nothing else; `without` these fields."""
    found = response(result)
    missing = set(without)
    seen = values(found)
    expected = {name: squeezed(value) for name, value in given().items() if name not in missing}
    assert {name: squeezed(value) for name, value in seen.items()} == expected
    assert found.identity == instrument().identity


def values(found: Response) -> dict[str, str]:
    """Field → value, of all fields that have one."""
    seen = {
        f"respondent__{key}": getattr(found.respondent, key)
        for key in ("name", "organisation", "party", "level", "date")
    }
    for statement, answer in found.answers.items():
        seen |= {f"{statement}__score": answer.score or "", **{f"{statement}__{k}": v for k, v in answer.texts.items()}}
    for row in found.plan:
        seen |= {f"plan-{row.row:02d}__{column}": text for column, text in row.cells.items()}
    return {name: value for name, value in seen.items() if value}
