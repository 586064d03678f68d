"""Files and programs of a provider that the office does not vouch for change nothing that people see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.freshness import last_word
from catalogue.offerings.models import Offering
from catalogue.offerings.services.by_file import NotVouchedFor
from catalogue.offerings.uploads import services
from catalogue.providers.models import Provider
from catalogue.providers.services import suspend
from tests.builders import a_provider
from tests.builders_offerings import a_line, a_run_line
from tests.builders_proof import an_office_member
from tests.builders_providers import a_member
from tests.builders_uploads import a_row, a_table, errors, items, lines_of, offering, published, sent, undone


def suspended(provider: Provider) -> Provider:
    suspend(provider.id, "Complaints.", actor_id=an_office_member().id, now=now())
    return db.session.get_one(Provider, provider.id)


@pytest.fixture
def provider(app: Flask) -> Provider:
    """Suspended, with two published listings and a paused one."""
    made = a_provider()
    published(sent(made, a_table(a_row(1), a_row(2), a_row(3))))
    offering("c3").state = "paused"
    db.session.commit()
    return suspended(made)


def test_a_file_changes_no_listing_that_is_published_or_paused_and_says_why(provider: Provider) -> None:
    before = lines_of(provider)
    upload = sent(provider, a_table(a_row(1, price="5.00"), a_row(2), a_row(3, title_en="Other")))

    assert errors(upload) == [(2, "provider"), (4, "provider")]
    assert "suspended" in items(upload)[0].problems[0]["words"]["en"]
    assert (upload.updated, upload.unchanged, upload.faulty) == (0, 1, 2)
    assert lines_of(provider) == before


def test_what_is_new_stays_a_draft(provider: Provider) -> None:
    upload = published(sent(provider, a_table(a_row(1, price="5.00"), a_row(9))))
    assert upload.state == "published"
    assert (offering("c9").state, offering("c1").runs[0].price_halalas) == ("draft", 10000)


def test_who_is_suspended_between_check_and_publishing_changes_nothing(app: Flask) -> None:
    provider = a_provider()
    published(sent(provider, a_table(a_row(1))))
    upload = sent(provider, a_table(a_row(1, price="5.00"), a_row(2)))
    suspended(provider)
    published(upload)
    assert offering("c1").runs[0].price_halalas == 10000
    assert offering("c2").state == "draft"


def test_a_file_that_repeats_what_is_there_does_not_confirm_it(provider: Provider) -> None:
    _silent_for(30)
    sent(provider, a_table(a_row(1)))
    assert now() - last_word(offering("c1")) > timedelta(days=29)


def _silent_for(days: int) -> None:
    then = now() - timedelta(days=days)
    db.session.execute(update(Offering).values(confirmed_at=then, changed_at=then, published_at=then))
    db.session.commit()


def test_nothing_is_hidden_and_nothing_is_taken_back(app: Flask) -> None:
    provider = a_provider()
    published(sent(provider, a_table(a_row(1), a_row(2))))
    changed = published(sent(provider, a_table(a_row(1, price="5.00"), a_row(3))))
    upload = sent(provider, a_table(a_row(1, price="5.00")))
    number = upload.id
    suspended(provider)
    with pytest.raises(NotVouchedFor):
        services.choose(number, "good", withdraw=True, now=now())
    before = lines_of(provider)
    taken_back = undone(changed)
    assert [item.applied for item in items(taken_back) if item.outcome in ("created", "updated")] == ["kept", "kept"]
    assert lines_of(provider) == before


def test_who_is_suspended_after_choosing_hides_nothing(app: Flask) -> None:
    provider = a_provider()
    published(sent(provider, a_table(a_row(1), a_row(2))))
    upload = sent(provider, a_table(a_row(1)))
    services.choose(upload.id, "good", withdraw=True, now=now())
    suspended(provider)
    services.work(now())
    assert offering("c2").state == "published"


def test_the_place_of_a_live_listing_is_not_moved_by_the_row_of_another_one(app: Flask) -> None:
    provider = a_provider()
    columns = (*a_row(), "district", "city", "venue_en", "venue_address_en")
    there = {"mode": "in_person", "city": "jubail-industrial-city", "district": "khalij", "venue_en": "Main hall"}
    published(sent(provider, a_table(a_row(1, **there, venue_address_en="1 First Street"), columns=columns)))
    suspended(provider)
    upload = sent(provider, a_table(a_row(2, **there, venue_address_en="Elsewhere"), columns=columns))
    assert errors(upload) == [(2, "provider")]


def test_the_steps_of_a_live_programme_stay(app: Flask) -> None:
    provider = a_provider()
    columns = (*a_row(), "steps")
    rows = [a_row(1), a_row(2), a_row(3, kind="programme", steps="c1")]
    published(sent(provider, a_table(*rows, columns=columns)))
    suspended(provider)
    upload = sent(provider, a_table(a_row(3, kind="programme", steps="c2"), columns=columns))
    assert upload.changes == 0
    assert [link.step.reference for link in offering("c3").steps] == ["c1"]
    assert any("suspended" in one["words"]["en"] for one in items(upload)[0].problems)


def test_a_program_is_refused_with_the_reason(bare_app: Flask) -> None:
    with bare_app.app_context():
        provider = a_provider()
        provider_id, number = provider.id, provider.public_id
        account_id = a_member(provider, "editor").account_id or 0
        headers = {"Authorization": f"Bearer {services.make_token(provider.id, account_id, 'A program', now())}"}
    client = bare_app.test_client()

    def put(reference: str, **about: Any) -> Any:
        body = {**a_line(**about), "reference": reference, "provider": None}
        return client.put(f"/api/v1/provide/{number}/offerings/{reference}", json=body, headers=headers)

    assert put("o1").json["state"] == "published"
    with bare_app.app_context():
        suspended(db.session.get_one(Provider, provider_id))
    refused, new = put("o1", runs=[a_run_line(price="1.00")]), put("o2")
    assert (refused.status_code, [one["field"] for one in refused.json["errors"]]) == (422, ["provider"])
    assert put("o1").status_code == 200
    assert (new.status_code, new.json["state"]) == (201, "draft")


def test_drafts_of_an_applicant_are_changed_and_taken_back_as_before(app: Flask) -> None:
    provider = a_provider(state="applied", verified_at=None)
    published(sent(provider, a_table(a_row(1))))
    upload = published(sent(provider, a_table(a_row(1, price="5.00"))))
    assert offering("c1").runs[0].price_halalas == 500
    undone(upload)
    found: Offering = offering("c1")
    assert (found.state, found.runs[0].price_halalas) == ("draft", 10000)
