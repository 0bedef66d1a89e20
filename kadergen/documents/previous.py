"""Last time's agreed colours in a document: a mark at each statement that has one, and a line that says what it is.

Nothing else changes: no field, no place of any other thing, so that a form with marks is read as one without.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kadergen.documents.blocks import Document, IndicatorGroup, PreviousMark, StatementCard
from kadergen.model.scale import Level
from kadergen.model.wording import Wording


def with_previous(document: Document, agreed: Mapping[str, Level] | None, words: Wording) -> Document:
    """The document with a mark for each of these statements (id → level); as it is when there are none."""
    if not agreed:
        return document

    def marked(card: StatementCard) -> StatementCard:
        level = agreed.get(card.boxes[0].field.id.item) if card.boxes else None
        if level is None:
            return card
        said = words("previous.mark", code=card.code, level=level.label)
        return replace(card, previous=PreviousMark(level, said))

    blocks = tuple(
        replace(block, cards=tuple(map(marked, block.cards))) if isinstance(block, IndicatorGroup) else block
        for block in document.blocks
    )
    return replace(document, blocks=blocks, legend=words("previous.legend"))
