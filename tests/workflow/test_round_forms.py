"""Personal forms: everybody's own, in files that tell people apart, the same each time."""

from __future__ import annotations

import re
import stat
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kadergen.errors import NotOurFormError, NotWritableError, SelfCheckError
from kadergen.formats.acroform_fill import Filler
from kadergen.formats.docx_fill import DocxFiller
from kadergen.model.instrument import PERSON_FIELD
from kadergen.model.round import FormFormat, Person
from kadergen.render.docx_file import render_form_docx
from kadergen.theme.load import default_theme
from kadergen.theme.variants import PLAIN, Variant
from kadergen.workflow.build import Output, build
from kadergen.workflow.round_forms import SUFFIXES, PersonalForms, form_file_name, write_forms
from kadergen.workflow.round_post import blank_forms
from tests.formats.sample_form import sample_form
from tests.readers.support import blank_form, codes, field_named, filled_by_hand, instrument, read, response, saved

PEOPLE = tuple(
    Person(letter * 32, name, f"{letter}@example.org", party="gemeente")
    for letter, name in zip("abcd", ["Deelnemer 1", "Deelnemer 1", "../../x\n", "Участник Łukasz"], strict=True)
)


@pytest.fixture(scope="module")
def forms() -> PersonalForms:
    word = render_form_docx(instrument().framework, instrument(), default_theme())
    return PersonalForms(instrument().framework, {FormFormat.PDF: blank_form(), FormFormat.WORD: word})


def test_everybody_has_their_own_in_each_format(forms: PersonalForms, tmp_path: Path) -> None:
    told: list[str] = []
    assert write_forms(tmp_path, forms, PEOPLE, progress=told.append) == ()
    assert len(set(told)) == 2 * len(PEOPLE)
    assert len(list(tmp_path.iterdir())) == 2 * len(PEOPLE)
    for person in PEOPLE:
        for kind in (FormFormat.PDF, FormFormat.WORD):
            found = response((tmp_path / form_file_name(person, kind)).read_bytes())
            assert found.respondent_id == person.id
            assert found.respondent.party == "gemeente"
            assert found.respondent.name.split() == person.name.split()
            assert found.is_untouched


def test_a_rounds_blank_forms_are_those_that_are_built(tmp_path: Path) -> None:
    framework = instrument().framework
    for variant in (PLAIN, Variant(large_print=True)):
        build(framework, tmp_path, only=[Output.FORM, Output.WORD], variant=variant)
    names = {
        FormFormat.PDF: "form.pdf",
        FormFormat.WORD: "form.docx",
        FormFormat.WORD_OPEN: "form-open.docx",
        FormFormat.PDF_LARGE_PRINT: "form-large-print.pdf",
        FormFormat.WORD_LARGE_PRINT: "form-large-print.docx",
    }
    for kind, data in blank_forms(framework, FormFormat).items():
        assert data == (tmp_path / f"{framework.id}-{names[kind]}").read_bytes(), kind


def test_somebody_gets_another_form_than_the_others(tmp_path: Path) -> None:
    framework = instrument().framework
    blanks = blank_forms(framework, [FormFormat.PDF, FormFormat.PDF_LARGE_PRINT])
    forms = PersonalForms(framework, blanks, [FormFormat.PDF])
    other = replace(PEOPLE[1], forms=(FormFormat.PDF_LARGE_PRINT,))
    write_forms(tmp_path, forms, [PEOPLE[0], other])
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "Deelnemer 1-aaaaaaaa.pdf",
        "Deelnemer 1-bbbbbbbb.large.pdf",
    ]
    for path, kind in zip(sorted(tmp_path.iterdir()), (FormFormat.PDF, FormFormat.PDF_LARGE_PRINT), strict=True):
        assert path.read_bytes().startswith(blanks[kind])


def test_the_same_people_get_the_same_bytes(forms: PersonalForms, tmp_path: Path) -> None:
    for folder in ("one", "other"):
        write_forms(tmp_path / folder, forms, PEOPLE)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()


def test_file_names_are_safe_and_tell_namesakes_apart() -> None:
    names = [form_file_name(person, FormFormat.PDF) for person in PEOPLE]
    assert names == [
        "Deelnemer 1-aaaaaaaa.pdf",
        "Deelnemer 1-bbbbbbbb.pdf",
        "x-cccccccc.pdf",
        "Участник Łukasz-dddddddd.pdf",
    ]


# Letters of any script with what gives trouble: signs, directions, devices, full stops and spaces at the end.
NAME_PIECES = st.sampled_from(
    ["con", "NUL", "com1", ".", " ", "-", "/", "\\", ":", "\u202e", "\u200f", "..", "مشارك", "é"]
)
ANY_NAME = st.one_of(st.text(max_size=120), st.lists(NAME_PIECES, max_size=8).map("".join))
ANY_ID = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=32, max_size=32)
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])[ .]*(\..*)?", re.IGNORECASE)


@given(ANY_NAME, ANY_ID, st.sampled_from(FormFormat))
def test_any_name_makes_a_file_name_that_every_system_takes(name: str, person_id: str, kind: FormFormat) -> None:
    made = form_file_name(Person(person_id, name, ""), kind)
    assert made == form_file_name(Person(person_id, name, "other@example.org"), kind), "by name and id alone"
    assert made.endswith(f"-{person_id[:8]}{SUFFIXES[kind]}")
    assert len(made.encode()) <= 100, "short enough for a folder that lies deep, of 260 characters in all"
    assert not set(made) & set('<>:"/\\|?*')
    assert all(unicodedata.category(char)[0] != "C" for char in made), (
        "nothing unseen, nothing that turns the direction"
    )
    assert not made.startswith((".", "-", " "))
    assert not RESERVED.fullmatch(made)
    assert made.splitlines() == [made]


@given(ANY_NAME, st.sampled_from([str.upper, str.lower, str.title, str.strip]), st.sets(ANY_ID, min_size=2, max_size=2))
def test_two_people_never_share_a_file(name: str, change: Callable[[str], str], ids: set[str]) -> None:
    """Also where upper and lower case, or composed and decomposed letters, are one."""
    one, other = ids
    assume(one[:8] != other[:8])
    made = [
        form_file_name(Person(one, name, ""), FormFormat.PDF),
        form_file_name(Person(other, change(name), ""), FormFormat.PDF),
    ]
    assert len({unicodedata.normalize("NFKD", file_name.casefold()) for file_name in made}) == 2


def test_what_a_field_cannot_have_is_said_and_left_out(forms: PersonalForms) -> None:
    for made in forms.of(Person("e" * 32, "Deelnemer 5", "e@example.org", party="nergens")):
        (found,) = made.diagnostics
        assert (found.code.name, found.field) == ("F004", "respondent__party")
        assert "nergens" not in found.message + found.hint
        assert response(made.data).respondent.party == ""


def test_a_folder_that_cannot_be_written_stops_it(forms: PersonalForms, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotWritableError):
        write_forms(tmp_path / "file", forms, PEOPLE)


def test_permissions_are_those_of_the_process(forms: PersonalForms, tmp_path: Path) -> None:
    write_forms(tmp_path, forms, PEOPLE)
    (tmp_path / "plain").touch()
    usual = stat.S_IMODE((tmp_path / "plain").stat().st_mode)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {usual}


@pytest.mark.parametrize(
    "values", [("x",), ("a" * 31,), ("A" * 32,), ("a" * 32, "b" * 32), ("a" * 32, "x"), ("a" * 32 + "\nb",)]
)
def test_an_id_that_is_damaged_or_of_several_people_is_nobodys(values: tuple[str, ...]) -> None:
    pdf = filled_by_hand({})
    for value in values:
        field = field_named(pdf, "kadergen__form")
        copy = pdf.make_indirect(pikepdf.Dictionary(dict(field.items())))
        copy.T, copy.V = PERSON_FIELD, value
        pdf.Root.AcroForm.Fields.append(copy)
    result = read(saved(pdf))
    assert result.response is not None
    assert result.response.respondent_id == ""
    assert "R045" in codes(result)
    assert not any(value in str(d) for d in result.diagnostics for value in values if len(value) > 1)


def test_the_same_id_twice_is_one() -> None:
    filled = Filler(blank_form()).fill({}, {PERSON_FIELD: "a" * 32}).data
    again = Filler(filled).fill({}, {PERSON_FIELD: "a" * 32}).data
    assert response(again).respondent_id == "a" * 32


def test_a_form_that_cannot_be_marked() -> None:
    pdf = filled_by_hand({})
    del pdf.Root.AcroForm.Fields[-1]  # the one that says what it is
    with pytest.raises(NotOurFormError):
        Filler(saved(pdf)).fill({}, {PERSON_FIELD: "a" * 32})
    assert Filler(sample_form()).fill({}, {PERSON_FIELD: "a" * 32}).data.startswith(sample_form())


def test_what_did_not_get_in_is_found(forms: PersonalForms) -> None:
    for filler in (
        Filler(blank_form()),
        DocxFiller(render_form_docx(instrument().framework, instrument(), default_theme())),
    ):
        filled = filler.fill({"respondent__name": "Deelnemer 1"}, {PERSON_FIELD: "a" * 32}).data
        assert filler.not_taken(filled, {"respondent__name": "Deelnemer 1"}, {PERSON_FIELD: "a" * 32}) == []
        wrong = filler.not_taken(filled, {"respondent__name": "Deelnemer 2"}, {PERSON_FIELD: "b" * 32})
        assert sorted(wrong) == ["kadergen__person", "respondent__name"]
        assert filler.not_taken(filler.fill({}).data, {}, {PERSON_FIELD: "a" * 32}) == [PERSON_FIELD]


DAMAGE: dict[str, Callable[[bytes, bytes], bytes]] = {
    "the form itself was touched": lambda base, new: base[:1000] + b"x" + base[1001:] + new,
    "cut off": lambda base, new: base + new[: len(new) // 2],
    "without its end": lambda base, new: base + new[:-8],
    "shifted by a byte": lambda base, new: base + b" " + new,
    "the table is not where it is said to be": lambda base, new: base + new.replace(b"startxref\n", b"startxref\n1"),
    "the table before is not found": lambda base, new: base + new.replace(b"/Prev ", b"/Prev 1"),
    "another catalogue": lambda base, new: base + new.replace(b"/Root ", b"/Root 1"),
    "an object has another number": lambda base, new: (
        base + re.sub(rb"\n([0-9]+) 0 obj", rb"\n9\1 0 obj", new, count=1)
    ),
    "another name": lambda base, new: base + new.replace(b"Deelnemer 1", b"Deelnemer 2"),
    "another person": lambda base, new: base + new.replace(b"a" * 32, b"b" * 32),
    "a string has no end": lambda base, new: base + new.replace(b"(Deelnemer 1)", b"(Deelnemer 1 "),
    "the list of fields is not a list": lambda base, new: base + new.replace(b"/Fields [", b"/Fields ("),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_copy_is_never_taken_for_a_sound_one(damage: str, forms: PersonalForms) -> None:
    base, filler = blank_form(), Filler(blank_form())
    values, marks = {"respondent__name": "Deelnemer 1"}, {PERSON_FIELD: "a" * 32}
    sound = filler.fill(values, marks).data
    assert filler.not_taken(sound, values, marks) == []
    damaged = DAMAGE[damage](base, sound[len(base) :])
    assert damaged != sound
    assert filler.not_taken(damaged, values, marks) != []


def test_nothing_is_written_that_does_not_hold_what_was_given(
    forms: PersonalForms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill = Filler.fill
    monkeypatch.setattr(
        Filler, "fill", lambda self, values, marks: fill(self, {**values, "respondent__name": "x"}, marks)
    )
    with pytest.raises(SelfCheckError):
        write_forms(tmp_path, forms, PEOPLE)
    assert list(tmp_path.iterdir()) == []
