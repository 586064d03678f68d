"""What residents say is wrong: filed by anybody, answered at the desk, closed in the office."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db, transaction
from catalogue.core.errors import NotFound
from catalogue.core.mail import deliver
from catalogue.core.outbox import post
from catalogue.offerings.reports import services
from catalogue.offerings.reports.models import Report
from catalogue.offerings.reports.rules import (
    Answer,
    ReportCannotBecome,
    ReportReason,
    ReportState,
    WordsMissing,
    days_left,
)
from tests.builders import NOON, a_learner, a_provider, an_account, an_offering
from tests.builders_office import a_city, a_report, office_of
from tests.builders_providers import a_member
from tests.counting import counted_queries
from tests.mailbox import mail_files, posted, states, text_of
from tests.people import browser_of

DAY = timedelta(days=1)


def reports(app: Flask) -> list[Report]:
    with app.app_context():
        return list(db.session.scalars(select(Report)))


@pytest.fixture
def number(bare_app: Flask) -> str:
    """A listing whose provider has an owner and an instructor."""
    with bare_app.app_context():
        offering = an_offering(title_en="Welding")
        for role in ("owner", "instructor"):
            a_member(offering.provider, role)
        return offering.public_id


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_anybody_can_report_from_the_page_without_an_account(
    bare_app: Flask, client: FlaskClient, number: str, lang: str
) -> None:
    page = client.get(f"/{lang}/offerings/{number}", follow_redirects=True).text
    assert f'href="/{lang}/offerings/{number}/report"' in page
    assert 'maxlength="1000"' in client.get(f"/{lang}/offerings/{number}/report").text, "no more than is kept"
    answer = client.post(f"/{lang}/offerings/{number}/report", data={"reason": "dates", "words": "It begins at six."})
    assert answer.status_code == 303
    assert "notice=reported" in answer.location
    (report,) = reports(bare_app)
    assert (report.state, report.reason, report.words, report.account_id) == (
        "with_provider", "dates", "It begins at six.", None,
    )  # fmt: skip
    assert [one.kind for one in posted(bare_app)] == ["report_received"]


@pytest.mark.parametrize(
    ("form", "field"), [({}, "reason"), ({"reason": "x"}, "reason"), ({"reason": "other"}, "words")]
)
def test_what_is_missing_stands_at_its_field(
    bare_app: Flask, client: FlaskClient, number: str, form: dict[str, str], field: str
) -> None:
    answer = client.post(f"/en/offerings/{number}/report", data=form)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert reports(bare_app) == []


def test_of_a_listing_that_has_gone_meanwhile_nothing_is_filed(app: Flask) -> None:
    offering = an_offering()
    number = offering.id
    db.session.delete(offering)
    db.session.commit()
    with pytest.raises(NotFound):
        services.file(number, ReportReason.DATES, "", account_id=None, now=NOON)


def test_there_is_a_limit_for_a_network(bare_app: Flask, client: FlaskClient, number: str) -> None:
    sent = [client.post(f"/en/offerings/{number}/report", data={"reason": "dates"}).status_code for _ in range(12)]
    assert sent == [303] * 10 + [429] * 2


def test_a_listing_that_nobody_can_see_cannot_be_reported(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        hidden = an_offering(state="draft", published_at=None).public_id
    assert client.get(f"/en/offerings/{hidden}/report").status_code == 404
    assert client.post(f"/en/offerings/{hidden}/report", data={"reason": "dates"}).status_code == 404


def test_a_report_about_a_provider_without_people_stays_open_for_the_office(bare_app: Flask) -> None:
    with bare_app.app_context():
        a_report(an_offering())
    assert [one.state for one in reports(bare_app)] == ["open"]
    assert posted(bare_app) == []


def test_nothing_at_the_desk_or_in_its_mail_says_who_reported(bare_app: Flask) -> None:
    with bare_app.app_context():
        offering = an_offering(title_en="Welding")
        owner, reporter = a_member(offering.provider), an_account(email="reporter@example.org")
        a_learner(account=reporter, full_name_en="Huda Adel")
        a_report(offering, reporter)
        desk, owner_id = f"/en/provide/{offering.provider.public_id}/reports", owner.account_id or 0
        reporter_number = reporter.public_id
        deliver(now())
    page = browser_of(bare_app, owner_id).get(desk).text
    (mail,) = mail_files(bare_app.config["SETTINGS"].home)
    for text in (page, mail.as_string(), text_of(mail)):
        for secret in ("reporter@example.org", "Huda", reporter_number):
            assert secret not in text
    assert "It begins at six." in page
    assert "7 days left" in page or "6 days left" in page


def test_the_provider_answers_and_the_office_closes_and_the_reporter_is_told(bare_app: Flask) -> None:
    with bare_app.app_context():
        offering = an_offering(title_en="Welding")
        owner, reporter = a_member(offering.provider), an_account(email="reporter@example.org", language="en")
        report = a_report(offering, reporter)
        desk, owner_id = f"/en/provide/{offering.provider.public_id}/reports", owner.account_id or 0
        office_id = office_of(None).id
    member, office = browser_of(bare_app, owner_id), browser_of(bare_app, office_id)
    bare = member.post(f"{desk}/{report}", data={"answer": "right", "words": " "})
    assert bare.status_code == 422
    assert f'href="#f-words-{report}"' in bare.text
    assert member.post(f"{desk}/{report}", data={"words": "Nothing chosen"}).status_code == 422
    assert member.post(f"{desk}/{report}", data={"answer": "mended", "words": "Six it is."}).status_code == 303
    assert "Six it is." in office.get(f"/en/office/reports/{report}").text
    assert office.post(f"/en/office/reports/{report}", data={}).status_code == 422
    assert office.post(f"/en/office/reports/{report}", data={"decision": "resolve"}).status_code == 303
    assert office.post(f"/en/office/reports/{report}", data={"decision": "reject"}).status_code == 409
    (found,) = reports(bare_app)
    assert (found.state, found.answer) == ("resolved", "mended")
    with bare_app.app_context():
        deliver(now())
        steps = (
            db.session.execute(select(AuditEntry.entity, AuditEntry.to_state).order_by(AuditEntry.id)).tuples().all()
        )
    assert list(steps) == [
        ("report", "open"), ("report", "with_provider"), ("report_answer", "mended"), ("report", "resolved"),
    ]  # fmt: skip
    (mail,) = [one for one in mail_files(bare_app.config["SETTINGS"].home) if one["To"] == "reporter@example.org"]
    assert "Six it is." in text_of(mail)
    assert "There are no reports" in member.get(desk).text


def test_an_answer_is_corrected_on_the_page_until_the_office_has_closed(bare_app: Flask) -> None:
    with bare_app.app_context():
        offering = an_offering()
        desk, owner_id = (
            f"/en/provide/{offering.provider.public_id}/reports",
            a_member(offering.provider).account_id or 0,
        )
        report = a_report(offering)
    member = browser_of(bare_app, owner_id)
    member.post(f"{desk}/{report}", data={"answer": "mended", "words": "Six it is."})
    page = member.get(desk).text
    assert f'action="{desk}/{report}"' in page
    assert ">Six it is.</textarea>" in page
    assert 'value="mended" checked' in page
    member.post(f"{desk}/{report}", data={"answer": "right", "words": "It was five."})
    (found,) = reports(bare_app)
    assert (found.answer, found.answer_words) == ("right", "It was five.")


def test_at_a_closed_desk_nothing_is_answered(bare_app: Flask) -> None:
    with bare_app.app_context():
        offering = an_offering(provider=a_provider(state="closed"))
        desk, owner_id = (
            f"/en/provide/{offering.provider.public_id}/reports",
            a_member(offering.provider).account_id or 0,
        )
        report = a_report(offering)
    member = browser_of(bare_app, owner_id)
    assert "<textarea" not in member.get(desk).text
    assert member.post(f"{desk}/{report}", data={"answer": "mended"}).status_code == 409


def test_a_closed_report_is_answered_no_more_and_a_foreign_one_is_not_there(app: Flask) -> None:
    offering = an_offering()
    number = a_report(offering)
    (report,) = db.session.scalars(select(Report))
    with pytest.raises(NotFound):
        services.answer(a_provider().id, number, Answer.MENDED, "", actor_id=1, now=NOON)
    with pytest.raises(WordsMissing):
        services.answer(offering.provider_id, number, Answer.RIGHT, "", actor_id=1, now=NOON)
    services.decide(report.id, ReportState.REJECTED, actor_id=office_of(None).id, now=NOON)
    with pytest.raises(ReportCannotBecome):
        services.answer(offering.provider_id, number, Answer.MENDED, "", actor_id=1, now=NOON)


@pytest.mark.parametrize(("days", "left"), [(0, 7), (0.1, 7), (1, 6), (6, 1), (7, 0), (7.1, 0), (8, -1), (9, -2)])
def test_the_clock_of_the_provider(days: float, left: int) -> None:
    assert days_left(NOON, NOON + days * DAY, 7) == left


@pytest.mark.parametrize("items", [1, 3])
def test_the_office_sees_what_is_late_first_and_pays_the_same_for_one_or_three(bare_app: Flask, items: int) -> None:
    with bare_app.app_context():
        for number in range(items):
            offering = an_offering(title_en=f"Course of day {number}")
            a_report(offering, now=now() - (7.5 + number) * DAY)
        office_id = office_of(None).id
    office = browser_of(bare_app, office_id)
    with counted_queries(bare_app) as queries:
        page = office.get("/en/office/reports").text
    found = [page.index(f"Course of day {number}") for number in range(items)]
    assert found == sorted(found, reverse=True)
    assert "one day late" in page
    assert len(queries) == 5, "\n".join(queries)


def test_the_office_of_a_city_sees_its_own_reports_only(bare_app: Flask) -> None:
    with bare_app.app_context():
        jubail, yanbu = a_city(), a_city("yanbu-industrial-city")
        here = a_report(an_offering(provider=a_provider(city_id=jubail.id)))
        there = a_report(an_offering(provider=a_provider(city_id=yanbu.id)))
        office_id = office_of(jubail).id
    office = browser_of(bare_app, office_id)
    page = office.get("/en/office/reports").text
    assert here in page
    assert there not in page
    assert office.get(f"/en/office/reports/{there}").status_code == 404
    assert office.post(f"/en/office/reports/{there}", data={"decision": "resolve"}).status_code == 404


@pytest.mark.parametrize("kind", ["report_received", "report_decided"])
def test_of_a_report_that_is_gone_nothing_is_mailed(app: Flask, kind: str) -> None:
    transaction(post)(kind, "a@example.org", language="en", payload={"report": 404}, dedupe_key="k", now=NOON)
    db.session.remove()
    deliver(NOON)
    assert (states(app), mail_files(app.config["SETTINGS"].home)) == (["sent"], [])


def test_a_report_that_is_not_there_is_not_found(app: Flask, client: FlaskClient) -> None:
    office_id = office_of(None).id
    with pytest.raises(NotFound):
        services.decide(404, ReportState.RESOLVED, actor_id=office_id, now=NOON)
    assert browser_of(app, office_id).get("/en/office/reports/2222222222").status_code == 404


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_mails_about_a_report_are_in_the_language_of_who_reads_them(bare_app: Flask, lang: str) -> None:
    with bare_app.app_context():
        offering = an_offering(title_en="Welding", title_ar="\u0644\u062d\u0627\u0645")
        owner, reporter = a_member(offering.provider), an_account(language=lang)
        assert owner.account
        owner.account.language = lang
        db.session.commit()
        a_report(offering, reporter)
        services.decide(
            db.session.scalars(select(Report.id)).one(), ReportState.REJECTED, actor_id=office_of(None).id, now=now()
        )
        deliver(now())
    received, decided = sorted(
        mail_files(bare_app.config["SETTINGS"].home), key=lambda mail: "provide" not in text_of(mail)
    )
    for mail in (received, decided):
        assert ("Welding" in mail["Subject"]) == (lang == "en")
        assert ("\u0644\u062d\u0627\u0645" in mail["Subject"]) == (lang == "ar")
        assert f"/{lang}/" in text_of(mail)
    assert "It begins at six." in text_of(received)


def test_the_mail_to_the_provider_is_in_the_digits_of_who_reads_it(bare_app: Flask) -> None:
    with bare_app.app_context():
        offering = an_offering()
        owner = a_member(offering.provider)
        assert owner.account
        owner.account.digits = "arab"
        db.session.commit()
        a_report(offering)
        deliver(now())
    (mail,) = mail_files(bare_app.config["SETTINGS"].home)
    assert "\u0667" in text_of(mail), "seven days"
