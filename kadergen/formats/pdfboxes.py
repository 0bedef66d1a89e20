"""The boxes of a page that will be cut (ISO 32000-1, 14.11.2), and the marks that show where.

Pages are drawn with the origin at the trimmed page's lower left and artwork running past its edges; here they are moved
onto larger paper, since not every program copes with a page whose corner is not at zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pikepdf

from kadergen.units import Rect, Size, mm

MARK_LENGTH: Final = mm(5)
# Marks keep this far from the artwork.
MARK_GAP: Final = mm(1)
_MARK_WIDTH = 0.25


@dataclass(frozen=True, slots=True)
class Boxes:
    """The paper, what is printed past the edges, and the finished page; each within the one before it."""

    media: Rect
    bleed: Rect
    trim: Rect

    @classmethod
    def around(cls, size: Size, *, bleed: float, margin: float) -> Boxes:
        """For a finished page of this size, with `margin` of paper around it."""
        trim = Rect.from_size(margin, margin, size.width, size.height)
        media = Rect(0, 0, size.width + 2 * margin, size.height + 2 * margin)
        return cls(media, trim.inset(-bleed), trim)


def set_boxes(page: pikepdf.Page, boxes: Boxes, *, crop: bool = False) -> None:
    """Write the boxes into a page; with `crop`, viewers show and office printers print the finished page alone."""
    page.mediabox, page.bleedbox, page.trimbox = _array(boxes.media), _array(boxes.bleed), _array(boxes.trim)
    if crop:
        page.cropbox = _array(boxes.trim)


def frame(pdf: pikepdf.Pdf, page: pikepdf.Page, boxes: Boxes, artwork: float) -> None:
    """Move a page's drawing into the trim box, cut it off `artwork` points past the trim, and set crop marks."""
    clip = boxes.trim.inset(-artwork)
    start = f"q {_rect(clip)} re W n 1 0 0 1 {_number(boxes.trim.left)} {_number(boxes.trim.bottom)} cm\n"
    page.contents_add(pdf.make_stream(start.encode()), prepend=True)
    page.contents_add(pdf.make_stream(b"\nQ\n" + crop_marks(boxes.trim, artwork + MARK_GAP)))
    set_boxes(page, boxes)


def crop_marks(trim: Rect, gap: float) -> bytes:
    """Two hairlines at each corner, in line with the edges and `gap` points away from them, in black ink."""
    code = [f"q 0 0 0 1 K {_MARK_WIDTH} w"]
    for x, outward in ((trim.left, -1), (trim.right, 1)):
        for y, upward in ((trim.bottom, -1), (trim.top, 1)):
            near, far = gap, gap + MARK_LENGTH
            code.append(_line(x + outward * near, y, x + outward * far, y))
            code.append(_line(x, y + upward * near, x, y + upward * far))
    return " ".join([*code, "Q"]).encode()


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f"{_number(x1)} {_number(y1)} m {_number(x2)} {_number(y2)} l S"


def _rect(rect: Rect) -> str:
    return " ".join(map(_number, (rect.left, rect.bottom, rect.width, rect.height)))


def _array(rect: Rect) -> pikepdf.Array:
    return pikepdf.Array([round(value, 3) for value in (rect.left, rect.bottom, rect.right, rect.top)])


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
