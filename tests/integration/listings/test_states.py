"""From draft to the office and out of the way (docs/rules/publishing.md, rules 2, 3, 4 and 6)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.audit import AuditEntry
from catalogue.core.db import db
from catalogue.core.reader import Reader, reading_as
from catalogue.offerings import rules
from catalogue.offerings import services as states
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import NotReadyForPublishing, OfferingCannotBecome, OfferingState, TooManyInReview
from catalogue.providers.models import Provider
from tests.builders import NOON, an_offering
from tests.builders_listings import a_complete_listing
from tests.integration.listings.conftest import Bench, a_bench


def a_listing(bench: Bench, **about: object) -> str:
    with bench.app.app_context():
        provider = db.session.get_one(Provider, bench.provider_id)
        return a_complete_listing(provider, **about).public_id  # type: ignore[arg-type]


def state_of(bench: Bench) -> str:
    with bench.app.app_context():
        return bench.only().state


def test_a_complete_draft_goes_to_the_office_once(bench: Bench) -> None:
    number = a_listing(bench)

    answer = bench.press(number, "submit")

    assert answer.status_code == 303
    assert state_of(bench) == "in_review"
    page = bench.browser.get(answer.location).text
    assert "The office looks at it" in page
    assert "Send it to the office" not in page
    again = bench.press(number, "submit")
    assert (again.status_code, again.location) == (303, answer.location), "pressed twice, done once"
    assert bench.press(number, "archive").status_code == 409
    with bench.app.app_context():
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.entity == "offering")).all()
        assert [(one.from_state, one.to_state, one.actor_id) for one in entries] == [
            ("draft", "in_review", bench.account_id)
        ]


@pytest.mark.parametrize(("lang", "words"), [("en", "wait for the office already"), ("ar", None)])
def test_there_is_an_end_to_what_waits_for_the_office(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, lang: str, words: str | None
) -> None:
    monkeypatch.setattr(rules, "MOST_IN_REVIEW", 1)
    first, second = a_listing(bench), a_listing(bench)
    bench.press(first, "submit")

    answer = bench.press(second, "submit", lang=lang)

    assert answer.status_code == 409
    with bench.app.app_context(), reading_as(Reader(lang=lang)):
        assert (words or str(TooManyInReview.message)) in answer.text
        assert sorted(db.session.scalars(select(Offering.state))) == ["draft", "in_review"]


def test_what_is_missing_is_listed_with_a_link_to_its_field(bench: Bench) -> None:
    number = a_listing(bench, credential=None, summary_en=None, run={"price_halalas": None})

    page = bench.browser.get(bench.at(f"/{number}")).text

    for field in ("credential", "summary_ar", "price"):
        assert f"#f-{field}" in page, field
    answer = bench.press(number, "submit")
    assert answer.status_code == 422
    assert state_of(bench) == "draft"


def test_a_provider_that_waits_may_send_and_is_told_what_comes_first(bare_app: Flask) -> None:
    bench = a_bench(bare_app, state="applied", verified_at=None)
    number = a_listing(bench)

    answer = bench.press(number, "submit")

    assert "nothing is published before that" in bench.browser.get(answer.location).text
    assert bare_app.test_client().get(f"/en/offerings/{number}/x").status_code == 404


def test_the_offices_wish_stands_on_the_listing_until_it_is_sent_again(bench: Bench) -> None:
    number = a_listing(bench, state="changes_requested")
    with bench.app.app_context():
        db.session.add(
            AuditEntry(at=NOON, entity="offering", entity_id=bench.only().id, from_state="in_review",
                       to_state="changes_requested", cause="Say what it costs.")
        )  # fmt: skip
        db.session.commit()

    assert "Say what it costs." in bench.browser.get(bench.at(f"/{number}")).text
    answer = bench.press(number, "submit")
    assert "Say what it costs." not in bench.browser.get(answer.location).text
    assert state_of(bench) == "in_review"


def test_pausing_showing_again_and_putting_away(bench: Bench) -> None:
    number = a_listing(bench, state="published", published_at=NOON)

    for step, after in (("pause", "paused"), ("resume", "published"), ("pause", "paused"), ("archive", "archived")):
        assert bench.press(number, step).status_code == 303
        assert state_of(bench) == after
    assert bench.browser.post(bench.at(f"/{number}/edit"), data={"title_en": "New"}).status_code == 409


def test_only_a_paused_listing_is_shown_again_and_only_a_complete_one(app: Flask) -> None:
    draft = a_complete_listing()
    with pytest.raises(OfferingCannotBecome):
        states.resume(draft.id, actor_id=None, now=NOON)
    lacking = an_offering(state="paused")
    with pytest.raises(NotReadyForPublishing) as refused:
        states.resume(lacking.id, actor_id=None, now=NOON)
    assert "runs" in str(refused.value.about["missing"])
    assert db.session.get_one(Offering, lacking.id).state == OfferingState.PAUSED


def test_somebody_elses_listing_does_not_exist_and_instructors_write_none(bench: Bench) -> None:
    number = a_listing(bench)
    rival, instructor = a_bench(bench.app), a_bench(bench.app, role="instructor")

    for path in (f"/{number}", f"/{number}/edit", f"/{number}/preview", f"/{number}/runs/new"):
        assert rival.browser.get(rival.at(path)).status_code == 404, path
        assert rival.browser.get(bench.at(path)).status_code == 404, path
    for path in ("state", "edit", "copy"):
        assert rival.browser.post(rival.at(f"/{number}/{path}"), data={"step": "submit"}).status_code == 404
    assert instructor.browser.get(instructor.at()).status_code == 403
    assert state_of(bench) == "draft"
