"""Moving an offering from state to state: each step once in the audit trail, in the same transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.core.errors import NotFound
from catalogue.core.texts import clean
from catalogue.offerings import rules
from catalogue.offerings.models import Offering
from catalogue.offerings.parts import parts_of
from catalogue.offerings.rules import Missing, OfferingState
from catalogue.offerings.services.telling import tell_decided
from catalogue.providers.rules import REASON_MAX


@transaction
def submit(offering_id: int, *, seen: str | None = None, actor_id: int | None, now: datetime) -> None:
    """Hand a draft, or one that was sent back, to the office.

    :param seen: the stamp of what was looked at; None where nobody looked.
    :raises AnotherThanSeen: it was changed since.
    :raises NotFound: there is none.
    :raises OfferingCannotBecome: it is with the office already, or past that.
    :raises NotReadyForPublishing: something is missing (`about["missing"]`).
    :raises TooManyInReview: the office has very many of this provider's already.
    Source: docs/rules/publishing.md, rule 2.
    """
    offering = _locked(offering_id)
    rules.ensure_may_become(OfferingState(offering.state), OfferingState.IN_REVIEW)
    rules.ensure_as_seen(offering.stamp, seen)
    _ensure_complete(offering)
    waiting = select(func.count()).select_from(Offering).where(
        Offering.provider_id == offering.provider_id, Offering.state == OfferingState.IN_REVIEW
    )  # fmt: skip
    if (db.session.scalar(waiting) or 0) >= rules.MOST_IN_REVIEW:
        raise rules.TooManyInReview
    _move(offering, OfferingState.IN_REVIEW, cause="submitted", actor_id=actor_id, now=now)


@transaction
def publish(offering_id: int, *, actor_id: int | None, now: datetime, cause: str = "published") -> None:
    """Show the offering to everybody. Who sent it for review is told.

    :raises NotFound: there is none.
    :raises OfferingCannotBecome: from its state it cannot be published.
    :raises NotReadyForPublishing: something is missing (`about["missing"]`).
    """
    offering = _locked(offering_id)
    _ensure_complete(offering)
    reviewed = offering.state == OfferingState.IN_REVIEW
    _move(offering, OfferingState.PUBLISHED, cause=cause, actor_id=actor_id, now=now)
    if reviewed:
        tell_decided(offering, OfferingState.PUBLISHED, "", now)


@transaction
def take_back(offering_id: int, *, seen: str | None = None, actor_id: int | None, now: datetime) -> None:
    """The provider has its listing back as a draft, before the office has decided.

    :param seen: the stamp of what was looked at; None where nobody looked.
    :raises OfficeWasFirst: it does not wait any more. :raises AnotherThanSeen: it was changed since, or sent anew.
    Source: docs/rules/publishing.md, rule 15.
    """
    offering = _locked(offering_id)
    rules.ensure_may_be_taken_back(OfferingState(offering.state))
    rules.ensure_as_seen(offering.stamp, seen)
    _move(offering, OfferingState.DRAFT, cause="taken back", actor_id=actor_id, now=now)


@transaction
def request_changes(
    offering_id: int, reason: str, *, seen: str | None = None, actor_id: int | None, now: datetime
) -> None:
    """Give an offering in review back to its provider, who is told why.

    :param seen: the stamp of what was looked at; None where nobody looked.
    :raises ReasonNeeded: no reason is given. :raises OfferingCannotBecome: it is not in review.
    :raises AnotherThanSeen: it was changed since.
    """
    _answer(offering_id, OfferingState.CHANGES_REQUESTED, reason, actor_id, now, seen)


@transaction
def take_request_back(offering_id: int, *, actor_id: int | None, now: datetime) -> None:
    """The office asked for changes by mistake: the offering waits for it again, and its provider is told so.

    :raises OfferingCannotBecome: it was not sent back. :raises NotReadyForPublishing: something is missing by now.
    """
    offering = _locked(offering_id)
    if offering.state != OfferingState.CHANGES_REQUESTED:
        raise rules.OfferingCannotBecome(before=offering.state, after=OfferingState.IN_REVIEW)
    _ensure_complete(offering)
    _move(offering, OfferingState.IN_REVIEW, cause="request taken back", actor_id=actor_id, now=now)
    tell_decided(offering, OfferingState.IN_REVIEW, "", now)


@transaction
def pause(
    offering_id: int, *, seen: str | None = None, actor_id: int | None, now: datetime, cause: str = "paused"
) -> None:
    """Hide the offering for a while.

    :param seen: the stamp of what was looked at; None where nobody looked.
    :raises OfferingCannotBecome: it is not published. :raises AnotherThanSeen: it was changed since.
    """
    _move(_locked(offering_id), OfferingState.PAUSED, cause=cause, actor_id=actor_id, now=now, seen=seen)


@transaction
def resume(offering_id: int, *, seen: str | None = None, actor_id: int | None, now: datetime) -> None:
    """Show a paused offering again, without asking the office: it was published before.

    :param seen: the stamp of what was looked at; None where nobody looked.
    :raises OfferingCannotBecome: it is not paused. :raises AnotherThanSeen: it was changed since.
    :raises NotReadyForPublishing: something is missing (`about["missing"]`).
    """
    offering = _locked(offering_id)
    if offering.state != OfferingState.PAUSED:
        raise rules.OfferingCannotBecome(before=offering.state, after=OfferingState.PUBLISHED)
    rules.ensure_as_seen(offering.stamp, seen)
    _ensure_complete(offering)
    _move(offering, OfferingState.PUBLISHED, cause="resumed", actor_id=actor_id, now=now)


@transaction
def take_down(offering_id: int, reason: str, *, actor_id: int | None, now: datetime) -> None:
    """Remove the offering for good; the provider is told why. :raises ReasonNeeded: no reason is given."""
    _answer(offering_id, OfferingState.TAKEN_DOWN, reason, actor_id, now)


@transaction
def archive(offering_id: int, *, seen: str | None = None, actor_id: int | None, now: datetime) -> None:
    """Put a paused offering away.

    :param seen: the stamp of what was looked at; None where nobody looked.
    :raises OfferingCannotBecome: it is not paused. :raises AnotherThanSeen: it was changed since.
    """
    _move(_locked(offering_id), OfferingState.ARCHIVED, cause="archived", actor_id=actor_id, now=now, seen=seen)


def _answer(
    offering_id: int, after: OfferingState, reason: str, actor_id: int | None, now: datetime, seen: str | None = None
) -> None:
    """A step that the provider has to read a reason for."""
    cause = clean(reason)[:REASON_MAX]
    if not cause:
        raise rules.ReasonNeeded
    offering = _locked(offering_id)
    rules.ensure_may_become(OfferingState(offering.state), after)
    rules.ensure_as_seen(offering.stamp, seen)
    _move(offering, after, cause=cause, actor_id=actor_id, now=now)
    tell_decided(offering, after, cause, now)


def _locked(offering_id: int) -> Offering:
    offering = db.session.get(Offering, offering_id, with_for_update=True)
    if offering is None:
        raise NotFound(offering_id=offering_id)
    return offering


def _ensure_complete(offering: Offering) -> None:
    if missing := rules.missing_for_publishing(parts_of(offering)):
        raise rules.NotReadyForPublishing(missing=[_named(one) for one in missing])


def _move(
    offering: Offering,
    after: OfferingState,
    *,
    cause: str,
    actor_id: int | None,
    now: datetime,
    seen: str | None = None,
) -> None:
    before = OfferingState(offering.state)
    rules.ensure_may_become(before, after)
    rules.ensure_as_seen(offering.stamp, seen)
    offering.state = after
    offering.changed_at = now
    if after is OfferingState.PUBLISHED and offering.published_at is None:
        offering.published_at = now
    audit.record("offering", offering.id, before=before, after=after, cause=cause, actor_id=actor_id, now=now)


def _named(missing: Missing) -> str:
    return f"{missing.run}.{missing.field}" if missing.run else missing.field
