"""The pages of the family: another guardian asked by mail, what is refused and where it is said, ending, forgetting."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from catalogue.accounts import rules, services
from catalogue.accounts.models import GuardianInvitation, Guardianship, Learner, RecordClaim
from catalogue.accounts.services import family
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.core.mail import deliver
from tests.builders import NOON, a_dependant, a_learner, an_account
from tests.mailbox import link_in, mail_files, posted
from tests.people import browser_of

TYPED = {"full_name_en": "Omar Salem", "kind": "parent", "consent": "yes"}
BORN = {"birth_date_day": "1", "birth_date_month": "2", "birth_date_year": "2018"}
CARE = {"kind": "parent", "consent": "yes"}


class Home:
    """A mother with her child, and her browser."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            mother = a_learner(account=an_account(email="mother@example.org", language="en"))
            child = a_dependant(mother)
            self.mother_id, self.child_id, self.number = mother.account_id or 0, child.id, child.public_id
        self.browser = browser_of(app, self.mother_id)
        self.page = f"/en/me/family/{self.number}"

    def somebody(self) -> int:
        with self.app.app_context():
            return a_learner().account_id or 0

    def token(self) -> str:
        """Ask somebody. :returns: the token of the mailed link."""
        with self.app.app_context():
            services.invite_guardian(self.child_id, "x@example.org", invited_by=self.mother_id, now=now())
        return posted(self.app)[-1].token

    def guardians(self) -> set[int]:
        with self.app.app_context():
            return set(
                db.session.scalars(select(Guardianship.account_id).where(
                    Guardianship.learner_id == self.child_id, Guardianship.state == "active"
                ))
            )  # fmt: skip


@pytest.fixture
def home(bare_app: Flask) -> Home:
    return Home(bare_app)


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_another_guardian_is_asked_by_mail_in_his_language_and_accepts(bare_app: Flask, home: Home, lang: str) -> None:
    with bare_app.app_context():
        father = a_learner(account=an_account(email="father@example.org", language=lang)).account_id or 0
    asked = home.browser.post(f"{home.page}/guardians", data={"email": "Father@Example.org"})
    assert asked.location == f"{home.page}?notice=invited"
    with bare_app.app_context():
        assert deliver(now()) == 1
    (mail,) = mail_files(bare_app.config["SETTINGS"].home)
    assert mail["To"] == "father@example.org"
    link, his = link_in(mail), browser_of(bare_app, father)
    assert link.startswith(f"/{lang}/family/invitation/")
    assert "Sara Salem" in his.get(link).text

    bare = his.post(link, data={})
    assert bare.status_code == 422
    assert [f'href="#f-{name}"' in bare.text for name in ("kind", "consent")] == [True, True]
    assert home.guardians() == {home.mother_id}

    done = his.post(link, data=CARE)
    assert done.location == f"/{lang}/me/family?notice=added"
    assert "Sara Salem" in his.get(done.location).text
    assert home.guardians() == {home.mother_id, father}
    assert his.get(link).status_code == 410, "it works once"


def test_who_is_a_guardian_already_is_told_so_and_the_link_stays_good(home: Home) -> None:
    link = f"/en/family/invitation/{home.token()}"
    refused = home.browser.post(link, data=CARE)
    assert refused.status_code == 422
    assert str(rules.AlreadyGuardian.message) in refused.text
    assert browser_of(home.app, home.somebody()).post(link, data=CARE).status_code == 303


def test_a_wrong_address_and_ones_own_are_refused_at_the_field(home: Home) -> None:
    for typed in ("", "no address", "Mother@example.org"):
        answer = home.browser.post(f"{home.page}/guardians", data={"email": typed})
        assert answer.status_code == 422, typed
        assert 'id="f-email-error"' in answer.text, typed
    assert posted(home.app) == []


def test_a_link_that_is_cut_in_two_opens_nothing(home: Home) -> None:
    token = home.token()
    answer = home.browser.get(f"/en/family/invitation/{token[:-4]}")
    assert answer.status_code == 410
    assert str(rules.LinkBroken.message) in answer.text


def test_of_two_who_use_one_link_at_once_one_comes_too_late(
    bare_app: Flask, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one is done between looking the invitation up and using it."""
    token, looked_up, too_late = home.token(), family.invitation, home.somebody()

    def used_meanwhile(given: str, at: datetime) -> GuardianInvitation:
        found = looked_up(given, at)
        db.session.execute(update(GuardianInvitation).values(used_at=at))
        return found

    monkeypatch.setattr(family, "invitation", used_meanwhile)
    with bare_app.app_context(), pytest.raises(rules.LinkExpired):
        services.accept_invitation(token, services.Care(too_late, "parent"), now())
    assert home.guardians() == {home.mother_id}


def test_a_child_without_a_date_of_birth_is_not_added(home: Home) -> None:
    answer = home.browser.post("/en/me/family/add", data=TYPED)
    assert answer.status_code == 422
    assert str(rules.BirthDateMissing.message) in answer.text
    assert 'value="Omar Salem"' in answer.text


def test_a_date_of_birth_is_not_taken_away(home: Home) -> None:
    answer = home.browser.post(home.page, data={"full_name_en": "Sara Salem"})
    assert answer.status_code == 422
    assert str(rules.BirthDateMissing.message) in answer.text


def test_one_account_looks_after_a_bounded_number(bare_app: Flask, home: Home) -> None:
    with bare_app.app_context():
        mother = db.session.scalars(select(Learner).where(Learner.account_id == home.mother_id)).one()
        for _ in range(rules.DEPENDANTS_MOST - 2):
            a_dependant(mother)
    several = ({**TYPED, **BORN, "full_name_en": name} for name in ("Omar Salem", "Amal Salem"))
    statuses = [home.browser.post("/en/me/family/add", data=typed) for typed in several]
    assert [one.status_code for one in statuses] == [303, 422]
    assert str(rules.TooManyDependants.message) in statuses[1].text
    with bare_app.app_context():
        children = select(func.count()).select_from(Guardianship)
        assert db.session.scalar(children) == rules.DEPENDANTS_MOST


def test_of_several_people_all_is_changed_or_nothing(app: Flask) -> None:
    guardian, stranger = a_learner(), a_learner()
    child = a_dependant(guardian)
    about = services.Particulars("", "Somebody else", None, None, None)

    with pytest.raises(NotFound):
        services.change_particulars_of({child.id: about, stranger.id: about}, account_id=guardian.account_id or 0)

    db.session.expire_all()
    assert "Somebody else" not in (child.full_name_en, stranger.full_name_en)
    services.change_particulars_of({child.id: about, guardian.id: about}, account_id=guardian.account_id or 0)
    db.session.expire_all()
    assert (child.full_name_en, guardian.full_name_en) == ("Somebody else", "Somebody else")


def test_one_of_two_guardians_ends_it_and_the_last_one_cannot(home: Home) -> None:
    his = browser_of(home.app, home.somebody())
    his.post(f"/en/family/invitation/{home.token()}", data=CARE)
    assert "The others who look after him or her stay" in his.get(f"{home.page}/end").text

    assert his.post(f"{home.page}/end").location == "/en/me/family?notice=care_ended"

    assert his.get(home.page).status_code == 404
    assert home.browser.post(f"{home.page}/end").status_code == rules.LastGuardian.status
    asking = 'href="/en/me/data/request?kind=erasure"'
    assert asking in home.browser.get(f"{home.page}/end").text, "the one way that is open leads on"
    assert 'value="erasure" checked' in home.browser.get("/en/me/data/request?kind=erasure").text
    assert home.guardians() == {home.mother_id}


def test_a_stranger_does_nothing_with_somebody_elses_child(bare_app: Flask, home: Home) -> None:
    stranger = home.somebody()
    with bare_app.app_context():
        with pytest.raises(NotFound):
            services.invite_guardian(home.child_id, "x@example.org", invited_by=stranger, now=NOON)
        with pytest.raises(NotFound):
            services.end_care(home.child_id, account_id=stranger, now=NOON)
        with pytest.raises(NotFound):
            services.make_claim_code(home.child_id, made_by=stranger, of_age_at=18, today=NOON.date(), now=NOON)
        assert not db.session.scalars(select(RecordClaim)).all()
    assert posted(bare_app) == []
    assert home.guardians() == {home.mother_id}


def test_invitations_and_codes_are_forgotten_when_they_have_run_out(bare_app: Flask, home: Home) -> None:
    with bare_app.app_context():
        for days in (0, 1):
            at = NOON + timedelta(days=days)
            services.invite_guardian(home.child_id, "x@example.org", invited_by=home.mother_id, now=at)
        services.make_claim_code(home.child_id, made_by=home.mother_id, of_age_at=18, today=NOON.date(), now=NOON)

        assert services.purge_family(NOON + rules.INVITATION_LIFETIME) == 1
        assert services.purge_family(NOON + rules.INVITATION_LIFETIME) == 0
        assert services.purge_family(NOON + rules.CLAIM_LIFETIME) == 2
