"""Objects of ours in a document that ReportLab writes, and what PDF/A and PDF/UA ask of the ones it makes itself.

ReportLab numbers objects when they are registered and writes them all at the end. The two hooks here hold for one
document at a time; nothing of ReportLab is changed for others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from reportlab.pdfbase.pdfdoc import NoEncryption, PDFObject, PDFObjectReference, PDFStream
from reportlab.pdfgen.canvas import Canvas

from kadergen.formats.pdfsyntax import Stream, dumps, dumps_stream, line_end
from kadergen.formats.tounicode import to_unicode


class ReportLabSink:
    """A `Sink` (`kadergen.formats.fallback_font`) that adds objects to a canvas's document."""

    def __init__(self, canvas: Canvas) -> None:
        self._document: Any = canvas._doc  # type: ignore[attr-defined]
        # All sinks of one document count on.
        self._numbers: Iterator[int] = self._document.__dict__.setdefault("kadergen_numbers", count(1))

    def reserve(self) -> PDFObjectReference:
        """A reference to an object that is put later."""
        return PDFObjectReference(f"Own.{next(self._numbers)}")

    def put(self, reference: object, value: object) -> None:
        """Gives the reference its object, which may change until the canvas is saved."""
        assert isinstance(reference, PDFObjectReference)
        self._document.Reference(_Object(value), reference.name)

    def value(self, value: object) -> PDFObject:
        """A value, with references in it or not, as ReportLab takes it for an entry of a dictionary."""
        return _Object(value)


class WrittenObject(PDFObject):
    """An object whose bytes are PDF syntax already; they may be set until the document is saved."""

    def __init__(self, data: bytes = b"null") -> None:
        self.data = data

    def format(self, document: Any) -> bytes:
        """As it is."""
        return self.data


class WrittenStream(PDFObject):
    """A stream that is left uncompressed."""

    def __init__(self, dictionary: Mapping[str, object], data: bytes) -> None:
        self._dictionary = {**dictionary, "Length": len(data)}
        self._data = data

    def format(self, document: Any) -> bytes:
        """Dictionary and data, as they are."""
        return dumps(self._dictionary, _no_reference) + b"\nstream\n" + self._data + line_end(self._data) + b"endstream"


def _no_reference(value: object) -> bytes:
    raise TypeError(f"no PDF value: {type(value).__name__}")


class _Object(PDFObject):
    """A value of ours, written when ReportLab has numbered everything."""

    def __init__(self, value: object) -> None:
        self._value = value

    def format(self, document: Any) -> bytes:
        def reference(other: Any) -> bytes:
            formatted = other.format(document)
            return formatted if isinstance(formatted, bytes) else str(formatted).encode("ascii")

        if isinstance(self._value, Stream):
            return dumps_stream(self._value, reference)
        return dumps(self._value, reference)


def prepare(canvas: Canvas) -> None:
    """Before drawing: the data of each stream will end with the line end that PDF/A (ISO 19005-2, 6.1.7.1) asks for."""
    canvas._doc.encrypt = _Unencrypted()  # type: ignore[attr-defined]


class _Unencrypted(NoEncryption):
    """ReportLab passes the data of every stream, and nothing else, through here."""

    def encode(self, t: str | bytes) -> PDFObject:
        """The data with a line end that does not count in /Length."""
        return _StreamData(t if isinstance(t, bytes) else t.encode("latin-1"))


class _StreamData(PDFObject):
    def __init__(self, data: bytes) -> None:
        self._data = data

    def __len__(self) -> int:
        return len(self._data)

    def format(self, document: Any) -> bytes:
        return self._data + line_end(self._data)


def mend_fonts(canvas: Canvas) -> None:
    """Before saving: each font's ToUnicode says what its codes in use mean, and nothing of others.

    ReportLab's own maps unused codes to U+0000, which PDF/UA-1 (7.21.7) forbids, and writes no surrogate pairs.
    """
    document: Any = canvas._doc  # type: ignore[attr-defined]
    document.delayedFonts = [_ReadableFont(font) for font in document.delayedFonts]


class _ReadableFont:
    """One of the fonts that ReportLab embeds when the document is saved."""

    def __init__(self, font: Any) -> None:
        self._font = font

    def addObjects(self, document: Any) -> None:  # noqa: N802 - ReportLab's name
        subsets = self._font.state[document].subsets
        names = [self._font.getSubsetInternalName(index, document)[1:] for index in range(len(subsets))]
        self._font.addObjects(document)
        known = self._font.face.charToGlyph
        for name, subset in zip(names, subsets, strict=True):
            made: Any = document.idToObject["BasicFonts"].dict[name]
            stream: PDFStream = document.idToObject[made.ToUnicode.name]
            codes = {code: chr(char) for code, char in enumerate(subset) if char and char in known}
            stream.content = to_unicode(codes, 1)
