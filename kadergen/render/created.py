"""The date that produced files carry: a fixed one, so that the same input gives the same bytes."""

from __future__ import annotations

import os
from datetime import UTC, datetime


def created() -> datetime:
    """1 January 2000, or the moment that SOURCE_DATE_EPOCH names (seconds since 1970)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    return datetime.fromtimestamp(int(epoch) if epoch.isdigit() else 946_684_800, UTC)
