"""The kind of a returned file, by its bytes and never by its suffix, so that a message can say what it is."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

_HEADER_WITHIN: Final = 1024  # bytes before which a PDF header must begin (mail gateways put things in front)
_ZIP_PEEK: Final = 65_536
_XML_PEEK: Final = 4096


class Kind(Enum):
    """A kind of file; the value is what `Provenance.kind` and JSON say."""

    PDF = "pdf"
    FDF = "fdf"
    XFDF = "xfdf"
    WORD = "docx"
    EXCEL = "xlsx"
    ODT = "odt"
    OPEN_DOCUMENT = "opendocument"
    PAGES = "pages"
    ZIP = "zip"
    RTF = "rtf"
    DOC = "doc"
    OLE = "ole"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    GIF = "gif"
    HEIC = "heic"
    POSTSCRIPT = "postscript"
    HTML = "html"
    XML = "xml"
    JSON = "json"
    MAIL = "eml"
    ARCHIVE = "archive"
    TEXT = "text"
    ZEROS = "zeros"
    UNKNOWN = "unknown"


_MAGIC: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"{\\rtf", Kind.RTF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLE),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n", Kind.PNG),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"GIF8", Kind.GIF),
    (b"%!PS", Kind.POSTSCRIPT),
    (b"\x1f\x8b", Kind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE),
    (b"Rar!\x1a\x07", Kind.ARCHIVE),
    (b"BZh", Kind.ARCHIVE),
    (b"\xfd7zXZ\x00", Kind.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", Kind.ARCHIVE),
    (b"MSCF\x00\x00\x00\x00", Kind.ARCHIVE),
)
# The stream that every .doc has, named in the directory of an OLE file.
_WORD_STREAM: Final = "WordDocument".encode("utf-16-le")
_TAR: Final = (b"ustar", 257)
_HEIC_BRANDS: Final = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
# The headers that a message may begin with: who passed it on puts his own first.
_MAIL: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:Return-Path|Received|From|To|Cc|Sender|Reply-To|Delivered-To|Envelope-To|Date|Subject|"
    rb"MIME-Version|Message-ID|In-Reply-To|References|Importance|User-Agent|Authentication-Results|DKIM-Signature|"
    rb"(?:X|ARC|Content|Thread|Resent|List)-[\w-]+):",
    re.IGNORECASE,
)
# Else a block of headers, whatever the first is, with a sender and one more that only mails have.
_ANY_FIELD: Final = re.compile(rb"[!-9;-~]{1,78}[ \t]*:")
_FIELD: Final = re.compile(
    rb"^(From|Received|Date|Message-ID|MIME-Version|Return-Path)[ \t]*:", re.IGNORECASE | re.MULTILINE
)
_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
_HEAD_PEEK: Final = 16_384


def begins_as_mail(data: bytes) -> bool:
    """Whether it begins with a header of a mail. `sniff` calls such a thing a PDF when there is one in its first lines;
    who can take mails apart asks this first.
    """
    if _MAIL.match(data):
        return True
    head = data[:_HEAD_PEEK].removeprefix(b"\xef\xbb\xbf")
    fields = {found[1].lower() for found in _FIELD.finditer(_HEAD_END.split(head, maxsplit=1)[0])}
    return bool(_ANY_FIELD.match(head)) and b"from" in fields and len(fields) > 1


def sniff(data: bytes) -> Kind:
    """The kind of a file with this content."""
    head = data[:_HEADER_WITHIN]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return Kind.DOC if kind is Kind.OLE and _WORD_STREAM in data else kind
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if head.startswith(*_TAR):
        return Kind.ARCHIVE
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return Kind.HEIC
    pdf, fdf = head.find(b"%PDF-"), head.find(b"%FDF-")
    if pdf >= 0 and (fdf < 0 or pdf < fdf):
        return Kind.PDF
    if fdf >= 0:
        return Kind.FDF
    return _text_kind(data[:_XML_PEEK])


def _zip_kind(data: bytes) -> Kind:
    """What is zipped, by the names at its beginning and in its directory at the end."""
    peek = data[:_ZIP_PEEK] + data[-_ZIP_PEEK:]
    for name, kind in (
        (b"word/", Kind.WORD),
        (b"xl/workbook.xml", Kind.EXCEL),
        (b"mimetypeapplication/vnd.oasis.opendocument.text", Kind.ODT),
        (b"mimetypeapplication/vnd.oasis.opendocument", Kind.OPEN_DOCUMENT),
        (b"Index/Document.iwa", Kind.PAGES),
    ):
        if name in peek:
            return kind
    return Kind.ZIP


def _text_kind(head: bytes) -> Kind:
    text = _as_text(head)
    if text is None:
        return Kind.UNKNOWN if head.strip(b"\x00") else Kind.ZEROS
    if text.lstrip().startswith("<"):
        return _markup_kind(text)
    if text.lstrip()[:1] in ("{", "["):
        return Kind.JSON
    return Kind.MAIL if _MAIL.match(head) else Kind.TEXT


def _markup_kind(text: str) -> Kind:
    """What the first element is, behind declarations, comments and a document type."""
    rest = text.lstrip()
    doctype = ""
    while rest.startswith(("<?", "<!")):
        end = "?>" if rest.startswith("<?") else "-->" if rest.startswith("<!--") else ">"
        declaration, found, rest = rest.partition(end)
        if declaration[:9].lower() == "<!doctype":
            doctype = declaration[9:].strip().lower()
        if not found:
            break
        rest = rest.lstrip()
    tag = re.match(r"<([A-Za-z_][\w.-]*:)?([\w.-]+)", rest)
    local = tag[2].lower() if tag else ""
    if local == "xfdf" or doctype.startswith("xfdf"):
        return Kind.XFDF
    return Kind.HTML if local in ("html", "head", "body") or doctype.startswith("html") else Kind.XML


def _as_text(head: bytes) -> str | None:
    """The beginning as text, None when it is none. A character cut in half at the end does no harm."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    for codec, start in (("utf-16-le", b"<\x00"), ("utf-16-be", b"\x00<")):
        if head.startswith(start):
            return head.decode(codec, "replace")
    if any(byte < 0x20 and byte not in b"\t\n\r\f\x1b" for byte in head):
        return None
    return head.decode("utf-8-sig", "replace")
