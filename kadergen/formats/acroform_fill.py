"""Fills a form of ours by appending: the form's bytes stay an untouched prefix, and fillings can be stacked.

Values go into the fields, and every field filled gets its own appearance, so that all viewers show the same. A text
that does not fit, or a character that no font can show, is reported; the value is whole all the same. A value that a
field cannot have is reported and nothing is put in its place. Messages never hold the values.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pikepdf

from kadergen.diagnostics import Code
from kadergen.errors import NotOurFormError
from kadergen.formats.acroform_read import read_acroform
from kadergen.formats.field_text import FieldTypesetter
from kadergen.formats.fillable import OFF, FillableField, extended, read_fillable
from kadergen.formats.filled import Filled, FillProblem
from kadergen.formats.pdf_increment import Increment, refer
from kadergen.formats.pdf_text import without_surrogates
from kadergen.formats.pdfsyntax import Name, Raw


def fill(base: bytes, values: Mapping[str, str]) -> Filled:
    """Fills one form; see `Filler` for many copies of one."""
    return Filler(base).fill(values)


class Filler:
    """A form, read once, of which many copies can be filled.

    `options` gives what each field can hold: on-states or export values, or None for any text. Raises NotOurFormError
    when the bytes are no form that kadergen built.
    """

    def __init__(self, base: bytes) -> None:
        self._base = base
        self._form = read_fillable(base)
        self.options: Mapping[str, tuple[str, ...] | None] = {
            name: None if field.kind == "Tx" else tuple(field.options) for name, field in self._form.fields.items()
        }

    def fill(self, values: Mapping[str, str], marks: Mapping[str, str] | None = None) -> Filled:
        """A copy with these values (field name → text, export value or on-state; "" empties the field).

        Line ends in texts stay as they are. Fields that `values` does not name keep what they have. `marks` are what
        the copy says of itself: read-only fields on no page, added where the form does not have them. Raises
        NotOurFormError for marks in a form that was put together anew by another program.
        """
        increment = Increment(self._form.tail)
        typesetter = FieldTypesetter(increment, self._form.font)
        problems: list[FillProblem] = []
        for name, value in values.items():
            field = self._form.fields.get(name)
            if field is None:
                hint = "The answers may belong to another form or another version of it."
                problems.append(FillProblem(Code.F001, name, "the form has no such field", hint))
            elif field.kind == "Tx":
                problems += self._fill_text(increment, typesetter, name, field, value)
            elif value and value not in field.options:
                hint = "Possible here: " + ", ".join(option for option in field.options if option) + "."
                problems.append(FillProblem(Code.F004, name, "the value is none of the field's options", hint))
            elif field.kind == "Ch":
                _put_text(increment, typesetter, field, value, field.options.get(value, ""))
            else:
                _put_choice(increment, field, value)
        typesetter.finish()
        self._mark(increment, marks or {})
        return Filled(increment.append(self._base), tuple(problems))

    def _mark(self, increment: Increment, marks: Mapping[str, str]) -> None:
        added = b""
        for name, value in marks.items():
            field = self._form.fields.get(name)
            if field is not None and field.dictionary is not None:
                increment.put(field.dictionary.reference, field.dictionary.with_entries({"V": value}))
            elif self._form.unseen is None or self._form.holder is None:
                raise NotOurFormError(
                    "this form was put together anew by another program", "Use the form as kadergen built it."
                )
            else:
                reference = increment.reserve()
                increment.put(reference, extended(self._form.unseen, {"T": name, "V": value}))
                added += b" " + refer(reference)
        if added and self._form.holder is not None:
            roots = Raw(b"[" + self._form.roots + added + b"]")
            increment.put(self._form.holder.reference, self._form.holder.with_entries({"Fields": roots}))

    def not_held(self, filled: bytes, values: Mapping[str, str]) -> list[str]:
        """The fields of which a filled copy, read back, does not hold the value."""
        found = {(field.name, field.value) for field in read_acroform(filled).fields}
        return [name for name, value in values.items() if (name, value) not in found]

    def not_taken(self, filled: bytes, values: Mapping[str, str], marks: Mapping[str, str]) -> list[str]:
        """The fields and marks that did not get into a copy just filled: qpdf looks at the objects that were written.

        Quicker than `not_held`, which reads the whole form: of the base it is seen that it is untouched, what was
        appended is looked up as every viewer does. Texts and choices of a list alone.
        """
        found = self._appended(filled, (values.keys() | marks.keys()) & self._form.fields.keys())
        return [name for name, value in {**values, **marks}.items() if found.get(name) != value]

    def _appended(self, filled: bytes, names: Iterable[str]) -> Mapping[str, str]:
        """What the fields of these names, and those that a copy has more than the base, hold; nothing where it is
        damaged.
        """
        if not filled.startswith(self._base):
            return {}
        look = self._form.stand_in + filled[len(self._base) :]
        found: dict[str, str] = {}
        try:
            with pikepdf.open(io.BytesIO(look), attempt_recovery=False, inherit_page_attributes=False) as pdf:
                form: Any = pdf.Root.get("/AcroForm", {})
                roots = form.get("/Fields", [])
                for added in (roots[at] for at in range(len(self._form.fields), len(roots))):
                    found[str(added.T)] = str(added.V)
                for name in names:
                    field = self._form.fields[name]
                    holder = (field.dictionary or field.widgets[0].dictionary).reference
                    held: Any = pdf.get_object(holder.number, holder.generation)
                    found[name] = str(held.get("/V", "")) if isinstance(held, pikepdf.Dictionary) else ""
                return {} if pdf.get_warnings() else found
        except (pikepdf.PdfError, AttributeError, ValueError, TypeError):
            return {}

    def _fill_text(
        self, increment: Increment, typesetter: FieldTypesetter, name: str, field: FillableField, value: str
    ) -> Iterator[FillProblem]:
        value, damaged = without_surrogates(value)
        if damaged:
            yield FillProblem(Code.F008, name, "half a character, which no file can hold, became U+FFFD")
        overflows, missing = _put_text(increment, typesetter, field, value, value)
        if overflows:
            yield FillProblem(
                Code.F002,
                name,
                "the text does not fit its box, even in small letters; the page shows its beginning",
                "The whole text is in the field: click in it and scroll, or shorten it.",
            )
        if missing:
            message = f"no font here can show {missing} of its characters; a substitute sign stands in their place"
            yield FillProblem(Code.F003, name, message, "The value in the field is whole.")


def _put_text(
    increment: Increment, typesetter: FieldTypesetter, field: FillableField, value: str, shown: str
) -> tuple[bool, int]:
    """Puts a text or an option; whether it overflows, and how many characters could not be shown."""
    overflows, missing = False, 0
    entries: dict[str, object] = {"V": value}
    if field.dictionary is not None:
        increment.put(field.dictionary.reference, field.dictionary.with_entries(entries))
        entries = {}
    for widget in field.widgets:
        typeset = typesetter.typeset(
            shown,
            widget.width,
            widget.height,
            size=field.font_size,
            colour=field.colour,
            multiline=field.multiline,
            under=widget.frame,
        )
        stream = increment.reserve()
        increment.put(stream, typeset.stream)
        increment.put(widget.dictionary.reference, widget.dictionary.with_entries({**entries, "AP": {"N": stream}}))
        overflows, missing = overflows or typeset.overflows, max(missing, typeset.missing)
    return overflows, missing


def _put_choice(increment: Increment, field: FillableField, value: str) -> None:
    """Turns on the widgets of one on-state and all others off."""
    entries: dict[str, object] = {"V": Name(value) if value else OFF}
    if field.dictionary is not None:
        increment.put(field.dictionary.reference, field.dictionary.with_entries(entries))
        entries = {}
    for widget in field.widgets:
        state = Name(value) if value and widget.on_state == value else OFF
        increment.put(widget.dictionary.reference, widget.dictionary.with_entries({**entries, "AS": state}))
