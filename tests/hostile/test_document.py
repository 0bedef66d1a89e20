"""docs/hostile.md says what the cases say."""

from __future__ import annotations

from tests.hostile.document import PATH, documented
from tests.hostile.table import TABLE


def test_the_documented_table_is_that_of_the_cases() -> None:
    text = PATH.read_text(encoding="utf-8")
    assert text == documented(text), "write it anew with: python -m tests.hostile.document"
    assert text.count("\n| ") > len(TABLE)
