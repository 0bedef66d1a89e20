"""Whatever is in the files: loading never raises, and gives a framework or at least one error."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kadergen.content.load import load_framework
from kadergen.content.markdown import CHAPTER, parse_markdown
from kadergen.diagnostics import Location, has_errors
from kadergen.model.instrument import build_instrument
from kadergen.model.text import plain
from kadergen.render.framework_json import framework_to_json
from kadergen.source import parse_yaml
from tests.content.small import FILES

# Signs that mean something to YAML or Markdown, and some that hurt.
SIGNS = [
    *"-:#&*!|>%@`'\"{}[],?<~=\\\t\r\x00\x07\x85\ufeff\u2028\ud800",
    "\n",
    "\n  ",
    "- ",
    ": ",
    "<<: ",
    "---\n",
    "{scale}",
]
SIGNS += [
    "![x](y)",
    "```\n",
    "## ",
    "1. ",
    "\\U00110000",
    "9" * 5000,
    "!!binary ",
    "*a",
    "&a ",
    "x" * 80,
    "é",
    "null",
    "é",
]

noise = st.one_of(st.sampled_from(SIGNS), st.text(max_size=5))


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, bytes]:
    """The small framework with a few cuts, insertions and copied lines, perhaps in another encoding."""
    files = dict(FILES)
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(files)))
        text = files[name]
        start = draw(st.integers(0, len(text)))
        match draw(st.integers(0, 3)):
            case 0:
                text = text[:start] + draw(noise) + text[start:]
            case 1:
                text = text[:start] + text[start + draw(st.integers(1, 40)) :]
            case 2:
                lines = text.split("\n")
                line = draw(st.integers(0, len(lines) - 1))
                text = "\n".join([*lines[: line + 1], *lines[line:]])
            case _:
                end = draw(st.integers(start, len(text)))
                text = text[:start] + draw(noise) + text[end:]
        files[name] = text
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-16", "cp1252"]))
    errors = "surrogatepass" if encoding != "cp1252" else "replace"
    return {name: text.encode(encoding, errors) for name, text in files.items()}


@settings(max_examples=120, deadline=None)
@given(mutated())
def test_a_broken_framework_never_raises(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "small"
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        framework, problems = load_framework(folder)
    assert (framework is None) == has_errors(problems)
    for problem in problems:
        assert problem.message
        assert problem.hint
        assert problem.location is not None
        str(problem).encode("utf-8")
    if framework is not None:
        assert sum(1 for _ in framework.walk())
        assert len(build_instrument(framework).by_name) == len(build_instrument(framework).fields)
        framework_to_json(framework)


@settings(max_examples=300, deadline=None)
@given(st.lists(noise, max_size=30).map("".join))
def test_any_yaml_never_raises(text: str) -> None:
    root, problems = parse_yaml(text, "file.yaml")
    assert root is not None or problems


@settings(max_examples=300, deadline=None)
@given(st.lists(noise, max_size=30).map("".join))
def test_any_markdown_never_raises(text: str) -> None:
    document = parse_markdown(text, lambda line: Location("file.md", line + 1), CHAPTER)
    lines = text.count("\n") + text.count("\r") + 1
    assert all(p.location and 1 <= (p.location.line or 0) <= lines for p in document.problems)


words = st.text(alphabet=st.characters(categories=["L", "Nd", "Po", "Sm"]), min_size=1, max_size=8)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(words, min_size=1, max_size=8), min_size=1, max_size=4))
def test_no_word_of_a_supported_text_is_lost(paragraphs: list[list[str]]) -> None:
    text = "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)
    document = parse_markdown(text, lambda line: Location("file.md", line + 1), CHAPTER)
    if document.problems or any(sign in text for sign in "*&\\<>+-_`[]#=0123456789"):
        return  # a sign of Markdown: it changes the words, or is reported
    assert plain(document.prose).split() == text.split()
