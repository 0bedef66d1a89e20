"""A letter as a page: valid HTML, read by everybody, on a telephone, in large letters and on a dark screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from tinyhtml5.parser import HTMLParser

from kadergen.formats.mail_template import parse_template
from kadergen.model.round import MailKind
from kadergen.workflow.round_letters import PLACES, template_text
from tests.render.axe import axe, show
from tests.roundtrip.browser import Page, browser

TAGS = {"html", "head", "meta", "title", "body", "p", "ul", "li", "b", "br", "bdi"}
# What a page of its own has and a letter, shown within a mail program, has not: landmarks and a heading.
OF_PAGES = {"landmark-one-main", "page-has-heading-one", "region"}
NAME = "Łukasz Đặng-محمد & <b>de heer</b> " + "W" * 60
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def page(kind: MailKind, language: str) -> str:
    template, _ = parse_template(template_text(kind, language), PLACES)
    assert template
    return template.letter(
        dict.fromkeys(PLACES, "Zelfevaluatie 2026 samen één kader.pdf") | {"name": NAME}, language
    ).html


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", MailKind)
def test_it_is_valid(kind: MailKind, language: str) -> None:
    parser = HTMLParser(namespace_html_elements=False)
    tree = parser.parse(page(kind, language))
    assert parser.errors == []
    assert tree.get("lang") == language
    assert {element.tag for element in tree.iter()} <= TAGS


def faults(chromium: Page) -> list[tuple[str, list[str]]]:
    found, passes = axe(chromium)
    assert passes > 5
    return [(rule, places) for rule, places in found if rule not in OF_PAGES]


def test_everybody_can_read_it(tmp_path: Path) -> None:
    with browser(tmp_path) as chromium:
        for kind in MailKind:
            file = tmp_path / f"{kind.value}.html"
            file.write_text(page(kind, "nl"), encoding="utf-8")
            for width in (1280, 390):
                show(chromium, file, width)
                assert not chromium.run(WIDER)
                assert faults(chromium) == []
            show(chromium, file, 390)
            chromium.run("document.documentElement.style.fontSize = '200%'; 1")
            assert not chromium.run(WIDER)
            features = [{"name": "prefers-color-scheme", "value": "dark"}]
            chromium.call("Emulation.setEmulatedMedia", features=features)
            show(chromium, file, 390)
            assert chromium.run("getComputedStyle(document.body).color") == "rgb(255, 255, 255)"
            assert faults(chromium) == []
            chromium.call("Emulation.setEmulatedMedia", features=[])
