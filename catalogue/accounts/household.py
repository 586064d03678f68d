"""For whom an account acts: its own learner and those it looks after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import g, session
from sqlalchemy import BindParameter, CompoundSelect, bindparam, exists, func, or_, select, union_all

from catalogue.accounts.models import Guardianship, Learner
from catalogue.accounts.rules import age_on, short_name
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.db import BigId, db
from catalogue.core.errors import NotFound
from catalogue.core.formats import at_zone
from catalogue.core.http import signed_in
from catalogue.core.statements import rows
from catalogue.core.texts import local

CHOSEN_KEY = "choosing_for"
EVERYBODY = "all"


def learners_of(account_id: int | BindParameter[int]) -> CompoundSelect[tuple[int]]:
    """The ids of an account's own learner and of those it looks after.

    As one list, since "hers OR among those" has PostgreSQL read all learners there are.
    """
    return union_all(
        select(Learner.id).where(Learner.account_id == account_id),
        select(Guardianship.learner_id).where(Guardianship.account_id == account_id, Guardianship.state == "active"),
    )


HOUSEHOLD = (
    select(Learner)
    .where(Learner.id.in_(learners_of(bindparam("account", type_=BigId))))
    .order_by(Learner.account_id.is_(None), Learner.birth_date.is_(None), Learner.birth_date, Learner.id)
)


def household(account_id: int) -> Sequence[Learner]:
    """The account's own learner first, then those it looks after, the eldest first."""
    return db.session.scalars(HOUSEHOLD, {"account": account_id}).all()


MAY_ACT = select(
    or_(
        exists().where(Learner.id == bindparam("learner_id"), Learner.account_id == bindparam("account_id")),
        exists().where(
            Guardianship.learner_id == bindparam("learner_id"),
            Guardianship.account_id == bindparam("account_id"),
            Guardianship.state == "active",
        ),
    )
)


def may_act(learner_id: int, account_id: int) -> bool:
    """Whether the learner is this account's own or under its active guardianship."""
    return bool(rows(MAY_ACT, {"learner_id": learner_id, "account_id": account_id}).scalar())


def dependant(public_id: str, account_id: int) -> Learner:
    """A learner whom this account looks after. :raises NotFound: there is none, or not for this account."""
    found = (
        select(Learner)
        .join(Guardianship, Guardianship.learner_id == Learner.id)
        .where(Learner.public_id == public_id, Guardianship.account_id == account_id, Guardianship.state == "active")
    )
    learner = db.session.scalars(found).one_or_none()
    if learner is None:
        raise NotFound
    return learner


def guardians_of(learner_id: int) -> int:
    """How many accounts look after a learner."""
    found = select(func.count()).where(Guardianship.learner_id == learner_id, Guardianship.state == "active")
    return db.session.scalar(found) or 0


def members() -> Sequence[Learner]:
    """The visitor's household, asked for once in a request; empty for nobody."""
    if not signed_in():
        return ()
    found: Sequence[Learner] | None = g.get("household")
    if found is None:
        found = g.household = household(visitor().account_id)
    return found


def named(keys: Iterable[str]) -> list[Learner]:
    """Those of the visitor's household with these public ids, in its order.

    :raises NotFound: somebody is not of the household.
    """
    wanted = set(keys)
    found = [one for one in members() if one.public_id in wanted]
    if len(found) < len(wanted):
        raise NotFound
    return found


def called(learner: Learner, today: date | None = None) -> str:
    """How a learner is called among the family: “Sara (9)”, without the age where it is unknown or does not matter."""
    name = short_name(local(learner, "full_name").text)
    born = learner.birth_date
    if born is None or learner.account_id is not None:
        return name
    return f"{name} ({age_on(born, today or at_zone(now()).date())})"


@dataclass(frozen=True)
class Choice:
    """For whom the visitor is choosing: one learner, or everybody of the household; `said`: in the header."""

    learners: Sequence[Learner]
    key: str
    said: bool


def choosing_for() -> Choice:
    """What the header says; without a choice it is the visitor herself."""
    everybody = members()
    key = session.get(CHOSEN_KEY, "")
    if key == EVERYBODY:
        return Choice(everybody, key, said=True)
    named = [one for one in everybody if one.public_id == key]
    chosen = named or list(everybody[:1])
    return Choice(chosen, chosen[0].public_id if chosen else "", said=bool(named))


def choose_for(key: str) -> None:
    """Remember for whom the visitor is choosing. :raises NotFound: nobody of the household is called so."""
    if key != EVERYBODY and key not in {one.public_id for one in members()}:
        raise NotFound
    session[CHOSEN_KEY] = key
