"""Every column that a file may have has a name that people read."""

from __future__ import annotations

import pytest

from catalogue.offerings.exchange.table_writing import COLUMNS
from catalogue.offerings.uploads.names import name_of


@pytest.mark.parametrize("column", [name for name in COLUMNS if name != "provider"])
def test_a_column_has_a_name(column: str) -> None:
    assert name_of(column) is not None
