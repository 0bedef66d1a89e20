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
from kadergen.formats.docx_fill import DocxFiller
from kadergen.formats.rawform import RawField
from kadergen.formats.xfdf import write_xfdf
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


def _filled(number: int, folder: Path, forms: Mapping[str, bytes]) -> tuple[str, bytes]:
    """What a person sends back, in one of five ways: by three PDF programs, as Word, as XFDF."""
    pdf, word = forms[".pdf"], forms[".docx"]
    match number % 5:
        case 0:
            return "formulier.pdf", type_answers(pdf, _answers(number))
        case 1:
            return "formulier.pdf", _mupdf(pdf, _answers(number))
        case 2:
            return "formulier.pdf", _pdftk(folder, pdf, _answers(number))
        case 3:
            return "formulier.docx", DocxFiller(word).fill(_answers(number)).data
    fields = [RawField("kadergen__form", _marker(pdf)), *(RawField(k, v) for k, v in _answers(number).items())]
    return "formulier.xfdf", write_xfdf(fields)


def _marker(pdf: bytes) -> str:
    document: Any = pymupdf.open(stream=pdf)  # type: ignore[no-untyped-call]
    with document:
        return next(word for word in str(document.metadata).split("'") if word.count("|") == 2)


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
    for number in range(1, RETURNED + 1):
        name, data = _filled(number, tmp_path, forms[number])
        (back / f"{number}.eml").write_bytes(_reply(number, name, data))
    # Somebody sends a second one, somebody the same one twice (in an archive), one is foreign, one is broken.
    newer = _mupdf(forms[1][".pdf"], {"p1-1__score": "red", "p1-1__reflection": "Nieuwer"})
    (back / "later.eml").write_bytes(_reply(1, "formulier.pdf", newer).replace(b"25 Nov 2026 10", b"26 Nov 2026 10"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../zelfde.eml", (back / "2.eml").read_bytes())
    (back / "archive.zip").write_bytes(packed.getvalue())
    (back / "foreign.eml").write_bytes(_reply(29, "brief.pdf", b"%PDF-1.7\nno form at all"))
    (back / "broken.eml").write_bytes(_reply(30, "formulier.pdf", forms[30][".pdf"][:20_000]))
    main(["round", "collect", str(back), *here])
    main(["round", "collect", str(back), *here])
    capsys.readouterr()

    assert main(["round", "status", "--json", *here]) == 0
    status = json.loads(capsys.readouterr().out)
    returned = [person for person in status["people"] if person["form"]]
    assert len(returned) == RETURNED
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
