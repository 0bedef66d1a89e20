"""The logo of a practice: on a white plate that hangs from the upper edge of a cover, or straight on its colour."""

from __future__ import annotations

from kadergen.layout.placement import Node, Page, PlacedImage, PlacedShape, Role, rounded
from kadergen.layout.typesetter import Typesetter
from kadergen.theme.logo import Logo
from kadergen.theme.svgpath import transformed
from kadergen.units import Rect, mm

_PADDING = mm(4.5)
_RADIUS = 6.0


def place_logo(setter: Typesetter, page: Page, most: Rect) -> None:
    """The theme's logo, when it has one, as large as fits into `most`, at its upper right."""
    brand = setter.theme.brand
    logo = brand.logo
    if not logo:
        return
    scale = min(most.width / logo.width, most.height / logo.height)
    width, height = logo.width * scale, logo.height * scale
    room = Rect(most.right - width, most.top - height, most.right, most.top)
    if brand.plate:
        edge = page.size.height + setter.theme.page.bleed + _RADIUS
        plate = Rect(room.left - _PADDING, room.bottom - _PADDING, room.right + _PADDING, edge)
        page.add(PlacedShape(rounded(plate, _RADIUS), fill=setter.theme.colours.paper))
    _draw(setter, page, logo, room, scale)


def _draw(setter: Typesetter, page: Page, logo: Logo, room: Rect, scale: float) -> None:
    figure = Node(Role.FIGURE, setter.root, alt=logo.alt)
    if logo.pixels:
        page.add(PlacedImage(room, logo.pixels, figure))
    matrix = (scale, 0.0, 0.0, scale, room.left, room.bottom)
    for shape in logo.shapes:
        page.add(
            PlacedShape(
                transformed(shape.path, matrix),
                fill=shape.fill,
                stroke=shape.stroke,
                width=shape.width * scale,
                node=figure,
                even_odd=shape.even_odd,
                sharp=shape.sharp,
            )
        )
