"""Glyphs of the symbol fonts (Wingdings, Webdings, Symbol) as Unicode characters.

In these fonts a byte is a picture: "ü" in Wingdings is a check mark. Word stores the byte as it is, or moved to U+F000.
Marks, boxes and arrows become the plain, widespread characters, since what counts is that a reader knows a cross from
an empty box; the others become those that Unicode 7 took over from the fonts. What has none becomes U+FFFD.

Source: the Unicode Consortium's mapping of Wingdings and Webdings (L2/12-368); Adobe's Symbol encoding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

UNKNOWN: Final = "\ufffd"
Glyphs = Mapping[int, str]
_PRIVATE: Final = range(0xF000, 0xF100)
_MOVED: Final = re.compile("[\uf000-\uf0ff]")


def _rows(rows: Mapping[int, str]) -> Glyphs:
    return {
        start + offset: glyph for start, row in rows.items() for offset, glyph in enumerate(row) if glyph != UNKNOWN
    }


_WINGDINGS: Final = _rows(
    {
        0x20: " ✏✂✁👓🕭📖🕯☎✆✉🖃📪📫📬📭",
        0x30: "📁📂📄🗏🗐🗄⌛⌨🖰🖲🖳🖴💾🖬✇✍",
        0x40: "🖎✌👌👍👎☜☞☝☟🖐☺😐☹💣☠🏳",
        0x50: "🏱✈☼💧❄🕆✞🕈✠✡☪☯ॐ☸♈♉",
        0x60: "♊♋♌♍♎♏♐♑♒♓🙰&●❍■□",
        0x70: "❐❑❒⬧⧫◆❖⬥☒⮹⌘❀✿❝❞",
        0x80: "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿🙢🙠🙡🙣🙞🙜🙝🙟·•",
        0xA0: "▪○○○◉◎❍▪□🟂✦★✶✴✹✵⯐⌖⟡⌑⯑✪✰🕐🕑🕒🕓🕔🕕🕖🕗🕘",
        0xC0: "🕙🕚🕛⮰⮱⮲⮳⮴⮵⮶⮷🙪🙫🙕🙔🙗🙖🙐🙑🙒🙓⌫⌦⮘➢⮙⮛⮈⮊⮉⮋←",
        0xE0: "→↑↓↖↗↙↘🡸➔🡹🡻🡼🡽🡿🡾⇦⇨⇧⇩⬄⇳⬁⬀⬃⬂▭▫✗✔☒☑\ufffd",
    }
)
_WINGDINGS_2: Final = _rows(
    {
        0x20: " 🖊🖋🖌🖍✄✀🕾🕽🗅🗆🗇🗈🗉🗊🗋🗌🗍📋🗑🗔🖵🖶🖷🖸🖭🖯🖱🖒🖓🖘🖙",
        0x40: "🖚🖛👈👉🖜🖝🖞🖟🖠🖡👆👇🖢🖣🖑✗✓☒☑☒☒⮾⮿🛇⦸🙱&🙲🙳‽🙹🙺",
        0x60: "🙻🙦🙤🙥🙧🙚🙘🙙🙛⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿",
        0x80: "☉🌕☽☾⸿✝🕇🕜🕝🕞🕟🕠🕡🕢🕣🕤🕥🕦🕧🙨🙩•●●●○○○◉⊙⦿▪",
        0xA0: "▪▪■□□□□▣▣▣▣⬩⬩⬩◆◇◈◈◈◈◆◆◆◆◊◊◖◗⯊⯋■■",
        0xC0: "⬟⯂⬣⬢⯃⯄✚✚✚✚✚✚✚✚✕✕✕✖✖✖✖",
    }
)
_WINGDINGS_3: Final = _rows(
    {
        0x20: " ⭠⭢⭡⭣⭦⭧⭩⭨⭰⭲⭱⭳⭶⭸⭻⭽⭤⭥",
        0x66: "←→↑↓↖↗↙↘↔↕▲▼△▽◀▶◁▷◣◢◤◥◂▸▴▾",
    }
)
_WEBDINGS: Final = _rows({0x20: " ", 0x33: "◀▶▲▼", 0x61: "✔", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✗"})
_SYMBOL: Final = _rows(
    {
        0x20: " !∀#∃%&∍()∗+,−./0123456789:;<=>?",
        0x40: "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_",
        0x60: "\u203eαβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
        0xA0: "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵",
        0xC0: "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓",
        0xE0: "◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\ufffd〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
    }
)
_FONTS: Final[Mapping[str, Glyphs]] = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}
# Moved characters in a font that is no symbol font: nearly always the bullet of Symbol or something of Wingdings.
_FALLBACK: Final = {**_WINGDINGS, 0xB7: "•"}
# Windows' code page, where it differs from Latin-1: "•" is the byte 0x95 in a symbol font.
_BYTES: Final = {
    bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"
}


def glyphs_of(font: str | None) -> Glyphs | None:
    """What the bytes mean in this font; None for a font of ordinary letters."""
    return _FONTS.get(font.strip().lower()) if font else None


def symbol(font: str | None, code: int) -> str:
    """One character that was inserted as symbol, `code` as the file says it."""
    glyphs = glyphs_of(font)
    byte = code & 0xFF if code in _PRIVATE else code
    if glyphs is None:
        if code in _PRIVATE:
            return _FALLBACK.get(byte, UNKNOWN)
        return chr(code) if _is_character(code) else UNKNOWN
    return glyphs.get(byte, UNKNOWN) if byte < 0x100 else (chr(byte) if _is_character(byte) else UNKNOWN)


def in_symbols(text: str, low: Glyphs | None, high: Glyphs | None) -> str:
    """Text in a symbol font: `low` is the meaning of ASCII, `high` of the others (Word has a font for each)."""
    return "".join(_one(char, low, high) for char in text)


def without_private(text: str) -> str:
    """Ordinary text, in which some programs leave symbols moved to U+F000 with no font beside them.

    Another character there stays what it is: no font says what it means.
    """
    return text if text.isascii() else _MOVED.sub(_unmoved, text)


def _unmoved(match: re.Match[str]) -> str:
    return _FALLBACK.get(ord(match[0]) & 0xFF, match[0])


def _one(char: str, low: Glyphs | None, high: Glyphs | None) -> str:
    code = _BYTES.get(char, ord(char))
    if code in _PRIVATE:
        return (high or low or _FALLBACK).get(code & 0xFF, UNKNOWN)
    glyphs = low if code < 0x80 else high
    if glyphs is None or code > 0xFF or code < 0x20:
        return char
    return glyphs.get(code, UNKNOWN)


def _is_character(code: int) -> bool:
    """Whether XML could hold it."""
    return code in (0x9, 0xA) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
