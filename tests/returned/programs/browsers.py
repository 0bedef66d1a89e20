"""Debian's Chromium and Firefox print a form to PDF, as people do; Firefox also saves it.

Both run without a screen of their own, with an empty profile, and with a proxy that is not there.
"""

from __future__ import annotations

import base64
import json
import os
import select
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.roundtrip.browser import Page, served

_SECONDS: Final = 120
_NOWHERE: Final = {"network.proxy.type": 1} | {
    f"network.proxy.{kind}{part}": value
    for kind in ("http", "ssl")
    for part, value in (("", "127.0.0.1"), ("_port", 9))
}
_QUIET: Final = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
}
_DESTINATION: Final = {
    "version": 2,
    "recentDestinations": [{"id": "Save as PDF", "origin": "local", "account": ""}],
    "selectedDestinationId": "Save as PDF",
    "isHeaderFooterEnabled": False,
}
_LOADED: Final = """
const [done] = arguments;
const viewer = (window.wrappedJSObject || window).PDFViewerApplication;
const look = () => viewer && viewer.pdfDocument
  ? viewer.pdfViewer.pagesPromise.then(() => done(viewer.pagesCount)) : setTimeout(look, 50);
look();
"""
_SAVE: Final = """
const [done] = arguments;
(window.wrappedJSObject || window).PDFViewerApplication.pdfDocument.saveDocument().then(data => {
  let text = "";
  for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...Array.from(data.slice(at, at + 8192)));
  done(btoa(text));
});
"""


class _Marionette:
    """Firefox's own protocol for tests: `length:[0, id, command, parameters]` over a socket."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=_SECONDS)
        self._pending = b""
        self._count = 0
        self._receive()  # its greeting

    def call(self, command: str, **parameters: object) -> Any:
        self._count += 1
        message = json.dumps([0, self._count, command, parameters]).encode()
        self._socket.sendall(b"%d:%b" % (len(message), message))
        _, number, error, result = self._receive()
        assert number == self._count
        assert error is None, error
        return result["value"] if isinstance(result, dict) and "value" in result else result

    def _receive(self) -> Any:
        while b":" not in self._pending:
            self._pending += self._more()
        length, _, rest = self._pending.partition(b":")
        while len(rest) < int(length):
            rest += self._more()
        self._pending = rest[int(length) :]
        return json.loads(rest[: int(length)])

    def _more(self) -> bytes:
        piece = self._socket.recv(1 << 20)
        assert piece, "Firefox has ended"
        return piece

    def close(self) -> None:
        self._socket.close()


@contextmanager
def _firefox(folder: Path, pdf: bytes) -> Iterator[_Marionette]:
    """Firefox with the file open in its viewer."""
    profile, form = folder / "profile", folder / "form.pdf"
    profile.mkdir(parents=True)
    form.write_bytes(pdf)
    settings = {**_NOWHERE, **_QUIET, "marionette.port": 0}
    lines = [f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in settings.items()]
    (profile / "user.js").write_text("\n".join(lines), "utf-8")
    process = subprocess.Popen(
        ["firefox-esr", "--headless", "--marionette", "--no-remote", "--profile", str(profile)],
        env={**os.environ, "HOME": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        driver = _Marionette(_port(process, profile))
        try:
            driver.call("WebDriver:NewSession")
            driver.call("WebDriver:SetTimeouts", script=_SECONDS * 1000)
            driver.call("WebDriver:Navigate", url=form.as_uri())
            assert driver.call("WebDriver:ExecuteAsyncScript", script=_LOADED, args=[]) > 0
            yield driver
        finally:
            driver.close()
    finally:
        process.kill()
        process.communicate()


def _port(process: subprocess.Popen[bytes], profile: Path) -> int:
    """The port that Firefox has chosen; it writes it into a file."""
    said, file = b"", profile / "MarionetteActivePort"
    assert process.stderr
    for _ in range(_SECONDS * 10):
        # What it says meanwhile is read, so that it never waits for somebody to do so.
        if select.select([process.stderr], [], [], 0.1)[0]:
            piece = os.read(process.stderr.fileno(), 4096)
            assert piece, f"Firefox did not start: {said[-500:]!r}"
            said += piece
        if file.is_file() and (port := file.read_text("ascii").strip()):
            return int(port)
    raise AssertionError(f"Firefox did not start: {said[-500:]!r}")


def firefox_print(pdf: bytes, folder: Path) -> bytes:
    """Printed to PDF by Firefox, on A4."""
    with _firefox(folder, pdf) as driver:
        paper = {"width": 21.0, "height": 29.7}
        return base64.b64decode(driver.call("WebDriver:Print", page=paper, margin=dict.fromkeys(_SIDES, 0)))


_SIDES: Final = ("top", "bottom", "left", "right")


def firefox_save(pdf: bytes, folder: Path) -> bytes:
    """As Firefox's viewer saves it."""
    with _firefox(folder, pdf) as driver:
        return base64.b64decode(driver.call("WebDriver:ExecuteAsyncScript", script=_SAVE, args=[]))


def chromium_print(pdf: bytes, folder: Path) -> bytes:
    """Printed to PDF by Chromium's own viewer: in kiosk mode the print window is answered with "Save as PDF"."""
    profile, out = folder / "profile", folder / "out"
    (profile / "Default").mkdir(parents=True)
    out.mkdir()
    preferences = {
        "printing": {"print_preview_sticky_settings": {"appState": json.dumps(_DESTINATION)}},
        "savefile": {"default_directory": str(out)},
    }
    (profile / "Default" / "Preferences").write_text(json.dumps(preferences), "utf-8")
    page = b"<!doctype html><title>form</title><iframe id=form src=/form.pdf style='width:900px;height:900px'></iframe>"
    with (
        served(folder, {"/page.html": page, "/form.pdf": pdf}) as address,
        _chromium(profile) as chromium,
    ):
        chromium.go(f"{address}/page.html")
        # The viewer is there some time after the page is; until then there is nothing that could be printed.
        for _ in range(_SECONDS * 4):
            chromium.run("document.getElementById('form').contentWindow.print(); 1")
            chromium.run("new Promise(done => setTimeout(done, 250))")
            if made := [path for path in out.iterdir() if path.suffix == ".pdf" and _is_whole(path)]:
                return made[0].read_bytes()
    raise AssertionError("Chromium printed nothing")


def _is_whole(path: Path) -> bool:
    return path.read_bytes().rstrip().endswith(b"%%EOF")


@contextmanager
def _chromium(profile: Path) -> Iterator[Page]:
    order_read, order_write = os.pipe()
    answer_read, answer_write = os.pipe()
    command = [
        *("xvfb-run", "--auto-servernum", "chromium", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
        *("--no-first-run", "--kiosk-printing", "--disable-background-networking", "--disable-component-update"),
        *("--disable-sync", "--window-size=1000,1000", f"--user-data-dir={profile}", "--remote-debugging-pipe"),
        "about:blank",
    ]
    shell = ["bash", "-c", f'exec "$@" 3<&{order_read} 4>&{answer_write}', "bash", *command]
    process = subprocess.Popen(
        shell, pass_fds=(order_read, answer_write), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(order_read)
    os.close(answer_write)
    page = Page(order_write, answer_read)
    try:
        yield page
    finally:
        page.call("Target.closeTarget", targetId=page.target)  # its last page: then it ends by itself
        os.close(order_write)
        process.wait(timeout=60)
        os.close(answer_read)
