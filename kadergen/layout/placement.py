"""What layout hands to a renderer: pages with placed items, the structure they belong to, and where fields stand.

Coordinates in points, origin at the page's lower left. A text or shape without a `Node` is decoration (an artifact).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from kadergen.layout.linebreak import Run
from kadergen.model.fieldmap import FieldMap
from kadergen.model.instrument import FieldSpec
from kadergen.model.scale import Level
from kadergen.theme.glyphs import Path, PathStep
from kadergen.theme.logo import Pixels
from kadergen.units import Rect, Size


class Role(StrEnum):
    """Standard structure types (ISO 32000-1, 14.8.4), and the one for what is no part of the structure."""

    ARTIFACT = "Artifact"

    DOCUMENT = "Document"
    SECTION = "Sect"
    H1 = "H1"
    H2 = "H2"
    H3 = "H3"
    PARAGRAPH = "P"
    QUOTE = "BlockQuote"
    LIST = "L"
    ITEM = "LI"
    LABEL = "Lbl"
    BODY = "LBody"
    TABLE = "Table"
    ROW = "TR"
    HEAD_CELL = "TH"
    CELL = "TD"
    CONTENTS = "TOC"
    CONTENTS_ITEM = "TOCI"
    REFERENCE = "Reference"
    LINK = "Link"
    FORM = "Form"
    FIGURE = "Figure"


class Node:
    """An element of the document's structure. Parts of a split paragraph share one node; order is reading order."""

    __slots__ = ("alt", "children", "parent", "role")

    def __init__(self, role: Role, parent: Node | None = None, alt: str = "") -> None:
        self.role = role
        self.parent = parent
        self.alt = alt
        self.children: list[Node] = []
        if parent is not None:
            parent.children.append(self)


PAGINATION: Final = Node(Role.ARTIFACT)
"""For what stands around the body of every page."""


@dataclass(frozen=True, slots=True)
class PlacedText:
    """One line (or part of it): left end of the base line, and its runs."""

    x: float
    y: float
    runs: tuple[Run, ...]
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class PlacedShape:
    """A path that is filled, stroked or both, with round caps. `dash` is on and off in points; (0, off) makes dots.

    `even_odd` fills by that rule (ISO 32000-1, 8.5.3.3.3); `sharp` strokes have square ends and corners.
    """

    path: Path
    fill: str | None = None
    stroke: str | None = None
    width: float = 0.7
    dash: tuple[float, float] | None = None
    node: Node | None = None
    even_odd: bool = False
    sharp: bool = False


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """Opaque pixels that fill a rectangle."""

    rect: Rect
    pixels: Pixels
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class PlacedField:
    """A widget's place (on paper: where people write). A score has one for each level, on one page, in order.

    `label` is what a screen reader says for this widget; `size` that of the text typed into it, of a score its shape.
    """

    spec: FieldSpec
    rect: Rect
    label: str
    level: Level | None = None
    multiline: bool = True
    size: float = 9.0
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class PlacedLink:
    """An area that leads to an anchor of this document or to an address; just one of the two is set."""

    rect: Rect
    anchor: str | None = None
    url: str | None = None
    alt: str = ""
    node: Node | None = None


PlacedItem = PlacedText | PlacedShape | PlacedImage | PlacedField | PlacedLink


@dataclass(slots=True)
class Page:
    """One page; `number` from 1. Items in drawing order."""

    number: int
    size: Size
    items: list[PlacedItem] = field(default_factory=list)

    def add(self, *items: PlacedItem) -> None:
        """Lay these on top."""
        self.items.extend(items)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that links and bookmarks lead to: page_index from 0, height on the page in points."""

    page_index: int
    top: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline; depth from 0."""

    depth: int
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A finished document on pages. `field_map` only when the document carries an identity."""

    pages: tuple[Page, ...]
    anchors: dict[str, Anchor]
    bookmarks: tuple[Bookmark, ...]
    structure: Node
    field_map: FieldMap | None


def box(rect: Rect) -> Path:
    """The outline of a rectangle."""
    return polygon([(rect.left, rect.bottom), (rect.right, rect.bottom), (rect.right, rect.top), (rect.left, rect.top)])


def polygon(points: Iterable[tuple[float, float]]) -> Path:
    """A closed outline through these points."""
    steps: list[PathStep] = [("l" if index else "m", point) for index, point in enumerate(points)]
    return (*steps, ("h", ()))


def segment(x1: float, y1: float, x2: float, y2: float) -> Path:
    """A straight line."""
    return (("m", (x1, y1)), ("l", (x2, y2)))


def rounded(rect: Rect, radius: float, *, left: bool = True, right: bool = True) -> Path:
    """A rectangle with round corners, at the left side, the right side or both."""
    radius = min(radius, rect.width / 2, rect.height / 2)
    a, b = (radius if left else 0.0), (radius if right else 0.0)
    bend = 0.4477  # 1 - 4/3 (sqrt 2 - 1): where the control points of a quarter circle lie
    x1, y1, x2, y2 = rect.left, rect.bottom, rect.right, rect.top
    return (
        ("m", (x1 + a, y1)),
        ("l", (x2 - b, y1)),
        ("c", (x2 - b * bend, y1, x2, y1 + b * bend, x2, y1 + b)),
        ("l", (x2, y2 - b)),
        ("c", (x2, y2 - b * bend, x2 - b * bend, y2, x2 - b, y2)),
        ("l", (x1 + a, y2)),
        ("c", (x1 + a * bend, y2, x1, y2 - a * bend, x1, y2 - a)),
        ("l", (x1, y1 + a)),
        ("c", (x1, y1 + a * bend, x1 + a * bend, y1, x1 + a, y1)),
        ("h", ()),
    )


def circle(x: float, y: float, radius: float) -> Path:
    """A circle around a point."""
    return rounded(Rect(x - radius, y - radius, x + radius, y + radius), radius)
