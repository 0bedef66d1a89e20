"""Reads a Word document (.docx, .docm, .dotx; ISO/IEC 29500, transitional or strict) into `RawDocument`.

python-docx is not used: it passes over content controls, and with them over the answers. Never raises anything but
FormatError; a document with a password is an OLE file, not a package, and does not get here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml.etree import _Element as Element

from kadergen.formats.docx_formatting import VAL, Formatting, W
from kadergen.formats.docx_text import Walker
from kadergen.formats.office_zip import open_parts
from kadergen.formats.ooxml_parts import Package, Part
from kadergen.formats.rawdocument import RawDocument
from kadergen.formats.rawform import FormatError

MAX_MANIFEST: Final = 64_000  # characters of a custom XML part
_READER: Final = "kadergen docx"
_MANIFEST: Final = re.compile(r"customXml/item[0-9]*\.xml", re.IGNORECASE)
_LIBREOFFICE: Final = "LibreOffice"
_CORE: Final = ("core-properties", "coreProperties")
_CUSTOM: Final = ("custom-properties", "customProperties")
_EXTENDED: Final = ("extended-properties", "extendedProperties")


def read_docx(data: bytes) -> RawDocument:
    """The document in a .docx file. Raises FormatError when it is none, or too damaged to be read."""
    try:
        return _read(Package(open_parts(data)))
    except RecursionError as error:
        raise FormatError("its parts refer to each other without end") from error


def _read(package: Package) -> RawDocument:
    main = package.main_part()
    body = main.root.find(f"{W}body")
    if main.root.tag != f"{W}document" or body is None:
        raise FormatError("it is an Office file, but no Word document")
    walker = _walker(package, main)
    walker.document(body)
    return RawDocument(
        walker.finished(),
        _READER,
        producer=_producer(package),
        edges=tuple(_edges(package, main, walker)),
        properties=tuple(_properties(package)),
        placeholders=tuple(_placeholders(package, main, walker)),
        manifests=tuple(_manifests(package, main)),
        repairs=package.repairs,
    )


def _walker(package: Package, main: Part) -> Walker:
    """A walker that knows the document's styles, lists, notes and comments."""

    def numbering() -> Element | None:
        part = package.first(main, "numbering")
        return None if part is None else part.root

    styles = package.first(main, "styles")
    walker = Walker(package, main, Formatting(None if styles is None else styles.root, numbering))
    for kind in ("footnote", "endnote"):
        part = package.first(main, f"{kind}s")
        if part is not None:
            walker.notes |= {(kind, note.get(f"{W}id", "")): (note, part) for note in part.root}
    part = package.first(main, "comments")
    if part is not None:
        walker.comments |= {comment.get(f"{W}id", ""): (comment, part) for comment in part.root}
    return walker


def _edges(package: Package, main: Part, walker: Walker) -> Iterator[str]:
    for relation in main.relations.values():
        if relation.kind in ("header", "footer") and not relation.external:
            part = package.part(relation.target)
            text = "" if part is None else walker.text_of(part.root, part).text
            if part is not None and text.strip():
                yield text


def _placeholders(package: Package, main: Part, walker: Walker) -> Iterator[str]:
    """The texts of building blocks that are placeholders, by their type or because a control says so."""
    part = package.first(main, "glossaryDocument")
    if part is None:
        return
    seen: set[str] = set()
    for block in part.root.iter(f"{W}docPart"):
        properties, body = block.find(f"{W}docPartPr"), block.find(f"{W}docPartBody")
        if properties is None or body is None:
            continue
        name = properties.find(f"{W}name")
        is_placeholder = any(kind.get(VAL) == "bbPlcHdr" for kind in properties.iter(f"{W}type"))
        if is_placeholder or (name is not None and name.get(VAL) in walker.placeholder_names):
            text = walker.text_of(body, part).text
            if text and text not in seen:
                seen.add(text)
                yield text


def _manifests(package: Package, main: Part) -> Iterator[str]:
    names = dict.fromkeys(name for name in package.parts.names() if _MANIFEST.fullmatch(name))
    for name in names | dict.fromkeys(main.related("customXml")):
        data = package.data(name)
        if data is not None:
            codec = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
            yield data[: 4 * MAX_MANIFEST].decode(codec, "replace")[:MAX_MANIFEST]


def _properties(package: Package) -> Iterator[tuple[str, str]]:
    for root in _described(package, _CORE):
        for child in root:
            if value := "".join(child.itertext()):
                yield _local(child), value
    for root in _described(package, _CUSTOM):
        for child in root:
            if name := child.get("name"):
                yield name, "".join(child.itertext())


def _producer(package: Package) -> str:
    said = {_local(child): child.text or "" for root in _described(package, _EXTENDED) for child in root}
    name = said.get("Application", "")
    if name.startswith(_LIBREOFFICE):
        return name
    return f"{name} {said.get('AppVersion', '')}".strip()


def _described(package: Package, kinds: tuple[str, ...]) -> Iterator[Element]:
    for relation in package.relations.values():
        if relation.kind in kinds and not relation.external:
            part = package.part(relation.target)
            if part is not None:
                yield part.root


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
