"""Files written into the words of a mail, as was done before MIME and some programs still do (Outlook among them).

Source: POSIX.1-2017, uuencode (both its forms); yEnc 1.3 (yenc.org).
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import Final

from kadergen.formats.mail_parts import Lost, LostPart, Part

_BEGIN: Final = re.compile(
    rb"^(?:begin(?P<base64>-base64)? [0-7]{3,4} +(?P<name>[^\r\n]{1,500})|=ybegin (?P<yenc>[^\r\n]{1,1000}))\r?$",
    re.MULTILINE,
)
_YENC_SIZE: Final = re.compile(rb"\bsize=(\d{1,10})\b")
_YENC_PART: Final = re.compile(rb"\bpart=")
_SHIFTED: Final = bytes((byte - 42) % 256 for byte in range(256))
_ESCAPED: Final = re.compile(rb"=([^\r\n])", re.DOTALL)
# A PDF or a ZIP in base64 without anything around it: a mail that was damaged, or quoted as it stands.
_BARE: Final = re.compile(rb"^(?:JVBERi0|UEsDB)[A-Za-z0-9+/]{40,}", re.MULTILINE)
_MOST: Final = 1_000
_LEAST: Final = 20  # characters of a line that may be encoded in a way that we do not know
_CUT: Final = "it stands in the text, and is not complete"


def files_in_text(text: bytes) -> Iterator[Part | LostPart]:
    """The files that stand in a text, in order. What only looks like the beginning of one is passed over."""
    position = 0
    for _ in range(_MOST):
        found = _BEGIN.search(text, position)
        if not found:
            break
        position = found.end() + 1
        if found["yenc"] is not None:
            end = text.find(b"\n=yend", position)
            if end < 0:
                yield LostPart(Lost.BROKEN, _CUT)
                break  # what is behind belongs to it, as far as anybody can tell
            yield _yenc(found["yenc"], text[position:end])
        else:
            data, end = _decoded(text, position, base64=found["base64"] is not None)
            if end == position:
                continue  # words: nothing encoded follows
            name = found["name"].strip().decode("utf-8", "replace")
            yield LostPart(Lost.BROKEN, _CUT) if data is None else Part(name, data)
        position = max(position, end)
    else:
        yield LostPart(Lost.BROKEN, f"there are more than {_MOST} in the text")
    bare = _BARE.search(text)
    if bare and not text.startswith(b"begin-base64", text.rfind(b"\n", 0, max(0, bare.start() - 1)) + 1):
        yield LostPart(Lost.BROKEN, "it stands in the text without its name")


def _decoded(text: bytes, start: int, *, base64: bool) -> tuple[bytes | None, int]:
    """What the lines from `start` hold, None when they break off, and where they end; `start` when none is encoded."""
    decode = binascii.a2b_base64 if base64 else binascii.a2b_uu
    out: list[bytes] = []
    position = start
    while position < len(text):
        end = text.find(b"\n", position)
        end = len(text) if end < 0 else end
        line = text[position:end].rstrip(b"\r")
        if line.strip() == (b"====" if base64 else b"end"):
            return b"".join(out), end
        try:
            out.append(decode(line))
        except binascii.Error:
            # Some programs count bytes in a line that they do not write, or write more than they count.
            if base64 or not line or not (piece := _short_line(line)):
                unknown = len(line) >= _LEAST and b" " not in line and not out
                return None, end if unknown else position if out else start
            out.append(piece)
        position = end + 1
    return None, len(text) if out else start


def _short_line(line: bytes) -> bytes:
    """A line of uuencode that is longer than it has to be; b"" for one that is none."""
    length = (line[0] - 32) & 63
    needed = (length + 2) // 3 * 4
    if not 33 <= line[0] <= 96 or len(line) < needed + 1 or any(not 32 <= byte <= 96 for byte in line[1 : needed + 1]):
        return b""
    return binascii.a2b_uu(line[: needed + 1])


def _yenc(header: bytes, body: bytes) -> Part | LostPart:
    size, name = _YENC_SIZE.search(header), header.partition(b"name=")[2]
    if not size or _YENC_PART.search(header):
        return LostPart(Lost.BROKEN, _CUT)
    plain = body.replace(b"\r", b"").replace(b"\n", b"")
    data = _ESCAPED.sub(lambda match: bytes(((match[1][0] - 64) % 256,)), plain).translate(_SHIFTED)
    if len(data) != int(size[1]):
        return LostPart(Lost.BROKEN, _CUT)
    return Part(name.strip().decode("utf-8", "replace"), data)
