"""Debian's Chromium without a window, driven over a pipe by its own protocol: no driver program, no open port.

The protocol: https://chromedevtools.github.io/devtools-protocol/ (one JSON object per message, ended by a zero byte).
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from tests.roundtrip.processes import end, temporary_folder

_TIMEOUT: Final = 120  # seconds for one answer of the browser
_KEYS: Final = {"Enter": 13, "ArrowDown": 40, "Delete": 46}
_TYPES: Final = {".html": "text/html", ".mjs": "text/javascript", ".css": "text/css", ".pdf": "application/pdf"}


class _Pipe:
    """The two ends of the pipe to a running browser."""

    def __init__(self, orders: int, answers: int) -> None:
        self._orders, self._answers = orders, answers
        self._pending = b""
        self._count = 0

    def call(self, session: str | None, method: str, parameters: Mapping[str, object]) -> dict[str, Any]:
        """Send one command and wait for its result."""
        self._count += 1
        message: dict[str, object] = {"id": self._count, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._orders, data) :]
        return self.wait(lambda answer: answer.get("id") == self._count, method)

    def wait(self, wanted: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
        """The result in the first message that is wanted."""
        while True:
            while b"\0" not in self._pending:
                ready, _, _ = select.select([self._answers], [], [], _TIMEOUT)
                assert ready, f"no answer to {what}"
                piece = os.read(self._answers, 1 << 20)
                assert piece, f"the browser ended at {what}"
                self._pending += piece
            line, _, self._pending = self._pending.partition(b"\0")
            answer: dict[str, Any] = json.loads(line)
            if wanted(answer):
                assert "error" not in answer, answer["error"]
                result: dict[str, Any] = answer.get("result", {})
                return result


class Page:
    """A page of a running browser, or a frame in it that has a process of its own."""

    def __init__(self, pipe: _Pipe, target: str) -> None:
        self._pipe = pipe
        parameters = {"targetId": target, "flatten": True}
        self._session: str = pipe.call(None, "Target.attachToTarget", parameters)["sessionId"]

    @classmethod
    def new(cls, pipe: _Pipe) -> Page:
        """An empty page."""
        page = cls(pipe, pipe.call(None, "Target.createTarget", {"url": "about:blank"})["targetId"])
        page.call("Page.enable")
        return page

    def frame(self, address: str) -> Page | None:
        """The frame whose address begins so, once it is there."""
        for target in self._pipe.call(None, "Target.getTargets", {})["targetInfos"]:
            if target["type"] == "iframe" and target["url"].startswith(address):
                return Page(self._pipe, target["targetId"])
        return None

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send one command and wait for its result."""
        return self._pipe.call(self._session, method, parameters)

    def go(self, url: str) -> None:
        """Open an address and wait until it has loaded."""
        self.call("Page.navigate", url=url)
        self._pipe.wait(lambda answer: answer.get("method") == "Page.loadEventFired", url)

    def run(self, script: str) -> Any:
        """The value of an expression; promises are waited for."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def click(self, x: float, y: float) -> None:
        """The mouse goes there, and a click of the left button."""
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def type(self, text: str) -> None:
        """Text into what has the focus, as if it came from a keyboard."""
        self.call("Input.insertText", text=text)

    def press(self, key: str) -> None:
        """One key down and up, such as Delete."""
        text = {"text": "\r"} if key == "Enter" else {}
        for kind, extra in (("keyDown", text), ("keyUp", {})):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=_KEYS[key], **extra)


@contextmanager
def browser(profile: Path, *options: str, display: str = "") -> Iterator[Page]:
    """A browser with its profile in this folder and with these options; ended afterwards.

    On an X display (such as ":1") it has a window.
    """
    order_read, order_write = os.pipe()
    answer_read, answer_write = os.pipe()
    command = [
        *("chromium", "--ozone-platform=x11" if display else "--headless=new"),
        *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"),
        # Nothing but this machine is asked for anything: the rest goes to a proxy that is not there.
        *("--proxy-server=127.0.0.1:9", "--window-size=1000,1000", f"--user-data-dir={profile}"),
        *(*options, "--remote-debugging-pipe", "about:blank"),
    ]
    # The browser expects the pipe at descriptors 3 and 4, which only a shell can promise without a hook after fork.
    shell = ["bash", "-c", f'exec "$@" 3<&{order_read} 4>&{answer_write}', "bash", *command]
    with temporary_folder() as scratch:  # of a short name: it holds a socket
        process = subprocess.Popen(
            shell,
            env=os.environ | {"TMPDIR": str(scratch)} | ({"DISPLAY": display} if display else {}),
            pass_fds=(order_read, answer_write),
            process_group=0,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(order_read)
        os.close(answer_write)
        try:
            yield Page.new(_Pipe(order_write, answer_read))
        finally:
            os.close(order_write)
            end(process)
            os.close(answer_read)


@contextmanager
def served(folder: Path, extra: dict[str, bytes]) -> Iterator[str]:
    """The folder, and some bytes by path, over HTTP on this machine alone; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            file = folder / path.lstrip("/")
            data = extra.get(path) or (file.read_bytes() if file.is_file() else None)
            self.send_response(200 if data is not None else 404)
            self.send_header("Content-Type", _TYPES.get(Path(path).suffix, "application/octet-stream"))
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
