"""What the index knows of an offering: its texts for the words, its facts and those of its runs for the filters."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from sys import intern
from typing import Any

from catalogue.offerings.rules import Availability, RunFigures
from catalogue.offerings.rules import availability as rule

LAYOUT = 2  # raised with every change of the fields below: an index of another layout is unusable and rebuilt


@dataclass(frozen=True, slots=True)
class FieldText:
    """One text of an offering. Field: title, summary, subject, body, provider or place."""

    field: str
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What filters, facets and ranking ask of a run. Times are UTC; `district` and `zone` are `city:slug`."""

    run_id: int
    city: str | None
    district: str | None
    zone: str | None
    mode: str
    gender_mode: str | None
    languages: tuple[str, ...]
    price_halalas: int | None
    currency: str
    opens_at: datetime | None
    closes_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    days: tuple[str, ...]
    times: tuple[str, ...]
    state: str
    capacity: int | None
    seats_taken: int
    waiting_open: bool
    flexible: bool
    lat: float | None
    lon: float | None
    access: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A published offering as the index holds it. Topics come with their parents; provider is the public id."""

    id: int
    version: int
    texts: tuple[FieldText, ...]
    kind: str
    format: str | None
    topics: tuple[str, ...]
    level: str | None
    audiences: tuple[str, ...]
    provider: str
    credential: str | None
    skills: tuple[str, ...]
    occupations: tuple[str, ...]
    age_min: int | None
    age_max: int | None
    published_at: datetime
    runs: tuple[RunFacts, ...]

    def to_bytes(self) -> bytes:
        """The document for the index's store; `from_bytes` reads it."""
        texts = [[text.field, text.lang, text.text] for text in self.texts]
        facts = [_written(getattr(self, name)) for name in _FACTS]
        runs = [[_written(value) for value in _run_values(run)] for run in self.runs]
        return json.dumps([LAYOUT, texts, facts, runs], ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Document:
        """:raises ValueError: the bytes are no document of this layout."""
        layout, texts, facts, runs = json.loads(stored)
        if layout != LAYOUT:
            raise ValueError(f"document of layout {layout}, not {LAYOUT}")
        known: dict[str, Any] = {name: _read(name, value) for name, value in zip(_FACTS, facts, strict=True)}
        return cls(
            texts=tuple(FieldText(*text) for text in texts),
            runs=tuple(RunFacts(*map(_read, _RUN_FIELDS, run)) for run in runs),
            **known,
        )


_FACTS = tuple(field.name for field in fields(Document) if field.name not in {"texts", "runs"})
_RUN_FIELDS = tuple(field.name for field in fields(RunFacts))
_run_values = attrgetter(*_RUN_FIELDS)


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _read(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return datetime.fromisoformat(value) if name.endswith("_at") else intern(value)
    return tuple(map(intern, value)) if isinstance(value, list) else value


def availability(run: RunFacts, now: datetime) -> Availability:
    """Whether one can enrol in the run: the rule of the offerings, asked with what the index knows."""
    figures = RunFigures(
        state=run.state,
        capacity=run.capacity,
        seats_taken=run.seats_taken,
        waiting_places=int(run.waiting_open),
        opens_at=run.opens_at,
        closes_at=run.closes_at,
        starts_at=run.starts_at,
        ends_at=run.ends_at,
        flexible=run.flexible,
    )
    return rule(figures, now)


def enrollable(run: RunFacts, now: datetime) -> bool:
    """Whether `open=1` shows the run."""
    return availability(run, now).enrollable


def visible(run: RunFacts, now: datetime) -> bool:
    """Whether the run is shown without being asked for closed ones."""
    return availability(run, now).shown_by_default
