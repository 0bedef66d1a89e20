"""ZIP-based documents that are damaged, hostile or merely odd; and XML parts that are."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kadergen.formats import office_zip
from kadergen.formats.office_zip import MAX_DEPTH, MAX_ENTRIES, open_parts, parse_xml
from kadergen.formats.rawform import EncryptedError, FormatError


def zipped(files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return out.getvalue()


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}/[a-z]{1,8}\.xml", fullmatch=True), st.binary()))
def test_what_is_packed_comes_out(files: dict[str, bytes]) -> None:
    parts = open_parts(zipped(files))
    assert {name: parts.read(name) for name in parts.names()} == files


def test_names_are_found_in_any_spelling() -> None:
    parts = open_parts(zipped({"Word\\Document.xml": b"x", "folder/": b""}))
    assert parts.names() == ("Word/Document.xml",)
    assert parts.read("/word/document.xml") == b"x"
    assert "word/document.xml" in parts
    assert "other.xml" not in parts
    with pytest.raises(FormatError, match=r"its part 'other\.xml' is missing"):
        parts.read("other.xml")


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"%PDF-1.7", zipped({"a": b"x" * 999})[:-30]], ids=["empty", "start", "pdf", "cut off"]
)
def test_what_is_no_whole_archive_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError, match="no complete ZIP file"):
        open_parts(data)


def patched(data: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    """The archive with other bytes in its first header of this kind."""
    at = data.index(signature) + offset
    return data[:at] + value + data[at + len(value) :]


def test_an_encrypted_entry_is_told_apart() -> None:
    data = patched(zipped({"a": b"x"}), b"PK\x01\x02", 8, b"\x01\x00")
    with pytest.raises(EncryptedError, match="encrypted"):
        open_parts(data)


def test_duplicate_names_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", b"2")
    with pytest.raises(FormatError, match="same name"):
        open_parts(out.getvalue())


def test_overlapping_entries_are_refused() -> None:
    data = zipped({"a": b"x" * 5000, "b": b"y" * 5000}, zipfile.ZIP_STORED)
    second = data.rindex(b"PK\x01\x02")
    data = data[: second + 42] + struct.pack("<L", 0) + data[second + 46 :]  # the second entry is the first one's bytes
    with pytest.raises(FormatError, match="overlap"):
        open_parts(data)


def test_the_sum_of_sizes_counts_before_unpacking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_zip, "MAX_TOTAL", 10_000)
    with pytest.raises(FormatError, match="far larger"):
        open_parts(zipped({"a": bytes(6000), "b": bytes(6000)}))


def test_a_part_may_not_be_larger_than_it_says() -> None:
    data = zipped({"a": bytes(100_000)})
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        data = patched(data, signature, offset, struct.pack("<L", 10))
    with pytest.raises(FormatError, match="damaged"):
        open_parts(data).read("a")


def test_a_part_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = open_parts(zipped({"a": bytes(5000), "b": bytes(5000)}))
    monkeypatch.setattr(office_zip, "MAX_TOTAL", 9_000)
    assert parts.read("a") == parts.read("a") == bytes(5000)
    with pytest.raises(FormatError, match="far larger"):
        parts.read("b")
    monkeypatch.setattr(office_zip, "MAX_PART", 4_000)
    with pytest.raises(FormatError, match="far larger"):
        parts.read("a")


@pytest.mark.parametrize("entries", [MAX_ENTRIES + 1, 2 * MAX_ENTRIES + 1])
def test_too_many_entries_are_refused(entries: int) -> None:
    with pytest.raises(FormatError, match="more than 5000 parts"):
        open_parts(zipped({str(number): b"" for number in range(entries)}, zipfile.ZIP_STORED))


def test_other_compression_is_refused() -> None:
    with pytest.raises(FormatError, match="packed in a way"):
        open_parts(zipped({"a": b"x" * 100}, zipfile.ZIP_BZIP2))


def test_damaged_content_is_refused() -> None:
    content = zlib.compress(b"words" * 100)
    data = patched(zipped({"a": b"words" * 100}), b"PK\x03\x04", 31, bytes(len(content) - 8))
    with pytest.raises(FormatError, match="damaged"):
        open_parts(data).read("a")


@given(st.data())
def test_no_bytes_raise_anything_else(data: st.DataObject) -> None:
    whole = bytearray(zipped({"a.xml": b"<a/>", "b/c.bin": bytes(300)}))
    for _ in range(data.draw(st.integers(0, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(FormatError):
        parts = open_parts(bytes(whole))
        for name in parts.names():
            parts.read(name)


# --- XML


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_xml_in_any_encoding(codec: str) -> None:
    declared = "UTF-16" if "16" in codec else "UTF-8"
    text = f'<?xml version="1.0" encoding="{declared}"?><a>é<!-- no -->☐<?no?><![CDATA[<&]]></a>'
    assert parse_xml(text.encode(codec), "a.xml").text == "é☐<&"


DOCTYPE = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (DOCTYPE.encode(), "document type"),
        (f'<?xml version="1.0" encoding="UTF-16"?>{DOCTYPE}'.encode("utf-16"), "document type"),
        (f'<?xml version="1.0" encoding="cp037"?>{DOCTYPE}'.encode("cp037"), "document type|damaged|encoding"),
        (b"<a>\n<b>\n</a>", r"a\.xml is damaged: line 3: .*mismatch"),
        (b"", "damaged"),
        (b"\x00\x01", "damaged"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "damaged"),
        (b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1), "too deep"),
        (b"<a>" * 5000 + b"</a>" * 5000, "damaged.*depth"),
    ],
)
def test_xml_that_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        parse_xml(data, "a.xml")


def test_the_deepest_that_is_allowed() -> None:
    assert parse_xml(b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH, "a.xml").tag == "a"


def test_a_repair_keeps_the_words() -> None:
    assert "".join(parse_xml(b"<a>one & <b>two</b>\x0b</a>", "a.xml", recover=True).itertext()).startswith("one")
    with pytest.raises(FormatError, match="document type"):
        parse_xml(DOCTYPE.encode(), "a.xml", recover=True)


def test_a_repair_keeps_what_stands_for_other_characters() -> None:
    damaged = b"<a>\x0b<b c='&lt;&amp;&#233;'>Q&A &amp; &lt;x&gt; &quot;&apos;&#38;</b></a>"
    root = parse_xml(damaged, "a.xml", recover=True)
    assert "".join(root.itertext()) == "Q&A & <x> \"'&"
    assert root[0].get("c") == "<&é"


@given(st.binary())
def test_no_bytes_make_the_parser_raise_anything_else(data: bytes) -> None:
    for recover in (False, True):
        with suppress(FormatError):
            parse_xml(b"<a" + data, "a.xml", recover=recover)
