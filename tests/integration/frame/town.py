"""A small town to walk through: a listing, an enrolment, a certificate, three visitors, an address for every route."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from catalogue.access import ACCESS, ASSISTANT, AT_DESK, OFFICE
from catalogue.accounts import services as accounts
from catalogue.accounts.models import Learner
from catalogue.accounts.secrets import link_token
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment import services as enrolment
from catalogue.enrolment.mine import queries
from catalogue.enrolment.mine import services as own_place
from catalogue.enrolment.mine.timetable import address_of
from catalogue.offerings.freshness.links import PURPOSE as STILL_RIGHT
from catalogue.offerings.images.rules import key_of
from catalogue.offerings.models import Offering, OfferingTopic
from catalogue.providers import services as providers
from catalogue.providers.models import Provider, ProviderInvitation, ProviderMember
from catalogue.providers.rules import MemberRole
from catalogue.providers.services.inviting import PURPOSE
from catalogue.taxonomy.models import Occupation, Topic
from tests.builders import a_dependant, a_learner, a_run, an_offering, saved
from tests.builders_assisting import an_assistant, enrolled_here
from tests.builders_images import with_picture
from tests.builders_listings import a_complete_listing, a_revision
from tests.builders_office import a_filed_change, a_report
from tests.builders_proof import a_certificate, an_office_member
from tests.builders_providers import a_member
from tests.builders_uploads import a_token, an_upload_with_errors
from tests.mailbox import posted
from tests.people import browser_of

LANGUAGES = ("ar", "en")
OWNED = {
    "enrolment.done",
    "enrolment.ask_to_cancel",
    "enrolment.cancel",
    "enrolment.answer_own_offer",
    "enrolment.calendar_file",
    "enrolment.ticket",
    "accounts.dependant_page",
    "accounts.change_dependant",
    "accounts.invite_guardian",
    "accounts.make_claim_code",
    "accounts.ask_to_end_care",
    "accounts.end_care",
    "certificates.certificate",
    "certificates.badge",
    "completion.ask_rating",
    "completion.rate",
    "enrolment.meeting",
    "enrolment.meeting_file",
    "enrolment.cannot_come",
    "enrolment.can_come",
}
"""Addresses of things that belong to one household: for anybody else they do not exist."""


AT_COUNTERS = {"assisting.person", "assisting.end", "assisting.slip", "assisting.make_slip", "assisting.cancel"}
"""Addresses of things that belong to the one assistant who added somebody: for another one they do not exist."""


PICTURES = ("images.image", "listings.image", "office.image")
"""Addresses of pictures."""


@dataclass
class Town:
    """Who is there, and what stands in the place of each part of an address."""

    app: Flask
    parts: dict[str, str]
    nobody: FlaskClient
    learner: FlaskClient
    stranger: FlaskClient
    assistant: FlaskClient
    member: FlaskClient
    office: FlaskClient

    def owner(self, rule: Rule, browser: FlaskClient) -> FlaskClient:
        """Who opens this page where the learner of the walk may not: what stands on it is looked at all the same."""
        if browser is not self.learner:
            return browser
        access = ACCESS[rule.endpoint]
        if access in AT_DESK:
            return self.member
        return {ASSISTANT: self.assistant, OFFICE: self.office}.get(access, browser)

    def address(self, rule: Rule, lang: str) -> str:
        parts = {**self.parts, "lang": lang}
        if rule.endpoint.startswith("accounts.choose") or rule.endpoint == "accounts.set_passphrase":
            parts["token"] = self.parts["reset_token"]
        wanted = {name: parts[self._name(rule, name)] for name in rule.arguments}
        built = self.app.url_map.bind("localhost").build(rule.endpoint, wanted)
        return str(built)

    def _name(self, rule: Rule, name: str) -> str:
        special = f"{rule.endpoint}:{name}"
        return special if special in self.parts else name


def a_town(app: Flask) -> Town:
    with app.app_context():
        offering = an_offering(title_en="Welding for beginners", bring_en="Gloves", learn_en="Cutting\nWelding")
        topic_id = db.session.scalars(select(Topic.id).where(Topic.code == "0715")).one()
        db.session.add(OfferingTopic(offering_id=offering.id, topic_id=topic_id, position=0))
        db.session.commit()
        times = {"enrol_opens_at": now() - timedelta(days=1), "enrol_closes_at": now() + timedelta(days=9)}
        picture = with_picture(offering)
        run = a_run(offering=offering, starts_at=now() + timedelta(days=10), **times)
        other_run = a_run(offering=offering, starts_at=now() + timedelta(days=12), **times)
        learner, stranger = a_learner(), a_learner()
        child = a_dependant(learner, birth_date=now().date() - timedelta(days=9 * 365))
        accounts.invite_guardian(child.id, "other@example.org", invited_by=learner.account_id or 0, now=now())
        made = enrolment.enrol(run.id, learner.id, acted_by=learner.account_id or 0, now=now())
        classmate = a_learner(full_name_en="Huda Ali")
        seated = enrolment.enrol(run.id, classmate.id, acted_by=classmate.account_id or 0, now=now())
        code = a_certificate(learner=learner)
        own_place.renew_feed(learner.account_id or 0, now())
        own_place.save(offering.id, learner.account_id or 0, note="Ask about gloves", now=now())
        feed = queries.choices_of(learner.account_id or 0)[1] or ""
        accounts.ask_for_code("person@example.org", now())
        address = learner.account.email if learner.account else ""
        accounts.ask_to_reset(address, now())
        token = _an_offer(learner, offering)
        assistant = an_assistant()
        at_counter = enrolled_here(run.id, assistant)
        upload = an_upload_with_errors(offering.provider)
        token_id = a_token(offering.provider, learner)
        parts = {
            "enrolment.offer:token": token,
            "enrolment.answer_offer:token": token,
            "offering_id": offering.public_id,
            "provider_id": offering.provider.public_id,
            "search.provider:slug": "provider",
            "slug": "welding-for-beginners",
            "run_id": other_run.public_id,
            "learner_id": child.public_id,
            "enrolment_id": made.public_id,
            "code": code,
            "number": "1",
            "key": db.session.scalars(select(Occupation.key).order_by(Occupation.id)).first() or "",
            "form": "json",
            "step": "suspend",
            "uploads.template:form": "csv",
            "uploads.listings_file:form": "csv",
            "upload_id": upload.public_id,
            "position": "1",
            "reference": "c1",
            "token_id": token_id,
            "calendar_feed.feed:token": feed,
            **{f"{name}:key": key_of(picture) or "" for name in PICTURES},
            **{f"{name}:width": "400" for name in PICTURES},
            "revision_id": a_revision(offering).public_id,
            "at": address_of(run.sessions[0]),
            **{f"{name}:run_id": run.public_id for name in ACCESS if name.startswith("roster.")},
            "roster.table:form": "csv",
            "who": seated.public_id,
            **_at_the_desk(offering, offering.provider),
            **{f"{name}:learner_id": at_counter.learner.public_id for name in AT_COUNTERS},
            **{f"{name}:enrolment_id": at_counter.public_id for name in AT_COUNTERS},
        }
        member, office = a_member(offering.provider), a_learner(account=an_office_member())
        ids = [person.account_id or 0 for person in (learner, stranger, assistant, member, office)]
    messages = posted(app)
    parts["token"] = next(one.token for one in messages if one.kind == "address_unknown")
    parts["accounts.guardian_invitation:token"] = next(
        one.token for one in messages if one.kind == "guardian_invitation"
    )
    parts["accounts.accept_invitation:token"] = parts["accounts.guardian_invitation:token"]
    parts["reset_token"] = next(one.token for one in messages if one.kind == "reset_link")
    return Town(app, parts, app.test_client(), *(browser_of(app, number) for number in ids))


def _an_offer(learner: Learner, offering: Offering) -> str:
    """A seat that the learner waited for and that was offered to her. :returns: the token of the mailed link."""
    about: dict[str, Any] = {"starts_at": now() + timedelta(days=20), "enrol_opens_at": None, "enrol_closes_at": None}
    run, other = a_run(offering=offering, capacity=1, waiting_list=3, **about), a_learner()
    enrolment.enrol(run.id, other.id, acted_by=other.account_id or 0, now=now())
    (waiting,) = enrolment.wait(run.id, [learner.id], acted_by=learner.account_id or 0, now=now())
    enrolment.change_capacity(run.id, 2, acted_by=enrolment.OPERATOR, cause="a larger room", now=now())
    account = learner.account.public_id if learner.account else ""
    return link_token(f"{waiting.public_id}-{account}", "seat_offer")


def _at_the_desk(offering: Offering, provider: Provider) -> dict[str, str]:
    """One more of the provider's people, and two who are asked to be."""
    colleague = a_member(provider, "editor")
    owner = saved(ProviderMember(provider_id=provider.id, account_id=a_learner().account_id, role="owner", since=now()))
    for email in ("new@example.org", "newer@example.org"):
        providers.invite(provider.id, email, MemberRole.INSTRUCTOR, invited_by=owner.account_id, now=now())
    waiting, open_one = db.session.scalars(select(ProviderInvitation).order_by(ProviderInvitation.id)).all()
    token = link_token(open_one.handle, PURPOSE)
    who = colleague.account.public_id if colleague.account else ""
    asked = f"{who}-{provider.public_id}-{int(now().timestamp())}"
    still_right = link_token(asked, STILL_RIGHT)
    draft = a_complete_listing(provider, title_en="Soldering").public_id
    return {
        "batch_id": a_filed_change(offering).public_id,
        "still_right.ask:token": still_right,
        "still_right.confirm:token": still_right,
        "report_id": a_report(offering),
        "member_id": who,
        "invitation_id": waiting.public_id,
        "listings.ask_to_delete:offering_id": draft,
        "listings.delete:offering_id": draft,
        "joining.invitation:token": token,
        "joining.accept:token": token,
    }


def rules_of(app: Flask, method: str) -> list[Rule]:
    """Every route that takes the method, in a stable order."""
    found = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or set())]
    assert found, "no routes: check this test"
    return sorted(found, key=lambda rule: (rule.endpoint, rule.rule))


def languages_of(rule: Rule) -> tuple[str, ...]:
    return LANGUAGES if "lang" in rule.arguments else ("",)


def is_public(rule: Rule) -> bool:
    return ACCESS[rule.endpoint].name == "PUBLIC"


class Page(HTMLParser):
    """What a test asks of a page: title, headings, language, links, forms."""

    def __init__(self, html: str, url: str = "/") -> None:
        super().__init__()
        self.url, self.title, self.headings = url, "", 0
        self.html: dict[str, str | None] = {}
        self.links: set[str] = set()
        self.alternates: dict[str, str] = {}
        self.ids: list[str] = []
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        about = dict(attrs)
        if "id" in about:
            self.ids.append(about["id"] or "")
        if tag == "html":
            self.html = about
        if tag == "h1":
            self.headings += 1
        if tag == "a" and about.get("href"):
            self.links.add(urljoin(self.url, about["href"]))
        if tag == "link" and about.get("rel") == "alternate" and about.get("hreflang"):
            self.alternates[about["hreflang"] or ""] = about["href"] or ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data
