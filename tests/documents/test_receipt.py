"""Receipts say in people's own words what came back, and leave nothing out that somebody should look at."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace

import pytest
import yaml
from PIL import Image

from kadergen.content.load import bundled_frameworks
from kadergen.diagnostics import Code, Diagnostic, Location, Severity
from kadergen.documents.receipt import Receipt, Verdict, build_receipt
from kadergen.documents.receipts import gather
from kadergen.how import How
from kadergen.model.response import Answer, Kept, Provenance, Reading, ReadResult, Respondent, Response, Unplaced
from kadergen.model.wording import KEYS
from kadergen.readers.sniff import Kind
from kadergen.render.receipt_json import receipts_to_json
from kadergen.render.receipt_text import receipts_to_text
from tests.readers.support import instrument

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


def picture(field: str, name: str = "ab.png") -> Kept:
    """A picture of a place, as a reader draws one: 3 by 2 pixels."""
    out = io.BytesIO()
    Image.new("RGB", (3, 2), "#C0322B").save(out, "PNG")
    return Kept(field, name, "image/png", "cd" * 32, out.getvalue(), drawn=True)


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
    kept = picture("p1-4__score")
    receipt = build_receipt(made(finding(Code.R035, "p1-4__score"), kept=(kept,)), instrument().framework)
    (point,) = receipt.look
    assert [shown.data for shown in point.places[0].pictures] == [kept.data]
    assert receipt.kept == ()


@pytest.mark.parametrize(
    "theirs",
    [replace(picture("p1-4__score"), drawn=False), replace(picture("p1-4__score"), data=b"GIF89a")],
    ids=["put there by somebody", "no PNG"],
)
def test_a_file_that_a_participant_put_there_is_named_and_never_shown(theirs: Kept) -> None:
    # Not even where the reader drew the same place too.
    result = made(finding(Code.R035, "p1-4__score"), kept=(theirs, picture("p1-4__score", "ours.png")))
    receipt = build_receipt(result, instrument().framework)
    assert [shown.name for point in receipt.look for place in point.places for shown in place.pictures] == ["ours.png"]
    assert [one.name for one in receipt.kept] == ["ab.png"]


def test_drawings_tell_where_they_are_although_their_finding_does_not() -> None:
    kept = (picture("p1-4__score"), picture("", "loose.png"))
    doubt = {"p1-4__score": Reading(How.FIELD, doubtful=True)}
    receipt = build_receipt(made(finding(Code.R023), kept=kept, readings=doubt), instrument().framework)
    (point,) = receipt.look
    assert [(place.caption, len(place.pictures)) for place in point.places] == [
        ("1.4 Kleurscore", 1),
        ("niet bij een vak", 1),
    ]
    assert receipt.kept == ()


def test_fields_that_could_not_be_read_are_named() -> None:
    doubt = {"p1-4__score": Reading(doubtful=True), "p1-1__score": Reading()}
    receipt = build_receipt(made(finding(Code.R026), readings=doubt), instrument().framework)
    (point,) = receipt.look
    assert (point.code, [place.caption for place in point.places]) == ("R026", ["1.4 Kleurscore"])


def test_a_form_that_is_in_doubt_all_over_stays_small() -> None:
    names = [spec.id for spec in instrument().fields][:90]
    kept = tuple(picture(str(name), f"{n}.png") for n, name in enumerate(names))
    receipt = build_receipt(made(*(finding(Code.R035, str(name)) for name in names), kept=kept), instrument().framework)
    (point,) = receipt.look
    assert len(point.places) == receipt.doubts == 90
    shown = [one.name for place in point.places for one in place.pictures]
    assert len(shown) < 90
    assert sorted([*shown, *(one.name for one in receipt.kept)]) == sorted(one.name for one in kept)


def test_an_anonymous_receipt_names_nobody() -> None:
    unplaced = (Unplaced("veld van Deelnemer 3", SECRET), Unplaced("p1-1__score", SECRET, outside=True))
    kept = (picture("p1-1__score"), replace(picture("p1-1__reflection", "cd.png"), drawn=False))
    found = (finding(Code.R011, "veld van Deelnemer 3"), finding(Code.R035, "p1-1__score"))
    named = build_receipt(made(*found, unplaced=unplaced, kept=kept), instrument().framework)
    receipts = gather([named], anonymous=True)
    for text in (receipts_to_text(receipts), str(receipts_to_json(receipts))):
        for secret in ("Deelnemer", "Gemeente", "deelnemer-3", SECRET, "ab.png", "cd.png", "een programma", "abab"):
            assert secret not in text
    assert "Formulier 1" in receipts_to_text(receipts)
    assert receipts.receipts[0].doubts == named.doubts == 3


def test_an_anonymous_receipt_ties_nothing_together_that_one_person_wrote() -> None:
    # It has a number for a form: with places beside it, one would know whose every other contribution is.
    readings = {"p1-2__reflection": Reading(How.FIELD), "p3-1__actions": Reading(How.FIELD)}
    result = made(
        finding(Code.R022, "p1-2__reflection"), finding(Code.R012, "p3-1__score"), finding(Code.R018), readings=readings
    )
    receipts = gather([build_receipt(result, instrument().framework)], anonymous=True)
    for text in (receipts_to_text(receipts), str(receipts_to_json(receipts))):
        for place in ("p1-2", "1.2 ", "p3-1", "3.1 "):
            assert place not in text
    assert "1 plek: Hier" in receipts_to_text(receipts)


def test_an_anonymous_receipts_numbers_do_not_follow_the_files() -> None:
    def receipt(name: str, digest: str) -> Receipt:
        return replace(build_receipt(made(file=name), instrument().framework), sha256=digest * 32)

    results = [receipt("b.pdf", "aa"), receipt("a.pdf", "cc"), receipt("c.pdf", "bb"), receipt("d.pdf", "bb")]
    seen = {str(receipts_to_json(gather(order, anonymous=True))) for order in itertools.permutations(results)}
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (("map/een.pdf", "map/diep/twee.pdf"), ["een.pdf", "diep/twee.pdf"]),
        (("een.pdf",), ["een.pdf"]),
        (("map/een.pdf",), ["een.pdf"]),
        (("map/een.pdf", "kaart/een.pdf"), ["map/een.pdf", "kaart/een.pdf"]),
        (("map", "map/een.pdf"), ["map", "map/een.pdf"]),
        (("", "een.pdf"), ["", "een.pdf"]),
    ],
)
def test_a_folder_that_all_files_are_in_is_left_out_of_their_names(files: tuple[str, ...], names: list[str]) -> None:
    receipts = gather([build_receipt(made(file=name), instrument().framework) for name in files])
    assert [receipt.name for receipt in receipts.receipts] == names
    assert [receipt.file for receipt in receipts.receipts] == list(files)


def test_what_was_not_written_is_not_said_to_be_kept() -> None:
    receipt = build_receipt(made(kept=(replace(picture("p1-1__score"), drawn=False),)), instrument().framework)
    assert "ab.png" not in receipts_to_text(gather([receipt]))
    text = receipts_to_text(gather([receipt], folders={instrument().framework.id: "answers-files"}))
    assert "in de map answers-files" in text
    assert "bewaard als ab.png" in text


def test_nothing_that_people_wrote_reaches_the_terminal_as_an_order() -> None:
    evil = "\x1b[31m\x9b\u202e\u2066\u2028\x00\x85regel"
    result = made(
        finding(Code.R011, evil),
        unplaced=(Unplaced(evil, evil), Unplaced(evil, evil, outside=True)),
        kept=(replace(picture(evil), drawn=False),),
        file=evil,
    )
    text = receipts_to_text(gather([build_receipt(result, instrument().framework)]))
    assert "regel" in text
    assert all(char.isprintable() or char in "\n\ufffd" for char in text)


def test_the_same_file_twice_is_said() -> None:
    one, two = (build_receipt(made(file=name), instrument().framework) for name in ("een.pdf", "twee.pdf"))
    receipts = gather([one, two])
    assert [receipt.verdict for receipt in receipts.receipts] == [Verdict.SURE, Verdict.LOOK]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_code_has_its_sentence_and_what_to_do(language: str) -> None:
    folder = bundled_frameworks()[instrument().framework.id].parent
    texts = yaml.safe_load((folder / "wording" / f"{language}.yaml").read_text("utf-8"))
    codes = [code.name for code in Code if code.name.startswith("R")]
    assert len(codes) >= 39
    assert [code for code in codes if not (texts.get(f"receipt.{code}") and texts.get(f"receipt.{code}-do"))] == []
    sentences = [texts[f"receipt.{code}"] for code in codes]
    assert len(set(sentences)) == len(sentences)
    assert {key for key in texts if key.startswith("receipt.")} == {key for key in KEYS if key.startswith("receipt.")}
