"""Offerings that can be found: written into the database and the index. Call inside an app context."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.offerings.models import Offering, OfferingTopic
from catalogue.search import sync
from catalogue.taxonomy.models import Topic
from tests.builders import NOON, a_place, a_run, an_offering

STARTS_AT = NOON + timedelta(days=10)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """It is NOON."""
    with time_machine.travel(NOON, tick=False):
        yield


def a_course(
    title: str | None = None, *, topic: str = "0715", starts_at: datetime = STARTS_AT, run: Any = None, **about: Any
) -> Offering:
    """A course in a field with one run in a district; `run` are columns of the run."""
    named = {"title_en": title} if title else {}
    offering = an_offering(**{**named, **about})
    place = a_place()
    topic_id = db.session.scalars(select(Topic.id).where(Topic.code == topic)).one()
    db.session.add(OfferingTopic(offering_id=offering.id, topic_id=topic_id, position=0))
    db.session.commit()
    columns = {"city_id": place.city_id, "district_id": place.id, **(run or {})}
    a_run(offering=offering, starts_at=starts_at, **columns)
    return offering


def indexed() -> None:
    """Bring the index in step with what was written."""
    db.session.rollback()
    sync.drain(NOON)


def page_of(client: FlaskClient, address: str) -> str:
    """A page that opens, as a reader sees its words (entities resolved)."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)
