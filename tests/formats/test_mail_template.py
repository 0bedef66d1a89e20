"""Letters from templates: words that are put in stay words, in text as in HTML."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import tinyhtml5
from hypothesis import given
from hypothesis import strategies as st

from kadergen.formats.mail_template import Template, decode_template, parse_template

PLACES = ("name", "title", "deadline")
TEXT = """\ufeff
Onderwerp: {title}: uw formulier

Beste {name},

Stuur het **uiterlijk {deadline}** terug.

Zo werkt het:
- Vul {title} in.
- Vóór {deadline}.
- Klaar & <b>groet</b>
"""


def template(text: str = TEXT) -> Template:
    found, faults = parse_template(text, PLACES)
    assert found, faults
    return found


def faults_of(text: str) -> list[tuple[int, str]]:
    found, faults = parse_template(text, PLACES)
    assert found is None
    return [(fault.line, fault.message) for fault in faults]


def test_a_letter_with_all_words() -> None:
    letter = template().letter({"name": "Deelnemer 3", "title": "De ronde", "deadline": "30 november 2026"}, "nl")
    assert letter.subject == "De ronde: uw formulier"
    assert letter.text == (
        "Beste Deelnemer 3,\n\nStuur het uiterlijk 30 november 2026 terug.\n\nZo werkt het:\n\n- Vul De ronde in.\n"
        "- Vóór 30 november 2026.\n- Klaar & <b>groet</b>\n"
    )
    assert "<p>Stuur het <b>uiterlijk <bdi>30 november 2026</bdi></b> terug.</p>" in letter.html
    assert "<li>Klaar &amp; &lt;b&gt;groet&lt;/b&gt;</li>" in letter.html


def test_what_has_no_words_is_left_out() -> None:
    letter = template().letter({"name": "Deelnemer 3", "title": "De ronde", "deadline": " "}, "nl")
    assert "uiterlijk" not in letter.text
    assert letter.text.count("\n- ") == 2
    assert "{" not in letter.text + letter.html.replace("{", "{", 0)


@given(st.text(max_size=80), st.text(max_size=80))
def test_words_stay_words(name: str, title: str) -> None:
    plain = template().letter({"name": "x", "title": "x", "deadline": "x"}, "nl")
    given_words = {"name": "x" + name, "title": "x" + title, "deadline": "{name} **x**"}
    letter = template().letter(given_words, "nl")
    assert letter.text.count("\n") == plain.text.count("\n")
    shape = [[element.tag for element in tinyhtml5.parse(page).iter()] for page in (letter.html, plain.html)]
    assert shape[0] == shape[1]
    assert "{name} **x**" in letter.text
    assert "\n" not in letter.subject


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("Beste {name},\n", 1),
        ("Subject:\n\nx", 1),
        ("Subject: x\n\n \n", 3),
        ("Subject: {nmae}\n\nx", 1),
        ("Subject: x\n\nBeste {Name},\n", 3),
        ("Subject: x\n\nBeste {name\n", 3),
        ("Subject: x\n\nBeste {name.__class__},\n", 3),
    ],
)
def test_faults_are_named_with_their_line(text: str, line: int) -> None:
    assert [found for found, _ in faults_of(text)] == [line]


def test_all_faults_come_at_once() -> None:
    assert [line for line, _ in faults_of("Subject: {a}\n\n{b}\n{c}")] == [1, 3, 4]


def test_text_and_page_say_the_same() -> None:
    letter = template().letter({"name": "Łukasz <b> & محمد", "title": "“De ronde”", "deadline": "30 november"}, "nl")
    page = tinyhtml5.parse(letter.html)
    body = next(element for element in page.iter() if element.tag.endswith("body"))
    said = " ".join("".join(body.itertext()).split())
    assert said == " ".join(re.sub("^- ", "", letter.text, flags=re.MULTILINE).split())


def test_words_do_not_turn_the_direction_of_others() -> None:
    letter = template().letter({"name": "\u202e\u2066x\u202d", "title": "\u202e", "deadline": ""}, "nl")
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(letter.text + letter.html)
    assert "Beste x," in letter.text
    assert "<p>Beste <bdi>x</bdi>,</p>" in letter.html


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8"),
        TEXT.replace("\n", "\r\n").encode("utf-8"),
        TEXT.encode("utf-16"),  # with its mark: what Notepad calls Unicode
        b"\xfe\xff" + TEXT.removeprefix("\ufeff").replace("\n", "\r\n").encode("utf-16-be"),
        TEXT.replace("- ", "•\t").encode("utf-8"),
        TEXT.replace("- ", "– ").encode("utf-8"),
    ],
)
def test_a_file_that_an_editor_saved_in_its_own_way(data: bytes) -> None:
    text, fault = decode_template(data)
    assert fault is None
    words = {"name": "Deelnemer 3", "title": "De ronde", "deadline": "30 november"}
    assert template(text).letter(words, "nl").html == template().letter(words, "nl").html


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("Onderwerp: x\r\n\r\nBeste één,\r\n".encode("cp1252"), 3),
        ("Onderwerp: x\n\nBeste\n".encode("utf-16-le"), 1),  # without its mark
        (b"\xff\xfex", 1),
        (b"PK\x03\x04\x14\x00\x06\x00\xff", 1),  # a document of a word processor
    ],
)
def test_a_file_that_is_no_text_is_named_with_its_line(data: bytes, line: int) -> None:
    text, fault = decode_template(data)
    assert fault
    assert (text, fault.line, fault.message) == ("", line, "this is not UTF-8 text")
    assert "UTF-8" in fault.hint


@given(st.binary(max_size=60))
def test_any_file_is_text_or_a_fault(data: bytes) -> None:
    text, fault = decode_template(data)
    assert not (text and fault)
    found, faults = parse_template(text, PLACES)
    assert bool(found) != bool(faults)


@pytest.mark.parametrize("path", sorted(Path("content/mail").glob("*/*.txt")), ids=str)
def test_the_bundled_templates_are_there_in_both_languages(path: Path) -> None:
    assert {other.name for other in path.parent.iterdir()} == {"first.txt", "reminder.txt", "meeting.txt"}
    assert {folder.name for folder in path.parent.parent.iterdir()} == {"nl", "en"}
