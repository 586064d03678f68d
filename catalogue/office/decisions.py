"""Who decided what and when, out of the audit trail: what the office did, and nothing else of what stands there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from catalogue.accounts.models import Account, Learner
from catalogue.core.audit import AuditEntry, entries_of
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.paging import pages_of
from catalogue.core.texts import LocalText, local
from catalogue.offerings.editing.models import OfferingRevision
from catalogue.offerings.editing.wording import STATES as LISTING_STATES
from catalogue.offerings.editing.wording import TONES
from catalogue.offerings.filed.models import FileBatch
from catalogue.offerings.models import Offering
from catalogue.offerings.reports.models import Report
from catalogue.office.scope import Scope
from catalogue.providers.models import Provider
from catalogue.providers.services.states import VERIFIED

NOBODY = LocalText("", "en")
SINCE = timedelta(days=90)
PER_PAGE = 20
DONE: Mapping[tuple[str, str], tuple[LazyString, str]] = {
    ("offering", "published"): (_l("Listing published"), "ok"),
    ("offering", "changes_requested"): (_l("Changes requested"), "sun"),
    ("offering", "taken_down"): (_l("Listing taken down"), "danger"),
    ("offering", "in_review"): (_l("Request for changes taken back"), "info"),
    ("offering_revision", "approved"): (_l("Change approved"), "ok"),
    ("offering_revision", "rejected"): (_l("Change not approved"), "danger"),
    ("provider", "verified"): (_l("Provider verified"), "ok"),
    ("provider", "rejected"): (_l("Provider not accepted"), "danger"),
    ("provider", "suspended"): (_l("Provider suspended"), "danger"),
    ("provider", "closed"): (_l("Provider closed"), "danger"),
    ("provider_change", "accepted"): (_l("New details accepted"), "ok"),
    ("provider_change", "refused"): (_l("New details not accepted"), "danger"),
    ("report", "resolved"): (_l("Report resolved"), "ok"),
    ("report", "rejected"): (_l("Report not confirmed"), ""),
    ("file_batch", "looked_at"): (_l("Changes by file looked at"), ""),
}
"""Entity and state → what was decided, and its tone."""
LIFTED = (_l("Suspension lifted"), "ok")
WITH_REASONS = frozenset({"changes_requested", "taken_down", "rejected", "suspended", "closed", "refused"})
"""States that somebody gave a reason for."""
APPROVED, TAKEN_BACK = "approved", "request taken back"
STEPS = 10
"""Of one listing that are shown."""


@dataclass(frozen=True)
class Decision:
    """:ivar by: a name, or an address where there is none; empty of an account that is closed."""

    words: LazyString
    tone: str
    at: datetime
    by: LocalText
    about: LocalText = NOBODY
    url: str = ""
    reason: str = ""


def decisions(scope: Scope, *, by: int | None, page: int) -> tuple[list[Decision], int, int]:
    """The newest first, of 90 days. :param by: of this account alone. :returns: a page, its number, how many pages."""
    made = _made(scope)
    made = made.where(AuditEntry.actor_id == by) if by is not None else made
    total = db.session.scalar(select(func.count()).select_from(made.subquery())) or 0
    pages = pages_of(total, PER_PAGE)
    page = min(page, pages)
    shown = made.order_by(AuditEntry.id.desc()).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return _told(list(db.session.scalars(shown))), page, pages


def steps_of(offering_id: int) -> list[Decision]:
    """What became of a listing so far, the newest first; whoever did it."""
    found = list(db.session.scalars(entries_of("offering", offering_id).order_by(AuditEntry.id.desc()).limit(STEPS)))
    people = _people({one.actor_id for one in found})
    return [
        Decision(
            LISTING_STATES[one.to_state], TONES[one.to_state], one.at, people.get(one.actor_id, NOBODY),
            reason=_reason(one),
        )
        for one in found
    ]  # fmt: skip


def decided_by(revision: OfferingRevision) -> LocalText:
    """Who decided about it; nobody where it waits or was withdrawn."""
    return _people({revision.decided_by}).get(revision.decided_by, NOBODY)


def _made(scope: Scope) -> Select[AuditEntry]:
    by_entity: dict[str, list[str]] = {}
    for entity, state in DONE:
        by_entity.setdefault(entity, []).append(state)
    own = {entity: AuditEntry.entity_id.in_(_own(entity, scope)) for entity in by_entity}
    which = [
        and_(AuditEntry.entity == entity, AuditEntry.to_state.in_(states), own[entity])
        for entity, states in by_entity.items()
    ]
    # A listing is also published by a file, and sent for review by its provider.
    by_the_office = or_(
        AuditEntry.entity != "offering",
        AuditEntry.to_state.not_in(("published", "in_review")),
        AuditEntry.cause.in_((APPROVED, TAKEN_BACK)),
    )
    made = select(AuditEntry).where(AuditEntry.at > now() - SINCE, AuditEntry.actor_id.is_not(None))
    return made.where(or_(*which), by_the_office)


def _own(entity: str, scope: Scope) -> Select[int]:
    """The ids of what belongs to the cities that she looks after."""
    here: dict[str, Select[int]] = {
        "offering": select(Offering.id).join(Offering.provider).where(scope.of_offerings()),
        "offering_revision": select(OfferingRevision.id).join(OfferingRevision.offering).join(Offering.provider).where(
            scope.of_offerings()
        ),
        "report": select(Report.id).join(Report.offering).join(Offering.provider).where(scope.of_offerings()),
        "file_batch": select(FileBatch.id).join(FileBatch.provider).where(scope.of_providers()),
    }  # fmt: skip
    return here.get(entity, select(Provider.id).where(scope.of_providers()))


def _told(entries: list[AuditEntry]) -> list[Decision]:
    people, things = _people({one.actor_id for one in entries}), _things(entries)
    found = []
    for one in entries:
        words, tone = LIFTED if _lifted(one) else DONE[one.entity, one.to_state]
        about, url = things.get((one.entity, one.entity_id), (NOBODY, ""))
        found.append(Decision(words, tone, one.at, people.get(one.actor_id, NOBODY), about, url, _reason(one)))
    return found


def _lifted(one: AuditEntry) -> bool:
    return (one.entity, one.from_state) == ("provider", "suspended") and one.to_state == "verified"


def _reason(one: AuditEntry) -> str:
    """What somebody wrote, as the provider has read it."""
    if _lifted(one):
        return "" if one.cause == VERIFIED else one.cause  # before suspensions were lifted with a reason
    return one.cause if one.to_state in WITH_REASONS and one.entity != "report" else ""


def _people(ids: set[int | None]) -> dict[int | None, LocalText]:
    rows = db.session.execute(
        select(Account, Learner).outerjoin(Learner, Learner.account_id == Account.id).where(Account.id.in_(ids))
    ).tuples()
    return {
        account.id: (local(learner, "full_name") if learner else NOBODY) or LocalText(account.email, "en")
        for account, learner in rows
    }


def _things(entries: list[AuditEntry]) -> dict[tuple[str, int], tuple[LocalText, str]]:
    """What each is about, with its page at the office."""
    ids: dict[str, set[int]] = {}
    for one in entries:
        ids.setdefault(one.entity, set()).add(one.entity_id)
    found: dict[tuple[str, int], tuple[LocalText, str]] = {}
    for entity, reader_of in THINGS.items():
        if entity in ids:
            found |= {(entity, number): thing for number, thing in reader_of(ids[entity])}
    return found


Things = Iterable[tuple[int, tuple[LocalText, str]]]


def _listings(ids: set[int]) -> Things:
    for one in db.session.scalars(select(Offering).where(Offering.id.in_(ids))):
        yield one.id, (local(one, "title"), url_for("office.listing", offering_id=one.public_id))


def _revisions(ids: set[int]) -> Things:
    rows = select(OfferingRevision).where(OfferingRevision.id.in_(ids)).options(joinedload(OfferingRevision.offering))
    for one in db.session.scalars(rows):
        yield one.id, (local(one.offering, "title"), url_for("office.revision", revision_id=one.public_id))


def _reports(ids: set[int]) -> Things:
    for one in db.session.scalars(select(Report).where(Report.id.in_(ids)).options(joinedload(Report.offering))):
        yield one.id, (local(one.offering, "title"), url_for("office.report", report_id=one.public_id))


def _providers(ids: set[int]) -> Things:
    for one in db.session.scalars(select(Provider).where(Provider.id.in_(ids))):
        yield one.id, (local(one, "name"), url_for("office.provider", provider_id=one.public_id))


def _files(ids: set[int]) -> Things:
    rows = select(FileBatch).where(FileBatch.id.in_(ids)).options(joinedload(FileBatch.provider))
    for one in db.session.scalars(rows):
        yield one.id, (local(one.provider, "name"), url_for("office.file", batch_id=one.public_id))


THINGS: Mapping[str, Callable[[set[int]], Things]] = {
    "offering": _listings,
    "offering_revision": _revisions,
    "report": _reports,
    "provider": _providers,
    "provider_change": _providers,
    "file_batch": _files,
}
