"""The font files: family → face → file, all from packages. The only place that knows where fonts come from.

Atkinson Hyperlegible is what everything is set in. The others show what it lacks: Noto Sans (Greek, Cyrillic,
Vietnamese ...), Noto Sans Symbols and Noto Emoji (arrows, ticks, smileys), Hebrew, and IBM Plex Sans Arabic, which,
unlike Noto's Arabic, has a glyph of its own for each joined form of a letter.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Final

MAIN: Final = "atkinson-hyperlegible"
FALLBACKS: Final = ("noto-sans", "ibm-plex-sans-arabic", "noto-sans-hebrew", "noto-sans-symbols", "noto-emoji")
"""In which order families are asked for a character that the main one lacks."""

# Family → folder of a package, and per face the file. A face that a family lacks falls to its regular one.
_FILES: Final[dict[str, tuple[str, str, dict[str, str]]]] = {
    MAIN: (
        "fontpkg_atkinson_hyperlegible",
        "files",
        {
            "regular": "AtkinsonHyperlegible-Regular.ttf",
            "bold": "AtkinsonHyperlegible-Bold.ttf",
            "italic": "AtkinsonHyperlegible-Italic.ttf",
            "bold-italic": "AtkinsonHyperlegible-BoldItalic.ttf",
        },
    ),
    "noto-sans": ("manimgx_fonts", "", {"regular": "NotoSans[wght].ttf", "italic": "NotoSans-Italic[wght].ttf"}),
    "ibm-plex-sans-arabic": ("fontpkg_ibm_plex_sans_arabic", "files", {"regular": "IBMPlexSansArabic-Regular.ttf"}),
    "noto-sans-hebrew": ("manimgx_fonts", "", {"regular": "NotoSansHebrew[wght].ttf"}),
    "noto-sans-symbols": ("manimgx_fonts", "", {"regular": "NotoSansSymbols[wght].ttf"}),
    "noto-emoji": ("manimgx_fonts", "", {"regular": "NotoEmoji[wght].ttf"}),
}


def faces(family: str) -> tuple[str, ...]:
    """The faces of a family; KeyError for an unknown family."""
    return tuple(_FILES[family][2])


def font_file(family: str, face: str = "regular") -> Path:
    """The TrueType file of a face that the family has; KeyError when it has none."""
    package, folder, files = _FILES[family]
    return Path(str(resources.files(package))) / folder / files[face]
