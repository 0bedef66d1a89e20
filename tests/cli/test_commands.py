"""The commands as a user types them: what they write, what they say, and the exit codes."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pikepdf
import pytest
from openpyxl import load_workbook

from kadergen.cli import main

FRAMEWORK = "kwaliteitskader-housing-first"
EXAMPLE = Path(__file__).parent.parent / "data" / "frameworks" / "english-example"
ANSWERS = {
    "respondent": {"name": "Deelnemer 3, gemeente", "party": "gemeente"},
    "answers": {"p1-1": {"score": "orange", "reflection": "Eerste regel\nTweede: ½ € „zo”", "actions": "=SOM(A1)"}},
    "plan": [{"row": 2, "indicator": "1.1", "action": "Afspraak maken", "owner": "gemeente", "timeline": "Q1 2027"}],
}

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real form, built once."""
    folder = tmp_path_factory.mktemp("built")
    assert main(["build", FRAMEWORK, "--only", "form", "-o", str(folder)]) == 0
    return folder / f"{FRAMEWORK}-form.pdf"


@pytest.fixture
def filled(form: Path, tmp_path: Path, capsys: Captured) -> Path:
    """A copy with `ANSWERS` in it."""
    (tmp_path / "answers.json").write_text(json.dumps(ANSWERS), encoding="utf-8")
    path = tmp_path / "returned" / "one.pdf"
    assert main(["fill", str(form), "--data", str(tmp_path / "answers.json"), "-o", str(path)]) == 0
    capsys.readouterr()
    return path


def test_list_names_both_frameworks(capsys: Captured) -> None:
    assert main(["list"]) == 0
    out = capsys.readouterr().out
    assert "kwaliteitskader-housing-first" in out
    assert "houding-first" in out


def test_show_json_has_ten_sections_and_32_statements(capsys: Captured) -> None:
    assert main(["show", FRAMEWORK, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    statements = [s for section in shown["sections"] for i in section["indicators"] for s in i["statements"]]
    assert (len(shown["sections"]), len(statements)) == (10, 32)
    assert [level["id"] for level in shown["scale"]] == ["green", "orange", "red"]
    assert shown["language"] == "nl"


def test_show_tells_the_content_in_words(capsys: Captured) -> None:
    assert main(["show", FRAMEWORK]) == 0
    out = capsys.readouterr().out
    assert "1.5  [p1-5]" in out
    assert "Minimaal 85% van de deelnemers heeft binnen 4 maanden na selectie" in out


def test_an_unknown_framework_is_a_usage_error_that_names_the_known_ones(capsys: Captured) -> None:
    assert main(["show", "nonsense"]) == 2
    assert "houding-first" in capsys.readouterr().err


def test_a_folder_is_never_mistaken_for_the_bundled_framework_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "houding-first")
    monkeypatch.chdir(tmp_path)
    assert main(["show", "houding-first"]) == 2
    assert "./houding-first" in capsys.readouterr().err
    assert main(["show", "./houding-first"]) == 0
    assert main(["list"]) == 0


def test_check_finds_nothing_in_the_bundled_frameworks(capsys: Captured) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().out == ""


def test_check_names_every_problem_with_its_place(tmp_path: Path, capsys: Captured) -> None:
    assert main(["new", str(tmp_path / "mine")]) == 0
    path = next(p for p in sorted((tmp_path / "mine").glob("*.yaml")) if p.name != "framework.yaml")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("code:", "kode:", 1) + "extra: 1\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["check", str(tmp_path / "mine"), "--json"]) == 3
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    assert {d["code"] for d in found} >= {"C006", "C007"}
    assert all(d["file"].endswith(path.name) and d["line"] for d in found)
    assert main(["build", str(tmp_path / "mine"), "-o", str(tmp_path / "out")]) == 3
    assert not (tmp_path / "out").exists()


def test_a_new_framework_can_be_built_at_once(tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "mine")]) == 0
    assert main(["check", str(tmp_path / "mine")]) == 0
    assert main(["build", str(tmp_path / "mine"), "-o", str(tmp_path / "out")]) == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "mine-booklet.pdf",
        "mine-fields.json",
        "mine-form.pdf",
    ]


def test_the_field_map_names_every_field_once_per_widget(form: Path) -> None:
    fields = json.loads(form.with_name(f"{FRAMEWORK}-fields.json").read_text(encoding="utf-8"))
    scores = [f for f in fields["fields"] if f["field"].endswith("__score")]
    assert len(scores) == 32 * 3
    assert {f["on_state"] for f in scores} == {"green", "orange", "red"}
    with pikepdf.open(form) as pdf:
        rects = {
            (index + 1, tuple(round(float(edge), 2) for edge in widget.Rect))
            for index, page in enumerate(pdf.pages)
            for widget in page.get("/Annots", [])
            if widget.Subtype == "/Widget"
        }
    assert rects == {(f["page"], tuple(round(edge, 2) for edge in f["rect"])) for f in fields["fields"]}


def test_build_never_replaces_a_form_that_was_filled_in(filled: Path, tmp_path: Path, capsys: Captured) -> None:
    mine = filled.rename(tmp_path / f"{FRAMEWORK}-form.pdf")
    before = mine.read_bytes()
    assert main(["build", FRAMEWORK, "--only", "form", "-o", str(tmp_path)]) == 7
    assert "was filled in" in capsys.readouterr().err
    assert mine.read_bytes() == before
    other = tmp_path / "houding-first-form.pdf"  # a form of another framework, under this one's name
    for data in (before, before[: len(before) // 3]):
        other.write_bytes(data)
        assert main(["build", "houding-first", "--only", "form", "-o", str(tmp_path)]) == 7
        assert "may have been filled in" in capsys.readouterr().err
        assert other.read_bytes() == data
    mine.write_bytes(b"a broken file")
    for _ in range(2):
        assert main(["build", FRAMEWORK, "--only", "form", "-o", str(tmp_path)]) == 0


def test_sections_keep_only_what_was_asked(tmp_path: Path, capsys: Captured) -> None:
    assert main(["build", FRAMEWORK, "--only", "form", "--sections", "p4,p1", "-o", str(tmp_path)]) == 0
    fields = json.loads((tmp_path / f"{FRAMEWORK}-fields.json").read_text(encoding="utf-8"))["fields"]
    items = {f["field"].partition("__")[0] for f in fields}
    assert {item for item in items if not item.startswith(("plan", "respondent"))} == {
        *(f"p1-{n}" for n in range(1, 7)),
        *(f"p4-{n}" for n in range(1, 5)),
    }
    assert main(["build", FRAMEWORK, "--sections", "p99", "-o", str(tmp_path)]) == 2
    assert "p99" in capsys.readouterr().err


def test_variants_never_take_each_others_place(tmp_path: Path) -> None:
    for flags in ([], ["--large-print"], ["--grayscale"], ["--no-writing-lines"], ["--grayscale", "--large-print"]):
        assert main(["build", "houding-first", "--only", "booklet", "--only", "form", *flags, "-o", str(tmp_path)]) == 0
    names = {path.name.removeprefix("houding-first-") for path in tmp_path.iterdir()}
    suffixes = ["", "-large-print", "-grayscale", "-large-print-grayscale"]
    assert names == {
        *(f"booklet{suffix}.pdf" for suffix in [*suffixes, "-no-lines"]),
        *(f"form{suffix}.pdf" for suffix in suffixes),
        *(f"fields{suffix}.json" for suffix in suffixes),
    }


def test_a_large_print_form_comes_back_like_any_other(tmp_path: Path, capsys: Captured) -> None:
    assert main(["build", FRAMEWORK, "--only", "form", "--large-print", "-o", str(tmp_path)]) == 0
    (data := tmp_path / "answers.json").write_text(json.dumps(ANSWERS), encoding="utf-8")
    form, filled = tmp_path / f"{FRAMEWORK}-form-large-print.pdf", tmp_path / "filled.pdf"
    assert form.stat().st_size <= 500_000
    assert main(["fill", str(form), "--data", str(data), "-o", str(filled)]) == 0
    capsys.readouterr()
    assert main(["read", str(filled)]) == 0


def test_a_theme_with_errors_is_exit_code_3_and_one_that_is_not_there_2(tmp_path: Path, capsys: Captured) -> None:
    (theme := tmp_path / "my.yaml").write_text("colours:\n  muted: '#AAAAAA'\n", encoding="utf-8")
    command = ["build", FRAMEWORK, "--only", "form", "-o", str(tmp_path / "out"), "--theme"]
    assert main([*command, str(theme)]) == 3
    said = capsys.readouterr().err
    assert "my.yaml:2: error B002" in said
    assert "2.32" in said
    assert main([*command, str(tmp_path / "gone.yaml")]) == 2
    assert not (tmp_path / "out").exists()


def test_fill_leaves_the_form_as_it_was_and_in_front(form: Path, filled: Path) -> None:
    assert filled.read_bytes().startswith(form.read_bytes())


def test_fill_never_writes_over_its_inputs(form: Path, tmp_path: Path) -> None:
    (tmp_path / "answers.json").write_text(json.dumps(ANSWERS), encoding="utf-8")
    before = form.read_bytes()
    assert main(["fill", str(form), "--data", str(tmp_path / "answers.json"), "-o", str(form)]) == 2
    assert form.read_bytes() == before


def test_fill_refuses_answers_that_are_none_and_forms_that_are_not_ours(form: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{", encoding="utf-8")
    assert main(["fill", str(form), "--data", str(bad), "-o", str(tmp_path / "x.pdf")]) == 2
    good = tmp_path / "good.json"
    good.write_text(json.dumps(ANSWERS), encoding="utf-8")
    assert main(["fill", str(good), "--data", str(good), "-o", str(tmp_path / "x.pdf")]) == 5
    assert main(["fill", str(tmp_path / "no.pdf"), "--data", str(good), "-o", str(tmp_path / "x.pdf")]) == 2
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.parametrize("place", ["form", "data"])
def test_fill_reads_neither_devices_nor_pipes_nor_huge_files(
    form: Path, tmp_path: Path, place: str, capsys: Captured
) -> None:
    (data := tmp_path / "answers.json").write_text('{"answers": {}}')
    os.mkfifo(pipe := tmp_path / "pipe")
    with (huge := tmp_path / "huge").open("wb") as file:
        file.truncate(100_000_000)
    for given, reason in ((Path("/dev/zero"), "no file"), (pipe, "no file"), (huge, "larger than")):
        arguments = [str(given), "--data", str(data)] if place == "form" else [str(form), "--data", str(given)]
        assert main(["fill", *arguments, "-o", str(tmp_path / "out.pdf")]) == 2
        assert f"{given} cannot be read: it is {reason}" in capsys.readouterr().err


def test_fill_never_changes_what_a_form_says_it_is(form: Path, tmp_path: Path, capsys: Captured) -> None:
    answers = {"answers": {"kadergen": {"form": "houding-first|9|0123456789abcdef"}, "p1-1": {"score": "red"}}}
    (tmp_path / "answers.json").write_text(json.dumps(answers))
    out = tmp_path / "copy.pdf"
    assert main(["fill", str(form), "--data", str(tmp_path / "answers.json"), "-o", str(out)]) == 0
    assert "F001" in capsys.readouterr().err
    assert main(["read", str(out), "--json", "-"]) == 0
    [response] = json.loads(capsys.readouterr().out)["responses"]
    assert response["framework"]["id"] == FRAMEWORK
    assert response["answers"]["p1-1"]["score"] == "red"


def test_fill_names_the_file_that_is_no_form(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "answers.json").write_text('{"answers": {}}')
    (no_form := tmp_path / "letter.pdf").write_bytes(b"no PDF")
    assert main(["fill", str(no_form), "--data", str(tmp_path / "answers.json"), "-o", str(tmp_path / "o.pdf")]) == 5
    assert "letter.pdf" in capsys.readouterr().err


def test_read_json_is_what_was_filled_in(filled: Path, capsys: Captured) -> None:
    assert main(["read", str(filled), "--json", "-"]) == 0
    read = json.loads(capsys.readouterr().out)
    (response,) = read["responses"]
    assert response["framework"]["id"] == FRAMEWORK
    assert response["respondent"] == {
        "name": "Deelnemer 3, gemeente",
        "organisation": "",
        "party": "gemeente",
        "level": "",
        "date": "",
    }
    assert response["answers"]["p1-1"] == ANSWERS["answers"]["p1-1"]  # type: ignore[index]
    assert len(response["answers"]) == 32
    assert response["answers"]["p1-2"] == {"score": None, "reflection": "", "actions": ""}
    assert response["plan"] == ANSWERS["plan"]
    assert read["diagnostics"] == []


def test_read_goes_on_after_a_bad_file(filled: Path, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "letter.txt").write_text("Geachte heer, mevrouw")
    (tmp_path / "empty.pdf").touch()
    out = tmp_path / "read.json"
    files = [str(tmp_path / "letter.txt"), str(tmp_path / "empty.pdf"), str(tmp_path / "missing.pdf"), str(filled)]
    assert main(["read", *files, "--json", str(out)]) == 6
    read = json.loads(out.read_text(encoding="utf-8"))
    assert len(read["responses"]) == 1
    assert {d["code"] for d in read["diagnostics"]} == {"R001", "R002", "R003"}
    captured = capsys.readouterr()
    assert "Geachte" not in captured.err + captured.out
    assert main(["read", *files[:3]]) == 4


def test_consolidate_writes_results_and_receipts(filled: Path, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "results"
    (filled.parent / "copy.pdf").write_bytes(filled.read_bytes())
    assert main(["consolidate", str(filled.parent), "-o", str(out)]) == 0
    assert "R019" in capsys.readouterr().err
    stem = f"{FRAMEWORK}-results"
    assert sorted(p.name for p in out.iterdir()) == [
        *(f"{FRAMEWORK}-meeting{suffix}" for suffix in (".docx", ".pdf")),
        *(f"{FRAMEWORK}-plan{suffix}" for suffix in (".csv", ".ics", ".md")),
        *(f"{stem}{suffix}" for suffix in (".docx", ".html", ".json", ".pdf", ".xlsx")),
        "receipts.html",
        "receipts.json",
    ]
    assert "=SOM(A1)" in (out / f"{stem}.json").read_text(encoding="utf-8")
    book = load_workbook(out / f"{stem}.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(cell.value == "=SOM(A1)" for cell in cells)


def test_a_receipt_on_stdout_and_in_files(filled: Path, tmp_path: Path, capsys: Captured) -> None:
    broken = tmp_path / "kapot.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    files = [str(filled), str(broken)]
    assert main(["read", *files, "--receipt"]) == 6
    shown = capsys.readouterr().out
    assert "Goed gelezen" in shown
    assert "Niet gelezen" in shown
    page, data = tmp_path / "receipts.html", tmp_path / "receipts.json"
    assert main(["read", *files, f"--receipt={page}"]) == 6
    assert main(["read", *files, "--receipt", str(data)]) == 6
    assert page.read_bytes().startswith(b"<!DOCTYPE html>")
    assert [one["verdict"] for one in json.loads(data.read_bytes())["receipts"]] == ["sure", "unread"]
    # Its own name has to say what kind it is, and it never takes the place of a form.
    assert main(["read", *files, f"--receipt={tmp_path / 'receipts'}"]) == 2
    assert main(["read", str(data), f"--receipt={data}"]) == 2


def test_a_limit_can_be_given(filled: Path) -> None:
    assert main(["read", str(filled), "--jobs", "1", "--max-seconds", "60", "--max-memory", "2000"]) == 0
    assert main(["read", str(filled), "--max-memory", "1"]) == 2


def test_an_empty_form_among_the_returned_ones_is_no_answer(form: Path, filled: Path, capsys: Captured) -> None:
    (filled.parent / "empty.pdf").write_bytes(form.read_bytes())
    out = filled.parent.parent / "results"
    assert main(["consolidate", str(filled.parent), "-o", str(out)]) == 6
    captured = capsys.readouterr()
    assert "R018" in captured.err
    assert "empty.pdf" in captured.err
    assert json.loads((out / f"{FRAMEWORK}-results.json").read_text(encoding="utf-8"))["respondents"] == 1


def test_consolidate_twice_into_its_own_folder_reads_no_results(filled: Path) -> None:
    folder = str(filled.parent)
    assert main(["consolidate", folder, "-o", folder]) == 0
    assert main(["consolidate", folder, "-o", folder]) == 0


def test_an_anonymous_result_names_nobody(filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    assert main(["consolidate", str(filled), "--anonymous", "-o", str(out)]) == 0
    assert {path.name.partition(".")[0] for path in out.iterdir()} == {
        f"{FRAMEWORK}-results-anonymous",
        f"{FRAMEWORK}-plan-anonymous",
        f"{FRAMEWORK}-meeting-anonymous",
        "receipts-anonymous",
    }
    for path in out.iterdir():
        assert b"Deelnemer 3" not in path.read_bytes()
        assert b"one.pdf" not in path.read_bytes()


def test_the_english_example_goes_the_whole_way(tmp_path: Path, capsys: Captured) -> None:
    assert main(["build", str(EXAMPLE), "-o", str(tmp_path)]) == 0
    capsys.readouterr()
    assert main(["show", str(EXAMPLE), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    item = shown["sections"][0]["indicators"][0]["statements"][0]["id"]
    worst = shown["scale"][-1]["id"]
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"answers": {item: {"score": worst}}}), encoding="utf-8")
    form, copy = tmp_path / f"{shown['id']}-form.pdf", tmp_path / "copy.pdf"
    assert main(["fill", str(form), "--data", str(answers), "-o", str(copy)]) == 0
    capsys.readouterr()
    assert main(["read", str(copy), "--framework", str(EXAMPLE), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["responses"][0]["answers"][item]["score"] == worst
    assert main(["consolidate", str(copy), "--framework", str(EXAMPLE), "-o", str(tmp_path / "results")]) == 0
    assert not list((tmp_path / "results").glob("*.ics")), "no deadline, no calendar"
    assert main(["read", str(copy)]) == 4  # without its framework the form is not known


def test_a_folder_that_cannot_be_written_is_exit_code_7(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "file").touch()
    assert main(["build", FRAMEWORK, "--only", "form", "-o", str(tmp_path / "file" / "below")]) == 7
    assert "cannot be written" in capsys.readouterr().err


def test_read_never_writes_over_its_inputs(filled: Path, capsys: Captured) -> None:
    before = filled.read_bytes()
    for given in (filled, filled.parent):
        assert main(["read", str(given), "--json", str(filled)]) == 2
        assert filled.name in capsys.readouterr().err
    assert filled.read_bytes() == before


def test_read_twice_into_the_folder_it_reads(filled: Path) -> None:
    for _ in range(2):
        assert main(["read", str(filled.parent), "--json", str(filled.parent / "all.json")]) == 0


def test_consolidate_never_writes_over_its_inputs(filled: Path, capsys: Captured) -> None:
    named_like_a_result = filled.rename(filled.parent / f"{FRAMEWORK}-results.pdf")
    before = named_like_a_result.read_bytes()
    assert main(["consolidate", str(named_like_a_result), "-o", str(filled.parent)]) == 2
    assert "is an input" in capsys.readouterr().err
    assert named_like_a_result.read_bytes() == before


def test_consolidate_passes_over_its_own_results_alone(filled: Path) -> None:
    filled.rename(filled.parent / "gemeente-results.pdf")
    for _ in range(2):
        assert main(["consolidate", str(filled.parent), "-o", str(filled.parent)]) == 0


def test_nothing_to_read_is_said(tmp_path: Path, capsys: Captured) -> None:
    for command in (["read", str(tmp_path)], ["consolidate", str(tmp_path), "-o", str(tmp_path / "out")]):
        assert main(command) == 4
        assert "no file" in capsys.readouterr().err


def test_a_name_that_is_too_long_is_no_bug(tmp_path: Path, form: Path, capsys: Captured) -> None:
    long = "x" * 5000
    assert main(["read", long]) == 4
    assert main(["build", long]) == 2
    assert main(["check", long]) == 2
    assert main(["fill", str(form), "--data", long, "-o", str(tmp_path / "out.pdf")]) == 2
    assert main(["read", str(form), "--json", long]) == 7
    assert "bug" not in capsys.readouterr().err
