"""AcroForm fields of a filled PDF: names and values, whatever program saved it.

What a participant sees is the widget on the page, so the widgets are enumerated, not /AcroForm /Fields; the field tree
speaks only where no widget does. Appearance streams and NeedAppearances are ignored. Values are read field by field:
one that is broken is counted and the others stay. Source: ISO 32000-2, 12.7.
"""

from __future__ import annotations

import html
import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Final

from kadergen.formats.field_tree import MAX_DEPTH, FieldTree, Node, inherited, text_of
from kadergen.formats.pdf_objects import PdfObjects, PikepdfObjects, PypdfObjects
from kadergen.formats.pdf_text import Decoded
from kadergen.formats.rawform import EncryptedError, FormatError, RawField, RawForm

NOT_COMMENTS: Final = frozenset({"Widget", "Link", "Popup", "PrinterMark", "TrapNet", "Watermark", "3D", "Screen"})
"""Annotations that nobody writes or draws on a form (a Popup belongs to another one)."""
_MAX_NODES: Final = 100_000  # widgets and fields looked at
_PUSH_BUTTON: Final = 1 << 16
_OFF: Final = "Off"


class TooManyError(FormatError):
    """So many fields that no other library need try."""


def read_acroform(data: bytes) -> RawForm:
    """The fields of a PDF and its metadata: by pikepdf, or by pypdf where pikepdf cannot open it.

    `RawForm.reader` says which. Raises EncryptedError or FormatError when neither can.
    """
    try:
        return walk(PikepdfObjects(data))
    except (EncryptedError, TooManyError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - besides its own errors qpdf lets errors of C++ through
        try:
            return walk(PypdfObjects(data))
        except EncryptedError:
            raise
        except FormatError:
            if b"/Encrypt" in data:
                raise EncryptedError("it is encrypted, and broken or in a way that is not supported") from None
            raise


def read_acroform_second(data: bytes) -> RawForm | None:
    """The second opinion alone, by pypdf; None when pypdf cannot read the file."""
    try:
        return walk(PypdfObjects(data))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - it is asked for help, and whatever it raises on a damaged file is no help
        return None


@dataclass(slots=True)
class _Widget:
    """One widget (or a field without any): `chain` is itself and its parents."""

    chain: list[Node]
    kind: str


@dataclass(slots=True)
class _Walk:
    """All widgets by full name, in the order found, which objects they are, and the names of those that failed."""

    pdf: PdfObjects
    groups: dict[str, list[_Widget]] = field(default_factory=dict)
    seen: set[Hashable] = field(default_factory=set)
    unreadable: list[str] = field(default_factory=list)
    nodes: int = 0
    nameless: int = 0
    comments: int = 0
    tree: FieldTree = field(init=False)

    def __post_init__(self) -> None:
        self.tree = FieldTree(self.pdf)

    def count(self) -> None:
        self.nodes += 1
        if self.nodes > _MAX_NODES:
            raise TooManyError(f"it has more than {_MAX_NODES} fields")


def walk(pdf: PdfObjects) -> RawForm:
    """The fields as one library sees them.

    Raises FormatError when there are too many, or when the pages are unreadable and no field tree stands in for them.
    """
    on_pages = _Walk(pdf)
    bare_pages: list[int] = []
    pages = 0
    try:
        for index, annotations in enumerate(pdf.pages()):
            pages += 1
            seen = len(on_pages.seen)
            for annotation in annotations:
                on_pages.count()
                _try(on_pages, "", _add_widget, on_pages, annotation)
            if len(on_pages.seen) == seen:
                bare_pages.append(index)
    except (FormatError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - the page tree itself; what is broken in it can raise nearly anything
        on_pages.unreadable.append("")
    in_tree = _Walk(pdf, seen=on_pages.seen)
    _try(in_tree, "", _add_tree, in_tree)
    # Where a merge went wrong, pages can have lost fields that are still in the file.
    off_pages = _Walk(pdf, seen=on_pages.seen)
    if pdf.repairs():
        _try(off_pages, "", _add_off_page, off_pages)
    if on_pages.unreadable and not on_pages.groups and not in_tree.groups:
        raise FormatError("its pages cannot be read")
    fields: list[RawField] = []
    for name, widgets in on_pages.groups.items():
        _try(on_pages, name, _add_values, pdf, fields, name, widgets, in_tree.groups.get(name, []))
    shown = len(fields)
    _add_others(in_tree, fields, on_pages)
    if not pages or on_pages.unreadable:  # what pages show is not known
        shown = len(fields)
    _add_others(off_pages, fields, on_pages, in_tree)
    producer, metadata = _metadata(pdf)
    unreadable = (*on_pages.unreadable, *in_tree.unreadable, *off_pages.unreadable)
    return RawForm(
        tuple(fields),
        pdf.reader,
        producer,
        metadata,
        pdf.repairs(),
        unreadable,
        bare_pages=tuple(bare_pages),
        nameless=on_pages.nameless + off_pages.nameless,
        off_page=tuple(found.name for found in fields[shown:] if found.value),
        comments=on_pages.comments,
    )


def _add_others(walking: _Walk, fields: list[RawField], *before: _Walk) -> None:
    """Append the values of the fields that no walk before this one came upon."""
    for name, widgets in walking.groups.items():
        if not any(name in earlier.groups for earlier in before):
            _try(walking, name, _add_values, walking.pdf, fields, name, widgets, [])


def _try(walking: _Walk, name: str, step: Any, *arguments: Any) -> None:
    """Do one step of the walk; whatever a broken object raises is noted and costs this step alone."""
    try:
        step(*arguments)
    except (FormatError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - a library on a broken object raises nearly anything
        walking.unreadable.append(name)


def _add_widget(walking: _Walk, annotation: Any) -> None:
    pdf = walking.pdf
    identity = pdf.identity(annotation)
    chain = walking.tree.chain(annotation)
    if inherited(chain, "FT") is None:
        kind = pdf.scalar(pdf.get(annotation, "Subtype"))
        if kind != "Widget":
            walking.comments += kind not in NOT_COMMENTS
            return
    # A widget that is written into the page itself has no identity, but is one more all the same.
    walking.seen.add(("direct", walking.nodes) if identity is None else identity)
    _add(walking, chain)


def _add_off_page(walking: _Walk) -> None:
    """Every widget that no page lists."""
    for widget in (one for page in walking.pdf.off_page() for one in page):
        walking.count()
        if walking.pdf.identity(widget) not in walking.seen:
            _try(walking, "", _add_widget, walking, widget)


def _add_tree(walking: _Walk) -> None:
    """Every terminal field below /AcroForm /Fields that is on no page, depth first, without recursion."""
    pdf, seen = walking.pdf, walking.seen
    roots = pdf.items(pdf.get(pdf.get(pdf.root(), "AcroForm"), "Fields"))
    stack: list[list[Any]] = [[root] for root in reversed(roots)]
    while stack:
        chain = stack.pop()
        walking.count()
        identity = pdf.identity(chain[0])
        if identity is not None and identity in seen:
            continue
        seen.add(identity)
        kids = pdf.items(pdf.get(chain[0], "Kids"))
        if kids and len(chain) < MAX_DEPTH:
            stack.extend([kid, *chain] for kid in reversed(kids))
        else:
            _try(walking, "", _add, walking, [walking.tree.node(holder) for holder in chain])


def _add(walking: _Walk, chain: list[Node]) -> None:
    pdf = walking.pdf
    name = walking.tree.name(chain)
    if not name:
        walking.nameless += 1
        return
    kind = str(pdf.scalar(inherited(chain, "FT")) or "")
    if not kind:
        kind = "Btn" if chain[0].get("AS") is not None else "Tx"
    if kind == "Sig" or (kind == "Btn" and _is_push_button(pdf, chain)):
        return
    walking.groups.setdefault(name, []).append(_Widget(chain, kind))


def _is_push_button(pdf: PdfObjects, chain: list[Node]) -> bool:
    flags = str(pdf.scalar(inherited(chain, "Ff")) or "0")
    return flags.lstrip("-").isdigit() and bool(int(flags) & _PUSH_BUTTON)


def _add_values(
    pdf: PdfObjects, fields: list[RawField], name: str, widgets: list[_Widget], copies: list[_Widget]
) -> None:
    """Append the field's value, or each of its values where they differ. `copies` of it in /Fields are on no page."""
    if copies and _are_lost(pdf, widgets):
        widgets = [*widgets, *copies]
    is_state = widgets[0].kind == "Btn"
    found = _button_values(pdf, widgets) if is_state else _text_values(pdf, widgets)
    if len(found) > 1:
        found = list(dict.fromkeys(found))
    before = len(fields)
    for text, damaged in found:
        if text:
            fields.append(RawField(name, text, is_state, damaged))
    if len(fields) == before:
        fields.append(RawField(name, "", is_state))


def _are_lost(pdf: PdfObjects, widgets: list[_Widget]) -> bool:
    """Whether the page's widgets have no parent and no value: a program tore them from the field that has both."""
    orphans = all(len(w.chain) == 1 and w.chain[0].get("V") is None for w in widgets)
    return orphans and not any(_state(pdf, w) for w in widgets)


def _text_values(pdf: PdfObjects, widgets: list[_Widget]) -> list[Decoded]:
    values: list[Decoded] = []
    for widget in widgets:
        value = inherited(widget.chain, "V")
        values += [text_of(pdf.scalar(item)) for item in pdf.items(value) or (value,)]
    return values


def _button_values(pdf: PdfObjects, widgets: list[_Widget]) -> list[Decoded]:
    """What is on by /AS; where nothing is, what /V says on the widget, its parent or nowhere."""
    shown = [(widget, state) for widget in widgets if (state := _state(pdf, widget))]
    borrowed = [Decoded(state, True) for widget, state in shown if _is_borrowed(pdf, widget, state, widgets)]
    if borrowed:
        return borrowed
    on = [state for _, state in shown]
    if not on:
        on = [value.text for value in _text_values(pdf, widgets) if value.text != _OFF]
    return [_exported(pdf, state, widgets) for state in on]


def _state(pdf: PdfObjects, widget: _Widget) -> str:
    """The on-state of a button's widget, "" when it is off."""
    state = text_of(pdf.scalar(widget.chain[0].get("AS"))).text if widget.kind == "Btn" else ""
    return "" if state == _OFF else state


def _is_borrowed(pdf: PdfObjects, widget: _Widget, state: str, widgets: list[_Widget]) -> bool:
    """Whether a widget shows a state that it has no look for, and another choice of the field has."""

    def has_look(one: _Widget) -> bool:
        return pdf.get(pdf.get(one.chain[0].get("AP"), "N"), state) is not None

    return not has_look(widget) and any(map(has_look, widgets))


def _exported(pdf: PdfObjects, state: str, widgets: list[_Widget]) -> Decoded:
    """The export value where a program numbered the on-states and keeps their values in /Opt."""
    if state.isascii() and state.isdigit() and len(state) < 6:
        options = next((o for w in widgets if (o := pdf.items(inherited(w.chain, "Opt")))), [])
        if int(state) < len(options):
            return text_of(pdf.scalar(options[int(state)]))
    return Decoded(state)


_XMP_PRODUCER: Final = re.compile(r"""<pdf:Producer>\s*([^<]*?)\s*</pdf:Producer>|\bpdf:Producer=["']([^"'<]*)["']""")
_MARKUP: Final = re.compile(r"[<>\"']")


def _metadata(pdf: PdfObjects) -> tuple[str, str]:
    """The producer, and the text of the document information and the XMP packet, entities resolved.

    The packet is searched, never parsed: it is not ours to trust.
    """
    producer, texts = "", []
    try:
        information = pdf.document_information()
        texts += [text_of(pdf.scalar(pdf.get(information, key))).text for key in ("Keywords", "Subject", "Title")]
        producer = text_of(pdf.scalar(pdf.get(information, "Producer"))).text.strip()
        packet = pdf.scalar(pdf.get(pdf.root(), "Metadata"))
        xmp = packet.decode("utf-8", "replace") if isinstance(packet, bytes) else ""
        match = _XMP_PRODUCER.search(xmp)
        producer = producer or (html.unescape(match[1] or match[2] or "") if match else "")
        texts.append(html.unescape(_MARKUP.sub("\n", xmp)))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - metadata is a help, its loss costs nothing
        return producer, "\n".join(texts)
    return producer, "\n".join(texts)
