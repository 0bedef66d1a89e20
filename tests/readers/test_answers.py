"""Names and values to answers: what has no place is kept beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kadergen.formats.fdf import write_fdf
from kadergen.formats.rawform import RawField
from kadergen.formats.xfdf import write_xfdf
from kadergen.model.instrument import IDENTITY_FIELD, FieldKind
from tests.readers.support import codes, flat, instrument, read, response

IDENTITY = RawField(IDENTITY_FIELD, instrument().identity.marker)
TEXT_NAMES = [str(s.id) for s in instrument().fields if s.kind in (FieldKind.TEXT, FieldKind.LINE)]
SCORE_NAMES = [str(s.id) for s in instrument().fields if s.kind is FieldKind.SCORE]


def fdf(values: dict[str, str]) -> bytes:
    return write_fdf([IDENTITY, *(RawField(name, value) for name, value in values.items())])


def test_every_statement_is_there_and_untouched_rows_are_not() -> None:
    found = response(fdf({"plan-07__owner": "iemand", "plan-03__action": " ", "p1-1__score": "Off"}))
    assert list(found.answers) == [statement.id for _, _, statement in instrument().framework.walk()]
    assert all(set(answer.texts) == {"reflection", "actions"} for answer in found.answers.values())
    assert [(row.row, dict(row.cells)) for row in found.plan] == [
        (7, {"indicator": "", "action": "", "owner": "iemand", "timeline": ""})
    ]
    assert found.answers["p1-1"].score is None


@given(
    st.dictionaries(
        st.sampled_from(TEXT_NAMES), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"))
    ),
    st.dictionaries(st.sampled_from(SCORE_NAMES), st.sampled_from(["green", "orange", "red"])),
)
def test_words_come_through_exactly_as_typed(texts: dict[str, str], scores: dict[str, str]) -> None:
    found = flat(response(fdf(texts | scores)))
    kept = {name: text for name, text in texts.items() if text}
    rows = {name.partition("__")[0] for name, text in kept.items() if name.startswith("plan-") and text.strip()}
    blank = {n for n in kept if n.startswith("plan-") and n.partition("__")[0] not in rows}
    assert found == {n: v for n, v in (kept | scores).items() if n not in blank}


def test_fdf_and_xfdf_give_the_same() -> None:
    fields = [IDENTITY, RawField("p1-1__score", "green"), RawField("p1-1__reflection", "één\r\ntwee\rdrie")]
    one, other = response(write_fdf(fields)), response(write_xfdf(fields))
    assert flat(one) == flat(other) == {"p1-1__score": "green", "p1-1__reflection": "één\ntwee\ndrie"}
    assert (one.source.kind, other.source.kind) == ("fdf", "xfdf")
    assert one.diagnostics == other.diagnostics == ()


def test_unknown_fields_are_kept_with_their_words() -> None:
    found = response(fdf({"opmerking": "mijn tekst", "leeg": "  ", "p9-9__reflection": "ook"}))
    assert [(lost.field, lost.value) for lost in found.unplaced] == [
        ("opmerking", "mijn tekst"),
        ("p9-9__reflection", "ook"),
    ]
    assert codes(found) == ["R011", "R011"]
    assert not any("mijn tekst" in str(d) for d in found.diagnostics)


def test_many_unknown_fields_are_counted() -> None:
    found = response(fdf({f"field {n}": "x" for n in range(500)}))
    assert len(found.unplaced) == 500
    assert codes(found) == ["R011"] * 21


def test_plan_rows_of_a_longer_plan_are_read() -> None:
    assert [row.row for row in response(fdf({"plan-99__action": "x", "plan-123__action": "y"})).plan] == [99, 123]
    assert (
        codes(response(fdf({"plan-001__action": "x", "plan-00__action": "y", "plan-05__nonsense": "z"})))
        == ["R011"] * 3
    )


@pytest.mark.parametrize(
    ("value", "party", "expected"),
    [
        ("zorgorganisatie", "zorgorganisatie", []),
        ("Zorgorganisatie", "zorgorganisatie", []),
        (" ZORGORGANISATIE ", "zorgorganisatie", []),
        ("", "", []),
        (" ", "", []),
        ("de buurvrouw", "de buurvrouw", ["R015"]),
    ],
)
def test_options_by_id_or_label(value: str, party: str, expected: list[str]) -> None:
    found = response(fdf({"respondent__party": value, "p1-1__score": "green"}))
    assert found.respondent.party == party
    assert codes(found) == expected


def test_levels_by_id_or_label_and_nothing_else() -> None:
    scale = instrument().framework.scale
    assert scale
    for level in scale.levels:
        assert response(fdf({"p1-1__score": level.label})).answers["p1-1"].score == level.id
    found = response(fdf({"p1-1__score": "groenig"}))
    assert found.answers["p1-1"].score is None
    assert codes(found) == ["R013"]
    assert found.unplaced[0].value == "groenig"


def test_two_values_for_one_field() -> None:
    fields = [IDENTITY, *(RawField("p1-1__reflection", text) for text in ("a\r\nb", "a\nb", "", "c"))]
    found = response(write_fdf(fields))
    assert found.answers["p1-1"].texts["reflection"] == "a\nb"
    assert [(lost.field, lost.value) for lost in found.unplaced] == [("p1-1__reflection", "c")]
    assert codes(found) == ["R016"]


@pytest.mark.parametrize(
    "name", ["doc.p1-1__score", "p1-1__score+1", "p1-1__score#0", "form[0].p1-1__score[0]", "p1-1__score.2"]
)
def test_names_with_decoration(name: str) -> None:
    assert flat(response(fdf({name: "green"}))) == {"p1-1__score": "green"}


def test_the_framework_is_recognised_by_names_or_not_at_all() -> None:
    assert codes(read(write_fdf([RawField("p1-1__score", "green")]))) == ["R024"]
    assert codes(read(write_fdf([RawField("plan-01__action", "x"), RawField("respondent__name", "y")]))) == ["R006"]
    assert codes(read(write_fdf([RawField(IDENTITY_FIELD, "not a marker"), RawField("h1-1__x", "y")]))) == ["R006"]
    assert codes(read(write_fdf([]))) == ["R006"]


def test_two_filled_forms_in_one_file_are_named_first() -> None:
    names = [name for name in TEXT_NAMES if name.endswith("__reflection")][:12]
    both = [IDENTITY, *(RawField(name, text) for text in ("one", "two") for name in names)]
    result = read(write_fdf(both))
    assert result.response is not None
    assert codes(result)[0] == "R027"
    assert len(result.response.unplaced) == 12
    assert "R027" not in codes(read(write_fdf(both[:16])))
