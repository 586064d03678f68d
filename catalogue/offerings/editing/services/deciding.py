"""What becomes of changes that wait: the office approves or refuses them, the provider takes them back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.core.errors import NotFound
from catalogue.core.texts import clean
from catalogue.offerings import services as states
from catalogue.offerings.editing import rules
from catalogue.offerings.editing.models import OfferingRevision
from catalogue.offerings.editing.queries import open_revision_of
from catalogue.offerings.editing.rules import RevisionState
from catalogue.offerings.editing.services.pairs import note_pairs, texts_of
from catalogue.offerings.editing.services.saving import locked, read, store_told, working
from catalogue.offerings.images.queries import ensure_seen
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import ReasonNeeded, ensure_as_seen
from catalogue.offerings.services.telling import EDITING
from catalogue.providers.rules import REASON_MAX
from catalogue.providers.services.telling import tell_members


@transaction
def approve_revision(revision_id: int, *, seen: str, actor_id: int | None, now: datetime) -> None:
    """Bring the listing to what was proposed, and tell those in its runs what has changed.

    :param seen: the stamp of what the office looked at.
    :raises RevisionDecided: it does not wait any more. :raises AnotherThanSeen: something else is proposed now.
    :raises NotTakenAsWritten: it does not fit any more what the listing has become.
    :raises PictureNotSeen: the picture is not here yet.
    Source: docs/rules/publishing.md, rule 9.
    """
    revision, offering = _open(revision_id, seen)
    rules.ensure_changeable(offering.state)
    ensure_seen(offering, revision.proposed.get("image") or {})
    old = texts_of(offering)
    store_told(offering, read(_fields(offering, revision), offering.provider), offering.provider, now)
    note_pairs(offering, old, still_right=(), lang="ar")
    _decide(revision, RevisionState.APPROVED, "approved", actor_id, now)
    _tell(revision, now)


@transaction
def reject_revision(
    revision_id: int, reason: str, *, seen: str | None = None, actor_id: int | None, now: datetime
) -> None:
    """Leave everything as it is.

    :param seen: the stamp of what the office looked at; None where nobody looked.
    :raises ReasonNeeded: none is given. :raises RevisionDecided: it does not wait.
    :raises AnotherThanSeen: something else is proposed now.
    """
    revision, _offering = _open(revision_id, seen)
    said = clean(reason)[:REASON_MAX]
    if not said:
        raise ReasonNeeded
    revision.reason = said
    _decide(revision, RevisionState.REJECTED, said, actor_id, now)
    _tell(revision, now)


@transaction
def withdraw_revision(offering_id: int, *, seen: str | None = None, actor_id: int | None, now: datetime) -> None:
    """The provider takes back what waits.

    :param seen: the stamp of what was looked at; None where nobody looked.
    :raises RevisionDecided: nothing does. :raises DeskAtRest: the provider can change nothing.
    :raises AnotherThanSeen: a colleague has proposed something else since.
    """
    waiting = open_revision_of(offering_id)
    if waiting is None:
        raise rules.RevisionDecided
    revision, offering = _open(waiting.id, seen)
    working(offering.provider_id)
    _decide(revision, RevisionState.WITHDRAWN, "withdrawn", actor_id, now)


@transaction
def archive(offering_id: int, *, seen: str | None = None, actor_id: int | None, now: datetime) -> None:
    """Put a paused listing away, and with it what was proposed. It raises what `states.archive` does."""
    states.archive(offering_id, seen=seen, actor_id=actor_id, now=now)
    _end_what_waits(offering_id, "archived", actor_id, now)


@transaction
def take_down(offering_id: int, reason: str, *, actor_id: int | None, now: datetime) -> None:
    """Remove a listing for good, and with it what was proposed. :raises ReasonNeeded: none is given."""
    states.take_down(offering_id, reason, actor_id=actor_id, now=now)
    _end_what_waits(offering_id, "taken down", actor_id, now)


def _end_what_waits(offering_id: int, cause: str, actor_id: int | None, now: datetime) -> None:
    """A listing that is over does not change any more."""
    if revision := open_revision_of(offering_id):
        _decide(revision, RevisionState.WITHDRAWN, cause, actor_id, now)


def _open(revision_id: int, seen: str | None) -> tuple[OfferingRevision, Offering]:
    """What waits and its listing, as they are now: proposals change under the lock of their listing alone."""
    revision = db.session.get(OfferingRevision, revision_id)
    if revision is None:
        raise NotFound(revision_id=revision_id)
    offering = locked(revision.offering.provider, revision.offering_id)
    db.session.refresh(revision)
    if revision.state != RevisionState.OPEN:
        raise rules.RevisionDecided
    ensure_as_seen(revision.stamp, seen)
    return revision, offering


def _fields(offering: Offering, revision: OfferingRevision) -> dict[str, Any]:
    """What was proposed, of the runs that are still there."""
    runs = {run.reference for run in offering.runs}
    fields = {**revision.proposed, "reference": offering.reference, "kind": offering.kind}
    fields["runs"] = [run for run in revision.proposed.get("runs", ()) if run["reference"] in runs]
    return fields


def _decide(revision: OfferingRevision, after: RevisionState, cause: str, actor_id: int | None, now: datetime) -> None:
    revision.state, revision.decided_by, revision.decided_at = after, actor_id, now
    audit.record(
        "offering_revision", revision.id, before=RevisionState.OPEN, after=after, cause=cause, actor_id=actor_id,
        now=now,
    )  # fmt: skip


def _tell(revision: OfferingRevision, now: datetime) -> None:
    """Those who write the provider's listings, each once."""
    kind, payload = f"revision_{revision.state}", {"revision": revision.id}
    tell_members(revision.offering.provider_id, EDITING, kind, payload, now)
