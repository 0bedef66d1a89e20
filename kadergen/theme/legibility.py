"""Every pair of colours that a theme lays on each other, and which of them have too little contrast.

WCAG 2.2 AA: 4.5 for text (1.4.3), 3 for large text (18 points, or 14 bold) and for what one has to see to answer:
the outlines of boxes and shapes, writing lines, tabs (1.4.11). Houses, suns and tinted rows say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kadergen.colours import contrast, tint
from kadergen.model.scale import Level
from kadergen.theme.glyphs import edge_colour, mark_colour
from kadergen.theme.theme import Colours, TextStyle, Theme
from kadergen.theme.tones import ROW_TINT, field_fill, small_print

TEXT: Final = 4.5
LARGE_TEXT: Final = 3.0
GRAPHICS: Final = 3.0

# Styles of words on paper (report included); those on colour are paired below.
_ON_PAPER: Final = (
    "body", "lead", "title", "heading", "subheading", "indicator", "statement", "label", "choice", "table",
    "table_strong", "table_faint", "table_missing", "voice", "voice_who", "running", "form_id", "contents",
    "contents_section",
)  # fmt: skip
_ON_MAIN: Final = (
    "cover_over",
    "cover_title",
    "cover_subtitle",
    "cover_name",
    "cover_note",
    "opener_title",
    "table_head",
)
_ON_HUE: Final = (
    "badge", "opener_kind", "opener_code", "opener_title", "opener_text", "band_code", "band_kind", "band_title",
    "table_head",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours that meet, what they are, the theme's names for them, and the least contrast between them."""

    what: str
    front: str
    back: str
    least: float
    names: tuple[str, ...]

    @property
    def ratio(self) -> float:
        """The contrast, 1 to 21."""
        return contrast(self.front, self.back)


def too_faint(theme: Theme) -> Iterator[tuple[str, str, str, tuple[str, ...], float, float]]:
    """What, front, back, names, contrast and least contrast of each pair that fails; each two colours once."""
    seen = set()
    for pair in pairs(theme):
        if pair.ratio < pair.least and (pair.front, pair.back) not in seen:
            seen.add((pair.front, pair.back))
            yield pair.what, pair.front, pair.back, pair.names, pair.ratio, pair.least


def pairs(theme: Theme) -> Iterator[Pair]:
    """All pairs of a theme. The colours of a scale are the framework's: `level_pairs`."""
    colours = theme.colours
    yield from _texts(theme, _ON_PAPER, colours.paper, "paper")
    yield from _texts(theme, ("label", "heading"), colours.cream, "cream")
    yield from _texts(theme, _ON_MAIN, colours.main, "main")
    yield Pair("a link", colours.main, colours.paper, TEXT, ("colours.main", "colours.paper"))
    yield Pair("a tab", colours.ink, colours.sand, TEXT, ("colours.ink", "colours.sand"))
    yield Pair("small print on a cover", small_print(colours.main), colours.main, TEXT, ("colours.main",))
    for name, front, back in (
        ("the outline of a box", "line", "paper"),
        ("a writing line", "dots", "paper"),
        ("the arrow of a list", "muted", "paper"),
    ):
        pair = getattr(colours, front), getattr(colours, back)
        yield Pair(name, *pair, GRAPHICS, (f"colours.{front}", f"colours.{back}"))
    yield Pair("the outline of a box", colours.line, colours.cream, GRAPHICS, ("colours.line", "colours.cream"))
    for hue in dict.fromkeys((colours.main, *colours.sections)):
        yield from _hue(theme, hue)


def _hue(theme: Theme, hue: str) -> Iterator[Pair]:
    colours = theme.colours
    names = ("colours.main" if hue == colours.main else "colours.sections",)
    yield from _texts(theme, _ON_HUE, hue, names[0].partition(".")[2])
    yield Pair("the number of a tab", colours.paper, hue, TEXT, names)
    yield Pair("words in the section's colour", hue, colours.paper, TEXT, names)
    yield Pair("small print on the section's colour", small_print(hue), hue, TEXT, names)
    back = field_fill(hue)
    yield Pair("text in a field", colours.ink, back, TEXT, ("colours.ink", *names))
    label = theme.style("label").colour
    called = ("type.label.colour", f"colours.{_called(colours, label)}", *names)
    yield Pair("the label of a field", label, back, TEXT, called)
    yield Pair("the outline of a field", colours.line, back, GRAPHICS, ("colours.line", *names))


def _texts(theme: Theme, styles: Iterable[str], back: str, name: str) -> Iterator[Pair]:
    for style_name in styles:
        style = theme.style(style_name)
        names = (f"type.{style_name}.colour", f"colours.{_called(theme.colours, style.colour)}", f"colours.{name}")
        yield Pair(f"text ({style_name})", style.colour, back, _least(style), names)


def _least(style: TextStyle) -> float:
    large = style.size >= (14 if style.face.startswith("bold") else 18)
    return LARGE_TEXT if large else TEXT


def _called(colours: Colours, colour: str) -> str:
    return next((name for name in Colours.__slots__ if getattr(colours, name) == colour), "ink")


def level_pairs(level: Level, theme: Theme) -> Iterator[Pair]:
    """What meets where a level of a scale is shown or chosen."""
    back = tint(level.colour, ROW_TINT)
    edge = edge_colour(level.colour)
    name = (level.label,)
    yield Pair("a level's label", theme.style("choice").colour, back, TEXT, name)
    yield Pair("the outline of a level's shape", edge, back, GRAPHICS, name)
    yield Pair("the outline of a level's shape", edge, theme.colours.paper, GRAPHICS, name)
    yield Pair("the mark on a level's shape", mark_colour(level.colour), level.colour, GRAPHICS, name)
