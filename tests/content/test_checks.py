"""One test per rule: a valid framework, broken in one place, and the code that must stand beside that line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kadergen.content.checks import CHECKS
from kadergen.content.load import load_framework
from kadergen.diagnostics import Code, has_errors
from tests.content.small import CHAPTER, FILES, FRAMEWORK, SECTION, changed, load, places, write

F, S, C = "framework.yaml", "one.yaml", "intro.md"
LONG = "x" * 61
BAD_LEVEL = FRAMEWORK.split("\n")[9].removeprefix("    - ")

# name: (file, the text that is replaced, what comes in its place). Marks say which line gets which code.
RULES: dict[str, tuple[str, str, str]] = {
    # keys and types
    "unknown key": (F, "authors: [An author]", "autors: [An author]⟦C006⟧"),
    "unknown key deep inside": (S, 'code: "1.2"', 'code: "1.2"\n        note: x⟦C006⟧'),
    "key twice": (F, "title: Small", "title: Small\ntitle: Large⟦C005⟧"),
    "key of a one-line map twice": (F, "{id: action, label: Action}", "{id: action, label: A, label: B}⟦C005⟧"),
    "required key missing": (S, "title: First\n", ""),
    "text missing in a statement": (S, '- id: s1-1\n        code: "1.1"', '- code: "1.1"⟦C007⟧'),
    "number for a text": (F, 'version: "1"', "version: 1.10⟦C008⟧"),
    "date for a text": (F, 'version: "1"', "version: 2025-10-01⟦C008⟧"),
    "yes for a text": (F, "title: Small", "title: yes⟦C008⟧"),
    "huge number": (F, "rows: 20", "rows: " + "9" * 5000 + "⟦C020⟧"),
    "number in octal": (F, "rows: 20", "rows: 0o24⟦C008⟧"),
    "number too small": (F, "rows: 20", "rows: 3⟦C020⟧"),
    "text for a number": (F, "rows: 20", "rows: many⟦C008⟧"),
    "list for a text": (F, "title: Small", "title: [Small]⟦C008⟧"),
    "text for a list": (F, "authors: [An author]", "authors: An author⟦C008⟧"),
    "text for a map": (F, "name: {label: Name}", "name: Name⟦C008⟧"),
    "map for a text": (S, "title: A title", "title: {a: b}⟦C008⟧"),
    # empty
    "empty text": (S, "title: First", 'title: "  "⟦C009⟧'),
    "text left out": (S, "title: First", "title:⟦C009⟧"),
    "empty statement": (S, "text: |\n          We do the first thing.", "text: |⟦C009⟧"),
    "empty list": (F, "authors: [An author]", "authors: []⟦C009⟧"),
    "no parts": (F, "  - intro.md\n  - one.yaml\n  - plan\n", ""),
    # ids
    "id with capitals": (S, "id: s1-1", "id: S1-1⟦C010⟧"),
    "id with an underscore": (S, "id: s1-1", "id: s1__1⟦C010⟧"),
    "id with a point": (S, "id: s1-1", "id: s1.1⟦C010⟧"),
    "id with a hyphen at the end": (S, "id: s1-1", "id: s1-⟦C010⟧"),
    "id too long": (S, "id: s1-1", f"id: {LONG}⟦C010⟧"),
    "id too long with its field": (S, "id: s1-1", f"id: {LONG[:50]}⟦C010⟧"),
    "column id too long with its row": (F, "id: owner", f"id: {LONG[:55]}⟦C010⟧"),
    "level called off": (F, "{id: bad,", "{id: off,⟦C010⟧"),
    "level called off in quotes": (F, "{id: bad,", '{id: "off",⟦C010⟧'),
    "statement id twice": (S, "id: s1-2", "id: s1-1⟦C011⟧"),
    "statement id of the program": (S, "id: s1-2", "id: plan-07⟦C011⟧"),
    "statement called respondent": (S, "id: s1-2", "id: respondent⟦C011⟧"),
    "section with a chapter's id": (S, "id: s1\n", "id: intro⟦C011⟧\n"),
    "part twice": (F, "- intro.md", "- intro.md\n  - intro.md⟦C011⟧"),
    "field id twice": (F, "{id: actions, kind: actions", "{id: reflection, kind: actions⟦C011⟧"),
    "option id twice": (F, "{id: other, label: Other}]", "{id: team, label: Other}]⟦C011⟧"),
    "option label twice": (F, "{id: other, label: Other}]", "{id: other, label: team}]⟦C011⟧"),
    "column id twice": (F, "{id: owner, label: Who}", "{id: action, label: Who}⟦C011⟧"),
    "level id twice": (F, "{id: bad,", "{id: good,⟦C011⟧"),
    # indicators, statements, codes
    "indicator without statements": (S, "indicators:\n", "indicators:\n  - title: Nothing⟦C012⟧\n"),
    "indicator with an empty list": (S, "indicators:\n", "indicators:\n  - {title: N, statements: []}⟦C012⟧\n"),
    "two statements with one text": (
        S,
        "|\n          We do the second thing.",
        "We do the *first*⟦C013⟧\n          thing.",
    ),
    "statement code twice": (S, 'code: "1.2"', 'code: "1.1"⟦C024⟧'),
    "statement without a short name": (S, "  - title: A title\n    statements:\n", "  - statements:\n"),
    # scale
    "scale with one level": (
        F,
        f"    - {BAD_LEVEL}\n",
        "",
    ),
    "level without a colour": (F, ' colour: "#C0322B",', "⟦C014⟧"),
    "level without a shape": (F, " shape: triangle-mark,", "⟦C014⟧"),
    "colour that is none": (F, '"#C0322B"', "red⟦C014⟧"),
    "colour that YAML takes for a comment": (
        F,
        BAD_LEVEL,
        "id: bad\n      label: B\n      colour: #C0322B⟦C009⟧⟦C027⟧\n      shape: triangle-mark\n      explanation: N",
    ),
    "shape that is none": (F, "triangle-mark", "triangle⟦C014⟧"),
    "shape twice": (F, "triangle-mark", "circle-tick⟦C014⟧"),
    "colour twice": (F, '"#C0322B"', '"#1e8449"⟦C014⟧'),
    "scale without explanations in its table": (
        F,
        "scale:\n  columns: [Colour, Meaning, Explanation]\n",
        "scale:⟦C014⟧\n",
    ),
    # Markdown, in place
    "HTML in a statement": (S, "We do the first thing.", "We do\n          the <b>first</b> thing.⟦C015⟧"),
    "table in an introduction": (S, "  It has a second paragraph.", "  | a | b |⟦C015⟧\n  |---|---|\n  | 1 | 2 |"),
    "heading in a statement": (S, "We do the first thing.", "## We do the first thing⟦C015⟧"),
    "table of the scale in a statement": (S, "We do the first thing.", "We do.\n\n          {scale}⟦C015⟧"),
    "image in a chapter": (C, "What this is about.", "What this is\nabout ![x](https://example.org/x.png)⟦C015⟧"),
    "code in a chapter": (C, "What this is about.", "What `this` is about.⟦C015⟧"),
    "second title in a chapter": (C, "{scale}", "{scale}\n\n# Again⟦C015⟧"),
    # parts
    "part that is not there": (F, "- plan\n", "- plan\n  - two.yaml⟦C016⟧\n"),
    "part outside the folder": (F, "- plan\n", "- plan\n  - ../small/one.yaml⟦C016⟧\n"),
    "part of another kind": (F, "- plan\n", "- plan\n  - picture.png⟦C016⟧\n"),
    "no section": (F, "parts:\n  - intro.md\n  - one.yaml\n", "parts:⟦C016⟧\n  - intro.md\n"),
    "chapter without a title": (C, "# Introduction\n", "⟦C007⟧Introduction\n"),
    "chapter without text": (C, "What this is about.\n\n{scale}\n", ""),
    "section without indicators": (S, SECTION[SECTION.index("indicators:") :], "indicators: []⟦C019⟧\n"),
    # plan
    "plan without the column action": (F, "  columns:\n    - {id: action,", "  columns:⟦C020⟧\n    - {id: deed,"),
    "plan that is no part": (
        F,
        "parts:\n  - intro.md\n  - one.yaml\n  - plan\n",
        "parts:⟦C020⟧\n  - intro.md\n  - one.yaml\n",
    ),
    # fields
    "two scores": (F, "id: reflection, kind: text", "id: reflection, kind: score⟦C021⟧"),
    "score of another name": (F, "{id: score, kind: score", "{id: rating⟦C021⟧, kind: score"),
    "text that is called score": (F, "{id: reflection, kind: text", "{id: score⟦C011⟧⟦C021⟧, kind: text"),
    "column called row": (
        F,
        "- {id: action, label: Action}",
        "- {id: action, label: Action}\n    - {id: row⟦C020⟧, label: Row}",
    ),
    "two fields of actions": (
        F,
        "label: Actions}",
        "label: Actions}\n  - {id: b, kind: actions, label: B}⟦C021⟧",
    ),
    "kind that is none": (F, "id: reflection, kind: text", "id: reflection, kind: txt⟦C021⟧"),
    "scale without a score": (F, "  - {id: score, kind: score, label: Score}\n", ""),
    # characters
    "tab in a text": (S, "We do the first thing.", "We do\tthe first thing.⟦C022⟧"),
    "tab in a chapter": (C, "What this is about.", "What\tthis is about.⟦C022⟧"),
    "control character": (S, "We do the first thing.", "We do \x07 the first thing.⟦C022⟧"),
    "control character as an escape": (S, "title: First", r'title: "First \x07"⟦C022⟧'),
    "half of a character as an escape": (S, "title: First", r'title: "First \ud83d"⟦C022⟧'),
    "sign for lost text": (C, "What this is about.", "What this is \ufffdbout.⟦C022⟧"),
    "line separator": (C, "What this is about.", "What\u2028this is about.⟦C022⟧"),
    # YAML tricks
    "alias": (S, 'code: "1.2"', "code: *x⟦C004⟧"),
    "anchor": (S, "title: First", "title: &x First⟦C004⟧"),
    "tag": (S, "title: First", "title: !!str First⟦C004⟧"),
    "tag of a program": (S, "title: First", "title: !!python/object/apply:os.system [ls]⟦C004⟧⟦C008⟧"),
    "merge key": (S, "title: First", "title: First\n<<: {kind: x}⟦C004⟧⟦C006⟧"),
    "second document": (S, "title: First", "title: First\n---⟦C004⟧"),
    "not YAML": (S, "title: First", "title: First: second⟦C003⟧"),
    "quotation mark not closed": (S, "title: A title", 'title: "A title'),
    "quotation mark not closed at the end": (S, "|\n          We do the second thing.", '"We do⟦C003⟧'),
    "nested too deep": (F, "authors: [An author]", "authors: " + "[" * 50 + "]" * 50 + "⟦C023⟧"),
    "escape out of range": (S, "title: First", r'title: "\UFFFFFFFF"'),
}
# Where the line is not the one that was changed, or several lines get a code.
ELSEWHERE = {
    "required key missing": {(S, 1, "C007")},
    "map for a text": {(S, 9, "C008"), (S, 11, "C007"), (S, 15, "C007")},
    "no parts": {(F, 18, "C009"), (S, 0, "C017"), (C, 0, "C017")},
    "no section": {(F, 18, "C016"), (S, 0, "C017")},
    "statement without a short name": {(S, 10, "C007"), (S, 14, "C007")},
    "scale with one level": {(F, 9, "C014")},
    "chapter without text": {(C, 1, "C009")},
    "scale without a score": {(F, 6, "C021")},
    "tab in a text": {(S, 14, "C022")},
    "quotation mark not closed": {(S, 9, "C003")},
    "escape out of range": {(S, 1, "C003")},
    "level called off": {(F, 10, "C008"), (F, 10, "C010")},
}
WARNINGS = {"statement without a short name", "plan that is no part", "scale without a score"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "small"


def test_the_small_framework_is_valid(folder: Path) -> None:
    assert write(folder, FILES) == set()
    framework, problems = load(folder)
    assert problems == ()
    assert framework is not None
    assert [s.plain_text for _, _, s in framework.walk()] == ["We do the first thing.", "We do the second thing."]


@pytest.mark.parametrize("name", RULES)
def test_a_broken_rule_is_reported_with_its_line(name: str, folder: Path) -> None:
    file, old, new = RULES[name]
    expected = write(folder, changed(file, old, new))
    framework, problems = load(folder)
    assert places(problems) == ELSEWHERE.get(name, expected)
    assert all(problem.message and problem.hint for problem in problems)
    assert has_errors(problems) == (name not in WARNINGS)
    assert (framework is None) == has_errors(problems)


def test_all_problems_are_named_at_once_in_order(folder: Path) -> None:
    files = changed(F, "title: Small", "titel: Small")
    files[S] = SECTION.replace("id: s1-2", "id: s1-1").replace("first thing", "<i>first</i> thing")
    files["notes.txt"] = "left over"
    write(folder, files)
    _, problems = load(folder)
    found = [(Path(p.location.file).name, p.location.line, p.code.name) for p in problems if p.location]
    assert found == [(F, 1, "C007"), (F, 3, "C006"), ("notes.txt", None, "C017"), (S, 14, "C015"), (S, 15, "C011")]


def test_a_message_gives_file_line_code_and_hint(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, changed(F, "authors:", "autors:"))
    monkeypatch.chdir(folder.parent)
    _, problems = load(Path("small"))
    assert (
        str(problems[0]) == "small/framework.yaml:5: error C006: unknown key 'autors'\n  hint: did you mean 'authors'?"
    )


def test_a_message_never_repeats_a_long_text(folder: Path) -> None:
    write(folder, changed(S, 'code: "1.2"', f'code: "{"word " * 200}"'))
    _, problems = load(folder)
    assert places(problems) == {(S, 16, "C008")}
    assert len(str(problems[0])) < 300


def test_a_file_that_is_not_used_is_a_warning(folder: Path) -> None:
    write(folder, {**FILES, "old.md": "# Old\n\nText.\n", "README.md": "For editors.", ".hidden": "x"})
    framework, problems = load(folder)
    assert places(problems) == {("old.md", 0, "C017")}
    assert framework is not None


def test_a_pale_level_is_a_warning_with_its_contrast(folder: Path) -> None:
    write(folder, {**FILES, F: FRAMEWORK.replace('"#C0322B"', '"#FFD700"')})
    framework, problems = load(folder)
    assert framework is not None
    assert [problem.code for problem in problems] == [Code.C026]
    assert "#FFD700 has a contrast of 1.40" in problems[0].message


def test_a_folder_with_another_name_is_a_warning(tmp_path: Path) -> None:
    write(tmp_path / "large", FILES)
    framework, problems = load(tmp_path / "large")
    assert places(problems) == {(F, 1, "C010")}
    assert framework is not None


def test_section_id_and_code_twice(folder: Path) -> None:
    files = changed(F, "- one.yaml\n", "- one.yaml\n  - two.yaml\n")
    files["two.yaml"] = (
        'id: s1⟦C011⟧\ncode: "1"⟦C024⟧\ntitle: Second\nindicators:\n  - title: Another\n    statements:\n'
        '      - id: s2-1\n        code: "2.1"\n        text: We do the third thing.\n'
    )
    expected = write(folder, files)
    assert places(load(folder)[1]) == expected


def test_scale_table_without_a_scale(folder: Path) -> None:
    start, end = FRAMEWORK.index("scale:"), FRAMEWORK.index("fields:")
    files = {**FILES, F: (FRAMEWORK[:start] + FRAMEWORK[end:]).replace("kind: score,", "kind: score⟦C021⟧,")}
    expected = write(folder, files)
    assert places(load(folder)[1]) == expected | {(C, 1, "C014")}


def test_without_scale_and_score_a_framework_is_valid(folder: Path) -> None:
    start, end = FRAMEWORK.index("scale:"), FRAMEWORK.index("fields:")
    text = (FRAMEWORK[:start] + FRAMEWORK[end:]).replace("  - {id: score, kind: score, label: Score}\n", "")
    write(folder, {**FILES, F: text, C: CHAPTER.replace("{scale}\n", "")})
    framework, problems = load(folder)
    assert problems == ()
    assert framework is not None
    assert framework.scale is None


def test_a_folder_without_framework_yaml(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        framework, problems = load_framework(path)
        assert framework is None
        assert [problem.code for problem in problems] == [Code.C025]


def test_every_check_has_its_own_name_and_purpose() -> None:
    assert len({check.__name__ for check in CHECKS}) == len(CHECKS)
    assert all(check.__doc__ for check in CHECKS)
