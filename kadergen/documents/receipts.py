"""The receipts of one run together: numbered, copies named and, where that is asked for, silent about who sent what.

An anonymous receipt tells how many forms there are and how well each was read, and no more. Its form has a number; so
whatever it named of a form, a place where somebody wrote or a doubt, would tie together what one person wrote in the
anonymous result, where nothing ties two contributions together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from kadergen.diagnostics import Code
from kadergen.documents.receipt import Place, Point, Receipt, Verdict, point_of
from kadergen.model.wording import Wording


@dataclass(frozen=True, slots=True)
class Receipts:
    """The receipts of one run, numbered from 1. `folders` is framework id → the folder in which what stood in its forms
    and is no words was written; none is there for a framework of which nothing was.
    """

    title: str
    language: str
    wording: Wording
    receipts: tuple[Receipt, ...]
    folders: Mapping[str, str]
    anonymous: bool = False

    def count(self, verdict: Verdict) -> int:
        """How many files had this verdict."""
        return sum(receipt.verdict is verdict for receipt in self.receipts)

    @property
    def files(self) -> str:
        """How many files there are, in words, such as "12 bestanden"."""
        number = len(self.receipts)
        return self.wording("receipt.files-one") if number == 1 else self.wording("receipt.files", count=number)

    def folder(self, receipt: Receipt) -> str:
        """Where what this form holds besides words was written; "" when it was not."""
        return self.folders.get(receipt.identity.id, "") if receipt.identity else ""


def gather(
    receipts: Sequence[Receipt],
    *,
    folders: Mapping[str, str] | None = None,
    anonymous: bool = False,
    same_person: Mapping[str, tuple[Code, str]] | None = None,
) -> Receipts:
    """The receipts of a run, numbered in their order, with a word at each file that is there twice.

    `same_person` is file → what became of it (R040, R041) and the file of the same person that counts. In an anonymous
    result the numbers follow the files' contents: their names, and with them their order, often say who sent them.
    Raises ValueError for none.
    """
    if not receipts:
        raise ValueError("no receipts")
    if anonymous:
        receipts = sorted(receipts, key=lambda receipt: (receipt.sha256 or "~", receipt.kind, receipt.verdict.value))
    names = _short_names([receipt.file for receipt in receipts])
    named = [replace(r, number=n, name=name) for n, (r, name) in enumerate(zip(receipts, names, strict=True), start=1)]
    shown = [_nameless(receipt) if anonymous else receipt for receipt in named]
    called = {receipt.file: own.called for receipt, own in zip(receipts, shown, strict=True)}
    others = {file: (code, called[other]) for file, (code, other) in (same_person or {}).items() if other in called}
    first: dict[str, Receipt] = {}
    numbered: list[Receipt] = []
    for given, receipt in zip(receipts, shown, strict=True):
        original = first.setdefault(given.sha256, receipt) if receipt.identity else receipt
        if original is not receipt:
            receipt = _looked_at(receipt, Code.R019, original.called)
        elif given.file in others:
            receipt = _looked_at(receipt, *others[given.file])
        numbered.append(receipt)
    main = next((receipt for receipt in receipts if receipt.identity), receipts[0])
    titles = {receipt.title for receipt in receipts if receipt.title}
    return Receipts(
        title=titles.pop() if len(titles) == 1 else "",
        language=main.language,
        wording=main.wording,
        receipts=tuple(numbered),
        folders={} if anonymous else folders or {},
        anonymous=anonymous,
    )


def _looked_at(receipt: Receipt, code: Code, other: str) -> Receipt:
    """The receipt with a first point about another file."""
    point = point_of(code.name, receipt.wording, (Place("", other),))
    return replace(receipt, look=(point, *receipt.look), verdict=Verdict.LOOK)


def _short_names(files: Sequence[str]) -> list[str]:
    """The files' names without the folder that all of them are in: it says nothing, and makes every line long."""
    parts = [PurePath(file).parts for file in files]
    common = 0
    while all(len(own) > common + 1 and own[common] == parts[0][common] for own in parts):
        common += 1
    return [str(PurePath(*own[common:])) if own else file for own, file in zip(parts, files, strict=True)]


def _nameless(receipt: Receipt) -> Receipt:
    """How many doubts of which kind, and nothing else that tells about whoever filled it in."""

    def bare(point: Point) -> Point:
        return replace(point, places=(), hidden=len(point.places))

    return replace(
        receipt,
        file="",
        name="",
        sha256="",
        producer="",
        who="",
        respondent=(),
        readings=None,
        facts=tuple(fact for fact in receipt.facts if fact.id != "producer"),
        look=tuple(map(bare, receipt.points)),
        outside=(),
        notes=tuple(map(bare, receipt.notes)),
        kept=(),
    )
