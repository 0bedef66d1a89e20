"""A round in which everything has happened: mails of every kind, forms of every kind, results of both kinds, outcomes.

All of it is made by the commands themselves. `traces_in` looks for somebody in everything that is left, with other
programs than kadergen.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import date
from email.message import EmailMessage
from pathlib import Path

from kadergen.cli import main
from kadergen.model.round import FormFormat, Mailbox, MailKind, MailState, RoundSettings, Sent
from kadergen.workflow.round_folder import new_round, opened
from kadergen.workflow.round_settings import meeting_of

EXAMPLE = Path(__file__).parent.parent / "data" / "frameworks" / "english-example"
FIRST = "zqxa@example.org"
NAMES = ("Participant Zqxa", "Participant Zqxb", "Participant Zqxc")


def run(*arguments: str | Path, codes: tuple[int, ...] = (0,)) -> None:
    """A command of kadergen, which ends with one of these codes."""
    code = main([str(argument) for argument in arguments])
    assert code in codes, (arguments, code)


def people_table(folder: Path, names: tuple[str, ...] = NAMES) -> Path:
    """The table of participants."""
    path = folder / "people.csv"
    path.write_text("\n".join(["Name;E-mail", *(f"{n};{n[-4:].lower()}@example.org" for n in names)]), encoding="utf-8")
    return path


def make_full(path: Path) -> None:
    """Make the round at `path`: the first person sent in four forms and two other files, the second one form."""
    work = path.parent / "work"
    work.mkdir(parents=True)
    settings = RoundSettings(
        str(EXAMPLE),
        "Round",
        "en",
        date(2026, 11, 30),
        meeting_of("2026-12-10 13:30-16:30"),
        (FormFormat.PDF, FormFormat.WORD),
        Mailbox("Facilitator", "facilitator@example.org"),
    )
    new_round(path, settings, people_table(work))
    here = ("--round", path)
    run("round", "send", *here)
    for number, (person, suffix, answer) in enumerate(
        [("Zqxa", ".pdf", "green"), ("Zqxa", ".docx", "blue"), ("Zqxa", ".pdf", ""), ("Zqxb", ".pdf", "yellow")]
    ):
        (form,) = (path / "forms").glob(f"*{person}*{suffix}")
        _fill(form, work / f"{number}{suffix}", answer, f"reflection{person.lower()}")
        _mail(work / f"{number}.eml", f"{person.lower()}@example.org", work / f"{number}{suffix}", number)
    (work / "broken.pdf").write_bytes(next((path / "forms").glob("*Zqxb*.pdf")).read_bytes()[:9000])
    _mail(work / "5.eml", FIRST, work / "broken.pdf", 5)
    with zipfile.ZipFile(work / "more.zip", "w") as archive:
        archive.write(work / "0.pdf", "again.pdf")
    run("round", "collect", *sorted(work.glob("*.eml")), work / "more.zip", *here, codes=(0, 6))
    run("round", "send", "--meeting", *here)
    _drafts_of_reminders(path)
    for more in ((), ("--anonymous",)):
        run("round", "results", *more, *here, codes=(0, 6))
    results = path / "results"
    blank = next((path / "forms").glob("*Zqxc*.pdf"))
    _fill(blank, work / "group.pdf", "purple", "agreed by all", name="The group")
    for kind in ("results", "results-anonymous"):
        file = results / f"english-example-{kind}.json"
        run("agenda", file, "-o", results, "--framework", EXAMPLE)
        run("outcome", file, work / "group.pdf", "-o", results, "--framework", EXAMPLE)
    shutil.rmtree(work)


def _fill(form: Path, out: Path, score: str, words: str, name: str = "") -> None:
    data: dict[str, object] = {"answers": {"hours-week": {"score": score, "reflection": words}} if score else {}}
    if name:
        data["respondent"] = {"name": name}
    source = out.with_suffix(".json")
    source.write_text(json.dumps(data), encoding="utf-8")
    run("fill", form, "--data", source, "-o", out)


def _mail(path: Path, sender: str, file: Path, day: int) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "facilitator@example.org", "Re: Round"
    message["Date"] = f"Wed, {11 + day} Nov 2026 10:00:00 +0100"
    message.set_content("Here it is.")
    message.add_attachment(file.read_bytes(), maintype="application", subtype="octet-stream", filename=file.name)
    path.write_bytes(message.as_bytes())


def _drafts_of_reminders(path: Path) -> None:
    """Reminders as drafts for whoever is missing, and one that was sent for each person."""
    run("round", "remind", "--round", path)
    with opened(path, writing=True) as one:
        for number, person in enumerate(one.store.people()):
            when = one.store.mails()[0].when
            one.store.put_mail(Sent(person.id, MailKind.REMINDER, f"<{number}@round>", when, MailState.SENT))
            (path / "outbox" / f"reminder-{person.name}.eml").write_text(f"To: {person.email}\nX: {person.id}\n\nHi\n")
            one.store.put_files(person.id, [f"outbox/reminder-{person.name}.eml"])


def traces_in(path: Path, words: Sequence[str], work: Path) -> list[str]:
    """The files in which one of the words stands, after unpacking by other programs: unzip, qpdf, sqlite3, strings."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(path, work)
    for file in [file for file in work.rglob("*") if file.is_file()]:
        if file.suffix in {".docx", ".xlsx", ".zip"}:
            _quiet("unzip", "-o", "-q", file, "-d", file.with_name(file.name + ".unpacked"))
        elif file.suffix == ".pdf":
            _quiet("qpdf", "--qdf", "--object-streams=disable", "--decode-level=all", file, f"{file}.qdf")
            _quiet("pdftotext", file, f"{file}.txt")
        elif file.suffix == ".sqlite":
            (work / "dump.sql").write_bytes(_quiet("sqlite3", file, ".dump"))
        if file.name.startswith("round.sqlite"):
            for number, how in enumerate(("s", "l", "b")):
                (work / f"{file.name}.strings{number}").write_bytes(
                    _quiet("strings", "-a", "-n", "4", f"-e{how}", file)
                )
    expressions = [part for word in words for part in ("-e", word)]
    found = _quiet("grep", "-r", "-i", "-l", "-a", "-F", *expressions, work).decode().splitlines()
    return sorted({str(Path(each).relative_to(work)) for each in found}) + [
        str(file.relative_to(work))
        for file in work.rglob("*")
        if any(word.lower() in file.name.lower() for word in words)
    ]


def _quiet(*command: str | Path) -> bytes:
    return subprocess.run([str(part) for part in command], capture_output=True, check=False).stdout
