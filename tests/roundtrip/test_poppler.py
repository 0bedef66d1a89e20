"""poppler, the library of Evince and Okular: its form interface, then save."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from kadergen.model.instrument import FieldKind
from tests.readers.support import instrument
from tests.roundtrip.support import answers, assert_reads_as, form, widgets

SCRIPT = Path(__file__).with_name("poppler_fill.py")
DEBIAN_PYTHON = "/usr/bin/python3"  # python3-gi belongs to it, not to the virtual environment


def fill(folder: Path, base: bytes, values: Mapping[str, str]) -> bytes:
    orders: list[dict[str, object]] = []
    for widget in widgets():
        if widget.name not in values:
            continue
        value = values[widget.name]
        x, y = widget.centre
        place: dict[str, object] = {"page": widget.page_index, "x": x, "y": y}
        if widget.kind is FieldKind.SCORE:
            orders += [place | {"on": bool(value)}] if value in (widget.on_state, "") else []
        elif widget.kind is FieldKind.CHOICE:
            orders.append(place | {"item": ["", *instrument().by_name[widget.name].option_ids].index(value)})
        else:
            orders.append(place | {"text": value})
    (folder / "base.pdf").write_bytes(base)
    subprocess.run(
        [DEBIAN_PYTHON, str(SCRIPT), "base.pdf", "filled.pdf"],
        cwd=folder,
        input=json.dumps(orders).encode(),
        check=True,
        timeout=120,
    )
    return (folder / "filled.pdf").read_bytes()


def test_filled_changed_and_emptied(tmp_path: Path) -> None:
    filled = fill(tmp_path, form(), answers())
    assert_reads_as(filled, answers())
    changed = {"p1-1__score": "red", "p1-2__score": "", "p1-1__reflection": "", "respondent__party": ""}
    expected = {name: value for name, value in (answers() | changed).items() if value}
    assert_reads_as(fill(tmp_path, filled, changed), expected)
    assert_reads_as(fill(tmp_path, filled, dict.fromkeys(answers(), "")), {})
