"""Word documents as files: what is around the words, real ones, any text there and back, and broken ones."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path
from unicodedata import normalize
from xml.sax.saxutils import escape

import docx as python_docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kadergen.formats.docx_read import read_docx
from kadergen.formats.rawdocument import Control, Piece, RawParagraph
from kadergen.formats.rawform import FormatError
from tests.formats.office_files import (
    NAMES,
    OFFICE,
    RELATIONS,
    TYPES,
    W_NAMESPACE,
    cells,
    docx,
    p,
    packed,
    paragraphs,
    r,
    relations,
    saved_by_libreoffice,
    sdt,
    table,
    tc,
    word_part,
)  # fmt: skip


def test_everything_around_the_words() -> None:
    glossary = word_part(
        "glossaryDocument",
        "<w:docParts>"
        + "".join(
            f'<w:docPart><w:docPartPr><w:name w:val="{name}"/><w:types><w:type w:val="{kind}"/></w:types></w:docPartPr>'
            f"<w:docPartBody>{p(text)}</w:docPartBody></w:docPart>"
            for name, kind, text in (("A", "bbPlcHdr", "Type here"), ("B", "none", "Or here"), ("C", "none", "Not"))
        )
        + "</w:docParts>",
    )
    control = sdt(r("Or here"), "t", "", '<w:placeholder><w:docPart w:val="B"/></w:placeholder>')
    body = f"<w:p>{control}</w:p>"
    document = read_docx(
        docx(
            body,
            {
                "header1.xml": ("header", word_part("hdr", p("Head") + p("line"))),
                "footer1.xml": ("footer", word_part("ftr", table(tc(p("Form")) + tc(p("7"))))),
                "footer2.xml": ("footer", word_part("ftr", "<w:p/>")),
                "glossary/document.xml": ("glossaryDocument", glossary),
            },
            {
                "_rels/.rels": relations(
                    {
                        "a": ("officeDocument", "word/document.xml"),
                        "b": ("metadata/core-properties", "docProps/core.xml"),
                        "c": ("extended-properties", "docProps/app.xml"),
                        "d": ("custom-properties", "docProps/custom.xml"),
                    }
                ),
                "docProps/core.xml": '<cp xmlns:dc="d"><dc:title>A title</dc:title><dc:creator/></cp>',
                "docProps/app.xml": "<P><Application>Microsoft Word</Application><AppVersion>16.0</AppVersion></P>",
                "docProps/custom.xml": '<P xmlns:v="v"><property name="form"><v:lpwstr>x-1</v:lpwstr></property></P>',
                "customXml/item1.xml": "\ufeff<form/>".encode(),
                "customXml/item2.xml": ("<x>" + "é" * 70_000).encode("utf-16"),
                "customXml/itemProps1.xml": "<no/>",
            },
        )
    )
    assert document.edges == ("Head\nline", "Form\t7")
    assert document.placeholders == ("Type here", "Or here")
    assert document.properties == (("title", "A title"), ("form", "x-1"))
    assert document.producer == "Microsoft Word 16.0"
    assert [len(manifest) for manifest in document.manifests] == [7, 64_000]
    assert (document.manifests[0], document.reader, document.repairs) == ("<form/>", "kadergen docx", 0)


def test_strict_documents_and_other_names_of_the_main_part() -> None:
    strict = "http://purl.oclc.org/ooxml"
    control = sdt(r("words", "<w:strike/>"), "t", "", "<w14:checkbox/>")
    xml = word_part("document", f"<w:body>{table(tc(f'<w:p>{control}</w:p>'))}</w:body>")
    xml = xml.replace(W_NAMESPACE, f"{strict}/wordprocessingml/main").replace("UTF-8", "UTF-16")
    kind = f"{strict}/officeDocument/relationships/officeDocument"
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r" Type="{kind}" '
        'Target="/other/main2.xml"/></Relationships>',
        "other/main2.xml": xml.replace(OFFICE, f"{strict}/officeDocument/relationships").encode("utf-16"),
    }
    (content,) = read_docx(packed(files)).contents()
    assert content.pieces == (Piece("words", Control("t", checked=False), True),)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK", "no complete ZIP"),
        (packed({"a": b""}), "no Word document"),
        (packed({"word/document.xml": "<a/>"}), "no Word document"),
        (packed({"word/document.xml": word_part("document", "")}), "no Word document"),
        (packed({"word/document.xml": ""}), "line 1: Document is empty"),
        (packed({"word/document.xml": "<!DOCTYPE a><a/>"}), "document type"),
    ],
)
def test_what_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read_docx(data)


def test_damage_is_passed_over_and_counted() -> None:
    broken = docx(p("words"), {"styles.xml": ("styles", "<w:styles"), "comments.xml": ("comments", b"\xff")})
    document = read_docx(broken)
    assert ([content.text for content in document.contents()], document.repairs) == (["words"], 2)
    main = packed(
        {"word/document.xml": word_part("document", f"<w:body>{p('a')}{p('b')}</w:body>").replace("<w:t ", "<w:t\x0b ")}
    )
    assert read_docx(main).repairs > 0
    assert read_docx(
        packed({"word/document.xml": f"<w:document {NAMES}><w:body>{p('a &amp; b')}</w:document>"})
    ).repairs


def test_what_refers_to_itself_ends() -> None:
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>x</w:t><w:footnoteReference w:id="2"/></w:r></w:p></w:footnote>'
    refer = '<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    assert paragraphs(read_docx(docx(refer, {"footnotes.xml": ("footnotes", word_part("footnotes", note))}))) == [
        " [x]"
    ]


# --- any text, any bytes

TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Co"], exclude_characters="\ufffe\uffff\u00ad\u200b\ufeff\u2011")
    | st.sampled_from("\t\n")
)


def in_word(text: str) -> str:
    parts = {"\t": "<w:tab/>", "\n": "<w:br/>"}
    return "".join(parts.get(char) or f'<w:t xml:space="preserve">{escape(char)}</w:t>' for char in text)


@given(TEXT)
def test_any_text_there_and_back(text: str) -> None:
    assert cells(read_docx(docx(table(tc(f"<w:p><w:r>{in_word(text)}</w:r></w:p>"))))) == [[normalize("NFC", text)]]
    assert paragraphs(read_docx(docx(f"<w:p><w:r>{in_word('x' + text)}</w:r></w:p>"))) == [normalize("NFC", "x" + text)]


FOOTNOTES = word_part("footnotes", f'<w:footnote w:id="2">{p("f")}</w:footnote>')
STYLES = word_part("styles", '<w:style w:styleId="a"><w:basedOn w:val="a"/><w:rPr><w:strike/></w:rPr></w:style>')
BOX = f"<w:r><w:drawing><wps:wsp><w:txbxContent>{p('c')}</w:txbxContent></wps:wsp></w:drawing></w:r>"
LOOK = '<w:rStyle w:val="a"/><w:rFonts w:ascii="Symbol"/>'
SEED = docx(
    table(tc(p("a") + f"<w:p>{sdt(r('b', LOOK), 't')}{BOX}</w:p>") + tc(p("d"))) + p("e"),
    {"styles.xml": ("styles", STYLES), "footnotes.xml": ("footnotes", FOOTNOTES)},
)


@given(st.data())
def test_no_bytes_raise_anything_but_a_format_error(data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(SEED)) as archive:
        files = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    for _ in range(data.draw(st.integers(1, 8))):
        content = files[data.draw(st.sampled_from(sorted(files)))]
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(
            st.sampled_from([b"", b"<", b"/", b"&", b"\x00", b"9"])
        )
    with suppress(FormatError):
        read_docx(packed({name: bytes(content) for name, content in files.items()}))


NAMES_OF_ELEMENTS = [
    "p",
    "r",
    "t",
    "tbl",
    "tr",
    "tc",
    "sdt",
    "sdtPr",
    "txbxContent",
    "drawing",
    "del",
    "pict",
    "fldChar",
    "footnoteReference",
    "rPr",
    "pPr",
    "altChunk",
    "sym",
    "object",
]


@given(st.lists(st.sampled_from(NAMES_OF_ELEMENTS), max_size=12))
def test_no_nesting_loses_words_or_raises(names: list[str]) -> None:
    inner = "".join(f"<w:{name}>" for name in names) + "word" + "".join(f"</w:{name}>" for name in reversed(names))
    document = read_docx(docx(inner + p("last")))
    assert [content.text for content in document.contents()][-1].endswith("last")


# --- real files


def test_a_document_of_python_docx_and_what_libreoffice_makes_of_it(tmp_path: Path) -> None:
    image = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(image, "PNG")
    made = python_docx.Document()
    made.core_properties.title = "A form"
    made.sections[0].footer.paragraphs[0].text = "Form 7"
    made.add_paragraph("one", style="List Bullet")
    made.add_paragraph("two", style="List Number")
    grid = made.add_table(2, 2)
    grid.cell(0, 0).text = "a\tb\nc"
    grid.cell(0, 1).merge(grid.cell(1, 1)).text = "merged"
    inner = grid.cell(1, 0).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "1", "2"
    run = made.add_paragraph().add_run("gone")
    run.font.strike = True
    image.seek(0)
    run.add_picture(image)
    path = tmp_path / "form.docx"
    made.save(str(path))
    for data, maker in (
        (path.read_bytes(), "Microsoft"),
        (saved_by_libreoffice(path, "docx", tmp_path), "LibreOffice/"),
    ):
        document = read_docx(data)
        assert [line.strip() for line in paragraphs(document)] == ["• one", "1. two", "gone"]
        assert cells(document) == [["a\tb\nc", "merged"], ["\n1\t2\n", ""]]
        last = [block.content for block in document.blocks if isinstance(block, RawParagraph)][-1]
        assert last.pieces == (Piece("gone", None, True),)
        assert [(picture.media_type, (picture.data or b"")[:4]) for picture in last.pictures] == [
            ("image/png", b"\x89PNG")
        ]
        assert document.edges == ("Form 7",)
        assert ("title", "A form") in document.properties
        assert document.producer.startswith(maker)
        assert document.repairs == 0
