"""Names of files, and what is no file: devices, pipes, links, folders, sizes beyond reason, permissions."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from kadergen.readers import MAX_SIZE
from kadergen.workflow.files import expand_inputs
from tests.hostile.harness import Limits, read_one
from tests.hostile.rawpdf import MINI, mini
from tests.hostile.test_cases import check_manners, result_of
from tests.hostile.trap import SECRET
from tests.readers.support import codes, flat

NAMES = (
    b"line\nend.pdf", b"tab\t.pdf", b"; rm -rf .pdf", b"$(touch was-here).pdf", b"`touch was-here`.pdf", b"-rf.pdf", b"--json.pdf",
    "🙂 ĳ é.pdf".encode(), b"not utf-8 \xff\xfe.pdf", b"\x1b[31mred.pdf", "\u202efdp.exe".encode(), b"x" * 246 + b".pdf", b"%s%n%x.pdf",
    b"CON.pdf", b"<b>.pdf", b"=1+1.pdf", b" .pdf", b"'\".pdf", b"file:x.pdf", b"a\\b.pdf",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=[str(n) for n, _ in enumerate(NAMES)])
def test_a_name_is_a_name(name: bytes, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(name)
    path.write_bytes(mini())
    seen = read_one(str(path))
    check_manners(seen)
    result = result_of(seen)
    assert result.response
    assert flat(result.response) == MINI
    assert result.file.isprintable()
    assert result.file.encode("utf-8")
    assert os.listdir(tmp_path) == [path.name]
    assert path.read_bytes() == mini()


def test_the_commands_take_any_name(tmp_path: Path) -> None:
    """As arguments behind `--`, and in a folder; nothing is run and all of them are read."""
    returned = tmp_path / "returned"
    returned.mkdir()
    for name in NAMES:
        (returned / os.fsdecode(name)).write_bytes(mini())
    assert len(expand_inputs([returned])) == len(NAMES)
    command = [sys.executable, "-m", "kadergen", "read", "--framework", str(_framework())]
    named = subprocess.run(
        [*command, "--", *os.listdir(returned)], cwd=returned, capture_output=True, env=_environment(), check=False
    )
    folder = subprocess.run(
        [*command, str(returned)], cwd=tmp_path, capture_output=True, env=_environment(), check=False
    )
    for done in (named, folder):
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr
        assert b"\x1b" not in done.stdout + done.stderr
    assert len(os.listdir(returned)) == len(NAMES)
    assert os.listdir(tmp_path) == ["returned"]


def _framework() -> Path:
    return Path(__file__).resolve().parents[1] / "data" / "frameworks" / "english-example"


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "link.pdf").symlink_to(secret)
    (tmp_path / "circle.pdf").symlink_to("circle.pdf")
    (tmp_path / "device.pdf").symlink_to("/dev/zero")
    (tmp_path / "dangling.pdf").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as listening:
        # A socket's name may be short only.
        here = Path.cwd()
        os.chdir(tmp_path)
        try:
            listening.bind("socket.pdf")
        finally:
            os.chdir(here)
        names = ["folder.pdf", "link.pdf", "circle.pdf", "device.pdf", "dangling.pdf", "pipe.pdf", "socket.pdf", "none.pdf",
                 "n" * 300, "d/" * 3000 + "x", "\0"]  # fmt: skip
        paths = [
            *(str(tmp_path / name) for name in names),
            "/dev/zero",
            "/dev/full",
            "/dev/null",
            "/dev/stdin",
            "/proc/self/mem",
            "",
        ]
        for path in paths:
            seen = read_one(path, Limits(seconds=2, wall=10))
            check_manners(seen)
            assert codes(result_of(seen)) in (["R001"], ["R002"]), path


def test_sizes(tmp_path: Path) -> None:
    """2 GB of nothing are refused by their size; what is just small enough is looked at, within the limits."""
    for size, code in ((2_000_000_000, "R021"), (300_000_000, "R021"), (MAX_SIZE + 1, "R021"), (MAX_SIZE, "R003")):
        sparse = tmp_path / "sparse.pdf"
        with sparse.open("wb") as file:
            file.truncate(size)
        seen = read_one(str(sparse), Limits(seconds=2))
        check_manners(seen)
        assert codes(result_of(seen)) == [code], size


def test_a_file_that_may_not_be_read() -> None:
    """Also where the tests run as root, who may read everything: there another user asks."""
    program = (
        "import os, pathlib, sys\n"
        "from kadergen.readers import read_file\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "print([d.code.name for d in read_file(path, {}).diagnostics])\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder, "form.pdf")
        path.write_bytes(mini())
        for mode, code in ((0, "R001"), (0o644, "R007")):
            path.chmod(mode)
            command = [sys.executable, "-c", program, str(path)]
            done = subprocess.run(command, capture_output=True, text=True, env=_environment(), check=False)
            assert done.stdout == f"['{code}']\n", done.stderr
