"""What the index holds, gathered from the database: published offerings of verified providers, at their version."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime, time
from functools import cache
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from catalogue.core.db import db
from catalogue.core.reader import LANGUAGES
from catalogue.offerings import freshness
from catalogue.offerings.models import Offering, OfferingSkill, OfferingTopic, Run, RunSession, Venue
from catalogue.offerings.rules import OfferingState, RunState, SessionState
from catalogue.providers.models import Provider
from catalogue.providers.rules import ProviderState
from catalogue.search.documents import Document, FieldText, RunFacts
from catalogue.search.facets import BROAD_TOPIC
from catalogue.search.language_files import read_json
from catalogue.taxonomy import queries as taxonomy
from catalogue.taxonomy.models import District
from catalogue.taxonomy.occupation_names import occupation_names
from catalogue.taxonomy.vocabularies import access_features

BATCH = 300
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NOON, EVENING = time(12), time(17)
BODY = ("description", "learn", "who_for", "bring", "assessed", "funding")


def visible_versions() -> dict[int, int]:
    """Id → version of every offering that belongs into the index."""
    return {row.id: row.version for row in db.session.execute(_visible(select(Offering.id, Offering.version)))}


def documents(ids: Collection[int]) -> list[Document]:
    """The documents of those offerings that belong into the index, read with a fixed number of questions."""
    if not ids:
        return []
    rows = db.session.scalars(_visible(select(Offering).where(Offering.id.in_(ids))).options(*_everything()))
    return [document_of(row) for row in rows]


def all_documents() -> Iterator[list[Document]]:
    """Every document, in batches."""
    ids = sorted(visible_versions())
    for start in range(0, len(ids), BATCH):
        yield documents(ids[start : start + BATCH])


def _visible(statement: Any) -> Any:
    return statement.join(Provider, Offering.provider_id == Provider.id).where(
        Offering.state == OfferingState.PUBLISHED, Provider.state == ProviderState.VERIFIED
    )


def _everything() -> tuple[Any, ...]:
    return (
        joinedload(Offering.provider),
        selectinload(Offering.topics).joinedload(OfferingTopic.topic),
        selectinload(Offering.skills).joinedload(OfferingSkill.skill),
        selectinload(Offering.occupations),
        selectinload(Offering.runs).options(
            selectinload(Run.sessions),
            joinedload(Run.city),
            joinedload(Run.district).options(joinedload(District.zone), joinedload(District.city)),
            joinedload(Run.venue).options(
                joinedload(Venue.city),
                joinedload(Venue.district).options(joinedload(District.zone), joinedload(District.city)),
            ),
        ),
    )


def document_of(offering: Offering) -> Document:
    """The document of one offering whose rows are loaded."""
    if offering.published_at is None:
        raise ValueError("a published offering has the moment of its publishing")
    limits = freshness.thresholds()
    return Document(
        id=offering.id,
        version=offering.version,
        texts=tuple(_texts(offering)),
        kind=offering.kind,
        format=offering.format,
        topics=_topics(offering),
        level=offering.level,
        audiences=tuple(offering.audiences),
        provider=offering.provider.public_id,
        credential=offering.credential,
        # Taught ones: who looks for a skill wants to gain it, not to have it already.
        skills=tuple(dict.fromkeys(link.skill.key for link in offering.skills if link.skill and link.role == "taught")),
        occupations=tuple(link.isco_code for link in offering.occupations),
        age_min=offering.age_min,
        age_max=offering.age_max,
        published_at=offering.published_at,
        demoted_at=freshness.last_word(offering) + limits.demote,
        hidden_at=freshness.last_word(offering) + limits.hide,
        runs=tuple(_run_facts(offering, run) for run in offering.runs if run.state != RunState.DRAFT),
    )


def _topics(offering: Offering) -> tuple[str, ...]:
    """The codes of its fields and of the broader ones that they belong to."""
    lines = (taxonomy.lineage(link.topic.code) for link in offering.topics)
    return tuple(dict.fromkeys(topic.code for topic in chain.from_iterable(lines)))


def _texts(offering: Offering) -> Iterator[FieldText]:
    for lang in LANGUAGES:
        yield from (FieldText(field, lang, text) for field, text in _in_language(offering, lang) if text)


@cache
def _not_needed() -> re.Pattern[str]:
    """Parts of a summary that say what one can do without: mentions, not what the offering is about."""
    return re.compile("|".join(read_json("lexicon/not_needed.json")["parts"]), re.IGNORECASE)


def _in_language(offering: Offering, lang: str) -> Iterator[tuple[str, str | None]]:
    """The texts by field, in the order in which they are read."""
    yield "title", getattr(offering, f"title_{lang}")
    summary = getattr(offering, f"summary_{lang}") or ""
    yield "summary", _not_needed().sub(" ", summary).strip()
    yield "body", " ".join(_not_needed().findall(summary))
    yield "body", _joined(getattr(offering, f"{field}_{lang}") for field in BODY)
    yield "body", _joined(_skill_name(link, lang) for link in offering.skills if link.role != "taught")
    for subject in dict.fromkeys(_subjects(offering, lang)):
        yield "subject", subject
    yield "provider", getattr(offering.provider, f"name_{lang}")
    for place in dict.fromkeys(_place_names(offering, lang)):
        yield "place", place


def _subjects(offering: Offering, lang: str) -> Iterator[str | None]:
    """What it teaches, its fields, and what it leads to: named in both languages whatever its texts are written in."""
    yield from (_skill_name(link, lang) for link in offering.skills if link.role == "taught")
    narrow = (link.topic for link in offering.topics if len(link.topic.code) > BROAD_TOPIC)
    yield from (getattr(topic, f"name_{lang}") for topic in narrow)  # a broad one is too wide to be what it is about
    yield from (occupation_names().get(link.isco_code, {}).get(lang) for link in offering.occupations)


def _joined(texts: Any) -> str:
    return "\n".join(text for text in texts if text)


def _skill_name(link: OfferingSkill, lang: str) -> str | None:
    if link.skill is None:
        return link.words
    name: str = getattr(link.skill, f"name_{lang}")
    return name


def _place_names(offering: Offering, lang: str) -> Iterator[str]:
    for run in offering.runs:
        district = _district(run)
        for place in (run.venue, district, district.zone if district else None, _city(run)):
            if place is not None and (name := getattr(place, f"name_{lang}")):
                yield name


def _district(run: Run) -> District | None:
    return run.district or (run.venue.district if run.venue else None)


def _city(run: Run) -> Any:
    return run.city or (run.venue.city if run.venue else None)


def _run_facts(offering: Offering, run: Run) -> RunFacts:
    city, district, venue = _city(run), _district(run), run.venue
    zone = None if district is None else district if district.is_zone else district.zone
    slug = district.city.slug if district else None
    days, times = _days_and_times(run)
    return RunFacts(
        run_id=run.id,
        city=city.slug if city else slug,
        district=f"{slug}:{district.slug}" if district else None,
        zone=f"{slug}:{zone.slug}" if zone else None,
        mode=run.mode,
        gender_mode=run.gender_mode,
        languages=tuple(run.languages or offering.languages),
        price_halalas=run.price_halalas,
        currency=run.currency,
        opens_at=run.enrol_opens_at,
        closes_at=run.enrol_closes_at,
        starts_at=run.starts_at,
        ends_at=run.ends_at,
        days=days,
        times=times,
        state=run.state,
        capacity=run.capacity,
        # A free seat for which others wait is nobody's who finds the run now.
        seats_taken=run.capacity if run.figures.kept and run.capacity else run.seats_taken,
        waiting_open=run.waiting_list > run.waiting_taken,
        flexible=run.flexible_start,
        lat=venue.latitude if venue else None,
        lon=venue.longitude if venue else None,
        access=_access(venue),
    )


def _access(venue: Venue | None) -> tuple[str, ...]:
    """What the venue surely has."""
    if venue is None:
        return ()
    return tuple(key for key in access_features() if venue.access.get(key) == "yes")


def _days_and_times(run: Run) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """On which days of the week and at which times of the day people meet, by the city's clock."""
    zone = ZoneInfo(run.time_zone)
    starts = [_local(session, zone) for session in run.sessions if session.state != SessionState.CANCELLED]
    days = dict.fromkeys(DAYS[start.weekday()] for start in starts)
    return tuple(days), tuple(dict.fromkeys(time_of_day(start.time()) for start in starts))


def _local(session: RunSession, zone: ZoneInfo) -> datetime:
    return session.starts_at.astimezone(zone)


def time_of_day(start: time) -> str:
    """Morning before 12:00, afternoon before 17:00, evening from then on; by the local start."""
    if start < NOON:
        return "morning"
    return "afternoon" if start < EVENING else "evening"
