"""Characters that programs pass over when they take text from a page, and that still say which letter they stand for.

Some viewers let people edit the text that they find on a field's appearance; where that shows less than the value (cut
off, or with substitutes), they must find none there. A reader of a flattened copy, in which the value is gone, reads
them all the same. Only format characters (Unicode's category Cf) are used, which have no look and no width.
"""

from __future__ import annotations

import re
from typing import Final

# Two of these are a byte of cp1252, the field font's encoding. Their low bytes differ: that is what Ghostscript 10.0
# leaves of the second.
_DIGITS: Final = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u206a\u206b\u206c\u206d\u206e\u206f\ufff9\ufffa"
_LONG: Final = "\ufffb"  # before the six digits of any other character
_LAST: Final = 0x10FFFF


def silenced(text: str) -> str:
    """Each character as its number, in sixteen's digits that are format characters."""
    return "".join(_SHORT.get(char) or _LONG + _spelled(f"{ord(char):06x}") for char in text)


def voiced(text: str) -> str:
    """The text with what `silenced` made of it turned back; all else stays."""
    return text if text.isascii() else _SILENT.sub(_character, text)


def _spelled(number: str) -> str:
    return "".join(_DIGITS[int(digit, 16)] for digit in number)


def _garbled(pair: str) -> str:
    """The pair as Ghostscript writes it: the first one's low byte has taken the place of the second one's high byte."""
    first, second = map(ord, pair)
    return pair[0] + chr((first & 0xFF) << 8 | (second & 0xFF))


_SHORT: Final = {bytes([code]).decode("cp1252", "ignore"): _spelled(f"{code:02x}") for code in range(256)}
# What stands for a letter that no font has; Ghostscript makes others of what is spelled in six digits.
_SHORT["\ufffd"] = _spelled("81")
_PAIRS: Final = {pair: char for char, plain in _SHORT.items() if char for pair in (plain, _garbled(plain))}
_SILENT: Final = re.compile(f"{_LONG}[{_DIGITS}]{{6}}|" + "|".join(map(re.escape, _PAIRS)))


def _character(match: re.Match[str]) -> str:
    if match[0] in _PAIRS:
        return _PAIRS[match[0]]
    number = int("".join(f"{_DIGITS.index(digit):x}" for digit in match[0].removeprefix(_LONG)), 16)
    return chr(number) if number <= _LAST and not 0xD800 <= number < 0xE000 else "\ufffd"
