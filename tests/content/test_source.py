"""Files that are odd as files: encodings, line ends, sizes, and YAML that is made to hurt."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kadergen.diagnostics import Code, Diagnostic, Severity
from kadergen.source import (
    MAX_BYTES,
    ListNode,
    MapNode,
    Scalar,
    ScalarKind,
    is_unprintable,
    parse_yaml,
    read_text,
    read_yaml,
)


def codes(problems: list[Diagnostic]) -> list[tuple[int | None, str]]:
    return [(p.location.line if p.location else None, p.code.name) for p in problems]


def file_with(folder: Path, data: bytes) -> Path:
    path = folder / "file.yaml"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("title: één\n".encode("latin-1"), 1),
        (b"id: x\ntitle: \x80\n", 2),
        ("title: x\n".encode("utf-16"), 1),
        (b"title: \xed\xa0\x80\n", 1),  # half of a character
        (b"\x89PNG\r\n\x1a\n\x00", 1),
    ],
)
def test_a_file_that_is_not_utf8_is_reported_with_its_line(data: bytes, line: int, tmp_path: Path) -> None:
    text, problems = read_text(file_with(tmp_path, data))
    assert text is None
    assert codes(problems) == [(line, "C002")]


def test_a_byte_order_mark_is_passed_over_with_a_warning(tmp_path: Path) -> None:
    root, problems = read_yaml(file_with(tmp_path, b"\xef\xbb\xbftitle: x\n"))
    assert root is not None
    assert root.text("title") == "x"
    assert codes(problems) == [(1, "C002")]
    assert problems[0].severity is Severity.WARNING


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_read_alike(end: str, tmp_path: Path) -> None:
    lines = ["title: x", "text: |", "  first", "  second", ""]
    root, problems = read_yaml(file_with(tmp_path, end.join(lines).encode()))
    assert problems == []
    assert root is not None
    scalar = root.scalar("text")
    assert scalar is not None
    assert scalar.text == "first\nsecond\n"
    assert [scalar.line(n).line for n in (0, 1)] == [3, 4]


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        text, problems = read_text(path)
        assert text is None
        assert [problem.code for problem in problems] == [Code.C001]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    text, problems = read_text(file_with(tmp_path, b"x" * (MAX_BYTES + 1)))
    assert text is None
    assert codes(problems) == [(1, "C023")]


def test_many_bad_characters_do_not_flood_the_screen(tmp_path: Path) -> None:
    text, problems = read_text(file_with(tmp_path, b"a\x07b\n" * 1000))
    assert text == "a b\n" * 1000
    assert len(problems) == 20


@pytest.mark.parametrize(
    "character", ["\x00", "\x1b", "\x7f", "\x85", "\t", "\u2028", "\u2029", "\ufeff", "\ufffe", "\U0010ffff"]
)
def test_characters_that_cannot_be_printed(character: str) -> None:
    assert is_unprintable(character)


@pytest.mark.parametrize(
    "character", ["\u00a0", "\u200c", "\u200d", "\u200f", "é", "ж", "ع", "字", "😀", "—", "\u00ad"]
)
def test_characters_of_living_languages_are_kept(character: str) -> None:
    assert not is_unprintable(character)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("12", ScalarKind.INTEGER),
        ("1:30", ScalarKind.INTEGER),
        ("0x1F", ScalarKind.INTEGER),
        ("1.5", ScalarKind.DECIMAL),
        (".inf", ScalarKind.DECIMAL),
        ("2025-10-01", ScalarKind.DATE),
        ("No", ScalarKind.BOOLEAN),
        ("~", ScalarKind.NOTHING),
        ("", ScalarKind.NOTHING),
        ("=", ScalarKind.OTHER),
        ('"12"', ScalarKind.TEXT),
        ("2025-10", ScalarKind.TEXT),
        ("one: two", None),
    ],
)
def test_what_yaml_takes_a_word_for(word: str, kind: ScalarKind | None) -> None:
    root, problems = parse_yaml(f"key: {word}\n", "file.yaml")
    if kind is None:
        assert codes(problems) == [(1, "C003")]
        return
    assert problems == []
    assert root is not None
    value = root.entries["key"].value
    assert isinstance(value, Scalar)
    assert value.kind is kind


def test_nodes_know_their_lines() -> None:
    root, problems = parse_yaml("a: x\nb:\n  - c: y\n  - z\nd: {e: f,\n  g: h}\n", "file.yaml")
    assert problems == []
    assert root is not None
    items = root.items("b")
    assert isinstance(root.get("b"), ListNode)
    assert [item.location.line for item in items] == [3, 4]
    assert root.place("d").line == 5
    inner = root.map("d")
    assert isinstance(inner, MapNode)
    assert [inner.place(key).line for key in ("e", "g")] == [5, 6]
    assert inner.place("absent") == inner.location


BILLION_LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(20)
)
HOSTILE = {
    "aliases of aliases": (BILLION_LAUGHS, "C004"),
    "alias of itself": ("a: &a [*a]\n", "C004"),
    "nested lists": ("a: " + "[" * 100_000, "C023"),
    "nested maps": ("a: " + "{x: " * 100_000, "C023"),
    "nested by indentation": ("".join(" " * n + "a:\n" for n in range(1000)), "C023"),
    "nested dashes": ("- " * 5000 + "x\n", "C023"),
    "a key that is a list": ("? [a, b]\n: x\n", "C003"),
    "a key that is an alias": ("a: &a x\n*a : y\n", "C004"),
    "tag that is a program": ("a: !!python/object/apply:os.system ['true']\n", "C004"),
    "tag directive": ("%TAG ! tag:example.org,2000:\n---\na: !x y\n", "C004"),
    "version that is huge": ("%YAML " + "9" * 5000 + ".1\n---\na: b\n", "C003"),
    "many documents": ("---\na: b\n" * 1000, "C004"),
    "escape beyond Unicode": ('a: "\\UFFFFFFFF"\n', "C003"),
    "a list": ("- a\n- b\n", "C003"),
    "a word": ("hello\n", "C003"),
    "nothing": ("", "C003"),
    "only a comment": ("# nothing\n", "C003"),
    "a huge key": ("k" * 50_000 + ": x\n", "C003"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_yaml_is_refused_at_once(name: str) -> None:
    text, code = HOSTILE[name]
    start = time.perf_counter()
    _, problems = parse_yaml(text, "file.yaml")
    assert code in {problem.code.name for problem in problems}
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: b\ntitle Housing\nc: d\n", 2, "no line like"),
        ("a: b\ntitle:Housing\nc: d\n", 2, "colon and a space"),
        ("a: b\ntitle:\u00a0Housing\nc: d\n", 2, "no-break space"),
        ("a: b\n  c: d\n", 2, "colon"),
        ("a:\n  - b\n - c\n", 3, "does not fit"),
        ("a: {b: #1E8449, c: d}\ne: f\n", 1, "not closed"),
        ("a: 's Avonds\nb: c\n", 1, "double quotes"),
        ("a: *b* c\n", 1, "cannot start"),
        ("a: & b\n", 1, "cannot start"),
        ("a: %b\n", 1, "cannot start"),
    ],
)
def test_common_mistakes_are_named_in_plain_words_on_their_line(text: str, line: int, words: str) -> None:
    node, problems = parse_yaml(text, "file.yaml")
    assert node is None
    assert codes(problems) == [(line, "C003")]
    assert words in f"{problems[0].message} {problems[0].hint}"
    assert "<block" not in problems[0].message


@pytest.mark.parametrize("text", ["title: Room #1 and more", "title: #1", "code: \u201c1\u201d", "a: \u2018b\u2019"])
def test_text_that_yaml_understands_otherwise_is_a_warning(text: str) -> None:
    _, problems = parse_yaml(f"x: y\n{text}\n", "file.yaml")
    assert [(p.code, p.severity, p.location and p.location.line) for p in problems] == [
        (Code.C027, Severity.WARNING, 2)
    ]


@pytest.mark.parametrize("text", ['title: "Room #1"', "title: Room # a note", "title: Room#1", "t: say \u201ca\u201d!"])
def test_what_is_meant_is_no_warning(text: str) -> None:
    assert parse_yaml(f"{text}\n", "file.yaml")[1] == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04" + bytes(100), "Word"),
        (b"{\\rtf1 a: b}", "RTF"),
        ("a: b\n".encode("utf-16-le"), "UTF-8"),
        ("a: b\n".encode("utf-16"), "UTF-8"),
    ],
)
def test_a_file_of_another_kind_is_one_error(data: bytes, words: str, tmp_path: Path) -> None:
    text, problems = read_text(file_with(tmp_path, data))
    assert text is None
    assert [p.code for p in problems] == [Code.C002]
    assert words in problems[0].message
