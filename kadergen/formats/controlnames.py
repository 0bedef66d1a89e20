"""The names that a field has in a Word form, since each program keeps some of them and drops others.

A content control carries its field's name as tag, a number made from the tag as id, and stands inside a bookmark made
from the tag. A score has one control for each level, whose tag is `p1-3__score__green`.
"""

from __future__ import annotations

import hashlib
from typing import Final

MAX_TAG: Final = 64  # characters; a longer tag or title makes Word call the file damaged
_MAX_ID: Final = 0x7FFF_FFFE


PLAN_TABLE: Final = "plan"
"""The tag whose bookmark stands in the plan's head: the plan's rows have no controls and are told by their order."""


BRAND_PROPERTY: Final = "kadergen__name"
"""The document property with the practice's name, which stands on the form too: it is nobody's answer."""


def control_tag(field: str, level: str = "") -> str:
    """The tag of a field's control, or of one of its levels; what is too long ends in digits made from it."""
    tag = f"{field}__{level}" if level else field
    return tag if len(tag) <= MAX_TAG else f"{tag[: MAX_TAG - 9]}_{_hash(tag)[:4].hex()}"


def control_id(tag: str) -> int:
    """The number (`w:id`) that goes with a tag: positive, of 31 bits, the same in every document."""
    return int.from_bytes(_hash(tag)[:4]) % _MAX_ID + 1


def bookmark_name(tag: str) -> str:
    """The bookmark that goes with a tag: a letter first, then letters and digits, as Word wants them."""
    return f"kg{_hash(tag)[4:12].hex()}"


def _hash(tag: str) -> bytes:
    return hashlib.sha256(tag.encode()).digest()
