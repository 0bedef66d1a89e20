"""What people and programs do to a returned Word form: each kind with what must come out of it.

`KINDS` has them by name. What a kind does not name stays as it was: every other answer, and no finding.
"""

from __future__ import annotations

from tests.returned import mangled_answers, mangled_choices, mangled_tables
from tests.returned.word_hands import BLANK, EMPTY, KINDS, OTHER, SCORE, TEXT, Kind

# Each module puts its kinds there when it is read.
MODULES = (mangled_answers, mangled_choices, mangled_tables)

__all__ = ["BLANK", "EMPTY", "KINDS", "MODULES", "OTHER", "SCORE", "TEXT", "Kind"]
