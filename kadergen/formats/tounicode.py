"""What the codes of a font mean, for everybody who takes text out of a PDF (ISO 32000-1, 9.10.3)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

_SHAPED: Final = ("\ufb50", "\ufefc")  # Arabic letters in the shape they have within a word
_BLOCK: Final = 100  # mappings in one block, the most that is allowed


def plain(text: str) -> str:
    """The text with Arabic letters in their plain form, whatever their shape."""
    return unicodedata.normalize("NFKC", text) if _SHAPED[0] <= text <= _SHAPED[1] else text


def to_unicode(codes: Mapping[int, str], code_bytes: int) -> str:
    """A ToUnicode map for a font with codes of one or two bytes; letters are plain, so that they can be searched."""
    digits = 2 * code_bytes
    lines = []
    for code, text in codes.items():
        lines.append(f"<{code:0{digits}x}> <{plain(text).encode('utf-16-be').hex()}>")
    blocks = [lines[start : start + _BLOCK] for start in range(0, len(lines), _BLOCK)]
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<{'0' * digits}> <{'f' * digits}>\nendcodespacerange\n{body}"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
