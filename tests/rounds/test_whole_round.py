"""A whole round as its facilitator runs it: a workbook of people in, forms out by mail, returns in, results."""

from __future__ import annotations

import email
import email.policy
import io
import json
import subprocess
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final

import openpyxl
import pymupdf
import pytest

from kadergen.cli import main
from kadergen.formats.rawform import RawField
from kadergen.formats.xfdf import write_xfdf
from tests.roundtrip.office import fill_all
from tests.roundtrip.test_libreoffice import job
from tests.roundtrip.test_pdfium import type_answers
from tests.workflow.smtp_server import PASSWORD, USER, smtp_server

FRAMEWORK: Final = "kwaliteitskader-housing-first"
PARTIES: Final = ("zorgorganisatie", "woningcorporatie", "gemeente")
PEOPLE: Final = 30
RETURNED: Final = 22  # people who send something back
Captured = pytest.CaptureFixture[str]


def _address(number: int) -> str:
    return f"deelnemer{number}@example.org"


def _workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Naam", "E-mailadres", "Organisatie", "Partij", "Niveau"])
    for number in range(1, PEOPLE + 1):
        party = PARTIES[number % 3]
        sheet.append([f"Deelnemer {number}, {party}", _address(number), f"Organisatie {number}", party, "beleid"])
    book.save(path)


def _answers(number: int) -> dict[str, str]:
    return {"p1-1__score": ("green", "orange", "red")[number % 3], "p1-1__reflection": f"Reflectie {number} é"}


def _mupdf(data: bytes, values: Mapping[str, str]) -> bytes:
    document: Any = pymupdf.open(stream=data)  # type: ignore[no-untyped-call]
    with document:
        for page in document:
            for widget in page.widgets():
                value = values.get(widget.field_name, "")
                if value and (widget.field_type_string != "CheckBox" or widget.on_state() == value):
                    widget.field_value = True if widget.field_type_string == "CheckBox" else value
                    widget.update()
        return bytes(document.tobytes())


def _pdftk(folder: Path, data: bytes, values: Mapping[str, str]) -> bytes:
    (folder / "in.pdf").write_bytes(data)
    (folder / "in.xfdf").write_bytes(write_xfdf([RawField(name, value) for name, value in values.items()]))
    command = ["pdftk", "in.pdf", "fill_form", "in.xfdf", "output", "out.pdf"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, timeout=60)
    return (folder / "out.pdf").read_bytes()


def _xfdf(folder: Path, pdf: bytes) -> bytes:
    """The answers of a filled-in PDF alone, as Apache's PDFBox exports them."""
    (folder / "filled.pdf").write_bytes(pdf)
    jars = ":".join(
        f"/usr/share/java/{name}.jar" for name in ("pdfbox2", "pdfbox2-tools", "fontbox2", "commons-logging")
    )
    command = ["java", "-cp", jars, "org.apache.pdfbox.tools.ExportXFDF", "filled.pdf", "out.xfdf"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, timeout=60)
    return (folder / "out.xfdf").read_bytes()


def _filled(folder: Path, forms: Mapping[int, Mapping[str, bytes]]) -> Mapping[int, tuple[str, bytes]]:
    """What each person sends back, in one of five ways: by three PDF programs, as Word by LibreOffice, as XFDF."""
    back: dict[int, tuple[str, bytes]] = {}
    in_word: list[int] = []
    for number, form in forms.items():
        match number % 5:
            case 0:
                back[number] = "formulier.pdf", type_answers(form[".pdf"], _answers(number))
            case 1:
                back[number] = "formulier.pdf", _mupdf(form[".pdf"], _answers(number))
            case 2:
                back[number] = "formulier.pdf", _pdftk(folder, form[".pdf"], _answers(number))
            case 3:
                in_word.append(number)
            case 4:
                back[number] = "formulier.xfdf", _xfdf(folder, _pdftk(folder, form[".pdf"], _answers(number)))
    work = []
    for number in in_word:
        blank = folder / f"{number}.docx"
        blank.write_bytes(forms[number][".docx"])
        work.append((blank, job(_answers(number), "cursor"), folder / f"office-{number}"))
    for number, done in zip(in_word, fill_all(work, ["docx"]), strict=True):
        back[number] = "formulier.docx", done.files["docx"].read_bytes()
    return back


def _letter() -> bytes:
    """A PDF that has nothing to do with the round."""
    document: Any = pymupdf.open()  # type: ignore[no-untyped-call]
    with document:
        document.new_page().insert_text((72, 72), "Een brief")
        return bytes(document.tobytes())


def _reply(number: int, name: str, data: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = f"Deelnemer {number} <{_address(number)}>", USER
    message["Subject"], message["Date"] = "Re: formulier", "Wed, 25 Nov 2026 10:00:00 +0100"
    message["Message-ID"] = f"<{number}-{len(data)}@example.org>"
    message.set_content("Bijgaand.")
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_from_a_workbook_to_the_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    _workbook(tmp_path / "people.xlsx")
    folder = tmp_path / "round"
    made = ["round", "new", str(folder), "--framework", FRAMEWORK, "--title", "Ronde 2026", "--deadline", "2026-12-10"]
    made += ["--participants", str(tmp_path / "people.xlsx"), "--format", "pdf", "--format", "word"]
    made += ["--sender-name", "Gespreksleider", "--sender-address", USER]
    assert main(made) == 0
    monkeypatch.setenv("KADERGEN_SMTP_PASSWORD", PASSWORD)
    here = ["--round", str(folder)]
    with smtp_server(tmp_path) as server:
        send = ["--smtp", f"localhost:{server.port}", "--ca-file", str(server.authorities), "--pause", "0", *here]
        assert main(["round", "send", "--dry-run", *send]) == 0
        assert server.received.mails == []
        assert main(["round", "send", *send]) == 0
        assert main(["round", "send", *send]) == 0
        got = dict(server.received.mails)
        assert len(server.received.mails) == len(got) == PEOPLE  # nobody gets the same mail twice
    assert PASSWORD not in capsys.readouterr().err

    forms: dict[int, dict[str, bytes]] = {}
    for number in range(1, PEOPLE + 1):
        mail = email.message_from_bytes(got[_address(number)], policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        body = mail.get_body(("plain",))
        assert body is not None
        assert "10 december 2026" in body.get_content()
        forms[number] = {Path(part.get_filename() or "").suffix: part.get_content() for part in mail.iter_attachments()}
        assert sorted(forms[number]) == [".docx", ".pdf"]

    back = tmp_path / "back"
    back.mkdir()
    filled = _filled(tmp_path, {number: forms[number] for number in range(1, RETURNED + 1)})
    for number, (name, data) in filled.items():
        (back / f"{number}.eml").write_bytes(_reply(number, name, data))
    # Somebody sends a second one, somebody the same one twice (in an archive), one is foreign, one is broken.
    newer = _mupdf(forms[1][".pdf"], {"p1-1__score": "red", "p1-1__reflection": "Nieuwer"})
    (back / "later.eml").write_bytes(_reply(1, "formulier.pdf", newer).replace(b"25 Nov 2026 10", b"26 Nov 2026 10"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../zelfde.eml", (back / "2.eml").read_bytes())
    (back / "archive.zip").write_bytes(packed.getvalue())
    (back / "foreign.eml").write_bytes(_reply(29, "brief.pdf", _letter()))
    (back / "broken.eml").write_bytes(_reply(30, "formulier.pdf", forms[30][".pdf"][:20_000]))
    main(["round", "collect", str(back), *here])
    main(["round", "collect", str(back), *here])
    capsys.readouterr()

    assert main(["round", "status", "--json", *here]) == 0
    status = json.loads(capsys.readouterr().out)
    returned = [person for person in status["people"] if person["form"]]
    assert len(returned) == RETURNED
    assert {person["form"]["matched"] for person in returned} == {"id"}
    assert all((folder / "receipts" / str(person["form"]["receipt"])).is_file() for person in returned)
    assert sorted(arrival["kind"] for person in status["people"] for arrival in person["others"]) == [
        "foreign",
        "form",
        "unreadable",
    ]
    with smtp_server(tmp_path) as server:
        send = ["--smtp", f"localhost:{server.port}", "--ca-file", str(server.authorities), "--pause", "0", *here]
        assert main(["round", "remind", *send]) == 0
        missing = {_address(number) for number in range(RETURNED + 1, PEOPLE + 1)}
        assert {recipient for recipient, _ in server.received.mails} == missing

    main(["round", "results", *here])
    found = json.loads((folder / "results" / f"{FRAMEWORK}-results.json").read_text("utf-8"))
    assert found["respondents"] == RETURNED
    texts = [words["text"] for words in found["statements"][0]["texts"]["reflection"]]
    assert sorted(texts) == sorted(["Nieuwer", *(f"Reflectie {number} é" for number in range(2, RETURNED + 1))])
    assert sum(found["statements"][0]["total"]["counts"].values()) == RETURNED

    capsys.readouterr()
    # The foreign file and the broken one cannot be searched, and that is said.
    assert main(["round", "forget", _address(3), "--yes", *here]) == 6
    said = capsys.readouterr()
    assert "still named in: nothing" in said.out
    assert said.err.count("M018") == 2
    left = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert _address(3).encode() not in left
