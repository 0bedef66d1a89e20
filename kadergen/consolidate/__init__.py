"""Responses together become one result: pure functions, no files.

Later results (disagreement, agenda, comparison) are modules of their own beside these and take a `Consolidation`.
"""

from __future__ import annotations

from kadergen.consolidate.combine import consolidate

__all__ = ["consolidate"]
