"""Databases of rounds that are there already: `databases/version-N.sqlite` is what the schema of that version holds.

A new version of the schema gets a file of its own here, made by the code of that day.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from kadergen.model.round import Arrival, ArrivalKind, MailKind, MailState, MatchedBy, Person, Sent
from kadergen.workflow.round_store import MIGRATIONS, RoundStore, check_store, open_store
from tests.rounds.killed import in_a_fork

DATABASES = Path(__file__).parent / "databases"
A, B = "a" * 32, "b" * 32
BEGIN, LATER = datetime(2026, 11, 2, 9, 30, tzinfo=UTC), datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
# More than SQLite keeps in memory, so that half of it is in the file before it is there for good.
MUCH = """
    CREATE TABLE much (words TEXT NOT NULL) STRICT;
    INSERT INTO much WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
        SELECT hex(zeroblob(200)) FROM n;
    ALTER TABLE person ADD COLUMN telephone TEXT NOT NULL DEFAULT 'none';
    UPDATE person SET telephone = 'unknown'
"""
NEXT = (*MIGRATIONS, MUCH)


@pytest.fixture(params=sorted(DATABASES.glob("version-*.sqlite")), ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of each database that was ever made."""
    copy = tmp_path / "round.sqlite"
    shutil.copyfile(request.param, copy)
    return copy


def version(path: Path) -> int:
    connection = sqlite3.connect(path)
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return int(found)


def is_whole(store: RoundStore) -> bool:
    """Whether everything is there that was put into the file."""
    check_store(store)
    first = Person(A, "Deelnemer 1, gemeente", "deelnemer1@example.org", "Gemeente", "gemeente", "beleid")
    second = Person(B, "Deelnemer 2, zorgorganisatie", "", "Zorgorganisatie", "zorgorganisatie", "")
    older = Arrival(
        "0" * 64, "formulier.pdf", ".pdf", ArrivalKind.FORM, BEGIN, LATER, A, MatchedBy.ID, "1.eml",
        "deelnemer1@example.org", "1" * 64, 3, 32, 1,
    )  # fmt: skip
    newer = Arrival(
        "1" * 64, "nieuwer.docx", ".docx", ArrivalKind.FORM, LATER, LATER, A, MatchedBy.SENDER, "2.eml",
        "deelnemer1@example.org", None, 30, 32, 0,
    )  # fmt: skip
    strange = Arrival("2" * 64, "brief.pdf", ".pdf", ArrivalKind.FOREIGN, LATER, LATER)
    mails = (
        Sent(A, MailKind.FIRST, "<1@example.org>", BEGIN),
        Sent(A, MailKind.REMINDER, "<2@example.org>", LATER, MailState.BEGUN),
    )
    return (
        (store.round_id, store.closed, store.counts) == ("r" * 32, None, None)
        and store.people() == (first, second)
        and store.arrivals() == (older, newer, strange)
        and store.mails() == mails
        and store.files() == (("forms/een.pdf", A),)
    )


def test_there_is_one_of_every_version() -> None:
    assert [file.stem for file in sorted(DATABASES.iterdir())] == [f"version-{n + 1}" for n in range(len(MIGRATIONS))]


def test_an_older_database_is_read_whole(path: Path) -> None:
    with open_store(path) as store:
        assert is_whole(store)
    assert version(path) == len(MIGRATIONS)


def test_an_older_database_is_brought_to_a_newer_schema(path: Path) -> None:
    with open_store(path, NEXT) as store:
        assert is_whole(store)
        assert set(store._rows("SELECT telephone FROM person")) == {("unknown",)}
        assert store._rows("SELECT count(*) FROM much") == [(12000,)]
    assert version(path) == len(NEXT)


def test_a_change_of_schema_that_is_killed_leaves_the_old_one_or_the_new_one(path: Path, tmp_path: Path) -> None:
    half, first = 0, version(path)
    for number in range(1, 100):
        trial = tmp_path / "trial" / "round.sqlite"
        trial.parent.mkdir()
        shutil.copyfile(path, trial)
        code = in_a_fork(lambda trial: _migrate(trial, NEXT), trial, lambda number=number: _die_in_migrate(number))  # type: ignore[misc]
        half += trial.with_name("round.sqlite-journal").exists()
        tables = _tables(trial)  # by SQLite alone
        assert version(trial) in ([len(NEXT)] if "much" in tables else range(first, len(NEXT)))
        assert (version(trial) >= 2) == ("forgotten" in tables)
        assert (version(trial) >= 3) == ("forms" in tables)
        assert ("telephone" in tables) == ("much" in tables)
        with open_store(trial, NEXT) as store:
            assert is_whole(store)
        assert version(trial) == len(NEXT)
        shutil.rmtree(trial.parent)
        if code == 0:
            break
        assert code == -signal.SIGKILL
    assert number > 10
    assert half >= 3


def _migrate(path: Path, migrations: Sequence[str]) -> None:
    with open_store(path, migrations):
        pass


def _tables(path: Path) -> str:
    connection = sqlite3.connect(path)
    found = " ".join(str(row[0]) for row in connection.execute("SELECT sql FROM sqlite_master"))
    connection.close()
    return found


def _die_in_migrate(number: int) -> None:
    left = number

    def on_line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        left -= event == "line"
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return on_line

    def on_call(frame: FrameType, event: str, _: Any) -> Any:
        code = frame.f_code
        return on_line if code.co_name == "_migrate" and code.co_filename.endswith("round_store.py") else None

    sys.settrace(on_call)
