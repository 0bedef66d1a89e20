"""Tables of Word documents: statements with their fields, who answers, the plan of action, the scale explained.

Every table has a row or a column of heads, a caption and a description, and no merged cells. Each row of a statement
says which field it is in words ("1.3 Reflectie"): that survives every program, and a screen reader says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from lxml.etree import _Element as Element

from kadergen.documents.blocks import (
    AnswerBox,
    Cell,
    CellField,
    CellKind,
    CellTally,
    CellText,
    DistributionChart,
    HeaderFields,
    PreviousMark,
    StatementCard,
    Table,
)
from kadergen.formats.controlnames import MAX_TAG, PLAN_TABLE, bookmark_name, control_id, control_tag
from kadergen.formats.manifest import CHOICES, LIST, TEXT, ManifestField
from kadergen.formats.marks import MARKS
from kadergen.formats.sdt import Placeholder, check_control, list_control, text_control
from kadergen.formats.wordml import el, name, run
from kadergen.layout.linebreak import Hyphenator
from kadergen.model.instrument import FieldKind, FieldSpec
from kadergen.model.scale import Level, Scale
from kadergen.model.text import plain
from kadergen.model.wording import Wording
from kadergen.render.docx_prose import ProseWriter, paragraph
from kadergen.render.docx_styles import card_style, choice_style, level_style, share_style, twips
from kadergen.theme.theme import Theme
from kadergen.units import mm

TEXT_PART: Final = "KadergenText"
CHOICE_PART: Final = "KadergenChoice"
"""The building blocks that hold the placeholders."""

# Rows can be added, so that the file need not begin with all that the form on screen has.
_PLAN_ROWS: Final = 12
_LONGEST_HEAD: Final = 600  # characters of a statement in the head of its table
_CAPTION_COLUMN: Final = mm(31)
_ANSWER_HEIGHT: Final = mm(12.5)

# Last time's mark: its grey, its size in half points, and the space under it in twentieths of a point.
_PREVIOUS_GREY: Final = "595959"
_PREVIOUS_SIZE: Final = 18
_PREVIOUS_AFTER: Final = 40


class TableWriter:
    """Writes the tables of one document; `fillable` gives fields, without it they are rows to write in by hand.

    `hyphens` parts long words in the heads of narrow columns.
    """

    def __init__(
        self, theme: Theme, wording: Wording, prose: ProseWriter, *, fillable: bool, hyphens: Hyphenator | None = None
    ) -> None:
        self._theme, self._prose, self._fillable, self._hyphens = theme, prose, fillable, hyphens
        self._text = Placeholder(TEXT_PART, wording("word.placeholder"))
        self.fields: list[ManifestField] = []
        self.columns: list[str] = []
        self._choose = Placeholder(CHOICE_PART, wording("word.choose"))

    def card(self, card: StatementCard) -> list[Element]:
        """A statement, and a row for each thing that is asked about it.

        The head stands again on every page that the table comes to, so that a long text stands before the table.
        """
        long = len(card.text) > 1 or len(plain(card.text)) > _LONGEST_HEAD
        before = list(self._prose.write(card.text)) if long else []
        asked = [paragraph("Statement", run(card.name))] if long else list(self._prose.write(card.text, "Statement"))
        rows = [_row([[paragraph("Code", run(card.code))], asked], head=True)]
        for box in card.boxes:
            height = 0.0 if box.levels else _ANSWER_HEIGHT
            caption = [paragraph("FieldCaption", run(box.field.caption))]
            rows.append(_row([caption, self._answer(box)], height, whole=not height))
        widths = self._widths([_CAPTION_COLUMN, self._theme.page.width - _CAPTION_COLUMN])
        said = ", ".join(box.label for box in card.boxes)
        named = card.code if card.name == card.code else f"{card.code} {card.name}"
        style = card_style(card.section_index)
        if card.previous:
            before.append(_previous_mark(card.previous))
        return [*before, _table(style, named, said, widths, rows, first_column=True), paragraph("AfterTable")]

    def header(self, header: HeaderFields) -> list[Element]:
        """Who answers: a row for each field."""
        rows = []
        for line in header.fields:
            caption = [paragraph("FieldCaption", run(line.label))]
            rows.append(_row([caption, [paragraph("Answer", *self._control(line.field))]]))
        column = _CAPTION_COLUMN * 1.3
        widths = self._widths([column, self._theme.page.width - column])
        said = ", ".join(line.label for line in header.fields)
        look = _table("Respondent", header.title, said, widths, rows, first_row=False, first_column=True)
        return [look, paragraph("AfterTable")]

    def table(self, table: Table, caption: str, *, wide: bool) -> list[Element]:
        """A table of words, or of empty rows to type in."""
        page = self._theme.page
        room = (page.size.height if wide else page.size.width) - 2 * page.margin
        total = sum(column.weight for column in table.columns)
        widths = self._widths([room * column.weight / total for column in table.columns])
        # A form's heads stay as they are: its readers know them.
        heads = [
            [paragraph("QuietHead", *self._head(c.head)) if table.quiet else paragraph("CellHead", run(c.head))]
            for c in table.columns
        ]
        fields = any(isinstance(part, CellField) for row in table.rows for cell in row for part in cell)
        if fields:
            self.columns = [
                part.field.id.facet for cell in table.rows[0] for part in cell if isinstance(part, CellField)
            ]
            number = control_id(PLAN_TABLE)
            heads[0][0].insert(1, el("w:bookmarkStart", id=number, name=bookmark_name(PLAN_TABLE)))
            heads[0][0].append(el("w:bookmarkEnd", id=number))
        rows = [_row(heads, head=True)]
        rows += [
            _row([_cell(cell) for cell in row], table.row_height)
            for row in table.rows[: _PLAN_ROWS if fields else None]
        ]
        for _ in range(min(table.blank_rows, _PLAN_ROWS)):
            rows.append(_row([[paragraph("Answer")] for _ in table.columns], table.row_height))
        said = ", ".join(column.head for column in table.columns)
        if table.quiet:
            return [_table("Quiet", caption, said, widths, rows), paragraph("AfterTable")]
        return [_table("Plan", caption, said, widths, rows)]

    def _head(self, words: str) -> list[Element]:
        """A column's head; long words may be parted where their language parts them."""
        runs: list[Element] = []
        for number, word in enumerate(words.split(" ")):
            made = run(" " * bool(number))
            places = self._hyphens.positions(word) if self._hyphens and word.isalpha() else []
            for start, end in pairwise([0, *places, len(word)]):
                made.extend([el("w:softHyphen")] if start else [])
                made.extend(run(word[start:end]))
            runs.append(made)
        return runs

    def chart(self, chart: DistributionChart, caption: str) -> list[Element]:
        """A distribution as numbers: a row for each bar, a column for each level and one for those who gave none."""
        named, blank = any(row.label for row in chart.rows), any(row.blank for row in chart.rows)
        heads = [[paragraph("QuietHead")]] if named else []
        for level in chart.levels:
            glyph = run(f"{MARKS[level.shape.value].chosen}\u00a0", level_style(level))
            heads.append([paragraph("QuietHead", glyph, *self._head(level.label))])
        heads += [[paragraph("QuietHead", *self._head(chart.blank_label or "–"))]] if blank else []
        rows = [_row(heads, head=True)]
        for row in chart.rows:
            counts = {level.id: count for level, count in row.counts}
            cells = [[paragraph("CellKeep", run(row.label))]] if named else []
            cells += [_share(counts.get(level.id, 0), row.total, level) for level in chart.levels]
            cells += [_share(row.blank, row.total, None)] if blank else []
            rows.append(_row(cells))
        width = self._theme.page.width
        share = (width * 0.66 if named else width) / max(len(heads) - named, 1)
        widths = self._widths([*([width * 0.34] if named else []), *[share] * (len(heads) - named)])
        table = _table("Quiet", caption, chart.alternative, widths, rows, first_column=named)
        return [table, paragraph("AfterTable")]

    def scale(self, scale: Scale, caption: str) -> list[Element]:
        """What each level means."""
        rows = [_row([[paragraph("CellHead", run(head))] for head in scale.columns], head=True)]
        for level in scale.levels:
            glyph = paragraph("CellText", run(MARKS[level.shape.value].chosen, level_style(level)),
                              run(f" {level.colour_name}"))  # fmt: skip
            label = paragraph("CellText", run(level.label, "Strong"))
            rows.append(_row([[glyph], [label], [paragraph("CellText", run(level.explanation))]]))
        width = self._theme.page.width
        widths = self._widths([width * 0.18, width * 0.22, width * 0.6])
        said = ", ".join(level.label for level in scale.levels)
        return [_table("Explanation", caption, said, widths, rows), paragraph("AfterTable")]

    def _answer(self, box: AnswerBox) -> list[Element]:
        if not box.levels:
            return [paragraph("Answer", *(self._control(box.field) if self._fillable else []))]
        said = box.level_labels
        if self._fillable:
            options = tuple((level.id, level.label) for level in box.levels)
            self.fields.append(ManifestField(str(box.field.id), CHOICES, options))
        return [self._choice(box, level, label) for level, label in zip(box.levels, said, strict=True)]

    def _choice(self, box: AnswerBox, level: Level, label: str) -> Element:
        mark, style = MARKS[level.shape.value], level_style(level)
        glyph = [run(mark.empty, style)]
        if self._fillable:
            alias = _alias(label, f"{box.field.caption}: {level.label}")
            glyph = check_control(control_tag(str(box.field.id), level.id), alias, mark, style)
        return paragraph(choice_style(level), *glyph, run(f" {level.label}"))

    def _control(self, spec: FieldSpec) -> list[Element]:
        tag, alias = str(spec.id), _alias(spec.label, spec.caption)
        options = tuple((option.id, option.label) for option in spec.options)
        self.fields.append(ManifestField(tag, LIST if spec.kind is FieldKind.CHOICE else TEXT, options))
        if spec.kind is FieldKind.CHOICE:
            return list_control(tag, alias, self._choose, options)
        return text_control(tag, alias, self._text)

    @staticmethod
    def _widths(points: Iterable[float]) -> list[int]:
        return [twips(width) for width in points]


def _alias(label: str, short: str) -> str:
    """What a screen reader says: the whole label where Word takes it."""
    return label if len(label) <= MAX_TAG else short[:MAX_TAG]


def _previous_mark(mark: PreviousMark) -> Element:
    """Last time's colour over the statement's table, small and grey, in words that a screen reader says too.

    It stays with the table. No style of its own: files without marks do not know of them.
    """
    grey = el(
        "w:rPr", el("w:color", val=_PREVIOUS_GREY), el("w:sz", val=_PREVIOUS_SIZE), el("w:szCs", val=_PREVIOUS_SIZE)
    )
    shown = run(f"{MARKS[mark.level.shape.value].empty} {mark.said}")
    shown.insert(0, grey)
    return el("w:p", el("w:pPr", el("w:keepNext"), el("w:spacing", after=_PREVIOUS_AFTER)), shown)


_CELL_STYLES: Final = {
    CellKind.PLAIN: "",
    CellKind.STRONG: "Strong",
    CellKind.FAINT: "FormIdentity",
    CellKind.MISSING: "Missing",
}


def _cell(cell: Cell) -> list[Element]:
    """Words and tallies, each in a paragraph of its own; an empty cell is one to write in."""
    shown: list[Element] = []
    for part in cell:
        if isinstance(part, CellText):
            shown.append(paragraph("CellText", run(part.text, _CELL_STYLES[part.kind])))
        elif isinstance(part, CellTally):
            shown.append(paragraph("CellText", *_tally(part)))
    return shown or [paragraph("Answer")]


def _tally(tally: CellTally) -> list[Element]:
    """How often each level was chosen: its shape, its name for those who do not see that, the number."""
    counted = [(level, count) for level, count in tally.counts if count]
    runs: list[Element] = []
    for index, (level, count) in enumerate(counted):
        # A shape and its number are never parted.
        gap = " \u00a0 " if index < len(counted) - 1 else ""
        runs += [run(MARKS[level.shape.value].chosen, level_style(level)), run(f"\u00a0{count}{gap}")]
    return runs or [run("–")]


def _share(count: int, total: int, level: Level | None) -> list[Element]:
    """A number on its colour, darker the larger its share; the number says it without the colour."""
    return [paragraph(share_style(level, count / total) if count else "CellKeep", run(str(count)))]


def _row(cells: Sequence[Sequence[Element]], height: float = 0.0, *, head: bool = False, whole: bool = True) -> Element:
    """A row; `height` is its least height in points, a `whole` one is not cut at a page's end while it fits on one.

    A head stands again where the table goes on.
    """
    properties = [el("w:cantSplit")] if whole else []
    if height:
        properties.append(el("w:trHeight", val=twips(height), hRule="atLeast"))
    if head:
        properties.append(el("w:tblHeader"))
    return el("w:tr", el("w:trPr", *properties), *(el("w:tc", *content) for content in cells))


def _table(
    style: str,
    caption: str,
    description: str,
    widths: Sequence[int],
    rows: Sequence[Element],
    *,
    first_row: bool = True,
    first_column: bool = False,
) -> Element:
    look = el(
        "w:tblLook",
        val=f"{0x0600 + 0x0020 * first_row + 0x0080 * first_column:04X}",
        firstRow=int(first_row), lastRow=0, firstColumn=int(first_column), lastColumn=0, noHBand=1, noVBand=1,
    )  # fmt: skip
    properties = el(
        "w:tblPr",
        el("w:tblStyle", val=style),
        el("w:tblW", w=sum(widths), type="dxa"),
        el("w:tblLayout", type="fixed"),
        look,
        el("w:tblCaption", val=caption),
        el("w:tblDescription", val=description),
    )
    for row in rows:
        for cell, width in zip(row.iterchildren(name("w:tc")), widths, strict=True):
            cell.insert(0, el("w:tcPr", el("w:tcW", w=width, type="dxa")))
    return el("w:tbl", properties, el("w:tblGrid", *(el("w:gridCol", w=width) for width in widths)), *rows)
