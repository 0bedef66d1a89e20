"""FDF and XFDF as Acrobat, pdftk and others write them; and any text there and back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kadergen.formats.fdf import parse_fdf, write_fdf
from kadergen.formats.rawform import FormatError, RawField
from kadergen.formats.xfdf import parse_xfdf, write_xfdf

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="."), min_size=1, max_size=20)
ANY = st.text(st.characters(exclude_categories=["Cs"]))
XML = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.sampled_from("\t\n\r")
)
STATES = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=10).filter(
    lambda s: s != "Off"
)


def pairs(form_fields: tuple[RawField, ...]) -> list[tuple[str, str]]:
    return [(field.name, field.value) for field in form_fields]


def fdf(fields: bytes, head: bytes = b"%FDF-1.2\n%\xe2\xe3\xcf\xd3\n", extra: bytes = b"") -> bytes:
    return (
        head + b"1 0 obj\n<</FDF<<" + extra + b"/Fields[" + fields + b"]>>>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
    )


def xfdf(fields: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><xfdf xmlns="http://ns.adobe.com/xfdf/"><fields>{fields}</fields></xfdf>'.encode()


@given(st.lists(st.tuples(NAMES, ANY)))
@example([("a", "\ufeff"), ("b", "þÿ"), ("c", "\x00\r\n\\()")])
def test_fdf_there_and_back(fields: list[tuple[str, str]]) -> None:
    assert pairs(parse_fdf(write_fdf(RawField(*f) for f in fields)).fields) == fields


@given(st.lists(st.tuples(NAMES, STATES)))
def test_fdf_states_there_and_back(fields: list[tuple[str, str]]) -> None:
    raw = tuple(RawField(name, state, is_state=True) for name, state in fields)
    found = parse_fdf(write_fdf(raw)).fields
    assert found == raw
    # Text and nothing that only looks like it: what carries it from one process to the other knows no other kinds.
    assert {type(field.value) for field in found} <= {str}


@given(st.lists(st.tuples(NAMES.filter(lambda n: not set(n) & set("\ufffe\uffff")), XML)))
def test_xfdf_there_and_back(fields: list[tuple[str, str]]) -> None:
    assert pairs(parse_xfdf(write_xfdf(RawField(*f) for f in fields)).fields) == fields


def test_what_xml_cannot_hold_is_visible() -> None:
    assert pairs(parse_xfdf(write_xfdf([RawField("a\x00", "b\x0bc")])).fields) == [("a\ufffd", "b\ufffdc")]


def test_lone_surrogates_can_be_written() -> None:
    assert pairs(parse_fdf(write_fdf([RawField("a", "\ud83d!")])).fields) == [("a", "\ufffd!")]
    assert pairs(parse_xfdf(write_xfdf([RawField("a", "\ud83d!")])).fields) == [("a", "\ufffd!")]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (b"<</T(a)/V(b)>>", [("a", "b")]),
        (b"<</T(a)/V/green>>", [("a", "green")]),
        (b"<</T(a)/V/Off>>", [("a", "")]),
        (b"<</T(a)>>", [("a", "")]),
        (b"<</T(a)/V null>>", [("a", "")]),
        (b"<</T(a)/V[(x)(y)]>>", [("a", "x"), ("a", "y")]),
        (b"<</T(a)/V<FEFF00E920AC>>>", [("a", "é€")]),
        (b"<</T(a)/V(\\376\\377\\000\\351 \\254)>>", [("a", "é€")]),
        (b"<</T(a)/V(\xef\xbb\xbf\xc3\xa9)>>", [("a", "é")]),
        (b"<</T<FEFF00610062>/V(x)>>", [("ab", "x")]),
        (b"<</T(a)/Kids[<</T(b)/V(x)>><</T(c)/Kids[<</T(d)/V(y)>>]>>]>>", [("a.b", "x"), ("a.c.d", "y")]),
        (b"<</T(a)/V(x)/Kids[<</AS/Off>>]>>", [("a", "x"), ("a", "")]),
        (b"<</T(a)/V 2 0 R>>", [("a", "from elsewhere")]),
        (b"3 0 R", [("far", "away")]),
        (b"<</T(a)/V 4 0 R>>", [("a", "in a stream")]),
        (b"<</V(nameless)>>", []),
        (b"(no field) 7 null", []),
    ],
)
def test_fdf_shapes(fields: bytes, expected: list[tuple[str, str]]) -> None:
    others = (
        b"2 0 obj (from elsewhere) endobj 3 0 obj <</T(far)/V(away)>> endobj\n"
        b"4 0 obj <</Length 11>> stream\nin a stream\nendstream endobj\n"
    )
    assert pairs(parse_fdf(fdf(fields).replace(b"trailer", others + b"trailer")).fields) == expected


def test_fdf_without_trailer_and_with_declared_encoding() -> None:
    cut = fdf(b"<</T(a)/V(\xc3\xa9)>>", extra=b"/Encoding/utf_8").partition(b"trailer")[0]
    assert pairs(parse_fdf(cut).fields) == [("a", "é")]


def test_fdf_tells_states_from_texts_and_damage() -> None:
    state, damaged = parse_fdf(fdf(b"<</T(a)/V/x>><</T(b)/V<FEFFD83D>>>")).fields
    assert state.is_state
    assert damaged == RawField("b", "\ufffd", damaged=True)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ('<field name="a"><value>b</value></field>', [("a", "b")]),
        ('<field name="a"><value>  two  words\n</value></field>', [("a", "  two  words\n")]),
        ('<field name="a"><value>&lt;b&gt; &amp; &#233;&#x20AC;</value></field>', [("a", "<b> & é€")]),
        ('<field name="a"><value><![CDATA[<b> & ]]>c</value></field>', [("a", "<b> & c")]),
        ('<field name="a"><value>b<!-- remark -->c<i>d</i></value></field>', [("a", "bcd")]),
        ('<field name="a"/>', [("a", "")]),
        ('<field name="a"><value/></field>', [("a", "")]),
        ('<field name="a.b"><value>c</value></field>', [("a.b", "c")]),
        ('<field name="a"><field name="b"><value>c</value></field></field>', [("a.b", "c")]),
        ('<field name="a"><value>x</value><value>y</value></field>', [("a", "x"), ("a", "y")]),
        (
            (
                '<field name="a"><value-richtext><body xmlns="http://www.w3.org/1999/xhtml">\n <p>one<br/>two</p>\n'
                " <p>three <b>bold</b></p>\n</body></value-richtext></field>"
            ),
            [("a", "one\ntwo\nthree bold")],
        ),
        ('<field name="a"><value-richtext>plain</value-richtext></field>', [("a", "plain")]),
        ('<field name="a"><value>b</value><value-richtext><p>B</p></value-richtext></field>', [("a", "b")]),
        ('\n  <field name="a">\n    <value>b</value>\n  </field>\n', [("a", "b")]),
    ],
)
def test_xfdf_shapes(fields: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(parse_xfdf(xfdf(fields)).fields) == expected


def test_xfdf_of_other_encodings_and_prefixes() -> None:
    field = '<x:field name="a"><x:value>é€</x:value></x:field>'
    text = f'<x:xfdf xmlns:x="http://ns.adobe.com/xfdf/"><x:fields>{field}</x:fields></x:xfdf>'
    for data in (
        b"\xef\xbb\xbf" + text.encode(),
        text.encode("utf-16"),
        ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16"),
        ('<?xml version="1.0" encoding="windows-1252"?>' + text).encode("cp1252"),
    ):
        assert pairs(parse_xfdf(data).fields) == [("a", "é€")]


def test_annotations_are_no_fields() -> None:
    data = xfdf('<field name="a"><value>b</value></field>').replace(
        b"</fields>", b'</fields><annots><text><field name="x"><value>y</value></field></text></annots>'
    )
    assert pairs(parse_xfdf(data).fields) == [("a", "b")]


HOSTILE: list[tuple[Callable[[bytes], object], bytes]] = [
    (parse_fdf, b""),
    (parse_fdf, b"%FDF-1.2\n"),
    (parse_fdf, fdf(b"<</T(a)/Kids[" * 60)),
    (parse_fdf, fdf(b"<</T(a)/Kids[" * 40 + b"]>>" * 40)),
    (parse_fdf, fdf(b"2 0 R").replace(b"trailer", b"2 0 obj <</T(a)/Kids[2 0 R 2 0 R]>> endobj trailer")),
    (parse_fdf, fdf(b"<</T(a)/V(never")),
    (parse_xfdf, b""),
    (parse_xfdf, b"<xfdf><fields>"),
    (parse_xfdf, b"<other/>"),
    (
        parse_xfdf,
        b'<!DOCTYPE xfdf [<!ENTITY a "aaaa">]><xfdf><fields><field name="a"><value>&a;</value></field></fields></xfdf>',
    ),
    (parse_xfdf, b'<!DOCTYPE xfdf SYSTEM "file:///etc/passwd"><xfdf/>'),
    (parse_xfdf, b'<?xml version="1.0" encoding="no-such-thing"?><xfdf/>'),
    (parse_xfdf, b'<?xml version="1.0" encoding="utf-7"?><xfdf/>'),
    (parse_xfdf, xfdf('<field name="a">' * 5000)),
    (parse_xfdf, xfdf('<field name="a"><value>&nothing;</value></field>')),
]


@pytest.mark.parametrize(("parse", "data"), HOSTILE)
def test_broken_and_hostile_files_are_refused_with_a_reason(parse: Callable[[bytes], object], data: bytes) -> None:
    with pytest.raises(FormatError, match=r".{10}"):
        parse(data)


@given(st.binary(max_size=300))
def test_garbage_never_raises_anything_else(data: bytes) -> None:
    for parse in (parse_fdf, parse_xfdf):
        for prefix in (b"", b"%FDF-1.2\n1 0 obj <</FDF<</Fields[<</T(a)/V", b"<xfdf><fields><field name='a'><value>"):
            with suppress(FormatError):
                parse(prefix + data)
