"""Debian's Chromium without a window, driven over a pipe by its own protocol: no driver program, no open port.

The protocol: https://chromedevtools.github.io/devtools-protocol/ (one JSON object per message, ended by a zero byte).
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

_TIMEOUT: Final = 120  # seconds for one answer of the browser
_TYPES: Final = {".html": "text/html", ".mjs": "text/javascript", ".css": "text/css", ".pdf": "application/pdf"}


class Page:
    """The one page of a running browser."""

    def __init__(self, orders: int, answers: int) -> None:
        self._orders, self._answers = orders, answers
        self._pending = b""
        self._count = 0
        self._session: str | None = None
        self.target: str = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=self.target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send one command and wait for its result."""
        self._count += 1
        message: dict[str, object] = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._orders, data) :]
        return self._wait(lambda answer: answer.get("id") == self._count, method)

    def go(self, url: str) -> None:
        """Open an address and wait until it has loaded."""
        self.call("Page.navigate", url=url)
        self._wait(lambda answer: answer.get("method") == "Page.loadEventFired", url)

    def run(self, script: str) -> Any:
        """The value of an expression; promises are waited for."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def click(self, x: float, y: float) -> None:
        """A click of the left button."""
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def type(self, text: str) -> None:
        """Text into what has the focus, as if it came from a keyboard."""
        self.call("Input.insertText", text=text)

    def press(self, key: str) -> None:
        """One key down and up, such as Delete."""
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode={"Delete": 46}[key])

    def _wait(self, wanted: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
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


@contextmanager
def browser(profile: Path) -> Iterator[Page]:
    """A browser with an empty profile in this folder; ended afterwards."""
    order_read, order_write = os.pipe()
    answer_read, answer_write = os.pipe()
    command = [
        *("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"),
        *("--window-size=1000,1000", f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"),
    ]
    # The browser expects the pipe at descriptors 3 and 4, which only a shell can promise without a hook after fork.
    shell = ["bash", "-c", f'exec "$@" 3<&{order_read} 4>&{answer_write}', "bash", *command]
    process = subprocess.Popen(
        shell, pass_fds=(order_read, answer_write), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(order_read)
    os.close(answer_write)
    try:
        yield Page(order_write, answer_read)
    finally:
        os.close(order_write)
        process.terminate()
        process.wait(timeout=30)
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
