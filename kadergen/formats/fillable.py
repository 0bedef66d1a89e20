"""A form's fields as filling needs them: where each object is, and what of it stays when a value is put in.

Read once with pikepdf; afterwards filling is a matter of joining bytes.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pikepdf

from kadergen.errors import NotOurFormError
from kadergen.formats.field_text import frame
from kadergen.formats.fieldfont import RESOURCE_NAME
from kadergen.formats.pdf_increment import NotAppendableError, Reference, Tail, read_tail, refer, stand_in
from kadergen.formats.pdfsyntax import Name, Raw, dumps, number

OFF: Final = Name("Off")

_HINT: Final = "Use the form as kadergen built it, or build it again."
_MULTILINE: Final = 1 << 12
_PUSH_BUTTON: Final = 1 << 16
_DEEPEST: Final = 8  # levels of fields; ours have one
_INHERITED: Final = ("/FT", "/Ff", "/DA", "/Opt")
_READ_ONLY: Final = 1 << 0
_REPLACED: Final = frozenset({"/V", "/RV", "/I", "/AS"})
_ROOTS: Final = frozenset({"/Fields"})
_OWN: Final = _REPLACED | {"/T"}
_DEFAULT_APPEARANCE: Final = re.compile(rb"\s*/\S+\s+([\d.]+)\s+Tf\s*(.*?)\s*", re.DOTALL)
_FONT_SIZE: Final = 9.0  # where the form leaves the size to the viewer


@dataclass(frozen=True, slots=True)
class OpenDictionary:
    """An indirect dictionary of the base: its syntax up to the closing brackets, without what filling replaces."""

    reference: Reference
    opening: bytes

    def with_entries(self, entries: Mapping[str, object]) -> Raw:
        """The whole dictionary, these entries at its end."""
        return extended(self.opening, entries)


def extended(opening: bytes, entries: Mapping[str, object]) -> Raw:
    """A dictionary's syntax up to the closing brackets, these entries, and the brackets."""
    return Raw(opening + b" " + dumps(entries, refer)[2:])


@dataclass(frozen=True, slots=True)
class FillableWidget:
    """A widget: its on-state ("" unless it is a button's), its size in points, the operators of its frame."""

    dictionary: OpenDictionary
    on_state: str
    width: float
    height: float
    frame: bytes


@dataclass(frozen=True, slots=True)
class FillableField:
    """A field. `kind` is Tx, Ch or Btn; `dictionary` is None where the field and its one widget are one object.

    `options` maps on-states or export values to labels; `colour` is the operator that sets the text's colour.
    """

    kind: str
    dictionary: OpenDictionary | None
    widgets: tuple[FillableWidget, ...]
    options: Mapping[str, str]
    multiline: bool
    font_size: float
    colour: bytes


@dataclass(frozen=True, slots=True)
class FillableForm:
    """The fields by name, the field font (its reference, as syntax), and where to append.

    `roots` are the references of the fields at the top, as syntax; `holder` is the dictionary that holds them, without
    them, and `unseen` the beginning of a read-only field on no page: by these another such field can be added. They
    are None in a form that has no such field, or was put together by another program. `stand_in` is a file to look at
    an increment behind (`pdf_increment.stand_in`).
    """

    fields: Mapping[str, FillableField]
    font: Raw
    tail: Tail
    stand_in: bytes
    roots: bytes = b""
    holder: OpenDictionary | None = None
    unseen: bytes | None = None


def read_fillable(base: bytes) -> FillableForm:
    """The form in these bytes; NotOurFormError when they hold none that kadergen built, or are encrypted or damaged."""
    try:
        with pikepdf.open(io.BytesIO(base), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise NotOurFormError("this PDF is encrypted", _HINT)
            font: Any = pdf.Root
            for key in ("/AcroForm", "/DR", "/Font", "/" + RESOURCE_NAME):
                font = font.get(key) if isinstance(font, pikepdf.Dictionary) else None
            if not isinstance(font, pikepdf.Dictionary):
                raise NotOurFormError("this PDF is not a form of kadergen", _HINT)
            form: Any = pdf.Root.AcroForm
            roots = _items(form, "/Fields")
            tail = _tail(base, pdf)
            return FillableForm(
                dict(_fields(form)),
                Raw(font.unparse()),
                tail,
                stand_in(tail, _least(pdf), len(base)),
                b" ".join(root.unparse() if not root.is_indirect else refer(_reference(root)) for root in roots),
                _open(form, _ROOTS) if form.is_indirect else None,
                next((_open(field, _OWN).opening for field in roots if _is_unseen(field)), None),
            )
    except pikepdf.PasswordError:
        raise NotOurFormError("this PDF opens with a password only", _HINT) from None
    except NotAppendableError as error:
        raise NotOurFormError(f"this PDF is damaged: {error}", _HINT) from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotOurFormError("this file is not a PDF that can be read as it is", _HINT) from error


def _is_unseen(field: Any) -> bool:
    """Whether it is a field on no page that no program lets anyone change."""
    return (
        field.is_indirect
        and field.get("/FT") == "/Tx"
        and bool(int(field.get("/Ff", 0)) & _READ_ONLY)
        and not {"/Subtype", "/Kids", "/Parent"} & set(field.keys())
    )


def _tail(base: bytes, pdf: pikepdf.Pdf) -> Tail:
    information = pdf.trailer.get("/Info")
    identity = _items(pdf.trailer, "/ID")
    return read_tail(
        base,
        size=max(int(pdf.trailer["/Size"]), len(pdf.objects) + 1),
        root=_reference(pdf.Root),
        information=_reference(information) if information is not None and information.is_indirect else None,
        first_id=bytes(identity[0]) if identity else hashlib.md5(base, usedforsecurity=False).digest(),
    )


def _least(pdf: pikepdf.Pdf) -> dict[Reference, object]:
    """What a reader must find to open a file as this one: catalogue, tree of pages, a page, where the form is."""
    root, pages, page = (_reference(value) for value in (pdf.Root, pdf.Root.Pages, pdf.pages[0].obj))
    form = pdf.Root.AcroForm
    return {
        root: {"Type": Name("Catalog"), "Pages": pages, "AcroForm": _reference(form) if form.is_indirect else None},
        pages: {"Type": Name("Pages"), "Kids": [page], "Count": 1},
        page: {"Type": Name("Page"), "Parent": pages, "MediaBox": [0, 0, 1, 1], "Resources": {}},
    }


def _fields(form: pikepdf.Object) -> Iterator[tuple[str, FillableField]]:
    inherited = {"/DA": form["/DA"]} if "/DA" in form else {}
    for field in _items(form, "/Fields"):
        yield from _field_tree(field, "", inherited, 0)


def _field_tree(
    node: Any, prefix: str, inherited: Mapping[str, Any], depth: int
) -> Iterator[tuple[str, FillableField]]:
    """The fields at and under a node, by their fully qualified names (12.7.3.2)."""
    if not isinstance(node, pikepdf.Dictionary) or not node.is_indirect or depth > _DEEPEST:
        return
    entries = {**inherited, **{key: node[key] for key in _INHERITED if key in node}}
    name = ".".join(filter(None, (prefix, str(node.get("/T", "")))))
    kids = [kid for kid in _items(node, "/Kids") if isinstance(kid, pikepdf.Dictionary)]
    if any("/T" in kid for kid in kids):
        for kid in kids:
            yield from _field_tree(kid, name, entries, depth + 1)
    elif name and (field := _field(node, kids, entries)):
        yield name, field


def _field(node: pikepdf.Object, kids: Sequence[pikepdf.Object], entries: Mapping[str, Any]) -> FillableField | None:
    """The field of a node without named kids; None for push buttons, signatures and what has no type."""
    kind, flags = str(entries.get("/FT", ""))[1:], int(entries.get("/Ff", 0))
    if kind not in ("Tx", "Ch", "Btn") or (kind == "Btn" and flags & _PUSH_BUTTON):
        return None
    is_widget = "/Subtype" in node
    widgets = tuple(_widget(widget, kind) for widget in ([node] if is_widget else kids) if widget.is_indirect)
    options: dict[str, str] = {}
    if kind == "Btn":
        options = {widget.on_state: widget.on_state for widget in widgets if widget.on_state}
    elif kind == "Ch":
        pairs = [list(o) if isinstance(o, pikepdf.Array) else [o] for o in list(entries.get("/Opt", ()))]
        options = {str(pair[0]): str(pair[-1]) for pair in pairs if pair}
    appearance = _DEFAULT_APPEARANCE.fullmatch(bytes(entries.get("/DA", b"")))
    return FillableField(
        kind,
        None if is_widget else _open(node, _REPLACED),
        widgets,
        options,
        multiline=kind == "Tx" and bool(flags & _MULTILINE),
        font_size=float(appearance[1]) or _FONT_SIZE if appearance else _FONT_SIZE,
        colour=appearance[2] if appearance and appearance[2] else b"0 g",
    )


def _widget(widget: pikepdf.Object, kind: str) -> FillableWidget:
    left, bottom, right, top = (float(edge) for edge in widget["/Rect"])
    width, height = abs(right - left), abs(top - bottom)
    on_state, border = "", b""
    if kind == "Btn":
        states = widget.get("/AP", pikepdf.Dictionary()).get("/N", pikepdf.Dictionary())
        on_state = next((str(state)[1:] for state in states.keys() if state != "/Off"), "")  # noqa: SIM118
    else:
        channels = [float(channel) for channel in _items(widget.get("/MK"), "/BC")]
        if len(channels) == 3:
            border = frame(width, height, " ".join(map(number, channels)).encode())
    replaced = _REPLACED if kind == "Btn" else _REPLACED | {"/AP"}
    return FillableWidget(_open(widget, replaced), on_state, width, height, border)


def _open(dictionary: pikepdf.Object, replaced: frozenset[str]) -> OpenDictionary:
    kept = pikepdf.Dictionary({key: value for key, value in dictionary.items() if key not in replaced})
    return OpenDictionary(_reference(dictionary), kept.unparse().rstrip().removesuffix(b">>").rstrip())


def _reference(value: pikepdf.Object) -> Reference:
    return Reference(*value.objgen)


def _items(holder: Any, key: str) -> list[Any]:
    """The elements of an array in a dictionary; none when it is not there."""
    array = holder.get(key) if isinstance(holder, pikepdf.Dictionary) else None
    return list(array) if isinstance(array, pikepdf.Array) else []
