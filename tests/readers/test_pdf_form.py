"""Filled forms as programs leave them: every value is found, and nothing is guessed."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import pikepdf
import pypdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from kadergen.diagnostics import has_errors
from kadergen.formats import acroform_read
from kadergen.formats.pdf_objects import PikepdfObjects
from kadergen.formats.rawform import FormatError, RawField, RawForm
from kadergen.model.instrument import IDENTITY_FIELD
from kadergen.readers import pdf_form
from tests.readers.support import (
    blank_form,
    codes,
    field_named,
    filled_by_hand,
    flat,
    instrument,
    read,
    response,
    saved,
)

SCORE, TEXT = "p1-1__score", "p1-1__reflection"
VALUES = {
    SCORE: "orange",
    TEXT: "Eén regel, “gekruld” – €\nnog een",
    "p1-2__score": "red",
    "p1-2__actions": "Жанна Νίκος Łukasz \U0001f600",
    "respondent__name": "Deelnemer 3, gemeente",
    "respondent__party": "zorgorganisatie",
    "plan-02__action": "= 1 + 1",
}


def kids(pdf: Pdf, name: str = SCORE) -> dict[str, pikepdf.Object]:
    return {next(k for k in kid.AP.N.keys() if k != "/Off")[1:]: kid for kid in field_named(pdf, name).Kids}  # noqa: SIM118


def bent(bend: Callable[[Pdf], None], values: dict[str, str] | None = None) -> bytes:
    pdf = filled_by_hand(VALUES if values is None else values)
    bend(pdf)
    return saved(pdf)


def test_every_value_comes_back() -> None:
    found = response(saved(filled_by_hand(VALUES)))
    assert flat(found) == VALUES
    assert found.diagnostics == ()
    assert found.identity == instrument().identity
    assert found.source.kind == "pdf"
    assert found.source.reader.startswith("pikepdf")
    assert len(found.answers) == 32
    assert [row.row for row in found.plan] == [2]


def test_blank_form_says_so() -> None:
    result = read(blank_form())
    assert codes(result) == ["R018"]
    assert result.response
    assert not result.response.plan


def drop_acroform(pdf: Pdf) -> None:
    del pdf.Root.AcroForm


def empty_fields(pdf: Pdf) -> None:
    pdf.Root.AcroForm.Fields = Array()


def stale_copies(pdf: Pdf) -> None:
    """Two disconnected copies of each field, the one in /Fields with an old value."""
    old = [pdf.make_indirect(Dictionary(T=String(n), FT=Name.Tx, V=String("old"))) for n in (TEXT, "p1-2__actions")]
    pdf.Root.AcroForm.Fields = Array(
        [*old, *(f for f in pdf.Root.AcroForm.Fields if str(f.T) not in (TEXT, "p1-2__actions"))]
    )


def torn_from_parent(pdf: Pdf) -> None:
    """The chosen kid stands alone with a name and a value of its own; the parent keeps an old value."""
    kid = kids(pdf)["orange"]
    del kid.Parent
    kid.T, kid.V, kid.FT = String(SCORE), Name.orange, Name.Btn
    field_named(pdf, SCORE).V = Name.green


def all_kids_alone(pdf: Pdf) -> None:
    """Check boxes split into fields of the same name, without a parent and without /V."""
    for kid in kids(pdf).values():
        del kid.Parent
        kid.T, kid.FT = String(SCORE), Name.Btn
    drop_acroform(pdf)


def numbered_names(pdf: Pdf) -> None:
    for number, kid in enumerate(kids(pdf).values()):
        del kid.Parent
        kid.T, kid.FT = String(SCORE + (f"+{number}" if number else "")), Name.Btn


def value_on_kids(pdf: Pdf) -> None:
    parent = field_named(pdf, SCORE)
    del parent.V
    for kid in parent.Kids:
        kid.V, kid.AS = Name.orange, Name.Off


def value_as_string(pdf: Pdf) -> None:
    parent = field_named(pdf, SCORE)
    parent.V = String("orange")
    for kid in parent.Kids:
        del kid.AS


def value_nowhere(pdf: Pdf) -> None:
    del field_named(pdf, SCORE).V


def value_contradicts_state(pdf: Pdf) -> None:
    field_named(pdf, SCORE).V = Name.green


def numbered_states(pdf: Pdf) -> None:
    """On-states are positions, their meaning stands in /Opt."""
    parent = field_named(pdf, SCORE)
    parent.Opt = Array([String(level) for level in ("green", "orange", "red")])
    parent.V = Name("/1")
    for number, kid in enumerate(kids(pdf).values()):
        kid.AP.N = Dictionary({f"/{number}": kid.AP.N.Off, "/Off": kid.AP.N.Off})
        kid.AS = Name("/1") if number == 1 else Name.Off


def value_as_stream(pdf: Pdf) -> None:
    text = VALUES[TEXT]
    field_named(pdf, TEXT).V = Stream(pdf, b"\xfe\xff" + text.encode("utf-16-be"))


def in_a_hierarchy(pdf: Pdf) -> None:
    """A program that merges puts every field below a name of its own."""
    top = pdf.make_indirect(Dictionary(T=String("document 1"), Kids=pdf.Root.AcroForm.Fields))
    for field in pdf.Root.AcroForm.Fields:
        field.Parent = top
    pdf.Root.AcroForm.Fields = Array([top])


def names_in_utf16(pdf: Pdf) -> None:
    for field in pdf.Root.AcroForm.Fields:
        field.T = String(b"\xfe\xff" + str(field.T).encode("utf-16-be"))


def need_appearances(pdf: Pdf) -> None:
    pdf.Root.AcroForm.NeedAppearances = True
    for page in pdf.pages:
        for annotation in page.Annots:
            if "/AP" in annotation and "/Parent" not in annotation:
                del annotation.AP


def circles(pdf: Pdf) -> None:
    """Fields that are their own parents and kids."""
    strange = pdf.make_indirect(Dictionary(T=String("x"), FT=Name.Tx, Subtype=Name.Widget))
    strange.Parent = strange
    strange.Kids = Array([strange])
    pdf.Root.AcroForm.Fields.append(strange)
    pdf.pages[0].Annots.append(strange)


def foreign_objects(pdf: Pdf) -> None:
    """Things of the wrong type wherever a field may be."""
    for thing in (42, String("x"), Name.X, Array(), Dictionary(Subtype=Name.Widget, T=42, V=Array([Dictionary()]))):
        pdf.pages[0].Annots.append(thing)
        pdf.Root.AcroForm.Fields.append(thing)


@pytest.mark.parametrize(
    "bend",
    [
        drop_acroform,
        empty_fields,
        stale_copies,
        torn_from_parent,
        all_kids_alone,
        numbered_names,
        value_on_kids,
        value_as_string,
        value_nowhere,
        value_contradicts_state,
        numbered_states,
        value_as_stream,
        in_a_hierarchy,
        names_in_utf16,
        need_appearances,
        circles,
        foreign_objects,
    ],
)
def test_values_survive_what_programs_do(bend: Callable[[Pdf], None]) -> None:
    found = response(bent(bend))
    assert flat(found) == VALUES
    assert found.identity == instrument().identity
    assert not found.unplaced
    assert set(codes(found)) <= {"R017"}


def test_every_combination_of_save_options() -> None:
    for mode in (pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable):
        for linearize in (False, True):
            buffer = io.BytesIO()
            filled_by_hand(VALUES).save(buffer, object_stream_mode=mode, linearize=linearize)
            assert flat(response(buffer.getvalue())) == VALUES


def test_texts_of_every_encoding_and_line_end() -> None:
    for raw, text in (
        (b"caf\xe9 \xa0", "café €"),
        (b"\xff\xfe\xac\x20", "€"),
        (b"\xef\xbb\xbf\xe2\x82\xac", "€"),
        (b"a\r\nb\rc\nd\r\n", "a\nb\nc\nd\n"),
        (b"  spaces stay  ", "  spaces stay  "),
    ):
        data = bent(lambda pdf, raw=raw: setattr(field_named(pdf, TEXT), "V", String(raw)))  # type: ignore[misc]
        assert response(data).answers["p1-1"].texts["reflection"] == text


def test_half_characters_are_replaced_and_reported() -> None:
    found = response(bent(lambda pdf: setattr(field_named(pdf, TEXT), "V", String(b"\xfe\xff\xd8\x3d\x00a"))))
    assert found.answers["p1-1"].texts["reflection"] == "\ufffda"
    assert codes(found) == ["R014"]
    assert found.diagnostics[0].field == TEXT


def test_two_marks_are_a_conflict_and_never_a_guess() -> None:
    def both(pdf: Pdf) -> None:
        kids(pdf)["green"].AS = Name.green

    found = response(bent(both))
    assert found.answers["p1-1"].score is None
    assert codes(found) == ["R012"]
    assert "green" in found.diagnostics[0].message
    assert "orange" in found.diagnostics[0].message
    assert sorted((lost.field, lost.value) for lost in found.unplaced) == [(SCORE, "green"), (SCORE, "orange")]
    assert found.answers["p1-2"].score == "red"


def test_a_state_that_is_no_level_is_kept() -> None:
    def strange(pdf: Pdf) -> None:
        kid = kids(pdf)["orange"]
        kid.AS = Name("/Yes")

    found = response(bent(strange))
    assert found.answers["p1-1"].score is None
    assert codes(found) == ["R013"]
    assert [(lost.field, lost.value) for lost in found.unplaced] == [(SCORE, "Yes")]


def test_a_state_that_is_no_utf8_is_survived() -> None:
    data = saved(filled_by_hand(VALUES)).replace(b"/AS /orange", b"/AS /ora#ff")
    found = response(data)
    assert codes(found) == ["R013"]
    assert found.unplaced[0].value == "oraÿ"


def test_two_widgets_of_one_field_with_different_texts() -> None:
    def double(pdf: Pdf) -> None:
        pdf.pages[0].Annots.append(Dictionary(Subtype=Name.Widget, FT=Name.Tx, T=String(TEXT), V=String("other")))

    found = response(bent(double))
    assert found.answers["p1-1"].texts["reflection"] == VALUES[TEXT]
    assert codes(found) == ["R016"]
    assert [(lost.field, lost.value) for lost in found.unplaced] == [(TEXT, "other")]


def test_clearing_an_answer_clears_it() -> None:
    assert flat(response(bent(lambda pdf: None, dict.fromkeys(VALUES, "")))) == {}


def test_a_lost_page_is_named() -> None:
    def lose(pdf: Pdf) -> None:
        del pdf.pages[1]
        empty_fields(pdf)

    found = response(bent(lose))
    assert "R017" in codes(found)
    assert found.answers["p1-1"].score == "orange"


def test_identity_from_field_metadata_or_names() -> None:
    def without_field(pdf: Pdf) -> None:
        pdf.Root.AcroForm.Fields = Array(f for f in pdf.Root.AcroForm.Fields if str(f.T) != IDENTITY_FIELD)

    def without_both(pdf: Pdf) -> None:
        without_field(pdf)
        del pdf.docinfo["/Keywords"]

    def in_xmp_alone(pdf: Pdf) -> None:
        without_both(pdf)
        with pdf.open_metadata() as metadata:
            metadata["pdf:Keywords"] = instrument().identity.marker

    assert codes(response(bent(without_field))) == []
    assert codes(response(bent(in_xmp_alone))) == []
    assert codes(response(bent(without_both))) == ["R024"]


@pytest.mark.parametrize(
    ("marker", "code"),
    [
        ("kwaliteitskader-housing-first|2031|0123456789abcdef", "R008"),
        (f"kwaliteitskader-housing-first|{instrument().identity.version}|0123456789abcdef", "R008"),
        ("another-framework|1|0123456789abcdef", "R007"),
    ],
)
def test_other_versions_are_read_by_id_and_other_frameworks_are_named(marker: str, code: str) -> None:
    result = read(bent(lambda pdf: setattr(field_named(pdf, IDENTITY_FIELD), "V", String(marker))))
    assert codes(result) == [code]
    if code == "R008":
        assert result.response
        assert flat(result.response) == VALUES
        assert result.response.identity.marker == marker
    else:
        assert result.response is None


def test_a_form_without_fields_was_flattened() -> None:
    def flatten(pdf: Pdf) -> None:
        drop_acroform(pdf)
        for page in pdf.pages:
            if "/Annots" in page:
                del page.Annots

    result = read(bent(flatten))
    assert result.response is None
    assert codes(result) == ["R025"]


def test_another_pdf_is_not_ours() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    assert codes(read(saved(pdf))) == ["R006"]
    pdf.pages[0].Annots = Array([Dictionary(Subtype=Name.Widget, FT=Name.Tx, T=String("amount"), V=String("3"))])
    assert codes(read(saved(pdf))) == ["R006"]


def encrypted(user: str, method: int) -> bytes:
    buffer = io.BytesIO()
    encryption = pikepdf.Encryption(user=user, owner="owner", R=method, metadata=method > 3, aes=method > 3)  # type: ignore[arg-type]
    filled_by_hand(VALUES).save(buffer, encryption=encryption)
    return buffer.getvalue()


@pytest.mark.parametrize("method", [3, 4, 6])
def test_passwords(method: int) -> None:
    assert flat(response(encrypted("", method))) == VALUES
    result = read(encrypted("secret", method))
    assert result.response is None
    assert codes(result) == ["R004"]


def test_a_damaged_file_is_repaired_and_said_to_be() -> None:
    data = saved(filled_by_hand(VALUES))
    cut = data[: data.rindex(b"startxref")]
    found = response(cut)
    assert flat(found) == VALUES
    assert "R009" in codes(found)


def test_an_incremental_save_by_pypdf() -> None:
    writer = pypdf.PdfWriter(io.BytesIO(blank_form()), incremental=True)
    for page in writer.pages:
        writer.update_page_form_field_values(page, {TEXT: VALUES[TEXT], SCORE: "/orange"}, auto_regenerate=False)
    buffer = io.BytesIO()
    writer.write(buffer)
    assert flat(response(buffer.getvalue())) == {TEXT: VALUES[TEXT], SCORE: "orange"}


def test_a_value_that_cannot_be_unpacked_is_marked() -> None:
    bomb = zlib.compress(bytes(30_000_000))
    for raw, packed_by in ((bomb, Name.FlateDecode), (b"no zlib", Name.FlateDecode), (b"x", Name.JPXDecode)):
        pdf = filled_by_hand(VALUES)
        field_named(pdf, TEXT).V = Stream(pdf, raw, Filter=packed_by)
        found = response(saved(pdf))
        assert found.answers["p1-1"].texts["reflection"] == "\ufffd"
        assert codes(found) == ["R014"]
        assert found.answers["p1-2"].score == "red"


def test_characters_that_a_program_put_in_place_of_others() -> None:
    found = response(bent(lambda pdf: setattr(field_named(pdf, TEXT), "V", String("a\uf600b"))))
    assert found.answers["p1-1"].texts["reflection"] == "a\uf600b"
    assert codes(found) == ["R022"]


def long_parents(pdf: Pdf) -> None:
    node = field_named(pdf, TEXT)
    for _ in range(3000):
        node.Parent = pdf.make_indirect(Dictionary(Kids=Array([node])))
        node = node.Parent
    pdf.Root.AcroForm.Fields.append(node)


def many_fields(pdf: Pdf) -> None:
    many = [pdf.make_indirect(Dictionary(T=String(f"x{n}"), FT=Name.Tx)) for n in range(5000)]
    pdf.Root.AcroForm.Fields = Array([*pdf.Root.AcroForm.Fields, *many])


def page_circle(pdf: Pdf) -> None:
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)


@pytest.mark.parametrize("bend", [long_parents, many_fields, page_circle])
def test_deep_and_endless_structures_end(bend: Callable[[Pdf], None]) -> None:
    result = read(bent(bend))
    assert result.response or has_errors(result.diagnostics)
    if result.response:
        assert flat(result.response) == VALUES


def test_too_many_fields_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acroform_read, "_MAX_NODES", 100)
    assert codes(read(blank_form())) == ["R005"]


def test_the_second_library_reads_the_same_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pikepdf cannot open a file, pypdf does, and the file says who read it."""

    def cannot(_: bytes) -> None:
        raise FormatError("it is no readable PDF")

    monkeypatch.setattr(acroform_read, "PikepdfObjects", cannot)
    for bend in (
        lambda pdf: None,
        torn_from_parent,
        all_kids_alone,
        numbered_states,
        value_as_stream,
        circles,
        names_in_utf16,
    ):
        found = response(bent(bend))
        assert flat(found) == VALUES
        assert codes(found) == ["R010"]
        assert found.source.reader.startswith("pypdf")
    assert flat(response(encrypted("", 3))) == VALUES
    assert codes(read(encrypted("secret", 3))) == ["R004"]


def test_what_only_the_second_library_sees_in_a_damaged_file_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    other = RawForm(
        (RawField(TEXT, "other"), RawField("p2-1__reflection", "only here"), RawField(SCORE, "orange")), "pypdf"
    )
    monkeypatch.setattr(pdf_form, "read_acroform_second", lambda _: other)
    data = saved(filled_by_hand(VALUES))
    found = response(data[: data.rindex(b"startxref")])
    assert codes(found) == ["R009", "R020", "R016"]
    assert found.answers["p1-1"].texts["reflection"] == VALUES[TEXT]
    assert found.answers["p2-1"].texts["reflection"] == "only here"
    assert [(lost.field, lost.value) for lost in found.unplaced] == [(TEXT, "other")]


def test_an_error_from_inside_qpdf_is_one_more_reason_to_ask_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: object) -> None:
        raise RuntimeError("std::length_error")

    monkeypatch.setattr(PikepdfObjects, "repairs", fails)
    assert codes(response(blank_form())) == ["R010", "R018"]
