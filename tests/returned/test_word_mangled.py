"""Whatever people and programs do to a returned Word form, its words are read right, or kept and reported: never a
colour that nobody chose, never a lost word.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kadergen.diagnostics import Severity
from kadergen.formats.docx_fill import as_read
from kadergen.model.instrument import build_instrument
from kadergen.model.response import ReadResult, Response
from kadergen.readers import read_bytes
from kadergen.render.docx_file import render_booklet_docx
from kadergen.theme.load import default_theme
from tests.readers.support import codes, flat
from tests.returned.word_mangled import EMPTY, KINDS, SCORE, TEXT
from tests.returned.word_paper import (
    ANSWERS,
    PLACEHOLDER,
    Paper,
    animals,
    blank,
    filler,
    first,
    instrument_of,
    instruments,
    paragraph,
    parsed,
    remove,
    run,
)
from tests.word.package import W

TOGETHER = sorted(name for name, kind in KINDS.items() if not kind.alone)
FIELDS = sorted(str(spec.id) for spec in instrument_of().fields if not spec.options)
# But for what old programs put in place of symbols: that is read as the symbol.
UNICODE = st.characters(exclude_characters="".join(map(chr, range(0xF000, 0xF100))))
TYPED = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"], exclude_characters="\ufffe\uffff"), max_size=60)


def read(data: bytes) -> ReadResult:
    return read_bytes(data, "returned.docx", instruments())


def response(data: bytes) -> Response:
    result = read(data)
    assert result.response, [str(found) for found in result.diagnostics]
    return result.response


def words_in(found: Response) -> str:
    return "\n".join([*flat(found).values(), *(lost.value for lost in found.unplaced)])


def check_invariant(paper: Paper, found: Response) -> None:
    """Every word that a participant wrote is in the response; no score is one that nobody could read on the page."""
    assert paper.animals() - animals(words_in(found)) == set()
    scores = {name: flat(found).get(name) for name in paper.reads}
    warned = any(d.severity is Severity.WARNING for d in found.diagnostics)
    for name, level in scores.items():
        assert level in paper.reads[name] or (level is None and warned), (name, level, paper.reads[name])


def test_there_are_many_kinds() -> None:
    assert len(KINDS) > 100


@pytest.mark.parametrize("name", KINDS)
def test_what_comes_of_it(name: str) -> None:
    kind, paper = KINDS[name], Paper()
    kind.deed(paper)
    result = read(paper.save())
    assert set(codes(result)) == set(kind.codes), [str(found) for found in result.diagnostics]
    if kind.fails:
        assert result.response is None
        return
    found = result.response
    assert found
    wanted = {**ANSWERS, **kind.changed}
    assert flat(found) == {name: value for name, value in wanted.items() if value}
    for place, words in kind.unplaced.items():
        assert any(lost.field == place and words in lost.value for lost in found.unplaced), found.unplaced
    assert bool(found.unplaced) == bool(kind.unplaced or {"R012", "R016"} & set(kind.codes)), found.unplaced
    assert tuple(file.data for file in found.kept) == kind.kept
    check_invariant(paper, found)


@given(st.lists(st.sampled_from(TOGETHER), min_size=2, max_size=4, unique=True))
def test_several_at_once(names: list[str]) -> None:
    paper = Paper()
    for name in names:
        try:
            KINDS[name].deed(paper)
        except (StopIteration, IndexError, ValueError, AssertionError, AttributeError, TypeError):
            assume(False)  # what the one wants to change, another has taken away
    result = read(paper.save())
    if result.response:
        check_invariant(paper, result.response)
    else:
        assert set(codes(result)) <= {"R006", "R025"}  # neither names nor captions are left


def test_an_empty_form_says_so() -> None:
    result = read(blank())
    assert codes(result) == ["R018"]
    assert result.response
    assert not result.response.unplaced


def test_a_form_of_another_framework_is_read_as_that() -> None:
    for number in (0, 1):
        found = response(blank(number))
        assert found.identity == instrument_of(number).identity
        assert codes(found) == ["R018"]


def test_what_is_none_of_ours_is_an_error() -> None:
    paper = Paper()
    for child in list(paper.body)[:-1]:
        remove(child)
    assert codes(read(paper.save())) == ["R025"]
    for part in ("word/footer1.xml", "word/footer2.xml", "docProps/custom.xml", "customXml/item1.xml"):
        paper.parts[part] = paper.parts[part].replace(b"english-example", b"")
    assert codes(read(paper.save())) == ["R006"]


def test_rows_that_fit_two_frameworks_decide_nothing() -> None:
    paper = Paper()
    KINDS["only what is visible left without the identity"].deed(paper)
    fork = build_instrument(replace(instrument_of().framework, id="fork"))
    result = read_bytes(paper.save(), "returned.docx", {**instruments(), "fork": fork})
    assert codes(result) == ["R006"]


@pytest.mark.parametrize("number", range(3))
def test_a_booklet_is_read_too(number: int) -> None:
    """What it says itself is nobody's answer."""
    instrument = instrument_of(number)
    paper = Paper(render_booklet_docx(instrument.framework, instrument, default_theme()))
    spec = next(spec for spec in instrument.fields if spec.id.facet == "reflection")
    cell = next(c for c in paper.root.iter(W + "tc") if "".join(t.text or "" for t in c.iter(W + "t")) == spec.caption)
    answer = cell.getnext()
    assert answer is not None
    first(answer, "p").extend(parsed(run("puffin")))
    found = response(paper.save())
    assert flat(found) == {str(spec.id): "puffin"}
    assert not found.unplaced
    assert codes(found) == []


@given(st.sampled_from([*FIELDS, "plan-03__action", "plan-40__budget"]), st.text(UNICODE, max_size=200))
def test_any_text_comes_back_exactly(field: str, text: str) -> None:
    found = response(filler().fill({field: text}).data)
    assert flat(found).get(field, "").strip() == as_read(text).strip()
    if as_read(text).strip():
        assert flat(found)[field] == as_read(text)
    assert not found.unplaced


@given(TYPED, st.booleans(), st.sampled_from([TEXT, EMPTY]))
def test_any_text_beside_a_control_is_kept(text: str, before: bool, field: str) -> None:
    paper = Paper()
    place = paper.answer(field)
    made = parsed(run(""))[0]
    first(made, "t").text = text
    place.insert(1 if before else len(place), made)
    found = flat(response(paper.save())).get(field, "")
    own, typed = ANSWERS.get(field, ""), as_read(text)
    assert found == as_read((typed + own if before else own + typed).strip()).strip()


@given(TYPED)
def test_any_text_in_place_of_a_control_is_kept(text: str) -> None:
    paper = Paper()
    control = paper.boxes[TEXT]
    control.addnext(parsed(run(""))[0])
    made = control.getnext()
    assert made is not None
    first(made, "t").text = text
    remove(control)
    assert flat(response(paper.save())).get(TEXT, "") == as_read(text).strip()


@given(TYPED, st.sampled_from(["choices", "caption", "head", "between", "own table"]))
def test_any_text_anywhere_else_is_kept(text: str, place: str) -> None:
    """None of it is lost, and none of it makes a choice."""
    paper = Paper()
    made = parsed("<w:p><w:r><w:t xml:space='preserve'/></w:r></w:p>")[0]
    first(made, "t").text = text
    if place == "choices":
        paper.cells(SCORE)[1].append(made)
    elif place == "caption":
        paper.cells(TEXT)[0].append(made)
    elif place == "head":
        first(paper.table(TEXT), "tc").append(made)
    elif place == "own table":
        own = parsed("<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc/></w:tr></w:tbl>")[0]
        first(own, "tc").append(made)
        paper.table(TEXT).addprevious(own)
    else:
        paper.table(TEXT).addprevious(made)
    found = response(paper.save())
    lost = {"".join(word) for word in as_read(text).split()} - set(words_in(found).split())
    assert not {word for word in lost if any(char.isalnum() for char in word)}
    assert {name: value for name, value in flat(found).items() if name != SCORE} == {
        name: value for name, value in ANSWERS.items() if name != SCORE
    }
    assert flat(found).get(SCORE) in ("green", None)


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("Op orde", "green"),
        ("niet  op orde.", "red"),
        ("Niet op orde", "red"),
        ("ORANJE", "orange"),
        ("Groen!", "green"),
        ("x Niet op orde", "red"),
        ("[x] Op orde", "green"),
        ("● Op orde", "green"),
        ("▲ Niet op orde", "red"),
        ("☒ In ontwikkeling", "orange"),
        ("✓ groen", "green"),
        ("○ Op orde □ In ontwikkeling ▲ Niet op orde", "red"),
        ("○ Op orde ■ In ontwikkeling △ Niet op orde", "orange"),
        ("● Op orde, denk ik", "green"),
        ("nog niet op orde", None),
        ("niet groen", None),
        ("groen of oranje", None),
        ("groen/oranje", None),
        ("○ Op orde", None),
        ("● niet echt Op orde", None),
        ("● Op orde ▲ Niet op orde", None),
        ("○ Op orde x □ In ontwikkeling △ Niet op orde", None),
        ("○ Op orde ✓ □ In ontwikkeling △ Niet op orde", None),
        ("Op orde\nIn ontwikkeling\nNiet op orde", None),
        ("Op orde\nmaar niet overal", None),
        ("●", None),
        ("x", None),
        ("7", None),
        ("Exemplary", None),
    ],
)
def test_what_is_typed_in_place_of_the_choices(typed: str, level: str | None) -> None:
    """One level alone is a choice; whatever else is kept, with a finding."""
    paper = Paper(blank(0))
    name = next(name for name in paper.rows if name.endswith("__score"))
    answer = paper.cells(name)[1]
    for old in list(answer)[1:]:
        remove(old)
    for line in typed.split("\n"):
        answer.extend(parsed(paragraph(line)))
    found = response(paper.save())
    assert flat(found).get(name) == level
    if level is None:
        assert {"R012", "R034", "R030"} & set(codes(found))
        assert any(lost.field == name for lost in found.unplaced)
        text = "\n".join(lost.value for lost in found.unplaced)
        assert typed.replace("\n", "") in text.replace("\n", "") or "R012" in codes(found)


def test_placeholder_is_the_one_of_the_form() -> None:
    assert instrument_of().framework.wording("word.placeholder") == PLACEHOLDER
