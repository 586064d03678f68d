"""Publishing, pausing, taking down, archiving: each step once in the audit trail, and marked for the index."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.audit import AuditEntry
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.offerings import rules, services
from catalogue.offerings.models import IndexChange, Offering, OfferingTopic
from catalogue.providers import services as providers
from catalogue.providers.rules import ProviderCannotBecome
from catalogue.taxonomy.models import Topic
from tests.builders import NOON, a_run, an_account, an_offering, saved


def trail(entity: str = "offering") -> list[tuple[str | None, str, str]]:
    rows = select(AuditEntry.from_state, AuditEntry.to_state, AuditEntry.cause).where(AuditEntry.entity == entity)
    return [(row.from_state, row.to_state, row.cause) for row in db.session.execute(rows)]


def a_complete_draft() -> Offering:
    offering = an_offering(state="draft", published_at=None)
    a_run(offering=offering, mode="online_live")
    topic = db.session.scalars(select(Topic).where(Topic.code == "0715")).one()
    saved(OfferingTopic(offering_id=offering.id, topic_id=topic.id, position=0))
    return offering


def test_a_complete_draft_is_published(app: Flask) -> None:
    offering, actor = a_complete_draft(), an_account()
    before = offering.version

    services.publish(offering.id, actor_id=actor.id, now=NOON)

    assert (offering.state, offering.published_at, offering.changed_at) == ("published", NOON, NOON)
    assert offering.version > before
    assert trail() == [("draft", "published", "published")]


def test_an_incomplete_draft_is_not_published_and_the_refusal_names_what_is_missing(app: Flask) -> None:
    offering = an_offering(state="draft", published_at=None)

    with pytest.raises(rules.NotReadyForPublishing) as refusal:
        services.publish(offering.id, actor_id=None, now=NOON)

    assert refusal.value.about["missing"] == ["topics", "runs"]
    assert trail() == []


def test_pausing_and_archiving_and_publishing_again(app: Flask) -> None:
    offering = a_complete_draft()
    services.publish(offering.id, actor_id=None, now=NOON)
    services.pause(offering.id, actor_id=None, now=NOON)
    services.publish(offering.id, actor_id=None, now=NOON)
    services.pause(offering.id, actor_id=None, now=NOON)

    services.archive(offering.id, actor_id=None, now=NOON)

    assert [step[1] for step in trail()] == ["published", "paused", "published", "paused", "archived"]


def test_taking_down_needs_a_reason(app: Flask) -> None:
    offering = an_offering()

    with pytest.raises(rules.ReasonNeeded):
        services.take_down(offering.id, "  ", actor_id=None, now=NOON)
    services.take_down(offering.id, "It never took place.", actor_id=None, now=NOON)

    assert trail() == [("published", "taken_down", "It never took place.")]


def test_a_step_that_the_model_does_not_know_is_refused_and_changes_nothing(app: Flask) -> None:
    offering = an_offering(state="taken_down")
    db.session.query(IndexChange).delete()
    db.session.commit()

    with pytest.raises(rules.OfferingCannotBecome):
        services.pause(offering.id, actor_id=None, now=NOON)

    assert offering.state == "taken_down"
    assert db.session.scalars(select(IndexChange)).all() == []


def test_what_does_not_exist_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound):
        services.pause(4711, actor_id=None, now=NOON)
    with pytest.raises(NotFound):
        providers.suspend(4711, "why", actor_id=None, now=NOON)


def test_a_provider_is_suspended_comes_back_and_is_closed(app: Flask) -> None:
    offering = an_offering()
    provider = offering.provider

    providers.suspend(provider.id, "licence expired", actor_id=None, now=NOON)
    providers.lift(provider.id, "licence renewed", actor_id=None, now=NOON)
    providers.close(provider.id, "gone", actor_id=None, now=NOON)

    assert [step[:2] for step in trail("provider")] == [
        ("verified", "suspended"), ("suspended", "verified"), ("verified", "closed"),
    ]  # fmt: skip
    with pytest.raises(ProviderCannotBecome):
        providers.reject(provider.id, "late", actor_id=None, now=NOON)
