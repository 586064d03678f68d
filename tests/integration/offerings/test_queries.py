"""Offerings, read: in a fixed number of questions, public ones only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from catalogue.core.db import db
from catalogue.offerings import queries
from catalogue.offerings.models import OfferingSkill, OfferingTopic, ProgrammeStep, Run
from catalogue.offerings.stale import mark_stale
from catalogue.providers.queries import provider_by_public_id
from catalogue.taxonomy import queries as taxonomy
from catalogue.taxonomy.models import Skill, Topic
from tests.builders import NOON, a_place, a_provider, a_run, a_venue, an_offering, saved

pytestmark = pytest.mark.made_up_counters


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def a_full_offering() -> int:
    place = a_place()
    venue = a_venue(city_id=place.city_id, district_id=place.id)
    offering = an_offering()
    for _number in range(2):
        a_run(offering=offering, venue_id=venue.id, city_id=place.city_id, district_id=place.id)
    topic = db.session.scalars(select(Topic).where(Topic.code == "0715")).one()
    skill = db.session.scalars(select(Skill).limit(1)).one()
    saved(OfferingTopic(offering_id=offering.id, topic_id=topic.id, position=0))
    saved(OfferingSkill(offering_id=offering.id, role="taught", skill_id=skill.id, position=0))
    return offering.id


def touch(card: queries.Card) -> None:
    """Everything that a card shows."""
    offering = card.offering
    assert offering.provider.name_en
    assert [link.topic.name_ar for link in offering.topics]
    for shown in card.runs:
        run = shown.run
        assert run.venue is not None
        assert run.venue.name_en
        assert run.city is not None
        assert run.district is not None
        assert run.sessions[0].starts_at


@pytest.mark.parametrize("number", [1, 3])
def test_cards_cost_the_same_for_one_or_three(app: Flask, number: int) -> None:
    ids = [a_full_offering() for _each in range(number)]
    db.session.expunge_all()
    taxonomy.places_by_city()
    taxonomy.topics_by_code()  # the vocabularies, which a process reads once

    with counted_queries() as seen:
        for card in queries.cards(ids, NOON):
            touch(card)

    assert len(seen) == 5, "\n".join(seen)
    with counted_queries() as seen:
        again = queries.cards(ids, NOON)
    assert len(again) == number
    assert len(seen) == 1, "\n".join(seen)


def test_a_kept_card_follows_every_change_of_what_it_shows(app: Flask) -> None:
    offering = an_offering(title_en="Before")
    run = a_run(offering=offering, capacity=10)

    def card() -> queries.Card:
        db.session.rollback()
        return queries.cards([offering.id], NOON)[0]

    assert card().offering.title_en == "Before"
    offering.title_en = "After"
    db.session.commit()
    assert card().offering.title_en == "After"
    db.session.execute(update(Run).where(Run.id == run.id).values(seats_taken=9))
    mark_stale([offering.id], NOON)
    db.session.commit()
    assert card().run.run.seats_free == 1  # type: ignore[union-attr]
    offering.provider.name_en = "Renamed"
    db.session.commit()
    assert card().offering.provider.name_en == "Renamed"
    offering.state = "paused"
    db.session.commit()
    assert queries.cards([offering.id], NOON) == []


@pytest.mark.parametrize("number", [1, 3])
def test_an_offerings_page_costs_the_same_with_one_run_or_three(app: Flask, number: int) -> None:
    offering = an_offering()
    for _each in range(number):
        a_run(offering=offering)
    address = offering.public_id
    db.session.expunge_all()

    with counted_queries() as seen:
        page = queries.offering_by_public_id(address)
        assert page is not None
        assert [len(run.sessions) for run in page.runs] == [1] * number
        assert (page.topics, page.skills, page.occupations, page.provider.name_en is None) == ([], [], [], False)

    assert len(seen) == 7, "\n".join(seen)


def test_cards_come_in_the_order_asked_for_and_without_what_is_not_public(app: Flask) -> None:
    first, second = an_offering(), an_offering()
    hidden, orphan = an_offering(state="paused"), an_offering(provider=a_provider(state="suspended"))

    found = queries.cards([second.id, hidden.id, orphan.id, 4711, first.id], NOON)

    assert [card.offering.id for card in found] == [second.id, first.id]
    assert queries.cards([], NOON) == []


def test_a_card_shows_first_the_run_that_fits_the_search_then_the_one_that_is_open(app: Flask) -> None:
    offering = an_offering()
    ended = a_run(offering=offering, starts_at=NOON - timedelta(days=9), enrol_opens_at=NOON - timedelta(days=30))
    later, sooner = (a_run(offering=offering, starts_at=NOON + timedelta(days=days)) for days in (20, 5))
    a_run(offering=offering, state="draft")

    plain, searched = queries.cards([offering.id], NOON), queries.cards([offering.id], NOON, {offering.id: [later.id]})

    assert [shown.run.id for shown in plain[0].runs] == [sooner.id, later.id, ended.id]
    assert searched[0].run is not None
    assert searched[0].run.run.id == later.id
    assert plain[0].runs[-1].availability == "ended"


def test_a_page_is_for_everybody_or_not_there(app: Flask) -> None:
    shown, draft = an_offering(), an_offering(state="draft")
    run, hidden_run = a_run(offering=shown), a_run(offering=draft)

    assert queries.offering_page(shown.id) is shown
    assert queries.offering_by_public_id(draft.public_id) is None
    assert queries.run_by_public_id(run.public_id) is run
    assert queries.run_by_public_id(hidden_run.public_id) is None


def test_similar_offerings_share_topics_and_skills_and_have_something_to_come(app: Flask) -> None:
    mine = a_full_offering()
    closest = a_full_offering()
    only_topic, over, other = an_offering(), an_offering(), an_offering()
    topic = db.session.scalars(select(Topic).where(Topic.code == "0715")).one()
    for offering in (only_topic, over):
        saved(OfferingTopic(offering_id=offering.id, topic_id=topic.id, position=0))
    a_run(offering=only_topic)
    a_run(offering=over, starts_at=NOON - timedelta(days=9), enrol_opens_at=NOON - timedelta(days=30))
    a_run(offering=other)

    assert [card.offering.id for card in queries.similar(mine, NOON)] == [closest, only_topic.id]
    assert len(queries.similar(mine, NOON, limit=1)) == 1


def test_a_step_knows_the_public_programmes_that_it_belongs_to(app: Flask) -> None:
    programme, draft, step = (
        an_offering(kind="programme"),
        an_offering(kind="programme", state="draft"),
        an_offering(),
    )
    for one in (programme, draft):
        saved(ProgrammeStep(programme_id=one.id, step_id=step.id, position=0))

    assert queries.programmes_with(step.id) == [programme]


def test_providers_come_with_the_number_of_offerings_on_show(app: Flask) -> None:
    place = a_place()
    here = a_provider(city_id=place.city_id)
    elsewhere = a_provider()
    a_provider(state="applied", verified_at=None)
    an_offering(provider=here)
    an_offering(provider=here)
    an_offering(provider=here, state="draft")

    assert [(card.provider, card.offerings) for card in queries.providers_of()] == [(here, 2), (elsewhere, 0)]
    assert [card.provider for card in queries.providers_of("jubail-industrial-city")] == [here]


def test_a_provider_is_found_by_its_public_id_while_it_is_verified(app: Flask) -> None:
    shown, hidden = a_provider(), a_provider(state="suspended")

    assert provider_by_public_id(shown.public_id) is shown
    assert provider_by_public_id(hidden.public_id) is None


def test_venue_facts_come_in_the_order_of_the_vocabulary() -> None:
    facts = queries.venue_facts({"parking": "yes", "lift": "yes", "childcare": "no", "wifi": "unknown"})

    assert (facts.yes, facts.no, facts.unknown) == (("lift", "parking"), ("childcare",), ("wifi",))
