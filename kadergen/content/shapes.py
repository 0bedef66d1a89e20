"""What a value in a YAML file must look like: the few kinds of shapes, and the check of nodes against them.

The format (`kadergen.content.format`) is said once in these shapes; the checks here and the JSON Schema for editors
(`kadergen.content.schema`) both come from it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kadergen.content.markdown import TEXT, Rules, parse_markdown
from kadergen.diagnostics import Code, Diagnostic, Location
from kadergen.source import ListNode, MapNode, Node, Rejected, Scalar, ScalarKind, error

_SMALL_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class Text:
    """Words in one line. With a `pattern` the whole of it must match, else `code` is reported with `rule`."""

    about: str
    pattern: str = ""
    rule: str = ""
    code: Code = Code.C008
    longest: int = 2000


@dataclass(frozen=True, slots=True)
class Markdown:
    """Words with Markdown, as the rules allow."""

    about: str
    rules: Rules = TEXT


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from `least` to `most`."""

    about: str
    least: int
    most: int
    code: Code = Code.C008


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words."""

    about: str
    values: tuple[str, ...]
    code: Code = Code.C008


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of `least` to `most` values of one shape; `code` and `lack` say what it means that there are too few."""

    about: str
    item: Shape
    least: int = 1
    most: int = 500
    code: Code = Code.C009
    lack: str = "list is empty"


@dataclass(frozen=True, slots=True)
class Record:
    """A map with known keys; those in `required` must be there. `code` is reported when one of them is missing."""

    about: str
    keys: Mapping[str, Shape]
    required: tuple[str, ...] = ()
    missing: Mapping[str, tuple[Code, str]] | None = None


Shape = Text | Markdown | Number | Choice | ListOf | Record


def check_shape(node: Node, shape: Shape, name: str) -> Iterator[Diagnostic]:
    """Everything in which the node differs from the shape. `name` is what the value is called in messages."""
    if isinstance(node, Rejected):
        return
    match shape:
        case Record():
            yield from _check_record(node, shape, name)
        case ListOf():
            yield from _check_list(node, shape, name)
        case Number():
            yield from _check_number(node, shape, name)
        case Text() | Markdown() | Choice():
            yield from _check_words(node, shape, name)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest of the known words as a hint, else all of them."""
    words = list(known)
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(words)}"


def _wrong_type(place: Location, name: str, is_a: str, hint: str) -> Diagnostic:
    return error(Code.C008, place, f"{name} is {is_a}", hint)


def _called(node: Node) -> str:
    match node:
        case MapNode():
            return "a map of keys"
        case ListNode():
            return "a list"
        case Scalar(kind=kind):
            return kind.value
        case _:
            return "unusable"


def _check_record(node: Node, shape: Record, name: str) -> Iterator[Diagnostic]:
    if not isinstance(node, MapNode):
        keys = ", ".join(shape.required or shape.keys)
        yield _wrong_type(node.location, name, f"{_called(node)}, not a map of keys", f"it has the keys {keys}")
        return
    for key, entry in node.entries.items():
        if key not in shape.keys:
            yield error(Code.C006, entry.location, f"unknown key {key!r}", did_you_mean(key, shape.keys))
        elif not _is_null(entry.value) or key in shape.required:
            yield from check_shape(entry.value, shape.keys[key], key)
    for key in shape.required:
        if key not in node.entries:
            code, message = (shape.missing or {}).get(key, (Code.C007, f"{name} has no {key!r}"))
            yield error(code, node.location, message, f"add it: {_about(shape.keys[key])}")


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.kind is ScalarKind.NOTHING


def _about(shape: Shape) -> str:
    return shape.about[:1].lower() + shape.about[1:]


def _check_list(node: Node, shape: ListOf, name: str) -> Iterator[Diagnostic]:
    if _is_null(node):
        yield error(shape.code, node.location, shape.lack, f"add {_about(shape)}")
    elif not isinstance(node, ListNode):
        yield _wrong_type(node.location, name, f"{_called(node)}, not a list", "write each item on a line after `- `")
    elif not shape.least <= len(node.items) <= shape.most:
        count = f"{shape.least} to {shape.most}" if shape.most > shape.least else str(shape.least)
        message = shape.lack if len(node.items) < shape.least else f"{name} has {len(node.items)} items"
        yield error(shape.code, node.location, message, f"there must be {count}: {_about(shape)}")
    if isinstance(node, ListNode):
        for number, item in enumerate(node.items, 1):
            yield from check_shape(item, shape.item, f"item {number} of {name}")


def _check_number(node: Node, shape: Number, name: str) -> Iterator[Diagnostic]:
    hint = f"write a whole number from {shape.least} to {shape.most}, without quotes"
    if not isinstance(node, Scalar) or node.kind is not ScalarKind.INTEGER:
        yield _wrong_type(node.location, name, f"{_called(node)}, not a whole number", hint)
    elif not _SMALL_NUMBER.fullmatch(node.text) or not shape.least <= int(node.text) <= shape.most:
        yield error(shape.code, node.location, f"{name} is not usable as a number here", hint)


def _check_words(node: Node, shape: Text | Markdown | Choice, name: str) -> Iterator[Diagnostic]:
    if not isinstance(node, Scalar):
        yield _wrong_type(node.location, name, f"{_called(node)}, not a text", "write it after the colon, or after `|`")
    elif _is_null(node) or not node.text.strip():
        yield error(Code.C009, node.location, f"{name} is empty", f"write it: {_about(shape)}")
    elif node.kind is not ScalarKind.TEXT:
        hint = 'put it in quotes: "..."'
        yield _wrong_type(node.location, name, f"{node.kind.value} to YAML, not a text", hint)
    elif isinstance(shape, Markdown):
        yield from parse_markdown(node.text, node.line, shape.rules).problems
    elif isinstance(shape, Choice):
        if node.text not in shape.values:
            hint = did_you_mean(node.text, shape.values)
            yield error(shape.code, node.location, f"{name} is none of the known ones", hint)
    else:
        words = " ".join(node.text.split())
        if len(words) > shape.longest or (shape.pattern and not re.fullmatch(shape.pattern, words)):
            rule = shape.rule or f"at most {shape.longest} characters"
            yield error(shape.code, node.location, f"{name} {_shortened(words)!r} is not usable", rule)


def _shortened(words: str) -> str:
    return words if len(words) <= 60 else words[:57] + "..."
