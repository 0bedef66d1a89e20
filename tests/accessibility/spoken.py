"""What a screen reader says, built from a finished PDF: its structure tree, its marked content, its form fields.

One line per element that says something: `H2 words`, `checkbox tooltip`, `Figure alternative text`. Links stand in
their sentence as `[words]`. Nothing of kadergen is used, but for the parsing of tags nothing of the page is left out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

_BLOCKS = ("H1", "H2", "H3", "P", "Lbl", "TH", "TD", "TOCI", "Figure", "Form", "LBody", "BlockQuote")
_KINDS = {"/Btn": "checkbox", "/Tx": "edit", "/Ch": "combobox"}
_MAPPING = re.compile(rb"<([0-9a-f]{2})> <((?:[0-9a-f]{4})+)>")


def spoken(data: bytes) -> list[str]:
    """All lines of the document, in the order of its structure."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = {page.obj.objgen: marked_text(page) for page in pdf.pages}
        tree = _Tree(pages)
        return [line for line in tree.lines(pdf.Root.StructTreeRoot.K[0]) if line]


def marked_text(page: pikepdf.Page) -> dict[int, str]:
    """The words of each marked-content sequence of a page, by its MCID."""
    words: dict[int, str] = {}
    open_marks: list[int | None] = []
    maps = {str(name): _unicode(font) for name, font in page.resources.get("/Font", {}).items()}
    font = ""
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "BDC":
                properties: Any = operands[1]
                open_marks.append(int(properties.MCID) if "/MCID" in properties else None)
            case "BMC":
                open_marks.append(None)
            case "EMC":
                open_marks.pop()
            case "Tf":
                font = str(operands[0])
            case "Tj" if open_marks and open_marks[-1] is not None:
                shown = "".join(maps[font][code] for code in bytes(operands[0]))
                words[open_marks[-1]] = words.get(open_marks[-1], "") + shown
    return words


def _unicode(font: Any) -> dict[int, str]:
    if "/ToUnicode" not in font:
        return {}
    found = _MAPPING.findall(font.ToUnicode.read_bytes())
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in found}


class _Tree:
    def __init__(self, pages: dict[tuple[int, int], dict[int, str]]) -> None:
        self._pages = pages

    def lines(self, element: Any) -> Iterator[str]:
        """The lines of an element and all within it."""
        role = str(element.S)[1:]
        if role in _BLOCKS:
            said = self._said(element)
            if said:
                yield said if role == "Form" else f"{role} {said}"
        for kid in _kids(element):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid and str(kid.S) not in ("/Link", "/Reference"):
                yield from self.lines(kid)

    def _said(self, element: Any) -> str:
        """What the element itself says: its own words and those of links in it, or what stands for it."""
        if "/Alt" in element:
            return str(element.Alt)
        parts = []
        for kid in _kids(element):
            if isinstance(kid, pikepdf.Dictionary):
                if str(kid.get("/S")) in ("/Link", "/Reference"):
                    said = self._said(kid)
                    parts.append(f"[{said}] " if str(kid.S) == "/Link" else said)
                elif str(kid.get("/Type")) == "/OBJR" and str(kid.Obj.Subtype) == "/Widget":
                    field = kid.Obj.Parent if "/Parent" in kid.Obj else kid.Obj
                    parts.append(f"{_KINDS[str(field.FT)]} {kid.Obj.TU}")
                elif str(kid.get("/Type")) == "/MCR":
                    parts.append(self._pages[kid.Pg.objgen].get(int(kid.MCID), ""))
            else:
                parts.append(self._pages[element.Pg.objgen].get(int(kid), ""))
        return " ".join("".join(parts).split())


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", pikepdf.Array())
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]
