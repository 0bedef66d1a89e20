"""The parts of an Office Open XML package and how they refer to each other (ISO/IEC 29500-2), for reading.

Strict documents (ISO/IEC 29500-1 with the namespaces of purl.oclc.org) come out with the transitional names. Parts
other than the main one may be missing or damaged: that is counted in `repairs`, and the document is read without them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from lxml.etree import _Element as Element

from kadergen.formats.office_zip import Parts, parse_xml
from kadergen.formats.rawdocument import Picture
from kadergen.formats.rawform import EncryptedError, FormatError

R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_TRANSITIONAL: Final = "http://schemas.openxmlformats.org/"
_STRICT_NAMES: Final = {
    "officeDocument/math": "officeDocument/2006/math",
    "officeDocument/relationships": "officeDocument/2006/relationships",
    "officeDocument/customProperties": "officeDocument/2006/custom-properties",
    "officeDocument/docPropsVTypes": "officeDocument/2006/docPropsVTypes",
    "officeDocument/extendedProperties": "officeDocument/2006/extended-properties",
    "officeDocument/sharedTypes": "officeDocument/2006/sharedTypes",
}
_RELATIONS: Final = "_rels/"
_SUFFIX_TYPES: Final = {
    "bmp": "image/bmp",
    "emf": "image/x-emf",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "wmf": "image/x-wmf",
    "xml": "application/xml",
}
_UNKNOWN_TYPE: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Relation:
    """One part refers to another: `kind` is the last word of its type, `target` a part's name or an address outside."""

    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class Part:
    """An XML part with its relations by id. Two parts are the same if they are the same object."""

    name: str
    root: Element
    relations: Mapping[str, Relation] = field(repr=False)

    def related(self, kind: str) -> Iterator[str]:
        """The names of the parts that it refers to in this way."""
        return (found.target for found in self.relations.values() if found.kind == kind and not found.external)


class Package:
    """An opened package. Its methods raise FormatError only for the main part."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.repairs = 0
        self._defaults: dict[str, str] = {}
        self._overrides: dict[str, str] = {}
        self._pictures: dict[str, Picture] = {}
        self.relations = self._relations_of("")
        self._read_types()

    def main_part(self) -> Part:
        """The part that the package calls its office document. Raises FormatError when there is none to be read."""
        named = [found.target for found in self.relations.values() if found.kind == "officeDocument"]
        name = next((name for name in named if name in self.parts), "word/document.xml")
        if name not in self.parts:
            raise FormatError("it holds no Word document")
        data = self.parts.read(name)
        try:
            root = parse_xml(data, name)
        except FormatError:
            root = parse_xml(data, name, recover=True)  # refuses what is not only damaged, but dangerous
            self.repairs += 1
        return Part(name, _transitional(root), self._relations_of(name))

    def part(self, name: str) -> Part | None:
        """Any other part, None when it is missing or damaged."""
        root = self._root(name)
        return None if root is None else Part(name, root, self._relations_of(name))

    def first(self, part: Part, kind: str) -> Part | None:
        """The part that `part` refers to in this way, None when there is none to be read."""
        name = next(part.related(kind), None)
        return None if name is None else self.part(name)

    def picture(self, part: Part, relation_id: str | None) -> Picture | None:
        """What a picture, an object or a diagram refers to, never from outside; None for a reference to nowhere."""
        relation = part.relations.get(relation_id or "")
        if relation is None:
            return None
        name = posixpath.basename(relation.target) or relation.target
        if relation.external:
            return Picture(name, self._type_of(relation.target), None)
        if relation.target not in self._pictures:
            data = self.data(relation.target)
            self._pictures[relation.target] = Picture(name, self._type_of(relation.target), data)
        return self._pictures[relation.target]

    def data(self, name: str) -> bytes | None:
        """A part's bytes, None when it is missing or damaged."""
        try:
            return self.parts.read(name)
        except FormatError:
            self.repairs += 1
            return None

    def _root(self, name: str) -> Element | None:
        data = self.data(name)
        if data is None:
            return None
        try:
            return _transitional(parse_xml(data, name))
        except EncryptedError:
            raise
        except FormatError:
            self.repairs += 1
            return None

    def _relations_of(self, name: str) -> Mapping[str, Relation]:
        """The relations of a part, of the package itself for ""."""
        folder, base = posixpath.split(name)
        where = posixpath.join(folder, _RELATIONS, f"{base}.rels")
        root = self._root(where) if where in self.parts else None
        found: dict[str, Relation] = {}
        for element in root if root is not None else ():
            target = element.get("Target", "")
            external = element.get("TargetMode") == "External"
            if not external:
                target = _resolved(folder, target)
            found[element.get("Id", "")] = Relation(posixpath.basename(element.get("Type", "")), target, external)
        return found

    def _read_types(self) -> None:
        root = self._root("[Content_Types].xml")
        for element in root if root is not None else ():
            media_type = element.get("ContentType", "")
            self._defaults[element.get("Extension", "").lower()] = media_type
            self._overrides[element.get("PartName", "").lstrip("/")] = media_type

    def _type_of(self, name: str) -> str:
        suffix = posixpath.splitext(name)[1][1:].lower()
        known = self._overrides.get(name) or self._defaults.get(suffix) or _SUFFIX_TYPES.get(suffix)
        return known or _UNKNOWN_TYPE


def _resolved(folder: str, target: str) -> str:
    """A target as a part's name: relative to the folder of the part that refers, or from the root."""
    plain = unquote(target).replace("\\", "/").partition("#")[0]
    return posixpath.normpath(posixpath.join("/", folder, plain)).lstrip("/")


def _transitional(root: Element) -> Element:
    """The same tree with the transitional namespaces, if it has the strict ones."""
    if not any(uri.startswith(_STRICT) for uri in root.nsmap.values()):
        return root
    for element in root.iter("*"):
        element.tag = _renamed(str(element.tag))
        for name in [name for name in map(str, element.attrib) if _STRICT in name]:
            element.attrib[_renamed(name)] = element.attrib.pop(name)
    return root


def _renamed(name: str) -> str:
    uri, brace, local = name[1:].partition("}")
    if not (brace and uri.startswith(_STRICT)):
        return name
    path = uri.removeprefix(_STRICT)
    if path not in _STRICT_NAMES:
        area, _, rest = path.partition("/")  # wordprocessingml/main → wordprocessingml/2006/main
        return f"{{{_TRANSITIONAL}{area}/2006/{rest}}}{local}"
    return f"{{{_TRANSITIONAL}{_STRICT_NAMES[path]}}}{local}"
