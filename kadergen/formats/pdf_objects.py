"""The objects of a PDF as two libraries see them, behind one small interface, so that one walk serves both.

pikepdf (qpdf, C++) is the first opinion, pypdf (pure Python, a parser of its own) the second. Any method may raise
whatever its library raises on a broken file; the caller asks field by field and survives each of them.
"""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Hashable, Iterator, Mapping
from typing import Any, Final, Protocol

import pikepdf
import pypdf
import pypdf.errors
import pypdf.generic

from kadergen.formats.pdf_parse import parse_name, unpack
from kadergen.formats.pdfsyntax import Name
from kadergen.formats.rawform import EncryptedError, FormatError

# What the libraries complain about is counted and passed on as diagnostics; it must not run to stderr as well.
for _name in ("pypdf", "pikepdf"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False


Scalar = Name | bytes | str | None
_MAX_UNPACKED: Final = 64_000_000  # bytes of one stream of the file's structure, such as its cross-references
_MAX_CONTAINER: Final = 250_000  # items of one array or dictionary
_MAX_WARNINGS: Final = 10_000  # of qpdf about one file
UNREADABLE: Final = "\ufffd"  # stands for a stream that cannot be unpacked
FIELD_KEYS: Final = ("Parent", "T", "FT", "Ff", "AS", "V", "Opt", "AP", "Kids")
"""What a field or widget is asked for, one and all."""


class PdfObjects(Protocol):
    """A PDF file as one library sees it. An object is whatever that library hands out."""

    reader: str

    def pages(self) -> Iterator[list[Any]]:
        """The annotations of each page, in page order."""

    def root(self) -> Any:
        """The document catalogue."""

    def get(self, holder: Any, key: str) -> Any:
        """The value under a key of a dictionary or stream; None when there is none."""

    def entries(self, holder: Any) -> Mapping[str, Any]:
        """The values under those of `FIELD_KEYS` that a dictionary or stream has; none for anything else."""

    def items(self, holder: Any) -> list[Any]:
        """The elements of an array; none for anything else."""

    def scalar(self, value: Any) -> Scalar:
        """A name as `Name`, a string or a stream as its bytes, a number as its digits; None for anything else.

        A stream that cannot be unpacked is `UNREADABLE`.
        """

    def identity(self, value: Any) -> Hashable:
        """The same for the same indirect object; None for a direct one."""

    def off_page(self) -> Iterator[list[Any]]:
        """The widgets that no page lists, those together that name the same page as theirs."""

    def document_information(self) -> Any:
        """The document information dictionary, or None."""

    def repairs(self) -> int:
        """How often the library complained while it repaired the file (0 where it does not say)."""


# A small file can be made to take gigabytes. qpdf sets no limits of its own; these are far above what forms need.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=_MAX_UNPACKED,
    png_max_memory=_MAX_UNPACKED,
    tiff_max_memory=_MAX_UNPACKED,
    run_length_max_memory=_MAX_UNPACKED,
    parser_max_container_size=_MAX_CONTAINER,
    doc_max_warnings=_MAX_WARNINGS,
)


_HOLDERS: Final = (pikepdf.Dictionary, pikepdf.Stream)
_FIELD_NAMES: Final = [(key, pikepdf.Name("/" + key)) for key in FIELD_KEYS]


def _open_mapped(data: bytes) -> pikepdf.Pdf | None:
    """The file opened from memory that qpdf reads without asking Python for each piece; None where there is none.

    It has no name in any file system. That halves the time of a whole reading.
    """
    try:
        with os.fdopen(os.memfd_create("pdf"), "w+b") as memory:
            memory.write(data)
            memory.flush()
            # Only the mapping is read, so that the file can be closed at once.
            return pikepdf.open(memory, suppress_warnings=True, access_mode=pikepdf.AccessMode.mmap_only)
    except (AttributeError, ImportError, OSError, ValueError):  # another system, a limit on file sizes, nothing to map
        return None


class PikepdfObjects:
    """The file as qpdf sees it."""

    reader = f"pikepdf {pikepdf.__version__}"

    def __init__(self, data: bytes) -> None:
        self._repairs = 0
        try:
            self._pdf = _open_mapped(data) or pikepdf.open(io.BytesIO(data), suppress_warnings=True)
        except pikepdf.PasswordError:
            raise EncryptedError("it opens with a password only") from None
        except pikepdf.PdfError as error:
            if "encrypt" in str(error).lower():
                raise EncryptedError("it is encrypted in a way that is not supported") from None
            raise FormatError("it is no readable PDF") from error

    def pages(self) -> Iterator[list[Any]]:
        """The annotations of each page, in page order."""
        for page in self._pdf.pages:
            try:
                annotations = self.items(page.obj.get("/Annots"))
            except pikepdf.PdfError:
                annotations = []
            yield annotations

    def root(self) -> Any:
        """The document catalogue."""
        return self._pdf.Root

    def get(self, holder: Any, key: str) -> Any:
        """The value under a key of a dictionary or stream; None when there is none."""
        return holder.get("/" + key) if isinstance(holder, _HOLDERS) else None

    def entries(self, holder: Any) -> Mapping[str, Any]:
        """The values under those of `FIELD_KEYS` that a dictionary or stream has; none for anything else."""
        if not isinstance(holder, _HOLDERS):
            return {}
        # Asked before: `get` raises and catches an exception of C++ for what is not there, at ten times the cost.
        return {key: holder.get(name) for key, name in _FIELD_NAMES if name in holder}

    def items(self, holder: Any) -> list[Any]:
        """The elements of an array; none for anything else."""
        return list(holder) if isinstance(holder, pikepdf.Array) else []

    def scalar(self, value: Any) -> Scalar:
        """A name as `Name`, a string or a stream as its bytes, a number as its digits; None for anything else."""
        if value is None:
            return None
        if isinstance(value, pikepdf.Name):
            try:
                return Name(str(value)[1:])
            except UnicodeDecodeError:  # a name that is no UTF-8
                return Name(parse_name(value.unparse().removeprefix(b"/")))
        if isinstance(value, pikepdf.String):
            return bytes(value)
        if isinstance(value, pikepdf.Stream):
            return self._content(value)
        return None if isinstance(value, (pikepdf.Object, bool)) else str(value)

    def _content(self, stream: pikepdf.Stream) -> bytes | str:
        packed_by = stream.get("/Filter")
        names = self.items(packed_by) if isinstance(packed_by, pikepdf.Array) else [packed_by]
        content = unpack(stream.read_raw_bytes(), tuple(str(name)[1:] for name in names if name is not None))
        return UNREADABLE if content is None else content

    def identity(self, value: Any) -> Hashable:
        """The same for the same indirect object; None for a direct one."""
        return value.objgen if isinstance(value, pikepdf.Object) and value.is_indirect else None

    def off_page(self) -> Iterator[list[Any]]:
        """The widgets that no page lists, those together that name the same page as theirs."""
        listed = {self.identity(annotation) for annotations in self.pages() for annotation in annotations}
        pages: dict[Hashable, list[Any]] = {}
        for found in self._pdf.objects:
            is_widget = isinstance(found, pikepdf.Dictionary) and found.get("/Subtype") == pikepdf.Name.Widget
            if is_widget and found.objgen not in listed:
                pages.setdefault(self.identity(found.get("/P")), []).append(found)
        return iter(pages.values())

    def document_information(self) -> Any:
        """The document information dictionary, or None."""
        return self.get(self._pdf.trailer, "Info")

    def repairs(self) -> int:
        """How often qpdf warned."""
        self._repairs += len(self._pdf.get_warnings())  # which it forgets as it tells them
        return self._repairs


class PypdfObjects:
    """The file as pypdf sees it."""

    reader = f"pypdf {pypdf.__version__}"

    def __init__(self, data: bytes) -> None:
        try:
            # It would look for the file's end in trailing zeros byte by byte.
            self._pdf = pypdf.PdfReader(io.BytesIO(data.rstrip(b"\0")), strict=False)
            if self._pdf.is_encrypted and not self._pdf.decrypt(""):
                raise EncryptedError("it opens with a password only")
        except pypdf.errors.DependencyError:
            raise EncryptedError("it is encrypted in a way that is not supported") from None
        except (EncryptedError, MemoryError):
            raise
        except Exception as error:  # on broken files pypdf raises nearly anything
            raise FormatError("it is no readable PDF") from error

    def pages(self) -> Iterator[list[Any]]:
        """The annotations of each page, in page order."""
        for page in self._pdf.pages:
            yield self.items(self.get(page, "Annots"))

    def root(self) -> Any:
        """The document catalogue."""
        return self._pdf.trailer.raw_get("/Root")

    def get(self, holder: Any, key: str) -> Any:
        """The value under a key of a dictionary or stream; None when there is none."""
        holder = _resolved(holder)
        if not isinstance(holder, pypdf.generic.DictionaryObject) or "/" + key not in holder:
            return None
        value = holder.raw_get("/" + key)
        return None if isinstance(_resolved(value), pypdf.generic.NullObject) else value

    def entries(self, holder: Any) -> Mapping[str, Any]:
        """The values under those of `FIELD_KEYS` that a dictionary or stream has; none for anything else."""
        return {key: value for key in FIELD_KEYS if (value := self.get(holder, key)) is not None}

    def items(self, holder: Any) -> list[Any]:
        """The elements of an array; none for anything else."""
        holder = _resolved(holder)
        return list(list.__iter__(holder)) if isinstance(holder, pypdf.generic.ArrayObject) else []

    def scalar(self, value: Any) -> Scalar:
        """A name as `Name`, a string or a stream as its bytes, a number as its digits; None for anything else."""
        value = _resolved(value)
        if isinstance(value, pypdf.generic.NameObject):
            return Name(value[1:])
        if isinstance(value, (pypdf.generic.TextStringObject, pypdf.generic.ByteStringObject)):
            return bytes(value.original_bytes)
        if isinstance(value, pypdf.generic.StreamObject):
            return self._content(value)
        return str(value) if isinstance(value, (pypdf.generic.NumberObject, pypdf.generic.FloatObject)) else None

    def _content(self, stream: pypdf.generic.StreamObject) -> bytes | str:
        packed_by = _resolved(self.get(stream, "Filter"))
        names = self.items(packed_by) if isinstance(packed_by, pypdf.generic.ArrayObject) else [packed_by]
        content = unpack(stream._data, tuple(str(_resolved(name))[1:] for name in names if name is not None))
        return UNREADABLE if content is None else content

    def identity(self, value: Any) -> Hashable:
        """The same for the same indirect object; None for a direct one."""
        return (value.idnum, value.generation) if isinstance(value, pypdf.generic.IndirectObject) else None

    def off_page(self) -> Iterator[list[Any]]:
        """None: this library reads what is pointed at."""
        return iter(())

    def document_information(self) -> Any:
        """The document information dictionary, or None."""
        return self.get(self._pdf.trailer, "Info")

    def repairs(self) -> int:
        """Always 0: this library does not say."""
        return 0


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, pypdf.generic.IndirectObject) else value
