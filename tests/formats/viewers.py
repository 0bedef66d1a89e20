"""Programs that are not ours, behind functions: three that draw pages, one that clicks and types."""

from __future__ import annotations

import ctypes
import io
import subprocess
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from kadergen.units import Rect

pymupdf: Any = import_module("pymupdf")  # its functions have no types

SCALE: Final = 2  # pixels per point
_TAB: Final = 9


def poppler_page(data: bytes, page_index: int = 0) -> Image.Image:
    """The page as pdftoppm draws it."""
    page = str(page_index + 1)
    with TemporaryDirectory() as folder:
        file = Path(folder, "form.pdf")
        file.write_bytes(data)
        command = ["pdftoppm", "-r", str(72 * SCALE), "-f", page, "-l", page, "-png", str(file)]
        return Image.open(io.BytesIO(subprocess.run(command, capture_output=True, check=True).stdout)).convert("RGB")


def poppler_text(data: bytes) -> str:
    """All text on the pages, form fields included, as pdftotext finds it."""
    command = ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode("utf-8")


def pdfium_page(data: bytes, page_index: int = 0) -> Image.Image:
    """The page as PDFium (Chromium) draws it, form fields included."""
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        image: Image.Image = document[page_index].render(scale=SCALE, may_draw_forms=True).to_pil().convert("RGB")
        return image
    finally:
        document.close()


def mupdf_page(data: bytes, page_index: int = 0) -> Image.Image:
    """The page as MuPDF draws it."""
    with pymupdf.open(stream=data, filetype="pdf") as document:
        pixels = document[page_index].get_pixmap(matrix=pymupdf.Matrix(SCALE, SCALE), annots=True)
        return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


RENDERERS: Final[Mapping[str, Callable[[bytes, int], Image.Image]]] = {
    "poppler": poppler_page,
    "pdfium": pdfium_page,
    "mupdf": mupdf_page,
}


def cropped(image: Image.Image, rect: Rect) -> Image.Image:
    """The part of a page's picture inside a rectangle in points."""
    height = image.height
    return image.crop(
        (
            round(rect.left * SCALE),
            round(height - rect.top * SCALE),
            round(rect.right * SCALE),
            round(height - rect.bottom * SCALE),
        )
    )


def mupdf_toggled(data: bytes, clicks: list[str], page_index: int = 0) -> bytes:
    """The form after clicks on choices ("name/on-state") of one page in MuPDF."""
    with pymupdf.open(stream=data, filetype="pdf") as document:
        page = pymupdf.mupdf.pdf_load_page(pymupdf.mupdf.pdf_document_from_fz_document(document.this), page_index)
        for click in clicks:
            widget = pymupdf.mupdf.pdf_first_widget(page)
            while widget.m_internal:
                dictionary = pymupdf.mupdf.pdf_annot_obj(widget)
                state = pymupdf.mupdf.pdf_button_field_on_state(dictionary)
                name = pymupdf.mupdf.pdf_load_field_name(dictionary)
                if f"{name}/{pymupdf.mupdf.pdf_to_name(state)}" == click:
                    pymupdf.mupdf.pdf_toggle_widget(widget)
                widget = pymupdf.mupdf.pdf_next_widget(widget)
        saved: bytes = document.tobytes()
        return saved


def qpdf_complaints(data: bytes) -> str:
    """What `qpdf --check` says against a file; empty when it is clean."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "form.pdf")
        file.write_bytes(data)
        result = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    return "" if result.returncode == 0 else result.stdout + result.stderr


def scores(data: bytes) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Score field → its /V and the /AS of its widgets, as pikepdf reads them."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {
            str(field.T): (str(field.V)[1:], tuple(str(kid.AS)[1:] for kid in field.Kids))
            for field in pdf.Root.AcroForm.Fields
            if field.FT == "/Btn"
        }


class PdfiumForm:
    """A form opened in PDFium, to be used with mouse and keyboard. Close it."""

    def __init__(self, data: bytes) -> None:
        self._document = pypdfium2.PdfDocument(data)
        self._document.init_forms()
        self._pages: dict[int, Any] = {}

    def _page(self, page_index: int) -> Any:
        if page_index not in self._pages:
            self._pages[page_index] = self._document[page_index]
        return self._pages[page_index].raw

    @property
    def _form(self) -> Any:
        return self._document.formenv.raw

    def click(self, x: float, y: float, page_index: int = 0) -> None:
        """A click at a place in points."""
        page = self._page(page_index)
        pdfium.FORM_OnMouseMove(self._form, page, 0, x, y)
        pdfium.FORM_OnLButtonDown(self._form, page, 0, x, y)
        pdfium.FORM_OnLButtonUp(self._form, page, 0, x, y)

    def press_tab(self, page_index: int = 0) -> None:
        """The Tab key."""
        pdfium.FORM_OnKeyDown(self._form, self._page(page_index), _TAB, 0)

    def type(self, text: str, page_index: int = 0) -> None:
        """Characters into the field that has the focus."""
        for character in text:
            pdfium.FORM_OnChar(self._form, self._page(page_index), ord(character), 0)

    def focused(self) -> str:
        """Name (and on-state) of the field that has the focus; empty for none."""
        page_index, annotation = ctypes.c_int(), pdfium.FPDF_ANNOTATION()
        pdfium.FORM_GetFocusedAnnot(self._form, ctypes.byref(page_index), ctypes.byref(annotation))
        if not annotation:
            return ""
        name = self._text(pdfium.FPDFAnnot_GetFormFieldName, annotation)
        state = self._text(pdfium.FPDFAnnot_GetFormFieldExportValue, annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        return f"{name}/{state}" if state else name

    def _text(self, function: Callable[..., int], annotation: Any) -> str:
        length = function(self._form, annotation, None, 0)
        buffer = (pdfium.FPDF_WCHAR * (length // 2))()
        function(self._form, annotation, buffer, length)
        return bytes(buffer).decode("utf-16-le").rstrip("\0")

    def save(self) -> bytes:
        """The form as PDFium saves it."""
        pdfium.FORM_ForceToKillFocus(self._form)
        buffer = io.BytesIO()
        self._document.save(buffer)
        return buffer.getvalue()

    def close(self) -> None:
        """Frees PDFium's memory."""
        for page in self._pages.values():
            page.close()
        self._document.close()
