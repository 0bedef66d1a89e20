"""Makes the README's pictures anew: real pages of what `kadergen demo` writes, drawn by poppler.

python tests/tools/pictures.py          (or: make pictures)
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kadergen.workflow.demo import FRAMEWORK, demo

TARGET = Path(__file__).resolve().parents[2] / "docs" / "pictures"
RESOLUTION = 75  # dots per inch: 620 x 877 pixels a page


@dataclass(frozen=True)
class Picture:
    """A page to show: the first page of `file` that holds all of `words`."""

    name: str
    file: str
    words: tuple[str, ...] = ()


PICTURES = (
    Picture("cover", f"{FRAMEWORK}-booklet.pdf"),
    Picture("opener", f"{FRAMEWORK}-booklet.pdf", ("Huisvesting is", "Dakloze mensen hebben")),
    Picture("statements", f"{FRAMEWORK}-booklet.pdf", ("1.1", "1.2", "Reflectie")),
    Picture("form", "returned/deelnemer-04.pdf", ("1.4", "1.5", "Reflectie")),
    Picture("overview", f"results/{FRAMEWORK}-results.pdf", ("Overzicht", "1.5")),
    Picture("plan", f"results/{FRAMEWORK}-results.pdf", ("Gezamenlijk plan van aanpak", "Verantwoordelijke")),
)


def page_number(path: Path, words: tuple[str, ...]) -> int:
    """The first page with all of these words, from 1."""
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    for number, page in enumerate(text.split("\f"), start=1):
        if all(word in " ".join(page.split()) for word in words):
            return number
    raise SystemExit(f"no page of {path.name} holds {words}")


def main() -> None:
    """Run the demo in a temporary folder and draw the pages."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        demo(Path(folder))
        for picture in PICTURES:
            path = Path(folder) / picture.file
            page = str(page_number(path, picture.words))
            command = ["pdftoppm", "-png", "-singlefile", "-r", str(RESOLUTION), "-f", page, "-l", page]
            subprocess.run([*command, str(path), str(TARGET / picture.name)], check=True)
            print(f"{TARGET / picture.name}.png: page {page} of {picture.file}", file=sys.stderr)


if __name__ == "__main__":
    main()
