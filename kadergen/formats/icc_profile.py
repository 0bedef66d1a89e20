"""An ICC output profile, read just far enough to turn a measured colour into the inks that print it.

Read is the table from Lab to device of a version 2 profile, type `mft2` (ICC.1:2001-04, 6.5.9, "lut16Type"), for the
relative colorimetric intent: the paper is white. Interpolation is trilinear, as is usual where Lab comes in.
"""

from __future__ import annotations

import struct
from itertools import product

_HEAD, _TABLES = 128, 52


class OutputProfile:
    """A printing condition. ValueError when the bytes are no such profile."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            self._read(data)
        except (struct.error, IndexError, KeyError) as error:
            raise ValueError("not an ICC output profile with a table from Lab") from error

    def inks(self, lab: tuple[float, float, float]) -> tuple[float, ...]:
        """The share of each ink (0 to 1) for a colour: L* 0 to 100, a* and b* -128 to 128, white point D50."""
        lightness, a, b = lab
        # Version 2 writes L* 100 as FF00 and a*, b* 0 as 8000 (ICC.1:2001-04, annex A, "16-bit Lab encoding").
        encoded = (lightness * 652.8, (a + 128) * 256, (b + 128) * 256)
        places = [
            _looked_up(curve, _within(v / 65535)) * (self._grid - 1) for curve, v in zip(self._in, encoded, strict=True)
        ]
        mixed = [0.0] * self.channels
        for corner in product((0, 1), repeat=3):
            share, index = 1.0, 0
            for place, step in zip(places, corner, strict=True):
                low = min(int(place), self._grid - 2)
                share *= place - low if step else 1 - (place - low)
                index = index * self._grid + low + step
            if share:
                for channel in range(self.channels):
                    mixed[channel] += share * self._cells[index * self.channels + channel] / 65535
        return tuple(_looked_up(curve, value) for curve, value in zip(self._out, mixed, strict=True))

    def _read(self, data: bytes) -> None:
        if data[36:40] != b"acsp" or data[12:16] != b"prtr" or data[20:24] != b"Lab " or data[8] != 2:
            raise ValueError("not a version 2 output profile over Lab")
        (count,) = struct.unpack_from(">I", data, _HEAD)
        entries = (struct.unpack_from(">4sII", data, _HEAD + 4 + 12 * index) for index in range(count))
        tags = {name: data[start : start + size] for name, start, size in entries}
        table = tags[b"B2A1"]
        inputs, self.channels, self._grid = table[8], table[9], table[10]
        if table[:4] != b"mft2" or inputs != 3:
            raise ValueError("the profile's table from Lab is of another type")
        before, after = struct.unpack_from(">2H", table, 48)
        cells = self._grid**3 * self.channels
        numbers = struct.unpack_from(f">{3 * before + cells + self.channels * after}H", table, _TABLES)
        self._in = [numbers[index * before : (index + 1) * before] for index in range(3)]
        self._cells = numbers[3 * before : 3 * before + cells]
        rest = numbers[3 * before + cells :]
        self._out = [rest[index * after : (index + 1) * after] for index in range(self.channels)]


def _looked_up(curve: tuple[int, ...], value: float) -> float:
    """A value (0 to 1) sent through a curve of 16-bit numbers."""
    place = value * (len(curve) - 1)
    low = min(int(place), len(curve) - 2)
    return (curve[low] + (curve[low + 1] - curve[low]) * (place - low)) / 65535


def _within(value: float) -> float:
    return min(max(value, 0.0), 1.0)
