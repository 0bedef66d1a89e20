"""PDF files put together by hand, object by object, so that any of them can be wrong; and a small form of ours.

The form has the second section of the example framework, a few header fields and a plan row: `MINI` are its answers.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Final

from kadergen.model.instrument import IDENTITY_FIELD
from tests.returned.word_paper import instrument_of

Body = str | bytes

MARKER: Final = instrument_of(2).identity.marker
LEVELS: Final = ("blue", "green", "yellow", "purple")
WORDS: Final = "zebu, één café"

MINI: Final[Mapping[str, str]] = {
    "respondent__name": "Deelnemer 3",
    "respondent__party": "volunteer",
    "greeted__score": "green",
    "greeted__reflection": WORDS,
    "names__score": "purple",
    "names__next-steps": "weasel & <wombat>",
    "plan-01__action": "gibbon",
}
_NAMES: Final = (
    "respondent__name",
    "respondent__party",
    *(
        f"{item}__{facet}"
        for item in ("greeted", "names")
        for facet in ("score", "evidence", "reflection", "next-steps")
    ),
    "plan-01__action",
    IDENTITY_FIELD,
)
CATALOG, PAGES, ACROFORM, PAGE, APPEARANCE, INFO = 1, 2, 3, 4, 5, 6
FIELD: Final[Mapping[str, int]] = {name: 10 + 10 * n for n, name in enumerate(_NAMES)}
"""The object number of each field; a score's four kids follow it."""


def raw(body: Body) -> bytes:
    return body.encode("latin-1") if isinstance(body, str) else body


def stream(dictionary: str, data: bytes, *, packed: bool = False) -> bytes:
    """A stream object; `packed` deflates the data and says so."""
    if packed:
        data, dictionary = zlib.compress(data), dictionary + "/Filter/FlateDecode"
    return f"<<{dictionary}/Length {len(data)}>>\nstream\n".encode("latin-1") + data + b"\nendstream"


def text(value: str) -> str:
    """A text string in hexadecimal UTF-16."""
    return "<feff" + value.encode("utf-16-be", "surrogatepass").hex() + ">"


def pdf(objects: Mapping[int, Body], trailer: str = "", *, root: int = CATALOG) -> bytes:
    """A whole file with a table of cross-references; `trailer` is added to its trailer."""
    # qpdf takes no object's number for true that is far beyond what a file of this size can hold.
    room = b"%" + b" " * (20 * max(objects)) + b"\n" if max(objects) > 200 else b""
    return _written(bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + room), objects, f"/Root {root} 0 R{trailer}")


def update(data: bytes, objects: Mapping[int, Body], trailer: str = "") -> bytes:
    """The file with these objects appended, as a program saves that does not write the whole anew."""
    before = data.rindex(b"startxref")
    previous = int(data[before + 9 :].split()[0])
    last = int(data[data.rindex(b"/Size") + 5 :].split(b"/")[0]) - 1
    return _written(bytearray(data + b"\n"), objects, f"/Root {CATALOG} 0 R/Prev {previous}{trailer}", last)


def _written(out: bytearray, objects: Mapping[int, Body], trailer: str, last: int = 0) -> bytes:
    entries = []
    for number, body in sorted(objects.items()):
        entries.append((number, len(out)))
        out += b"%d 0 obj\n" % number + raw(body) + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, offset in entries:
        out += b"%d 1\n%010d 00000 n \n" % (number, offset)
    size = max(last, *objects) + 1
    out += f"trailer\n<</Size {size}{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode("latin-1")
    return bytes(out)


def mini_objects(values: Mapping[str, str] = MINI) -> dict[int, Body]:
    """The small form's objects by number, to be bent."""
    objects: dict[int, Body] = {}
    widgets: list[int] = []
    for place, (name, number) in enumerate(FIELD.items()):
        rect = f"/Rect[40 {780 - 50 * place} 400 {820 - 50 * place}]"
        value = values.get(name, "")
        if name.endswith("__score"):
            kids = range(number + 1, number + 5)
            refs = " ".join(f"{kid} 0 R" for kid in kids)
            state = f"/V/{value}" if value else "/V/Off"
            objects[number] = f"<</FT/Btn/T({name}){state}/Kids[{refs}]>>"
            for kid, level in zip(kids, LEVELS, strict=True):
                on = level if level == value else "Off"
                objects[kid] = (
                    f"<</Type/Annot/Subtype/Widget/Parent {number} 0 R/AS/{on}{rect}/F 4/P {PAGE} 0 R"
                    f"/AP<</N<</{level} {APPEARANCE} 0 R/Off {APPEARANCE} 0 R>>>>>>"
                )
            widgets += kids
            continue
        kind = "/FT/Ch/Ff 131072/Opt[[(staff)(Staff)][(volunteer)(Volunteer)]]" if name.endswith("party") else "/FT/Tx"
        if name == IDENTITY_FIELD:
            kind, value = "/FT/Tx/Ff 1", MARKER
        objects[number] = (
            f"<</Type/Annot/Subtype/Widget/T({name}){kind}/V{text(value)}/DA(/Helv 9 Tf 0 g){rect}/F 4/P {PAGE} 0 R>>"
        )
        widgets.append(number)
    annots = " ".join(f"{number} 0 R" for number in widgets)
    fields = " ".join(f"{number} 0 R" for number in FIELD.values())
    objects[CATALOG] = f"<</Type/Catalog/Pages {PAGES} 0 R/AcroForm {ACROFORM} 0 R>>"
    objects[PAGES] = f"<</Type/Pages/Kids[{PAGE} 0 R]/Count 1>>"
    objects[ACROFORM] = f"<</Fields[{fields}]/DA(/Helv 9 Tf 0 g)>>"
    objects[PAGE] = f"<</Type/Page/Parent {PAGES} 0 R/MediaBox[0 0 595 842]/Resources<<>>/Annots[{annots}]>>"
    objects[APPEARANCE] = stream("/Type/XObject/Subtype/Form/BBox[0 0 10 10]", b"q Q")
    objects[INFO] = f"<</Producer(kadergen tests)/Keywords({MARKER})>>"
    return objects


def mini(changes: Mapping[int, Body] | None = None, trailer: str = "") -> bytes:
    """The small form with `MINI` in it, some of its objects replaced or added."""
    return pdf({**mini_objects(), **(changes or {})}, f"/Info {INFO} 0 R{trailer}")


def added(number: int, more: str) -> dict[int, Body]:
    """One of the form's dictionaries with more entries at its end."""
    body = mini_objects()[number]
    assert isinstance(body, str)
    return {number: body[: body.rindex(">>")] + more + ">>"}


def swapped(number: int, old: str, new: str) -> dict[int, Body]:
    """One of the form's dictionaries with a piece of it replaced; the piece has to be there."""
    body = mini_objects()[number]
    assert isinstance(body, str)
    assert old in body, (old, body)
    return {number: body.replace(old, new)}
