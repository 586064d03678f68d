"""How long a request may take, which states it has, which consents can be withdrawn. Pure: no database, no web.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError

ANSWER_WITHIN = timedelta(days=30)
EXTENDED_BY = timedelta(days=30)
"""Once, with its reason told before the first 30 days are over (implementing regulation, article 3)."""
ALARM_AFTER = timedelta(days=20)
WORDS_MAX = 2000
OPEN_AT_ONCE = 5
"""Requests of one account that may wait at the same time."""


class RequestKind(StrEnum):
    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"
    OBJECTION = "objection"
    OTHER = "other"


class RequestState(StrEnum):
    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


class WordsMissing(DomainError):
    code = "words_missing"
    message = _l("Please say in a few words what it is about")
    status = 422


class TooManyRequests(DomainError):
    code = "too_many_requests"
    message = _l("Several of your requests are still waiting. Please wait until the office has answered them.")


class RequestAnswered(DomainError):
    code = "request_answered"
    message = _l("This request has been answered already.")


class ExtendedAlready(DomainError):
    code = "extended_already"
    message = _l("The time for this request was extended once already, or has passed.")


class ConsentIsTheAccount(DomainError):
    code = "consent_is_the_account"
    message = _l("Without this consent there can be no account. To withdraw it, close the account.")


class ConsentIsTheCare(DomainError):
    code = "consent_is_the_care"
    message = _l("This consent is that you look after somebody. To withdraw it, end that on the page of this person.")


RESTING_ON: dict[str, type[DomainError]] = {"privacy_notice": ConsentIsTheAccount, "guardianship": ConsentIsTheCare}
"""Consents on which something rests that ends with them: they are withdrawn by ending it, elsewhere."""


def due_at(received_at: datetime, *, extended: bool = False) -> datetime:
    """Return the moment (UTC) until which a request must be answered.

    :param received_at: when it arrived; timezone-aware.
    """
    return received_at + ANSWER_WITHIN + (EXTENDED_BY if extended else timedelta())


def ensure_extendable(received_at: datetime, extended_at: datetime | None, now: datetime) -> None:
    """:raises ExtendedAlready: it was extended, or the first 30 days are over."""
    if extended_at is not None or now >= due_at(received_at):
        raise ExtendedAlready


def is_urgent(received_at: datetime, extended_at: datetime | None, now: datetime) -> bool:
    """Whether somebody should be told: ten days or less are left."""
    return now >= due_at(received_at, extended=extended_at is not None) - (ANSWER_WITHIN - ALARM_AFTER)
