"""Writes a fillable form (AcroForm) on a ReportLab canvas: text fields, choice fields and exclusive coloured scores.

A score is a set of check boxes that share one name and have an on-state each. Unlike radio buttons these can be
cleared by a second click in every viewer, and they exclude each other all the same. Every widget has an appearance
stream of its own, an embedded font and a spoken name, and the form needs no script and no help of the viewer
(NeedAppearances), so that it looks the same everywhere and can be made to conform to PDF/A and PDF/UA.

Layers of ISO 32000-1, 12.7: field, widget, on-state, appearance stream. Fields come in the order of the calls, and so
does the Tab key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final, cast

from reportlab.pdfbase.pdfdoc import PDFObjectReference
from reportlab.pdfgen.canvas import Canvas

from kadergen.colours import channels
from kadergen.formats.fallback_font import add
from kadergen.formats.field_text import FRAME_WIDTH, FieldTypesetter, appearance, frame
from kadergen.formats.fieldfont import RESOURCE_NAME, add_field_font
from kadergen.formats.pdfsyntax import Name, Stream, dumps, number
from kadergen.formats.reportlab_objects import ReportLabSink
from kadergen.formats.score_appearance import colour_operands, score_streams
from kadergen.theme.glyphs import GLYPH_SIZE
from kadergen.units import Rect

FONT_SIZE: Final = 9.0
"""Fixed: a size chosen by the viewer comes out differently in each of them."""
OFF: Final = "Off"

# Field and annotation flags: bit n of ISO 32000-1 is 1 << (n - 1).
_READ_ONLY: Final = 1 << 0
_MULTILINE: Final = 1 << 12
_COMBO: Final = 1 << 17
_PRINT: Final = 1 << 2


@dataclass(frozen=True, slots=True)
class ScoreKid:
    """One choice of a score: its on-state (plain ASCII without spaces), its whole row, what a screen reader says,
    and the shape (a key of `kadergen.theme.glyphs.GLYPHS`), colour (`#RRGGBB`) and size (points) of its glyph.
    """

    on_state: str
    rect: Rect
    tooltip: str
    shape: str
    colour: str
    size: float = GLYPH_SIZE


@dataclass(frozen=True, slots=True)
class Widget:
    """A widget as it was placed. `reference` is ReportLab's; `dictionary` may be added to until the canvas is saved
    (a tagging writer sets StructParent).
    """

    name: str
    on_state: str | None
    page_number: int
    rect: Rect
    reference: PDFObjectReference
    dictionary: dict[str, object]


class FieldWriter:
    """Adds form fields to the current page of a canvas. Call `finish` once, before the canvas is saved.

    `widgets` lists what was placed, in order. Raises ValueError for a name used twice, for a rectangle without area
    and for a value that the field cannot have.
    """

    def __init__(self, canvas: Canvas, *, ink: str = "#14323A") -> None:
        """`ink` is the colour of text."""
        self.widgets: list[Widget] = []
        self._canvas = cast(Any, canvas)  # the parts that have to do with annotations are not public
        self._sink = ReportLabSink(canvas)
        self._ink = colour_operands(ink) + b" rg"
        self._names: set[str] = set()
        self._fields: list[object] = []
        self._identities: list[dict[str, object]] = []
        self._streams: dict[bytes, object] = {}
        self._font = add_field_font(lambda value: add(self._sink, value))
        self._typesetter = FieldTypesetter(self._sink, self._font)

    def text(
        self,
        name: str,
        rect: Rect,
        tooltip: str,
        *,
        value: str = "",
        multiline: bool = True,
        font_size: float = FONT_SIZE,
        border: str | None = None,
    ) -> Widget:
        """A text field. `border` (`#RRGGBB`) draws a thin frame; None where the page draws one already."""
        field = {"FT": Name("Tx"), "Ff": _MULTILINE if multiline else 0, "DA": self._default_appearance(font_size)}
        return self._text_like(name, rect, tooltip, field, value, value, multiline, font_size, border)

    def choice(
        self,
        name: str,
        rect: Rect,
        tooltip: str,
        options: Sequence[tuple[str, str]],
        *,
        value: str = "",
        font_size: float = FONT_SIZE,
        border: str | None = None,
    ) -> Widget:
        """A drop-down list of (export value, label); an empty line comes first, so that it can be emptied again."""
        labels = {"": " "} | dict(options)
        if value not in labels:
            raise ValueError(f"{name}: {value!r} is none of the options")
        field = {
            "FT": Name("Ch"),
            "Ff": _COMBO,
            "DA": self._default_appearance(font_size),
            "Opt": [[export, label] for export, label in labels.items()],
        }
        return self._text_like(name, rect, tooltip, field, value, labels[value], False, font_size, border)

    def score(
        self, name: str, kids: Sequence[ScoreKid], *, value: str | None = None, tooltip: str = ""
    ) -> list[Widget]:
        """Check boxes of one name, of which at most one is on: `value` or, later, the one that was clicked last.

        `tooltip` names the score as a whole; when it is not given, what the tooltips of its kids begin with does.
        """
        states = [kid.on_state for kid in kids]
        if len(set(states)) < len(states) or not states or OFF in states:
            raise ValueError(f"{name}: on-states must differ and none may be {OFF!r}")
        if value is not None and value not in states:
            raise ValueError(f"{name}: {value!r} is none of the on-states")
        parent = self._sink.reserve()
        widgets = []
        for kid in kids:
            off, on = score_streams(kid.rect.width, kid.rect.height, kid.shape, kid.colour, kid.size)
            widgets.append(
                self._widget(
                    name,
                    kid.rect,
                    kid.tooltip,
                    {
                        "Parent": parent,
                        "AS": Name(kid.on_state if kid.on_state == value else OFF),
                        "AP": {"N": {kid.on_state: self._shared(on), OFF: self._shared(off)}},
                        "MK": {"BC": list(channels(kid.colour))},
                        "BS": {"W": 1, "S": Name("S")},
                    },
                    on_state=kid.on_state,
                )
            )
        spoken = tooltip or _common_beginning([kid.tooltip for kid in kids]) or name
        field = {"FT": Name("Btn"), "Ff": 0, "T": self._new_name(name), "TU": spoken, "V": Name(value or OFF)}
        self._sink.put(parent, {**field, "Kids": [widget.reference for widget in widgets]})
        self._fields.append(parent)
        return widgets

    def identity(self, name: str, value: str) -> None:
        """A read-only text field that stands on no page: which form, which version, whose copy.

        It names a page, and an empty place on it, for programs that take every field for a widget (pdf-lib).
        """
        field = {"FT": Name("Tx"), "Ff": _READ_ONLY, "T": self._new_name(name), "V": value}
        self._identities.append(field | {"DA": self._default_appearance(FONT_SIZE)})

    def finish(self) -> None:
        """Ties the fields to the document. Ends the current page, if it has fields and is still open."""
        if self._canvas._annotationrefs:
            self._canvas.showPage()
        self._typesetter.finish()
        for field in self._identities:
            nowhere = {"Rect": [0, 0, 0, 0], "AP": {"N": self._shared(appearance(0, 0, b"", {}))}}
            page = {"P": self.widgets[0].dictionary["P"]} if self.widgets else {}
            self._fields.append(add(self._sink, field | nowhere | page))
        form = {
            "Fields": self._fields,
            "DR": {"Font": {RESOURCE_NAME: self._font}},
            "DA": self._default_appearance(FONT_SIZE),
        }
        self._canvas._doc.Catalog.AcroForm = add(self._sink, form)

    def _text_like(
        self,
        name: str,
        rect: Rect,
        tooltip: str,
        field: Mapping[str, object],
        value: str,
        shown: str,
        multiline: bool,
        font_size: float,
        border: str | None,
    ) -> Widget:
        under = b"" if border is None else frame(rect.width, rect.height, colour_operands(border))
        extra: dict[str, object] = {"MK": {}}
        if border is not None:
            extra = {"MK": {"BC": list(channels(border))}, "BS": {"W": FRAME_WIDTH, "S": Name("S")}}
        typeset = self._typesetter.typeset(
            shown, rect.width, rect.height, size=font_size, colour=self._ink, multiline=multiline, under=under
        )
        extra |= {"T": self._new_name(name), **field, "AP": {"N": self._shared(typeset.stream)}}
        if value:
            extra["V"] = value
        widget = self._widget(name, rect, tooltip, extra)
        self._fields.append(widget.reference)
        return widget

    def _widget(
        self, name: str, rect: Rect, tooltip: str, extra: Mapping[str, object], on_state: str | None = None
    ) -> Widget:
        if not (rect.width > 0 and rect.height > 0):
            raise ValueError(f"{name}: the field has no area: {rect}")
        dictionary: dict[str, object] = {
            "Type": Name("Annot"),
            "Subtype": Name("Widget"),
            "Rect": [rect.left, rect.bottom, rect.right, rect.top],
            "F": _PRINT,
            "P": self._canvas._doc.thisPageRef(),
            "TU": tooltip,
            **extra,
        }
        reference = add(self._sink, dictionary)
        assert isinstance(reference, PDFObjectReference)
        self._canvas._annotationrefs.append(reference)
        widget = Widget(name, on_state, self._canvas.getPageNumber(), rect, reference, dictionary)
        self.widgets.append(widget)
        return widget

    def _new_name(self, name: str) -> str:
        if name in self._names or not name or "." in name:
            raise ValueError(f"field name is empty, used twice or holds a period: {name!r}")
        self._names.add(name)
        return name

    def _default_appearance(self, font_size: float) -> bytes:
        return b"/%s %s Tf %s" % (RESOURCE_NAME.encode(), number(font_size).encode(), self._ink)

    def _shared(self, stream: Stream) -> object:
        """The reference to the stream; equal streams are written once."""
        key = dumps(stream.dictionary, lambda reference: reference.name.encode()) + stream.data  # type: ignore[attr-defined]
        if key not in self._streams:
            self._streams[key] = add(self._sink, stream)
        return self._streams[key]


def _common_beginning(texts: Sequence[str]) -> str:
    """The whole words with which all texts begin, without the punctuation after them."""
    words = zip(*(text.split(" ") for text in texts), strict=False)
    return " ".join(word for word, *_ in takewhile(lambda same: len(set(same)) == 1, words)).rstrip(" ,.:;–-")
