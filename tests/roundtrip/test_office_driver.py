"""The driver of LibreOffice: what is typed and ticked is in every file that it saves."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import docx
import pikepdf
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kadergen.formats.controlnames import bookmark_name, control_id, control_tag
from tests.roundtrip.office import FORMATS, Filled, Job, fill_all

REFLECTION: Final = "p1-3__reflection"
PARTY: Final = "respondent__party"
GREEN, ORANGE, RED = (control_tag("p1-3__score", level) for level in ("green", "orange", "red"))
PLACEHOLDER: Final = "Klik hier en typ"
LINES: Final = ("Één café, “gekruld” – € 5", "Tweede regel", "", "vierde & <laatste>")
PLAN: Final = ("Eerst dit", "dan dat")

_W14: Final = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def control(tag: str, kind: str, shown: str) -> str:
    number = control_id(tag)
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="{bookmark_name(tag)}"/>'
        f'<w:sdt><w:sdtPr><w:alias w:val="{tag}"/><w:tag w:val="{tag}"/><w:id w:val="{number}"/>'
        f'<w:lock w:val="sdtLocked"/>{kind}</w:sdtPr><w:sdtContent><w:r><w:t>{shown}</w:t></w:r></w:sdtContent></w:sdt>'
        f'<w:bookmarkEnd w:id="{number}"/>'
    )


def check_box(tag: str) -> str:
    states = '<w14:checkedState w14:val="2612" w14:font="Arial"/><w14:uncheckedState w14:val="2610" w14:font="Arial"/>'
    return control(tag, f'<w14:checkbox><w14:checked w14:val="0"/>{states}</w14:checkbox>', "☐")


def words(tag: str, kind: str = "") -> str:
    return control(
        tag, f'<w:placeholder><w:docPart w:val="kgWords"/></w:placeholder><w:showingPlcHdr/>{kind}', PLACEHOLDER
    )


def paragraph(inside: str) -> str:
    return f"<w:p>{inside}</w:p>"


def label(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def row(*cells: str) -> str:
    return (
        "<w:tr>"
        + "".join(f'<w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/></w:tcPr>{c}</w:tc>' for c in cells)
        + "</w:tr>"
    )


def table(columns: int, *rows: str) -> str:
    grid = '<w:gridCol w:w="3000"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def sample_form() -> bytes:
    """A form as small as can be: a protected part with controls, a plan that is not protected."""
    boxes = "".join(paragraph(check_box(tag) + label(f" {name}")) for tag, name in
                    ((GREEN, "groen"), (ORANGE, "oranje"), (RED, "rood")))  # fmt: skip
    party = words(PARTY, '<w:dropDownList><w:listItem w:displayText="Gemeente" w:value="gemeente"/></w:dropDownList>')
    body = [
        table(
            2,
            row(paragraph(label("1.3 Kleurscore")), boxes),
            row(paragraph(label("1.3 Reflectie")), paragraph(words(REFLECTION))),
        ),
        paragraph(label("Partij: ") + party),
        paragraph('<w:pPr><w:sectPr><w:type w:val="continuous"/></w:sectPr></w:pPr>'),
        table(
            3,
            row(*(paragraph(label(name)) for name in ("Indicator", "Actie", "Wie"))),
            *[row(*["<w:p/>"] * 3)] * 3,
        ),
        "<w:p/>",
        '<w:sectPr><w:type w:val="continuous"/><w:formProt w:val="0"/></w:sectPr>',
    ]
    document = docx.Document()
    element = document.element.body
    for child in list(element):
        element.remove(child)
    for child in parse_xml(f"<w:body {nsdecls('w')} {_W14}>{''.join(body)}</w:body>"):
        element.append(child)
    protection = f'<w:documentProtection {nsdecls("w")} w:edit="forms" w:enforcement="1"/>'
    document.settings.element.insert(0, parse_xml(protection))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Filled]:
    """One form filled in three ways, with one start of LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    form = folder / "form.docx"
    form.write_bytes(sample_form())
    (folder / ".~lock.form.docx#").write_text(",someone,elsewhere,25.11.2026 03:00,file:///elsewhere;")
    job: Job = {
        "texts": {bookmark_name(REFLECTION): "\n".join(LINES), bookmark_name(PARTY): "Gemeente"},
        "ticks": [bookmark_name(ORANGE)],
        "cells": [{"table": "Actie", "row": 2, "column": 1, "text": "\n".join(PLAN)}],
    }
    ways: dict[str, Job] = {
        "lines": job,
        "paragraphs": {**job, "newline": "paragraph"},
        "keys": {**job, "typing": "keys"},
    }
    done = fill_all([(form, way, folder / name) for name, way in ways.items()])
    return dict(zip(ways, done, strict=True))


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(name).decode()


def docx_text(path: Path) -> str:
    xml = re.sub(r"<w:br/>|</w:p>", "\n", part(path, "word/document.xml"))
    return plain(xml)


def odt_text(path: Path) -> str:
    xml = re.sub(r"<text:line-break/>|</text:p>|<text:p [^>]*/>", "\n", part(path, "content.xml"))
    return plain(xml)


def plain(xml: str) -> str:
    text = re.sub(r"<[^>]*>", "", xml)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def rtf_text(path: Path) -> str:
    """What an RTF of LibreOffice says, as far as this test needs it. Line ends in the file itself mean nothing."""
    text = path.read_bytes().decode("ascii")
    text = re.sub(r"\\u(-?\d+)(?:\\'[0-9a-f]{2}| ?\?)", lambda found: chr(int(found[1]) % 0x10000), text)
    text = re.sub(r"\\(?:line|par|cell)\b ?", "\v", text)
    text = re.sub(r"\{\\\*\\bkmk\w+ \w+\}|\\[a-z]+-?\d* ?|[{}\r\n]", "", text)
    return text.replace("\v", "\n")


def doc_text(path: Path) -> str:
    """The text of a .doc of LibreOffice, which stands in it as UTF-16 in one piece."""
    return path.read_bytes().decode("utf-16-le", "replace").replace("\v", "\n").replace("\r", "\n").replace("\a", "\n")


def pdf_text(path: Path) -> str:
    command = ["pdftotext", "-enc", "UTF-8", "-raw", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()


TEXTS: Final[dict[str, Callable[[Path], str]]] = {
    ".docx": docx_text,
    ".odt": odt_text,
    ".rtf": rtf_text,
    ".doc": doc_text,
    ".pdf": pdf_text,
}


# Few tests, since each process that has one of them starts LibreOffice anew.


def test_texts_and_ticks_are_in_every_format(filled: dict[str, Filled]) -> None:
    for way, done in filled.items():
        assert list(done.files) == list(FORMATS)
        for name, path in done.files.items():
            seen = TEXTS[path.suffix](path)
            if path.suffix == ".pdf":  # where lines are wrapped, and an empty one leaves no trace
                assert " ".join(" ".join(LINES).split()) in " ".join(seen.split()), (way, name)
            else:
                assert "\n".join(LINES) in seen, (way, name)
            assert "\n".join(PLAN) in seen, (way, name)
            assert "Partij: Gemeente" in seen, (way, name)
            assert PLACEHOLDER not in seen, (way, name)
            boxes = re.findall(r"(\S) (groen|oranje|rood)\b", seen)
            assert boxes == [("☐", "groen"), ("☒", "oranje"), ("☐", "rood")], (way, name)


def test_what_else_each_format_keeps(filled: dict[str, Filled]) -> None:
    files = filled["lines"].files
    bookmarks = [bookmark_name(tag) for tag in (REFLECTION, PARTY, GREEN, ORANGE, RED)]
    for name in ("docx", "docx-iso"):
        xml = part(files[name], "word/document.xml")
        assert re.findall(r'<w14:checked w14:val="(.)"/>', xml) == ["0", "1", "0"]
        assert [xml.count(f'w:name="{bookmark}"') for bookmark in bookmarks] == [1] * 5
        assert "showingPlcHdr" not in xml
        assert "documentProtection" in part(files[name], "word/settings.xml")
        reflection = re.search(r"<w:sdtContent>((?!<w:sdtContent>).)*Tweede regel.*?</w:sdtContent>", xml)
        assert reflection, "the control is still around the text"
        assert plain(re.sub("<w:br/>", "\n", reflection[0])) == "\n".join(LINES)
    xml = part(files["odt"], "content.xml")
    assert xml.count('loext:checkbox="true"') == 3
    assert xml.count('loext:checked="true"') == 1
    for name, encoding in (("odt", ""), ("rtf", "ascii"), ("doc", "utf-16-le")):
        data = files[name].read_bytes() if encoding else xml.encode()
        assert all(bookmark.encode(encoding or "utf-8") in data for bookmark in bookmarks), name
    for name, tagged in (("pdf", False), ("pdf-tagged", True)):
        with pikepdf.open(files[name]) as pdf:
            assert ("/StructTreeRoot" in pdf.Root) is tagged
            assert "/AcroForm" not in pdf.Root, "LibreOffice 7.4 makes no fields of controls"
    assert set(filled["lines"].seconds) == {"start", "load", "fill", "protected sections", *FORMATS}
    assert filled["lines"].seconds["protected sections"] == 1
