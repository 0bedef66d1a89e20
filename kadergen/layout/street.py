"""The drawn motif: a street of simple houses, one of them lit. Pure vector, and always the same for the same number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kadergen.layout.placement import PlacedShape, box, circle, polygon, rounded
from kadergen.theme import Theme, mix
from kadergen.units import Rect


class Dice:
    """Repeatable chance (a linear congruential generator; Knuth's constants for 64 bits)."""

    def __init__(self, seed: int) -> None:
        self._state = (seed * 2 + 1) * 0x9E3779B97F4A7C15 % 2**64

    def between(self, low: float, high: float) -> float:
        """A number from `low` up to `high`."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % 2**64
        return low + (high - low) * ((self._state >> 33) / 2**31)


@dataclass(frozen=True, slots=True)
class House:
    """A front with a gable: left edge, width, height of wall and roof, and its colours."""

    left: float
    width: float
    wall: float
    roof: float
    front: str
    window: str
    door: str

    def draw(self, ground: float, deep: float) -> Iterator[PlacedShape]:
        """The shapes; `deep` is how far the wall goes on below the ground (to bleed off the page)."""
        right, middle = self.left + self.width, self.left + self.width / 2
        eaves, ridge = ground + self.wall, ground + self.wall + self.roof
        outline = [
            (self.left, ground - deep),
            (right, ground - deep),
            (right, eaves),
            (middle, ridge),
            (self.left, eaves),
        ]
        yield PlacedShape(polygon(outline), fill=self.front)
        side = self.width * 0.17
        if self.wall > side * 2.2:
            height = min(side * 1.15, self.wall * 0.3)
            top = eaves - self.wall * 0.12
            for x in (middle - self.width * 0.23, middle + self.width * 0.23):
                yield PlacedShape(
                    rounded(Rect(x - side / 2, top - height, x + side / 2, top), side * 0.18), fill=self.window
                )
        half = self.width * 0.075
        door = min(self.wall * 0.42, self.width * 0.4)
        yield PlacedShape(
            rounded(Rect(middle - half, ground - deep, middle + half, ground + door), half * 0.4), fill=self.door
        )


def opener_street(theme: Theme, index: int, hue: str, scale: float) -> list[PlacedShape]:
    """The street at the foot of a section's opener; `scale` 1 is about 205 points high. The lit house moves on."""
    page, colours, dice = theme.page, theme.colours, Dice(index + 11)
    start, end = -page.bleed, page.size.width + page.bleed
    shapes: list[PlacedShape] = []
    dark = mix(hue, "#000000", 0.18)
    x = start - dice.between(5, 40)
    number = 0
    while x < end:
        width = dice.between(62, 92) * (0.55 + 0.45 * scale)
        front = mix(hue, "#FFFFFF", (0.07, 0.13, 0.1)[number % 3])
        spire = number % 3 == 1
        wall, roof = dice.between(66, 104) * scale, dice.between(44, 62) * scale * (1.25 if spire else 1.0)
        shapes += House(x, width, wall, roof, front, dark, dark).draw(0, page.bleed)
        x += width
        number += 1
    lit_width = 146 * (0.5 + 0.5 * scale)
    # Never where a thumb tab stands, always whole, in another place for each section.
    places = (0.66, 0.4, 0.56, 0.16, 0.48, 0.26, 0.62, 0.34, 0.1, 0.52)
    left = places[index % len(places)] * (page.size.width - lit_width) + 8
    lit = House(left, lit_width, 124 * scale, 78 * scale, colours.cream, colours.accent, colours.accent)
    return [*shapes, *lit.draw(0, page.bleed)]


def cover_street(theme: Theme) -> list[PlacedShape]:
    """Sun, a far row in the colour of the sky, and a near row of warm fronts, some windows lit."""
    page, colours, dice = theme.page, theme.colours, Dice(4)
    start, end = -page.bleed, page.size.width + page.bleed
    shapes = [PlacedShape(circle(page.size.width * 0.76, page.size.height * 0.365, 68), fill=colours.accent)]
    x, number = start - 22, 0
    while x < end:
        width, tall = dice.between(56, 94), number % 5 == 2
        front = mix(colours.main, "#FFFFFF", (0.05, 0.11, 0.08, 0.14)[number % 4])
        wall = dice.between(98, 128) + (48 if tall else 0)
        window = colours.glow if number % 3 == 2 else mix(colours.main, "#000000", 0.12)
        shapes += House(x, width, wall, dice.between(52, 84) + (28 if tall else 0), front, window, front).draw(
            0, page.bleed
        )
        x += width
        number += 1
    x, number = start - 14, 0
    while x < end:
        width = dice.between(58, 94)
        wall, roof = dice.between(62, 104), dice.between(38, 62)
        front = colours.warm[number % len(colours.warm)]
        shapes += House(x, width, wall, roof, front, colours.main, colours.main).draw(0, page.bleed)
        x += width
        number += 1
    return shapes


def quiet_street(
    theme: Theme, ground: float, height: float, seed: int, ink: str | None = None, on: str = "#FFFFFF"
) -> list[PlacedShape]:
    """A low row of houses in tints of one colour (sand) on another, standing on `ground`, from edge to edge."""
    page, dice = theme.page, Dice(seed + 101)
    ink = ink or theme.colours.sand
    scale = height / 110
    shapes: list[PlacedShape] = []
    x, end = -page.bleed - dice.between(0, 30), page.size.width + page.bleed
    number = 0
    while x < end:
        width = min(dice.between(48, 80) * min(max(scale, 0.7), 1.35), end - x + 40)
        front = mix(ink, on, (0.35, 0.0, 0.55)[number % 3])
        window = on if number % 3 != 1 else mix(ink, on, 0.65)
        wall = dice.between(40, 64) * scale
        house = House(x, width, wall, dice.between(26, 44) * scale, front, window, window)
        shapes += house.draw(ground, 0 if ground else page.bleed)
        x += width
        number += 1
    return shapes


def quiet_sun(theme: Theme, ground: float, height: float, seed: int) -> PlacedShape:
    """A pale sun half hidden behind a quiet street of this height, in another place for each seed."""
    x = theme.page.size.width * Dice(seed + 7).between(0.58, 0.8)
    return PlacedShape(circle(x, ground + height * 0.98, height * 0.2), fill=mix(theme.colours.accent, "#FFFFFF", 0.72))


def masthead_street(theme: Theme, ground: float) -> list[PlacedShape]:
    """A few houses at the right end of a form's masthead, one of them lit."""
    page, colours, dice = theme.page, theme.colours, Dice(7)
    shapes: list[PlacedShape] = []
    x, number = page.size.width * 0.66, 0
    while x < page.size.width + page.bleed:
        width = dice.between(38, 52)
        lit = number == 2
        front = colours.cream if lit else mix(colours.main, "#FFFFFF", (0.08, 0.15)[number % 2])
        window = colours.accent if lit else mix(colours.main, "#000000", 0.15)
        wall = dice.between(34, 56) + (10 if lit else 0)
        shapes += House(x, width, wall, dice.between(24, 36), front, window, window).draw(ground, 0)
        x += width
        number += 1
    return shapes


def page_background(theme: Theme, colour: str) -> PlacedShape:
    """The whole page in one colour, past its edges."""
    page = theme.page
    return PlacedShape(box(Rect(0, 0, page.size.width, page.size.height).inset(-page.bleed)), fill=colour)
