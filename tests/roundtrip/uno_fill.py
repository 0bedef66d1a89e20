# mypy: ignore-errors
# UNO, LibreOffice's interface for other programs, exists for Debian's Python alone
"""Fills forms in a real LibreOffice and saves each in several formats. Runs with Debian's own Python.

    python3 uno_fill.py SOFFICE FOLDER < jobs.json > report.json

FOLDER is private: it gets the profile and a copy of each form, so that no lock file of another program is in the way.
Jobs and report are described in office.py. One start of LibreOffice does all jobs.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from string import ascii_letters

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException
from com.sun.star.text.ControlCharacter import LINE_BREAK, PARAGRAPH_BREAK

PATIENCE = 60  # seconds for LibreOffice to answer


def main() -> None:
    program, folder = sys.argv[1], Path(sys.argv[2]).resolve()
    jobs = json.load(sys.stdin)
    began = time.monotonic()
    process, context = start(program, folder)
    report = {"start": time.monotonic() - began, "jobs": []}
    manager = context.ServiceManager
    desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    dispatcher = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    for number, job in enumerate(jobs):
        report["jobs"].append(work(desktop, dispatcher, folder / str(number), job))
    with suppress(DisposedException):  # it may be gone before it can answer
        desktop.terminate()
    process.wait(timeout=PATIENCE)
    json.dump(report, sys.stdout)


def start(program: str, folder: Path):
    """LibreOffice with a profile of its own, listening on a named pipe; the process, and its component context."""
    pipe = f"kadergen{os.getpid()}"
    # Without URE_BOOTSTRAP, which `import uno` sets: it belongs to this Python, not to the program.
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
    process = subprocess.Popen(
        [
            *(program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", f"--accept=pipe,name={pipe};urp"),
            *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        ],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return process, resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            assert process.poll() is None, f"LibreOffice ended with status {process.returncode}"
            assert time.monotonic() < deadline, "LibreOffice does not answer"
            time.sleep(0.02)


def work(desktop, dispatcher, folder: Path, job: dict) -> dict:
    """One form: load, fill, save. Gives the seconds that each took."""
    folder.mkdir()
    copy = folder / Path(job["form"]).name
    shutil.copyfile(job["form"], copy)
    clock = [time.monotonic()]

    def lap() -> float:
        clock.append(time.monotonic())
        return clock[-1] - clock[-2]

    document = desktop.loadComponentFromURL(copy.as_uri(), "_blank", 0, (prop("Hidden", True),))
    assert document is not None, f"LibreOffice does not open {copy.name}"
    took = {"load": lap()}
    protected = [section for section in sections(document) if section.IsProtected]
    for section in protected:
        section.IsProtected = False
    by_cursor = job.get("typing", "cursor") == "cursor"
    if by_cursor:
        document.lockControllers()  # twice as quick: nothing is laid out after each change
    fill(document, dispatcher, job)
    if by_cursor:
        document.unlockControllers()
    for section in protected:
        section.IsProtected = True
    took["fill"] = lap()
    took["protected sections"] = len(protected)
    for output in job["outputs"]:
        options = [prop("FilterName", output["filter"])]
        if output.get("data"):
            data = tuple(prop(name, value) for name, value in output["data"].items())
            options.append(prop("FilterData", uno.Any("[]com.sun.star.beans.PropertyValue", data)))
        document.storeToURL(Path(output["path"]).resolve().as_uri(), tuple(options))
        took[output["path"]] = lap()
    document.close(True)
    return took


def fill(document, dispatcher, job: dict) -> None:
    """Texts, ticks and table cells of one job."""
    line_break = LINE_BREAK if job.get("newline", "line") == "line" else PARAGRAPH_BREAK
    for bookmark, text in job.get("texts", {}).items():
        control = control_in(document, bookmark)
        if job.get("typing", "cursor") == "keys":
            press(document, dispatcher, control, text, line_break)
        else:
            rewrite(control, text, line_break)
            control.ShowingPlaceHolder = False
    for bookmark in job.get("ticks", []):
        control = control_in(document, bookmark)
        assert control.Checkbox, f"{bookmark} is no check box"
        # A click changes both; through this interface neither brings the other with it, and typing in it does nothing.
        control.Checked = True
        rewrite(control, control.CheckedState, line_break)
    tables = tables_by_header(document) if job.get("cells") else {}
    for cell in job.get("cells", []):
        table = tables.get(cell["table"])
        assert table, f"not one table with the header {cell['table']}"
        found = table.getCellByPosition(cell["column"], cell["row"])
        found.setString("")
        write(found, found.createTextCursor(), cell["text"], line_break)


def control_in(document, bookmark: str):
    """The content control inside the bookmark: the interface of LibreOffice 7.4 knows no tags."""
    assert document.Bookmarks.hasByName(bookmark), f"no bookmark {bookmark}"
    paragraphs = items(document.Bookmarks.getByName(bookmark).Anchor)
    found = [
        portion.ContentControl
        for paragraph in paragraphs
        for portion in items(paragraph)
        if portion.TextPortionType == "ContentControl"
    ]
    assert len(found) == 1, f"{len(found)} content controls in bookmark {bookmark}"
    return found[0]


def content(control) -> tuple:
    """Start and end of what the control shows, without the bookmarks that begin or end in it."""
    portions = [portion for portion in items(control) if portion.TextPortionType != "Bookmark"]
    assert portions, "the control is empty, which gives no place to write at"
    return portions[0].Start, portions[-1].End


def rewrite(control, text: str, line_break: int) -> None:
    """Other text in the control. First the new, then away with the old: what is written into an empty control ends up
    behind it, and the control's own setString leaves the old text where it is.
    """
    begin, end = content(control)
    cursor = begin.Text.createTextCursorByRange(begin)
    write(begin.Text, cursor, text, line_break)
    cursor.gotoRange(end, True)
    cursor.setString("")


def write(text, cursor, words: str, line_break: int) -> None:
    for number, line in enumerate(words.split("\n")):
        if number:
            text.insertControlCharacter(cursor, line_break, False)
        text.insertString(cursor, line, False)


def press(document, dispatcher, control, text: str, line_break: int) -> None:
    """As by the keyboard: the placeholder selected, then letters, Enter or Shift+Enter."""
    controller = document.CurrentController
    begin, end = content(control)
    controller.ViewCursor.gotoRange(begin, False)
    controller.ViewCursor.gotoRange(end, True)
    key = ".uno:InsertLinebreak" if line_break == LINE_BREAK else ".uno:InsertPara"
    for number, line in enumerate(text.split("\n")):
        if number:
            dispatcher.executeDispatch(controller.Frame, key, "", 0, ())
        if line:
            dispatcher.executeDispatch(controller.Frame, ".uno:InsertText", "", 0, (prop("Text", line),))


def tables_by_header(document) -> dict:
    """Each table by the text of each cell in its first row; None where several tables have the same."""
    found = {}
    for name in document.TextTables.ElementNames:
        table = document.TextTables.getByName(name)
        first = [cell for cell in table.CellNames if cell.lstrip(ascii_letters) == "1"]
        for header in {table.getCellByName(cell).String.strip() for cell in first}:
            found[header] = None if header in found else table
    return found


def sections(document) -> list:
    return [document.TextSections.getByName(name) for name in document.TextSections.ElementNames]


def items(container) -> list:
    """What an enumeration gives, one after the other."""
    enumeration = container.createEnumeration()
    found = []
    while enumeration.hasMoreElements():
        found.append(enumeration.nextElement())
    return found


def prop(name: str, value: object) -> PropertyValue:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


main()
