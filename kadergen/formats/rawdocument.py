"""What every word processor's format gives back for a filled form: words where they stand, not yet interpreted.

A document is a row of blocks, each a paragraph or a table; a cell holds `Content`, which keeps the words in order,
together with what programs put around them: content controls, bookmarks, comments, pictures. Nothing here knows a
framework.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Control:
    """A content control. `tag`, `alias` and `id` are what is left of its names ("" and None where a program dropped
    them); `checked` is the state of a check box, None for any other control.
    """

    tag: str = ""
    alias: str = ""
    id: int | None = None
    checked: bool | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words ("\\n" between lines and paragraphs) with the innermost control around it that has a name of ours
    or is a check box.

    A check box comes as one piece: its glyph. `struck` tells that the words are crossed out on the page.
    """

    text: str
    control: Control | None = None
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """What cannot be text: a picture, a drawing, an embedded file. `name` is the file's name inside the document.

    `data` is None where the document only points elsewhere: that is never followed.
    """

    name: str
    media_type: str
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Content:
    """The words of a cell or paragraph. Tracked insertions are in, tracked deletions are out.

    `controls` are all controls that touch it, empty ones too; `bookmarks` the names of bookmarks that begin in it;
    `comments` the texts of comments that hang on it.
    """

    pieces: tuple[Piece, ...] = ()
    controls: tuple[Control, ...] = ()
    bookmarks: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()

    @property
    def text(self) -> str:
        """All words, as on the page."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; a merged cell comes once."""

    cells: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table of the document itself. One inside a cell is part of that cell's words: rows as lines, cells by tabs."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RawParagraph:
    """A paragraph outside tables, or the words of a text box, with what hangs on it."""

    content: Content


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A whole document. `edges` are the texts of headers and footers, `properties` its custom and core properties,
    `manifests` the custom XML parts as text, `placeholders` the texts that its own building blocks declare as such,
    `repairs` counts what had to be passed over to read it.
    """

    blocks: tuple[RawParagraph | RawTable, ...]
    reader: str
    producer: str = ""
    edges: tuple[str, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    manifests: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()
    repairs: int = 0

    def contents(self) -> Iterator[Content]:
        """Every cell and paragraph, in order."""
        for block in self.blocks:
            if isinstance(block, RawParagraph):
                yield block.content
            else:
                for row in block.rows:
                    yield from row.cells
