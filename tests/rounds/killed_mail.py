"""Stops `kadergen round send --smtp` wherever it can be stopped, and asks the server who got what.

Run as `python -m tests.rounds.killed_mail lines|notes|talk|sample send|remind FOLDER STEP`; prints JSON: how often it
was stopped, and every fault found. The command runs in a fork of this process, through the command line, with a real
folder and database and a real server with STARTTLS and a login.

- `lines`: it kills itself (SIGKILL) at every STEPth line of our modules that it runs.
- `notes`: the same, of the lines around each note in the ledger and each mail's handing over.
- `talk`: at every STEPth answer of the server, the server drops, refuses, or kills it, in every way of `Stumble`.
- `sample`: `notes`, and of `talk` the two answers to the first mail itself.

Afterwards the command is run again, as often as the server is at fault (twice at most). Then everybody got each mail
once, or the ledger says that nobody knows: of one mail at most for each time that it was stopped.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Final, Self

from kadergen.cli import main as kadergen
from kadergen.cli import round_mail
from kadergen.content.words import bundled_wording
from kadergen.model.round import FormFormat, Mailbox, MailKind, MailState, RoundSettings, Sent
from kadergen.workflow import round_post
from kadergen.workflow.frameworks import load
from kadergen.workflow.round_folder import examine, new_round, opened
from kadergen.workflow.round_post import blank_forms
from tests.rounds import killed
from tests.rounds.full_round import EXAMPLE, people_table
from tests.rounds.stumbling_server import Stumble, StumblingServer, stumbling_server
from tests.workflow.smtp_server import PASSWORD, USER

LINES: Final = {
    "notes": ("round_send.py",),
    "lines": (
        "round_folder.py", "round_store.py", "round_post.py", "round_send.py", "round_letters.py", "round_forms.py",
        "round_mail.py", "files.py", "smtp_send.py",
    ),
}  # fmt: skip
_DATA: Final = (16, 17)  # the server's answers to the first mail: 354, and that it was taken
_IN_BODY: Final = (Stumble.KILL_IN_BODY, Stumble.DROP_IN_BODY)


@dataclass(frozen=True, slots=True)
class Trial:
    """The round, the server, and the command: `send` or `remind`."""

    path: Path
    server: StumblingServer
    command: str

    def send(self) -> int:
        """The command, as it is typed; its exit code."""
        where = ["--smtp", f"localhost:{self.server.port}", "--ca-file", str(self.server.authorities), "--pause", "0"]
        with (
            (self.path.parent / "said").open("a", encoding="utf-8") as said,
            redirect_stdout(said),
            redirect_stderr(said),
        ):
            return kadergen(["round", self.command, *where, "--round", str(self.path)])

    def stopped(self, at_line: int = 0, ours: tuple[str, ...] = ()) -> int:
        """The command in a fork, which may be killed; its exit code or minus the signal."""
        child = os.fork()
        if child == 0:
            code = 99
            try:
                self.server.victim(os.getpid())
                if at_line:
                    killed.die_at(at_line, ours)
                code = self.send()
            finally:
                os._exit(code)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def faults(self, stops: int) -> Iterator[str]:
        """What is wrong, after the command was run to its end; it was stopped so many times."""
        taken = self.server.taken()
        kind = MailKind.REMINDER if self.command == "remind" else MailKind.FIRST
        with opened(self.path, writing=True) as one:
            yield from map(str, examine(one))
            people = {person.id: person.email for person in one.store.people()}
            ledger = {people[m.person_id]: m for m in one.store.mails() if m.kind is kind}
        times = Counter(recipient for recipient, _ in taken)
        unsure = [address for address, mail in ledger.items() if mail.state is MailState.BEGUN]
        if len(unsure) > stops:
            yield f"{len(unsure)} mails of which nobody knows"
        for address in people.values():
            state = ledger[address].state if address in ledger else None
            if times[address] > 1 or (times[address] == 0 and address not in unsure):
                yield f"one got it {times[address]} times, and the ledger says {state}"
            if times[address] == 1 and state not in (MailState.BEGUN, MailState.SENT):
                yield f"one got it, and the ledger says {state}"
        if {message_id for _, message_id in taken} - {mail.message_id for mail in ledger.values()}:
            yield "the ledger knows a mail under another id"
        yield from (f"left behind: {file.name}" for file in self.path.rglob(".kadergen-*"))
        for file in self.path.glob("round.sqlite?*"):
            # SQLite leaves a journal alone that begins with 0: with what is in it nothing was begun. The next one that
            # writes takes its place.
            if file.read_bytes()[:1].strip(b"\0"):
                yield f"left behind: {file.name}"
        check = subprocess.run(
            ["sqlite3", self.path / "round.sqlite", "PRAGMA integrity_check"],
            capture_output=True,
            text=True,
            check=False,
        )
        if check.stdout != "ok\n":
            yield "sqlite3 finds a fault"
        status = self._status()
        states = {
            person["email"]: [m["state"] for m in person["mails"] if m["kind"] == kind.value] for person in status
        }
        if states != {
            address: [ledger[address].state.value] if address in ledger else [] for address in people.values()
        }:
            yield "status says something else"

    def _status(self) -> list[dict[str, Any]]:
        out = self.path.parent / "status.json"
        with out.open("w", encoding="utf-8") as file, redirect_stdout(file):
            kadergen(["round", "status", "--json", "--round", str(self.path)])
        found: list[dict[str, Any]] = json.loads(out.read_text("utf-8"))["people"]
        return found


def start(path: Path, command: str) -> None:
    """A round with three people, who have got their first mail where they are to be reminded."""
    path.parent.mkdir(parents=True)
    settings = RoundSettings(str(EXAMPLE), "Round", "en", None, None, (FormFormat.PDF,), Mailbox("Facilitator", USER))
    new_round(path, settings, people_table(path.parent))
    if command == "remind":
        with opened(path, writing=True) as one:
            for number, person in enumerate(one.store.people()):
                one.store.put_mail(Sent(person.id, MailKind.FIRST, f"<{number}@round>", killed.WHEN))


class _Still(datetime):
    """A clock that stands still, since one day's reminder is another than the next day's."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls.fromtimestamp(killed.WHEN.timestamp(), tz)


class Trials:
    """One stop after another, each in a fresh copy of the round."""

    def __init__(self, folder: Path, command: str, server: StumblingServer) -> None:
        self._folder, self._command, self._server = folder, command, server
        self.stops, self.faults = 0, list[str]()
        start(folder / "start" / "round", command)

    def fresh(self) -> Trial:
        """The round as it was, and a server that took nothing."""
        path = self._folder / "trial" / "round"
        shutil.rmtree(path.parent, ignore_errors=True)
        shutil.copytree(self._folder / "start", path.parent)
        return Trial(path, self._server, self._command)

    def at_line(self, number: int, ours: tuple[str, ...]) -> bool:
        """Kill it at this line of these modules; False when there is none of this number."""
        trial = self.fresh()
        self._server.plan()
        if (code := trial.stopped(number, ours)) != -signal.SIGKILL:
            self._note(f"line {number}", [] if code == 0 else [f"ended with {code}"])
            return False
        self.stops += 1
        self._again(f"line {number}", trial, 1)
        return True

    def at_answer(self, number: int, what: Stumble) -> str:
        """Have the server stumble at its answer of this number; gives the code of that answer, "" for none."""
        trial = self.fresh()
        self._server.plan(number, what)
        code = trial.stopped()
        said = self._server.said()
        if len(said) < number:
            return ""
        self.stops += 1
        name = f"answer {number} ({said[number - 1]}), {what.value}"
        killing = what.value.startswith("kill")
        late = said[number - 1] == "221" and code == 0  # it had said goodbye, and ended before it was killed
        if ((code == -signal.SIGKILL) != killing and not late) or code in (1, 99):
            self._note(name, [f"ended with {code}"])
        self._again(name, trial, 1)
        return said[number - 1]

    def _again(self, name: str, trial: Trial, stops: int) -> None:
        code = trial.send()
        self._note(name, [*trial.faults(stops), *([f"the second run ended with {code}"] if code not in (0, 6) else [])])

    def _note(self, name: str, faults: list[str]) -> None:
        self.faults += [f"{name}: {fault}" for fault in faults]


def talk(trials: Trials, answers: Iterable[int]) -> None:
    """Every way to stumble, at each of these answers, until there is none."""
    for number in answers:
        if not (code := trials.at_answer(number, Stumble.DROP_BEFORE)):
            break
        for what in Stumble:
            if what is not Stumble.DROP_BEFORE and (what not in _IN_BODY or code == "354"):
                trials.at_answer(number, what)


def lines(trials: Trials, numbers: Iterable[int], ours: tuple[str, ...]) -> None:
    """Killed at each of these lines, until there is none."""
    for number in numbers:
        if not trials.at_line(number, ours):
            break


def main(kind: str, command: str, folder: str, step: str) -> None:
    """One of the kinds, printed as JSON."""
    killed.quicker()
    setattr(round_mail, "datetime", _Still)  # noqa: B010 - for mypy
    framework, formats = load(str(EXAMPLE))[0], (FormFormat.PDF,)
    blanks = blank_forms(framework, formats)  # the same each time
    setattr(round_post, "blank_forms", lambda *_: blanks)  # noqa: B010 - for mypy
    setattr(round_post, "bundled_wording", functools.cache(bundled_wording))  # noqa: B010
    os.environ["KADERGEN_SMTP_PASSWORD"] = PASSWORD
    where = Path(folder)
    where.mkdir(parents=True)
    with stumbling_server(where) as server:
        trials = Trials(where, command, server)
        server.plan()
        trials.fresh().send()  # so that what takes long is known before the forks
        numbers = range(1, 1_000_000, int(step))
        if kind == "sample":
            lines(trials, numbers, LINES["notes"])
            talk(trials, _DATA)
        elif kind == "talk":
            talk(trials, numbers)
        else:
            lines(trials, numbers, LINES[kind])
    sys.stdout.write(json.dumps({"stopped": trials.stops, "faults": trials.faults}))


if __name__ == "__main__":
    main(*sys.argv[1:])
