"""JSON as bytes: one way for every file of ours."""

from __future__ import annotations

import json
from collections.abc import Mapping


def json_bytes(obj: Mapping[str, object] | list[object]) -> bytes:
    """UTF-8 with an indent of 2 and a line end at the end. Keys keep their order: same input, same bytes.

    Half a surrogate pair, which UTF-8 has no place for, becomes its JSON escape (`\\ud800`): nothing is lost.
    """
    return (json.dumps(obj, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode("utf-8", "backslashreplace")
