"""Markdown: what is supported comes through as blocks, everything else is reported with its line."""

from __future__ import annotations

import pytest

from kadergen.content.markdown import CHAPTER, INTRODUCTION, TEXT, Document, Rules, parse_markdown
from kadergen.diagnostics import Location, Severity
from kadergen.model.text import Heading, Paragraph, Prose, Quotation, ScaleTable, Span, TextList, plain


def read(text: str, rules: Rules = CHAPTER) -> Document:
    return parse_markdown(text, lambda line: Location("file.md", line + 1), rules)


def prose(text: str, rules: Rules = CHAPTER) -> Prose:
    document = read(text, rules)
    assert document.problems == ()
    return document.prose


def paragraph(text: str) -> Paragraph:
    return Paragraph((Span(text),))


def test_paragraphs_are_mended_over_lines() -> None:
    assert prose("One\ntwo.\n\n  Three.") == (paragraph("One two."), paragraph("Three."))


def test_spans() -> None:
    (block,) = prose("a **b *c* d** *e* [f **g**](https://x.org/?a=1&b=2) <https://y.org> &amp; \\*h\\*")
    link = "https://x.org/?a=1&b=2"
    assert block == Paragraph(
        (
            Span("a "),
            Span("b ", strong=True),
            Span("c", strong=True, emphasis=True),
            Span(" d", strong=True),
            Span(" "),
            Span("e", emphasis=True),
            Span(" "),
            Span("f ", link=link),
            Span("g", strong=True, link=link),
            Span(" "),
            Span("https://y.org", link="https://y.org"),
            Span(" & *h*"),
        )
    )


def test_a_chapter_has_a_title_headings_and_the_scale() -> None:
    document = read(
        "<!-- a note\nover lines -->\n# Title\n\n## Two\n\n### Three\n\n{scale}\n\n<!-- another -->\n\nEnd."
    )
    assert document.title == "Title"
    assert document.prose == (
        Heading(2, (Span("Two"),)),
        Heading(3, (Span("Three"),)),
        ScaleTable(),
        paragraph("End."),
    )
    assert document.problems == ()


def test_lists_and_quotations() -> None:
    text = "- a\n- b\n  1. c\n\n     d\n  2. e\n\n> f\n>\n> - g"
    inner = TextList(((paragraph("c"), paragraph("d")), (paragraph("e"),)), ordered=True)
    assert prose(text) == (
        TextList(((paragraph("a"),), (paragraph("b"), inner))),
        Quotation((paragraph("f"), TextList(((paragraph("g"),),)))),
    )


def test_plain_words() -> None:
    text = "## Head\n\nOne **two**.\n\n- a\n- b\n\n> c\n\n{scale}"
    assert plain(prose(text)) == "Head\n\nOne two.\n\na\n\nb\n\nc"


def test_a_comment_inside_a_line_is_passed_over() -> None:
    assert prose("one <!-- note -->two") == (paragraph("one two"),)


UNSUPPORTED = {
    "HTML block": ("Text.\n\n<div>\nx\n</div>", 3),
    "HTML in a line": ("one\ntwo <b>x</b>", 2),
    "text after a comment": ("<!-- a --> text", 1),
    "image": ("one ![x](https://x.org/a.png)", 1),
    "table": ("x\n\n| a | b |\n|---|---|\n| 1 | 2 |", 3),
    "code": ("one `two`", 1),
    "fence": ("one\n\n```\ntwo\n```", 3),
    "indented code": ("one\n\n    two", 3),
    "line": ("one\n\n***", 3),
    "underlined heading": ("# T\n\nHeading\n---\n\ntext", 3),
    "fourth level": ("#### x", 1),
    "second title": ("# T\n\n# U", 3),
    "struck out": ("one ~~two~~", 1),
    "forced break": ("one  \ntwo", 1),
    "backslash break": ("one\\\ntwo", 1),
    "relative link": ("[x](other.md)", 1),
    "script": ("[x](javascript:alert)", 1),
    "data": ("[x](data:text/html,x)", 1),
    "file": ("[x](file:///etc/passwd)", 1),
    "link with a title": ('[x](https://x.org "title")', 1),
    "link without words": ("[](https://x.org)", 1),
    "link definition": ("[x][y]\n\n[y]: https://x.org", 3),
    "link definition that is not used": ("text\n\n[y]: https://x.org", 3),
    "list of three levels": ("- a\n  - b\n    - c", 3),
    "list from 5": ("5. five\n6. six", 1),
    "heading in a list": ("- ## x", 1),
    "quotation in a list": ("- > x", 1),
    "quotation in a quotation": ("> > x", 1),
    "nested very deep": (">" * 200 + " x", 1),
    "scale in a list": ("- {scale}", 1),
    "unknown line": ("{scal}", 1),
    "deep in a paragraph": ("one\ntwo\nthree\n**four\nfive <b>**", 5),
}


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_what_is_not_supported_is_reported_with_its_line(name: str) -> None:
    text, line = UNSUPPORTED[name]
    problems = read(text).problems
    assert {(p.location.line if p.location else 0, p.code.name) for p in problems} == {(line, "C015")}
    assert all(problem.severity is Severity.ERROR and problem.hint for problem in problems)


@pytest.mark.parametrize("text", ["## ", "- a\n-\n- b"])
def test_empty_headings_and_items(text: str) -> None:
    assert {problem.code.name for problem in read(text).problems} == {"C009"}


def test_strong_that_was_not_closed_is_a_warning() -> None:
    document = read("one\ntwo **three")
    assert [(p.code.name, p.severity) for p in document.problems] == [("C015", Severity.WARNING)]
    assert plain(document.prose) == "one two **three"


@pytest.mark.parametrize(
    ("text", "rules", "fine"),
    [
        ("## x", CHAPTER, True),
        ("## x", INTRODUCTION, True),
        ("## x", TEXT, False),
        ("# x", CHAPTER, True),
        ("# x", INTRODUCTION, False),
        ("{scale}", CHAPTER, True),
        ("{scale}", INTRODUCTION, False),
        ("{scale}", TEXT, False),
    ],
)
def test_what_is_allowed_where(text: str, rules: Rules, fine: bool) -> None:
    assert (read(text, rules).problems == ()) == fine
