"""Which search engine this installation uses: one object per process, opened when it is first asked for."""

from __future__ import annotations

import threading

from flask import current_app

from catalogue.search.engines.whoosh import WhooshEngine
from catalogue.search.place_names import place_phrases
from catalogue.search.port import SearchEngine
from catalogue.taxonomy import queries as taxonomy

_opening = threading.Lock()


def engine() -> SearchEngine:
    """The engine of the present app."""
    kept: SearchEngine | None = current_app.extensions.get("search_engine")
    if kept is not None:
        return kept
    with _opening:
        kept = current_app.extensions.get("search_engine") or _open()
        if taxonomy.places():  # before the vocabularies are there, it would know no place for good
            current_app.extensions["search_engine"] = kept
        return kept


def _open() -> SearchEngine:
    points = {
        key: (place.latitude, place.longitude)
        for key, place in taxonomy.places().items()
        if place.latitude is not None and place.longitude is not None
    }
    return WhooshEngine(current_app.config["SETTINGS"].home, points, place_phrases())
