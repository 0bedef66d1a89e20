"""A small form for the tests of writing and filling: two header fields and six statements on two pages."""

from __future__ import annotations

import io
from functools import cache
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from kadergen.formats.acroform_write import FieldWriter, ScoreKid
from kadergen.units import A4, Rect

LEVELS: Final = (
    ("green", "circle-tick", "#1E8449"),
    ("orange", "square-dash", "#E28A00"),
    ("red", "triangle-mark", "#C0322B"),
    ("blue", "diamond-dot", "#2B4C7E"),
    ("purple", "hexagon-cross", "#5B3A6E"),
    ("brown", "pentagon-plus", "#6B4A3A"),
)
STATEMENTS: Final = 6
PARTIES: Final = (("zorg", "Zorgorganisatie"), ("gemeente", "Gemeente"))


def choice_rect(statement: int, level: int) -> Rect:
    """Where a choice of a score stands; statement from 0, three on a page."""
    return Rect.from_size(400, 700 - (statement % 3) * 230 - level * 18, 140, 16)


def text_rect(statement: int, facet: str) -> Rect:
    """Where a text field of a statement stands."""
    return Rect.from_size({"reflection": 60, "actions": 300}[facet], 500 - (statement % 3) * 230, 220, 70)


@cache
def sample_form(*, levels: int = 3, score: str | None = None, text: str = "") -> bytes:
    """The form; `score` and `text` are what its fields hold from the beginning."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(A4.width, A4.height), invariant=True, pageCompression=1, lang="nl")
    writer = FieldWriter(canvas)
    writer.identity("form__identity", "sample 1")
    writer.text("respondent__name", Rect(60, 780, 300, 796), "Naam", value=text, multiline=False, border="#999999")
    writer.choice("respondent__party", Rect(310, 780, 500, 796), "Partij", PARTIES, border="#999999")
    for statement in range(STATEMENTS):
        if statement == 3:
            canvas.showPage()
        kids = [
            ScoreKid(state, choice_rect(statement, i), f"1.{statement + 1}: {state}", shape, colour)
            for i, (state, shape, colour) in enumerate(LEVELS[:levels])
        ]
        writer.score(f"s-{statement + 1}__score", kids, value=score)
        for facet in ("reflection", "actions"):
            writer.text(f"s-{statement + 1}__{facet}", text_rect(statement, facet), facet, value=text)
    writer.finish()
    canvas.save()
    return buffer.getvalue()


def field_order(page_index: int) -> list[str]:
    """Names (scores with their on-states) of the fields of a page, as a reader meets them."""
    order = ["respondent__name", "respondent__party"] if page_index == 0 else []
    for statement in range(3 * page_index, 3 * page_index + 3):
        order += [f"s-{statement + 1}__score/{state}" for state, _, _ in LEVELS[:3]]
        order += [f"s-{statement + 1}__reflection", f"s-{statement + 1}__actions"]
    return order
