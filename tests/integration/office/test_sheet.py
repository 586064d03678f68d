"""What the office judges is all that the page will show and all that people are asked: nothing is published unseen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from catalogue.core.db import db
from catalogue.offerings.exchange.shape import Raw
from catalogue.offerings.models import Offering
from catalogue.offerings.services.importing import Options, import_lines
from tests.builders import NOON, a_provider, a_run
from tests.builders_listings import a_revision
from tests.builders_offerings import a_line, a_run_line
from tests.builders_office import in_review
from tests.builders_uploads import offering
from tests.counting import counted_queries

DAY = timedelta(days=1)


def moment(days: int, hour: int) -> str:
    return (NOON.replace(hour=hour) + days * DAY).isoformat()


RUN: dict[str, Any] = {
    "mode": "blended",
    "city": "jubail-industrial-city",
    "district": "khalij",
    "venue": {
        "name": {"ar": "\u0642\u0627\u0639\u0629", "en": "Main hall"},
        "address": {"en": "12 Reef Street"},
        "access": {"wheelchair": "yes", "hearing_loop": "no", "childcare": "unknown"},
    },
    "room": {"en": "Room 7"},
    "join_url": "https://meet.example.org/abc",
    "gender_mode": "separate_sections",
    "sections": [
        {"key": "w", "gender_mode": "women", "capacity": 11},
        {"key": "m", "gender_mode": "men", "capacity": 13},
    ],
    "price": "345.00",
    "reduced": {"price": "0.00", "for": "job_seekers"},
    "capacity": 24,
    "waiting_list": 17,
    "minimum": 6,
    "allocation": "approval",
    "languages": ["ur"],
    "enrol_opens_at": moment(1, 5),
    "enrol_closes_at": moment(8, 20),
    "cancel_until": moment(9, 9),
    "questions": [
        {"key": "id", "label": {"en": "Your identity number?"}, "required": True},
        {"key": "size", "label": {"en": "Size of shoes?"}, "kind": "choice",
         "options": [{"value": "s", "label": {"en": "Small feet"}}]},
    ],
    "sessions": [
        {"starts_at": moment(10, 14), "ends_at": moment(10, 17)},
        {"starts_at": moment(17, 15), "ends_at": moment(17, 18)},
    ],
}  # fmt: skip
LISTING: dict[str, Any] = {
    "topics": ["0715"],
    "level": "advanced",
    "age_min": 16,
    "age_max": 44,
    "audiences": ["job_seekers"],
    "languages": ["ar", "en"],
    "credential": "professional",
    "hours": 77,
    "skills_taught": ["Underwater welding"],
    "skills_required": ["Holding one's breath"],
    "prerequisites": ["Swimming for beginners"],
    "image": {"url": "https://pictures.example.org/w.jpg", "alt": {"en": "Two welders"}, "credit": "A. Photographer"},
    "learn": {"en": "Cutting"},
    "who_for": {"en": "Divers"},
    "bring": {"en": "Goggles"},
    "assessed": {"en": "A test piece"},
    "funding": {"en": "The fund pays half"},
    "description": {"en": "Deep down."},
}
SHOWN = (
    "Advanced", "Ages 16 to 44", "Job seekers", "77", "Underwater welding", "Holding one", "Swimming for beginners",
    "https://pictures.example.org/w.jpg", "Two welders", "A. Photographer", "Cutting", "Divers", "Goggles",
    "A test piece", "The fund pays half", "Deep down.",
    "Main hall", "\u0642\u0627\u0639\u0629", "12 Reef Street", "Room 7", "https://meet.example.org/abc",
    "Women only: 11", "Men only: 13", "345", "Free for this group", "24", "17", "Whom the provider approves", "Urdu",
    "Your identity number?", "Size of shoes?", "Small feet", "An answer is needed",
)  # fmt: skip


@pytest.fixture
def number(bare_app: Flask) -> str:
    """A listing that says everything that a listing can say."""
    with time_machine.travel(NOON, tick=False), bare_app.app_context():
        provider = a_provider()
        line = {**a_line(), **LISTING, "reference": "o1", "provider": None, "runs": [a_run_line(**RUN)]}
        options = Options(provider=provider.reference, only_provider=True, may_enter_providers=False)
        report = import_lines([Raw(1, line)], options, NOON)
        assert (report.created, report.problems) == (1, [])
        offering("o1").state = "in_review"
        db.session.commit()
        return str(offering("o1").public_id)


def test_the_review_shows_everything(bare_app: Flask, office: FlaskClient, number: str) -> None:
    page = office.get(f"/en/office/listings/{number}").text
    assert [words for words in SHOWN if words not in page] == []
    for place in ("There: Wheelchair", "Not there: ", "Not known: "):
        assert place in page
    meetings = page[page.index("2 meetings") :]
    assert meetings.count("<li>") >= 2


def test_so_do_the_changes_of_one_beside_what_would_change(bare_app: Flask, office: FlaskClient, number: str) -> None:
    with bare_app.app_context():
        found: Offering = offering("o1")
        found.state, found.published_at = "published", NOON
        db.session.commit()
        revision = a_revision(found).public_id
    page = office.get(f"/en/office/revisions/{revision}").text
    assert "The listing as it is now" in page
    assert [words for words in SHOWN if words not in page] == []


def test_what_nobody_said_is_called_not_stated(bare_app: Flask, office: FlaskClient) -> None:
    with bare_app.app_context():
        number = in_review(audiences=[], level=None).public_id
    page = office.get(f"/en/office/listings/{number}").text
    assert "Everybody" in page
    assert "Not stated" in page
    assert "Nothing is said about access" not in page, "where nobody meets there is no place"


def test_the_page_costs_the_same_however_many_dates_there_are(
    bare_app: Flask, office: FlaskClient, number: str
) -> None:
    office.get(f"/en/office/listings/{number}")  # a process reads the vocabularies once
    found = []
    for more in (0, 3):
        with bare_app.app_context():
            for _ in range(more):
                a_run(offering=offering("o1"))
        with counted_queries(bare_app) as queries:
            office.get(f"/en/office/listings/{number}")
        found.append(len(queries))
    assert found[0] == found[1]
