"""What participants write stays text in every result: no link, formula, picture, file or script comes of it.

The results are looked at with libraries that did not write them.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import openpyxl
import pikepdf
import pypdfium2
import pytest
import tinyhtml5
from lxml import html
from markdown_it import MarkdownIt

from kadergen.formats.fdf import write_fdf
from kadergen.formats.rawform import RawField
from kadergen.model.instrument import IDENTITY_FIELD, FieldKind
from kadergen.workflow.agenda import make_agenda
from kadergen.workflow.compare import compare_results
from kadergen.workflow.reading import How
from kadergen.workflow.returned import consolidate
from tests.accessibility.made import FRAMEWORKS
from tests.hostile.office import BODY, MAIN, before, docx, docx_parts
from tests.hostile.office_cases import DRAWING
from tests.hostile.rawpdf import MARKER
from tests.hostile.trap import SECRET, trap
from tests.returned.word_paper import instrument_of


def payloads() -> list[str]:
    """What other programs would follow, run or format."""
    url, path = trap().url, trap().path
    return [
        f"<a href='{url}'>aardvark</a>", f"<img src='{path}'/>axolotl", f'<img src="{url}/x.png" width="9" height="9"/>badger',
        f"<link href='{path.as_uri()}'>bison</link>", "<script>alert(1)</script>caracal", "<b>civet<br/><i>", "</para><para>dugong",
        "<font color='red' size='99'>egret</font>", "<onDraw name='x' label='y'/>ferret", f"<evalString code='open(\"{path}\")'/>gannet",
        "<index item='x'/><bullet>gerbil", "&lt;gibbon&gt; &amp; &#60; &x;", "<!-- heron -->", "<![CDATA[ibex]]>", "<super>jackal<seq id='x'/>",
        "=1+1&\"jerboa\"", f'=HYPERLINK("{url}";"kestrel")', "+kudu", "-lemur", "@SUM(1+1)*loris", "\t=manatee", "\r=marmot",
        "=cmd|' /C calc'!'narwhal'", f'=WEBSERVICE("{url}")newt', "{=numbat}", f"{url}/ocelot", f"{path.as_uri()}#okapi",
        f"[oriole]({url})", f"![osprey]({path})", "mailto:x@example.org?subject=plover", "javascript:alert('puffin')",
        "\\\\server\\share\\quail", "{{quokka}} {% raccoon %} ${serval} %s %n", "'; DROP TABLE shrew; --", "$(skua) `stoat` | tapir",
        "\u202etarsier\u202c \u2066vole\u2069", "walrus\0weasel\x1b[31m\x07", "../../../../wombat", "/JavaScript (yak) /Launch (zebu)",
        "<<</S/URI/URI(x)>>\\) endobj lynx", "x" * 300 + " lion",
    ]  # fmt: skip


FORMS: Final = ("first", "second")


def _form(shift: int) -> bytes:
    """A form with a payload in every field for text, each form with others in each place."""
    own = instrument_of(2)
    texts = payloads()
    fields = [RawField(IDENTITY_FIELD, MARKER)]
    for number, spec in enumerate(own.fields):
        if spec.kind is not FieldKind.SCORE and spec.id.facet != "level":
            fields.append(RawField(str(spec.id), texts[(number + shift) % len(texts)]))
    fields += [RawField(f"<a href='{trap().url}'>{n}</a>", text) for n, text in enumerate(texts)]  # fields of no form
    fields.append(RawField("hours-week__score", "green", is_state=True))
    return write_fdf(fields)


@pytest.fixture(scope="module", params=[False, True], ids=["named", "anonymous"])
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    """Every file written, by its path below the folder of results."""
    folder = tmp_path_factory.mktemp("results")
    returned = folder / "returned"
    returned.mkdir()
    for number, name in enumerate(FORMS):
        (returned / f"=HYPERLINK(x) <b>{name}.fdf").write_bytes(_form(7 * number))
    relations = docx_parts()["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="x2" Type="http://x/image" Target="media/..%2f..%2fevil.png"/></Relationships>',
    )
    (returned / "word.docx").write_bytes(docx({
        MAIN: before(docx_parts()[MAIN], BODY, DRAWING), "word/_rels/document.xml.rels": relations, "evil.png": b"\x89PNG\r\n\x1a\n",
    }))  # fmt: skip
    how = How(frameworks=(str(FRAMEWORKS[2]),))
    made = consolidate([returned], folder / "out", anonymous=request.param, how=how)
    assert len(made.read.responses) == 3
    out = folder / "out"
    result = next(path for path in out.glob("*.json") if "results" in path.name)
    frameworks = [str(FRAMEWORKS[2])]
    make_agenda(result, out, minutes=480, frameworks=frameworks)
    compare_results(result, result, out, frameworks)
    assert trap().callers() == 0
    yield {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert sorted(os.listdir(folder)) == ["out", "returned"]
    assert len(os.listdir(returned)) == 3


def test_the_plans_files_hold_text_alone(results: dict[str, bytes]) -> None:
    page = MarkdownIt("default", {"html": True, "linkify": True}).render(_one(results, ".md").decode())
    assert lively_parts(page.encode()) == []
    shown = html.document_fromstring(page).text_content()
    for text in (
        "<script>alert(1)</script>caracal",
        "[oriole](",
        "`stoat` | tapir",
        "![osprey](",
        "&lt;gibbon&gt; &amp;",
    ):
        assert text in shown, text
    table = _one(results, ".csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table, newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert any(cell.startswith("'=HYPERLINK") for row in rows for cell in row)


def _one(results: dict[str, bytes], suffix: str, *, receipts: bool = False) -> bytes:
    """The combined result itself; of the plan's own files the one there is."""
    wanted = "receipts" if receipts else "-plan" if suffix in (".md", ".csv") else "-results"
    (data,) = (data for name, data in results.items() if name.endswith(suffix) and wanted in name)
    return data


def _all(results: dict[str, bytes], suffix: str) -> dict[str, bytes]:
    """The combined result, the agenda, the meeting's form and the comparison, as far as they are of this kind."""
    found = {name: data for name, data in results.items() if name.endswith(suffix) and "receipts" not in name}
    assert len(found) == {".pdf": 4, ".html": 3, ".docx": 3, ".xlsx": 2}[suffix], sorted(found)
    return found


def test_nothing_of_another_file_is_in_the_results(results: dict[str, bytes]) -> None:
    for name, data in results.items():
        assert SECRET.encode() not in data, name
        assert Path(name).name == name or Path(name).parent.name.endswith("-files")
        assert name.isascii()
        assert "evil" not in name


_ACTIVE: Final = frozenset(
    [
        "/URI",
        "/Launch",
        "/JavaScript",
        "/SubmitForm",
        "/GoToR",
        "/GoToE",
        "/ImportData",
        "/Rendition",
        "/Filespec",
        "/EmbeddedFile",
        "/Image",
    ]
)


def active(data: bytes) -> list[str]:
    """What in a PDF does something, leads out of it or comes from elsewhere."""
    found = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for item in pdf.objects:
            if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
                found += sorted({str(item.get(key)) for key in ("/S", "/Type", "/Subtype")} & _ACTIVE)
                found += sorted({"/URI", "/JS", "/OpenAction", "/AA"} & set(item.keys()))
                if item.get("/Subtype") == "/Link" and "/A" in item and item.A.get("/S") != "/GoTo":
                    found.append("/A")
    return found


def test_the_pdf_does_nothing_and_links_to_nothing(results: dict[str, bytes]) -> None:
    for name, data in _all(results, ".pdf").items():
        # A form holds what it was made from; it is plain JSON.
        assert active(data) == (["/EmbeddedFile", "/Filespec"] * 2 if "-meeting" in name else []), name
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch)
        pdf.attachments["x"] = b"x"
        link = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(S=pikepdf.Name.URI))
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(link)])
        out = io.BytesIO()
        pdf.save(out)
    assert {"/OpenAction", "/Filespec", "/A"} <= set(active(out.getvalue())), "what is planted is found"


def test_the_pdf_shows_the_words(results: dict[str, bytes]) -> None:
    document: Any = pypdfium2.PdfDocument(_one(results, ".pdf"))
    words = "".join(page.get_textpage().get_text_range() for page in document)
    squeezed = "".join(words.split())
    for text in (
        "<ahref=",
        "<imgsrc=",
        "<script>alert(1)</script>caracal",
        "</para><para>dugong",
        "&lt;gibbon&gt;&amp;&#60;&x;",
        '=1+1&"jerboa"',
    ):
        assert text in squeezed, text
    document.close()


def test_the_page_holds_text_alone(results: dict[str, bytes]) -> None:
    for name, data in _all(results, ".html").items():
        tree = tinyhtml5.parse(data, namespace_html_elements=False)
        tags = {str(element.tag).rpartition("}")[2] for element in tree.iter()}
        assert not tags & {"script", "img", "iframe", "object", "embed", "link", "base", "form", "para"}, name
        attributes = [pair for element in tree.iter() for pair in element.attrib.items()]
        assert [value for key, value in attributes if key == "href" and not value.startswith("#")] == []
        assert [key for key, _ in attributes if key.startswith("on") or key == "src"] == []
    tree = tinyhtml5.parse(_one(results, ".html"), namespace_html_elements=False)
    words = "".join(tree.find("body").itertext())
    for text in ("<script>alert(1)</script>caracal", "</para><para>dugong", "&lt;gibbon&gt;&amp;&#60;&x;"):
        assert text in "".join(words.split()), text


def lively(data: bytes) -> list[str]:
    """What in a workbook is no text or number: formulas, links, other files."""
    found = []
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        cells = [cell for row in sheet.iter_rows() for cell in row]
        found += [f"{c.coordinate} {c.data_type}" for c in cells if c.data_type not in ("s", "n") or c.hyperlink]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            part = package.read(name)
            signs = (b'TargetMode="External"', b"<hyperlink", b"<f>", b"<oleObject", b"ddeLink")
            found += [f"{name} {sign!r}" for sign in signs if sign in part]
            found += [name] if "externalLink" in name or "vba" in name else []
    return found


def test_the_workbook_holds_text_alone(results: dict[str, bytes]) -> None:
    for name, workbook in _all(results, ".xlsx").items():
        assert lively(workbook) == [], name
    data = _one(results, ".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(text.startswith("=1+1") for text in texts), "the formula is there, as text"
    assert any("HYPERLINK" in text for text in texts)
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A2"].hyperlink = "=1+1", "http://127.0.0.1"
    out = io.BytesIO()
    book.save(out)
    assert len(lively(out.getvalue())) >= 2, "what is planted is found"


def test_the_word_files_hold_text_alone(results: dict[str, bytes]) -> None:
    for name, data in _all(results, ".docx").items():
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for part in package.namelist():
                content = package.read(part)
                for sign in (b'TargetMode="External"', b"HYPERLINK", b"INCLUDE", b"DDE", b"<w:object", b"w:altChunk"):
                    fields = b"".join(re.findall(rb"<w:instrText[^>]*>[^<]*", content))
                    assert sign not in (fields if sign.isupper() else content), (name, part, sign)
                assert "vba" not in part
                assert not part.startswith("word/media")
    shown = "".join(html.document_fromstring(_text_of_word(_one(results, ".docx"))).text_content().split())
    for text in ("<script>alert(1)</script>caracal", "</para><para>dugong", "&lt;gibbon&gt;&amp;&#60;&x;"):
        assert text in shown, text


def _text_of_word(data: bytes) -> bytes:
    """The words of a Word file, as a page."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        words = re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", package.read("word/document.xml").decode())
    return ("<p>" + "".join(words) + "</p>").encode()


def test_the_json_holds_the_words_as_they_were(results: dict[str, bytes]) -> None:
    data = _one(results, ".json")
    found = set(_strings(json.loads(data)))
    whole = "\n".join(found)
    for text in payloads():
        assert text.replace("\r", "\n").strip() in whole, text
    assert b"\x1b" not in data
    assert "\u202e".encode() in data or b"\\u202e" in data


def lively_parts(data: bytes) -> list[str]:
    """What in a page does something, leads out of it or comes from elsewhere."""
    tree = html.document_fromstring(data)
    found = [str(one.tag) for one in tree.xpath("//script | //link | //iframe | //object | //embed | //form | //base")]
    found += [str(one) for one in tree.xpath("//@href | //@src") if not str(one).startswith(("#", "data:image/png;"))]
    return found + [key for one in tree.iter("*") for key in one.attrib if str(key).startswith("on")]


def test_the_receipts_do_nothing_and_hold_the_words_as_they_were(results: dict[str, bytes]) -> None:
    data = _one(results, ".html", receipts=True)
    assert lively_parts(data) == []
    planted = b"<script></script><a href='http://127.0.0.1'>x</a><img src='file:///x' onerror='x'>"
    assert len(lively_parts(data.replace(b"</main>", planted + b"</main>"))) == 4, "what is planted is found"
    shown = html.document_fromstring(data).text_content()
    said = "\n".join(_strings(json.loads(_one(results, ".json", receipts=True))))
    if any("anonymous" in name for name in results):
        assert "alert(1)" not in shown + said
        return
    for text in payloads():
        assert text.replace("\r", "\n").strip() in said, text
    for text in ("<script>alert(1)</script>caracal", "</para><para>dugong", "=HYPERLINK(x) <b>"):
        assert text in shown, text


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        yield from _strings(item)
