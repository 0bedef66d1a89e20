"""Two rounds compared, as a document: what moved, what became of the actions, which words of the framework changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final

from kadergen.documents.blocks import (
    Block,
    Cell,
    CellKind,
    CellTally,
    CellText,
    Document,
    Medium,
    StatementHead,
    Table,
    TableColumn,
    Text,
    Title,
    Voice,
    Voices,
)
from kadergen.documents.matrix import plain_cell
from kadergen.documents.parts import publisher_and_version
from kadergen.documents.plan import sentence
from kadergen.model.comparison import (
    Action,
    ActionChange,
    Basis,
    Change,
    Comparison,
    Fate,
    Move,
    Round,
    Side,
    StatementChange,
    Words,
)
from kadergen.model.framework import Framework
from kadergen.model.plan import ACTION, INDICATOR
from kadergen.model.text import Heading, Paragraph, RichText, Span, rich
from kadergen.model.wording import Wording

# Room to write at the meeting what became of an action (points).
_ROOM: Final = 40.0
_MOVES: Final = {
    Move.UP: "compare.total-up",
    Move.DOWN: "compare.total-down",
    Move.SAME: "compare.total-same",
    Move.NEW: "compare.total-new",
    Move.GONE: "compare.total-gone",
    Move.UNKNOWN: "compare.total-unknown",
}
# How each is headed, and what is said of it.
FATES: Final = {
    Fate.NOT_FOUND: ("compare.not-found", "compare.not-found-note"),
    Fate.ALIKE: ("compare.alike", "compare.alike-note"),
    Fate.AGAIN: ("compare.again", "compare.again-note"),
}
# Why there are no steps.
_WITHOUT_STEPS: Final = {
    Move.SAME: "compare.same",
    Move.NEW: "compare.new-statement",
    Move.GONE: "compare.gone-statement",
    Move.UNKNOWN: "compare.unknown",
}


def build_comparison(comparison: Comparison) -> Document:
    """The whole comparison in the new round's language; without any participant's name."""
    framework = comparison.new.framework
    title = framework.wording("compare.title")
    return Document(
        title=f"{framework.title}: {title}",
        language=framework.language,
        medium=Medium.SCREEN,
        blocks=(
            Title(title, "comparison", new_page=False),
            *_rounds(comparison),
            *_statements(comparison),
            *_actions(comparison),
            *_said(comparison),
            *_wording(comparison),
        ),
        running_head=framework.title,
        footer=publisher_and_version(framework),
    )


def move_words(words: Wording, change: StatementChange) -> str:
    """How a statement moved, in words: "1½ stap vooruit", "gelijk"."""
    if change.move in _WITHOUT_STEPS or change.steps is None:
        return words(_WITHOUT_STEPS[change.move])
    steps = Fraction(abs(change.steps)).limit_denominator(2)
    whole, half = divmod(steps, 1)
    count = f"{whole or ''}{'½' if half else ''}"
    said = words("compare.step" if steps < 2 else "compare.steps", count=count)
    return words("compare.up" if change.move is Move.UP else "compare.down", steps=said)


def standing_words(words: Wording, side: Side | None) -> str:
    """A statement's colour in one round, in words; "" where it has none."""
    if side is None or side.standing is None:
        return ""
    labels = [level.label for level in side.standing.levels]
    return labels[0] if len(labels) == 1 else words("compare.between", one=labels[0], other=labels[1])


def basis_words(words: Wording, basis: Basis) -> str:
    """Which colours were compared."""
    return words("compare.agreed" if basis is Basis.AGREED else "compare.median")


def changed_words(comparison: Comparison, change: ActionChange) -> tuple[str, ...]:
    """What differs between an old action and the first one found, a line for each column."""
    if not change.found:
        return ()
    words, labels = comparison.new.framework.wording, _column_labels(comparison.new.framework)
    empty = words("compare.empty")

    def said(cells: Mapping[str, str], column: str) -> str:
        return cells[column].strip() or empty

    return tuple(
        words(
            "compare.changed",
            column=labels.get(column, column),
            old=said(change.old.cells, column),
            new=said(change.found[0].cells, column),
        )
        for column in change.changed
    )


def differing(pieces: Iterable[Words], change: Change, words: Wording) -> str:
    """The words of one version alone, quoted, in their order."""
    found = (piece.text.strip() for piece in pieces if piece.change is change)
    return ", ".join(words("compare.quoted", words=text) for text in found)


# ------------------------------------------------------------------------------------------------------------- rounds


def _rounds(comparison: Comparison) -> Iterator[Block]:
    words = comparison.new.framework.wording
    rounds = (comparison.old, comparison.new)
    yield Text(sentence(words("compare.intro")), lead=True)
    if not comparison.same_scale:
        yield Text(sentence(words("compare.other-scale")))
    versions = [r.framework.version_label or r.framework.version for r in rounds]
    rows = [
        (words("compare.version"), versions),
        (words("compare.forms"), [str(r.respondents) for r in rounds]),
        (words("compare.agreed-count"), [_agreed_count(words, r) for r in rounds]),
    ]
    if any(r.date for r in rounds):
        rows.append((words("compare.date"), [r.date for r in rounds]))
    yield Table(
        columns=(TableColumn("", 1.2), *(TableColumn(words(f"compare.{name}")) for name in ("old", "new"))),
        rows=tuple(
            ((CellText(head, CellKind.STRONG),), *(plain_cell(value) for value in values)) for head, values in rows
        ),
        quiet=True,
    )


def _agreed_count(words: Wording, one: Round) -> str:
    if not one.agreed:
        return words("compare.none")
    return words("compare.count", count=one.agreed, total=sum(1 for _ in one.framework.walk()))


# --------------------------------------------------------------------------------------------------------- statements


def _statements(comparison: Comparison) -> Iterator[Block]:
    words = comparison.new.framework.wording
    yield Title(words("compare.statements"), "statements", new_page=False)
    found = [(words(key), changes) for move, key in _MOVES.items() if (changes := comparison.moved(move))]
    yield Table(
        columns=tuple(TableColumn(head) for head, _ in found),
        rows=(tuple(_counted(changes) for _, changes in found),),
        quiet=True,
    )
    yield Table(
        columns=(
            TableColumn("", 0.65),
            TableColumn(words("report.statement"), 2.2),
            TableColumn(words("compare.old"), 1.7),
            TableColumn(words("compare.new"), 1.7),
            TableColumn(words("compare.move"), 1.5),
        ),
        rows=tuple(
            (
                (CellText(change.code, CellKind.STRONG),),
                plain_cell("" if change.label == change.code else change.label),
                _side(words, change, change.old),
                _side(words, change, change.new),
                _move(words, change),
            )
            for change in comparison.statements
        ),
    )


def _counted(changes: tuple[StatementChange, ...]) -> Cell:
    """How many, and which, except those that stayed the same."""
    count = CellText(str(len(changes)), CellKind.STRONG)
    if changes[0].move is Move.SAME:
        return (count,)
    return count, CellText(", ".join(change.code for change in changes), CellKind.FAINT)


def _side(words: Wording, change: StatementChange, side: Side | None) -> Cell:
    """The colour in words, and everybody's own colours."""
    if side is None:
        return ()
    if side.standing is None:
        return (CellText(words("report.blank"), CellKind.FAINT),)
    found: list[CellText | CellTally] = [CellText(standing_words(words, side), CellKind.STRONG)]
    if change.basis is Basis.MEDIAN and side.agreed:
        # Agreed in this round alone, so that it could not be compared.
        found.append(CellText(f"{words('compare.agreed')}: {side.agreed.label}"))
    if any(count for _, count in side.counts):
        found.append(CellTally(side.counts))
    return tuple(found)


def _move(words: Wording, change: StatementChange) -> Cell:
    kind = CellKind.STRONG if change.move in (Move.UP, Move.DOWN) else CellKind.PLAIN
    moved = CellText(move_words(words, change), kind)
    if change.steps is None:
        return (moved,)
    return moved, CellText(basis_words(words, change.basis), CellKind.FAINT)


def _said(comparison: Comparison) -> Iterator[Block]:
    """What the group wrote down, in both rounds beneath each other."""
    words = comparison.new.framework.wording
    changes = [change for change in comparison.statements if _texts(change.old) or _texts(change.new)]
    if not changes:
        return
    yield Title(words("compare.said"), "said")
    places = _places(comparison)
    for change in changes:
        yield _head(places, change)
        sides = ((words("compare.old"), _texts(change.old)), (words("compare.new"), _texts(change.new)))
        for label in dict.fromkeys(label for _, texts in sides for label in texts):
            yield Voices(label, tuple(Voice(who, texts[label]) for who, texts in sides if label in texts))


def _texts(side: Side | None) -> Mapping[str, str]:
    return side.texts if side else {}


def _head(places: Mapping[str, int], change: StatementChange) -> StatementHead:
    name = "" if change.label == change.code else change.label
    return StatementHead(places.get(change.section, 0), change.code, name, "")


def _places(comparison: Comparison) -> dict[str, int]:
    """Section id → its place, which gives it its hue."""
    sections = [*comparison.new.framework.sections, *comparison.old.framework.sections]
    return {id_: place for place, id_ in enumerate(dict.fromkeys(section.id for section in sections))}


# ------------------------------------------------------------------------------------------------------------ actions


def _actions(comparison: Comparison) -> Iterator[Block]:
    words = comparison.new.framework.wording
    yield Title(words("compare.actions"), "actions")
    note = "compare.actions-note" if comparison.actions else "compare.actions-none"
    yield Text(sentence(words(note)), lead=True)
    if comparison.actions and not comparison.old.plan_agreed:
        yield Text(sentence(words("compare.plan-combined")))
    tables = {Fate.NOT_FOUND: _not_found, Fate.ALIKE: _alike, Fate.AGAIN: _again}
    for fate, table in tables.items():
        changes = [change for change in comparison.actions if change.fate is fate]
        if changes:
            title, about = FATES[fate]
            yield _heading(words(title), words(about))
            yield table(comparison, changes)
    if comparison.new_actions:
        yield _heading(words("compare.new-actions"), "")
        yield Table(
            columns=(_indicator(comparison), TableColumn(words("compare.new"), 3.0)),
            rows=tuple((_about(a), _action(comparison.new.framework, a)) for a in comparison.new_actions),
        )


def _heading(title: str, note: str) -> Text:
    return Text((Heading(2, rich(title)), *((Paragraph(rich(note)),) if note else ())))


def _not_found(comparison: Comparison, changes: list[ActionChange]) -> Table:
    words = comparison.new.framework.wording
    return Table(
        columns=(
            _indicator(comparison),
            TableColumn(words("compare.old"), 2.2),
            TableColumn(words("compare.ask"), 1.8),
        ),
        rows=tuple((_about(c.old), _action(comparison.old.framework, c.old), ()) for c in changes),
        row_height=_ROOM,
    )


def _alike(comparison: Comparison, changes: list[ActionChange]) -> Table:
    words = comparison.new.framework.wording

    def found(change: ActionChange) -> Cell:
        return tuple(part for action in change.found for part in _found(comparison, change.old, action))

    return Table(
        columns=(_indicator(comparison), TableColumn(words("compare.old"), 2), TableColumn(words("compare.new"), 2)),
        rows=tuple((_about(c.old), _action(comparison.old.framework, c.old), found(c)) for c in changes),
    )


def _again(comparison: Comparison, changes: list[ActionChange]) -> Table:
    words = comparison.new.framework.wording

    def difference(change: ActionChange) -> Cell:
        first, *more = change.found
        changed = [CellText(line) for line in changed_words(comparison, change)]
        if first.left_out:
            changed.append(CellText(words("compare.left-out"), CellKind.FAINT))
        # In other letters, under another indicator, or there more than once: then it is shown as it is now.
        same = first.cells[ACTION].strip() == change.old.cells[ACTION].strip() and _about(first) == _about(change.old)
        for action in more if same else change.found:
            changed += _found(comparison, change.old, action)
        return tuple(changed) or (CellText(words("compare.unchanged"), CellKind.FAINT),)

    return Table(
        columns=(_indicator(comparison), TableColumn(words("compare.old"), 2), TableColumn(words("compare.move"), 2)),
        rows=tuple((_about(c.old), _action(comparison.old.framework, c.old), difference(c)) for c in changes),
    )


def _indicator(comparison: Comparison) -> TableColumn:
    labels = _column_labels(comparison.new.framework)
    return TableColumn(labels.get(INDICATOR, comparison.new.framework.wording("report.statement")), 1.1)


def _about(action: Action) -> Cell:
    """What the action is about, as its row says, else by the statement's code."""
    return (
        (CellText(text, CellKind.STRONG),) if (text := action.cells.get(INDICATOR, "").strip() or action.code) else ()
    )


def _found(comparison: Comparison, old: Action, action: Action) -> Iterator[CellText]:
    """An action of the new round, with what it is about where that is said otherwise than of the old one."""
    about = action.cells.get(INDICATOR, "").strip()
    if about and about != old.cells.get(INDICATOR, "").strip():
        yield CellText(about, CellKind.FAINT)
    yield from _action(comparison.new.framework, action)


def _action(framework: Framework, action: Action) -> tuple[CellText, ...]:
    """The action's words, and under them what stands in the other columns: who, when."""
    labels = _column_labels(framework)
    others = [
        f"{labels[column]}: {text.strip()}"
        for column, text in action.cells.items()
        if column not in (INDICATOR, ACTION) and text.strip()
    ]
    words = [CellText(action.cells[ACTION])] if action.cells[ACTION].strip() else []
    if action.left_out:
        others.append(framework.wording("compare.left-out"))
    return (*words, *(CellText(other, CellKind.FAINT) for other in others))


def _column_labels(framework: Framework) -> dict[str, str]:
    return {column.id: column.label for column in framework.plan.columns}


# ------------------------------------------------------------------------------------------------------------ wording


def _wording(comparison: Comparison) -> Iterator[Block]:
    """Statements with other words, before and after; then other codes and labels."""
    words = comparison.new.framework.wording
    renamed = renamed_parts(comparison)
    if not comparison.reworded and not renamed:
        return
    yield Title(words("compare.wording"), "wording")
    yield Text(sentence(words("compare.wording-note")), lead=True)
    places = _places(comparison)
    for change in comparison.reworded:
        yield _head(places, change)
        for kind, key in ((Change.GONE, "compare.old"), (Change.NEW, "compare.new")):
            yield Text((Paragraph((Span(f"{words(key)}: ", emphasis=True), *_version(change.wording, kind))),))
        lists = ((Change.GONE, "compare.gone-words"), (Change.NEW, "compare.new-words"))
        said = [words(key, words=text) for kind, key in lists if (text := differing(change.wording, kind, words))]
        yield Text(sentence(" · ".join(said)))
    if renamed:
        yield Table(
            columns=(
                TableColumn(words("compare.what")),
                TableColumn(words("compare.old")),
                TableColumn(words("compare.new")),
            ),
            rows=tuple(tuple(plain_cell(text) for text in row) for row in renamed),
        )


def renamed_parts(comparison: Comparison) -> tuple[tuple[str, str, str], ...]:
    """What else is called otherwise: statements with another code, levels, columns, sections; old and new."""
    codes = (
        (change.label, change.old_code, change.code)
        for change in comparison.statements
        if change.old and change.new and change.old_code != change.code
    )
    return (*codes, *((label.what, label.old, label.new) for label in comparison.labels))


def _version(pieces: Iterable[Words], kind: Change) -> RichText:
    """One of the two texts, its own words in bold. Paragraphs run on: it is the words that are compared."""
    shown = [piece for piece in pieces if piece.change in (kind, Change.SAME)]
    return tuple(Span(" ".join(piece.text.split()) + " ", strong=piece.change is kind) for piece in shown)
