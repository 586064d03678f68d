"""An engine with an empty index."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.search.engines.whoosh import WhooshEngine

PLACES = {"jubail-industrial-city:deffi": (27.10, 49.50), "jubail-industrial-city:fanateer": (27.15, 49.56)}


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    made = WhooshEngine(tmp_path, PLACES)
    made.rebuild([])
    return made
