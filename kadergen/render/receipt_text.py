"""Receipts as plain text, for a terminal or a mail."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Final

from kadergen.documents.receipt import Place, Point, Receipt, Verdict
from kadergen.documents.receipts import Receipts

_WIDTH: Final = 92
# What would end a line, act on a terminal, or turn the text around it.
_NOT_SHOWN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def receipts_to_text(receipts: Receipts) -> str:
    """How many there are of each kind, then all receipts, with a line end at the end. What people wrote is set in
    ("| …"); where that holds what a terminal must not get, U+FFFD stands for it.
    """
    parts = ["\n".join(_receipt(receipt, receipts)) for receipt in receipts.receipts]
    return "\n\n".join([*_summary(receipts), *parts]) + "\n"


def _summary(receipts: Receipts) -> Iterator[str]:
    if len(receipts.receipts) > 1:
        counts = [(receipts.count(verdict), receipts.wording(f"receipt.{verdict.value}")) for verdict in Verdict]
        yield f"{receipts.files}: " + ", ".join(f"{count} × {said}" for count, said in counts if count)


def _receipt(receipt: Receipt, receipts: Receipts) -> Iterator[str]:
    words = receipt.wording
    head = f"{_line(receipt.called)}: {words(f'receipt.{receipt.verdict.value}')}"
    yield head
    yield "=" * min(_WIDTH, len(head))
    facts = [(fact.label, _line(fact.value)) for fact in (*receipt.facts, *receipt.respondent)]
    facts += [(count.label, count.says) for count in receipt.counts]
    widest = max((len(label) for label, _ in facts), default=0)
    for label, value in facts:
        yield f"{label.ljust(widest)}  {value}"
    for point in receipt.points:
        yield ""
        yield from _point(point, receipt)
    if receipt.kept:
        folder = receipts.folder(receipt)
        yield ""
        yield words("receipt.kept-title")
        yield words("receipt.kept-where", folder=folder) if folder else words("receipt.kept-nowhere")
        for kept in receipt.kept:
            said = words("receipt.kept-as", what=kept.what, name=kept.name) if folder else kept.what
            yield f"  - {_line(kept.caption)}: {said}"
    for note in receipt.notes:
        yield ""
        yield from _point(note, receipt, mark="  ")


def _point(point: Point, receipt: Receipt, mark: str = "! ") -> Iterator[str]:
    says = point.says
    if point.hidden:
        words = receipt.wording
        places = words("receipt.places-one") if point.hidden == 1 else words("receipt.places", count=point.hidden)
        says = f"{places}: {says}"
    yield from textwrap.wrap(says, _WIDTH, initial_indent=mark, subsequent_indent="  ")
    yield from textwrap.wrap(point.do, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    for place in point.places:
        yield from _place(place)


def _place(place: Place) -> Iterator[str]:
    yield f"  - {_line(place.caption)}"
    for words in place.words:
        for line in words.split("\n"):
            yield f"      | {_line(line)}"


def _line(text: str) -> str:
    """One line it stays, whatever is in the text."""
    return _NOT_SHOWN.sub("\ufffd", text)
