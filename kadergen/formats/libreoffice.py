"""Old Word formats (RTF, and the binary .doc) turned into .docx by an installed LibreOffice.

The bytes are a stranger's. So LibreOffice gets them in a private folder with a profile of its own, is told which of the
two formats to expect (without that it opens a web page that is called .doc, and fetches what the page asks for), and
has to be ready in time. In the profile macros, links, fields that fetch, Java and the network are switched off; the
user's own profile is neither read nor written.

Limits on POSIX systems (`setrlimit`, set before the program starts): `Limits.seconds` of processor time for each of its
processes, `Limits.memory` of address space, `Limits.output` for each file that it writes, no core dumps. On Windows the
wall clock alone holds. A new profile costs next to nothing (1.3 s a document, 1.2 s with a profile used before), so no
two documents share one.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kadergen.formats.rawform import FormatError

_NAMES: Final = ("soffice", "libreoffice")
_POSIX: Final = os.name == "posix"

# How each format begins, and LibreOffice's name for the filter that reads it. A suffix says little: programs do write
# RTF into a file called .doc.
_FILTERS: Final = ((b"{\\rtf", "rtf", "Rich Text Format"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc", "MS Word 97"))
_SUFFIXES: Final = (".rtf", ".doc")
_OUTPUT_FILTER: Final = "docx:MS Word 2007 XML"
_ZIP: Final = b"PK\x03\x04"

_CANNOT_START: Final = "LibreOffice is there, but could not be started"

_NOWHERE: Final = "127.0.0.1"
_NO_PORT: Final = 1  # nothing listens there: whoever asks this "proxy" is refused at once

_COMMON: Final = "/org.openoffice.Office.Common"
_SETTINGS: Final[tuple[tuple[str, str, str], ...]] = (
    # no macros, of whatever language, and no Java
    (f"{_COMMON}/Security/Scripting", "MacroSecurityLevel", "3"),
    (f"{_COMMON}/Security/Scripting", "DisableMacrosExecution", "true"),
    (f"{_COMMON}/Security/Scripting", "ExecutePlugins", "false"),
    ("/org.openoffice.Office.Java/VirtualMachine", "Enable", "false"),
    # no document is trusted, and one that is not trusted may refer to nothing outside itself
    (f"{_COMMON}/Security/Scripting", "SecureURL", ""),
    (f"{_COMMON}/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    (f"{_COMMON}/Security/Scripting", "DisableActiveContent", "true"),  # LibreOffice 24.2 and newer
    # linked sections, objects and fields stay as they are stored (0 is never)
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Writer/Content/Update", "Field", "false"),
    ("/org.openoffice.Office.Writer/Content/Update", "Chart", "false"),
    # whatever still asks for something goes to a proxy that is not there; 2 is "use these"
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetNoProxy", ""),
    *(
        ("/org.openoffice.Inet/Settings", f"ooInet{kind}Proxy{part}", value)
        for kind in ("HTTP", "HTTPS", "FTP")
        for part, value in (("Name", _NOWHERE), ("Port", str(_NO_PORT)))
    ),
    # nothing is asked, reported or remembered
    (f"{_COMMON}/Misc", "CrashReport", "false"),
    (f"{_COMMON}/Misc", "FirstRun", "false"),
    (f"{_COMMON}/History", "PickListSize", "0"),
    ("/org.openoffice.Office.Recovery/AutoSave", "Enabled", "false"),
    ("/org.openoffice.Office.Recovery/RecoveryInfo", "Enabled", "false"),
)

# Run by this Python before the office program takes its place: a hook between fork and exec is not safe with threads.
_LAUNCHER: Final = """
import os, resource, sys
for name, value in zip(("CPU", "AS", "FSIZE", "CORE"), sys.argv[1:5]):
    limit = getattr(resource, "RLIMIT_" + name)
    _, hard = resource.getrlimit(limit)
    value = int(value) if hard == resource.RLIM_INFINITY else min(int(value), hard)
    try:
        resource.setrlimit(limit, (value, value))
    except (OSError, ValueError):
        pass  # macOS knows no limit of address space
try:
    os.execv(sys.argv[5], sys.argv[5:])
except OSError:
    sys.exit(127)
"""
_NO_START: Final = 127  # as a shell says it


class LibreOfficeMissingError(FormatError):
    """The file needs LibreOffice, which is not installed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one conversion may take: seconds, and bytes of memory and of output."""

    seconds: int = 60
    memory: int = 3_000_000_000
    output: int = 64_000_000


def find_libreoffice() -> Path | None:
    """The program that starts LibreOffice: from the search path, else where it is usually installed."""
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    return next((path for path in _usual_places() if path.is_file()), None)


def convert_to_docx(data: bytes, suffix: str, *, program: Path | None = None, limits: Limits | None = None) -> bytes:
    """The document as .docx; `suffix` is the one the file came with, `program` another LibreOffice than the one found.

    Raises FormatError when it is neither RTF nor a .doc, or LibreOffice gives nothing that can be used, and
    LibreOfficeMissingError when there is none.
    """
    limits = limits or Limits()
    kind, input_filter = _kind(data, suffix)
    program = program or find_libreoffice()
    if program is None:
        raise LibreOfficeMissingError(
            "RTF and .doc files are read with the help of LibreOffice, which is not installed here"
        )
    # On Windows a program that was just ended may hold its files for a moment.
    with tempfile.TemporaryDirectory(prefix="kadergen-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        _write_profile(folder)
        (folder / f"form.{kind}").write_bytes(data)
        profile = (folder / "profile").as_uri()
        arguments = [
            *("--headless", "--norestore", "--nolockcheck", "--nologo", "--nodefault"),
            f"-env:UserInstallation={profile}",
            *(f"--infilter={input_filter}", "--convert-to", _OUTPUT_FILTER),
            *("--outdir", str(folder / "out"), str(folder / f"form.{kind}")),
        ]
        try:
            status = _run([str(program), *arguments], folder, limits)
        finally:
            for socket in sockets(profile):
                socket.unlink(missing_ok=True)
        return _result(folder / "out" / "form.docx", status, limits)


def sockets(profile: str) -> tuple[Path, ...]:
    """Where a LibreOffice with this profile (a URL) may have its socket, which stays behind when the program is killed.

    It cannot be told another folder; the name is a sum of the profile's (desktop/source/app/officeipcthread.cxx and
    sal/osl/unx/pipe.cxx in its source).
    """
    if not _POSIX:
        return ()
    digest = hashlib.md5(profile.encode(f"utf-16-{sys.byteorder[0]}e"), usedforsecurity=False).digest()
    name = f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_" + "".join(f"{byte:x}" for byte in digest)
    return Path("/tmp", name), Path("/var/tmp", name)


def _kind(data: bytes, suffix: str) -> tuple[str, str]:
    """The format by its first bytes, and LibreOffice's filter for it."""
    if suffix.lower() not in _SUFFIXES:
        raise FormatError(f"a file that ends in {suffix!r} is not turned into .docx, .rtf and .doc are")
    for start, kind, name in _FILTERS:
        if data.startswith(start):
            return kind, name
    raise FormatError(f"it is called {suffix.lower()}, but is neither RTF nor a Word 97 document inside")


def _usual_places() -> Iterator[Path]:
    if os.name == "nt":
        for variable in ("ProgramW6432", "ProgramFiles", "ProgramFiles(x86)"):
            if folder := os.environ.get(variable):
                yield Path(folder, "LibreOffice", "program", "soffice.exe")
    elif sys.platform == "darwin":
        for folder in (Path("/Applications"), Path.home() / "Applications"):
            yield folder / "LibreOffice.app" / "Contents" / "MacOS" / "soffice"
    else:  # where The Document Foundation's own packages put it
        found = Path("/opt").glob("libreoffice*/program/soffice")
        yield from sorted(found, key=lambda path: [int(n) for n in re.findall(r"\d+", str(path))], reverse=True)


def _write_profile(folder: Path) -> None:
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'
        for path, name, value in _SETTINGS
    )
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"{items}</oor:items>\n",
        encoding="utf-8",
    )


def _environment(folder: Path) -> dict[str, str]:
    """What the program needs to run, its own home and temporary folder, and a proxy that is not there."""
    proxy = f"http://{_NOWHERE}:{_NO_PORT}"
    kept = ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "PROGRAMDATA")
    home = str(folder)
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        **dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TMPDIR", "TEMP", "TMP"), home),
        **dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), proxy),
        "LANG": "C.UTF-8",
        "no_proxy": "",
    }


def _run(command: list[str], folder: Path, limits: Limits) -> int:
    """Run the program to its end, or to the end of its time, and leave none of its processes behind."""
    if _POSIX:
        values = (limits.seconds, limits.memory, limits.output, 0)
        command = [sys.executable, "-I", "-S", "-c", _LAUNCHER, *map(str, values), *command]
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=_POSIX,
        )
    except OSError as error:
        raise FormatError(_CANNOT_START) from error
    try:
        return process.wait(timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        raise FormatError(f"LibreOffice was not ready with it after {limits.seconds} seconds") from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and all that it started; it may have ended already."""
    if _POSIX:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], check=False, capture_output=True)
    process.wait()


def _result(path: Path, status: int, limits: Limits) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limits.output + 1)
    except OSError:
        data = b""
    if status == _NO_START and not data:
        raise FormatError(_CANNOT_START)
    if len(data) >= limits.output:
        raise FormatError(f"as .docx it is larger than {limits.output // 1_000_000} MB, which no filled form is")
    if status != 0 or not data:
        raise FormatError("LibreOffice could not open it" + (f" (it ended with status {status})" if status else ""))
    if not data.startswith(_ZIP):
        raise FormatError("LibreOffice made something else than a .docx of it")
    return data
