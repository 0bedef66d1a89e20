"""A plain form with all fields of the real framework, made by the real field writer but without any layout: quick."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from functools import cache
from typing import Final

import pikepdf
from reportlab.pdfgen.canvas import Canvas

from kadergen.content.load import bundled_frameworks, load_framework
from kadergen.formats.acroform_write import FieldWriter, ScoreKid
from kadergen.model.instrument import IDENTITY_FIELD, FieldKind, Instrument, build_instrument
from kadergen.model.response import Response
from kadergen.readers import ReadResult, read_bytes
from kadergen.units import Rect

FRAMEWORK: Final = "kwaliteitskader-housing-first"
_PER_PAGE: Final = 12


@cache
def instruments() -> Mapping[str, Instrument]:
    """The bundled frameworks' instruments."""
    frameworks = [load_framework(path)[0] for path in bundled_frameworks().values()]
    return {framework.id: build_instrument(framework) for framework in frameworks if framework}


def instrument() -> Instrument:
    """The one with scores."""
    return instruments()[FRAMEWORK]


@cache
def blank_form() -> bytes:
    """Every field of the instrument in one column, twelve on a page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=True)
    writer = FieldWriter(canvas)
    scale = instrument().framework.scale
    levels = scale.levels if scale else ()
    for index, spec in enumerate(instrument().fields):
        if index and index % _PER_PAGE == 0:
            canvas.showPage()
        top = 800 - 60 * (index % _PER_PAGE)
        if spec.kind is FieldKind.SCORE:
            kids = [
                ScoreKid(v.id, Rect(40 + 150 * i, top - 24, 180 + 150 * i, top), v.label, v.shape.value, v.colour)
                for i, v in enumerate(levels)
            ]
            writer.score(str(spec.id), kids)
        elif spec.kind is FieldKind.CHOICE:
            options = [(option.id, option.label) for option in spec.options]
            writer.choice(str(spec.id), Rect(40, top - 20, 300, top), spec.label, options)
        else:
            multiline = spec.kind is FieldKind.TEXT
            writer.text(str(spec.id), Rect(40, top - 50, 500, top), spec.label, multiline=multiline)
    writer.identity(IDENTITY_FIELD, instrument().identity.marker)
    canvas.setKeywords(instrument().identity.marker)
    canvas.setProducer("kadergen test")
    writer.finish()
    canvas.save()
    return buffer.getvalue()


def filled_by_hand(values: Mapping[str, str]) -> pikepdf.Pdf:
    """The blank form with values set object by object, for tests that then bend it further."""
    pdf = pikepdf.open(io.BytesIO(blank_form()))
    for name, value in values.items():
        field = field_named(pdf, name)
        if field.get("/FT") == "/Btn":
            field.V = pikepdf.Name("/" + (value or "Off"))
            for kid in field.Kids:
                on = value and "/" + value in kid.AP.N.keys()  # noqa: SIM118 - a pikepdf dictionary has no `in`
                kid.AS = pikepdf.Name("/" + value if on else "/Off")
        else:
            field.V = pikepdf.String(value)
    return pdf


def field_named(pdf: pikepdf.Pdf, name: str) -> pikepdf.Object:
    """The field of this name in the field tree."""
    return next(field for field in pdf.Root.AcroForm.Fields if str(field.T) == name)


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The file's bytes, the same each time."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", pikepdf.PageCopyWarning
        )  # widgets outside of /AcroForm are what some tests want
        pdf.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def read(data: bytes, file: str = "returned") -> ReadResult:
    """Read bytes with the bundled frameworks."""
    return read_bytes(data, file, instruments())


def response(data: bytes) -> Response:
    """The response in these bytes; fails with the diagnostics when there is none."""
    result = read(data)
    assert result.response, [str(diagnostic) for diagnostic in result.diagnostics]
    return result.response


def codes(result: ReadResult | Response) -> list[str]:
    """The codes of all findings, in order."""
    return [diagnostic.code.name for diagnostic in result.diagnostics]


def flat(found: Response) -> dict[str, str]:
    """Every value that is not empty, by field name: what a test filled in and wants back."""
    who = found.respondent
    header = {
        "name": who.name,
        "organisation": who.organisation,
        "party": who.party,
        "level": who.level,
        "date": who.date,
    }
    values = {f"respondent__{key}": value for key, value in header.items()}
    for item, answer in found.answers.items():
        values[f"{item}__score"] = answer.score or ""
        values |= {f"{item}__{key}": text for key, text in answer.texts.items()}
    for row in found.plan:
        values |= {f"plan-{row.row:02d}__{column}": text for column, text in row.cells.items()}
    return {name: value for name, value in values.items() if value}
