"""The content against the texts it was taken from: nothing is lost, nothing is added, no word is changed."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kadergen.content.load import bundled_frameworks, load_framework
from kadergen.model.framework import Framework
from kadergen.model.text import Heading, Paragraph, Prose, Quotation, Span, TextList
from tests.content.seedtext import (
    HOUDING_FIRST,
    KWALITEITSKADER,
    content_units,
    normal,
    seed_fragments,
    seed_text,
    words,
)

# What is ours in the content, and so in no seed: source and rights (a sentence each), version_label, the respondent's
# labels and options, editor_label, the wording, and in Houding First the numbers and the plan of action.


@dataclass(frozen=True)
class Pair:
    """A framework and its seed."""

    folder: Path
    seed: Path
    plan: bool
    title: str

    def framework(self) -> Framework:
        framework, problems = load_framework(self.folder)
        assert framework is not None, [str(problem) for problem in problems]
        assert problems == ()
        return framework


PAIRS = {
    "kwaliteitskader": Pair(bundled_frameworks()["kwaliteitskader-housing-first"], KWALITEITSKADER, True, ""),
    "houding-first": Pair(
        bundled_frameworks()["houding-first"], HOUDING_FIRST, False, "houding first versie oktober 2025"
    ),
}
both = pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())


def units_of(pair: Pair) -> list[str]:
    """The authors' texts; a title page is the framework's own title and version."""
    framework = pair.framework()
    title = [normal(f"{framework.title} {framework.version_label}")] if pair.title else []
    return title + content_units(framework, plan=pair.plan)


def lost(pair: Pair) -> list[str]:
    """Fragments of the seed that the content does not have."""
    content = " ".join(units_of(pair))
    return [fragment for fragment in seed_fragments(pair.seed) if fragment not in content]


def added(pair: Pair) -> list[str]:
    """Texts of the content that the seed does not have."""
    seed = seed_text(pair.seed)
    sentences = (sentence for unit in units_of(pair) for sentence in re.split(r"(?<=[.!?])\s+", unit))
    return [sentence for sentence in sentences if sentence not in seed]


def miscounted(pair: Pair) -> Counter[str]:
    """Words that stand more often in the seed than in the content (positive) or less often (negative)."""
    count = words(seed_text(pair.seed))
    count.subtract(words(" ".join(units_of(pair))))
    return Counter({word: number for word, number in count.items() if number})


@both
def test_every_sentence_of_the_seed_is_in_the_content(pair: Pair) -> None:
    assert lost(pair) == []


@both
def test_no_text_of_the_content_is_not_in_the_seed(pair: Pair) -> None:
    assert added(pair) == []


@both
def test_every_word_stands_as_often_as_in_the_seed(pair: Pair) -> None:
    assert miscounted(pair) == Counter()


@both
def test_paragraphs_are_in_the_order_of_the_seed(pair: Pair) -> None:
    scale = pair.framework().scale
    explanations = [normal(f"{level.label} {level.explanation}") for level in scale.levels] if scale else []
    # The table of the scale stood before its heading, where the columns of the page ran together.
    paragraphs = [unit for unit in units_of(pair) if len(unit) > 60 and unit not in explanations]
    seed = seed_text(pair.seed)
    places = [seed.index(paragraph) for paragraph in paragraphs]
    assert len(places) > 20
    assert places == sorted(places)


def test_the_seeds_are_whole() -> None:
    """The comparison is worth something: there is much to compare."""
    assert sum(words(seed_text(KWALITEITSKADER)).values()) > 3500
    assert sum(words(seed_text(HOUDING_FIRST)).values()) > 1600
    assert len(seed_fragments(KWALITEITSKADER)) > 250


def test_slips_of_the_authors_stay() -> None:
    kwaliteitskader = " ".join(units_of(PAIRS["kwaliteitskader"]))
    for slip in (
        "verbeteracties bepaald.",
        "literatuurverkenning..",
        "hiervan worden afgeweken om hun",
        "behoeften team",
    ):
        assert slip in kwaliteitskader
    assert "betaamd is de communicatie" in " ".join(units_of(PAIRS["houding-first"]))


FAULTS = {
    "a word lost": ("kwaliteitskader", "p1.yaml", "geen overlast wordt", "overlast wordt"),
    "a word added": ("kwaliteitskader", "kb.yaml", "periodieke scholing", "goede periodieke scholing"),
    "a slip corrected": ("houding-first", "h3.yaml", "betaamd", "betaamt"),
    "a full stop added": ("kwaliteitskader", "p7.yaml", "actuele behoeften\n", "actuele behoeften.\n"),
    "a repeated word lost": ("kwaliteitskader", "dankwoord.md", "Dibbets (RIBW AVV)", "Dibbets"),
    "a sentence lost": ("houding-first", "h2.yaml", "Je veroordeelt niet en geeft kansen.", ""),
    "a heading changed": ("kwaliteitskader", "uitvoering.md", "## Plan een vervolg", "## Plan het vervolg"),
    "a quotation mark changed": ("kwaliteitskader", "toelichting.md", "‘reflectie’", "'reflectie'"),
    "an explanation changed": ("kwaliteitskader", "framework.yaml", "structureel onvoldoende", "onvoldoende"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_seen(fault: tuple[str, str, str, str], tmp_path: Path) -> None:
    name, file, old, new = fault
    pair = PAIRS[name]
    folder = tmp_path / pair.folder.name
    shutil.copytree(pair.folder, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    faulty = Pair(folder, pair.seed, pair.plan, pair.title)
    assert lost(faulty) or added(faulty)
    assert miscounted(faulty)


# Emphasis, links, quotations --------------------------------------------------------------------------------------


def spans_of(prose: Prose) -> Iterator[Span]:
    for block in prose:
        match block:
            case Paragraph(spans) | Heading(_, spans):
                yield from spans
            case TextList(items):
                for item in items:
                    yield from spans_of(item)
            case Quotation(inner):
                yield from spans_of(inner)
            case _:
                pass


def all_prose(framework: Framework) -> Iterator[Prose]:
    for section in framework.sections:
        yield section.introduction
        for statement in section.statements:
            yield statement.text
    for chapter in framework.chapters:
        yield chapter.prose


def test_emphasis_of_houding_first_is_the_seed_s() -> None:
    framework = PAIRS["houding-first"].framework()
    spans = [span for prose in all_prose(framework) for span in spans_of(prose)]
    lines = [line for line in HOUDING_FIRST.read_text(encoding="utf-8").split("\n") if not line.startswith("#")]
    text = "\n".join(lines).replace("**housing  \nfirst**", "")
    assert [span.text for span in spans if span.strong] == re.findall(r"\*\*([^*]+)\*\*", text)
    italic = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", text)
    assert [span.text for span in spans if span.emphasis] == italic
    assert len(italic) == 5


def test_the_words_of_a_participant_are_set_apart_as_a_quotation() -> None:
    section = PAIRS["houding-first"].framework().sections[1]
    quotations = [block for block in section.introduction if isinstance(block, Quotation)]
    assert len(quotations) == 1
    assert "“Mijn begeleider had zo’n geloof in mij" in "".join(s.text for s in spans_of(tuple(quotations)))


def test_links_are_those_of_the_seed() -> None:
    links = {}
    for name, pair in PAIRS.items():
        framework = pair.framework()
        links[name] = {(s.text, s.link) for prose in all_prose(framework) for s in spans_of(prose) if s.link}
        for _, link in links[name]:
            assert link in pair.seed.read_text(encoding="utf-8")
    assert links["houding-first"] == {("www.rokusloopik.com", "http://www.rokusloopik.com")}
    assert {words for words, _ in links["kwaliteitskader"]} == {
        "Staying on Track: Housing First Fidelity Assurance Framework",
        "modelgetrouwheidsschaal Housing First",
    }
