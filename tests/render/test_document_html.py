"""Documents as HTML: the page stands alone, anybody can read it, and nothing of what people wrote becomes markup.

Two parsers that are not ours read it: a WHATWG parser in Python, and Chromium.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import pypdfium2
import pytest
import tinyhtml5
from hypothesis import given, settings

from kadergen.consolidate import consolidate
from kadergen.documents.blocks import CellText, Document, Medium, Table, TableColumn, Title, Voice, Voices
from kadergen.model.response import Response, Unplaced
from kadergen.render.document_html import render_document_html
from kadergen.theme.load import default_theme
from tests.accessibility.made import agenda_document
from tests.consolidate.examples import FRAMEWORK, response, responses, row, words_of_keys, written
from tests.consolidate.rounds import report_of
from tests.render.axe import axe, show
from tests.render.every_block import BARE_CHART, CHART, LEVELS, every_block
from tests.render.test_receipt_html import PAYLOADS
from tests.roundtrip.browser import browser

MORE_PAYLOADS = [*PAYLOADS, "@SUM(A1:A9)", "x" * 400, "one\r\ntwo\rthree\n\n  four", "Жанна שלום مرحبا 😀 e\u0301"]
VOID = "\ufffd"


def cleaned(text: str) -> str:
    """The words as a page can hold them, told apart from the program's own way of doing it."""
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    codes = (ord(c) for c in kept)
    unfit = {n for n in codes if (n < 32 and n not in (9, 10)) or 0x7F <= n < 0xA0 or 0xD800 <= n < 0xE000}
    unfit |= {n for n in map(ord, kept) if 0xFDD0 <= n < 0xFDF0 or n in (0xFFFE, 0xFFFF)}
    return kept.translate(dict.fromkeys(unfit, VOID))


def render(document: Document) -> bytes:
    return render_document_html(document, default_theme(), words_of_keys())


def parsed(data: bytes) -> Element:
    tree = tinyhtml5.parse(data, namespace_html_elements=False)
    assert isinstance(tree, Element)
    return tree


def content(tree: Element) -> str:
    """All text of the body."""
    body = tree.find("body")
    assert body is not None
    return "".join(body.itertext())


def local(element: Element) -> str:
    """The tag without the namespace that SVG has."""
    return str(element.tag).rpartition("}")[2]


def people() -> list[Response]:
    """Every payload in every place where something can be written."""
    made = [
        response("care", name=text, organisation=text, date=text, file=text, why={"a-1": text}, steps={"a-1": text},
                 scores={"a-1": "done"}, plan=(row(action=text, owner=text, timeline=text),),
                 unplaced=(Unplaced(text, text),))
        for text in MORE_PAYLOADS
    ]  # fmt: skip
    return [*made, response("town", scores={"a-1": "absent"}), response("homes")]


@cache
def report() -> bytes:
    return render(report_of(consolidate(FRAMEWORK, people())))


@cache
def page(name: str) -> bytes:
    if name == "agenda":
        return render(agenda_document())
    return report() if name == "report" else render(every_block())


PAGES = ["report", "agenda", "every block"]


@pytest.mark.parametrize("name", PAGES)
def test_it_stands_alone(name: str) -> None:
    tree = parsed(page(name))
    known = {"script", "link", "iframe", "object", "embed", "form", "base", "img", "image", "video", "audio", "input"}
    assert not known & {local(element) for element in tree.iter()}
    attributes = [(key.rpartition("}")[2], value) for element in tree.iter() for key, value in element.attrib.items()]
    assert not {key for key, _ in attributes if key.startswith("on")} | (
        {"src", "style"} & {key for key, _ in attributes}
    )
    outside = [value for key, value in attributes if key == "href" and not value.startswith("#")]
    assert outside == ([] if name != "every block" else ["https://example.org/"])  # a link of the document's own prose
    policies = [e.get("content") or "" for e in tree.iter("meta") if e.get("http-equiv") == "Content-Security-Policy"]
    assert [re.sub("sha256-[^']*", "sha256", policy) for policy in policies] == [
        "default-src 'none'; style-src 'sha256'; base-uri 'none'; form-action 'none'"
    ]
    (style,) = ["".join(element.itertext()) for element in tree.iter("style")]
    assert not re.search(r"url\(|@import|image-set|expression", style)
    assert page(name).count(b"</style>") == 1


@pytest.mark.parametrize("payload", MORE_PAYLOADS)
def test_what_people_wrote_stays_text(payload: str) -> None:
    # In the list of people, as who speaks, in three fields, in columns of the plan and with words left over.
    assert content(parsed(report())).count(cleaned(payload)) >= 10


@given(made=responses())
@settings(max_examples=60, deadline=None)
def test_every_word_is_there(made: list[Response]) -> None:
    text = content(parsed(render(report_of(consolidate(FRAMEWORK, made)))))
    for words in written(made):
        for word in cleaned(words).split():
            assert word in text


def test_a_text_of_any_length_is_whole() -> None:
    words = [f"w{number}." for number in range(20_000)]
    made = [response("care", name="C", why={"a-1": "\n".join(words)})]
    assert re.findall(r"w\d+\.", content(parsed(render(report_of(consolidate(FRAMEWORK, made)))))) == words


def test_line_breaks_and_directions_are_kept() -> None:
    tree = parsed(page("every block"))
    said = [e for e in tree.iter("blockquote") if e.get("class") == "words"]
    assert said[0].text == "One\ntwo\n\n  three"
    assert {e.get("dir") for e in said} == {"auto"}
    assert [e.text for e in tree.iter("bdi")] == ["Person 1", "ليلى", "Person 2"]
    (style,) = ["".join(element.itertext()) for element in tree.iter("style")]
    assert ".words { white-space: pre-wrap; unicode-bidi: plaintext;" in style


@pytest.mark.parametrize("name", PAGES)
def test_headings_go_down_one_level_at_a_time(name: str) -> None:
    levels = [int(local(e)[1]) for e in parsed(page(name)).iter() if re.fullmatch("h[1-6]", local(e))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_headings_of_one_kind_have_one_level() -> None:
    tree = parsed(page("every block"))
    assert {local(e) for e in tree.iter() if e.get("class") == "asked-for"} == {"h4"}


@pytest.mark.parametrize("name", PAGES)
def test_it_can_be_found_through(name: str) -> None:
    tree = parsed(page(name))
    assert (tree.get("lang"), tree.get("dir")) == ("en", "ltr")
    ids = [id_ for e in tree.iter() if (id_ := e.get("id"))]
    assert len(ids) == len(set(ids))
    assert {h[1:] for e in tree.iter("a") if (h := e.get("href") or "").startswith("#")} <= set(ids)
    body = tree.find("body")
    assert body is not None
    links = list(body.iter("a"))
    assert (links[0].get("href"), links[0].text) == ("#text", "document.skip")
    for landmark in ("header", "nav", "main", "footer"):
        assert len(list(tree.iter(landmark))) == 1
    for table in tree.iter("table"):
        assert local(table[0]) == "caption"
        assert "".join(table[0].itertext()).strip()
        assert all(head.get("scope") in ("row", "col") for head in table.iter("th"))


def test_the_contents_name_every_part_and_lead_there() -> None:
    tree = parsed(page("every block"))
    (nav,) = tree.iter("nav")
    assert ["".join(link.itertext()) for link in nav.iter("a")] == ["Overview", "Part A Access", "B Belonging", "Plan"]
    assert "".join(nav[0].itertext()) == "In this document"
    matrix = next(table for table in tree.iter("table") if "coded" in (table.get("class") or ""))
    assert [link.get("href") for link in matrix.iter("a")] == ["#statement-A.1"]


def test_every_block_says_its_words() -> None:
    text = " ".join(content(parsed(page("every block"))).split())
    for words in (
        "Over it", "Every block", "A subtitle", "Version 1", "Who answers", "Name", "A lead-in.", "strong and stressed",
        "A heading in prose", "inner", "set apart", "Colour 5", "When 5 holds.", "A.3 All agree", "12 Meaning 0",
        "5 No judgement", "How the first part was scored.", "130 Meaning 0", "Introduced.", "Doors are open all day.",
        "Half of them said so.",
        "The same code once more.", "Is it so?", "Above", "Below", "Ring the bell", "from 1 form", "missing", "Notes",
        "Small print", 'Foot "of" \\ the </style> page',
    ):  # fmt: skip
        assert words in text, words


def test_a_chart_says_its_numbers() -> None:
    tree = parsed(page("every block"))
    charts = list(tree.iter("figure"))
    assert charts[1].get("aria-label") == BARE_CHART.alternative
    rows = [[" ".join("".join(cell.itertext()).split()) for cell in tr] for tr in charts[0].iter("tr")]
    assert [cells[0] for cells in rows] == [chart_row.label for chart_row in CHART.rows]
    for cells, chart_row in zip(rows, CHART.rows, strict=True):
        said = [f"{count} {level.label}" for level, count in chart_row.counts if count]
        said += [f"{chart_row.blank} {CHART.blank_label}"] * bool(chart_row.blank)
        assert cells[1] == (" ".join(said) or "–")
    (style,) = ["".join(element.itertext()) for element in tree.iter("style")]
    used = {name for e in tree.iter() for name in (e.get("class") or "").split() if re.fullmatch(r"g-\d+", name)}
    assert used == {"g-1", "g-2", "g-3", "g-4", "g-5", "g-7", "g-12", "g-120"}
    assert all(f".{name} {{ flex-grow: {name[2:]}; }}" in style for name in used)


def test_shapes_are_there_for_every_level() -> None:
    tree = parsed(page("every block"))
    symbols = {e.get("id"): e for e in tree.iter() if local(e) == "symbol"}
    assert len(symbols) == 3 * len(LEVELS)
    used = {value[1:] for e in tree.iter() if local(e) == "use" for value in e.attrib.values()}
    assert used <= set(symbols)
    outlines = {part.get("d") for name, e in symbols.items() if (name or "").startswith("shape") for part in e}
    assert len(outlines) == len(LEVELS)


def test_the_direction_is_the_languages() -> None:
    assert parsed(render(replace(every_block(), language="ar-EG"))).get("dir") == "rtl"


@pytest.mark.parametrize("blocks", [(), (Title("One", "one"),), (Voices("", (Voice("", ""),)),), (Table((), ()),)])
def test_a_document_of_next_to_nothing_is_a_page(blocks: tuple[Title]) -> None:
    tree = parsed(render(Document("Titled", "en", Medium.SCREEN, blocks, "Head")))
    assert len(list(tree.iter("h1"))) == 1
    assert not list(tree.iter("nav"))


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render(every_block()) == page("every block")
    assert render(report_of(consolidate(FRAMEWORK, people()))) == report()


def test_an_anonymous_report_names_no_one() -> None:
    made = [response("care", name="NAME", organisation="ORGANISATION", date="DATE", file="F.pdf", why={"a-1": "words"})]
    data = render(report_of(consolidate(FRAMEWORK, made * 3, anonymous=True))).decode()
    assert data.count("words") >= 3
    assert not re.search(r"NAME|ORGANISATION|DATE|F\.pdf", data)


# Words that reach out of the row, list item or section that they stand in, and so onto others.
OVERLAPS = """[...document.querySelectorAll('tr, li, section, .statement')].flatMap(outer => {
  const box = outer.getBoundingClientRect();
  return [...outer.querySelectorAll('p, blockquote, b, h2, h3, h4')]
    .map(inner => [inner, inner.getBoundingClientRect()])
    .filter(([inner, r]) => r.bottom > box.bottom + 2 || r.right > box.right + 2)
    .map(([inner]) => inner.textContent.slice(0, 30));
})"""


def lines() -> Iterator[str]:
    yield from (f"line{number}" for number in range(400))


def a_long_table() -> Document:
    """More rows than a page holds, some of them many lines high."""
    rows = tuple(((CellText(line),), (CellText("high\n" * (number % 7)),)) for number, line in enumerate(lines()))
    table = Table((TableColumn("Headed"), TableColumn("High")), rows)
    return Document("Long", "en", Medium.SCREEN, (Title("Long", "long"), table), "Running")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(name: str, width: int, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(page(name))
    with browser(tmp_path / "profile") as chromium:
        show(chromium, file, width)
        violations, passes = axe(chromium)
        loaded = chromium.run("performance.getEntriesByType('resource').length")
        margin = chromium.run("getComputedStyle(document.body).marginTop")
        ran = chromium.run("typeof window.ran")
    assert violations == []
    assert passes > 15
    assert loaded == 0
    assert margin == "0px"  # its own policy lets its style through
    assert ran == "undefined"


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off_and_nothing_overlaps(name: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(page(name))
    wide, over = {}, {}
    with browser(tmp_path / "profile") as chromium:
        for width in (1920, 1280, 1200, 1000, 961, 800, 705, 640, 390, 320):
            show(chromium, file, width)
            wide[width] = chromium.run("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            over[width] = chromium.run(OVERLAPS)
    assert {width: by for width, by in wide.items() if by > 0} == {}
    assert {width: what for width, what in over.items() if what} == {}


def test_cards_keep_the_roles_of_a_table(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(page("every block"))
    with browser(tmp_path / "profile") as chromium:
        show(chromium, file, 390)
        assert chromium.run("getComputedStyle(document.querySelector('.many tr')).display") == "block"
        nodes = chromium.call("Accessibility.getFullAXTree")["nodes"]
    roles = [node["role"]["value"] for node in nodes if not node["ignored"]]
    tree = parsed(page("every block"))
    assert roles.count("table") == len(list(tree.iter("table")))
    assert roles.count("rowheader") == sum(head.get("scope") == "row" for head in tree.iter("th"))


def test_it_prints(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(render(a_long_table()))
    with browser(tmp_path / "profile") as chromium:
        chromium.go(file.as_uri())
        printed = chromium.call("Page.printToPDF", preferCSSPageSize=True)["data"]
    pdf = pypdfium2.PdfDocument(base64.b64decode(printed))
    try:
        assert round(pdf[0].get_width()) == 595
        pages = [pdf[index].get_textpage().get_text_bounded() for index in range(len(pdf))]
    finally:
        pdf.close()
    assert len(pages) > 5
    assert all("Headed" in text and "Running" in re.sub(r"\s", "", text) for text in pages)
    assert re.findall(r"line\d+", "\n".join(pages)) == list(lines())
    # No row begins on one page and ends on the next: those of n lines stand whole under their name.
    for text in pages:
        for number, high in re.findall(r"line(\d+) ?((?:\s*high)*)", text):
            assert high.count("high") == int(number) % 7
