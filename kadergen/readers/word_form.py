"""A filled Word form, read in any word processor's format → response.

A row of a table is a field where anything in it names one (`word_signs`); its value is what its cells say
(`word_cells`). Words that stand anywhere else, comments and pictures are kept, each with a finding of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from kadergen.diagnostics import Code
from kadergen.formats.controlnames import PLAN_TABLE, bookmark_name
from kadergen.formats.marks import CHOSEN, EMPTY
from kadergen.formats.rawdocument import Content, RawDocument, RawParagraph, RawTable, Row
from kadergen.formats.rawform import RawField, RawFile, RawForm
from kadergen.model.instrument import FieldKind, Instrument, plan_row
from kadergen.model.response import Provenance, Response
from kadergen.readers.answers import build_response
from kadergen.readers.findings import Findings
from kadergen.readers.identify import claimed_identity
from kadergen.readers.word_cells import Placeholders, cell_text, marked_levels
from kadergen.readers.word_signs import Signs, Verdict, squeezed
from kadergen.readers.word_strays import OwnWords

_VISIBLE_IDENTITY: Final = re.compile(r"([a-z0-9-]{1,60})\s+·\s+([^|\n·]{1,60}?)\s+·\s+([0-9a-f]{16})")
_GLYPHS: Final = str.maketrans("", "", "".join(CHOSEN | EMPTY))


def read_document(
    document: RawDocument, source: Provenance, instruments: Mapping[str, Instrument], findings: Findings
) -> Response | None:
    """The response that a document holds, None (and an error among the findings) when it is no form of ours."""
    source = replace(source, producer=document.producer, reader=document.reader)
    if document.repairs:
        findings.warn(
            Code.R009,
            f"the file is damaged; {document.repairs} parts of it had to be passed over or mended",
            "Compare the answers with the file as it looks on screen, or ask for the file again.",
        )
    metadata = _metadata(document)
    claimed = claimed_identity(RawForm((), document.reader, metadata=metadata))
    candidates = [instruments[claimed.id]] if claimed and claimed.id in instruments else list(instruments.values())
    exact = {i.identity.fingerprint for i in candidates} if claimed is None else {claimed.fingerprint}
    read = [_Matcher(i, document, exact=i.identity.fingerprint in exact) for i in candidates]
    best = max(read, key=lambda matcher: matcher.rows, default=None)
    if best is None or not best.rows:
        # Not a row of any form: what it claims to be, or that it is none of ours, is for `identify` to say.
        return build_response(RawForm((), document.reader, document.producer, metadata), source, instruments, findings,
                              complete=True)  # fmt: skip
    best.report(findings)
    form = RawForm(
        tuple(best.fields),
        document.reader,
        document.producer,
        metadata,
        strays=tuple(best.strays),
        files=tuple(best.files),
    )
    return build_response(form, source, instruments, findings, complete=True)


def _metadata(document: RawDocument) -> str:
    """Where the form says what it is: first what stands on its pages, last what no program shows."""
    edges = "\n".join(document.edges)
    visible = [f"{i}|{version}|{digest}" for i, version, digest in _VISIBLE_IDENTITY.findall(edges)]
    return "\n".join((*visible, *(value for _, value in document.properties), *document.manifests))


class _Matcher:
    """Walks a document once for one instrument, as a form of this very version if `exact`.

    `rows` counts the rows that are fields of statements or of who answers; everything else that it finds is for
    `build_response`, and for `report`.
    """

    def __init__(self, instrument: Instrument, document: RawDocument, *, exact: bool) -> None:
        self.fields: list[RawField] = []
        self.strays: list[RawField] = []
        self.files: list[RawFile] = []
        self.rows = 0
        self._seen: Counter[str] = Counter()
        self._notes: list[tuple[Code, str]] = []
        self._elsewhere = 0
        self._framework = instrument.framework
        self._levels = self._framework.scale.levels if self._framework.scale else ()
        self._signs = Signs(instrument)
        words = self._framework.wording
        self._placeholders = Placeholders((words("word.placeholder"), words("word.choose")), document.placeholders)
        self._own = OwnWords(self._framework, exact=exact)
        self._columns = [squeezed(column.label) for column in self._framework.plan.columns]
        nearest = ""
        for block in document.blocks:
            if isinstance(block, RawParagraph):
                self._outside(nearest, block.content)
            elif self._is_plan(block):
                self._plan(block)
            else:
                nearest = self._table(block)

    def _table(self, table: RawTable) -> str:
        """Rows of fields; the name of the last one, near which the words after the table stand."""
        statement, nearest = "", ""
        for row in table.rows:
            verdict = self._signs.verdict(row.cells, statement)
            if verdict is None:
                statement = self._signs.statement(cell.text for cell in row.cells) or statement
                for cell in row.cells:
                    self._outside(nearest or statement, cell)
                continue
            nearest = str(verdict.field.id)
            self._row(row, verdict)
        return nearest

    def _row(self, row: Row, verdict: Verdict) -> None:
        spec, name = verdict.field, str(verdict.field.id)
        self.rows += 1
        self._seen[name] += 1
        if verdict.disagree:
            self._notes.append((Code.R030, name))
        label, *cells = row.cells if len(row.cells) > 1 else (Content(), *row.cells)
        caption = self._signs.of_caption(label.text)
        beside = caption[1] if caption else self._own.strange(label.text)
        self._stray(name, beside)
        self._hanging(name, row.cells)
        if spec.kind is not FieldKind.SCORE:
            self.fields.append(RawField(name, cell_text(cells, self._placeholders)))
            return
        marked = marked_levels(cells, self._levels, self._signs)
        if marked.doubtful:
            self._notes.append((Code.R030, name))
            self.strays += [RawField(name, level) for level in marked.levels]
            self.strays.append(RawField(name, "\n".join(cell.text.strip() for cell in cells)))
            marked.levels.clear()
        else:
            for words in marked.words:
                if words not in self._placeholders:
                    self._stray(name, words)
        self.fields += [RawField(name, level, is_state=True) for level in marked.levels] or [RawField(name, "")]

    def _is_plan(self, table: RawTable) -> bool:
        """By its heads, or by the bookmark that is in them."""
        if not table.rows:
            return False
        head = table.rows[0].cells
        texts = [squeezed(cell.text) for cell in head]
        if any(bookmark_name(PLAN_TABLE) in cell.bookmarks for cell in head):
            return True
        alike = sum(text == column for text, column in zip(texts, self._columns, strict=False))
        return alike == len(self._columns) or (alike > 1 and alike * 2 > len(self._columns))

    def _plan(self, table: RawTable) -> None:
        """The rows under the heads, in their order; columns in theirs, or where their heads stand now."""
        columns = self._framework.plan.column_ids
        head, *rows = table.rows
        texts = [squeezed(cell.text) for cell in head.cells]
        place = {
            texts.index(label): column for label, column in zip(self._columns, columns, strict=True) if label in texts
        }
        if len(place) < len(columns):
            place = dict(enumerate(columns))
        for index, cell in enumerate(head.cells):
            self._stray(
                plan_row(1), "" if index in place and texts[index] in self._columns else self._own.strange(cell.text)
            )
        number = 0
        for row in rows:
            if [squeezed(cell.text) for cell in row.cells] == texts:
                continue  # the heads once more, as some programs repeat them
            number += 1
            self._hanging(plan_row(number), row.cells)
            for index, cell in enumerate(row.cells):
                words = self._placeholders.without(cell.text).strip("\n")
                if index in place:
                    self.fields.append(RawField(f"{plan_row(number)}__{place[index]}", words))
                else:
                    self._stray(plan_row(number), words)

    def _outside(self, nearest: str, content: Content) -> None:
        """Words where no field is: a paragraph, or a cell of a row that is none."""
        text = content.text.translate(_GLYPHS)
        if text.strip() and text not in self._placeholders:
            self._stray(nearest, self._own.strange(text))
        self._hanging(nearest, (content,))

    def _stray(self, name: str, words: str) -> None:
        if words.strip():
            self.strays.append(RawField(name, words.strip()))
            self._elsewhere += 1

    def _hanging(self, name: str, cells: Iterable[Content]) -> None:
        """Comments and pictures."""
        for cell in cells:
            for comment in cell.comments:
                self.strays.append(RawField(name, comment))
                self._notes.append((Code.R023, name))
            for picture in cell.pictures:
                if picture.data is None:
                    self.strays.append(RawField(name, picture.name))
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
