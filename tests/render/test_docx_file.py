"""The Word documents, as another library and another program see them; validators: tests/word/test_validators.py."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache

import docx
from hypothesis import HealthCheck, given, settings
from lxml import etree

from kadergen.documents.blocks import Document, Medium, SectionOpener, StatementHead, Title, Voice, Voices
from kadergen.formats.controlnames import MAX_TAG, bookmark_name, control_tag
from kadergen.formats.marks import MARKS
from kadergen.model.framework import Framework
from kadergen.model.instrument import FieldKind, build_instrument
from kadergen.model.scale import Shape
from kadergen.model.text import plain
from kadergen.readers import read_bytes
from kadergen.render.docx_file import render_booklet_docx, render_document_docx, render_form_docx
from kadergen.theme.load import default_theme
from kadergen.theme.variants import Variant, varied, varied_scale
from tests.accessibility.made import FRAMEWORKS, framework_at
from tests.layout.frameworks import frameworks
from tests.render.every_block import BARE_CHART, CHART, LEVELS
from tests.word.package import Package, W
from tests.word.rules import broken

KADER, HOUDING, SMALL = FRAMEWORKS


@cache
def form(folder: object = KADER, *, protected: bool = True) -> bytes:
    framework = framework_at(folder)  # type: ignore[arg-type]
    return render_form_docx(framework, build_instrument(framework), default_theme(), protected=protected)


@cache
def booklet() -> bytes:
    framework = framework_at(KADER)
    return render_booklet_docx(framework, build_instrument(framework), default_theme())


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


def words_of(data: bytes) -> str:
    """All words of the main part, blocks and breaks apart by a space."""
    root = etree.fromstring(part(data, "word/document.xml").encode())
    texts = (e.text or "" if e.tag == f"{W}t" else " " for e in root.iter(f"{W}t", f"{W}p", f"{W}br", f"{W}tab"))
    return " ".join("".join(texts).split())


def test_every_field_has_its_control_its_bookmark_and_its_words() -> None:
    instrument = build_instrument(framework_at(KADER))
    xml = part(form(), "word/document.xml")
    tags = set(re.findall(r'<w:tag w:val="([^"]+)"', xml))
    expected = set()
    for spec in instrument.fields:
        name = str(spec.id)
        if name.startswith("plan-"):
            continue
        if spec.kind is FieldKind.SCORE:
            expected |= {control_tag(name, option) for option in spec.option_ids}
        else:
            expected.add(name)
        assert f">{spec.caption}<" in xml
    assert tags == expected
    assert {bookmark_name(tag) for tag in tags} <= set(re.findall(r'w:name="(kg[0-9a-f]+)"', xml))


def test_a_chart_is_a_table_of_numbers() -> None:
    framework = framework_at(SMALL)
    charts = Document("Charts", "en", Medium.SCREEN, (Title("Charts", "charts"), CHART, BARE_CHART), "Charts")
    data = render_document_docx(charts, default_theme(), framework.wording)
    assert broken(data) == []
    named, bare = docx.Document(io.BytesIO(data)).tables
    heads = [f"{MARKS[level.shape.value].chosen}\u00a0{level.label}" for level in LEVELS]
    assert [[cell.text for cell in row.cells] for row in named.rows] == [
        ["", *heads, "No judgement"],
        ["A.1 The first", "7", "4", "1", "0", "0", "0", "0"],
        [CHART.rows[1].label, "0", "1", "0", "2", "3", "1", "5"],
        ["A.3 All agree", "12", "0", "0", "0", "0", "0", "0"],
        ["A.4 Nobody", "0", "0", "0", "0", "0", "0", "0"],
    ]
    assert [[cell.text for cell in row.cells] for row in bare.rows] == [
        [*heads, "No judgement"],
        ["1", "120", "1", "0", "0", "0", "2"],
    ]
    assert CHART.alternative in part(data, "word/document.xml")


def test_names_of_any_length_stay_apart() -> None:
    tags = {control_tag(f"{'a' * 50}__score", level) for level in ("excellent", "excellence", "good")}
    assert len(tags) == 3
    assert max(map(len, tags)) <= MAX_TAG


def test_every_shape_has_glyphs_of_its_own() -> None:
    assert set(MARKS) == {shape.value for shape in Shape}
    glyphs = [glyph for mark in MARKS.values() for glyph in (mark.empty, mark.chosen)]
    assert len(set(glyphs)) == len(glyphs)


def test_the_form_says_all_that_the_framework_says() -> None:
    framework = framework_at(KADER)
    shown = words_of(form())
    for section in framework.sections:
        assert " ".join(section.title.split()) in shown
        assert " ".join(plain(section.introduction).split()) in shown
    for _, indicator, statement in framework.walk():
        assert " ".join(statement.plain_text.split()) in shown
        assert indicator.title is None or indicator.title in shown


def test_the_booklet_has_the_prose_of_every_chapter() -> None:
    framework = framework_at(KADER)
    shown = words_of(booklet())
    for chapter in framework.chapters:
        assert chapter.title in shown
        for paragraph in plain(chapter.prose).split("\n\n"):
            assert " ".join(paragraph.split()) in shown
    assert "w:sdt>" not in part(booklet(), "word/document.xml")


def test_one_form_is_protected_and_the_other_is_not() -> None:
    assert '<w:documentProtection w:edit="forms" w:enforcement="1"/>' in part(form(), "word/settings.xml")
    assert "documentProtection" not in part(form(protected=False), "word/settings.xml")
    sections = re.findall(r"<w:sectPr>.*?</w:sectPr>", part(form(), "word/document.xml"))
    assert ["landscape" in section for section in sections] == [False, True]
    assert ['<w:formProt w:val="0"/>' in section for section in sections] == [False, True]
    assert "formProt" not in part(form(protected=False), "word/document.xml")


def test_python_docx_sees_headings_sections_tables_and_properties() -> None:
    document = docx.Document(io.BytesIO(form()))
    framework = framework_at(KADER)
    assert document.core_properties.title == f"{framework.title}: Formulier"
    assert document.core_properties.language == "nl-NL"
    styles = [p.style.name for p in document.paragraphs if p.style is not None]
    assert sum(str(name).startswith("Section ") and name != "Section End" for name in styles) == len(framework.sections)
    assert len(document.tables) == 2 + sum(1 for _ in framework.walk()) + 1
    portrait, landscape = document.sections
    assert (portrait.page_width, portrait.page_height) == (landscape.page_height, landscape.page_width)
    assert "cfeabf4bf13e870d" in "".join(p.text for p in portrait.footer.paragraphs)


def test_a_theme_session_has_its_sections_alone() -> None:
    framework = framework_at(KADER)
    instrument = build_instrument(framework)
    data = render_form_docx(framework, instrument, default_theme(), ["p1", "p4"])
    result = read_bytes(data, "form.docx", {framework.id: instrument})
    assert result.response is not None
    assert result.response.is_untouched
    assert "Huisvesting is een mensenrecht" in words_of(data)
    assert "Keuze en regie voor deelnemers" not in words_of(data)


def test_large_print_and_greys_reach_word() -> None:
    framework = framework_at(SMALL)
    variant = Variant(large_print=True, grayscale=True)
    assert framework.scale is not None
    theme = varied(default_theme(), variant)
    changed = Framework(**{name: getattr(framework, name) for name in Framework.__slots__}
                        | {"scale": varied_scale(framework.scale, variant)})  # fmt: skip
    styles = part(render_form_docx(changed, build_instrument(changed), theme), "word/styles.xml")
    body = re.search(r'<w:rPrDefault>.*?<w:sz w:val="(\d+)"', styles)
    assert body is not None
    assert int(body[1]) >= 31  # half points
    colours = set(re.findall(r'w:(?:fill|val|color)="([0-9A-F]{6})"', styles))
    assert {c for c in colours if not c[:2] == c[2:4] == c[4:]} == set()


@given(frameworks())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_framework_makes_a_sound_form_that_reads_as_empty(framework: Framework) -> None:
    instrument = build_instrument(framework)
    data = render_form_docx(framework, instrument, default_theme())
    assert broken(data) == []
    assert broken(render_booklet_docx(framework, instrument, default_theme())) == []
    result = read_bytes(data, "form.docx", {framework.id: instrument})
    assert result.response is not None, result.diagnostics
    assert [found for found in result.diagnostics if found.severity.value != "info"] == []
    assert result.response.is_untouched
    assert Package(data).main == "word/document.xml"


def test_what_came_of_a_statement_and_what_people_said_stay_with_it() -> None:
    framework = framework_at(SMALL)
    blocks = (
        Title("Report", "report"),
        SectionOpener(0, "A", "Part", "Access", (), "a", full_page=False),
        StatementHead(0, "A.1", "Doors", "Doors are open.", "Half of them said so."),
        Voices("Why", (Voice("Person 1", "One\ntwo"), Voice("", "<b>three</b>"))),
    )
    document = Document("Report", "en", Medium.SCREEN, blocks, "Running")
    word = docx.Document(io.BytesIO(render_document_docx(document, default_theme(), framework.wording)))
    assert [(p.style.name, p.text) for p in word.paragraphs if p.style] == [
        ("Heading 1", "Report"),
        ("Section 1 On", "Part A\nAccess"),
        ("Heading 2", "A.1 Doors"),
        ("Statement Text", "Doors are open."),
        ("Finding", "Half of them said so."),
        ("Heading 3", "Why"),
        ("Voice Who", "Person 1"),
        ("Voice", "One\ntwo"),
        ("Voice", "<b>three</b>"),
    ]
    for name in ("Heading 2", "Statement Text", "Finding", "Voice Who"):
        assert word.styles[name].paragraph_format.keep_with_next, name
    assert word.styles["Section 1"].paragraph_format.page_break_before
    assert word.styles["Section 1 On"].paragraph_format.page_break_before is False
