"""Setting columns of a row, and knowing whether that changed anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def set_columns(row: Any, columns: Mapping[str, Any]) -> bool:
    """Set what differs. :returns: whether anything did."""
    changed = False
    for name, value in columns.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed
