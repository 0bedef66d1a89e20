"""axe-core, the reference checker of web accessibility, asked about the page that a browser shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from tests.roundtrip.browser import Page

AXE: Final = Path(__file__).parent.parent / "accessibility" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
_TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def show(chromium: Page, file: Path, width: int) -> None:
    """Open a page in a window, or below 500 pixels on a telephone, of this width."""
    size: dict[str, Any] = {"height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    chromium.call("Emulation.setDeviceMetricsOverride", width=width, **size)
    chromium.go(file.as_uri())


def axe(chromium: Page) -> tuple[list[tuple[str, list[str]]], int]:
    """What axe finds wrong with the page, as (rule, the places), and how many rules the page passes."""
    chromium.run(AXE.read_text("utf-8") + "; 1")
    script = f"axe.run({{runOnly: {json.dumps(_TAGS)}}}).then(r => JSON.stringify([r.violations, r.passes.length]))"
    violations, passes = json.loads(chromium.run(script))
    return [(found["id"], [node["html"] for node in found["nodes"]]) for found in violations], passes
