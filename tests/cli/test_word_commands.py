"""Word forms through the commands, as a user types them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import docx
import pytest
from PIL import Image

from kadergen.cli import main
from kadergen.formats.docx_fill import DocxFiller
from tests.cli.test_commands import ANSWERS, FRAMEWORK, Captured


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with both forms, built once."""
    folder = tmp_path_factory.mktemp("word")
    assert main(["build", FRAMEWORK, "--only", "word", "-o", str(folder)]) == 0
    return folder


@pytest.fixture
def filled(forms: Path, tmp_path: Path, capsys: Captured) -> Path:
    """A copy with `ANSWERS` in it."""
    (tmp_path / "answers.json").write_text(json.dumps(ANSWERS), encoding="utf-8")
    path = tmp_path / "returned" / "one.docx"
    form = forms / f"{FRAMEWORK}-form.docx"
    assert main(["fill", str(form), "--data", str(tmp_path / "answers.json"), "-o", str(path)]) == 0
    assert capsys.readouterr().out == f"9 fields filled: {path}\n"
    return path


def with_picture(path: Path) -> None:
    """Puts a picture into the reflection of 1.1, as one pastes it in Word."""
    picture = io.BytesIO()
    Image.new("RGB", (3, 2), "#C0322B").save(picture, "PNG")
    document = docx.Document(str(path))
    table = next(t for t in document.tables if t.rows[1].cells[0].text == "1.1 Kleurscore")
    table.rows[2].cells[1].paragraphs[0].add_run().add_picture(io.BytesIO(picture.getvalue()))
    document.save(str(path))


def test_build_makes_both_forms_and_the_booklet(forms: Path, tmp_path: Path) -> None:
    assert sorted(path.name for path in forms.iterdir()) == [f"{FRAMEWORK}-form-open.docx", f"{FRAMEWORK}-form.docx"]
    assert main(["build", FRAMEWORK, "--only", "word-booklet", "--large-print", "-o", str(tmp_path)]) == 0
    assert [path.name for path in tmp_path.iterdir()] == [f"{FRAMEWORK}-booklet-large-print.docx"]


def test_the_name_of_a_practice_is_nobodys_answer(tmp_path: Path, capsys: Captured) -> None:
    theme, out = tmp_path / "theme.yaml", tmp_path / "own"
    theme.write_text("name: Woonpraktijk Voorbeeld\n", encoding="utf-8")
    assert main(["build", FRAMEWORK, "--only", "word", "--theme", str(theme), "-o", str(out)]) == 0
    form = out / f"{FRAMEWORK}-form.docx"
    assert "Woonpraktijk Voorbeeld" in [p.text for p in docx.Document(str(form)).paragraphs]
    capsys.readouterr()
    assert main(["read", str(form), "--json", "-"]) == 0
    (response,) = json.loads(capsys.readouterr().out)["responses"]
    assert response["unplaced"] == []
    assert {found["code"] for found in response["diagnostics"]} == {"R018"}


def test_read_json_is_what_was_filled_in(filled: Path, capsys: Captured) -> None:
    assert main(["read", str(filled), "--json", "-"]) == 0
    captured = capsys.readouterr()
    (response,) = json.loads(captured.out)["responses"]
    assert response["source"]["kind"] == "docx"
    assert response["respondent"]["party"] == "gemeente"
    assert response["answers"]["p1-1"] == ANSWERS["answers"]["p1-1"]  # type: ignore[index]
    assert response["plan"] == ANSWERS["plan"]
    assert response["diagnostics"] == response["unplaced"] == response["kept"] == []
    assert captured.err == ""


def test_pictures_are_written_beside_the_result(filled: Path, tmp_path: Path, capsys: Captured) -> None:
    with_picture(filled)
    out = tmp_path / "read.json"
    assert main(["read", str(filled), "--json", str(out)]) == 0
    (response,) = json.loads(out.read_text(encoding="utf-8"))["responses"]
    (kept,) = response["kept"]
    assert (kept["field"], kept["media_type"]) == ("p1-1__reflection", "image/png")
    written = tmp_path / "read-files" / kept["file"]
    with Image.open(written) as picture:
        assert picture.size == (3, 2)
    err = capsys.readouterr().err
    assert "R031" in err
    assert str(written) in err


def test_consolidate_keeps_pictures_unless_it_is_anonymous(filled: Path, tmp_path: Path) -> None:
    with_picture(filled)
    for option, expected in (((), 1), (("--anonymous",), 0)):
        out = tmp_path / f"results{len(option)}"
        assert main(["consolidate", str(filled.parent), "-o", str(out), *option]) == 0
        assert len(list(out.rglob("*.png"))) == expected
    named = json.loads((tmp_path / "results0" / f"{FRAMEWORK}-results.json").read_text(encoding="utf-8"))
    assert [entry["text"][-4:] for entry in named["unplaced"]] == [".png"]
    assert ".png" not in (tmp_path / "results1" / f"{FRAMEWORK}-results-anonymous.json").read_text(encoding="utf-8")


def test_build_never_replaces_a_form_that_was_filled_in(filled: Path, tmp_path: Path, capsys: Captured) -> None:
    target = tmp_path / "out" / f"{FRAMEWORK}-form.docx"
    target.parent.mkdir()
    target.write_bytes(filled.read_bytes())
    assert main(["build", FRAMEWORK, "--only", "word", "-o", str(target.parent)]) == 7
    assert "was filled in" in capsys.readouterr().err
    assert target.read_bytes() == filled.read_bytes()


def test_fill_refuses_word_documents_that_are_no_forms(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "letter.docx"
    docx.Document().save(str(path))
    (tmp_path / "answers.json").write_text(json.dumps(ANSWERS), encoding="utf-8")
    arguments = ["--data", str(tmp_path / "answers.json"), "-o", str(tmp_path / "out.docx")]
    assert main(["fill", str(path), *arguments]) == 5
    assert "letter.docx: this Word document is not a form of kadergen" in capsys.readouterr().err
    path.write_bytes(path.read_bytes()[:-200])
    assert main(["fill", str(path), *arguments]) == 5
    assert "damaged" in capsys.readouterr().err
    assert not (tmp_path / "out.docx").exists()


def test_old_formats_ask_for_libreoffice_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    # The process that reads looks for LibreOffice on the PATH, as everything does.
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "form.rtf"
    path.write_bytes(rb"{\rtf1\ansi Klaar.}")
    assert main(["read", str(path)]) == 4
    err = capsys.readouterr().err
    assert "R032" in err
    assert "Install it, or open the file in Word and save it as .docx." in err


def test_a_filled_form_keeps_every_other_part_as_it_was(forms: Path) -> None:
    base = (forms / f"{FRAMEWORK}-form.docx").read_bytes()
    filled = DocxFiller(base).fill({"p1-1__reflection": "Een antwoord."}).data
    with zipfile.ZipFile(io.BytesIO(base)) as one, zipfile.ZipFile(io.BytesIO(filled)) as two:
        assert one.namelist() == two.namelist()
        changed = [name for name in one.namelist() if one.read(name) != two.read(name)]
    assert changed == ["word/document.xml"]


def test_fill_says_what_it_could_not_do(forms: Path) -> None:
    filler = DocxFiller((forms / f"{FRAMEWORK}-form.docx").read_bytes())
    problems = filler.fill(
        {
            "p9-9__score": "green",
            "p1-1__score": "purple",
            "respondent__party": "nobody",
            "p1-1__reflection": "\ud800 \x01",
            "plan-9999__action": "x",
        }
    ).problems
    assert [(problem.code.name, problem.field) for problem in problems] == [
        ("F001", "p9-9__score"),
        ("F004", "p1-1__score"),
        ("F004", "respondent__party"),
        ("F008", "p1-1__reflection"),
        ("F009", "p1-1__reflection"),
        ("F001", "plan-9999__action"),
    ]


def test_filling_again_changes_and_empties_fields(forms: Path, capsys: Captured, tmp_path: Path) -> None:
    base = (forms / f"{FRAMEWORK}-form.docx").read_bytes()
    first = {
        "p1-1__score": "green",
        "p1-1__reflection": "eerst",
        "respondent__party": "gemeente",
        "plan-01__action": "a",
    }
    once = DocxFiller(base).fill(first).data
    twice = DocxFiller(once).fill(dict.fromkeys(first, "") | {"p1-1__reflection": "daarna"}).data
    path = tmp_path / "twice.docx"
    path.write_bytes(twice)
    assert main(["read", str(path), "--json", "-"]) == 0
    (response,) = json.loads(capsys.readouterr().out)["responses"]
    assert response["answers"]["p1-1"] == {"score": None, "reflection": "daarna", "actions": ""}
    assert response["respondent"]["party"] == ""
    assert response["plan"] == []
    assert response["diagnostics"] == []
    assert DocxFiller(once).fill(dict.fromkeys(first, "")).data == base
