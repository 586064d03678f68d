"""Listings nobody confirms: asked about, demoted, hidden; confirmed by a click or by the same file; runs that close."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.app import create_app
from catalogue.core import jobs
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.core.mail import deliver
from catalogue.enrolment import services as enrolment
from catalogue.enrolment.services.finishing import close_ended_runs
from catalogue.offerings.freshness import freshness_of, services
from catalogue.offerings.freshness.queries import ended_runs
from catalogue.offerings.freshness.rules import Freshness, Thresholds, freshness
from catalogue.offerings.models import IndexChange, Offering, Run
from catalogue.offerings.services.importing import Options, import_file
from catalogue.providers.rules import ProviderOver
from catalogue.search import sync
from catalogue.search.engine import engine
from catalogue.search.plain import plain_search
from catalogue.search.query import Query
from catalogue.settings import Settings, from_environment
from tests.builders import NOON, a_learner, a_provider, a_run, an_offering
from tests.builders_offerings import SMALL
from tests.builders_providers import a_member
from tests.builders_search import a_course, noon, page_of
from tests.mailbox import link_in, mail_files, posted, text_of
from tests.people import browser_of

__all__ = ["noon"]
pytestmark = pytest.mark.made_up_counters
DAY = timedelta(days=1)
MARKS = dict.fromkeys((0x200F, *range(0x2066, 0x206A)))
"""What keeps a title in order where it stands inside a line of the other direction."""
LIMITS = Thresholds(45 * DAY, 75 * DAY, 90 * DAY)


def silent(days: int, title: str, **about: Any) -> Offering:
    """A listing with a date ahead, last spoken of so many days ago."""
    at = NOON - days * DAY
    return a_course(title, published_at=at, changed_at=at, created_at=at, **about)


@pytest.mark.parametrize(
    ("days", "found"),
    [(0, "SURE"), (44.9, "SURE"), (45, "ASKED"), (74.9, "ASKED"), (75, "DEMOTED"), (89.9, "DEMOTED"), (90, "HIDDEN")],
)
def test_a_threshold_is_crossed_on_its_day(days: float, found: str) -> None:
    assert freshness(NOON - days * DAY, NOON, LIMITS).name == found


def titles(page: str) -> list[str]:
    plain = re.sub(r"</?(mark|bdi)>", "", page)
    return re.findall(r"\b(Fresh|Asked|Demoted|Hidden) welding\b(?=\s*</a>)", plain)


@pytest.fixture
def four(bare_app: Flask) -> Flask:
    with bare_app.app_context():
        for days, title in ((100, "Hidden"), (80, "Demoted"), (50, "Asked"), (1, "Fresh")):
            silent(days, f"{title} welding")
        sync.rebuild()
    return bare_app


@pytest.mark.parametrize("query", ["", "q=welding"])
def test_who_is_silent_for_long_stands_behind_and_is_left_out(four: Flask, client: FlaskClient, query: str) -> None:
    default = titles(page_of(client, f"/en/search?{query}"))
    assert sorted(default[:2]) == ["Asked", "Fresh"]
    assert default[2:] == ["Demoted"]
    assert titles(page_of(client, f"/en/search?{query}&open=1"))[2:] == ["Demoted"]
    assert sorted(titles(page_of(client, f"/en/search?{query}&open=all"))) == ["Asked", "Demoted", "Fresh", "Hidden"]


def test_the_index_holds_it_all_the_same_and_time_alone_moves_it(four: Flask, client: FlaskClient) -> None:
    with four.app_context():
        assert sync.check() == 0
        assert len(engine().versions()) == 4
    with time_machine.travel(NOON + 45 * DAY, tick=False):  # the runs were on day 10, so ask for all
        page = page_of(client, "/en/search?open=all")
        assert page.count("Not confirmed lately") >= 3
    assert page_of(client, "/en/search").count("Not confirmed lately") == 1


def test_without_an_index_what_is_hidden_stays_so(four: Flask) -> None:
    with four.app_context():
        found = {which: len(plain_search(Query(open=which), NOON, 10).ids) for which in ("", "1", "all")}
    assert found == {"": 3, "1": 3, "all": 4}


def test_the_page_of_a_demoted_listing_says_so(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        numbers = [silent(days, "Welding").public_id for days in (74, 75)]
    said = ["Not confirmed lately" in client.get(f"/en/offerings/{one}/welding").text for one in numbers]
    assert said == [False, True]


def test_one_click_confirms_and_brings_it_back(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        offering = silent(100, "Hidden welding")
        number, provider = offering.public_id, offering.provider.public_id
        owner_id = a_member(offering.provider, "editor").account_id or 0
        sync.rebuild()
    editor = browser_of(bare_app, owner_id)
    page = page_of(editor, f"/en/provide/{provider}/confirm")
    assert "not shown in results" in page
    assert titles(page_of(client, "/en/search")) == []
    assert editor.get(f"/en/provide/{provider}/confirm/{number}").status_code == 405
    assert editor.post(f"/en/provide/{provider}/confirm/{number}").status_code == 303
    assert "Everything has been confirmed recently" in page_of(editor, f"/en/provide/{provider}/confirm")
    with bare_app.app_context():
        sync.drain(NOON)
    assert titles(page_of(client, "/en/search")) == ["Hidden"]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (50, ("Is this listing still right?", "it is shown after others from")),
        (80, ("Shown after others since", "it is not shown in results from")),
        (100, ("Not shown in results since", "It was last confirmed or changed on")),
    ],
)
def test_the_page_of_a_listing_at_the_desk_says_since_when_and_confirms_it(
    bare_app: Flask, days: int, said: tuple[str, str]
) -> None:
    with bare_app.app_context():
        offering = silent(days, "Welding")
        number, desk = offering.public_id, f"/en/provide/{offering.provider.public_id}"
        editor = browser_of(bare_app, a_member(offering.provider, "editor").account_id or 0)
    page = page_of(editor, f"{desk}/listings/{number}")
    for words in said:
        assert words in page, words
    assert ("not shown in results" in page_of(editor, f"{desk}/listings")) is (days == 100)

    answer = editor.post(f"{desk}/confirm/{number}", data={"from": "listing"})

    assert answer.location.startswith(f"{desk}/listings/{number}?notice=confirmed")
    page = page_of(editor, answer.location)
    assert "This is still right" not in page
    assert said[0] not in page


def test_a_fresh_listing_and_a_draft_are_not_asked_about(bare_app: Flask) -> None:
    with bare_app.app_context():
        fresh = silent(44, "Welding")
        draft = silent(100, "Draft", provider=fresh.provider, state="draft")
        desk = f"/en/provide/{fresh.provider.public_id}/listings"
        editor = browser_of(bare_app, a_member(fresh.provider, "editor").account_id or 0)
        numbers = fresh.public_id, draft.public_id
    for number in numbers:
        assert "This is still right" not in page_of(editor, f"{desk}/{number}")


def test_only_ones_own_published_listing_can_be_confirmed(app: Flask) -> None:
    mine, theirs = silent(50, "Mine"), silent(50, "Theirs")
    draft = silent(50, "Draft", provider=mine.provider, state="draft")
    for number in (theirs.public_id, draft.public_id):
        with pytest.raises(NotFound):
            services.confirm(mine.provider_id, number, actor_id=1, now=NOON)


def test_the_same_file_confirms_once_in_a_week_and_changes_nothing_else(app: Flask) -> None:
    def state_of(at: datetime) -> tuple[list[datetime | None], int]:
        import_file(SMALL, Options(publish=True), at)
        confirmed = list(db.session.scalars(select(Offering.confirmed_at).order_by(Offering.id)))
        return confirmed, len(db.session.scalars(select(IndexChange.id)).all())

    first, marks = state_of(NOON)
    assert state_of(NOON + 6 * DAY) == (first, marks)
    second, more = state_of(NOON + 7 * DAY)
    assert set(second) == {NOON + 7 * DAY}
    assert more == marks + len(second)


def test_each_threshold_is_told_once_in_one_mail_for_all_of_a_provider(app: Flask) -> None:
    provider = a_provider(name_en="Gulf Institute")
    owner = a_member(provider)
    a_member(provider, "instructor")
    silent(40, "First", provider=provider)
    silent(30, "Second", provider=provider)
    told = []
    for day in range(60):
        services.remind(NOON + day * DAY)
        told.append(len(posted(app)))
    news = [day for day in range(1, 60) if told[day] > told[day - 1]]
    # 40 days: crosses 45, 75, 90 after 5, 35, 50 days; 30 days: after 15, 45.
    assert news == [5, 15, 35, 45, 50]
    assert {(one.kind, one.address) for one in posted(app)} == {("listings_to_confirm", owner.account.email)}  # type: ignore[union-attr]


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_mail_names_the_listings_and_leads_to_where_they_are_confirmed(app: Flask, lang: str) -> None:
    provider = a_provider(name_en="Gulf Institute", name_ar="\u0645\u0639\u0647\u062f")
    owner = a_member(provider)
    assert owner.account
    owner.account.language = lang
    for title in ("First", "Second"):
        silent(80, title, provider=provider, title_ar=title)
    services.remind(NOON)
    assert deliver(NOON) == 1
    (mail,) = mail_files(app.config["SETTINGS"].home)
    text = text_of(mail).translate(MARKS)
    assert "- First (" in text
    assert "- Second (" in text
    account = owner.account.public_id
    assert link_in(mail).startswith(f"/{lang}/still-right/{account}-{provider.public_id}-")


def test_what_was_confirmed_before_the_mail_left_is_not_asked_for(app: Flask) -> None:
    offering = silent(50, "First")
    owner_id = a_member(offering.provider).account_id or 0
    services.remind(NOON)
    services.confirm(offering.provider_id, offering.public_id, actor_id=owner_id, now=NOON)
    assert deliver(NOON) == 0


def test_the_thresholds_are_settings(settings: Settings) -> None:
    app = create_app(replace(settings, confirm_after_days=1, demote_after_days=2, hide_after_days=3))
    with app.app_context():
        offering = silent(2, "Welding")
        assert freshness_of(offering, NOON) is Freshness.DEMOTED
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("name", "value"), [("CONFIRM_AFTER_DAYS", "80"), ("HIDE_AFTER_DAYS", "75"), ("ANSWER_REPORTS_DAYS", "0")]
)
def test_thresholds_that_make_no_sense_stop_the_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"CATALOGUE_{name}", value)
    with pytest.raises(ValueError, match="DAYS"):
        from_environment()


def test_a_run_closes_when_it_is_over_and_nobody_is_left_to_be_completed(app: Flask) -> None:
    offering = an_offering()
    empty, full, later = (a_run(offering=offering, starts_at=NOON + days * DAY) for days in (6, 8, 30))
    learner = a_learner()
    enrolment.enrol(full.id, learner.id, acted_by=learner.account_id or 0, now=NOON)
    at = NOON + 10 * DAY

    assert jobs.run_named("runs that are over", at) == 1

    states = dict(db.session.execute(select(Run.id, Run.state)).tuples().all())
    assert states == {empty.id: "completed", full.id: "scheduled", later.id: "scheduled"}
    assert close_ended_runs(at) == 0


def test_a_date_of_a_listing_that_nobody_saw_is_not_completed(app: Flask) -> None:
    draft = a_run(offering=an_offering(state="draft", published_at=None), starts_at=NOON + 6 * DAY)
    assert close_ended_runs(NOON + 10 * DAY) == 0
    assert ended_runs(draft.offering.provider_id, NOON + 10 * DAY) == []


def test_a_run_with_people_who_are_not_completed_stands_on_the_work_list(bare_app: Flask) -> None:
    with bare_app.app_context():
        offering = a_course("Pipe welding", starts_at=NOON - 2 * DAY)
        number, owner_id = offering.provider.public_id, a_member(offering.provider).account_id or 0
        a_run(offering=offering, starts_at=NOON - 3 * DAY, seats_taken=1)
    page = page_of(browser_of(bare_app, owner_id), f"/en/provide/{number}/confirm")
    assert "Dates that have ended" in page
    assert "Pipe welding" in page
    assert re.search(rf'href="/en/provide/{number}/classes/\w+/completion"', page), "there they can be completed"


def test_a_long_work_list_and_its_mail_show_the_first_and_count_the_others(
    bare_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalogue.offerings.freshness.queries.SHOWN", 2)
    monkeypatch.setattr("catalogue.offerings.freshness.mail.NAMED", 2)
    with bare_app.app_context():
        provider = a_provider()
        editor, number = a_member(provider, "editor"), provider.public_id
        assert editor.account
        editor.account.language, editor_id = "en", editor.account_id or 0
        db.session.commit()
        for days, title in ((50, "Third"), (70, "First"), (60, "Second"), (49, "Fourth")):
            silent(days, title, provider=provider)
        services.remind(NOON)
        deliver(NOON)
    page = page_of(browser_of(bare_app, editor_id), f"/en/provide/{number}/confirm")
    assert re.findall(r"(First|Second|Third|Fourth)\b(?=</a>|</bdi></a>)", page) == ["First", "Second"]
    assert '<span class="count">4</span>' in page
    assert "The others follow" in page
    (mail,) = mail_files(bare_app.config["SETTINGS"].home)
    assert "and 2 more listings" in text_of(mail)


def test_at_a_closed_provider_nothing_is_confirmed(bare_app: Flask) -> None:
    with bare_app.app_context():
        offering = silent(50, "Welding", provider=a_provider(state="closed"))
        editor_id = a_member(offering.provider, "editor").account_id or 0
        with pytest.raises(ProviderOver):
            services.confirm(offering.provider_id, offering.public_id, actor_id=editor_id, now=NOON)
        number = offering.provider.public_id
    assert "Welding" not in page_of(browser_of(bare_app, editor_id), f"/en/provide/{number}/confirm")
