"""Returned files → responses. `read_file` never raises: what is wrong with a file is a diagnostic."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from kadergen.diagnostics import Code, display_name
from kadergen.formats.docx_read import read_docx
from kadergen.formats.libreoffice import LibreOfficeMissingError, convert_to_docx
from kadergen.formats.odt_read import read_odt
from kadergen.formats.rawdocument import RawDocument
from kadergen.formats.rawform import EncryptedError, FormatError
from kadergen.model.instrument import Instrument
from kadergen.model.response import Provenance, ReadResult, Response
from kadergen.readers.fdf_file import read_fdf, read_xfdf
from kadergen.readers.findings import Findings
from kadergen.readers.pdf_form import Blanks, no_blanks, read_pdf
from kadergen.readers.sniff import Kind, sniff
from kadergen.readers.word_form import reader_of

__all__ = ["MAX_SIZE", "READERS", "ReadResult", "read_bytes", "read_file"]

MAX_SIZE: Final = 64_000_000  # bytes of a returned file


def _converted(suffix: str, data: bytes) -> RawDocument:
    """An RTF or .doc file as LibreOffice understands it."""
    document = read_docx(convert_to_docx(data, suffix))
    return replace(document, reader=f"LibreOffice, {document.reader}")


Reader = Callable[[bytes, Provenance, Mapping[str, Instrument], Findings], Response | None]

READERS: Final[Mapping[Kind, Reader]] = {
    Kind.PDF: read_pdf,
    Kind.FDF: read_fdf,
    Kind.XFDF: read_xfdf,
    Kind.WORD: reader_of(read_docx),
    Kind.ODT: reader_of(read_odt),
    Kind.RTF: reader_of(partial(_converted, ".rtf")),
    Kind.DOC: reader_of(partial(_converted, ".doc")),
}

_AGAIN: Final = "Ask the sender for the filled form as a PDF, saved from the program it was filled in with."
_SAVE_AS_PDF: Final = "Ask for the filled form itself, PDF or Word."
# Kinds that people do send: what they are called and what to do.
_OTHERS: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.EXCEL: ("an Excel workbook", _SAVE_AS_PDF),
    Kind.OPEN_DOCUMENT: ("a document of LibreOffice", _SAVE_AS_PDF),
    Kind.PAGES: ("a Pages document", _SAVE_AS_PDF),
    Kind.ZIP: ("a ZIP archive", "Unpack it and read the files in it."),
    Kind.ARCHIVE: ("a packed archive", "Unpack it and read the files in it."),
    Kind.OLE: ("an Outlook message, or a file of Office with a password", "Save its attachment without a password."),
    Kind.MAIL: ("an e-mail message", "Save its attachment and read that."),
    Kind.JPEG: ("a photo (JPEG)", _AGAIN),
    Kind.PNG: ("a picture (PNG)", _AGAIN),
    Kind.TIFF: ("a scan (TIFF)", _AGAIN),
    Kind.GIF: ("a picture (GIF)", _AGAIN),
    Kind.HEIC: ("a photo (HEIC)", _AGAIN),
    Kind.POSTSCRIPT: ("a PostScript file", _AGAIN),
    Kind.HTML: ("a web page", "Was the file downloaded behind a login? Download it again."),
    Kind.XML: ("an XML file, but no XFDF", _SAVE_AS_PDF),
    Kind.JSON: ("a JSON file", "Answers as JSON go into a form with `kadergen fill`."),
    Kind.TEXT: ("a text file", _SAVE_AS_PDF),
    Kind.ZEROS: ("nothing but zeros: the copy or download failed", "Copy or download it again."),
}


def read_file(path: Path, instruments: Mapping[str, Instrument], blanks: Blanks = no_blanks) -> ReadResult:
    """Read one returned file. `instruments` are the known frameworks' by framework id, `blanks` their blank forms.

    Whatever is wrong with the file is among the diagnostics. What gets out is KeyboardInterrupt, and MemoryError or
    OSError where this process has no memory left or may open no more files: that is not the file's word.
    """
    findings = Findings(display_name(path))
    data = _contents(path, findings)
    if data is None:
        return ReadResult(findings.file, None, tuple(findings.found))
    return read_bytes(data, findings.file, instruments, blanks)


def read_bytes(data: bytes, file: str, instruments: Mapping[str, Instrument], blanks: Blanks = no_blanks) -> ReadResult:
    """As `read_file`, for the content of a file that is called `file`."""
    findings = Findings(file)
    kind = sniff(data)
    source = Provenance(file, hashlib.sha256(data).hexdigest(), kind.value)
    response: Response | None = None
    try:
        response = _dispatch(kind, data, source, instruments, findings, blanks)
    except LibreOfficeMissingError as error:
        findings.error(Code.R032, str(error), "Install it, or open the file in Word and save it as .docx.")
    except EncryptedError as error:
        findings.error(Code.R004, f"encrypted: {error}", "Ask for a copy without a password.")
    except FormatError as error:
        findings.error(Code.R005, f"broken {kind.value.upper()} file: {error}", "Ask for the file again.")
    except MemoryError:
        raise
    except Exception as error:  # one broken file never stops the others, whatever it makes a library do
        if _no_more_files(error):
            raise
        findings.error(
            Code.R005,
            f"broken {kind.value.upper()} file: reading it failed ({type(error).__name__})",
            "Open it, save it again and read that copy; else ask for the file again.",
        )
    diagnostics = tuple(findings.found)
    return ReadResult(file, replace(response, diagnostics=diagnostics) if response else None, diagnostics)


def _dispatch(
    kind: Kind,
    data: bytes,
    source: Provenance,
    instruments: Mapping[str, Instrument],
    findings: Findings,
    blanks: Blanks,
) -> Response | None:
    if not data:
        findings.error(Code.R002, "the file is empty", "Copy or download it again.")
        return None
    reader = READERS.get(kind)
    if reader is read_pdf:
        return read_pdf(data, source, instruments, findings, blanks)
    if reader is None:
        what, hint = _OTHERS.get(kind, ("no kind of file that is known", _AGAIN))
        findings.error(Code.R003, f"this is {what}; forms as PDF, FDF, XFDF, Word or OpenDocument can be read", hint)
        return None
    return reader(data, source, instruments, findings)


def _contents(path: Path, findings: Findings) -> bytes | None:
    """The whole file; None, and a finding, when it is no regular file or too large. A link is not followed."""
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            findings.error(Code.R001, f"this is {_what(status.st_mode)}, not a file", "Give the file itself.")
            return None
        # Between the look and the opening something else may have taken the file's place.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags), "rb") as file:
            data = file.read(MAX_SIZE + 1) if status.st_size <= MAX_SIZE else b""
    except (OSError, ValueError) as error:
        if _no_more_files(error):
            raise
        findings.error(Code.R001, f"it cannot be read: {_reason(error)}", "Check the name and the permissions.")
        return None
    if max(status.st_size, len(data)) > MAX_SIZE:
        limit = f"{MAX_SIZE // 1_000_000} MB"
        findings.error(Code.R021, f"larger than {limit}, which no filled form is", "Is it the right file?")
        return None
    return data


def _no_more_files(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.errno is not None:
        return "there is no such file" if error.errno == errno.ENOENT else os.strerror(error.errno)
    return "its name is not possible here"


def _what(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    return "a link" if stat.S_ISLNK(mode) else "a device or a pipe"
