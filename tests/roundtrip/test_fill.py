"""Our own filler and our own reader, on the real form: any words there and back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadergen.formats.acroform_fill import Filler
from kadergen.formats.answers_json import parse_answers
from kadergen.model.instrument import FieldKind
from tests.readers.support import flat, instrument, response
from tests.roundtrip.support import answers, assert_reads_as, form

WORDS = [str(spec.id) for spec in instrument().fields if spec.kind in (FieldKind.TEXT, FieldKind.LINE)]
CHOICES = [(str(spec.id), option) for spec in instrument().fields for option in spec.option_ids]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=200)


@cache
def filler() -> Filler:
    return Filler(form())


def told(values: Mapping[str, str]) -> dict[str, str]:
    """What a reader has to find: values that are not empty; of the plan only rows with a word in them."""
    rows = {name.partition("__")[0] for name, text in values.items() if text.strip()}
    return {n: v for n, v in values.items() if v and (not n.startswith("plan-") or n.partition("__")[0] in rows)}


@given(
    st.dictionaries(st.sampled_from(WORDS), TEXTS, max_size=8), st.lists(st.sampled_from(CHOICES), max_size=8).map(dict)
)
@settings(max_examples=50)
def test_any_words_there_and_back(words: dict[str, str], choices: dict[str, str]) -> None:
    filled = filler().fill(words | choices)
    found = response(filled.data)
    assert flat(found) == told(words | choices)
    assert not found.unplaced


def test_increments_stack() -> None:
    once = filler().fill({"respondent__name": "Deelnemer 3", "p1-1__score": "green"}).data
    twice = Filler(once).fill(answers()).data
    assert twice.startswith(once)
    assert_reads_as(twice, answers())
    assert_reads_as(Filler(twice).fill(dict.fromkeys(answers(), "")).data, {})


@pytest.mark.parametrize("number", range(1, 13))
def test_the_demonstration_answers(number: int) -> None:
    name = f"deelnemer-{number:02d}.json"
    values, found = parse_answers(files("kadergen.demo").joinpath("answers", name).read_bytes(), name)
    assert not found
    assert flat(response(filler().fill(values).data)) == told(values)
