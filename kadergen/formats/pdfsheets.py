"""Pages laid onto larger sheets: each page becomes a form XObject (ISO 32000-1, 8.10) that a sheet draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf

from kadergen.formats.pdfboxes import Boxes, set_boxes
from kadergen.units import Rect


@dataclass(frozen=True, slots=True)
class Laid:
    """A page (from 0) on a sheet: where its lower left comes, how large it is drawn, and what of it may be seen."""

    page: int
    left: float
    bottom: float
    scale: float
    clip: Rect


def lay_on_sheets(pdf: pikepdf.Pdf, sides: Sequence[Sequence[Laid]], boxes: Boxes, artwork: float) -> None:
    """Put sheets in the place of the pages. A page's drawing counts as far as `artwork` points past its media box."""
    count = len(pdf.pages)
    forms = []
    for page in pdf.pages:
        left, bottom, right, top = (float(value) for value in page.mediabox.as_list())
        page.mediabox = pikepdf.Array([left - artwork, bottom - artwork, right + artwork, top + artwork])
        forms.append(pdf.make_indirect(page.as_form_xobject()))
    width, height = boxes.media.width, boxes.media.height
    for side in sides:
        pdf.add_blank_page(page_size=(width, height))
        sheet = pdf.pages[-1]
        names = {f"/Page{laid.page + 1}": forms[laid.page] for laid in side}
        sheet.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(names))
        sheet.obj.Contents = pdf.make_stream("\n".join(_drawn(laid) for laid in side).encode())
        set_boxes(sheet, boxes, crop=True)
    del pdf.pages[:count]


def _drawn(laid: Laid) -> str:
    clip = (laid.clip.left, laid.clip.bottom, laid.clip.width, laid.clip.height)
    move = (laid.scale, 0, 0, laid.scale, laid.left, laid.bottom)
    return f"q {_numbers(clip)} re W n {_numbers(move)} cm /Page{laid.page + 1} Do Q"


def _numbers(values: Sequence[float]) -> str:
    return " ".join(f"{value:.5f}".rstrip("0").rstrip(".") for value in values)
