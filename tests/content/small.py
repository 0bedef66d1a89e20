"""A small valid framework as text, to be broken in one place at a time.

`⟦C006⟧` in a text is taken out before it is written to disk, and says: this line gets this code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from kadergen.content.load import load_framework
from kadergen.diagnostics import Diagnostics
from kadergen.model.framework import Framework

FRAMEWORK = """\
id: small
version: "1"
title: Small
language: en
authors: [An author]
scale:
  columns: [Colour, Meaning, Explanation]
  levels:
    - {id: good, label: Good, colour: "#1E8449", colour_name: Green, shape: circle-tick, explanation: It works.}
    - {id: bad, label: Bad, colour: "#C0322B", colour_name: Red, shape: triangle-mark, explanation: It fails.}
fields:
  - {id: score, kind: score, label: Score}
  - {id: reflection, kind: text, label: Reflection}
  - {id: actions, kind: actions, label: Actions}
respondent:
  name: {label: Name}
  party: {label: Party, options: [{id: team, label: Team}, {id: other, label: Other}]}
parts:
  - intro.md
  - one.yaml
  - plan
plan:
  title: Plan
  instruction: Write it down.
  rows: 20
  columns:
    - {id: action, label: Action}
    - {id: owner, label: Who}
"""

SECTION = """\
id: s1
code: "1"
title: First
introduction: |
  About this section.

  It has a second paragraph.
indicators:
  - title: A title
    statements:
      - id: s1-1
        code: "1.1"
        text: |
          We do the first thing.
      - id: s1-2
        code: "1.2"
        text: |
          We do the second thing.
"""

CHAPTER = """\
# Introduction

What this is about.

{scale}
"""

FILES: Mapping[str, str] = {"framework.yaml": FRAMEWORK, "one.yaml": SECTION, "intro.md": CHAPTER}

_MARK = re.compile(r"⟦([A-Z]\d{3})⟧")


def write(folder: Path, files: Mapping[str, str]) -> set[tuple[str, int, str]]:
    """Writes the files without their marks; the (file, line, code) that the marks ask for."""
    expected = set()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        for number, line in enumerate(text.split("\n"), 1):
            expected |= {(name, number, code) for code in _MARK.findall(line)}
        (folder / name).write_bytes(_MARK.sub("", text).encode("utf-8", "surrogatepass"))
    return expected


def changed(file: str, old: str, new: str) -> dict[str, str]:
    """The small framework with one text in one file replaced."""
    text = FILES[file]
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    return {**FILES, file: text.replace(old, new)}


def load(folder: Path) -> tuple[Framework | None, Diagnostics]:
    """Loads it."""
    return load_framework(folder)


def places(problems: Diagnostics) -> set[tuple[str, int, str]]:
    """(file name, line, code) of each problem; line 0 where it has none."""
    found = set()
    for problem in problems:
        assert problem.location is not None
        found.add((Path(problem.location.file).name, problem.location.line or 0, problem.code.name))
    return found
