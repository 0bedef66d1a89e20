"""Firefox itself without a window: a form opened, filled in by keys and clicks, saved and printed in its own viewer.

Driven over its Marionette socket, which every Firefox has: no driver program. The protocol is
`LENGTH:[0, id, command, parameters]` there, `LENGTH:[1, id, error, result]` back
(https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html).
"""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from kadergen.model.instrument import FieldKind
from tests.roundtrip.browser import served
from tests.roundtrip.processes import LIMIT, end, temporary_folder, until, whole_pdf
from tests.roundtrip.support import widgets

# Nothing but this machine is asked for anything: what is not loopback goes to a proxy that is not there.
_PREFERENCES: Final[dict[str, object]] = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.download.alwaysOpenPanel": False,
    "browser.download.folderList": 2,  # the folder that we name
    "browser.download.useDownloadDir": True,
    "browser.aboutwelcome.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.update": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "extensions.update.enabled": False,
    "marionette.port": 0,  # a free one, which Firefox writes into its profile
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "data:,",
    "toolkit.telemetry.unified": False,
}
# A control, when its page has been scrolled to and is drawn.
_FIND: Final = """
  const [name, state, page] = args;
  if (PDFViewerApplication.page !== page) PDFViewerApplication.page = page;
  const find = () => [...document.getElementsByName(name)].find(e => !state || e.getAttribute("exportValue") === state);
  while (!find()) await new Promise(requestAnimationFrame);
  return find();
"""
# The dialog that asks where to save answers by itself with the folder for downloads.
_SAVE_WITHOUT_ASKING: Final = """
  const window = Services.wm.getMostRecentWindow("navigator:browser");
  const save = window.saveURL;
  window.saveURL = (...given) => { given[5] = true; return save.apply(window, given); };
"""
_A4: Final = {"width": 21.0, "height": 29.7}  # cm


def firefox_save(form: bytes, answers: Mapping[str, str]) -> bytes:
    """The form as the viewer's download button saves it, after each answer was typed or clicked."""
    with _opened(form) as (firefox, downloads):
        _fill(firefox, answers)
        firefox.call("Marionette:SetContext", value="chrome")
        firefox.call("WebDriver:ExecuteScript", script=_SAVE_WITHOUT_ASKING, args=[])
        firefox.call("Marionette:SetContext", value="content")
        firefox.run("document.getElementById('downloadButton').click()")
        return until(lambda: whole_pdf(downloads), "the saved file")


def firefox_print(form: bytes, answers: Mapping[str, str] | None = None) -> bytes:
    """The form printed to PDF on A4 out of the viewer, after these answers were typed."""
    with _opened(form) as (firefox, _):
        _fill(firefox, answers or {})
        return base64.b64decode(firefox.call("WebDriver:Print", page=_A4, shrinkToFit=False))


def _fill(firefox: Firefox, answers: Mapping[str, str]) -> None:
    """Click and type each answer, page by page."""
    for widget in widgets():
        value = answers.get(widget.name)
        if not value or widget.on_state not in ("", value):
            continue
        control = firefox.run(_FIND, widget.name, widget.on_state, widget.page_index + 1)
        (element,) = control.values()
        if widget.kind is FieldKind.SCORE:
            firefox.call("WebDriver:ElementClick", id=element)
        else:
            firefox.call("WebDriver:ElementSendKeys", id=element, text=value)


@contextmanager
def _opened(form: bytes) -> Iterator[tuple[Firefox, Path]]:
    """The form in the viewer, and the folder for downloads."""
    with temporary_folder() as folder:
        profile, downloads = folder / "profile", folder / "downloads"
        profile.mkdir()
        downloads.mkdir()
        preferences = _PREFERENCES | {"browser.download.dir": str(downloads)}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items()]
        (profile / "user.js").write_text("".join(lines))
        command = ["firefox-esr", "--headless", "--no-remote", "--marionette", "--remote-allow-system-access"]
        process = subprocess.Popen(
            [*command, "--profile", str(profile)],
            # What it keeps outside its profile goes where the profile goes.
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(folder),
                "TMPDIR": str(folder),
                "LANG": "C.UTF-8",
                "MOZ_CRASHREPORTER_DISABLE": "1",
            },
            process_group=0,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            port_file = profile / "MarionetteActivePort"
            port = until(lambda: port_file.read_text() if port_file.exists() else None, "the port", process)
            with served(profile, {"/form.pdf": form}) as address, _session(int(port)) as firefox:
                firefox.call("WebDriver:Navigate", url=f"{address}/form.pdf")
                firefox.run("await PDFViewerApplication.initializedPromise;")
                firefox.run("await PDFViewerApplication.pdfViewer.pagesPromise;")
                yield firefox, downloads
        finally:
            end(process)


@contextmanager
def _session(port: int) -> Iterator[Firefox]:
    """A session over the socket of a running Firefox."""
    with socket.create_connection(("127.0.0.1", port), timeout=LIMIT) as connection:
        yield Firefox(connection)


class Firefox:
    """The one window of a running Firefox."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._pending = b""
        self._count = 0
        self._read()  # Firefox greets first
        self.call("WebDriver:NewSession")
        self.call("WebDriver:SetTimeouts", script=LIMIT * 1000, pageLoad=LIMIT * 1000, implicit=0)

    def call(self, command: str, **parameters: object) -> Any:
        """Send one command and wait for its result."""
        self._count += 1
        message = json.dumps([0, self._count, command, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, number, error, result = self._read()
        assert number == self._count
        assert error is None, (command, error)
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def run(self, script: str, *arguments: object) -> Any:
        """What the body of an async function of `args` returns in the page."""
        whole = f"return (async (...args) => {{ {script} }})(...arguments)"
        return self.call("WebDriver:ExecuteScript", script=whole, args=arguments, sandbox=None)

    def _read(self) -> Any:
        while b":" not in self._pending:
            self._receive()
        length, _, self._pending = self._pending.partition(b":")
        while len(self._pending) < int(length):
            self._receive()
        message, self._pending = self._pending[: int(length)], self._pending[int(length) :]
        return json.loads(message)

    def _receive(self) -> None:
        piece = self._socket.recv(1 << 20)
        assert piece, "Firefox ended"
        self._pending += piece
