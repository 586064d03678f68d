"""Erasing a person: seats are given back, what says who it was goes from every table, counts stay.

What goes and what stays is said by the tables themselves (`__privacy__`); nothing here names a column of them, except
what makes an account closed and a learner erased.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, String, Table, cast, delete, literal, null, or_, select, update
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from catalogue.accounts.models import Account, Consent, Guardianship, Learner
from catalogue.accounts.services import ASSISTED_PURPOSE, Proof, ensure_proven, tell_of_leaving
from catalogue.accounts.telling import choices_of
from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.core.errors import DomainError, NotFound
from catalogue.core.holding import About, AtErasure
from catalogue.core.outbox import post
from catalogue.enrolment import services as enrolment
from catalogue.enrolment.certificates.services import forget_person
from catalogue.privacy.holdings import Person, holdings, rows_of
from catalogue.privacy.queries import Loss, loss_of

FAREWELL = "account_erased"
NO_ACCOUNT = 0
"""No account has this number: nothing that belongs to an account is touched."""


@dataclass(frozen=True)
class Erased:
    """What was done: the last mail says it."""

    seats_given_back: int
    learners: int


def erase(account_id: int, proof: Proof, *, now: datetime) -> Erased:
    """Erase the account, its own learner, and those of its dependants whom nobody else looks after.

    :raises NotFound: no such account, or it is closed.
    :raises PresentPassphraseWrong: neither a recent sign-in nor the right passphrase.
    :raises ProofNeeded: the same, of an account without a passphrase.
    """
    ensure_proven(account_id, proof, now)
    return _erase(account_id, now)


@transaction
def _erase(account_id: int, now: datetime) -> Erased:
    found = select(Account).where(Account.id == account_id, Account.state == "active")
    account = db.session.scalars(found).one_or_none()
    if account is None:
        raise NotFound
    _keep_guardians_apart(account_id)
    loss = loss_of(account_id)
    to: dict[str, Any] = {"address": account.email, "language": account.language, "preferences": choices_of(account)}
    person, staying = Person(account_id, account.email, loss.learner_ids), [one.id for one in loss.staying]
    done = Erased(_give_seats_back(loss, account_id, now), len(person.learner_ids))
    for learner_id in person.learner_ids:
        forget_person(learner_id, now)  # certificates: withdrawn before they are emptied
    _close(person, now)
    _forget(person)
    for one in staying:
        tell_of_leaving(one, f"account-{account_id}", now)
    # To the address that is forgotten everywhere else; this row goes as soon as it is sent (`forget_farewells`).
    post(FAREWELL, **to, payload={"seats": done.seats_given_back}, dedupe_key=f"erased:{account_id}", now=now)
    return done


def _keep_guardians_apart(account_id: int) -> None:
    """Of two guardians who leave at once the second knows of the first: nobody is left without any."""
    guarded = select(Guardianship.learner_id).where(
        Guardianship.account_id == account_id, Guardianship.state == "active"
    )
    mine = select(Learner.id).where(Learner.id.in_(guarded)).order_by(Learner.id)
    db.session.execute(mine.with_for_update(key_share=True)).all()


def _give_seats_back(loss: Loss, account_id: int, now: datetime) -> int:
    """Through the enrolments' own door. What cannot be cancelled any more stays as a count without a person."""
    given = 0
    for one in loss.live:
        try:
            enrolment.cancel(one.id, acted_by=account_id, now=now)
        except DomainError:
            continue
        given += 1
    return given


def erase_learners(learner_ids: Sequence[int], now: datetime) -> int:
    """Learners without an account become counts, inside the caller's transaction. :returns: how many."""
    if not learner_ids:
        return 0
    db.session.execute(update(Learner).where(Learner.id.in_(learner_ids)).values(erased_at=now))  # may be nameless now
    _forget(Person(NO_ACCOUNT, "", tuple(learner_ids)))
    for learner_id in learner_ids:
        audit.record(
            "learner", learner_id, before=None, after="erased", cause="kept long enough", actor_id=None, now=now
        )
    return len(learner_ids)


def _forget(person: Person) -> None:
    """Those first that others lead through: which rows are whose must be known until the end."""
    db.session.flush()
    for holding in reversed(holdings()):
        mine = rows_of(person, holding)
        if holding.about.at_erasure is AtErasure.DELETE:
            db.session.execute(delete(holding.table).where(mine))
        elif holding.about.at_erasure is AtErasure.EMPTY:
            db.session.execute(update(holding.table).where(mine).values(_emptied(holding.table, holding.about)))
    db.session.expire_all()


def _emptied(table: Table, about: About) -> dict[str, Any]:
    return {name: _nothing(table, table.c[name]) for name in (*about.personal, *about.secret)}


def _nothing(table: Table, column: Column[Any]) -> Any:
    """What a column holds when it says nothing any more."""
    if column.nullable:
        return null()
    if column.unique:  # such as an address: free again, and different from every other row
        return literal("erased-") + cast(next(iter(table.primary_key.columns)), String)
    if isinstance(column.default, ScalarElementColumnDefault):
        return column.default.arg
    if isinstance(column.default, CallableColumnDefault):
        return column.default.arg(None)  # type: ignore[arg-type]  # `dict` and `list` ask nothing of it
    return {} if isinstance(column.type, JSON) else ""


def _close(person: Person, now: datetime) -> None:
    """The account opens no more, learners are counts; consents are withdrawn, and stay as proof."""
    about = {"cause": "erased by its owner", "actor_id": person.account_id, "now": now}
    db.session.execute(update(Account).where(Account.id == person.account_id).values(state="closed"))
    audit.record("account", person.account_id, before="active", after="closed", **about)  # type: ignore[arg-type]
    # What she noted for others at a counter is theirs.
    own = or_(Consent.purpose != ASSISTED_PURPOSE, Consent.learner_id.in_(person.learner_ids))
    given = (Consent.account_id == person.account_id, Consent.withdrawn_at.is_(None), own)
    db.session.execute(update(Consent).where(*given).values(withdrawn_at=now))
    erased = Learner.id.in_(person.learner_ids)
    db.session.execute(update(Learner).where(erased).values(account_id=None, erased_at=now))
    for learner_id in person.learner_ids:
        audit.record("learner", learner_id, before=None, after="erased", **about)  # type: ignore[arg-type]
