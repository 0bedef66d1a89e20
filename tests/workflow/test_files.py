"""Files in and out: whole or not at all, and never over an input."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kadergen.errors import ExitCode, NotWritableError, UsageError
from kadergen.workflow.files import expand_inputs, refuse_overwriting, write_atomic


def test_writes_the_whole_file_and_makes_the_folder(tmp_path: Path) -> None:
    target = tmp_path / "new" / "file.bin"
    write_atomic(target, b"words")
    assert target.read_bytes() == b"words"
    assert [path.name for path in target.parent.iterdir()] == ["file.bin"]


def test_a_failing_write_leaves_the_old_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "file.bin"
    target.write_bytes(b"old")

    def disk_full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", disk_full)
    with pytest.raises(NotWritableError) as caught:
        write_atomic(target, b"new")
    assert caught.value.exit_code == ExitCode.NOT_WRITABLE
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["file.bin"]


def test_an_interruption_leaves_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(tmp_path / "file.bin", b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_of_the_folder_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(NotWritableError, match="taken"):
        write_atomic(tmp_path / "taken" / "file.bin", b"words")


@pytest.mark.parametrize("kind", ["folder", "pipe", "link to a pipe"])
def test_what_is_no_file_stays_what_it_is(tmp_path: Path, kind: str) -> None:
    target, pipe = tmp_path / "target", tmp_path / "pipe"
    if kind == "folder":
        target.mkdir()
    else:
        os.mkfifo(pipe)
        target.symlink_to(pipe) if kind == "link to a pipe" else pipe.rename(target)
    before = (target.lstat().st_mode, sorted(tmp_path.iterdir()))
    with pytest.raises(NotWritableError, match="no file"):
        write_atomic(target, b"words")
    assert (target.lstat().st_mode, sorted(tmp_path.iterdir())) == before


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    write_atomic(tmp_path / "ours", b"words")
    assert (tmp_path / "ours").stat().st_mode == plain.stat().st_mode


def test_folders_stand_for_their_files_in_order_without_litter(tmp_path: Path) -> None:
    for name in ["b.pdf", "a.pdf", "sub/c.fdf", ".hidden.pdf", "~$word.docx", "Thumbs.db", ".git/x.pdf"]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    missing = tmp_path / "missing.pdf"
    found = expand_inputs([tmp_path, tmp_path / "a.pdf", missing], skip=[tmp_path / "b.pdf"])
    assert found == [tmp_path / "a.pdf", tmp_path / "sub" / "c.fdf", missing]


def test_a_named_file_is_kept_even_when_it_is_hidden(tmp_path: Path) -> None:
    hidden = tmp_path / ".mine.pdf"
    hidden.touch()
    assert expand_inputs([hidden]) == [hidden]


@pytest.mark.parametrize("link", [False, True])
def test_an_input_is_never_overwritten(tmp_path: Path, link: bool) -> None:
    source = tmp_path / "form.pdf"
    source.write_bytes(b"form")
    output = tmp_path / "other.pdf" if link else source
    if link:
        output.symlink_to(source)
    with pytest.raises(UsageError):
        refuse_overwriting(output, [source])
