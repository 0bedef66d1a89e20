"""What people put on a form instead of into it: comments, drawings and stamps; and fields that lost their names.

Read in a second look at a PDF, only where the first one saw such things. Everything is told by where it lies among the
fields of the same page.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any, Final

from PIL import Image

from kadergen.formats.acroform_read import NOT_COMMENTS
from kadergen.formats.field_tree import FieldTree, inherited, text_of
from kadergen.formats.flat_pages import flat_pages
from kadergen.formats.pdf_objects import PikepdfObjects
from kadergen.formats.rawform import FormatError
from kadergen.units import Rect

PICTURE_SCALE: Final = 2.0  # pixels for a point
_MOST: Final = 2_000  # annotations looked at
_MOST_PICTURES: Final = 200
_MARGIN: Final = 4.0  # points around a drawing
_DRAWN: Final = frozenset({"Ink", "Stamp", "Line", "Square", "Circle", "Polygon", "PolyLine"})


@dataclass(frozen=True, slots=True)
class Widget:
    """A widget: its field's full name ("" where it has none), where it lies in points, and its value.

    `state` is the on-state of a button, "" when it is off or no button.
    """

    name: str
    rect: Rect
    value: str
    state: str
    is_button: bool


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment or drawing: its kind (FreeText, Ink …), where it lies, its words, and for a drawing a PNG picture."""

    kind: str
    rect: Rect
    words: str
    picture: bytes = b""


@dataclass(slots=True)
class AnnotatedPage:
    """The widgets and comments of a page, in the order of the file."""

    widgets: list[Widget] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)


def read_annotations(data: bytes) -> list[AnnotatedPage]:
    """The annotations, page by page, and at the end those that no page lists; one that is broken is passed over.
    Raises FormatError or EncryptedError.
    """
    pdf = PikepdfObjects(data)
    tree = FieldTree(pdf)
    pages: list[AnnotatedPage] = []
    count = 0
    listed = [*pdf.pages()]
    if pdf.repairs():  # pages of a damaged file can have lost what they list: behind them as pages of their own
        listed += pdf.off_page()
    for found in listed:
        page = AnnotatedPage()
        pages.append(page)
        for annotation in found:
            count += 1
            if count > _MOST:
                return _with_pictures(data, pages)
            try:
                _add(pdf, tree, page, annotation)
            except Exception:  # noqa: BLE001 - whatever is broken about one of them costs that one alone
                continue
    return _with_pictures(data, pages)


def _add(pdf: PikepdfObjects, tree: FieldTree, page: AnnotatedPage, annotation: Any) -> None:
    kind = str(pdf.scalar(pdf.get(annotation, "Subtype")) or "")
    edges = [float(str(pdf.scalar(edge))) for edge in pdf.items(pdf.get(annotation, "Rect"))]
    if len(edges) != 4:
        return
    rect = Rect(min(edges[0::2]), min(edges[1::2]), max(edges[0::2]), max(edges[1::2]))
    if kind == "Widget":
        page.widgets.append(_widget(pdf, tree, annotation, rect))
    elif kind not in NOT_COMMENTS:
        words = _text(pdf, annotation, "Contents")
        page.comments.append(Comment(kind, rect, words.replace("\r\n", "\n").replace("\r", "\n").strip()))


def _widget(pdf: PikepdfObjects, tree: FieldTree, annotation: Any, rect: Rect) -> Widget:
    chain = tree.chain(annotation)
    name = tree.name(chain)
    value = text_of(pdf.scalar(inherited(chain, "V"))).text
    state = _text(pdf, annotation, "AS")
    kind = str(pdf.scalar(inherited(chain, "FT")) or "")
    is_button = kind == "Btn" or (not kind and bool(state))
    if is_button and not state and not name:
        state = value
    return Widget(name, rect, "" if is_button else value, "" if state == "Off" else state, is_button)


def _text(pdf: PikepdfObjects, holder: Any, key: str) -> str:
    return text_of(pdf.scalar(pdf.get(holder, key))).text


def _with_pictures(data: bytes, pages: list[AnnotatedPage]) -> list[AnnotatedPage]:
    """Draws what has no words, with the page under it."""
    wanted = [index for index, page in enumerate(pages) if any(c.kind in _DRAWN for c in page.comments)]
    if not wanted:
        return pages
    left = _MOST_PICTURES
    try:
        with flat_pages(data, only=wanted, draw_fields=True) as drawn:
            for index, page in drawn:
                picture = page.picture(PICTURE_SCALE)
                for number, comment in enumerate(pages[index].comments):
                    if comment.kind in _DRAWN and picture and left:
                        left -= 1
                        png = cut_png(picture, page.box, comment.rect)
                        pages[index].comments[number] = Comment(comment.kind, comment.rect, comment.words, png)
    except FormatError:
        pass  # what PDFium cannot draw is still named
    return pages


def cut_png(picture: Image.Image, box: Rect, rect: Rect) -> bytes:
    """The part of a page's picture (`PICTURE_SCALE`, of `box`) around `rect`, as PNG."""
    wide = rect.inset(-_MARGIN)
    left, right = ((edge - box.left) * PICTURE_SCALE for edge in (wide.left, wide.right))
    top, bottom = ((box.top - edge) * PICTURE_SCALE for edge in (wide.top, wide.bottom))
    area = (
        max(0, int(left)),
        max(0, int(top)),
        min(picture.width, max(int(left), int(right)) + 1),
        min(picture.height, max(int(top), int(bottom)) + 1),
    )
    if area[0] >= area[2] or area[1] >= area[3]:
        return b""
    out = io.BytesIO()
    picture.crop(area).save(out, "PNG")
    return out.getvalue()
