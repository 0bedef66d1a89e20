"""Receipts through the commands: what reading found reaches the page, and an anonymous one holds none of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import html

from kadergen.cli import main
from tests.cli.test_commands import EXAMPLE, FRAMEWORK, Captured
from tests.cli.test_word_commands import with_picture
from tests.returned.flat_files import drawn, flat, widget
from tests.returned.test_flat import appended

ANSWERS = {"respondent": {"name": "Deelnemer 6"}, "answers": {"p1-1": {"score": "orange", "reflection": "Gaat goed."}}}
LETTER = "Ik schrijf <b>hier</b> verder"


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a choice that was scribbled on, a letter, a Word form with a pasted picture, and a photo."""
    made = tmp_path_factory.mktemp("receipts")
    folder = made / "teruggekomen"
    folder.mkdir()
    place = widget("p1-4__score", "orange")
    left, bottom, right, top = place.rect
    pen = f"0 0 1 RG 2 w {left - 4} {bottom - 3} {right - left + 8} {top - bottom + 6} re S"
    (folder / "gekrast.pdf").write_bytes(drawn(flat(), place.page_index, pen))
    (folder / "brief.pdf").write_bytes(appended(flat(), LETTER))
    assert main(["build", FRAMEWORK, "--only", "word", "-o", str(made)]) == 0
    (made / "answers.json").write_text(json.dumps(ANSWERS), encoding="utf-8")
    word = folder / "word.docx"
    form = made / f"{FRAMEWORK}-form.docx"
    assert main(["fill", str(form), "--data", str(made / "answers.json"), "-o", str(word)]) == 0
    with_picture(word)
    (folder / "foto.jpg").write_bytes(b"\xff\xd8\xff\xe0 a photo")
    return folder


def shown(page: html.HtmlElement, name: str) -> html.HtmlElement:
    """The part of a page about the file of this name."""
    parts: list[html.HtmlElement] = page.xpath(f"//section[h3/bdi = '{name}']")
    (part,) = parts
    return part


def test_the_page_shows_what_the_reader_drew_and_names_what_others_put_there(returned: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert main(["read", str(returned), f"--receipt={out}"]) == 6
    page = html.document_fromstring(out.read_bytes())
    assert len(page.xpath("//img")) == 1
    assert shown(page, "gekrast.pdf").xpath(".//li[span/bdi = '1.4 Kleurscore']/img")
    assert LETTER in shown(page, "brief.pdf").xpath(".//p[@class='words']/text()")
    word = "".join(shown(page, "word.docx").itertext())
    assert "1.1 Reflectie" in word
    assert "niet weggeschreven" in word
    assert "foto (JPEG)" in "".join(shown(page, "foto.jpg").itertext())


def test_files_and_text_say_the_same(returned: Path, tmp_path: Path, capsys: Captured) -> None:
    data = tmp_path / "receipts.json"
    assert main(["read", str(returned), "--receipt", str(data), "--json", str(tmp_path / "answers.json")]) == 6
    receipts = json.loads(data.read_bytes())["receipts"]
    assert {Path(one["file"]).name: one["verdict"] for one in receipts} == {
        "brief.pdf": "look",
        "foto.jpg": "unread",
        "gekrast.pdf": "look",
        "word.docx": "look",
    }
    names = [kept["file"] for one in receipts for kept in one["kept"]]
    names += [name for one in receipts for p in one["look"] for place in p["places"] for name in place["pictures"]]
    assert sorted(names) == sorted(path.name for path in (tmp_path / "answers-files").iterdir())
    capsys.readouterr()
    assert main(["read", str(returned), "--receipt"]) == 6
    said = capsys.readouterr()
    assert said.out.startswith("4 bestanden: 3 × Nakijken, 1 × Niet gelezen\n")
    for one in receipts:
        assert all(point["says"].split()[0] in said.out for point in one["look"])
    assert "R035" not in said.err  # the receipt has said it


def test_consolidating_writes_receipts_with_names_and_without(returned: Path, tmp_path: Path) -> None:
    named, nameless = tmp_path / "named", tmp_path / "nameless"
    assert main(["consolidate", str(returned), "-o", str(named)]) == 6
    page = (named / "receipts.html").read_text("utf-8")
    assert f"in de map {FRAMEWORK}-results-files" in page
    assert "Deelnemer 6" in page
    assert main(["consolidate", str(returned), "--anonymous", "-o", str(nameless)]) == 6
    assert not (nameless / "receipts.html").exists()
    for suffix in ("html", "json"):
        text = (nameless / f"receipts-anonymous.{suffix}").read_text("utf-8")
        secrets = (
            "Deelnemer",
            "Stichting",
            "brief.pdf",
            "gekrast",
            "word.docx",
            "foto.jpg",
            "Ik schrijf",
            "image/png;",
        )
        assert [secret for secret in (*secrets, "p1-4", "1.4 ", "p1-1") if secret in text] == []
    page = (nameless / "receipts-anonymous.html").read_text("utf-8")
    assert all(f"Formulier {number}" in page for number in range(1, 5))


def test_a_receipt_speaks_the_frameworks_language(tmp_path: Path, capsys: Captured) -> None:
    assert main(["build", str(EXAMPLE), "--only", "form", "-o", str(tmp_path)]) == 0
    (form,) = tmp_path.glob("*-form.pdf")
    (tmp_path / "letter.rtfx").write_bytes(b"\xff\xd8\xff\xe0 a photo")
    capsys.readouterr()
    files = [str(tmp_path / "letter.rtfx"), str(form)]
    assert main(["read", *files, "--framework", str(EXAMPLE), "--receipt"]) == 6
    out = capsys.readouterr().out
    assert "Nothing filled in" in out
    assert "photo (JPEG)" in out  # of a file that could not be read too, though it stood first
    assert main(["read", files[0], "--receipt"]) == 4
    assert "Niet gelezen" in capsys.readouterr().out
