"""Files of offerings taken in: what is created, what is left alone, what is published."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.core.audit import AuditEntry
from catalogue.core.db import Model, db
from catalogue.offerings.models import IndexChange, Offering, ProgrammeStep, Run, RunSession, Venue
from catalogue.offerings.services.importing import Options, import_file
from catalogue.providers.models import Provider
from tests.builders import NOON, a_place, saved
from tests.builders_offerings import SMALL, a_file, a_line, a_run_line, counts, taken, told


def number_of(table: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def the_offering(reference: str = "o1") -> Offering:
    return db.session.scalars(select(Offering).where(Offering.reference == reference)).one()


def the_run(reference: str = "r1") -> Run:
    return db.session.scalars(select(Run).where(Run.reference == reference)).one()


def test_a_file_goes_in_and_a_second_time_changes_nothing(app: Flask) -> None:
    first, second = taken(SMALL, publish=True), taken(SMALL, publish=True)

    assert counts(first) == (3, 0, 0, 0)
    assert counts(second) == (0, 0, 3, 0)
    assert told(first) == told(second) == []


def test_an_unchanged_file_leaves_no_trace(app: Flask) -> None:
    taken(SMALL, publish=True)
    before = [(row.version, row.changed_at) for row in db.session.scalars(select(Offering).order_by(Offering.id))]
    marks, entries = number_of(IndexChange), number_of(AuditEntry)

    taken(SMALL, publish=True)

    after = [(row.version, row.changed_at) for row in db.session.scalars(select(Offering).order_by(Offering.id))]
    assert (after, number_of(IndexChange), number_of(AuditEntry)) == (before, marks, entries)


def test_every_column_arrives(app: Flask) -> None:
    taken(SMALL, publish=True)

    offering, run = the_offering(), the_run()
    assert (offering.age_min, offering.age_max, offering.hours, offering.format) == (18, 60, 30, "upskilling")
    assert [(link.skill is None, link.words) for link in offering.skills] == [(False, None), (True, "hand filing")]
    assert offering.description_en == "First line\n\nSecond line"
    assert (run.price_halalas, run.reduced_price_halalas, run.reduced_for) == (15050, 0, "job_seekers")
    assert run.room_en == "Room 2"
    assert run.venue is not None
    assert run.venue.access == {"lift": "no", "parking": "yes"}
    assert run.starts_at == datetime(2027, 1, 20, 14, tzinfo=UTC)
    assert run.ends_at == datetime(2027, 1, 20, 17, tzinfo=UTC), "a cancelled session is no date of the run"


def test_places_are_found_by_name_and_a_zone_is_one(app: Flask) -> None:
    taken(SMALL, publish=True)

    run = the_run("a")
    assert run.city is not None
    assert run.district is not None
    assert (run.city.slug, run.district.slug, run.district.is_zone) == ("jubail-industrial-city", "fanateer", True)


def test_steps_may_stand_before_what_they_name(app: Flask, tmp_path: Path) -> None:
    programme = a_line(reference="p", kind="programme", steps=["late", "nowhere"])

    report = taken(a_file(tmp_path, programme, a_line(reference="late")))

    assert counts(report) == (2, 0, 0, 0)
    assert told(report) == [(1, "steps", False)]
    assert number_of(ProgrammeStep) == 1


def test_a_dry_run_reports_the_same_and_writes_nothing(app: Flask, tmp_path: Path) -> None:
    path = a_file(tmp_path, a_line(), a_line(reference="o2", kind="nonsense"))

    dry = taken(path, dry_run=True, publish=True)

    assert counts(dry) == (1, 0, 0, 1)
    assert [number_of(table) for table in (Offering, Run, Provider, AuditEntry, IndexChange, Venue)] == [0] * 6
    assert counts(taken(path, publish=True)) == counts(dry)


def test_a_provider_that_is_unknown_is_entered_as_verified_and_recorded(app: Flask, tmp_path: Path) -> None:
    taken(a_file(tmp_path, a_line()))

    provider = db.session.scalars(select(Provider)).one()
    assert (provider.state, provider.name_en) == ("verified", "Provider")
    assert db.session.scalars(select(AuditEntry.to_state).where(AuditEntry.entity == "provider")).all() == ["verified"]


def test_an_upload_never_enters_a_provider(app: Flask, tmp_path: Path) -> None:
    report = taken(a_file(tmp_path, a_line()), may_enter_providers=False)

    assert told(report) == [(1, "provider", True)]
    assert number_of(Provider) == 0


def test_a_known_provider_is_left_as_it_is_and_that_is_said_once(app: Flask, tmp_path: Path) -> None:
    taken(a_file(tmp_path, a_line()))
    other = {"reference": "p1", "name": {"en": "Another name"}}

    report = taken(a_file(tmp_path, a_line(provider=other), a_line(reference="o2", provider=other)))

    assert told(report) == [(1, "provider", False)]
    assert db.session.scalars(select(Provider.name_en)).one() == "Provider"


def test_the_provider_may_be_given_beside_the_file(app: Flask, tmp_path: Path) -> None:
    path = a_file(tmp_path, a_line(provider=None))

    assert told(taken(path)) == [(1, "provider", True)]
    assert counts(taken(path, provider="given")) == (1, 0, 0, 0)


def test_without_publish_it_stays_a_draft_and_is_published_later(app: Flask, tmp_path: Path) -> None:
    path = a_file(tmp_path, a_line())
    taken(path)
    assert the_offering().state == "draft"

    assert counts(taken(path, publish=True)) == (0, 1, 0, 0)
    assert the_offering().state == "published"
    steps = select(AuditEntry.from_state, AuditEntry.to_state).where(AuditEntry.entity == "offering")
    assert [tuple(row) for row in db.session.execute(steps)] == [("draft", "published")]


def test_what_publishing_lacks_is_named_and_the_listing_counts_as_created(app: Flask, tmp_path: Path) -> None:
    bare = a_line(summary=None, topics=[], credential=None, runs=[{"reference": "r1", "mode": "in_person"}])

    report = taken(a_file(tmp_path, bare), publish=True)

    assert counts(report) == (1, 0, 0, 0)
    assert [field for _row, field, _refused in told(report)] == [
        "summary", "topics", "credential",
        "runs[0].gender_mode", "runs[0].price", "runs[0].sessions", "runs[0].venue",
    ]  # fmt: skip
    assert the_offering().state == "draft"


def test_a_published_offering_stays_published_and_complete(app: Flask, tmp_path: Path) -> None:
    taken(a_file(tmp_path, a_line()), publish=True)

    assert counts(taken(a_file(tmp_path, a_line(summary={"en": "New words."})))) == (0, 1, 0, 0)
    emptied = taken(a_file(tmp_path, a_line(credential=None)))

    assert told(emptied) == [(1, "credential", True)]
    assert (the_offering().state, the_offering().credential, the_offering().version) == ("published", "none", 2)


def test_a_run_that_the_file_does_not_speak_of_may_be_what_is_missing(app: Flask, tmp_path: Path) -> None:
    taken(a_file(tmp_path, a_line(runs=[a_run_line(reference="bare", price=None)])))

    report = taken(a_file(tmp_path, a_line()), publish=True)

    assert told(report) == [(1, "runs.price", False)]


def test_a_programme_whose_steps_alone_change_is_updated(app: Flask, tmp_path: Path) -> None:
    step = a_line(reference="s")
    taken(a_file(tmp_path, a_line(steps=["s"]), step))

    assert counts(taken(a_file(tmp_path, a_line(steps=[]), step))) == (0, 1, 1, 0)
    assert number_of(ProgrammeStep) == 0


def test_a_reduced_price_and_an_access_can_be_emptied(app: Flask, tmp_path: Path) -> None:
    here = {"mode": "in_person", "city": "jubail-industrial-city", "district": "jubail-industrial-city:khalij"}
    lower = {"price": "0.00", "for": "job_seekers"}
    hall = {"name": {"en": "Hall"}, "access": {"lift": "yes"}, "address": {"en": "Street"}}
    taken(a_file(tmp_path, a_line(runs=[a_run_line(**here, price="5", reduced=lower, venue=hall)])))
    empty = {"name": {"en": "Hall"}, "access": {}, "address": None}

    taken(a_file(tmp_path, a_line(runs=[a_run_line(**here, price="5", reduced=None, venue=empty)])))

    run = the_run()
    assert run.venue is not None
    assert (run.reduced_price_halalas, run.reduced_for) == (None, None)
    assert (run.venue.access, run.venue.address_en) == ({}, None)


def test_a_paused_offering_is_not_published_by_a_file(app: Flask, tmp_path: Path) -> None:
    path = a_file(tmp_path, a_line())
    taken(path, publish=True)
    the_offering().state = "paused"
    db.session.commit()

    report = taken(path, publish=True)

    assert told(report) == [(1, "state", False)]
    assert the_offering().state == "paused"


def test_what_a_later_file_leaves_out_stays_and_what_it_empties_goes(app: Flask, tmp_path: Path) -> None:
    taken(a_file(tmp_path, a_line(hours=10, level="beginner")))
    without = a_line(level=None)

    taken(a_file(tmp_path, without))

    assert (the_offering().hours, the_offering().level) == (10, None)


def test_runs_that_a_later_file_leaves_out_stay(app: Flask, tmp_path: Path) -> None:
    taken(a_file(tmp_path, a_line(runs=[a_run_line(), a_run_line(reference="r2")])))

    assert counts(taken(a_file(tmp_path, a_line()))) == (0, 0, 1, 0)
    assert number_of(Run) == 2


def test_sessions_that_a_later_file_leaves_out_go(app: Flask, tmp_path: Path) -> None:
    day = {"starts_at": "2027-02-01T14:00:00Z", "ends_at": "2027-02-01T15:00:00Z"}
    taken(a_file(tmp_path, a_line(runs=[a_run_line(sessions=[*a_run_line()["sessions"], day])])))

    taken(a_file(tmp_path, a_line(runs=[a_run_line(sessions=[day])])))

    assert number_of(RunSession) == 1
    assert the_run().starts_at == datetime(2027, 2, 1, 14, tzinfo=UTC)


@pytest.mark.parametrize("role", ["skills_taught", "skills_required"])
def test_skills_can_change_their_order(app: Flask, tmp_path: Path, role: str) -> None:
    taken(a_file(tmp_path, a_line(**{role: ["first thing", "second thing"]})))

    assert counts(taken(a_file(tmp_path, a_line(**{role: ["second thing", "first thing"]})))) == (0, 1, 0, 0)
    assert [link.words for link in the_offering().skills] == ["second thing", "first thing"]


def test_topics_and_occupations_can_change(app: Flask, tmp_path: Path) -> None:
    taken(a_file(tmp_path, a_line(topics=["0715", "0213"], occupations=["7212"])))

    taken(a_file(tmp_path, a_line(topics=["0213", "0715"], occupations=[])))

    assert [link.topic.code for link in the_offering().topics] == ["0213", "0715"]
    assert the_offering().occupations == []


@pytest.mark.made_up_counters
def test_capacity_cannot_go_below_the_seats_taken(app: Flask, tmp_path: Path) -> None:
    taken(a_file(tmp_path, a_line()))
    the_run().seats_taken = 8
    db.session.commit()

    report = taken(a_file(tmp_path, a_line(runs=[a_run_line(capacity=7)])))

    assert told(report) == [(1, "runs[0].capacity", True)]
    assert the_run().capacity == 10


def test_a_file_does_not_change_the_state_of_a_run_that_is_here(app: Flask, tmp_path: Path) -> None:
    taken(a_file(tmp_path, a_line()))

    report = taken(a_file(tmp_path, a_line(runs=[a_run_line(state="cancelled")])))

    assert told(report) == [(1, "runs[0].state", False)]
    assert the_run().state == "scheduled"


def test_two_runs_in_one_venue_share_it(app: Flask, tmp_path: Path) -> None:
    here = {
        "mode": "in_person",
        "city": "jubail-industrial-city",
        "district": "khalij",
        "venue": {"name": {"en": "Hall"}},
    }
    runs = [a_run_line(**here), a_run_line(reference="r2", **here)]

    taken(a_file(tmp_path, a_line(runs=runs), a_line(reference="o2", runs=runs)))

    assert number_of(Venue) == 1


def test_a_shared_venue_is_taken_and_not_described_anew(app: Flask, tmp_path: Path) -> None:
    place = a_place()
    hall = saved(Venue(name_en="Hall", city_id=place.city_id, district_id=place.id, access={"lift": "yes"}))
    venue = {"name": {"en": "Hall"}, "access": {"lift": "no"}}
    line = a_run_line(mode="in_person", city="jubail-industrial-city", district="khalij", venue=venue)

    taken(a_file(tmp_path, a_line(runs=[line])))

    assert the_run("r1").venue_id == hall.id
    assert db.session.get_one(Venue, hall.id).access == {"lift": "yes"}


def test_a_large_file_goes_in_in_several_transactions(app: Flask, tmp_path: Path) -> None:
    lines = [a_line(reference=f"o{number}") for number in range(230)]
    lines[150]["kind"] = "nonsense"
    read: list[int] = []

    report = import_file(a_file(tmp_path, *lines), Options(), NOON, read.append)

    assert counts(report) == (229, 0, 0, 1)
    assert read == [100, 100, 30]
