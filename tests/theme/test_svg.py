"""SVG logos: read as drawing programs write them, and refused, with the line, where they would not be shown right."""

from __future__ import annotations

import io
import math
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageColor
from reportlab.pdfgen.canvas import Canvas

from kadergen.diagnostics import Code, Diagnostic
from kadergen.layout.placement import Page, PlacedShape
from kadergen.render.canvas import draw_page
from kadergen.theme.svg import Drawing, read_svg
from kadergen.theme.svgcolours import svg_colour
from kadergen.theme.svgpath import arc, path_data
from kadergen.units import Size

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 50">'


def read(inside: str) -> Drawing:
    drawing = read_svg(f"{HEAD}{inside}</svg>".encode(), "logo.svg")
    assert isinstance(drawing, Drawing), drawing
    return drawing


def refused(text: str) -> Diagnostic:
    problem = read_svg(text.encode(), "logo.svg")
    assert isinstance(problem, Diagnostic), text
    assert problem.code is Code.B003
    assert problem.location
    assert problem.location.file == "logo.svg"
    return problem


def colour_at(drawing: Drawing, x: float, y: float) -> tuple[int, ...]:
    """The colour at a place of the drawing (from its upper left), as PDFium paints it."""
    page = Page(1, Size(drawing.width, drawing.height))
    page.add(*(PlacedShape(s.path, s.fill, s.stroke, s.width, even_odd=s.even_odd, sharp=s.sharp)
               for s in drawing.shapes))  # fmt: skip
    out = io.BytesIO()
    canvas = Canvas(out, (drawing.width, drawing.height))
    draw_page(canvas, page)
    canvas.showPage()
    canvas.save()
    image = pypdfium2.PdfDocument(out.getvalue())[0].render(scale=4).to_pil().convert("RGB")
    pixel = image.getpixel((int(x * 4), int(y * 4)))
    assert isinstance(pixel, tuple)
    return pixel


RED, GREEN, WHITE = (255, 0, 0), (0, 128, 0), (255, 255, 255)


@pytest.mark.parametrize(
    ("inside", "at", "colour"),
    [
        ('<rect width="100" height="50" fill="#f00"/>', (50, 25), RED),
        ('<rect width="100" height="50" style="fill: rgb(255,0,0); stroke:none"/>', (50, 25), RED),
        ('<style>.a,.b{fill:red}/* x */</style><rect class="b" width="100" height="50"/>', (50, 25), RED),
        ('<g fill="green"><rect width="100" height="50"/></g>', (50, 25), GREEN),
        ('<g color="green"><path fill="currentColor" d="M0 0h100v50H0z"/></g>', (50, 25), GREEN),
        ('<rect width="100" height="50" rx="9" fill="red"/>', (0.5, 0.5), WHITE),
        ('<circle cx="50" cy="25" r="25" fill="red"/>', (1, 1), WHITE),
        ('<circle cx="50" cy="25" r="25" fill="red"/>', (25, 25), RED),
        ('<ellipse cx="50" cy="25" rx="50" ry="25" fill="red"/>', (96, 25), RED),
        ('<polygon points="0,0 100,0 100,50" fill="red"/>', (90, 10), RED),
        ('<polygon points="0,0 100,0 100,50" fill="red"/>', (10, 40), WHITE),
        ('<line x1="0" y1="25" x2="100" y2="25" stroke="red" stroke-width="10"/>', (50, 9), RED),
        ('<path d="M0 0h100v50h-100zM25 10v30h50v-30z" fill-rule="evenodd" fill="red"/>', (50, 25), WHITE),
        ('<path d="M0 0h100v50h-100zM25 10h50v30h-50z" fill="red"/>', (50, 25), RED),
        ('<g transform="translate(50 0) scale(.5,1)"><rect width="100" height="50" fill="red"/></g>', (45, 25), RED),
        (('<rect width="50" height="50" fill="red"/><rect x="-100" y="-50" width="50" height="50" '
         'fill="green" transform="rotate(180)"/>'), (75, 25), GREEN),
        ('<path d="M0 50A50 50 0 0 1 100 50z" fill="red"/>', (50, 5), RED),
        ('<path d="M0,50a50,50,0,01100,0z" fill="red"/>', (50, 5), RED),
        ('<path d="M0 0C0 50 100 50 100 0z" fill="red"/><path d="M0 0q50 50 100 0t0 0" fill="none"/>', (50, 20), RED),
        ('<defs><rect width="100" height="50"/></defs><rect width="100" height="50" fill="red"/>', (50, 25), RED),
        (('<title>x</title><desc>y</desc><metadata><any xmlns="x:y"/></metadata>'
         '<rect width="100" height="50" fill="red"/>'), (50, 25), RED),
        ('<rect width="100" height="50" fill="red"/><rect width="100" height="50" display="none"/>', (50, 25), RED),
    ],
)  # fmt: skip
def test_what_is_shown(inside: str, at: tuple[float, float], colour: tuple[int, ...]) -> None:
    assert colour_at(read(inside), *at) == pytest.approx(colour, abs=3)


@pytest.mark.parametrize(
    ("inside", "word"),
    [
        ("<text>Naam</text>", "text"),
        ("<text><tspan>Naam</tspan></text>", "paths first"),
        ('<image width="9" height="9" xlink:href="http://x.example/y.png"/>', "picture"),
        ("<script>alert(1)</script>", "script"),
        ('<a xlink:href="http://x.example"><rect width="9" height="9"/></a>', "link"),
        ('<use href="#a"/>', "link"),
        ('<rect width="9" height="9" onclick="x()"/>', "script"),
        ('<rect width="9" height="9" fill="url(#g)"/>', "gradient"),
        ('<linearGradient id="g"/>', "gradient"),
        ('<rect width="9" height="9" fill="url(http://x.example/y)"/>', "gradient"),
        ('<g opacity="0.5"><rect width="9" height="9"/></g>', "half transparent"),
        ('<rect width="9" height="9" filter="url(#f)"/>', "effect"),
        ('<g clip-path="url(#c)"><rect width="9" height="9"/></g>', "effect"),
        ('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>', "not known"),
        ("<animate/>", "not known"),
        ("<style>@import url(http://x.example/a.css);rect{fill:red}</style>", "style sheet"),
        ('<rect width="9" height="9" fill="reddish"/>', "reddish"),
        ('<path d="M0 0 L 9"/>', "path"),
        ('<path d="M0 0 X 9 9"/>', "path"),
        ('<path d="L 9 9"/>', "path"),
        ('<rect width="9mm" height="9"/>', "unit"),
        ('<rect width="9" height="9" transform="turn(3)"/>', "transform"),
        ('<rect width="9" height="9" transform="scale()"/>', "transform"),
        ("", "nothing"),
        ('<rect width="1e9" height="9"/>', "size"),
        ('<rect width="9" height="9" stroke="red" stroke-dasharray="1 2"/>', "dashed"),
        ("<g>" * 70 + "</g>" * 70, "deep"),
    ],
)
def test_what_is_refused(inside: str, word: str) -> None:
    problem = refused(f"{HEAD}\n\n{inside}</svg>")
    assert word in problem.message
    assert problem.location
    if inside:
        assert problem.location.line == 3


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>', "entities"),
        ('<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>', "entities"),
        (f'<?xml-stylesheet href="x.css"?>{HEAD}</svg>', "style sheet"),
        (f"{HEAD}<g>", "not a whole SVG"),
        ("<html><body/></html>", "not an SVG"),
        ("<svg><rect width='9' height='9'/></svg>", "not an SVG"),
        (f"{HEAD}{'<path d=' + chr(34) + 'M0 0' + 'h1' * 30000 + chr(34) + '/>'}</svg>", "too detailed"),
    ],
)
def test_files_that_are_refused(text: str, word: str) -> None:
    assert word in refused(text).message


def test_a_document_type_as_illustrator_writes_it_is_passed_over() -> None:
    kind = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    text = f'<?xml version="1.0" encoding="utf-8"?>\n{kind}\n{HEAD}<rect width="9" height="9"/></svg>'
    assert isinstance(read_svg(text.encode(), "logo.svg"), Drawing)


def test_the_drawing_begins_at_its_own_corner() -> None:
    drawing = read('<rect x="40" y="30" width="20" height="10"/>')
    assert (drawing.width, drawing.height) == pytest.approx((20, 10))
    points = [v for _, operands in drawing.shapes[0].path for v in operands]
    assert (min(points[::2]), min(points[1::2])) == pytest.approx((0, 0))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_drawing_or_one_error(data: bytes) -> None:
    assert isinstance(read_svg(data, "x.svg"), Drawing | Diagnostic)


@given(st.text(st.sampled_from("MmLlHhVvCcSsQqTtAaZz0123456789.,-+e \n"), max_size=60))
def test_any_path_is_drawn_or_refused(data: str) -> None:
    assert isinstance(read_svg(f'{HEAD}<path d="{data}"/></svg>'.encode(), "x.svg"), Drawing | Diagnostic)


@given(*[st.floats(-50, 50)] * 2, *[st.floats(0.5, 60)] * 2, st.floats(-360, 360), st.booleans(), st.booleans())
def test_arcs_end_where_they_should_and_stay_on_their_ellipse(
    x: float, y: float, rx: float, ry: float, turn: float, large: bool, sweep: bool
) -> None:
    steps = arc((0.0, 0.0), [rx, ry, turn, float(large), float(sweep), x, y])
    if not steps:
        assert (x, y) == (0, 0)
        return
    assert steps[-1][1][-2:] == (x, y)
    assert all(math.isfinite(value) for _, operands in steps for value in operands)


def test_numbers_may_stand_without_spaces() -> None:
    assert path_data("M.5.5-1-1") == (("m", (0.5, 0.5)), ("l", (-1.0, -1.0)))
    assert path_data("m1 1 1 1zl1,0") == (("m", (1, 1)), ("l", (2, 2)), ("h", ()), ("l", (2, 1)))


def test_the_readers_of_the_file_know_no_way_out(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    text = f'<!DOCTYPE svg SYSTEM "{tmp_path / "secret.txt"}">{HEAD}<rect width="9" height="9"/></svg>'
    drawing = read_svg(text.encode(), "x.svg")
    assert isinstance(drawing, Drawing)
    assert "secret" not in repr(drawing)


def test_a_named_colour_stays_known_after_somebody_has_asked_the_library_for_it() -> None:
    assert ImageColor.getrgb("tomato") == (255, 99, 71)
    assert svg_colour("Tomato", "#000000") == "#FF6347"
