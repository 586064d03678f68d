"""Loading the demonstration catalogue through the same door as any file of offerings, and keeping its dates fresh."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, update

from catalogue.core import audit
from catalogue.core.audit import AuditEntry
from catalogue.core.db import db, transaction
from catalogue.core.formats import DEFAULT_ZONE
from catalogue.offerings.demo.dates import dates_of_run
from catalogue.offerings.exchange.sources import read_lines
from catalogue.offerings.models import Offering, Run, RunSession, Venue
from catalogue.offerings.rules import RunState
from catalogue.offerings.services.importing import Options, Report, import_lines
from catalogue.offerings.stale import mark_stale
from catalogue.providers.models import Provider
from catalogue.providers.queries import providers_by_reference
from catalogue.providers.services import enter_verified
from catalogue.taxonomy import queries as taxonomy

NOT_OFFERINGS = {"providers.json", "venues.json"}
# The demonstration speaks of step-free access, the vocabulary of wheelchairs.
ACCESS_KEYS = {"step_free": "wheelchair"}
MARK, BEGUN, LOADED, MOVED = "demonstration", "begun", "loaded", "moved"
NEWEST_DAYS = 75
Key = tuple[str, str]


@dataclass(frozen=True)
class Standing:
    """How far loading got, and the day that the dates are relative to."""

    state: str
    day: date


def standing() -> Standing | None:
    """What the audit trail says of the demonstration catalogue; None where it was never loaded."""
    row = db.session.execute(
        select(AuditEntry.to_state, AuditEntry.cause)
        .where(AuditEntry.entity == MARK)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).one_or_none()
    return Standing(row.to_state, date.fromisoformat(row.cause)) if row else None


def load_demo(today: date, now: datetime) -> Report:
    """Load and publish the demonstration catalogue; what is there of it already is brought up to date.

    :param today: the day that its dates are relative to.
    """
    _mark(BEGUN, today, now)
    _enter_providers(now)
    _enter_venues()
    report = import_lines(read_lines(_lines(today)), Options(publish=True), now)
    _spread_publishing(now)
    return report


@transaction
def mark_loaded(today: date, now: datetime) -> None:
    """Note that everything is there, the taken seats included."""
    _mark(LOADED, today, now)


@transaction
def _mark(state: str, day: date, now: datetime) -> None:
    before = standing()
    audit.record(
        MARK, 0, before=before.state if before else None, after=state, cause=day.isoformat(), actor_id=None, now=now
    )


@cache
def read(name: str) -> tuple[dict[str, Any], ...]:
    """One of the files of the demonstration catalogue."""
    return tuple(json.loads(files("catalogue.offerings").joinpath("demo", name).read_text("utf-8")))


@cache
def offerings() -> tuple[dict[str, Any], ...]:
    """The offerings of all files."""
    folder = files("catalogue.offerings").joinpath("demo")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".json"))
    return tuple(offering for name in names if name not in NOT_OFFERINGS for offering in read(name))


def keys() -> list[Key]:
    return [(offering["provider"], offering["reference"]) for offering in offerings()]


@transaction
def _enter_providers(now: datetime) -> None:
    known = providers_by_reference([about["reference"] for about in read("providers.json")])
    for about in read("providers.json"):
        if about["reference"] not in known:
            enter_verified(about["reference"], _provider_columns(about, now), cause="demonstration", now=now)


def _provider_columns(about: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    reference, licence = about["reference"], about["licence"] or {"authority": {}, "number": None}
    city, district = _place(about)
    return {
        **_bilingual("name", about["name"]),
        **_bilingual("about", about["about"]),
        "kind": about["kind"],
        "city_id": city,
        "district_id": district,
        "languages": about["languages"],
        **_bilingual("licence_authority", licence["authority"]),
        "licence_number": licence["number"],
        "email": f"{reference}@example.org",
        "website": f"https://example.org/{reference}",
        "verified_at": now - timedelta(days=about["verified_days_ago"]),
    }


@transaction
def _enter_venues() -> None:
    """The venues belong to no single provider: several meet in the same library."""
    there = set(db.session.scalars(select(Venue.name_en).where(Venue.provider_id.is_(None))))
    for about in read("venues.json"):
        if about["name"]["en"] in there:
            continue
        city, district = _place(about)
        db.session.add(
            Venue(
                **_bilingual("name", about["name"]),
                **_bilingual("address", about["address"]),
                city_id=city,
                district_id=district,
                latitude=about["lat"],
                longitude=about["lon"],
                access={ACCESS_KEYS.get(key, key): answer for key, answer in about["access"].items()},
            )
        )


def _bilingual(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}_{lang}": text for lang, text in texts.items()}


def _place(about: Mapping[str, Any]) -> tuple[int | None, int | None]:
    city = taxonomy.city_by_slug(about["city"])
    inside = {district.slug: district.id for district in taxonomy.districts(about["city"])}
    return city.id if city else None, inside[about["district"]]


def _lines(today: date) -> Iterator[dict[str, Any]]:
    """The offerings as lines of the exchange format."""
    provider_of = {offering["reference"]: offering["provider"] for offering in offerings()}
    venues = {venue["key"]: venue for venue in read("venues.json")}
    for offering in offerings():
        fields = dict(offering)
        fields["runs"] = [_run(run, venues, today) for run in offering["runs"]]
        if "steps" in offering:
            fields["steps"] = [{"provider": provider_of[step], "reference": step} for step in offering["steps"]]
        yield fields


RELATIVE = {"taken", "start_in", "days", "time", "meetings", "opens_in", "closes_before", "venue"}


def _run(run: Mapping[str, Any], venues: Mapping[str, Any], today: date) -> dict[str, Any]:
    fields = {name: value for name, value in run.items() if name not in RELATIVE}
    zone = DEFAULT_ZONE
    if venue := venues.get(run.get("venue", "")):
        fields |= {"city": venue["city"], "district": venue["district"], "venue": {"name": venue["name"]}}
        city = taxonomy.city_by_slug(venue["city"])
        zone = city.time_zone if city else zone
    return fields | dates_of_run(dict(run), today, ZoneInfo(zone))


@transaction
def _spread_publishing(now: datetime) -> None:
    """As if they had come in over some weeks: what is newest differs then, from offering to offering."""
    for row in db.session.execute(_demonstration(select(Offering.id, Offering.reference))).all():
        at = now - timedelta(hours=crc32(row.reference.encode()) % (NEWEST_DAYS * 24))
        db.session.execute(update(Offering).where(Offering.id == row.id).values(published_at=at))


def _demonstration(statement: Any) -> Any:
    """Narrowed to the offerings of the demonstration catalogue."""
    providers = {provider for provider, _reference in keys()}
    references = {reference for _provider, reference in keys()}
    return statement.join(Provider, Offering.provider_id == Provider.id).where(
        Provider.reference.in_(providers), Offering.reference.in_(references)
    )


def refresh_demo(today: date, now: datetime) -> int:
    """Move the dates of the demonstration runs on by whole weeks, so that they never lie in the past for long.

    :returns: by how many weeks; enrolments stay.
    """
    found = standing()
    if found is None or found.state == BEGUN or (today - found.day).days < 7:
        return 0
    return _move_on(found.day, today, now)


@transaction
def _move_on(day: date, today: date, now: datetime) -> int:
    weeks = (today - day).days // 7
    shift = timedelta(weeks=weeks)
    runs = {run["reference"] for offering in offerings() for run in offering["runs"]}
    columns = (Run.enrol_opens_at, Run.enrol_closes_at, Run.cancel_until, Run.starts_at, Run.ends_at)
    rows = db.session.execute(
        _demonstration(select(Run.id, Run.offering_id, *columns).join(Offering)).where(Run.reference.in_(runs))
    ).all()
    _shift(Run, columns, rows, shift)
    dates = (RunSession.starts_at, RunSession.ends_at)
    # The last meeting moves first, so that none lands on one that is still to move.
    sessions = select(RunSession.id, *dates).where(RunSession.run_id.in_([row.id for row in rows]))
    _shift(RunSession, dates, db.session.execute(sessions.order_by(RunSession.starts_at.desc())).all(), shift)
    ids = {row.offering_id for row in rows}
    # Nobody looks after an invented listing: it counts as confirmed, and a run that lies ahead again as not completed.
    db.session.execute(update(Offering).where(Offering.id.in_(ids)).values(confirmed_at=now))
    ended = (Run.id.in_([row.id for row in rows]), Run.state == RunState.COMPLETED)
    db.session.execute(update(Run).where(*ended).values(state=RunState.SCHEDULED))
    mark_stale(ids, now)
    _mark(MOVED, day + shift, now)
    return weeks


def _shift(table: type[Any], columns: tuple[Any, ...], rows: Any, shift: timedelta) -> None:
    names = [column.key for column in columns]
    values = [
        {"row_id": row.id, **{f"new_{name}": at + shift if (at := getattr(row, name)) else None for name in names}}
        for row in rows
    ]
    if values:
        statement = update(table.__table__).where(table.__table__.c.id == bindparam("row_id"))
        db.session.connection().execute(statement.values({name: bindparam(f"new_{name}") for name in names}), values)
