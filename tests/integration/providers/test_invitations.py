"""People are asked by mail to work for a provider: the link, who may ask, and how often."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.accounts.limits import INVITATIONS_PER_ADDRESS
from catalogue.accounts.rules import LinkBroken, LinkExpired
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import NotFound, TooManyAttempts
from catalogue.core.mail import deliver
from catalogue.providers import services
from catalogue.providers.models import ProviderInvitation
from catalogue.providers.rules import (
    INVITATIONS_MOST,
    AlreadyMember,
    MemberRole,
    TooManyInvitations,
)
from catalogue.settings import Settings
from tests.builders import NOON, a_learner, a_provider
from tests.builders_providers import a_member
from tests.integration.providers.conftest import Browse
from tests.integration.providers.inviting import asked
from tests.mailbox import link_in, mail_files, posted, text_of

EDITOR, OWNER = MemberRole.EDITOR, MemberRole.OWNER


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_who_is_asked_comes_by_the_mailed_link_after_signing_in(bare_app: Flask, browser: Browse, lang: str) -> None:
    with bare_app.app_context():
        provider = a_provider(name_en="Institute", name_ar="\u0645\u0639\u0647\u062f")
        number, owner_id, new_id = provider.public_id, a_member(provider).account_id, a_learner().account_id
    desk = f"/{lang}/provide/{number}"
    sent = browser(owner_id).post(f"{desk}/people/invitations", data={"email": "New@example.org", "role": "editor"})
    assert sent.status_code == 303
    with bare_app.app_context():
        deliver(now())
        home = bare_app.config["SETTINGS"].home
    (mail,) = mail_files(home)
    assert mail["To"] == "new@example.org"
    assert ("Institute" if lang == "en" else "\u0645\u0639\u0647\u062f") in text_of(mail)
    link = link_in(mail)
    stranger = bare_app.test_client().get(link)
    assert stranger.status_code == 303
    assert "/sign-in?next=" in stranger.location
    who = browser(new_id)
    assert who.get(desk).status_code == 404
    assert who.get(link).status_code == 200
    assert who.post(link).location.startswith(desk)
    assert who.get(desk).status_code == 200
    assert who.get(f"{desk}/people").text.count("worklist__item") == 2
    assert browser(owner_id).get(link).status_code == 410


def test_a_link_works_once_and_for_seven_days_and_none_that_is_made_up(app: Flask) -> None:
    provider = a_provider()
    owner_id = a_member(provider).account_id
    token = asked(app, provider, owner_id)
    with pytest.raises(LinkExpired):
        services.invitation(token, NOON + timedelta(days=7))
    with pytest.raises(LinkBroken):
        services.invitation(token[:-1] + "0" * (token[-1] != "0") or "1", NOON)
    services.accept(token, account_id=a_learner().account_id or 0, now=NOON + timedelta(days=6))
    with pytest.raises(LinkExpired):
        services.accept(token, account_id=a_learner().account_id or 0, now=NOON)


def test_a_link_of_somebody_who_may_not_invite_any_more_is_worth_nothing(app: Flask) -> None:
    provider = a_provider()
    first, second = (a_member(provider).account_id or 0 for _ in range(2))
    token = asked(app, provider, first)
    services.remove(provider.id, first, actor_id=second, now=NOON)
    with pytest.raises(LinkExpired):
        services.invitation(token, NOON)


def test_a_withdrawn_invitation_opens_nothing_and_is_not_mailed(bare_app: Flask, browser: Browse) -> None:
    with bare_app.app_context():
        provider = a_provider()
        owner_id, number = a_member(provider).account_id, provider.public_id
        token = asked(bare_app, provider, owner_id)
        invitation_id = db.session.scalars(select(ProviderInvitation.public_id)).one()
    owner = browser(owner_id)
    assert invitation_id in owner.get(f"/en/provide/{number}/people").text
    assert owner.post(f"/en/provide/{number}/people/invitations/{invitation_id}/withdraw").status_code == 303
    assert owner.get(f"/en/provide/invitation/{token}").status_code == 410
    with bare_app.app_context():
        assert deliver(now()) == 0


def test_who_has_a_place_already_is_told_so_and_the_link_stays_good(bare_app: Flask, browser: Browse) -> None:
    with bare_app.app_context():
        provider = a_provider()
        owner_id = a_member(provider).account_id
        token = asked(bare_app, provider, owner_id)
    answer = browser(owner_id).post(f"/en/provide/invitation/{token}")
    assert answer.status_code == 422
    assert str(AlreadyMember.message) in answer.text
    with bare_app.app_context():
        assert services.invitation(token, NOON).role == "editor"


def test_only_an_owner_or_the_office_invites(app: Flask) -> None:
    provider = a_provider()
    for account_id in (a_member(provider, "editor").account_id, a_learner().account_id):
        with pytest.raises(NotFound):
            services.invite(provider.id, "new@example.org", OWNER, invited_by=account_id or 0, now=NOON)


def test_a_provider_has_a_bounded_number_of_open_invitations(app: Flask) -> None:
    provider = a_provider()
    owner_id = a_member(provider).account_id or 0
    for number in range(INVITATIONS_MOST):
        services.invite(provider.id, f"n{number}@example.org", EDITOR, invited_by=owner_id, now=NOON)
    with pytest.raises(TooManyInvitations):
        services.invite(provider.id, "more@example.org", EDITOR, invited_by=owner_id, now=NOON)
    later = NOON + timedelta(days=8)
    services.invite(provider.id, "more@example.org", EDITOR, invited_by=owner_id, now=later)
    assert services.purge_invitations(later) == INVITATIONS_MOST


def test_an_address_is_asked_once_until_the_invitation_is_withdrawn(bare_app: Flask, browser: Browse) -> None:
    with bare_app.app_context():
        provider = a_provider()
        number, owner_id = provider.public_id, a_member(provider).account_id
    owner, form = browser(owner_id), {"email": "new@example.org", "role": "editor"}
    address = f"/en/provide/{number}/people/invitations"
    assert owner.post(address, data=form).status_code == 303
    twice = owner.post(address, data=form)
    assert twice.status_code == 422
    assert 'href="#f-email"' in twice.text
    assert len(posted(bare_app)) == 1
    with bare_app.app_context():
        invitation = db.session.scalars(select(ProviderInvitation.public_id)).one()
    owner.post(f"{address}/{invitation}/withdraw")
    assert owner.post(address, data=form).status_code == 303


def test_nobody_is_mailed_again_and_again_by_asking_and_withdrawing(app: Flask) -> None:
    providers = [a_provider(), a_provider()]
    owners = [a_member(one).account_id or 0 for one in providers]
    for turn in range(INVITATIONS_PER_ADDRESS.most + 1):
        which = turn % 2
        if turn == INVITATIONS_PER_ADDRESS.most:
            with pytest.raises(TooManyAttempts):
                services.invite(providers[which].id, "new@example.org", EDITOR, invited_by=owners[which], now=NOON)
            break
        services.invite(providers[which].id, "new@example.org", EDITOR, invited_by=owners[which], now=NOON)
        services.withdraw(providers[which].id, db.session.scalars(select(ProviderInvitation.public_id)).one())
    services.invite(providers[0].id, "other@example.org", EDITOR, invited_by=owners[0], now=NOON)
    tomorrow = NOON + INVITATIONS_PER_ADDRESS.window + timedelta(minutes=1)
    services.invite(providers[0].id, "new@example.org", EDITOR, invited_by=owners[0], now=tomorrow)


@pytest.mark.parametrize(("state", "said"), [("applied", True), ("verified", False)])
def test_the_mail_says_where_nobody_has_verified_who_asks(
    app: Flask, settings: Settings, state: str, said: bool
) -> None:
    provider = a_provider(state=state)
    services.invite(provider.id, "new@example.org", EDITOR, invited_by=a_member(provider).account_id or 0, now=NOON)
    deliver(NOON)
    (mail,) = mail_files(settings.home)
    html = mail.get_body(("html",))
    assert html is not None
    for written in (text_of(mail), html.get_content()):
        assert ("has not verified" in written or "\u0644\u0645 \u064a\u0648\u062b\u0651\u0642" in written) is said
