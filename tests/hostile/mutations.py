"""Mutations of real files: of their bytes, of the objects of a PDF, of the elements of an XML part.

Each says which fields it may have touched, so that all others must come out as they were, or with a warning.
"""

from __future__ import annotations

import io
import random
import re
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pikepdf
from lxml import etree
from lxml.etree import _Element as Element

from tests.hostile.office import packed

_TOKENS: Final = (
    b"", b"\0", b"\xff\xfe", b"\r\n", b"<<", b">>", b"[", b"]", b"(", b")", b"<", b">", b"/", b"%", b"&", b"obj", b"endobj", b"stream",
    b"endstream", b"0 R", b"null", b"true", b"-1", b"99999999999", b"/Kids", b"/Parent", b"/V", b"/AS", b"/T", b"/Off", b"/green",
    b"/FlateDecode", b"trailer", b"startxref", b"PK\x03\x04", b"PK\x01\x02", b"<!DOCTYPE x>", b"<![CDATA[", b"]]>", b"&amp;", b"&x;",
    b"\xed\xa0\x80", "\u202e".encode(), b"{", b"}", b'"', b"\\", b"\\u0000", b"1e999", b"x" * 300,
)  # fmt: skip
_NUMBER: Final = re.compile(rb"\d+")
_NAME: Final = re.compile(rb"/[A-Za-z]+|</?[A-Za-z:]+|[A-Za-z]+=")
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A mutated file. `touched` are the fields that may now truly say something else; None for all of them."""

    data: bytes
    touched: frozenset[str] | None = None


def _span(chance: random.Random, length: int, most: int = 2_000) -> slice:
    start = chance.randrange(max(length, 1))
    return slice(start, start + int(chance.random() ** 3 * most) + 1)


def _replace_match(chance: random.Random, data: bytes, pattern: re.Pattern[bytes], values: Sequence[bytes]) -> bytes:
    found = list(pattern.finditer(data[:200_000]))
    if not found:
        return data
    match = chance.choice(found)
    value = chance.choice([*values, chance.choice(found)[0]])
    return data[: match.start()] + value + data[match.end() :]


def _flipped(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 20) if data else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def mutate_bytes(chance: random.Random, data: bytes, others: Sequence[bytes] = ()) -> bytes:
    """The bytes with one to five cuts, doubles, flips, pieces of others, tokens, other numbers or names."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5))):
        part = _span(chance, len(data))
        match chance.randrange(9):
            case 0:
                data = data[: part.start]
            case 1:
                data = data[: part.start] + data[part.stop :]
            case 2:
                data = data[: part.stop] + data[part] + data[part.stop :]
            case 3:
                other = chance.choice(others) if others else data
                data = data[: part.start] + other[_span(chance, len(other))] + data[part.start :]
            case 4:
                data = _flipped(chance, data)
            case 5:
                data = data[: part.start] + chance.choice(_TOKENS) + data[part.start :]
            case 6:
                data = _replace_match(
                    chance, data, _NUMBER, (b"0", b"-1", b"1", b"2147483648", b"99999999999999999999")
                )
            case 7:
                data = _replace_match(chance, data, _NAME, ())
            case _:
                second = _span(chance, len(data))
                low, high = sorted((part, second), key=lambda s: int(s.start))
                if low.stop <= high.start:
                    data = data[: low.start] + data[high] + data[low.stop : high.start] + data[low] + data[high.stop :]
    return data


# --- PDF

_MEANING: Final = frozenset(
    {"/V", "/AS", "/T", "/Kids", "/Parent", "/FT", "/Opt", "/Ff", "/Annots", "/Fields", "/Subtype", "/N", "/AP"}
)


def mutate_pdf(chance: random.Random, data: bytes) -> Mutant:
    """The file with one to three of its objects' entries replaced by another type, another entry, or nothing."""
    touched: set[str] = set()
    with warnings.catch_warnings(), pikepdf.open(io.BytesIO(data)) as pdf:
        warnings.simplefilter("ignore")
        objects: list[Any] = [
            o for o in pdf.objects if isinstance(o, (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array))
        ]
        for _ in range(chance.choice((1, 1, 2, 3))):
            holder = chance.choice(objects)
            names = _names_around(holder)
            if isinstance(holder, pikepdf.Array):
                if len(holder):
                    holder[chance.randrange(len(holder))] = _value(chance, pdf, objects)
                touched |= names or {"*"}
                continue
            keys = sorted(holder.keys())
            if not keys:
                continue
            key = chance.choice(keys)
            if key == "/Length":
                continue
            with_it = chance.randrange(4)
            try:
                if with_it == 0:
                    del holder[key]
                else:
                    holder[key] = _value(chance, pdf, objects) if with_it < 3 else chance.choice(objects)
            except (ValueError, TypeError, RuntimeError, KeyError, pikepdf.PdfError):
                continue
            if key in _MEANING:
                touched |= names or {"*"}
        out = io.BytesIO()
        modes = (pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.preserve)
        try:
            pdf.save(out, object_stream_mode=chance.choice(modes), deterministic_id=True)
        except (RuntimeError, ValueError, pikepdf.PdfError):
            return Mutant(data, frozenset())
    return Mutant(out.getvalue(), None if "*" in touched else frozenset(touched))


def _names_around(holder: Any) -> set[str]:
    """The name of the field that this object is, or is a widget of."""
    for node in (holder, holder.get("/Parent") if isinstance(holder, pikepdf.Dictionary) else None):
        if isinstance(node, pikepdf.Dictionary) and isinstance(node.get("/T"), pikepdf.String):
            return {str(node.T)}
    return set()


def _value(chance: random.Random, pdf: pikepdf.Pdf, objects: Sequence[Any]) -> Any:
    match chance.randrange(12):
        case 0:
            return None
        case 1:
            return chance.choice((0, 1, -1, 2**31, 99, True))
        case 2:
            return pikepdf.Name(chance.choice(("/Off", "/green", "/blue", "/X", "/Btn", "/Tx", "/Widget")))
        case 3:
            return pikepdf.String(
                chance.choice(
                    (
                        "",
                        "x",
                        "greeted__score",
                        "names__reflection",
                        "\ufeff\ud83d".encode("utf-16-be", "surrogatepass"),
                    )
                )
            )
        case 4:
            return pikepdf.Array([])
        case 5:
            return pikepdf.Array([chance.choice(objects), chance.choice(objects)])
        case 6:
            return pikepdf.Dictionary({"/V": pikepdf.Name("/green")})
        case 7:
            return pdf.make_stream(bytes(chance.randrange(256) for _ in range(20)))
        case 8:
            return pikepdf.Array([-1e30, 1e30, 0, 0])
        case _:
            return chance.choice(objects)


# --- XML in ZIP


def mutate_zip(chance: random.Random, data: bytes, parts: Sequence[str]) -> Mutant:
    """The package with one of these parts changed: its elements, or its bytes; or a part gone, doubled or another's."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        files = {name: package.read(name) for name in package.namelist()}
    name = chance.choice(parts)
    touched: frozenset[str] | None = None
    match chance.randrange(8):
        case 0:
            files[name] = mutate_bytes(chance, files[name])
        case 1:
            other = chance.choice(sorted(files))
            files[other] = mutate_bytes(chance, files[other])
        case 2:
            files.pop(chance.choice(sorted(files)))
        case 3:
            one, two = chance.choice(sorted(files)), chance.choice(sorted(files))
            files[one], files[two] = files[two], files[one]
        case _:
            root = etree.fromstring(files[name])
            found = mutate_tree(chance, root)
            files[name] = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
            if name == "word/document.xml":
                touched = None if found is None else frozenset(found)
    return Mutant(packed(files.items()), touched)


def mutate_tree(chance: random.Random, root: Element) -> set[str] | None:
    """Change an element or two; the fields whose rows it was in (None for all)."""
    touched: set[str] | None = set()
    for _ in range(chance.choice((1, 1, 2))):
        elements = [element for element in root.iter("*") if element.getparent() is not None]
        if len(elements) < 2:
            break
        element, other = chance.choice(elements), chance.choice(elements)
        places = [element, other]
        parent = element.getparent()
        assert parent is not None
        match chance.randrange(7):
            case 0:
                parent.remove(element)
            case 1:
                element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))
            case 2:
                if element not in other.iterancestors() and element is not other:
                    other.addnext(element)
            case 3:
                element.tag = other.tag
            case 4:
                element.text = chance.choice((None, "", "x", "☒", "●", "\n", "Good", other.text))
            case 5:
                for key in list(element.attrib)[:2]:
                    element.set(key, chance.choice(("", "0", "-1", "true", "9" * 30, "green", *other.attrib.values())))
            case _:
                wrapper = etree.SubElement(parent, other.tag)
                element.addprevious(wrapper)
                wrapper.append(element)
        around: set[str] | None = set()
        for place in places:
            names = _fields_of(place)
            around = None if names is None or around is None else around | names
        touched = None if touched is None or around is None else touched | around
    return touched


def _fields_of(element: Element) -> set[str] | None:
    """The fields in the row around an element and inside it; None where it is around or between rows."""
    row = next((e for e in (element, *element.iterancestors()) if e.tag == f"{_W}tr"), None)
    if row is None:
        return None
    tags = (str(tag.get(f"{_W}val", "")) for tag in row.iter(f"{_W}tag"))
    names = {"__".join(tag.split("__")[:2]) for tag in tags}
    return names or None
