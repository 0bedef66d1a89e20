"""How documents look, as one frozen value: type, colours and spacing, read from a theme file."""

from kadergen.colours import contrast, mix, tint
from kadergen.theme.load import default_theme, load_theme
from kadergen.theme.theme import Colours, PageMeasures, Spacing, TextStyle, Theme

__all__ = [
    "Colours",
    "PageMeasures",
    "Spacing",
    "TextStyle",
    "Theme",
    "contrast",
    "default_theme",
    "load_theme",
    "mix",
    "tint",
]
