"""The theme's types. Lengths in points; colours `#RRGGBB`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kadergen.theme.logo import Logo
from kadergen.units import Size


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Size and leading in points, face (`regular`, `bold`, `italic`, `bold-italic`) and colour."""

    size: float
    leading: float
    face: str = "regular"
    colour: str = "#000000"


@dataclass(frozen=True, slots=True)
class PageMeasures:
    """The page and its zones, in points. `head` and `foot` are base lines, from the upper and the lower edge."""

    margin: float
    top: float
    bottom: float
    head: float
    foot: float
    bleed: float
    gutter: float
    measure: float
    narrow: float
    size: Size

    @property
    def width(self) -> float:
        """Between the margins."""
        return self.size.width - 2 * self.margin

    @property
    def body_top(self) -> float:
        """Upper edge of the body, from the page's lower edge."""
        return self.size.height - self.top

    @property
    def height(self) -> float:
        """Of the body."""
        return self.size.height - self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Colours:
    """Named colours; `sections` are the hues that sections take in turn."""

    ink: str
    paper: str
    main: str
    accent: str
    cream: str
    sand: str
    muted: str
    line: str
    dots: str
    alert: str
    glow: str
    warm: tuple[str, ...]
    sections: tuple[str, ...]

    def section(self, index: int | None) -> str:
        """The hue of the section with this index (from 0; they come round again), or of no section."""
        return self.main if index is None else self.sections[index % len(self.sections)]


@dataclass(frozen=True, slots=True)
class Spacing:
    """Distances in points. `badge` is the height of a code's badge, `shape` that of a score's shape."""

    paragraph: float
    heading_before: float
    heading_after: float
    after_title: float
    card_gap: float
    card_inner: float
    badge: float
    badge_column: float
    shape: float
    choice_width: float
    choice_gap: float
    choice_row: float
    choice_step: float
    box_padding: float
    box_radius: float
    box_least_print: float
    box_least_form: float
    writing_line: float
    cell: float
    plan_row: float
    header_field: float


@dataclass(frozen=True, slots=True)
class Brand:
    """The practice that lays its theme over ours: its name, its logo, and whether that stands on a white plate."""

    name: str = ""
    logo: Logo | None = None
    plate: bool = True


@dataclass(frozen=True)
class Theme:
    """Type, colours, spacing and whose documents these are. Font files: `kadergen.theme.typefaces`."""

    page: PageMeasures
    type: Mapping[str, TextStyle]
    colours: Colours
    spacing: Spacing
    brand: Brand = Brand()

    def style(self, name: str) -> TextStyle:
        """The text style with this name; KeyError when the theme has none."""
        return self.type[name]
