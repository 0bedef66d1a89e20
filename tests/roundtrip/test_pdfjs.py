"""pdf.js, the viewer inside Firefox: typing and clicking in its HTML controls, in Chromium, then its own save."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path

from kadergen.model.instrument import FieldKind
from tests.readers.support import instrument
from tests.roundtrip.browser import Page, browser, served
from tests.roundtrip.support import answers, assert_reads_as, form, widgets

HERE = Path(__file__).with_name("pdfjs")


def type_answers(page: Page, base: bytes, values: Mapping[str, str]) -> bytes:
    """Open the form in the page, click and type each value into its control, save."""
    with served(HERE, {"/form.pdf": base}) as address:
        page.go(f"{address}/form.html")
        assert page.run("openForm()") == len(widgets())
        for name, value in values.items():
            _answer(page, name, value)
        return base64.b64decode(page.run("saveForm()"))


def _answer(page: Page, name: str, value: str) -> None:
    spec = instrument().by_name[name]
    if spec.kind is FieldKind.CHOICE:
        page.run(f"choose({json.dumps(name)}, {json.dumps(value)})")
        return
    # An empty score means: click the level that is on once more.
    states = [value] if value else spec.option_ids
    for state in states if spec.kind is FieldKind.SCORE else [""]:
        place = page.run(f"find({json.dumps(name)}, {json.dumps(state)})")
        if spec.kind is not FieldKind.SCORE or place["on"] != bool(value):
            page.click(place["x"], place["y"])
    if spec.kind is not FieldKind.SCORE:
        page.run("selectAll()")
        if value:
            page.type(value)
        else:
            page.press("Delete")


def test_typed_changed_and_emptied(tmp_path: Path) -> None:
    with browser(tmp_path) as page:
        filled = type_answers(page, form(), answers())
        assert filled.startswith(form()), "pdf.js appends"
        assert_reads_as(filled, answers())
        changed = {"p1-1__score": "red", "p1-2__score": "", "p1-1__reflection": "", "respondent__party": ""}
        again = type_answers(page, filled, changed)
        assert_reads_as(again, {name: value for name, value in (answers() | changed).items() if value})
        assert_reads_as(type_answers(page, filled, dict.fromkeys(answers(), "")), {})
