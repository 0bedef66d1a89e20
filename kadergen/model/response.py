"""One returned form, read: who answered, what they answered, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kadergen.diagnostics import Diagnostics, Location
from kadergen.how import How
from kadergen.model.instrument import FormIdentity


@dataclass(frozen=True, slots=True)
class Provenance:
    """The file a response was read from. `kind` is pdf, fdf, xfdf, ...; `reader` the library that read it."""

    file: str
    sha256: str
    kind: str
    producer: str = ""
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a field was read. `doubtful` tells that somebody should look: the value may be another one, changed or
    cut, or nobody can tell what it is (then there is none). What the doubt is, a diagnostic about the field says.
    """

    how: How = How.FIELD
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Respondent:
    """Who answered; empty where nothing was given. `party` and `level` are option ids, or the words as found."""

    name: str = ""
    organisation: str = ""
    party: str = ""
    level: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one statement. `score` is a level id; None is "no opinion". `texts` is field id → words."""

    score: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was answered."""
        return self.score is None and not any(text.strip() for text in self.texts.values())


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of the plan table that someone touched; `row` from 1, `cells` column id → words (all columns)."""

    row: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Words that belong to no known field (an unknown field, a conflicting second value): kept, never guessed.

    `outside` tells that they stood in no field at all, and `field` is only the nearest one, or "".
    """

    field: str
    value: str
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """What stood in a form and is no words, such as a picture; `field` is the nearest field's id, or "".

    `name` is how its file is called beside the results, made of its content alone. `drawn` tells that the reader drew
    it, as a picture of that place; otherwise it is a file that somebody put there.
    """

    field: str
    name: str
    media_type: str
    sha256: str
    data: bytes
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """One returned form. `answers` holds every statement of the instrument, in its order.

    `readings` tells of each field that has a value or a doubt (by its id's string) how it was read.
    `respondent_id` is whose form it was made to be, "" when it does not say so, or names several: someone else may have
    filled it in.
    """

    source: Provenance
    identity: FormIdentity
    respondent: Respondent
    answers: Mapping[str, Answer]
    plan: tuple[PlanRow, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    kept: tuple[Kept, ...] = ()
    readings: Mapping[str, Reading] = field(default_factory=dict)
    diagnostics: Diagnostics = ()
    respondent_id: str = ""

    @property
    def is_untouched(self) -> bool:
        """Whether nothing at all was filled in, not even who answers; a personal form says that from the beginning."""
        who = self.respondent
        header = () if self.respondent_id else (who.name, who.organisation, who.party, who.level, who.date)
        blank = all(answer.is_blank for answer in self.answers.values()) and not any(text.strip() for text in header)
        return blank and not self.plan and not self.unplaced and not self.kept


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What came of one returned file: a response (with the same diagnostics), or None and why.

    `kind` is what the file is, as `Provenance` says it; "" when it could not be opened.
    """

    file: str
    response: Response | None
    diagnostics: Diagnostics = ()
    kind: str = ""

    def called(self, name: str) -> ReadResult:
        """The same under another name of the file, such as the one that it came with."""
        place = Location(name)
        found = tuple(replace(finding, location=place) for finding in self.diagnostics)
        response = self.response
        if response:
            response = replace(response, source=replace(response.source, file=name), diagnostics=found)
        return replace(self, file=name, response=response, diagnostics=found)
