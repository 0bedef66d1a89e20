"""Answers from another version of a form: which statements differ is named, by what was kept of that version."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kadergen.consolidate.versions import compare_versions
from kadergen.content.load import bundled_frameworks
from kadergen.diagnostics import Code, Severity
from kadergen.model.instrument import FormIdentity, Instrument
from kadergen.model.response import Provenance, Respondent, Response
from kadergen.workflow.blanks import BlankForms, release
from kadergen.workflow.frameworks import instruments
from kadergen.workflow.versions import other_versions
from tests.readers.support import FRAMEWORK
from tests.readers.support import instruments as bundled


def answered(identity: FormIdentity, file: str = "a.pdf") -> Response:
    return Response(Provenance(file, "0", "pdf"), identity, Respondent(), {})


@pytest.mark.parametrize("framework", sorted(bundled_frameworks()))
def test_a_form_does_not_differ_from_its_own_framework(framework: str) -> None:
    known = bundled()[framework]
    kept = BlankForms(bundled())(known.identity)
    found = compare_versions(
        known,
        known.identity,
        [place.field for page in kept[0].pages for place in page.places],
        [" ".join(word.text for page in blank.pages for word in page.words) for blank in kept],
    )
    assert (found.changed, found.gone, found.new) == ((), (), ())


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Instrument, FormIdentity]:
    """A copy of the framework whose first version was kept, and which was then changed."""
    folder = tmp_path_factory.mktemp("frameworks") / FRAMEWORK
    shutil.copytree(bundled_frameworks()[FRAMEWORK], folder, ignore=shutil.ignore_patterns("versions"))
    for name, old, new in (("framework.yaml", f"id: {FRAMEWORK}\n", "id: ours\n"),):
        edit(folder / name, old, new)
    release(str(folder))
    before = instruments([str(folder)])[0]["ours"].identity
    edit(folder / "framework.yaml", 'version: "2025"', 'version: "2026"')
    text = (folder / "p1.yaml").read_text(encoding="utf-8")
    first, second = (text.index(f"id: p1-{number}") for number in (1, 2))
    assert first < second
    text = text[:second].replace("id: p1-1", "id: p1-99", 1) + text[second:].replace("text:", "text: Nieuw.", 1)
    (folder / "p1.yaml").write_text(text, encoding="utf-8")
    return folder, instruments([str(folder)])[0]["ours"], before


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_changed_is_named(changed: tuple[Path, Instrument, FormIdentity]) -> None:
    folder, known, before = changed
    forms = [answered(before), answered(before, "b.pdf"), answered(known.identity, "c.pdf")]
    (found,), (finding,) = other_versions(forms, {"ours": known}, [str(folder)])
    assert (found.identity, found.changed, found.gone, found.new) == (before, ("p1-2",), ("p1-1",), ("p1-99",))
    assert (finding.code, finding.severity) == (Code.R042, Severity.WARNING)
    assert finding.message == "2 forms of ours 2025: other words in 1.2; there alone p1-1; new here 1.1"


def test_a_version_that_was_not_kept_is_named_as_such(changed: tuple[Path, Instrument, FormIdentity]) -> None:
    folder, known, before = changed
    (found,), (finding,) = other_versions([answered(replace(before, version="2019"))], {"ours": known}, [str(folder)])
    assert not found.known
    assert "1 form of ours 2019: nobody can tell what differs" in finding.message


def test_of_one_version_there_is_nothing_to_say() -> None:
    known = bundled()
    assert other_versions([answered(known[FRAMEWORK].identity)], known) == ((), ())
