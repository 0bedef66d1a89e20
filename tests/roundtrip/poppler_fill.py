# mypy: ignore-errors
# poppler's bindings exist for Debian's Python alone
"""Fills a form through poppler's GLib interface, the one that Evince uses. Runs with Debian's own Python.

    python3 poppler_fill.py BASE.pdf OUT.pdf < orders.json

An order is {"page": index, "x": …, "y": …, "text": … | "on": true | "item": index}: what to do at a point.
"""

import json
import sys
from pathlib import Path

import gi

gi.require_version("Poppler", "0.18")
from gi.repository import Poppler  # noqa: E402 - the version has to be asked for first


def main() -> None:
    base, out = (Path(argument).resolve().as_uri() for argument in sys.argv[1:3])
    document = Poppler.Document.new_from_file(base, None)
    for order in json.load(sys.stdin):
        page = document.get_page(order["page"])
        fields = [m for m in page.get_form_field_mapping() if inside(m.area, order["x"], order["y"])]
        assert len(fields) == 1, order
        field = fields[0].field
        if "text" in order:
            field.text_set_text(order["text"])
        elif "item" in order:
            field.choice_select_item(order["item"])
        else:
            field.button_set_state(order["on"])
    document.save(out)


def inside(area: Poppler.Rectangle, x: float, y: float) -> bool:
    return area.x1 <= x <= area.x2 and area.y1 <= y <= area.y2


main()
