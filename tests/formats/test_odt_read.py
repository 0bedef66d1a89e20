"""OpenDocument texts: every rule of how XML becomes words, real files, any text there and back, and broken ones."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from unicodedata import normalize
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kadergen.formats.docx_read import read_docx
from kadergen.formats.odt_read import read_odt
from kadergen.formats.rawdocument import Content, Control, Piece
from kadergen.formats.rawform import EncryptedError, FormatError
from tests.formats import office_files as word
from tests.formats.office_files import ODF_NAMES, cells, odt, packed, paragraphs, saved_by_libreoffice


def p(inner: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{inner}</text:p>'


def table(*rows: str) -> str:
    return f"<table:table>{''.join(f'<table:table-row>{row}</table:table-row>' for row in rows)}</table:table>"


def tc(inner: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}>{inner}</table:table-cell>"


def only_cell(inner: str, automatic: str = "", more: Mapping[str, str | bytes] | None = None) -> Content:
    (content,) = read_odt(odt(table(tc(inner)), automatic=automatic, more=more)).contents()
    return content


COVERED = "<table:covered-table-cell/>"
FOOTNOTE = "<text:note><text:note-citation>1</text:note-citation><text:note-body>{}</text:note-body></text:note>"
LIST = "<text:list>{}</text:list>"
ITEM = "<text:list-item>{}</text:list-item>"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (p("a") + p("") + p("b"), "a\n\nb"),
        ("<text:h>a</text:h>" + p("b"), "a\nb"),
        (p("a<text:line-break/>b<text:tab/>c<text:s/>d<text:s text:c='3'/>e"), "a\nb\tc d   e"),
        (p(" \n a \t\n b<text:span> </text:span> <text:span> c</text:span>"), "a b c"),
        (p("a <text:s/>b"), "a  b"),
        (p("\u00ada\u2011b\u200bc\u00a0d"), "a-bc\u00a0d"),
        (p("e<text:span>\u0301</text:span>"), "é"),
        (p("<text:a>link</text:a> <text:page-number>7</text:page-number>"), "link 7"),
        (p("<text:ruby><text:ruby-base>base</text:ruby-base><text:ruby-text>x</text:ruby-text></text:ruby>"), "base"),
        (p("a" + FOOTNOTE.format(p("foot") + p("note")) + " b"), "a [foot\nnote] b"),
        (p("<text:drop-down><text:label text:value='1'/>One</text:drop-down>"), "One"),
        (p("<text:soft-page-break/>a"), "a"),
        ("<text:section>" + p("a") + "</text:section>" + p("b"), "a\nb"),
        (p("x") + table(tc(p("1")) + tc(p("2") + p("3")), tc(p("4")) + tc(p(""))) + p("y"), "x\n1\t2\n3\n4\t\ny"),
        (LIST.format(ITEM.format(p("a") + p("b")) + ITEM.format(p("")) + ITEM.format(p("c"))), "• a\nb\n\n• c"),
        (p("<field:fieldmark-start/>CODE<field:fieldmark-separator/>result<field:fieldmark-end/>"), "result"),
        (p("<text:unknown>anything</text:unknown>"), "anything"),
        (p("<draw:frame><draw:text-box>" + p("boxed") + "</draw:text-box></draw:frame>words"), "words\nboxed"),
        (p(f"<draw:g><draw:rect>{p('one')}</draw:rect><draw:rect>{p('two')}</draw:rect></draw:g>"), "\none\ntwo"),
    ],
)  # fmt: skip
def test_words(inner: str, expected: str) -> None:
    assert only_cell(inner).text == expected


def test_tracked_changes() -> None:
    changes = (
        "<text:tracked-changes>"
        f'<text:changed-region text:id="d"><text:deletion>{p("old")}</text:deletion></text:changed-region>'
        '<text:changed-region text:id="i"><text:insertion/></text:changed-region></text:tracked-changes>'
    )
    inserted = '<text:change-start text:change-id="i"/>new<text:change-end text:change-id="i"/>'
    left = '<text:change-start text:change-id="d"/>left in its place<text:change-end text:change-id="d"/>'
    body = changes + p(f'a <text:change text:change-id="d"/>{inserted} b{left}')
    assert paragraphs(read_odt(odt(body))) == ["a new b"]
    assert paragraphs(read_odt(odt(changes + p('<text:change-start text:change-id="d"/>never closed')))) == [
        "never closed"
    ]


def test_merged_cells_come_once_and_repeated_ones_repeatedly() -> None:
    both = 'table:number-columns-spanned="2" table:number-rows-spanned="2"'
    document = read_odt(
        odt(
            table(
                tc(p("block"), both) + COVERED + tc(p("high"), 'table:number-rows-spanned="3"'),
                COVERED + COVERED + COVERED,
                tc(p("a"), 'table:number-columns-repeated="2"') + COVERED,
                tc(p("wide"), 'table:number-columns-spanned="3"')
                + '<table:covered-table-cell table:number-columns-repeated="2"/>',
            )
            .replace("<table:table-row>", "<table:table-header-rows><table:table-row>", 1)
            .replace("</table:table-row>", "</table:table-row></table:table-header-rows>", 1)
        )
    )
    assert cells(document) == [["block", "high"], ["", ""], ["a", "a", ""], ["wide"]]


def test_repeated_rows_have_a_limit() -> None:
    def rows(times: int, columns: int) -> str:
        cell = tc("", f'table:number-columns-repeated="{columns}"')
        return f'<table:table-row table:number-rows-repeated="{times}">{cell}</table:table-row>'

    document = read_odt(odt(f"<table:table>{rows(3, 9)}</table:table>"))
    assert cells(document) == [[""] * 9] * 3
    with pytest.raises(FormatError, match="far larger"):
        read_odt(odt(f"<table:table>{rows(99999, 99) * 9}</table:table>"))


def test_content_controls() -> None:
    names = 'loext:tag="t" loext:alias="A" loext:id="-7" loext:checkbox="true"'
    box = f"<loext:content-control {names} {{}}>☒</loext:content-control>"
    words = '<loext:content-control loext:showing-place-holder="true">Type here</loext:content-control>'
    checked = box.format('loext:checked="true"')
    content = only_cell(p(f"{checked}{box.format('')} Green <text:bookmark-start text:name='kg1'/>{words}"))
    on, off = Control("t", "A", -7, True), Control("t", "A", -7, False)
    assert content.pieces == (Piece("☒", on), Piece("☒", off), Piece(" Green Type here"))
    assert (content.controls, content.bookmarks) == ((on, off, Control()), ("kg1",))


def test_form_fields_of_old() -> None:
    param = '<field:param field:name="Checkbox_Checked" field:value="{}"/>'
    kind = 'field:type="vnd.oasis.opendocument.field.FORMCHECKBOX"'
    mark = f'<field:fieldmark text:name="Box1" {kind}>{param}</field:fieldmark>'
    content = only_cell(p(mark.format("true") + mark.format("false")))
    assert content.pieces == (
        Piece("☒", Control("Box1", checked=True)), Piece("☐", Control("Box1", checked=False)),
    )  # fmt: skip


STRUCK = '<style:text-properties style:text-line-through-style="{}"/>'
STYLES = (
    f'<style:style style:name="S" style:family="text">{STRUCK.format("solid")}</style:style>'
    '<style:style style:name="Child" style:family="text" style:parent-style-name="S"/>'
    f'<style:style style:name="Not" style:family="text">{STRUCK.format("none")}</style:style>'
    f'<style:style style:name="P" style:family="paragraph">{STRUCK.format("solid")}</style:style>'
    '<style:style style:name="W" style:family="text"><style:text-properties style:font-name="F"/></style:style>'
    '<style:font-face style:name="F" svg:font-family="\'Wingdings 2\'"/>'
)


def test_looks() -> None:
    def span(style: str, text: str) -> str:
        return f'<text:span text:style-name="{style}">{text}</text:span>'

    inner = p(span("S", "a") + span("Child", "b") + "c" + span("W", "P\uf0a3")) + p(f"d{span('Not', 'e')}", "P")
    assert only_cell(inner, STYLES).pieces == (
        Piece("ab", None, True), Piece("c✓□\n"), Piece("d", None, True), Piece("e"),
    )  # fmt: skip


def test_numbered_lists() -> None:
    levels = (
        '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
        '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" '
        'text:display-levels="2"/><text:list-level-style-number text:level="3" style:num-format=""/>'
    )
    style = f'<text:list-style style:name="L">{levels}</text:list-style>'
    named = LIST.replace("<text:list>", '<text:list text:style-name="L">')
    deep = LIST.format(ITEM.format(p("c")) + ITEM.format(p("d") + LIST.format(ITEM.format(p("e")))))
    first = named.format(ITEM.format(p("a")) + ITEM.format(p("b") + deep))
    going_on = named.replace("L", 'L" text:continue-numbering="true').format(ITEM.format(p("f")))
    anew = named.format(ITEM.replace(">", ' text:start-value="7">', 1).format(p("g")))
    text = only_cell(first + going_on + anew, style).text
    assert text.split("\n") == ["1. a", "2. b", "2.a) c", "2.b) d", "e", "3. f", "7. g"]


def test_comments_and_pictures() -> None:
    comment = f"<office:annotation><dc:creator>Someone</dc:creator>{p('remark')}{p('more')}</office:annotation>"
    image = '<draw:frame><draw:image xlink:href="{}"/><svg:title>alt</svg:title></draw:frame>'
    binary = "<office:binary-data>R0lG</office:binary-data>"
    inside = f'<draw:frame><draw:image draw:mime-type="image/gif">{binary}</draw:image></draw:frame>'
    replacement = '<draw:image xlink:href="./ObjectReplacements/Object 1"/>'
    thing = f'<draw:frame><draw:object xlink:href="./Object 1"/>{replacement}</draw:frame>'
    formula = '<draw:frame><draw:object xlink:href="./Object 2"/></draw:frame>'
    shape = '<draw:ellipse draw:name="Ring"><text:p/></draw:ellipse>'
    math = "<mi>a</mi><mo>+</mo><mn>1</mn><annotation>no</annotation>"
    more: dict[str, str | bytes] = {
        "Pictures/1.png": b"PNG",
        "Object 1/content.xml": "<chart/>",
        "Object 2/content.xml": f'<math xmlns="http://www.w3.org/1998/Math/MathML">{math}</math>',
    }
    content = only_cell(
        p("x" + comment + image.format("Pictures/1.png") + image.format("http://elsewhere.example/b.jpg"))
        + p(inside + thing + formula + shape),
        more=more,
    )
    assert (content.text, content.comments) == ("x\na+1", ("remark\nmore",))
    assert [(picture.name, picture.media_type, picture.data) for picture in content.pictures][:4] == [
        ("1.png", "image/png", b"PNG"),
        ("b.jpg", "image/jpeg", None),
        ("", "image/gif", b"GIF"),
        ("Object 1", "application/octet-stream", b"<chart/>"),
    ]
    assert [picture.name for picture in content.pictures][4:] == ["Object 1", "Ring"]


def test_what_stands_outside_of_paragraphs() -> None:
    frame = "<draw:frame><draw:text-box>" + p("on the page") + "</draw:text-box></draw:frame>"
    body = frame + p("a") + p("b<draw:frame><draw:text-box>" + p("box") + "</draw:text-box></draw:frame>") + p("c")
    assert paragraphs(read_odt(odt(body))) == ["on the page", "a", "b", "box", "c"]


def test_everything_around_the_words() -> None:
    footer = f"<style:footer>{p('Form <text:page-number>7</text:page-number>')}</style:footer>"
    hidden = f'<style:footer-left style:display="false">{p("hidden")}</style:footer-left>'
    masters = f"<style:master-page><style:header>{p('Head')}</style:header>{footer}{hidden}</style:master-page>"
    meta = (
        "<meta:generator>LibreOffice/25.2</meta:generator><dc:title>A title</dc:title>"
        '<meta:user-defined meta:name="form">x-1</meta:user-defined><meta:document-statistic/>'
    )
    document = read_odt(odt(p("<text:placeholder>&lt;Here&gt;</text:placeholder>"), masters=masters, meta=meta))
    assert (document.edges, document.producer, document.reader) == (
        ("Head", "Form 7"),
        "LibreOffice/25.2",
        "kadergen odt",
    )
    assert document.properties == (("generator", "LibreOffice/25.2"), ("title", "A title"), ("form", "x-1"))
    assert (document.placeholders, document.repairs) == (("<Here>",), 0)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK", "no complete ZIP"),
        (packed({"a": b""}), "no OpenDocument text"),
        (packed({"content.xml": "<a/>"}), "no text document"),
        (packed({"content.xml": "<!DOCTYPE a><a/>"}), "document type"),
        (packed({"content.xml": ""}), "damaged"),
    ],
)
def test_what_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read_odt(data)


def test_a_password_is_told_apart() -> None:
    entry = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    manifest = f"<manifest:manifest {ODF_NAMES}>{entry}</manifest:manifest>"
    both: list[dict[str, str | bytes]] = [
        {"META-INF/manifest.xml": manifest, "content.xml": b"\x93"},
        {"encrypted-package": b"\x93"},
    ]
    for files in both:
        with pytest.raises(EncryptedError, match="password"):
            read_odt(packed(files))


def test_damage_is_passed_over_and_counted() -> None:
    broken = {
        "content.xml": f"<office:document-content {ODF_NAMES}><office:body><office:text>{p('a')}",
        "meta.xml": "<",
    }
    document = read_odt(packed(broken))
    assert (paragraphs(document), document.repairs) == (["a"], 2)


# --- any text, any bytes

TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Co"], exclude_characters="\ufffe\uffff\u00ad\u200b\ufeff\u2011")
    | st.sampled_from("\t\n ")
)


def in_text(text: str) -> str:
    def spaces(match: re.Match[str]) -> str:
        first = " " if match.start() else ""
        return first + f'<text:s text:c="{len(match[0]) - len(first)}"/>' * (len(match[0]) > len(first))

    written = re.sub(" +", spaces, escape(text))
    return (
        re.sub("(/>|\n|\t) ", r"\1<text:s/>", written).replace("\t", "<text:tab/>").replace("\n", "<text:line-break/>")
    )


@given(TEXT)
def test_any_text_there_and_back(text: str) -> None:
    assert only_cell(p(in_text(text))).text == normalize("NFC", text)


SEED = odt(
    p("a") + table(tc(p("<text:span text:style-name='S'>b</text:span>" + FOOTNOTE.format(p("c")))) + COVERED),
    styles=STYLES,
    masters=f"<style:master-page><style:header>{p('d')}</style:header></style:master-page>",
)


@given(st.data())
def test_no_bytes_raise_anything_but_a_format_error(data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(SEED)) as archive:
        files = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    for _ in range(data.draw(st.integers(1, 8))):
        content = files[data.draw(st.sampled_from(sorted(files)))]
        at = data.draw(st.integers(0, len(content) - 1))
        end = at + data.draw(st.integers(0, 3))
        content[at:end] = data.draw(st.sampled_from([b"", b"<", b"/", b"&", b"\x00", b"9"]))
    with suppress(FormatError):
        read_odt(packed({name: bytes(content) for name, content in files.items()}))


# --- real files


def test_what_libreoffice_makes_of_a_word_document(tmp_path: Path) -> None:
    box = word.sdt(word.r("☒"), "t", "Score", '<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>')
    inner = f"<w:p>{box}{word.r(' Green  two')}<w:ins w:id='1' w:author='A'>{word.r(' new')}</w:ins>"
    inner += "<w:del w:id='2' w:author='A'><w:r><w:delText>old</w:delText></w:r></w:del>"
    inner += f"{word.r('gone', '<w:strike/>')}<w:r><w:tab/><w:br/></w:r>{word.r('é–“x”')}</w:p>{word.p('second')}"
    nested = word.table(word.tc(word.p("1")) + word.tc(word.p("2"))) + "<w:p/>"
    grid = word.table(
        word.tc(inner) + word.tc(word.p("high"), '<w:vMerge w:val="restart"/>'),
        word.tc(word.p("x") + nested) + word.tc("<w:p/>", "<w:vMerge/>"),
    ).replace("<w:tblGrid/>", '<w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/></w:tblGrid>')
    bookmark = (
        '<w:p><w:bookmarkStart w:id="5" w:name="kg5"/><w:r><w:t>marked</w:t></w:r><w:bookmarkEnd w:id="5"/></w:p>'
    )
    data = word.docx(grid + bookmark)
    path = tmp_path / "form.docx"
    path.write_bytes(data)
    saved = read_odt(saved_by_libreoffice(path, "odt", tmp_path))
    assert saved.producer.startswith("LibreOffice/")
    assert cells(saved) == cells(read_docx(data)) == [
        ["☒ Green  two newgone\t\né–“x”\nsecond", "high"], ["x\n1\t2\n", ""],
    ]  # fmt: skip
    assert paragraphs(saved) == ["marked"]
    first, *_, last = saved.contents()
    assert (first.pieces[0].control or Control()).checked is True
    assert Piece("gone", None, True) in first.pieces
    assert last.bookmarks == ("kg5",)
