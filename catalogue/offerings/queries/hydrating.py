"""Rows of offerings with all that lists show of them, put together without the ORM's loaders.

They are objects of the models, detached, and for reading: what was not read here raises when it is asked for. For a
page of twenty the loaders take 5 ms of processor, this half of it. Cities, districts and fields come from the
vocabularies, which a process reads once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Select, bindparam, select

from catalogue.core.detached import detached
from catalogue.core.statements import rows
from catalogue.offerings.models import Offering, OfferingTopic, Run, RunSession, Venue
from catalogue.providers.models import Provider
from catalogue.taxonomy.rows import VocabularyRows, vocabulary_rows

R = TypeVar("R")

_offering, _provider = Offering.__table__, Provider.__table__
_run, _venue = Run.__table__, Venue.__table__
_session, _topic = RunSession.__table__, OfferingTopic.__table__
OFFERING, PROVIDER, RUN, VENUE, SESSION, TOPIC = (
    tuple(table.c.keys()) for table in (_offering, _provider, _run, _venue, _session, _topic)
)
IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
OFFERINGS = (
    select(*_offering.c, *_provider.c)
    .join_from(_offering, _provider, _offering.c.provider_id == _provider.c.id)
    .where(_offering.c.id.in_(IDS))
)
RUNS = (
    select(*_run.c, *_venue.c)
    .join_from(_run, _venue, _run.c.venue_id == _venue.c.id, isouter=True)
    .where(_run.c.offering_id.in_(IDS))
    .order_by(_run.c.starts_at.is_(None), _run.c.starts_at, _run.c.id)
)
SESSIONS = select(*_session.c).where(_session.c.run_id.in_(IDS)).order_by(_session.c.starts_at)
TOPICS = select(*_topic.c).where(_topic.c.offering_id.in_(IDS)).order_by(_topic.c.position)


def hydrated(ids: Sequence[int]) -> list[Offering]:
    """The offerings with provider, fields, runs, places and meetings, in four questions."""
    known = vocabulary_rows()
    offerings = [_offering_of(row, known) for row in _ask(OFFERINGS, ids)]
    topics, runs = _by(_topics(ids, known), "offering_id"), _by(_runs(ids, known), "offering_id")
    for offering in offerings:
        own = offering.__dict__
        own["topics"], own["runs"] = topics[offering.id], runs[offering.id]
        for run in own["runs"]:
            run.__dict__["offering"] = offering
    return offerings


def _offering_of(row: Sequence[Any], known: VocabularyRows) -> Offering:
    offering = detached(Offering, _columns(OFFERING, row))
    provider = detached(Provider, _columns(PROVIDER, row[len(OFFERING) :]))
    for one in (offering, provider):
        one.__dict__["city"] = known.city(one.city_id)
    provider.__dict__["district"] = known.district(provider.district_id)
    offering.__dict__["provider"] = provider
    return offering


def _topics(ids: Sequence[int], known: VocabularyRows) -> Iterable[OfferingTopic]:
    for row in _ask(TOPICS, ids):
        found = detached(OfferingTopic, _columns(TOPIC, row), key=("offering_id", "topic_id"))
        found.__dict__["topic"] = known.topic(found.topic_id)
        yield found


def _runs(ids: Sequence[int], known: VocabularyRows) -> Iterable[Run]:
    found = [_run_of(row, known) for row in _ask(RUNS, ids)]
    sessions = _by(_sessions([run.id for run in found]), "run_id")
    for run in found:
        run.__dict__["sessions"] = sessions[run.id]
    return found


def _sessions(run_ids: Sequence[int]) -> Iterable[RunSession]:
    return (detached(RunSession, _columns(SESSION, row)) for row in _ask(SESSIONS, run_ids))


def _run_of(row: Sequence[Any], known: VocabularyRows) -> Run:
    run, venue = detached(Run, _columns(RUN, row)), None
    if run.venue_id is not None:
        venue = detached(Venue, _columns(VENUE, row[len(RUN) :]))
        venue.__dict__["district"] = known.district(venue.district_id)
    run.__dict__.update(city=known.city(run.city_id), district=known.district(run.district_id), venue=venue)
    return run


def _columns(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    """By name; of a joined row the ones that come first."""
    return dict(zip(names, row, strict=False))


def _ask(statement: Select[*tuple[Any, ...]], ids: Sequence[int]) -> Sequence[Sequence[Any]]:
    return rows(statement, {"ids": ids}).all() if ids else ()


def _by(found: Iterable[R], name: str) -> Mapping[int, list[R]]:
    sorted_out: dict[int, list[R]] = defaultdict(list)
    for one in found:
        sorted_out[getattr(one, name)].append(one)
    return sorted_out
