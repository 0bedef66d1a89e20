"""Every command in the README is run, in the order of the page, and has to do what the README says.

The rules for who writes the README:

- A block of commands is fenced as `console` or `bash`. Other fences (`text`, `yaml`, `json`, `powershell` …) are not
  run, but each fence has to name its language. All blocks run in one folder that starts with a copy of `content/`, an
  empty `output/` and answers to pre-fill a form with (`answers.json`); what a block made is there for a later one.
- `console` shows a session: `$ ` starts a command, a line that ends in a backslash goes on in the next line. What
  stands below a command has to be in what it prints (stdout and stderr), line by line and in order; white space does
  not count, `...` inside a line stands for anything, and a line of nothing but `...` for any lines.
- `bash` is a script without output, run as one piece, that stops at the first command that fails.
- A command has to end well. If it is shown because it fails, say so behind it, in a `console` block:
  `$ kadergen read letter.pdf  # exit code 4`.
- `kadergen`, `.venv/bin/kadergen`, `python` and `python3` are the ones of the test's environment; `make TARGET` is run
  as `make -n`, so the target has to exist.
- A block that needs the network or a bare machine is not run when the line above it is `<!-- proved by PATH -->`,
  where PATH is the file in this project that does the same and is run by `make test` or by CI.
- A `kadergen …` in the text or in a fence that is not run (for Windows, say) has to name an existing command and its
  existing options.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from markdown_it import MarkdownIt

from kadergen.cli import cli

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
RUN = ("console", "bash")
SECONDS = 300

EXIT_CODE = re.compile(r"\s#\s*exit code (\d+)\s*$")
PROVED = re.compile(r"<!-- proved by (\S+) -->")

CONTEXT = click.Context(cli)
COMMANDS = {name: command for name in cli.list_commands(CONTEXT) if (command := cli.get_command(CONTEXT, name))}


@dataclass(frozen=True)
class Step:
    """One thing to run: a command of a session, or a whole script; `output` is the lines that have to be seen."""

    line: int
    script: str
    exit_code: int = 0
    output: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fence:
    """A fenced block: its language, its text, the line it starts at, and the file that proves it instead of a run."""

    language: str
    text: str
    line: int
    proved_by: str | None


def fences(markdown: str) -> list[Fence]:
    lines = markdown.splitlines()
    found = []
    for token in MarkdownIt().parse(markdown):
        if token.type == "fence" and token.map is not None:
            start = token.map[0]
            above = next((line for line in reversed(lines[:start]) if line.strip()), "")
            proof = PROVED.fullmatch(above.strip())
            found.append(Fence(token.info.strip(), token.content, start + 1, proof[1] if proof else None))
    return found


def steps(fence: Fence) -> Iterator[Step]:
    """What there is to run in one block."""
    if fence.language == "bash":
        yield Step(fence.line, fence.text)
        return
    lines = fence.text.splitlines()
    index = 0
    while index < len(lines):
        line = fence.line + 1 + index
        assert lines[index].startswith("$ "), f"README.md:{line}: a console block starts with `$ ` and a command"
        command = lines[index][2:]
        index += 1
        while command.endswith("\\") and index < len(lines):
            command += "\n" + lines[index].removeprefix("> ")
            index += 1
        start = index
        while index < len(lines) and not lines[index].startswith("$ "):
            index += 1
        code = EXIT_CODE.search(command)
        yield Step(line, command, int(code[1]) if code else 0, tuple(lines[start:index]))


def shown(lines: tuple[str, ...], printed: str) -> bool:
    """Whether the output has these lines, in this order and, but for `...`, one right after the other."""
    pattern = r"\A"
    anywhere = True
    for line in lines:
        words = " ".join(line.split())
        if words in {"...", "…", ""}:
            anywhere = True
            continue
        pattern += (r"(?:.*\n)*?" if anywhere else "") + re.escape(words).replace(r"\.\.\.", ".*") + r"\n"
        anywhere = False
    text = "".join(" ".join(line.split()) + "\n" for line in printed.splitlines() if line.strip())
    return re.match(pattern, text) is not None


def sandbox(folder: Path) -> Mapping[str, str]:
    """Lay out the folder that the README's commands run in; gives the environment for them."""
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    python, make, root = (shlex.quote(name) for name in (sys.executable, shutil.which("make") or "make", str(ROOT)))
    scripts = {
        "kadergen": f"exec {python} -m kadergen",
        "python": f"exec {python}",
        "python3": f"exec {python}",
        "make": f"exec {make} --no-print-directory -n -C {root}",
    }
    for name, command in scripts.items():
        program = programs / name
        program.write_text(f'#!/bin/sh\n{command} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    shutil.copytree(ROOT / "content", folder / "content")
    (folder / "output").mkdir()
    shutil.copy(ROOT / "kadergen" / "demo" / "answers" / "deelnemer-03.json", folder / "answers.json")
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    fixed = {"PATH": path, "HOME": str(folder), "COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
    return dict(os.environ) | fixed


def run(step: Step, folder: Path, environment: Mapping[str, str]) -> None:
    """Run one step; an AssertionError says what was not as the README says."""
    result = subprocess.run(
        ["bash", "-c", f"set -euo pipefail\n{step.script}"],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    place = f"README.md:{step.line}: {step.script.strip()}\n"
    assert result.returncode == step.exit_code, f"{place}ended with exit code {result.returncode}\n{result.stdout}"
    assert shown(step.output, result.stdout), f"{place}did not print what the README shows, but\n{result.stdout}"


def run_all(markdown: str, folder: Path) -> list[Step]:
    """Run every block of a page that is there to be run; gives the steps."""
    environment = sandbox(folder)
    done = []
    for fence in fences(markdown):
        if fence.language in RUN and fence.proved_by is None:
            for step in steps(fence):
                run(step, folder, environment)
                done.append(step)
    return done


def mentions(markdown: str) -> Iterator[str]:
    """Every `kadergen …` of the text and of the blocks."""
    for token in MarkdownIt().parse(markdown):
        for child in token.children or ():
            if child.type == "code_inline" and child.content.startswith("kadergen "):
                yield child.content
        if token.type == "fence":
            text = re.sub(r"[\\`]\n", " ", token.content)
            yield from (match[1] for match in re.finditer(r"^(?:[$>] |PS> )?(kadergen .*)$", text, re.MULTILINE))


def unknown_in(mention: str) -> list[str]:
    """What in this command line does not exist: the command, or options of it."""
    words = re.split(r"\s+[#|>]\s", mention)[0].split()[1:]
    if not words or words[0].startswith("-"):
        command: click.Command = cli
    elif words[0] in COMMANDS:
        command = COMMANDS[words[0]]
        if isinstance(command, click.Group) and len(words) > 1:
            within = command.get_command(CONTEXT, words[1])
            if within is None:
                return [words[1]]
            command = within
    else:
        # upper case or an ellipsis stands for any command
        return [] if words[0].isupper() or words[0] in {"…", "..."} else [words[0]]
    with click.Context(command, info_name="kadergen") as context:
        names = {
            name for parameter in command.get_params(context) for name in (*parameter.opts, *parameter.secondary_opts)
        }
    options = [word.strip("[]").partition("=")[0] for word in words if re.match(r"\[?--?[a-z]", word)]
    return [option for option in options if option not in names | {"-h"}]


# ------------------------------------------------------------------------------------------------------- the README


@pytest.fixture(scope="module")
def readme() -> str:
    return README.read_text(encoding="utf-8")


def test_every_command_does_what_the_readme_says(readme: str, tmp_path: Path) -> None:
    assert run_all(readme, tmp_path), "the README shows no command"


def test_every_command_of_the_program_is_shown(readme: str) -> None:
    shown_ones = set(re.findall(r"\b(?:kadergen|make) ([a-z]+)", readme))
    assert sorted(COMMANDS.keys() - shown_ones) == []


def test_every_command_and_option_that_is_mentioned_exists(readme: str) -> None:
    assert {mention: unknown_in(mention) for mention in mentions(readme) if unknown_in(mention)} == {}


@pytest.mark.parametrize("page", [README, *sorted((ROOT / "docs").glob("*.md"))], ids=lambda path: path.name)
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    inline = (child for token in MarkdownIt().parse(page.read_text("utf-8")) for child in token.children or ())
    targets = {str(child.attrs.get("href", child.attrs.get("src", ""))) for child in inline}
    inside = {target.partition("#")[0] for target in targets if "://" not in target}
    assert sorted(target for target in inside if not (page.parent / target).exists()) == []


def test_every_block_says_what_it_is(readme: str) -> None:
    unnamed = {"", "sh", "shell", "cmd", "shell-session"}
    assert [fence.line for fence in fences(readme) if fence.language in unnamed] == []
    proofs = {fence.line: fence.proved_by for fence in fences(readme) if fence.proved_by}
    assert {line: file for line, file in proofs.items() if not (ROOT / file).is_file()} == {}


# ----------------------------------------------------------------------------------------- the rules, on small pages


@pytest.mark.parametrize(
    "page",
    [
        "```console\n$ echo one   two\none two\n$ false  # exit code 1\n$ echo a \\\n>  b\na b\n```",
        "```console\n$ printf '1\\n2\\n3\\n4\\n'\n1\n...\n4\n$ echo 31 kB\n... kB\n```",
        "```bash\necho x > made.txt\n```\n\n```console\n$ cat made.txt\nx\n```",
        "```console\n$ make test\n...\n$ ls content/wording/nl.yaml\ncontent/wording/nl.yaml\n```",
        "<!-- proved by Makefile -->\n```console\n$ false\n```\n\n```text\nfalse\n```",
        "```console\n$ .venv/bin/kadergen --version\nkadergen, version ...\n$ python -m kadergen --version\n```",
    ],
    ids=[
        "output-and-exit-code",
        "anything-between",
        "what-was-made-stays",
        "make-and-content",
        "proved-elsewhere",
        "programs-of-the-environment",
    ],
)
def test_a_page_that_is_true_passes(page: str, tmp_path: Path) -> None:
    run_all(page, tmp_path)


@pytest.mark.parametrize(
    "page",
    [
        "```console\n$ false\n```",
        "```console\n$ false | true\n```",
        "```console\n$ true  # exit code 4\n```",
        "```console\n$ echo one\ntwo\n```",
        "```console\n$ printf '1\\n2\\n3\\n'\n1\n3\n```",
        "```console\n$ printf '1\\n2\\n'\n2\n...\n1\n```",
        "```console\nfalse\n```",
        "```console\n$ make no-such-target\n```",
        "```bash\nfalse\ntrue\n```",
    ],
    ids=[
        "fails",
        "fails-in-a-pipe",
        "does-not-fail",
        "other-output",
        "a-line-between",
        "other-order",
        "no-command",
        "no-such-target",
        "script-stops",
    ],
)
def test_a_page_that_is_not_true_fails(page: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"README\.md:\d+: "):
        run_all(page, tmp_path)


def test_a_mention_is_held_against_the_program() -> None:
    page = "`kadergen bild x` and `kadergen build --onyl form`\n\n```powershell\nPS> kadergen check --jsn\n```\n"
    assert [unknown_in(mention) for mention in mentions(page)] == [["bild"], ["--onyl"], ["--jsn"]]
    assert [unknown_in(mention) for mention in mentions("`kadergen build FRAMEWORK [--only form] -o DIR`")] == [[]]
