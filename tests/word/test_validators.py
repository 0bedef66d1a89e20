"""Four validators accept a sound Word document, and would not accept a faulty one."""

from __future__ import annotations

import io
from functools import cache

import docx
import pytest

from kadergen.formats.docx_fill import DocxFiller
from kadergen.model.instrument import build_instrument
from kadergen.model.round import FormFormat
from kadergen.render.docx_file import render_booklet_docx, render_document_docx, render_form_docx
from kadergen.theme.load import default_theme
from kadergen.theme.variants import Variant, varied
from kadergen.workflow.round_forms import PersonalForms
from tests.accessibility.made import FRAMEWORKS, LONG, ODD, agenda_document, framework_at, people_of, report_document
from tests.word.faults import FAULTS, planted
from tests.word.package import Package
from tests.word.rules import RULES
from tests.word.validators import QUICK, problems_of, sdk

SEEN_BY_SDK_ALONE = {"glyph of five digits"}
SEEN_BY_SDK = SEEN_BY_SDK_ALONE | {
    "unknown lock", "doubled bookmark id", "no content type", "relation to nothing", "reference to no relation",
    "glossary without part", "not well formed", "entry twice", "unknown element", "unknown value", "paragraph in row",
    "table properties out of order",
}  # fmt: skip

SMALL = FRAMEWORKS[2]


@cache
def sound_document() -> bytes:
    """The form of a small framework: one of everything that a form has."""
    framework = framework_at(SMALL)
    section = framework.sections[0].id
    return render_form_docx(framework, build_instrument(framework), default_theme(), [section])


def produced() -> dict[str, bytes]:
    """Every Word document that is made, in each variant that changes it, empty and filled."""
    made: dict[str, bytes] = {}
    for folder in FRAMEWORKS:
        framework = framework_at(folder)
        instrument = build_instrument(framework)
        made[f"{folder.name}-form"] = form = render_form_docx(framework, instrument, default_theme())
        made[f"{folder.name}-booklet"] = render_booklet_docx(framework, instrument, default_theme())
        if folder is not SMALL:
            continue
        made["open"] = render_form_docx(framework, instrument, default_theme(), protected=False)
        blanks = {FormFormat.WORD: form, FormFormat.WORD_OPEN: made["open"]}
        for person in people_of(framework):
            for own in PersonalForms(framework, blanks).of(person):
                made[own.file_name] = own.data
        varied_theme = varied(default_theme(), Variant(large_print=True, grayscale=True))
        made["large-grey"] = render_form_docx(framework, instrument, varied_theme)
        answers = {str(spec.id): spec.options[-1].id if spec.options else ODD for spec in instrument.fields}
        for anonymous in (False, True):
            report = report_document(anonymous=anonymous)
            made[f"report-{anonymous}"] = render_document_docx(report, default_theme(), framework.wording)
        made["agenda"] = render_document_docx(agenda_document(), default_theme(), framework.wording)
        made["filled"] = DocxFiller(form).fill(answers | {"plan-40__action": LONG}).data
    return made


def test_nothing_is_found_in_what_is_made() -> None:
    assert {name: said for name, said in problems_of(produced()).items() if said} == {}


def test_the_sound_document_opens() -> None:
    assert docx.Document(io.BytesIO(sound_document())).core_properties.title


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault not in SEEN_BY_SDK_ALONE])
def test_a_fault_is_found(fault: str) -> None:
    """By one of the quick ones at least."""
    data = planted(sound_document(), FAULTS[fault])
    assert [said for validator in QUICK.values() for said in validator(data)]


def test_the_sdk_finds_faults() -> None:
    made = {"sound": planted(sound_document(), lambda _: None)}
    made |= {name: planted(sound_document(), FAULTS[name]) for name in SEEN_BY_SDK}
    assert {name for name, said in sdk(made).items() if not said} == {"sound"}


def test_every_rule_finds_a_fault() -> None:
    """A rule that nothing breaks would be one that looks at nothing."""
    packages = [Package(planted(sound_document(), fault)) for fault in FAULTS.values()]
    assert [rule.__name__ for rule in RULES if not any(list(rule(package)) for package in packages)] == []
