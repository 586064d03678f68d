"""Documents and runs with valid defaults; a test says only what matters to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from catalogue.search.documents import Document, FieldText, RunFacts
from catalogue.search.query import Query
from catalogue.search.request import parse

NOON = datetime(2026, 11, 24, 9, tzinfo=UTC)  # in Riyadh
JUBAIL, YANBU = "jubail-industrial-city", "yanbu-industrial-city"

_ids = count(1)


def in_days(days: float) -> datetime:
    return NOON + timedelta(days=days)


def a_run(**said: Any) -> RunFacts:
    """An open run in Jubail in ten days. `starts` is in days from now."""
    starts_at = in_days(said.pop("starts", 10))
    facts: dict[str, Any] = {
        "run_id": next(_ids),
        "city": JUBAIL,
        "district": None,
        "zone": None,
        "mode": "in_person",
        "gender_mode": "mixed",
        "languages": ("ar",),
        "price_halalas": 0,
        "currency": "SAR",
        "opens_at": in_days(-20),
        "closes_at": starts_at - timedelta(hours=1),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(days=5),
        "days": ("sun",),
        "times": ("evening",),
        "state": "scheduled",
        "capacity": 20,
        "seats_taken": 0,
        "waiting_open": False,
        "flexible": False,
        "lat": None,
        "lon": None,
        "access": (),
    }
    return RunFacts(**(facts | said))


def a_flexible_run(**said: Any) -> RunFacts:
    free = {"flexible": True, "mode": "online_self_paced", "city": None, "starts_at": None, "ends_at": None}
    return a_run(**({**free, "closes_at": None, "days": (), "times": ()} | said))


def a_document(
    title: str | Mapping[str, str] = "Pottery", *, runs: Iterable[RunFacts] | None = None, **said: Any
) -> Document:
    """A course with one open run. Texts (one, or by language): title, summary, subject, body, provider_name, place."""
    texts = []
    named = {"title": title, "provider": said.pop("provider_name", "")}
    for field in ("title", "summary", "subject", "provider", "body", "place"):
        text = named.get(field) or said.pop(field, "")
        by_language = text if isinstance(text, Mapping) else {"ar" if not text.isascii() else "en": text}
        texts += [FieldText(field, lang, words) for lang, words in by_language.items() if words]
    facts: dict[str, Any] = {
        "id": next(_ids),
        "version": 1,
        "kind": "course",
        "format": None,
        "topics": ("02", "021", "0214"),
        "level": "beginner",
        "audiences": ("adults",),
        "provider": "P1",
        "credential": "none",
        "skills": (),
        "occupations": (),
        "age_min": None,
        "age_max": None,
        "published_at": in_days(-30),
    }
    return Document(texts=tuple(texts), runs=tuple(runs if runs is not None else [a_run()]), **(facts | said))


def a_query(text: str = "", /, **chosen: str | Iterable[str]) -> Query:
    """The query that these parameters give; it must have no problems. `from_` is `from`."""
    pairs = [("q", text)] if text else []
    for name, values in chosen.items():
        pairs += [(name.rstrip("_"), value) for value in ([values] if isinstance(values, str) else values)]
    query, problems = parse(pairs)
    assert not problems, problems
    return query
