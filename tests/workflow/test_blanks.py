"""The forms of released versions: kept with the framework, found by what a copy says that it is."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kadergen.content.format import VERSIONS_FOLDER
from kadergen.content.load import bundled_frameworks
from kadergen.formats.blank_form import BlankForm, blank_from_json, blank_to_json
from kadergen.formats.rawform import FormatError
from kadergen.model.instrument import FormIdentity
from kadergen.workflow.blanks import BlankForms, build_blanks, release
from tests.readers.support import FRAMEWORK, instrument, instruments


def as_json(blanks: list[BlankForm]) -> list[str]:
    return [json.dumps(blank_to_json(blank)) for blank in blanks]


@pytest.mark.parametrize("framework", sorted(bundled_frameworks()))
def test_what_is_bundled_is_kept_as_it_is_built_now(framework: str) -> None:
    # When this fails, the words or the layout have changed: `kadergen release` keeps the new form beside the old one.
    known = instruments()[framework]
    kept = BlankForms(instruments())(known.identity)
    assert set(as_json(list(build_blanks(known)))) <= set(as_json(kept))


def test_json_gives_the_form_back() -> None:
    first = next(iter(build_blanks(instrument())))
    again = blank_from_json(blank_to_json(first))
    assert blank_to_json(again) == blank_to_json(first)
    assert [len(page.words) for page in again.pages] == [len(page.words) for page in first.pages]
    assert all(place.look for page in again.pages for place in page.places if place.on_state)


@pytest.mark.parametrize(
    "change",
    [
        {"pages": None},
        {"pages": [{"size": [1]}]},
        {"pictures": ["!"]},
        {"pictures": ["AAAA"]},
        {"scale": 3},
        {"marker": None, "pages": [{"size": [1, 1], "words": [["a"]], "places": []}]},
    ],
)
def test_what_is_no_kept_form_is_said(change: dict[str, object]) -> None:
    data = blank_to_json(BlankForm("a|1|0123456789abcdef", ())) | change
    with pytest.raises(FormatError):
        blank_from_json(data)


def test_another_version_has_forms_only_when_they_were_kept(tmp_path: Path) -> None:
    folder = tmp_path / FRAMEWORK
    shutil.copytree(bundled_frameworks()[FRAMEWORK], folder, ignore=shutil.ignore_patterns(VERSIONS_FOLDER))
    section = folder / "p2.yaml"
    section.write_text(section.read_text("utf-8").replace("eigen", "eigene"), "utf-8")
    released = release(str(folder))
    marker = json.loads(released.path.read_bytes())["forms"][0]["marker"]
    identity = FormIdentity.parse(marker)
    assert identity.fingerprint != instrument().identity.fingerprint
    known = {FRAMEWORK: instrument()}
    assert len(BlankForms(known, [str(folder)])(identity)) == 2
    assert BlankForms(known)(identity) == []
    assert BlankForms(known)(replace(identity, id="another")) == []
    # Broken, it is as if it were not there.
    released.path.write_bytes(released.path.read_bytes()[:-100])
    assert BlankForms(known, [str(folder)])(identity) == []
