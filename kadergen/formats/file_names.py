"""File names made of people's words, which every system takes and no program mistakes for anything else."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# What Windows, macOS or a shell gives a meaning of its own.
_SIGNS: Final = re.compile(r"""[<>:"/\\|?*%$&;!`'~#{}\[\]^=@,]""")
# Names that Windows keeps for devices, whatever comes after a full stop, which spaces may stand before.
_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|clock\$|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\..*)?", re.IGNORECASE)
_MOST: Final = 80  # bytes, of the 255 that file systems take; ZIP and mail programs like them short
_LETTERS: Final = "LMNZ"  # letters, marks, numbers, and spaces, which become one hyphen or space


def safe_file_name(words: str, otherwise: str) -> str:
    """The words as the stem of a file name: letters and figures of any script, single spaces, hyphens, `_` and `.`.

    No separator, control or direction character, no leading full stop or hyphen, none at the end, no name of a device,
    at most 80 bytes of UTF-8. `otherwise`, which must be such a name, where nothing is left.
    """
    text = unicodedata.normalize("NFC", words)
    kept = "".join(c if unicodedata.category(c)[0] in _LETTERS or c in "-_.()+" else " " for c in _SIGNS.sub(" ", text))
    stem = " ".join(kept.split()).strip("-. ")
    while len(stem.encode("utf-8", "surrogatepass")) > _MOST:
        stem = stem[:-1]
    stem = stem.strip("-. ")
    return otherwise if not stem or _DEVICES.fullmatch(stem) else stem
