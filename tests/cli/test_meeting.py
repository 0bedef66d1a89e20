"""The meeting as its leader does it: an agenda, one form filled in together, and what was agreed read back."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docx
import lxml.html
import pikepdf
import pymupdf
import pypdfium2
import pytest

from kadergen.cli import main
from kadergen.formats.docx_fill import DocxFiller
from kadergen.formats.rawform import RawField
from kadergen.formats.xfdf import write_xfdf

FRAMEWORK = "kwaliteitskader-housing-first"
LONG = "\n".join(f"{number}. Dit is een lange actie, met Łukasz, Νίκος en مرحبا." for number in range(400))
ACTIONS = {
    "gemeente": [("1.5", "Prestatieafspraak vastleggen", "", "voor 1 maart 2027")],
    "zorgorganisatie": [("1.5", "Prestatieafspraak vastleggen.", "teamleider", ""), ("4.2", LONG, "<b>=1+1", "2027")],
}

Captured = pytest.CaptureFixture[str]


def answers(party: str, score: str) -> dict[str, Any]:
    """A form on which 1.1 and 1.5 are scored, with a plan."""
    plan = [
        {"row": row, "indicator": indicator, "action": action, "owner": owner, "timeline": timeline}
        for row, (indicator, action, owner, timeline) in enumerate(ACTIONS.get(party, ()), start=1)
    ]
    return {
        "respondent": {"name": f"Deelnemer, {party}", "party": party},
        "answers": {
            "p1-1": {"score": score, "reflection": f"Wij van de {party} vinden het {score}."},
            "p1-5": {"score": "green"},
        },
        "plan": plan,
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round of three forms, combined into `out`."""
    made = tmp_path_factory.mktemp("round")
    assert main(["build", FRAMEWORK, "--only", "form", "-o", str(made)]) == 0
    for party, score in (("gemeente", "red"), ("zorgorganisatie", "green"), ("woningcorporatie", "orange")):
        data, path = made / f"{party}.json", made / "returned" / f"{party}.pdf"
        data.write_text(json.dumps(answers(party, score)), "utf-8")
        path.parent.mkdir(exist_ok=True)
        assert main(["fill", str(made / f"{FRAMEWORK}-form.pdf"), "--data", str(data), "-o", str(path)]) == 0
    assert main(["consolidate", str(made / "returned"), "-o", str(made / "out")]) == 0
    return made


def meeting(folder: Path, suffix: str) -> Path:
    """The meeting's form as it was written."""
    return folder / "out" / f"{FRAMEWORK}-meeting{suffix}"


def outcome(folder: Path, form: Path, out: Path) -> Any:
    """What `kadergen outcome` reads of a filled form."""
    assert main(["outcome", str(folder / "out" / f"{FRAMEWORK}-results.json"), str(form), "-o", str(out)]) == 0
    return json.loads((out / f"{FRAMEWORK}-outcome.json").read_text("utf-8"))


AGREED = {"p1-1__score": "orange", "p1-1__reflection": "Samen: nog niet klaar.", "respondent__date": "3 maart 2027"}


def _by_pdftk(folder: Path, tmp_path: Path) -> Path:
    data = tmp_path / "agreed.xfdf"
    data.write_bytes(write_xfdf([RawField(name, value) for name, value in AGREED.items()]))
    out = tmp_path / "filled.pdf"
    command = ["pdftk", str(meeting(folder, ".pdf")), "fill_form", str(data), "output", str(out)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return out


def _with_mupdf(data: bytes, values: Mapping[str, str]) -> bytes:
    document: Any = pymupdf.open(stream=data)  # type: ignore[no-untyped-call]
    with document:
        for page in document:
            for widget in page.widgets():
                value = values.get(widget.field_name, "")
                if value and widget.field_type_string == "CheckBox":
                    if widget.on_state() == value:
                        widget.field_value = True
                        widget.update()
                elif value:
                    widget.field_value = value
                    widget.update()
        return bytes(document.tobytes())


def _by_mupdf(folder: Path, tmp_path: Path) -> Path:
    out = tmp_path / "filled.pdf"
    out.write_bytes(_with_mupdf(meeting(folder, ".pdf").read_bytes(), AGREED))
    return out


def _in_word(folder: Path, tmp_path: Path) -> Path:
    out = tmp_path / "filled.docx"
    out.write_bytes(DocxFiller(meeting(folder, ".docx").read_bytes()).fill(AGREED).data)
    return out


@pytest.mark.parametrize("fill", [_by_pdftk, _by_mupdf, _in_word])
def test_the_group_fills_in_its_form_and_it_is_read_back(fill: Any, folder: Path, tmp_path: Path) -> None:
    found = outcome(folder, fill(folder, tmp_path), tmp_path / "agreed")
    agreed = {statement["id"]: statement for statement in found["statements"]}
    assert agreed["p1-1"]["agreed"]["score"] == "orange"
    assert agreed["p1-1"]["agreed"]["texts"]["reflection"] == "Samen: nog niet klaar."
    assert agreed["p1-2"]["agreed"]["score"] is None
    # Everybody's own colours stay beside it.
    assert agreed["p1-1"]["total"]["counts"] == {"green": 1, "orange": 1, "red": 1}
    assert found["outcome"]["date"] == "3 maart 2027"
    assert found["outcome"]["unplaced"] == []
    plan = [(row["cells"]["action"], row["cells"]["owner"], row["item"]) for row in found["outcome"]["plan"]]
    assert plan == [
        ("Prestatieafspraak vastleggen", "", "p1-5"),
        ("Prestatieafspraak vastleggen.", "teamleider", "p1-5"),
        (LONG, "<b>=1+1", "p4-2"),
    ]


def test_what_stands_on_its_pages(folder: Path) -> None:
    document = pypdfium2.PdfDocument(meeting(folder, ".pdf"))
    text = " ".join("\n".join(page.get_textpage().get_text_bounded() for page in document).split())
    document.close()
    assert "1 · uit 1 formulier · Deelnemer, gemeente" in text
    assert "lijkt op 2" in text
    assert text.count("nog niet ingevuld") == 2
    # A text that no box can hold stands on the pages, to its last line.
    assert "399. Dit is een lange actie" in text
    with pikepdf.open(meeting(folder, ".pdf")) as pdf:
        fields = {str(field.T): field for field in pdf.Root.AcroForm.Fields}
        assert str(fields["plan-03__action"].V) == LONG
        # Room for what comes up at the meeting.
        assert "plan-11__action" in fields


def test_it_does_not_count_as_a_participant(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    returned = tmp_path / "returned"
    returned.mkdir()
    for path in (folder / "returned").glob("*.pdf"):
        (returned / path.name).write_bytes(path.read_bytes())
    for suffix in (".pdf", ".docx"):
        (returned / f"meeting{suffix}").write_bytes(meeting(folder, suffix).read_bytes())
    assert main(["consolidate", str(returned), "-o", str(tmp_path / "out")]) == 6
    assert capsys.readouterr().err.count("R044") == 2
    found = json.loads((tmp_path / "out" / f"{FRAMEWORK}-results.json").read_text("utf-8"))
    assert found["respondents"] == 3
    assert len(found["plan"]["rows"]) == 3


def test_a_filled_one_is_never_overwritten(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "out"
    again = ["consolidate", str(folder / "returned"), "-o", str(out)]
    assert main(again) == 0
    assert main(again) == 0  # as it was written, it is made anew
    one = tmp_path / "one"
    one.mkdir()
    (one / "gemeente.pdf").write_bytes((folder / "returned" / "gemeente.pdf").read_bytes())
    assert main(["consolidate", str(one), "-o", str(out)]) == 0  # also of another result
    path = out / f"{FRAMEWORK}-meeting.pdf"
    path.write_bytes(_with_mupdf(path.read_bytes(), {"plan-01__owner": "iedereen"}))
    before = path.read_bytes()
    assert main(again) == 7
    assert "would be overwritten" in capsys.readouterr().err
    assert path.read_bytes() == before


def _letters(text: str) -> str:
    """What does not depend on where lines end."""
    return re.sub(r"[\W_]+", "", text)


def test_an_agenda_in_three_formats(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    result = folder / "out" / f"{FRAMEWORK}-results.json"
    assert main(["agenda", str(result), "--minutes", "90", "--begin", "13.30", "-o", str(tmp_path)]) == 0
    assert "90 minutes: 1 statements; strengths: 1; not talked about: 0; not scored: 30" in capsys.readouterr().out
    stem = tmp_path / f"{FRAMEWORK}-agenda"
    document = pypdfium2.PdfDocument(f"{stem}.pdf")
    pdf = " ".join("\n".join(page.get_textpage().get_text_bounded() for page in document).split())
    document.close()
    word = docx.Document(f"{stem}.docx")
    texts = [p.text for p in word.paragraphs] + [c.text for t in word.tables for r in t.rows for c in r.cells]
    html = lxml.html.fromstring(Path(f"{stem}.html").read_bytes()).text_content()
    for text in (pdf, " ".join(" ".join(texts).split()), " ".join(html.split())):
        for wanted in (
            "13:30",
            "15:00",
            "twee stappen uiteen",
            "Wij van de gemeente vinden het red.",
            "Waar we trots op zijn",
        ):
            assert _letters(wanted) in _letters(text), wanted


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--minutes", "20"], "20 minutes are too few"),
        (["--minutes", "60", "--statements", "2"], ""),
        (["--weights", "0,0,0"], "is not three numbers"),
        (["--weights", "1,0,0.5"], ""),
        (["--sections", "p1,nee"], "there is no section 'nee'"),
    ],
)
def test_what_cannot_be_is_said(more: list[str], said: str, folder: Path, tmp_path: Path, capsys: Captured) -> None:
    result = folder / "out" / f"{FRAMEWORK}-results.json"
    code = main(["agenda", str(result), "-o", str(tmp_path), *more])
    assert code == (2 if said else 0)
    assert said in capsys.readouterr().err


def test_a_framework_without_scores_has_no_agenda(tmp_path: Path, capsys: Captured) -> None:
    assert main(["build", "houding-first", "--only", "form", "-o", str(tmp_path)]) == 0
    (tmp_path / "a.json").write_text(json.dumps({"respondent": {"name": "Deelnemer 1"}}), "utf-8")
    (tmp_path / "in").mkdir()
    form = tmp_path / "houding-first-form.pdf"
    assert main(["fill", str(form), "--data", str(tmp_path / "a.json"), "-o", str(tmp_path / "in" / "a.pdf")]) == 0
    assert main(["consolidate", str(tmp_path / "in"), "-o", str(tmp_path)]) == 0
    assert main(["agenda", str(tmp_path / "houding-first-results.json"), "-o", str(tmp_path)]) == 2
    assert "are not scored" in capsys.readouterr().err
    with pikepdf.open(io.BytesIO((tmp_path / "houding-first-meeting.pdf").read_bytes())) as pdf:
        assert len(pdf.pages) > 1


def test_a_calendar_of_an_earlier_run_does_not_stay(folder: Path, tmp_path: Path) -> None:
    out, calendar = tmp_path / "out", tmp_path / "out" / f"{FRAMEWORK}-plan.ics"
    assert main(["consolidate", str(folder / "returned"), "-o", str(out)]) == 0
    assert calendar.is_file()
    assert main(["consolidate", str(folder / "returned" / "woningcorporatie.pdf"), "-o", str(out)]) == 0
    assert not calendar.exists()
