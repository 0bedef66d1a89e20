"""Files for printers, as a print shop's preflight, Ghostscript, poppler, PDFium and a pair of scissors see them."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from kadergen.content.load import bundled_frameworks, load_framework
from kadergen.documents.booklet import build_booklet
from kadergen.model.instrument import build_instrument
from kadergen.render.document_pdf import render_document_pdf
from kadergen.render.print_pdf import PrintJob, Sheet
from kadergen.theme.load import default_theme, load_theme
from kadergen.theme.variants import Variant, varied, varied_scale
from tests.render.press import POINTS_PER_MM, darkest_of, faults, plates, rectangle, total_ink

FRAMEWORKS = sorted(bundled_frameworks())
KADER = "kwaliteitskader-housing-first"
A4 = (210.0, 297.0)


@cache
def job(name: str) -> PrintJob:
    framework, _ = load_framework(bundled_frameworks()[name])
    assert framework is not None
    return PrintJob(build_booklet(framework, build_instrument(framework)), default_theme())


@cache
def shop(name: str = KADER) -> bytes:
    return job(name).for_print_shop()


@cache
def sheets(name: str = KADER, paper: Sheet = Sheet.A3) -> bytes:
    return job(name).on_sheets(paper).data


def produced() -> dict[str, bytes]:
    """Every file for a printer, of both frameworks."""
    found = {f"{name}-print": shop(name) for name in FRAMEWORKS}
    return found | {f"{name}-{paper.name}": sheets(name, paper) for name in FRAMEWORKS for paper in Sheet}


def texts(data: bytes, halves: int = 1) -> list[list[str]]:
    """The words of each page, or of the left and the right half of each."""
    document = pypdfium2.PdfDocument(data)
    found = []
    for page in document:
        width, height = page.get_size()
        left, bottom, *_ = page.get_mediabox() if halves == 1 else page.get_cropbox()
        content = page.get_textpage()
        step = width / halves
        edges = [(left + step * half, bottom, left + step * (half + 1), bottom + height) for half in range(halves)]
        found += [content.get_text_bounded(*edge).split() for edge in edges]
    return found


def test_the_preflight_finds_nothing() -> None:
    assert {name: faults(data) for name, data in produced().items()} == {name: set() for name in produced()}


def test_qpdf_and_poppler_find_nothing_to_complain_about(tmp_path: Path) -> None:
    for name, data in produced().items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(data)
        checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
        assert (checked.returncode, "WARNING" in checked.stdout + checked.stderr) == (0, False), checked.stderr
        info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True)
        assert "PDF/X-4" in info.stdout
        assert info.stderr == ""


# ----------------------------------------------------------------------------------------------- for the print shop


def test_each_page_has_its_bleed_and_room_for_marks() -> None:
    with pikepdf.open(io.BytesIO(shop())) as pdf:
        assert len(pdf.pages) == 40
        for page in pdf.pages:
            media, bleed, trim = (rectangle(page, name) for name in ("/MediaBox", "/BleedBox", "/TrimBox"))
            assert [round((trim[i + 2] - trim[i]) / POINTS_PER_MM, 1) for i in (0, 1)] == list(A4)
            assert [round(abs(a - b) / POINTS_PER_MM, 2) for a, b in zip(bleed, trim, strict=True)] == [3.0] * 4
            assert [round(abs(a - b) / POINTS_PER_MM, 2) for a, b in zip(media, trim, strict=True)] == [12.0] * 4


def test_crop_marks_point_at_the_corners_from_outside_the_bleed() -> None:
    with pikepdf.open(io.BytesIO(shop())) as pdf:
        page = pdf.pages[4]
        left, bottom, right, top = rectangle(page, "/TrimBox")
        *_, marks = (stream.read_bytes() for stream in page.obj.Contents)
        path = pikepdf.parse_content_stream(pdf.make_stream(marks))
        points = [tuple(map(float, step.operands)) for step in path if str(step.operator) in {"m", "l"}]
    assert len(points) == 16
    for x, y in points:
        assert (
            x in (left, right)
            or y in (bottom, top)
            or min(abs(x - left), abs(x - right)) < 0.001
            or min(abs(y - bottom), abs(y - top)) < 0.001
        )
        away = max(left - x, x - right, bottom - y, y - top) / POINTS_PER_MM
        assert 5.9 < away < 11.1  # artwork ends at 5 mm, the paper at 12 mm


def picture(data: bytes, page: int, folder: Path, dpi: int = 72) -> Image.Image:
    """A page as poppler shows it, with all of its paper."""
    path = folder / "picture.pdf"
    path.write_bytes(data)
    wanted = ["-r", str(dpi), "-f", str(page), "-l", str(page), "-singlefile"]
    subprocess.run(["pdftoppm", *wanted, path, folder / "shown"], check=True)
    with Image.open(folder / "shown.ppm") as shown:
        return shown.convert("RGB")


@pytest.mark.parametrize("number", [1, 9, 40])
def test_coloured_pages_bleed_at_every_edge(number: int, tmp_path: Path) -> None:
    shown = picture(shop(), number, tmp_path)
    width, height = shown.size
    bleed = round((12 - 4.5) * POINTS_PER_MM)
    middle = [
        (width // 2, bleed),
        (width // 2, height - 1 - bleed),
        (bleed, height // 2),
        (width - 1 - bleed, height // 2),
    ]
    assert (255, 255, 255) not in [shown.getpixel(point) for point in middle]
    outside = round((12 - 5.5) * POINTS_PER_MM)
    beyond = [(width // 2, outside), (outside, height // 2), (width - 1 - outside, height // 2)]
    assert {shown.getpixel(point) for point in beyond} == {(255, 255, 255)}


@pytest.mark.parametrize("number", [1, 9, 12, 40])
def test_nothing_lies_between_the_artwork_and_the_marks(number: int, tmp_path: Path) -> None:
    """Half a millimetre past the artwork, all around: white."""
    shown = picture(shop(), number, tmp_path, 100)
    inset = round((12 - 5.5) / 25.4 * 100)
    right, bottom = shown.width - 1 - inset, shown.height - 1 - inset
    ring = [(x, y) for x in range(inset, right) for y in (inset, bottom)]
    ring += [(x, y) for x in (inset, right) for y in range(inset, bottom)]
    assert {shown.getpixel(point) for point in ring} == {(255, 255, 255)}


def test_no_house_ends_at_the_cut(tmp_path: Path) -> None:
    """What is drawn at an edge goes on beyond it: the pixels along both sides of the cut are the same."""
    for number in (1, 9, 40):
        shown = picture(shop(), number, tmp_path, 100)
        cut = shown.height - round(12 / 25.4 * 100)
        inner = [shown.getpixel((x, cut - 6)) for x in range(60, shown.width - 60, 7)]
        outer = [shown.getpixel((x, cut + 6)) for x in range(60, shown.width - 60, 7)]
        assert sum(a != b for a, b in zip(inner, outer, strict=True)) <= len(inner) // 12


# --------------------------------------------------------------------------------------------------------- the inks


@pytest.mark.parametrize("number", [1, 9, 12, 22, 40])
def test_no_spot_carries_more_ink_than_paper_takes(number: int, tmp_path: Path) -> None:
    path = tmp_path / "print.pdf"
    path.write_bytes(shop())
    assert 1.5 < total_ink(plates(path, number, tmp_path)) <= 3.0


@pytest.mark.parametrize("number", [3, 4, 39])
def test_pages_of_text_are_printed_in_black_alone(number: int, tmp_path: Path) -> None:
    path = tmp_path / "print.pdf"
    path.write_bytes(shop())
    separated = plates(path, number, tmp_path)
    width, height = separated["Black"].size
    within = (round(width * 0.12), round(height * 0.06), round(width * 0.88), round(height * 0.6))  # no tabs, no street
    darkest = {name: darkest_of(plate.crop(within)) for name, plate in separated.items()}
    assert darkest.pop("Black") < 200
    assert darkest == {"Cyan": 255, "Magenta": 255, "Yellow": 255}


def test_the_words_are_those_of_the_booklet() -> None:
    framework, _ = load_framework(bundled_frameworks()[KADER])
    assert framework is not None
    booklet = render_document_pdf(build_booklet(framework, build_instrument(framework)), default_theme())
    assert texts(shop()) == texts(booklet.data)


# ------------------------------------------------------------------------------------------------- folded and stapled


def folded(halves: list[list[str]]) -> list[list[str]]:
    """What a reader sees, leaf after leaf: the pile of sheets, each printed on both sides, folded in the middle.

    `halves` are front left, front right, back left, back right of each sheet; turned over the short edge, the back's
    left half lies behind the front's right half.
    """
    pile = [halves[index : index + 4] for index in range(0, len(halves), 4)]
    leaves_before_the_fold = [page for sheet in pile for page in (sheet[1], sheet[2])]
    leaves_after_the_fold = [page for sheet in reversed(pile) for page in (sheet[3], sheet[0])]
    return leaves_before_the_fold + leaves_after_the_fold


@pytest.mark.parametrize("paper", list(Sheet))
@pytest.mark.parametrize("name", FRAMEWORKS)
def test_folded_sheets_read_from_the_first_page_to_the_last(name: str, paper: Sheet) -> None:
    assert folded(texts(sheets(name, paper), halves=2)) == texts(shop(name))


@pytest.mark.parametrize("paper", list(Sheet))
def test_page_numbers_follow_each_other_in_the_folded_booklet(paper: Sheet) -> None:
    pages = folded(texts(sheets(KADER, paper), halves=2))
    assert [str(number) in words for number, words in enumerate(pages, 1)] == [True] * 40


def test_no_page_is_blank() -> None:
    assert all(len(words) > 2 for words in texts(sheets(), halves=2))


@pytest.mark.parametrize(("paper", "size"), [(Sheet.A3, (420, 297)), (Sheet.A4, (297, 210))])
def test_sheets_are_paper_of_that_size_with_bleed_around(paper: Sheet, size: tuple[int, int]) -> None:
    with pikepdf.open(io.BytesIO(sheets(KADER, paper))) as pdf:
        assert len(pdf.pages) == 20
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipShortEdge"
        for page in pdf.pages:
            trim, crop, bleed = (rectangle(page, name) for name in ("/TrimBox", "/CropBox", "/BleedBox"))
            assert tuple(round((trim[i + 2] - trim[i]) / POINTS_PER_MM) for i in (0, 1)) == size
            assert crop == trim
            assert 2.4 * POINTS_PER_MM < trim[0] - bleed[0] < 3.1 * POINTS_PER_MM


def first_letter(data: bytes, page: int, left: float, right: float) -> float:
    """Where the left-most letter of a part of a page stands (points)."""
    content = pypdfium2.PdfDocument(data)[page].get_textpage()
    boxes = [content.get_charbox(index) for index in range(content.count_chars())]
    return min(float(box[0]) for box in boxes if left <= box[0] and box[2] <= right)


def test_inner_pages_lie_closer_to_the_fold_by_the_thickness_of_the_paper() -> None:
    """Page 3 is on the second sheet, page 19 on the tenth: right pages with the same margin."""
    imposed = job(KADER).on_sheets(Sheet.A3)
    with pikepdf.open(io.BytesIO(imposed.data)) as pdf:
        fold = rectangle(pdf.pages[0], "/MediaBox")[2] / 2
    places = {
        number: first_letter(imposed.data, number - 1, fold, 2 * fold) - first_letter(shop(), number - 1, 0, 1000)
        for number in (3, 19)
    }
    shift = places[3] - places[19]
    assert shift / POINTS_PER_MM == pytest.approx(0.1 * 8, abs=0.01)
    assert imposed.creep_mm == pytest.approx(0.9)
    with pikepdf.open(io.BytesIO(imposed.data)) as pdf:
        assert "creep 0.10 mm a sheet, 0.90 mm in the middle" in str(pdf.docinfo["/Subject"])


@pytest.mark.parametrize("paper", list(Sheet))
def test_creep_leaves_no_white_at_the_edge(paper: Sheet, tmp_path: Path) -> None:
    """The opener on page 22 is at the left of the innermost sheets: its colour still reaches the edge of the paper."""
    halves = texts(sheets(KADER, paper), halves=2)
    side = next(index for index in range(0, len(halves), 2) if "22" in halves[index] and "Principe" in halves[index])
    shown = picture(sheets(KADER, paper), side // 2 + 1, tmp_path)
    column = [shown.getpixel((0, y)) for y in range(10, shown.height - 10, 5)]
    assert (255, 255, 255) not in column


# -------------------------------------------------------------------------------------------------- themes, variants


@pytest.mark.parametrize("variant", [Variant(large_print=True), Variant(grayscale=True), Variant(writing_lines=False)])
def test_variants_are_sound_too(variant: Variant, tmp_path: Path) -> None:
    framework, _ = load_framework(bundled_frameworks()[KADER])
    assert framework is not None
    assert framework.scale is not None
    framework = replace(framework, scale=varied_scale(framework.scale, variant))
    booklet = build_booklet(framework, build_instrument(framework))
    varied_job = PrintJob(booklet, varied(default_theme(), variant))
    files = [varied_job.for_print_shop(), varied_job.on_sheets(Sheet.A3).data, varied_job.on_sheets(Sheet.A4).data]
    assert [faults(data) for data in files] == [set(), set(), set()]
    assert folded(texts(files[1], halves=2)) == folded(texts(files[2], halves=2)) == texts(files[0])
    if variant.grayscale:
        path = tmp_path / "grey.pdf"
        path.write_bytes(files[0])
        separated = plates(path, 9, tmp_path)
        assert [darkest_of(separated[name]) for name in ("Cyan", "Magenta", "Yellow")] == [255, 255, 255]


def test_a_logo_is_printed_in_inks(tmp_path: Path) -> None:
    """A picture of pure blue and white: no RGB reaches the press, white stays bare, and there is not too much ink."""
    blue = Image.new("RGB", (60, 30), (255, 255, 255))
    blue.paste((0, 0, 255), (0, 0, 30, 30))
    blue.save(tmp_path / "logo.png")
    (tmp_path / "theme.yaml").write_text("name: Praktijk\nlogo: logo.png\n", encoding="utf-8")
    framework, _ = load_framework(bundled_frameworks()["houding-first"])
    assert framework is not None
    theme = load_theme(tmp_path / "theme.yaml")
    data = PrintJob(build_booklet(framework, build_instrument(framework)), theme).for_print_shop()
    assert faults(data) == set()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        images = [each for each in pdf.objects if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"]
        (image,) = images
        assert image.ColorSpace == "/DeviceCMYK"
        row = image.read_bytes()[: 60 * 4]
    assert sum(row[:4]) <= 3 * 255
    assert row[0] > 200
    assert row[-4:] == bytes(4)
    path = tmp_path / "print.pdf"
    path.write_bytes(data)
    assert total_ink(plates(path, 1, tmp_path)) <= 3.0


# ------------------------------------------------------------------------------------------------- planted faults


def altered(change: Callable[[pikepdf.Pdf], object], data: bytes | None = None) -> bytes:
    with pikepdf.open(io.BytesIO(data or shop())) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def drawing(code: bytes) -> Callable[[pikepdf.Pdf], object]:
    return lambda pdf: pdf.pages[3].contents_add(pdf.make_stream(code))


def resource(kind: str, value: Any) -> Callable[[pikepdf.Pdf], object]:
    def add(pdf: pikepdf.Pdf) -> None:
        resources = pdf.pages[3].obj.Resources
        resources[kind] = pikepdf.Dictionary(Planted=value(pdf) if callable(value) else value)

    return add


def rgb_image(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    return pdf.make_stream(
        b"\0\0\0", Subtype=pikepdf.Name.Image, Width=1, Height=1, BitsPerComponent=8, ColorSpace=pikepdf.Name.DeviceRGB
    )


def without_font_file(pdf: pikepdf.Pdf) -> None:
    font = next(iter(pdf.pages[3].obj.Resources.Font.values()))
    del font.FontDescriptor.FontFile2


def with_metadata(old: bytes, new: bytes) -> Callable[[pikepdf.Pdf], object]:
    return lambda pdf: pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(old, new))


def with_trim(box: list[float] | None) -> Callable[[pikepdf.Pdf], object]:
    def change(pdf: pikepdf.Pdf) -> None:
        if box:
            pdf.pages[3].trimbox = pikepdf.Array(box)
        else:
            del pdf.pages[3].obj.TrimBox

    return change


def with_link(pdf: pikepdf.Pdf) -> None:
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[100, 100, 200, 200])
    pdf.pages[3].obj.Annots = pikepdf.Array([link])


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("RGB", drawing(b"1 0 0 rg 0 0 9 9 re f")),
        ("RGB", resource("/XObject", rgb_image)),
        ("RGB", resource("/ColorSpace", lambda pdf: pikepdf.Array([pikepdf.Name.ICCBased, pdf.make_stream(b"", N=3)]))),
        ("text in more than black", drawing(b"BT 0.6 0.4 0.4 1 k ET")),
        ("too much ink", drawing(b"0.9 0.9 0.9 0.9 k 0 0 9 9 re f")),
        ("transparency", resource("/ExtGState", pikepdf.Dictionary(ca=0.5))),
        ("overprint", resource("/ExtGState", pikepdf.Dictionary(OP=True))),
        ("font not embedded", without_font_file),
        ("annotation", with_link),
        ("boxes", with_trim(None)),
        ("boxes", with_trim([0, 0, 663, 909])),
        ("output intent", lambda pdf: pdf.Root.__delitem__("/OutputIntents")),
        ("profile", lambda pdf: pdf.Root.OutputIntents[0].DestOutputProfile.write(b"\0" * 200)),
        ("trapped", lambda pdf: pdf.trailer.Info.__delitem__("/Trapped")),
        ("PDF/X version", with_metadata(b"<pdfxid:GTS_PDFXVersion>PDF/X-4", b"<pdfxid:GTS_PDFXVersion>PDF/X-1a")),
        ("no identifier in XMP", with_metadata(b"xmpMM:DocumentID>", b"xmpMM:Other>")),
        ("dates differ", with_metadata(b"<xmp:CreateDate>2000", b"<xmp:CreateDate>2001")),
        ("no XMP", lambda pdf: pdf.Root.__delitem__("/Metadata")),
        ("/AcroForm", lambda pdf: pdf.Root.__setitem__("/AcroForm", pikepdf.Dictionary(Fields=[]))),
    ],
)  # fmt: skip
def test_the_preflight_sees_a_planted_fault(name: str, change: Callable[[pikepdf.Pdf], object]) -> None:
    assert name in faults(altered(change))


def test_the_separations_show_a_planted_fault(tmp_path: Path) -> None:
    path = tmp_path / "print.pdf"
    path.write_bytes(altered(drawing(b"0.9 0.9 0.9 0.9 k 200 500 90 90 re f")))
    separated = plates(path, 4, tmp_path)
    assert total_ink(separated) > 3.0
    assert darkest_of(separated["Cyan"]) < 100


def test_a_page_in_the_wrong_place_is_noticed() -> None:
    def swap(pdf: pikepdf.Pdf) -> None:
        first, second = pdf.pages[2].obj, pdf.pages[4].obj
        first.Contents, second.Contents = second.Contents, first.Contents
        first.Resources, second.Resources = second.Resources, first.Resources

    assert folded(texts(altered(swap, sheets()), halves=2)) != texts(shop())


# ------------------------------------------------------------------------------------------------------ always the same


def test_the_same_bytes_again_and_another_date_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    framework, _ = load_framework(bundled_frameworks()["houding-first"])
    assert framework is not None
    again = PrintJob(build_booklet(framework, build_instrument(framework)), default_theme())
    assert again.for_print_shop() == shop("houding-first")
    assert again.on_sheets(Sheet.A4).data == sheets("houding-first", Sheet.A4)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    later = again.for_print_shop()
    assert faults(later) == set()
    with pikepdf.open(io.BytesIO(later)) as pdf:
        assert str(pdf.docinfo["/ModDate"]) == "D:20231114221320+00'00'"
