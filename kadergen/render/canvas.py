"""Placed items → a ReportLab canvas. Draws what it is given; where things go was decided in layout."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from PIL import Image
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from kadergen.formats.tagging import TagWriter
from kadergen.layout.fonts import font_named
from kadergen.layout.placement import Page, PlacedField, PlacedImage, PlacedLink, PlacedShape, PlacedText
from kadergen.render.inks import SCREEN, Inks

# Streams stay bytes: text of bytes (ASCII 85) is a quarter larger and slow to make.
rl_config.useA85 = 0


def draw_page(canvas: Canvas, page: Page, inks: Inks = SCREEN, tags: TagWriter | None = None) -> list[PlacedField]:
    """Draws texts and shapes in these inks, and with `tags` links; returns the fields, in order, for a field writer."""
    fields: list[PlacedField] = []
    for item in page.items:
        match item:
            case PlacedText():
                if tags:
                    tags.mark(item.node)
                _draw_text(canvas, item, inks)
            case PlacedShape():
                if tags:
                    tags.mark(item.node)
                _draw_shape(canvas, item, inks)
            case PlacedImage():
                if tags:
                    tags.mark(item.node)
                _draw_image(canvas, item, inks)
            case PlacedLink():
                if tags:
                    _draw_link(canvas, item, tags)
            case PlacedField():
                fields.append(item)
    return fields


def clean(text: str) -> str:
    """Text for titles, bookmarks and metadata: one line, without what neither PDF nor XML can hold."""
    return "".join(c if ord(c) >= 32 else " " for c in text if not (0xD800 <= ord(c) < 0xE000 or c in "\ufffe\uffff"))


@cache
def register_font(name: str) -> str:
    """Makes a font of `kadergen.layout.fonts` known to ReportLab; returns its name."""
    pdfmetrics.registerFont(font_named(name).reportlab)
    return name


# ReportLab's types do not name the attributes that these functions write to: hence Any.
def _draw_text(canvas: Any, item: PlacedText, inks: Inks) -> None:
    """As PDF operators: a report of a thousand forms is 300,000 lines, and ReportLab's text object takes its time."""
    document = canvas._doc
    code = [f"BT 1 0 0 1 {item.x:.2f} {item.y:.2f} Tm"]
    colour = None
    for run in item.runs:
        if run.colour != colour:
            colour = run.colour
            code.append(inks.text(colour))
        font: Any = pdfmetrics.getFont(register_font(run.font))
        size = _number(run.size)
        for subset, encoded in font.splitString(run.text, document):
            code.append(f"{font.getSubsetInternalName(subset, document)} {size} Tf ({_literal(encoded)}) Tj")
    code.append("ET")
    canvas._code.append(" ".join(code))


def _draw_shape(canvas: Any, item: PlacedShape, inks: Inks) -> None:
    """As PDF operators: ReportLab's path object knows no even shorter way."""
    code = ["q"]
    if item.fill:
        code.append(inks.fill(item.fill))
    if item.stroke:
        code.append(f"{inks.line(item.stroke)} {_number(item.width)} w 1 J 1 j")
        if item.sharp:
            code.append("0 J 0 j")
        if item.dash:
            code.append(f"[{_number(item.dash[0])} {_number(item.dash[1])}] 0 d")
    code += [" ".join([*map(_number, operands), operator]) for operator, operands in item.path]
    paint = "B" if item.fill and item.stroke else "f" if item.fill else "S"
    code += [f"{paint}*" if item.even_odd and item.fill else paint, "Q"]
    canvas._code.append("\n".join(code))


def _draw_image(canvas: Any, item: PlacedImage, inks: Inks) -> None:
    mode, data = inks.pixels(item.pixels.rgb)
    image = Image.frombytes(mode, (item.pixels.width, item.pixels.height), data)
    rect = item.rect
    canvas.drawImage(ImageReader(image), rect.left, rect.bottom, rect.width, rect.height)


def _draw_link(canvas: Any, item: PlacedLink, tags: TagWriter) -> None:
    assert item.node is not None, "every link has its place in the structure"
    rect = (item.rect.left, item.rect.bottom, item.rect.right, item.rect.top)
    spoken = clean(item.alt)
    if item.anchor is not None:
        tags.link(item.node, rect, spoken, destination=canvas._bookmarkReference(item.anchor))
    elif item.url is not None:
        tags.link(item.node, rect, spoken, url=item.url)


_LITERAL: Final = tuple(
    f"\\{chr(code)}" if chr(code) in "()\\" else chr(code) if 32 <= code < 127 else f"\\{code:03o}"
    for code in range(256)
)


def _literal(encoded: bytes) -> str:
    """The inside of a PDF literal string (ISO 32000-1, 7.3.4.2)."""
    return "".join(map(_LITERAL.__getitem__, encoded))


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
