"""Reasons in Dutch and in English, as people would say them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import yaml

from kadergen.consolidate import consolidate
from kadergen.consolidate.analysis import analyse
from kadergen.content.load import frameworks_folder
from kadergen.documents.reasons import median_words, reason_words, reasons_words, steps_words
from kadergen.model.analysis import Median, Reason, ReasonKind
from kadergen.model.consolidation import Consolidation
from kadergen.model.framework import Framework, Option
from kadergen.model.scale import Level, Scale, Shape
from kadergen.model.wording import Wording
from tests.consolidate.examples import FRAMEWORK, response

COLOURS = {"nl": ("Groen", "Oranje", "Rood"), "en": ("Green", "Orange", "Red")}
PARTIES = {"nl": ("gemeente", "woningcorporatie"), "en": ("municipality", "housing association")}


def framework(language: str) -> Framework:
    """The small framework with three coloured levels and two parties, in a language of its own words."""
    words = yaml.safe_load((frameworks_folder() / "wording" / f"{language}.yaml").read_text(encoding="utf-8"))
    levels = tuple(
        Level(id_, id_.title(), "#000000", Shape.CIRCLE_TICK, colour)
        for id_, colour in zip(("best", "middle", "worst"), COLOURS[language], strict=True)
    )
    options = tuple(
        Option(id_, id_.title(), words) for id_, words in zip(("town", "homes"), PARTIES[language], strict=True)
    )
    asked = tuple(replace(field, options=options) if field.id == "party" else field for field in FRAMEWORK.respondent)
    return replace(FRAMEWORK, language=language, scale=Scale(levels), respondent=asked, wording=Wording(words))


def said(language: str, reason: Reason) -> str:
    return reason_words(result(language), reason)


def result(language: str) -> Consolidation:
    return consolidate(framework(language), [response("town"), response("homes")])


@pytest.mark.parametrize(
    ("reason", "dutch", "english"),
    [
        (Reason(ReasonKind.NOBODY_SCORED, 0, 9), "niemand gaf een oordeel", "nobody gave an opinion"),
        (Reason(ReasonKind.LOWEST_CHOSEN, 3, 9, "worst"), "3 van 9 rood", "3 of 9 red"),
        (Reason(ReasonKind.LOWEST_CHOSEN, 1, 2, "worst"), "1 van 2 rood", "1 of 2 red"),
        (Reason(ReasonKind.LOWEST_CHOSEN, 9, 9, "worst"), "alle 9 rood", "all 9 red"),
        (Reason(ReasonKind.LOWEST_CHOSEN, 1, 1, "worst"), "het enige oordeel is rood", "the only score is red"),
        (Reason(ReasonKind.ALL_BEST, 9, 9, "best"), "alle 9 groen", "all 9 green"),
        (Reason(ReasonKind.ALL_BEST, 2, 2, "best"), "allebei groen", "both green"),
        (Reason(ReasonKind.ALL_BEST, 1, 1, "best"), "het enige oordeel is groen", "the only score is green"),
        (Reason(ReasonKind.BEST_NOT_CHOSEN, 4, 9, "best"), "4 van 9 niet groen", "4 of 9 not green"),
        (Reason(ReasonKind.BEST_NOT_CHOSEN, 9, 9, "best"), "geen van de 9 groen", "none of the 9 green"),
        (Reason(ReasonKind.BEST_NOT_CHOSEN, 2, 2, "best"), "geen van beide groen", "neither green"),
        (
            Reason(ReasonKind.BEST_NOT_CHOSEN, 1, 1, "best"),
            "het enige oordeel is niet groen",
            "the only score is not green",
        ),
        (
            Reason(ReasonKind.PARTIES_APART, groups=("town", "homes"), steps=Fraction(2)),
            "gemeente en woningcorporatie twee stappen uiteen",
            "municipality and housing association two steps apart",
        ),
        (Reason(ReasonKind.SPLIT, of=9), "de meningen zijn verdeeld", "opinions are divided"),
        (Reason(ReasonKind.MANY_BLANK, 1, 3), "1 van 3 zonder oordeel", "1 of 3 without an opinion"),
        (Reason(ReasonKind.MANY_BLANK, 4, 9), "4 van 9 zonder oordeel", "4 of 9 without an opinion"),
    ],
)
def test_each_kind(reason: Reason, dutch: str, english: str) -> None:
    assert (said("nl", reason), said("en", reason)) == (dutch, english)


@pytest.mark.parametrize(
    ("halves", "dutch", "english"),
    [
        (1, "een halve stap", "half a step"),
        (2, "een stap", "one step"),
        (3, "anderhalve stap", "one and a half steps"),
        (4, "twee stappen", "two steps"),
        (5, "tweeënhalve stap", "two and a half steps"),
        (6, "drie stappen", "three steps"),
        (7, "drieënhalve stap", "three and a half steps"),
        (8, "vier stappen", "four steps"),
        (9, "vierenhalve stap", "four and a half steps"),
        (10, "vijf stappen", "five steps"),
        (11, "vijfenhalve stap", "five and a half steps"),
        (12, "zes stappen", "six steps"),
    ],
)
def test_every_distance_that_a_scale_can_have(halves: int, dutch: str, english: str) -> None:
    assert steps_words(result("nl"), Fraction(halves, 2)) == dutch
    assert steps_words(result("en"), Fraction(halves, 2)) == english


@pytest.mark.parametrize("steps", [Fraction(0), Fraction(1, 3), Fraction(13, 2), Fraction(-1)])
def test_no_other_distance(steps: Fraction) -> None:
    with pytest.raises(ValueError, match="distance"):
        steps_words(result("nl"), steps)


def test_together_they_make_one_line() -> None:
    levels = {"town": ("best", "best", "best", "middle"), "homes": ("worst", "worst", "worst", "middle", "best")}
    made = [response(party, scores={"a-1": level}) for party, chosen in levels.items() for level in chosen]
    together = consolidate(framework("nl"), made)
    reasons = analyse(together).statement("a-1").reasons
    assert reasons_words(together, reasons) == (
        "3 van 9 rood; gemeente en woningcorporatie twee stappen uiteen; de meningen zijn verdeeld"
    )


def test_a_median_between_two_levels_names_both() -> None:
    assert median_words(result("nl"), Median("best", "worst", Fraction(1))) == "tussen groen en rood"
    assert median_words(result("en"), Median("best", "best", Fraction(0))) == "green"


def test_a_level_without_a_colours_name_is_said_by_its_label() -> None:
    plain = framework("nl")
    assert plain.scale
    levels = tuple(replace(level, colour_name="") for level in plain.scale.levels)
    bare = consolidate(replace(plain, scale=Scale(levels)), [response("town")])
    assert reason_words(bare, Reason(ReasonKind.LOWEST_CHOSEN, 3, 9, "worst")) == "3 van 9 ‘Worst’"


def test_parties_that_were_taken_together_are_said_as_several() -> None:
    made = [response(party, scores={"a-1": "best"}) for party in ("town", "town", "town", "homes")]
    made += [response("typed", scores={"a-1": "worst"}) for _ in range(2)]
    for language, expected in (
        ("nl", "gemeente en overige partijen twee stappen uiteen"),
        ("en", "municipality and other parties two steps apart"),
    ):
        together = consolidate(framework(language), made, anonymous=True)
        assert expected in reasons_words(together, analyse(together).statement("a-1").reasons)
