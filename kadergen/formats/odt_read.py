"""Reads an OpenDocument text (.odt, .ott; OpenDocument 1.3, with LibreOffice's extensions) into `RawDocument`.

Never raises anything but FormatError, and EncryptedError for a document with a password.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml.etree import _Element as Element

from kadergen.formats.odt_formatting import OFFICE, STYLE, Styles
from kadergen.formats.odt_parts import OdtParts
from kadergen.formats.odt_text import Walker
from kadergen.formats.office_zip import open_parts
from kadergen.formats.rawdocument import RawDocument
from kadergen.formats.rawform import FormatError

_READER: Final = "kadergen odt"
_META: Final = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_EDGES: Final = tuple(f"{STYLE}{name}{which}" for name in ("header", "footer") for which in ("", "-left", "-first"))
_FIRST_EDGES: Final = tuple(
    f"{{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}}{name}-first"
    for name in ("header", "footer")
)


def read_odt(data: bytes) -> RawDocument:
    """The document in an .odt file. Raises FormatError when it is none, or too damaged to be read."""
    try:
        return _read(OdtParts(open_parts(data)))
    except RecursionError as error:
        raise FormatError("its parts are nested too deep") from error


def _read(parts: OdtParts) -> RawDocument:
    root = parts.content()
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise FormatError("it is an OpenDocument file, but no text document")
    named = parts.root("styles.xml")
    common = [_child(named, "font-face-decls"), _child(root, "font-face-decls"), _child(named, "styles")]
    walker = Walker(parts, Styles([*common, _child(root, "automatic-styles")]))
    walker.document(body)
    edges = _edges(Walker(parts, Styles([*common, _child(named, "automatic-styles")])), named)
    described = list(_described(parts))
    return RawDocument(
        walker.finished(),
        _READER,
        producer=dict(described).get("generator", ""),
        edges=tuple(edges),
        properties=tuple(described),
        placeholders=tuple(dict.fromkeys(filter(None, walker.placeholders))),
        repairs=parts.repairs,
    )


def _child(root: Element | None, name: str) -> Element | None:
    return None if root is None else root.find(f"{OFFICE}{name}")


def _edges(walker: Walker, styles: Element | None) -> Iterator[str]:
    """The texts of headers and footers that are shown."""
    masters = _child(styles, "master-styles")
    for master in masters if masters is not None else ():
        for edge in master:
            if edge.tag in (*_EDGES, *_FIRST_EDGES) and edge.get(f"{STYLE}display") != "false":
                text = walker.text_of(edge).text
                if text.strip():
                    yield text


def _described(parts: OdtParts) -> Iterator[tuple[str, str]]:
    """What the document says about itself, with its own properties by their names."""
    meta = _child(parts.root("meta.xml"), "meta")
    for element in meta if meta is not None else ():
        name = element.get(f"{_META}name") if element.tag == f"{_META}user-defined" else None
        value = "".join(element.itertext())
        if name or value:
            yield name or str(element.tag).rpartition("}")[2], value
