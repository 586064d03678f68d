"""Filing a report, answering it at the desk, closing it in the office. Every step once in the audit trail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from catalogue.accounts.models import Account
from catalogue.accounts.telling import write_to
from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.core.errors import NotFound
from catalogue.core.texts import clean
from catalogue.offerings.models import Offering
from catalogue.offerings.reports import rules
from catalogue.offerings.reports.models import Report
from catalogue.offerings.reports.rules import WORDS_MAX, Answer, ReportReason, ReportState
from catalogue.offerings.services.telling import EDITING
from catalogue.providers.models import ProviderMember
from catalogue.providers.rules import ensure_working
from catalogue.providers.services.telling import tell_members


@transaction
def file(offering_id: int, reason: ReportReason, words: str, *, account_id: int | None, now: datetime) -> str:
    """Note what somebody says is wrong. It goes to the provider at once, where anybody acts for it.

    :returns: the report's public id.
    :raises WordsMissing: "something else" says nothing. :raises NotFound: the listing has gone meanwhile.
    """
    said = clean(words, lines=True)[:WORDS_MAX]
    if reason is ReportReason.OTHER and not said:
        raise rules.WordsMissing
    offering = db.session.get(Offering, offering_id, with_for_update={"read": True, "key_share": True})
    if offering is None:
        raise NotFound
    report = Report(
        offering_id=offering_id, account_id=account_id, reason=reason, words=said or None, created_at=now,
        state=ReportState.OPEN,
    )  # fmt: skip
    db.session.add(report)
    db.session.flush()
    audit.record("report", report.id, before=None, after=ReportState.OPEN, cause=reason, actor_id=None, now=now)
    acting = select(ProviderMember.account_id).where(
        ProviderMember.provider_id == offering.provider_id, ProviderMember.role.in_(EDITING)
    )
    if db.session.scalars(acting.limit(1)).first() is not None:
        _move(report, ReportState.WITH_PROVIDER, cause="passed on", actor_id=None, now=now)
        tell_members(offering.provider_id, EDITING, "report_received", {"report": report.id}, now)
    return report.public_id


@transaction
def answer(provider_id: int, number: str, what: Answer, words: str, *, actor_id: int, now: datetime) -> None:
    """What the provider says to a report about one of its listings; it may correct itself until it is closed.

    :raises NotFound: the provider has no such one. :raises WordsMissing: why it is right is not said.
    :raises ReportCannotBecome: the office has closed it. :raises ProviderOver: the provider is closed.
    """
    said = clean(words, lines=True)[:WORDS_MAX]
    if what is Answer.RIGHT and not said:
        raise rules.WordsMissing
    found = select(Report).join(Report.offering)
    mine = found.where(Report.public_id == number, Offering.provider_id == provider_id)
    report = db.session.scalars(mine.with_for_update(of=Report)).one_or_none()
    if report is None:
        raise NotFound
    ensure_working(report.offering.provider.state)
    if not rules.NEXT[ReportState(report.state)]:
        raise rules.ReportCannotBecome
    report.answer, report.answer_words, report.answered_at = what, said or None, now
    audit.record("report_answer", report.id, before=None, after=what, cause="answered", actor_id=actor_id, now=now)


@transaction
def decide(report_id: int, after: ReportState, *, actor_id: int, now: datetime) -> None:
    """The office closes a report; who reported it with an account is told.

    :raises ReportCannotBecome: it is closed already.
    """
    report = db.session.get(Report, report_id, with_for_update=True)
    if report is None:
        raise NotFound
    report.decided_at = now
    _move(report, after, cause="decided", actor_id=actor_id, now=now)
    reporter = db.session.get(Account, report.account_id) if report.account_id else None
    if reporter is not None and reporter.state == "active":
        payload = {"report": report.id}
        write_to(reporter, "report_decided", payload, dedupe_key=f"report_decided:{report.id}", now=now)


def _move(report: Report, after: ReportState, *, cause: str, actor_id: int | None, now: datetime) -> None:
    before = ReportState(report.state)
    rules.ensure_may_become(before, after)
    report.state = after
    audit.record("report", report.id, before=before, after=after, cause=cause, actor_id=actor_id, now=now)
