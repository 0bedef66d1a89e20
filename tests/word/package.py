"""A Word document as its parts, and short ways to look into them: what the rules are made of."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
DC: Final = "{http://purl.org/dc/elements/1.1/}"
TYPES_PART: Final = "[Content_Types].xml"
DATE: Final = (1980, 1, 1, 0, 0, 0)
STORIES: Final = frozenset({"document", "hdr", "ftr", "footnotes", "endnotes", "glossaryDocument"})


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship: its id, the last word of its type, the part that it leads to, and whether that is elsewhere."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """A document as its parts; those that are XML as trees too."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.entries = archive.infolist()
            self.parts = {info.filename: archive.read(info) for info in self.entries}

    @cached_property
    def trees(self) -> dict[str, Element]:
        """The roots of the parts that can be read as XML."""
        found = {}
        for name in self.parts:
            if name.endswith((".xml", ".rels")):
                try:
                    found[name] = etree.fromstring(self.parts[name], etree.XMLParser(resolve_entities=False))
                except etree.XMLSyntaxError:
                    continue
        return found

    @property
    def stories(self) -> Iterator[tuple[str, Element]]:
        """The parts that hold text."""
        for name, root in self.trees.items():
            if root.tag in {W + local for local in STORIES}:
                yield name, root

    def relations(self, source: str) -> list[Relation]:
        """What a part refers to; the source `` is the package itself."""
        folder, name = posixpath.split(source)
        root = self.trees.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = []
        for entry in root if root is not None else ():
            target = entry.get("Target", "")
            external = entry.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = entry.get("Type", "").rpartition("/")[2]
            found.append(Relation(entry.get("Id", ""), kind, target, external))
        return found

    def related(self, source: str, kind: str) -> Element | None:
        """The first part of this kind that a part refers to."""
        for relation in self.relations(source):
            if relation.kind == kind:
                return self.trees.get(relation.target)
        return None

    @cached_property
    def main(self) -> str:
        """The name of the main part."""
        return next((r.target for r in self.relations("") if r.kind == "officeDocument"), "")

    def styles(self, story: str) -> dict[str, Element]:
        """The styles that hold in a story: headers and footers have the main part's, the glossary has its own."""
        own = self.related(story, "styles")
        root = self.related(self.main, "styles") if own is None and "glossary" not in story else own
        return {style.get(W + "styleId", ""): style for style in ([] if root is None else root.iter(W + "style"))}

    def media_type(self, name: str) -> str:
        """The content type of a part; nothing when it has none."""
        root = self.trees.get(TYPES_PART)
        default = ""
        for entry in root if root is not None else ():
            if entry.get("PartName") == f"/{name}":
                return entry.get("ContentType", "")
            if entry.get("Extension", "").lower() == name.rpartition(".")[2].lower():
                default = entry.get("ContentType", "")
        return default


def local_name(element: Element) -> str:
    return etree.QName(element).localname


def namespace_of(name: str) -> str:
    return name[1:].partition("}")[0] if name.startswith("{") else ""


def value_of(element: Element, path: str, key: str = W + "val") -> str:
    found = element.find(path)
    return found.get(key, "") if found is not None else ""


def number_of(element: Element, path: str, otherwise: int) -> int:
    return int(value_of(element, path) or otherwise)


def property_of(control: Element, local: str) -> str:
    return value_of(control, f"{W}sdtPr/{W}{local}")


def text_of(element: Element | None) -> str:
    """The words in it; line breaks and the ends of paragraphs, but for the last, as newlines."""
    if element is None:
        return ""
    words = ((e.text or "") if e.tag == W + "t" else "\n" for e in element.iter(W + "t", W + "br", W + "p"))
    return "".join(words).removeprefix("\n")


def twice(story: str, what: str, values: Iterable[str]) -> Iterator[str]:
    for value, count in Counter(values).items():
        if count > 1 and value:
            yield f"{story}: {what} {value!r} stands there {count} times"


def by_document(package: Package) -> dict[str, list[Element]]:
    """The main part with its headers and footers, and the glossary, which is a document of its own."""
    found: dict[str, list[Element]] = {}
    for name, root in package.stories:
        found.setdefault("glossary" if "glossary" in name else package.main, []).append(root)
    return found


def outline_level(styles: dict[str, Element], name: str) -> int | None:
    """The level of a heading, from 1; none for other paragraphs."""
    seen: set[str] = set()
    while name in styles and name not in seen:
        level = value_of(styles[name], f"{W}pPr/{W}outlineLvl")
        if level:
            return int(level) + 1 if int(level) < 9 else None
        seen.add(name)
        name = value_of(styles[name], W + "basedOn")
    return None


def in_box(properties: Element) -> bool:
    control = next(properties.iterancestors(W + "sdt"), None)
    return control is not None and control.find(f"{W}sdtPr/{W14}checkbox") is not None
