"""Any text in Markdown, read by other parsers: it shows that text and nothing else, also with tables and links."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kadergen.formats.markdown_text import markdown, markdown_line
from kadergen.formats.visible_text import visible

PARSERS = {
    "commonmark": MarkdownIt("commonmark"),
    "gfm": MarkdownIt("default", {"html": True, "linkify": True}),
}
ODD = st.sampled_from(
    ["# x", "- x", "1. x", "1) x", "> x", "```", "~~~", "    x", "\tx", "===", "---", "| a | b |", "|-|-|", "<b>x</b>"]
    + ["<!-- x", "<script>alert(1)</script>", "[x](http://x)", "![x](http://x/x.png)", "<http://x>", "[x]: http://x"]
    + [
        "&amp;",
        "&#60;",
        "*x*",
        "__x__",
        "`x`",
        "\\",
        "\\\\",
        "x  ",
        "  x",
        "\n",
        "\n\n",
        "\x85",
        "\u2028",
        "\xa0",
        "\r\n",
    ]
    + [
        "\x00",
        "(c)",
        '"x"',
        "...",
        "~~x~~",
        "[x]",
        "[ ] x",
        "{x}",
        "$x$",
        ":x:",
        "@x",
        "www.x.nl",
        "x@x.nl",
        "+",
        "+ x",
    ]
    + ["0", "a\n===\nb", "http://x.nl/y?z=1", "https://www.x.nl", "mailto:x@x.nl"]
)
TEXT = st.lists(ODD | st.text(max_size=8), max_size=6).map("".join)


def shown(tokens: list[Token] | None) -> str:
    """The words that inline tokens show; anything but text and line ends is refused."""
    text = ""
    for token in tokens or ():
        assert token.type in {"text", "hardbreak"}, token.type
        text += "\n" if token.type == "hardbreak" else token.content
    return text


@given(TEXT, st.sampled_from(sorted(PARSERS)))
@example("a\n\nb\n\n", "gfm")
@example("\n\n\na", "commonmark")
@example("a\\", "commonmark")
@example("a\n===", "commonmark")
def test_a_paragraph_in_a_list_shows_the_text(text: str, parser: str) -> None:
    if not text.strip():
        return
    tokens = PARSERS[parser].parse(f"7. {markdown(text, 3)}\n\n   - **x:** {markdown(text, 5)}\n8. end\n")
    assert [token.type for token in tokens if token.type != "inline"] == [
        *("ordered_list_open", "list_item_open", "paragraph_open", "paragraph_close"),
        *("bullet_list_open", "list_item_open", "paragraph_open", "paragraph_close", "list_item_close"),
        *("bullet_list_close", "list_item_close"),
        *("list_item_open", "paragraph_open", "paragraph_close", "list_item_close", "ordered_list_close"),
    ]
    first, second, _ = [token.children for token in tokens if token.type == "inline"]
    assert shown(first) == visible(text)
    assert second is not None
    names = [token.type for token in second[:4]]
    assert names[: names.index("strong_close") + 1][-3:] == ["strong_open", "text", "strong_close"]
    assert shown(second[names.index("strong_close") + 1 :]) == " " + visible(text)


@given(TEXT, st.sampled_from(sorted(PARSERS)))
def test_a_heading_shows_the_text(text: str, parser: str) -> None:
    tokens = PARSERS[parser].parse(f"## {markdown_line(text)}\n\nx\n")
    assert [token.type for token in tokens[:3]] == ["heading_open", "inline", "heading_close"]
    assert shown(tokens[1].children) == visible(text)


def test_ordinary_sentences_stay_readable() -> None:
    text = "Bellen (voor 1 maart): gemeente, corporatie & buren. Echt!"
    assert markdown(text) == "Bellen (voor 1 maart): gemeente, corporatie \\& buren. Echt!"


@pytest.mark.parametrize("text", ["http://x.nl/y", "www.x.nl", "x@x.nl", "https://x.nl", "//x.nl", "mailto:x@x.nl"])
def test_plain_addresses_are_not_made_into_links(text: str) -> None:
    assert "<a" in PARSERS["gfm"].render(text), "what is planted is found"
    assert "<a" not in PARSERS["gfm"].render(markdown(text))
