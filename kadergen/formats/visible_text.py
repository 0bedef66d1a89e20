"""Text for formats that cannot hold every character: what they cannot hold becomes a character that is seen."""

from __future__ import annotations

import re
from typing import Final

_PICTURES: Final = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
_PICTURES.update({0x7F: 0x2421, 0x85: 0x2424})  # delete, next line
_UNWRITABLE: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")


def visible(text: str) -> str:
    """The text with control characters but tab and line feed as their pictures (␀ and following), and U+FFFD for what
    no file may hold: half a surrogate pair and the two non-characters of XML.
    """
    return _UNWRITABLE.sub("\ufffd", text.translate(_PICTURES))
