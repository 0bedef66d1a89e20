"""The database of a round: who takes part, what went out, what came in. One SQLite file, readable for decades.

SQLite's rollback journal keeps it whole whatever happens (a killed process, a full disk, a power cut), also on network
drives and when the folder is copied; every change is one transaction. What is deleted is overwritten, so that nothing
of a person stays in the file. `MIGRATIONS` is the schema's history: never changed, only added to.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from kadergen.errors import KadergenError, NothingReadableError, NotWritableError, UsageError
from kadergen.model.round import Arrival, ArrivalKind, FormFormat, MailKind, MailState, MatchedBy, Person, Sent

APPLICATION_ID: Final = 0x4B474E52  # "KGNR", by which `file` and we know it from other databases
_WAIT: Final = 10.0  # seconds for another process to finish its transaction

MIGRATIONS: Final[tuple[str, ...]] = (
    """
    CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    CREATE TABLE person (
        id TEXT PRIMARY KEY, place INTEGER NOT NULL UNIQUE, name TEXT NOT NULL, email TEXT NOT NULL,
        organisation TEXT NOT NULL, party TEXT NOT NULL, level TEXT NOT NULL
    ) STRICT;
    CREATE TABLE arrival (
        sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, suffix TEXT NOT NULL, kind TEXT NOT NULL, received TEXT NOT NULL,
        collected TEXT NOT NULL, person_id TEXT REFERENCES person (id), matched TEXT NOT NULL, source TEXT NOT NULL,
        sender TEXT NOT NULL, superseded_by TEXT, answered INTEGER NOT NULL, statements INTEGER NOT NULL,
        conflicts INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE mail (
        message_id TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES person (id), kind TEXT NOT NULL,
        at TEXT NOT NULL, state TEXT NOT NULL
    ) STRICT;
    CREATE TABLE file (path TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES person (id)) STRICT;
    """,
    """
    CREATE TABLE forgotten (mark TEXT PRIMARY KEY) STRICT;
    """,
    """
    ALTER TABLE person ADD COLUMN forms TEXT NOT NULL DEFAULT '';
    """,
)

_ID, _CLOSED, _INVITED, _RETURNED, _REMOVED = "id", "closed", "invited", "returned", "removed"
_UNKNOWN: Final = {False: "unknown in results", True: "unknown in anonymous results"}
_PERSON: Final = "id, name, email, organisation, party, level, forms"
_ARRIVAL: Final = (
    "sha256, name, suffix, kind, received, collected, person_id, matched, source, sender, superseded_by, answered, "
    "statements, conflicts"
)


class RoundStore:
    """An open database. Each method is one transaction, unless it is called within `transaction`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    # Reading

    @property
    def round_id(self) -> str:
        """The round's id."""
        return self._about(_ID) or ""

    @property
    def closed(self) -> datetime | None:
        """When the round was closed."""
        text = self._about(_CLOSED)
        return datetime.fromisoformat(text) if text else None

    @property
    def counts(self) -> tuple[int, int] | None:
        """How many were invited and how many returned a form, as kept of a closed round."""
        invited, returned = self._about(_INVITED), self._about(_RETURNED)
        return (int(invited), int(returned)) if invited and returned else None

    def must_be_compacted(self) -> bool:
        """Whether somebody was removed since the file was last written anew: a trace may be left in its free space."""
        return self._about(_REMOVED) is not None

    def people(self) -> tuple[Person, ...]:
        """Everybody, in the order of the table that they came from."""
        return tuple(map(_person, self._rows(f"SELECT {_PERSON} FROM person ORDER BY place")))

    def person(self, id_: str | None) -> Person | None:
        """The person of this id, None where there is none."""
        return next(map(_person, self._rows(f"SELECT {_PERSON} FROM person WHERE id = ?", id_)), None)

    def arrivals(self) -> tuple[Arrival, ...]:
        """Everything that came in, the oldest first."""
        return tuple(map(_arrival, self._rows(f"SELECT {_ARRIVAL} FROM arrival ORDER BY received, sha256")))

    def mails(self) -> tuple[Sent, ...]:
        """What went out, the oldest first."""
        rows = self._rows("SELECT person_id, kind, message_id, at, state FROM mail ORDER BY at, message_id")
        return tuple(Sent(p, MailKind(k), m, datetime.fromisoformat(at), MailState(s)) for p, k, m, at, s in rows)

    def files(self) -> tuple[tuple[str, str], ...]:
        """The files made for one person: path (relative to the round's folder, with /) and the person's id."""
        return tuple((str(path), str(person)) for path, person in self._rows("SELECT path, person_id FROM file"))

    def forgotten(self) -> frozenset[str]:
        """What `mark_of` makes of the ids and the files' SHA-256 that were removed for good."""
        return frozenset(str(mark) for (mark,) in self._rows("SELECT mark FROM forgotten"))

    # Writing

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing. Raises NotWritableError where there is no room, or no permission."""
        if self._connection.in_transaction:
            yield
            return
        with _explained(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                _roll_back(self._connection)
                raise

    def put_people(self, people: Iterable[Person]) -> None:
        """Add people, or change those whose id is known."""
        command = (
            f"INSERT INTO person ({_PERSON}, place) VALUES (?, ?, ?, ?, ?, ?, ?, "
            "(SELECT coalesce(max(place), 0) + 1 FROM person)) ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
            "email = excluded.email, organisation = excluded.organisation, party = excluded.party, "
            "level = excluded.level, forms = excluded.forms"
        )
        with self.transaction():
            for p in people:
                forms = " ".join(kind.value for kind in p.forms)
                self._do(command, p.id, p.name, p.email, p.organisation, p.party, p.level, forms)

    def add_arrival(self, arrival: Arrival) -> bool:
        """Note that a file came in; False when it is known already (then nothing is changed)."""
        command = f"INSERT INTO arrival ({_ARRIVAL}) VALUES ({', '.join('?' * 14)}) ON CONFLICT DO NOTHING"
        a = arrival
        with self.transaction():
            return self._do(
                command, a.sha256, a.name, a.suffix, a.kind.value, _time(a.received), _time(a.collected), a.person_id,
                a.matched.value, a.source, a.sender, a.superseded_by, a.answered, a.statements, a.conflicts,
            ) == 1  # fmt: skip

    def match(self, sha256: str, person_id: str | None, matched: MatchedBy) -> None:
        """Say whose a file is."""
        with self.transaction():
            self._do("UPDATE arrival SET person_id = ?, matched = ? WHERE sha256 = ?", person_id, matched.value, sha256)

    def supersede(self, sha256: str, by: str | None) -> None:
        """Say that a newer form counts instead; None takes that back."""
        with self.transaction():
            self._do("UPDATE arrival SET superseded_by = ? WHERE sha256 = ?", by, sha256)

    def put_mail(self, mail: Sent) -> None:
        """Note a mail, or how far it got by now."""
        command = (
            "INSERT INTO mail (message_id, person_id, kind, at, state) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (message_id) DO UPDATE SET at = excluded.at, state = excluded.state"
        )
        with self.transaction():
            self._do(command, mail.message_id, mail.person_id, mail.kind.value, _time(mail.when), mail.state.value)

    def forget_mail(self, message_id: str) -> None:
        """Take back a mail that was begun and surely not sent (the server refused it)."""
        with self.transaction():
            self._do("DELETE FROM mail WHERE message_id = ?", message_id)

    def put_files(self, person_id: str, paths: Iterable[str]) -> None:
        """Note that files were made for one person; paths are relative to the round's folder, with /."""
        with self.transaction():
            for path in paths:
                self._do("INSERT OR REPLACE INTO file (path, person_id) VALUES (?, ?)", path, person_id)

    def remove_arrival(self, sha256: str) -> None:
        """Remove what is known of a file that came in. To be followed by `compact`."""
        with self.transaction():
            self._do("DELETE FROM arrival WHERE sha256 = ?", sha256)
            self._forget(sha256)

    def remove_person(self, person: Person) -> None:
        """Remove a person and everything that is known of them; of what they sent for others, that it was they.

        To be followed by `compact`.
        """
        with self.transaction():
            files = [str(row[0]) for row in self._rows("SELECT sha256 FROM arrival WHERE person_id = ?", person.id)]
            self._forget(person.id, *files)
            for table in ("file", "mail", "arrival"):
                self._do(f"DELETE FROM {table} WHERE person_id = ?", person.id)
            self._do("DELETE FROM person WHERE id = ?", person.id)
            if person.email:
                self._do("UPDATE arrival SET sender = '' WHERE lower(sender) = lower(?)", person.email)

    def counts_unknown(self, anonymous: bool) -> bool:
        """Whether the last results, of this kind, counted forms of which nobody knows whose they are."""
        return self._about(_UNKNOWN[anonymous]) is not None

    def count_unknown(self, anonymous: bool, counted: bool) -> None:
        """Note whether the results count such forms."""
        with self.transaction():
            self._do("DELETE FROM about WHERE key = ?", _UNKNOWN[anonymous])
            if counted:
                self._say(_UNKNOWN[anonymous], "counted")

    def close(self, when: datetime, returned: int) -> None:
        """Remove everybody and everything that came in or went out; how many there were is kept.

        To be followed by `compact`.
        """
        with self.transaction():
            invited = len(self.people())
            for table in ("file", "mail", "arrival", "person", "forgotten"):
                self._do(f"DELETE FROM {table}")
            for key, value in ((_CLOSED, _time(when)), (_INVITED, str(invited)), (_RETURNED, str(returned))):
                self._say(key, value)
            self._say(_REMOVED, "1")

    def compact(self) -> None:
        """Write the file anew, without what is left of deleted rows in its free space, and note that this was done."""
        with _explained(self._path):
            self._connection.execute("VACUUM")
        with self.transaction():
            self._do("DELETE FROM about WHERE key = ?", _REMOVED)

    def _about(self, key: str) -> str | None:
        found = self._rows("SELECT value FROM about WHERE key = ?", key)
        return str(found[0][0]) if found else None

    def _forget(self, *removed: str) -> None:
        for each in removed:
            self._do("INSERT OR IGNORE INTO forgotten (mark) VALUES (?)", mark_of(each))
        self._say(_REMOVED, "1")

    def _say(self, key: str, value: str) -> None:
        self._do("INSERT OR REPLACE INTO about (key, value) VALUES (?, ?)", key, value)

    def _rows(self, command: str, *values: object) -> list[tuple[Any, ...]]:
        with _explained(self._path):
            return self._connection.execute(command, values).fetchall()

    def _do(self, command: str, *values: object) -> int:
        return self._connection.execute(command, values).rowcount


def mark_of(removed: str) -> str:
    """By what an id or a file's SHA-256 is known again, and by nothing else: neither can be found from it, or guessed.

    It keeps what was removed from coming in again with the next look into the same mailbox.
    """
    return hashlib.sha256(f"forgotten {removed}".encode()).hexdigest()


def create_store(path: Path, round_id: str, people: Iterable[Person]) -> None:
    """Make the database. Raises NotWritableError."""
    with _explained(path):
        connection = sqlite3.connect(path, isolation_level=None)
    try:
        with _explained(path):
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            _set_up(connection)
            _migrate(connection, MIGRATIONS)
        store = RoundStore(connection, path)
        with store.transaction():
            connection.execute("INSERT INTO about (key, value) VALUES (?, ?)", (_ID, round_id))
            store.put_people(people)
    finally:
        connection.close()


@contextmanager
def open_store(path: Path, migrations: Sequence[str] = MIGRATIONS) -> Iterator[RoundStore]:
    """The database of a round, brought to this version of the schema.

    Raises UsageError when a newer kadergen made it, NothingReadableError when it is broken or none of ours,
    NotWritableError when it must be changed and cannot be.
    """
    if not path.is_file():
        raise NothingReadableError(f"{path} is missing", "Take the round from a copy; its database belongs to it.")
    with _explained(path):
        # Not created where it is missing; opened for reading alone where it may not be written.
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=_WAIT
        )
    try:
        with _explained(path):
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise NothingReadableError(f"{path} is no database of a round", "Take the round from a copy.")
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > len(migrations):
                raise UsageError(f"a newer version of kadergen made {path}", "Use that one, or a newer one.")
            _set_up(connection)
            _migrate(connection, migrations)
        yield RoundStore(connection, path)
    finally:
        connection.close()


def check_store(store: RoundStore) -> None:
    """Raise NothingReadableError when SQLite finds a fault in the file."""
    found = [str(row[0]) for row in store._rows("PRAGMA integrity_check")]
    if found != ["ok"] or store._rows("PRAGMA foreign_key_check"):
        raise NothingReadableError("the round's database is damaged", "Take the round from a copy.")


def _set_up(connection: sqlite3.Connection) -> None:
    # What is put aside while the file is written anew stays out of the system's folder for temporary files.
    safe = ("foreign_keys = ON", "secure_delete = ON", "journal_mode = DELETE", "synchronous = EXTRA")
    for setting in (*safe, "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {setting}")


def _migrate(connection: sqlite3.Connection, migrations: Sequence[str]) -> None:
    """Each step is one transaction together with the number that tells of it."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    for number, script in enumerate(migrations[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in filter(str.strip, script.split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            _roll_back(connection)
            raise


def _roll_back(connection: sqlite3.Connection) -> None:
    """Undo what was begun, unless SQLite did so already, as it does when the disk is full."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """SQLite's errors as ours; its messages hold no data."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        raise _as_ours(path, name, str(error)) from error


def _as_ours(path: Path, name: str, said: str) -> KadergenError:
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return NotWritableError(f"{path} is in use", "Wait until the other kadergen has finished and try again.")
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return NotWritableError(
            f"{path} cannot be written: {said}",
            "Is the disk full, or may the folder not be written to? Nothing was lost; mend that and try again.",
        )
    return NothingReadableError(f"{path} cannot be used: {said}", "Take the round from a copy, or report this.")


def _person(row: Sequence[Any]) -> Person:
    id_, name, email, organisation, party, level, forms = row
    return Person(id_, name, email, organisation, party, level, tuple(map(FormFormat, forms.split())))


def _arrival(row: Sequence[Any]) -> Arrival:
    (sha256, name, suffix, kind, received, collected, person, matched, source, sender, superseded, answered, statements,
     conflicts) = row  # fmt: skip
    return Arrival(
        sha256=sha256,
        name=name,
        suffix=suffix,
        kind=ArrivalKind(kind),
        received=datetime.fromisoformat(received),
        collected=datetime.fromisoformat(collected),
        person_id=person,
        matched=MatchedBy(matched),
        source=source,
        sender=sender,
        superseded_by=superseded,
        answered=answered,
        statements=statements,
        conflicts=conflicts,
    )


def _time(when: datetime) -> str:
    """ISO 8601 in UTC, always of the same length, so that it sorts as text."""
    return when.astimezone(UTC).isoformat(timespec="seconds")
