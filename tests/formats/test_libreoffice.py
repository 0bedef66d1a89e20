"""RTF and .doc to .docx: a real LibreOffice that must not look outside, and false ones that fail in every way."""

from __future__ import annotations

import io
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kadergen.formats import libreoffice
from kadergen.formats.libreoffice import LibreOfficeMissingError, Limits, convert_to_docx, find_libreoffice, sockets
from kadergen.formats.rawform import FormatError

RTF = rb"{\rtf1\ansi\ansicpg1252 Reflectie: {\*\bkmkstart kg1}\'e9\'e9n caf\'e9{\*\bkmkend kg1}\par}"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# A document that refers to a picture and to another document elsewhere.
LINKING = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>
<text:p>Wat hier staat <draw:frame draw:name="picture" text:anchor-type="as-char" svg:width="3cm" svg:height="3cm">
<draw:image xlink:href="ADDRESS/picture.png" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>
</draw:frame></text:p><text:section text:name="other">
<text:section-source xlink:href="ADDRESS/section.odt" xlink:type="simple"/><text:p>blijft</text:p></text:section>
</office:text></office:body></office:document>
"""
LINKING_RTF = r"""{\rtf1\ansi Wat hier staat {\field{\*\fldinst INCLUDEPICTURE "ADDRESS/picture.png" \\d}{\fldrslt x}}
{\field{\*\fldinst INCLUDETEXT "ADDRESS/text.doc"}{\fldrslt x}}{\*\template ADDRESS/template.dot}
{\field{\*\fldinst LINK Word.Document.8 "ADDRESS/link.doc" "" \\a \\r}{\fldrslt x}}
{\shp{\*\shpinst{\sp{\sn shapeType}{\sv 75}}{\sp{\sn pibName}{\sv ADDRESS/shape.png}}{\sp{\sn pibFlags}{\sv 10}}}}
blijft\par}"""


Fake = Callable[[str], tuple[Path, Path]]


class Listener:
    """A server that refuses to talk and remembers who came."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._port = self._socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}"
        self._requests: list[bytes] = []
        self._seen = threading.Semaphore(0)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            with connection:
                connection.settimeout(5)
                try:
                    self._requests.append(connection.recv(1000))
                except OSError:
                    self._requests.append(b"")
            if self._requests[-1] == b"end":
                self._seen.release()

    def requests(self) -> list[bytes]:
        """What was asked since the last time. They are served in turn: when our own is through, all before it are."""
        with socket.create_connection(("127.0.0.1", self._port)) as connection:
            connection.sendall(b"end")
        assert self._seen.acquire(timeout=30)
        found = [request for request in self._requests if request != b"end"]
        self._requests.clear()
        return found


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the private folders are made; none of them is left, whatever happened."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def text_of(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return package.read("word/document.xml").decode()


def doc_from(source: str, folder: Path) -> bytes:
    """A .doc that a LibreOffice with its usual settings makes of flat ODF."""
    (folder / "source.fodt").write_text(source, encoding="utf-8")
    program = find_libreoffice()
    assert program
    profile = (folder / "usual").as_uri()
    command = [str(program), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "doc:MS Word 97"]
    subprocess.run(
        [*command, "--outdir", str(folder), str(folder / "source.fodt")],
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (folder / "source.doc").read_bytes()


def test_a_doc_with_links_is_converted_and_nothing_is_fetched(tmp_path: Path) -> None:
    listener = Listener()
    doc = doc_from(LINKING.replace("ADDRESS", listener.address), tmp_path)
    assert any(b"picture.png" in request for request in listener.requests()), "the trap works: a usual LibreOffice asks"
    assert listener.address.encode("utf-16-le") in doc or listener.address.encode() in doc
    text = text_of(convert_to_docx(doc, ".doc"))
    assert "Wat hier staat" in text
    assert "blijft" in text
    assert listener.requests() == []


def test_rtf_is_converted_and_nothing_is_fetched() -> None:
    listener = Listener()
    linking = LINKING_RTF.replace("ADDRESS", listener.address).encode()
    words = RTF.removeprefix(rb"{\rtf1\ansi\ansicpg1252 ").removesuffix(b"}")
    both = linking.replace(b"blijft", words + b" blijft")
    text = text_of(convert_to_docx(both, ".doc"))  # RTF by its content; programs do call it .doc
    assert "één café" in text
    assert 'w:name="kg1"' in text
    assert "blijft" in text
    assert listener.requests() == []


def test_what_real_libreoffice_cannot_open() -> None:
    with pytest.raises(FormatError, match="could not open it"):
        convert_to_docx(OLE + bytes(4000), ".doc")


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"<html><img src='http://127.0.0.1:1/x.png'></html>", ".doc"),
        (b"<html><img src='http://127.0.0.1:1/x.png'></html>", ".rtf"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", ".DOC"),
        (b"<?xml version='1.0'?><?mso-application progid='Word.Document'?>", ".doc"),
        (b"just text", ".doc"),
        (b"", ".rtf"),
        (RTF, ".odt"),
    ],
)
def test_other_content_never_gets_to_libreoffice(data: bytes, suffix: str, fake: Fake) -> None:
    program, report = fake("touch REPORT")
    with pytest.raises(FormatError):
        convert_to_docx(data, suffix, program=program)
    assert not report.exists()


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    """Makes a false LibreOffice of some lines of shell, and names a file that it may write to: REPORT."""

    def make(body: str) -> tuple[Path, Path]:
        report, program = tmp_path / "report", tmp_path / "soffice"
        program.write_text(f"#!/bin/sh\nmkdir out\n{body.replace('REPORT', str(report))}\n")
        program.chmod(0o755)
        return program, report

    return make


def test_environment_profile_and_limits(fake: Fake, monkeypatch: pytest.MonkeyPatch, temporary: Path) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    monkeypatch.setenv("HOME", "/nowhere/home")
    program, report = fake(
        '{ env; echo "limits $(ulimit -t) $(ulimit -c)"; echo "arguments $*"; cat profile/user/*.xcu; } > REPORT\n'
        "printf 'PK\\003\\004rest' > out/form.docx"
    )
    assert convert_to_docx(RTF, ".RTF", program=program, limits=Limits(seconds=30)) == b"PK\x03\x04rest"
    seen = report.read_text()
    assert "SECRET_TOKEN" not in seen
    assert "/nowhere/home" not in seen
    assert f"HOME={temporary}" in seen
    assert "http_proxy=http://127.0.0.1:1\n" in seen
    assert "limits 30 0\n" in seen
    assert "--infilter=Rich Text Format" in seen
    for name, value in (("DisableMacrosExecution", "true"), ("BlockUntrustedRefererLinks", "true"), ("Link", "0")):
        assert f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value>' in seen


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("exit 0", r"could not open it$"),
        ("printf 'PK\\003\\004' > out/form.docx; exit 77", r"could not open it \(it ended with status 77\)"),
        ("kill -SEGV $$", r"could not open it \(it ended with status -11\)"),
        ("echo '<html>' > out/form.docx", "something else than a .docx"),
        ("printf 'PK\\003\\004' > out/form.docx; head -c 3000000 /dev/zero >> out/form.docx", "larger than 1 MB"),
        ("head -c 200000 /dev/zero > big && cp big out/form.docx", "something else than a .docx"),
    ],
)
def test_a_program_that_fails(body: str, message: str, fake: Fake) -> None:
    program, _ = fake(body)
    with pytest.raises(FormatError, match=message):
        convert_to_docx(RTF, ".rtf", program=program, limits=Limits(output=1_000_000))


def test_a_program_that_cannot_start(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="could not be started"):
        convert_to_docx(RTF, ".rtf", program=tmp_path / "absent")


@pytest.fixture
def alive(tmp_path: Path) -> Iterator[Path]:
    """A pipe that processes hold open as long as they live; none is left at the end."""
    path = tmp_path / "alive"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    yield path
    ready, _, _ = select.select([reader], [], [], 30)
    assert ready
    assert os.read(reader, 100) == b"started\n"
    ready, _, _ = select.select([reader], [], [], 30)
    assert ready, "a process is still there"
    assert os.read(reader, 100) == b""
    os.close(reader)


def test_a_program_that_never_ends_is_ended_with_its_children(fake: Fake, alive: Path) -> None:
    program, _ = fake(f"exec 3> {alive}; echo started >&3; sleep 600 & sleep 600")
    with pytest.raises(FormatError, match="not ready with it after 1 second"):
        convert_to_docx(RTF, ".rtf", program=program, limits=Limits(seconds=1))


def test_a_program_that_leaves_a_child_behind(fake: Fake, alive: Path) -> None:
    program, _ = fake(f"exec 3> {alive}; echo started >&3; sleep 600 &")
    with pytest.raises(FormatError, match="could not open it"):
        convert_to_docx(RTF, ".rtf", program=program)


def test_an_interrupt_ends_a_real_one_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen.wait

    def wait(self: subprocess.Popen[bytes], timeout: float | None = None) -> int:
        if started:
            return real(self, timeout)
        started.append(self)
        assert isinstance(self.args, list)
        profile = next(part.partition("=")[2] for part in self.args if part.startswith("-env:"))
        deadline = time.monotonic() + 60
        while not made and time.monotonic() < deadline:
            made.extend(path for path in sockets(profile) if path.is_socket())
            os.sched_yield()
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "wait", wait)
    with pytest.raises(KeyboardInterrupt):
        convert_to_docx(RTF, ".rtf")
    assert len(made) == 1, "the socket is where we look for it"
    assert not made[0].exists()
    assert started[0].returncode == -signal.SIGKILL


def test_where_there_is_no_libreoffice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(libreoffice, "_usual_places", lambda: iter([tmp_path / "soffice"]))
    assert find_libreoffice() is None
    with pytest.raises(LibreOfficeMissingError, match=r"which is not installed here$"):
        convert_to_docx(RTF, ".rtf")
    (tmp_path / "soffice").touch()
    assert find_libreoffice() == tmp_path / "soffice"


def test_usual_places_of_windows_and_macos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert str(next(libreoffice._usual_places())) == "/Applications/LibreOffice.app/Contents/MacOS/soffice"
