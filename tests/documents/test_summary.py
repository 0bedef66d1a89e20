"""The report's five sentences, in Dutch and in English: what they say, and what where there is nothing to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from kadergen.consolidate import consolidate
from kadergen.consolidate.analysis import analyse
from kadergen.consolidate.planning import plan_of_action
from kadergen.documents.summary import day_words, summary_prose, summary_sentences
from kadergen.model.framework import Framework, ItemFieldKind
from kadergen.model.response import Answer, Response
from kadergen.model.text import Paragraph
from tests.consolidate.examples import FRAMEWORK, response, responses, row, words_of_keys
from tests.documents.test_reasons import framework


def summary(
    language: str, made: list[Response], kader: Framework | None = None, *, anonymous: bool = False
) -> list[str]:
    result = consolidate(kader or framework(language), made, anonymous=anonymous)
    return list(summary_sentences(analyse(result), plan_of_action(result)))


def people(*scores: Mapping[str, str | None], party: str = "town") -> list[Response]:
    return [response(party, scores=one) for one in scores]


def unscored(language: str) -> Framework:
    fields = tuple(field for field in FRAMEWORK.fields if field.kind is not ItemFieldKind.SCORE)
    return replace(framework(language), scale=None, fields=fields)


FULL = [
    *people(*[{"a-1": "best", "a-2": "best", "b-1": "worst"}] * 2),
    *people(*[{"a-1": "best", "a-2": "worst", "b-1": "middle"}] * 2, party="homes"),
    response("homes", plan=(row(action="Bel", owner="Ik", timeline="voor 1 maart 2027"), row(2, action="Ga"))),
]


def test_a_full_round_in_dutch() -> None:
    assert summary("nl", FULL) == [
        "Gemaakt uit 5 formulieren: gemeente (2), woningcorporatie (3).",
        "Iedereen met een oordeel geeft groen aan A.1 Open doors.",
        (
            "De meeste aandacht vraagt A.2 Open doors (2 van 4 rood; gemeente en woningcorporatie twee stappen uiteen;"
            " de meningen zijn verdeeld), daarna B.1 Greeting."
        ),
        "De partijen verschillen het meest over A.2 Open doors (gemeente groen, woningcorporatie rood).",
        (
            "Het plan van aanpak telt 2 acties, waarvan 1 zonder verantwoordelijke en 1 zonder tijdspad; de eerste"
            " termijn is 1 maart 2027."
        ),
    ]


def test_a_full_round_in_english() -> None:
    made = [*FULL[:-1], response("homes", plan=(row(action="Call", owner="I", timeline="1 March 2027"),))]
    assert summary("en", made) == [
        "Made from 5 forms: municipality (2), housing association (3).",
        "Everyone who gave a score gave green to A.1 Open doors.",
        (
            "Most attention is asked for by A.2 Open doors (2 of 4 red; municipality and housing association two steps"
            " apart; opinions are divided), then by B.1 Greeting."
        ),
        "The parties differ most about A.2 Open doors (municipality green, housing association red).",
        "The plan of action holds 1 action and is completely filled in; the first deadline is 1 March 2027.",
    ]


NOBODY = "Er zijn nog geen ingevulde formulieren."
NO_SCORES = [
    "Niemand gaf een oordeel, dus wat volgens de groep goed gaat, is nog niet te zeggen.",
    "Zonder oordelen is niet te zeggen welke stelling de meeste aandacht vraagt.",
    "Er zijn geen twee partijen te onderscheiden die over dezelfde stelling een oordeel gaven.",
]
ALONE = (
    "Geen enkele stelling heeft een oordeel van meer dan één deelnemer, dus waar de groep het over eens is, is nog"
    " niet te zeggen."
)
NO_PLAN = "In de ingevulde formulieren staan nog geen acties."


def test_nobody_answered() -> None:
    assert summary("nl", []) == [NOBODY, *NO_SCORES, NO_PLAN]


def test_nobody_scored() -> None:
    assert summary("nl", people({})) == ["Gemaakt uit 1 formulier: gemeente (1).", *NO_SCORES, NO_PLAN]


def test_one_respondent() -> None:
    made = [response("town", scores={"a-1": "worst", "a-2": "best"}, steps={"a-1": "Bel"})]
    assert summary("nl", made)[1:] == [
        ALONE,
        "De meeste aandacht vraagt A.1 Open doors (het enige oordeel is rood).",
        NO_SCORES[2],
        (
            "Het plan van aanpak telt 1 actie, nog zonder verantwoordelijke en zonder tijdspad; een termijn met een"
            " datum staat er nog niet in."
        ),
    ]


def test_all_are_content_and_nobody_differs() -> None:
    best = {"a-1": "best", "a-2": "best", "b-1": "best"}
    assert summary("nl", [*people(best, best), *people(best, party="homes")])[1:4] == [
        "Iedereen met een oordeel geeft groen aan A.1 Open doors, A.2 Open doors en B.1 Greeting.",
        "Geen stelling vraagt om aandacht, want alle oordelen zijn groen.",
        "Bij elke stelling is het middelste oordeel van alle partijen gelijk.",
    ]


def test_no_statement_is_a_strength() -> None:
    made = people({"a-1": "worst", "a-2": "best"}, {"a-1": "worst", "a-2": "middle"})
    assert summary("nl", made)[1] == (
        "Een sterk punt van de hele groep is er nog niet; het meest eens is de groep het over A.1 Open doors"
        " (allebei rood)."
    )


def test_several_statements_on_which_parties_differ_as_much() -> None:
    one, other = (dict.fromkeys(("a-1", "a-2", "b-1"), level) for level in ("best", "worst"))
    assert summary("nl", [*people(one), *people(other, party="homes")])[3] == (
        "De partijen verschillen het meest over A.1 Open doors (gemeente groen, woningcorporatie rood), en even veel"
        " over A.2 Open doors en B.1 Greeting."
    )


def test_parties_that_nobody_may_tell_apart_are_not_said_to_differ() -> None:
    made = [*people(*[{"a-1": "best"}] * 2), *people({"a-1": "worst"}, party="homes")]
    assert summary("nl", made, anonymous=True)[3] == NO_SCORES[2]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (0, "Bij geen enkele stelling heeft iemand iets opgeschreven."),
        (1, "Het meest is geschreven bij A.2 Open doors (1 tekst)."),
        (2, "Het meest is geschreven bij A.2 Open doors (2 teksten)."),
    ],
)
def test_a_form_that_asks_for_no_scores(texts: int, said: str) -> None:
    made = [response("town", why={"a-2": "w"} if number < texts else {}) for number in range(2)]
    assert summary("nl", made, unscored("nl"))[1:4] == [
        "Dit formulier vraagt geen oordeel; wat goed gaat, staat in de woorden van de deelnemers zelf.",
        said,
        "Zonder oordelen zijn verschillen tussen de partijen niet te tellen; lees ze in de teksten.",
    ]


def test_a_day_is_said_in_words_where_the_months_are_known() -> None:
    day = date(2027, 3, 1)
    assert day_words(framework("nl").wording, day) == "1 maart 2027"
    assert day_words(words_of_keys(), day) == "2027-03-01"


@given(responses())
@settings(max_examples=80)
def test_there_are_always_five_sentences_of_whole_words(made: list[Response]) -> None:
    for language in ("nl", "en"):
        result = consolidate(framework(language), [replace(one, answers=_levels(one)) for one in made])
        analysis, plan = analyse(result), plan_of_action(result)
        said = summary_sentences(analysis, plan)
        assert len(said) == 5
        for sentence in said:
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert not {"{", "}"} & set(sentence)
        prose = summary_prose(analysis, plan)
        shown = [p.spans[-1].text for p in prose if isinstance(p, Paragraph)]
        assert tuple(shown) == said[1:]


def _levels(one: Response) -> dict[str, Answer]:
    """The answers with the three levels of these frameworks."""
    places = {"done": "best", "mostly": "middle", "started": "middle", "absent": "worst", None: None}
    return {item: replace(answer, score=places[answer.score]) for item, answer in one.answers.items()}
