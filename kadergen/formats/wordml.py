"""WordprocessingML (ISO/IEC 29500-1, 17) as lxml elements: namespaces, elements in short, and text as runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from docx.oxml.parser import oxml_parser
from lxml.etree import _Element as Element

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14: Final = "http://schemas.microsoft.com/office/word/2010/wordml"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"
XML: Final = "http://www.w3.org/XML/1998/namespace"
PREFIXES: Final[Mapping[str, str]] = {"w": W, "w14": W14, "r": R, "mc": MC, "xml": XML}
ROOT_PREFIXES: Final = 'xmlns:w="{w}" xmlns:w14="{w14}" xmlns:r="{r}" xmlns:mc="{mc}" mc:Ignorable="w14"'.format(
    **PREFIXES
)
"""What the root of a part declares. Word skips what `mc:Ignorable` names, where it does not know it."""

# What XML 1.0 cannot hold at all, not even escaped.
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS: Final = re.compile("(\r\n|[\n\r\t])")
_SUBSTITUTE: Final = "\ufffd"


def name(prefixed: str) -> str:
    """`w:p` → `{http://…}p`."""
    prefix, _, local = prefixed.partition(":")
    return f"{{{PREFIXES[prefix]}}}{local}"


def el(tag: str, *children: Element | None, **attributes: str | int) -> Element:
    """An element: `el("w:jc", val="center")` is `<w:jc w:val="center"/>`; None among the children is passed over.

    Attributes get the element's own prefix; one with another is written `r__id`.
    """
    prefix = tag.partition(":")[0]
    named = {
        name(key.replace("__", ":") if "__" in key else f"{prefix}:{key}"): writable(str(value))
        for key, value in attributes.items()
    }
    made: Any = oxml_parser.makeelement(name(tag), named, {"w": W})
    made.extend(child for child in children if child is not None)
    element: Element = made
    return element


def writable(text: str) -> str:
    """The text with U+FFFD in place of what XML cannot hold."""
    return _UNWRITABLE.sub(_SUBSTITUTE, text)


def has_unwritable(text: str) -> bool:
    """Whether the text holds characters that XML cannot."""
    return _UNWRITABLE.search(text) is not None


def run(text: str, style: str = "", *, inside: Iterable[Element] = ()) -> Element:
    """A run of text: line ends become line breaks, tabs tabs. `inside` stands before the text."""
    made = el("w:r", el("w:rPr", el("w:rStyle", val=style)) if style else None, *inside)
    for part in _BREAKS.split(writable(text)):
        if part == "\t":
            made.append(el("w:tab"))
        elif part and part[0] in "\r\n":
            made.append(el("w:br"))
        elif part:
            made.append(words(part))
    return made


def words(text: str) -> Element:
    """The text itself, with its spaces."""
    made = el("w:t", xml__space="preserve") if text != text.strip() or "  " in text else el("w:t")
    made.text = text
    return made


def field(code: str, shown: str, style: str = "") -> list[Element]:
    """A field (17.16) with its last result, as runs."""
    instruction = el("w:instrText", xml__space="preserve")
    instruction.text = f" {code} "
    return [
        run("", style, inside=[el("w:fldChar", fldCharType="begin")]),
        run("", style, inside=[instruction]),
        run("", style, inside=[el("w:fldChar", fldCharType="separate")]),
        run(shown, style),
        run("", style, inside=[el("w:fldChar", fldCharType="end")]),
    ]
