"""Receipts say in people's own words what came back, and leave nothing out that somebody should look at."""

from __future__ import annotations

import pytest

from kadergen.diagnostics import Code, Diagnostic, Location, Severity
from kadergen.documents.receipt import Verdict, build_receipt, gather
from kadergen.how import How
from kadergen.model.response import Answer, Kept, Provenance, Reading, ReadResult, Respondent, Response, Unplaced
from kadergen.model.wording import KEYS
from kadergen.readers.sniff import Kind
from kadergen.render.receipt_json import receipts_to_json
from kadergen.render.receipt_text import receipts_to_text
from tests.readers.support import instrument, instruments

SECRET = "Deelnemer 3 schrijft dit"


def made(
    *found: Diagnostic,
    unplaced: tuple[Unplaced, ...] = (),
    kept: tuple[Kept, ...] = (),
    readings: dict[str, Reading] | None = None,
    file: str = "deelnemer-3.pdf",
) -> ReadResult:
    framework = instrument().framework
    answers = {s.id: Answer(None, {"reflection": "", "actions": ""}) for _, _, s in framework.walk()}
    answers["p1-1"] = Answer("green", {"reflection": SECRET, "actions": ""})
    response = Response(
        Provenance(file, "ab" * 32, "pdf", "een programma", "pikepdf"),
        instrument().identity,
        Respondent("Deelnemer 3", "Gemeente Voorbeeld", "gemeente", "beleid", ""),
        answers,
        unplaced=unplaced,
        kept=kept,
        readings=readings or {"p1-1__score": Reading(How.FIELD)},
        diagnostics=found,
    )
    return ReadResult(file, response, found, "pdf")


def finding(code: Code, field: str | None = None, severity: Severity = Severity.WARNING) -> Diagnostic:
    return Diagnostic(severity, code, "in English", "do it", Location("deelnemer-3.pdf"), field)


def test_a_form_that_was_read_whole_has_nothing_to_look_at() -> None:
    receipt = build_receipt(made(), instrument().framework)
    assert (receipt.verdict, receipt.doubts, receipt.who) == (Verdict.SURE, 0, "Deelnemer 3")
    assert {count.id: (count.filled, count.total) for count in receipt.counts} == {
        "score": (1, 32),
        "reflection": (1, 32),
        "actions": (0, 32),
        "plan": (0, None),
    }
    text = receipts_to_text(gather([receipt]))
    assert "1 van 32" in text
    assert "uit de velden van het formulier" in text
    assert SECRET not in text  # a receipt holds no answers


@pytest.mark.parametrize("code", [code for code in Code if code.name.startswith("R")], ids=lambda code: code.name)
def test_every_finding_is_said_in_the_frameworks_language(code: Code) -> None:
    framework = instrument().framework
    receipt = build_receipt(made(finding(code, "p1-3__reflection")), framework)
    text = receipts_to_text(gather([receipt]))
    assert "in English" not in text
    assert framework.wording(f"receipt.{code.name}").split()[0] in text
    if code is not Code.R028:  # what it names stands under "outside"
        assert "1.3 Reflectie" in text
        assert "p1-3" not in text


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.value)
def test_every_kind_of_file_has_a_name(kind: Kind) -> None:
    result = ReadResult("bestand", None, (finding(Code.R003),), kind.value)
    text = receipts_to_text(gather([build_receipt(result, instrument().framework)]))
    assert instrument().framework.wording(f"receipt.kind-{kind.value}") in text
    assert "Niet gelezen" in text


def test_every_doubt_is_counted_even_one_without_a_finding() -> None:
    readings = {"p1-2__score": Reading(How.PIXELS, doubtful=True), "p1-1__score": Reading(How.FIELD)}
    receipt = build_receipt(made(readings=readings), instrument().framework)
    assert receipt.verdict is Verdict.LOOK
    assert receipt.doubts == 1
    assert "1.2 Kleurscore" in receipts_to_text(gather([receipt]))


def test_words_without_a_place_are_all_there() -> None:
    unplaced = (
        Unplaced("p1-1__score", "red"),
        Unplaced("p1-1__score", "green"),
        Unplaced("opmerking", "in een vreemd veld"),
        Unplaced("p1-2__reflection", "naast\nhet vak", outside=True),
        Unplaced("", "op een losse bladzijde", outside=True),
    )
    receipt = build_receipt(made(finding(Code.R012, "p1-1__score"), unplaced=unplaced), instrument().framework)
    text = receipts_to_text(gather([receipt]))
    for words in ("Niet op orde", "Op orde", "in een vreemd veld", "naast", "het vak", "op een losse bladzijde"):
        assert words in text


def test_the_picture_of_a_doubtful_place_goes_with_it() -> None:
    kept = Kept("p1-4__score", "ab.png", "image/png", "cd" * 32, b"\x89PNG")
    receipt = build_receipt(made(finding(Code.R035, "p1-4__score"), kept=(kept,)), instrument().framework)
    (point,) = receipt.look
    assert point.places[0].picture is not None
    assert point.places[0].picture.data == kept.data
    # A picture that a participant put there is named, and never shown.
    theirs = build_receipt(made(finding(Code.R031, "p1-4__score"), kept=(kept,)), instrument().framework)
    assert all(place.picture is None for point in theirs.look for place in point.places)
    assert [one.name for one in theirs.kept] == ["ab.png"]


def test_an_anonymous_receipt_names_nobody() -> None:
    unplaced = (Unplaced("veld van Deelnemer 3", SECRET), Unplaced("p1-1__score", SECRET, outside=True))
    kept = (Kept("p1-1__score", "ab.png", "image/png", "cd" * 32, b"\x89PNG"),)
    found = (finding(Code.R011, "veld van Deelnemer 3"), finding(Code.R035, "p1-1__score"))
    receipts = gather(
        [build_receipt(made(*found, unplaced=unplaced, kept=kept), instrument().framework)], anonymous=True
    )
    for text in (receipts_to_text(receipts), str(receipts_to_json(receipts))):
        for secret in ("Deelnemer", "Gemeente", "deelnemer-3", SECRET, "ab.png", "een programma", "abab"):
            assert secret not in text
    assert "Formulier 1" in receipts_to_text(receipts)


def test_the_same_file_twice_is_said() -> None:
    one, two = (build_receipt(made(file=name), instrument().framework) for name in ("een.pdf", "twee.pdf"))
    receipts = gather([one, two])
    assert [receipt.verdict for receipt in receipts.receipts] == [Verdict.SURE, Verdict.LOOK]


def test_both_languages_have_the_same_keys() -> None:
    wanted = {key for key in KEYS if key.startswith("receipt.")}
    assert {f"receipt.{code.name}" for code in Code if code.name.startswith("R")} <= wanted
    assert {i.framework.language for i in instruments().values()} == {"nl"}
