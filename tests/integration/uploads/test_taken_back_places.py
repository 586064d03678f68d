"""Taking an import back: places that it described otherwise, and programmes of which a step goes."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from catalogue.core.db import db
from catalogue.offerings.models import Offering, Venue
from catalogue.offerings.uploads import queries
from catalogue.offerings.uploads.models import Upload
from catalogue.providers.models import Provider
from tests.builders import a_provider
from tests.builders_offerings import a_line, a_run_line
from tests.builders_uploads import a_row, a_table, offering, published, sent, undone


def told(upload: Upload) -> list[str]:
    return [item.words["en"] for item in queries.not_done(upload)]


def in_a_hall(reference: str, address: str, **about: Any) -> dict[str, Any]:
    venue = {"name": {"en": "Hall"}, "address": {"en": address}}
    run = a_run_line(mode="in_person", city="jubail-industrial-city", district="khalij", venue=venue)
    return a_line(reference=reference, provider=None, runs=[run], **about)


def a_file_of(*lines: dict[str, Any]) -> bytes:
    return b"\n".join(json.dumps(line).encode() for line in lines)


def hall() -> Venue:
    db.session.expire_all()
    return db.session.scalars(select(Venue)).one()


def two_in_a_hall() -> tuple[Provider, Upload]:
    """A file gave the hall in which both are held another address."""
    provider = a_provider()
    for address in ("Gate 1", "Gate 2"):
        lines = (in_a_hall(one, address) for one in ("c1", "c2"))
        upload = published(sent(provider, a_file_of(*lines), "file.jsonl"))
    return provider, upload


def test_a_place_that_the_file_described_otherwise_becomes_what_it_was(app: Flask) -> None:
    _provider, upload = two_in_a_hall()
    undone(upload)
    assert hall().address_en == "Gate 1"


def test_a_place_that_was_described_otherwise_since_stays_so(app: Flask) -> None:
    _provider, upload = two_in_a_hall()
    hall().address_en = "Gate 3"
    db.session.commit()

    upload = undone(upload)

    assert hall().address_en == "Gate 3"
    assert ["changed since" in one for one in told(upload)] == [True] * len(told(upload))
    assert told(upload)


def test_a_programme_of_which_a_step_goes_is_not_approved_as_it_was_seen(app: Flask) -> None:
    provider = a_provider()
    upload = published(sent(provider, a_table(a_row(1))))
    line = a_line(reference="p", kind="programme", provider=None, steps=["c1"])
    published(sent(provider, a_file_of(line), "file.jsonl"))
    db.session.execute(update(Offering).where(Offering.reference == "p").values(state="in_review"))
    db.session.commit()
    seen = offering("p").stamp

    undone(upload)

    db.session.expire_all()
    assert (offering("p").steps, offering("p").stamp != seen) == ([], True)
