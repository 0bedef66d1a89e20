"""Word documents: every rule of how XML becomes words, with the words beside it."""

from __future__ import annotations

import pytest

from kadergen.formats.docx_read import read_docx
from kadergen.formats.rawdocument import Content, Control, Piece
from tests.formats.office_files import cells, docx, p, paragraphs, r, sdt, table, tc, word_part


def only_cell(inner: str, **parts: tuple[str, str | bytes]) -> Content:
    (content,) = read_docx(docx(table(tc(inner)), parts)).contents()
    return content


UNSEEN = "\u00ad\u200b\ufeff"
WINGDINGS = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
BEGIN, SEPARATE, END = (FIELD.format(kind) for kind in ("begin", "separate", "end"))
CODE = "<w:r><w:instrText> REF x </w:instrText></w:r>"


EMOJI = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="w16se"><w16se:symEx w16se:font="Segoe UI" w16se:char="1F60A"/>'
    "</mc:Choice><mc:Fallback><w:t>:)</w:t></mc:Fallback></mc:AlternateContent></w:r>"
)


def sym(font: str, char: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (p("a") + p("b"), "a\nb"),
        (p("a") + "<w:p/>" + p("b"), "a\n\nb"),
        (p("a") + "<w:p/>", "a\n"),
        ("<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:cr/><w:t>c</w:t></w:r></w:p>", "a\nb\nc"),
        ('<w:p><w:r><w:t>a</w:t><w:br w:type="page"/><w:t>b</w:t></w:r></w:p>', "a\nb"),
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:ptab/><w:t>c</w:t></w:r></w:p>", "a\tb\tc"),
        ("<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:t>a</w:t></w:r></w:p>", "a"),
        ("<w:p><w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b\u2011c</w:t></w:r></w:p>", "a-b-c"),
        (f"<w:p>{r('a')}<w:r><w:softHyphen/></w:r>{r(UNSEEN + 'b' + chr(0xA0) + '“c”')}</w:p>", "ab\u00a0“c”"),
        (f"<w:p>{r('e')}{r(chr(0x301))}</w:p>", "é"),
        ("<w:p><w:r><w:t>a\n  b</w:t></w:r></w:p>", "a   b"),
        (f"<w:p><w:ins>{r('new')}</w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>", "new"),
        (f"<w:p><w:moveTo>{r('here')}</w:moveTo><w:moveFrom>{r('there')}</w:moveFrom></w:p>", "here"),
        (f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{r('one ')}</w:p>{p('line')}", "one line"),
        (f"<w:p><w:hyperlink>{r('link')}</w:hyperlink><w:smartTag>{r(' tag')}</w:smartTag></w:p>", "link tag"),
        (f"<w:p><w:unknown>{r('anything')}</w:unknown></w:p>", "anything"),
        (f'<w:p><w:fldSimple w:instr="PAGE">{r("7")}</w:fldSimple></w:p>', "7"),
        (f"<w:p>{BEGIN}{CODE}{SEPARATE}{r('result')}{END}</w:p>", "result"),
        (f"<w:p>{r('a')}{BEGIN}{CODE}{r('code')}{END}{r('b')}</w:p>", "ab"),
        (f"<w:p>{BEGIN}{CODE}{r('never closed')}</w:p>", "never closed"),
        (f"<w:p>{END}{SEPARATE}{r('never open')}</w:p>", "never open"),
        (f"<w:p>{BEGIN}{BEGIN}{CODE}{SEPARATE}{r('inner')}{END}{SEPARATE}{r('outer')}{END}</w:p>", "outer"),
        (
            f"<w:p><w:ruby><w:rubyPr/><w:rt>{r('hint')}</w:rt><w:rubyBase>{r('base')}</w:rubyBase></w:ruby></w:p>",
            "base",
        ),
        ("<w:p><m:oMath><m:r><m:t>a+</m:t></m:r><m:f><m:r><m:t>b</m:t></m:r></m:f></m:oMath></w:p>", "a+b"),
        (f"<w:p>{sym('Wingdings', 'F0FC')}{sym('Wingdings 2', 'F052')}</w:p>", "✔☑"),
        (f"<w:p>{sym('Symbol', 'F0B7')}{sym('Arial', '2713')}</w:p>", "•✓"),
        (f"<w:p>{sym('Wingdings', 'F0FF')}{sym('Wingdings', '?')}</w:p>", "\ufffd\ufffd"),
        (f"<w:p>{r('lx ü', WINGDINGS)}</w:p>", "●☒ ✔"),
        (f"<w:p>{r(chr(0xF0A8) + ' ok')}</w:p>", "□ ok"),
        (f"<w:p>{r('hidden', '<w:vanish/>')}</w:p>", "hidden"),
        (f"<w:p>{EMOJI}</w:p>", "😊"),
        (p("a") + table(tc(p("1")) + tc(p("2") + p("3")), tc(p("4")) + tc("<w:p/>")) + p("b"), "a\n1\t2\n3\n4\t\nb"),
    ],
)  # fmt: skip
def test_words(inner: str, expected: str) -> None:
    assert only_cell(inner).text == expected


def test_deleted_rows_go_and_inserted_ones_stay() -> None:
    rows = [f"<w:trPr><w:{kind}/></w:trPr>{tc(p(kind))}" for kind in ("ins", "del", "cantSplit")]
    assert cells(read_docx(docx(table(*rows)))) == [["ins"], ["cantSplit"]]


def test_merged_cells_come_once() -> None:
    document = read_docx(
        docx(
            table(
                tc(p("wide"), '<w:gridSpan w:val="2"/>') + tc(p("high"), '<w:vMerge w:val="restart"/>'),
                tc(p("a")) + tc(p("b")) + tc(p("covered"), "<w:vMerge/>"),
                tc(p("c"), '<w:hMerge w:val="restart"/>') + tc("<w:p/>", "<w:hMerge/>") + tc(p("gone"), "<w:cellDel/>"),
            )
        )
    )
    assert cells(document) == [["wide", "high"], ["a", "b", ""], ["c", ""]]


# --- controls


def test_controls_at_any_level() -> None:
    run, block = sdt(r("run"), "t1", "a1"), sdt(p("block") + p("two"), "t2")
    above = tc(f"<w:p>{r('in front ')}{run}{r(' behind')}</w:p>") + sdt(tc(p("cell")), "t3")
    below = sdt(f"<w:tr>{tc(block)}{tc('<w:p>' + sdt('', 't4') + '</w:p>')}</w:tr>")
    document = read_docx(docx(sdt(table(above), alias="around") + f"<w:tbl>{below}</w:tbl>"))
    first, second, third, fourth = document.contents()
    around, t1 = Control(alias="around"), Control("t1", "a1")
    assert first.pieces == (Piece("in front ", around), Piece("run", t1), Piece(" behind", around))
    assert first.controls == (around, t1)
    assert (second.pieces, second.controls) == ((Piece("cell", Control("t3")),), (around, Control("t3")))
    assert (third.pieces, third.controls) == ((Piece("block\ntwo", Control("t2")),), (Control(), Control("t2")))
    assert (fourth.text, fourth.controls) == ("", (Control(), Control("t4")))


def test_the_line_before_a_control_is_not_its_own() -> None:
    content = only_cell(p("label") + sdt(p("a") + p("b"), "t"))
    assert content.pieces == (Piece("label\n"), Piece("a\nb", Control("t")))


def test_the_innermost_control_that_is_ours() -> None:
    google = sdt(sdt(r("words"), "goog_rdk_7"), "mine", "", '<w:id w:val="-5"/>')
    content = only_cell(f"<w:p>{google}</w:p>")
    assert content.pieces == (Piece("words", Control("mine", id=-5)),)
    assert content.controls == (Control("mine", id=-5), Control("goog_rdk_7"))


def test_google_puts_controls_around_cells_and_rows() -> None:
    row = sdt(f"<w:tr>{sdt(tc(p('a')), 'goog_rdk_1')}{tc(p('b'))}</w:tr>", "goog_rdk_0")
    document = read_docx(docx(f"<w:tbl>{row}<w:tr>{tc(p('c'))}</w:tr></w:tbl>"))
    assert cells(document) == [["a", "b"], ["c"]]
    assert [content.pieces[0].control for content in document.contents()] == [None, None, None]


@pytest.mark.parametrize(
    ("checkbox", "checked"),
    [
        ('<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>', True),
        ('<w14:checkbox><w14:checked w14:val="0"/></w14:checkbox>', False),
        ('<w14:checkbox><w14:checked w14:val="true"/></w14:checkbox>', True),
        ("<w14:checkbox><w14:checked/></w14:checkbox>", True),
        ("<w14:checkbox/>", False),
        ('<w15:checkbox><w15:checked w:val="on"/></w15:checkbox>', True),
        ("<w:text/>", None),
    ],
)
def test_check_boxes(checkbox: str, checked: bool | None) -> None:
    glyph = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    content = only_cell(f"<w:p>{sdt(glyph, 't', '', checkbox)}{r(' Green')}</w:p>")
    assert content.pieces == (Piece("☑", Control("t", checked=checked)), Piece(" Green"))


def test_check_boxes_beside_each_other_are_apart_even_without_names() -> None:
    box = sdt(r("☐"), more="<w14:checkbox/>")
    assert only_cell(f"<w:p>{box}{box}</w:p>").pieces == (Piece("☐", Control(checked=False)),) * 2


def test_form_fields_of_old() -> None:
    box = '<w:ffData><w:name w:val="Box1"/><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'
    entries = '<w:result w:val="1"/><w:listEntry w:val="A"/><w:listEntry w:val="B"/>'
    options = f"<w:ffData><w:ddList>{entries}</w:ddList></w:ffData>"
    begin = '<w:r><w:fldChar w:fldCharType="begin">{}</w:fldChar></w:r>'
    rest = CODE + SEPARATE + END
    content = only_cell(f"<w:p>{begin.format(box)}{rest}{begin.format(options)}{rest}</w:p>")
    assert content.pieces == (Piece("☒", Control("Box1", checked=True)), Piece("B"))


# --- looks


STYLES = word_part(
    "styles",
    '<w:style w:type="character" w:styleId="Gone"><w:basedOn w:val="Base"/></w:style>'
    '<w:style w:type="character" w:styleId="Base"><w:rPr><w:strike/></w:rPr></w:style>'
    f'<w:style w:type="character" w:styleId="Ding"><w:rPr>{WINGDINGS}</w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="List"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
)


@pytest.mark.parametrize(
    ("look", "piece"),
    [
        ("<w:strike/>", Piece("l", None, True)),
        ("<w:dstrike/>", Piece("l", None, True)),
        ('<w:strike w:val="0"/>', Piece("l")),
        ('<w:rStyle w:val="Gone"/>', Piece("l", None, True)),
        ('<w:rStyle w:val="Gone"/><w:strike w:val="false"/>', Piece("l")),
        ('<w:rStyle w:val="Ding"/>', Piece("●")),
        ('<w:rStyle w:val="Ding"/><w:rFonts w:ascii="Arial" w:hAnsi="Arial"/>', Piece("l")),
        ('<w:rStyle w:val="Loop"/>', Piece("l")),
    ],
)
def test_looks(look: str, piece: Piece) -> None:
    content = only_cell(f"<w:p>{r('l', look)}</w:p>", **{"styles.xml": ("styles", STYLES)})
    assert content.pieces == (piece,)


def level(number: int, kind: str, text: str) -> str:
    return f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'


NUMBERING = word_part(
    "numbering",
    f'<w:abstractNum w:abstractNumId="5">{level(0, "decimal", "%1.")}{level(1, "lowerLetter", "%1.%2)")}'
    f"{level(2, 'bullet', 'o')}{level(3, 'none', '')}{level(4, 'upperRoman', '%5')}</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>',
)


def test_lists_have_their_bullets_and_numbers() -> None:
    def item(text: str, depth: int, number: int = 1) -> str:
        numbers = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
        return f"<w:p><w:pPr>{numbers}</w:pPr>{r(text)}</w:p>"

    items = [("a", 0), ("b", 0), ("c", 1), ("d", 1), ("e", 2), ("f", 3), ("g", 0), ("h", 1), ("i", 4)]
    inner = "".join(item(*one) for one in items) + item("none", 0, 0) + item("unknown", 0, 9) + item("", 0)
    inner += f'<w:p><w:pPr><w:pStyle w:val="List"/></w:pPr>{r("by style")}</w:p>'
    parts: dict[str, tuple[str, str | bytes]] = {
        "styles.xml": ("styles", STYLES), "numbering.xml": ("numbering", NUMBERING)
    }  # fmt: skip
    assert only_cell(inner, **parts).text.split("\n") == [
        "1. a", "2. b", "2.a) c", "2.b) d", "• e", "f", "3. g", "3.a) h", "I i", "none", "• unknown", "", "5. by style",
    ]  # fmt: skip


# --- notes, comments, bookmarks


def notes(kind: str, text: str) -> tuple[str, str]:
    return f"{kind}s", word_part(f"{kind}s", f'<w:{kind} w:id="2"><w:p>{r(text)}</w:p></w:{kind}>')


def test_notes_stand_where_they_are_referred_to_and_once() -> None:
    refer = '<w:r><w:{}Reference w:id="2"/></w:r>'
    inner = f"<w:p>{r('a')}{refer.format('footnote')}{r(' b')}{refer.format('endnote')}{refer.format('footnote')}</w:p>"
    parts = {"footnotes.xml": notes("footnote", "foot"), "endnotes.xml": notes("endnote", "end")}
    (content,) = read_docx(docx(table(tc(inner)), parts)).contents()
    assert content.text == "a [foot] b [end]"


def test_comments_hang_where_their_reference_stands() -> None:
    comments = word_part(
        "comments", "".join(f'<w:comment w:id="{n}">{p(f"remark {n}")}{p("more")}</w:comment>' for n in range(4))
    )
    refer = '<w:r><w:commentReference w:id="{}"/></w:r>'
    inner = f'<w:p><w:commentRangeStart w:id="1"/>{refer.format(0)}<w:del>{refer.format(1)}</w:del></w:p>'
    second = f"<w:p>{r('x')}{refer.format(2)}</w:p>"
    document = read_docx(docx(table(tc(inner) + tc(second)), {"comments.xml": ("comments", comments)}))
    assert [content.comments for content in document.contents()] == [
        ("remark 0\nmore", "remark 1\nmore"), ("remark 2\nmore",), ("remark 3\nmore",),
    ]  # fmt: skip
    assert [content.text for content in document.contents()] == ["", "x", ""]


def test_bookmarks_belong_to_where_they_begin() -> None:
    def mark(name: str) -> str:
        return f'<w:bookmarkStart w:id="1" w:name="{name}"/><w:bookmarkEnd w:id="1"/>'

    body = (
        mark("a")
        + f"<w:p>{mark('b')}{r('x')}</w:p>"
        + f"<w:tbl><w:tr>{mark('c')}{tc(p('y') + mark('d'))}</w:tr></w:tbl>"
    )
    assert [content.bookmarks for content in read_docx(docx(body)).contents()] == [("a", "b"), ("c", "d")]


# --- drawings


def text_box(inner: str) -> str:
    shape = f"<wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp>"
    legacy = f"<w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:docPr name="Box"/>{shape}'
        f"</wp:inline></w:drawing></mc:Choice><mc:Fallback>{legacy}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_text_box_comes_once_and_in_its_cell() -> None:
    inner = f"<w:p>{r('before ')}{text_box(p('in') + table(tc(p('1')) + tc(p('2'))))}{r('after')}</w:p>"
    assert only_cell(inner).text == "before after\nin\n1\t2"
    assert paragraphs(read_docx(docx(inner + p("next")))) == ["before after", "in\n1\t2", "next"]


def test_a_text_box_of_old_and_word_art() -> None:
    inner = f"<v:textbox><w:txbxContent>{p('old')}</w:txbxContent></v:textbox>"
    box = f"<w:r><w:pict><v:shape>{inner}</v:shape></w:pict></w:r>"
    art = '<w:r><w:pict><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict></w:r>'
    content = only_cell(f"<w:p>{box}{art}</w:p>")
    assert (content.text, content.pictures) == ("DRAFT\nold", ())


def test_pictures_charts_diagrams_and_files_come_with_their_data() -> None:
    def drawing(inner: str) -> str:
        return f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="P"/>{inner}</wp:inline></w:drawing></w:r>'

    def blip(attribute: str, identity: str) -> str:
        return drawing(f'<pic:pic><a:blip r:{attribute}="{identity}"/></pic:pic>')

    chart, diagram = drawing('<c:chart r:id="rId3"/>'), drawing('<dgm:relIds r:dm="rId4" r:lo="rId9"/>')
    embedded = '<w:r><w:object><v:shape><v:imagedata r:id="rId1"/></v:shape><o:OLEObject r:id="rId5"/></w:object></w:r>'
    runs = blip("embed", "rId1") + blip("link", "rId2") + chart + diagram + embedded + blip("embed", "rId7")
    parts: dict[str, tuple[str, str | bytes]] = {
        "media/image1.png": ("image", b"PNG"),
        "http://elsewhere.example/photo.jpg": ("image", b""),
        "charts/chart1.xml": ("chart", "<c/>"),
        "diagrams/data1.xml": ("diagramData", "<d/>"),
        "embeddings/ole1.bin": ("oleObject", b"OLE"),
    }
    content = only_cell(f"<w:p>{runs}</w:p>", **parts)
    assert [(picture.name, picture.media_type, picture.data) for picture in content.pictures][:6] == [
        ("image1.png", "image/png", b"PNG"),
        ("photo.jpg", "image/jpeg", None),
        ("chart1.xml", "application/xml", b"<c/>"),
        ("data1.xml", "application/xml", b"<d/>"),
        ("image1.png", "image/png", b"PNG"),
        ("ole1.bin", "application/x-ole", b"OLE"),
    ]
    nowhere = content.pictures[6]
    assert (nowhere.name, nowhere.media_type) == ("P", "application/xml")


def test_a_shape_without_words_is_a_picture_of_itself() -> None:
    shape = '<w:r><w:drawing><wp:anchor><wp:docPr id="4" name="Oval 4"/><wps:wsp/></wp:anchor></w:drawing></w:r>'
    rule = '<w:r><w:pict><v:rect o:hr="t"/></w:pict></w:r>'
    (picture,) = only_cell(f"<w:p>{shape}{rule}</w:p>").pictures
    assert picture.name == "Oval 4"
    assert picture.data is not None
    assert picture.data.startswith(b"<w:drawing")


def test_strokes_of_a_pen_are_taken_as_the_picture_of_them() -> None:
    ink = '<mc:Choice Requires="wpi"><w:drawing><w:contentPart r:id="rId2"/></w:drawing></mc:Choice>'
    image = '<mc:Fallback><w:drawing><pic:pic><a:blip r:embed="rId1"/></pic:pic></w:drawing></mc:Fallback>'
    parts: dict[str, tuple[str, str | bytes]] = {"i.png": ("image", b"PNG"), "ink.xml": ("customXml", "<ink/>")}
    content = only_cell(f"<w:p><w:r><mc:AlternateContent>{ink}{image}</mc:AlternateContent></w:r></w:p>", **parts)
    assert [picture.name for picture in content.pictures] == ["i.png"]


def test_a_foreign_document_inside_is_said_to_be_there() -> None:
    document = read_docx(docx('<w:altChunk r:id="rId1"/>' + p("x"), {"chunk.html": ("aFChunk", b"<p>words</p>")}))
    first, second = document.contents()
    assert (first.pictures[0].name, first.pictures[0].data, second.text) == ("chunk.html", b"<p>words</p>", "x")
    assert document.repairs == 1
