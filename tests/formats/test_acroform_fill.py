"""Filling by appending: what was given is read back by others, and nothing else changes."""

from __future__ import annotations

import io
import re
import time

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadergen.diagnostics import Code
from kadergen.errors import NotOurFormError
from kadergen.formats.acroform_fill import Filler, fill
from kadergen.formats.filled import Filled
from tests.formats.sample_form import LEVELS, STATEMENTS, sample_form
from tests.formats.viewers import poppler_text, qpdf_complaints, scores

FILLER = Filler(sample_form())
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
LONG = "Wij spraken drie keer met de gemeente over de toewijzing. " * 60


def values_by_pikepdf(data: bytes) -> dict[str, str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fields = pdf.Root.AcroForm.Fields
        return {str(f.T): str(f.V).removeprefix("/") if f.FT == "/Btn" else str(f.get("/V", "")) for f in fields}


def values_by_pypdf(data: bytes) -> dict[str, str]:
    fields = pypdf.PdfReader(io.BytesIO(data)).get_fields() or {}
    return {
        name: str(field.value or "").removeprefix("/" if field.field_type == "/Btn" else "")
        for name, field in fields.items()
    }


def codes(filled: Filled) -> list[tuple[Code, str]]:
    return [(problem.code, problem.field) for problem in filled.problems]


@given(TEXTS, TEXTS, st.sampled_from(["", "zorg", "gemeente"]), st.sampled_from(["", "green", "orange", "red"]))
@settings(max_examples=80, deadline=None)
def test_any_text_comes_back_as_it_was(one: str, other: str, party: str, score: str) -> None:
    given_values = {
        "respondent__name": one,
        "s-2__actions": other,
        "respondent__party": party,
        "s-6__score": score,
    }
    filled = FILLER.fill(given_values)
    assert filled.data.startswith(sample_form())
    expected = {**given_values, "s-6__score": score or "Off"}
    for found in (values_by_pikepdf(filled.data), values_by_pypdf(filled.data)):
        assert {name: found[name] for name in expected} == expected
    assert {problem.code for problem in filled.problems} <= {Code.F002, Code.F003}


@given(st.dictionaries(st.sampled_from([f"s-{i + 1}__reflection" for i in range(STATEMENTS)]), TEXTS, min_size=1))
@settings(max_examples=12, deadline=None)
def test_qpdf_finds_nothing_wrong(texts: dict[str, str]) -> None:
    assert qpdf_complaints(FILLER.fill(texts).data) == ""


@given(st.lists(st.dictionaries(st.sampled_from(["s-1__reflection", "s-1__actions"]), TEXTS), max_size=4))
@settings(max_examples=15, deadline=None)
def test_fillings_stack(steps: list[dict[str, str]]) -> None:
    data, expected = sample_form(), dict.fromkeys(("s-1__reflection", "s-1__actions"), "")
    for step in steps:
        before, data = data, fill(data, step).data
        assert data.startswith(before)
        expected |= step
    found = values_by_pikepdf(data)
    assert {name: found[name] for name in expected} == expected
    assert qpdf_complaints(data) == ""


def test_choices_move_and_clear() -> None:
    first = fill(sample_form(), {"s-1__score": "green", "respondent__party": "zorg", "s-1__actions": "weg"}).data
    assert scores(first)["s-1__score"] == ("green", ("green", "Off", "Off"))
    second = fill(first, {"s-1__score": "red", "s-2__score": "orange"}).data
    assert scores(second)["s-1__score"] == ("red", ("Off", "Off", "red"))
    third = fill(second, {"s-1__score": "", "respondent__party": "", "s-1__actions": ""}).data
    assert scores(third)["s-1__score"] == ("Off", ("Off", "Off", "Off"))
    assert scores(third)["s-2__score"] == ("orange", ("Off", "orange", "Off"))
    left = values_by_pikepdf(third)
    assert (left["respondent__party"], left["s-1__actions"]) == ("", "")
    assert poppler_text(third).strip() == poppler_text(fill(sample_form(), {"s-2__score": "orange"}).data).strip()


def test_nothing_given_nothing_added() -> None:
    assert FILLER.fill({}).data == sample_form()


def test_unknown_names_and_values_are_reported_and_never_guessed() -> None:
    filled = FILLER.fill({"nope": "x", "s-1__score": "Green", "s-2__score": "Off", "respondent__party": "Gemeente"})
    assert codes(filled) == [
        (Code.F001, "nope"),
        (Code.F004, "s-1__score"),
        (Code.F004, "s-2__score"),
        (Code.F004, "respondent__party"),
    ]
    assert filled.data == sample_form()
    assert "green, orange, red" in filled.problems[1].hint


def test_a_text_that_does_not_fit_is_whole_and_reported() -> None:
    filled = FILLER.fill({"s-1__reflection": LONG, "respondent__name": LONG, "s-1__actions": LONG[:300]})
    assert codes(filled) == [(Code.F002, "s-1__reflection"), (Code.F002, "respondent__name")]
    assert values_by_pikepdf(filled.data)["s-1__reflection"] == LONG
    assert poppler_text(filled.data).count("spraken") > 60  # extracted whole, also from what is cut off in sight
    assert all(LONG[:10] not in problem.message + problem.hint for problem in filled.problems)


def test_characters_without_a_font_show_a_substitute_and_are_reported() -> None:
    filled = FILLER.fill({"s-1__reflection": "漢字漢 en \U0001f9ff", "s-1__actions": "Łukasz, Νίκος, Жанна, 👍🏽"})
    assert codes(filled) == [(Code.F003, "s-1__reflection")]
    assert filled.problems[0].message.startswith("no font here can show 2 of its")
    assert "漢字漢 en" in poppler_text(filled.data)
    assert values_by_pikepdf(filled.data)["s-1__reflection"] == "漢字漢 en \U0001f9ff"


def test_half_characters_are_replaced_and_reported() -> None:
    filled = FILLER.fill({"s-1__reflection": "a\ud83d b", "s-1__actions": "\udc00"})
    assert codes(filled)[0] == (Code.F008, "s-1__reflection")
    assert values_by_pikepdf(filled.data)["s-1__reflection"] == "a\ufffd b"
    assert values_by_pypdf(filled.data)["s-1__actions"] == "\ufffd"


def test_shown_text_can_be_extracted() -> None:
    lines = ["Zoë, «prima» – € 5", "Łukasz, Şahin, Νίκος, Жанна", "Ελλάδα"]
    text = poppler_text(FILLER.fill({"s-1__reflection": "\n".join(lines)}).data)
    assert [line for line in lines if line not in text] == []


def test_fonts_are_embedded_and_subsets_are_named_as_such() -> None:
    filled = FILLER.fill({"s-1__reflection": "Łukasz Жанна محمد 😀"})
    with pikepdf.open(io.BytesIO(filled.data)) as pdf:
        (widget,) = (f for f in pdf.Root.AcroForm.Fields if str(f.T) == "s-1__reflection")
        fonts = widget.AP.N.Resources.Font
        composite = [font for font in fonts.values() if font.Subtype == "/Type0"]
        assert len(composite) == 4
        for font in composite:
            (descendant,) = font.DescendantFonts
            assert "/FontFile2" in descendant.FontDescriptor
            assert re.fullmatch(r"/[A-Z]{6}\+[A-Za-z]+-Regular", str(font.BaseFont))
            assert font.BaseFont == descendant.BaseFont == descendant.FontDescriptor.FontName
            assert len(descendant.FontDescriptor.FontFile2.read_bytes()) < 3000


def test_cross_reference_streams_are_continued_in_kind() -> None:
    with pikepdf.open(io.BytesIO(sample_form())) as pdf:
        buffer = io.BytesIO()
        pdf.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=True)
    base = buffer.getvalue()
    assert b"\nxref\n" not in base
    filled = fill(fill(base, {"s-1__score": "red"}).data, {"s-1__reflection": "Łukasz"})
    assert filled.data.startswith(base)
    assert values_by_pypdf(filled.data)["s-1__reflection"] == "Łukasz"
    assert scores(filled.data)["s-1__score"][0] == "red"
    assert qpdf_complaints(filled.data) == ""


def blank_pdf() -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def encrypted(password: str) -> bytes:
    with pikepdf.open(io.BytesIO(sample_form())) as pdf:
        buffer = io.BytesIO()
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="owner", user=password))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("base", "word"),
    [
        (b"", "not a PDF"),
        (b"%PDF-1.4\nnonsense", "not a PDF"),
        (b"PK\x03\x04 a spreadsheet", "not a PDF"),
        (blank_pdf(), "not a form"),
        (encrypted(""), "encrypted"),
        (encrypted("secret"), "password"),
        (b"mail header\n\n" + sample_form(), "damaged"),
        (sample_form()[:-60], "not a PDF"),
    ],
    ids=["empty", "nonsense", "zip", "no form", "encrypted", "password", "shifted", "cut off"],
)
def test_what_is_not_our_form_is_refused_clearly(base: bytes, word: str) -> None:
    with pytest.raises(NotOurFormError, match=word) as refused:
        Filler(base)
    assert refused.value.hint


def test_options_tell_what_a_field_can_hold() -> None:
    assert FILLER.options["s-1__score"] == tuple(state for state, _, _ in LEVELS[:3])
    assert FILLER.options["respondent__party"] == ("", "zorg", "gemeente")
    assert FILLER.options["s-1__reflection"] is None
    assert FILLER.options["form__identity"] is None


def test_same_values_same_bytes() -> None:
    values = {"s-1__reflection": "Łukasz Жанна", "s-1__score": "green", "form__identity": "copy 3"}
    assert FILLER.fill(values).data == fill(sample_form(), values).data


def test_a_personal_copy_costs_little() -> None:
    started = time.process_time()
    for number in range(100):
        FILLER.fill({"form__identity": f"copy {number}", "respondent__name": f"Deelnemer {number}"})
    assert (time.process_time() - started) / 100 < 0.005  # seconds; measured: 0.0002
