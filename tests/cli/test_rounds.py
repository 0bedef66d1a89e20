"""Round upon round as a user does it: results, the meeting's outcome, the next round, and the two compared."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from openpyxl import load_workbook

from kadergen.cli import main

FRAMEWORK = "kwaliteitskader-housing-first"
EXAMPLE = Path(__file__).parent.parent / "data" / "frameworks" / "english-example"
MARK = "vorige keer afgesproken"

Captured = pytest.CaptureFixture[str]


def answers(party: str, score: str, action: str = "", **more: str) -> dict[str, Any]:
    """A form on which 1.1 is scored; `more` is written about 1.2."""
    return {
        "respondent": {"name": f"Deelnemer zqx, {party}", "party": party, "date": "1 mei 2026"},
        "answers": {"p1-1": {"score": score, "reflection": f"Over {score}"}, "p1-2": more},
        "plan": [{"row": 1, "indicator": "1.1", "action": action, "owner": party, "timeline": ""}] if action else [],
    }


class Round:
    """A folder with forms that came back, their result, and the group's form."""

    def __init__(self, folder: Path, form: Path) -> None:
        self.folder, self._form = folder, form

    def fill(self, name: str, data: dict[str, Any]) -> Path:
        source = self.folder / "data" / f"{name}.json"
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(json.dumps(data), encoding="utf-8")
        path = self.folder / name
        assert main(["fill", str(self._form), "--data", str(source), "-o", str(path)]) == 0
        return path

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def json(self, name: str) -> Any:
        return json.loads((self.out / f"{FRAMEWORK}-{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    assert main(["build", FRAMEWORK, "--only", "form", "-o", str(folder)]) == 0
    return folder / f"{FRAMEWORK}-form.pdf"


@pytest.fixture(scope="module")
def old(form: Path, tmp_path_factory: pytest.TempPathFactory) -> Round:
    """Two forms, and a meeting that agreed on orange for 1.1 and on one action."""
    made = Round(tmp_path_factory.mktemp("old"), form)
    made.fill("returned/one.pdf", answers("gemeente", "red"))
    made.fill("returned/two.pdf", answers("zorgorganisatie", "green", "Elke week een spreekuur in de wijk houden"))
    assert main(["consolidate", str(made.folder / "returned"), "-o", str(made.out)]) == 0
    made.fill("group.pdf", answers("gemeente", "orange", "Elke week een spreekuur in de wijk houden"))
    assert main(["outcome", str(made.out), str(made.folder / "group.pdf"), "-o", str(made.out)]) == 0
    return made


@pytest.fixture(scope="module")
def new(form: Path, tmp_path_factory: pytest.TempPathFactory) -> Round:
    """One form of the next year, without a meeting yet."""
    made = Round(tmp_path_factory.mktemp("new"), form)
    made.fill("returned/one.pdf", answers("gemeente", "green", "Een keer per week spreekuur houden in de wijk"))
    assert main(["consolidate", str(made.folder / "returned"), "-o", str(made.out)]) == 0
    return made


# ------------------------------------------------------------------------------------------------------------ outcome


def test_the_outcome_stands_beside_everybodys_own_answers(old: Round) -> None:
    result, outcome = old.json("results"), old.json("outcome")
    first = outcome["statements"][0]
    assert first["agreed"] == {"score": "orange", "texts": {"reflection": "Over orange", "actions": ""}}
    assert first["scores"] == ["red", "green"]
    assert outcome["statements"][5]["agreed"] == {"score": None, "texts": {"reflection": "", "actions": ""}}
    assert outcome["outcome"]["date"] == "1 mei 2026"
    assert outcome["outcome"]["plan"] == [
        {
            "item": "p1-1",
            "cells": {
                "indicator": "1.1",
                "action": "Elke week een spreekuur in de wijk houden",
                "owner": "gemeente",
                "timeline": "",
            },
        }
    ]
    # Apart from what was agreed, it is the result.
    del outcome["outcome"]
    for statement in outcome["statements"]:
        del statement["agreed"]
    assert outcome == result


def test_the_outcome_can_be_made_again_and_is_the_same(old: Round) -> None:
    path = old.out / f"{FRAMEWORK}-outcome.json"
    before = path.read_bytes()
    for result in (old.out, path):
        assert main(["outcome", str(result), str(old.folder / "group.pdf"), "-o", str(old.out)]) == 0
        assert path.read_bytes() == before


def test_results_that_lie_among_the_forms_are_no_forms(old: Round, form: Path, tmp_path: Path) -> None:
    """Everything in one folder, as people do: the next run takes none of its own files for an answer."""
    made = Round(tmp_path, form)
    made.fill("out/one.pdf", answers("gemeente", "red"))
    assert main(["consolidate", str(made.out), "-o", str(made.out)]) == 0
    group = made.fill("group.pdf", answers("gemeente", "red"))
    assert main(["outcome", str(made.out), str(group), "-o", str(made.out)]) == 0
    assert main(["compare", str(old.out), str(made.out), "-o", str(made.out)]) == 0
    assert main(["consolidate", str(made.out), "-o", str(made.out)]) == 0
    assert made.json("results")["respondents"] == 1


def test_an_anonymous_outcome_names_nobody(old: Round, tmp_path: Path) -> None:
    assert main(["consolidate", str(old.folder / "returned"), "--anonymous", "-o", str(tmp_path)]) == 0
    assert main(["outcome", str(tmp_path), str(old.folder / "group.pdf"), "-o", str(tmp_path)]) == 0
    text = (tmp_path / f"{FRAMEWORK}-outcome-anonymous.json").read_text(encoding="utf-8")
    assert '"score": "orange"' in text
    for name in ("zqx", "1 mei 2026", "group.pdf"):
        assert name not in text


def test_a_form_that_is_none_of_this_framework_or_empty_is_refused(
    old: Round, form: Path, tmp_path: Path, capsys: Captured
) -> None:
    out = ["-o", str(tmp_path)]
    assert main(["build", "houding-first", "--only", "form", *out]) == 0
    other = tmp_path / "houding-first-form.pdf"
    assert main(["outcome", str(old.out), str(other), *out]) == 5
    assert f"houding-first, the result is of {FRAMEWORK}" in capsys.readouterr().err
    assert main(["outcome", str(old.out), str(form), *out]) == 4
    assert "nothing at all is filled in" in capsys.readouterr().err
    (tmp_path / "letter.pdf").write_bytes(b"no form")
    assert main(["outcome", str(old.out), str(tmp_path / "letter.pdf"), *out]) == 4
    assert main(["outcome", str(old.out), str(old.folder), *out]) == 2
    assert not (tmp_path / f"{FRAMEWORK}-outcome.json").exists()


def test_a_form_of_another_version_is_named(old: Round, tmp_path: Path, capsys: Captured) -> None:
    result = old.json("results")
    result["framework"] |= {"version": "2019", "fingerprint": "0" * 16}
    (tmp_path / "r.json").write_text(json.dumps(result), encoding="utf-8")
    assert main(["outcome", str(tmp_path), str(old.folder / "group.pdf"), "-o", str(tmp_path)]) == 0
    err = capsys.readouterr().err
    assert "R008" in err
    assert "the result of version 2019" in err


# ------------------------------------------------------------------------------------------------------------ compare


def test_two_rounds_compared(old: Round, new: Round, tmp_path: Path, capsys: Captured) -> None:
    assert main(["compare", str(old.out), str(new.out), "-o", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "statements: 1 up, 31 unknown; other words: 0" in out
    assert "actions of the old plan: 0 named again, 1 look like a new one, 0 to ask about; new actions: 0" in out
    found = json.loads((tmp_path / f"{FRAMEWORK}-comparison.json").read_text(encoding="utf-8"))
    first = found["statements"][0]
    # Agreed in the old round alone: so what everybody thought is compared, between red and green.
    assert (first["basis"], first["steps"], first["old"]["levels"]) == ("median", 1.0, ["green", "red"])
    assert found["old"]["agreed"] == 1
    assert found["new"]["agreed"] is None
    book = load_workbook(tmp_path / f"{FRAMEWORK}-comparison.xlsx")
    assert book.sheetnames == ["Stellingen", "Acties"]
    assert [cell.value for cell in book["Stellingen"][3]][2:5] == [
        "tussen Op orde en Niet op orde",
        "Op orde",
        "1 stap vooruit",
    ]
    with pikepdf.open(tmp_path / f"{FRAMEWORK}-comparison.pdf") as pdf:
        assert pdf.docinfo["/Title"] == "Kwaliteitskader Housing First: Vergelijking met de vorige ronde"
    for path in tmp_path.iterdir():
        assert b"zqx" not in path.read_bytes()


def test_agreed_colours_are_compared_when_both_rounds_have_them(old: Round, new: Round, tmp_path: Path) -> None:
    group = new.fill("group.pdf", answers("gemeente", "red"))
    assert main(["outcome", str(new.out), str(group), "-o", str(tmp_path / "agreed")]) == 0
    assert main(["compare", str(old.out), str(tmp_path / "agreed"), "-o", str(tmp_path)]) == 0
    found = json.loads((tmp_path / f"{FRAMEWORK}-comparison.json").read_text(encoding="utf-8"))
    assert [(s["basis"], s["steps"]) for s in found["statements"]][:1] == [("agreed", -1.0)]


def test_a_framework_that_is_gone_can_still_be_compared(tmp_path: Path, old: Round, capsys: Captured) -> None:
    """Its words are in the result; kadergen's own come from its language."""
    for name, version in (("one", "1"), ("two", "2")):
        result = old.json("outcome")
        result["framework"] |= {"id": "no-longer-here", "version": version, "language": "en"}
        result["statements"][0]["text"] += " Too." * (version == "2")
        (tmp_path / f"{name}.json").write_text(json.dumps(result), encoding="utf-8")
    files = [str(tmp_path / f"{name}.json") for name in ("one", "two")]
    assert main(["compare", *files, "-o", str(tmp_path)]) == 0
    assert "statements: 1 same, 31 unknown; other words: 1" in capsys.readouterr().out
    words = load_workbook(tmp_path / "no-longer-here-comparison.xlsx")["Words"]
    assert words["E2"].value == "“Too.”"


def test_what_cannot_be_compared_is_named(old: Round, tmp_path: Path, capsys: Captured) -> None:
    result = old.json("results")
    result["framework"]["id"] = "other"
    (tmp_path / "other.json").write_text(json.dumps(result), encoding="utf-8")
    assert main(["compare", str(old.out), str(tmp_path), "-o", str(tmp_path)]) == 5
    assert "one of other" in capsys.readouterr().err
    (tmp_path / "first.json").write_text(json.dumps(old.json("results")), encoding="utf-8")
    assert main(["compare", str(old.out), str(tmp_path), "-o", str(tmp_path)]) == 2
    assert f"several frameworks: {FRAMEWORK}, other" in capsys.readouterr().err
    (tmp_path / "other.json").write_text(json.dumps(old.json("results")), encoding="utf-8")
    assert main(["compare", str(old.out), str(tmp_path), "-o", str(tmp_path)]) == 2
    err = capsys.readouterr().err
    assert "several results" in err
    assert "first.json, other.json" in err
    assert list(tmp_path.glob("*comparison*")) == []


@pytest.mark.parametrize(
    ("make", "code", "said"),
    [
        (lambda path: None, 2, "cannot be read"),
        (lambda path: path.mkdir(), 2, "there is no result in"),
        (lambda path: path.write_bytes(b"[" * 1000), 4, "is no usable result"),
        (os.mkfifo, 2, "it is no file"),
        (lambda path: os.truncate(path, 300_000_000) if path.write_bytes(b"{") else None, 4, "larger than 256 MB"),
    ],
    ids=["missing", "empty-folder", "broken", "pipe", "huge"],
)
def test_what_is_no_result_is_refused_in_a_sentence(
    make: Any, code: int, said: str, old: Round, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "thing"
    make(path)
    assert main(["compare", str(path), str(old.out), "-o", str(tmp_path / "out")]) == code
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


def test_a_result_is_never_written_over(old: Round, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / f"{FRAMEWORK}-outcome.json"
    path.write_text(json.dumps(old.json("results")), encoding="utf-8")
    before = path.read_bytes()
    assert main(["outcome", str(path), str(old.folder / "group.pdf"), "-o", str(tmp_path)]) == 2
    assert "is an input of this command" in capsys.readouterr().err
    assert path.read_bytes() == before


# ----------------------------------------------------------------------------------------------------- build --previous


def test_a_form_with_last_times_colours(old: Round, tmp_path: Path) -> None:
    command = ["build", FRAMEWORK, "--only", "form", "--only", "word", "--previous", str(old.out), "-o", str(tmp_path)]
    assert main(command) == 0
    with pikepdf.open(tmp_path / f"{FRAMEWORK}-form.pdf") as pdf:
        said = [str(obj.Alt) for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) and "/Alt" in obj]
    assert [alt for alt in said if MARK in alt] == [f"1.1, {MARK}: In ontwikkeling"]
    made = Round(tmp_path / "next", tmp_path / f"{FRAMEWORK}-form.pdf")
    made.fill("one.pdf", answers("gemeente", "green"))
    assert main(["consolidate", str(made.folder / "one.pdf"), "-o", str(made.out)]) == 0
    assert made.json("results")["statements"][0]["scores"] == ["green"]


def test_without_it_the_form_is_the_same_to_the_byte(form: Path, old: Round, tmp_path: Path) -> None:
    assert main(["build", FRAMEWORK, "--only", "form", "-o", str(tmp_path)]) == 0
    assert (tmp_path / form.name).read_bytes() == form.read_bytes()


def test_marks_need_something_agreed_of_the_same_framework(
    old: Round, new: Round, tmp_path: Path, capsys: Captured
) -> None:
    command = ["build", FRAMEWORK, "--only", "form", "-o", str(tmp_path), "--previous"]
    assert main([*command, str(new.out)]) == 2
    assert "did not agree on any colour" in capsys.readouterr().err
    assert main(["build", "houding-first", "-o", str(tmp_path), "--previous", str(old.out)]) == 5
    assert list(tmp_path.iterdir()) == []


def test_a_colour_that_is_gone_is_named(old: Round, tmp_path: Path, capsys: Captured) -> None:
    result = json.dumps(old.json("outcome")).replace('"orange"', '"amber"')
    changed = json.loads(result)
    changed["framework"]["fingerprint"] = "0" * 16
    changed["statements"][1]["agreed"]["score"] = "green"
    (tmp_path / "r.json").write_text(json.dumps(changed), encoding="utf-8")
    command = ["build", FRAMEWORK, "--only", "booklet", "--previous", str(tmp_path), "-o", str(tmp_path)]
    assert main(command) == 0
    assert "B005: 1 statements had a colour that the framework no longer has" in capsys.readouterr().err
