"""The form as written: what it holds and what it must not hold."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from reportlab.pdfgen.canvas import Canvas

from kadergen.formats.acroform_write import FieldWriter, ScoreKid
from kadergen.formats.fieldfont import BASE_FONT, RESOURCE_NAME
from kadergen.units import Rect
from tests.formats.sample_form import field_order, sample_form
from tests.formats.viewers import qpdf_complaints

WINANSI = [bytes([code]).decode("cp1252", "ignore") for code in range(32, 256) if code != 127]
BOX = Rect(10, 10, 110, 40)


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def widgets_of(pdf: pikepdf.Pdf) -> list[list[Any]]:
    return [[annotation for annotation in page.Annots if annotation.Subtype == "/Widget"] for page in pdf.pages]


def writer() -> FieldWriter:
    return FieldWriter(Canvas(io.BytesIO(), invariant=True))


def test_qpdf_finds_nothing_wrong() -> None:
    assert qpdf_complaints(sample_form()) == ""
    assert qpdf_complaints(sample_form(levels=6, score="brown", text="Łukasz – «prima»")) == ""


def test_every_widget_stands_on_its_own() -> None:
    with opened(sample_form()) as pdf:
        for page, widgets in zip(pdf.pages, widgets_of(pdf), strict=True):
            for widget in widgets:
                assert widget.TU
                assert int(widget.F) == 4
                assert widget.P.objgen == page.objgen
                normal = widget.AP.N
                assert set(widget.AP.keys()) == {"/N"}
                if "/Parent" in widget:
                    assert str(widget.TU).startswith(str(widget.Parent.TU) + ":")
                    assert set(normal.keys()) == {"/" + str(widget.TU).rpartition(": ")[2], "/Off"}
                    assert len(widget.MK.BC) == 3
                else:
                    assert isinstance(normal, pikepdf.Stream)


def test_fields_come_in_reading_order() -> None:
    with opened(sample_form()) as pdf:
        for page_index, widgets in enumerate(widgets_of(pdf)):
            names = []
            for widget in widgets:
                if "/Parent" in widget:
                    state = next(key for key in widget.AP.N.keys() if key != "/Off")  # noqa: SIM118
                    names.append(str(widget.Parent.T) + state)
                else:
                    names.append(str(widget.T))
            assert names == field_order(page_index)


def test_no_script_no_request_to_redraw_no_longest_text() -> None:
    with opened(sample_form()) as pdf:
        form = pdf.Root.AcroForm
        assert "/NeedAppearances" not in form
        assert "/XFA" not in form
        assert "/Names" not in pdf.Root or "/JavaScript" not in pdf.Root.Names
        for field in form.Fields:
            assert not {"/MaxLen", "/AA", "/A"} & set(field.keys())
            if field.FT == "/Tx" and "/Subtype" in field and str(field.T) != "respondent__name":
                assert int(field.Ff) == 1 << 12  # multi-line alone: it may scroll
                assert bytes(field.DA).startswith(f"/{RESOURCE_NAME} 9 Tf ".encode())


def test_the_field_font_is_whole_and_simple() -> None:
    with opened(sample_form()) as pdf:
        font = pdf.Root.AcroForm.DR.Font["/" + RESOURCE_NAME]
        kind = [str(font[key]) for key in ("/Subtype", "/Encoding", "/BaseFont")]
        assert kind == ["/TrueType", "/WinAnsiEncoding", "/" + BASE_FONT]
        program = TTFont(io.BytesIO(font.FontDescriptor.FontFile2.read_bytes()))
        widths = [float(width) for width in font.Widths]
    cmap, metrics = program.getBestCmap(), program["hmtx"]
    scale = 1000 / program["head"].unitsPerEm
    assert len([char for char in WINANSI if char]) == 218
    for char in filter(None, WINANSI):
        code = char.encode("cp1252")[0]
        assert widths[code - 32] == pytest.approx(metrics[cmap[ord(char)]][0] * scale), char


def test_a_field_that_stands_on_no_page() -> None:
    with opened(sample_form()) as pdf:
        (field,) = (f for f in pdf.Root.AcroForm.Fields if str(f.T) == "form__identity")
        assert str(field.V) == "sample 1"
        assert int(field.Ff) & 1
        assert "/Subtype" not in field
        assert all(field.objgen != widget.objgen for page in pdf.pages for widget in page.Annots)
        # What programs ask of it that take every field for a widget.
        assert [float(edge) for edge in field.Rect] == [0, 0, 0, 0]
        assert field.P.objgen == pdf.pages[0].obj.objgen
        assert field.AP.N.read_bytes() == b""


def test_a_choice_can_be_emptied_again() -> None:
    with opened(sample_form()) as pdf:
        (field,) = (f for f in pdf.Root.AcroForm.Fields if str(f.T) == "respondent__party")
        assert [str(option[0]) for option in field.Opt] == ["", "zorg", "gemeente"]
        assert [str(option[1]).strip() for option in field.Opt] == ["", "Zorgorganisatie", "Gemeente"]
        assert int(field.Ff) == 1 << 17


def test_values_from_the_beginning() -> None:
    with opened(sample_form(score="orange", text="Łukasz")) as pdf:
        fields = {str(f.T): f for f in pdf.Root.AcroForm.Fields}
        assert str(fields["s-1__reflection"].V) == "Łukasz"
        assert fields["s-1__score"].V == "/orange"
        assert [str(kid.AS) for kid in fields["s-1__score"].Kids] == ["/Off", "/orange", "/Off"]


def test_the_document_says_its_language() -> None:
    with opened(sample_form()) as pdf:
        assert str(pdf.Root.Lang) == "nl"


def test_same_calls_same_bytes() -> None:
    code = (
        "import hashlib; from tests.formats.sample_form import sample_form; "
        "print(hashlib.sha256(sample_form(text='Łę')).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(runs) == 1


def test_widgets_tell_where_they_stand_and_can_be_added_to() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=True)
    fields = FieldWriter(canvas)
    canvas.drawString(50, 700, "page 1")
    canvas.showPage()
    placed = fields.text("a", BOX, "A")
    kids = fields.score("b", [ScoreKid("x", BOX, "X", "diamond-dot", "#123456")])
    placed.dictionary["StructParent"] = 7
    fields.finish()
    canvas.save()
    assert [(w.name, w.on_state, w.page_number, w.rect) for w in fields.widgets] == [
        ("a", None, 2, BOX),
        ("b", "x", 2, BOX),
    ]
    assert fields.widgets == [placed, *kids]
    with opened(buffer.getvalue()) as pdf:
        assert int(pdf.pages[1].Annots[0].StructParent) == 7
        assert len(pdf.pages) == 2


def test_what_cannot_be_a_field_is_refused() -> None:
    fields = writer()
    fields.text("taken", BOX, "")
    kid = ScoreKid("x", BOX, "", "circle-tick", "#123456")
    for refused in (
        lambda: fields.text("taken", BOX, ""),
        lambda: fields.text("", BOX, ""),
        lambda: fields.text("a.b", BOX, ""),
        lambda: fields.text("flat", Rect(10, 10, 50, 10), ""),
        lambda: fields.choice("choice", BOX, "", [("a", "A")], value="b"),
        lambda: fields.score("none", []),
        lambda: fields.score("twice", [kid, kid]),
        lambda: fields.score("off", [ScoreKid("Off", BOX, "", "circle-tick", "#123456")]),
        lambda: fields.score("value", [kid], value="y"),
    ):
        with pytest.raises(ValueError, match=r"\S"):
            refused()
