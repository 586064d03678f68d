"""What has had its time is forgotten: one list of kinds of data, each with its setting.

Sessions, codes and counted attempts have their own jobs beside their tables (`catalogue/accounts/jobs.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import Text, and_, cast, delete, func, or_, select, update

from catalogue.core.clock import now
from catalogue.core.db import empty_write_log, rows_changed, transaction
from catalogue.core.logs import log
from catalogue.core.outbox import Message
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.roster.models import EnrolmentNote, RunMessage
from catalogue.enrolment.rules import LIVE
from catalogue.offerings.models import Run
from catalogue.privacy import rules
from catalogue.privacy.models import RightsRequest
from catalogue.privacy.queries import learners_left_alone, open_requests
from catalogue.privacy.services.erasing import FAREWELL, erase_learners
from catalogue.search.models import SearchWish

OVER = ("sent", "failed")


@transaction
def _messages(before: datetime) -> int:
    """Messages that were sent, or given up."""
    last = func.coalesce(Message.sent_at, Message.due_at)
    return rows_changed(delete(Message).where(Message.state.in_(OVER), last < before))


@transaction
def _answers(before: datetime) -> int:
    """What learners answered to the questions of runs that are over: it was for the provider of that run alone."""
    over = select(Run.id).where(Run.ends_at < before)
    told = (Enrolment.run_id.in_(over), cast(Enrolment.answers, Text) != "{}")
    return rows_changed(update(Enrolment).where(*told).values(answers={}))


@transaction
def _notes(before: datetime) -> int:
    """What providers noted about learners of runs that are over; where a run has no end, of enrolments that are."""
    over = (
        select(Enrolment.id)
        .join(Run, Run.id == Enrolment.run_id)
        .where(
            or_(
                Run.ends_at < before,
                and_(Run.ends_at.is_(None), Enrolment.state.not_in(LIVE), Enrolment.changed_at < before),
            )
        )
    )
    return rows_changed(delete(EnrolmentNote).where(EnrolmentNote.enrolment_id.in_(over)))


@transaction
def _run_messages(before: datetime) -> int:
    """What providers wrote to classes."""
    return rows_changed(delete(RunMessage).where(RunMessage.sent_at < before))


@transaction
def _requests(before: datetime) -> int:
    """The words of requests that were answered; kind and dates stay in the register."""
    told = (RightsRequest.answered_at < before, RightsRequest.words.is_not(None))
    return rows_changed(update(RightsRequest).where(*told).values(words=None, answer=None, extension_reason=None))


@transaction
def _wishes(before: datetime) -> int:
    """Searches that people wished for: never who, but the words are theirs."""
    return rows_changed(delete(SearchWish).where(SearchWish.wished_on < before.date()))


@transaction
def _assisted(before: datetime) -> int:
    """People enrolled at a counter for whom nobody can act any more: at once where they wished it, else in time."""
    return erase_learners(learners_left_alone(before), now())


def _mail_files(before: datetime) -> int:
    """Mails that were written as files, where no mail server is set."""
    folder = current_app.config["SETTINGS"].home / "mail"
    old = [path for path in folder.glob("*.eml") if path.stat().st_mtime < before.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


RETENTION: dict[str, tuple[str, Callable[[datetime], int]]] = {
    "messages": ("keep_messages_days", _messages),
    "mail files": ("keep_messages_days", _mail_files),
    "answers to questions of runs": ("keep_answers_days", _answers),
    "notes of providers": ("keep_answers_days", _notes),
    "messages to classes": ("keep_messages_days", _run_messages),
    "words of requests": ("keep_requests_days", _requests),
    "people enrolled at a counter": ("keep_assisted_days", _assisted),
    "search wishes": ("keep_wishes_days", _wishes),
}
"""Each kind of data: the setting that says for how many days it is kept, and what forgets it."""


def forget_what_is_due(at: datetime) -> int:
    """Forget what is older than its setting says, each kind in a transaction of its own, and log how much.

    :returns: how many rows and files in all.
    """
    settings = current_app.config["SETTINGS"]
    done = {kind: forget(at - timedelta(days=getattr(settings, days))) for kind, (days, forget) in RETENTION.items()}
    if any(done.values()):
        log.info("what had its time is forgotten", extra={"about": done})
    return sum(done.values())


def forget_farewells(now: datetime) -> int:
    """The last messages to people who are erased: gone as soon as they are sent, or given up. :returns: how many."""
    gone = _farewells(now)
    if gone:
        empty_write_log()
    return gone


@transaction
def _farewells(_now: datetime) -> int:
    return rows_changed(delete(Message).where(Message.kind == FAREWELL, Message.state.in_(OVER)))


def warn_of_requests(now: datetime) -> int:
    """Warn in the log, daily, of requests with ten days or less left. :returns: how many there are."""
    urgent = [row for row, _address in open_requests() if rules.is_urgent(row.received_at, row.extended_at, now)]
    if urgent:
        about = {"requests": len(urgent), "first_due": urgent[0].due_at.isoformat()}
        log.warning("requests about personal data must be answered soon", extra={"about": about})
    return len(urgent)
