"""Receipts as plain text, for a terminal or a mail."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from kadergen.documents.receipt import Place, Point, Receipt, Receipts

_WIDTH = 92


def receipts_to_text(receipts: Receipts) -> str:
    """All receipts, each under a line of its own, with a line end at the end. What people wrote is set in ("| …")."""
    return "\n\n".join("\n".join(_receipt(receipt, receipts)) for receipt in receipts.receipts) + "\n"


def _receipt(receipt: Receipt, receipts: Receipts) -> Iterator[str]:
    words = receipts.wording
    name = receipt.called if receipts.anonymous else _line(receipt.file)
    verdict = words(f"receipt.{receipt.verdict.value}")
    yield f"{name}: {verdict}"
    yield "=" * min(_WIDTH, len(name) + len(verdict) + 2)
    facts = [(fact.label, _line(fact.value)) for fact in (*receipt.facts, *receipt.respondent)]
    facts += [(count.label, count.says) for count in receipt.counts]
    widest = max((len(label) for label, _ in facts), default=0)
    for label, value in facts:
        yield f"{label.ljust(widest)}  {value}"
    for point in receipt.points:
        yield ""
        yield from _point(point)
    if receipt.kept:
        yield ""
        yield words("receipt.kept-title")
        yield from (f"  - {kept.caption}: {kept.says}" for kept in receipt.kept)
    for note in receipt.notes:
        yield ""
        yield from _point(note, mark="  ")


def _point(point: Point, mark: str = "! ") -> Iterator[str]:
    yield from textwrap.wrap(point.says, _WIDTH, initial_indent=mark, subsequent_indent="  ")
    yield from textwrap.wrap(point.do, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    for place in point.places:
        yield from _place(place)


def _place(place: Place) -> Iterator[str]:
    yield f"  - {_line(place.caption)}"
    for words in place.words:
        for line in words.splitlines() or [""]:
            yield f"      | {_line(line)}"


def _line(text: str) -> str:
    """One line it stays, whatever is in the text."""
    return "".join(char if char.isprintable() or char == " " else "\ufffd" for char in text)
