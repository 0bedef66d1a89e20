"""Chromium's own viewer: a form opened in it, filled in by clicks and typing, saved and printed.

The viewer is a page of the browser's own (the bar with the buttons) with a frame in it that holds the plugin, PDFium.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from kadergen.model.instrument import FieldKind
from kadergen.units import A4
from tests.readers.support import instrument
from tests.roundtrip.browser import Page, browser, served
from tests.roundtrip.processes import screen, temporary_folder, until, whole_pdf
from tests.roundtrip.support import widgets

_TWO_PICTURES: Final = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))"
_LOOKS: Final = 30  # at where the focus is, before the click is made again
_EMPTY: Final = (20.0, 20.0)  # a place on every page where no field is, in points from the lower left
_VIEWER: Final = "chrome-extension://"
# What the print dialog remembers: the printer that makes a PDF. The options of the dialog are as they come.
_PRINTER: Final = {
    "version": 2,
    "recentDestinations": [{"id": "Save as PDF", "origin": "local", "account": "", "capabilities": {}}],
}


def chromium_save(form: bytes, answers: Mapping[str, str]) -> bytes:
    """The form as the viewer saves it "with your changes", after each answer was typed or clicked."""
    with temporary_folder() as folder, _opened(form, folder) as viewer:
        viewer.fill(answers)
        return viewer.saved()


def chromium_print(form: bytes, answers: Mapping[str, str] | None = None) -> bytes:
    """What the print button gives with "Save as PDF", after these answers were typed.

    Needs a screen: without one Chromium has no print dialog. The dialog itself answers as if "Save" were pressed.
    """
    with temporary_folder() as folder, screen() as display:
        printed = folder / "printed"
        preferences = folder / "Default" / "Preferences"
        for path in (printed, preferences.parent):
            path.mkdir()
        state = {"print_preview_sticky_settings": {"appState": json.dumps(_PRINTER)}}
        preferences.write_text(json.dumps({"printing": state, "savefile": {"default_directory": str(printed)}}))
        with _opened(form, folder, "--kiosk-printing", display=display) as viewer:
            viewer.fill(answers or {})
            viewer.print()
            return until(lambda: whole_pdf(printed), "the printed file")


@contextmanager
def _opened(form: bytes, profile: Path, *options: str, display: str = "") -> Iterator[Viewer]:
    """The form in the viewer."""
    options = ("--window-size=1300,1350", *options)
    with (
        served(profile, {"/form.pdf": form}) as address,
        browser(profile, *options, display=display) as page,
    ):
        page.go(f"{address}/form.pdf")
        yield Viewer(page, f"{address}/form.pdf")


class Viewer:
    """The viewer with a form in it."""

    def __init__(self, page: Page, address: str) -> None:
        self._page_index = 0
        self._bar = until(lambda: page.frame(_VIEWER), "the viewer")
        self._plugin = until(lambda: page.frame(address), "the plugin")
        until(lambda: self._ask("viewer.loadState_ === 'success'"), "the form in the viewer")

    def fill(self, answers: Mapping[str, str]) -> None:
        """Click and type each answer, page by page."""
        for widget in widgets():
            value = answers.get(widget.name)
            if not value or widget.on_state not in ("", value):
                continue
            self._click(widget.page_index, widget.centre, on_field=True)
            if widget.kind is FieldKind.CHOICE:
                self._choose(["", *instrument().by_name[widget.name].option_ids].index(value))
            elif widget.kind is not FieldKind.SCORE:
                self._type(value)
            self._click(widget.page_index, _EMPTY, on_field=False)

    def saved(self) -> bytes:
        """What the download button saves after changes; only the dialog that asks for a file's name is left out."""
        answer = self._ask(
            """viewer.pluginController_.save("EDITED").then(answer => {
              let text = "";
              for (const byte of new Uint8Array(answer.dataToSave)) text += String.fromCharCode(byte);
              return btoa(text);
            })"""
        )
        return base64.b64decode(answer)

    def print(self) -> None:
        """Press the print button."""
        self._ask("viewer.shadowRoot.querySelector('viewer-toolbar').shadowRoot.querySelector('#print').click()")

    def _ask(self, expression: str) -> Any:
        script = f"(() => {{ const viewer = document.querySelector('pdf-viewer'); return {expression}; }})()"
        return self._bar.run(script)

    def _click(self, page_index: int, place: tuple[float, float], *, on_field: bool) -> None:
        """Click, and see that a field has the focus now, or that none has; the plugin is deaf for a moment at times."""
        point = self._point(page_index, place)

        def clicked() -> bool:
            self._plugin.click(*point)
            for _ in range(_LOOKS):
                if (self._ask("viewer.formFieldFocus_") != "none") is on_field:
                    return True
                self._plugin.run(_TWO_PICTURES)
            return False

        until(clicked, "the focus")

    def _point(self, page_index: int, place: tuple[float, float]) -> tuple[float, float]:
        """Where in the plugin a place on a page (points from the lower left) is, with its page scrolled to the top."""
        if page_index != self._page_index:
            self._page_index = page_index
            self._ask(f"viewer.viewport.goToPage({page_index})")
            # The frame scrolls and tells the bar, and the bar tells the plugin, which answers in order.
            for frame in (self._plugin, self._bar, self._plugin):
                frame.run(_TWO_PICTURES)
            self._ask("viewer.pluginController_.getSelectedText()")
        left, top, width, height = self._ask(
            f"(page => [page.x, page.y, page.width, page.height])(viewer.viewport.getPageScreenRect({page_index}))"
        )
        x, y = place
        return left + x * width / A4.width, top + (A4.height - y) * height / A4.height

    def _type(self, text: str) -> None:
        first, *others = text.split("\n")
        self._plugin.type(first)
        for line in others:
            self._plugin.press("Enter")
            if line:
                self._plugin.type(line)

    def _choose(self, index: int) -> None:
        for _ in range(index + 1):  # the first goes to the empty choice
            self._plugin.press("ArrowDown")
        self._plugin.press("Enter")  # closes the list
