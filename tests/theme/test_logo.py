"""Logos: PNG and SVG on covers, with words for those who do not see them, and one clear message where they fail."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from kadergen.diagnostics import Code
from kadergen.documents.booklet import build_booklet
from kadergen.documents.form import build_form
from kadergen.errors import ContentError
from kadergen.layout.engine import layout_document
from kadergen.layout.placement import Node, Role
from kadergen.model.instrument import build_instrument
from kadergen.render.document_pdf import render_document_pdf
from kadergen.theme import Theme, load_theme
from kadergen.theme.variants import in_greys
from tests.layout.frameworks import small

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><rect width="40" height="20" fill="#FF0000"/></svg>'


def png(width: int = 40, height: int = 20, colour: tuple[int, ...] = (255, 0, 0, 255)) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def themed(folder: Path, name: str, data: bytes, more: str = "") -> Theme:
    (folder / name).write_bytes(data)
    (folder / "theme.yaml").write_text(f"name: Praktijk\nlogo: {name}\n{more}", encoding="utf-8")
    return load_theme(folder / "theme.yaml")


def problem(folder: Path, name: str, data: bytes, more: str = "") -> str:
    with pytest.raises(ContentError) as caught:
        themed(folder, name, data, more)
    (found,) = caught.value.diagnostics
    assert found.code in (Code.B003, Code.C007)
    assert found.location
    assert found.location.line
    return str(found)


@pytest.mark.parametrize(("name", "data"), [("logo.svg", SVG.encode()), ("logo.png", png())])
@pytest.mark.parametrize("build", [build_booklet, build_form])
def test_the_logo_and_the_name_stand_on_the_first_page(tmp_path: Path, name: str, data: bytes, build: object) -> None:
    framework = small()
    document = build(framework, build_instrument(framework))  # type: ignore[operator]  # one of two functions
    theme = themed(tmp_path, name, data, "logo_alt: Logo van de praktijk\n")
    layout, _ = layout_document(document, theme)
    figures = [node for node in walk(layout.structure) if node.role is Role.FIGURE]
    assert [node.alt for node in figures] == ["Logo van de praktijk"]
    page = pypdfium2.PdfDocument(render_document_pdf(document, theme).data)[0]
    assert "Praktijk" in page.get_textpage().get_text_bounded()
    image = page.render().to_pil().convert("RGB")
    assert sum(count for count, pixel in image.getcolors(1 << 24) or [] if pixel == (255, 0, 0)) > 1000


def walk(node: Node) -> list[Node]:
    return [node, *(inner for child in node.children for inner in walk(child))]


def test_a_transparent_logo_lies_on_its_ground(tmp_path: Path) -> None:
    clear = png(colour=(0, 0, 0, 0))
    on_plate = themed(tmp_path, "a.png", clear).brand.logo
    on_cover = themed(tmp_path, "b.png", clear, "logo_plate: false\n").brand.logo
    assert on_plate
    assert on_plate.pixels
    assert on_cover
    assert on_cover.pixels
    assert set(on_plate.pixels.rgb) == {255}
    assert on_cover.pixels.rgb[:3] == bytes.fromhex("0F5C63")


def test_large_logos_become_small_files(tmp_path: Path) -> None:
    logo = themed(tmp_path, "a.png", png(3000, 1500)).brand.logo
    assert logo
    assert logo.pixels
    assert (logo.pixels.width, logo.pixels.height) == (720, 360)


def test_a_grey_theme_has_a_grey_logo(tmp_path: Path) -> None:
    for name, data in (("a.png", png()), ("a.svg", SVG.encode())):
        logo = in_greys(themed(tmp_path, name, data)).brand.logo
        assert logo
        assert not logo.pixels or len(set(logo.pixels.rgb)) == 1
        assert all(s.fill and s.fill[1:3] == s.fill[3:5] == s.fill[5:7] for s in logo.shapes)


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("logo.jpg", b"\xff\xd8\xff\xe0" + bytes(100), "neither an SVG nor a PNG"),
        ("logo.png", png()[:60], "not a whole PNG"),
        ("logo.png", b"\x89PNG\r\n\x1a\n" + bytes(50), "not a whole PNG"),
        ("logo.png", png()[:16] + (30000).to_bytes(4, "big") * 2 + png()[24:], "pixels"),
        ("logo.svg", SVG.replace("rect", "image").encode(), "picture"),
        ("logo.svg", b"<svg" + bytes(2_100_000), "larger than"),
        ("empty.png", b"", "neither"),
    ],
)
def test_what_is_no_logo(tmp_path: Path, name: str, data: bytes, word: str) -> None:
    assert word in problem(tmp_path, name, data)


def test_a_small_file_with_very_many_pixels_is_refused(tmp_path: Path) -> None:
    size = (20000).to_bytes(4, "big")
    header = b"IHDR" + size + size + b"\x08\x02\0\0\0"
    data = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + header + zlib.crc32(header).to_bytes(4, "big")
    data += (0).to_bytes(4, "big") + b"IDAT" + zlib.crc32(b"IDAT").to_bytes(4, "big")
    assert "20000" in problem(tmp_path, "bomb.png", data)


def test_a_logo_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "theme.yaml").write_text("name: x\nlogo: gone.svg\n", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_theme(tmp_path / "theme.yaml")
    assert "gone.svg cannot be read" in caught.value.diagnostics[0].message


def test_a_logo_needs_words(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(SVG)
    (tmp_path / "theme.yaml").write_text("logo: a.svg\n", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_theme(tmp_path / "theme.yaml")
    assert caught.value.diagnostics[0].code is Code.C007


def test_no_colour_is_left_in_a_grey_document(tmp_path: Path) -> None:
    framework = small()
    theme = in_greys(themed(tmp_path, "a.svg", SVG.encode()))
    grey_scale = framework
    data = render_document_pdf(build_booklet(grey_scale, build_instrument(framework)), theme).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        operators = pikepdf.parse_content_stream(pdf.pages[0])
        colours = [tuple(map(float, i.operands)) for i in operators if str(i.operator) in ("rg", "RG")]
    assert colours
    assert all(len(set(colour)) == 1 for colour in colours)
