"""The office looks at listings: the queue, the page, the decision, the mails, whose city it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.core import audit
from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.mail import deliver
from catalogue.offerings import services
from catalogue.offerings.editing.models import OfferingRevision
from catalogue.offerings.rules import NotReadyForPublishing, OfferingCannotBecome, ProviderNotChecked, ReasonNeeded
from catalogue.providers.models import Provider
from tests.builders import NOON, a_provider, a_run, an_offering, saved
from tests.builders_listings import a_revision
from tests.builders_office import a_city, an_applicant, in_review, office_of
from tests.builders_providers import a_member
from tests.counting import counted_queries
from tests.integration.office.deciding import decide, stored
from tests.mailbox import link_in, mail_files, posted, text_of


def test_the_queue_shows_the_longest_waiting_first_and_how_long(bare_app: Flask, office: FlaskClient) -> None:
    with bare_app.app_context():
        for title, days in (("Painting", 2), ("Welding", 9), ("Cooking", 0)):
            offering = in_review(title_en=title, changed_at=now())
            audit.record("offering", offering.id, before="draft", after="in_review", cause="submitted", actor_id=None,
                         now=now() - timedelta(days=days))  # fmt: skip
            db.session.commit()
        an_offering(title_en="Already there")
    page = office.get("/en/office").text
    places = [page.index(title) for title in ("Welding", "Painting", "Cooking")]
    assert places == sorted(places)
    assert "waits for 9 days" in page
    assert "waits since today" in page
    assert "Already there" not in page


@pytest.mark.parametrize("items", [1, 3])
def test_the_first_page_costs_the_same_for_one_or_three(bare_app: Flask, office: FlaskClient, items: int) -> None:
    with bare_app.app_context():
        for _ in range(items):
            in_review(an_applicant())
    with counted_queries(bare_app) as queries:
        page = office.get("/en/office").text
    assert page.count("worklist__item") == 2 * items
    assert len(queries) == 13, "\n".join(queries)


def test_a_listing_stands_there_in_both_languages_with_what_it_lacks(bare_app: Flask, office: FlaskClient) -> None:
    with bare_app.app_context():
        number = an_offering(state="in_review", title_en="Welding", title_ar=None, summary_en=None).public_id
    page = office.get(f"/en/office/listings/{number}").text
    for words in ("A summary or a description", "A topic", "A date on which", "Not written: the other language"):
        assert words in page
    assert 'value="publish"' not in page
    assert 'value="changes"' in page


def test_of_several_dates_the_number_of_the_one_that_lacks_something_is_told(
    bare_app: Flask, office: FlaskClient
) -> None:
    with bare_app.app_context():
        offering = in_review()
        a_run(offering=offering, mode="online_live", price_halalas=None)
        number = offering.public_id
    page = office.get(f"/en/office/listings/{number}").text
    assert "<li>The price (date 2)</li>" in page


def test_an_arabic_title_that_begins_with_latin_letters_reads_from_the_right(
    bare_app: Flask, office: FlaskClient
) -> None:
    """By itself a browser lays it out from the left, because of its first letter."""
    title = "SQL: \u0643\u064a\u0641"
    with bare_app.app_context():
        number = in_review(title_ar=title).public_id
    page = office.get(f"/ar/office/listings/{number}").text
    assert page.count(f'<bdi dir="rtl">{title}</bdi>') == 1, "in its heading"


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_its_page_is_shown_as_everybody_would_see_it(bare_app: Flask, office: FlaskClient, lang: str) -> None:
    with bare_app.app_context():
        number = in_review(title_en="Welding", learn_en="Cutting\nSeams").public_id
    page = office.get(f"/{lang}/office/listings/{number}/page")
    assert page.status_code == 200
    assert "Cutting" in page.text
    assert 'class="enrol"' in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert bare_app.test_client().get(f"/{lang}/offerings/{number}").status_code == 404


def test_publishing_shows_it_and_tells_owners_and_editors(bare_app: Flask, office: FlaskClient) -> None:
    with bare_app.app_context():
        offering = in_review(title_en="Welding")
        number = offering.public_id
        people = [a_member(offering.provider, role) for role in ("owner", "editor", "instructor")]
        addresses = [one.account.email for one in people if one.account]
    assert decide(office, number, decision="publish") == 303
    assert stored(bare_app, number).state == "published"
    assert bare_app.test_client().get(f"/en/offerings/{number}/welding").status_code == 200
    told = [(one.kind, one.address) for one in posted(bare_app)]
    assert told == [("listing_published", address) for address in addresses[:2]]


def test_the_step_stands_in_the_audit_trail_with_who_decided(bare_app: Flask, office: FlaskClient) -> None:
    with bare_app.app_context():
        number = in_review().public_id
    decide(office, number, decision="changes", reason="Please name the room.")
    with bare_app.app_context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.entity == "offering")).one()
        assert (entry.from_state, entry.to_state, entry.cause) == (
            "in_review", "changes_requested", "Please name the room.",
        )  # fmt: skip
        assert entry.actor_id is not None


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_request_for_changes_is_mailed_with_its_reason(bare_app: Flask, office: FlaskClient, lang: str) -> None:
    with bare_app.app_context():
        offering = in_review(title_en="Welding", title_ar="\u0644\u062d\u0627\u0645")
        owner = a_member(offering.provider)
        assert owner.account
        owner.account.language = lang
        db.session.commit()
        number, provider = offering.public_id, offering.provider.public_id
    assert decide(office, number, decision="changes", reason="Please name the room.") == 303
    with bare_app.app_context():
        deliver(now())
        home = bare_app.config["SETTINGS"].home
    (mail,) = mail_files(home)
    assert ("Welding" if lang == "en" else "\u0644\u062d\u0627\u0645") in mail["Subject"]
    assert "Please name the room." in text_of(mail)
    assert link_in(mail) == f"/{lang}/provide/{provider}/listings/{number}"


@pytest.mark.parametrize("decision", ["changes", "take_down"])
def test_no_reason_no_decision_and_nothing_that_was_chosen_is_lost(
    bare_app: Flask, office: FlaskClient, decision: str
) -> None:
    with bare_app.app_context():
        number = in_review(state="in_review" if decision == "changes" else "published", published_at=NOON).public_id
    answer = office.post(f"/en/office/listings/{number}", data={"decision": decision, "reason": "  "})
    assert answer.status_code == 422
    assert "Give a reason" in answer.text
    assert f'value="{decision}" checked' in answer.text
    assert posted(bare_app) == []


def test_what_is_taken_down_is_gone_for_everybody(bare_app: Flask, office: FlaskClient) -> None:
    with bare_app.app_context():
        offering = in_review(state="published", published_at=NOON, title_en="Welding")
        a_member(offering.provider)
        number = offering.public_id
    address = f"/en/offerings/{number}/welding"
    assert bare_app.test_client().get(address).status_code == 200
    assert decide(office, number, decision="take_down", reason="It is no course.") == 303
    assert bare_app.test_client().get(address).status_code == 404
    assert [one.kind for one in posted(bare_app)] == ["listing_taken_down"]


def test_a_new_provider_and_its_first_listing_are_let_in_with_one_step(bare_app: Flask, office: FlaskClient) -> None:
    with bare_app.app_context():
        offering = in_review(an_applicant())
        number = offering.public_id
    page = office.get(f"/en/office/listings/{number}").text
    assert 'value="verify"' in page
    assert 'value="publish"' not in page
    assert decide(office, number, decision="publish") == 422
    assert decide(office, number, decision="verify") == 303
    found = stored(bare_app, number)
    with bare_app.app_context():
        assert (found.state, db.session.get_one(Provider, found.provider_id).state) == ("published", "verified")


def test_a_provider_is_not_verified_where_its_listing_cannot_be_published(app: Flask) -> None:
    offering = an_offering(provider=an_applicant(), state="in_review")
    with pytest.raises(NotReadyForPublishing):
        services.approve(offering.id, verify_provider=True, actor_id=None, now=NOON)
    db.session.expire_all()
    assert offering.provider.state == "applied"


def test_nothing_of_a_suspended_provider_is_published(app: Flask) -> None:
    offering = in_review(a_provider(state="suspended"))
    with pytest.raises(ProviderNotChecked):
        services.approve(offering.id, actor_id=None, now=NOON)


def test_changes_are_asked_for_in_review_only_and_with_a_reason(app: Flask) -> None:
    offering = in_review()
    with pytest.raises(ReasonNeeded):
        services.request_changes(offering.id, " ", actor_id=None, now=NOON)
    services.request_changes(offering.id, "Please name the room.", actor_id=None, now=NOON)
    with pytest.raises(OfferingCannotBecome):
        services.request_changes(offering.id, "Again.", actor_id=None, now=NOON)


def test_a_listing_published_without_a_review_tells_nobody(bare_app: Flask) -> None:
    with bare_app.app_context():
        offering = in_review(state="draft")
        a_member(offering.provider)
        services.publish(offering.id, actor_id=None, now=NOON)
    assert posted(bare_app) == []


def test_who_looks_after_one_city_sees_and_decides_only_that(
    bare_app: Flask, browser: Callable[[int], FlaskClient]
) -> None:
    with bare_app.app_context():
        jubail, yanbu = a_city(), a_city("yanbu-industrial-city")
        here = in_review(an_applicant(city_id=jubail.id, name_en="Jubail school"), title_en="Welding").public_id
        there = in_review(an_applicant(city_id=yanbu.id, name_en="Yanbu school"), title_en="Painting")
        nowhere = in_review(a_provider(name_en="Anywhere"), title_en="Cooking").public_id
        number, provider = there.public_id, there.provider.public_id
        account_id, of_all = office_of(jubail).id, office_of(None).id
    local, all_cities = browser(account_id), browser(of_all)
    page = local.get("/en/office").text
    assert "Welding" in page
    assert "Painting" not in page
    assert "Yanbu school" not in page
    assert "Cooking" not in page
    for address in (f"listings/{number}", f"listings/{number}/page", f"providers/{provider}", f"listings/{nowhere}"):
        assert local.get(f"/en/office/{address}").status_code == 404
        assert all_cities.get(f"/en/office/{address}").status_code == 200
    assert decide(local, number, decision="verify") == 404
    assert stored(bare_app, number).state == "in_review"
    assert local.get(f"/en/office/listings/{here}").status_code == 200


def test_a_listing_of_ones_city_by_a_provider_of_another_does_not_verify_that_provider(
    bare_app: Flask, browser: Callable[[int], FlaskClient]
) -> None:
    with bare_app.app_context():
        jubail, yanbu = a_city(), a_city("yanbu-industrial-city")
        offering = in_review(an_applicant(city_id=yanbu.id), city_id=jubail.id)
        saved(offering)
        number, account_id = offering.public_id, office_of(jubail).id
    local = browser(account_id)
    assert 'value="verify"' not in local.get(f"/en/office/listings/{number}").text
    assert decide(local, number, decision="verify") == 404


def test_nobody_else_sees_or_decides(bare_app: Flask, browser: Callable[[int], FlaskClient]) -> None:
    with bare_app.app_context():
        offering = in_review()
        number, owner_id = offering.public_id, a_member(offering.provider).account_id
    owner = browser(owner_id or 0)
    assert owner.get(f"/en/office/listings/{number}").status_code == 403
    assert decide(owner, number, decision="publish") == 403


@pytest.mark.parametrize("state", ["rejected", "closed"])
def test_of_a_provider_that_is_over_nothing_waits(bare_app: Flask, office: FlaskClient, state: str) -> None:
    with bare_app.app_context():
        provider = a_provider(state=state)
        in_review(provider, title_en="Welding")
        a_revision(an_offering(provider=provider, title_en="Painting"))
    page = office.get("/en/office").text
    assert "Welding" not in page
    assert "Painting" not in page


def test_what_was_proposed_goes_with_a_listing_that_is_taken_down(bare_app: Flask, office: FlaskClient) -> None:
    with bare_app.app_context():
        offering = an_offering(title_en="Painting")
        number, revision_id = offering.public_id, a_revision(offering).id
    assert decide(office, number, decision="take_down", reason="It never took place.") == 303
    assert "Painting" not in office.get("/en/office").text
    with bare_app.app_context():
        assert db.session.get_one(OfferingRevision, revision_id).state == "withdrawn"


def test_no_page_takes_more_of_a_reason_than_is_kept(bare_app: Flask, office: FlaskClient) -> None:
    with bare_app.app_context():
        waiting = in_review(an_applicant())
        pages = [
            f"listings/{waiting.public_id}",
            f"providers/{waiting.provider.public_id}",
            f"revisions/{a_revision(an_offering()).public_id}",
        ]
    for page in pages:
        fields = re.findall(r'<textarea[^>]*name="\w*reason"[^>]*>', office.get(f"/en/office/{page}").text)
        assert fields, page
        assert all('maxlength="500"' in field for field in fields), page


@pytest.mark.parametrize("state", ["draft", "paused", "changes_requested"])
def test_the_office_publishes_only_what_was_sent(app: Flask, state: str) -> None:
    offering = in_review()
    offering.state = state
    db.session.commit()
    with pytest.raises(OfferingCannotBecome):
        services.approve(offering.id, actor_id=office_of(None).id, now=now())
