"""Any file at all: told apart by its bytes, and never more than a diagnostic."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kadergen.readers
from kadergen.diagnostics import has_errors
from kadergen.formats.fdf import write_fdf
from kadergen.formats.rawform import RawField
from kadergen.formats.xfdf import write_xfdf
from kadergen.model.instrument import IDENTITY_FIELD
from kadergen.readers import read_bytes, read_file
from kadergen.readers.sniff import Kind, sniff
from kadergen.render.json_file import json_bytes
from kadergen.render.response_json import responses_to_json
from tests.readers.support import blank_form, codes, filled_by_hand, instrument, instruments, read, saved

FIELDS = [RawField(IDENTITY_FIELD, instrument().identity.marker), RawField("p1-1__reflection", "één\ntwee")]


def zipped(*names: str, first: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        if first:
            archive.writestr(zipfile.ZipInfo("mimetype"), first)
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (blank_form(), Kind.PDF),
        (b"junk from a mail gateway\r\n" * 20 + b"%PDF-1.7\n", Kind.PDF),
        (b"%FDF-1.2\n", Kind.FDF),
        (write_xfdf(FIELDS), Kind.XFDF),
        (b"\xef\xbb\xbf\n<!-- x --><xfdf/>", Kind.XFDF),
        ('<?xml version="1.0"?><x:xfdf/>'.encode("utf-16"), Kind.XFDF),
        ("<xfdf/>".encode("utf-16-le"), Kind.XFDF),
        (b"<!DOCTYPE xfdf []><xfdf/>", Kind.XFDF),
        (zipped("[Content_Types].xml", "word/document.xml"), Kind.WORD),
        (zipped("xl/workbook.xml"), Kind.EXCEL),
        (zipped("content.xml", first=b"application/vnd.oasis.opendocument.text"), Kind.ODT),
        (zipped("content.xml", first=b"application/vnd.oasis.opendocument.spreadsheet"), Kind.OPEN_DOCUMENT),
        (zipped("holiday.jpg"), Kind.ZIP),
        (b"{\\rtf1\\ansi", Kind.RTF),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), Kind.OLE),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", Kind.JPEG),
        (b"\x89PNG\r\n\x1a\n", Kind.PNG),
        (b"II*\x00\x08\x00", Kind.TIFF),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", Kind.HEIC),
        (b"%!PS-Adobe-3.0", Kind.POSTSCRIPT),
        (b"<!DOCTYPE html>\n<html>", Kind.HTML),
        (b"<html lang='nl'>", Kind.HTML),
        (b"<?xml version='1.0'?><svg/>", Kind.XML),
        (b"<?a?>" * 800, Kind.XML),
        (b'{"responses": []}', Kind.JSON),
        (b"Return-Path: <a@example.org>\r\n", Kind.MAIL),
        (b"Beste allemaal,\n", Kind.TEXT),
        (bytes(4000), Kind.ZEROS),
        (b"\x01\x02\x03\x04", Kind.UNKNOWN),
    ],
)
def test_kinds_are_told_apart_by_bytes(data: bytes, kind: Kind) -> None:
    assert sniff(data) is kind
    if kind not in kadergen.readers.READERS:
        result = read(data)
        assert codes(result) == ["R003"]
        assert result.diagnostics[0].hint


def test_a_file_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    for name, data in (("form.doc", blank_form()), ("ingevuld", write_fdf(FIELDS)), ("x.pdf", write_xfdf(FIELDS))):
        path = tmp_path / name
        path.write_bytes(data)
        result = read_file(path, instruments())
        assert result.response
        assert result.response.source.file == str(path)
        assert path.read_bytes() == data


def test_what_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b"%PDF-1.7" + bytes(2000))
    monkeypatch.setattr(kadergen.readers, "MAX_SIZE", 1000)
    expected = {"empty": "R002", "folder": "R001", "link": "R001", "pipe": "R001", "large": "R021", "no such": "R001"}
    for name, code in expected.items():
        result = read_file(tmp_path / name, instruments())
        assert codes(result) == [code], name
        assert result.response is None
    assert codes(read_file(Path("nul\0byte"), instruments())) == ["R001"]
    assert codes(read_file(Path("/dev/null"), instruments())) == ["R001"]


def test_odd_file_names_can_be_printed_and_stored(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"line\nend \xff.fdf")
    path.write_bytes(write_fdf(FIELDS))
    result = read_file(path, instruments())
    assert result.response
    assert "\n" not in result.file
    assert json_bytes(responses_to_json([result.response])).decode("utf-8")


def damaged(data: bytes, seed: int) -> bytes:
    """The bytes cut off, overwritten, doubled or with a piece missing."""
    chance = random.Random(seed)
    result = bytearray(data)
    match seed % 4:
        case 0:
            del result[chance.randrange(len(result)) :]
        case 1:
            for _ in range(chance.randrange(1, 200)):
                result[chance.randrange(len(result))] = chance.randrange(256)
        case 2:
            start = chance.randrange(len(result))
            del result[start : start + chance.randrange(1, 5000)]
        case _:
            start = chance.randrange(len(result))
            result[start:start] = result[chance.randrange(len(result)) :][:5000]
    return bytes(result)


def packed(data: bytes) -> bytes:
    """The same file with its objects in compressed streams."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return buffer.getvalue()


PLAIN = saved(filled_by_hand({"p1-1__score": "green", "p1-1__reflection": "één " * 100}))
PACKED = packed(PLAIN)


@pytest.mark.parametrize("data", [PLAIN, PACKED], ids=["plain", "packed"])
@pytest.mark.parametrize("seed", range(40))
def test_damaged_pdfs_give_a_response_or_a_reason(seed: int, data: bytes) -> None:
    started = time.process_time()
    result = read(damaged(data, seed))
    assert result.response or has_errors(result.diagnostics)
    assert time.process_time() - started < 10


@given(st.integers(0, 10**6), st.sampled_from([write_fdf(FIELDS), write_xfdf(FIELDS)]))
def test_damaged_field_files_give_a_response_or_a_reason(seed: int, data: bytes) -> None:
    result = read(damaged(data, seed))
    assert result.response or has_errors(result.diagnostics)


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.7\n", b"%FDF-1.2\n", b"<xfdf>", b"PK\x03\x04", b"PK\x03\x04word/"]),
)
def test_garbage_gives_a_reason(data: bytes, start: bytes) -> None:
    result = read(start + data)
    assert result.response is None
    assert has_errors(result.diagnostics)


def test_garbage_that_only_libreoffice_could_read_gives_a_reason() -> None:
    for data in (b"{\\rtf \x00\xff}{{{", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")):
        result = read(data)
        assert result.response is None
        assert has_errors(result.diagnostics)


def test_what_a_library_throws_is_a_diagnostic(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(error: BaseException) -> None:
        def reader(*_: object) -> None:
            raise error

        monkeypatch.setattr(kadergen.readers, "READERS", {Kind.PDF: reader})

    fails(RuntimeError("Unknown field type"))
    assert codes(read_bytes(b"%PDF-1.7", "x", {})) == ["R005"]
    fails(RecursionError())
    assert codes(read_bytes(b"%PDF-1.7", "x", {})) == ["R005"]
    for fatal in (MemoryError(), KeyboardInterrupt()):
        fails(fatal)
        with pytest.raises(type(fatal)):
            read_bytes(b"%PDF-1.7", "x", {})


def test_a_small_file_that_unpacks_to_gigabytes_takes_little_memory(tmp_path: Path) -> None:
    packer = zlib.compressobj(1)
    packed = b"".join([*(packer.compress(bytes(1_000_000)) for _ in range(600)), packer.flush()])
    head = b"%%PDF-1.5\n1 0 obj<</Type/XRef/W[1 2 2]/Size 99999999/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n"
    (bomb := tmp_path / "bomb.pdf").write_bytes(
        head % len(packed) + packed + b"\nendstream endobj\nstartxref\n9\n%%EOF"
    )
    # The peak of this program alone: getrusage counts that of the process that started it too.
    program = (
        "import pathlib, re, sys\n"
        "from kadergen.readers import read_file\n"
        "[found] = read_file(pathlib.Path(sys.argv[1]), {}).diagnostics\n"
        "status = pathlib.Path('/proc/self/status').read_text()\n"
        "print(found.code.name, int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) // 1000)\n"
    )
    output = subprocess.run([sys.executable, "-c", program, str(bomb)], capture_output=True, text=True, check=True)
    code, megabytes = output.stdout.split()
    assert code == "R005"
    assert int(megabytes) < 400
