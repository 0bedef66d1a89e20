"""Tagged PDF: which words on the pages belong to which element of the document's structure (ISO 32000-1, 14.6–14.8).

While a page is drawn, `mark` says before each item whose it is; what is nobody's is an artifact (decoration). An
element enters the file when something of it is drawn. Elements stand in the order of the structure; words and elements
inside one element, such as a link in a sentence, in the order in which they were drawn.

Marked content always encloses whole text objects and whole paths, so that the nesting is right by construction.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from reportlab.pdfbase.pdfdoc import PDFName, PDFObjectReference
from reportlab.pdfgen.canvas import Canvas

from kadergen.formats.pdfsyntax import Name, text_string
from kadergen.formats.reportlab_objects import ReportLabSink, WrittenObject

ARTIFACT: Final = "Artifact"
"""The role of what is repeated around the body of pages (running heads, page numbers): no part of the structure."""

_ROW: Final = "TR"
_CELL: Final = "TD"
_HEAD_CELL: Final = "TH"


class StructureNode(Protocol):
    """An element of the structure: its standard type, what stands for it (figures), and its place."""

    role: Any  # a string; Any since the attributes of a protocol may not be narrower
    alt: str
    parent: Any
    children: Any


@dataclass(slots=True)
class _Element:
    """What was drawn of an element, in order: (page index, MCID or annotation), or an element inside it."""

    node: StructureNode
    content: list[tuple[int, int | PDFObjectReference] | _Element] = field(default_factory=list)
    number: int = 0


class TagWriter:
    """Marks what is drawn on a canvas. Call `end_page` before each showPage and `finish` once before saving."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas: Any = canvas
        self._sink = ReportLabSink(canvas)
        self._elements: dict[int, _Element] = {}
        self._open: StructureNode | None = None
        self._is_open = False
        # The parent tree: for each key the elements of a page by MCID, or the element of one annotation.
        self._parents: list[list[_Element] | _Element] = []
        self._page_index = 0
        self._marked: list[_Element] = []
        self._page_keys: dict[int, int] = {}

    def mark(self, node: StructureNode | None) -> None:
        """What is drawn from here belongs to this node; None for decoration."""
        if self._is_open and node is self._open:
            return
        code = self._canvas._code
        if self._is_open:
            code.append("EMC")
        self._open, self._is_open = node, True
        if node is None:
            code.append("/Artifact BMC")
        elif node.role == ARTIFACT:
            code.append("/Artifact <</Type/Pagination>> BDC")
        else:
            element = self._element(node)
            number = len(self._marked)
            self._marked.append(element)
            element.content.append((self._page_index, number))
            code.append(f"/{node.role} <</MCID {number}>> BDC")

    def annotate(
        self, node: StructureNode, reference: PDFObjectReference, dictionary: MutableMapping[str, object]
    ) -> None:
        """An annotation of this page is part of the node; its dictionary gets its key in the parent tree."""
        element = self._element(node)
        element.content.append((self._page_index, reference))
        dictionary["StructParent"] = len(self._parents)
        self._parents.append(element)

    def link(
        self,
        node: StructureNode,
        rect: Sequence[float],
        contents: str,
        *,
        url: str | None = None,
        destination: object = None,
    ) -> None:
        """An area of the page that leads to an address, or to a destination of the canvas; `contents` is spoken."""
        dictionary: dict[str, object] = {
            "Type": Name("Annot"),
            "Subtype": Name("Link"),
            "Rect": list(rect),
            "Border": [0, 0, 0],
            "F": 4,  # it prints; PDF/A wants that of every annotation
            "Contents": contents,
        }
        if url is not None:
            dictionary["A"] = {"S": Name("URI"), "URI": url.encode("ascii", "replace")}
        else:
            dictionary["Dest"] = destination
        reference = self._sink.reserve()
        self._sink.put(reference, dictionary)
        self._canvas._annotationrefs.append(reference)
        self.annotate(node, reference, dictionary)

    def end_page(self) -> None:
        """Closes what is open."""
        if self._is_open:
            self._canvas._code.append("EMC")
        if self._marked:
            self._page_keys[self._page_index] = len(self._parents)
            self._parents.append(self._marked)
        self._open, self._is_open, self._marked = None, False, []
        self._page_index += 1

    def finish(self, root: StructureNode) -> None:
        """Writes the structure under `root` and ties pages and catalog to it."""
        document = self._canvas._doc
        top = self._element(root)
        elements = list(_in_order(top))
        objects = [WrittenObject() for _ in elements]
        tree, parent_tree = WrittenObject(), WrittenObject()
        tree_number, parent_tree_number, *numbers = (
            _register(document, value) for value in (tree, parent_tree, *objects)
        )
        for element, number in zip(elements, numbers, strict=True):
            element.number = number
        pages = [document.idToObjectNumberAndVersion[f"Page{i + 1}"][0] for i in range(self._page_index)]
        annotations = document.idToObjectNumberAndVersion
        for element, value in zip(elements, objects, strict=True):
            above = self._elements.get(id(element.node.parent)) if element is not top else None
            value.data = _element(element, above.number if above else tree_number, pages, annotations)
        entries = [
            b"%d %b" % (key, b"[%b]" % b" ".join(b"%d 0 R" % e.number for e in owner))
            if isinstance(owner, list)
            else b"%d %d 0 R" % (key, owner.number)
            for key, owner in enumerate(self._parents)
        ]
        parent_tree.data = b"<</Nums[%b]>>" % b"\n".join(entries)
        tree.data = b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d>>" % (
            top.number,
            parent_tree_number,
            len(self._parents),
        )
        document.Catalog.StructTreeRoot = tree
        document.Catalog.MarkInfo = WrittenObject(b"<</Marked true>>")
        for index, page in enumerate(document.Pages.pages):
            page.__NoDefault__ = [*page.__NoDefault__, "Tabs", "StructParents"]
            if index in self._page_keys:
                page.StructParents = self._page_keys[index]
            if page.Annots:
                page.Tabs = PDFName("S")

    def _element(self, node: StructureNode) -> _Element:
        """The node's element; a new one, and those around it, are entered where they are first drawn."""
        element = self._elements.get(id(node))
        if element is None:
            element = self._elements[id(node)] = _Element(node)
            if node.parent is not None:
                self._element(node.parent).content.append(element)
            if node.role == _ROW:
                # All cells of a row are there, empty or not, so that words stay in their column.
                for cell in node.children:
                    self._element(cell)
        return element


def _in_order(top: _Element) -> Iterator[_Element]:
    """The element and all within it. Where an element holds nothing but elements, they take the structure's order."""
    if len(top.content) > 1 and all(isinstance(part, _Element) for part in top.content):
        places = {id(child): place for place, child in enumerate(top.node.children)}
        top.content.sort(key=lambda part: places[id(part.node)] if isinstance(part, _Element) else 0)
    yield top
    for part in top.content:
        if isinstance(part, _Element):
            yield from _in_order(part)


def _register(document: Any, value: WrittenObject) -> int:
    """Adds an object to the document; its number."""
    number: int = document.idToObjectNumberAndVersion[document.Reference(value).name][0]
    return number


def _element(element: _Element, parent: int, pages: Sequence[int], numbers: Any) -> bytes:
    """A structure element as PDF syntax."""
    own = next((part[0] for part in element.content if not isinstance(part, _Element)), None)
    kids: list[bytes] = []
    for part in element.content:
        if isinstance(part, _Element):
            kids.append(b"%d 0 R" % part.number)
            continue
        page, what = part
        if isinstance(what, PDFObjectReference):
            kids.append(b"<</Type/OBJR/Pg %d 0 R/Obj %d 0 R>>" % (pages[page], numbers[what.name][0]))
        elif page == own:
            kids.append(b"%d" % what)
        else:
            kids.append(b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (pages[page], what))
    role = str(element.node.role)
    written = b"<</Type/StructElem/S/%b/P %d 0 R" % (role.encode(), parent)
    if own is not None:
        written += b"/Pg %d 0 R" % pages[own]
    if kids:
        written += b"/K " + (kids[0] if len(kids) == 1 else b"[%b]" % b" ".join(kids))
    # A link without words on the page, such as a thumb tab, says where it leads.
    is_silent = role == "Link" and not any(
        isinstance(part, tuple) and isinstance(part[1], int) for part in element.content
    )
    if element.node.alt and (role == "Figure" or is_silent):
        written += b"/Alt " + text_string(element.node.alt)
    if role == _HEAD_CELL:
        # A head among cells is its row's, a head among heads its column's.
        scope = b"Row" if any(cell.role == _CELL for cell in element.node.parent.children) else b"Column"
        written += b"/A<</O/Table/Scope/%b>>" % scope
    return written + b">>"
