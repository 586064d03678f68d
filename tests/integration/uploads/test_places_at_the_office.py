"""A place that a file describes otherwise, while the office looks at a listing that meets there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings import services as offerings
from catalogue.offerings.models import Offering, Venue
from catalogue.offerings.rules import AnotherThanSeen
from catalogue.offerings.uploads.models import Upload
from catalogue.providers.models import Provider
from tests.builders import a_place, a_provider, a_venue
from tests.builders_offerings import a_run_line
from tests.builders_office import in_review
from tests.builders_uploads import errors, published, sent


def a_hall(provider: Provider, **about: Any) -> Venue:
    place = a_place()
    return a_venue(provider_id=provider.id, city_id=place.city_id, district_id=place.id, name_en="Hall", **about)


def meeting_at(hall: Venue, listing: Offering) -> Offering:
    for run in listing.runs:
        run.venue_id, run.city_id = hall.id, hall.city_id
    db.session.commit()
    return listing


def another_listing_says(provider: Provider, **venue: Any) -> Upload:
    run = a_run_line(mode="in_person", city="jubail-industrial-city", district="khalij")
    line = {"reference": "zz", "kind": "course", "title": {"en": "Other"}}
    content = json.dumps({**line, "runs": [{**run, "venue": {"name": {"en": "Hall"}, **venue}}]}).encode()
    return sent(provider, content, "file.jsonl")


@pytest.mark.parametrize("state", ["verified", "applied"])
@pytest.mark.parametrize("before", ["Public library, gate 1", None])
@pytest.mark.parametrize("said", [{"address": {"en": "My villa"}}, {"access": {"lift": "yes"}}])
def test_what_the_office_looked_at_is_not_approved_at_another_place(
    app: Flask, state: str, before: str | None, said: dict[str, Any]
) -> None:
    provider = a_provider(state=state)
    listing = meeting_at(a_hall(provider, address_en=before), in_review(provider))
    seen = listing.stamp

    published(another_listing_says(provider, **said))

    with pytest.raises(AnotherThanSeen):
        offerings.approve(listing.id, seen=seen, actor_id=None, now=now())


def test_what_names_the_place_as_it_is_changes_nothing_for_the_office(app: Flask) -> None:
    provider = a_provider()
    listing = meeting_at(a_hall(provider, address_en="Gate 1"), in_review(provider))
    seen = listing.stamp
    published(another_listing_says(provider, address={"en": "Gate 1"}))
    offerings.approve(listing.id, seen=seen, actor_id=None, now=now())


@pytest.mark.parametrize("said", [{"address": {"en": "My villa"}}, {"access": {"lift": "yes"}}])
def test_of_a_live_place_that_had_no_address_an_unverified_provider_says_nothing_either(
    app: Flask, said: dict[str, Any]
) -> None:
    provider = a_provider(state="suspended")
    hall = a_hall(provider)
    meeting_at(hall, in_review(provider, state="published", published_at=now()))
    assert errors(another_listing_says(provider, **said)) == [(1, "provider")]
