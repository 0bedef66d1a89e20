"""The parts of an OpenDocument package, by the names and references that it uses (OpenDocument 1.3 part 2)."""

from __future__ import annotations

import posixpath
from typing import Final

from lxml.etree import _Element as Element

from kadergen.formats.office_zip import Parts, parse_xml
from kadergen.formats.rawdocument import Picture
from kadergen.formats.rawform import EncryptedError, FormatError

_MANIFEST: Final = "META-INF/manifest.xml"
_MANIFEST_NAMES: Final = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_MATH: Final = "{http://www.w3.org/1998/Math/MathML}"
_UNKNOWN_TYPE: Final = "application/octet-stream"
_WHOLE_PACKAGE: Final = "encrypted-package"


class OdtParts:
    """An opened package. Raises EncryptedError when it needs a password; only content.xml must be there and whole."""

    def __init__(self, parts: Parts) -> None:
        self.repairs = 0
        self._parts = parts
        self._types: dict[str, str] = {}
        if _WHOLE_PACKAGE in parts:
            raise EncryptedError("it is protected by a password")
        manifest = self.root(_MANIFEST)
        for entry in manifest if manifest is not None else ():
            if entry.find(f"{_MANIFEST_NAMES}encryption-data") is not None:
                raise EncryptedError("it is protected by a password")
            name = entry.get(f"{_MANIFEST_NAMES}full-path", "")
            self._types[name] = entry.get(f"{_MANIFEST_NAMES}media-type", "")

    def content(self) -> Element:
        """The root of content.xml. Raises FormatError when there is none to be read."""
        if "content.xml" not in self._parts:
            raise FormatError("it holds no OpenDocument text")
        data = self._parts.read("content.xml")
        try:
            return parse_xml(data, "content.xml")
        except FormatError:
            root = parse_xml(data, "content.xml", recover=True)  # refuses what is not only damaged, but dangerous
            self.repairs += 1
            return root

    def root(self, name: str) -> Element | None:
        """The root of another part, None when it is missing or damaged."""
        if name not in self._parts:
            return None
        try:
            return parse_xml(self._parts.read(name), name)
        except FormatError:
            self.repairs += 1
            return None

    def picture(self, href: str) -> Picture:
        """What a picture or object refers to, never from outside. An object that is a document comes as its XML."""
        name = posixpath.normpath(href)
        base = posixpath.basename(name) or name
        for found in (name, f"{name}/content.xml"):
            if found in self._parts:
                try:
                    data: bytes | None = self._parts.read(found)
                except FormatError:
                    self.repairs += 1
                    data = None
                return Picture(base, self._type_of(name), data)
        return Picture(base, self._type_of(name), None)

    def formula(self, href: str) -> str:
        """The words of an object that is a formula, "" for any other."""
        root = self.root(f"{posixpath.normpath(href)}/content.xml")
        if root is None or root.tag != f"{_MATH}math":
            return ""
        texts = [
            "".join(element.itertext()).strip()
            for element in root.iter(*(f"{_MATH}{name}" for name in ("mi", "mn", "mo", "mtext", "ms")))
        ]
        return "".join(texts)

    def _type_of(self, name: str) -> str:
        known = self._types.get(name) or self._types.get(f"{name}/")
        if known:
            return known
        suffix = posixpath.splitext(name)[1][1:].lower()
        return f"image/{suffix.replace('jpg', 'jpeg')}" if suffix in _IMAGES else _UNKNOWN_TYPE


_IMAGES: Final = ("png", "jpg", "jpeg", "gif", "bmp")
