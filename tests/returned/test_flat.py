"""Forms without fields: every word and every colour from the pages, or a doubt that is said. Never a wrong colour."""

from __future__ import annotations

import io
import math
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from kadergen.formats.acroform_fill import fill
from kadergen.how import How
from kadergen.model.instrument import build_instrument
from kadergen.render.form_pdf import render_form_pdf
from kadergen.theme.load import default_theme, load_theme
from kadergen.theme.variants import Variant, varied
from tests.readers.support import instrument, instruments
from tests.returned.flat_files import (
    assert_as_given,
    changed,
    codes,
    drawn,
    filled,
    flat,
    flattened,
    given,
    placed,
    read,
    response,
    squeezed,
    values,
    widget,
    with_pages,
)
from tests.roundtrip.support import LONG, form
from tests.roundtrip.test_pdfium import type_answers

A4 = (595.2756, 841.8898)
GHOSTSCRIPT = ("gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite")


def test_every_answer_is_on_the_pages() -> None:
    result = read(flat())
    assert_as_given(result)
    assert codes(result) == {"R033"}
    readings = response(result).readings
    assert readings["p1-1__score"].how is How.PIXELS
    assert readings["p1-1__reflection"].how is How.XOBJECT
    assert not any(reading.doubtful for reading in readings.values())


def test_an_empty_form_is_empty() -> None:
    result = read(flattened(form()))
    assert response(result).is_untouched
    assert codes(result) == {"R033", "R018"}


@pytest.mark.parametrize(
    "command",
    [
        ("qpdf", "--flatten-annotations=all", "--generate-appearances", "IN", "OUT"),
        ("pdftk", "IN", "output", "OUT", "flatten"),
        (*GHOSTSCRIPT, "-o", "OUT", "IN"),
        (*GHOSTSCRIPT, "-dPDFSETTINGS=/screen", "-o", "OUT", "IN"),
        (*GHOSTSCRIPT, "-dFIXEDMEDIA", "-dPDFFitPage", "-sPAPERSIZE=a5", "-o", "OUT", "IN"),
        ("pdftocairo", "-pdf", "IN", "OUT"),
        ("pdftocairo", "-pdf", "-paper", "letter", "-expand", "IN", "OUT"),
    ],
    ids=["qpdf", "pdftk", "gs", "gs-screen", "gs-a5", "cairo", "cairo-letter"],
)  # fmt: skip
def test_programs_that_flatten(command: tuple[str, ...], tmp_path: Path) -> None:
    source, made = tmp_path / "in.pdf", tmp_path / "out.pdf"
    source.write_bytes(filled())
    program = shutil.which(command[0])
    assert program
    files = {"IN": str(source), "OUT": str(made)}
    subprocess.run([program, *(files.get(word, word) for word in command[1:])], check=True, capture_output=True)
    assert_as_given(read(made.read_bytes()))


# ------------------------------------------------------------------------------------------------ what printing does


@pytest.mark.parametrize(
    ("matrix", "size"),
    [
        ((0.9, 0, 0, 0.9, 30, 42), A4),
        ((0.9406, 0, 0, 0.9406, 25.7, 0.1), (612, 792)),
        ((math.sqrt(0.5), 0, 0, math.sqrt(0.5), 0, 0), (A4[0] * math.sqrt(0.5), A4[1] * math.sqrt(0.5))),
        ((math.sqrt(2), 0, 0, math.sqrt(2), 0, 0), (A4[0] * math.sqrt(2), A4[1] * math.sqrt(2))),
        ((-1, 0, 0, -1, *A4), A4),
        ((0, 1, -1, 0, A4[1], 0), (A4[1], A4[0])),
    ],
    ids=["margins", "letter", "a5", "a3", "upside down", "landscape"],
)
def test_scaled_and_turned(matrix: tuple[float, float, float, float, float, float], size: tuple[float, float]) -> None:
    result = read(placed(flat(), matrix, size))
    assert_as_given(result)
    assert codes(result) == {"R033"}


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_rotated_by_the_viewer(angle: int) -> None:
    def rotate(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.rotate(angle, relative=True)

    assert_as_given(read(changed(flat(), rotate)))


def test_a_page_box_that_begins_elsewhere() -> None:
    def move(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.obj.MediaBox = pikepdf.Array([-20, -30, 600, 900])
            page.obj.CropBox = pikepdf.Array([-10, -15, 600, 850])

    assert_as_given(read(changed(flat(), move)))


# ------------------------------------------------------------------------------------------------ pages lost and found


def test_pages_in_another_order() -> None:
    assert_as_given(read(with_pages(flat(), reversed(range(16)))))


def test_a_lost_page_is_named_and_costs_its_own_answers_alone() -> None:
    lost = {name for name in given() if widget_page(name) == 4}
    assert lost
    result = read(with_pages(flat(), [index for index in range(16) if index != 4]))
    assert_as_given(result, without=lost)
    assert "R017" in codes(result)


def test_a_page_that_is_there_twice_counts_once() -> None:
    assert_as_given(read(with_pages(flat(), [*range(16), 3])))


def test_a_page_of_another_copy_is_a_conflict() -> None:
    other = flattened(fill(form(), given() | {"p1-1__score": "red"}).data)
    with pikepdf.open(io.BytesIO(flat())) as pdf, pikepdf.open(io.BytesIO(other)) as more:
        pdf.pages.append(more.pages[widget_page("p1-1__score")])
        out = io.BytesIO()
        pdf.save(out)
    result = read(out.getvalue())
    assert response(result).answers["p1-1"].score is None
    assert {"green", "red"} <= {lost.value for lost in response(result).unplaced}
    assert "R012" in codes(result)


def test_a_letter_at_the_end_is_kept() -> None:
    result = read(appended(flat(), "Ik had nog iets te zeggen."))
    assert_as_given(result)
    assert [(lost.value, lost.outside) for lost in response(result).unplaced] == [("Ik had nog iets te zeggen.", True)]
    assert "R037" in codes(result)


def test_a_letter_behind_a_form_that_has_its_fields_is_kept() -> None:
    result = read(appended(filled(), "Ik had nog iets te zeggen."))
    assert [lost.value for lost in response(result).unplaced] == ["Ik had nog iets te zeggen."]
    assert "R037" in codes(result)
    assert values(response(result))["p1-1__score"] == "green"


def test_pages_with_and_without_fields_in_one_file() -> None:
    with pikepdf.open(io.BytesIO(filled())) as live, pikepdf.open(io.BytesIO(flat())) as dead:
        for index in (1, 2, 14):
            live.pages[index] = dead.pages[index]
        out = io.BytesIO()
        live.save(out)
    assert_as_given(read(out.getvalue()))


def test_a_scanned_page_is_named() -> None:
    canvas_file = io.BytesIO()
    picture = Image.new("L", (200, 280), 230)
    picture.paste(40, (60, 80, 140, 100))  # what a scanner sees of a line of text
    canvas = Canvas(canvas_file, A4, invariant=True)
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    canvas.save()
    with pikepdf.open(io.BytesIO(flat())) as pdf, pikepdf.open(io.BytesIO(canvas_file.getvalue())) as scan:
        pdf.pages[4] = scan.pages[0]
        out = io.BytesIO()
        pdf.save(out)
    result = read(out.getvalue())
    assert {"R037", "R017"} <= codes(result)
    # Nothing but scans is no form that anybody could read.
    alone = read(canvas_file.getvalue())
    assert alone.response is None


# ---------------------------------------------------------------------------------------------------- written by hand


def test_a_circle_drawn_around_a_choice_is_a_doubt() -> None:
    place = widget("p1-4__score", "orange")
    left, bottom, right, top = place.rect
    pen = f"0 0 1 RG 2 w {left - 4} {bottom - 3} {right - left + 8} {top - bottom + 6} re S"
    pen += f" {left + 20} {bottom + 4} m {right - 20} {top - 4} l S"
    result = read(drawn(flat(), place.page_index, pen))
    found = response(result)
    assert found.answers["p1-4"].score is None
    assert found.readings["p1-4__score"].doubtful
    assert "R035" in codes(result)
    (kept,) = found.kept
    assert (kept.field, kept.drawn) == ("p1-4__score", True)
    assert Image.open(io.BytesIO(kept.data)).size[0] > 100


def test_a_cross_through_the_chosen_colour_is_a_doubt() -> None:
    place = widget("p1-1__score", "green")
    left, bottom, right, top = place.rect
    pen = f"0 G 2.5 w {left} {bottom} m {right} {top} l S {left} {top} m {right} {bottom} l S"
    result = read(drawn(flat(), place.page_index, pen))
    assert response(result).answers["p1-1"].score is None
    assert "R035" in codes(result)


def test_a_second_colour_filled_in_by_hand_is_a_doubt() -> None:
    place = widget("p1-1__score", "red")
    left, bottom, _, top = place.rect
    result = read(drawn(flat(), place.page_index, f"0 g {left + 3} {bottom + 3} 11 {top - bottom - 6} re f"))
    assert response(result).answers["p1-1"].score is None
    assert "R035" in codes(result)


def test_handwriting_in_a_box_is_kept_as_a_picture() -> None:
    name = "p2-1__reflection"
    place = widget(name)
    left, bottom, right, _ = place.rect
    pen = f"0 0 1 RG 1.5 w {left + 10} {bottom + 20} m {left + 40} {bottom + 35} "
    pen += f"{right - 60} {bottom + 5} {right - 20} {bottom + 30} c S"
    result = read(drawn(flat(), place.page_index, pen))
    found = response(result)
    assert found.readings[name].doubtful
    assert [kept.field for kept in found.kept] == [name]
    assert_as_given(result)


def test_words_beside_the_boxes_are_kept() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, A4, invariant=True)
    canvas.drawString(200, 822, "zie ook de bijlage")
    canvas.save()
    with pikepdf.open(io.BytesIO(flat())) as pdf, pikepdf.open(io.BytesIO(out.getvalue())) as words:
        pdf.pages[3].add_overlay(words.pages[0], pikepdf.Rectangle(0, 0, *A4))
        made = io.BytesIO()
        pdf.save(made)
    result = read(made.getvalue())
    assert_as_given(result)
    assert [(lost.value, lost.outside) for lost in response(result).unplaced] == [("zie ook de bijlage", True)]


# -------------------------------------------------------------------------------------------------- forms of all kinds


@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
@pytest.mark.parametrize("grey", [False, True], ids=["colour", "grey"])
def test_variants(large: bool, grey: bool) -> None:
    theme = varied(default_theme(), Variant(large_print=large, grayscale=grey))
    made = render_form_pdf(instrument().framework, instrument(), theme).data
    assert_as_given(read(flattened(fill(made, given()).data)))


def test_a_form_of_some_sections() -> None:
    made = render_form_pdf(instrument().framework, instrument(), default_theme(), ("p1", "p3")).data
    some = {k: v for k, v in given().items() if k.startswith(("respondent", "plan", "p1-", "p3-"))}
    result = read(flattened(fill(made, some).data))
    assert {k: squeezed(v) for k, v in values(response(result)).items()} == {k: squeezed(v) for k, v in some.items()}


def test_the_framework_without_scores() -> None:
    other = next(i for key, i in instruments().items() if key != instrument().framework.id)
    made = render_form_pdf(other.framework, other, default_theme()).data
    texts = {str(spec.id): f"Antwoord {n}" for n, spec in enumerate(other.fields) if not spec.options}
    result = read(flattened(fill(made, texts).data))
    assert {k: squeezed(v) for k, v in values(response(result)).items()} == {k: squeezed(v) for k, v in texts.items()}
    assert response(result).identity.id == other.framework.id


def test_a_theme_of_ones_own(tmp_path: Path) -> None:
    theme = tmp_path / "theme.yaml"
    theme.write_text("name: Voorbeeldorganisatie\ncolours:\n  accent: '#7A1F5C'\n", "utf-8")
    made = render_form_pdf(instrument().framework, instrument(), load_theme(theme)).data
    assert_as_given(read(flattened(fill(made, given()).data)))


def test_a_text_longer_than_its_box_is_whole_or_said_to_be_cut(tmp_path: Path) -> None:
    name = "p1-2__reflection"
    data = fill(form(), given() | {name: LONG}).data
    whole = values(response(read(flattened(data))))
    assert squeezed(whole[name]) == squeezed(LONG)
    source, made = tmp_path / "in.pdf", tmp_path / "out.pdf"
    source.write_bytes(data)
    subprocess.run(["pdftocairo", "-pdf", str(source), str(made)], check=True)
    result = read(made.read_bytes())
    cut = values(response(result))[name].rstrip("…")
    assert squeezed(LONG).startswith(squeezed(cut))
    assert len(cut) > 300
    assert "R022" in codes(result)
    assert response(result).readings[name].doubtful


def test_paragraphs_stay_paragraphs() -> None:
    text = (
        "Een eerste alinea die zo lang is dat zij niet op één regel past, wat vaak zo is.\nKort.\n\nNa een lege regel."
    )
    found = values(response(read(flattened(fill(form(), {"p1-1__reflection": text}).data))))
    assert found["p1-1__reflection"] == text


# --------------------------------------------------------------------------------------------- not ours, or another one


def test_pages_of_another_document_are_not_taken_for_a_form() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, A4, invariant=True)
    for line in range(40):
        canvas.drawString(60, 780 - 18 * line, f"Regel {line} van een brief die over iets anders gaat.")
    canvas.save()
    result = read(out.getvalue())
    assert result.response is None
    assert codes(result) == {"R006"}


def test_a_version_that_was_not_kept_is_refused() -> None:
    framework = instrument().framework
    other = build_instrument(replace(framework, version="2019"))
    made = render_form_pdf(other.framework, other, default_theme()).data
    result = read(flattened(fill(made, given()).data))
    assert result.response is None
    assert codes(result) == {"R025"}


def appended(data: bytes, words: str) -> bytes:
    """With one more page that says something."""
    out = io.BytesIO()
    canvas = Canvas(out, A4, invariant=True)
    canvas.drawString(60, 700, words)
    canvas.save()
    with pikepdf.open(io.BytesIO(data)) as pdf, pikepdf.open(io.BytesIO(out.getvalue())) as letter:
        pdf.pages.append(letter.pages[0])
        made = io.BytesIO()
        pdf.save(made)
    return made.getvalue()


def widget_page(name: str) -> int:
    """The page on which a field stands."""
    choice = given()[name] if name.endswith("__score") else ""
    return widget(name, choice).page_index


RIGHT_TO_LEFT = {
    "p1-1__reflection": "שלום עולם",
    "p1-1__actions": "مرحبا بالعالم، كيف الحال؟",
    "p1-2__reflection": "Zij zei שלום עולם en dank, 12 keer",
    "p1-3__reflection": "goed 👍🏽 klaar 😀\n\n  en ĳ, İ, 中文",
}


@pytest.mark.parametrize("flatten", ["PDFium", "qpdf"])
def test_words_of_any_script_are_those_that_were_typed(flatten: str, tmp_path: Path) -> None:
    data = fill(form(), RIGHT_TO_LEFT).data
    if flatten == "PDFium":
        made = flattened(data)
    else:
        (tmp_path / "in.pdf").write_bytes(data)
        command = ["qpdf", "--flatten-annotations=all", "in.pdf", "out.pdf"]
        subprocess.run(command, check=True, capture_output=True, cwd=tmp_path, timeout=60)
        made = (tmp_path / "out.pdf").read_bytes()
    found = values(response(read(made)))
    assert {name: found.get(name) for name in RIGHT_TO_LEFT} == RIGHT_TO_LEFT


def test_words_from_right_to_left_by_their_places_alone(tmp_path: Path) -> None:
    (tmp_path / "in.pdf").write_bytes(fill(form(), RIGHT_TO_LEFT).data)
    subprocess.run(["pdftocairo", "-pdf", "in.pdf", "out.pdf"], check=True, cwd=tmp_path, timeout=60)
    result = read((tmp_path / "out.pdf").read_bytes())
    found, told = values(response(result)), {finding.field for finding in result.diagnostics}
    for name, value in RIGHT_TO_LEFT.items():
        assert squeezed(found.get(name, "")) == squeezed(value) or name in told, name
    assert found["p1-1__reflection"] == RIGHT_TO_LEFT["p1-1__reflection"]
    assert found["p1-1__actions"] == RIGHT_TO_LEFT["p1-1__actions"]
    assert {"p1-2__reflection", "p1-3__reflection"} <= told  # directions mixed, emoji


def test_letters_that_a_program_could_not_print_are_a_doubt() -> None:
    typed = type_answers(form(), {"p1-1__reflection": "שלום", "p1-2__reflection": "gewoon"})
    result = read(flattened(typed))
    assert "p1-1__reflection" in {finding.field for finding in result.diagnostics if finding.code.name == "R022"}
    assert values(response(result))["p1-2__reflection"] == "gewoon"
