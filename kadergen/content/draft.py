"""A framework between its files and the model: everything that was read, with places, right or wrong.

The checks look at this; `kadergen.content.build` turns it into the model when no check found an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kadergen.content.format import FRAMEWORK, FRAMEWORK_FILE, PLAN_PART, SECTION
from kadergen.content.markdown import CHAPTER, parse_markdown
from kadergen.content.shapes import check_shape
from kadergen.content.words import WordingDraft, read_wording
from kadergen.diagnostics import Code, Diagnostic, Location
from kadergen.model.text import Prose
from kadergen.source import MapNode, Scalar, error, read_text, read_yaml, shown_path


@dataclass(frozen=True, slots=True)
class ChapterDraft:
    """A Markdown file: `place` is its first line."""

    id: str
    title: str
    prose: Prose
    place: Location


@dataclass(frozen=True, slots=True)
class SectionDraft:
    """A section's YAML file."""

    root: MapNode


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """The word `plan` among the parts."""


PartDraft = ChapterDraft | SectionDraft | PlanDraft


@dataclass(frozen=True, slots=True)
class Draft:
    """All that belongs to a framework. `parts` holds the parts that could be read, by name, in order."""

    folder: Path
    root: MapNode
    parts: Mapping[str, PartDraft]
    wording: WordingDraft

    @property
    def sections(self) -> tuple[MapNode, ...]:
        """The roots of the sections, in order."""
        return tuple(part.root for part in self.parts.values() if isinstance(part, SectionDraft))

    @property
    def part_names(self) -> tuple[Scalar, ...]:
        """What stands under `parts`."""
        return tuple(item for item in self.root.items("parts") if isinstance(item, Scalar))

    def statements(self) -> Iterator[tuple[MapNode, MapNode]]:
        """Every (indicator, statement), in order."""
        for section in self.sections:
            for indicator in section.maps("indicators"):
                for statement in indicator.maps("statements"):
                    yield indicator, statement


def read_draft(folder: Path, frameworks: Path) -> tuple[Draft | None, list[Diagnostic]]:
    """Reads a framework's folder; `frameworks` is where the bundled wording lives.

    None when there is no usable framework.yaml. Problems of single values are all in the list; those between values
    are the work of `kadergen.content.checks`.
    """
    path = folder / FRAMEWORK_FILE
    if not path.is_file():
        hint = "give the folder that holds framework.yaml, or start one with `kadergen new`"
        return None, [error(Code.C025, Location(shown_path(folder)), f"there is no {FRAMEWORK_FILE} here", hint)]
    root, found = read_yaml(path)
    if root is None:
        return None, found
    found += check_shape(root, FRAMEWORK, "framework")
    parts: dict[str, PartDraft] = {}
    for name in root.items("parts"):
        if isinstance(name, Scalar) and name.text not in parts:
            part = _read_part(folder, name, found)
            if part is not None:
                parts[name.text] = part
    wording, problems = read_wording(root, folder, frameworks)
    return Draft(folder, root, parts, wording), found + problems


def _read_part(folder: Path, name: Scalar, found: list[Diagnostic]) -> PartDraft | None:
    if name.text == PLAN_PART:
        return PlanDraft()
    path = folder / name.text
    if Path(name.text).name != name.text or path.suffix not in (".md", ".yaml"):
        return None  # the shape of the part's name was reported
    if not path.is_file():
        hint = "check the name, or make the file in the same folder"
        found.append(error(Code.C016, name.location, f"there is no file {name.text!r}", hint))
        return None
    return _read_chapter(path, found) if path.suffix == ".md" else _read_section(path, found)


def _read_chapter(path: Path, found: list[Diagnostic]) -> ChapterDraft | None:
    text, problems = read_text(path)
    found += problems
    if text is None:
        return None
    file = shown_path(path)
    document = parse_markdown(text, lambda line: Location(file, line + 1), CHAPTER)
    found += document.problems
    place = Location(file, 1)
    if not text.strip():
        found.append(error(Code.C009, place, "chapter is empty", "write `# Title` and the text, or remove the part"))
    elif not document.title:
        found.append(error(Code.C007, place, "chapter has no title", "start the file with `# Title`"))
    elif not document.prose and not document.problems:
        found.append(error(Code.C009, place, "chapter has no text", "write the text, or remove the part"))
    return ChapterDraft(path.stem, document.title, document.prose, place)


def _read_section(path: Path, found: list[Diagnostic]) -> SectionDraft | None:
    root, problems = read_yaml(path)
    found += problems
    if root is None:
        return None
    found += check_shape(root, SECTION, "section")
    return SectionDraft(root)
