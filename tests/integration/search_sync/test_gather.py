"""What the index is told about an offering."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.offerings.models import Offering
from catalogue.search.documents import Document
from catalogue.search.gather import all_documents, documents, time_of_day
from tests.builders import a_place, a_run, a_venue, an_offering
from tests.builders_offerings import SMALL, taken
from tests.integration.offerings.test_queries import counted_queries


def the_document(reference: str = "o1") -> Document:
    offering_id = db.session.scalars(select(Offering.id).where(Offering.reference == reference)).one()
    (found,) = documents([offering_id])
    return found


def test_the_facts_of_an_offering(app: Flask) -> None:
    taken(SMALL, publish=True)
    document = the_document()

    assert document.topics == ("07", "071", "0715"), "with the broader fields"
    assert (document.kind, document.format, document.level) == ("course", "upskilling", "beginner")
    assert (document.credential, document.age_min, document.age_max) == ("completion", 18, 60)
    assert (document.audiences, document.occupations) == (("employees", "job_seekers"), ("7212",))
    assert len(document.skills) == 1, "words of the provider's own are text, not facets"


def test_the_texts_of_an_offering_are_in_both_languages(app: Flask) -> None:
    taken(SMALL, publish=True)
    texts = {(text.field, text.lang): text.text for text in the_document().texts if text.field != "place"}

    assert texts[("title", "en")] == "Pipe welding"
    assert texts[("provider", "en")] == "Test provider"
    subjects = {text.text for text in the_document().texts if (text.field, text.lang) == ("subject", "en")}
    assert "hand filing" in subjects
    assert ("summary", "ar") in texts


def test_the_facts_of_a_run(app: Flask) -> None:
    taken(SMALL, publish=True)
    run = next(run for run in the_document().runs if run.mode == "in_person")

    assert (run.city, run.district) == ("jubail-industrial-city", "jubail-industrial-city:khalij")
    assert run.zone == "jubail-industrial-city:fanateer"
    assert (run.days, run.times) == (("wed",), ("evening",)), "17:00 in Riyadh; the cancelled session does not count"
    assert run.starts_at == datetime(2027, 1, 20, 14, tzinfo=UTC)
    assert (run.access, run.languages, run.waiting_open) == (("parking",), ("en",), True)
    assert (run.price_halalas, run.capacity, run.seats_taken, run.lat, run.lon) == (15050, 12, 0, 27.1, 49.5)


def test_a_run_takes_the_languages_of_its_offering_and_the_place_of_its_venue(app: Flask) -> None:
    place = a_place()
    offering = an_offering(languages=["ar", "en"])
    a_run(offering=offering, venue_id=a_venue(city_id=place.city_id, district_id=place.id).id)

    run = documents([offering.id])[0].runs[0]
    assert (run.languages, run.city, run.district) == (("ar", "en"), "jubail-industrial-city", place.key)


def test_a_zone_is_district_and_zone_at_once(app: Flask) -> None:
    taken(SMALL, publish=True)

    run = the_document("o2").runs[0]
    assert run.district == run.zone == "jubail-industrial-city:fanateer"


def test_drafts_of_runs_are_left_out_and_cancelled_ones_stay(app: Flask) -> None:
    offering = an_offering()
    a_run(offering=offering, state="draft")
    cancelled = a_run(offering=offering, state="cancelled")

    assert [run.run_id for run in documents([offering.id])[0].runs] == [cancelled.id]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (time(0), "morning"), (time(11, 59), "morning"), (time(12), "afternoon"), (time(16, 59), "afternoon"),
        (time(17), "evening"), (time(23, 59), "evening"),
    ],
)  # fmt: skip
def test_times_of_the_day(start: time, expected: str) -> None:
    assert time_of_day(start) == expected


@pytest.mark.parametrize("number", [1, 3])
def test_gathering_costs_the_same_for_one_or_three(app: Flask, number: int) -> None:
    place = a_place()
    ids = []
    for _each in range(number):
        offering = an_offering()
        a_run(offering=offering, venue_id=a_venue(district_id=place.id).id, district_id=place.id, city_id=place.city_id)
        ids.append(offering.id)
    documents(ids)  # the vocabularies are kept from now on
    db.session.expunge_all()

    with counted_queries() as seen:
        assert len(documents(ids)) == number

    assert len(seen) == 6, "\n".join(seen)


def test_nothing_is_asked_for_nothing(app: Flask) -> None:
    with counted_queries() as seen:
        assert documents([]) == []

    assert seen == []


def test_all_documents_come_in_batches(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalogue.search.gather.BATCH", 2)
    for _number in range(3):
        an_offering()

    assert [len(batch) for batch in all_documents()] == [2, 1]


@pytest.mark.parametrize(
    ("lang", "summary", "about", "mentioned"),
    [
        ("en", "Fly over a port. No pilot licence needed.", "Fly over a port.  .", "No pilot licence needed"),
        ("en", "No oven needed: all that is needed is a pan.", ": all that is needed is a pan.", "No oven needed"),
        ("en", "Apps by no-code tools, a laptop is needed.", "Apps by no-code tools, a laptop is needed.", None),
        ("en", "No stage, no slides.", "No stage, no slides.", None),
        ("ar", "قراءة في رواية، لا يشترط إتمام الكتاب.", "قراءة في رواية،  .", "لا يشترط إتمام الكتاب"),
        ("ar", "غناء بالسماع ولا تُشترط معرفة النوتة.", "غناء بالسماع  .", "ولا تُشترط معرفة النوتة"),
    ],
)
def test_what_is_not_needed_is_not_what_an_offering_is_about(
    app: Flask, lang: str, summary: str, about: str, mentioned: str | None
) -> None:
    told: dict[str, Any] = {f"summary_{lang}": summary}
    (document,) = documents([an_offering(**told).id])

    texts = {(text.field, text.text) for text in document.texts if text.lang == lang}

    assert ("summary", about) in texts
    assert mentioned is None or ("body", mentioned) in texts
