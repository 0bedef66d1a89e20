"""Placed items → a ReportLab canvas. Draws what it is given; where things go was decided in layout."""

from __future__ import annotations

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from kadergen.layout.fonts import font_named
from kadergen.layout.placement import Page, PlacedField, PlacedLink, PlacedShape, PlacedText
from kadergen.theme.colours import channels


def draw_page(canvas: Canvas, page: Page) -> list[PlacedField]:
    """Draws texts, shapes and links; returns the fields, in order, for a field writer."""
    fields: list[PlacedField] = []
    for item in page.items:
        match item:
            case PlacedText():
                _draw_text(canvas, item)
            case PlacedShape():
                _draw_shape(canvas, item)
            case PlacedLink():
                _draw_link(canvas, item)
            case PlacedField():
                fields.append(item)
    return fields


def register_font(name: str) -> str:
    """Makes a font of `kadergen.layout.fonts` known to ReportLab; returns its name."""
    if name not in pdfmetrics._fonts:
        pdfmetrics.registerFont(font_named(name).reportlab)
    return name


def _draw_text(canvas: Canvas, item: PlacedText) -> None:
    text = canvas.beginText(round(item.x, 2), round(item.y, 2))
    colour = None
    for run in item.runs:
        if run.colour != colour:
            colour = run.colour
            text.setFillColorRGB(*(round(channel, 4) for channel in channels(colour)))
        text.setFont(register_font(run.font), run.size)
        text.textOut(run.text)
    canvas.drawText(text)


def _draw_shape(canvas: Canvas, item: PlacedShape) -> None:
    """As PDF operators: ReportLab's path object knows no even shorter way."""
    code = ["q"]
    if item.fill:
        code.append(f"{_colour(item.fill)} rg")
    if item.stroke:
        code.append(f"{_colour(item.stroke)} RG {_number(item.width)} w 1 J 1 j")
        if item.dash:
            code.append(f"[{_number(item.dash[0])} {_number(item.dash[1])}] 0 d")
    code += [" ".join([*map(_number, operands), operator]) for operator, operands in item.path]
    code += ["B" if item.fill and item.stroke else "f" if item.fill else "S", "Q"]
    canvas._code.append("\n".join(code))


def _draw_link(canvas: Canvas, item: PlacedLink) -> None:
    rect = (item.rect.left, item.rect.bottom, item.rect.right, item.rect.top)
    if item.anchor is not None:
        canvas.linkAbsolute(item.alt, item.anchor, rect, thickness=0)
    elif item.url is not None:
        canvas.linkURL(item.url, rect, relative=0, thickness=0)


def _colour(colour: str) -> str:
    return " ".join(_number(channel) for channel in channels(colour))


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
