"""Where each field stands on paper: the geometry that the typesetting run leaves for readers of flat documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kadergen.model.instrument import FieldId, FormIdentity
from kadergen.units import Rect


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """One widget: page_index from 0, rectangle in points (origin bottom left); `on_state` for a choice of a score."""

    field: FieldId
    page_index: int
    rect: Rect
    on_state: str | None = None


@dataclass(frozen=True, slots=True)
class FieldMap:
    """All places of a document, in reading order, with the document's identity and the pages' size in points."""

    identity: FormIdentity
    page_width: float
    page_height: float
    places: tuple[FieldPlace, ...]

    def to_json(self) -> dict[str, Any]:
        """Stable JSON; coordinates rounded to 1/1000 point, `page` from 1."""
        return {
            "framework": {
                "id": self.identity.id,
                "version": self.identity.version,
                "fingerprint": self.identity.fingerprint,
            },
            "unit": "pt",
            "origin": "bottom-left",
            "page_size": [round(self.page_width, 3), round(self.page_height, 3)],
            "fields": [_place_to_json(place) for place in self.places],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> FieldMap:
        """The inverse of `to_json`; KeyError, TypeError or ValueError when the data is something else."""
        identity = FormIdentity(**{key: str(data["framework"][key]) for key in ("id", "version", "fingerprint")})
        width, height = (float(length) for length in data["page_size"])
        return cls(identity, width, height, tuple(_places_from_json(data["fields"])))


def _place_to_json(place: FieldPlace) -> dict[str, Any]:
    rect = place.rect
    record: dict[str, Any] = {
        "field": str(place.field),
        "page": place.page_index + 1,
        "rect": [round(edge, 3) for edge in (rect.left, rect.bottom, rect.right, rect.top)],
    }
    if place.on_state is not None:
        record["on_state"] = place.on_state
    return record


def _places_from_json(records: Iterable[dict[str, Any]]) -> Iterable[FieldPlace]:
    for record in records:
        left, bottom, right, top = (float(edge) for edge in record["rect"])
        yield FieldPlace(
            FieldId.parse(record["field"]),
            int(record["page"]) - 1,
            Rect(left, bottom, right, top),
            record.get("on_state"),
        )
