"""`kadergen round collect` as a user does it: what came back, by mail or otherwise, lands where it belongs."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from kadergen.cli import main
from kadergen.diagnostics import Code
from kadergen.formats.acroform_fill import Filler
from kadergen.model.instrument import PERSON_FIELD
from kadergen.model.round import ArrivalKind, MailKind, Person, Sent
from kadergen.workflow import round_collect
from kadergen.workflow.round_folder import opened
from kadergen.workflow.round_sources import collect_into, source_of
from tests.mail import samples
from tests.mail.dovecot import PASSWORD, USER, dovecot
from tests.mail.fuzz import report
from tests.mail.samples import WHEN, mail, outlook, winmail, zipped
from tests.readers.support import FRAMEWORK, blank_form

PEOPLE = "name,e-mail\n" + "".join(f"Deelnemer {n},deelnemer{n}@gemeente.example\n" for n in range(1, 7))
NOW = WHEN + timedelta(days=10)

HOST = "gemeente.example"

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, capsys: Captured) -> Path:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    arguments = ["--framework", FRAMEWORK, "--title", "Ronde", "--participants", str(tmp_path / "people.csv")]
    assert main(["round", "new", str(tmp_path / "ronde"), *arguments]) == 0
    capsys.readouterr()
    return tmp_path / "ronde"


def people(folder: Path) -> tuple[Person, ...]:
    with opened(folder) as one:
        return one.store.people()


def form(words: str, person: Person | None = None, name: str = "") -> bytes:
    """A form with an answer, and a name, and somebody's id in it if you like."""
    values = {"p1-1__score": "green", "p1-1__reflection": words} if words else {}
    if name:
        values["respondent__name"] = name
    return Filler(blank_form()).fill(values, {PERSON_FIELD: person.id} if person else None).data


def from_(number: int, *files: tuple[str, bytes], days: int = 0, inside: tuple[EmailMessage, ...] = ()) -> EmailMessage:
    sender = f"Deelnemer {number} <deelnemer{number}@gemeente.example>"
    return mail(files, sender, WHEN + timedelta(days=days), inside)


def status(folder: Path, capsys: Captured) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["round", "status", "--json", "--round", str(folder)]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def counts(folder: Path, capsys: Captured) -> dict[str, tuple[str, str]]:
    """Name of each person whose form is there → its file's name and how it was matched."""
    return {
        person["name"]: (person["form"]["name"], person["form"]["matched"])
        for person in status(folder, capsys)["people"]
        if person["form"]
    }


def collect(folder: Path, *sources: Path | str) -> int:
    return main(["round", "collect", *map(str, sources), "--round", str(folder)])


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


WAYS: dict[str, Callable[[EmailMessage], tuple[str, bytes]]] = {
    "eml": lambda message: ("a.eml", bytes(message)),
    "msg": lambda message: ("a.msg", outlook(message)),
    "mbox": lambda message: ("a.mbox", samples.mbox([from_(6), message])),
    "zip": lambda message: ("a.zip", zipped({"b/a.eml": bytes(message)})),
    "maildir": lambda message: ("box/new/1.M1.host", bytes(message)),
    "draft of a forward": lambda message: (
        "a.eml",
        b"X-Unsent: 1\r\n" + bytes(mail(sender="collega@elders.example", inside=[message])),
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_form_in_a_mail_is_its_senders(way: str, folder: Path, tmp_path: Path, capsys: Captured) -> None:
    name, data = WAYS[way](from_(2, ("formulier.pdf", form("woorden"))))
    put(tmp_path / "in" / name, data)
    for other in ("cur", "tmp"):
        put(tmp_path / "in/box" / other / ".keep", b"")
    assert collect(folder, tmp_path / "in" / ("box" if way == "maildir" else name)) == 0
    assert counts(folder, capsys) == {"Deelnemer 2": ("formulier.pdf", "sender")}
    (kept,) = (folder / "returned").iterdir()
    assert kept.read_bytes() == form("woorden")
    assert kept.name == hashlib.sha256(kept.read_bytes()).hexdigest() + ".pdf"


def test_id_sender_and_name_and_what_nobody_knows(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    first, second, *_ = people(folder)
    put(tmp_path / "in/1.eml", bytes(from_(5, ("id.pdf", form("a", first)))))
    put(tmp_path / "in/2.eml", bytes(from_(3, ("sender.pdf", form("b")))))
    put(tmp_path / "in/name.pdf", form("c", name="deelnemer 4"))
    put(tmp_path / "in/nobody.pdf", form("d", name="Iemand"))
    put(tmp_path / "in/two.eml", bytes(from_(5, ("two.pdf", form("e", second, name="Deelnemer 6")))))
    assert collect(folder, tmp_path / "in") == 0
    out, err = capsys.readouterr()
    assert counts(folder, capsys) == {
        "Deelnemer 1": ("id.pdf", "id"),
        "Deelnemer 3": ("sender.pdf", "sender"),
        "Deelnemer 4": ("name.pdf", "name"),
    }
    assert {a["name"] for a in status(folder, capsys)["unknown"]} == {"nobody.pdf", "two.pdf"}
    assert "M045" in err
    assert "M046" in err
    assert "new: 5" in out


def test_the_same_file_counts_once_and_a_second_collection_changes_nothing(
    folder: Path, tmp_path: Path, capsys: Captured
) -> None:
    data = form("woorden")
    put(tmp_path / "in/1.eml", bytes(from_(2, ("een.pdf", data))))
    put(tmp_path / "in/2.eml", bytes(from_(2, ("twee.pdf", data), days=1)))
    for _ in range(2):
        assert collect(folder, tmp_path / "in") == 0
    assert "new: 0; matched since: 0; here already: 1" in capsys.readouterr().out
    (person,) = [p for p in status(folder, capsys)["people"] if p["form"]]
    assert person["form"]["received"].startswith("2026-11-20"), "when it came first"
    assert not person["others"]


def test_a_newer_form_supersedes_and_the_older_one_stays(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    newer = put(tmp_path / "newer.eml", bytes(from_(2, ("nieuw.pdf", form("nieuw")), days=3)))
    older = put(tmp_path / "older.eml", bytes(from_(2, ("oud.pdf", form("oud")))))
    assert collect(folder, newer) == 0
    assert collect(folder, older) == 0
    assert counts(folder, capsys) == {"Deelnemer 2": ("nieuw.pdf", "sender")}
    assert len(list((folder / "returned").iterdir())) == 2
    newest = put(tmp_path / "newest.eml", bytes(from_(2, ("laatst.pdf", form("laatst")), days=4)))
    assert collect(folder, newest) == 0
    assert "M048" in capsys.readouterr().err
    (person,) = [p for p in status(folder, capsys)["people"] if p["form"]]
    assert (person["form"]["name"], [other["name"] for other in person["others"]]) == (
        "laatst.pdf",
        ["oud.pdf", "nieuw.pdf"],
    )


def test_a_form_of_nobody_gets_its_owner_when_it_comes_again_by_mail(
    folder: Path, tmp_path: Path, capsys: Captured
) -> None:
    data = form("woorden")
    assert collect(folder, put(tmp_path / "los.pdf", data)) == 0
    assert counts(folder, capsys) == {}
    assert collect(folder, put(tmp_path / "1.eml", bytes(from_(2, ("form.pdf", data))))) == 0
    assert counts(folder, capsys) == {"Deelnemer 2": ("los.pdf", "sender")}


def test_the_empty_form_and_the_broken_and_the_foreign(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    first, *_ = people(folder)
    files = (
        ("leeg.pdf", form("", first, name="Deelnemer 1")),
        ("kapot.pdf", form("woorden")[:5_000]),
        ("vreemd.pdf", b"%PDF-1.4\nniets van ons"),
        ("virus.exe", b"MZ" + bytes(100)),
    )
    assert collect(folder, put(tmp_path / "1.eml", bytes(from_(2, *files)))) == 0
    with opened(folder) as one:
        kinds = {arrival.name: (arrival.kind, arrival.suffix) for arrival in one.store.arrivals()}
    assert kinds["leeg.pdf"] == (ArrivalKind.EMPTY, ".pdf")
    assert kinds["kapot.pdf"][0] in (ArrivalKind.UNREADABLE, ArrivalKind.FOREIGN)
    assert kinds["virus.exe"] == (ArrivalKind.FOREIGN, ".bin")
    assert counts(folder, capsys) == {}
    assert {p["name"]: p["status"] for p in status(folder, capsys)["people"]}["Deelnemer 2"] == "unreadable"


def test_an_empty_form_never_takes_the_place_of_a_filled_one(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    first, *_ = people(folder)
    put(tmp_path / "in/1.eml", bytes(from_(1, ("vol.pdf", form("woorden", first)))))
    put(tmp_path / "in/2.eml", bytes(from_(1, ("leeg.pdf", form("", first, name="Deelnemer 1")), days=5)))
    assert collect(folder, tmp_path / "in") == 0
    assert counts(folder, capsys) == {"Deelnemer 1": ("vol.pdf", "id")}


def test_hostile_things_cost_themselves_alone(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    deep = form("diep")
    for _ in range(30):
        deep = zipped({"in.zip": deep})
    put(tmp_path / "in/0.zip", deep)
    put(tmp_path / "in/1.zip", zipped({"../../weg.pdf": form("b", name="Deelnemer 3")}))
    put(tmp_path / "in/2.eml", bytes(from_(2, ("../../../x.pdf", form("a")), ("winmail.dat", winmail([])))))
    put(tmp_path / "in/3.eml", b"From: a@b.example\r\nContent-Type: application/pkcs7-mime\r\n\r\nx")
    (tmp_path / "in/4.pdf").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "in/5.pdf")
    assert collect(folder, tmp_path / "in", tmp_path / "bestaat-niet") == 6
    err = capsys.readouterr().err
    assert {code for code in ("M040", "M042", "M043") if code in err} == {"M040", "M042", "M043"}
    assert counts(folder, capsys) == {"Deelnemer 2": ("x.pdf", "sender"), "Deelnemer 3": ("weg.pdf", "name")}
    assert not list(tmp_path.glob("*.pdf")), "no name of an attachment is ever a path"
    assert "@" not in err, "no addresses in messages"


def test_a_mail_of_50_mb(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    large = from_(2, ("film.mp4", os.urandom(37_000_000)), ("form.pdf", form("woorden")))
    assert collect(folder, put(tmp_path / "1.eml", bytes(large))) == 0
    assert counts(folder, capsys) == {"Deelnemer 2": ("form.pdf", "sender")}


class Stop(BaseException):
    """As when the process is ended."""


def test_stopped_at_any_file_it_can_be_done_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 4):
        put(tmp_path / f"in/{number}.eml", bytes(from_(number, ("form.pdf", form(f"van {number}")))))
    keep = round_collect._Taking.take
    for most in (0, 1, 1):
        done = 0

        def take(self: Any, *arguments: Any, most: int = most) -> None:
            nonlocal done
            if done == most:
                raise Stop
            done += 1
            keep(self, *arguments)

        with monkeypatch.context() as patch, opened(folder, writing=True) as one:
            patch.setattr(round_collect._Taking, "take", take)
            with pytest.raises(Stop):
                collect_into(one, [tmp_path / "in"], NOW)
        assert not (folder / ".kadergen-collect").exists()
    with opened(folder, writing=True) as one:
        collect_into(one, [tmp_path / "in"], NOW)
        assert sum(arrival.counts for arrival in one.store.arrivals()) == 3


def test_a_clock_that_runs_ahead_makes_no_form_newer(folder: Path, tmp_path: Path) -> None:
    put(tmp_path / "in/1.eml", bytes(from_(1, ("form.pdf", form("toekomst")), days=20_000)))
    with opened(folder, writing=True) as one:
        (arrival,) = collect_into(one, [tmp_path / "in"], NOW).arrivals
    assert arrival.received == NOW


def test_out_of_a_mailbox_on_dovecot(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled = put(tmp_path / "form.pdf", form("woorden"))
    with dovecot() as server, opened(folder, writing=True) as one:
        server.deliver(
            *("--from", "deelnemer4@gemeente.example", "--attach-type", "application/pdf"),
            *("--attach-name", "form.pdf", "--attach", f"@{filled}"),
        )
        monkeypatch.setenv("KADERGEN_IMAP_PASSWORD", PASSWORD)
        source = source_of(f"imaps://{USER}@localhost:{server.imaps}/INBOX")
        before = server.state()
        done = collect_into(one, [source], datetime.now(UTC), context=server.context)
        assert server.state() == before
        refused = collect_into(one, [source], datetime.now(UTC))
    assert [(arrival.name, arrival.sender) for arrival in done.arrivals] == [
        ("form.pdf", "deelnemer4@gemeente.example")
    ]
    assert not done.diagnostics
    assert [found.code for found in refused.diagnostics] == [Code.M050]


# Our own mails, and mails that others pass on ------------------------------------------------------------------------


def from_us(folder: Path, person: Person, data: bytes) -> EmailMessage:
    """The mail that a form went out with, and the note of it."""
    message = mail([("Formulier.pdf", data)], "Bijeenkomst <bijeenkomst@voorbeeld.example>")
    message.replace_header("Message-ID", f"<{person.id}@voorbeeld.example>")
    with opened(folder, writing=True) as one:
        one.store.put_mail(Sent(person.id, MailKind.FIRST, f"<{person.id}@voorbeeld.example>", WHEN))
    return message


def standings(folder: Path, capsys: Captured) -> dict[str, str]:
    return {person["name"]: person["status"] for person in status(folder, capsys)["people"]}


def test_a_mail_that_came_back_is_no_answer(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    person, *_ = people(folder)
    ours = from_us(folder, person, form("", person, name=person.name))
    returned = report(bytes(ours)).replace(b"MIME-Version", b"Date: Fri, 20 Nov 2026 09:31:00 +0000\r\nMIME-Version", 1)
    assert collect(folder, put(tmp_path / "1.eml", returned)) == 0
    assert "M053" in capsys.readouterr().err
    assert standings(folder, capsys)["Deelnemer 1"] == "undelivered"
    with opened(folder, writing=True) as one:
        again = Sent(person.id, MailKind.FIRST, "<nog-eens@voorbeeld.example>", WHEN + timedelta(days=1))
        one.store.put_mail(again)
    assert standings(folder, capsys)["Deelnemer 1"] == "invited", "once it was sent again"
    assert collect(folder, put(tmp_path / "2.eml", bytes(from_(1, ("form.pdf", form("woorden", person)))))) == 0
    assert standings(folder, capsys)["Deelnemer 1"] == "returned"


def test_our_own_mail_in_somebodys_answer_is_no_answer(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    first, second, *_ = people(folder)
    away = from_(1, inside=(from_us(folder, first, form("", first, name=first.name)),))
    away["Auto-Submitted"] = "auto-replied"
    filled = from_(2, inside=(from_us(folder, second, form("ingevuld", second, name=second.name)),))
    put(tmp_path / "in/1.eml", bytes(away))
    put(tmp_path / "in/2.eml", bytes(filled))
    assert collect(folder, tmp_path / "in") == 0
    assert "M054" in capsys.readouterr().err
    assert standings(folder, capsys)["Deelnemer 1"] == "invited"
    assert counts(folder, capsys) == {"Deelnemer 2": ("Formulier.pdf", "id")}


def test_the_form_of_a_stranger_is_not_who_passes_it_on(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    stranger = mail([("vreemd.pdf", form("a"))], "prive@elders.example")
    nobody = mail([("twee.pdf", form("b"))], "a@elders.example, b@elders.example")
    put(tmp_path / "in/1.eml", bytes(from_(1, inside=(stranger,))))
    put(tmp_path / "in/2.eml", bytes(from_(2, inside=(nobody,))))
    put(tmp_path / "in/3.eml", bytes(mail(sender="assistent@elders.example", inside=[from_(3, ("c.pdf", form("c")))])))
    winmail_in_mail = mail([("winmail.dat", winmail([], [winmail([("d.pdf", form("d"))])]))], f"<deelnemer4@{HOST}>")
    put(tmp_path / "in/4.eml", bytes(winmail_in_mail))
    assert collect(folder, tmp_path / "in") == 0
    assert counts(folder, capsys) == {"Deelnemer 3": ("c.pdf", "sender")}
    assert {one["name"] for one in status(folder, capsys)["unknown"]} == {"vreemd.pdf", "twee.pdf", "d.pdf"}


def test_who_collects_may_pass_on_and_take_part(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    """The facilitator, who is participant 6: what she passes on is of who sent it to her, what she sends is hers."""
    settings = (folder / "round.yaml").read_text(encoding="utf-8")
    changed = re.sub(r"(?m)^  address:.*$", f"  address: Deelnemer6@{HOST}", settings)
    (folder / "round.yaml").write_text(changed, encoding="utf-8")
    put(tmp_path / "in/1.eml", bytes(from_(6, inside=(from_(1, ("een.pdf", form("a"))),))))
    put(tmp_path / "in/2.eml", bytes(from_(6, ("eigen.pdf", form("b")))))
    put(tmp_path / "in/3.eml", bytes(from_(2, inside=(from_(6, ("terug.pdf", form("c"))),))))
    assert collect(folder, tmp_path / "in") == 0
    assert counts(folder, capsys) == {
        "Deelnemer 1": ("een.pdf", "sender"),
        "Deelnemer 2": ("terug.pdf", "sender"),
        "Deelnemer 6": ("eigen.pdf", "sender"),
    }


def test_receipts_of_what_came_in(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    source = put(tmp_path / "1.eml", bytes(from_(2, ("formulier.pdf", form("woorden")))))
    receipt = tmp_path / "receipt.txt"
    assert main(["round", "collect", str(source), "--round", str(folder), "--receipt", str(receipt)]) == 0
    assert "formulier.pdf" in receipt.read_text(encoding="utf-8")
