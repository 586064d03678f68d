"""What may be changed in a listing by whom and when, and how its two languages stand. Pure: no database, no web."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError, NotFound
from catalogue.offerings.rules import LIVE, OVER, OfferingState


class RevisionState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


DELETABLE = frozenset({OfferingState.DRAFT, OfferingState.CHANGES_REQUESTED})
COMPLETE = LIVE | {OfferingState.IN_REVIEW}
"""In these nothing that publishing needs may be taken away."""


class DeskAtRest(DomainError):
    code = "desk_at_rest"
    message = _l("This provider was not accepted or is closed, so its listings cannot be changed.")


class ListingOver(DomainError):
    code = "listing_over"
    message = _l("This listing was archived or taken down, so it cannot be changed any more. A copy of it can be.")


class ChangedMeanwhile(DomainError):
    code = "changed_meanwhile"
    message = _l(
        "This listing was changed after you opened it, by somebody else or by you in another window. What you typed "
        "is still here; the other change can be seen in a new window. Saving once more replaces it with yours."
    )


class PlaceChanged(DomainError):
    code = "place_changed"
    message = _l(
        "The description of this place was changed after you opened it, by somebody else or by you in another window. "
        "What you typed is still here; the other change can be seen in a new window. Saving once more replaces it with "
        "yours."
    )


class DateAhead(DomainError):
    code = "date_ahead"
    message = _l("This listing has a date ahead, so it was left as it is.")


class NeedsMeetings(DomainError):
    code = "needs_meetings"
    message = _l("People meet in this class, so it needs a date.")


class StepUnknown(DomainError):
    code = "step_unknown"
    message = _l("Choose one of the entries")
    status = 422


class WasPublic(DomainError):
    code = "was_public"
    message = _l("This listing was public, so its dates cannot be deleted any more; they can be cancelled.")


class StaysHere(DomainError):
    code = "stays_here"
    message = _l("Only a draft that was never public can be deleted, and not while it is with the office.")


class DraftChanged(DomainError):
    code = "draft_changed"
    message = _l(
        "This draft was changed after you opened it, by somebody else or by you in another window, so it was not "
        "deleted. Please look at it once more."
    )


class DraftDeleted(NotFound):
    code = "draft_deleted"
    message = _l("This draft was deleted.")
    hint = _l("The provider’s other listings are still at its desk.")


class SentWithOtherWords(DomainError):
    code = "sent_with_other_words"
    message = _l(
        "This form was saved already, with other contents: see the list of listings. What you typed is still here; "
        "saving once more makes a second one."
    )


class RevisionDecided(DomainError):
    code = "revision_decided"
    message = _l("These changes are no longer waiting.")


def ensure_changeable(state: str) -> None:
    """:raises ListingOver: it is archived or was taken down."""
    if state in OVER:
        raise ListingOver(state=state)


def ensure_deletable(state: str, *, published: bool) -> None:
    """:raises StaysHere: it was public once, or is not the provider's own at this moment."""
    if published or state not in DELETABLE:
        raise StaysHere(state=state)


class Side(StrEnum):
    """How one language of a text stands to the other."""

    ORIGINAL = "original"
    REVIEWED = "reviewed"
    MISSING = "missing"
    OUTDATED = "outdated"


def digest(text: str | None) -> str:
    return sha256((text or "").encode()).hexdigest()[:16]


def side_of(own: str | None, other: str | None, *, original: bool, beside: str | None) -> Side | None:
    """How a text stands to the one in the other language.

    :param beside: digest of the other text beside which this one was written; None where nobody said.
    :returns: None where there is nothing to say: both are empty, or both are there and nobody ever compared them.
    Source: docs/rules/publishing.md, rule 11.
    """
    if not own:
        return Side.MISSING if other else None
    if not other:
        return Side.ORIGINAL
    if beside is None:
        return None
    if beside != digest(other):
        return Side.OUTDATED
    return Side.ORIGINAL if original else Side.REVIEWED


def may_be_on_demand(mode: str, flexible_start: bool) -> bool:
    """Whether people can begin a date whenever they like: where they learn by themselves, or could do so before."""
    return flexible_start or mode == "online_self_paced"
