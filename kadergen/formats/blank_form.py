"""A blank form as a reader of flattened copies needs it: where its words and fields stand, and how its choices look.

It is measured once on the form's PDF and can be kept as JSON, so that copies of a form that is no longer made can
still be read.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pikepdf
from PIL import Image

from kadergen.formats.flat_pages import FlatPage, Word, flat_pages
from kadergen.formats.rawform import FormatError
from kadergen.units import Rect

SCALE: Final = 2.0
"""Pixels for a point in the pictures of choices."""
_OFF: Final = "/Off"
_EDGE: Final = 3.0  # points
# What is no paper: so many pixels that are so many of 255 shades darker or lighter.
_LEAST_INK: Final = 12
_SHADES: Final = 40
_MULTILINE: Final = 1 << 12


@dataclass(frozen=True, slots=True)
class Look:
    """How a choice looks when it is not taken and when it is: two pictures of one size, `SCALE` pixels for a point."""

    off: Image.Image
    on: Image.Image


@dataclass(frozen=True, slots=True)
class Place:
    """A widget: its field, where it stands (points), and for a choice its on-state and look.

    `printed` tells that the blank form shows something in the box, such as the arrow of a list.
    """

    field: str
    rect: Rect
    multiline: bool = False
    on_state: str = ""
    look: Look | None = None
    printed: bool = False


@dataclass(frozen=True, slots=True)
class BlankPage:
    """A page: its size in points, its words in the order of drawing, and its widgets."""

    width: float
    height: float
    words: tuple[Word, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class BlankForm:
    """`marker` says which form it is (what its hidden field says)."""

    marker: str
    pages: tuple[BlankPage, ...]


def measure_blank(pdf: bytes, marker: str) -> BlankForm:
    """The blank form that this PDF of ours is."""
    widgets = _widgets(pdf)
    looks: dict[tuple[object, ...], Look] = {}
    with flat_pages(pdf, draw_fields=True) as off_pages, flat_pages(_all_on(pdf), draw_fields=True) as on_pages:
        pages = [
            _measured(off, on, places, looks)
            for (_, off), (_, on), places in zip(off_pages, on_pages, widgets, strict=True)
        ]
    return BlankForm(marker, tuple(pages))


def _widgets(pdf: bytes) -> list[list[Place]]:
    """The widgets of each page, without their looks."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [[_place(a) for a in _form_annotations(page)] for page in document.pages]


def _form_annotations(page: pikepdf.Page) -> list[Any]:
    annotations: Any = page.obj.get("/Annots", [])
    return [annotation for annotation in annotations if annotation.get("/Subtype") == "/Widget"]


def _place(widget: Any) -> Place:
    holder = widget if "/T" in widget else widget.Parent
    left, bottom, right, top = (float(edge) for edge in widget.Rect)
    on_state = ""
    if holder.get("/FT") == "/Btn":
        on_state = next(str(state)[1:] for state in widget.AP.N.keys() if state != _OFF)  # noqa: SIM118 - no dict
    multiline = bool(int(holder.get("/Ff", 0)) & _MULTILINE) and not on_state
    return Place(str(holder.T), Rect(left, bottom, right, top), multiline, on_state)


def _all_on(pdf: bytes) -> bytes:
    """The form with every choice taken, as no viewer would let it be."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            for widget in _form_annotations(page):
                if "/AS" in widget:
                    widget.AS = pikepdf.Name("/" + _place(widget).on_state)
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def _measured(off: FlatPage, on: FlatPage, places: list[Place], looks: dict[tuple[object, ...], Look]) -> BlankPage:
    """The page; `looks` are those of the form so far, since choices of one level and size all look alike."""
    pictures = [drawn for page in (off, on) if places and (drawn := page.picture(SCALE))]
    measured = []
    for place in places:
        if place.on_state:
            key = (place.on_state, pixels(place.rect))
            if key not in looks:
                looks[key] = Look(*(cut(picture, off.box, place.rect) for picture in pictures))
            measured.append(replace(place, look=looks[key]))
        else:
            measured.append(replace(place, printed=has_ink(cut(pictures[0], off.box, inside(place.rect)))))
    return BlankPage(off.box.width, off.box.height, off.words(), tuple(measured))


def cut(picture: Image.Image, box: Rect, rect: Rect) -> Image.Image:
    """The part of a page's picture (`SCALE`, of `box`) that shows `rect`."""
    left, top = (rect.left - box.left) * SCALE, (box.top - rect.top) * SCALE
    size = pixels(rect)
    return picture.transform(size, Image.Transform.AFFINE, (1, 0, left, 0, 1, top), Image.Resampling.BILINEAR)


def inside(rect: Rect) -> Rect:
    """A box without its edge."""
    return rect.inset(min(_EDGE, rect.height / 4))


def has_ink(picture: Image.Image) -> bool:
    """Whether there is anything but paper."""
    shades = picture.histogram()
    paper = max(range(256), key=shades.__getitem__)
    return sum(count for shade, count in enumerate(shades) if abs(shade - paper) > _SHADES) > _LEAST_INK


def pixels(rect: Rect) -> tuple[int, int]:
    """How many pixels its picture has, across and down."""
    return max(1, round(rect.width * SCALE)), max(1, round(rect.height * SCALE))


def blank_to_json(blank: BlankForm) -> dict[str, Any]:
    """Stable JSON: lengths rounded to 1/100 point, each different picture once, as PNG."""
    pictures: dict[str, int] = {}
    pages = [_page_to_json(page, pictures) for page in blank.pages]
    return {"marker": blank.marker, "scale": SCALE, "pages": pages, "pictures": list(pictures)}


def blank_from_json(data: Mapping[str, Any]) -> BlankForm:
    """The inverse of `blank_to_json`. Raises FormatError when the data is something else."""
    try:
        if data["scale"] != SCALE:
            raise FormatError("its pictures have another scale")
        pictures = [_picture(text) for text in data["pictures"]]
        pages = tuple(_page_from_json(page, pictures) for page in data["pages"])
        return BlankForm(str(data["marker"]), pages)
    except (KeyError, TypeError, ValueError, IndexError, OSError, SyntaxError) as error:  # the last is Pillow's
        raise FormatError("it is no blank form that was kept") from error


def _page_to_json(page: BlankPage, pictures: dict[str, int]) -> dict[str, Any]:
    return {
        "size": [_rounded(page.width), _rounded(page.height)],
        "words": [[word.text, _rounded(word.x), _rounded(word.y), _rounded(word.width)] for word in page.words],
        "places": [_place_to_json(place, pictures) for place in page.places],
    }


def _place_to_json(place: Place, pictures: dict[str, int]) -> dict[str, Any]:
    rect = place.rect
    record: dict[str, Any] = {
        "field": place.field,
        "rect": [_rounded(edge) for edge in (rect.left, rect.bottom, rect.right, rect.top)],
    }
    for key, holds in (("multiline", place.multiline), ("printed", place.printed)):
        if holds:
            record[key] = True
    if place.on_state and place.look:
        record["on_state"] = place.on_state
        looks = (place.look.off, place.look.on)
        record["look"] = [pictures.setdefault(_png(look), len(pictures)) for look in looks]
    return record


def _page_from_json(data: Mapping[str, Any], pictures: list[Image.Image]) -> BlankPage:
    width, height = map(float, data["size"])
    words = tuple(
        Word(str(text), float(x), float(y), float(across), run)
        for run, (text, x, y, across) in enumerate(data["words"])
    )
    return BlankPage(width, height, words, tuple(_place_from_json(place, pictures) for place in data["places"]))


def _place_from_json(data: Mapping[str, Any], pictures: list[Image.Image]) -> Place:
    left, bottom, right, top = map(float, data["rect"])
    look = Look(*(pictures[index] for index in data["look"])) if "look" in data else None
    return Place(
        str(data["field"]),
        Rect(left, bottom, right, top),
        bool(data.get("multiline")),
        str(data.get("on_state", "")),
        look,
        bool(data.get("printed")),
    )


def _rounded(length: float) -> float:
    return round(length, 2)


def _png(picture: Image.Image) -> str:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode("ascii")


def _picture(text: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(text, validate=True)), formats=("PNG",)).convert("L")
