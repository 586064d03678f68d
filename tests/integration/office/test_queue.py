"""Working through the queues: what is shown of them, what comes next, what was decided, and a slip taken back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.core import audit
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings import services
from catalogue.offerings.rules import OfferingCannotBecome
from tests.builders import NOON, a_provider, an_offering
from tests.builders_listings import a_revision
from tests.builders_office import a_city, an_applicant, in_review, office_of
from tests.builders_providers import a_member
from tests.counting import counted_queries
from tests.integration.office.deciding import stored
from tests.mailbox import posted
from tests.people import browser_of
from tests.stamps import seen_in


def waiting(title: str, days: int, provider: Any = None, **facts: Any) -> str:
    """A listing that has waited so long. :returns: its number."""
    offering = in_review(provider, title_en=title, changed_at=now(), **facts)
    audit.record("offering", offering.id, before="draft", after="in_review", cause="submitted", actor_id=None,
                 now=now() - timedelta(days=days))  # fmt: skip
    db.session.commit()
    return offering.public_id


@pytest.fixture
def three(bare_app: Flask) -> list[str]:
    """The longest waiting first."""
    with bare_app.app_context():
        return [waiting(title, days) for title, days in (("Welding", 9), ("Painting", 5), ("Cooking", 1))]


def decide(office: FlaskClient, address: str, **form: str) -> Any:
    return office.post(address, data={**seen_in(office.get(address).text), **form})


def test_after_a_decision_the_next_one_follows_and_says_how_many_wait(office: FlaskClient, three: list[str]) -> None:
    answer = decide(office, f"/en/office/listings/{three[0]}", decision="publish")
    assert answer.location.startswith(f"/en/office/listings/{three[1]}?")
    page = office.get(answer.location).text
    assert "This is the next one" in page
    assert "2 wait in this queue" in page
    assert re.search(rf'Decided: <a href="/en/office/listings/{three[0]}">', page)


def test_after_the_last_one_it_is_said_that_nothing_more_waits(office: FlaskClient, bare_app: Flask) -> None:
    with bare_app.app_context():
        number = waiting("Welding", 2)
        a_revision(an_offering(title_en="Painting"))
    answer = decide(office, f"/en/office/listings/{number}", decision="publish")
    page = office.get(answer.location).text
    assert "Nothing more waits in that queue" in page
    assert re.search(r"<dt>Changes</dt><dd><a[^>]*>1</a>", page)


def test_one_can_be_left_and_the_next_is_the_one_after_it(office: FlaskClient, three: list[str]) -> None:
    skip = re.compile(r'href="(/en/office/listings/\w+)[^"]*">Leave it')
    seen = [f"/en/office/listings/{three[0]}"]
    for _ in range(3):
        found = skip.search(office.get(seen[-1]).text)
        assert found
        seen.append(found.group(1))
    assert seen == [f"/en/office/listings/{number}" for number in (*three, three[0])]
    answer = decide(office, f"/en/office/listings/{three[1]}", decision="publish")
    assert three[2] in answer.location, "what was left is not shown again at once"


def test_what_is_not_in_the_queue_leads_nowhere_else(office: FlaskClient, three: list[str], bare_app: Flask) -> None:
    with bare_app.app_context():
        number = in_review(state="published", published_at=NOON).public_id
    answer = decide(office, f"/en/office/listings/{number}", decision="take_down", reason="It is no course.")
    assert answer.location.startswith(f"/en/office/listings/{number}?")


def test_what_was_chosen_of_the_queue_is_what_is_worked_through(office: FlaskClient, bare_app: Flask) -> None:
    with bare_app.app_context():
        first, _other, last = (
            waiting("Welding", 9, kind="workshop"), waiting("Painting", 5), waiting("Cooking", 1, kind="workshop")
        )  # fmt: skip
    page = office.get("/en/office/listings?kind=workshop").text
    assert re.findall(r'worklist__title"><a href="([^"]+)"', page) == [
        f"/en/office/listings/{number}?kind=workshop" for number in (first, last)
    ]
    answer = decide(office, f"/en/office/listings/{first}?kind=workshop", decision="publish", kind="workshop")
    assert last in answer.location
    assert "kind=workshop" in answer.location
    assert 'name="kind" value="workshop"' in office.get(answer.location).text


@pytest.mark.parametrize(
    ("who", "titles"), [("new", ["Welding"]), ("known", ["Painting"]), ("what", ["Welding", "Painting"])]
)
def test_listings_of_new_providers_can_be_chosen(
    office: FlaskClient, bare_app: Flask, who: str, titles: list[str]
) -> None:
    with bare_app.app_context():
        waiting("Welding", 9, an_applicant())
        waiting("Painting", 5, a_provider())
    page = office.get(f"/en/office/listings?who={who}").text
    assert [title for title in ("Welding", "Painting") if title in page] == titles


def test_of_a_city_that_is_chosen_only_its_own_waits(office: FlaskClient, bare_app: Flask) -> None:
    with bare_app.app_context():
        waiting("Welding", 9, a_provider(city_id=a_city().id))
        waiting("Painting", 5, a_provider(city_id=a_city("yanbu-industrial-city").id))
        officer = office_of(a_city()).id
    page = office.get("/en/office/listings?city=yanbu-industrial-city").text
    assert "Painting" in page
    assert "Welding" not in page
    assert "Painting" not in browser_of(bare_app, officer).get("/en/office/listings?city=yanbu-industrial-city").text


def test_a_long_queue_has_pages_and_the_first_page_of_the_office_its_beginning(
    office: FlaskClient, bare_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalogue.office.queue.PER_PAGE", 2)
    monkeypatch.setattr("catalogue.office.views.FIRST", 1)
    with bare_app.app_context():
        for days in range(5):
            waiting(f"Course {days}", 9 - days)
    shown = [re.findall(r"Course \d", office.get(f"/en/office/listings?page={page}").text) for page in (1, 2, 3, 9)]
    assert [sorted(set(one)) for one in shown] == [
        ["Course 0", "Course 1"], ["Course 2", "Course 3"], ["Course 4"], ["Course 4"],
    ]  # fmt: skip
    overview = office.get("/en/office").text
    assert set(re.findall(r"Course \d", overview)) == {"Course 0"}
    assert "All that wait" in overview


@pytest.mark.parametrize("items", [1, 3])
def test_the_queues_cost_the_same_for_one_or_three(office: FlaskClient, bare_app: Flask, items: int) -> None:
    with bare_app.app_context():
        for number in range(items):
            waiting(f"Course {number}", number)
            a_revision(an_offering())
    office.get("/en/office/listings")  # a process reads the cities once
    with counted_queries(bare_app) as queries:
        assert office.get("/en/office/listings").text.count("worklist__item") == items
        listings = len(queries)
        assert office.get("/en/office/revisions").text.count("worklist__item") == items
    assert (listings, len(queries) - listings) == (6, 6), "\n".join(queries)


def test_changes_are_worked_through_in_the_same_way(office: FlaskClient, bare_app: Flask) -> None:
    with bare_app.app_context():
        first = a_revision(an_offering(title_en="Welding"), created_at=now() - timedelta(days=3)).public_id
        second = a_revision(an_offering(title_en="Painting"), created_at=now() - timedelta(days=1)).public_id
    answer = decide(office, f"/en/office/revisions/{first}", decision="reject", reason="Why?")
    assert answer.location.startswith(f"/en/office/revisions/{second}?")
    assert "Welding" in office.get(answer.location).text
    last = decide(office, f"/en/office/revisions/{second}", decision="reject", reason="Why?")
    assert "Nothing more waits" in office.get(last.location).text


def test_a_request_for_changes_can_be_taken_back(office: FlaskClient, bare_app: Flask) -> None:
    with bare_app.app_context():
        provider = a_provider()
        a_member(provider)
        number = waiting("Welding", 2, provider)
    address = f"/en/office/listings/{number}"
    decide(office, address, decision="changes", reason="Oh, the wrong one.")
    assert 'value="reopen"' in office.get(address).text
    answer = decide(office, address, decision="reopen")
    assert answer.status_code == 303
    assert stored(bare_app, number).state == "in_review"
    assert [one.kind for one in posted(bare_app)] == ["listing_changes_requested", "listing_in_review"]
    assert "Request for changes taken back" in office.get("/en/office/decisions").text


@pytest.mark.parametrize("state", ["draft", "in_review", "published", "taken_down"])
def test_nothing_else_is_taken_back_into_review(app: Flask, state: str) -> None:
    offering = in_review(state=state, published_at=NOON)
    with pytest.raises(OfferingCannotBecome):
        services.take_request_back(offering.id, actor_id=None, now=NOON)
