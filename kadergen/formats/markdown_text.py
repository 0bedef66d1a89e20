"""Any text as Markdown (CommonMark) that shows exactly that text: nothing in it becomes markup, a link or HTML."""

from __future__ import annotations

import re
from typing import Final

from kadergen.formats.visible_text import visible

# Signs of markup, in CommonMark or in what others add to it (tables, formulas, mentions …), wherever they stand; and
# those that are markup in some places only: within an address, after a figure, at the beginning of a line. A comma
# or a full stop at the end stays as it is, for people read Markdown as plain text too.
_SIGNS: Final = re.compile(r"([\\`*_{}\[\]<>&#|~$^=@]|(?<=\w)\.(?=\w)|(?<=[0-9])[.)]|:(?=\S)|^[-+:])")


def markdown(text: str, indent: int = 0) -> str:
    """The text as the inside of a paragraph whose lines stand `indent` spaces in; its line ends are kept.

    White space that Markdown would drop or take for layout becomes an entity; so do line ends at the very end.
    """
    shown = visible(text)
    body = shown.rstrip("\n")
    lines = [_line(line) for line in body.split("\n")]
    return ("\\\n" + " " * indent).join(lines) + "&#10;" * (len(shown) - len(body))


def markdown_line(text: str) -> str:
    """The text as one line, for a heading: line ends become entities."""
    return "&#10;".join(_line(line) for line in visible(text).split("\n"))


def _line(line: str) -> str:
    inner = line.strip()
    start = line[: len(line) - len(line.lstrip())]
    end = line[len(start) + len(inner) :]
    middle = "".join(_entity(c) if c.isspace() and c != " " else c for c in _SIGNS.sub(r"\\\1", inner))
    return "".join(map(_entity, start)) + middle + "".join(map(_entity, end))


def _entity(character: str) -> str:
    return f"&#{ord(character)};"
