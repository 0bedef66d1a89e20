"""PDF syntax as we write it, read by programs that are not ours."""

from __future__ import annotations

import io

import page
import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from kadergen.formats.pdfsyntax import Stream, dumps_stream
from kadergen.formats.reportlab_objects import WrittenStream, prepare


def no_reference(value: object) -> bytes:
    raise AssertionError(value)


def file_with(data: bytes) -> bytes:
    """A PDF with an attachment-like stream of these bytes, uncompressed."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    prepare(canvas)
    canvas.drawString(100, 100, "page")
    canvas._doc.Reference(WrittenStream({}, data), "ours")  # type: ignore[attr-defined]
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("data", [b"words", b"ends with CR\r", b"ends with LF\n", b"ends with both\r\n", b"\r", b""])
def test_a_stream_has_its_length_however_it_ends(data: bytes) -> None:
    made = file_with(data)
    found = page.validate_pdf_bytes(made, profile="3b")
    assert [f.rule_id for f in found.failures if "STREAM-LENGTH" in f.rule_id] == []
    with pikepdf.open(io.BytesIO(made)) as pdf:
        streams = [o.read_raw_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream)]
        assert pdf.get_warnings() == []
    assert data in streams


def test_data_that_end_with_a_carriage_return_are_told_from_the_line_end() -> None:
    assert dumps_stream(Stream({}, b"a\r"), no_reference).endswith(b"a\r\r\nendstream")
    assert dumps_stream(Stream({}, b"a"), no_reference).endswith(b"a\nendstream")
