"""(name, raw value) pairs + instrument → Response: the only place where names of fields are matched.

Every statement of the framework gets an answer, words are kept exactly as typed (line ends become LF), and what has no
place is kept beside the answers and reported, never guessed and never dropped.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Final

from kadergen.diagnostics import Code
from kadergen.formats.rawform import RawField, RawFile, RawForm
from kadergen.how import How
from kadergen.model.framework import ItemFieldKind
from kadergen.model.instrument import (
    IDENTITY_FIELD,
    PERSON_FIELD,
    RESPONDENT,
    FieldId,
    FieldKind,
    FieldSpec,
    Instrument,
    plan_row,
    plan_row_number,
)
from kadergen.model.response import Answer, Kept, PlanRow, Provenance, Reading, Respondent, Response, Unplaced
from kadergen.model.round import PERSON_ID
from kadergen.readers.findings import Findings, printable
from kadergen.readers.identify import bare_name, identify, statement_fields

_OFF: Final = "Off"
# Private-use characters and the replacement character: some programs write them for emoji and rare letters.
# Signs of a program that had no letter, or lost which one it was.
_SUSPECT: Final = re.compile("[\ue000-\uf8ff\ufff9-\ufffd\U000f0000-\U0010ffff]")
_SUSPECT_ON_A_PAGE: Final = re.compile(f"{_SUSPECT.pattern}|[\x00-\x08\x0e-\x1f\x7f]")
_FROM_A_PAGE: Final = (How.PAGE_TEXT, How.XOBJECT)
_SUFFIXES: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/tiff": "tiff",
    "image/bmp": "bmp",
    "image/webp": "webp",
    "image/svg+xml": "svg",
    "image/x-emf": "emf",
    "image/x-wmf": "wmf",
    "application/pdf": "pdf",
}
_MAX_CONFLICTS: Final = 10  # fields with several values, before the file seems to hold several forms
_MAX_NAMED: Final = 20  # unknown fields named one by one; the rest is counted


def build_response(
    form: RawForm, source: Provenance, instruments: Mapping[str, Instrument], findings: Findings, *, complete: bool
) -> Response | None:
    """The response that a raw form holds, None (and an error among the findings) when it is not one of ours.

    `complete` tells that the format holds empty fields too, so that missing ones are worth a word.
    The response's own diagnostics are left empty: the reader that called adds all of its findings at the end.
    """
    identified = identify(form, instruments, findings, complete=complete)
    if identified is None:
        return None
    instrument, identity = identified
    sorter = _Sorter(instrument, findings)
    sorter.sort(form.fields)
    sorter.doubt(form.unreadable)
    _note_several_forms(findings)
    response = Response(
        source=source,
        identity=identity,
        respondent=sorter.respondent(),
        answers=sorter.answers(),
        plan=sorter.plan(),
        unplaced=(
            *sorter.unplaced,
            *(Unplaced(stray.name, _line_ends(stray.value)) for stray in form.strays),
            *(Unplaced(words.name, _line_ends(words.value), outside=True) for words in form.outside),
        ),
        kept=tuple(map(_kept, form.files)),
        readings=sorter.readings,
        respondent_id=sorter.person,
    )
    if complete:
        _note_missing(instrument, sorter, findings)
    words = response.plan or response.unplaced or response.kept
    if not words and all(answer.is_blank for answer in response.answers.values()):
        findings.info(
            Code.R018, "nothing was filled in: no choice, no text, no plan row", "Ask whether this is the right copy."
        )
    return response


def _kept(file: RawFile) -> Kept:
    digest = hashlib.sha256(file.data).hexdigest()
    suffix = _SUFFIXES.get(file.media_type, "bin")
    return Kept(file.field, f"{digest[:16]}.{suffix}", file.media_type, digest, file.data, file.drawn)


def _note_several_forms(findings: Findings) -> None:
    """Put one word in front where so many fields hold several values that these are the forms of several people."""
    conflicts = sum(found.code in (Code.R012, Code.R016) for found in findings.found)
    if conflicts > _MAX_CONFLICTS:
        findings.first(
            Code.R027,
            f"{conflicts} fields hold several values: this seems to be more than one filled form in one file",
            "Ask for each form as a file of its own. Nothing is lost: what is there twice stands under 'unplaced'.",
        )


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class _Sorter:
    """Puts each value in its place: known fields by id, everything else into `unplaced`."""

    def __init__(self, instrument: Instrument, findings: Findings) -> None:
        self.instrument = instrument
        self.framework = instrument.framework
        self.findings = findings
        self.values: dict[str, str] = {}  # by the name of the field
        self.readings: dict[str, Reading] = {}
        self.present: set[str] = set()
        self.unplaced: list[Unplaced] = []
        self.person = ""
        self._unknown = 0

    def sort(self, fields: Iterable[RawField]) -> None:
        """Sort all fields; the values of one field, however many widgets it has, are looked at together."""
        groups: dict[str, list[RawField]] = {}
        for raw in fields:
            name = raw.name if raw.name in self.instrument.by_name else bare_name(raw.name)
            groups.setdefault(name, []).append(raw)
        for name, group in groups.items():
            if name == PERSON_FIELD:
                self._note_person(group)
            if name in (IDENTITY_FIELD, PERSON_FIELD):
                continue
            ours = self._is_ours(name)
            if ours:
                self.present.add(name)
            if not any(raw.value or raw.damaged or raw.doubtful for raw in group):
                continue
            group, shown = self._without_strange(name, group)
            suspect = self._check_characters(name, group) or shown
            values = list(dict.fromkeys(_line_ends(raw.value) for raw in group))
            if ours:
                certain = self._place(name, values)
                self._note_reading(name, group, doubtful=suspect or not certain)
            else:
                self._keep_unknown(name, values)
        if self._unknown > _MAX_NAMED:
            self.findings.warn(
                Code.R011,
                f"{self._unknown - _MAX_NAMED} more fields that the framework does not have; their texts are kept",
            )

    def _note_person(self, group: list[RawField]) -> None:
        """Whose form it is: a form that names several people, put together from theirs, is nobody's."""
        found = {raw.value.strip() for raw in group if raw.value.strip()}
        known = [person for person in found if re.fullmatch(PERSON_ID, person)]
        if len(found) == len(known) == 1:
            self.person = known[0]
        elif found:
            self.findings.warn(
                Code.R045,
                "whose form this is cannot be told: "
                + ("it names more than one participant" if len(found) > 1 else "what names the participant is damaged"),
                "It can be matched by who sent it, or by the name in it.",
            )

    def _without_strange(self, name: str, group: list[RawField]) -> tuple[list[RawField], bool]:
        """The field without a choice that it shows by a name that it cannot show; whether there was one."""
        strange = [raw for raw in group if raw.is_state and raw.damaged and "\ufffd" not in raw.value]
        if not strange:
            return group, False
        self._keep(name, [raw.value for raw in strange])
        self.findings.warn(
            Code.R030,
            f"the choice at {name} has a name that none of its looks has; it is kept",
            "It counts as no choice, and stands under 'unplaced'. Look at the file itself.",
            name,
        )
        return [RawField(name, "", is_state=True)], True

    def doubt(self, names: Iterable[str]) -> None:
        """Of these fields nobody knows what they hold; the finding about all of them says so."""
        for name in map(bare_name, names):
            if name in self.instrument.by_name:
                self.readings.setdefault(name, Reading(doubtful=True))

    def _note_reading(self, name: str, group: list[RawField], *, doubtful: bool) -> None:
        """Keep how the field was read, and say it where that way of reading could not tell."""
        unknown = any(raw.doubtful and not raw.value for raw in group)
        if unknown and group[0].how is not How.WORDS:  # there its own finding says what disagrees
            spec = self.instrument.by_name.get(name)
            if spec is not None and spec.kind is FieldKind.SCORE:
                message, hint = f"what is chosen at {name} cannot be told", "It counts as no choice."
            else:
                message, hint = (
                    f"something stands at {name} that is no text, such as handwriting",
                    "It counts as empty.",
                )
            self.findings.warn(Code.R035, message, f"{hint} Look at the picture of the place.", name)
        if any(raw.doubtful and raw.value and not raw.is_state for raw in group):
            self.findings.warn(
                Code.R022,
                f"the text at {name} may not be all that was typed: it fills its box, or has emoji or words from right "
                "to left, which programs drop or mix up when they print",
                "Look at it in the file itself; ask for the file as it was saved where something is missing.",
                name,
            )
        filled = [raw for raw in group if raw.value.strip() and raw.value != _OFF]
        if filled or unknown:
            first = filled[0] if filled else group[0]
            doubtful = doubtful or any(raw.doubtful for raw in group)
            self.readings[name] = Reading(first.how, doubtful)

    def _check_characters(self, name: str, group: list[RawField]) -> bool:
        """Whether some characters are not what was typed; it is said."""
        if any(raw.damaged for raw in group):
            what, code = "could not be decoded and stand as \ufffd", Code.R014
        elif any((_SUSPECT_ON_A_PAGE if raw.how in _FROM_A_PAGE else _SUSPECT).search(raw.value) for raw in group):
            what, code = "stand for others that a program could not write, such as emoji", Code.R022
        else:
            return False
        shown = printable(name)
        self.findings.warn(code, f"some characters at {shown} {what}", "Look the words up in the file itself.", shown)
        return True

    def _is_ours(self, name: str) -> bool:
        """Whether it is a field of this framework, or of a plan row beyond those of this version."""
        if name in self.instrument.by_name:
            return True
        try:
            field_id = FieldId.parse(name)
        except ValueError:
            return False
        number = plan_row_number(field_id.item)
        canonical = number is not None and number > 0 and field_id.item == plan_row(number)
        return canonical and field_id.facet in self.framework.plan.column_ids

    def _keep(self, name: str, values: Iterable[str]) -> None:
        self.unplaced.extend(Unplaced(name, value) for value in values)

    def _keep_unknown(self, name: str, values: list[str]) -> None:
        filled = [value for value in values if value.strip() and value != _OFF]
        if not filled:
            return
        self._keep(name, filled)
        self._unknown += 1
        if self._unknown <= _MAX_NAMED:
            self.findings.warn(
                Code.R011,
                f"the framework has no field {printable(name)!r}; its text is kept",
                "It stands under 'unplaced'. Add it by hand where it belongs.",
                printable(name),
            )

    def _place(self, name: str, values: list[str]) -> bool:
        """Put the value in its place; whether it is certain which one that is."""
        spec = self.instrument.by_name.get(name)
        if spec is not None and spec.kind is FieldKind.SCORE:
            return self._place_score(spec, [value for value in values if value.strip() and value != _OFF])
        filled = [value for value in values if value.strip()]
        if len(filled) > 1:
            self._keep(name, filled[1:])
            self.findings.warn(
                Code.R016,
                f"{name} holds {len(filled)} different texts; the first is its answer, the others are kept",
                "They stand under 'unplaced'. Join them by hand.",
                name,
            )
        value = filled[0] if filled else max(values, key=len)
        known = True
        if spec is not None and spec.kind is FieldKind.CHOICE:
            # The empty line of the list may be a space.
            value, known = self._option(spec, value) if value.strip() else ("", True)
        self.values[name] = value
        return known and len(filled) < 2

    def _place_score(self, spec: FieldSpec, values: list[str]) -> bool:
        name = str(spec.id)
        levels = [_match_option(spec, value) for value in values]
        known = list(dict.fromkeys(level for level in levels if level))
        strange = [value for value, level in zip(values, levels, strict=True) if not level]
        if strange:
            self._keep(name, strange)
            self.findings.warn(
                Code.R013,
                f"the choice at {name} is no level of the scale; it is kept",
                "It stands under 'unplaced'.",
                name,
            )
        if len(known) == 1 and not strange:
            self.values[name] = known[0]
        elif known:
            self._keep(name, known)
            self.findings.warn(
                Code.R012,
                f"more than one choice is marked at {name}: {', '.join(known)}{' and another' if strange else ''}",
                "It counts as no choice; both stand under 'unplaced'. Ask which one is meant.",
                name,
            )
        return len(known) < 2 and not strange

    def _option(self, spec: FieldSpec, value: str) -> tuple[str, bool]:
        """The option's id, or the words as they are; and whether it is an option."""
        option = _match_option(spec, value)
        if option:
            return option, True
        self.findings.warn(
            Code.R015, f"what stands at {spec.id} is none of the options; it is kept as it is", "", str(spec.id)
        )
        return value, False

    def _value(self, item: str, facet: str) -> str:
        return self.values.get(str(FieldId(item, facet)), "")

    def respondent(self) -> Respondent:
        """The header."""
        return Respondent(**{f.id: self._value(RESPONDENT, f.id) for f in self.framework.respondent})

    def answers(self) -> dict[str, Answer]:
        """An answer to every statement, in order."""
        score = self.framework.field_of_kind(ItemFieldKind.SCORE)
        texts = [f.id for f in self.framework.fields if f.kind is not ItemFieldKind.SCORE]
        return {
            statement.id: Answer(
                self._value(statement.id, score.id) or None if score else None,
                {text: self._value(statement.id, text) for text in texts},
            )
            for _, _, statement in self.framework.walk()
        }

    def plan(self) -> tuple[PlanRow, ...]:
        """The rows with at least one word in them, in order, each with all columns."""
        filled = {plan_row_number(name.partition("__")[0]) for name, value in self.values.items() if value.strip()} - {
            None
        }
        columns = self.framework.plan.column_ids
        return tuple(
            PlanRow(number, {column: self._value(plan_row(number), column) for column in columns})
            for number in sorted(n for n in filled if n is not None)
        )


def _match_option(spec: FieldSpec, value: str) -> str:
    """The id of the option with this id or label, "" when there is none."""
    if value in spec.option_ids:
        return value
    wanted = value.strip().casefold()
    for option in spec.options:
        if wanted in (option.id.casefold(), option.label.casefold()):
            return option.id
    return ""


def _note_missing(instrument: Instrument, sorter: _Sorter, findings: Findings) -> None:
    """Say which fields the file does not have. Whole sections are left out of forms for theme sessions on purpose."""
    if instrument.by_name.keys() <= sorter.present:
        return
    framework = instrument.framework
    absent: list[str] = []
    by_item: dict[str, list[FieldId]] = {}
    for spec in statement_fields(instrument):
        by_item.setdefault(spec.id.item, []).append(spec.id)
    for section in framework.sections:
        wanted = [field_id for statement in section.statements for field_id in by_item.get(statement.id, [])]
        missing = [field_id for field_id in wanted if str(field_id) not in sorter.present]
        if wanted and len(missing) == len(wanted):
            absent.append(section.code)
        elif missing:
            findings.warn(
                Code.R017,
                f"section {section.code}: {len(missing)} of {len(wanted)} fields are missing from the file, "
                f"the first is {missing[0]}",
                "A page may have been lost. Their answers are empty.",
                str(missing[0]),
            )
    if absent:
        findings.info(
            Code.R017,
            f"the form has no fields for section {', '.join(absent)}",
            "Right for a form of some sections; otherwise pages were lost.",
        )
