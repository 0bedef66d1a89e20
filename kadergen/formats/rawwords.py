"""Collects the words of one place (a cell, a paragraph, a text box) while a document is walked: then `Content`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from unicodedata import normalize

from kadergen.formats.rawdocument import Content, Control, Picture, Piece
from kadergen.formats.rawform import FormatError

MAX_TEXT: Final = 50_000_000  # characters in one place; references to the same words could multiply them
_CLEAN: Final = {0xAD: None, 0x200B: None, 0xFEFF: None, 0x2011: "-"}
# Lone surrogates cannot come out of XML; what is no character at all can come out of a symbol's number.
_ODD: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
_ANY: Final = re.compile("[\xad\u200b\ufeff\u2011\ud800-\udfff\ufffe\uffff]")
_WHOLE: Final = re.compile("-?[0-9]{1,10}")


def whole(text: str | None, default: int = 0) -> int:
    """A whole number as an attribute has it, `default` when it is none."""
    return int(text) if text and _WHOLE.fullmatch(text) else default


class Mark(NamedTuple):
    """How far the words had come at some moment."""

    length: int
    prefix: str
    prefix_control: Control | None


class Words:
    """The words of one place, in the order of the page, with the controls and other things met on the way."""

    __slots__ = (
        "_content",
        "_last",
        "_needs_break",
        "_prefix",
        "_prefix_control",
        "_size",
        "bookmarks",
        "comments",
        "controls",
        "pictures",
        "spans",
    )

    def __init__(self, controls: Iterable[Control] = ()) -> None:
        self.spans: list[tuple[str, Control | None, bool]] = []
        self.controls: list[Control] = list(controls)
        self.bookmarks: list[str] = []
        self.comments: list[str] = []
        self.pictures: list[Picture] = []
        self._content: Content | None = None
        self._needs_break = False
        self._last: Control | None = None
        self._prefix = ""
        self._prefix_control: Control | None = None
        self._size = 0

    def begin(self, control: Control | None = None, prefix: str = "") -> None:
        """A paragraph or line begins inside `control`; `prefix` comes in front of its words, if it has any."""
        if self._needs_break:
            # The line end lies inside a control only if the lines on both sides do.
            self.spans.append(("\n", control if control is self._last else None, False))
            self._needs_break = False
        self._prefix, self._prefix_control = prefix, control

    def end(self, control: Control | None = None, *, joined: bool = False) -> None:
        """It ends; `joined` when the next one goes on in the same line."""
        self._needs_break, self._last = not joined, control
        self._prefix = ""

    def next_cell(self) -> None:
        """The next cell in the line of a table inside this place."""
        self._needs_break = False
        self.spans.append(("\t", None, False))

    def add(self, text: str, control: Control | None = None, struck: bool = False) -> None:
        """Words go on."""
        if self._prefix:
            self.spans.append((self._prefix, self._prefix_control, False))
            self._prefix = ""
        self.spans.append((text, control, struck))
        self._size += len(text)
        if self._size > MAX_TEXT:
            raise FormatError("it holds far more text than any filled form")

    def mark(self) -> Mark:
        """This moment, for `cut`."""
        return Mark(len(self.spans), self._prefix, self._prefix_control)

    def cut(self, mark: Mark) -> None:
        """Takes out what came since."""
        if len(self.spans) > mark.length:
            del self.spans[mark.length :]
            self._prefix, self._prefix_control = mark.prefix, mark.prefix_control

    def has_text_since(self, mark: Mark) -> bool:
        """Whether anything came since."""
        return len(self.spans) > mark.length

    def take(self, other: Words) -> None:
        """Everything of another place, as lines of their own."""
        self.begin(None)
        self.spans += other.spans
        self.take_all_but_words(other)
        self.end(None)

    def take_all_but_words(self, other: Words) -> None:
        """What hangs on the words of another place."""
        self.controls += (control for control in other.controls if not any(control is own for own in self.controls))
        self.bookmarks += other.bookmarks
        self.comments += other.comments
        self.pictures += other.pictures

    def __bool__(self) -> bool:
        return bool(self.spans or self.controls or self.bookmarks or self.comments or self.pictures)

    @property
    def text(self) -> str:
        """All words so far."""
        return cleaned("".join(text for text, _, _ in self.spans))

    def content(self) -> Content:
        """What was collected, once all of it was: neighbouring words of the same kind are one piece."""
        if self._content is None:
            self._content = Content(
                tuple(self._pieces()),
                tuple(self.controls),
                tuple(self.bookmarks),
                tuple(self.comments),
                tuple(self.pictures),
            )
        return self._content

    def _pieces(self) -> Iterator[Piece]:
        if len(self.spans) == 1:
            text, control, struck = self.spans[0]
            if words := cleaned(text):
                yield Piece(words, control, struck)
            return
        texts: list[str] = []
        control, struck = None, False
        for text, its_control, its_struck in self.spans:
            if texts and (its_control is not control or its_struck is not struck):
                if words := cleaned("".join(texts)):
                    yield Piece(words, control, struck)
                texts = []
            control, struck = its_control, its_struck
            texts.append(text)
        if words := cleaned("".join(texts)):
            yield Piece(words, control, struck)


def cleaned(text: str) -> str:
    """Composed characters (NFC), without those that are not seen; a hyphen that forbids a break is a hyphen."""
    if text.isascii():
        return text
    if _ANY.search(text):
        text = _ODD.sub("\ufffd", text.translate(_CLEAN))
    return normalize("NFC", text)
