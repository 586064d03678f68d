"""The audit trail: every change of state writes one entry in the same transaction; never changed, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Select, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.core.db import Model, db
from catalogue.core.holding import About, AtErasure, Kept, account_in

DELETED = "deleted"
"""The last state of what is not there any more."""


class AuditEntry(Model):
    """Who moved what from which state to which, and why. References only: no personal text."""

    __tablename__ = "audit_entry"
    __privacy__ = About(
        what=_l("Changes that you made for a provider or the office"),
        why=_l("To be able to say later who changed what. Names stand in none of the entries."),
        kept=Kept(_l("For good; after the account is closed they lead to nobody.")),
        at_erasure=AtErasure.KEEP,
        owners=(account_in("actor_id"),),
        facts={
            "at": _l("When"),
            "entity": _l("What was changed"),
            "from_state": _l("State before"),
            "to_state": _l("State after"),
            "cause": _l("Cause"),
        },
        plain=("id", "actor_id", "entity_id"),
        place=70,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    entity: Mapped[str]
    entity_id: Mapped[int]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    cause: Mapped[str]


def record(
    entity: str, entity_id: int, *, before: str | None, after: str, cause: str, actor_id: int | None, now: datetime
) -> None:
    """Add an entry to the running transaction."""
    db.session.execute(
        insert(AuditEntry).values(
            at=now,
            actor_id=actor_id,
            entity=entity,
            entity_id=entity_id,
            from_state=before,
            to_state=after,
            cause=cause,
        )
    )


def record_all(
    entity: str,
    entity_ids: Sequence[int],
    *,
    before: str | None,
    after: str,
    cause: str,
    actor_id: int | None,
    now: datetime,
) -> None:
    """The same entry about many, in one go."""
    same = {"at": now, "actor_id": actor_id, "entity": entity, "from_state": before, "to_state": after, "cause": cause}
    if entity_ids:
        db.session.execute(insert(AuditEntry), [{**same, "entity_id": entity_id} for entity_id in entity_ids])


class LastStep(NamedTuple):
    """To which state something came last, and why, in the words of who decided."""

    state: str
    cause: str


NOTHING_YET = LastStep("", "")


def entries_of(entity: str, entity_id: int) -> Select[AuditEntry]:
    """What happened to something, but for what came before a deletion: SQLite gives the number of a deleted last row
    to the next one, and nobody shall find the steps of another one's thing among her own."""
    its = (AuditEntry.entity == entity, AuditEntry.entity_id == entity_id)
    deleted = select(func.max(AuditEntry.id)).where(*its, AuditEntry.to_state == DELETED)
    return select(AuditEntry).where(*its, AuditEntry.id > func.coalesce(deleted.correlate(None).scalar_subquery(), 0))


def last_step(entity: str, entity_id: int) -> LastStep:
    """The newest entry about something; `NOTHING_YET` where there is none."""
    said = (
        entries_of(entity, entity_id)
        .with_only_columns(AuditEntry.to_state, AuditEntry.cause)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    row = db.session.execute(said).one_or_none()
    return LastStep(*row) if row else NOTHING_YET
