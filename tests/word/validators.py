"""Four validators of Word documents, three of them not ours; each sees faults that the others do not.

The schema files of ECMA-376 themselves are in no package; the SDK's validator and openxml-audit carry their content.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

import docx_integrity
import openxml_audit

from tests.word.rules import broken

SDK_RUNNER: Final = Path(__file__).with_name("ooxml") / "validate.mjs"
SECONDS: Final = 600
BLOCK_TYPE: Final = re.compile(r"/glossaryDocument\[1]/docParts\[1]/docPart\[\d+]/docPartPr\[1]/types\[1]/type\[1]")
T = TypeVar("T")


def problems(data: bytes) -> list[str]:
    """What any of them says about a document; `problems_of` is quicker for more than one."""
    return problems_of({"document": data})["document"]


def problems_of(documents: Mapping[str, bytes]) -> dict[str, list[str]]:
    """What any of them says about each document."""
    slow = sdk(documents)
    return {
        name: [f"{validator}: {said}" for validator, look in QUICK.items() for said in look(data)]
        + [f"Open XML SDK: {said}" for said in slow[name]]
        for name, data in documents.items()
    }


def audit(data: bytes) -> list[str]:
    """openxml-audit, the SDK's rules written anew in Python, with more about how the parts go together."""
    result = _on_disk(data, _auditor().validate)
    return [str(error) for error in result.errors if not _false_alarm(error)]


@cache
def _auditor() -> openxml_audit.OpenXmlValidator:
    return openxml_audit.OpenXmlValidator(openxml_audit.FileFormat.MICROSOFT_365)


def _false_alarm(error: openxml_audit.ValidationError) -> bool:
    """It takes the type of a building block (ST_DocPartType) for one of a section (ST_SectionMark)."""
    return (
        error.part_uri == "/word/glossary/document.xml"
        and BLOCK_TYPE.fullmatch(error.path) is not None
        and error.description.startswith(
            "Invalid value for attribute 'val': Value 'bbPlcHdr' is not in allowed values:"
        )
        and "'nextPage'" in error.description
    )


def integrity(data: bytes) -> list[str]:
    """docx-integrity: what makes Word call a file damaged, or lose something without a word."""
    return [str(finding) for finding in _on_disk(data, docx_integrity.check)]


def sdk(files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Microsoft's Open XML SDK on all files in one Node.js process, which takes seconds to start."""
    if shutil.which("node") is None or not (SDK_RUNNER.parent / "node_modules").exists():
        raise RuntimeError("the Open XML SDK needs Node.js and its package; `make programs` installs them")
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: str(Path(folder) / f"{number}.docx") for number, name in enumerate(files)}
        for name, path in paths.items():
            Path(path).write_bytes(files[name])
        command = ["node", str(SDK_RUNNER), *paths.values()]
        result = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False)
    if result.returncode:
        raise RuntimeError(f"the Open XML SDK ended with exit code {result.returncode}\n{result.stderr}")
    found = json.loads(result.stdout)
    return {name: found[path] for name, path in paths.items()}


def _on_disk(data: bytes, look: Callable[[Path], T]) -> T:
    """Both know files alone."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "document.docx"
        file.write_bytes(data)
        return look(file)


QUICK: Final[Mapping[str, Callable[[bytes], list[str]]]] = {
    "openxml-audit": audit,
    "docx-integrity": integrity,
    "own rules": broken,
}
