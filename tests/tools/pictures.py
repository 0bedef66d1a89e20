"""Makes the README's pictures anew: real pages of what `kadergen demo` writes, drawn by poppler; those of the Word form
as LibreOffice shows them.

python tests/tools/pictures.py          (or: make pictures)
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kadergen.formats.docx_fill import DocxFiller
from kadergen.model.instrument import build_instrument
from kadergen.render.docx_file import render_form_docx
from kadergen.theme.load import default_theme
from kadergen.workflow.demo import FRAMEWORK, demo, sample_answers
from kadergen.workflow.fill import load_answers
from kadergen.workflow.frameworks import load

TARGET = Path(__file__).resolve().parents[2] / "docs" / "pictures"
RESOLUTION = 75  # dots per inch: 620 x 877 pixels a page


WORD = "word/filled.pdf"


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
    Picture("word-front", WORD, ("Wie vult dit in",)),
    Picture("word-form", WORD, ("1.1 Kleurscore", "1.1 Reflectie")),
    Picture("plan", f"results/{FRAMEWORK}-results.pdf", ("Gezamenlijk plan van aanpak", "Verantwoordelijke")),
)


def page_number(path: Path, words: tuple[str, ...]) -> int:
    """The first page with all of these words, from 1."""
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    for number, page in enumerate(text.split("\f"), start=1):
        if all(word in " ".join(page.split()) for word in words):
            return number
    raise SystemExit(f"no page of {path.name} holds {words}")


def word_form(folder: Path) -> None:
    """The Word form with the answers of one participant, as a PDF of LibreOffice's."""
    framework, _ = load(FRAMEWORK)
    form = render_form_docx(framework, build_instrument(framework), default_theme())
    name, answers = sample_answers()[3]
    filled = folder / Path(WORD).with_suffix(".docx")
    filled.parent.mkdir()
    filled.write_bytes(DocxFiller(form).fill(load_answers(answers, name)[0]).data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(filled.parent), str(filled)]
    subprocess.run(command, check=True, capture_output=True)


def main() -> None:
    """Run the demo in a temporary folder and draw the pages."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        demo(Path(folder))
        word_form(Path(folder))
        for picture in PICTURES:
            path = Path(folder) / picture.file
            page = str(page_number(path, picture.words))
            command = ["pdftoppm", "-png", "-singlefile", "-r", str(RESOLUTION), "-f", page, "-l", page]
            subprocess.run([*command, str(path), str(TARGET / picture.name)], check=True)
            print(f"{TARGET / picture.name}.png: page {page} of {picture.file}", file=sys.stderr)


if __name__ == "__main__":
    main()
