"""Which states an offering, a run and a meeting can have, and which step leads from one to the next."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError


class OfferingState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    PUBLISHED = "published"
    PAUSED = "paused"
    TAKEN_DOWN = "taken_down"
    ARCHIVED = "archived"


class RunState(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


class SessionState(StrEnum):
    SCHEDULED = "scheduled"
    MOVED = "moved"
    CANCELLED = "cancelled"


NEXT: dict[OfferingState, frozenset[OfferingState]] = {
    OfferingState.DRAFT: frozenset({OfferingState.IN_REVIEW, OfferingState.PUBLISHED}),
    OfferingState.IN_REVIEW: frozenset({OfferingState.PUBLISHED, OfferingState.CHANGES_REQUESTED, OfferingState.DRAFT}),
    OfferingState.CHANGES_REQUESTED: frozenset({OfferingState.IN_REVIEW}),
    OfferingState.PUBLISHED: frozenset({OfferingState.PAUSED, OfferingState.TAKEN_DOWN}),
    OfferingState.PAUSED: frozenset({OfferingState.PUBLISHED, OfferingState.ARCHIVED}),
    OfferingState.TAKEN_DOWN: frozenset(),
    OfferingState.ARCHIVED: frozenset(),
}
OVER = frozenset({OfferingState.ARCHIVED, OfferingState.TAKEN_DOWN})
"""Nothing of such a listing changes any more."""
LIVE = frozenset({OfferingState.PUBLISHED, OfferingState.PAUSED})
"""People know these pages, and rely on what stands there."""
AHEAD = frozenset({RunState.DRAFT, RunState.SCHEDULED, RunState.POSTPONED})
"""Runs that may still take place."""


class OfferingCannotBecome(DomainError):
    code = "offering_cannot_become"
    message = _l("The offering cannot be moved to this state.")

    @property
    def there_already(self) -> bool:
        """Whether it is in the state that was asked for."""
        return bool(self.about["before"] == self.about["after"])


class NothingToDecide(OfferingCannotBecome):
    code = "nothing_to_decide"
    message = _l(
        "The provider has this listing as a draft: it was taken back, or never sent. There is nothing to decide."
    )


class OfficeWasFirst(OfferingCannotBecome):
    code = "office_was_first"
    message = _l("The office has decided meanwhile, so nothing was taken back. Here is the listing as it stands now.")


def ensure_may_become(before: OfferingState, after: OfferingState) -> None:
    """:raises OfferingCannotBecome: there is no such step. :raises NothingToDecide: it is the provider's own still."""
    if after in NEXT[before]:
        return
    if before is OfferingState.DRAFT and after is OfferingState.CHANGES_REQUESTED:
        raise NothingToDecide(before=before, after=after)
    raise OfferingCannotBecome(before=before, after=after)


def ensure_may_be_taken_back(before: OfferingState) -> None:
    """:raises OfficeWasFirst: it does not wait at the office any more."""
    if before is not OfferingState.IN_REVIEW:
        raise OfficeWasFirst(before=before, after=OfferingState.DRAFT)
