"""What people decide in a round: whose a file is, what is to be forgotten, who gets a mail once more."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from kadergen.cli import main
from kadergen.formats.docx_fill import DocxFiller
from kadergen.model.round import FormFormat
from kadergen.workflow.frameworks import load
from kadergen.workflow.round_post import blank_forms
from tests.workflow.smtp_server import PASSWORD, USER, smtp_server

FRAMEWORK: Final = "houding-first"
PEOPLE: Final = ("Deelnemer 1, gemeente", "Deelnemer 2, zorg", "Deelnemer 3, corporatie")
Captured = pytest.CaptureFixture[str]
Mailed = Callable[..., list[str]]


class Round:
    """A round in a folder, as its facilitator has it: through commands alone."""

    def __init__(self, folder: Path, captured: Captured, people: Sequence[str] = PEOPLE) -> None:
        self.folder = folder / "round"
        self.errors = ""
        self._captured = captured
        self._work = folder
        rows = [f'"{name}",deelnemer{number}@example.org' for number, name in enumerate(people, 1)]
        (folder / "people.csv").write_text("\n".join(["Naam,E-mail", *rows]), "utf-8")
        made = ["round", "new", str(self.folder), "--framework", FRAMEWORK, "--title", "Ronde", "--format", "word"]
        made += ["--participants", str(folder / "people.csv"), "--sender-address", USER]
        assert main(made) == 0

    def run(self, *arguments: str, expected: int = 0) -> str:
        """What a command says on stdout."""
        self._captured.readouterr()
        assert main(["round", *arguments, "--round", str(self.folder)]) == expected
        said = self._captured.readouterr()
        self.errors = said.err
        return said.out

    def status(self) -> Any:
        return json.loads(self.run("status", "--json"))

    def results(self, *options: str, expected: int = 0) -> Any:
        self.run("results", *options, expected=expected)
        return json.loads((self.folder / "results" / f"{FRAMEWORK}-results.json").read_text("utf-8"))

    def form(self, person: int) -> bytes:
        (path,) = (self.folder / "forms").glob(f"Deelnemer {person}*.docx")
        return path.read_bytes()

    def returns(self, name: str, data: bytes, day: int = 1, expected: int = 0) -> None:
        """A file comes back on this day of November."""
        path = self._work / "back" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (1_793_500_000 + 86_400 * day,) * 2)
        self.run("collect", str(path), expected=expected)


@pytest.fixture
def here(tmp_path: Path, capsys: Captured) -> Round:
    made = Round(tmp_path, capsys)
    made.run("send")
    return made


def filled(form: bytes, reflection: str, item: str = "h1-1", **header: str) -> bytes:
    values = {f"{item}__reflection": reflection, **{f"respondent__{k}": v for k, v in header.items()}}
    made = DocxFiller(form).fill(values)
    assert not made.problems
    return made.data


def blank() -> bytes:
    """The form that is nobody's."""
    framework, _ = load(FRAMEWORK)
    return blank_forms(framework, [FormFormat.WORD])[FormFormat.WORD]


def reflections(results: Any, item: str = "h1-1") -> list[str]:
    (statement,) = (each for each in results["statements"] if each["id"] == item)
    return sorted(words["text"] for words in statement["texts"]["reflection"])


class TestAssigning:
    def test_a_form_that_nothing_tells_of_is_given_to_a_person(self, here: Round) -> None:
        here.returns("formulier.docx", filled(blank(), "Van wie is dit?"))
        assert "M045" in here.errors
        (receipt,) = (here.folder / "receipts").iterdir()
        assert receipt.name.startswith("unknown-formulier-")
        shown = here.run("status")
        assert (found := re.search(r"unknown: ([0-9a-f]{8})", shown))
        assert "of this person" in here.run("assign", found[1], "deelnemer2@example.org")
        status = here.status()
        assert [bool(person["form"]) for person in status["people"]] == [False, True, False]
        assert status["people"][1]["form"]["matched"] == "hand"
        (receipt,) = (here.folder / "receipts").iterdir()
        assert receipt.name.startswith("Deelnemer 2 zorg-")
        assert status["people"][1]["form"]["receipt"] == receipt.name
        assert "formulier.docx" in receipt.read_text("utf-8")
        assert reflections(here.results()) == ["Van wie is dit?"]

    def test_what_was_said_by_hand_stays_when_it_comes_in_again(self, here: Round) -> None:
        data = filled(here.form(1), "Van een ander")
        here.returns("formulier.docx", data)
        here.run("assign", "formulier.docx", "--nobody")
        here.returns("again.docx", data)
        assert here.status()["returned"] == 0
        assert here.results("--with-unknown", expected=0)["respondents"] == 1

    def test_the_older_form_counts_again_when_the_newer_was_somebody_elses(self, here: Round) -> None:
        here.returns("first.docx", filled(here.form(1), "Mijn eigen"), day=1)
        here.returns("second.docx", filled(here.form(1), "Van een collega"), day=2)
        assert here.status()["people"][0]["form"]["name"] == "second.docx"
        here.run("assign", "second.docx", PEOPLE[2])
        people = here.status()["people"]
        assert [person["form"] and person["form"]["name"] for person in people] == ["first.docx", None, "second.docx"]
        assert reflections(here.results()) == ["Mijn eigen", "Van een collega"]

    def test_what_makes_no_sense_is_refused(self, here: Round) -> None:
        here.returns("formulier.docx", filled(blank(), "Van wie is dit?"))
        for arguments, said in (
            (["abcdef12", "Deelnemer 1, gemeente"], "no such file"),
            (["formulier.docx", "Nobody"], "no such participant"),
            (["formulier.docx"], "not said whose"),
            (["formulier.docx", "Deelnemer 1, gemeente", "--nobody"], "not said whose"),
        ):
            here.run("assign", *arguments, expected=2)
            assert said in here.errors


class TestEveryFormOfAPerson:
    def test_two_people_of_one_name_both_count(self, tmp_path: Path, capsys: Captured) -> None:
        here = Round(tmp_path, capsys, ["Deelnemer", "Deelnemer"])
        here.run("send")
        for number, path in enumerate(sorted((here.folder / "forms").iterdir()), 1):
            here.returns(f"{number}.docx", filled(path.read_bytes(), f"Woorden {number}"))
        assert here.status()["returned"] == 2
        found = here.results()
        assert (found["respondents"], reflections(found)) == (2, ["Woorden 1", "Woorden 2"])
        assert [one["file"][:10] for one in found["participants"]] == ["Deelnemer-"] * 2
        assert not [path for path in (here.folder / "returned").iterdir() if path.name in json.dumps(found)]

    def test_forms_of_some_sections_are_put_together(self, here: Round) -> None:
        here.returns("one.docx", filled(here.form(1), "Deel een", "h1-1"), day=1)
        here.returns("two.docx", filled(here.form(1), "Deel twee", "h2-1"), day=2)
        found = here.results()
        assert found["respondents"] == 1
        assert (reflections(found, "h1-1"), reflections(found, "h2-1")) == (["Deel een"], ["Deel twee"])

    def test_what_an_older_form_alone_holds_is_kept(self, here: Round) -> None:
        older = DocxFiller(here.form(1)).fill({"h1-1__reflection": "Eerst", "h2-1__reflection": "Alleen hier"}).data
        here.returns("one.docx", older, day=1)
        here.returns("two.docx", filled(here.form(1), "Later"), day=2)
        found = here.results()
        assert reflections(found) == ["Later"]
        assert {"Eerst", "Alleen hier"} <= {each["text"] for each in found["unplaced"]}
        assert "1 older" in here.run("status")


class TestForgetting:
    def test_a_file_that_was_not_meant_for_the_round(self, here: Round) -> None:
        here.returns("formulier.docx", filled(here.form(1), "Blijft"))
        here.returns("dossier.docx", b"geheim", expected=0)
        here.returns("vreemd.docx", filled(blank(), "Ook geheim"))
        here.run("forget", "--file", "dossier.docx", "--yes")
        assert reflections(here.results("--with-unknown", expected=0)) == ["Blijft", "Ook geheim"]
        assert "nothing" in here.run("forget", "--file", "vreemd.docx", "--yes")
        left = [path for path in here.folder.rglob("*") if path.is_file()]
        assert not [path for path in left if b"geheim" in path.read_bytes() or "vreemd" in path.name]
        found = json.loads((here.folder / "results" / f"{FRAMEWORK}-results.json").read_text("utf-8"))
        assert reflections(found) == ["Blijft"]
        assert [one["file"][-5:] for one in [here.status()["people"][0]["form"]]] == [".docx"]

    def test_somebodys_receipts_and_older_forms_go_with_them(self, here: Round) -> None:
        here.returns("one.docx", filled(here.form(1), "Eerst"), day=1)
        here.returns("two.docx", filled(here.form(1), "Later"), day=2)
        here.returns("other.docx", filled(here.form(2), "Van een ander"), day=2)
        here.returns("vreemd.docx", filled(blank(), "Van wie?"))
        here.results("--with-unknown")
        here.run("forget", PEOPLE[0], "--yes")
        left = sorted(path.name[:11] for path in (here.folder / "receipts").iterdir())
        assert left == ["Deelnemer 2", "unknown-vre"]
        assert len(list((here.folder / "returned").iterdir())) == 2
        # As they were made the last time: with the form of which nobody knows whose it is.
        found = json.loads((here.folder / "results" / f"{FRAMEWORK}-results.json").read_text("utf-8"))
        assert reflections(found) == ["Van een ander", "Van wie?"]

    def test_what_was_forgotten_does_not_come_in_again(self, here: Round) -> None:
        form, newer = (filled(here.form(1), words) for words in ("Weg", "Later"))
        stranger = filled(blank(), "Wie?")
        here.returns("one.docx", form)
        here.returns("vreemd.docx", stranger)
        here.run("forget", PEOPLE[0], "--yes")
        here.run("forget", "--file", "vreemd.docx", "--yes")
        for name, data in (("one.docx", form), ("newer.docx", newer), ("vreemd.docx", stranger)):
            here.returns(name, data)
            assert "M055" in here.errors
        assert list((here.folder / "returned").iterdir()) == []
        assert here.status()["unknown"] == []

    def test_into_a_closed_round_nothing_comes_in(self, here: Round) -> None:
        here.run("close", "--keep", "nothing", "--yes")
        here.returns("one.docx", filled(blank(), "Te laat"), expected=2)
        assert "the round is closed" in here.errors
        assert list((here.folder / "returned").iterdir()) == []


class TestOnceMore:
    @pytest.fixture
    def mailed(
        self, here: Round, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[Callable[..., list[str]]]:
        """To whom mails went with these options, by a real server."""
        monkeypatch.setenv("KADERGEN_SMTP_PASSWORD", PASSWORD)
        with smtp_server(tmp_path) as server:

            def send(*options: str) -> list[str]:
                before = len(server.received.mails)
                smtp = ["--smtp", f"localhost:{server.port}", "--ca-file", str(server.authorities), "--pause", "0"]
                here.run("send", *smtp, *options)
                return [recipient for recipient, _ in server.received.mails[before:]]

            yield send

    def test_drafts_count_as_sent_until_somebody_says_otherwise(self, here: Round, mailed: Mailed) -> None:
        assert mailed() == []
        assert "3; if you did not, add --drafts-too" in here.errors
        assert mailed("--drafts-too") == [f"deelnemer{n}@example.org" for n in (1, 2, 3)]
        assert list((here.folder / "outbox").iterdir()) == []
        assert mailed("--drafts-too") == []

    def test_one_person_gets_it_again(self, here: Round, mailed: Mailed) -> None:
        assert mailed("--again", PEOPLE[1]) == ["deelnemer2@example.org"]
        assert len(list((here.folder / "outbox").iterdir())) == 2
        assert mailed("--again", "deelnemer2@example.org", "--drafts-too") == [
            f"deelnemer{n}@example.org" for n in (1, 2, 3)
        ]


def test_a_meeting_whose_outcome_was_read_does_not_keep_anybody_from_being_forgotten(here: Round) -> None:
    here.returns("one.docx", filled(here.form(1), "Weg"))
    here.returns("two.docx", filled(here.form(2), "Blijft"))
    here.results()
    results = here.folder / "results"
    meeting = results / f"{FRAMEWORK}-meeting.docx"
    meeting.write_bytes(filled(meeting.read_bytes(), "Samen besloten"))
    here.run("forget", PEOPLE[0], "--yes", expected=7)
    assert "kadergen outcome" in here.errors
    assert here.status()["participants"] == 3
    main(["outcome", str(results), str(meeting), "-o", str(results)])
    here.run("forget", PEOPLE[0], "--yes")
    agreed = (results / f"{FRAMEWORK}-outcome.json").read_text("utf-8")
    assert "Samen besloten" in agreed
    assert "Weg" not in agreed
    assert here.status()["participants"] == 2
