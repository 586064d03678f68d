"""The short form: eight questions make a whole draft, and nothing typed is lost (docs/rules/publishing.md, rule 5)."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import func, select

from catalogue.core.db import db
from catalogue.offerings.models import Offering
from catalogue.offerings.parts import parts_of
from catalogue.offerings.rules import missing_for_publishing
from tests.builders_listings import SHORT
from tests.integration.listings.conftest import Bench, a_bench


def test_eight_answers_make_a_draft_that_lacks_nothing(bench: Bench) -> None:
    answer = bench.browser.post(bench.at("/new/short"), data=SHORT)

    assert answer.status_code == 303, answer.text
    with bench.app.app_context():
        made = bench.only()
        (run,) = made.runs
        assert (made.state, made.kind, made.title_en, made.title_ar) == ("draft", "workshop", SHORT["title_en"], None)
        assert missing_for_publishing(parts_of(made)) == ()
        assert (run.capacity, run.price_halalas, run.gender_mode) == (12, 5000, "women")
        assert run.starts_at == datetime(2027, 1, 20, 14, 30, tzinfo=UTC), "half past five in Riyadh"
        assert run.enrol_closes_at == run.starts_at
        assert (run.venue.name_en if run.venue else "") == "Library hall"
        assert run.district is not None
    page = bench.browser.get(answer.location)
    assert "It is saved." in page.text
    assert "Send it to the office" in page.text


def test_hijri_days_and_arabic_digits_mean_the_same_day(bench: Bench) -> None:
    typed = {
        **SHORT, "sessions_calendar": "hijri", "sessions_day": "\u0661\u0662", "sessions_month": "\u0668",
        "sessions_year": "\u0661\u0664\u0664\u0668", "starts": "\u0661\u0667:\u0663\u0660", "price": "\u0665\u0660",
    }  # fmt: skip

    assert bench.browser.post(bench.at("/new/short"), data=typed).status_code == 303

    with bench.app.app_context():
        (run,) = bench.only().runs
        assert run.starts_at == datetime(2027, 1, 20, 14, 30, tzinfo=UTC), "12 Shaban 1448 by Umm al-Qura"
        assert run.price_halalas == 5000


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(bench: Bench) -> None:
    typed = {**SHORT, "price": "many", "sessions_month": "13", "ends": "16:00", "title_en": ""}

    answer = bench.browser.post(bench.at("/new/short"), data=typed)

    assert answer.status_code == 422
    for name in ("price", "sessions", "title_en"):
        assert f'href="#f-{name}"' in answer.text, name
        assert f'id="f-{name}-error"' in answer.text, name
    assert answer.text.count("Enter a title") == 2, "in the summary of errors, and at the field"
    assert 'value="many"' in answer.text
    assert "Library hall" in answer.text
    with bench.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Offering)) == 0


def test_a_title_is_enough_to_put_it_away_for_later(bench: Bench) -> None:
    answer = bench.browser.post(bench.at("/new/short"), data={"title_en": "Bread", "do": "later"})

    assert answer.status_code == 303
    page = bench.browser.get(answer.location)
    assert "Missing for publishing" in page.text
    assert "Send it to the office" not in page.text


def test_an_arabic_page_needs_only_arabic(bench: Bench) -> None:
    typed = {key.replace("_en", "_ar"): value for key, value in SHORT.items()}

    assert bench.browser.post(bench.at("/new/short", "ar"), data=typed).status_code == 303

    with bench.app.app_context():
        made = bench.only()
        assert (made.title_ar, made.title_en, made.languages) == (SHORT["title_en"], None, ["ar"])


def test_a_desk_that_was_closed_changes_nothing(bare_app: Flask) -> None:
    bench = a_bench(bare_app, state="closed")

    answer = bench.browser.post(bench.at("/new/short"), data=SHORT)

    assert answer.status_code == 409
    assert SHORT["title_en"] in answer.text
