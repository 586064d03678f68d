"""What is refused at the desk's pages about people and the organisation, where it is said, and which mails are void."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.accounts.models import Account
from catalogue.core.clock import now
from catalogue.core.db import db, transaction
from catalogue.core.errors import NotFound
from catalogue.core.mail import deliver
from catalogue.core.outbox import post
from catalogue.providers import services
from catalogue.providers.models import ProviderMember
from catalogue.providers.rules import INVITATIONS_MOST, MemberRole, ProviderOver, TooManyInvitations
from tests.builders import NOON, a_learner, a_provider
from tests.builders_office import a_city
from tests.builders_proof import an_office_member
from tests.builders_providers import a_member
from tests.integration.providers.conftest import Browse
from tests.integration.providers.test_organisation import FORM, Desk
from tests.mailbox import link_in, mail_files, posted, states


@pytest.fixture
def desk(bare_app: Flask, browser: Browse) -> Desk:
    return Desk(bare_app, browser)


def test_an_owner_is_told_that_too_many_are_asked_already(bare_app: Flask, browser: Browse) -> None:
    with bare_app.app_context():
        provider = a_provider()
        number, owner_id = provider.public_id, a_member(provider).account_id or 0
        for one in range(INVITATIONS_MOST):
            services.invite(provider.id, f"n{one}@example.org", MemberRole.EDITOR, invited_by=owner_id, now=now())
    form = {"email": "more@example.org", "role": "editor"}

    answer = browser(owner_id).post(f"/en/provide/{number}/people/invitations", data=form)

    assert answer.status_code == TooManyInvitations.status
    assert str(TooManyInvitations.message) in answer.text
    assert 'value="more@example.org"' in answer.text
    assert len(posted(bare_app)) == INVITATIONS_MOST


def test_the_office_is_told_that_nobody_is_invited_to_what_is_closed(bare_app: Flask, browser: Browse) -> None:
    with bare_app.app_context():
        number, office_id = a_provider(state="closed").public_id, an_office_member().id

    answer = browser(office_id).post(f"/en/office/providers/{number}/owners", data={"owner": "o@example.org"})

    assert answer.status_code == ProviderOver.status
    assert str(ProviderOver.message) in answer.text
    assert 'href="#f-owner"' in answer.text
    assert posted(bare_app) == []


def test_an_owner_gives_another_role_takes_a_place_away_and_at_last_her_own(bare_app: Flask, browser: Browse) -> None:
    with bare_app.app_context():
        provider = a_provider()
        owner, first, second = (a_member(provider, role) for role in ("owner", "instructor", "editor"))
        me, one, two = (who.account.public_id if who.account else "" for who in (owner, first, second))
        people, owner_id = f"/en/provide/{provider.public_id}/people", owner.account_id
    browse = browser(owner_id)

    def roles() -> list[str]:
        with bare_app.app_context():
            return sorted(db.session.scalars(select(ProviderMember.role)))

    assert browse.post(f"{people}/{one}", data={"role": "chief"}).status_code == 422
    assert roles() == ["editor", "instructor", "owner"]
    assert browse.post(f"{people}/{one}", data={"role": "owner"}).location == f"{people}?notice=role_changed"
    assert roles() == ["editor", "owner", "owner"]
    assert browse.post(f"{people}/{two}/remove").location == f"{people}?notice=member_removed"
    assert browse.post(f"{people}/{me}/remove").location == "/en/provide?notice=desk_left"
    assert roles() == ["owner"]
    assert browse.get(people).status_code == 404


def test_what_waits_is_put_into_words_for_the_office(bare_app: Flask, browser: Browse) -> None:
    desk = Desk(bare_app, browser, licence_expires_on=date(2027, 5, 1))
    typed = {
        "kind": "university", "city": "yanbu-industrial-city", "district": "", "licence_number": "",
        "licence_expires_day": "2", "licence_expires_month": "6", "licence_expires_year": "2028",
    }  # fmt: skip
    assert desk.save(**typed) == 303

    page = desk.office.get(desk.at_office).text

    for before, after in (
        ("Jubail Industrial City", "Yanbu Industrial City"), ("1 May 2027", "2 June 2028"), ("77", "Not stated"),
    ):  # fmt: skip
        assert f"<del><bdi>{before}</bdi></del><br><ins><bdi>{after}</bdi></ins>" in page
    assert not [raw for raw in ("yanbu-industrial-city", "2028-06-02", "university<") if f"<bdi>{raw}" in page]
    assert 'value="2028"' in desk.owner.get(desk.page).text, "the form shows what waits"
    arabic = desk.office.get(desk.at_office.replace("/en/", "/ar/")).text
    with bare_app.app_context():
        assert f"<ins><bdi>{a_city('yanbu-industrial-city').name_ar}</bdi></ins>" in arabic


def test_what_is_no_address_of_the_web_stands_at_its_field(desk: Desk) -> None:
    for website in ("http://[::1", "ftp://example.org", "no address", "x" * 501 + ".org"):
        answer = desk.owner.post(desk.page, data={**FORM, "website": website})
        assert answer.status_code == 422, website
        assert 'href="#f-website"' in answer.text, website
    assert desk.provider().website is None


def test_an_answer_to_a_change_is_one_of_two(desk: Desk) -> None:
    desk.save(name_en="Royal Academy")
    for typed in ({}, {"change": "perhaps"}):
        answer = desk.office.post(f"{desk.at_office}/change", data=typed)
        assert answer.status_code == 422
        assert 'href="#f-change"' in answer.text
    assert desk.office.post(desk.at_office, data={"decision": "perhaps"}).status_code == 422
    assert desk.waiting() == {"name_en": "Royal Academy"}


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        ("provider_verified", {"provider": 404, "reason": ""}),
        ("provider_change_accepted", {"provider": 404, "reason": ""}),
        ("provider_invitation", {"handle": "gone"}),
    ],
)
def test_of_a_provider_or_an_invitation_that_is_gone_nothing_is_mailed(
    app: Flask, kind: str, about: dict[str, object]
) -> None:
    transaction(post)(kind, "a@example.org", language="en", payload=about, dedupe_key="k", now=NOON)
    db.session.remove()

    deliver(NOON)

    assert (states(app), mail_files(app.config["SETTINGS"].home)) == (["sent"], [])


@pytest.mark.parametrize(("lang", "subject"), [("en", "The new details of Gulf Institute are shown"), ("ar", None)])
def test_a_yes_to_a_change_is_mailed_to_the_owner(bare_app: Flask, desk: Desk, lang: str, subject: str | None) -> None:
    with bare_app.app_context():
        for account in db.session.scalars(select(Account)):
            account.language = lang
        db.session.commit()
    desk.save(licence_number="78")
    assert desk.accepted() == 303
    with bare_app.app_context():
        assert deliver(now()) == 1

    (mail,) = mail_files(bare_app.config["SETTINGS"].home)

    if subject:
        assert mail["Subject"] == subject
    else:
        assert "Gulf Institute" in mail["Subject"]
        assert "details" not in mail["Subject"]
    assert link_in(mail) == f"/{lang}/provide/{desk.number}/organisation"


def test_who_has_no_place_and_what_is_no_provider_is_not_found(app: Flask) -> None:
    provider = a_provider()
    owner_id, stranger = a_member(provider).account_id or 0, a_learner().account_id or 0
    with pytest.raises(NotFound):
        services.change_role(provider.id, stranger, MemberRole.OWNER, actor_id=owner_id, now=NOON)
    with pytest.raises(NotFound):
        services.remove(provider.id, stranger, actor_id=owner_id, now=NOON)
    with pytest.raises(NotFound):
        services.leave(404, owner_id, now=NOON)


def test_the_office_finds_no_provider_that_is_not_there(desk: Desk) -> None:
    assert desk.office.get("/en/office/providers/2222222222").status_code == 404
    assert desk.office.post("/en/office/providers/2222222222", data={"decision": "verify"}).status_code == 404
