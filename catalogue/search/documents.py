"""What the index knows of an offering: its texts for the words, its facts and those of its runs for the filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalogue.offerings.rules import Availability, RunFigures
from catalogue.offerings.rules import availability as rule

LAYOUT = 5  # raised with every change of what the index holds: one of another layout is unusable and rebuilt


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
    """A published offering as the index holds it. Topics come with their parents; provider is the public id.

    :ivar demoted_at: from when on it stands behind others, if its provider does not confirm it before.
    :ivar hidden_at: from when on it is shown only to who asks for closed ones too.
    """

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
    demoted_at: datetime | None = None
    hidden_at: datetime | None = None


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
