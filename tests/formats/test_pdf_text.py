"""Text strings and PDF syntax as programs write them."""

from __future__ import annotations

import zlib

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kadergen.formats.pdf_parse import Reference, parse_name, parse_objects, unpack
from kadergen.formats.pdf_text import decode_text, decode_utf8_or_text
from kadergen.formats.pdfsyntax import Name, Stream, dumps
from kadergen.formats.rawform import FormatError

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def no_reference(value: object) -> bytes:
    raise AssertionError(value)


def test_every_byte_of_pdfdocencoding_as_qpdf_reads_it() -> None:
    for code in range(0x18, 0x100):
        if code in (0x7F, 0x9F, 0xAD):
            continue  # undefined in the standard
        assert decode_text(bytes([code])).text == str(pikepdf.String(bytes([code]))), hex(code)


@pytest.mark.parametrize(
    ("raw", "text", "damaged"),
    [
        (b"", "", False),
        (b"caf\xe9 \xa0 \x8d\x8e \x85", "café € “” –", False),
        (b"\xfe\xff\x00\xe9\x20\xac", "é€", False),
        (b"\xff\xfe\xe9\x00\xac\x20", "é€", False),
        (b"\xef\xbb\xbf\xc3\xa9\xe2\x82\xac", "é€", False),
        (b"\xfe\xff\xd8\x3d\xde\x00", "\U0001f600", False),
        (b"\xfe\xff\xd8\x3d\x00a", "\ufffda", True),
        (b"\xfe\xff\x00a\xde\x00", "a\ufffd", True),
        (b"\xfe\xff\x00a\x00", "a\ufffd", True),
        (b"\xef\xbb\xbfa\xff", "a\ufffd", True),
        (b"\x9f", "\ufffd", True),
    ],
)
def test_strings_of_every_encoding(raw: bytes, text: str, damaged: bool) -> None:
    assert decode_text(raw) == (text, damaged)


def test_declared_utf8_without_a_mark() -> None:
    assert decode_utf8_or_text("é€".encode()) == ("é€", False)
    assert decode_utf8_or_text(b"\xfe\xff\x20\xac") == ("€", False)


@given(st.binary(max_size=60))
def test_any_bytes_become_text_that_can_be_stored(raw: bytes) -> None:
    decode_text(raw).text.encode("utf-8")


@given(TEXTS)
def test_what_our_writer_writes_is_read_back(text: str) -> None:
    value = parse_objects(b"1 0 obj " + dumps(text, no_reference) + b" endobj").by_number[1]
    assert isinstance(value, bytes)
    assert decode_text(value) == (text, False)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_names_are_read_back(text: str) -> None:
    assert parse_objects(b"1 0 obj " + dumps(Name(text), no_reference) + b" endobj").by_number[1] == Name(text)


@given(TEXTS, TEXTS.filter(lambda text: "\0" not in text and text))
def test_our_strings_and_names_are_those_of_qpdf(text: str, name: str) -> None:
    assert decode_text(bytes(pikepdf.Object.parse(dumps(text, no_reference)))) == (text, False)
    assert str(pikepdf.Object.parse(dumps(Name(name), no_reference))) == "/" + name


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (rb"(a\(b\)c)", b"a(b)c"),
        (b"(a(b)c)", b"a(b)c"),
        (rb"(\101\1012\53\7x)", b"AA2+\x07x"),
        (b"(one \\\ntwo \\\r\nthree)", b"one two three"),
        (b"(a\r\nb\rc\nd)", b"a\nb\nc\nd"),
        (rb"(\n\r\t\b\f\\\q)", b"\n\r\t\b\x0c\\q"),
        (b"<48 65\n6C6c6F>", b"Hello"),
        (b"<4>", b"@"),
        (b"(\xfe\xff\x00\r\x00a)", b"\xfe\xff\x00\r\x00a"),
        (b"12", 12),
        (b"-.5", -0.5),
        (b"true", True),
        (b"null", None),
        (b"/A#20B#e9", "A Bé"),
        (b"[1 0 R /X[<<>>]]", [Reference(1), "X", [{}]]),
        (b"<</A 1/B[2]/C<</D(e)>>>>", {"A": 1, "B": [2], "C": {"D": b"e"}}),
        (b"% a remark (\n7", 7),
    ],
)
def test_syntax(source: bytes, value: object) -> None:
    assert parse_objects(b"5 0 obj " + source + b" endobj").by_number[5] == value


def test_streams_of_right_and_wrong_length() -> None:
    for length in (5, 3, 500, -1):
        objects = parse_objects(b"1 0 obj <</Length %d>> stream\r\nhello endstream endobj" % length)
        found = objects.by_number[1]
        assert isinstance(found, Stream)
        assert found.data.rstrip() == b"hello"


def test_unpacking_is_limited() -> None:
    bomb = zlib.compress(bytes(40_000_000))
    assert unpack(bomb, ("FlateDecode",)) is None
    assert unpack(zlib.compress(b"words"), ("FlateDecode",)) == b"words"
    assert unpack(b"words", ()) == b"words"
    assert unpack(b"no zlib", ("FlateDecode",)) is None
    assert unpack(b"x", ("LZWDecode",)) is None


@pytest.mark.parametrize(
    "source", [b"[" * 200, b"1 0 obj [ endobj", b"1 0 obj (never", b"1 0 obj ] endobj", b"1 0 obj <</A [ >> endobj"]
)
def test_what_is_broken_is_said(source: bytes) -> None:
    with pytest.raises(FormatError):
        parse_objects(source)


def test_references_in_circles_end() -> None:
    objects = parse_objects(b"1 0 obj 2 0 R endobj 2 0 obj 1 0 R endobj")
    assert objects.resolve(Reference(1)) is None


def test_name_of_other_encodings() -> None:
    assert parse_name(b"gr#c3#bcn") == "grün"
    assert parse_name(b"gr#fcn") == "grün"
