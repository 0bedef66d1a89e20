"""content/README.md tells an author of every key of the format."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kadergen.content.format import FRAMEWORK, SECTION
from kadergen.content.load import frameworks_folder
from kadergen.content.shapes import Choice, ListOf, Record, Shape


def keys(shape: Shape) -> Iterator[str]:
    match shape:
        case Record():
            for key, value in shape.keys.items():
                yield key
                yield from keys(value)
        case ListOf(item=item):
            yield from keys(item)
        case Choice(values=values) if "actions" in values:
            yield from values
        case _:
            pass


@pytest.mark.parametrize("key", sorted({*keys(FRAMEWORK), *keys(SECTION)}))
def test_every_key_is_explained(key: str) -> None:
    assert f"`{key}`" in (frameworks_folder() / "README.md").read_text(encoding="utf-8")
