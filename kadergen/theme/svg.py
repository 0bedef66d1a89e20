"""An SVG logo → filled and stroked paths. A small part of SVG, read strictly: what is not known is refused.

Known: groups, basic shapes, paths, transforms, plain fills and strokes, as attributes, in `style` or by class in a
`<style>` sheet. Nothing is ever fetched or run: entities, scripts, images, links and fonts are refused.
Source: SVG 1.1 (second edition), chapters 5 to 11.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from xml.parsers import expat

from kadergen.diagnostics import Code, Diagnostic, Location, Severity
from kadergen.theme.glyphs import Path
from kadergen.theme.svgcolours import svg_colour
from kadergen.theme.svgpath import IDENTITY, Matrix, SvgError, bounds, numbers, shape_path, transform, transformed

_NAMESPACE: Final = "http://www.w3.org/2000/svg"
_MOST_STEPS: Final = 20_000
_MOST_DEPTH: Final = 60
# Elements that say nothing about the picture; what is in them is passed over.
_SILENT: Final = frozenset({"title", "desc", "metadata"})
_SHAPES: Final = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_REFUSED: Final = {
    "text": "text; turn it into paths first (Illustrator: Create Outlines; Inkscape: Object to Path)",
    "image": "a picture inside it; save the whole logo as PNG instead",
    "clipPath": "parts that are cut off (clipPath); release the clipping, or save it as PNG",
    "script": "a script; save the logo without it",
    "linearGradient": "a gradient; use plain colours, or save it as PNG",
    "radialGradient": "a gradient; use plain colours, or save it as PNG",
}
_RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DrawnShape:
    """A path with its colours (`#RRGGBB`); `sharp` strokes have square ends and corners."""

    path: Path
    fill: str | None
    stroke: str | None
    width: float
    even_odd: bool
    sharp: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """What an SVG shows, moved so that its lower left corner is the origin; y goes up."""

    width: float
    height: float
    shapes: tuple[DrawnShape, ...]


@dataclass(frozen=True, slots=True)
class _Look:
    """What an element inherits."""

    matrix: Matrix = IDENTITY
    fill: str | None = "#000000"
    stroke: str | None = None
    width: float = 1.0
    even_odd: bool = False
    sharp: bool = True
    colour: str = "#000000"
    hidden: bool = False


def read_svg(data: bytes, name: str) -> Drawing | Diagnostic:
    """The drawing, or the first thing in the file that is not understood, with its line. `name` is for messages."""
    reader = _Reader()
    try:
        reader.parse(data)
        return reader.drawing()
    except SvgError as problem:
        return _error(name, reader.line, f"the logo {problem}", "save it as plain SVG or as PNG")
    except expat.ExpatError as problem:
        return _error(name, problem.lineno, "the logo is not a whole SVG file", "save it anew from the drawing program")
    except (ValueError, ArithmeticError, LookupError):
        return _error(name, reader.line, "the logo has a value that cannot be understood", "save it as plain SVG")


def _error(name: str, line: int, message: str, hint: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, Code.B003, message, hint, Location(name, line))


class _Reader:
    """Elements as they come, with a stack of what they inherit."""

    def __init__(self) -> None:
        self.line = 1
        self._stack: list[_Look] = []
        self._skip = 0
        self._root = False
        self._style: list[str] | None = None
        self._classes: dict[str, dict[str, str]] = {}
        self._shapes: list[DrawnShape] = []
        self._steps = 0

    def parse(self, data: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._parser = parser

        def refuse_subset(_name: str, _system: str | None, _public: str | None, subset: int) -> None:
            if subset:
                self._refuse("defines entities")

        parser.StartDoctypeDeclHandler = refuse_subset
        parser.EntityDeclHandler = lambda *_: self._refuse("defines entities")
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(data, True)

    def drawing(self) -> Drawing:
        """All shapes, cut to their common box."""
        if not self._root:
            raise SvgError("is not an SVG")
        boxes = [bounds(s.path, s.width / 2 if s.stroke else 0.0) for s in self._shapes]
        if not boxes:
            raise SvgError("shows nothing")
        left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
        width, height = right - left, top - bottom
        if not (0 < width < 1e7 and 0 < height < 1e7 and width / height < 50 and height / width < 50):
            raise SvgError("has no usable size")
        move = (1.0, 0.0, 0.0, 1.0, -left, -bottom)
        return Drawing(width, height, tuple(replace(s, path=transformed(s.path, move)) for s in self._shapes))

    def _refuse(self, what: str) -> None:
        self.line = self._parser.CurrentLineNumber
        raise SvgError(what)

    def _instruction(self, target: str, _data: str) -> None:
        if target == "xml-stylesheet":
            self._refuse("asks for a style sheet of its own")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.line = self._parser.CurrentLineNumber
        space, _, element = name.rpartition(" ")
        if self._skip or element in _SILENT or (space != _NAMESPACE and self._stack):
            self._skip += 1
            return
        if len(self._stack) > _MOST_DEPTH:
            raise SvgError("is nested too deep")
        if not self._root and (space != _NAMESPACE or element != "svg"):
            raise SvgError("is not an SVG")
        if element in _REFUSED:
            raise SvgError(f"holds {_REFUSED[element]}")
        for key in attributes:
            if key.rpartition(" ")[2] == "href" or key.startswith("on"):
                raise SvgError(f"holds a link or a script ({key.rpartition(' ')[2]})")
        if element == "style":
            self._style = []
            self._stack.append(self._stack[-1])
            return
        if element == "defs":
            self._stack.append(replace(self._stack[-1], hidden=True))
            return
        if element not in {*_SHAPES, "svg", "g"} or (element == "svg" and self._root):
            raise SvgError(f"holds something that is not known here ({element})")
        self._root = True
        look = self._look(attributes)
        self._stack.append(look)
        if element in _SHAPES and not look.hidden:
            self._draw(element, attributes, look)

    def _end(self, _name: str) -> None:
        if self._skip:
            self._skip -= 1
            return
        if self._style is not None:
            self._learn("".join(self._style))
            self._style = None
        self._stack.pop()

    def _text(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)

    def _learn(self, sheet: str) -> None:
        """Rules for single classes; others are refused."""
        for selectors, body in _RULE.findall(_COMMENT.sub("", sheet)):
            for selector in selectors.split(","):
                if not re.fullmatch(r"\s*\.[\w-]+\s*", selector):
                    raise SvgError("has a style sheet that is not known here")
                self._classes.setdefault(selector.strip()[1:], {}).update(_declarations(body))

    def _look(self, attributes: Mapping[str, str]) -> _Look:
        look = self._stack[-1] if self._stack else _Look()
        values = {key: value.strip() for key, value in attributes.items()}
        for name in attributes.get("class", "").split():
            values |= self._classes.get(name, {})
        values |= _declarations(attributes.get("style", ""))
        for key in ("opacity", "fill-opacity", "stroke-opacity"):
            share = float(values.get(key, "1").rstrip("%")) / (100 if values.get(key, "").endswith("%") else 1)
            if share not in (0.0, 1.0):
                raise SvgError("has something half transparent; use plain colours, or save it as PNG")
            if share == 0.0 and key == "opacity":
                look = replace(look, hidden=True)
            elif share == 0.0:
                values[key.removesuffix("-opacity")] = "none"
        for key in ("filter", "mask", "clip-path", "marker-start", "marker-end", "marker-mid"):
            if values.get(key, "none") != "none":
                raise SvgError(f"has an effect that is not known here ({key})")
        if values.get("display") == "none" or values.get("visibility") in ("hidden", "collapse"):
            look = replace(look, hidden=True)
        return self._painted(look, values)

    def _painted(self, look: _Look, values: Mapping[str, str]) -> _Look:
        if "color" in values:
            look = replace(look, colour=svg_colour(values["color"], look.colour) or look.colour)
        if "fill" in values:
            look = replace(look, fill=svg_colour(values["fill"], look.colour, look.fill))
        if "stroke" in values:
            look = replace(look, stroke=svg_colour(values["stroke"], look.colour, look.stroke))
        if "stroke-width" in values:
            look = replace(look, width=numbers(values["stroke-width"])[0])
        if values.get("stroke-dasharray", "none") not in ("none", "0"):
            raise SvgError("has dashed lines; turn them into paths, or save it as PNG")
        if "fill-rule" in values:
            look = replace(look, even_odd=values["fill-rule"] == "evenodd")
        if "stroke-linejoin" in values:
            look = replace(look, sharp=values["stroke-linejoin"] != "round")
        if "transform" in values:
            look = replace(look, matrix=transform(values["transform"], look.matrix))
        return look

    def _draw(self, element: str, attributes: Mapping[str, str], look: _Look) -> None:
        if look.fill is None and (look.stroke is None or look.width <= 0):
            return
        path = shape_path(element, attributes)
        if len(path) < 2:
            return
        self._steps += len(path)
        if self._steps > _MOST_STEPS:
            raise SvgError("is too detailed; save it as PNG")
        a, b, c, d, e, f = look.matrix
        scale = math.sqrt(abs(a * d - b * c))
        fill = None if element == "line" else look.fill
        stroke = look.stroke if look.width > 0 else None
        upright = (a, -b, c, -d, e, -f)  # SVG's y goes down
        moved = transformed(path, upright)
        if fill or stroke:
            self._shapes.append(DrawnShape(moved, fill, stroke, look.width * scale, look.even_odd, look.sharp))


def _declarations(text: str) -> dict[str, str]:
    """`fill:#fff; stroke: none` as a map."""
    pairs = (part.partition(":") for part in text.split(";") if ":" in part)
    return {key.strip(): value.strip().removesuffix("!important").strip() for key, _, value in pairs}
