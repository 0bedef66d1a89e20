"""Receipts of what was read: built file by file, written as text, JSON or one page of HTML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kadergen.diagnostics import Code
from kadergen.documents.receipt import Receipt, build_receipt
from kadergen.documents.receipts import Receipts, gather
from kadergen.errors import UsageError
from kadergen.model.framework import Framework
from kadergen.model.instrument import Instrument
from kadergen.model.response import ReadResult
from kadergen.render.json_file import json_bytes
from kadergen.render.receipt_html import render_receipts_html
from kadergen.render.receipt_json import receipts_to_json
from kadergen.render.receipt_text import receipts_to_text
from kadergen.theme.load import default_theme

SUFFIXES: Final = (".html", ".json", ".txt")


class ReceiptBook:
    """The receipts of one run. Of a file that was read it keeps the receipt alone, so it stays small."""

    def __init__(self, instruments: Mapping[str, Instrument]) -> None:
        self._frameworks = {key: instrument.framework for key, instrument in instruments.items()}
        self._made: list[Receipt | ReadResult] = []
        self._main: Framework | None = None

    def add(self, result: ReadResult) -> None:
        """The next file."""
        if result.response is None:
            self._made.append(result)
            return
        framework = self._frameworks[result.response.identity.id]
        self._main = self._main or framework
        self._made.append(build_receipt(result, framework))

    def gathered(
        self,
        *,
        folders: Mapping[str, str] | None = None,
        anonymous: bool = False,
        same_person: Mapping[str, tuple[Code, str]] | None = None,
    ) -> Receipts | None:
        """All of them, None when there are none; `folders` as in `Receipts`, `same_person` as in `gather`.

        A file that could not be read has the language of the first that could, else that of the first framework.
        """
        main = self._main or next(iter(self._frameworks.values()), None)
        if not self._made or main is None:
            return None
        receipts = [build_receipt(one, main) if isinstance(one, ReadResult) else one for one in self._made]
        return gather(receipts, folders=folders, anonymous=anonymous, same_person=same_person)


def check_suffix(out: Path) -> None:
    """Raise UsageError for a name that does not say what kind of receipt it is."""
    if out.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{out} does not say which kind of receipt it is", f"End it in {', '.join(SUFFIXES)}.")


def receipt_bytes(receipts: Receipts, suffix: str) -> bytes:
    """The receipts in the format of this suffix."""
    if suffix == ".html":
        return render_receipts_html(receipts, default_theme())
    if suffix == ".json":
        return json_bytes(receipts_to_json(receipts))
    return receipts_to_text(receipts).encode("utf-8", "replace")
