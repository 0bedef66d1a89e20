"""Receipts as JSON, described in docs/receipts.md. Stable: keys may be added, never renamed."""

from __future__ import annotations

from kadergen.documents.receipt import Fact, Place, Point, Receipt
from kadergen.documents.receipts import Receipts


def receipts_to_json(receipts: Receipts) -> dict[str, object]:
    """All receipts, in their order."""
    return {
        "language": receipts.language,
        "anonymous": receipts.anonymous,
        "receipts": [_receipt(receipt) for receipt in receipts.receipts],
    }


def _receipt(receipt: Receipt) -> dict[str, object]:
    identity = receipt.identity
    return {
        "number": receipt.number,
        "file": receipt.file,
        "sha256": receipt.sha256,
        "kind": receipt.kind,
        "producer": receipt.producer,
        "verdict": receipt.verdict.value,
        "framework": {"id": identity.id, "version": identity.version, "fingerprint": identity.fingerprint}
        if identity
        else None,
        "respondent": {fact.id: fact.value for fact in receipt.respondent},
        "facts": [_fact(fact) for fact in receipt.facts],
        "counts": [
            {
                "id": count.id,
                "label": count.label,
                "filled": count.filled,
                "total": count.total,
                "doubtful": count.doubtful,
            }
            for count in receipt.counts
        ],
        "readings": {
            field: {"how": reading.how.value, "doubtful": reading.doubtful}
            for field, reading in (receipt.readings or {}).items()
        },
        "look": [_point(point) for point in receipt.look],
        "outside": [_place(place) for place in receipt.outside],
        "notes": [_point(point) for point in receipt.notes],
        "kept": [
            {"field": kept.field, "file": kept.name, "media_type": kept.media_type, "label": kept.caption}
            for kept in receipt.kept
        ],
    }


def _fact(fact: Fact) -> dict[str, str]:
    return {"id": fact.id, "label": fact.label, "value": fact.value}


def _point(point: Point) -> dict[str, object]:
    return {
        "code": point.code,
        "says": point.says,
        "do": point.do,
        "count": point.weight,
        "places": [_place(place) for place in point.places],
    }


def _place(place: Place) -> dict[str, object]:
    return {
        "field": place.field,
        "label": place.caption,
        "words": list(place.words),
        "pictures": [picture.name for picture in place.pictures],
    }
