"""What a screen reader says: read back from finished files, by their structure, never from our own blocks.

To write the golden text anew after a change that is meant:  REGENERATE_GOLDEN=1 .venv/bin/pytest tests/accessibility
"""

from __future__ import annotations

import io
import json
import os
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from kadergen.documents.booklet import build_booklet
from kadergen.model.instrument import build_instrument
from kadergen.render.document_pdf import render_document_pdf
from kadergen.theme.load import default_theme
from tests.accessibility.made import FRAMEWORKS, form, framework_at, report
from tests.accessibility.spoken import spoken

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "form-section-spoken.txt"


def section(lines: list[str], number: int) -> list[str]:
    """The lines from one first-level heading to the next."""
    starts = [place for place, line in enumerate(lines) if line.startswith("H1 ")]
    return lines[starts[number] : starts[number + 1]]


def test_a_section_of_the_form_is_said_in_this_order() -> None:
    said = "\n".join(section(spoken(form(FRAMEWORKS[0])), 1)) + "\n"
    if os.environ.get("REGENERATE_GOLDEN"):
        GOLDEN.write_text(said, encoding="utf-8")
    assert said == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", FRAMEWORKS, ids=lambda folder: folder.name)
def test_every_statement_is_said_word_for_word(folder: Path) -> None:
    framework = framework_at(folder)
    booklet = render_document_pdf(build_booklet(framework, build_instrument(framework)), default_theme()).data
    for data in (form(folder), booklet):
        said = " ".join(line.split(" ", 1)[1] for line in spoken(data))
        for statement in (statement for part in framework.sections for statement in part.statements):
            for paragraph in statement.plain_text.split("\n\n"):
                assert " ".join(paragraph.split()) in said, statement.id


def test_every_choice_and_field_is_said_once_and_after_what_it_is_about() -> None:
    framework = framework_at(FRAMEWORKS[0])
    said = spoken(form(FRAMEWORKS[0]))
    fields = [line for line in said if line.startswith(("checkbox ", "edit ", "combobox "))]
    assert len(fields) == len(set(fields))
    levels = len(framework.scale.levels) if framework.scale else 0
    specs = build_instrument(framework).fields
    assert len(fields) == len(specs) + sum(levels - 1 for spec in specs if spec.kind.value == "score")
    for statement in (statement for part in framework.sections for statement in part.statements):
        about = next(
            place for place, line in enumerate(said) if line in (f"H2 {statement.code}", f"H3 {statement.code}")
        )
        own = [place for place, line in enumerate(said) if line.split(" ")[1] == statement.code and line in fields]
        assert own == sorted(own)
        assert about < own[0]


def test_headings_never_skip_a_level() -> None:
    for data in (form(FRAMEWORKS[0]), form(FRAMEWORKS[2]), report()):
        depths = [int(line[1]) for line in spoken(data) if line[0] == "H" and line[1].isdigit()]
        assert depths[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(depths))


def test_the_tab_key_walks_in_the_order_of_the_structure() -> None:
    """The order of the widgets on a page, which viewers without a structure use, is the spoken one."""
    said = [
        line.split(" ", 1)[1] for line in spoken(form(FRAMEWORKS[0])) if line.startswith(("checkbox", "edit", "combo"))
    ]
    with pikepdf.open(io.BytesIO(form(FRAMEWORKS[0]))) as pdf:
        assert all(page.obj.Tabs == "/S" for page in pdf.pages)
        widgets = [str(a.TU) for page in pdf.pages for a in page.obj.Annots if a.Subtype == "/Widget"]
    assert widgets == said


def test_the_form_carries_what_it_was_made_from() -> None:
    with pikepdf.open(io.BytesIO(form(FRAMEWORKS[0]))) as pdf:
        files = {name: json.loads(spec.get_file().read_bytes()) for name, spec in pdf.attachments.items()}
        assert [str(file.AFRelationship) for file in pdf.Root.AF] == ["/Source", "/Source"]
    assert files["framework.json"]["title"] == framework_at(FRAMEWORKS[0]).title
    assert files["fields.json"]["framework"]["id"] == files["framework.json"]["id"]
