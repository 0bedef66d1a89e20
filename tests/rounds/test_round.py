"""A round as its user meets it: made, looked at, results made, somebody forgotten, closed."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import stat
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kadergen.cli import main
from kadergen.errors import ContentError, NothingReadableError, NotWritableError, UsageError
from kadergen.model.round import (
    PERSON_ID,
    Arrival,
    ArrivalKind,
    FormFormat,
    Mailbox,
    MailKind,
    MailState,
    MatchedBy,
    Meeting,
    RoundSettings,
    Sent,
    new_person_id,
)
from kadergen.workflow.results import load_result
from kadergen.workflow.round_folder import OpenRound, examine, new_round, opened
from kadergen.workflow.round_settings import meeting_of, read_settings, settings_text
from kadergen.workflow.round_store import MIGRATIONS, create_store, open_store

FRAMEWORK = "kwaliteitskader-housing-first"
EXAMPLE = Path(__file__).parent.parent / "data" / "frameworks" / "english-example"
WHEN = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
NAMES = ("Deelnemer Zqxa", "Deelnemer Zqxb", "Deelnemer Zqxc")

Captured = pytest.CaptureFixture[str]


def table(folder: Path, *names: str) -> Path:
    path = folder / "people.csv"
    rows = (f"{name};{name[-4:].lower()}@example.org" for name in names)
    path.write_text("\n".join(["Naam;E-mail", *rows]), encoding="utf-8")
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A round of three people, without anything in it."""
    path = tmp_path / "ronde"
    new_round(path, RoundSettings(str(EXAMPLE), "Round", "en"), table(tmp_path, *NAMES))
    return path


def arrival(data: bytes, person: str | None, **more: Any) -> Arrival:
    matched = MatchedBy.ID if person else MatchedBy.NONE
    sha256 = hashlib.sha256(data).hexdigest()
    return Arrival(sha256, "form.pdf", ".pdf", ArrivalKind.FORM, WHEN, WHEN, person, matched, **more)


# Making and opening ---------------------------------------------------------------------------------------------------


def test_ids_cannot_be_guessed_and_stay() -> None:
    ids = {new_person_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(re.fullmatch(PERSON_ID, each) for each in ids)


def test_a_round_is_made_and_can_be_moved(small: Path, tmp_path: Path) -> None:
    with opened(small) as one:
        before = one.snapshot()
    moved = small.rename(tmp_path / "elders")
    with opened(moved / "forms") as one:
        assert one.snapshot() == before
        assert one.framework.id == before.settings.framework
        assert not examine(one)
    assert [person.name for person in before.people] == list(NAMES)


def test_its_owner_alone_can_read_it(small: Path) -> None:
    assert stat.S_IMODE(small.stat().st_mode) == 0o700
    loose = [p for p in small.rglob("*") if p.is_dir() and p.stat().st_mode & 0o077]
    assert not loose
    assert stat.S_IMODE((small / "round.sqlite").stat().st_mode) == 0o600
    (small / "round.sqlite").chmod(0o644)
    with opened(small) as one:
        assert [found.code.name for found in examine(one)] == ["M016"]


def test_nothing_is_made_where_something_is_or_of_a_bad_table(tmp_path: Path, small: Path) -> None:
    settings = RoundSettings(str(EXAMPLE), "Round", "en")
    with pytest.raises(UsageError):
        new_round(small, settings, tmp_path / "people.csv")
    bad = tmp_path / "bad.csv"
    bad.write_text("Naam;E-mail\nJan;jan\n", encoding="utf-8")
    with pytest.raises(ContentError) as error:
        new_round(tmp_path / "other", settings, bad)
    assert [found.code.name for found in error.value.diagnostics] == ["M010"]
    assert not list(tmp_path.glob("*other*"))


def test_only_one_process_writes(small: Path) -> None:
    with opened(small, writing=True), pytest.raises(UsageError, match="at work"), opened(small, writing=True):
        pass


def test_a_changed_missing_or_strange_file_is_named(small: Path) -> None:
    with opened(small, writing=True) as one:
        person = one.store.people()[0].id
        for data in (b"one", b"two", b"three"):
            assert one.keep(data, arrival(data, person))
        assert not one.keep(b"one", arrival(b"one", person))
        assert not examine(one)
        one.returned(arrival(b"one", person)).write_bytes(b"other")
        one.returned(arrival(b"two", person)).unlink()
        (one["returned"] / "strange.pdf").write_bytes(b"")
        assert [(found.code.name, found.severity.value) for found in examine(one)].count(("M015", "error")) == 2
        assert len(examine(one)) == 3


def test_leftovers_of_a_killed_process_are_removed(small: Path) -> None:
    left = small / "returned" / ".kadergen-abc.tmp"
    left.write_bytes(b"half")
    with opened(small):
        assert left.exists()
    with opened(small, writing=True):
        assert not left.exists()


# Settings -------------------------------------------------------------------------------------------------------------

LINE = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="\ufffd"), max_size=20).map(
    lambda text: " ".join(text.split())
)
SETTINGS = st.builds(
    RoundSettings,
    framework=LINE.filter(bool),
    title=LINE.filter(bool),
    language=st.sampled_from(["nl", "en"]),
    deadline=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    meeting=st.none() | st.builds(lambda place: meeting_of("2026-12-10 9:30-16:30", place), LINE),
    formats=st.lists(st.sampled_from(FormFormat), min_size=1, unique=True).map(tuple),
    sender=st.builds(Mailbox, LINE, st.sampled_from(["", "a@example.org"])),
)


@given(SETTINGS)
def test_settings_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, settings: RoundSettings) -> None:
    path = tmp_path_factory.getbasetemp() / "settings.yaml"
    path.write_text(settings_text(settings), encoding="utf-8")
    found, problems = read_settings(path)
    assert (found, [str(p) for p in problems if p.severity.value == "error"]) == (settings, [])


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("deadline: ", "deadline: morgen", 7),
        ("deadline: ", "deadline: 2026-02-30", 7),
        ("  begin: 2026", "  begin: 20x6", 11),
        ("13:30", "17:30", 12),
        ("Europe/Amsterdam", "Europe/Nergens", 13),
        ("[pdf]", "[pdf, papier]", 17),
        ('address: ""', "address: geen", 22),
        ("title:", "titel:", 3),
    ],
)
def test_every_wrong_setting_is_named_by_its_line(tmp_path: Path, old: str, new: str, line: int) -> None:
    settings = RoundSettings("x", "Ronde", "nl", meeting=meeting_of("2026-12-10 13:30-16:30"))
    path = tmp_path / "round.yaml"
    text = settings_text(settings).replace("deadline:\n", "deadline: \n")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found, problems = read_settings(path)
    assert found is None
    assert ("M014", line) in [(p.code.name, p.location.line if p.location else None) for p in problems]


@pytest.mark.parametrize("words", ["", "2026-12-10", "2026-12-10 16:30-13:30", "2026-13-10 13:30-16:30"])
def test_a_meeting_that_is_none(words: str) -> None:
    with pytest.raises(UsageError):
        meeting_of(words)


def test_a_meeting_knows_its_zone() -> None:
    meeting: Meeting = meeting_of("2026-12-10 13:30-16:30")
    assert meeting.begin.astimezone(UTC) == datetime(2026, 12, 10, 12, 30, tzinfo=UTC)


def put_all(one: OpenRound, mails: Iterable[Sent]) -> None:
    for mail in mails:
        one.store.put_mail(mail)


# The database ---------------------------------------------------------------------------------------------------------


def test_a_failed_step_of_the_schema_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "round.sqlite"
    create_store(path, "x", ())
    before = path.read_bytes()
    with pytest.raises(NothingReadableError), open_store(path, (*MIGRATIONS, "CREATE TABLE a (b); CREATE TABLE a (b)")):
        pass
    assert path.read_bytes() == before
    with open_store(path, (*MIGRATIONS, "CREATE TABLE a (b)", "ALTER TABLE a ADD c")) as store:
        assert store.round_id == "x"
    with pytest.raises(UsageError, match="newer"), open_store(path):
        pass


def test_the_first_version_of_the_schema_is_what_it_was() -> None:
    """It is in the databases of people: a change goes into another step."""
    assert hashlib.sha256(" ".join(MIGRATIONS[0].split()).encode()).hexdigest()[:16] == "18abc4a7258975d8"


@pytest.mark.parametrize("data", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 500])
def test_what_is_no_database_of_a_round_is_said(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "round.sqlite"
    path.write_bytes(data)
    with pytest.raises(NothingReadableError), open_store(path):
        pass
    assert path.read_bytes() == data


def test_a_full_disk_loses_nothing(small: Path) -> None:
    with opened(small, writing=True) as one:
        person = one.store.people()[0].id
        one.store._connection.execute("PRAGMA max_page_count = 14")
        mails = (Sent(person, MailKind.REMINDER, f"<{n}@round>", WHEN, MailState.BEGUN) for n in range(1000))
        with pytest.raises(NotWritableError, match="full"):
            put_all(one, mails)
        kept = 999 - len(list(mails))
    with opened(small) as one:
        assert len(one.store.mails()) == kept > 10
        assert not examine(one)


def test_a_mail_is_known_by_its_id_and_a_person_by_theirs(small: Path) -> None:
    with opened(small, writing=True) as one:
        person = one.store.people()[1]
        begun = Sent(person.id, MailKind.FIRST, "<1@round>", WHEN, MailState.BEGUN)
        sent = Sent(person.id, MailKind.FIRST, "<1@round>", WHEN + timedelta(minutes=1))
        one.store.put_mail(begun)
        one.store.put_mail(sent)
        assert one.store.mails() == (sent,)
        one.keep(b"x", arrival(b"x", None))
        one.store.match(arrival(b"x", None).sha256, person.id, MatchedBy.NAME)
        one.store.supersede(arrival(b"x", None).sha256, "0" * 64)
        (found,) = one.store.arrivals()
        assert (found.person_id, found.matched, found.counts) == (person.id, MatchedBy.NAME, False)
        with pytest.raises(NothingReadableError), one.store.transaction():
            one.store.put_mail(Sent("nobody", MailKind.FIRST, "<2@round>", WHEN))
        one.store.remove_person(person)
        assert (len(one.store.people()), one.store.mails(), one.store.arrivals()) == (2, (), ())


# The command line -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    assert main(["build", FRAMEWORK, "--only", "form", "-o", str(folder)]) == 0
    return folder / f"{FRAMEWORK}-form.pdf"


def filled(form: Path, folder: Path, name: str, words: str) -> Path:
    data = {
        "respondent": {"name": name, "party": "gemeente"},
        "answers": {"p1-1": {"score": "green", "reflection": words}},
        "plan": [{"row": 1, "indicator": "1.1", "action": f"Actie van {words}", "owner": "", "timeline": "mei 2027"}],
    }
    source, out = folder / "answers.json", folder / f"{words}.pdf"
    source.write_text(json.dumps(data), encoding="utf-8")
    assert main(["fill", str(form), "--data", str(source), "-o", str(out)]) == 0
    return out


def holding(folder: Path, words: str) -> list[str]:
    """The files in which the words stand as they are."""
    return [path.name for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


def test_the_whole_life_of_a_round(form: Path, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "ronde"
    new = ["round", "new", str(path), "--framework", FRAMEWORK, "--title", "Ronde", "--deadline", "2026-11-30"]
    assert main([*new, "--participants", str(table(tmp_path, *NAMES))]) == 0
    where = ["--round", str(path)]
    with opened(path, writing=True) as one:
        first, second, _ = one.store.people()
        for person, words in ((first, "woordena"), (second, "woordenb")):
            data = filled(form, tmp_path, person.name, words).read_bytes()
            one.keep(data, arrival(data, person.id, answered=1, statements=32))
        one.store.put_mail(Sent(first.id, MailKind.FIRST, "<1@round>", WHEN))
    capsys.readouterr()
    assert main(["round", "status", "--json", *where]) == 0
    status = json.loads(capsys.readouterr().out)
    assert [person["status"] for person in status["people"]] == ["returned", "returned", "not-invited"]
    assert (status["participants"], status["returned"], status["missing"]) == (3, 2, 1)
    assert main(["round", "status", *where]) == 0
    assert "1 of 32" in capsys.readouterr().out
    assert main(["round", "results", *where]) == 0
    results = path / "results"
    meeting = filled(form, tmp_path, "Groep", "afgesproken")
    assert main(["outcome", str(results), str(meeting), "-o", str(results)]) == 0
    assert holding(results, "woordena")
    assert main(["round", "close", "--keep", "plan", *where]) == 2  # nobody can be asked

    assert main(["round", "forget", "--yes", first.email, *where]) == 0
    out = capsys.readouterr().out
    assert "removed: 1 person" in out
    assert "still named in: nothing" in out
    assert not [*holding(path, "woordena"), *holding(path, first.id), *holding(path, first.email)]
    assert holding(results, "woordenb")
    outcome = load_result(results).result.outcome
    assert outcome
    assert outcome.statements["p1-1"].score == "green"
    assert main(["round", "open", *where]) == 0
    assert main(["round", "forget", "--yes", first.email, *where]) == 2

    assert main(["round", "close", "--keep", "plan", "--yes", *where]) == 0
    assert not [*holding(path, "woordenb"), *holding(path, second.email), *holding(path, NAMES[1])]
    assert sorted(file.suffix for file in results.iterdir()) == [".csv", ".ics", ".json", ".md"]
    assert holding(results, "Actie van afgesproken")
    agreed = load_result(results).result
    assert agreed.consolidation.respondents == 0
    assert agreed.agreed("p1-1") == "green"
    assert main(["build", FRAMEWORK, "--only", "form", "--previous", str(results), "-o", str(tmp_path / "next")]) == 0
    capsys.readouterr()
    assert main(["round", "status", *where]) == 0
    assert "participants: 2; returned: 1; missing: 1" in capsys.readouterr().out


def test_others_words_and_own_files_that_name_somebody_are_named(small: Path, capsys: Captured) -> None:
    (small / "results" / "notes.txt").write_text(f"Met {NAMES[0].upper()} gesproken", encoding="utf-8")
    (small / "results" / "broken.docx").write_bytes(b"PK\x03\x04 broken")
    assert main(["round", "forget", "--yes", NAMES[0], "--round", str(small)]) == 6
    captured = capsys.readouterr()
    assert "still named in: results/notes.txt" in captured.out
    assert "M018" in captured.err
    assert NAMES[0] not in captured.out + captured.err


def test_people_are_added_and_changed(small: Path, tmp_path: Path, capsys: Captured) -> None:
    more = tmp_path / "more.csv"
    more.write_text("Name;E-mail\nOther Zqxa;zqxa@example.org\nNew;new@example.org\n", encoding="utf-8")
    assert main(["round", "add", str(more), "--round", str(small)]) == 0
    assert "participants added: 1; changed: 1" in capsys.readouterr().out
    with opened(small) as one:
        assert [person.name for person in one.store.people()] == ["Other Zqxa", *NAMES[1:], "New"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["status", "--round", "."], 2),
        (["new", "x", "--framework", FRAMEWORK, "--title", "t", "--participants", "none.csv"], 2),
        (["new", "x", "--framework", "none", "--title", "t", "--participants", "none.csv"], 2),
        (["new", "x", "--framework", FRAMEWORK, "--title", "t", "--participants", "n.csv", "--deadline", "x"], 2),
    ],
)
def test_what_cannot_be_done_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["round", *arguments]) == code
    assert not list(tmp_path.iterdir())


def test_a_removed_person_is_not_even_in_the_free_pages(small: Path) -> None:
    database = small / "round.sqlite"
    assert NAMES[1].encode() in database.read_bytes()
    with opened(small, writing=True) as one:
        one.store.remove_person(one.store.people()[1])
    assert NAMES[1].encode() not in database.read_bytes()
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
