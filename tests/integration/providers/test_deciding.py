"""The office decides about providers; their owners are told; a desk stays what it is for those who have a place."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.mail import deliver
from catalogue.providers.models import Provider
from catalogue.providers.rules import NEXT, ProviderState
from tests.builders import NOON, a_provider
from tests.builders_office import an_applicant
from tests.builders_proof import an_office_member
from tests.builders_providers import a_member
from tests.integration.providers.conftest import Browse
from tests.mailbox import link_in, mail_files, posted, text_of
from tests.stamps import seen_in

DECISIONS = {
    "verify": "verified", "reject": "rejected", "suspend": "suspended", "lift": "verified", "close": "closed",
}  # fmt: skip
PAGES = ("suspend", "lift", "close")
"""Steps that have a page of their own."""


def possible_from(state: ProviderState, decision: str) -> bool:
    """Verifying is about an application, lifting about a suspension, though both lead to the same state."""
    first = {"verify": "applied", "lift": "suspended"}.get(decision, state)
    return state == first and ProviderState(DECISIONS[decision]) in NEXT[state]


@pytest.fixture
def office(bare_app: Flask, browser: Browse) -> FlaskClient:
    with bare_app.app_context():
        account_id = an_office_member().id
    return browser(account_id)


@pytest.mark.parametrize("state", list(ProviderState))
@pytest.mark.parametrize("decision", DECISIONS)
def test_only_the_steps_of_the_model_can_be_taken(
    bare_app: Flask, office: FlaskClient, state: ProviderState, decision: str
) -> None:
    with bare_app.app_context():
        provider = a_provider(state=state, verified_at=NOON if state in ("verified", "suspended") else None)
        a_member(provider)
        number = provider.public_id
    address = f"/en/office/providers/{number}"
    possible = possible_from(state, decision)
    page = office.get(address).text
    if decision in PAGES:
        assert (f'href="{address}/{decision}"' in page) == possible
        step = office.get(f"{address}/{decision}")
        assert step.status_code == (200 if possible else 409)
        page = step.text if possible else page
    assert (f'value="{decision}"' in page) == possible
    answer = office.post(address, data={"decision": decision, "reason": "Because it is so.", **seen_in(page)})
    assert answer.status_code == (303 if possible else 422)
    with bare_app.app_context():
        assert db.session.scalars(select(Provider.state)).one() == (DECISIONS[decision] if possible else state)
        trail = db.session.execute(select(AuditEntry.from_state, AuditEntry.to_state)).tuples().all()
    assert list(trail) == ([(state, DECISIONS[decision])] if possible else [])
    assert len(posted(bare_app)) == int(possible)


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("decision", DECISIONS)
def test_the_mail_says_what_was_decided_and_why(bare_app: Flask, office: FlaskClient, decision: str, lang: str) -> None:
    with bare_app.app_context():
        applied = decision in ("verify", "reject")
        about = {
            "name_en": "Gulf Institute",
            "name_ar": "\u0645\u0639\u0647\u062f \u0627\u0644\u062e\u0644\u064a\u062c",
        }
        lifted = {"state": "suspended"} if decision == "lift" else {}
        provider = an_applicant(**about) if applied else a_provider(**about, **lifted)
        owner, _editor = a_member(provider), a_member(provider, "editor")
        assert owner.account
        owner.account.language = lang
        db.session.commit()
        number, address = provider.public_id, owner.account.email
    page = f"/en/office/providers/{number}"
    seen = seen_in(office.get(f"{page}/{decision}" if decision in PAGES else page).text)
    assert (
        office.post(page, data={"decision": decision, "reason": "The licence has run out.", **seen}).status_code == 303
    )
    with bare_app.app_context():
        assert deliver(now()) == 1
        home = bare_app.config["SETTINGS"].home
    (mail,) = mail_files(home)
    assert mail["To"] == address
    assert (about["name_en"] if lang == "en" else about["name_ar"]) in mail["Subject"]
    assert ("The licence has run out." in text_of(mail)) == (decision != "verify")
    assert link_in(mail) == f"/{lang}/provide/{number}"
    assert "{" not in text_of(mail)
    assert text_of(mail).count("\n\n\n") == 0


def test_the_mail_about_a_suspension_that_is_lifted_is_not_the_first_one_and_says_what_works_again(
    bare_app: Flask, office: FlaskClient
) -> None:
    with bare_app.app_context():
        provider = a_provider(state="suspended", name_en="Gulf Institute")
        since, number, owner = provider.verified_at, provider.public_id, a_member(provider)
        assert owner.account
        owner.account.language = "en"
        db.session.commit()
    page = f"/en/office/providers/{number}"
    shown = office.get(f"{page}/lift").text
    assert "no new verification" in shown
    data = {"decision": "lift", "reason": "All is cleared up.", **seen_in(shown)}
    answer = office.post(page, data=data, follow_redirects=True)
    assert "The suspension is lifted." in answer.text
    with bare_app.app_context():
        deliver(now())
        assert db.session.scalars(select(Provider.verified_at)).one() == since
    (mail,) = mail_files(bare_app.config["SETTINGS"].home)
    assert "is lifted: it can be found again" in mail["Subject"]
    text = text_of(mail)
    assert ("can be found again" in text, "has checked the organisation" in text) == (True, False)


@pytest.mark.parametrize("decision", ["reject", "suspend", "lift", "close"])
def test_without_a_reason_nothing_is_decided(bare_app: Flask, office: FlaskClient, decision: str) -> None:
    with bare_app.app_context():
        lifted = {"state": "suspended"} if decision == "lift" else {}
        number = (an_applicant() if decision == "reject" else a_provider(**lifted)).public_id
    answer = office.post(f"/en/office/providers/{number}", data={"decision": decision, "reason": " "})
    assert answer.status_code == 422
    assert 'href="#f-reason"' in answer.text
    assert f'value="{decision}"{"" if decision in PAGES else " checked"}' in answer.text
    assert "Verifying needs no reason" in answer.text or decision in PAGES
    assert "Verifying needs no reason" not in answer.text or decision not in PAGES


@pytest.mark.parametrize(("state", "words"), [("rejected", "did not accept"), ("suspended", "has suspended")])
def test_the_desk_says_how_it_stands_and_why(
    bare_app: Flask, browser: Browse, office: FlaskClient, state: str, words: str
) -> None:
    with bare_app.app_context():
        provider = an_applicant() if state == "rejected" else a_provider()
        owner_id, number = a_member(provider).account_id, provider.public_id
    decision = {"rejected": "reject", "suspended": "suspend"}[state]
    office.post(f"/en/office/providers/{number}", data={"decision": decision, "reason": "No licence."})
    page = browser(owner_id).get(f"/en/provide/{number}").text
    assert words in page
    assert "No licence." in page


def test_each_role_opens_its_pages_and_no_more(bare_app: Flask, browser: Browse) -> None:
    with bare_app.app_context():
        provider = a_provider()
        people = {role: a_member(provider, role).account_id for role in ("owner", "editor", "instructor")}
        number, stranger = provider.public_id, a_member(a_provider()).account_id
    opened = {"owner": (200, 200), "editor": (200, 403), "instructor": (200, 403)}
    for role, account_id in people.items():
        browse = browser(account_id)
        pages = ("people", "organisation")
        assert tuple(browse.get(f"/en/provide/{number}/{page}").status_code for page in pages) == opened[role], role
    assert browser(stranger).get(f"/en/provide/{number}").status_code == 404
    assert bare_app.test_client().get(f"/en/provide/{number}").status_code == 303
