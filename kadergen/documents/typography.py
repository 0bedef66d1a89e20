"""Spaces that must not break: a figure and its unit ("1,0 FTE"), a section's kind and its code ("Principe 1"), the
last two words of a paragraph when the very last is short.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from kadergen.model.text import Heading, Paragraph, Prose, Quotation, RichText, Span, TextBlock, TextList

NO_BREAK_SPACE: Final = "\u00a0"
# A figure and the short unit, sign or word after it; € and its figure; an opening dash stays with the word before it.
_FIGURE: Final = re.compile(r"(?<=\d) (?=(?:[^\W\d_]{3,7}|[A-Z]+|[ckm]?m|k?g|[%‰°€$£])(?:[\s.,;:)]|$))")
_CURRENCY: Final = re.compile(r"(?<=[€$£]) (?=\d)")
# A short last word does not stand in a line of its own.
_LAST: Final = re.compile(r"(?<=\S) (?=\S{1,5}$)")
_DASH: Final = re.compile(r"(?<=\S) (?=[–—] )")


@dataclass(frozen=True)
class Typography:
    """The rules for one framework; `kinds` are the words that go before a section's code."""

    kinds: tuple[str, ...] = ()

    @classmethod
    def of(cls, kinds: Iterable[str]) -> Typography:
        """From the kinds as they come, empty and repeated ones left out."""
        return cls(tuple(dict.fromkeys(kind for kind in kinds if kind)))

    def text(self, text: str) -> str:
        """The words with no-break spaces where they belong."""
        for rule in (_FIGURE, _CURRENCY, _DASH):
            text = rule.sub(NO_BREAK_SPACE, text)
        for kind in self.kinds:
            text = re.sub(rf"(?<=\b{re.escape(kind)}) (?=\d)", NO_BREAK_SPACE, text)
        return text

    def rich(self, spans: RichText) -> RichText:
        """The same, span by span."""
        return tuple(replace(span, text=self.text(span.text)) for span in spans)

    def prose(self, prose: Prose) -> Prose:
        """The same, in all blocks."""
        return tuple(self._block(block) for block in prose)

    def _block(self, block: TextBlock) -> TextBlock:
        match block:
            case Paragraph(spans):
                *begin, last = self.rich(spans) or (Span(""),)
                return Paragraph((*begin, replace(last, text=_LAST.sub(NO_BREAK_SPACE, last.text))))
            case Heading(depth, spans):
                return Heading(depth, self.rich(spans))
            case TextList(items, ordered):
                return TextList(tuple(self.prose(item) for item in items), ordered)
            case Quotation(inner):
                return Quotation(self.prose(inner))
            case _:
                return block
