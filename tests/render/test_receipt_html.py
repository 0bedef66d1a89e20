"""The page of receipts: it stands alone, anybody can read it, and nothing of what people wrote becomes markup."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from kadergen.diagnostics import Code
from kadergen.documents.receipt import build_receipt
from kadergen.documents.receipts import Receipts, gather
from kadergen.model.response import ReadResult, Unplaced
from kadergen.render.receipt_html import render_receipts_html
from kadergen.theme.load import default_theme
from tests.documents.test_receipt import finding, made, picture
from tests.readers.support import instrument
from tests.render.axe import axe, show
from tests.roundtrip.browser import browser

PAYLOADS = [
    "<b>vet</b>",
    "&amp; &lt;",
    '<img src="file:///etc/passwd">',
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<!-- --><svg onload=alert(1)>",
    "javascript:alert(1)",
    '"\'><a href="https://voorbeeld.nl">',
    "=HYPERLINK(1)",
    "\u202eomgekeerd\u2066",
    "\x00\x07\x1b[31m",
    "\ud800 half \udfff",
    "]]>",
]


def receipts(anonymous: bool = False) -> Receipts:
    framework = instrument().framework
    kept = (picture("p1-4__score"), replace(picture("p1-1__reflection", "theirs.png"), drawn=False))
    results = [
        made(),
        made(
            finding(Code.R035, "p1-4__score"),
            finding(Code.R011, PAYLOADS[3]),
            unplaced=tuple(Unplaced(text, text, outside=bool(n % 2)) for n, text in enumerate(PAYLOADS)),
            kept=kept,
            file="<script>alert(1)</script>.pdf",
        ),
        made(finding(Code.R018)),
        ReadResult("foto.jpg", None, (finding(Code.R003),), "jpeg"),
    ]
    return gather(
        [build_receipt(result, framework) for result in results], folders={framework.id: "map"}, anonymous=anonymous
    )


def page(anonymous: bool = False) -> html.HtmlElement:
    return html.document_fromstring(render_receipts_html(receipts(anonymous), default_theme()))


def test_it_stands_alone() -> None:
    tree = page()
    assert tree.get("lang") == "nl"
    assert not tree.xpath("//script | //link | //iframe | //object | //form | //base")
    assert all(source.startswith("data:image/png;base64,") for source in tree.xpath("//@src"))
    assert all(target.startswith("#") for target in tree.xpath("//@href"))
    assert not [key for element in tree.iter("*") for key in element.attrib if key.startswith("on")]
    (policy,) = tree.xpath("//meta[@http-equiv]/@content")
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert not tree.xpath("//style[contains(., 'url(')]")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_people_wrote_stays_text(payload: str) -> None:
    shown = "".join(page().xpath("//main//text()"))
    for part in payload.replace("\x00", "\ufffd").replace("\x07", "\ufffd").replace("\x1b", "\ufffd").split():
        clean = part.replace("\ud800", "\ufffd").replace("\udfff", "\ufffd")
        assert clean in shown


def test_links_within_the_page_lead_somewhere() -> None:
    tree = page()
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {target[1:] for target in tree.xpath("//@href")} <= set(ids)
    assert [cell.get("scope") for cell in tree.xpath("//th")].count(None) == 0


def test_the_same_receipts_give_the_same_bytes() -> None:
    assert render_receipts_html(receipts(), default_theme()) == render_receipts_html(receipts(), default_theme())


def test_anonymous_it_shows_no_pictures_and_no_words() -> None:
    tree = page(anonymous=True)
    assert not tree.xpath("//img")
    assert page().xpath("//img")
    shown = "".join(tree.xpath("//main//text()"))
    assert "alert(1)" not in shown
    assert "Deelnemer 3" not in shown


def test_a_form_in_another_language_says_so() -> None:
    framework = instrument().framework
    dutch = build_receipt(made(), framework)
    english = replace(build_receipt(made(finding(Code.R022, "p1-1__reflection")), framework), language="en", sha256="0")
    tree = html.document_fromstring(render_receipts_html(gather([dutch, english]), default_theme()))
    assert tree.get("lang") == "nl"
    assert [section.get("lang") for section in tree.xpath("//section")] == [None, "en"]
    assert tree.xpath("//ul[@class='first']/li/@lang") == ["en"]


def test_every_name_is_shut_in_by_itself() -> None:
    # A name that turns the direction of writing must not turn what stands beside it.
    found = tuple(finding(Code.R011, name) for name in ("\u202eeen", "twee"))
    receipt = build_receipt(made(*found), instrument().framework)
    tree = html.document_fromstring(render_receipts_html(gather([receipt]), default_theme()))
    named = ["".join(one.itertext()) for one in tree.xpath("//ul[@class='first']//strong/bdi")]
    assert named == ["veld „\u202eeen”", "veld „twee”"]


def test_a_file_without_end_does_not_make_a_page_without_end() -> None:
    unplaced = tuple(Unplaced(f"veld {n}", "woorden") for n in range(2_000))
    receipt = build_receipt(made(finding(Code.R011), unplaced=unplaced), instrument().framework)
    assert receipt.doubts == 2_001
    tree = html.document_fromstring(render_receipts_html(gather([receipt]), default_theme()))
    assert len(tree.xpath("//ul[@class='places']/li")) == 1_000
    assert "en nog 1900" in tree.xpath("string(//details/summary)")


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_axe_finds_nothing(width: int, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(render_receipts_html(receipts(), default_theme()))
    with browser(tmp_path / "profile") as chromium:
        show(chromium, file, width)
        violations, passes = axe(chromium)
        # Nothing is cut off at the side of a narrow screen; what is wide scrolls by itself.
        wide = chromium.run("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        # The page's own policy lets its style and its pictures through.
        margin = chromium.run("getComputedStyle(document.body).marginTop")
        seen = chromium.run("[...document.images].map(image => image.naturalWidth)")
    assert violations == []
    assert passes > 10
    assert wide <= 0
    assert margin == "0px"
    assert seen == [3]
