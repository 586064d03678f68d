"""A decision about a listing: how many may wait for one, what was looked at when it was taken, that it says why."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError

MOST_IN_REVIEW = 500
"""Listings of one provider that wait for the office at the same time."""


class TooManyInReview(DomainError):
    code = "too_many_in_review"
    message = _l(
        "Very many of your listings wait for the office already. Please wait until it has looked at some of them."
    )


class AnotherThanSeen(DomainError):
    code = "another_than_seen"
    message = _l("The provider has changed this listing since you opened it. Please look at it once more.")


def ensure_as_seen(stamp: str, seen: str | None) -> None:
    """:param seen: the stamp of what was looked at; None where nobody did. :raises AnotherThanSeen: it is another."""
    if seen is not None and seen != stamp:
        raise AnotherThanSeen


class ReasonNeeded(DomainError):
    code = "reason_needed"
    message = _l("A reason is needed for this.")
    status = 422
