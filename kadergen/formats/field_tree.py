"""From a widget up to the field that it shows: the parents of a node, and what is inherited along them.

A program that merges files can leave a widget's /Parent pointing at whatever has that number now. So a parent is
believed only where it can be one: it has no look of its own, and where it lists its kids, the child is among them.
Source: ISO 32000-2, 12.7.4.2.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from kadergen.formats.pdf_objects import UNREADABLE, PdfObjects, Scalar
from kadergen.formats.pdf_text import Decoded, decode_text, without_surrogates

MAX_DEPTH: Final = 32  # parents above a widget, kids below a field
_NOTHING: Final = Decoded("")


class Node(Protocol):
    """A widget or a field: what stands under each of `FIELD_KEYS`, None where nothing does."""

    def get(self, key: str, /) -> Any:
        """The value; None when there is none."""


@dataclass(slots=True)
class _BrokenNode:
    """One of which a value raises when it is read: that value again each time, so that it costs its own step alone."""

    pdf: PdfObjects
    holder: Any

    def get(self, key: str, /) -> Any:
        return self.pdf.get(self.holder, key)


@dataclass(slots=True)
class _Parent:
    """A parent as its children find it; `kids` are the identities of those it lists, None where it lists none."""

    node: Node
    kids: frozenset[Hashable] | None
    has_look: bool

    def is_of(self, child: Hashable) -> bool:
        return not self.has_look and (child is None or self.kids is None or child in self.kids)


@dataclass(slots=True)
class FieldTree:
    """The nodes of one file; every parent is looked at once."""

    pdf: PdfObjects
    _parents: dict[Hashable, _Parent] = field(default_factory=dict)

    def node(self, holder: Any) -> Node:
        """A widget or a field, its values read once."""
        try:
            return self.pdf.entries(holder)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - a library on a broken object raises nearly anything
            return _BrokenNode(self.pdf, holder)

    def chain(self, holder: Any) -> list[Node]:
        """The widget and its parents; a cycle ends it, and so does what is nobody's parent."""
        identity = self.pdf.identity(holder)
        node = self.node(holder)
        chain = [node]
        seen = {identity}
        while (above := node.get("Parent")) is not None and len(chain) < MAX_DEPTH:
            child, identity = identity, self.pdf.identity(above)
            if identity is not None and identity in seen:
                break
            parent = self._parent(above, identity)
            if not parent.is_of(child):
                break
            seen.add(identity)
            node = parent.node
            chain.append(node)
        return chain

    def _parent(self, holder: Any, identity: Hashable) -> _Parent:
        if identity in self._parents:
            return self._parents[identity]
        node = self.node(holder)
        kids = frozenset(map(self.pdf.identity, self.pdf.items(node.get("Kids"))))
        parent = _Parent(node, kids if kids and None not in kids else None, node.get("AP") is not None)
        if identity is not None:
            self._parents[identity] = parent
        return parent

    def name(self, chain: Sequence[Node]) -> str:
        """The full name: the partial names from the top down, with periods between them; "" where there is none."""
        parts = [text for node in chain if (text := text_of(self.pdf.scalar(node.get("T"))).text)]
        return ".".join(reversed(parts))


def inherited(chain: Sequence[Node], key: str) -> Any:
    """The first value on the way up; None where nobody has one."""
    for node in chain:
        value = node.get(key)
        if value is not None:
            return value
    return None


def text_of(value: Scalar) -> Decoded:
    """What a scalar of a PDF says as text."""
    if value is None:
        return _NOTHING
    if isinstance(value, bytes):
        return decode_text(value)
    if value.isascii():
        return Decoded(str(value))
    text, damaged = without_surrogates(str(value))
    return Decoded(text, damaged or UNREADABLE in text)
