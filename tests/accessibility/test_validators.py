"""Three validators that are not ours accept every document as PDF/UA-1 and PDF/A, and would not accept a faulty one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import outloud
import page
import pytest

from kadergen.model.instrument import build_instrument
from kadergen.render.form_pdf import render_form_pdf
from kadergen.theme.load import default_theme
from tests.accessibility.faults import FAULTS, planted
from tests.accessibility.made import FRAMEWORKS, documents, framework_at
from tests.tools.verapdf import validate

# What veraPDF does not look at, or leaves to a person: the others see it.
UNSEEN_BY_VERAPDF = {"nothing means nul"}
SEEN_BY_VERAPDF_ALONE = {"no contents of link"}


def files(folder: Path, made: dict[str, bytes]) -> list[Path]:
    """The documents on disk."""
    for name, data in made.items():
        (folder / f"{name}.pdf").write_bytes(data)
    return [folder / f"{name}.pdf" for name in made]


def test_verapdf_finds_nothing(tmp_path: Path) -> None:
    made = documents()
    found = validate("ua1", files(tmp_path, {name: data for name, (data, _) in made.items()}))
    for flavour in ("2a", "3a"):
        found += validate(flavour, [tmp_path / f"{name}.pdf" for name, (_, own) in made.items() if own == flavour])
    assert len(found) == 2 * len(made)
    assert [verdict for verdict in found if not verdict.passes or verdict.failures] == []
    assert min(verdict.checks for verdict in found) > 1000


def test_page_validation_finds_nothing() -> None:
    for name, (data, flavour) in documents().items():
        for profile in ("ua1", flavour):
            report = page.validate_pdf_bytes(data, profile=profile)
            assert report.is_compliant, (name, profile, [(f.rule_id, f.message) for f in report.failures])


def errors_of_outloud(file: Path) -> list[tuple[str, str, str]]:
    """Its errors: rule, message and evidence."""
    return [
        (finding.rule, finding.message, finding.evidence)
        for finding in outloud.check(str(file)).findings
        if finding.severity == "error"
    ]


def test_outloud_finds_no_error(tmp_path: Path) -> None:
    for file in files(tmp_path, {name: data for name, (data, _) in documents().items()}):
        assert errors_of_outloud(file) == [], file.name


@cache
def sound_form() -> bytes:
    """A form of one section."""
    framework = framework_at(FRAMEWORKS[2])
    section = framework.sections[0].id
    return render_form_pdf(framework, build_instrument(framework), default_theme(), [section]).data


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault not in SEEN_BY_VERAPDF_ALONE])
def test_a_fault_is_found(fault: str, tmp_path: Path) -> None:
    """By one of the two at least; the sound form has none."""
    data = planted(sound_form(), FAULTS[fault])
    file = files(tmp_path, {"faulty": data})[0]
    found = [f.rule_id for profile in ("ua1", "3a") for f in page.validate_pdf_bytes(data, profile=profile).failures]
    found += [rule for rule, *_ in errors_of_outloud(file)]
    assert found


def test_verapdf_finds_faults(tmp_path: Path) -> None:
    made = {"sound": planted(sound_form(), lambda _: None)}
    made |= {name: planted(sound_form(), fault) for name, fault in FAULTS.items()}
    passed = {verdict.path.stem for verdict in validate("ua1", files(tmp_path, made)) if verdict.passes}
    assert passed - UNSEEN_BY_VERAPDF == {"sound"}
