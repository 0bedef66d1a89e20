"""From files to one result: who counts, what is named, and that an anonymous result names nobody in any byte of it."""

from __future__ import annotations

import base64
import io
import json
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from kadergen.diagnostics import Code
from kadergen.formats.fdf import write_fdf
from kadergen.formats.rawform import RawField
from kadergen.model.instrument import IDENTITY_FIELD
from kadergen.workflow.returned import Consolidated, consolidate
from tests.formats.office_files import docx
from tests.readers.support import FRAMEWORK, filled_by_hand, instrument

HEADER = ("name", "organisation", "party", "level", "date")


def fdf(path: Path, values: Mapping[str, str], *, marker: str = "") -> Path:
    """A returned form; `values` is field → value, a header field by its short name."""
    fields = [RawField(IDENTITY_FIELD, marker or instrument().identity.marker)]
    for name, value in values.items():
        name = f"respondent__{name}" if name in HEADER else name
        fields.append(RawField(name, value, is_state=name.endswith("__score")))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write_fdf(fields))
    return path


def result_of(out: Path, name: str = "results") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / f"{FRAMEWORK}-{name}.json").read_bytes())
    return found


PERSON = {"name": "Deelnemer 3, gemeente", "organisation": "Gemeente", "party": "gemeente"}


def codes(made: Consolidated) -> list[Code]:
    return [found.code for found in made.read.all_diagnostics]


@pytest.mark.parametrize("newer", ["a", "b"])
def test_the_newer_form_of_a_person_counts_by_the_time_of_its_file(tmp_path: Path, newer: str) -> None:
    for name, score in (("a", "green"), ("b", "red")):
        path = fdf(tmp_path / "in" / f"{name}.fdf", {**PERSON, "p1-1__score": score, "p1-1__reflection": f"by {name}"})
        os.utime(path, ns=(0, 2_000_000_000 if name == newer else 1_000_000_000))
    made = consolidate([tmp_path / "in"], tmp_path / "out")
    older = "b" if newer == "a" else "a"
    assert codes(made) == [Code.R040]
    found = result_of(tmp_path / "out")
    assert found["respondents"] == 1
    assert Path(found["participants"][0]["file"]).name == f"{newer}.fdf"
    assert [Path(file).name for file in found["participants"][0]["earlier"]] == [f"{older}.fdf"]
    assert {(u["field"], u["text"], u["earlier"]) for u in found["unplaced"]} == {
        ("p1-1__score", "red" if older == "b" else "green", True),
        ("p1-1__reflection", f"by {older}", True),
    }
    receipts = json.loads((tmp_path / "out" / "receipts.json").read_bytes())["receipts"]
    (looked_at,) = [one for one in receipts if one["look"]]
    assert Path(looked_at["file"]).name == f"{older}.fdf"
    assert looked_at["look"][0]["code"] == "R040"
    assert f"{newer}.fdf" in json.dumps(looked_at["look"][0])


def test_forms_of_some_sections_are_one_respondent(tmp_path: Path) -> None:
    fdf(tmp_path / "in" / "one.fdf", {**PERSON, "p1-1__score": "green"})
    fdf(tmp_path / "in" / "two.fdf", {**PERSON, "p2-1__score": "red"})
    made = consolidate([tmp_path / "in"], tmp_path / "out")
    assert codes(made) == [Code.R041]
    found = result_of(tmp_path / "out")
    assert found["respondents"] == 1
    assert [s["scores"] for s in found["statements"] if s["scores"] != [None]] == [["green"], ["red"]]
    receipts = json.loads((tmp_path / "out" / "receipts.json").read_bytes())["receipts"]
    assert [[point["code"] for point in one["look"]] for one in receipts].count(["R041"]) == 1


def test_what_was_found_in_the_older_form_is_still_said(tmp_path: Path) -> None:
    fdf(tmp_path / "in" / "one.fdf", {**PERSON, "p1-1__score": "green", "Text1": "kept"})
    fdf(tmp_path / "in" / "two.fdf", {**PERSON, "p1-1__score": "red"})
    made = consolidate([tmp_path / "in"], tmp_path / "out")
    assert sorted(code.name for code in codes(made)) == ["R011", "R040"]
    assert {"kept", "green"} == {u["text"] for u in result_of(tmp_path / "out")["unplaced"]}


def test_another_version_is_named_once_for_all_its_forms(tmp_path: Path) -> None:
    marker = f"{FRAMEWORK}|2019|0123456789abcdef"
    for number in range(3):
        values = {"name": f"Deelnemer {number}", "p1-1__score": "green"}
        fdf(tmp_path / "in" / f"{number}.fdf", values, marker=marker if number else "")
    made = consolidate([tmp_path / "in"], tmp_path / "out")
    assert codes(made).count(Code.R042) == 1
    assert result_of(tmp_path / "out")["versions"] == [
        {"version": "2019", "fingerprint": "0123456789abcdef", "known": False, "changed": [], "gone": [], "new": []}
    ]


# --- an anonymous result, byte by byte --------------------------------------------------------------------------------

PEOPLE = [
    # party, level and how many
    *[("zorgorganisatie", "uitvoering")] * 4,
    *[("woningcorporatie", "beleid")] * 3,
    *[("gemeente", "beleid")] * 2,
    ("ervaringsdeskundige", "uitvoering"),
    ("Zqxpartij", "Zqxniveau"),
]


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forms of which everything that tells who somebody is holds "zqx", in any case: also names of files and folders,
    the properties of files, and a file that cannot be read. What was written as an answer does not.
    """
    folder = tmp_path_factory.mktemp("rounds") / "Zqxmap van Zqxvoorzitter"
    values: dict[str, str] = {}
    for number, (party, level) in enumerate(PEOPLE):
        values = {
            "name": f"Zqxnaam{number} Zqxachternaam",
            "organisation": f"Stichting Zqxorganisatie{number}",
            "party": party,
            "level": level,
            "date": f"Zqxdag {number}",
            "p1-1__score": ("green", "orange", "red")[number % 3],
            "p1-1__reflection": f"Wat wij zien, {number}",
            "p1-1__actions": "Samen aan tafel",
            "plan-01__action": f"Bellen, {number}",
            "Text1": f"Zqxveld {number}",
        }
        fdf(folder / f"zqxbestand-{number}.fdf", values)
    # One person twice, and one file twice.
    fdf(folder / "zqxnieuw.fdf", {**values, "p1-1__reflection": "Nog eens bekeken"})
    (folder / "zqxkopie.fdf").write_bytes((folder / "zqxbestand-0.fdf").read_bytes())
    with filled_by_hand({"respondent__name": "Zqxpdf", "respondent__party": "gemeente", "p1-1__score": "red"}) as pdf:
        pdf.docinfo["/Author"] = pikepdf.String("Zqxauteur")
        pdf.docinfo["/Producer"] = pikepdf.String("Zqxprogramma")
        with pdf.open_metadata() as metadata:
            metadata["dc:creator"] = ["Zqxauteur"]
        pdf.save(folder / "zqx.pdf")
    (folder / "zqx-foto.jpg").write_bytes(b"\xff\xd8\xff\xe0 zqx")
    (folder / "zqx.docx").write_bytes(docx("<w:p><w:r><w:t>Zqxbrief</w:t></w:r></w:p>"))
    return folder


def written(returned: Path, out: Path, *, anonymous: bool) -> dict[str, bytes]:
    consolidate([returned], out, anonymous=anonymous)
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def everything(name: str, data: bytes) -> Iterator[str]:
    """All that a file says, in every way in which it could hold words: raw, unpacked, decoded, and as it is read."""
    yield name
    for encoding in ("utf-8", "latin-1", "utf-16-be", "utf-16-le"):
        yield data.decode(encoding, "replace")
    if data.startswith(b"%PDF"):
        yield from of_pdf(data)
    elif data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for part in parts.infolist():
                yield part.comment.decode("latin-1")
                yield from everything(part.filename, parts.read(part))
    for found in re.findall(rb"base64,([A-Za-z0-9+/=]+)", data):
        yield base64.b64decode(found + b"==").decode("latin-1")


def of_pdf(data: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(data)) as document:
        yield from of_object(document.trailer, set())
        for one in document.objects:
            yield from of_object(one, set())
    pages = pypdfium2.PdfDocument(data)
    for page in pages:
        yield page.get_textpage().get_text_bounded()
    pages.close()


def of_object(one: Any, seen: set[tuple[int, int]]) -> Iterator[str]:
    """The strings, names and bytes of an object of a PDF; what it refers to is another object."""
    if isinstance(one, pikepdf.Stream):
        yield one.read_bytes().decode("latin-1")
    if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
        for key, value in one.items():
            yield str(key)
            if not getattr(value, "is_indirect", False):
                yield from of_object(value, seen)
    elif isinstance(one, pikepdf.Array):
        for value in one:
            if not getattr(value, "is_indirect", False):
                yield from of_object(value, seen)
    elif isinstance(one, (pikepdf.String, pikepdf.Name)):
        yield str(one)


def found_in(files: Mapping[str, bytes], wanted: str) -> dict[str, set[str]]:
    """File → what there is of it."""
    pattern = re.compile(wanted, re.IGNORECASE)
    found = {
        name: {match[0].casefold() for text in everything(name, data) for match in pattern.finditer(text)}
        for name, data in files.items()
    }
    return {name: words for name, words in found.items() if words}


def test_what_is_looked_for_can_be_found(returned: Path, tmp_path: Path) -> None:
    files = written(returned, tmp_path / "out", anonymous=False)
    found = found_in(files, r"zqx\w*")
    for suffix in (".pdf", ".docx", ".html", ".xlsx", ".json"):
        words = found[f"{FRAMEWORK}-results{suffix}"]
        assert {"zqxnaam3", "zqxorganisatie3", "zqxpartij", "zqxniveau", "zqxdag", "zqxveld"} <= words, suffix
    assert "zqxbestand" in found[f"{FRAMEWORK}-results.json"]
    assert {"zqxbestand", "zqx"} <= found["receipts.html"]


def test_an_anonymous_result_names_nobody_in_any_of_its_bytes(returned: Path, tmp_path: Path) -> None:
    files = written(returned, tmp_path / "out", anonymous=True)
    assert {name.partition(".")[2] for name in files} == {"pdf", "docx", "html", "xlsx", "json", "csv", "md"}
    assert found_in(files, r"zqx\w*") == {}


def test_nor_does_it_hold_what_the_files_can_be_known_by(returned: Path, tmp_path: Path) -> None:
    named = written(returned, tmp_path / "named", anonymous=False)
    sums = {p["sha256"] for p in json.loads(named[f"{FRAMEWORK}-results.json"])["participants"]}
    assert len(sums) == 12
    assert found_in(named, "|".join(sums))
    files = written(returned, tmp_path / "out", anonymous=True)
    assert found_in(files, "|".join(sums)) == {}


def test_no_party_or_level_of_fewer_than_three_can_be_told_apart(returned: Path, tmp_path: Path) -> None:
    files = written(returned, tmp_path / "out", anonymous=True)
    found = json.loads(files[f"{FRAMEWORK}-results-anonymous.json"])
    for groups in (found["groups"], found["level_groups"]):
        assert sum(group["respondents"] for group in groups) == found["respondents"] == 12
        assert all(group["respondents"] >= 3 for group in groups)
    for statement in found["statements"]:
        assert list(statement["by_party"]) == [group["id"] for group in found["groups"]]
        assert list(statement["by_level"]) == [group["id"] for group in found["level_groups"]]
    # The one expert by experience is among the others: neither the report nor the sheets know that party.
    assert "ervaringsdeskundige" not in {group["id"] for group in found["groups"]}
    # The form of the meeting says the framework's own words, which name that party too.
    made = {name: data for name, data in files.items() if "-results" in name}
    pages = {name: data for name, data in made.items() if name.endswith((".pdf", ".docx", ".xlsx"))}
    assert len(pages) == 3
    assert found_in(pages, "ervaringsdeskundige") == {}
    assert found_in(pages, "overige")


def test_neither_the_names_nor_the_order_of_the_files_show(returned: Path, tmp_path: Path) -> None:
    again = tmp_path / "other folder"
    again.mkdir()
    paths = sorted(path for path in returned.iterdir() if path.name != "zqxnieuw.fdf")
    for number, path in enumerate(reversed(paths)):
        (again / f"{number}{path.suffix}").write_bytes(path.read_bytes())
    copied = tmp_path / "copied"
    copied.mkdir()
    for path in paths:
        (copied / path.name).write_bytes(path.read_bytes())
    one, other = (written(folder, tmp_path / f"out-{folder.name}", anonymous=True) for folder in (copied, again))
    assert one == other
