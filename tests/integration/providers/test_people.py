"""The people of a provider: roles, removed, leaving; there is always an owner."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.mail import deliver
from catalogue.providers import services
from catalogue.providers.models import Provider, ProviderInvitation, ProviderMember
from catalogue.providers.rules import (
    LastOwner,
    MemberRole,
    ProviderOver,
)
from tests.builders import NOON, a_learner, a_provider
from tests.builders_proof import an_office_member
from tests.builders_providers import a_member
from tests.counting import counted_queries
from tests.integration.providers.conftest import Browse
from tests.integration.providers.inviting import asked
from tests.mailbox import mail_files, posted, text_of

EDITOR, OWNER = MemberRole.EDITOR, MemberRole.OWNER


def role_of(provider: Provider, account_id: int | None) -> str | None:
    found = select(ProviderMember.role).where(
        ProviderMember.provider_id == provider.id, ProviderMember.account_id == account_id
    )
    return db.session.scalar(found)


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
