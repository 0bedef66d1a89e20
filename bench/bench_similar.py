"""Look-alikes: how well the pairs of tests/consolidate/similar_examples.py are told apart, beside rapidfuzz's own
ratios at the threshold that suits each best, and time and memory to group the actions of rounds of any size.

    python bench/bench_similar.py [NUMBER_OF_ACTIONS ...]
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable

from rapidfuzz import fuzz

from bench.children import peak_mb, print_table
from kadergen.consolidate.similar import THRESHOLD, propose, similarity
from tests.consolidate.similar_examples import ALIKE, APART, LATER_ALIKE, LATER_APART

VERBS_WORDS = """afspreken bespreken vastleggen regelen starten evalueren opstellen uitwerken organiseren aanvragen
verkennen delen inplannen bijhouden verbeteren uitbreiden voorbereiden herschrijven borgen meten"""
WHAT_WORDS = """overleg werkafspraken training aanspreekpunt wachtlijst doorlooptijd folder crisiskaart intervisie
vacature budget huisbezoek nazorg huurcontract bijlage meldpunt convenant registratie introductie
scholing telefoonnummer beschikking kennismaking inloop signalering privacyreglement toewijzing
herhuisvesting bereikbaarheid klachtenregeling"""
WHO_WORDS = """gemeente corporatie zorgorganisatie ervaringsdeskundigen bewoners buren wijkteam politie ggz
verslavingszorg consulenten begeleiders huurders deelnemers stuurgroep vrijwilligers buurtregisseur
cliëntenraad familie bestuur"""
MORE_WORDS = """maandelijks jaarlijks kwartaal gezamenlijk schriftelijk digitaal vooraf achteraf tijdig opnieuw samen
vast kort gedeeld betaald onafhankelijk regionaal structureel tijdelijk informeel wijk complex woning
contract overlast"""
VERBS, WHAT, WHO, MORE = (text.split() for text in (VERBS_WORDS, WHAT_WORDS, WHO_WORDS, MORE_WORDS))
PARTS = ("huur", "woon", "buurt", "wijk", "zorg", "cliënt", "budget", "crisis", "team", "keten", "regio", "start")


def actions(count: int) -> list[str]:
    """So many actions; one of five is an earlier one in other words, as when two people mean the same."""
    chance = random.Random(20261125)
    made: list[str] = []
    for _ in range(count):
        if made and chance.random() < 0.2:
            words = chance.choice(made).rstrip(".").split()
            chance.shuffle(words)
            made.append(" ".join([*words, chance.choice(MORE)]) + ".")
            continue
        what = chance.choice(PARTS) + chance.choice(WHAT) if chance.random() < 0.5 else chance.choice(WHAT)
        extra = " ".join(chance.choices((*MORE, *WHAT, *WHO), k=chance.randrange(6)))
        made.append(f"{what} {chance.choice(VERBS)} met {chance.choice(WHO)} en {chance.choice(WHO)} {extra}".strip())
    return made


MEASURES: dict[str, Callable[[str, str], float]] = {
    "ours": similarity,
    "ratio": lambda a, b: fuzz.ratio(a.casefold(), b.casefold()) / 100,
    "token_sort_ratio": lambda a, b: fuzz.token_sort_ratio(a.casefold(), b.casefold()) / 100,
    "token_set_ratio": lambda a, b: fuzz.token_set_ratio(a.casefold(), b.casefold()) / 100,
    "WRatio": lambda a, b: fuzz.WRatio(a.casefold(), b.casefold()) / 100,
}


def print_quality() -> None:
    """Per measure: pairs missed and wrongly proposed, of those where thresholds were set and of the later ones."""
    print("measure           threshold   missed  wrong   later: missed  wrong")
    for name, measure in MEASURES.items():
        alike, apart = ([measure(*pair) for pair in pairs] for pairs in (ALIKE, APART))
        later_alike, later_apart = ([measure(*pair) for pair in pairs] for pairs in (LATER_ALIKE, LATER_APART))

        def errors(at: float, alike: list[float] = alike, apart: list[float] = apart) -> tuple[int, int]:
            return sum(score < at for score in alike), sum(score >= at for score in apart)

        best = THRESHOLD if name == "ours" else min(sorted({*alike, *apart}), key=lambda at: sum(errors(at)))
        missed, wrong = errors(best)
        later = errors(best, later_alike, later_apart)
        print(
            f"{name:<18}{best:>9.2f}{missed:>6}/{len(alike)}{wrong:>4}/{len(apart)}"
            f"{later[0]:>14}/{len(later_alike)}{later[1]:>4}/{len(later_apart)}"
        )


def measure(count: str) -> dict[str, float]:
    """In this process: seconds of processor time, groups found, actions in them, peak memory in MB."""
    made = actions(int(count))
    start = time.process_time()
    groups = propose(made)
    seconds = time.process_time() - start
    return {"seconds": seconds, "groups": len(groups), "in": sum(len(g.indices) for g in groups), "MB": peak_mb()}


if __name__ == "__main__":
    if sys.argv[1:2] != ["--measure"]:
        print_quality()
    print_table(
        __file__,
        measure,
        "actions  seconds   groups  actions in them   peak MB",
        [(count,) for count in sys.argv[1:] or ["100", "1000", "10000"]],
        lambda line, found: (
            f"{line[0]:>7}{found['seconds']:>9.2f}{found['groups']:>9.0f}{found['in']:>17.0f}{found['MB']:>10.0f}"
        ),
    )
