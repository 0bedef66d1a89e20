"""A copy that we filled, edited in pdf.js: what is shown shortened, reordered or substituted is not lost there."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from kadergen.formats.acroform_fill import fill
from kadergen.formats.acroform_read import read_acroform
from tests.roundtrip.browser import browser, served
from tests.roundtrip.support import FOREIGN, LATIN, LONG, MARKUP, form

TEXTS = {
    "p1-1__reflection": LATIN,
    "p1-1__actions": LONG,  # cut off in sight
    "p1-2__reflection": "محمد علي السلام عليكم 2025\nDe heer שלום woont in Utrecht.",
    "p1-2__actions": "漢字 \U0001f9ff 👍🏽 e\u0301 µ ﬁ",
    "p1-3__reflection": FOREIGN + "\n" + MARKUP,
    "p1-3__actions": "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikantenverbandsvorsitzender",
}


def test_one_more_letter_keeps_all_the_others(tmp_path: Path) -> None:
    filled = fill(form(), TEXTS).data
    page_folder = Path(__file__).with_name("pdfjs")
    with browser(tmp_path) as page, served(page_folder, {"/form.pdf": filled}) as address:
        page.go(f"{address}/form.html")
        page.run("openForm()")
        for name in TEXTS:
            place = page.run(f"find({json.dumps(name)}, '')")
            page.click(place["x"], place["y"])
            page.run("document.activeElement.setSelectionRange(1e6, 1e6)")
            page.type("!")
        saved = base64.b64decode(page.run("saveForm()"))
    found = {field.name: field.value for field in read_acroform(saved).fields}
    assert {name: found[name] for name in TEXTS} == {name: text + "!" for name, text in TEXTS.items()}
