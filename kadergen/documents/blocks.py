"""The blocks that documents are made of: what is said, never where it stands or how it looks.

Booklet, form, report and plan are tuples of these. PDF goes through `layout/`; other renderers take blocks as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kadergen.model.framework import Option
from kadergen.model.instrument import FieldSpec, FormIdentity
from kadergen.model.scale import Level, Scale
from kadergen.model.text import Prose, RichText


@dataclass(frozen=True, slots=True)
class Cover:
    """The front: over-title (publisher), title, subtitle and a line at the foot (version)."""

    title: str
    subtitle: str = ""
    over_title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BackCover:
    """The back: a few lines of small print."""

    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Masthead:
    """The head of a form's first page, in place of a cover: over-title (publisher), title, and a line (version)."""

    title: str
    over_title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """The place of the table of contents; its entries are the document's `Title` and `SectionOpener` blocks."""

    title: str


@dataclass(frozen=True, slots=True)
class Title:
    """A chapter's title (depth 1), a bookmark and an entry of the contents; `new_page` starts it on a fresh page.

    `wide` tells that what follows asks for a page on its side, where the medium can turn pages.
    """

    text: str
    anchor: str
    new_page: bool = True
    tab: str | None = None
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Running prose. `scale` is shown where the prose holds a `ScaleTable`. `lead` sets it larger, as a lead-in."""

    prose: Prose
    scale: Scale | None = None
    lead: bool = False


@dataclass(frozen=True, slots=True)
class SectionOpener:
    """Number, title and introduction of a section; a page of its own in the booklet, a band in form and report.

    `index` from 0 chooses the section's hue and its street of houses. `new_page` starts a band on a fresh page.
    """

    index: int
    code: str
    kind: str
    title: str
    introduction: Prose
    anchor: str
    full_page: bool = True
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class AnswerBox:
    """One thing asked for a statement: its label and the field; in print, writing room; in the form, a field.

    A score has `levels`, and for each of them what a screen reader says (`level_labels`).
    """

    label: str
    field: FieldSpec
    levels: tuple[Level, ...] = ()
    level_labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PreviousMark:
    """The level that the group agreed on last time, shown small and grey, and what a screen reader says for it."""

    level: Level
    said: str


@dataclass(frozen=True, slots=True)
class StatementCard:
    """A statement with what is asked about it. `name` is the short label that bookmarks use."""

    section_index: int
    code: str
    name: str
    text: Prose
    boxes: tuple[AnswerBox, ...]
    previous: PreviousMark | None = None


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    """The statements of one indicator under its title, which stays with the first of them."""

    title: str | None
    cards: tuple[StatementCard, ...]


@dataclass(frozen=True, slots=True)
class HeaderField:
    """One line of the form's header: label and field, with options when it is a choice."""

    label: str
    field: FieldSpec
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class HeaderFields:
    """Who answers: the form's first card."""

    title: str
    fields: tuple[HeaderField, ...]


class CellKind(Enum):
    """How a cell is shown: plain, faint small print, a missing value that asks for attention, or strong."""

    PLAIN = "plain"
    FAINT = "faint"
    MISSING = "missing"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class CellText:
    """Lines of words in a cell, as data (never markup); line breaks are kept."""

    text: str
    kind: CellKind = CellKind.PLAIN


@dataclass(frozen=True, slots=True)
class CellTally:
    """How often each level was chosen, as (level, count) in the scale's order, levels with 0 included."""

    counts: tuple[tuple[Level, int], ...]


@dataclass(frozen=True, slots=True)
class CellField:
    """A fillable cell (the form's plan table); in print an empty cell. `room` are words that it has to have room for.

    Words in the same cell stand under it.
    """

    field: FieldSpec
    room: str = ""


Cell = tuple[CellText | CellTally | CellField, ...]


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column's head and its share of the width."""

    head: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row that repeats on every page; rows taller than a page go on, nothing is cut.

    `row_height` is the least height of a row in points; `blank_rows` adds that many empty rows (paper), and
    `fill_page` as many more as the page holds. `quiet` heads it without a filled band, for tables amid text.
    """

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_height: float = 0.0
    blank_rows: int = 0
    fill_page: bool = False
    section_index: int | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """What one participant wrote, with who said it; the words are data and keep their line breaks."""

    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Voices:
    """All words on one question, under a small label ("Reflectie")."""

    label: str
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class StatementHead:
    """A statement in a report: code, short name and words, with the section's hue; `finding` is what came of it, in a
    line that stays with them.
    """

    section_index: int
    code: str
    name: str
    text: str
    finding: str = ""


@dataclass(frozen=True, slots=True)
class DistributionRow:
    """How one thing was scored: (level, count) in the scale's order, levels with 0 included, and how many gave none.

    `label` names it; a chart of one row may do without.
    """

    label: str
    counts: tuple[tuple[Level, int], ...]
    blank: int = 0

    @property
    def total(self) -> int:
        """Everybody, those who gave none included."""
        return self.blank + sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class DistributionChart:
    """A bar for each row, parted by level; everybody who was asked is equally wide in all rows of a chart.

    `alternative` says in a sentence what the chart shows, for those who do not see it; the numbers are said row by row.
    `blank_label` is what "no judgement" is called. `legend` explains the levels above the bars.
    """

    rows: tuple[DistributionRow, ...]
    alternative: str
    blank_label: str = ""
    legend: bool = True

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels that the rows count, each once."""
        return tuple({level.id: level for row in self.rows for level, _ in row.counts}.values())

    @property
    def most(self) -> int:
        """How many the fullest row counts: what a bar of the whole width stands for."""
        return max((row.total for row in self.rows), default=0)

    def spoken(self, row: DistributionRow) -> str:
        """A row's numbers in words."""
        said = [f"{level.label}: {count}" for level, count in row.counts if count]
        if row.blank:
            said.append(f"{self.blank_label}: {row.blank}" if self.blank_label else str(row.blank))
        return ", ".join(said) or "–"


@dataclass(frozen=True, slots=True)
class Notes:
    """Blank leaves with writing lines: as many as bring the page count to a multiple (the last page is BackCover)."""

    title: str
    multiple_of: int = 4


Block = (
    Cover
    | BackCover
    | Masthead
    | Contents
    | Title
    | Text
    | SectionOpener
    | IndicatorGroup
    | HeaderFields
    | Table
    | Voices
    | StatementHead
    | DistributionChart
    | Notes
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A thumb tab down the fore-edge: what stands on it, the anchor it opens, its section's index (for the hue), and
    what a screen reader says for it.
    """

    text: str
    anchor: str
    section_index: int
    label: str = ""


class Medium(Enum):
    """What the document is for: paper (facing pages, writing lines) or screen (one page after another, fields)."""

    PAPER = "paper"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `footer` is the small text on each page, before the page number; `legend` explains, on pages
    that have some, the marks of last time's colours.
    """

    title: str
    language: str
    medium: Medium
    blocks: tuple[Block, ...]
    running_head: str
    footer: str = ""
    subject: str = ""
    identity: FormIdentity | None = None
    tabs: tuple[Tab, ...] = ()
    legend: str = ""


def lines(*texts: str | RichText) -> tuple[CellText, ...]:
    """A cell of plain lines."""
    return tuple(CellText(t if isinstance(t, str) else "".join(s.text for s in t)) for t in texts)
