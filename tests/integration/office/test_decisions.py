"""Who decided what and when: everybody's or one's own, of one's own cities, nothing that a provider or a file did."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from catalogue.core.audit import last_step
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings import services as offerings
from catalogue.offerings.editing import services as editing
from catalogue.offerings.filed import services as filed
from catalogue.offerings.reports import services as reports
from catalogue.offerings.reports.queries import report_by_public_id
from catalogue.offerings.reports.rules import ReportState
from catalogue.providers import services as providers
from tests.builders import a_learner, a_provider, an_offering
from tests.builders_listings import a_revision
from tests.builders_office import a_city, a_filed_change, a_report, an_applicant, in_review, office_of
from tests.builders_proof import an_office_member
from tests.counting import counted_queries
from tests.people import browser_of


def entries(page: str) -> list[str]:
    """What was decided, the newest first."""
    return re.findall(r'<p class="row"><span class="badge[^"]*">([^<]+)</span>', page)


def all_of_it(actor_id: int) -> None:
    about: dict[str, Any] = {"actor_id": actor_id, "now": now()}
    offerings.approve(in_review(title_en="Welding").id, **about)
    offerings.request_changes(in_review().id, "Please name the room.", **about)
    offerings.take_down(an_offering().id, "It is no course.", **about)
    editing.reject_revision(a_revision(an_offering()).id, "Why?", **about)
    providers.verify(an_applicant().id, **about)
    suspended = a_provider()
    providers.suspend(suspended.id, "Complaints.", **about)
    providers.lift(suspended.id, "They were answered.", **about)
    report = report_by_public_id(a_report(an_offering()))
    reports.decide(report.id, ReportState.REJECTED, **about)
    batch = a_filed_change(an_offering())
    filed.look_at(batch.id, seen=batch.stamp, **about)


def test_each_decision_stands_there_with_who_when_and_why(office: FlaskClient, bare_app: Flask) -> None:
    with bare_app.app_context():
        officer = a_learner(account=an_office_member(), full_name_en="Nora Saleh")
        all_of_it(officer.account_id or 0)
    page = office.get("/en/office/decisions").text
    assert entries(page) == [
        "Changes by file looked at", "Report not confirmed", "Suspension lifted", "Provider suspended",
        "Provider verified",
        "Change not approved", "Listing taken down", "Changes requested", "Listing published",
    ]  # fmt: skip
    assert page.count("Nora Saleh") == 9
    assert [
        reason in page for reason in ("Please name the room.", "It is no course.", "Complaints.", "They were answered.")
    ] == [True] * 4
    assert entries(office.get("/en/office/decisions?by=me").text) == []


def test_what_providers_and_files_do_is_no_decision(office: FlaskClient, bare_app: Flask) -> None:
    with bare_app.app_context():
        editor = a_learner().account_id or 0
        offering = in_review(state="draft")
        offerings.submit(offering.id, actor_id=editor, now=now())
        published = in_review(state="published", published_at=now())
        offerings.pause(published.id, actor_id=editor, now=now())
        offerings.resume(published.id, actor_id=editor, now=now())
        waiting = an_offering()
        a_revision(waiting)
        editing.withdraw_revision(waiting.id, actor_id=editor, now=now())
    assert entries(office.get("/en/office/decisions").text) == []


def test_one_city_sees_its_own_decisions_alone(bare_app: Flask) -> None:
    with bare_app.app_context():
        here, there = a_city(), a_city("yanbu-industrial-city")
        account_id = office_of(here).id
        for city in (here, there):
            providers.verify(an_applicant(city_id=city.id, name_en=f"School of {city.slug}").id,
                             actor_id=account_id, now=now())  # fmt: skip
    page = browser_of(bare_app, account_id).get("/en/office/decisions").text
    assert "School of jubail" in page
    assert "School of yanbu" not in page


def test_the_page_costs_the_same_for_one_or_three_of_each(office: FlaskClient, bare_app: Flask) -> None:
    found = []
    with bare_app.app_context():
        account_id = an_office_member().id
    for more in (1, 2):
        for _ in range(more):
            with bare_app.app_context():
                all_of_it(account_id)
                db.session.remove()
        with counted_queries(bare_app) as queries:
            office.get("/en/office/decisions")
        found.append(len(queries))
    assert found[0] == found[1]


def test_the_steps_of_a_deleted_draft_are_not_those_of_the_next_listing(office: FlaskClient, bare_app: Flask) -> None:
    """SQLite gives its number to the next one."""
    with bare_app.app_context():
        draft = an_offering(state="draft", published_at=None)
        about: dict[str, Any] = {"actor_id": None, "now": now()}
        editing.delete_draft(draft.provider_id, draft.public_id, seen=draft.stamp, **about)
        offering = in_review()
        assert last_step("offering", offering.id).state != "deleted"
        number = offering.public_id
    assert office.get(f"/en/office/listings/{number}").status_code == 200


def test_a_listing_says_what_became_of_it_and_who_did_it(office: FlaskClient, bare_app: Flask) -> None:
    with bare_app.app_context():
        officer = a_learner(account=an_office_member(), full_name_en="Nora Saleh")
        offering = in_review()
        number = offering.public_id
        offerings.request_changes(offering.id, "Please name the room.", actor_id=officer.account_id, now=now())
    page = office.get(f"/en/office/listings/{number}").text
    assert "Nora Saleh" in page
    assert page.count("Please name the room.") == 2, "as a note above, and among its steps"
