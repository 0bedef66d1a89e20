"""The PDF as other programs see it: valid, deterministic, small, with its words, fields, bookmarks and identity."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadergen.content.load import load_framework
from kadergen.documents.blocks import Cover, Document, Medium, StatementHead, Text, Title, Voice, Voices
from kadergen.documents.booklet import build_booklet
from kadergen.documents.form import build_form
from kadergen.model.framework import Framework
from kadergen.model.instrument import IDENTITY_FIELD, build_instrument
from kadergen.model.text import Paragraph, Span, plain
from kadergen.render.document_pdf import RenderedPdf, render_document_pdf
from kadergen.theme import default_theme

THEME = default_theme()
CONTENT = Path(__file__).parents[2] / "content"
FRAMEWORKS = ("kwaliteitskader-housing-first", "houding-first")


def framework_named(name: str) -> Framework:
    framework, _ = load_framework(CONTENT / name)
    assert framework is not None
    return framework


def render(framework: Framework, kind: str) -> RenderedPdf:
    build = build_booklet if kind == "booklet" else build_form
    return render_document_pdf(build(framework, build_instrument(framework)), THEME)


@pytest.fixture(
    scope="module", params=[(name, kind) for name in FRAMEWORKS for kind in ("booklet", "form")], ids="-".join
)
def made(request: pytest.FixtureRequest) -> tuple[Framework, str, RenderedPdf]:
    name, kind = request.param
    framework = framework_named(name)
    return framework, kind, render(framework, kind)


@pytest.fixture(scope="module")
def form() -> tuple[Framework, RenderedPdf]:
    framework = framework_named(FRAMEWORKS[0])
    return framework, render(framework, "form")


def text_of(data: bytes) -> str:
    """All words, as poppler extracts them; hyphens at line ends joined, white space evened out."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(done.stdout.decode("utf-8").replace("\u00a0", " ").split())


def test_qpdf_finds_nothing(made: tuple[Framework, str, RenderedPdf], tmp_path: Path) -> None:
    file = tmp_path / "file.pdf"
    file.write_bytes(made[2].data)
    done = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "No syntax or stream encoding errors found" in done.stdout
    assert not done.stderr


def test_every_statement_can_be_read_out(made: tuple[Framework, str, RenderedPdf]) -> None:
    framework, _, pdf = made
    found = text_of(pdf.data).replace("- ", "-")
    for statement in (s for section in framework.sections for s in section.statements):
        # Words alone: where a column ends, choices may come between.
        words = set(re.findall(r"\w+", statement.plain_text))
        assert words <= set(re.findall(r"\w+", found)), statement.id


def test_only_embedded_fonts_of_ours(made: tuple[Framework, str, RenderedPdf]) -> None:
    with pikepdf.open(io.BytesIO(made[2].data)) as pdf:
        names = set()
        for page in pdf.pages:
            for font in page.resources.get("/Font", pikepdf.Dictionary()).values():
                names.add(str(font.BaseFont))
                assert font.FontDescriptor.get("/FontFile2") is not None
    assert names
    assert not [name for name in names if "Helvetica" in name or "Times" in name]


def test_title_language_and_viewer_preferences(made: tuple[Framework, str, RenderedPdf]) -> None:
    framework, kind, made_pdf = made
    with pikepdf.open(io.BytesIO(made_pdf.data)) as pdf:
        assert str(pdf.Root.Lang) == "nl"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo.Title).startswith(framework.title)
        assert pdf.open_metadata()["dc:title"] == str(pdf.docinfo.Title)
        identity = build_instrument(framework).identity.marker
        assert str(pdf.docinfo.Keywords) == identity
        assert identity.encode() in bytes(pdf.Root.Metadata.read_bytes())
        assert len(pdf.pages) == made_pdf.page_count
        assert (pdf.Root.get("/AcroForm") is not None) is (kind == "form")
        assert pdf.Root.PageMode == "/UseOutlines"
        assert not {"/JavaScript", "/OpenAction", "/AA"} & set(pdf.Root.keys())


def test_page_labels_are_the_numbers_on_the_pages(made: tuple[Framework, str, RenderedPdf]) -> None:
    reader = pypdf.PdfReader(io.BytesIO(made[2].data))
    root: Any = reader.trailer["/Root"]
    assert "/PageLabels" in root
    assert reader.page_labels == [str(number) for number in range(1, len(reader.pages) + 1)]


def test_bookmarks_open_their_pages(made: tuple[Framework, str, RenderedPdf]) -> None:
    framework, _, pdf = made
    reader = pypdf.PdfReader(io.BytesIO(pdf.data))
    flat: list[Any] = []
    pending: list[Any] = list(reader.outline)
    while pending:
        entry = pending.pop(0)
        if isinstance(entry, list):
            pending = [*entry, *pending]
        else:
            flat.append(entry)
    for section in framework.sections:
        entry = next(e for e in flat if e.title and e.title.endswith(f"· {section.title}"))
        number = reader.get_destination_page_number(entry)
        assert number is not None
        assert section.title.split()[0] in reader.pages[number].extract_text()


def test_the_form_has_the_fields_of_the_instrument(form: tuple[Framework, RenderedPdf]) -> None:
    framework, pdf = form
    fields = pypdf.PdfReader(io.BytesIO(pdf.data)).get_fields() or {}
    instrument = build_instrument(framework)
    assert set(fields) == {str(spec.id) for spec in instrument.fields} | {IDENTITY_FIELD}
    assert fields[IDENTITY_FIELD]["/V"] == instrument.identity.marker
    assert {str(place.field) for place in pdf.field_map.places} == {str(spec.id) for spec in instrument.fields}


def test_widgets_stand_where_the_field_map_says(form: tuple[Framework, RenderedPdf]) -> None:
    places = {(str(p.field), p.on_state): p for p in form[1].field_map.places}
    seen = 0
    with pikepdf.open(io.BytesIO(form[1].data)) as pdf:
        for index, page in enumerate(pdf.pages):
            for widget in page.get("/Annots", pikepdf.Array()):
                if widget.get("/Subtype") != "/Widget":
                    continue
                name = str(widget.get("/T") or widget.Parent.T)
                states = [str(key)[1:] for key in widget.AP.N if key != "/Off"] if "/Parent" in widget else [None]
                place = places[name, states[0]]
                assert place.page_index == index
                assert [float(v) for v in widget.Rect] == pytest.approx(
                    [place.rect.left, place.rect.bottom, place.rect.right, place.rect.top], abs=0.01
                )
                assert str(widget.TU)
                seen += 1
    assert seen == len(places)


def test_a_choice_says_its_statement_and_its_level(form: tuple[Framework, RenderedPdf]) -> None:
    with pikepdf.open(io.BytesIO(form[1].data)) as pdf:
        spoken = [str(a.TU) for page in pdf.pages for a in page.get("/Annots", pikepdf.Array()) if "/TU" in a]
    assert "1.3 Inspraak type woning en locatie, Kleurscore: Op orde" in spoken


def test_the_form_can_be_mailed(form: tuple[Framework, RenderedPdf]) -> None:
    assert len(form[1].data) < 500_000


def test_the_same_document_gives_the_same_bytes_in_another_process(form: tuple[Framework, RenderedPdf]) -> None:
    program = (
        "import hashlib, sys\n"
        "from tests.render.test_document_pdf import FRAMEWORKS, framework_named, render\n"
        "print(hashlib.sha256(render(framework_named(FRAMEWORKS[0]), sys.argv[1]).data).hexdigest())"
    )
    root = Path(__file__).parents[2]
    prints = set()
    for seed, zone in (("0", "UTC"), ("4711", "Asia/Kathmandu")):
        environment = {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"}
        command = [sys.executable, "-c", program, "form"]
        prints.add(subprocess.run(command, cwd=root, env=environment, capture_output=True, check=True).stdout)
    assert len(prints) == 1
    assert render(form[0], "form").data == form[1].data


def test_a_second_document_in_the_same_process_does_not_change_the_first() -> None:
    framework = framework_named("houding-first")
    first = render(framework, "booklet").data
    odd = "Łukasz Жанна 😀 Νίκος \u0645\u0631\u062d\u0628\u0627"
    render_document_pdf(_report(odd), THEME)
    assert render(framework, "booklet").data == first


def _report(*voices: str, title: str = "Resultaat") -> Document:
    blocks = (
        Cover(title),
        Title(title, "a"),
        Text((Paragraph((Span("Zie "), Span("de gids", link="https://example.org/gids"), Span("."))),)),
        StatementHead(0, "1.1", "Naam", "De stelling zelf."),
        Voices("Reflectie", tuple(Voice(f"Deelnemer {i}, gemeente", text) for i, text in enumerate(voices))),
    )
    return Document(title, "nl", Medium.SCREEN, blocks, title)


def test_a_report_shows_any_words_and_names_what_it_cannot() -> None:
    text = "Łukasz zei: “85% – of meer…” <b>&amp;</b> \x07 \ud800 \U00013000"
    pdf = render_document_pdf(_report(text), THEME)
    found = text_of(pdf.data)
    assert "Łukasz zei: “85% – of meer…” <b>&amp;</b> [U+0007] [U+D800] [U+13000]" in found
    assert {d.code.name for d in pdf.diagnostics} == {"B001"}
    assert all("Łukasz" not in d.message for d in pdf.diagnostics)
    assert not pdf.field_map.places


@settings(max_examples=40)
@given(st.text(max_size=400), st.text(max_size=40))
def test_any_words_make_a_sound_pdf(text: str, title: str) -> None:
    pdf = render_document_pdf(_report(text, title=title), THEME)
    with pikepdf.open(io.BytesIO(pdf.data)) as opened:
        assert not opened.check_pdf_syntax()
        assert len(opened.pages) == pdf.page_count


def test_links_open_addresses() -> None:
    pdf = render_document_pdf(_report("tekst"), THEME)
    with pikepdf.open(io.BytesIO(pdf.data)) as opened:
        urls = [
            str(a.A.URI)
            for page in opened.pages
            for a in page.get("/Annots", pikepdf.Array())
            if "/URI" in a.get("/A", {})
        ]
    assert urls == ["https://example.org/gids"]


def test_odd_titles_do_no_harm() -> None:
    title = "Titel (met haakjes) \\ & <tekens> \x07 \ud800 €"
    pdf = render_document_pdf(_report("x", title=title), THEME)
    with pikepdf.open(io.BytesIO(pdf.data)) as opened:
        assert "(met haakjes) \\ & <tekens>" in str(opened.docinfo.Title)


def test_a_hundred_thousand_characters_flow_over_pages() -> None:
    words = [f"woord{n}" for n in range(12_000)]
    found = text_of(render_document_pdf(_report(" ".join(words)), THEME).data)
    assert [w for w in found.split() if w.startswith("woord")] == words


def test_chapters_keep_every_sentence() -> None:
    framework = framework_named(FRAMEWORKS[0])
    found = set(re.findall(r"\w+", text_of(render(framework, "booklet").data)))
    for chapter in framework.chapters:
        assert set(re.findall(r"\w+", plain(chapter.prose))) <= found, chapter.id
