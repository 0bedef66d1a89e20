"""A filled Word form, read in any word processor's format → response.

A row of a table is a field where anything in it names one (`word_signs`); its value is what its cells say
(`word_cells`). Words that stand anywhere else, comments and pictures are kept, each with a finding of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from kadergen.diagnostics import Code
from kadergen.formats.controlnames import BRAND_PROPERTY, PLAN_TABLE, bookmark_name
from kadergen.formats.rawdocument import Content, RawDocument, RawParagraph, RawTable, Row
from kadergen.formats.rawform import RawField, RawFile, RawForm
from kadergen.how import How
from kadergen.model.instrument import PERSON_FIELD, FieldKind, Instrument, plan_row
from kadergen.model.response import Provenance, Response
from kadergen.readers.answers import build_response
from kadergen.readers.findings import Findings
from kadergen.readers.identify import claimed_identity, visible_markers
from kadergen.readers.word_cells import Placeholders, cell_text, marked_levels, without_words
from kadergen.readers.word_signs import Signs, Verdict, squeezed
from kadergen.readers.word_strays import OwnWords

_PLAN_MARK: Final = bookmark_name(PLAN_TABLE)


def read_document(
    document: RawDocument, source: Provenance, instruments: Mapping[str, Instrument], findings: Findings
) -> Response | None:
    """The response that a document holds, None (and an error among the findings) when it is no form of ours."""
    return respond(document, find_rows(document, instruments), source, instruments, findings)


def respond(
    document: RawDocument,
    rows: Rows,
    source: Provenance,
    instruments: Mapping[str, Instrument],
    findings: Findings,
    how: How = How.WORDS,
) -> Response | None:
    """As `read_document`, for a document whose rows were found already; `how` its words were come by."""
    source = replace(source, producer=document.producer or source.producer, reader=document.reader)
    if document.repairs:
        findings.warn(
            Code.R009,
            f"the file is damaged; {document.repairs} parts of it had to be passed over or mended",
            "Compare the answers with the file as it looks on screen, or ask for the file again.",
        )
    match, metadata = rows.walk, rows.metadata
    if match is None:
        # Not a row of any form: what it claims to be, or that it is none of ours, is for `identify` to say.
        form = RawForm((), document.reader, document.producer, metadata)
    else:
        match.report(findings)
        form = RawForm(
            (*(replace(field, how=how) for field in match.fields), *_person(document)),
            document.reader,
            document.producer,
            metadata,
            strays=tuple(match.strays),
            outside=tuple(match.outside),
            files=tuple(match.files),
        )
    return build_response(form, source, instruments, findings, complete=True)


def _person(document: RawDocument) -> Iterator[RawField]:
    """Whose form it is, as its own properties say."""
    return (RawField(name, value) for name, value in document.properties if name == PERSON_FIELD)


@dataclass(frozen=True, slots=True)
class Rows:
    """The walk that found rows of a form of ours, None where none did; and what the document says that it is."""

    walk: _Matcher | None
    metadata: str


def find_rows(document: RawDocument, instruments: Mapping[str, Instrument]) -> Rows:
    """The walk for the framework that the document names, else the one that found the most rows.

    What no program shows may have stayed behind from another form: it is believed where the rows do not speak against
    it.
    """
    visible = "\n".join(visible_markers("\n".join(document.edges)))
    texts = (*(value for _, value in document.properties), *document.manifests)
    hidden = "\n".join(line for text in texts for line in text.split("\n") if "|" in line)
    claimed = claimed_identity(RawForm((), document.reader, metadata=f"{visible}\n{hidden}"))
    walks = []
    for instrument in instruments.values():
        is_claimed = claimed is not None and claimed.id == instrument.identity.id
        if claimed is None or is_claimed or (not visible and claimed.id in instruments):
            exact = not is_claimed or claimed is None or claimed.fingerprint == instrument.identity.fingerprint
            walk = _Matcher(instrument, document, exact=exact)
            walks.append((walk.rows, is_claimed, -len(walk.strays) - len(walk.outside), walk))
    if not walks:
        return Rows(None, f"{visible}\n{hidden}")
    rows, is_claimed, strays, best = max(walks, key=lambda walk: walk[:3])
    if claimed is None:
        # Where the rows of several fit as well, all are named: then `identify` does not choose.
        best.fields += [f for walk in walks if walk[3] is not best and walk[:3] == (rows, False, strays)
                        for f in walk[3].fields]  # fmt: skip
    if claimed and not is_claimed and rows:
        return Rows(best, visible)
    return Rows(best if rows else None, f"{visible}\n{hidden}")


@dataclass(frozen=True, slots=True)
class _Known:
    """What is worked out once for an instrument."""

    instrument: Instrument
    signs: Signs
    own: OwnWords
    placeholders: tuple[str, str]
    columns: tuple[str, ...]


_KNOWN: Final[dict[int, _Known]] = {}
_MOST_KNOWN: Final = 50


_placeholders = lru_cache(maxsize=16)(Placeholders)


def _known(instrument: Instrument) -> _Known:
    known = _KNOWN.get(id(instrument))
    if known is None or known.instrument is not instrument:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        framework = instrument.framework
        known = _KNOWN[id(instrument)] = _Known(
            instrument,
            Signs(instrument),
            OwnWords(framework),
            (framework.wording("word.placeholder"), framework.wording("word.choose")),
            tuple(squeezed(column.label) for column in framework.plan.columns),
        )
    return known


class _Matcher:
    """Walks a document once for one instrument, as a form of this very version if `exact`.

    `rows` counts the rows that are fields of statements or of who answers; everything else that it finds is for
    `build_response`, and for `report`.
    """

    def __init__(self, instrument: Instrument, document: RawDocument, *, exact: bool) -> None:
        self.fields: list[RawField] = []
        self.strays: list[RawField] = []
        self.outside: list[RawField] = []
        self.files: list[RawFile] = []
        self.rows = 0
        self._seen: Counter[str] = Counter()
        self._notes: list[tuple[Code, str]] = []
        self._doubtful: set[str] = set()
        self._elsewhere = 0
        self._plan_rows = 0
        self._framework = instrument.framework
        self._levels = self._framework.scale.levels if self._framework.scale else ()
        known = _known(instrument)
        self._signs, self._own, self._columns = known.signs, known.own, known.columns
        self._exact = exact
        self._placeholders = _placeholders(known.placeholders, document.placeholders)
        self._brand = squeezed(dict(document.properties).get(BRAND_PROPERTY, ""))
        self._has_mark = any(_PLAN_MARK in content.bookmarks for content in document.contents())
        nearest = ""
        for block in document.blocks:
            if isinstance(block, RawParagraph):
                self._stray(nearest, self._strange(block.content), outside=True)
                self._hanging(nearest, (block.content,), outside=True)
            elif (head := self._plan_head(block)) is not None:
                self._plan(block, head)
            else:
                nearest = self._table(block, nearest)
        self._settle()
        edges = (words for edge in document.edges for words in self._own.strange_edge(edge))
        for words in dict.fromkeys(edges):
            self._stray("", words, outside=True)

    def _strange(self, content: Content) -> str:
        text = content.text
        if text in self._placeholders or (self._brand and squeezed(text) == self._brand):
            return ""
        return self._own.strange(text, exact=self._exact)

    def _table(self, table: RawTable, nearest: str) -> str:
        """Rows of fields; the name of the last one, near which the words after the table stand."""
        statement = ""
        for row in table.rows:
            verdict = self._signs.verdict(row.cells, statement)
            if verdict is None:
                if begun := self._signs.statement(cell.text for cell in row.cells):
                    statement = nearest = begun
                self._unknown_row(row, nearest)
            else:
                nearest = str(verdict.field.id)
                self._row(row, verdict)
        return nearest

    def _unknown_row(self, row: Row, nearest: str) -> None:
        texts = ["" if cell.text in self._placeholders else cell.text for cell in row.cells]
        self._stray(nearest, self._own.strange_row(texts, exact=self._exact), outside=True)
        self._hanging(nearest, row.cells, outside=True)

    def _row(self, row: Row, verdict: Verdict) -> None:
        spec, name = verdict.field, str(verdict.field.id)
        self.rows += 1
        self._seen[name] += 1
        if verdict.disagree:
            self._notes.append((Code.R030, name))
        self._hanging(name, row.cells)
        cells, found = list(row.cells), verdict.found
        if len(cells) > 1:
            label = cells.pop(verdict.caption)
            own = squeezed(label.text) == squeezed(spec.caption)  # one that it shares with another field
            self._stray(name, found.around if found else "" if own else self._strange(label))
        elif found:
            cells = [without_words(cells[0], found.words)]
        if spec.kind is FieldKind.SCORE:
            self._score(name, cells)
        else:
            self.fields.append(RawField(name, cell_text(cells, self._placeholders)))

    def _score(self, name: str, cells: list[Content]) -> None:
        marked = marked_levels(cells, self._levels, self._signs)
        if marked.doubtful:
            self._notes.append((Code.R030, name))
            self._doubtful.add(name)
            self.strays.append(RawField(name, "\n".join(cell.text.strip() for cell in cells)))
        else:
            for words in marked.words:
                if words not in self._placeholders:
                    self._stray(name, words)
        self.fields += [RawField(name, level, is_state=True) for level in marked.levels] or [RawField(name, "")]

    def _settle(self) -> None:
        """No choice where any row of it is in doubt."""
        doubted = [field for field in self.fields if field.name in self._doubtful]
        self.strays += [field for field in doubted if field.value]
        self.fields = [field for field in self.fields if field.name not in self._doubtful]
        self.fields += [RawField(name, "", doubtful=True) for name in sorted(self._doubtful)]

    def _plan_head(self, table: RawTable) -> int | None:
        """The row of the plan's heads, by the bookmark in them, or by their words where the bookmark got lost; None in
        any other table.
        """
        for number, row in enumerate(table.rows):
            if any(_PLAN_MARK in cell.bookmarks for cell in row.cells):
                return number
            if not self._has_mark and len(row.cells) * 2 > len(self._columns):
                texts = {squeezed(cell.text) for cell in row.cells}
                alike = sum(column in texts for column in self._columns)
                if alike == len(self._columns) or (alike > 1 and alike * 2 > len(self._columns)):
                    return number
        return None

    def _plan(self, table: RawTable, head: int) -> None:
        """The rows under the heads, in their order; columns where their heads stand now."""
        texts = [squeezed(cell.text) for cell in table.rows[head].cells]
        place = self._places(texts)
        strange = [
            "" if text in self._columns else self._strange(cell)
            for text, cell in zip(texts, table.rows[head].cells, strict=True)
        ]
        self._stray(plan_row(self._plan_rows + 1), "\t".join(filter(None, strange)), outside=True)
        for number, row in enumerate(table.rows):
            if number < head:
                self._unknown_row(row, plan_row(self._plan_rows + 1))
            elif [squeezed(cell.text) for cell in row.cells] != texts:  # heads may stand there again
                self._plan_rows += 1
                self._plan_row(row, place, len(texts))
            else:
                self._hanging(plan_row(self._plan_rows + 1), row.cells)

    def _places(self, texts: list[str]) -> dict[int, str]:
        """Position → column: where its head stands, else where it was, if no other is there."""
        place: dict[int, str] = {}
        columns = list(zip(self._columns, self._framework.plan.column_ids, strict=True))
        for label, column in columns:
            if label in texts:
                place[texts.index(label)] = column
        if len(texts) == len(columns):
            free = [index for index in range(len(texts)) if index not in place]
            missing = [column for label, column in columns if label not in texts]
            if len(free) == 1 or missing == [columns[index][1] for index in free]:
                place.update(zip(free, missing, strict=False))
        return place

    def _plan_row(self, row: Row, place: Mapping[int, str], width: int) -> None:
        item = plan_row(self._plan_rows)
        self._hanging(item, row.cells)
        if len(row.cells) != width and any(cell.text.strip() for cell in row.cells):
            self._notes.append((Code.R030, item))
        for index, cell in enumerate(row.cells):
            words = self._placeholders.without(cell.text)
            if index in place:
                self.fields.append(RawField(f"{item}__{place[index]}", words))
            else:
                self._stray(item, words)

    def _stray(self, name: str, words: str, *, outside: bool = False) -> None:
        """Words beside the field `name`, or `outside` any field and near it."""
        if words.strip():
            (self.outside if outside else self.strays).append(RawField(name, words.strip()))
            if outside:
                self._elsewhere += 1
            else:
                self._notes.append((Code.R034, name))

    def _hanging(self, name: str, cells: Iterable[Content], *, outside: bool = False) -> None:
        """Comments and pictures. Where a picture is that the document only points to, is no answer to the field."""
        for cell in cells:
            for comment in cell.comments:
                (self.outside if outside else self.strays).append(RawField(name, comment))
                self._notes.append((Code.R023, name))
            for picture in cell.pictures:
                if picture.data is None:
                    self.outside.append(RawField(name, picture.name))
                else:
                    self.files.append(RawFile(name, picture.media_type, picture.data))
                self._notes.append((Code.R031, name))

    def report(self, findings: Findings) -> None:
        """Everything that someone should look at."""
        for name, count in self._seen.items():
            if count > 1:
                findings.warn(
                    Code.R029,
                    f"the row of {name} stands {count} times",
                    "If they say different things, all of it is kept. Ask which one is meant.",
                    name,
                )
        for code, name in dict.fromkeys(self._notes):
            message, hint = _NOTES[code]
            findings.warn(code, message.format(name or "the beginning"), hint, name or None)
        if self._elsewhere:
            findings.warn(
                Code.R028,
                f"words stand in {self._elsewhere} places that are no field; they are kept",
                "They stand under 'unplaced', with the field they are nearest to. Add them by hand where they belong.",
            )


_NOTES: Final[Mapping[Code, tuple[str, str]]] = {
    Code.R034: (
        "words stand beside the answer at {}, where none belong",
        "They stand under 'unplaced'. Add them by hand where they belong.",
    ),
    Code.R023: (
        "there is a comment at {}",
        "It stands under 'unplaced'.",
    ),
    Code.R030: (
        "it cannot be told what is meant at {}: the signs of the field, or of its choices, disagree",
        "Look it up in the file itself. What stands there is kept.",
    ),
    Code.R031: (
        "there is a picture or another file at {}",
        "It is no text; it is kept under 'kept', and written beside the result.",
    ),
}


Parser = Callable[[bytes], RawDocument]


def reader_of(parse: Parser) -> Callable[[bytes, Provenance, Mapping[str, Instrument], Findings], Response | None]:
    """The reader for a format that `parse` turns into a document. Raises what `parse` raises."""

    def read(
        data: bytes, source: Provenance, instruments: Mapping[str, Instrument], findings: Findings
    ) -> Response | None:
        return read_document(parse(data), source, instruments, findings)

    return read
