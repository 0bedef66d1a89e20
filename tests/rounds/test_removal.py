"""People removed from a round in which everything has happened, and what the group agreed on kept."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kadergen.cli import main
from kadergen.model.round import Arrival, ArrivalKind, MatchedBy
from kadergen.workflow.results import load_result
from kadergen.workflow.round_folder import opened
from tests.rounds.full_round import EXAMPLE, FIRST, make_full, traces_in
from tests.rounds.killed import WHEN

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "round"
    make_full(path)
    return path


@pytest.fixture
def full(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "round"))


def test_of_a_forgotten_person_other_programs_find_nothing(full: Path, tmp_path: Path, capsys: Captured) -> None:
    with opened(full, writing=True) as one:
        first, second, _ = one.store.people()
        # What the first one sent in for the second stays, without who sent it.
        form = ("0" * 64, "f.pdf", ".pdf", ArrivalKind.EMPTY)
        one.store.add_arrival(Arrival(*form, WHEN, WHEN, second.id, MatchedBy.ID, "1.eml", "Zqxa@Example.org"))
    words = (first.id, first.id[:8], first.email, "zqxa")
    found = traces_in(full, words, tmp_path / "before")
    assert {Path(each).parts[0].split(".strings")[0] for each in found} > {"forms", "outbox", "returned", "results"}
    assert "dump.sql" in found
    assert main(["round", "forget", FIRST, "--yes", "--round", str(full)]) == 0
    assert "still named in: nothing" in capsys.readouterr().out
    assert traces_in(full, words, tmp_path / "after") == []
    assert traces_in(full, ("zqxb",), tmp_path / "others")
    with opened(full) as one:
        (kept,) = [arrival for arrival in one.store.arrivals() if arrival.sha256 == "0" * 64]
        assert (kept.person_id, kept.sender) == (second.id, "")


def must_be_compacted(path: Path, *, writing: bool) -> bool:
    with opened(path, writing=writing) as one:
        return one.store.must_be_compacted()


def test_the_database_is_written_anew_where_that_was_not_come_to(full: Path) -> None:
    assert not must_be_compacted(full, writing=False)
    with opened(full, writing=True) as one:
        one.store.remove_person(one.store.people()[0])
    assert must_be_compacted(full, writing=False)
    assert not must_be_compacted(full, writing=True)
    with opened(full) as one:
        assert one.store._rows("PRAGMA freelist_count") == [(0,)]


def test_what_was_agreed_is_kept_of_a_round_with_results_of_both_kinds(full: Path) -> None:
    # Broken off when the outcome was there without the answers, and nothing was removed yet.
    results = full / "results"
    (results / "english-example-outcome-anonymous.json").unlink()
    shutil.copytree(full, full.parent / "other")
    assert main(["round", "close", "--keep", "plan", "--yes", "--round", str(full.parent / "other")]) == 0
    agreed = "english-example-outcome.json"
    shutil.copyfile(full.parent / "other" / "results" / agreed, results / agreed)
    assert main(["round", "close", "--keep", "plan", "--yes", "--round", str(full)]) == 0
    assert sorted(path.suffix for path in results.iterdir()) == [".csv", ".json", ".md"]
    assert load_result(results, (str(EXAMPLE),)).result.agreed("hours-week") == "purple"


def test_of_two_outcomes_that_differ_none_is_chosen(full: Path, capsys: Captured) -> None:
    other = full / "results" / "english-example-outcome-anonymous.json"
    data = json.loads(other.read_text("utf-8"))
    (statement,) = [each for each in data["statements"] if each["id"] == "hours-week"]
    statement["agreed"]["score"] = "blue"
    other.write_text(json.dumps(data), encoding="utf-8")
    before = sorted(full.rglob("*"))
    assert main(["round", "close", "--keep", "plan", "--yes", "--round", str(full)]) == 2
    assert "two outcomes, which differ" in capsys.readouterr().err
    assert sorted(full.rglob("*")) == before
