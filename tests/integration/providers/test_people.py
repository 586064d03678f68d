"""The people of a provider: asked by mail, roles, removed, leaving; there is always an owner."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.accounts.limits import INVITATIONS_PER_ADDRESS
from catalogue.accounts.rules import LinkBroken, LinkExpired
from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import NotFound, TooManyAttempts
from catalogue.core.mail import deliver
from catalogue.providers import services
from catalogue.providers.models import Provider, ProviderInvitation, ProviderMember
from catalogue.providers.rules import (
    INVITATIONS_MOST,
    AlreadyMember,
    LastOwner,
    MemberRole,
    ProviderOver,
    TooManyInvitations,
)
from catalogue.settings import Settings
from tests.builders import NOON, a_learner, a_provider
from tests.builders_proof import an_office_member
from tests.builders_providers import a_member
from tests.counting import counted_queries
from tests.integration.providers.conftest import Browse
from tests.mailbox import link_in, mail_files, posted, text_of

EDITOR, OWNER = MemberRole.EDITOR, MemberRole.OWNER


def role_of(provider: Provider, account_id: int | None) -> str | None:
    found = select(ProviderMember.role).where(
        ProviderMember.provider_id == provider.id, ProviderMember.account_id == account_id
    )
    return db.session.scalar(found)


def asked(app: Flask, provider: Provider, owner_id: int | None, role: MemberRole = EDITOR) -> str:
    """Invite somebody. :returns: the token of the mailed link."""
    services.invite(provider.id, "new@example.org", role, invited_by=owner_id or 0, now=NOON)
    return [one.token for one in posted(app) if one.kind == "provider_invitation"][-1]


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


@pytest.mark.parametrize(
    ("email", "role", "field"), [("no address", "editor", "email"), ("a@example.org", "x", "role")]
)
def test_bad_input_stands_at_its_field_and_nothing_is_lost(
    bare_app: Flask, browser: Browse, email: str, role: str, field: str
) -> None:
    with bare_app.app_context():
        provider = a_provider()
        owner_id, number = a_member(provider).account_id, provider.public_id
    form = {"email": email, "role": role}
    answer = browser(owner_id).post(f"/en/provide/{number}/people/invitations", data=form)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert f'value="{email}"' in answer.text
    assert posted(bare_app) == []


def test_every_change_writes_one_entry_of_the_audit_trail(app: Flask) -> None:
    provider = a_provider()
    owner_id, new_id = a_member(provider).account_id or 0, a_learner().account_id or 0
    services.accept(asked(app, provider, owner_id), account_id=new_id, now=NOON)
    services.change_role(provider.id, new_id, OWNER, actor_id=owner_id, now=NOON)
    services.change_role(provider.id, new_id, OWNER, actor_id=owner_id, now=NOON)  # changes nothing
    services.remove(provider.id, owner_id, actor_id=new_id, now=NOON)
    steps = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    assert [(one.from_state, one.to_state, one.cause, one.actor_id) for one in steps] == [
        (None, "editor", f"account {new_id}", owner_id),
        ("editor", "owner", f"account {new_id}", owner_id),
        ("owner", "gone", f"account {owner_id}", new_id),
    ]


def test_the_last_owner_stays_whatever_is_tried(bare_app: Flask, browser: Browse) -> None:
    with bare_app.app_context():
        provider = a_provider()
        owner = a_member(provider)
        a_member(provider, "editor")
        number, owner_id = provider.public_id, owner.account_id
        me = owner.account.public_id if owner.account else ""
    browse, desk = browser(owner_id), f"/en/provide/{number}/people"
    for address, form in ((f"{desk}/leave", {}), (f"{desk}/{me}/remove", {}), (f"{desk}/{me}", {"role": "editor"})):
        answer = browse.post(address, data=form)
        assert answer.status_code == 422, address
        assert str(LastOwner.message) in answer.text
    with bare_app.app_context():
        assert role_of(db.session.scalars(select(Provider)).one(), owner_id) == "owner"


@pytest.mark.parametrize("role", ["owner", "instructor"])
def test_everybody_finds_oneself_in_the_list_and_the_way_out(bare_app: Flask, browser: Browse, role: str) -> None:
    with bare_app.app_context():
        provider = a_provider()
        a_member(provider)
        number, own_id = provider.public_id, a_member(provider, role).account_id
    page = browser(own_id).get(f"/en/provide/{number}/people").text
    assert page.count("(you)") == 1
    assert page.count(f'href="/en/provide/{number}/people/leave"') == 1


def test_one_of_two_owners_may_leave_and_then_finds_nothing(bare_app: Flask, browser: Browse) -> None:
    with bare_app.app_context():
        provider = a_provider()
        first, _second = a_member(provider), a_member(provider)
        number, first_id = provider.public_id, first.account_id
    leaving = browser(first_id)
    assert leaving.get(f"/en/provide/{number}/people/leave").status_code == 200
    assert leaving.post(f"/en/provide/{number}/people/leave").status_code == 303
    assert leaving.get(f"/en/provide/{number}").status_code == 404


@pytest.mark.parametrize("step", ["leave", "change_role", "remove"])
def test_of_two_owners_who_go_at_the_same_moment_one_stays(each_app: Flask, step: str) -> None:
    with each_app.app_context():
        provider_id = a_provider().id
        provider = db.session.get_one(Provider, provider_id)
        owners = [a_member(provider).account_id or 0 for _ in range(2)]
    barrier, refused = threading.Barrier(2), []

    def go(own: int, other: int) -> None:
        with each_app.app_context():
            barrier.wait()
            try:
                if step == "leave":
                    services.leave(provider_id, own, now=NOON)
                elif step == "remove":
                    services.remove(provider_id, other, actor_id=own, now=NOON)
                else:
                    services.change_role(provider_id, other, EDITOR, actor_id=own, now=NOON)
            except LastOwner as answer:
                refused.append(answer)

    threads = [threading.Thread(target=go, args=(owners[at], owners[1 - at])) for at in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with each_app.app_context():
        left = select(func.count()).select_from(ProviderMember).where(ProviderMember.role == "owner")
        assert db.session.scalar(left) == 1
    assert len(refused) == 1


def test_at_a_provider_that_is_closed_nobody_is_invited_or_changed_but_all_may_leave(app: Flask) -> None:
    provider = a_provider(state="closed")
    owner_id, editor_id = a_member(provider).account_id or 0, a_member(provider, "editor").account_id or 0
    with pytest.raises(ProviderOver):
        services.invite(provider.id, "new@example.org", EDITOR, invited_by=owner_id, now=NOON)
    with pytest.raises(ProviderOver):
        services.change_role(provider.id, editor_id, OWNER, actor_id=owner_id, now=NOON)
    services.leave(provider.id, editor_id, now=NOON)
    assert role_of(provider, editor_id) is None


def test_an_instructor_sees_names_and_roles_and_no_address_and_changes_nothing(
    bare_app: Flask, browser: Browse
) -> None:
    with bare_app.app_context():
        provider = a_provider()
        owner, teacher = a_member(provider), a_member(provider, "instructor")
        number, email = provider.public_id, owner.account.email if owner.account else ""
        owner_number, teacher_id = owner.account.public_id if owner.account else "", teacher.account_id
    browse, desk = browser(teacher_id), f"/en/provide/{number}"
    page = browse.get(f"{desk}/people").text
    assert "Noura Salem" in page
    assert email not in page
    assert "invitations" not in page
    for address in (f"people/{owner_number}", "organisation"):
        assert browse.get(f"{desk}/{address}").status_code == 403
    for address in (f"people/{owner_number}", f"people/{owner_number}/remove", "people/invitations", "organisation"):
        assert browse.post(f"{desk}/{address}", data={"role": "owner", "email": "a@b.org"}).status_code == 403


def test_the_people_of_another_provider_are_not_there(bare_app: Flask, browser: Browse) -> None:
    with bare_app.app_context():
        mine, theirs = a_provider(), a_provider()
        owner_id, other = a_member(mine).account_id, a_member(theirs)
        number, other_number = mine.public_id, other.account.public_id if other.account else ""
        asked(bare_app, theirs, other.account_id)
        invitation_id = db.session.scalars(select(ProviderInvitation.public_id)).one()
    owner = browser(owner_id)
    assert owner.get(f"/en/provide/{number}/people/{other_number}").status_code == 404
    for address in (other_number, f"{other_number}/remove", f"invitations/{invitation_id}/withdraw"):
        assert owner.post(f"/en/provide/{number}/people/{address}", data={"role": "editor"}).status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_costs_the_same_for_one_or_three(bare_app: Flask, browser: Browse, people: int) -> None:
    with bare_app.app_context():
        provider = a_provider()
        owner_id, number = a_member(provider).account_id, provider.public_id
        for _ in range(people - 1):
            a_member(provider, "editor")
    owner = browser(owner_id)
    with counted_queries(bare_app) as queries:
        page = owner.get(f"/en/provide/{number}/people").text
    assert page.count("worklist__item") == people
    assert len(queries) == 6, "\n".join(queries)


def test_the_office_finds_an_owner_for_a_provider_that_has_none(bare_app: Flask, browser: Browse) -> None:
    with bare_app.app_context():
        number = a_provider().public_id
        office_id, new_id = an_office_member().id, a_learner().account_id
    office = browser(office_id)
    assert "Nobody acts for this provider yet" in office.get(f"/en/office/providers/{number}").text
    bad = office.post(f"/en/office/providers/{number}/owners", data={"owner": "nobody"})
    assert bad.status_code == 422
    assert 'href="#f-owner"' in bad.text
    assert office.post(f"/en/office/providers/{number}/owners", data={"owner": "o@example.org"}).status_code == 303
    token = next(one.token for one in posted(bare_app) if one.kind == "provider_invitation")
    assert browser(new_id).post(f"/en/provide/invitation/{token}").status_code == 303
    assert browser(new_id).get(f"/en/provide/{number}/organisation").status_code == 200


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_who_is_removed_is_told_in_her_language(bare_app: Flask, browser: Browse, lang: str) -> None:
    with bare_app.app_context():
        provider = a_provider(name_en="Institute", name_ar="\u0645\u0639\u0647\u062f")
        owner, gone = a_member(provider), a_member(provider, "editor")
        assert gone.account
        gone.account.language = lang
        db.session.commit()
        address, number = gone.account.email, provider.public_id
        owner_id, gone_number = owner.account_id, gone.account.public_id
    assert browser(owner_id).post(f"/en/provide/{number}/people/{gone_number}/remove").status_code == 303
    with bare_app.app_context():
        deliver(now())
    (mail,) = mail_files(bare_app.config["SETTINGS"].home)
    name = "Institute" if lang == "en" else "\u0645\u0639\u0647\u062f"
    assert mail["To"] == address
    assert name in mail["Subject"]
    assert name in text_of(mail)
    assert ("You will no longer be able to open this desk." in text_of(mail)) == (lang == "en")


def test_who_goes_herself_or_is_back_before_the_mail_left_is_told_nothing(app: Flask) -> None:
    provider = a_provider()
    owner_id, teacher, editor = (a_member(provider, role).account_id or 0 for role in ("owner", "instructor", "editor"))
    services.leave(provider.id, teacher, now=NOON)
    services.remove(provider.id, editor, actor_id=owner_id, now=NOON)
    services.accept(asked(app, provider, owner_id), account_id=editor, now=NOON)
    deliver(NOON)
    assert [mail["To"] for mail in mail_files(app.config["SETTINGS"].home)] == ["new@example.org"]


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
