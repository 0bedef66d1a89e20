"""Whoever has low vision gets the form in large print: said in the table, mailed, filled in, and read by its id."""

from __future__ import annotations

import email
import email.policy
import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from kadergen.cli import main
from kadergen.formats.acroform_fill import Filler
from kadergen.formats.docx_fill import DocxFiller
from kadergen.formats.xfdf import write_xfdf
from kadergen.workflow.round_folder import opened
from tests.formats.viewers import mupdf_toggled
from tests.roundtrip.support import widgets_of
from tests.roundtrip.test_pdfium import type_answers
from tests.roundtrip.test_pdftk import fill as pdftk_fill

FRAMEWORK = "kwaliteitskader-housing-first"
HEADS = "Naam;E-mail;Formulier"
Captured = pytest.CaptureFixture[str]


def table(folder: Path, *rows: str, heads: str = HEADS) -> str:
    path = folder / "people.csv"
    path.write_text("\n".join((heads, *rows)), encoding="utf-8")
    return str(path)


def answers(number: int) -> dict[str, str]:
    return {"p1-1__score": "orange", "p1-1__reflection": f"Reflectie {number}"}


def drafts(folder: Path) -> dict[str, tuple[str, dict[str, bytes]]]:
    """To whom → the words of the mail, and what is attached to it."""
    found: dict[str, tuple[str, dict[str, bytes]]] = {}
    for path in sorted((folder / "outbox").iterdir()):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        body = mail.get_body(("plain",))
        assert body is not None
        words = " ".join(body.get_content().split())
        found[mail["To"].addresses[0].username] = (
            words,
            {part.get_filename() or "": part.get_content() for part in mail.iter_attachments()},
        )
    return found


def forms_of(capsys: Captured, *here: str) -> list[list[str]]:
    """What `round status --json` says of everybody's forms."""
    capsys.readouterr()
    assert main(["round", "status", "--json", *here]) == 0
    return [person["forms"] for person in json.loads(capsys.readouterr().out)["people"]]


def test_from_the_table_to_the_result(tmp_path: Path, capsys: Captured) -> None:
    folder, here = tmp_path / "round", ("--round", str(tmp_path / "round"))
    rows = ["Deelnemer 1;p1@example.org;", "Deelnemer 2;p2@example.org;Grote letters"]
    rows += ["Deelnemer 3;p3@example.org;pdf-large-print", "Deelnemer 4;p4@example.org;PDF + Word in grote letters"]
    made = ["round", "new", str(folder), "--framework", FRAMEWORK, "--title", "Ronde", "--participants"]
    assert main([*made, table(tmp_path, *rows)]) == 0
    assert main(["round", "send", *here]) == 0
    assert forms_of(capsys, *here) == [[], ["pdf-large-print"], ["pdf-large-print"], ["pdf", "word-large-print"]]
    mailed = drafts(folder)
    assert [list(mailed[f"p{n}"][1]) for n in range(1, 5)] == [
        ["Ronde.pdf"], ["Ronde.large.pdf"], ["Ronde.large.pdf"], ["Ronde.pdf", "Ronde.large.docx"],
    ]  # fmt: skip
    offered = "Dan krijgt u Ronde.pdf in grote letters."
    assert [offered in mailed[f"p{n}"][0] for n in range(1, 5)] == [True, False, False, False]
    assert "Sla Ronde.large.pdf op. Open het dan met Adobe Acrobat Reader" in mailed["p2"][0]
    assert "Word" not in mailed["p2"][0]
    assert "twee formulieren: Ronde.pdf en Ronde.large.docx." in mailed["p4"][0]

    # In three PDF programs, and in Word; the names of the files tell nothing about whose they are.
    back = tmp_path / "back"
    back.mkdir()
    (first,) = mailed["p1"][1].values()
    (back / "1.pdf").write_bytes(mupdf(first, answers(1)))
    (second,) = mailed["p2"][1].values()
    (back / "2.pdf").write_bytes(pdftk_fill(tmp_path, second, answers(2), write_xfdf))
    (third,) = mailed["p3"][1].values()
    (back / "3.pdf").write_bytes(type_answers(third, answers(3), widgets_of(third)))
    (back / "4.docx").write_bytes(DocxFiller(mailed["p4"][1]["Ronde.large.docx"]).fill(answers(4)).data)
    assert main(["round", "collect", str(back), *here]) == 0
    capsys.readouterr()
    assert main(["round", "status", "--json", *here]) == 0
    people = json.loads(capsys.readouterr().out)["people"]
    assert [(p["form"]["name"], p["form"]["matched"], p["form"]["answered"], p["form"]["conflicts"]) for p in people] \
        == [("1.pdf", "id", 1, 0), ("2.pdf", "id", 1, 0), ("3.pdf", "id", 1, 0), ("4.docx", "id", 1, 0)]  # fmt: skip
    assert main(["round", "results", *here]) == 0
    found = json.loads((folder / "results" / f"{FRAMEWORK}-results.json").read_text("utf-8"))
    texts = sorted(words["text"] for words in found["statements"][0]["texts"]["reflection"])
    assert texts == [f"Reflectie {number}" for number in range(1, 5)]
    assert found["statements"][0]["total"]["counts"]["orange"] == 4


def mupdf(data: bytes, values: dict[str, str]) -> bytes:
    filled = Filler(data).fill({"p1-1__reflection": values["p1-1__reflection"]}).data
    page = next(widget.page_index for widget in widgets_of(filled) if widget.name == "p1-1__score")
    return mupdf_toggled(filled, [f"p1-1__score/{values['p1-1__score']}"], page)


def test_somebody_asks_for_it_later(tmp_path: Path, capsys: Captured) -> None:
    """What the table does not speak of stays; the form that is no longer wanted goes when the person does."""
    folder, here = tmp_path / "round", ("--round", str(tmp_path / "round"))
    made = ["round", "new", str(folder), "--framework", FRAMEWORK, "--title", "Ronde", "--format", "word", "--format"]
    heads = "Naam;E-mail;Organisatie;Partij"
    people = table(tmp_path, "Deelnemer 1;p1@example.org;Organisatie 1;gemeente", heads=heads)
    assert main([*made, "pdf-large-print", "--participants", people]) == 0
    assert main(["round", "send", *here]) == 0
    assert list(drafts(folder)["p1"][1]) == ["Ronde.docx", "Ronde.large.pdf"]
    assert "in grote letters" not in drafts(folder)["p1"][0]
    asked = table(tmp_path, "Deelnemer 1;p1@example.org;word (grote letters)")
    assert main(["round", "add", asked, *here]) == 0
    assert "changed: 1" in capsys.readouterr().out
    assert main(["round", "add", table(tmp_path, "Deelnemer 1;p1@example.org", heads="Naam;E-mail"), *here]) == 0
    assert "changed: 0" in capsys.readouterr().out
    with opened(folder) as one:
        (person,) = one.store.people()
        assert (person.organisation, person.party) == ("Organisatie 1", "gemeente")
    assert main(["round", "send", *here]) == 0
    assert list(drafts(folder)["p1"][1]) == ["Ronde.large.docx"]
    assert sorted(path.suffixes[-2:] for path in (folder / "forms").iterdir()) == [
        [".docx"], [".large", ".docx"], [".large", ".pdf"],
    ]  # fmt: skip
    assert main(["round", "add", table(tmp_path, "Deelnemer 1;p1@example.org;"), *here]) == 0
    assert forms_of(capsys, *here) == [[]]
    assert main(["round", "forget", "--yes", "p1@example.org", *here]) == 0
    assert list((folder / "forms").iterdir()) == []
