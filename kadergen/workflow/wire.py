"""What the process that holds the results and the ones that read files say to each other: frames through pipes.

A frame is its length in four bytes and its content. Down go the setup (once) and paths; up come a frame without
content when the child is ready, and for each path a `Reply` as MessagePack, decoded by its types. The setup alone is a
pickle: the child may trust its parent, the parent never trusts a child.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final, Generic, TypeVar

import msgspec

from kadergen.model.instrument import Instrument
from kadergen.model.response import ReadResult
from kadergen.workflow.limits import Limits

T = TypeVar("T")

_LENGTH: Final = struct.Struct(">I")
READY: Final = b""


def _plain(value: object) -> str:
    """A string that a format has a type of its own for (a PDF name), as one of everybody's."""
    if isinstance(value, str):
        return str.__str__(value)
    raise TypeError(f"not for the wire: {type(value).__name__}")


encode: Final = msgspec.msgpack.Encoder(enc_hook=_plain).encode


@dataclass(frozen=True, slots=True)
class Setup:
    """What a child has to know once: the frameworks' instruments by id, the names or folders of those that are not
    bundled, and the limits for each file.
    """

    instruments: Mapping[str, Instrument]
    frameworks: tuple[str, ...]
    limits: Limits


@dataclass(frozen=True, slots=True)
class Reply(Generic[T]):
    """What came of one file: a result, or the `Limit` that was crossed. `last` tells that this child is used up."""

    result: T | None = None
    limit: str = ""
    last: bool = False


decode: Final = msgspec.msgpack.Decoder(Reply[ReadResult]).decode


class TooLargeError(Exception):
    """A frame that says that it is longer than allowed; nothing of it was read."""


def send(pipe: BinaryIO, frame: bytes) -> None:
    """Write one frame, at once. Raises OSError when nobody is there to read it."""
    pipe.write(_LENGTH.pack(len(frame)) + frame)
    pipe.flush()


def receive(pipe: BinaryIO, most: int) -> bytes:
    """The next frame, of at most so many bytes. Raises EOFError when there is none, or half of one; TooLargeError."""
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    if length > most:
        raise TooLargeError
    return _exactly(pipe, length)


def _exactly(pipe: BinaryIO, count: int) -> bytes:
    data = pipe.read(count)
    if len(data) < count:
        raise EOFError
    return data
