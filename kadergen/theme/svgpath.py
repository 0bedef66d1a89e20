"""The geometry of SVG → path steps: path data, basic shapes, transforms, arcs as Bézier curves.

A `Matrix` (a, b, c, d, e, f) takes (x, y) to (a x + c y + e, b x + d y + f), as in SVG and PDF.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Final

from kadergen.theme.glyphs import Path, PathStep

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_COMMAND: Final = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])([^MmLlHhVvCcSsQqTtAaZz]*)")
# What may stand between commands and numbers; all else is no path data.
_OPERANDS: Final = re.compile(r"[\s,\d.eE+-]*")
_FUNCTION: Final = re.compile(r"\s*,?\s*(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^)]*)\)\s*")
_TINY: Final = 1e-9
_COUNT: Final = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7, "z": 0}
_ARC: Final = re.compile(
    r"\s*,?\s*({n})\s*,?\s*({n})\s*,?\s*({n})\s*,?\s*([01])\s*,?\s*([01])\s*,?\s*({n})\s*,?\s*({n})".replace(
        "{n}", _NUMBER.pattern
    )
)


class SvgError(Exception):
    """What it is about the file that is not understood, as the end of a sentence that begins with "the logo"."""


def numbers(text: str) -> list[float]:
    """The numbers in a list; lengths without a unit or in px. SvgError for other units."""
    if re.search(r"\d\s*(?:mm|cm|in|pt|pc|em|ex|%)", text):
        raise SvgError("has lengths with a unit inside it")
    return [float(number) for number in _NUMBER.findall(text)]


def transform(text: str, onto: Matrix) -> Matrix:
    """The transforms in an attribute, applied within `onto`."""
    at = 0
    while match := _FUNCTION.match(text, at):
        at = match.end()
        onto = _times(onto, _matrix(match[1], numbers(match[2])))
    if text[at:].strip():
        raise SvgError("has a transform that is not known here")
    return onto


def _matrix(name: str, values: list[float]) -> Matrix:
    match name, values:
        case "matrix", [a, b, c, d, e, f]:
            return (a, b, c, d, e, f)
        case "translate", [x, *rest] if len(rest) < 2:
            return (1.0, 0.0, 0.0, 1.0, x, rest[0] if rest else 0.0)
        case "scale", [x, *rest] if len(rest) < 2:
            return (x, 0.0, 0.0, rest[0] if rest else x, 0.0, 0.0)
        case "rotate", [angle, *rest] if len(rest) in (0, 2):
            sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
            turn = (cosine, sine, -sine, cosine, 0.0, 0.0)
            x, y = rest or (0.0, 0.0)
            return _times(_times((1.0, 0.0, 0.0, 1.0, x, y), turn), (1.0, 0.0, 0.0, 1.0, -x, -y))
        case "skewX", [angle]:
            return (1.0, 0.0, math.tan(math.radians(angle)), 1.0, 0.0, 0.0)
        case "skewY", [angle]:
            return (1.0, math.tan(math.radians(angle)), 0.0, 1.0, 0.0, 0.0)
    raise SvgError(f"has a transform that is not complete ({name})")


def _times(outer: Matrix, inner: Matrix) -> Matrix:
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return (a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f)


def transformed(path: Path, matrix: Matrix) -> Path:
    """The path with every point moved."""
    a, b, c, d, e, f = matrix
    return tuple(
        (step, tuple(v for x, y in zip(p[::2], p[1::2], strict=True) for v in (a * x + c * y + e, b * x + d * y + f)))
        for step, p in path
    )


def bounds(path: Path, margin: float) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of all points (of curves their control points), with a margin."""
    xs = [x for _, points in path for x in points[::2]]
    ys = [y for _, points in path for y in points[1::2]]
    return min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin


def shape_path(element: str, attributes: Mapping[str, str]) -> Path:
    """The path of a `path` or a basic shape; empty when it has no area."""
    if element == "path":
        return path_data(attributes.get("d", ""))
    if element in ("polyline", "polygon"):
        values = numbers(attributes.get("points", ""))
        points = list(zip(values[::2], values[1::2], strict=False))
        steps: list[PathStep] = [("l" if i else "m", point) for i, point in enumerate(points)]
        return (*steps, ("h", ())) if element == "polygon" and steps else tuple(steps)
    value = {key: (numbers(text) or [0.0])[0] for key, text in attributes.items() if key in _LENGTHS}
    if element == "line":
        start, end = (value.get("x1", 0.0), value.get("y1", 0.0)), (value.get("x2", 0.0), value.get("y2", 0.0))
        return (("m", start), ("l", end))
    if element == "rect":
        return _rect(value)
    rx = value.get("r", value.get("rx", 0.0))
    ry = value.get("r", value.get("ry", 0.0))
    return _ellipse(value.get("cx", 0.0), value.get("cy", 0.0), rx, ry)


_LENGTHS: Final = frozenset({"x", "y", "width", "height", "rx", "ry", "cx", "cy", "r", "x1", "y1", "x2", "y2"})
_KAPPA: Final = 4 / 3 * (math.sqrt(2) - 1)


def _rect(value: Mapping[str, float]) -> Path:
    x, y, w, h = (value.get(key, 0.0) for key in ("x", "y", "width", "height"))
    if w <= 0 or h <= 0:
        return ()
    rx = min(value.get("rx", value.get("ry", 0.0)), w / 2)
    ry = min(value.get("ry", value.get("rx", 0.0)), h / 2)
    if rx <= 0 or ry <= 0:
        return (("m", (x, y)), ("l", (x + w, y)), ("l", (x + w, y + h)), ("l", (x, y + h)), ("h", ()))
    k, m = rx * (1 - _KAPPA), ry * (1 - _KAPPA)
    r, b = x + w, y + h
    return (
        ("m", (x + rx, y)),
        ("l", (r - rx, y)),
        ("c", (r - k, y, r, y + m, r, y + ry)),
        ("l", (r, b - ry)),
        ("c", (r, b - m, r - k, b, r - rx, b)),
        ("l", (x + rx, b)),
        ("c", (x + k, b, x, b - m, x, b - ry)),
        ("l", (x, y + ry)),
        ("c", (x, y + m, x + k, y, x + rx, y)),
        ("h", ()),
    )


def _ellipse(x: float, y: float, rx: float, ry: float) -> Path:
    if rx <= 0 or ry <= 0:
        return ()
    return _rect({"x": x - rx, "y": y - ry, "width": 2 * rx, "height": 2 * ry, "rx": rx, "ry": ry})


def path_data(text: str) -> Path:
    """The attribute `d`; SvgError when it is not path data."""
    steps: list[PathStep] = []
    pen = _Pen(steps)
    end = 0
    for match in _COMMAND.finditer(text):
        if text[end : match.start()].strip():
            raise SvgError("has a path that cannot be understood")
        end = match.end()
        pen.take(match[1], match[2])
    if text[end:].strip():
        raise SvgError("has a path that cannot be understood")
    return tuple(steps)


class _Pen:
    """Follows path commands; `steps` grows with absolute ones."""

    def __init__(self, steps: list[PathStep]) -> None:
        self._steps = steps
        self._x = self._y = 0.0
        self._start = (0.0, 0.0)
        self._control: tuple[str, float, float] = ("", 0.0, 0.0)

    def take(self, letter: str, operands: str) -> None:
        command = letter.lower()
        if not _OPERANDS.fullmatch(operands):
            raise SvgError("has a path that cannot be understood")
        values = self._arc_values(operands) if command == "a" else [float(n) for n in _NUMBER.findall(operands)]
        count = _COUNT[command]
        if (count == 0) != (not values) or (count and len(values) % count) or (not self._steps and command != "m"):
            raise SvgError("has a path that is not complete")
        if command == "z":
            self._steps.append(("h", ()))
            self._x, self._y = self._start
            self._control = ("", 0.0, 0.0)
        for i in range(0, len(values), count or 1):
            # Points after the first of a "move" are lines.
            here = "l" if command == "m" and i else command
            self._one(here, values[i : i + count], letter.islower())

    @staticmethod
    def _arc_values(operands: str) -> list[float]:
        """Flags of an arc may stand without a space after them."""
        values: list[float] = []
        at = 0
        while match := _ARC.match(operands, at):
            at = match.end()
            values += map(float, match.groups())
        if operands[at:].strip(" ,\t\r\n"):
            raise SvgError("has an arc that is not complete")
        return values

    def _one(self, command: str, values: list[float], relative: bool) -> None:
        if command == "h":
            values = [values[0], 0.0 if relative else self._y]
        elif command == "v":
            values = [0.0 if relative else self._x, values[0]]
        if relative and command == "a":
            values = [*values[:5], values[5] + self._x, values[6] + self._y]
        elif relative:
            values = [v + (self._y if i % 2 else self._x) for i, v in enumerate(values)]
        x, y = values[-2:]
        control = ("", 0.0, 0.0)
        match command:
            case "m":
                self._steps.append(("m", (x, y)))
                self._start = (x, y)
            case "l" | "h" | "v":
                self._steps.append(("l", (x, y)))
            case "c" | "s":
                first = values[:2] if command == "c" else self._reflected("c")
                second = values[-4:-2]
                self._steps.append(("c", (*first, *second, x, y)))
                control = ("c", second[0], second[1])
            case "q" | "t":
                qx, qy = values[:2] if command == "q" else self._reflected("q")
                one = (self._x + (qx - self._x) * 2 / 3, self._y + (qy - self._y) * 2 / 3)
                self._steps.append(("c", (*one, x + (qx - x) * 2 / 3, y + (qy - y) * 2 / 3, x, y)))
                control = ("q", qx, qy)
            case _:
                self._steps += arc((self._x, self._y), values)
        self._x, self._y, self._control = x, y, control

    def _reflected(self, kind: str) -> list[float]:
        """The last control point mirrored at the pen, else the pen."""
        if self._control[0] != kind:
            return [self._x, self._y]
        return [2 * self._x - self._control[1], 2 * self._y - self._control[2]]


def arc(start: tuple[float, float], values: list[float]) -> list[PathStep]:
    """An elliptical arc from `start` (rx, ry, turn, large, sweep, x, y) as curves (SVG 1.1, F.6)."""
    rx, ry, turn, large, sweep, x, y = values
    rx, ry = abs(rx), abs(ry)
    x1, y1 = start
    if (x1, y1) == (x, y):
        return []
    if min(rx, ry) < _TINY or math.hypot(x - x1, y - y1) < _TINY:
        return [("l", (x, y))]
    sine, cosine = math.sin(math.radians(turn)), math.cos(math.radians(turn))
    dx, dy = (x1 - x) / 2, (y1 - y) / 2
    u, v = cosine * dx + sine * dy, -sine * dx + cosine * dy
    grow = math.sqrt(max(1.0, (u / rx) ** 2 + (v / ry) ** 2))
    rx, ry = rx * grow, ry * grow
    below = (rx * v) ** 2 + (ry * u) ** 2
    factor = math.sqrt(max(0.0, (rx * ry) ** 2 - below) / below) * (-1 if bool(large) == bool(sweep) else 1)
    cu, cv = factor * rx * v / ry, -factor * ry * u / rx
    cx, cy = cosine * cu - sine * cv + (x1 + x) / 2, sine * cu + cosine * cv + (y1 + y) / 2
    begin = math.atan2((v - cv) / ry, (u - cu) / rx)
    sweep_angle = math.atan2((-v - cv) / ry, (-u - cu) / rx) - begin
    if sweep and sweep_angle < 0:
        sweep_angle += 2 * math.pi
    elif not sweep and sweep_angle > 0:
        sweep_angle -= 2 * math.pi
    parts = max(1, math.ceil(abs(sweep_angle) / (math.pi / 2) - 1e-9))
    step = sweep_angle / parts
    k = 4 / 3 * math.tan(step / 4)
    steps: list[PathStep] = []

    def at(p: float, q: float) -> tuple[float, float]:
        return cx + cosine * rx * p - sine * ry * q, cy + sine * rx * p + cosine * ry * q

    for i in range(parts):
        a, b = begin + i * step, begin + (i + 1) * step
        one = at(math.cos(a) - k * math.sin(a), math.sin(a) + k * math.cos(a))
        two = at(math.cos(b) + k * math.sin(b), math.sin(b) - k * math.cos(b))
        steps.append(("c", (*one, *two, *((x, y) if i == parts - 1 else at(math.cos(b), math.sin(b))))))
    return steps
